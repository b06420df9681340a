//! Everything about one body, put together from the views that compute it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::ask::{AskError, Question, Record, ViewInfo};
use super::facts::{Body, BodyFact, Known, Stand};
use super::offices::{Hold, Term, holders, term_columns, term_row, terms};
use super::recommendations::{Pair, pairs, words};
use super::returns::all_calls;
use super::share::share;
use super::sheet::{Cell, ColumnKind, Figure, Notice, Ref, Row, Sheet, Table, columns, in_words};
use super::summonses::{Call, Who, call_columns, call_row, calls};
use crate::events::Edtf;
use crate::record::Index;

/// The view.
pub(super) const BODY: ViewInfo = ViewInfo::new(
    "body",
    "Organisation",
    "What does the record hold about this organisation?",
    &[("body", "the identifier of the organisation")],
    view,
);

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let id = question.need("body", "name an organisation, such as one from the view \"bodies\"")?;
    let unknown = || {
        let problem = "is not an organisation that the record registers at this point";
        question.wrong("body", problem, "see the view \"bodies\" for those that it registers")
    };
    let body: Body = facts.find(id).ok_or_else(unknown)?;
    let registered = facts.bodies(stand).filter(|known| known.fact.body == body).last();
    let registered = registered.ok_or_else(unknown)?;
    let name = facts.body_name(body, stand).to_string();
    let pairs = pairs(facts, stand).pairs;
    let mine: Vec<&Pair> = pairs.iter().filter(|pair| pair.heir.speaks(body)).collect();
    let calls = calls(facts, stand);
    let terms = terms(facts, stand);
    let (returns, returned) = returns(record, stand, body);
    let (office_table, held) = offices(record, stand, body, &terms);
    let called: Vec<&Call<'_>> = calls.iter().filter(|call| call.who == Who::Body(body)).collect();
    let by_it: Vec<&Call<'_>> = calls.iter().filter(|call| call.committee == Some(body)).collect();
    let call_table = |key: &str, caption: &str, of: &[&Call<'_>]| Table {
        key: key.to_string(),
        caption: caption.to_string(),
        columns: call_columns(),
        rows: of.iter().map(|call| call_row(facts, stand, call)).collect(),
        empty: "None recorded.".to_string(),
    };
    Ok(Sheet {
        about: format!(
            "What the record holds about {name}: data calls, recommendations, offices, calls to \
             attend. Each figure is the one of its own page."
        ),
        figures: alloc::vec![returned, open(&mine), held],
        notices: links(record, stand, &registered),
        tables: alloc::vec![
            facts_table(record, stand, &registered),
            returns,
            recommendations(record, stand, &mine),
            office_table,
            call_table("called", "Calls to this organisation, to attend or for papers", &called),
            call_table("called_by", "Calls that it made", &by_it),
        ],
        title: name,
        ..Sheet::default()
    })
}

fn figure(key: &str, label: String, some: &[Vec<u64>], of: usize, population: &str) -> Figure {
    let mut entries: Vec<u64> = some.iter().flatten().copied().collect();
    entries.sort_unstable();
    entries.dedup();
    let (part, whole) = (some.len() as u64, of as u64);
    Figure {
        key: key.to_string(),
        label,
        text: share(part, whole),
        numerator: Some(part),
        denominator: Some(whole),
        population: population.to_string(),
        entries,
    }
}

/// What it is: kind, dates, what it belongs to, and every name.
fn facts_table(record: &Record<'_>, stand: &Stand, known: &Known<'_, BodyFact>) -> Table {
    let facts = record.facts;
    let fact = known.fact;
    let entries: Vec<u64> = known.entries().collect();
    let row = |key: &str, what: &str, cell: Cell, entries: &[u64]| Row {
        key: key.to_string(),
        cells: alloc::vec![Cell::text(what), cell],
        entries: entries.to_vec(),
    };
    let kind = fact.kind.as_str().replace('_', " ");
    let mut rows = alloc::vec![row("kind", "Kind", Cell::text(kind), &entries)];
    if let Some(parent) = fact.part_of {
        rows.push(row("part_of", "Part of", words::body(record, stand, parent), &entries));
    }
    if let Some(before) = fact.successor_of {
        let cell = words::body(record, stand, before);
        rows.push(row("successor_of", "Took over from", cell, &entries));
    }
    for (key, what, date) in [("start", "From", &fact.start), ("end", "Until", &fact.end)] {
        if let Some(date) = date {
            rows.push(row(key, what, Cell::date(Some(date)), &entries));
        }
    }
    for (nth, named) in (1_u32..).zip(facts.body_names(fact.body, stand)) {
        let words = match named.from.map(Edtf::in_words) {
            Some(from) => format!("{}, from {from}", named.name),
            None => named.name.to_string(),
        };
        let entries = [Some(named.index), named.corrected].into_iter().flatten().map(Index::get);
        let entries: Vec<u64> = entries.collect();
        rows.push(row(&format!("name-{nth}"), "Name", Cell::text(words), &entries));
    }
    Table {
        key: "facts".to_string(),
        caption: "What it is".to_string(),
        columns: columns(&[("what", "What", ColumnKind::Text), ("is", "Is", ColumnKind::Text)]),
        rows,
        empty: String::new(),
    }
}

