//! What is checked before a store is served, in bounded time.
//!
//! The last [`TAIL_MAX`] entries link to each other and lead to the head
//! record; the tiles lead to the root of the last signed checkpoint; the
//! checkpoint carries our signature; and the ledger still continues the one
//! that the `head` file remembers. What fails is named, and such a ledger is
//! read but not written: going on would sign over the damage.
//! `daybook verify` checks all entries, at any length.

use ledger::proof::{SignedCheckpoint, TreeHash, VerifierKey};
use ledger::record::{Chain, Head, Index, Size, Unverified};

use crate::config::TAIL_MAX;
use crate::nodes::Nodes;
use crate::sequencer::Published;
use crate::sequencer::edge::{self, Edge};
use crate::store::{HeadRecord, Store, StoreError};

/// Where the ledger ends, and whether it may be continued.
#[derive(Debug)]
pub struct Recovery {
    /// The end to serve and to continue.
    pub start: Published,
    /// Why it must not be continued.
    pub damage: Option<Damage>,
}

/// What is wrong with a store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// An entry is gone.
    #[error("entry {0} is missing from the store")]
    Missing(Index),
    /// An entry is not what was recorded.
    #[error("entry {at} was changed: {problem}")]
    Entry {
        /// Which one.
        at: Index,
        /// How that shows.
        problem: String,
    },
    /// The tiles do not lead to the signed root.
    #[error("the tiles of {size} entries lead to root {computed}, signed was {signed}")]
    Root {
        /// Number of entries.
        size: Size,
        /// What the tiles lead to.
        computed: TreeHash,
        /// What the checkpoint says.
        signed: TreeHash,
    },
    /// Tiles are gone.
    #[error("tiles of the first {0} entries are missing from the store")]
    Tiles(Size),
    /// The last checkpoint is not ours.
    #[error("the last signed checkpoint is not good: {0}")]
    Checkpoint(String),
    /// The ledger is shorter than it was.
    #[error(
        "the ledger went backwards: it has {found} entries, a checkpoint over {published} was \
         published; put the newer store back, or restore the newest backup (`daybook restore`), or \
         begin a new ledger under another name"
    )]
    Backwards {
        /// Entries in the store.
        found: Size,
        /// Entries in the published checkpoint.
        published: Size,
    },
    /// The ledger says something else than it did.
    #[error(
        "the first {size} entries lead to root {computed}, but {published} was published: this \
         is another history; put the right store back"
    )]
    Forked {
        /// Size of the published checkpoint.
        size: Size,
        /// Root of the store at that size.
        computed: TreeHash,
        /// Root that was published.
        published: TreeHash,
    },
    /// Sealed values can neither be read nor destroyed.
    #[error(
        "the file `erasure-keys` cannot be used: {0}; restore the newest one (without it no sealed value can be read; entries and proofs do not need it)"
    )]
    Keys(String),
    /// It was put back from a backup, and nobody has said yet how to go on.
    #[error(
        "the ledger was put back from a backup of {size} entries that was made at {made}; entries \
         that were published since would be signed over: if there is a newer copy, restore with \
         it (`daybook restore --newer`); if there is none, `daybook restore --accept-loss` records \
         what happened and goes on"
    )]
    Restored {
        /// Entries in the backup.
        size: Size,
        /// When it was made.
        made: String,
    },
    /// Another server records.
    #[error("another server records this ledger now: do this there, or stop it first")]
    Elsewhere,
    /// The `head` file cannot be used.
    #[error("the file `head` is not a checkpoint of this ledger ({0}); restore it from a backup")]
    HeadFile(String),
}

/// Checks a store that has a head record.
pub fn recover(
    store: &Store,
    record: HeadRecord,
    key: &VerifierKey,
    head_file: Option<&[u8]>,
) -> Result<Recovery, StoreError> {
    let mut damage = None;
    let mut note_damage = |found: Damage| {
        tracing::error!(%found, "the store is damaged");
        damage.get_or_insert(found);
    };
    if let Err(found) = check_tail(store, &record)? {
        note_damage(found);
    }
    let (edge, missing) = rebuild_edge(store, record.size)?;
    if let Some(at) = missing {
        note_damage(Damage::Missing(at));
    }
    match signed(record.note.as_bytes(), key) {
        Err(problem) => note_damage(Damage::Checkpoint(problem)),
        Ok((size, _)) if size != record.size => {
            let found = record.size;
            note_damage(Damage::Checkpoint(format!("it is over {size} entries, not {found}")));
        }
        Ok((size, signed)) if signed != edge.root() => {
            note_damage(Damage::Root { size, computed: edge.root(), signed });
        }
        Ok(_) => {}
    }
    if let Some(bytes) = head_file
        && let Some(found) = check_head_file(store, &edge, key, bytes)
    {
        note_damage(found);
    }
    if let Some(problem) = store.keys_trouble() {
        note_damage(Damage::Keys(problem.to_owned()));
    }
    let head = Head { size: record.size, hash: record.hash, recorded: record.recorded };
    let start =
        Published { head, note: record.note, checkpoints: record.checkpoints, erasures: 0, edge };
    Ok(Recovery { start, damage })
}

