//! The Daybook server: one writer, a durable store, a read path that is files.
//!
//! The rules of the record live in `ledger`; this crate brings what that one
//! may not have: the clock, the disk, the network, threads and randomness.

pub mod access;
pub mod clock;
pub mod config;
pub mod files;
pub mod folder;
pub mod nodes;
pub mod opened;
pub mod random;
pub mod recover;
pub mod sequencer;
pub mod store;
pub mod tree;
