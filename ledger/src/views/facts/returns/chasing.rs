//! What an issuer does about a call after it was issued.

use super::super::ids::{Body, Call, Handle, Ids};
use super::super::log::Patch;
use super::super::patch;
use super::when;
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
    pub granted: Option<Edtf>,
}

impl ExtensionFact {
    pub(super) fn new(event: &ExtensionGranted, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            call: Call::from_number(ids.number(event.call.as_str())),
            body: Body::from_number(ids.number(event.body.as_str())),
            due: Some(event.due.clone()),
            granted: when(None, draft),
        }
    }
}

impl Patch for ExtensionFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/due" => patch::date(&mut self.due, new),
            "/occurred/edtf" => patch::date(&mut self.granted, new),
            "/event/body" => {
                self.body = Body::from_number(ids.number(new));
                true
            }
            _ => false,
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
    pub sent: Option<Edtf>,
}

impl ReminderFact {
    pub(super) fn new(event: &ReminderSent, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            call: Call::from_number(ids.number(event.call.as_str())),
            body: Body::from_number(ids.number(event.body.as_str())),
            ordinal: event.ordinal,
            sent: when(None, draft),
        }
    }
}

impl Patch for ReminderFact {
    fn patch(&mut self, field: &str, new: &str, _: &mut Ids) -> bool {
        match field {
            "/event/ordinal" => patch::set(&mut self.ordinal, new.parse().ok()),
            "/occurred/edtf" => patch::date(&mut self.sent, new),
            _ => false,
        }
    }
}

/// A call was taken back.
#[derive(Clone, Debug)]
pub struct CallWithdrawnFact {
    /// The call.
    pub call: Call,
    /// From when; `None` where the record does not say.
    pub effective: Option<Edtf>,
}

impl CallWithdrawnFact {
    pub(super) fn new(event: &CallWithdrawn, draft: &Draft, ids: &mut Ids) -> Self {
        Self {
            call: Call::from_number(ids.number(event.call.as_str())),
            effective: when(event.effective.as_ref(), draft),
        }
    }
}

impl Patch for CallWithdrawnFact {
    fn patch(&mut self, field: &str, new: &str, _: &mut Ids) -> bool {
        match field {
            "/event/effective" => patch::date(&mut self.effective, new),
            _ => false,
        }
    }
}
