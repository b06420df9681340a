//! Rows of the timeline, for views that ask about events of every kind.

use super::ask::Record;
use super::facts::Stand;
use super::sheet::{Cell, Ref};
use super::timeline::{Row, Timeline};

/// The places of the rows known at the stand, in the order of the ledger.
pub(super) fn places(record: &Record<'_>, stand: &Stand) -> core::ops::Range<u32> {
    let timeline = record.timeline;
    let end = u32::try_from(timeline.len()).unwrap_or(u32::MAX);
    // Rows stand in the order of their entries.
    let (mut low, mut high) = (0, end);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_known(timeline, middle, stand) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    0..low
}

/// Whether a row is known at the stand.
pub(super) fn is_known(timeline: &Timeline, place: u32, stand: &Stand) -> bool {
    timeline.index_at(place).is_some_and(|index| index.get() < stand.size.get())
}

/// Whether a row counts at the stand: it is known, and was not taken back.
pub(super) fn counts(record: &Record<'_>, place: u32, stand: &Stand) -> bool {
    record.timeline.index_at(place).is_some_and(|index| {
        index.get() < stand.size.get() && record.facts.withdrawn_by(index, stand.size).is_none()
    })
}

/// What happened, as a link to its entry.
pub(super) fn title_cell(row: &Row) -> Cell {
    Cell::Link(Ref::Entry(row.index.get()), row.title.clone())
}

/// When it happened.
pub(super) fn when_cell(row: &Row) -> Cell {
    row.occurred.as_ref().map_or_else(|| Cell::text("Not known"), |date| Cell::date(Some(date)))
}
