//! Questions to the record and their answers; files of events.

use bincode::{Decode, Encode};
use ledger::views::sheet::Sheet;

/// A question, as an address has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Asking {
    /// The view.
    pub(crate) view: String,
    /// Names and values.
    pub(crate) params: Vec<(String, String)>,
    /// The day it is in London, in days since 1970: a worker asks the page.
    pub(crate) today: i32,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct SheetAnswer {
    /// The view that was asked.
    pub(crate) view: String,
    /// The sheet, or what cannot be meant.
    pub(crate) result: Result<Sheet, Wrong>,
    /// How many entries there are now.
    pub(crate) of: u64,
    /// What must be said first; empty where there is nothing.
    pub(crate) warning: String,
}

/// A parameter that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Wrong {
    /// Which.
    pub(crate) name: String,
    /// What was given.
    pub(crate) value: String,
    /// What is wrong with it, and what to write instead, as a sentence.
    pub(crate) words: String,
}

/// In which form events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum ExportFormat {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// A calendar of due dates and hearings.
    Ics,
}

/// A piece of a file: the page puts them together, so that a long file is
/// never whole in the worker's memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct ExportPiece {
    /// The text.
    pub(crate) text: String,
    /// What to ask for next; `None` after the last piece.
    pub(crate) next: Option<u64>,
    /// How many events the file holds in the end.
    pub(crate) total: u64,
    /// The name of the file, without its ending.
    pub(crate) name: String,
}
