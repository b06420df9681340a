//! Every office with those who hold it.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::held::{Holder, holders, seats};
use super::one::{mark_words, seats_words};
use super::terms::{Hold, Term, terms};
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Facts, Office, Stand};
use crate::views::sheet::{Cell, ColumnKind, Figure, Ref, Row, Sheet, Table, columns, in_words};

/// The view.
pub(in crate::views) const OFFICES: ViewInfo = ViewInfo::new(
    "offices",
    "Offices",
    "Which offices does the record name, and who holds them?",
    &[],
    view,
);

#[expect(clippy::unnecessary_wraps, reason = "the type of a view")]
fn view(record: &Record<'_>, stand: &Stand, _: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let terms = terms(facts, stand);
    let mut by_office: BTreeMap<Office, Vec<Term>> = BTreeMap::new();
    for term in terms {
        by_office.entry(term.office).or_default().push(term);
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut held = Figure {
        key: "held".to_string(),
        label: format!("Offices with a definite holder on {}", in_words(stand.on)),
        population: "offices registered".to_string(),
        ..Figure::default()
    };
    let mut count = 0;
    for known in facts.offices(stand) {
        let office = known.fact.office;
        let mine = by_office.get(&office).map_or(&[][..], Vec::as_slice);
        let found = holders(mine, office, stand.on);
        if found.iter().any(|holder| holder.hold == Hold::Definite) {
            count += 1;
        }
        let mut entries: Vec<u64> = known.entries().collect();
        entries.extend(found.iter().flat_map(|holder| holder.term.entries.iter()));
        entries.sort_unstable();
        entries.dedup();
        let id = facts.id(office).to_string();
        let body = facts.body_name(known.fact.body, stand).to_string();
        rows.push(Row {
            cells: alloc::vec![
                Cell::Link(Ref::Office(id.clone()), facts.office_name(office, stand).to_string()),
                Cell::Link(Ref::Body(facts.id(known.fact.body).to_string()), body),
                names(facts, stand, &found, stand.on),
                Cell::text(seats_words(&seats(&found, known.fact.seats))),
                Cell::count(mine.len()),
            ],
            key: id,
            entries,
        });
    }
    let all = rows.len() as u64;
    held.numerator = Some(count);
    held.denominator = Some(all);
    held.text = format!("{count} of {all}");
    held.entries = rows.iter().flat_map(|row| row.entries.iter().copied()).collect();
    held.entries.sort_unstable();
    held.entries.dedup();
    crate::views::order::sort_by(rows.as_mut_slice(), |a, b| {
        a.cells[0].words().cmp(&b.cells[0].words()).then(a.key.cmp(&b.key))
    });
    Ok(Sheet {
        title: "Offices".to_string(),
        about: "Every office that the record registers, with those who hold it on the day asked \
                for. Someone who leaves on a day no longer holds the office on that day."
            .to_string(),
        figures: alloc::vec![held],
        tables: alloc::vec![Table {
            key: "offices".to_string(),
            caption: format!("Offices and holders on {}", in_words(stand.on)),
            columns: columns(&[
                ("office", "Office", ColumnKind::Text),
                ("body", "Organisation", ColumnKind::Text),
                ("holders", "Held by", ColumnKind::Text),
                ("seats", "Seats", ColumnKind::Text),
                ("terms", "Times in office recorded", ColumnKind::Number),
            ]),
            rows,
            empty: "The record registers no office at this point.".to_string(),
        }],
        ..Sheet::default()
    })
}

/// The holders as one cell: a link where there is one, otherwise a list.
fn names(
    facts: &Facts,
    stand: &Stand,
    found: &[Holder<'_>],
    on: crate::events::civil::Date,
) -> Cell {
    let words = |holder: &Holder<'_>| {
        let name = facts.person_name(holder.term.person, stand);
        match mark_words(holder, on) {
            marks if marks.is_empty() => name.to_string(),
            marks => format!("{name} ({marks})"),
        }
    };
    match found {
        [] => Cell::text("No holder recorded"),
        [one] => Cell::Link(Ref::Person(facts.id(one.term.person).to_string()), words(one)),
        many => Cell::text(many.iter().map(words).collect::<Vec<String>>().join("; ")),
    }
}
