//! When something happened, from whichever of two places says so.

use core::ops::Deref;

use super::patch;
use crate::events::{Draft, Edtf};

/// A date that the facts of an event may give, with the date of the entry to
/// fall back on. Each is corrected by itself: that an entry was wrong about
/// when something happened says nothing about a day that the event names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    own: Option<Edtf>,
    occurred: Option<Edtf>,
    announced: Option<Edtf>,
}

impl When {
    /// The date `own` of an event; else when the draft says that it happened.
    pub(crate) fn of(own: Option<&Edtf>, draft: &Draft) -> Self {
        let occurred = draft.occurred.as_ref().map(|when| when.edtf.clone());
        Self { own: own.cloned(), occurred, announced: None }
    }

    /// The date `own` of an event; else when the draft says that it was made known.
    pub(crate) fn announced(own: Option<&Edtf>, draft: &Draft) -> Self {
        let announced = draft.announced.as_ref().map(|when| when.edtf.clone());
        Self { own: own.cloned(), occurred: None, announced }
    }

    /// The date `own` of an event; else when the draft says that it happened; else
    /// when it was made known.
    pub(crate) fn or_announced(own: Option<&Edtf>, draft: &Draft) -> Self {
        Self { announced: Self::announced(None, draft).announced, ..Self::of(own, draft) }
    }

    /// The date, whichever of them it is.
    pub fn date(&self) -> Option<Edtf> {
        (**self).clone()
    }

    /// Sets the date that the event itself gives.
    pub(super) fn correct(&mut self, new: &str) -> bool {
        patch::date(&mut self.own, new)
    }

    /// Sets when the entry says that it happened: a correction names
    /// `/occurred/edtf`, or `/occurred` with the date alone.
    pub(super) fn correct_occurred(&mut self, field: &str, new: &str) -> bool {
        matches!(field, "/occurred" | "/occurred/edtf")
            && patch::entry_date(&mut self.occurred, new)
    }

    /// Sets when the entry says that it was made known.
    pub(super) fn correct_announced(&mut self, field: &str, new: &str) -> bool {
        matches!(field, "/announced" | "/announced/edtf")
            && patch::entry_date(&mut self.announced, new)
    }
}

impl Deref for When {
    type Target = Option<Edtf>;

    fn deref(&self) -> &Option<Edtf> {
        match (&self.own, &self.occurred) {
            (Some(_), _) => &self.own,
            (None, Some(_)) => &self.occurred,
            (None, None) => &self.announced,
        }
    }
}
