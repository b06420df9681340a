//! Where a view stands: on which clock, at which point.

use alloc::vec::Vec;

use crate::events::civil::Date;
use crate::record::{Size, Timestamp};

/// "As known at this size, as effective on this day."
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Entries before this size are known; later ones are not.
    pub size: Size,
    /// The day on which the view's question is asked.
    pub on: Date,
}

/// On which day, in London, how many entries had been recorded.
#[derive(Clone, Debug, Default)]
pub(super) struct Days {
    /// Each day on which something was recorded, with the size at its end.
    ends: Vec<(Date, u64)>,
}

impl Days {
    /// Takes the time of the entry that makes the ledger `size` long.
    pub(super) fn take(&mut self, recorded: Timestamp, size: Size) {
        let Some(day) = Date::in_london(recorded.millis()) else { return };
        match self.ends.last_mut() {
            // Times never run backwards; where they did, the entry belongs to the
            // newest day, so that the list stays sorted.
            Some((last, end)) if *last >= day => *end = size.get(),
            _ => self.ends.push((day, size.get())),
        }
    }

    /// How many entries had been recorded at the end of a day in London.
    pub(super) fn size_on(&self, day: Date) -> Size {
        let after = self.ends.partition_point(|(recorded, _)| *recorded <= day);
        Size::new(after.checked_sub(1).map_or(0, |at| self.ends[at].1))
    }

    /// The day in London on which the newest entry below `size` was recorded.
    pub(super) fn day_of(&self, size: Size) -> Option<Date> {
        let at = self.ends.partition_point(|(_, end)| *end < size.get());
        self.ends.get(at.min(self.ends.len().checked_sub(1)?)).map(|(day, _)| *day)
    }
}
