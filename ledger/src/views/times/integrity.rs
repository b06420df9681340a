//! What a fold can know of domain rule 4.11: what was recorded late, and whether
//! every redaction stands in the record. Bytes, chain and signatures are for
//! the verifier.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::events::EventId;
use crate::events::civil::Date;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Holding, Removal, Stand};
use crate::views::rows;
use crate::views::share::share;
use crate::views::sheet::{Cell, ColumnKind, Figure, Notice, Row, Sheet, Table, columns};

/// The view.
pub(in crate::views) const INTEGRITY: ViewInfo = ViewInfo::new(
    "integrity",
    "Care of the record",
    "What was recorded long after it happened, and what was redacted?",
    &[("days", "recorded more than so many days after; 30 where it is left out")],
    view,
);

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let limit = match question.number("days")? {
        Some(days) => i32::try_from(days).map_err(|_| {
            question.wrong("days", "is more days than the calendar has", "write a smaller number")
        })?,
        None => 30,
    };
    let timeline = record.timeline;
    let (mut late, mut withheld): (Vec<Row>, Vec<Row>) = (Vec::new(), Vec::new());
    let (mut dated, mut all) = (0_u64, 0_u64);
    let (mut fields_withheld, mut fields_accounted) = (0, 0);
    let mut notices: Vec<Notice> = Vec::new();
    let mut redacted = accounts(record, stand);
    for place in rows::places(record, stand) {
        all += 1;
        let fields = usize::from(timeline.withheld_at(place));
        if fields > 0
            && let Some(row) = timeline.row_at(place)
        {
            let (accounted, by) = redacted.remove(&row.id).unwrap_or_default();
            let holding = record.facts.holding(row.index, stand.on);
            let note = holding.note(fields, accounted, || {
                format!("Fields withheld: {fields}; redactions on record account for {accounted}.")
            });
            if let Some(text) = note {
                notices.push(Notice { text, entries: alloc::vec![row.index.get()] });
            }
            // What a record holds back itself needs no redaction.
            if holding == Holding::No {
                fields_withheld += fields;
                fields_accounted += accounted.min(fields);
            }
            let mut entries = alloc::vec![row.index.get()];
            entries.extend(by);
            withheld.push(Row {
                key: row.id.to_string(),
                cells: alloc::vec![
                    rows::title_cell(&row),
                    rows::when_cell(&row),
                    Cell::count(fields),
                    Cell::count(accounted),
                ],
                entries,
            });
        }
        // The latest day possible: what may have been recorded in time is not
        // said to be late.
        let latest = timeline.occurred_at(place).and_then(|range| range.latest);
        let recorded = Date::in_london(timeline.recorded_at(place));
        let (Some(latest), Some(recorded)) = (latest, recorded) else { continue };
        dated += 1;
        let days = recorded.days_since_1970() - latest.days_since_1970();
        if days > limit
            && let Some(row) = timeline.row_at(place)
        {
            late.push(Row {
                key: row.id.to_string(),
                cells: alloc::vec![
                    rows::title_cell(&row),
                    rows::when_cell(&row),
                    Cell::day(recorded),
                    Cell::count(days),
                ],
                entries: alloc::vec![row.index.get()],
            });
        }
    }
    // Redactions of entries of which nothing is withheld, in this copy at least.
    for (fields, by) in redacted.into_values().filter(|(fields, _)| *fields > 0) {
        let text = format!(
            "Fields on record as redacted: {fields}; this copy withholds none of that entry's."
        );
        notices.push(Notice { text, entries: by });
    }
    let figure = |key: &str, label: &str, some: &[Row], of: u64, population: &str| Figure {
        key: key.to_string(),
        label: label.to_string(),
        text: format!("{} of {of}", some.len()),
        numerator: u64::try_from(some.len()).ok(),
        denominator: Some(of),
        population: population.to_string(),
        entries: some.iter().flat_map(|row| row.entries.iter().copied()).collect(),
    };
    Ok(Sheet {
        title: "Care of the record".to_string(),
        about: "Recording late is usual and is shown, not hidden. Whether the bytes are those \
                that were signed is for the verdict, not for this page."
            .to_string(),
        figures: alloc::vec![
            figure(
                "late",
                &format!("Recorded more than {limit} days after they happened"),
                &late,
                dated,
                "entries of which the latest possible day is known"
            ),
            figure("withheld", "With something withheld", &withheld, all, "entries"),
            accounted_figure(fields_accounted, fields_withheld, &withheld),
        ],
        notices,
        tables: tables(limit, late, withheld),
        ..Sheet::default()
    })
}

/// By event: how many of its fields are redacted by the record's own account, and
/// the entries that say so.
fn accounts(record: &Record<'_>, stand: &Stand) -> BTreeMap<EventId, (usize, Vec<u64>)> {
    let mut found: BTreeMap<EventId, (usize, Vec<u64>)> = BTreeMap::new();
    for one in record.facts.redactions(stand) {
        let (fields, by) = found.entry(one.target.clone()).or_default();
        *fields = match one.act {
            Removal::Lifted { .. } => fields.saturating_sub(one.fields.len()),
            Removal::Redacted { .. } => fields.saturating_add(one.fields.len()),
        };
        by.push(one.index.get());
    }
    found
}

fn tables(limit: i32, late: Vec<Row>, withheld: Vec<Row>) -> Vec<Table> {
    alloc::vec![
        Table {
            key: "late".to_string(),
            caption: format!("Recorded more than {limit} days after they happened"),
            columns: columns(&[
                ("what", "What happened", ColumnKind::Text),
                ("when", "When", ColumnKind::Date),
                ("recorded", "Recorded", ColumnKind::Date),
                ("days", "Days later, at the least", ColumnKind::Number),
            ]),
            rows: late,
            empty: "None at this point.".to_string(),
        },
        Table {
            key: "withheld".to_string(),
            caption: "Entries with something withheld".to_string(),
            columns: columns(&[
                ("what", "What happened", ColumnKind::Text),
                ("when", "When", ColumnKind::Date),
                ("fields", "Fields withheld", ColumnKind::Number),
                ("redacted", "Fields redacted on record", ColumnKind::Number),
            ]),
            rows: withheld,
            empty: "Nothing is withheld at this point.".to_string(),
        },
    ]
}

fn accounted_figure(accounted: usize, withheld: usize, rows: &[Row]) -> Figure {
    Figure {
        key: "accounted".to_string(),
        label: "Withheld fields that a redaction on record accounts for, of those that no \
                record holds back itself"
            .to_string(),
        text: share(accounted as u64, withheld as u64),
        numerator: u64::try_from(accounted).ok(),
        denominator: u64::try_from(withheld).ok(),
        population: "fields withheld".to_string(),
        entries: rows.iter().flat_map(|row| row.entries.iter().copied()).collect(),
    }
}
