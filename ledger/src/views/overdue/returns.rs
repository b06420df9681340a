//! Returns to data calls that are overdue.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::Part;
use crate::views::ask::Record;
use crate::views::facts::{Body, Facts, Stand};
use crate::views::returns::{CallStand, Overdue, all_calls, overdue};
use crate::views::share::share;
use crate::views::sheet::{Cell, ColumnKind, Figure, Notice, Ref, Row, Table, columns, in_words};
use crate::views::working_days::gap;

/// Overdue returns, the longest overdue first.
pub(super) fn part(record: &Record<'_>, stand: &Stand, body: Option<Body>) -> Part {
    let facts = record.facts;
    let calls = all_calls(facts, stand);
    let holidays = facts.bank_holidays(stand);
    let mine = |of: Body| body.is_none_or(|body| body == of);
    let mut late: Vec<(&CallStand<'_>, Overdue<'_, '_>)> = Vec::new();
    let mut asked = 0_u64;
    let mut notices = Vec::new();
    for call in &calls {
        let bodies = call.bodies.iter().filter(|one| mine(one.body));
        asked += bodies.filter(|one| one.due.date.is_some()).count() as u64;
        let found = overdue(call, &holidays, stand.on).into_iter();
        late.extend(found.filter(|one| mine(one.body.body)).map(|one| (call, one)));
        if body.is_none() {
            notices.extend(unknown(call, facts));
        }
    }
    crate::views::order::sort_by_key(late.as_mut_slice(), |(_, one)| {
        core::cmp::Reverse(one.elapsed.calendar)
    });
    let mut entries: Vec<u64> = late.iter().flat_map(|(_, one)| one.entries()).collect();
    entries.sort_unstable();
    entries.dedup();
    let count = late.len() as u64;
    let figure = Figure {
        key: "returns".to_string(),
        label: "Returns to data calls overdue".to_string(),
        text: share(count, asked),
        numerator: Some(count),
        denominator: Some(asked),
        population: "bodies named on the lists of data calls that have a last day to answer, each \
            call by itself"
            .to_string(),
        entries,
    };
    let unlisted: BTreeSet<u16> =
        late.iter().flat_map(|(_, one)| one.elapsed.unlisted.iter().copied()).collect();
    let unlisted: Vec<u16> = unlisted.into_iter().collect();
    notices.extend(gap(&unlisted).map(|text| Notice { text, entries: Vec::new() }));
    let table = Table {
        key: "returns".to_string(),
        caption: format!("Returns to data calls overdue on {}", in_words(stand.on)),
        columns: columns(&[
            ("body", "Who is to answer", ColumnKind::Text),
            ("call", "Data call", ColumnKind::Text),
            ("due", "Due", ColumnKind::Date),
            ("rule", "By which rule", ColumnKind::Text),
            ("days", "Days overdue", ColumnKind::Number),
            ("working", "Working days overdue", ColumnKind::Number),
            ("missing", "What is missing", ColumnKind::Text),
            ("reminders", "Reminders", ColumnKind::Number),
        ]),
        rows: late.iter().map(|(call, one)| row(call, one, facts, stand)).collect(),
        empty: "No return to a data call is overdue at this point.".to_string(),
    };
    Part { figures: alloc::vec![figure], notices, tables: alloc::vec![table] }
}

fn row(call: &CallStand<'_>, late: &Overdue<'_, '_>, facts: &Facts, stand: &Stand) -> Row {
    let (body, call) = (late.body.body, facts.id(call.call.fact.call).to_string());
    let id = facts.id(body).to_string();
    Row {
        key: format!("{call} {id}"),
        cells: alloc::vec![
            Cell::Link(Ref::Body(id), facts.body_name(body, stand).to_string()),
            Cell::Link(Ref::Call(call.clone()), call),
            Cell::date(late.body.due.date.as_ref()),
            Cell::text(late.body.due.reason.words()),
            Cell::count(late.elapsed.calendar),
            late.elapsed.working.map_or(Cell::Empty, Cell::count),
            Cell::text(late.missing()),
            Cell::count(late.body.reminders as u64),
        ],
        entries: late.entries(),
    }
}

/// What cannot be told of a call: who was asked, or until when.
fn unknown(call: &CallStand<'_>, facts: &Facts) -> Option<Notice> {
    let id = facts.id(call.call.fact.call);
    let granted = call.bodies.iter().any(|body| body.due.date.is_some());
    let text = if call.withdrawn.is_some() {
        return None;
    } else if call.call.fact.due.is_none() && !granted {
        format!("The data call {id} has no last day to answer on record: nothing is overdue to it.")
    } else if call.unnamed() > 0 {
        format!(
            "The record does not name {} of the bodies that the data call {id} asked, so it \
             cannot say which of them are overdue.",
            call.unnamed()
        )
    } else {
        return None;
    };
    Some(Notice { text, entries: call.entries() })
}

#[cfg(test)]
mod tests {
    use crate::views::fixture::{asked, figure, made, occ, words};

    const LIST: (&str, &str) = (
        "population_fixed",
        r#"{"population":"p","name":"Boards","body_kind":"lscb","count":3,"members":["a","b","c"]}"#,
    );
    const CALL: (&str, &str) = (
        "data_call_issued",
        r#"{"call":"c1","issuer":"occ","population":"p","legal_basis":"request","due":"2013-02-15"}"#,
    );
    const EXTENSION: (&str, &str) =
        ("extension_granted", r#"{"call":"c1","body":"b","due":"2013-03-01"}"#);
    const RETURN: (&str, &str) = (
        "return_received",
        r#"{"return_id":"r-c","call":"c1","body":"c","received":"2013-02-20","version":1,
        "completeness":"full","values":[]}"#,
    );
    const HOLIDAYS: (&str, &str) =
        ("bank_holidays_listed", r#"{"jurisdiction":"EW","year":2013,"days":["2013-01-01"]}"#);
    const REMINDER: (&str, &str) =
        ("reminder_sent", r#"{"call":"c1","body":"a","ordinal":1,"means":"letter"}"#);

    /// On Tuesday 5 March 2013: a is 18 days late (Friday 15 February; 2 weeks of
    /// 5, then Monday and Tuesday: 12 working days), b is 4 (extended to Friday 1
    /// March; 2 working days), c answered late and owes nothing. 2 of 3 = 67%.
    #[test]
    fn overdue_returns_give_the_day_missed_and_why_it_was_that_day() {
        let facts = made(&[LIST, CALL, EXTENSION, RETURN, HOLIDAYS, REMINDER]);
        let sheet = asked(&facts, "overdue", &[("on", "2013-03-05")]).unwrap();
        assert_eq!(figure(&sheet, "returns"), "2 of 3 (67%)");
        assert_eq!(
            words(&sheet, "returns", "c1 a")[2..],
            ["15 February 2013", "set by the call for all", "18", "12", "the return", "1"]
        );
        assert_eq!(
            words(&sheet, "returns", "c1 b")[2..],
            ["1 March 2013", "extended for this body", "4", "2", "the return", "0"]
        );
        let table = sheet.tables.iter().find(|table| table.key == "returns").unwrap();
        assert_eq!(table.rows.len(), 2);
        // The call, the reminder and the list of holidays; b by its extension.
        assert_eq!(table.rows[0].entries, [1, 4, 5]);
        assert_eq!(table.rows[1].entries, [2, 4]);
        // Nothing is overdue on the last day itself.
        let sheet = asked(&facts, "overdue", &[("on", "2013-02-15")]).unwrap();
        assert_eq!(figure(&sheet, "returns"), "0 of 3 (0%)");
    }

    /// One body's own: 1 of 1. Without a list of holidays, calendar days and why.
    #[test]
    fn a_body_asks_for_its_own_and_missing_lists_are_named() {
        let facts = made(&[
            ("body_registered", r#"{"body":"a","name":"A","body_kind":"lscb"}"#),
            LIST,
            CALL,
        ]);
        let sheet = asked(&facts, "overdue", &[("on", "2013-03-05"), ("body", "a")]).unwrap();
        assert_eq!(figure(&sheet, "returns"), "1 of 1 (100%)");
        assert_eq!(words(&sheet, "returns", "c1 a")[5], "");
        assert!(
            sheet.notices.iter().any(|notice| notice.text.contains("no bank holidays for 2013"))
        );
    }

    /// The call of 2015 gives no last day, so nobody is called overdue.
    #[test]
    fn a_call_without_a_day_accuses_nobody_and_says_so() {
        let sheet = asked(&occ(), "overdue", &[]).unwrap();
        assert_eq!(figure(&sheet, "returns"), "0 of 0");
        assert!(sheet.notices.iter().any(|notice| notice.text.contains("lscb-known-victims")));
        let list = r#"{"population":"p","name":"Boards","body_kind":"lscb","count":148}"#;
        let facts = made(&[("population_fixed", list), CALL]);
        let sheet = asked(&facts, "overdue", &[("on", "2013-03-05")]).unwrap();
        assert!(sheet.notices.iter().any(|notice| notice.text.contains("does not name 148")));
    }
}
