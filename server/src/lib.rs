//! The Daybook server: one writer, a durable store, a read path that is files.
//!
//! The rules of the record live in `ledger`; this crate brings what that one
//! may not have: the clock, the disk, the network, threads and randomness.
//! Reading order: [`store`] (bytes that survive), [`sequencer`] (the one
//! writer), [`recover`] (what is checked before serving), [`tree`] (the static
//! files that readers download), [`http`] (who may ask what), [`cli`].
//!
//! Tests open a ledger with [`Opened`] and serve it with [`serve`].

pub mod access;
pub mod archive;
pub mod audit;
pub mod backup;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod cosigner;
pub mod cosigners;
pub mod descriptors;
pub mod documents;
pub mod fictional;
pub mod files;
pub mod folder;
pub mod fsck;
pub mod http;
pub mod in_order;
pub mod keeper;
pub mod metrics;
pub mod nodes;
pub mod opened;
pub mod pending;
pub mod proof_file;
pub mod publish;
pub mod random;
pub mod recover;
pub mod room;
mod running;
pub mod sequencer;
pub mod shown;
pub mod store;
pub mod tls;
pub mod tree;
pub mod views;

pub use opened::Opened;
pub use running::{Crowd, Extras, serve, serve_with};
