//! Who may write.

pub mod tokens;
