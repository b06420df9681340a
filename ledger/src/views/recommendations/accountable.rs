//! Who held the offices of the addressee when it mattered: the join of
//! recommendations with offices.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::pairs::Pair;
use crate::events::civil::Date;
use crate::views::ask::Record;
use crate::views::due::Standing;
use crate::views::facts::{Office, Stand};
use crate::views::offices::{Hold, Holder, Term, holders, terms};
use crate::views::sheet::{Cell, ColumnKind, Mark, Ref, Row, Table, columns};

/// One row for each day that matters and each office of the addressee or its
/// successors that somebody held, or may have held, on it. A date that is not
/// known to the day is left out: nobody can be named for it.
pub(super) fn accountable(record: &Record<'_>, stand: &Stand, pairs: &[&Pair]) -> Table {
    let facts = record.facts;
    let mut rows = Vec::new();
    // Times in office are put together once, and only where there is a pair.
    let all: Vec<Term> = if pairs.is_empty() { Vec::new() } else { terms(facts, stand) };
    for pair in pairs {
        let offices: Vec<Office> = facts
            .offices(stand)
            .filter(|known| pair.heir.speaks(known.fact.body))
            .map(|known| known.fact.office)
            .collect();
        let mine: Vec<Term> =
            all.iter().filter(|term| offices.contains(&term.office)).cloned().collect();
        for (day, why) in days(pair, stand) {
            for office in &offices {
                let found = holders(&mine, *office, day);
                if !found.is_empty() {
                    rows.push(row(record, stand, pair, (day, &why), *office, &found));
                }
            }
        }
    }
    Table {
        key: "accountable".to_string(),
        caption: "Who held the offices of the addressee then".to_string(),
        columns: columns(&[
            ("date", "Date", ColumnKind::Date),
            ("why", "What day it was", ColumnKind::Text),
            ("office", "Office", ColumnKind::Text),
            ("holders", "Held by", ColumnKind::Text),
            ("certainty", "How surely", ColumnKind::Status),
        ]),
        rows,
        empty: "The record names no one in an office of the addressee on any of these days."
            .to_string(),
    }
}

/// The days that matter to a pair, until the day asked for, each with why.
fn days(pair: &Pair, stand: &Stand) -> Vec<(Date, String)> {
    let mut days: Vec<(Date, String)> = Vec::new();
    let mut add = |day: Option<Date>, why: &str| {
        days.extend(day.filter(|day| *day <= stand.on).map(|day| (day, why.to_string())));
    };
    add(pair.made_range.single_day(), "made");
    let due = pair.deadline.due.filter(|due| due.first == due.last);
    add(due.map(|due| due.first), "answer due");
    add(pair.state.answered.and_then(|range| range.single_day()), "first answer");
    for (at, target) in pair.state.targets.iter().enumerate() {
        let set = target.when.as_ref().and_then(|when| when.range().single_day());
        add(set, &format!("target date {} set", at + 1));
        add(target.date.range().single_day(), &format!("target date {}", at + 1));
    }
    let overdue = matches!(pair.answer.standing(), Some(Standing::Overdue(..)));
    add(Some(stand.on), if overdue { "asked about; answer overdue" } else { "asked about" });
    crate::views::order::sort_by_key(days.as_mut_slice(), |(day, _)| *day);
    // What falls on one day is one row.
    let mut seen: BTreeSet<Date> = BTreeSet::new();
    let mut joined: Vec<(Date, String)> = Vec::new();
    for (day, why) in days {
        if seen.insert(day) {
            joined.push((day, why));
        } else if let Some((_, before)) = joined.last_mut() {
            before.push_str("; ");
            before.push_str(&why);
        }
    }
    joined
}

fn row(
    record: &Record<'_>,
    stand: &Stand,
    pair: &Pair,
    (day, why): (Date, &str),
    office: Office,
    found: &[Holder<'_>],
) -> Row {
    let facts = record.facts;
    let id = facts.id(office).to_string();
    // A name is the one of that day.
    let then = Stand { on: day, ..*stand };
    let name = |holder: &Holder<'_>| {
        let name = facts.person_name(holder.term.person, &then);
        match holder.term.capacity.filter(|_| holder.term.stands_in()) {
            Some(capacity) => format!("{name} ({})", capacity.as_str()),
            None => name.to_string(),
        }
    };
    let held = match found {
        [one] => Cell::Link(Ref::Person(facts.id(one.term.person).to_string()), name(one)),
        many => Cell::text(many.iter().map(name).collect::<Vec<String>>().join("; ")),
    };
    let sure = found.iter().filter(|holder| holder.hold == Hold::Definite).count();
    let certainty = match sure {
        all if all == found.len() => Cell::Status(Mark::Done, "on every reading".to_string()),
        0 => Cell::Status(Mark::Unknown, "on some readings of the dates".to_string()),
        _ => Cell::Status(Mark::Part, "some on every reading, others on some".to_string()),
    };
    let mut entries: Vec<u64> =
        found.iter().flat_map(|holder| holder.term.entries.iter().copied()).collect();
    entries.sort_unstable();
    entries.dedup();
    Row {
        key: format!("{}/{day}/{id}", facts.id(pair.addressee)),
        cells: alloc::vec![
            Cell::day(day),
            Cell::text(why),
            Cell::Link(Ref::Office(id), facts.office_name(office, &then).to_string()),
            held,
            certainty,
        ],
        entries,
    }
}
