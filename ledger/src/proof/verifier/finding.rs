//! What is wrong, where, and by which evidence.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::proof::TileId;
use crate::record::{Index, Size};
use crate::signing::Wrong;

/// Findings that a report lists; a copy that differs everywhere has one for
/// each entry, and nobody reads more than these.
pub const MAX_FINDINGS: usize = 256;

/// The short name of a kind of finding, for people who report it and for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// `E-LEAF`: the bytes at a position are not those that were signed.
    Leaf,
    /// `E-CHAIN`: an entry does not link to the one before it.
    Chain,
    /// `E-TRUNC`: entries are not there.
    Trunc,
    /// `E-ROOT`: hashes do not lead to the signed root.
    Root,
    /// `E-SIG`: the ledger's signature does not fit.
    Sig,
    /// `E-KEY`: no trusted key signed.
    Key,
    /// `E-WIT`: a cosigner's signature does not fit.
    Wit,
    /// `E-ROLLBACK`: fewer entries than seen before.
    Rollback,
    /// `E-FORK`: another past than the one seen before.
    Fork,
    /// `E-PERSON`: a person's signature on an entry does not count.
    Person,
    /// `E-OPEN`: a sealed value is not the one that was committed to.
    Open,
    /// `E-VERSION`: a newer format than this code knows.
    Version,
    /// `E-IO`: bytes that could not be had or read. Not a sign of tampering.
    Io,
}

impl Code {
    /// The code as it is shown, such as `E-LEAF`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Leaf => "E-LEAF",
            Self::Chain => "E-CHAIN",
            Self::Trunc => "E-TRUNC",
            Self::Root => "E-ROOT",
            Self::Sig => "E-SIG",
            Self::Key => "E-KEY",
            Self::Wit => "E-WIT",
            Self::Rollback => "E-ROLLBACK",
            Self::Fork => "E-FORK",
            Self::Person => "E-PERSON",
            Self::Open => "E-OPEN",
            Self::Version => "E-VERSION",
            Self::Io => "E-IO",
        }
    }
}

/// One thing that is wrong with a copy of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its short name.
    pub code: Code,
    /// What happened to the copy, as far as the bytes tell.
    pub what: What,
    /// The first entry that it concerns; `None` when it concerns no entry.
    pub at: Option<Index>,
    /// What the proofs ask for: a hash in hex, a number or a key.
    pub expected: String,
    /// What was there instead, in the same form.
    pub computed: String,
}

/// What happened to a copy. `Finding::at` says where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The entry has other bytes than were signed.
    Changed,
    /// This entry and the next ones, `count` in all, are nowhere in the copy.
    Missing {
        /// How many entries in a row, from 1.
        count: u64,
    },
    /// Another entry of the same ledger stands here.
    Reordered {
        /// The entry that stands here.
        found: Index,
    },
    /// A second copy of another entry stands here.
    Duplicated {
        /// The entry that is repeated.
        of: Index,
    },
    /// Something stands here, or just before, that the signed summary does not
    /// cover.
    Extra,
    /// Nothing is there from this entry to the end.
    Truncated {
        /// How many entries are there.
        have: Size,
    },
    /// Well-formed entries that lead to another root than the signed one.
    ///
    /// Everything before `from` is proven by an earlier summary. The first
    /// change is one of `from` to `to`, both included, as long as the history
    /// itself is whole: a damaged record of it looks like one that no longer fits.
    Resealed {
        /// The first entry that no signature vouches for.
        from: Index,
        /// The last entry before the next summary that was signed.
        to: Index,
    },
    /// The entry does not link to the one before it.
    BrokenLink,
    /// The entry is as it was signed, but it is no well-formed entry.
    Malformed,
    /// The entry is of a format that this code does not know.
    NewerVersion {
        /// The version that it names.
        version: i64,
    },
    /// The tile is not that of the signed tree; the entries may be good.
    TileChanged {
        /// The tile.
        tile: TileId,
    },
    /// The tiles lead to another root and the entries could not all be had.
    RootDiffers,
    /// The sealed values beside the entry are not those it was made with.
    OpeningChanged,
    /// A person's signature on the entry does not count.
    PersonSignature {
        /// It stands where an approver's stands, and not in the author's place.
        approver: bool,
        /// Why.
        wrong: Box<Wrong>,
    },
    /// The signed summary is not a signed summary.
    UnreadableSummary,
    /// The file that holds the copy is cut short, damaged or no such file.
    UnreadableFile,
    /// The signature on the summary does not fit.
    BadSignature,
    /// The summary is signed by a key that is not on the list.
    UnknownKey,
    /// A cosigner's signature on the summary does not fit.
    BadCosignature,
    /// The ledger has fewer entries than this reader saw before.
    RolledBack {
        /// Seen before.
        seen: Size,
        /// Shown now.
        now: Size,
    },
    /// What cosigners confirmed is not how this ledger begins.
    Unconfirmed {
        /// How many entries they confirmed.
        confirmed: Size,
        /// Shown now.
        now: Size,
    },
    /// What this reader saw before is not how this ledger begins.
    Forked {
        /// Seen before.
        seen: Size,
        /// Shown now.
        now: Size,
    },
}

