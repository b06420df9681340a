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
    /// The keys of people that the record registers.
    Keys,
    /// The draft of a recorded event, by its reference, field by field.
    Recorded(String),
    /// What of a recorded event can be withheld: its sealed fields that are open.
    Sealed(String),
    /// What columns has this file?
    Columns(Vec<u8>),
    /// What would become of this file?
    Stage(Box<Import>),
}

/// A file with what was decided about it: [`ledger::intake::Plan`] on its way.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Import {
    /// The bytes of the file.
    pub(crate) file: Vec<u8>,
    /// The kind of rows that name none.
    pub(crate) kind: String,
    /// The fields of each kind that may occur.
    pub(crate) fields: Vec<(String, Vec<String>)>,
    /// Pointer and sort of each column; an empty pointer leaves it out.
    pub(crate) columns: Vec<(String, Taken)>,
    /// What is the same in every row.
    pub(crate) fixed: Vec<(String, Taken, String)>,
    /// Day first, month first, or not decided.
    pub(crate) day_first: Option<bool>,
    /// Who records it.
    pub(crate) by: String,
    /// What the server said of the drafts.
    pub(crate) faults: Vec<Fault>,
}

/// How the text of a cell is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Taken {
    /// As it is.
    #[default]
    Text,
    /// An identifier.
    Id,
    /// A whole number.
    Number,
    /// A date.
    Date,
    /// Yes or no.
    YesNo,
    /// A code or its words.
    Code,
}

/// The columns of a file.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Columns {
    /// Their names.
    pub(crate) header: Vec<String>,
    /// The first rows.
    pub(crate) samples: Vec<Vec<String>>,
    /// How many rows there are.
    pub(crate) rows: u64,
    /// Why it is no table; empty if it is one.
    pub(crate) problem: String,
}

/// What would become of a file.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Staged {
    /// Problems by what mends them.
    pub(crate) groups: Vec<Group>,
    /// How many rows have one.
    pub(crate) bad: u64,
    /// Those rows as a table, with reasons.
    pub(crate) bad_rows: String,
    /// The drafts as a JSON list; empty while there is a problem.
    pub(crate) drafts: String,
    /// How many drafts.
    pub(crate) count: u64,
    /// The first, the last and one at random, each with its line.
    pub(crate) samples: Vec<(u32, EntryPage)>,
}

/// Problems that are mended in one way.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Group {
    /// The column; empty for rows as a whole.
    pub(crate) column: String,
    /// What is wrong.
    pub(crate) problem: String,
    /// What to do.
    pub(crate) remedy: String,
    /// Line and what was found there.
    pub(crate) rows: Vec<(u32, String)>,
}

/// A request to the server's API.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Call {
    /// Path, such as `/api/v1/token`.
    pub(crate) path: String,
    /// The token, to sign in with; empty for none.
    pub(crate) token: String,
    /// As whom this browser is signed in; empty for nobody.
    pub(crate) actor: String,
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
    /// The keys that the record registers, the newest first.
    Keys(Vec<KeyRow>),
    /// Fields of a recorded event: pointer, label, value as a correction says it.
    Recorded(Vec<(String, String, String)>),
    /// Columns of a file.
    Columns(Columns),
    /// What would become of a file.
    Staged(Box<Staged>),
}

/// A person's key as the record has it.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct KeyRow {
    /// Its identifier, hex.
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) holder: String,
    /// The entry that registered it.
    pub(crate) since: u64,
    /// The entry that ended it, if one did; `true` for a revocation.
    pub(crate) ended: Option<(bool, u64)>,
    /// It may sign what its holder records.
    pub(crate) may_author: bool,
    /// It may sign what others record.
    pub(crate) may_approve: bool,
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
