//! What the record says was redacted, and what was lifted again.

use alloc::string::String;
use alloc::vec::Vec;

use crate::events::care::FieldPath;
use crate::events::removal::RedactionGround;
use crate::events::{ActorId, Edtf, Event, EventId};
use crate::record::Index;

/// Fields of an entry were redacted, or can be read again.
#[derive(Clone, Debug)]
pub struct Redacted {
    /// The entry that says so.
    pub index: Index,
    /// The event whose fields they are.
    pub target: EventId,
    /// The fields, as JSON pointers.
    pub fields: Vec<String>,
    /// The role that decided.
    pub decided_by: ActorId,
    /// The day of the decision.
    pub decided_on: Edtf,
    /// What was done.
    pub act: Removal,
}

/// What was done to fields.
#[derive(Clone, Debug)]
pub enum Removal {
    /// Salt and value were destroyed.
    Redacted {
        /// On what ground.
        ground: RedactionGround,
        /// The day on which that is looked at again.
        review_on: Option<Edtf>,
    },
    /// They were given back.
    Lifted {
        /// The event that redacted them.
        redaction: EventId,
    },
}

/// All of them, in the order of the ledger.
#[derive(Clone, Debug, Default)]
pub(super) struct Redactions(pub(super) Vec<Redacted>);

impl Redactions {
    pub(super) fn take(&mut self, index: Index, event: &Event) {
        let paths =
            |fields: &[FieldPath]| fields.iter().map(|f| String::from(f.as_str())).collect();
        self.0.push(match event {
            Event::Redaction(event) => Redacted {
                index,
                target: event.target.clone(),
                fields: paths(&event.fields),
                decided_by: event.decided_by.clone(),
                decided_on: event.decided_on.clone(),
                act: Removal::Redacted { ground: event.ground, review_on: event.review_on.clone() },
            },
            Event::RedactionLifted(event) => Redacted {
                index,
                target: event.target.clone(),
                fields: paths(&event.fields),
                decided_by: event.decided_by.clone(),
                decided_on: event.decided_on.clone(),
                act: Removal::Lifted { redaction: event.redaction.clone() },
            },
            _ => return,
        });
    }
}
