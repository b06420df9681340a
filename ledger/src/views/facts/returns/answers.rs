//! What bodies answered to data calls.

use alloc::vec::Vec;

use super::super::ids::{Body, Call, Handle, Ids, Indicator, Return};
use super::super::log::Patch;
use super::super::patch;
use super::when;
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
    pub received: Option<Edtf>,
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
                received: when(received, draft),
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
            "/event/received" => return patch::date(&mut self.received, new),
            "/event/body" => {
                self.body = Body::from_number(ids.number(new));
                return true;
            }
            "/event/version" => return patch::set(&mut self.version, new.parse().ok()),
            _ => {}
        }
        match (&mut self.answered, field) {
            (Answered::Data(completeness, _), "/event/completeness") => {
                patch::set(completeness, Completeness::parse(new))
            }
            (Answered::Unable(reason), "/event/reason") => {
                patch::set(reason, MissingReason::parse(new))
            }
            (Answered::Data(_, values), field) => patch_value(values, field, new).unwrap_or(false),
            _ => false,
        }
    }
}

/// Sets "/event/values/3/numerator" or "/denominator".
pub(super) fn patch_value(values: &mut [ValueFact], field: &str, new: &str) -> Option<bool> {
    let (place, member) = field.strip_prefix("/event/values/")?.split_once('/')?;
    let value = values.get_mut(place.parse::<usize>().ok()?)?;
    let number = Given::Number(Raw::new(new.parse().ok()?));
    match member {
        "numerator" => value.numerator = number,
        "denominator" => value.denominator = number,
        _ => return None,
    }
    Some(true)
}
