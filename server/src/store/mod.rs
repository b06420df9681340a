//! The embedded store, and the only place that names sled.
//!
//! One sled tree, one `Batch` for each commit, durable when `append` returns
//! (see [`durable`]). Nothing is ever changed or deleted, except the leavings
//! of an import that did not finish (see [`stage`]).
//!
//! Reads may run beside the one writer. What lies beyond the size in the head
//! record is not part of the ledger; callers ask only below the size that was
//! published to them.

mod durable;
mod layout;
mod stage;
mod values;

use std::io;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ledger::record::{Hash, Index, Size};

pub use layout::{HeadRecord, KeyRecord, LayoutError, StoredEntry};

use crate::config::STORE_CACHE;
use durable::Durable;

/// What went wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has it open.
    #[error("{}: is in use by another process; stop that one first", path.display())]
    Busy {
        /// The store's folder.
        path: PathBuf,
    },
    /// The system refused something.
    #[error("{act}: {source}")]
    Io {
        /// What was attempted.
        act: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// sled refused something.
    #[error("{act}: {source}")]
    Engine {
        /// What was attempted.
        act: &'static str,
        /// What sled said.
        source: sled::Error,
    },
    /// sled gave up on the files altogether.
    #[error("{}: the store's files are damaged beyond reading: {problem}", path.display())]
    Unreadable {
        /// The store's folder.
        path: PathBuf,
        /// What sled said last.
        problem: String,
    },
    /// A stored value is not what it should be.
    #[error(transparent)]
    Layout(#[from] LayoutError),
}

impl StoreError {
    fn io(act: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { act, source }
    }

    fn engine(act: &'static str) -> impl FnOnce(sled::Error) -> Self {
        move |source| Self::Engine { act, source }
    }
}

/// An entry on its way into the store.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Its position.
    pub index: Index,
    /// RFC 6962 leaf hash of `line`.
    pub leaf: [u8; 32],
    /// The entry itself.
    pub line: Vec<u8>,
    /// Its openings in bincode.
    pub openings: Vec<u8>,
    /// The event id of its draft.
    pub id: String,
}

/// A tile whose 256 hashes are all known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullTile {
    /// Level, 0 over the entries.
    pub level: u8,
    /// Position in its level.
    pub n: u64,
    /// 256 hashes of 32 bytes.
    pub hashes: Vec<u8>,
}

/// Where a commit leaves the ledger.
#[derive(Clone, Debug)]
pub enum End {
    /// At this head, under this signature: the entries are part of the ledger.
    Signed {
        /// The new end.
        head: HeadRecord,
        /// Ed25519 signature of its checkpoint.
        signature: [u8; 64],
    },
    /// In the middle of an import that began at this size: the entries are
    /// not part of the ledger until a signed commit follows.
    Staged(Size),
}

/// Everything that one commit writes, atomically.
#[derive(Clone, Debug)]
pub struct Commit {
    /// New entries, in order.
    pub entries: Vec<NewEntry>,
    /// Tiles that they complete.
    pub tiles: Vec<FullTile>,
    /// Idempotency keys, hashed, and what they were used for.
    pub keys: Vec<(Hash, KeyRecord)>,
    /// Where it ends.
    pub end: End,
}

/// An open store.
pub struct Store {
    db: sled::Db,
    /// Held by whoever appends; there is one sequencer, so it is never waited for.
    durable: Mutex<Durable>,
}

