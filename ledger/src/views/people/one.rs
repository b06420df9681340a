//! One person: names and offices over time, calls to attend, statements.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::events::PersonId;
use crate::record::Index;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Facts, Named, Person, Stand};
use crate::views::offices::{Hold, Term, span_row, term_columns, term_row, terms};
use crate::views::rows;
use crate::views::sheet::{
    Cell, Chart, ColumnKind, Figure, Row, Series, Sheet, SpanRow, Table, columns, in_words,
};
use crate::views::summonses::{Call, Who, call_columns, call_row, calls};
use crate::views::timeline::{Order, Query};

/// The view.
pub(in crate::views) const PERSON: ViewInfo = ViewInfo::new(
    "person",
    "Person",
    "Which offices did this person hold, when were they called to attend, what did they say?",
    &[("person", "the identifier of the person")],
    view,
);

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let id = question.need("person", "name a person, such as one from the view \"people\"")?;
    let unknown = || {
        let problem = "is not a person whom the record names at this point";
        question.wrong("person", problem, "see the view \"people\" for those whom it names")
    };
    let person: Person = facts.find(id).ok_or_else(unknown)?;
    let mut terms = terms(facts, stand);
    terms.retain(|term| term.person == person);
    crate::views::order::sort_by_key(terms.as_mut_slice(), |term| {
        term.start.as_ref().map(|start| start.range().sort_key())
    });
    let mut calls = calls(facts, stand);
    calls.retain(|call| call.who == Who::Person(person));
    let names: Vec<Named<'_>> = facts.person_names(person, stand).collect();
    if names.is_empty() && terms.is_empty() && calls.is_empty() {
        return Err(unknown());
    }
    let name = facts.person_name(person, stand).to_string();
    Ok(Sheet {
        about: format!(
            "What the record says about {name}: offices, calls to attend and statements, each \
             with its entry. Names are those of the day."
        ),
        figures: alloc::vec![
            name_figure(&name, &names, stand),
            offices_figure(facts, stand, &terms)
        ],
        charts: chart(facts, stand, &terms),
        tables: alloc::vec![
            Table {
                key: "offices".to_string(),
                caption: "Offices".to_string(),
                columns: term_columns(true),
                rows: terms.iter().map(|term| term_row(facts, stand, term, true)).collect(),
                empty: "The record names no office that they held.".to_string(),
            },
            calls_table(facts, stand, &calls),
            statements(record, stand, id),
            names_table(&names),
        ],
        title: name,
        ..Sheet::default()
    })
}

fn name_figure(name: &str, names: &[Named<'_>], stand: &Stand) -> Figure {
    Figure {
        key: "name".to_string(),
        label: format!("Name on {}", in_words(stand.on)),
        text: name.to_string(),
        entries: names.iter().filter(|named| named.name == name).flat_map(entries).collect(),
        ..Figure::default()
    }
}

fn entries(named: &Named<'_>) -> Vec<u64> {
    core::iter::once(named.index).chain(named.corrected).map(Index::get).collect()
}

fn offices_figure(facts: &Facts, stand: &Stand, terms: &[Term]) -> Figure {
    let mut entries: Vec<u64> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut definite = 0;
    for term in terms {
        let office = facts.office_name(term.office, stand);
        match term.hold(stand.on) {
            Hold::No => continue,
            Hold::Possible => words.push(format!("{office} (perhaps)")),
            Hold::Definite => {
                definite += 1;
                words.push(office.to_string());
            }
        }
        entries.extend(&term.entries);
    }
    entries.sort_unstable();
    Figure {
        key: "offices".to_string(),
        label: format!("In office on {}", in_words(stand.on)),
        text: if words.is_empty() { "No office recorded".to_string() } else { words.join("; ") },
        numerator: Some(definite),
        denominator: u64::try_from(terms.len()).ok(),
        population: "times in office recorded for this person".to_string(),
        entries,
    }
}

fn chart(facts: &Facts, stand: &Stand, terms: &[Term]) -> Vec<Chart> {
    if terms.is_empty() {
        return Vec::new();
    }
    let row = |term: &Term| -> SpanRow { span_row(facts.office_name(term.office, stand), term) };
    alloc::vec![Chart {
        key: "offices".to_string(),
        title: "Offices over time".to_string(),
        summary: match terms.len() {
            1 => "One time in office is recorded.".to_string(),
            many => format!("{many} times in office are recorded."),
        },
        table: "offices".to_string(),
        series: Series::Spans(terms.iter().map(row).collect()),
    }]
}

fn calls_table(facts: &Facts, stand: &Stand, calls: &[Call<'_>]) -> Table {
    Table {
        key: "calls".to_string(),
        caption: "Calls to attend, and for papers".to_string(),
        columns: call_columns(),
        rows: calls.iter().map(|call| call_row(facts, stand, call)).collect(),
        empty: "The record holds no call to this person.".to_string(),
    }
}

/// What they said, what was said of them, and the replies: all rows of the
/// timeline of those kinds that name them.
fn statements(record: &Record<'_>, stand: &Stand, id: &str) -> Table {
    let kinds = ["statement_made", "allegation_reported", "reply_published", "silence_reported"];
    let query = Query {
        kinds: kinds.iter().map(ToString::to_string).collect(),
        person: PersonId::new(id),
        order: Order::Oldest,
        ..Query::default()
    };
    let places = record.timeline.select(&query).into_iter();
    let known = places.filter(|place| rows::counts(record, *place, stand));
    let row = |row: crate::views::timeline::Row| {
        let mut entries = alloc::vec![row.index.get()];
        // An allegation is never shown without the replies to it.
        entries.extend(row.replies.iter().map(|index| index.get()));
        entries.retain(|index| *index < stand.size.get());
        entries.sort_unstable();
        Row {
            key: row.id.to_string(),
            cells: alloc::vec![
                rows::when_cell(&row),
                rows::title_cell(&row),
                Cell::text(row.summary.clone()),
            ],
            entries,
        }
    };
    Table {
        key: "statements".to_string(),
        caption: "Statements by and about them, and replies".to_string(),
        columns: columns(&[
            ("when", "Date", ColumnKind::Date),
            ("what", "What", ColumnKind::Text),
            ("words", "In short", ColumnKind::Text),
        ]),
        rows: known.filter_map(|place| record.timeline.row_at(place)).map(row).collect(),
        empty: "The record holds no statement by or about them.".to_string(),
    }
}

fn names_table(names: &[Named<'_>]) -> Table {
    let row = |named: &Named<'_>| Row {
        key: named.index.to_string(),
        cells: alloc::vec![Cell::text(named.name), Cell::date(named.from), Cell::date(named.until),],
        entries: entries(named),
    };
    Table {
        key: "names".to_string(),
        caption: "Names".to_string(),
        columns: columns(&[
            ("name", "Name", ColumnKind::Text),
            ("from", "From", ColumnKind::Date),
            ("until", "Until", ColumnKind::Date),
        ]),
        rows: names.iter().map(row).collect(),
        empty: "The record gives no name.".to_string(),
    }
}