/// Who answers for it now, where that is somebody else.
fn links(record: &Record<'_>, stand: &Stand, known: &Known<'_, BodyFact>) -> Vec<Notice> {
    let heir = super::successors::Successors::of(record.facts, stand).heir(known.fact.body);
    let mut notices = Vec::new();
    if heir.body != known.fact.body {
        let name = record.facts.body_name(heir.body, stand);
        let text = format!("{name} took its place; what was asked of it passed on.");
        notices.push(Notice { text, entries: heir.entries });
    }
    notices
}

/// Its answer to every data call that asked it, and the share it answered.
fn returns(record: &Record<'_>, stand: &Stand, body: Body) -> (Table, Figure) {
    let facts = record.facts;
    let (mut rows, mut answered) = (Vec::new(), Vec::new());
    for call in all_calls(facts, stand) {
        let asked = call.bodies.iter().chain(&call.outside).find(|one| one.body == body);
        let Some(one) = asked else { continue };
        let id = facts.id(call.call.fact.call).to_string();
        let mut entries: Vec<u64> = call.call.entries().collect();
        entries.extend(one.entries());
        entries.sort_unstable();
        entries.dedup();
        if one.returned() {
            answered.push(entries.clone());
        }
        rows.push(Row {
            cells: alloc::vec![
                Cell::Link(Ref::Call(id.clone()), id.clone()),
                Cell::Status(one.state.mark(), one.state.words().to_string()),
                Cell::date(one.due.date.as_ref()),
                Cell::text(one.timing.words().unwrap_or_default()),
            ],
            key: id,
            entries,
        });
    }
    let label = "Data calls that it returned something to".to_string();
    let of = "data calls that asked it, or that it answered";
    let figure = figure("returned", label, &answered, rows.len(), of);
    let table = Table {
        key: "returns".to_string(),
        caption: "Data calls".to_string(),
        columns: columns(&[
            ("call", "Data call", ColumnKind::Text),
            ("state", "Answer", ColumnKind::Status),
            ("due", "Last day to answer", ColumnKind::Date),
            ("timing", "In time", ColumnKind::Text),
        ]),
        rows,
        empty: "No data call that names it is recorded.".to_string(),
    };
    (table, figure)
}

fn open(mine: &[&Pair]) -> Figure {
    let open = mine.iter().filter(|pair| pair.stage.is_outstanding());
    let open: Vec<Vec<u64>> = open.map(|pair| pair.entries.clone()).collect();
    let label = "Recommendations to it that are open".to_string();
    figure("open", label, &open, mine.len(), "recommendations that address it or what it took over")
}

fn recommendations(record: &Record<'_>, stand: &Stand, mine: &[&Pair]) -> Table {
    let row = |pair: &&Pair| Row {
        key: words::key(record, pair),
        cells: alloc::vec![
            words::recommendation(record, pair),
            words::addressee(record, stand, pair),
            words::stage(record, stand, pair),
            words::due(pair.deadline.due),
            words::answer(pair),
        ],
        entries: pair.entries.clone(),
    };
    Table {
        key: "recommendations".to_string(),
        caption: "Recommendations to it".to_string(),
        columns: columns(&[
            ("recommendation", "Recommendation", ColumnKind::Text),
            ("addressee", "To", ColumnKind::Text),
            ("stage", "Where it stands", ColumnKind::Status),
            ("due", "Answer due", ColumnKind::Date),
            ("answer", "Answer", ColumnKind::Status),
        ]),
        rows: mine.iter().map(row).collect(),
        empty: "The record holds no recommendation that addresses it.".to_string(),
    }
}

/// Everyone in its offices, and how many of those have a definite holder.
fn offices(record: &Record<'_>, stand: &Stand, body: Body, terms: &[Term]) -> (Table, Figure) {
    let facts = record.facts;
    let (mut rows, mut held) = (Vec::new(), Vec::new());
    let mut count = 0;
    for known in facts.offices(stand).filter(|known| known.fact.body == body) {
        let office = known.fact.office;
        count += 1;
        let found = holders(terms, office, stand.on);
        if found.iter().any(|holder| holder.hold == Hold::Definite) {
            let entries = found.iter().flat_map(|holder| holder.term.entries.iter().copied());
            held.push(known.entries().chain(entries).collect());
        }
        for holder in found {
            let mut row = term_row(facts, stand, holder.term, false);
            let id = facts.id(office).to_string();
            let name = facts.office_name(office, stand).to_string();
            row.cells.insert(0, Cell::Link(Ref::Office(id), name));
            rows.push(row);
        }
    }
    let mut all = columns(&[("office", "Office", ColumnKind::Text)]);
    all.extend(term_columns(false));
    let label: String = format!("Its offices with a definite holder on {}", in_words(stand.on));
    let figure = figure("held", label, &held, count, "offices of this organisation registered");
    let table = Table {
        key: "offices".to_string(),
        caption: format!("In its offices on {}", in_words(stand.on)),
        columns: all,
        rows,
        empty: "The record names nobody in an office of it on this day.".to_string(),
    };
    (table, figure)
}

#[cfg(test)]
mod tests;
