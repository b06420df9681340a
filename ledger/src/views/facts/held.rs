//! Records that are held back from the public: their own line accounts for what a copy
//! of them withholds, without a redaction.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use crate::events::Edtf;
use crate::events::civil::Date;
use crate::record::{Entry, Held, Index};

/// Those that are marked so, by position.
#[derive(Clone, Debug, Default)]
pub(super) struct HeldBack(BTreeMap<Index, Held>);

/// Whether a record accounts by itself for what is withheld of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// It says nothing of it.
    No,
    /// It is held back on that day.
    Yes,
    /// It was, until this day, which is over.
    Ended(Date),
}

impl HeldBack {
    pub(super) fn take(&mut self, entry: &Entry) {
        if entry.held() != Held::No {
            self.0.insert(entry.index(), entry.held());
        }
    }

    pub(super) fn of(&self, index: Index, on: Date) -> Holding {
        match self.0.get(&index) {
            None | Some(Held::No) => Holding::No,
            Some(Held::ForGood) => Holding::Yes,
            // On the day itself it may be held back still.
            Some(Held::Until(end)) => match Date::in_london(end.millis()) {
                Some(day) if day < on => Holding::Ended(day),
                _ => Holding::Yes,
            },
        }
    }
}

impl Holding {
    /// What there is to say of a copy that withholds `fields` of a record whose redactions
    /// account for `redacted`; `None` where all is accounted for. `unmarked` says it of a
    /// record that holds nothing back itself.
    pub fn note(
        self,
        fields: usize,
        redacted: usize,
        unmarked: impl FnOnce() -> String,
    ) -> Option<String> {
        match self {
            Self::Yes => None,
            _ if fields == redacted => None,
            Self::No => Some(unmarked()),
            // Nobody is accused: whoever made the copy made it before.
            Self::Ended(day) => Some(format!(
                "The embargo ended on {}; this copy still holds back {} of its fields. A newer \
                 copy has them.",
                Edtf::day(day).in_words(),
                fields.saturating_sub(redacted)
            )),
        }
    }
}
