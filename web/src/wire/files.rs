//! Questions about files that the reader opened.

use bincode::{Decode, Encode};

/// What is to be compared.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct CompareAsk {
    /// The address of the open file's tree.
    pub(crate) file: String,
    /// The address of the other copy's tree.
    pub(crate) with: String,
    /// The key line both must be signed by.
    pub(crate) key: String,
}

/// How two copies of a ledger stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Kinship {
    /// The same records.
    Same,
    /// The file ends earlier, and the other copy continues it.
    Older,
    /// The file goes on after the other copy has ended.
    Newer,
    /// Two histories.
    Forked,
    /// Two ledgers.
    Stranger,
    /// It could not be found out.
    #[default]
    Unable,
}

/// The answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Comparison {
    /// How they stand to each other.
    pub(crate) kinship: Kinship,
    /// Records in the file.
    pub(crate) file: u64,
    /// Records in the other copy.
    pub(crate) other: u64,
    /// Both signed summaries, the file's first.
    pub(crate) notes: (String, String),
    /// Why it could not be found out, or the name of the other ledger.
    pub(crate) reason: String,
}
