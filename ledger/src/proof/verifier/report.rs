//! The verdict: one state, each check by itself, and what was found.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::finding::Finding;
use crate::proof::{KeyId, TreeHash};
use crate::record::{Hash, Index, Origin, Size};
use crate::signing::Registered;

/// The one word for a whole copy. The order is that of precedence: of several
/// that apply, the first is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Bytes differ from what was signed.
    Mismatch,
    /// Fewer entries than this reader saw before.
    Rollback,
    /// Another past than this reader saw before.
    Fork,
    /// The signature on the summary does not fit.
    BadSig,
    /// Bytes are those that were signed, but a person's signature on an entry
    /// does not count: it does not hold, or its key was not good then.
    BadAuthor,
    /// Something is not a ledger file. Not a sign of tampering.
    Unreadable,
    /// Signed by a key that is not on the reader's list.
    UnknownKey,
    /// A newer format than this code knows. Not a sign of tampering.
    TooNew,
    /// The summary or the proofs could not be had. Not a sign of tampering.
    NoProof,
    /// Too few cosigners confirmed the summary.
    LowCosigners {
        /// How many did.
        have: usize,
        /// How many the reader asks for.
        need: usize,
    },
    /// Some entries or sealed values could not be had; all others match.
    Partial,
    /// Everything matches, but the confirmations are older than the reader's
    /// [`Clock`](super::Clock) allows. Never without a clock.
    Stale,
    /// Everything matches; there is nothing earlier to compare with.
    FirstVisit,
    /// Everything matches and continues what this reader saw before.
    Verified,
}

/// The four words for a reader who wants no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Does not match. Exit code 1.
    DoesNotMatch,
    /// Not verified: could not be checked. Exit code 3.
    NotVerified,
    /// Not fully verified. Exit code 3.
    NotFullyVerified,
    /// Verified. Exit code 0.
    Verified,
}

impl State {
    /// The key under which texts and styles know it, such as `firstvisit`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::Rollback => "rollback",
            Self::Fork => "fork",
            Self::BadSig => "badsig",
            Self::BadAuthor => "badauthor",
            Self::Unreadable => "unreadable",
            Self::UnknownKey => "unknownkey",
            Self::TooNew => "toonew",
            Self::NoProof => "noproof",
            Self::LowCosigners { .. } => "lowwitness",
            Self::Partial => "partial",
            Self::Stale => "stale",
            Self::FirstVisit => "firstvisit",
            Self::Verified => "verified",
        }
    }

    /// Which of the four words it comes under.
    pub const fn verdict(self) -> Verdict {
        match self {
            Self::Mismatch | Self::Rollback | Self::Fork | Self::BadSig | Self::BadAuthor => {
                Verdict::DoesNotMatch
            }
            Self::Unreadable | Self::UnknownKey | Self::TooNew | Self::NoProof => {
                Verdict::NotVerified
            }
            Self::LowCosigners { .. } | Self::Partial | Self::Stale => Verdict::NotFullyVerified,
            Self::FirstVisit | Self::Verified => Verdict::Verified,
        }
    }
}

/// What is checked, each by itself, in the order of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CheckId {
    /// The files can be read.
    Readable,
    /// Each entry has the bytes that were signed.
    Bytes,
    /// Nothing is missing or out of order, and each entry links to the last.
    Chain,
    /// Entries or tiles lead to the root in the signed summary.
    Root,
    /// The tiles are those of the signed tree.
    Tiles,
    /// A trusted key of the ledger signed the summary.
    Signature,
    /// Independent cosigners confirmed the summary.
    Cosigners,
    /// What this reader saw before is how the ledger begins.
    Consistency,
    /// The people who recorded entries signed them.
    Authors,
    /// The sealed values are those that the entries were made with.
    Openings,
    /// Attached documents are the same files.
    Documents,
    /// The copy is recent.
    Freshness,
}

impl CheckId {
    /// Every check, in order.
    pub const ALL: [Self; 12] = [
        Self::Readable,
        Self::Bytes,
        Self::Chain,
        Self::Root,
        Self::Tiles,
        Self::Signature,
        Self::Cosigners,
        Self::Consistency,
        Self::Authors,
        Self::Openings,
        Self::Documents,
        Self::Freshness,
    ];

