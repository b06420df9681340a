//! Answers to recommendations that are overdue.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::Part;
use crate::views::ask::Record;
use crate::views::due::Standing;
use crate::views::facts::{Body, Stand};
use crate::views::recommendations::{Answer, Pair, pairs, words};
use crate::views::share::share;
use crate::views::sheet::{Cell, ColumnKind, Figure, Notice, Row, Table, columns, in_words};
use crate::views::working_days::gap;

/// Overdue answers, the longest overdue first.
pub(super) fn part(record: &Record<'_>, stand: &Stand, body: Option<Body>) -> Part {
    let facts = record.facts;
    let found = pairs(facts, stand);
    let mine = |pair: &&Pair| body.is_none_or(|body| pair.heir.speaks(body));
    let asked: Vec<&Pair> = found.pairs.iter().filter(mine).collect();
    // A pair that has ended owes no answer.
    let due = |pair: &&&Pair| pair.deadline.due.is_some() && pair.stage.is_outstanding();
    let due: Vec<&Pair> = asked.iter().filter(due).copied().collect();
    let mut late: Vec<(&Pair, i32, i32)> = due
        .iter()
        .filter_map(|pair| match pair.answer.standing() {
            Some(Standing::Overdue(least, most)) => Some((*pair, least, most)),
            _ => None,
        })
        .collect();
    crate::views::order::sort_by_key(late.as_mut_slice(), |(_, least, most)| {
        (core::cmp::Reverse(*most), core::cmp::Reverse(*least))
    });
    let unsure = due.iter().filter(|pair| {
        let answered = pair.state.completed.is_some() && pair.state.further.is_none();
        !answered && pair.answer.standing() == Some(Standing::CannotTell)
    });
    let mut entries: Vec<u64> =
        late.iter().flat_map(|(pair, ..)| pair.entries.iter().copied()).collect();
    entries.sort_unstable();
    entries.dedup();
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let figure = Figure {
        key: "responses".to_string(),
        label: "Answers to recommendations overdue".to_string(),
        text: share(count(late.len()), count(due.len())),
        numerator: Some(count(late.len())),
        denominator: Some(count(due.len())),
        population: "outstanding pairs of a recommendation and an addressee whose answer has a \
                     due date"
            .to_string(),
        entries,
    };
    let mut notices = Vec::new();
    let unsure: Vec<u64> = unsure.flat_map(|pair| pair.entries.iter().copied()).collect();
    if !unsure.is_empty() {
        let text = format!(
            "Some answers are perhaps overdue on {}: the dates do not settle it, and they are \
             not counted.",
            in_words(stand.on)
        );
        notices.push(Notice { text, entries: sorted(unsure) });
    }
    let undated = asked.len() - asked.iter().filter(|pair| pair.deadline.due.is_some()).count();
    if undated > 0 {
        let text = format!(
            "{undated} of {} pairs of a recommendation and an addressee have no due date: the \
             record states none and no rule gives one, so they cannot be overdue.",
            asked.len()
        );
        let without = asked.iter().filter(|pair| pair.deadline.due.is_none());
        let entries = without.flat_map(|pair| pair.entries.iter().copied()).collect();
        notices.push(Notice { text, entries: sorted(entries) });
    }
    let holidays = facts.bank_holidays(stand);
    let mut unlisted: BTreeSet<u16> = BTreeSet::new();
    let rows = late
        .into_iter()
        .map(|(pair, least, most)| {
            let mut entries = pair.entries.clone();
            let elapsed = pair.owed().and_then(|due| holidays.elapsed(due.last, stand.on));
            let working = elapsed.map_or(Cell::Empty, |elapsed| {
                unlisted.extend(&elapsed.unlisted);
                match elapsed.working {
                    Some(working) if least == most => {
                        entries.extend(&elapsed.entries);
                        Cell::count(working)
                    }
                    _ => Cell::Empty,
                }
            });
            row(record, stand, pair, (least, most), working, sorted(entries))
        })
        .collect();
    let years: Vec<u16> = unlisted.into_iter().collect();
    notices.extend(gap(&years).map(|text| Notice { text, entries: Vec::new() }));
    let table = Table {
        key: "responses".to_string(),
        caption: format!("Answers to recommendations overdue on {}", in_words(stand.on)),
        columns: columns(&[
            ("addressee", "Who is to answer", ColumnKind::Text),
            ("recommendation", "Recommendation", ColumnKind::Text),
            ("due", "Due", ColumnKind::Date),
            ("rule", "By which rule", ColumnKind::Text),
            ("days", "Days overdue", ColumnKind::Number),
            ("working", "Working days overdue", ColumnKind::Number),
            ("missing", "What is missing", ColumnKind::Text),
        ]),
        rows,
        empty: "No answer to a recommendation is overdue at this point.".to_string(),
    };
    Part { figures: alloc::vec![figure], notices, tables: alloc::vec![table] }
}

fn sorted(mut entries: Vec<u64>) -> Vec<u64> {
    entries.sort_unstable();
    entries.dedup();
    entries
}

fn row(
    record: &Record<'_>,
    stand: &Stand,
    pair: &Pair,
    (least, most): (i32, i32),
    working: Cell,
    entries: Vec<u64>,
) -> Row {
    let missing = match pair.answer {
        Answer::Partial(_) => "the rest of the answer",
        Answer::Further(_) => "the further answer that was asked for",
        _ => "the answer",
    };
    let missing = match pair.state.holding {
        0 => missing.to_string(),
        1 => format!("{missing}; 1 holding reply came"),
        many => format!("{missing}; {many} holding replies came"),
    };
    Row {
        key: words::key(record, pair),
        cells: alloc::vec![
            words::addressee(record, stand, pair),
            words::recommendation(record, pair),
            words::due(pair.owed()),
            Cell::text(pair.why_owed()),
            words::days_cell(least, most),
            working,
            Cell::text(missing),
        ],
        entries,
    }
}
