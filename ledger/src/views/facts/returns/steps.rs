//! What became of a return after it came.

use alloc::vec::Vec;

use super::super::ids::{Call, Handle, Ids, Return};
use super::super::log::Patch;
use super::super::{When, patch};
use super::answers::{VALUES, ValueFact, patch_values};
use crate::events::ids::{CallId, ReturnId};
use crate::events::returns::Completeness;
use crate::events::{Draft, Edtf, Event};

/// Something became of a return.
#[derive(Clone, Debug)]
pub struct StepFact {
    /// The return.
    pub id: Return,
    /// The call.
    pub call: Call,
    /// When; `None` where the record does not say.
    pub when: When,
    /// What.
    pub step: Step,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Step {
    /// A later version, with the values that changed.
    Corrected(u16, Completeness, Vec<ValueFact>),
    /// Taken back by the body.
    Withdrawn,
    /// Whoever asked accepted it.
    Accepted,
    /// Whoever asked has questions, to be answered until a day if one is given.
    Queried(Option<Edtf>),
}

impl StepFact {
    /// The step in a draft; `None` where it is of another kind.
    pub(super) fn new(draft: &Draft, ids: &mut Ids) -> Option<Self> {
        let new = |id: &ReturnId, call: &CallId, own: Option<&Edtf>, ids: &mut Ids| StepFact {
            id: Return::from_number(ids.number(id.as_str())),
            call: Call::from_number(ids.number(call.as_str())),
            when: When::of(own, draft),
            step: Step::Withdrawn,
        };
        Some(match &draft.event {
            Event::ReturnCorrected(event) => {
                let values = ValueFact::all(&event.values, ids);
                StepFact {
                    step: Step::Corrected(event.version, event.completeness, values),
                    ..new(&event.return_id, &event.call, event.received.as_ref(), ids)
                }
            }
            Event::ReturnWithdrawn(event) => new(&event.return_id, &event.call, None, ids),
            Event::ReturnAccepted(event) => {
                StepFact { step: Step::Accepted, ..new(&event.return_id, &event.call, None, ids) }
            }
            Event::ReturnQueried(event) => StepFact {
                step: Step::Queried(event.reply_by.clone()),
                ..new(&event.return_id, &event.call, None, ids)
            },
            _ => return None,
        })
    }
}

impl Patch for StepFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match (&mut self.step, field) {
            (_, "/event/return_id") => patch::id(&mut self.id, new, ids),
            (_, "/event/call") => patch::id(&mut self.call, new, ids),
            (Step::Corrected(..), "/event/received") => self.when.correct(new),
            (Step::Corrected(version, ..), "/event/version") => {
                patch::set(version, new.parse().ok())
            }
            (Step::Corrected(_, completeness, _), "/event/completeness") => {
                patch::set(completeness, Completeness::parse(new))
            }
            (Step::Corrected(_, _, values), field) if field.starts_with(VALUES) => {
                patch_values(values, &field[VALUES.len()..], new, ids)
            }
            (Step::Queried(reply_by), "/event/reply_by") => patch::date(reply_by, new),
            _ => self.when.correct_occurred(field, new),
        }
    }
}
