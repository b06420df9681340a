//! What a backup asks of a store, and the answers: the same whether the store is open
//! in this process or in a server (`door.rs`).

use ledger::record::{Hash, Index, Size};
use ledger::spelling::hex;
use serde::{Deserialize, Serialize};

use crate::nodes::Nodes;
use crate::sequencer::Published;
use crate::store::{RawRequest, Store, StoreError};

/// Entries that are asked for at once: one bundle.
pub(super) const MOST: u64 = 256;

/// Erasure keys that are asked for at once.
pub(super) const KEYS_MOST: u64 = 4_096;

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// Where the ledger ends now: one [`Cut`] in JSON.
    Cut {
        /// The size of the backup before: its root now is told.
        previous: Option<u64>,
    },
    /// The lines of entries.
    Entries {
        /// The first.
        first: u64,
        /// How many, at most [`MOST`].
        count: u64,
    },
    /// Their sealed values, encrypted, as they are stored.
    Sealed {
        /// The first.
        first: u64,
        /// How many, at most [`MOST`].
        count: u64,
    },
    /// The requests that began with them: index (u64 BE), key, row.
    Requests {
        /// The first.
        first: u64,
        /// How many, at most [`MOST`].
        count: u64,
    },
    /// Checkpoints ever signed, 72 bytes each.
    History {
        /// The first.
        first: u64,
        /// How many, at most [`MOST`].
        count: u64,
    },
    /// Slots of destroyed keys, u64 BE, all in one.
    Destroyed,
    /// Erasure keys, 32 bytes each, all in one: where they do not lie in a file of the
    /// data folder.
    Keys {
        /// The first slot.
        first: u64,
        /// How many, at most [`KEYS_MOST`].
        count: u64,
    },
}

/// Where a ledger ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Number of entries.
    pub size: u64,
    /// Fingerprint of the last.
    pub hash: String,
    /// When it was recorded, milliseconds since 1970 UTC.
    pub recorded: Option<i64>,
    /// The signed checkpoint.
    pub note: String,
    /// How many were signed so far.
    pub checkpoints: u64,
    /// The number of the file of erasure keys.
    pub keys: String,
    /// How many of its slots are taken, at least.
    pub slots: u64,
    /// How many of them were destroyed.
    pub destroyed: u64,
    /// The root of the tree at the size that was asked for.
    pub previous: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The way to the server.
    #[error("the running server: {0}")]
    Io(#[from] std::io::Error),
    /// The ledger or the server refuses.
    #[error("{0}")]
    Refused(String),
}

/// Someone who answers.
pub trait Rows {
    /// The items of an answer.
    ///
    /// # Errors
    /// [`AskError`].
    fn ask(&mut self, ask: Ask) -> Result<Vec<Vec<u8>>, AskError>;
}

/// Answers from a store that is open here. `end` is what was published: nothing beyond
/// it is ever told.
///
/// # Errors
/// [`AskError`].
pub fn answer(store: &Store, end: &Published, ask: Ask) -> Result<Vec<Vec<u8>>, AskError> {
    let size = end.head.size.get();
    match ask {
        Ask::Cut { previous } => {
            let cut = serde_json::to_vec(&cut(store, end, previous)?);
            Ok(vec![cut.map_err(std::io::Error::other)?])
        }
        Ask::Entries { first, count } => each(first, count, size, |at| {
            Ok(store.entry(Index::new(at))?.map(|stored| stored.line))
        }),
        Ask::Sealed { first, count } => {
            each(first, count, size, |at| store.sealed_row(Index::new(at)))
        }
        Ask::History { first, count } => each(first, count, end.checkpoints, |n| {
            Ok(store.checkpoint(n)?.map(|record| record.to_vec()))
        }),
        Ask::Requests { first, count } => {
            within(first, count, size)?;
            let requests = store.raw_requests(first, count)?;
            Ok(requests.iter().map(encode_request).collect())
        }
        Ask::Destroyed => {
            let slots = store.destroyed()?;
            Ok(vec![slots.iter().flat_map(|slot| slot.to_be_bytes()).collect()])
        }
        Ask::Keys { first, count } if count <= KEYS_MOST => Ok(vec![store.raw_keys(first, count)?]),
        Ask::Keys { count, .. } => Err(AskError::Refused(format!("{count} keys are too many"))),
    }
}

fn cut(store: &Store, end: &Published, previous: Option<u64>) -> Result<Cut, AskError> {
    let Some((keys, slots)) = store.keys_number()? else {
        return Err(AskError::Refused("the store has no erasure keys".to_owned()));
    };
    let root = |size| Nodes::new(store, &end.edge).root_at(Size::new(size));
    Ok(Cut {
        size: end.head.size.get(),
        hash: end.head.hash.to_hex(),
        recorded: end.head.recorded.map(ledger::record::Timestamp::millis),
        note: end.note.clone(),
        checkpoints: end.checkpoints,
        keys: hex(&keys),
        slots,
        destroyed: store.destroyed()?.len() as u64,
        previous: previous.and_then(root).map(|root| root.to_string()),
    })
}

fn within(first: u64, count: u64, size: u64) -> Result<(), AskError> {
    if count <= MOST && first.saturating_add(count) <= size {
        return Ok(());
    }
    Err(AskError::Refused(format!("{count} rows from {first} on are not in a ledger of {size}")))
}

fn each(
    first: u64,
    count: u64,
    size: u64,
    read: impl Fn(u64) -> Result<Option<Vec<u8>>, StoreError>,
) -> Result<Vec<Vec<u8>>, AskError> {
    within(first, count, size)?;
    let one = |at| {
        let missing = || AskError::Refused(format!("row {at} is missing from the store"));
        read(at)?.ok_or_else(missing)
    };
    (first..first + count).map(one).collect()
}

fn encode_request(request: &RawRequest) -> Vec<u8> {
    [&request.first.to_be_bytes()[..], request.key.as_bytes(), &request.row].concat()
}

/// Reads what [`Ask::Requests`] is answered with.
pub(super) fn decode_request(bytes: &[u8]) -> Option<RawRequest> {
    let (first, rest) = bytes.split_first_chunk::<8>()?;
    let (key, row) = rest.split_first_chunk::<32>()?;
    let key = Hash::from_bytes(*key);
    Some(RawRequest { first: u64::from_be_bytes(*first), key, row: row.to_vec() })
}
