//! Orders for papers and requests for written statements, and what came.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::calls::{Call, Wanted};
use super::lists::{Outstanding, Standing};
use super::sheet::{asks_cell, body_cell, who_cell};
use crate::views::facts::{Facts, Stand};
use crate::views::sheet::{Cell, ColumnKind, Row, Table, columns};

/// Every call for papers or a statement, in the order of the ledger.
pub(super) fn table(
    facts: &Facts,
    stand: &Stand,
    all: &[Call<'_>],
    orders: &[Outstanding<'_>],
) -> Table {
    let wanted = all.iter().filter(|call| call.wanted != Wanted::Attendance);
    let rows = wanted.map(|call| {
        let mine: Vec<&Outstanding<'_>> =
            orders.iter().filter(|order| core::ptr::eq(order.call, call)).collect();
        row(facts, stand, call, &mine)
    });
    Table {
        key: "papers".to_string(),
        caption: "Papers and written statements called for".to_string(),
        columns: columns(&[
            ("who", "Asked", ColumnKind::Text),
            ("committee", "By", ColumnKind::Text),
            ("wanted", "For", ColumnKind::Text),
            ("state", "State", ColumnKind::Status),
            ("due", "Due", ColumnKind::Date),
            ("days", "Days since, not all received", ColumnKind::Number),
            ("order", "Order recorded", ColumnKind::Text),
        ]),
        rows: rows.collect(),
        empty: "No order for papers and no request for a statement is recorded at this point."
            .to_string(),
    }
}

fn row(facts: &Facts, stand: &Stand, call: &Call<'_>, orders: &[&Outstanding<'_>]) -> Row {
    let (mark, words) = call.state(stand.on).words();
    // The newest order says until when; without one, what was asked for.
    let newest = orders.last();
    let asked = call.taken(|_| true).filter(|step| step.fact.asks.day().is_some()).last();
    let (due, at) = match (newest, asked) {
        (Some(order), _) => (order.attend_on.clone(), order.at),
        (None, Some(step)) => (step.fact.asks.day(), step.fact.asks.at),
        (None, None) => (None, None),
    };
    let open = newest.is_some_and(|order| order.standing == Standing::NotAppeared);
    let last = due.as_ref().and_then(|due| due.range().single_day()).filter(|_| open);
    let since = last.map(|last| stand.on.days_since_1970() - last.days_since_1970());
    let first = call.steps.first().and_then(|step| step.entries.first());
    Row {
        key: first.map_or_else(Default::default, ToString::to_string),
        cells: alloc::vec![
            who_cell(facts, stand, call.who),
            body_cell(facts, stand, call.committee),
            Cell::text(if call.wanted == Wanted::Papers {
                "Papers"
            } else {
                "A written statement"
            }),
            Cell::Status(mark, words),
            asks_cell(due.as_ref(), at),
            since.filter(|days| *days > 0).map_or(Cell::Empty, Cell::count),
            Cell::text(if newest.is_some() { "Yes" } else { "No" }),
        ],
        entries: call.entries(),
    }
}
