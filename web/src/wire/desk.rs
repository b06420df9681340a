//! What the pages for recording ask of the worker: to judge, seal and show a
//! draft with the ledger's own rules, to speak to the server, to read a table.

use bincode::{Decode, Encode};

use super::EntryPage;

/// From the pages for recording.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) enum Desk {
    /// Speak to the server.
    Call(Call),
    /// What is wrong with a draft (JSON)?
    Judge(String),
    /// Seal a draft (JSON) under salts (JSON, by pointer; empty to draw some).
    Seal {
        /// The draft.
        draft: String,
        /// Salts of before.
        salts: String,
    },
    /// What identifiers of a sort, such as `BodyId`, does the record know?
    Known(String),
    /// The draft of a recorded event, by its reference, field by field.
    Recorded(String),
}

/// A request to the server's API.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Call {
    /// Path, such as `/api/v1/token`.
    pub(crate) path: String,
    /// The token; empty for none.
    pub(crate) token: String,
    /// What to post; `None` to get.
    pub(crate) body: Option<String>,
    /// The idempotency key; empty for none.
    pub(crate) key: String,
}

/// To the pages for recording.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) enum Reply {
    /// What the server said.
    Called(Called),
    /// What is wrong with a draft; nothing, if nothing is.
    Faults(Vec<Fault>),
    /// A sealed draft.
    Sealed(Box<SealedPage>),
    /// Identifiers and what they are called.
    Known(Vec<(String, String)>),
    /// Fields of a recorded event: pointer, label, value as a correction says it.
    Recorded(Vec<(String, String, String)>),
}

/// An answer of the server.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Called {
    /// HTTP status; 0 when no answer came.
    pub(crate) status: u16,
    /// Its body, or why there is none.
    pub(crate) body: String,
}

/// One thing wrong with a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Fault {
    /// JSON pointer to the field.
    pub(crate) field: String,
    /// What was given, if anything.
    pub(crate) value: Option<String>,
    /// What is wrong.
    pub(crate) problem: String,
    /// What to do.
    pub(crate) remedy: String,
}

/// A draft as it would be recorded.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct SealedPage {
    /// The canonical bytes of its public part.
    pub(crate) text: String,
    /// BLAKE3 of them, computed here.
    pub(crate) fingerprint: String,
    /// The salts it was sealed under, as JSON by pointer.
    pub(crate) salts: String,
    /// Its page, as if it were the next entry.
    pub(crate) page: EntryPage,
}
