//! How a check ended, with all that was compared.

use bincode::{Decode, Encode};

use super::Seen;

/// The state keys of the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum StateKey {
    /// An entry is not what was signed.
    Mismatch,
    /// Fewer records than this device has seen.
    Rollback,
    /// Does not continue what this device has seen.
    Fork,
    /// The signature does not fit.
    BadSig,
    /// A person's signature on a record does not count.
    BadAuthor,
    /// Not a ledger, or cut short.
    Unreadable,
    /// Signed by a key this device does not trust.
    UnknownKey,
    /// Written by newer rules than this viewer knows.
    TooNew,
    /// The proof could not be fetched.
    NoProof,
    /// Too few independent witnesses.
    LowWitness,
    /// Only part was loaded.
    Partial,
    /// Older than the policy allows.
    Stale,
    /// Everything checked, nothing to compare with.
    FirstVisit,
    /// Everything checked.
    Verified,
}

/// How one check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Outcome {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// It was not done, and the note says why.
    NotChecked,
}

/// One of the checks C1 to C10.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Check {
    /// 1 to 10.
    pub(crate) number: u8,
    /// How it went.
    pub(crate) outcome: Outcome,
    /// What was found, or why it was not checked.
    pub(crate) note: String,
}

/// One thing that does not fit, with the values that were compared.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Finding {
    /// `E-LEAF`, `E-ROOT` and so on.
    pub(crate) code: String,
    /// What it means, one sentence.
    pub(crate) words: String,
    /// The first entry it concerns, from 0.
    pub(crate) index: Option<u64>,
    /// What was signed.
    pub(crate) expected: String,
    /// What was computed from the copy.
    pub(crate) computed: String,
}

/// An independent witness.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Witness {
    /// Its name in the policy.
    pub(crate) name: String,
    /// Short id of its key.
    pub(crate) key_id: String,
    /// How many records it confirmed, and when, milliseconds since 1970 UTC.
    pub(crate) confirmed: Option<(u64, i64)>,
    /// A signature in its name does not fit.
    pub(crate) wrong: bool,
}

/// The file that a verdict is about.
#[cfg(feature = "whole")]
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct FileStamp {
    /// The address of its tree.
    pub(crate) base: String,
    /// When its last record was recorded, milliseconds since 1970 UTC.
    pub(crate) until: Option<i64>,
    /// The key was taken from the file itself.
    pub(crate) own_key: bool,
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Verdict {
    /// The state that decides what the status bar says.
    pub(crate) state: StateKey,
    /// Records the signed summary promises.
    pub(crate) size: u64,
    /// Records that fit: those below this index are unaffected.
    pub(crate) good: u64,
    /// Records that could be read and shown.
    pub(crate) loaded: u64,
    /// Name of the ledger, which is the name of its signing key.
    pub(crate) origin: String,
    /// Short id of the key that signed, 8 hex characters.
    pub(crate) key_id: String,
    /// The key line the summary was checked with.
    pub(crate) vkey: String,
    /// The key line that the ledger offers now.
    pub(crate) offered: String,
    /// Root, 64 hex characters.
    pub(crate) root: String,
    /// The signed summary as text.
    pub(crate) note: String,
    /// Fingerprint of the last entry.
    pub(crate) head: String,
    /// Of the independent witnesses required, how many confirmed, and how many
    /// are required.
    pub(crate) cosigners: (u64, u64),
    /// Each of them.
    pub(crate) witnesses: Vec<Witness>,
    /// The newest summary that enough of them confirmed: its size, and when.
    pub(crate) witnessed: Option<(u64, i64)>,
    /// The policy it was checked with, and the one that the ledger offers now.
    pub(crate) policy: (String, String),
    /// When the newest record was made; 0 when it was not loaded.
    pub(crate) newest: i64,
    /// The checks in order.
    pub(crate) checks: Vec<Check>,
    /// What does not fit, worst first.
    pub(crate) findings: Vec<Finding>,
    /// Date and title of the first entry that does not fit, when known.
    pub(crate) first_bad: Option<(String, String)>,
    /// Why something could not be fetched or read; empty when all could.
    pub(crate) reason: String,
    /// What this device had seen before this check.
    pub(crate) seen: Option<Seen>,
    /// When the check ended, milliseconds since 1970 UTC.
    pub(crate) time: i64,
    /// How long it took, milliseconds.
    pub(crate) took: u32,
    /// How much was downloaded, bytes.
    pub(crate) bytes: u64,
    /// The file that was checked, where it was one.
    #[cfg(feature = "whole")]
    pub(crate) file: Option<FileStamp>,
    /// The same as JSON, for other programs.
    pub(crate) json: String,
}
