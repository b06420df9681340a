//! What becomes of a return, of a list and of a due date after they were recorded.

use super::*;
use crate::views::facts::Facts;
use crate::views::fixture::{asked, at, figure, made, words};
use alloc::string::String;
use alloc::vec::Vec;

const LIST: (&str, &str) = (
    "population_fixed",
    r#"{"population":"p","name":"Boards","body_kind":"lscb","count":2,"members":["a","b"]}"#,
);
const CALL: (&str, &str) = (
    "data_call_issued",
    r#"{"call":"c1","issuer":"occ","population":"p","legal_basis":"request","due":"2013-02-15",
    "indicators":[{"indicator":"v","title":"Known victims"}]}"#,
);
const RETURN: (&str, &str) = (
    "return_received",
    r#"{"return_id":"r-a","call":"c1","body":"a","received":"2013-02-01","version":1,
    "completeness":"full","values":[{"indicator":"v","numerator":12,"denominator":10000}]}"#,
);

fn record(events: &[(&str, &str)]) -> Facts {
    let mut all: Vec<(&str, &str)> = alloc::vec![LIST, CALL];
    all.extend(events);
    made(&all)
}

fn a(facts: &Facts, size: u64, on: &str) -> (State, String, DueReason) {
    let call = facts.find("c1").unwrap();
    let held = CallStand::of(facts, &at(size, on), call).unwrap();
    let body = held.bodies.iter().find(|body| facts.id(body.body) == "a").unwrap();
    let due = body.due.date.as_ref().map_or_else(String::new, alloc::string::ToString::to_string);
    (body.state, due, body.due.reason)
}

fn late(facts: &Facts, on: &str) -> Vec<(String, u32, Option<u32>)> {
    let call = facts.find("c1").unwrap();
    let stand = at(facts.size().get(), on);
    let held = CallStand::of(facts, &stand, call).unwrap();
    let found = overdue(&held, &facts.bank_holidays(&stand), stand.on);
    let one = |late: &Overdue<'_, '_>| {
        (facts.id(late.body.body).into(), late.elapsed.calendar, late.elapsed.working)
    };
    found.iter().map(one).collect()
}

