//! Erasure keys: one key of 32 bytes for each thing that may one day have to be erased,
//! apart from the store that holds the thing itself.
//!
//! What keeps rows never overwrites: what it once wrote stays in its files for as long as
//! it likes. So what may have to be erased lies there encrypted, each piece under a key of
//! its own, and erasing it is overwriting that key.
//!
//! Slots are filled with random bytes in runs, which are durable before the first of a run
//! is used, so a commit needs no second sync. A slot serves one plaintext. What a commit
//! that never became durable may have left under a slot is made unreadable before that slot
//! is used: see [`super::vault`].

mod file;

use std::io;

pub(super) use file::{FileSlots, image};

/// Bytes of a key.
pub(super) const KEY: usize = 32;
/// Bytes of the number that ties keys and store together.
pub(super) const NUMBER: usize = 32;

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum SlotsError {
    /// The system refused something.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is not such a file.
    #[error("it is not a file of erasure keys")]
    Foreign,
    /// The system gives no random bytes.
    #[error(transparent)]
    Random(#[from] getrandom::Error),
}

/// Where the keys of one store lie. Reading needs no lock; there is one writer.
pub(super) trait Slots: std::fmt::Debug + Send + Sync {
    /// The number of this set of keys, random; the store repeats it.
    fn number(&self) -> [u8; NUMBER];

    /// How many slots there are.
    fn count(&self) -> io::Result<u64>;

    /// The key in a slot; all zero where it was destroyed. An error of the kind
    /// `UnexpectedEof` where there is no such slot.
    fn key(&self, slot: u64) -> io::Result<[u8; KEY]>;

    /// The keys of `count` slots from `first` on, one after the other.
    fn keys(&self, first: u64, count: usize) -> io::Result<Vec<u8>>;

    /// Puts new random keys into the slots `from..to`, durable when it returns.
    fn fill(&self, from: u64, to: u64) -> Result<(), SlotsError>;

    /// Overwrites the keys in these slots, durable when it returns. Gives how many of them
    /// were still there.
    fn destroy(&self, slots: &[u64]) -> io::Result<usize>;
}
