//! The rules of Daybook, for server, command line and browser alike.
//!
//! No clock, no files, no network, no threads, no randomness: callers bring the
//! time, the salts and the bytes. `no_std` makes that a fact and not a wish.
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

/// The words of a fault, written as for `format!`. Without feature `faults` they
/// are not put together and not carried.
macro_rules! words {
    ($($words:tt)*) => {{
        #[cfg(feature = "faults")]
        let words = alloc::format!($($words)*);
        #[cfg(not(feature = "faults"))]
        let words = {
            // Only so that what it names counts as used.
            let _ = || alloc::format!($($words)*);
            ""
        };
        words
    }};
}

pub mod admission;
pub mod archive;
pub mod documents;
pub mod events;
pub mod intake;
mod numbered;
pub mod order;
pub mod proof;
pub mod record;
pub mod signing;
pub mod spelling;
pub mod views;
