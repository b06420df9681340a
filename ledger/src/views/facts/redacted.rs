//! What the record says was redacted.

use alloc::vec::Vec;

use crate::events::{Event, EventId};
use crate::record::Index;

/// Fields of an entry were redacted, or can be read again.
#[derive(Clone, Debug)]
pub struct Redacted {
    /// The entry that says so.
    pub index: Index,
    /// The event whose fields they are.
    pub target: EventId,
    /// How many.
    pub fields: usize,
    /// Whether they can be read again.
    pub lifted: bool,
}

/// All of them, in the order of the ledger.
#[derive(Clone, Debug, Default)]
pub(super) struct Redactions(pub(super) Vec<Redacted>);

impl Redactions {
    pub(super) fn take(&mut self, index: Index, event: &Event) {
        let (target, fields, lifted) = match event {
            Event::Redaction(event) => (event.target.clone(), event.fields.len(), false),
            Event::RedactionLifted(event) => (event.target.clone(), event.fields.len(), true),
            _ => return,
        };
        self.0.push(Redacted { index, target, fields, lifted });
    }
}
