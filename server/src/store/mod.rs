//! The store: what rows mean, above an engine that keeps them ([`engine`]); the only
//! place that names sled.
//!
//! One set of changes for each commit, durable when `append` returns.
//! Nothing is ever changed or deleted, except the leavings
//! of an import that did not finish (see [`stage`]) and what was redacted: openings
//! lie here encrypted, their keys apart (see [`vault`] and [`slots`]).
//!
//! Reads may run beside the one writer. What lies beyond the size in the head
//! record is not part of the ledger; callers ask only below the size that was
//! published to them.

mod append;
mod engine;
mod inspect;
mod layout;
mod raw;
mod renew;
mod run;
mod shared;
mod slots;
mod stage;
mod transfer;
mod values;
mod vault;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledger::record::{Hash, Index, Size};

pub use engine::Address;
pub use inspect::{Row, Used};
pub use layout::{HeadRecord, KeyRecord, KeyUse, LayoutError, SameBody, StoredEntry};
pub use raw::{RawRequest, Rebuild};
pub use shared::Place;
pub use vault::Sealed;

use crate::metrics::Histogram;
use engine::{Bytes, Changes, Embedded, Engine, Postgres};
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
    /// The database refused something, or is not there.
    #[error("the database: {0}")]
    Postgres(String),
    /// Another server has recorded since this one last looked.
    #[error("another server records this ledger now")]
    Fenced,
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
    engine: Arc<dyn Engine>,
    /// The same engine, where other servers have the ledger too.
    database: Option<Arc<Postgres>>,
    vault: Vault,
    renewed: bool,
    open: Mutex<BTreeSet<u64>>,
}

impl Store {
    /// Opens the store in `folder`, making it when there is none, removes what an
    /// unfinished import left and ends redactions that were cut off. Its erasure
    /// keys lie beside the folder.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let keys = folder.with_file_name(KEYS);
        renew::settle(folder)?;
        let mut engine = Embedded::open(folder)?;
        let mut head = head_of(&engine)?;
        let renewed = matches!(head, Some((_, None)));
        if renewed {
            renew::renew(folder, &keys, engine)?;
            engine = Embedded::open(folder)?;
            head = head_of(&engine)?;
        }
        let vault = match head.and_then(|(_, taken)| taken) {
            Some(taken) => Vault::open(&keys, taken),
            None => Vault::create(&keys)?,
        };
        let engine = Arc::new(engine);
        let store = Self { engine, database: None, vault, renewed, open: Mutex::default() };
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
    pub fn syncs(&self) -> &Histogram {
        self.engine.syncs()
    }

    /// The end of the ledger, or `None` in a new store.
    pub fn head(&self) -> Result<Option<HeadRecord>, StoreError> {
        Ok(head_of(self.engine.as_ref())?.map(|(head, _)| head))
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

    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.engine.get(key)
    }

    fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        values::join(key, |key| self.get(key))
    }
}

/// The file of erasure keys, beside the store's folder.
const KEYS: &str = "erasure-keys";

fn head_of(engine: &dyn Engine) -> Result<Option<(HeadRecord, Option<Taken>)>, StoreError> {
    Ok(engine.get(layout::HEAD)?.map(|bytes| HeadRecord::decode(&bytes)).transpose()?)
}

fn put(batch: &mut Changes, key: &[u8], value: &[u8]) {
    values::pieces(key, value, |key, piece| batch.insert(key, piece));
}

fn number(bytes: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests;
