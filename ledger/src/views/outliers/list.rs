//! What can be compared: the indicators of each call, and ranges as reported.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::events::Decimal;
use crate::record::Index;
use crate::views::facts::{Facts, Stand};
use crate::views::returns::all_calls;
use crate::views::sheet::{Cell, ColumnKind, Figure, Ref, Row, Sheet, Table, columns};

/// The sheet of what can be compared.
pub(super) fn sheet(facts: &Facts, stand: &Stand) -> Sheet {
    let mut rows = Vec::new();
    for held in all_calls(facts, stand) {
        let call = facts.id(held.call.fact.call).to_string();
        for asked in &held.call.fact.indicators {
            let indicator = facts.id(asked.indicator).to_string();
            rows.push(Row {
                key: format!("{call} {indicator}"),
                cells: alloc::vec![
                    Cell::Link(Ref::Call(call.clone()), call.clone()),
                    Cell::text(indicator),
                    Cell::text(asked.title.clone()),
                ],
                entries: held.entries(),
            });
        }
    }
    let mut sheet = Sheet {
        title: "Outliers".to_string(),
        about: "What can be compared: each indicator of each data call; and the lowest and \
            highest rates that sources report."
            .to_string(),
        ..Sheet::default()
    };
    sheet.tables.push(Table {
        key: "indicators".to_string(),
        caption: "Indicators of data calls".to_string(),
        columns: columns(&[
            ("call", "Data call", ColumnKind::Text),
            ("indicator", "Indicator", ColumnKind::Text),
            ("title", "What is counted", ColumnKind::Text),
        ]),
        rows,
        empty: "No data call on record names an indicator.".to_string(),
    });
    ranges(&mut sheet, facts, stand);
    sheet
}

fn ranges(sheet: &mut Sheet, facts: &Facts, stand: &Stand) {
    let mut rows = Vec::new();
    for known in facts.ranges(stand) {
        let fact = known.fact;
        let mut entries: Vec<u64> = alloc::vec![known.index.get()];
        entries.extend(known.corrected.map(Index::get));
        let per = match &fact.per_what {
            Some(what) => format!("per {} {what}", fact.per),
            None => format!("per {}", fact.per),
        };
        let ratio = fact.lowest.zip(fact.highest).and_then(|(low, high)| times(&low, &high));
        if let Some(ratio) = &ratio {
            sheet.figures.push(Figure {
                key: format!("range-{}", known.index),
                label: format!("Highest by lowest rate of {}, {}", fact.measure, fact.areas),
                text: format!("{ratio} times, as reported"),
                population: fact.areas.clone(),
                entries: entries.clone(),
                ..Figure::default()
            });
        }
        let rate = |rate: Option<Decimal>| {
            rate.map_or(Cell::Withheld, |rate| Cell::text(rate.to_string()))
        };
        rows.push(Row {
            key: known.index.to_string(),
            cells: alloc::vec![
                Cell::text(fact.measure.clone()),
                Cell::text(fact.areas.clone()),
                rate(fact.lowest),
                rate(fact.highest),
                Cell::text(per),
                ratio.map_or(Cell::Empty, Cell::text),
            ],
            entries,
        });
    }
    if rows.is_empty() {
        return;
    }
    sheet.tables.push(Table {
        key: "ranges".to_string(),
        caption: "Ranges of rates as reported".to_string(),
        columns: columns(&[
            ("measure", "What is counted", ColumnKind::Text),
            ("areas", "Areas compared", ColumnKind::Text),
            ("lowest", "Lowest", ColumnKind::Number),
            ("highest", "Highest", ColumnKind::Number),
            ("per", "Per", ColumnKind::Text),
            ("ratio", "Highest by lowest", ColumnKind::Number),
        ]),
        rows,
        empty: String::new(),
    });
}

/// "65": how many times the lowest the highest is; one decimal where it is no
/// whole number, none of a lowest of zero.
fn times(lowest: &Decimal, highest: &Decimal) -> Option<String> {
    let number = |decimal: &Decimal| decimal.to_string().parse::<f64>().ok();
    let (lowest, highest) = (number(lowest)?, number(highest)?);
    if lowest <= 0.0 {
        return None;
    }
    let times = libm::floor(highest / lowest * 10.0 + 0.5) / 10.0;
    let whole = libm::floor(times);
    Some(if (times - whole).abs() < 0.05 { format!("{whole:.0}") } else { format!("{times:.1}") })
}
