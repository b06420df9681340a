//! Documents: what the record says of one, and files that are hashed here.

use bincode::{Decode, Encode};

use super::{Called, Row};

/// Digests of a file, 64 hexadecimal digits each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Digests {
    /// BLAKE3.
    pub(crate) blake3: String,
    /// SHA-256; empty where it is not known.
    pub(crate) sha256: String,
}

/// What the record says of a document.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct DocumentPage {
    /// BLAKE3.
    pub(crate) blake3: String,
    /// The SHA-256 that events give; more than one only after a slip.
    pub(crate) sha256: Vec<String>,
    /// Who cites it, in the order of the ledger.
    pub(crate) cited: Vec<Citing>,
    /// Why it is not shown, if so.
    pub(crate) withheld: Option<Withheld>,
    /// The events that withheld and released it.
    pub(crate) acts: Vec<Row>,
}

/// An event that cites a document.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Citing {
    /// Its row.
    pub(crate) row: Row,
    /// Where in it, in words: "source 1".
    pub(crate) place: String,
}

/// By whom and why a document is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Withheld {
    /// The event that says so.
    pub(crate) index: u64,
    /// The file is gone, not only out of sight.
    pub(crate) destroyed: bool,
    /// On what ground, in words.
    pub(crate) ground: String,
    /// The role that decided.
    pub(crate) decided_by: String,
    /// The day, in words.
    pub(crate) decided_on: String,
    /// The day on which it is looked at again, in words; empty for none.
    pub(crate) review_on: String,
}

/// About a file. It is read step by step, so that there is something to show
/// meanwhile and other questions are answered in between.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) enum FileAsk {
    /// Hash the file that comes with this message.
    Open,
    /// Hash the document that the server holds, by its BLAKE3.
    Fetch(String),
    /// Go on.
    More(u32),
    /// Send the file that was hashed, to be kept, as whoever is signed in.
    Send {
        /// Which one.
        job: u32,
        /// Who that is.
        actor: String,
    },
    /// The file is not needed any more.
    Close(u32),
}

/// About a file.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) enum FileTell {
    /// It can be read.
    Opened {
        /// Its number in further questions.
        job: u32,
        /// Its length in bytes; 0 where nobody said.
        total: u64,
    },
    /// So many bytes were hashed.
    Read(u64),
    /// All of it was hashed.
    Hashed {
        /// Its digests.
        digests: Digests,
        /// Its length in bytes.
        size: u64,
    },
    /// The server holds no such document.
    NotHeld,
    /// It is withheld; what the server says.
    Withheld(String),
    /// What the server said to a file that was sent.
    Sent(Called),
    /// It could not be read, and why.
    Failed(String),
    /// It was let go of.
    Closed,
}