/// Reads a checkpoint of this ledger: its size and root.
pub fn signed(note: &[u8], key: &VerifierKey) -> Result<(Size, TreeHash), String> {
    let signed = SignedCheckpoint::parse(note).map_err(|error| error.to_string())?;
    signed.verify(std::slice::from_ref(key)).map_err(|error| error.to_string())?;
    Ok((signed.checkpoint().size, signed.checkpoint().root))
}

fn check_head_file(store: &Store, edge: &Edge, key: &VerifierKey, bytes: &[u8]) -> Option<Damage> {
    let (size, published) = match signed(bytes, key) {
        Ok(found) => found,
        Err(problem) => return Some(Damage::HeadFile(problem)),
    };
    if size > edge.size() {
        return Some(Damage::Backwards { found: edge.size(), published: size });
    }
    match Nodes::new(store, edge).root_at(size) {
        Some(computed) if computed == published => None,
        Some(computed) => Some(Damage::Forked { size, computed, published }),
        None => Some(Damage::Tiles(size)),
    }
}

/// Follows the chain through the last entries to the head record.
fn check_tail(store: &Store, record: &HeadRecord) -> Result<Result<(), Damage>, StoreError> {
    let size = record.size.get();
    let first = size.saturating_sub(TAIL_MAX);
    let mut chain: Option<Chain> = None;
    for n in first..size {
        let at = Index::new(n);
        let changed = |problem: String| Ok(Err(Damage::Entry { at, problem }));
        let stored = match store.entry(at) {
            Ok(Some(stored)) => stored,
            Ok(None) => return Ok(Err(Damage::Missing(at))),
            Err(StoreError::Layout(error)) => return changed(error.problem),
            Err(error) => return Err(error),
        };
        let unverified = match Unverified::parse(&stored.line) {
            Ok(unverified) => unverified,
            Err(error) => return changed(error.to_string()),
        };
        if *TreeHash::leaf(&stored.line).as_bytes() != stored.leaf {
            return changed("it does not give the leaf hash that is stored with it".to_owned());
        }
        // The first of the tail is believed about the one before it.
        let follow = chain.get_or_insert_with(|| {
            let claimed = unverified.claimed();
            Chain::resume(Head { size: Size::new(n), hash: claimed.previous(), recorded: None })
        });
        if let Err(broken) = follow.accept(unverified) {
            return changed(broken.why.to_string());
        }
    }
    if let Some(chain) = chain
        && chain.head().hash != record.hash
    {
        let problem = "it is not the entry that the head record names".to_owned();
        return Ok(Err(Damage::Entry { at: Index::new(size.saturating_sub(1)), problem }));
    }
    Ok(Ok(()))
}

/// Rebuilds the open tiles. Hashes that are missing become zeros, so that the
/// rest can still be served; the first entry that lacks one is returned.
pub(crate) fn rebuild_edge(store: &Store, size: Size) -> Result<(Edge, Option<Index>), StoreError> {
    let mut missing: Option<u64> = None;
    let edge = Edge::resume(size, |level, i| {
        let found = if level == 0 {
            match store.entry(Index::new(i)) {
                Ok(stored) => stored.map(|stored| TreeHash::from_bytes(stored.leaf)),
                Err(StoreError::Layout(_)) => None,
                Err(error) => return Err(error),
            }
        } else {
            store.full_tile(level - 1, i)?.and_then(|tile| edge::root_of(&tile))
        };
        Ok(found.unwrap_or_else(|| {
            let first = i << (8 * u32::from(level));
            missing = Some(missing.map_or(first, |other| other.min(first)));
            TreeHash::from_bytes([0; 32])
        }))
    })?;
    Ok((edge, missing.map(Index::new)))
}
