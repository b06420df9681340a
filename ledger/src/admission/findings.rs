//! What a draft is judged by, and what is found against it.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::events::civil::Date;
use crate::events::{Draft, EventId};
use crate::record::{Fault, IdAt, Index, Json, Timestamp};

/// Something unusual, in the same shape as a fault: where, what, and what to
/// do if it is a slip. It does not stand in the way.
pub type Warning = Fault;

/// What a draft says, for the rules: its facts and its identifiers. Without its
/// sources, which no rule asks for and which are most of it.
#[derive(Clone, Debug)]
pub struct Candidate {
    draft: Draft,
    ids: Vec<IdAt>,
}

impl Candidate {
    /// Looks for the identifiers in a draft.
    pub fn new(draft: Draft) -> Self {
        let ids = draft.ids();
        Self::with_ids(draft, ids)
    }

    /// From a draft and what [`Draft::seal_noting`] noted.
    pub fn with_ids(mut draft: Draft, mut ids: Vec<IdAt>) -> Self {
        draft.sources = Vec::new();
        draft.uncertainty = None;
        // Its own id is not a reference.
        ids.retain(|named| named.field != "/id");
        Self { draft, ids }
    }

    /// The draft, without sources.
    pub const fn draft(&self) -> &Draft {
        &self.draft
    }

    pub(super) fn ids(&self) -> &[IdAt] {
        &self.ids
    }
}

/// Where recorded events are looked up: there may be too many to remember.
pub trait Shelf {
    /// The entry that holds an event, among all that come before the draft.
    fn find(&self, id: &EventId) -> Option<Index>;
    /// What that entry says, as it was recorded; `None` where it cannot be read.
    fn draft(&self, index: Index) -> Option<Draft>;
    /// That entry, as a message names it. One that came with the same request
    /// or file has no position yet and is better named otherwise.
    fn name(&self, index: Index) -> String {
        format!("entry {index}")
    }
}

/// What a draft is judged by besides the register.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The moment at which it is recorded.
    pub now: Timestamp,
    /// The day, in London.
    pub today: Option<Date>,
    /// The events before it.
    pub shelf: &'a dyn Shelf,
}

impl Context<'_> {
    /// An earlier entry, as a message names it.
    pub(super) fn name(&self, index: Index) -> String {
        self.shelf.name(index)
    }

    /// Whether a draft says of the entry at `index` that they contradict each
    /// other: two sources that disagree are recorded side by side.
    pub(super) fn contradicts(&self, draft: &Draft, index: Index) -> bool {
        draft.conflicts_with.iter().any(|id| self.shelf.find(id) == Some(index))
    }
}

/// Faults and warnings as they are found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Fault>,
    pub(super) warnings: Vec<Warning>,
}

impl Findings {
    pub(super) fn refuse(
        &mut self,
        field: &str,
        value: Option<&str>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.faults.push(fault(field, value, problem.into(), remedy.into()));
    }

    pub(super) fn warn(
        &mut self,
        field: &str,
        value: Option<&str>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.warnings.push(fault(field, value, problem.into(), remedy.into()));
    }
}

/// Spells a value as a fault of the draft itself would: as JSON.
fn fault(field: &str, value: Option<&str>, problem: String, remedy: String) -> Fault {
    let value = value.map(|value| Json::str(value).to_canonical());
    Fault { field: field.into(), value, problem, remedy }
}
