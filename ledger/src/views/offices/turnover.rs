//! How often holders of offices change: domain rule 4.10.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::terms::{End, Hold, Term, terms};
use crate::events::civil::Date;
use crate::events::recommendations::Position;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Body, Office, Person, Stand};
use crate::views::recommendations::{Pair, pairs};
use crate::views::share::share;
use crate::views::sheet::{
    Cell, Chart, ColumnKind, Dot, Figure, Mark, Row, Series, Sheet, Table, columns, in_words,
};

/// The view.
pub(in crate::views) const TURNOVER: ViewInfo = ViewInfo::new(
    "turnover",
    "Turnover",
    "How often do holders of offices change, and how long do they stay?",
    &[("office", "only this office"), ("body", "only offices of this organisation")],
    view,
);

/// What happened in offices in one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Year {
    /// The year.
    pub year: u16,
    /// People who definitely held an office on some day of it.
    pub holders: BTreeSet<Person>,
    /// Times in office that definitely began in it.
    pub began: usize,
    /// Times in office that definitely ended in it.
    pub ended: usize,
}

/// Counts by year, from the first definite start to the day asked for.
pub fn years(terms: &[Term], on: Date) -> Vec<Year> {
    let starts = terms.iter().filter_map(surely_from).filter(|day| *day <= on);
    let Some(first) = starts.min() else { return Vec::new() };
    let mut years: Vec<Year> =
        (first.year()..=on.year()).map(|year| Year { year, ..Year::default() }).collect();
    let place = |year: u16| usize::from(year - first.year());
    for term in terms {
        let Some(from) = surely_from(term).filter(|from| *from <= on) else { continue };
        let end = match &term.end {
            End::On(end) => end.range().earliest,
            End::Open => None,
            // Until an unknown day: only the first day is sure.
            End::Unknown => Date::from_days_since_1970(from.days_since_1970() + 1),
        };
        // The last day on which it was surely held, not after the day asked for.
        let eve = end.and_then(|end| Date::from_days_since_1970(end.days_since_1970() - 1));
        let last = eve.map_or(on, |eve| eve.min(on));
        if last < from {
            continue;
        }
        for year in &mut years[place(from.year())..=place(last.year())] {
            year.holders.insert(term.person);
        }
        if let Some(day) = term.start.as_ref().and_then(|start| start.range().single_day()) {
            years[place(day.year())].began += 1;
        }
        if let End::On(end) = &term.end
            && let Some(day) = end.range().single_day().filter(|day| *day <= on)
        {
            years[place(day.year())].ended += 1;
        }
    }
    years
}

fn surely_from(term: &Term) -> Option<Date> {
    term.start.as_ref().and_then(|start| start.range().latest)
}

/// Days in office of the terms that are over and of which both days are known,
/// ascending, with each term.
pub fn lengths<'t>(terms: &'t [Term], on: Date) -> Vec<(i32, &'t Term)> {
    let length = |term: &'t Term| {
        let End::On(end) = &term.end else { return None };
        let start = term.start.as_ref()?.range().single_day()?;
        let end = end.range().single_day().filter(|end| *end <= on)?;
        let days = end.days_since_1970() - start.days_since_1970();
        (days >= 0).then_some((days, term))
    };
    let mut found: Vec<(i32, &Term)> = terms.iter().filter_map(length).collect();
    crate::views::order::sort_by_key(found.as_mut_slice(), |(days, _)| *days);
    found
}

/// Twice the median of sorted numbers, so that it is whole; `None` of none.
pub fn twice_the_median(sorted: &[i32]) -> Option<i32> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    let lower = if sorted.len() % 2 == 1 { upper } else { sorted[middle - 1] };
    Some(lower.saturating_add(upper))
}

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let mut terms = terms(facts, stand);
    if let Some(id) = question.get("office") {
        let office: Option<Office> = facts.find(id);
        let office = office.ok_or_else(|| {
            let remedy = "see the view \"offices\" for those that it names";
            question.wrong("office", "is not an office that the record names", remedy)
        })?;
        terms.retain(|term| term.office == office);
    }
    if let Some(id) = question.get("body") {
        let body: Option<Body> = facts.find(id);
        let body = body.ok_or_else(|| {
            let remedy = "see the view \"bodies\" for those that it names";
            question.wrong("body", "is no organisation that the record names", remedy)
        })?;
        let offices: BTreeSet<Office> = facts
            .offices(stand)
            .filter(|known| known.fact.body == body)
            .map(|known| known.fact.office)
            .collect();
        terms.retain(|term| offices.contains(&term.office));
    }
    let lengths = lengths(&terms, stand.on);
    Ok(Sheet {
        title: "Turnover".to_string(),
        about: format!(
            "Times in office as known, until {}. Only dates known to the day are counted as a \
             beginning, an end or a length; who holds an office for sure on some day of a year is \
             counted once in it.",
            in_words(stand.on)
        ),
        figures: alloc::vec![median_figure(&lengths, terms.len()), changed(record, stand, &terms)],
        charts: chart(record, stand, &lengths),
        tables: alloc::vec![years_table(&terms, stand.on), lengths_table(record, stand, &lengths)],
        ..Sheet::default()
    })
}

fn days_words(twice: i32) -> String {
    let half = if twice % 2 == 0 { "" } else { ".5" };
    format!("{}{half} days", twice / 2)
}

