//! The data calls of the record, each with what came back.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::CallStand;
use super::coverage::population_words;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Body, Call, Facts, Stand};
use crate::views::percent::{bases, read};
use crate::views::share::share;
use crate::views::sheet::{
    Cell, Chart, ColumnKind, Figure, GridCell, Mark, Ref, Row, Series, Sheet, Table, columns,
};

/// The view.
pub(crate) const CALLS: ViewInfo = ViewInfo::new(
    "calls",
    "Data calls",
    "Which data were asked for, and what came back?",
    &[],
    view,
);

#[expect(clippy::unnecessary_wraps, reason = "the type of a view")]
fn view(record: &Record<'_>, stand: &Stand, _: &Question) -> Result<Sheet, AskError> {
    Ok(list(record.facts, stand))
}

/// Every call once, in the order of the ledger.
pub(in crate::views) fn held<'a>(facts: &'a Facts, stand: &Stand) -> Vec<CallStand<'a>> {
    let mut seen: BTreeSet<Call> = BTreeSet::new();
    let calls: Vec<Call> =
        facts.calls(stand).map(|known| known.fact.call).filter(|call| seen.insert(*call)).collect();
    calls.into_iter().filter_map(|call| CallStand::of(facts, stand, call)).collect()
}

/// The sheet.
pub(super) fn list(facts: &Facts, stand: &Stand) -> Sheet {
    let held = held(facts, stand);
    let rows: Vec<Row> = held.iter().map(|call| row(call, facts, stand)).collect();
    let count = rows.len() as u64;
    let mut entries: Vec<u64> = held.iter().map(|call| call.call.index.get()).collect();
    entries.sort_unstable();
    Sheet {
        title: "Data calls".to_string(),
        about: "Every request for data to many bodies, and the share of the bodies asked that \
            returned something."
            .to_string(),
        figures: alloc::vec![Figure {
            key: "calls".to_string(),
            label: "Data calls on record".to_string(),
            text: count.to_string(),
            numerator: Some(count),
            entries,
            ..Figure::default()
        }],
        charts: grid(&held, facts, stand),
        tables: alloc::vec![Table {
            key: "calls".to_string(),
            caption: "Data calls".to_string(),
            columns: columns(&[
                ("call", "Data call", ColumnKind::Text),
                ("issuer", "Asked by", ColumnKind::Text),
                ("issued", "Issued", ColumnKind::Date),
                ("due", "Last day to answer", ColumnKind::Date),
                ("population", "List of bodies", ColumnKind::Text),
                ("returned", "Returned", ColumnKind::Text),
                ("reported", "As reported", ColumnKind::Text),
            ]),
            rows,
            empty: "The record holds no data call at this point.".to_string(),
        }],
        ..Sheet::default()
    }
}

fn row(held: &CallStand<'_>, facts: &Facts, stand: &Stand) -> Row {
    let fact = held.call.fact;
    let id = facts.id(fact.call).to_string();
    let issuer = facts.id(fact.issuer).to_string();
    let counts = held.counts();
    let returned = match counts.asked {
        _ if !held.by_body() => "no single answer on record".to_string(),
        Some(asked) => share(counts.returned, asked),
        None => format!("{} of a number not on record", counts.returned),
    };
    let mut reported: Vec<String> = Vec::new();
    let mut entries = held.entries();
    for known in &held.reported {
        let reading = read(known.fact, &bases(facts, stand, known.fact.kind));
        let words = format!("{}: {}", known.fact.measure, reading.text);
        if !reported.contains(&words) {
            reported.push(words);
        }
        entries.push(known.index.get());
    }
    entries.sort_unstable();
    entries.dedup();
    Row {
        cells: alloc::vec![
            Cell::Link(Ref::Call(id.clone()), id.clone()),
            Cell::Link(Ref::Body(issuer), facts.body_name(fact.issuer, stand).to_string()),
            Cell::date(fact.issued.as_ref()),
            Cell::date(fact.due.as_ref()),
            Cell::text(population_words(held, facts)),
            Cell::text(returned),
            Cell::text(reported.join("; ")),
        ],
        key: id,
        entries,
    }
}

/// Bodies by calls: what each answered to each.
fn grid(held: &[CallStand<'_>], facts: &Facts, stand: &Stand) -> Vec<Chart> {
    let mut bodies: BTreeMap<(String, Body), Vec<Option<GridCell>>> = BTreeMap::new();
    for (column, call) in held.iter().enumerate() {
        for body in &call.bodies {
            let name = facts.body_name(body.body, stand).to_string();
            let cells = bodies.entry((name, body.body)).or_default();
            cells.resize(column, None);
            let late = body.timing.words().map_or(String::new(), |words| format!(", {words}"));
            cells.push(Some(GridCell {
                mark: if late.is_empty() { body.state.mark() } else { Mark::Late },
                words: format!("{}{late}", body.state.words()),
                entry: body.answer.map(|known| known.index.get()),
            }));
        }
    }
    if bodies.is_empty() {
        return Vec::new();
    }
    let blank = || GridCell { mark: Mark::Plain, words: "not asked".to_string(), entry: None };
    let rows: Vec<(String, Vec<GridCell>)> = bodies
        .into_iter()
        .map(|((name, _), mut cells)| {
            cells.resize(held.len(), None);
            (name, cells.into_iter().map(|cell| cell.unwrap_or_else(blank)).collect())
        })
        .collect();
    let names = held.iter().map(|call| facts.id(call.call.fact.call).to_string()).collect();
    alloc::vec![Chart {
        key: "grid".to_string(),
        title: "Bodies by data call".to_string(),
        summary: format!("{} bodies and {} data calls.", rows.len(), held.len()),
        table: "calls".to_string(),
        series: Series::Grid(names, rows),
    }]
}
