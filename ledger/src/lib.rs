//! The rules of Daybook, for server, command line and browser alike.
//!
//! No clock, no files, no network, no threads, no randomness: callers bring the
//! time, the salts and the bytes. `no_std` makes that a fact and not a wish.
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod admission;
pub mod documents;
pub mod events;
pub mod intake;
mod numbered;
pub mod proof;
pub mod record;
pub mod signing;
pub mod spelling;
pub mod views;