fn median_figure(lengths: &[(i32, &Term)], all: usize) -> Figure {
    let days: Vec<i32> = lengths.iter().map(|(days, _)| *days).collect();
    let mut entries: Vec<u64> =
        lengths.iter().flat_map(|(_, term)| term.entries.iter().copied()).collect();
    entries.sort_unstable();
    entries.dedup();
    let text = twice_the_median(&days).map_or_else(
        || "No time in office with both days known".to_string(),
        |median| format!("{}, of {} of {all} times in office", days_words(median), days.len()),
    );
    Figure {
        key: "median".to_string(),
        label: "Median days in office".to_string(),
        text,
        numerator: u64::try_from(days.len()).ok(),
        denominator: u64::try_from(all).ok(),
        population: "times in office recorded; those that ended and whose both days are known"
            .to_string(),
        entries,
    }
}

/// Accepted recommendations since whose acceptance every holder of the
/// addressee's offices has changed.
fn changed(record: &Record<'_>, stand: &Stand, terms: &[Term]) -> Figure {
    let facts = record.facts;
    let accepted = |pair: &Pair| {
        let position = pair.state.position.as_ref().map(|(position, _)| *position);
        matches!(
            position,
            Some(Position::Accepted | Position::AcceptedInPart | Position::AcceptedInPrinciple)
        )
    };
    let (mut gone, mut all) = (0_u64, 0_u64);
    let mut entries: Vec<u64> = Vec::new();
    let offices: Vec<(Office, Body)> =
        facts.offices(stand).map(|known| (known.fact.office, known.fact.body)).collect();
    for pair in pairs(facts, stand).pairs.iter().filter(|pair| accepted(pair)) {
        let day = pair.state.positioned.and_then(|range| range.single_day());
        let Some(day) = day.filter(|day| *day <= stand.on) else { continue };
        let mine = offices.iter().filter(|(_, body)| pair.heir.speaks(*body));
        let mine: Vec<Office> = mine.map(|(office, _)| *office).collect();
        let held = terms.iter().filter(|term| mine.contains(&term.office));
        let held: Vec<&Term> = held.filter(|term| term.hold(day) == Hold::Definite).collect();
        if held.is_empty() {
            continue;
        }
        all += 1;
        if held.iter().all(|term| term.hold(stand.on) == Hold::No) {
            gone += 1;
            entries.extend(&pair.entries);
            entries.extend(held.iter().flat_map(|term| term.entries.iter()));
        }
    }
    entries.sort_unstable();
    entries.dedup();
    Figure {
        key: "changed".to_string(),
        label: "Accepted recommendations since when every holder of the addressee's offices left"
            .to_string(),
        text: share(gone, all),
        numerator: Some(gone),
        denominator: Some(all),
        population: "recommendations accepted on a known day, by addressee, with an office then \
                     definitely held"
            .to_string(),
        entries,
    }
}

fn years_table(terms: &[Term], on: Date) -> Table {
    let row = |year: &Year| Row {
        key: year.year.to_string(),
        cells: alloc::vec![
            Cell::text(year.year.to_string()),
            Cell::count(year.holders.len()),
            Cell::count(year.began),
            Cell::count(year.ended),
        ],
        entries: Vec::new(),
    };
    Table {
        key: "years".to_string(),
        caption: "By year".to_string(),
        columns: columns(&[
            ("year", "Year", ColumnKind::Text),
            ("holders", "People who held an office", ColumnKind::Number),
            ("began", "Began", ColumnKind::Number),
            ("ended", "Left", ColumnKind::Number),
        ]),
        rows: years(terms, on).iter().map(row).collect(),
        empty: "No time in office with a known start.".to_string(),
    }
}

fn lengths_table(record: &Record<'_>, stand: &Stand, lengths: &[(i32, &Term)]) -> Table {
    let facts = record.facts;
    let row = |(days, term): &(i32, &Term)| {
        let mut row = super::one::term_row(facts, stand, term, false);
        let cells = core::mem::take(&mut row.cells);
        let office = facts.office_name(term.office, stand).to_string();
        let id = facts.id(term.office).to_string();
        row.cells.push(Cell::Link(crate::views::sheet::Ref::Office(id), office));
        // Person, from, until: the rest is on the office's page.
        row.cells.extend(
            cells.into_iter().enumerate().filter(|(n, _)| [0, 2, 3].contains(n)).map(|(_, c)| c),
        );
        row.cells.push(Cell::count(*days));
        row
    };
    Table {
        key: "lengths".to_string(),
        caption: "Times in office that ended, the shortest first".to_string(),
        columns: columns(&[
            ("office", "Office", ColumnKind::Text),
            ("person", "Person", ColumnKind::Text),
            ("start", "From", ColumnKind::Date),
            ("end", "Until", ColumnKind::Date),
            ("days", "Days", ColumnKind::Number),
        ]),
        rows: lengths.iter().map(row).collect(),
        empty: "No time in office that ended with both days known.".to_string(),
    }
}

fn chart(record: &Record<'_>, stand: &Stand, lengths: &[(i32, &Term)]) -> Vec<Chart> {
    let days: Vec<i32> = lengths.iter().map(|(days, _)| *days).collect();
    let Some(twice) = twice_the_median(&days) else { return Vec::new() };
    let dot = |(days, term): &(i32, &Term)| Dot {
        label: record.facts.person_name(term.person, stand).to_string(),
        value: f64::from(*days),
        mark: if term.stands_in() { Mark::Part } else { Mark::Done },
    };
    alloc::vec![Chart {
        key: "lengths".to_string(),
        title: "Days in office".to_string(),
        summary: format!(
            "{} times in office that ended; the median is {}.",
            lengths.len(),
            days_words(twice)
        ),
        table: "lengths".to_string(),
        series: Series::Dots(
            lengths.iter().map(dot).collect(),
            Some(f64::from(twice) / 2.0),
            "days".to_string(),
        ),
    }]
}