impl Store {
    /// Opens the store in `folder`, making it when there is none, and removes
    /// what an unfinished import left.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        durable::settle_before_open(folder).map_err(StoreError::io("sync the store"))?;
        // A store that this process has just closed keeps its lock until sled's
        // last thread is gone.
        let mut tries = 0;
        let db = loop {
            match open_engine(folder) {
                Err(StoreError::Busy { .. }) if tries < BUSY_TRIES => {
                    tries += 1;
                    std::thread::sleep(BUSY_PAUSE);
                }
                other => break other?,
            }
        };
        let durable = Durable::new(folder).map_err(StoreError::io("sync the new store"))?;
        let store = Self { db, durable: Mutex::new(durable) };
        store.unstage()?;
        Ok(store)
    }

    /// Writes one commit; when this returns it survives a power cut.
    ///
    /// After an error nobody knows what is on the disk: the caller must not
    /// append again before the store was opened anew.
    pub fn append(&self, commit: &Commit) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for entry in &commit.entries {
            let stored = layout::encode_entry(&entry.leaf, &entry.line);
            put(&mut batch, &layout::entry_key(entry.index), &stored);
            put(&mut batch, &layout::openings_key(entry.index), &entry.openings);
            batch.insert(layout::id_key(&entry.id), &entry.index.get().to_be_bytes());
        }
        for tile in &commit.tiles {
            put(&mut batch, &layout::tile_key(tile.level, tile.n), &tile.hashes);
        }
        for (key, record) in &commit.keys {
            batch.insert(layout::idempotency_key(key), record.encode());
        }
        match &commit.end {
            End::Signed { head, signature } => {
                let mut record = [0; 72];
                record[..8].copy_from_slice(&head.size.get().to_be_bytes());
                record[8..].copy_from_slice(signature);
                let n = head.checkpoints.saturating_sub(1);
                batch.insert(layout::history_key(n), &record[..]);
                batch.insert(layout::HEAD, head.encode());
                batch.remove(layout::STAGE);
            }
            End::Staged(from) => batch.insert(layout::STAGE, &from.get().to_be_bytes()),
        }
        self.apply(batch)
    }

    fn apply(&self, batch: sled::Batch) -> Result<(), StoreError> {
        let mut durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        self.db.apply_batch(batch).map_err(StoreError::engine("write to the store"))?;
        self.db.flush().map_err(StoreError::engine("flush the store"))?;
        durable.settle().map_err(StoreError::io("sync the store"))
    }

    /// The end of the ledger, or `None` in a new store.
    pub fn head(&self) -> Result<Option<HeadRecord>, StoreError> {
        let bytes = self.get(layout::HEAD)?;
        Ok(bytes.map(|bytes| HeadRecord::decode(&bytes)).transpose()?)
    }

    /// The entry at `index` as it lies there, nothing checked.
    pub fn entry(&self, index: Index) -> Result<Option<StoredEntry>, StoreError> {
        let bytes = self.value(&layout::entry_key(index))?;
        Ok(bytes.map(|bytes| layout::decode_entry(index, &bytes)).transpose()?)
    }

    /// The openings of the entry at `index`, in bincode.
    pub fn openings(&self, index: Index) -> Result<Option<Vec<u8>>, StoreError> {
        self.value(&layout::openings_key(index))
    }

    /// A full tile, 8,192 bytes.
    pub fn full_tile(&self, level: u8, n: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.value(&layout::tile_key(level, n))
    }

    /// The n-th checkpoint ever signed: its size (u64 BE) and signature.
    pub fn checkpoint(&self, n: u64) -> Result<Option<[u8; 72]>, StoreError> {
        let bytes = self.get(&layout::history_key(n))?;
        Ok(bytes.and_then(|bytes| bytes.as_ref().try_into().ok()))
    }

    /// The entry that holds the event `id`.
    pub fn find_id(&self, id: &str) -> Result<Option<Index>, StoreError> {
        let bytes = self.get(&layout::id_key(id))?;
        Ok(bytes.and_then(|bytes| number(&bytes)).map(Index::new))
    }

    /// What an idempotency key (hashed) was used for.
    pub fn find_key(&self, key: &Hash) -> Result<Option<KeyRecord>, StoreError> {
        let bytes = self.get(&layout::idempotency_key(key))?;
        Ok(bytes.map(|bytes| KeyRecord::decode(&bytes)).transpose()?)
    }

    fn get(&self, key: &[u8]) -> Result<Option<sled::IVec>, StoreError> {
        self.db.get(key).map_err(StoreError::engine("read from the store"))
    }

    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        values::join(key, |key| self.get(key))
    }
}

/// How often, and after what pause, a locked store is tried again: one second.
const BUSY_TRIES: u32 = 50;
const BUSY_PAUSE: Duration = Duration::from_millis(20);

fn open_engine(folder: &Path) -> Result<sled::Db, StoreError> {
    // sled asserts its way through damaged files; that must not take the
    // process down before it has said which file.
    let opened = std::panic::catch_unwind(AssertUnwindSafe(|| {
        sled::Config::new()
            .path(folder)
            .mode(sled::Mode::HighThroughput)
            .cache_capacity(STORE_CACHE)
            // Only the sequencer flushes: a flush in the background would
            // have no fdatasync after it and prove nothing.
            .flush_every_ms(None)
            .open()
    }));
    match opened {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(error)) if error.to_string().contains("could not acquire lock") => {
            Err(StoreError::Busy { path: folder.to_owned() })
        }
        Ok(Err(error)) => Err(unreadable(folder, &error.to_string())),
        Err(panic) => Err(unreadable(folder, panic_text(panic.as_ref()))),
    }
}

fn put(batch: &mut sled::Batch, key: &[u8], value: &[u8]) {
    values::pieces(key, value, |key, piece| batch.insert(key, piece));
}

fn number(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.try_into().ok()?))
}

fn unreadable(folder: &Path, problem: &str) -> StoreError {
    StoreError::Unreadable { path: folder.to_owned(), problem: problem.to_owned() }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("sled stopped without saying why")
}

#[cfg(test)]
mod tests;
