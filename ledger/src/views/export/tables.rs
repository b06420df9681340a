//! A table of a sheet as lines of a file.

use super::{Line, Stamp, ints, stamped};
use crate::record::Json;
use crate::views::sheet::{Cell, Ref, Sheet, Table};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The lines of a table. Dates are EDTF; what leads somewhere has its
/// identifier in a column of its own, `<column>_id`.
pub fn table(sheet: &Sheet, table: &Table, stamp: &Stamp<'_>) -> Vec<Line> {
    let linked: Vec<bool> = (0..table.columns.len())
        .map(|at| table.rows.iter().any(|row| matches!(row.cells.get(at), Some(Cell::Link(..)))))
        .collect();
    let line = |row: &crate::views::sheet::Row| {
        let mut line = stamped(stamp);
        line.push(("on".to_string(), Json::str(sheet.stand.on.as_str())));
        line.push(("row".to_string(), Json::str(row.key.as_str())));
        for (at, column) in table.columns.iter().enumerate() {
            let cell = row.cells.get(at).unwrap_or(&Cell::Empty);
            line.push((column.key.clone(), value(cell)));
            if linked[at] {
                line.push((format!("{}_id", column.key), id(cell)));
            }
        }
        line.push(("entries".to_string(), ints(row.entries.iter().copied())));
        line
    };
    table.rows.iter().map(line).collect()
}

/// The names of the columns of a table that has no row.
pub(super) fn bare_header(table: &Table) -> Vec<String> {
    let own = table.columns.iter().map(|column| column.key.clone());
    let before = ["ledger_size", "warning", "on", "row"].map(String::from);
    before.into_iter().chain(own).chain(["entries".to_string()]).collect()
}

fn value(cell: &Cell) -> Json {
    match cell {
        Cell::Empty => Json::Null,
        Cell::Count(count) => Json::Int(*count),
        other => Json::str(other.machine()),
    }
}

fn id(cell: &Cell) -> Json {
    match cell {
        Cell::Link(Ref::Entry(index), _) => super::int(*index),
        Cell::Link(
            Ref::Body(id)
            | Ref::Person(id)
            | Ref::Office(id)
            | Ref::Recommendation(id)
            | Ref::Call(id)
            | Ref::Document(id),
            _,
        ) => Json::str(id.as_str()),
        _ => Json::Null,
    }
}
