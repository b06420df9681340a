//! Why a submission is not recorded, in words for whoever sent it.

use ledger::record::{EntryError, Faults, Index, Size, Timestamp};

use crate::config::QUEUE_MAX;
use crate::room::Full;

/// A draft that what is recorded speaks against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDraft {
    /// Its position in the submission, from 0.
    pub position: usize,
    /// Everything that speaks against it.
    pub faults: Faults,
}

/// Why a submission was not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// The queue is full.
    #[error("the writer has {QUEUE_MAX} requests waiting; try again in a second")]
    Busy,
    /// The server is going down.
    #[error("the server is stopping; try again when it is back")]
    Stopped,
    /// The ledger may not be written.
    #[error("the ledger is read-only: {0}")]
    ReadOnly(String),
    /// Another server records.
    #[error(
        "another server records this ledger now; nothing was recorded here: ask again, there or here"
    )]
    Elsewhere,
    /// Another server may have taken over, or the database failed, in the middle of it.
    #[error(
        "nobody knows yet whether this is recorded ({0}): send it again with the same Idempotency-Key"
    )]
    Doubtful(String),
    /// The disk is nearly full.
    #[error("nothing was recorded: {0}")]
    Full(Full),
    /// The ledger has another size than the caller expects.
    #[error("the ledger has {found} entries, not the {expected} that were expected; read on first")]
    Size {
        /// What the caller said.
        expected: Size,
        /// What is so.
        found: Size,
    },
    /// An event id is in use.
    #[error("event id {id:?} is in use by entry {at}; choose another, or refer to that entry")]
    Duplicate {
        /// Position of the draft in the submission, from 0.
        position: usize,
        /// The id.
        id: String,
        /// The entry that has it.
        at: Index,
    },
    /// What is recorded speaks against drafts: references that lead nowhere,
    /// contradictions.
    #[error("{}", not_admitted(.0))]
    NotAdmitted(Vec<BadDraft>),
    /// An idempotency key came with another body than before.
    #[error(
        "this idempotency key was used for another request, which became entry {first}; use a new key"
    )]
    KeyReused {
        /// First entry of the other request.
        first: Index,
    },
    /// An idempotency key came again after something of its request was redacted.
    #[error(
        "this idempotency key was used for a request that became {count} entries from entry {first} on; something of it was redacted since (or its check is damaged), so nobody can tell whether this is the same one; use a new key"
    )]
    KeyErased {
        /// First entry of the request of then.
        first: Index,
        /// Number of its entries.
        count: u32,
    },
    /// A draft does not fit into an entry.
    #[error("{source}")]
    Entry {
        /// Position of the draft in the submission, from 0.
        position: usize,
        /// What is wrong.
        source: EntryError,
    },
    /// The clock stands too far behind the last entry.
    #[error(
        "the server's clock says {now}, the last entry was recorded {newest}; the clock must be set right"
    )]
    Clock {
        /// What the clock says.
        now: Timestamp,
        /// Time of the last entry.
        newest: Timestamp,
    },
}

fn not_admitted(bad: &[BadDraft]) -> String {
    let faults = bad.iter().flat_map(|draft| &draft.faults.0);
    let texts: Vec<String> = faults.take(10).map(ToString::to_string).collect();
    texts.join("\n")
}
