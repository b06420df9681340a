//! Positions and days to answer: the drawings, and the tables that say the same.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::outstanding::Outstanding;
use super::pairs::Pair;
use super::tracker::named;
use super::words::{self, days_cell, key};
use crate::events::recommendations::Position;
use crate::views::ask::Record;
use crate::views::facts::{Body, Stand};
use crate::views::sheet::{
    Bar, Cell, Chart, Column, ColumnKind, Dot, Mark, Row, Series, Table, columns,
};

/// The positions with their names, in the order of the chart; none comes last.
fn position_names() -> Vec<(Option<Position>, &'static str, Mark)> {
    let mut names: Vec<_> = Position::ALL
        .iter()
        .map(|position| {
            (Some(*position), words::position_words(*position), words::position_mark(*position))
        })
        .collect();
    names.push((None, "none stated", Mark::Unknown));
    names
}

pub(super) fn positions(
    record: &Record<'_>,
    stand: &Stand,
    lines: &BTreeMap<Body, Outstanding>,
) -> Table {
    let names = position_names();
    let mut head: Vec<Column> = columns(&[("addressee", "Addressee", ColumnKind::Text)]);
    head.extend(names.iter().map(|(position, name, _)| Column {
        key: position.map_or("none", Position::as_str).to_string(),
        title: (*name).to_string(),
        kind: ColumnKind::Number,
    }));
    let row = |(_, body, line): (&str, Body, &Outstanding)| {
        let mut cells = alloc::vec![words::body(record, stand, body)];
        cells.extend(names.iter().map(|(position, ..)| Cell::count(by_position(line, *position))));
        Row { key: record.facts.id(body).to_string(), cells, entries: line.entries.clone() }
    };
    Table {
        key: "positions".to_string(),
        caption: "Outstanding by the position that the addressee states, with the rejected"
            .to_string(),
        columns: head,
        rows: named(record, stand, lines).into_iter().map(row).collect(),
        empty: "Nothing is recorded as addressed to anyone at this point.".to_string(),
    }
}

/// How many pairs have a position: the outstanding ones, and those that ended
/// because they were rejected.
fn by_position(line: &Outstanding, position: Option<Position>) -> u64 {
    let outstanding = line.by_position.get(&position).copied().unwrap_or_default();
    outstanding + if position == Some(Position::Rejected) { line.rejected } else { 0 }
}

/// A pair that was answered: days from being made to the first answer, at least
/// and at most.
fn answered<'p>(chosen: &[&'p Pair]) -> Vec<(&'p Pair, i32, i32)> {
    let days = |pair: &&'p Pair| pair.days_to_answer().map(|(least, most)| (*pair, least, most));
    let mut found: Vec<_> = chosen.iter().filter_map(days).collect();
    crate::views::order::sort_by_key(found.as_mut_slice(), |(_, least, most)| {
        (core::cmp::Reverse(*most), core::cmp::Reverse(*least))
    });
    found
}

/// The middle of the days that are known exactly; of two, halfway between them.
pub(super) fn median(days: &[i32]) -> Option<f64> {
    let mut days = days.to_vec();
    days.sort_unstable();
    let half = days.len() / 2;
    let middle = f64::from(*days.get(half)?);
    match days.len() % 2 {
        1 => Some(middle),
        _ => Some(f64::midpoint(middle, f64::from(days[half - 1]))),
    }
}

pub(super) fn answers(record: &Record<'_>, stand: &Stand, chosen: &[&Pair]) -> Table {
    let row = |(pair, least, most): (&Pair, i32, i32)| Row {
        key: key(record, pair),
        cells: alloc::vec![
            words::recommendation(record, pair),
            words::addressee(record, stand, pair),
            Cell::date(pair.made.as_ref()),
            days_cell(least, most),
            words::answer(pair),
        ],
        entries: pair.entries.clone(),
    };
    Table {
        key: "answers".to_string(),
        caption: "Days to the first answer, slowest first".to_string(),
        columns: columns(&[
            ("recommendation", "Recommendation", ColumnKind::Text),
            ("addressee", "Addressee", ColumnKind::Text),
            ("made", "Made", ColumnKind::Date),
            ("days", "Days to the first answer", ColumnKind::Number),
            ("answer", "Answer", ColumnKind::Status),
        ]),
        rows: answered(chosen).into_iter().map(row).collect(),
        empty: "No answer is recorded whose days can be counted.".to_string(),
    }
}

pub(super) fn charts(
    record: &Record<'_>,
    stand: &Stand,
    chosen: &[&Pair],
    lines: &BTreeMap<Body, Outstanding>,
) -> Vec<Chart> {
    let mut charts = Vec::new();
    if !lines.is_empty() {
        let names = position_names();
        let bar = |(name, _, line): (&str, Body, &Outstanding)| Bar {
            label: name.to_string(),
            parts: names.iter().map(|(position, ..)| by_position(line, *position)).collect(),
        };
        let all: u64 = lines.values().map(|line| line.outstanding).sum();
        let rejected: u64 = lines.values().map(|line| line.rejected).sum();
        charts.push(Chart {
            key: "positions".to_string(),
            title: "What each addressee answered".to_string(),
            summary: format!(
                "{all} outstanding and {rejected} rejected, for {} addressees, by the position \
                 that they state.",
                lines.len()
            ),
            table: "positions".to_string(),
            series: Series::Bars(
                names.iter().map(|(_, name, mark)| ((*name).to_string(), *mark)).collect(),
                named(record, stand, lines).into_iter().map(bar).collect(),
            ),
        });
    }
    let exact: Vec<(&Pair, i32)> = answered(chosen)
        .into_iter()
        .filter(|(_, least, most)| least == most)
        .map(|(pair, days, _)| (pair, days))
        .collect();
    let days: Vec<i32> = exact.iter().map(|(_, days)| *days).collect();
    if let Some(median) = median(&days) {
        let dot = |(pair, days): &(&Pair, i32)| Dot {
            label: words::recommendation(record, pair).words(),
            value: f64::from(*days),
            mark: match words::answer(pair) {
                Cell::Status(mark, _) => mark,
                _ => Mark::Plain,
            },
        };
        let text = median_words(median);
        charts.push(Chart {
            key: "days".to_string(),
            title: "Days to the first answer".to_string(),
            summary: format!(
                "{} first answers whose days are known exactly; half came within {text} days.",
                exact.len()
            ),
            table: "answers".to_string(),
            series: Series::Dots(exact.iter().map(dot).collect(), Some(median), "days".to_string()),
        });
    }
    charts
}

/// A median: whole, or with its half.
pub(super) fn median_words(median: f64) -> String {
    // Halves of whole numbers print as "12.5" and "12".
    format!("{median}")
}
