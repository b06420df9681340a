//! Bodies with no event for long: domain rule 4.9.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::events::civil::Date;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Body, Stand};
use crate::views::rows;
use crate::views::sheet::{Cell, ColumnKind, Figure, Ref, Row, Sheet, Table, columns, in_words};

/// The view.
pub(in crate::views) const SILENCE: ViewInfo = ViewInfo::new(
    "silence",
    "No event for long",
    "Of which organisations has the record held nothing for so many days?",
    &[("days", "more than so many days; 365 where it is left out")],
    view,
);

/// The newest event that names a body.
#[derive(Clone, Copy)]
struct Last {
    day: Date,
    place: u32,
}

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let days = match question.number("days")? {
        Some(days) => i32::try_from(days).map_err(|_| {
            question.wrong("days", "is more days than the calendar has", "write a smaller number")
        })?,
        None => 365,
    };
    let facts = record.facts;
    let mut last: BTreeMap<&str, Last> = BTreeMap::new();
    for place in rows::places(record, stand) {
        let registers = record.timeline.kind_at(place) == "body_registered";
        if registers || !rows::counts(record, place, stand) {
            continue;
        }
        // An event counts on the latest day on which it may have happened: a
        // body is not called silent where it may not have been. One whose date
        // is not known had happened when it was recorded.
        let range = record.timeline.occurred_at(place);
        let recorded = || Date::in_london(record.timeline.recorded_at(place));
        let Some(latest) = range.and_then(|range| range.latest).or_else(recorded) else { continue };
        let starts = range.and_then(|range| range.earliest);
        if starts.is_some_and(|start| start > stand.on) {
            continue;
        }
        let day = latest.min(stand.on);
        for body in record.timeline.bodies_at(place) {
            let newest = last.entry(body).or_insert(Last { day, place });
            if day >= newest.day {
                *newest = Last { day, place };
            }
        }
    }
    let mut found: Vec<(Option<i32>, Row)> = Vec::new();
    let mut all = 0_u64;
    for known in facts.bodies(stand) {
        all += 1;
        let body: Body = known.fact.body;
        let id = facts.id(body);
        let newest = last.get(id);
        let gone = newest.map(|last| stand.on.days_since_1970() - last.day.days_since_1970());
        if gone.is_some_and(|gone| gone <= days) {
            continue;
        }
        let mut entries = alloc::vec![known.index.get()];
        let row = newest.and_then(|last| record.timeline.row_at(last.place));
        entries.extend(row.as_ref().map(|row| row.index.get()));
        let name = facts.body_name(body, stand).to_string();
        found.push((
            gone,
            Row {
                key: id.to_string(),
                cells: alloc::vec![
                    Cell::Link(Ref::Body(id.to_string()), name),
                    row.as_ref().map_or_else(|| Cell::text("None recorded"), rows::title_cell),
                    newest.map_or(Cell::Empty, |last| Cell::day(last.day)),
                    gone.map_or(Cell::Empty, Cell::count),
                ],
                entries,
            },
        ));
    }
    // The longest silence first; those of whom nothing was ever recorded last.
    crate::views::order::sort_by(found.as_mut_slice(), |(a, x), (b, y)| {
        b.is_some().cmp(&a.is_some()).then(b.cmp(a)).then(x.key.cmp(&y.key))
    });
    let rows: Vec<Row> = found.into_iter().map(|(_, row)| row).collect();
    let mut entries: Vec<u64> = rows.iter().flat_map(|row| row.entries.iter().copied()).collect();
    entries.sort_unstable();
    entries.dedup();
    Ok(Sheet {
        title: "No event for long".to_string(),
        about: format!(
            "Organisations with no event for more than {days} days on {}, their own registration \
             apart. It says what the record holds, not what an organisation did.",
            in_words(stand.on)
        ),
        figures: alloc::vec![Figure {
            key: "silent".to_string(),
            label: format!("No event for more than {days} days"),
            text: format!("{} of {all}", rows.len()),
            numerator: u64::try_from(rows.len()).ok(),
            denominator: Some(all),
            population: "organisations registered".to_string(),
            entries,
        }],
        tables: alloc::vec![Table {
            key: "silent".to_string(),
            caption: "Organisations, the longest time first".to_string(),
            columns: columns(&[
                ("body", "Organisation", ColumnKind::Text),
                ("last", "Last event that names it", ColumnKind::Text),
                ("when", "On", ColumnKind::Date),
                ("days", "Days since", ColumnKind::Number),
            ]),
            rows,
            empty: "Every organisation has a newer event.".to_string(),
        }],
        ..Sheet::default()
    })
}
