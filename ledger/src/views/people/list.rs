//! Everyone whom the record registers.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Person, Stand};
use crate::views::offices::{Hold, Term, terms};
use crate::views::sheet::{Cell, ColumnKind, Figure, Ref, Row, Sheet, Table, columns};
use crate::views::summonses::{Wanted, Who, calls};

/// The view.
pub(in crate::views) const PEOPLE: ViewInfo = ViewInfo::new(
    "people",
    "People",
    "Whom does the record name, and in which offices?",
    &[],
    view,
);

#[expect(clippy::unnecessary_wraps, reason = "the type of a view")]
fn view(record: &Record<'_>, stand: &Stand, _: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let terms = terms(facts, stand);
    let mut held: BTreeMap<Person, Vec<&Term>> = BTreeMap::new();
    for term in &terms {
        held.entry(term.person).or_default().push(term);
    }
    let mut called: BTreeMap<Person, u64> = BTreeMap::new();
    for call in calls(facts, stand) {
        if let (Who::Person(person), Wanted::Attendance) = (call.who, call.wanted) {
            *called.entry(person).or_default() += 1;
        }
    }
    let row = |(person, index): (Person, crate::record::Index)| {
        let id = facts.id(person).to_string();
        let mine = held.get(&person).map_or(&[][..], Vec::as_slice);
        let mut entries = alloc::vec![index.get()];
        let mut offices: Vec<String> = Vec::new();
        for term in mine {
            let office = facts.office_name(term.office, stand);
            match term.hold(stand.on) {
                Hold::No => continue,
                Hold::Possible => offices.push(alloc::format!("{office} (perhaps)")),
                Hold::Definite => offices.push(office.to_string()),
            }
            entries.extend(&term.entries);
        }
        entries.sort_unstable();
        entries.dedup();
        let name = facts.person_name(person, stand).to_string();
        Row {
            key: id.clone(),
            cells: alloc::vec![
                Cell::Link(Ref::Person(id), name),
                Cell::text(offices.join("; ")),
                Cell::count(mine.len()),
                Cell::count(called.get(&person).copied().unwrap_or(0)),
            ],
            entries,
        }
    };
    let mut rows: Vec<Row> = facts.persons(stand).map(row).collect();
    let count = rows.len() as u64;
    crate::views::order::sort_by(rows.as_mut_slice(), |a, b| {
        a.cells[0].words().cmp(&b.cells[0].words()).then(a.key.cmp(&b.key))
    });
    Ok(Sheet {
        title: "People".to_string(),
        about: "Everyone whom the record registers, with the name and the offices of the day \
                asked for."
            .to_string(),
        figures: alloc::vec![Figure {
            key: "people".to_string(),
            label: "People registered".to_string(),
            text: count.to_string(),
            numerator: Some(count),
            ..Figure::default()
        }],
        tables: alloc::vec![Table {
            key: "people".to_string(),
            caption: "People".to_string(),
            columns: columns(&[
                ("person", "Name on the day asked for", ColumnKind::Text),
                ("offices", "In office then", ColumnKind::Text),
                ("terms", "Times in office recorded", ColumnKind::Number),
                ("calls", "Calls to attend recorded", ColumnKind::Number),
            ]),
            rows,
            empty: "The record registers no person at this point.".to_string(),
        }],
        ..Sheet::default()
    })
}
