//! The vocabulary: what may be recorded, in typed kinds, and dates as sources
//! give them.

pub mod civil;
pub mod edtf;
