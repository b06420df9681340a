//! The embedded store, and the only place that names sled.
//!
//! One sled tree, one `Batch` for each commit, durable when `append` returns
//! (see [`durable`]). Nothing is ever changed or deleted, except the leavings
//! of an import that did not finish (see [`stage`]) and what was redacted: openings
//! lie here encrypted, their keys apart (see [`vault`] and [`slots`]).
//!
//! Reads may run beside the one writer. What lies beyond the size in the head
//! record is not part of the ledger; callers ask only below the size that was
//! published to them.

mod append;
mod durable;
mod inspect;
mod layout;
mod raw;
mod renew;
mod run;
mod slots;
mod stage;
mod values;
mod vault;

use std::collections::BTreeSet;
use std::io;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ledger::record::{Hash, Index, Size};

pub use inspect::{Row, Used};
pub use layout::{HeadRecord, KeyRecord, KeyUse, LayoutError, SameBody, StoredEntry};
pub use raw::{RawRequest, Rebuild};
pub use vault::Sealed;

use crate::config::STORE_CACHE;
use crate::metrics::{DISK_TIMES, Histogram, Unit};
use durable::Durable;
use vault::{Taken, Vault};

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
    /// The file of erasure keys cannot be used.
    #[error("{}: {problem}; put the file of this store back", path.display())]
    Keys {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Something encrypted cannot be read. The entry itself is not in doubt.
    #[error("{what} {index} {why}")]
    Sealed {
        /// What it is.
        what: &'static str,
        /// The entry that it belongs to.
        index: u64,
        /// Why not.
        why: Sealed,
    },
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
        /// Earlier entries of which something is redacted, each once.
        redacted: Vec<Redacted>,
    },
    /// In the middle of an import that began at this size: the entries are
    /// not part of the ledger until a signed commit follows.
    Staged(Size),
}

/// An entry that was stored before and of which something is redacted now.
#[derive(Clone, Debug)]
pub struct Redacted {
    /// Its position.
    pub index: Index,
    /// What is left of its openings, in bincode. The others are destroyed.
    pub openings: Vec<u8>,
}

impl End {
    fn redacted(&self) -> &[Redacted] {
        match self {
            Self::Signed { redacted, .. } => redacted,
            // Nothing is destroyed for what may never become part of the ledger.
            Self::Staged(_) => &[],
        }
    }
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
    vault: Vault,
    renewed: bool,
    syncs: Histogram,
    open: Mutex<BTreeSet<u64>>,
}

impl Store {
    /// Opens the store in `folder`, making it when there is none, removes what an
    /// unfinished import left and ends redactions that were cut off. Its erasure
    /// keys lie beside the folder.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let keys = folder.with_file_name(KEYS);
        renew::settle(folder)?;
        let mut db = open_when_free(folder)?;
        let mut head = head_of(&db)?;
        let renewed = matches!(head, Some((_, None)));
        if renewed {
            renew::renew(folder, &keys, db)?;
            db = open_when_free(folder)?;
            head = head_of(&db)?;
        }
        let durable = Durable::new(folder).map_err(StoreError::io("sync the new store"))?;
        let vault = match head.and_then(|(_, taken)| taken) {
            Some(taken) => Vault::open(&keys, taken),
            None => Vault::create(&keys)?,
        };
        let (durable, syncs) = (Mutex::new(durable), Histogram::new(Unit::Time, DISK_TIMES));
        let store = Self { db, durable, vault, renewed, syncs, open: Mutex::default() };
        store.unstage()?;
        store.finish_redactions()?;
        Ok(store)
    }

    /// Gives a store its name back whose writing anew was cut off between two names.
    pub fn settle_name(folder: &Path) -> Result<(), StoreError> {
        renew::settle(folder)
    }

    /// Whether it was written anew when it was opened: what redactions of before
    /// name was never destroyed.
    pub const fn was_renewed(&self) -> bool {
        self.renewed
    }

    /// Full bundles of which no line asks to be held back, as far as that was found out
    /// ([`crate::shown`]).
    pub(crate) fn open_bundles(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long the disk took for each commit, from `flush` to the end of `fdatasync`.
    pub const fn syncs(&self) -> &Histogram {
        &self.syncs
    }

    /// The end of the ledger, or `None` in a new store.
    pub fn head(&self) -> Result<Option<HeadRecord>, StoreError> {
        Ok(head_of(&self.db)?.map(|(head, _)| head))
    }

    /// The entry at `index` as it lies there, nothing checked.
    pub fn entry(&self, index: Index) -> Result<Option<StoredEntry>, StoreError> {
        let bytes = self.value(&layout::entry_key(index))?;
        Ok(bytes.map(|bytes| layout::decode_entry(index, &bytes)).transpose()?)
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

    fn get(&self, key: &[u8]) -> Result<Option<sled::IVec>, StoreError> {
        self.db.get(key).map_err(StoreError::engine("read from the store"))
    }

    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        values::join(key, |key| self.get(key))
    }
}

/// The file of erasure keys, beside the store's folder.
const KEYS: &str = "erasure-keys";

/// How often, and after what pause, a locked store is tried again: one second.
const BUSY_TRIES: u32 = 50;
const BUSY_PAUSE: Duration = Duration::from_millis(20);

fn head_of(db: &sled::Db) -> Result<Option<(HeadRecord, Option<Taken>)>, StoreError> {
    let bytes = db.get(layout::HEAD).map_err(StoreError::engine("read from the store"))?;
    Ok(bytes.map(|bytes| HeadRecord::decode(&bytes)).transpose()?)
}

/// Opens sled's files. A store that this process has just closed keeps its lock
/// until sled's last thread is gone.
fn open_when_free(folder: &Path) -> Result<sled::Db, StoreError> {
    durable::settle_before_open(folder).map_err(StoreError::io("sync the store"))?;
    let mut tries = 0;
    loop {
        match open_engine(folder) {
            Err(StoreError::Busy { .. }) if tries < BUSY_TRIES => {
                tries += 1;
                std::thread::sleep(BUSY_PAUSE);
            }
            other => return other,
        }
    }
}

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
