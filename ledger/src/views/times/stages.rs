//! Where recommendations stood at two points: what was opened, answered, closed
//! and became overdue in between.

use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::views::ask::Record;
use crate::views::due::Standing;
use crate::views::facts::{Body, Recommendation, Stand};
use crate::views::recommendations::{Pair, pairs, words};
use crate::views::share::share;
use crate::views::sheet::{Cell, ColumnKind, Figure, Row, Table, columns};

/// One pair at both points.
struct Moved<'a> {
    before: Option<&'a Pair>,
    after: &'a Pair,
}

impl Moved<'_> {
    fn is_change(&self) -> bool {
        self.before.is_none_or(|before| {
            before.stage != self.after.stage || is_overdue(before) != is_overdue(self.after)
        })
    }

    fn is_newly_overdue(&self) -> bool {
        is_overdue(self.after) && !self.before.is_some_and(is_overdue)
    }
}

fn is_overdue(pair: &Pair) -> bool {
    matches!(pair.answer.standing(), Some(Standing::Overdue(..)))
}

/// The pairs that stand elsewhere at the later point, and how many of all became
/// overdue.
pub(super) fn stages(record: &Record<'_>, from: &Stand, to: &Stand) -> (Table, Figure) {
    let earlier = pairs(record.facts, from).pairs;
    let later = pairs(record.facts, to).pairs;
    let key = |pair: &Pair| (pair.recommendation, pair.addressee);
    let before: BTreeMap<(Recommendation, Body), &Pair> =
        earlier.iter().map(|pair| (key(pair), pair)).collect();
    let moved: Vec<Moved<'_>> = later
        .iter()
        .map(|after| Moved { before: before.get(&key(after)).copied(), after })
        .filter(Moved::is_change)
        .collect();
    let stage = |stand: &Stand, pair: Option<&Pair>| {
        pair.map_or_else(
            || Cell::text("Not yet made, as far as was known"),
            |pair| words::stage(record, stand, pair),
        )
    };
    let rows = moved.iter().map(|moved| Row {
        key: words::key(record, moved.after),
        cells: alloc::vec![
            words::recommendation(record, moved.after),
            words::addressee(record, to, moved.after),
            stage(from, moved.before),
            stage(to, Some(moved.after)),
            words::answer(moved.after),
        ],
        entries: moved.after.entries.clone(),
    });
    let overdue: Vec<&Moved<'_>> = moved.iter().filter(|moved| moved.is_newly_overdue()).collect();
    let mut entries: Vec<u64> =
        overdue.iter().flat_map(|moved| moved.after.entries.iter().copied()).collect();
    entries.sort_unstable();
    entries.dedup();
    let (part, whole) = (overdue.len() as u64, later.len() as u64);
    let figure = Figure {
        key: "overdue".to_string(),
        label: "Answers that became overdue".to_string(),
        text: share(part, whole),
        numerator: Some(part),
        denominator: Some(whole),
        population: "pairs of a recommendation and a body that it addresses, at the later point"
            .to_string(),
        entries,
    };
    let table = Table {
        key: "stages".to_string(),
        caption: "Recommendations that stand elsewhere".to_string(),
        columns: columns(&[
            ("recommendation", "Recommendation", ColumnKind::Text),
            ("addressee", "To", ColumnKind::Text),
            ("before", "Earlier", ColumnKind::Status),
            ("after", "Later", ColumnKind::Status),
            ("answer", "Answer, later", ColumnKind::Status),
        ]),
        rows: rows.collect(),
        empty: "Every recommendation stands where it stood.".to_string(),
    };
    (table, figure)
}
