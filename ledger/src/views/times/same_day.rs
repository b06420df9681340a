//! What happened on one day, such as a report and a resignation: domain
//! rule 4.9.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::events::civil::Date;
use crate::events::offices::EndReason;
use crate::events::{Family, kind_info};
use crate::record::Index;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::Stand;
use crate::views::rows;
use crate::views::sheet::{Cell, ColumnKind, Figure, Row, Sheet, Table, columns, in_words};

/// The view.
pub(in crate::views) const SAME_DAY: ViewInfo = ViewInfo::new(
    "same-day",
    "On the same day",
    "What happened on one day?",
    &[("date", "the day; left out, every day with more than one event")],
    view,
);

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let asked = question.day("date")?;
    let timeline = record.timeline;
    let mut days: BTreeMap<Date, Vec<u32>> = BTreeMap::new();
    for place in rows::places(record, stand) {
        let kept = timeline.family_at(place) == Family::RecordKeeping;
        if kept || !rows::counts(record, place, stand) {
            continue;
        }
        // Only what is known to the day: two events of one month are not on one day.
        let day = timeline.occurred_at(place).and_then(|range| range.single_day());
        if let Some(day) = day.filter(|day| asked.is_none_or(|asked| asked == *day)) {
            days.entry(day).or_default().push(place);
        }
    }
    if asked.is_none() {
        days.retain(|_, places| places.len() > 1);
    }
    let resigned = resignations(record, stand);
    let both = |places: &[u32]| {
        let index = |place: &u32| timeline.index_at(*place).map_or(u64::MAX, Index::get);
        places.iter().any(|place| timeline.kind_at(*place) == "report_published")
            && places.iter().any(|place| resigned.binary_search(&index(place)).is_ok())
    };
    let entries = |places: &[u32]| -> Vec<u64> {
        places.iter().filter_map(|place| timeline.index_at(*place)).map(Index::get).collect()
    };
    let mut tables = alloc::vec![Table {
        key: "days".to_string(),
        caption: "Days with more than one event known to the day".to_string(),
        columns: columns(&[
            ("date", "Day", ColumnKind::Date),
            ("events", "Events", ColumnKind::Number),
            ("kinds", "Kinds", ColumnKind::Text),
            ("both", "A report and a resignation", ColumnKind::Text),
        ]),
        rows: days
            .iter()
            .filter(|(_, places)| places.len() > 1)
            .map(|(day, places)| Row {
                key: day.to_string(),
                cells: alloc::vec![
                    Cell::day(*day),
                    Cell::count(places.len()),
                    Cell::text(kinds(record, places)),
                    Cell::text(if both(places) { "Yes" } else { "" }),
                ],
                entries: entries(places),
            })
            .collect(),
        empty: "No day with more than one event at this point.".to_string(),
    }];
    if let Some(day) = asked {
        let places = days.get(&day).map_or(&[][..], Vec::as_slice);
        tables.push(Table {
            key: "events".to_string(),
            caption: format!("Events on {}", in_words(day)),
            columns: columns(&[
                ("what", "What happened", ColumnKind::Text),
                ("kind", "Kind", ColumnKind::Text),
            ]),
            rows: places
                .iter()
                .filter_map(|place| timeline.row_at(*place))
                .map(|row| Row {
                    key: row.id.to_string(),
                    cells: alloc::vec![
                        rows::title_cell(&row),
                        Cell::text(kind_info(row.kind).map_or(row.kind, |info| info.title)),
                    ],
                    entries: alloc::vec![row.index.get()],
                })
                .collect(),
            empty: "The record holds no event of that day.".to_string(),
        });
    }
    let with_both: Vec<u64> =
        days.values().filter(|places| both(places)).flat_map(|places| entries(places)).collect();
    let count = days.values().filter(|places| both(places)).count();
    let several = days.values().filter(|places| places.len() > 1).count();
    Ok(Sheet {
        title: "On the same day".to_string(),
        about: "Events that happened on one day, by the dates their sources give. Only events \
                known to the day are compared; that they fall on one day does not say that one \
                caused the other."
            .to_string(),
        figures: alloc::vec![Figure {
            key: "both".to_string(),
            label: "Days with a report and a resignation".to_string(),
            text: format!("{count} of {several}"),
            numerator: u64::try_from(count).ok(),
            denominator: u64::try_from(several).ok(),
            population: "days with more than one event".to_string(),
            entries: with_both,
        }],
        tables,
        ..Sheet::default()
    })
}

/// The entries of resignations, ascending.
fn resignations(record: &Record<'_>, stand: &Stand) -> Vec<u64> {
    let ended = record.facts.ended(stand);
    let mut found: Vec<u64> = ended
        .filter(|known| known.fact.reason == Some(EndReason::Resigned))
        .map(|known| known.index.get())
        .collect();
    found.sort_unstable();
    found
}

/// The kinds of some rows in words, each once with its count.
fn kinds(record: &Record<'_>, places: &[u32]) -> String {
    let mut counted: BTreeMap<&str, u32> = BTreeMap::new();
    for place in places {
        let kind = record.timeline.kind_at(*place);
        *counted.entry(kind_info(kind).map_or(kind, |info| info.title)).or_default() += 1;
    }
    let words = counted.iter().map(|(title, count)| match count {
        1 => (*title).to_string(),
        count => format!("{title} ({count})"),
    });
    words.collect::<Vec<String>>().join("; ")
}
