//! The bodies that the record names, and what they belong to.

use alloc::string::ToString;
use alloc::vec::Vec;

use crate::record::Index;

use super::ask::{AskError, Question, Record, ViewInfo};
use super::facts::Stand;
use super::sheet::{Cell, ColumnKind, Figure, Ref, Row, Sheet, Table, columns};

/// The view.
pub(super) const BODIES: ViewInfo = ViewInfo::new(
    "bodies",
    "Organisations",
    "Which organisations does the record name?",
    &[],
    view,
);

#[expect(clippy::unnecessary_wraps, reason = "the type of a view")]
fn view(record: &Record<'_>, stand: &Stand, _: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let mut rows: Vec<Row> = Vec::new();
    for known in facts.bodies(stand) {
        let id = facts.id(known.fact.body).to_string();
        let part_of = known.fact.part_of.map_or(Cell::Empty, |parent| {
            let name = facts.body_name(parent, stand).to_string();
            Cell::Link(Ref::Body(facts.id(parent).to_string()), name)
        });
        let name = facts.body_name(known.fact.body, stand).to_string();
        let mut entries: Vec<u64> = alloc::vec![known.index.get()];
        entries.extend(known.corrected.map(Index::get));
        rows.push(Row {
            cells: alloc::vec![
                Cell::Link(Ref::Body(id.clone()), name),
                Cell::text(known.fact.kind.as_str().replace('_', " ")),
                part_of,
                Cell::date(known.fact.start.as_ref()),
                Cell::date(known.fact.end.as_ref()),
            ],
            key: id,
            entries,
        });
    }
    let count = rows.len() as u64;
    crate::views::order::sort_by(rows.as_mut_slice(), |a, b| {
        a.cells[0].words().cmp(&b.cells[0].words()).then(a.key.cmp(&b.key))
    });
    Ok(Sheet {
        title: "Organisations".to_string(),
        about: "Every body that the record registers, with the name it has on the day asked for."
            .to_string(),
        figures: alloc::vec![Figure {
            key: "bodies".to_string(),
            label: "Organisations registered".to_string(),
            text: count.to_string(),
            numerator: Some(count),
            ..Figure::default()
        }],
        tables: alloc::vec![Table {
            key: "bodies".to_string(),
            caption: "Organisations".to_string(),
            columns: columns(&[
                ("body", "Organisation", ColumnKind::Text),
                ("kind", "Kind", ColumnKind::Text),
                ("part_of", "Part of", ColumnKind::Text),
                ("start", "From", ColumnKind::Date),
                ("end", "Until", ColumnKind::Date),
            ]),
            rows,
            empty: "The record registers no organisation at this point.".to_string(),
        }],
        ..Sheet::default()
    })
}
