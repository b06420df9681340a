//! Rows as the page shows them, from rows as the ledger folds them.

use ledger::events::{Edtf, Family};
use ledger::record::Index;
use ledger::views::names::Names;
use ledger::views::timeline::Row as Folded;

use super::group;
use super::replay::Replay;
use crate::query::Clock;
use crate::wire::{Row, Stamp};

/// A row for the list on this clock.
pub(super) fn row(replay: &Replay, folded: &Folded, clock: Clock) -> Row {
    let names = replay.timeline.names();
    let numbers = |list: &[Index]| list.iter().map(|index| index.get()).collect::<Vec<_>>();
    Row {
        index: folded.index.get(),
        group: match clock {
            Clock::Happened => group::happened(folded.occurred_range()),
            Clock::Recorded => group::recorded(folded.recorded.millis()),
        },
        kind: kind_title(folded.kind).to_owned(),
        family: family(folded.family),
        title: folded.title.clone(),
        summary: folded.summary.clone(),
        happened: happened(folded),
        recorded: folded.recorded.millis(),
        names: named(folded, names),
        corrected_by: numbers(&folded.corrected_by),
        conflicts: numbers(&folded.conflicts),
        replies: numbers(&folded.replies),
        withheld: folded.withheld,
        bad: replay.is_bad(folded.index.get()),
    }
}

/// When it happened, in words.
pub(super) fn happened(folded: &Folded) -> Option<Stamp> {
    folded.occurred.as_ref().map(|date| stamp(date, None))
}

/// A date in words, with the source's own where there are any.
pub(super) fn stamp(date: &Edtf, written: Option<String>) -> Stamp {
    let words = date.in_words();
    Stamp {
        words,
        // Only what HTML's `datetime` knows; EDTF knows more.
        machine: date.as_day().map(|day| day.to_string()).unwrap_or_default(),
        precision: group::precision(date),
        written,
    }
}

/// The name of a kind for reading.
pub(super) fn kind_title(kind: &str) -> &str {
    ledger::events::kind_info(kind).map_or("Unknown kind", |info| info.title)
}

/// The place of its family.
pub(super) fn family(family: Family) -> u8 {
    crate::family::place(family.as_str()).unwrap_or(5)
}

fn named(folded: &Folded, names: &Names) -> Vec<String> {
    let bodies = folded.bodies.iter().map(|id| names.body(id));
    let persons = folded.persons.iter().map(|id| names.person(id));
    persons.chain(bodies).map(str::to_owned).collect()
}
