//! What bodies answered to data calls.

use alloc::vec::Vec;

use super::super::ids::{Body, Call, Handle, Ids, Indicator, Return};
use super::super::log::Patch;
use super::super::{When, patch};
use crate::events::ids::{BodyId, CallId, ReturnId};
use crate::events::returns::{Completeness, MissingReason, ReturnValue};
use crate::events::{Draft, Edtf, Event};
use crate::record::Sealed;
use crate::views::disclosure::Raw;

/// A body answered a data call.
#[derive(Clone, Debug)]
pub struct AnswerFact {
    /// The identifier of the return.
    pub id: Return,
    /// The call.
    pub call: Call,
    /// The body.
    pub body: Body,
    /// When it came; `None` where the record does not say.
    pub received: When,
    /// The version of the return, 1 for the first.
    pub version: u16,
    /// What it says.
    pub answered: Answered,
}

/// What an answer says.
#[derive(Clone, Debug)]
pub enum Answered {
    /// Data.
    Data(Completeness, Vec<ValueFact>),
    /// None, of these indicators; of all where the list is empty.
    Nil(Vec<Indicator>),
    /// That there are no data to give.
    Unable(MissingReason),
    /// That the body will not answer.
    Declined,
}

/// One value of a return.
#[derive(Clone, Debug)]
pub struct ValueFact {
    /// The indicator.
    pub indicator: Indicator,
    /// The count of people.
    pub numerator: Given,
    /// The base of the rate.
    pub denominator: Given,
    /// The year that the base is of.
    pub year: Option<u16>,
    /// Why there is no count.
    pub missing: Option<MissingReason>,
}

/// A sealed number, as far as it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Not given.
    Absent,
    /// Given and later redacted.
    Withheld,
    /// Given.
    Number(Raw),
}

impl Given {
    fn of(number: Option<&Sealed<u64>>) -> Self {
        match number {
            None => Self::Absent,
            Some(Sealed::Withheld(_)) => Self::Withheld,
            Some(Sealed::Open(number)) => Self::Number(Raw::new(*number)),
        }
    }
}

impl ValueFact {
    fn new(value: &ReturnValue, ids: &mut Ids) -> Self {
        Self {
            indicator: Indicator::from_number(ids.number(value.indicator.as_str())),
            numerator: Given::of(value.numerator.as_ref()),
            denominator: Given::of(value.denominator.as_ref()),
            year: value.denominator_year,
            missing: value.missing,
        }
    }

    /// The values of a return.
    pub(super) fn all(values: &[ReturnValue], ids: &mut Ids) -> Vec<ValueFact> {
        values.iter().map(|value| ValueFact::new(value, ids)).collect()
    }
}

impl AnswerFact {
    /// The answer in a draft; `None` where it is of another kind.
    pub(super) fn new(draft: &Draft, ids: &mut Ids) -> Option<Self> {
        let new = |id: &ReturnId,
                   call: &CallId,
                   body: &BodyId,
                   received: Option<&Edtf>,
                   ids: &mut Ids| {
            AnswerFact {
                id: Return::from_number(ids.number(id.as_str())),
                call: Call::from_number(ids.number(call.as_str())),
                body: Body::from_number(ids.number(body.as_str())),
                received: When::of(received, draft),
                version: 1,
                answered: Answered::Declined,
            }
        };
        Some(match &draft.event {
            Event::ReturnReceived(event) => AnswerFact {
                version: event.version,
                answered: Answered::Data(event.completeness, ValueFact::all(&event.values, ids)),
                ..new(&event.return_id, &event.call, &event.body, event.received.as_ref(), ids)
            },
            Event::NilReturn(event) => {
                let indicators = event.indicators.iter();
                let indicators =
                    indicators.map(|id| Indicator::from_number(ids.number(id.as_str())));
                let answered = Answered::Nil(indicators.collect());
                let received = event.received.as_ref();
                AnswerFact {
                    answered,
                    ..new(&event.return_id, &event.call, &event.body, received, ids)
                }
            }
            Event::UnableToProvide(event) => AnswerFact {
                answered: Answered::Unable(event.reason),
                ..new(&event.return_id, &event.call, &event.body, event.received.as_ref(), ids)
            },
            Event::Declined(event) => {
                new(&event.return_id, &event.call, &event.body, event.received.as_ref(), ids)
            }
            _ => return None,
        })
    }
}

impl Patch for AnswerFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/received" => return self.received.correct(new),
            "/event/return_id" => return patch::id(&mut self.id, new, ids),
            "/event/call" => return patch::id(&mut self.call, new, ids),
            "/event/body" => return patch::id(&mut self.body, new, ids),
            _ => {}
        }
        match (&mut self.answered, field) {
            (Answered::Data(..), "/event/version") => {
                patch::set(&mut self.version, new.parse().ok())
            }
            (Answered::Data(completeness, _), "/event/completeness") => {
                patch::set(completeness, Completeness::parse(new))
            }
            (Answered::Unable(reason), "/event/reason") => {
                patch::set(reason, MissingReason::parse(new))
            }
            (Answered::Data(_, values), field) if field.starts_with(VALUES) => {
                patch_values(values, &field[VALUES.len()..], new, ids)
            }
            (Answered::Nil(of), field) if field.starts_with("/event/indicators") => {
                patch::ids(of, &field["/event/indicators".len()..], new, ids)
            }
            _ => self.received.correct_occurred(field, new),
        }
    }
}

/// Where a return has its values.
pub(super) const VALUES: &str = "/event/values";

/// A correction of the values of a return: of all, of one, or of a part of one.
pub(super) fn patch_values(
    values: &mut Vec<ValueFact>,
    at: &str,
    new: &str,
    ids: &mut Ids,
) -> bool {
    if at.is_empty() {
        let read = patch::value::<Vec<ReturnValue>>(new);
        return patch::set(values, read.map(|all| ValueFact::all(&all, ids)));
    }
    let (place, member) = at[1..].split_once('/').unwrap_or((&at[1..], ""));
    let found = place.parse().ok().and_then(|place: usize| values.get_mut(place));
    let Some(value) = found else { return false };
    let number = || match new {
        "null" => Some(Given::Absent),
        new => new.parse().ok().map(Raw::new).map(Given::Number),
    };
    match member {
        "" => {
            let read = patch::value::<ReturnValue>(new);
            patch::set(value, read.map(|read| ValueFact::new(&read, ids)))
        }
        "indicator" => patch::id(&mut value.indicator, new, ids),
        "numerator" => patch::set(&mut value.numerator, number()),
        "denominator" => patch::set(&mut value.denominator, number()),
        "denominator_year" => patch::maybe(&mut value.year, new, |new| new.parse().ok()),
        "missing" => patch::maybe(&mut value.missing, new, MissingReason::parse),
        _ => false,
    }
}