const QUERY: (&str, &str) =
    ("return_queried", r#"{"return_id":"r-a","call":"c1","body":"a","reply_by":"2013-03-01"}"#);
const CORRECTED: (&str, &str) = (
    "return_corrected",
    r#"{"return_id":"r-a","call":"c1","body":"a","received":"2013-02-20","version":2,
    "completeness":"full","values":[{"indicator":"v","numerator":9,"denominator":10000}],"reason":"clerical"}"#,
);
const ACCEPTED: (&str, &str) =
    ("return_accepted", r#"{"return_id":"r-a","call":"c1","body":"a","version":2}"#);

#[test]
fn a_return_is_queried_corrected_and_accepted() {
    let facts = record(&[RETURN, QUERY, CORRECTED, ACCEPTED]);
    assert_eq!(a(&facts, 2, "2013-03-05").0, State::Overdue);
    assert_eq!(a(&facts, 3, "2013-03-05").0, State::Received);
    assert_eq!(a(&facts, 4, "2013-03-05").0, State::Queried);
    assert_eq!(a(&facts, 5, "2013-03-05").0, State::Corrected);
    assert_eq!(a(&facts, 6, "2013-03-05").0, State::Accepted);
    // The correction came on 20 February: on the 19th it was not there.
    assert_eq!(a(&facts, 5, "2013-02-19").0, State::Queried);
    let sheet = asked(&facts, "coverage", &[("call", "c1"), ("on", "2013-03-05")]).unwrap();
    assert_eq!(figure(&sheet, "returned"), "1 of 2 (50%)");
    // Version 2, and the first came in time.
    assert_eq!(words(&sheet, "bodies", "a")[5..], ["", "2"]);
    assert_eq!(sheet.tables[0].rows[1].entries, [1, 2, 3, 4, 5]);
}

/// 12 and 9 are both shown as 10: the correction tells no difference.
#[test]
fn both_versions_of_a_count_read_the_same() {
    let facts = record(&[RETURN, CORRECTED]);
    let count = |size: &str| {
        let params = [("call", "c1"), ("indicator", "v"), ("at", size), ("on", "2013-03-05")];
        words(&asked(&facts, "outliers", &params).unwrap(), "compared", "a")[2].clone()
    };
    assert_eq!((count("3"), count("4")), ("10".into(), "10".into()));
}

/// The question gives until 1 March, later than the call's 15 February.
/// 1 March 2013 was a Friday: to Tuesday 5 March are four days.
#[test]
fn a_queried_return_is_overdue_after_the_day_given_for_the_answer() {
    let facts = record(&[RETURN, QUERY]);
    let (state, due, reason) = a(&facts, 4, "2013-03-01");
    assert_eq!((state, due.as_str(), reason), (State::Queried, "2013-03-01", DueReason::Query));
    assert_eq!(late(&facts, "2013-03-01"), [("b".into(), 14, None)]);
    assert_eq!(late(&facts, "2013-03-05"), [("b".into(), 18, None), ("a".into(), 4, None)]);
    // A question with an earlier day takes no time away.
    let earlier = QUERY.1.replace("2013-03-01", "2013-02-10");
    let facts = record(&[RETURN, (QUERY.0, &earlier)]);
    assert_eq!(a(&facts, 4, "2013-02-12").1, "2013-02-15");
}

/// A return that was taken back leaves its body as if it had not answered.
#[test]
fn a_return_taken_back_is_owed_again_until_another_comes() {
    let back =
        ("return_withdrawn", r#"{"return_id":"r-a","call":"c1","body":"a","reason":"wrong_body"}"#);
    let again = RETURN.1.replace("2013-02-01", "2013-03-04");
    let facts = record(&[RETURN, back, (RETURN.0, &again)]);
    assert_eq!(a(&facts, 3, "2013-03-05").0, State::Received);
    assert_eq!(a(&facts, 4, "2013-02-15").0, State::Due);
    assert_eq!(a(&facts, 4, "2013-03-05").0, State::Overdue);
    assert_eq!(a(&facts, 5, "2013-03-05").0, State::Received);
    // What became of a return that is not on record says nothing.
    let facts = record(&[back, ACCEPTED]);
    assert_eq!(a(&facts, 4, "2013-03-05").0, State::Overdue);
}

/// The newest extension counts, from the day it was granted; taken off the record
/// by a withdrawal, the one before it counts again.
#[test]
fn an_extension_moves_the_day_for_one_body() {
    let extension = |due: &str| alloc::format!(r#"{{"call":"c1","body":"a","due":"{due}"}}"#);
    let (first, second) = (extension("2013-03-15"), extension("2013-03-29"));
    let withdrawal = r#"{"target":"e3","withdrawal_kind":"recorded_in_error","reason":"slip",
        "decided_by":"clerk"}"#;
    let facts = record(&[
        ("extension_granted", &first),
        ("extension_granted", &second),
        ("withdrawal", withdrawal),
    ]);
    let due = |size| {
        let (state, due, reason) = a(&facts, size, "2013-03-20");
        (state, due, reason)
    };
    assert_eq!(due(2), (State::Overdue, "2013-02-15".into(), DueReason::Call));
    assert_eq!(due(3), (State::Overdue, "2013-03-15".into(), DueReason::Extension));
    assert_eq!(due(4), (State::Due, "2013-03-29".into(), DueReason::Extension));
    assert_eq!(due(5), (State::Overdue, "2013-03-15".into(), DueReason::Extension));
    // 15 March to 20 March 2013: 5 days. 15 February to 20 March: 33.
    assert_eq!(late(&facts, "2013-03-20"), [("b".into(), 33, None), ("a".into(), 5, None)]);
}

/// Friday 15 February to Tuesday 5 March 2013 is 18 days: 12 Mondays to Fridays.
/// With Monday 4 March listed as a bank holiday (it was none), 11. A list of
/// Scotland is of no use.
#[test]
fn working_days_need_the_list_of_the_record() {
    let list = |place: &str| {
        alloc::format!(r#"{{"jurisdiction":"{place}","year":2013,"days":["2013-03-04"]}}"#)
    };
    let (england, scotland) = (list("EW"), list("S"));
    let facts = record(&[("bank_holidays_listed", &england)]);
    assert_eq!(late(&facts, "2013-03-05")[0], ("a".into(), 18, Some(11)));
    let facts = record(&[("bank_holidays_listed", &scotland)]);
    assert_eq!(late(&facts, "2013-03-05")[0], ("a".into(), 18, None));
    // A correction of the list is a correction of what rests on it.
    let change = r#"{"target":"e2","correction_kind":"clerical","reason":"slip",
        "changes":[{"field":"/event/days/0","new":"2013-12-25"}]}"#;
    let facts = record(&[("bank_holidays_listed", &england), ("correction", change)]);
    assert_eq!(late(&facts, "2013-03-05")[0], ("a".into(), 18, Some(12)));
}

#[test]
fn nothing_is_owed_to_a_call_that_was_withdrawn() {
    let withdrawn = ("call_withdrawn", r#"{"call":"c1","effective":"2013-02-20"}"#);
    let facts = record(&[withdrawn]);
    assert_eq!(a(&facts, 3, "2013-02-19").0, State::Overdue);
    assert_eq!(a(&facts, 3, "2013-02-20").0, State::CallWithdrawn);
    assert_eq!(late(&facts, "2013-02-20"), []);
    assert_eq!(late(&facts, "2013-02-19").len(), 2);
    let sheet = asked(&facts, "coverage", &[("call", "c1"), ("on", "2013-03-01")]).unwrap();
    assert!(
        sheet
            .notices
            .iter()
            .any(|notice| notice.text.contains("withdrawn") && notice.entries == [2])
    );
}

/// 2 bodies, c and d put on from 1 February, b taken off from 1 March: 1 of 2,
/// then 1 of 4, then 1 of 3.
#[test]
fn a_list_that_changed_is_as_it_was_on_the_day() {
    let facts = record(&[
        RETURN,
        (
            "population_amended",
            r#"{"population":"p","added":["c","d"],"effective":"2013-02-01","reason":"new"}"#,
        ),
        (
            "population_amended",
            r#"{"population":"p","removed":["b"],"effective":"2013-03-01","reason":"merged"}"#,
        ),
    ]);
    let share = |on: &str, size: &str| {
        let params = [("call", "c1"), ("on", on), ("at", size)];
        let sheet = asked(&facts, "coverage", &params).unwrap();
        (String::from(figure(&sheet, "returned")), sheet.figures[0].population.clone())
    };
    assert_eq!(share("2013-03-05", "3"), ("1 of 2 (50%)".into(), "Boards (p)".into()));
    assert_eq!(share("2013-02-05", "5"), ("1 of 4 (25%)".into(), "Boards (p, as amended)".into()));
    assert_eq!(share("2013-03-05", "5").0, "1 of 3 (33%)");
    assert_eq!(share("2013-01-31", "5").0, "0 of 2 (0%)");
    // By number alone: 148 and 2 more; a stated number wins.
    let list = r#"{"population":"p","name":"Boards","body_kind":"lscb","count":148}"#;
    let change = |more: &str| {
        alloc::format!(r#"{{"population":"p","added":["c","d"],"reason":"new"{more}}}"#)
    };
    for (more, count) in [("", 150), (r#","count":149"#, 149)] {
        let change = change(more);
        let facts = made(&[("population_fixed", list), CALL, ("population_amended", &change)]);
        let held = CallStand::of(&facts, &at(3, "2013-03-05"), facts.find("c1").unwrap()).unwrap();
        assert_eq!(held.counts().asked, Some(count));
    }
}

/// An entry that should not have been made counts until it is withdrawn, and
/// again when the withdrawal is withdrawn.
#[test]
fn an_entry_taken_back_counts_no_more() {
    let withdrawal = |target: &str| {
        alloc::format!(
            r#"{{"target":"{target}","withdrawal_kind":"wrong_body","reason":"slip","decided_by":"clerk"}}"#
        )
    };
    let (first, second) = (withdrawal("e2"), withdrawal("e3"));
    let facts = record(&[RETURN, ("withdrawal", &first), ("withdrawal", &second)]);
    assert_eq!(a(&facts, 3, "2013-03-05").0, State::Received);
    assert_eq!(a(&facts, 4, "2013-03-05").0, State::Overdue);
    assert_eq!(a(&facts, 5, "2013-03-05").0, State::Received);
}

/// The call's own settings: below 10 hidden, to the nearest 10. Settings that
/// would protect nothing show no count at all.
#[test]
fn a_call_sets_its_own_control_and_an_unfit_one_shows_nothing() {
    let with = |settings: &str| {
        let call = CALL.1.replace(r#""indicators""#, &alloc::format!("{settings},\"indicators\""));
        let facts = made(&[LIST, (CALL.0, &call), RETURN, CORRECTED]);
        asked(&facts, "outliers", &[("call", "c1"), ("indicator", "v")]).unwrap()
    };
    let sheet = with(r#""disclosure_control":{"threshold":10,"base":10,"zero_shown":false}"#);
    assert_eq!(words(&sheet, "compared", "a")[2], "0 to 9");
    let sheet = with(r#""disclosure_control":{"threshold":6,"base":1,"zero_shown":true}"#);
    assert_eq!((sheet.tables.len(), sheet.figures.len(), sheet.charts.len()), (0, 0, 0));
    assert!(sheet.notices[0].text.contains("base 1:"), "{}", sheet.notices[0].text);
}

/// A reminder is counted, and says nothing about an answer.
#[test]
fn a_reminder_changes_no_state() {
    let reminder = ("reminder_sent", r#"{"call":"c1","body":"a","ordinal":1,"means":"letter"}"#);
    let facts = record(&[reminder]);
    let held = CallStand::of(&facts, &at(3, "2013-03-05"), facts.find("c1").unwrap()).unwrap();
    let body = held.bodies.iter().find(|body| facts.id(body.body) == "a").unwrap();
    assert_eq!(
        (body.state, body.reminders, body.entries()),
        (State::Overdue, 1, alloc::vec![1, 2])
    );
}