impl What {
    /// Its name for programs, such as `changed`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing { .. } => "missing",
            Self::Reordered { .. } => "reordered",
            Self::Duplicated { .. } => "duplicated",
            Self::Extra => "extra",
            Self::Truncated { .. } => "truncated",
            Self::Resealed { .. } => "resealed",
            Self::BrokenLink => "broken_link",
            Self::Malformed => "malformed",
            Self::NewerVersion { .. } => "newer_version",
            Self::TileChanged { .. } => "tile_changed",
            Self::RootDiffers => "root_differs",
            Self::OpeningChanged => "opening_changed",
            Self::PersonSignature { .. } => "person_signature",
            Self::UnreadableSummary => "unreadable_summary",
            Self::UnreadableFile => "unreadable_file",
            Self::BadSignature => "bad_signature",
            Self::UnknownKey => "unknown_key",
            Self::BadCosignature => "bad_cosignature",
            Self::RolledBack { .. } => "rolled_back",
            Self::Unconfirmed { .. } => "unconfirmed",
            Self::Forked { .. } => "forked",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One sentence, lower case, without a verdict on who did it.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code)?;
        if let Some(at) = self.at {
            write!(f, "entry {at} ")?;
        }
        self.what.fmt(f)?;
        write!(f, " (expected {}, found {})", self.expected, self.computed)
    }
}

/// Reads on after "entry 4", or stands alone where no entry is concerned.
impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => f.write_str("is not the same as what was signed"),
            Self::Missing { count: 1 } => f.write_str("is missing"),
            Self::Missing { count } => write!(f, "and {} after it are missing", count - 1),
            Self::Reordered { found } => {
                write!(f, "is not in its place; entry {found} stands there")
            }
            Self::Duplicated { of } => {
                write!(f, "is not in its place; a second copy of entry {of} stands there")
            }
            Self::Extra => {
                f.write_str("is not covered by the signed summary, or follows bytes that are not")
            }
            Self::Truncated { have } => {
                write!(f, "and everything after it is missing; {have} are there")
            }
            Self::Resealed { from, to } if from == to => {
                f.write_str("was replaced, and everything after it made anew")
            }
            Self::Resealed { to, .. } => {
                write!(f, "or one up to {to} was replaced, and everything after it made anew")
            }
            Self::BrokenLink => f.write_str("does not link to the entry before it"),
            Self::Malformed => f.write_str("is as signed, but not a well-formed entry"),
            Self::NewerVersion { version } => {
                write!(f, "uses format version {version}, newer than this program")
            }
            Self::TileChanged { tile } => {
                write!(f, "has another hash in {tile} than in the signed tree")
            }
            Self::RootDiffers => f.write_str("the tiles lead to another root than the signed one"),
            Self::OpeningChanged => {
                f.write_str("has other sealed values beside it than it was made with")
            }
            Self::PersonSignature { approver, wrong } => {
                let whose = if *approver { "second person" } else { "author" };
                write!(f, "is as signed by the office, but the {whose}’s signature {wrong}")
            }
            Self::UnreadableSummary => f.write_str("the signed summary cannot be read"),
            Self::UnreadableFile => f.write_str("the file cannot be read"),
            Self::BadSignature => f.write_str("the signature on the summary does not fit"),
            Self::UnknownKey => {
                f.write_str("the summary is signed by a key that is not on your list")
            }
            Self::BadCosignature => {
                f.write_str("a cosigner's signature on the summary does not fit")
            }
            Self::RolledBack { seen, now } => {
                write!(f, "the ledger went back from {seen} entries, seen before, to {now}")
            }
            Self::Unconfirmed { confirmed, now } => {
                write!(
                    f,
                    "the {now} entries shown now do not begin with the {confirmed} that independent witnesses confirmed"
                )
            }
            Self::Forked { seen, now } => {
                write!(f, "the {now} entries shown now do not begin with the {seen} seen before")
            }
        }
    }
}

/// Findings up to the limit, and how many more there were.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    pub(super) list: Vec<Finding>,
    pub(super) left_out: u64,
    /// The first entry concerned, also of those left out.
    first: Option<Index>,
}

impl Findings {
    pub(super) fn push(&mut self, finding: Finding) {
        self.meet(finding.at);
        if self.list.len() < MAX_FINDINGS {
            self.list.push(finding);
        } else {
            self.left_out += 1;
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        self.left_out += other.left_out;
        self.meet(other.first);
        for finding in other.list {
            self.push(finding);
        }
    }

    fn meet(&mut self, at: Option<Index>) {
        self.first = self.first.into_iter().chain(at).min();
    }

    /// Whether more would be left out.
    pub(super) const fn is_full(&self) -> bool {
        self.list.len() >= MAX_FINDINGS
    }

    /// The first entry that any of them concerns.
    pub(super) const fn first(&self) -> Option<Index> {
        self.first
    }
}
