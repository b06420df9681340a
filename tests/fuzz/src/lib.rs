//! The targets that `scripts/fuzz` runs; see `targets`.

pub mod good;
pub mod targets;
