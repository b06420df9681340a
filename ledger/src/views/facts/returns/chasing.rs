//! What an issuer does about a call after it was issued.

use super::super::ids::{Body, Call, Handle, Ids};
use super::super::log::Patch;
use super::super::{When, patch};
use crate::events::chasing::{CallWithdrawn, ExtensionGranted, ReminderSent};
use crate::events::{Draft, Edtf};

/// A body was given until a later day.
#[derive(Clone, Debug)]
pub struct ExtensionFact {
    /// The call.
    pub call: Call,
    /// The body.
    pub body: Body,
    /// The last day to answer, included.
    pub due: Option<Edtf>,
    /// When it was granted; `None` where the record does not say.
    pub granted: When,
}

impl ExtensionFact {
    pub(super) fn new(event: &ExtensionGranted, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            call: Call::from_number(ids.number(event.call.as_str())),
            body: Body::from_number(ids.number(event.body.as_str())),
            due: Some(event.due.clone()),
            granted: When::of(None, draft),
        }
    }
}

impl Patch for ExtensionFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/due" => patch::date(&mut self.due, new),
            "/event/call" => patch::id(&mut self.call, new, ids),
            "/event/body" => patch::id(&mut self.body, new, ids),
            _ => self.granted.correct_occurred(field, new),
        }
    }
}

/// A body was reminded.
#[derive(Clone, Debug)]
pub struct ReminderFact {
    /// The call.
    pub call: Call,
    /// The body.
    pub body: Body,
    /// 1 for the first.
    pub ordinal: u16,
    /// When; `None` where the record does not say.
    pub sent: When,
}

impl ReminderFact {
    pub(super) fn new(event: &ReminderSent, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            call: Call::from_number(ids.number(event.call.as_str())),
            body: Body::from_number(ids.number(event.body.as_str())),
            ordinal: event.ordinal,
            sent: When::of(None, draft),
        }
    }
}

impl Patch for ReminderFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/call" => patch::id(&mut self.call, new, ids),
            "/event/body" => patch::id(&mut self.body, new, ids),
            "/event/ordinal" => patch::set(&mut self.ordinal, new.parse().ok()),
            _ => self.sent.correct_occurred(field, new),
        }
    }
}

/// A call was taken back.
#[derive(Clone, Debug)]
pub struct CallWithdrawnFact {
    /// The call.
    pub call: Call,
    /// From when; `None` where the record does not say.
    pub effective: When,
}

impl CallWithdrawnFact {
    pub(super) fn new(event: &CallWithdrawn, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            call: Call::from_number(ids.number(event.call.as_str())),
            effective: When::of(event.effective.as_ref(), draft),
        }
    }
}

impl Patch for CallWithdrawnFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/call" => patch::id(&mut self.call, new, ids),
            "/event/effective" => self.effective.correct(new),
            _ => self.effective.correct_occurred(field, new),
        }
    }
}
