use super::*;
use crate::views::facts::{Call, Facts, Handle};
use crate::views::fixture::{asked, at, figure, made, now, occ, words};
use crate::views::sheet::Series;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

const LIST: (&str, &str) = (
    "population_fixed",
    r#"{"population":"p","name":"Boards of Exshire","body_kind":"lscb","count":5,"members":["a","b","c","d","e"]}"#,
);
const CALL: (&str, &str) = (
    "data_call_issued",
    r#"{"call":"c1","issuer":"occ","population":"p","legal_basis":"request","issued":"2013-01-07","due":"2013-02-15"}"#,
);

fn received(body: &str, on: &str, more: &str) -> (&'static str, String) {
    let event = alloc::format!(
        r#"{{"return_id":"r-{body}","call":"c1","body":"{body}","received":"{on}",{more}}}"#
    );
    ("return_received", event)
}

fn answer(kind: &'static str, body: &str, on: &str) -> (&'static str, String) {
    let reason = if kind == "unable_to_provide" { r#","reason":"system""# } else { "" };
    let event = alloc::format!(
        r#"{{"return_id":"r-{body}","call":"c1","body":"{body}","received":"{on}"{reason}}}"#
    );
    (kind, event)
}

const FULL: &str = r#""version":1,"completeness":"full","values":[]"#;

/// Five boards: a in time, b late, c nil on the last day, d unable, e silent.
fn five() -> Facts {
    let answers = [
        received("a", "2013-02-01", FULL),
        received("b", "2013-02-18", FULL),
        answer("nil_return", "c", "2013-02-15"),
        answer("unable_to_provide", "d", "2013-02-11"),
    ];
    let mut events: Vec<(&str, &str)> = alloc::vec![LIST, CALL];
    events.extend(answers.iter().map(|(kind, event)| (*kind, event.as_str())));
    made(&events)
}

fn states(facts: &Facts, size: u64, on: &str) -> Vec<State> {
    let call = facts.find("c1").unwrap();
    let held = CallStand::of(facts, &at(size, on), call);
    held.map_or_else(Vec::new, |held| held.bodies.iter().map(|body| body.state).collect())
}

/// Returned = a, b and c: 3 of 5 = 60%. Data = a and b: 2 of 5 = 40%. Late: b,
/// three days after Friday 15 February.
#[test]
fn coverage_counts_data_and_nil_and_leaves_out_the_unable() {
    let sheet = asked(&five(), "coverage", &[("call", "c1"), ("on", "2013-03-01")]).unwrap();
    assert_eq!(figure(&sheet, "returned"), "3 of 5 (60%)");
    assert_eq!(figure(&sheet, "able"), "2 of 5 (40%)");
    assert_eq!(figure(&sheet, "late"), "1 of 5 (20%)");
    assert_eq!(figure(&sheet, "state-overdue"), "1 of 5 (20%)");
    assert_eq!(figure(&sheet, "state-unable-to-provide"), "1 of 5 (20%)");
    let returned = &sheet.figures[0];
    assert_eq!((returned.numerator, returned.denominator), (Some(3), Some(5)));
    assert_eq!(returned.population, "Boards of Exshire (p)");
    // The list, the call, and the answers of a, b and c.
    assert_eq!(returned.entries, [0, 1, 2, 3, 4]);
    // What is late or missing comes first.
    let order: Vec<&str> = sheet.tables[0].rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(order, ["e", "d", "c", "a", "b"]);
    assert_eq!(
        words(&sheet, "bodies", "b")[1..6],
        [
            "received",
            "18 February 2013",
            "15 February 2013",
            "set by the call for all",
            "3 days late"
        ]
    );
    assert_eq!(words(&sheet, "bodies", "c")[5], "");
    let Series::Bars(names, bars) = &sheet.charts[0].series else { panic!("bars") };
    assert_eq!((names.len(), bars[0].parts.iter().sum::<u64>()), (4, 5));
}

/// The same record on other days and at other sizes: nothing is typed in.
#[test]
fn states_follow_the_day_and_what_was_known() {
    use State::{Due, Nil, NotDue, Overdue, Received, Unable};
    let facts = five();
    assert_eq!(states(&facts, 6, "2013-01-06"), [NotDue; 5]);
    assert_eq!(states(&facts, 6, "2013-02-11"), [Received, Due, Due, Unable, Due]);
    // The last day is included: nobody is overdue on it.
    assert_eq!(states(&facts, 6, "2013-02-15"), [Received, Due, Nil, Unable, Due]);
    assert_eq!(states(&facts, 6, "2013-02-16"), [Received, Overdue, Nil, Unable, Overdue]);
    assert_eq!(states(&facts, 3, "2013-03-01"), [Received, Overdue, Overdue, Overdue, Overdue]);
    assert_eq!(states(&facts, 1, "2013-03-01"), []);
}

/// An answer that came earlier does not take the place of a later one because it
/// was recorded later; one of the same month may.
#[test]
fn the_newest_answer_counts_and_a_back_dated_one_does_not_replace_it() {
    let data = received("a", "2013-02-01", FULL);
    for (kind, on, expected) in [
        ("declined", "2013-01-20", State::Received),
        ("declined", "2013-02-02", State::Declined),
        ("declined", "2013-02", State::Declined),
        ("declined", "2013-03-02", State::Received),
    ] {
        let second = answer(kind, "a", on);
        let facts = made(&[LIST, CALL, (data.0, &data.1), (second.0, &second.1)]);
        assert_eq!(states(&facts, 4, "2013-03-01")[0], expected, "{on}");
    }
    let second = received("a", "2013-02-20", &FULL.replace(":1", ":2"));
    let facts = made(&[LIST, CALL, (data.0, &data.1), (second.0, &second.1)]);
    assert_eq!(states(&facts, 4, "2013-03-01")[0], State::Corrected);
}

/// "By February 2013" ends on the 28th. "In February" may be in time or not:
/// nothing is called late that may have been in time.
#[test]
fn imprecise_dates_accuse_nobody() {
    let date = |text: &str| crate::events::Edtf::parse(text).unwrap();
    let timing = |received: &str, due: &str| Timing::of(Some(&date(received)), Some(&date(due)));
    assert_eq!(timing("2013-02-28", "2013-02"), Timing::InTime);
    assert_eq!(timing("2013-03-01", "2013-02"), Timing::Late(1, 1));
    assert_eq!(timing("2013-02", "2013-02-15"), Timing::CannotTell);
    // 1 March is 14 days after 15 February 2013, 31 March 44.
    assert_eq!(timing("2013-03", "2013-02-15"), Timing::Late(14, 44));
    assert_eq!(timing("2013-03", "2013-02-15").words().unwrap(), "between 14 and 44 days late");
    assert_eq!(timing("2013/..", "2013-02-15"), Timing::CannotTell);
    assert_eq!(Timing::of(None, Some(&date("2013"))), Timing::CannotTell);
    let call = CALL.1.replace("2013-02-15", "2013-02");
    let facts = made(&[LIST, (CALL.0, &call)]);
    assert_eq!(states(&facts, 2, "2013-02-28")[0], State::Due);
    assert_eq!(states(&facts, 2, "2013-03-01")[0], State::Overdue);
    let call = CALL.1.replace(r#","due":"2013-02-15""#, "");
    assert_eq!(states(&made(&[LIST, (CALL.0, &call)]), 2, "2099-03-01")[0], State::NoDate);
}

/// Whether nil counts as data is the call's to say: 2 + 1 of 5 where it does.
#[test]
fn nil_counts_as_data_only_where_the_call_says_so() {
    let nil = answer("nil_return", "c", "2013-02-15");
    for (says, text, label) in [
        ("", "0 of 5 (0%)", "does not say"),
        (r#","nil_counts_as_data":false"#, "0 of 5 (0%)", "does not count"),
        (r#","nil_counts_as_data":true"#, "1 of 5 (20%)", "counts as data"),
    ] {
        let call = CALL.1.replace('}', &alloc::format!("{says}}}"));
        let facts = made(&[LIST, (CALL.0, &call), (nil.0, &nil.1)]);
        let sheet = asked(&facts, "coverage", &[("call", "c1")]).unwrap();
        assert_eq!(figure(&sheet, "able"), text);
        assert!(sheet.figures[1].label.contains(label), "{says}");
    }
}

/// A body that is not on the list is shown and not counted.
#[test]
fn an_answer_from_outside_the_list_raises_no_share() {
    let data = received("z", "2013-02-01", FULL);
    let facts = made(&[LIST, CALL, (data.0, &data.1)]);
    let sheet = asked(&facts, "coverage", &[("call", "c1")]).unwrap();
    assert_eq!(figure(&sheet, "returned"), "0 of 5 (0%)");
    assert_eq!(words(&sheet, "outside", "z")[1], "received");
    assert!(
        sheet.notices.iter().any(|n| n.text.contains("not on the list") && n.entries.contains(&2))
    );
}

/// A list by number alone: 2 of 148 answered, 146 are not named.
#[test]
fn a_list_by_number_gives_shares_and_says_who_is_not_named() {
    let list = r#"{"population":"p","name":"Boards","body_kind":"lscb","count":148}"#;
    let (a, b) = (received("a", "2013-02-01", FULL), answer("declined", "b", "2013-02-01"));
    let facts = made(&[("population_fixed", list), CALL, (a.0, &a.1), (b.0, &b.1)]);
    let sheet = asked(&facts, "coverage", &[("call", "c1")]).unwrap();
    // 1/148 = 0.68%, 146/148 = 98.65%.
    assert_eq!(figure(&sheet, "returned"), "1 of 148 (1%)");
    assert_eq!(figure(&sheet, "unnamed"), "146 of 148 (99%)");
    assert_eq!(
        sheet.charts[0].summary,
        "Of 148 bodies asked: 1 received, 1 declined, 146 not named by the record."
    );
}

/// The record of 2015 has shares and no single answer: 48% of 148 is 71 alone.
#[test]
fn the_record_of_2015_answers_from_what_was_reported_and_says_so() {
    let facts = occ();
    let sheet = asked(&facts, "coverage", &[("call", "lscb-known-victims")]).unwrap();
    assert_eq!(sheet.figures.len(), 1);
    let able = &sheet.figures[0];
    assert_eq!(
        (able.text.as_str(), able.numerator, able.denominator),
        ("71 of 148 (48%)", Some(71), Some(148))
    );
    assert_eq!(able.population, "Local safeguarding children boards in England (lscb-england-148)");
    // The list, the report, and what was worked out from it.
    assert_eq!(able.entries.len(), 3);
    assert!(sheet.notices[0].text.contains("no answer of any single body"));
    assert!(sheet.charts.is_empty());
    let calls = asked(&facts, "calls", &[]).unwrap();
    let row = words(&calls, "calls", "lscb-known-victims");
    assert_eq!(row[5], "no single answer on record");
    assert!(row[6].ends_with("71 of 148 (48%)"), "{}", row[6]);
    // Without a call, coverage lists the calls.
    assert_eq!(asked(&facts, "coverage", &[]).unwrap().tables, calls.tables);
}

#[test]
fn a_call_that_is_not_known_is_named_in_the_error() {
    let facts = five();
    let error = asked(&facts, "coverage", &[("call", "c9")]).unwrap_err();
    assert_eq!((error.name.as_str(), error.value.as_str()), ("call", "c9"));
    // Known to the ledger later is not known here.
    assert!(asked(&facts, "coverage", &[("call", "c1"), ("at", "1")]).is_err());
    // An identifier of something else is not a call.
    assert!(asked(&facts, "coverage", &[("call", "a")]).is_err());
    assert!(CallStand::of(&facts, &now(&facts, "2013-01-01"), Call::from_number(99)).is_none());
}

/// A list of bodies that named the wrong ones is corrected whole: from then on d
/// and e are not on it and f is, and the denominator is 4. Returned are a, b, c = 3
/// of 4 = 75%. What was known before stays 3 of 5.
#[test]
fn a_corrected_list_of_bodies_is_the_denominator_from_then_on() {
    let answers = [
        received("a", "2013-02-01", FULL),
        received("b", "2013-02-18", FULL),
        answer("nil_return", "c", "2013-02-15"),
        answer("unable_to_provide", "d", "2013-02-11"),
    ];
    let fix = r#"{"target":"e0","correction_kind":"source_corrected","reason":"wrong list",
        "changes":[{"field":"/event/members","new":"[\"a\",\"b\",\"c\",\"f\"]"},
        {"field":"/event/count","new":"4"}]}"#;
    let mut events: Vec<(&str, &str)> = alloc::vec![LIST, CALL];
    events.extend(answers.iter().map(|(kind, event)| (*kind, event.as_str())));
    events.push(("correction", fix));
    let facts = made(&events);
    let returned = |at: &str| {
        let params = [("call", "c1"), ("on", "2013-03-01"), ("at", at)];
        figure(&asked(&facts, "coverage", &params).unwrap(), "returned").to_string()
    };
    assert_eq!(returned("6"), "3 of 5 (60%)");
    assert_eq!(returned("7"), "3 of 4 (75%)");
    let sheet = asked(&facts, "coverage", &[("call", "c1"), ("on", "2013-03-01")]).unwrap();
    assert_eq!(words(&sheet, "bodies", "f")[1], "overdue");
    assert_eq!(words(&sheet, "outside", "d")[1], "unable to provide");
    // The correction is one of the entries that the figure rests on.
    assert!(sheet.figures[0].entries.contains(&6), "{:?}", sheet.figures[0].entries);
}

/// Two calls, one list: the grid has a row for each body and a cell for each call.
#[test]
fn the_grid_shows_every_body_in_every_call() {
    let second = CALL.1.replace("c1", "c2").replace("2013", "2014");
    let b = received("b", "2013-02-18", FULL);
    let facts = made(&[LIST, CALL, ("data_call_issued", &second), (b.0, &b.1)]);
    let sheet = asked(&facts, "calls", &[("on", "2014-02-01")]).unwrap();
    let Series::Grid(names, rows) = &sheet.charts[0].series else { panic!("grid") };
    assert_eq!(names, &["c1", "c2"]);
    assert_eq!(rows.len(), 5);
    let cells: Vec<String> = rows[1].1.iter().map(|cell| cell.words.clone()).collect();
    assert_eq!(cells, ["received, 3 days late", "due"]);
    assert_eq!(rows[1].1[0].entry, Some(3));
    assert_eq!(rows[0].1[0].words, "overdue");
}