    /// Its name for programs, such as `cosigners`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Readable => "readable",
            Self::Bytes => "bytes",
            Self::Chain => "chain",
            Self::Root => "root",
            Self::Tiles => "tiles",
            Self::Signature => "signature",
            Self::Cosigners => "cosigners",
            Self::Consistency => "consistency",
            Self::Authors => "authors",
            Self::Openings => "openings",
            Self::Documents => "documents",
            Self::Freshness => "freshness",
        }
    }

    /// Its name for people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Readable => "The files can be read",
            Self::Bytes => "Each record is unchanged",
            Self::Chain => "Nothing is missing or out of order",
            Self::Root => "The total matches the signed summary",
            Self::Tiles => "The published fingerprints belong to the signed summary",
            Self::Signature => "The summary is signed by the ledger’s office",
            Self::Cosigners => "Independent witnesses saw the same summary",
            Self::Consistency => "The history you saw before is still there",
            Self::Authors => "The person who recorded it signed it",
            Self::Openings => "Names, texts and small counts are those recorded",
            Self::Documents => "The attached document is the same file",
            Self::Freshness => "This copy is recent",
        }
    }
}

/// How one check came out, with a sentence that says of what or why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was checked and holds.
    Passed(String),
    /// It was checked and does not hold.
    Failed(String),
    /// It was not checked; never to be shown as passed, nor as failed.
    NotChecked(String),
}

/// One check and how it came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Which check.
    pub id: CheckId,
    /// How it came out.
    pub outcome: Outcome,
}

/// A cosigner, and what it confirmed of this ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignerSeen {
    /// Its name in the policy.
    pub name: String,
    /// The id of its key.
    pub key_id: KeyId,
    /// Up to which size, and when (seconds since 1970 UTC); `None` when it did not.
    pub confirmed: Option<(Size, u64)>,
    /// Whether the summary carries a signature in its name that does not fit.
    pub is_wrong: bool,
}

/// A summary that as many cosigners confirmed as the policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// How many entries it speaks of.
    pub size: Size,
    /// When the last one needed confirmed it, in seconds since 1970 UTC.
    pub time: u64,
}

/// Everything that can be said about a copy of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The one word.
    pub state: State,
    /// Every check of [`CheckId::ALL`], in that order.
    pub checks: Vec<Check>,
    /// How many entries from the first on are proven and in their place: the
    /// part that stays good whatever was found later.
    pub good: Size,
    /// How many entries are proven one by one, also after a bad one.
    pub checked: Size,
    /// How many entries the signed summary speaks of; 0 when there is none.
    pub size: Size,
    /// What was found, by position; at most
    /// [`MAX_FINDINGS`](super::MAX_FINDINGS).
    pub findings: Vec<Finding>,
    /// How many more there were.
    pub findings_left_out: u64,
    /// The ledger's name as the summary gives it.
    pub origin: Option<Origin>,
    /// The key whose signature holds; for an unknown key the one it names.
    pub key_id: Option<KeyId>,
    /// What each cosigner of the policy confirmed, in the policy's order.
    pub cosigners: Vec<CosignerSeen>,
    /// Of the cosigners that the policy needs, how many confirmed the summary,
    /// and how many it needs.
    pub confirmations: (u64, u64),
    /// The newest summary, of this copy or an earlier one, that met the quorum.
    pub witnessed: Option<Witnessed>,
    /// The root in the signed summary.
    pub root: Option<TreeHash>,
    /// The fingerprint of the newest entry, when it is proven.
    pub entry_hash_of_last: Option<Hash>,
    /// The keys of people that the entries registered, by identifier, as they
    /// stand at the end.
    pub keys: BTreeMap<Hash, Registered>,
}

impl Report {
    /// How one check came out.
    pub fn outcome(&self, id: CheckId) -> Option<&Outcome> {
        self.checks.iter().find(|check| check.id == id).map(|check| &check.outcome)
    }

    /// The first entry that anything was found at.
    pub fn first_bad(&self) -> Option<Index> {
        self.findings.iter().filter_map(|finding| finding.at).min()
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
