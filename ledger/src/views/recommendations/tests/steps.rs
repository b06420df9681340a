//! Due dates that are set, target dates that move, judgements, closings.

use std::format;
use std::string::String;

use super::{TO_GOVERNMENT, ledger, make, report, respond, stage};
use crate::views::recommendations::{Stage, pairs};
use crate::views::record_fixture::{Ledger, figure, lines, table};

/// Records a step of recommendation 1 to the Government, which happened on the
/// day on which it was recorded.
fn step(ledger: &mut Ledger, at: &str, kind: &str, facts: &str) {
    let who = match kind {
        "holding_reply" => r#""responder":"government""#,
        _ => r#""addressee":"government""#,
    };
    let facts = match kind {
        "escalation_letter" => format!(r#""recommendations":["1","2"],{who},{facts}"#),
        _ => format!(r#""recommendation":"1",{who},{facts}"#),
    };
    let when = format!(r#""occurred":{{"edtf":"{at}"}}"#);
    ledger.on(at, &format!("{}-{at}", kind.replace('_', "-")), kind, &facts, &when);
}

/// Two recommendations to the Government, of 18 March 2015.
fn two() -> Ledger {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    make(&mut ledger, "2", TO_GOVERNMENT, "");
    ledger
}

fn cell(ledger: &Ledger, on: &str, at: usize) -> String {
    let sheet = ledger.ask(&format!("recommendations?on={on}")).unwrap();
    sheet.tables[0].rows[0].cells[at].words()
}

/// Letter DAO 02/20: a target date that moves must be notified at once, with
/// reasons. The first date stays visible, each move is counted, and whether the
/// recommender was told is said each time.
#[test]
fn a_target_date_that_moves_leaves_the_first_one_in_sight() {
    let mut ledger = two();
    respond(&mut ledger, "2015-05-10", "1", "government", "accepted", "2015-05-10");
    let revised = |old: &str, new: &str, nth: u8, told: &str| {
        format!(r#""old_target":"{old}","target_date":"{new}","sequence":{nth}{told}"#)
    };
    step(&mut ledger, "2015-06-01", "target_date_set", r#""target_date":"2015-12-31""#);
    let first = revised("2015-12-31", "2016-06", 2, r#","notified_on":"2016-01-08""#);
    step(&mut ledger, "2016-01-05", "target_date_revised", &first);
    step(
        &mut ledger,
        "2016-08-01",
        "target_date_revised",
        &revised("2016-06", "2017-12-31", 3, ""),
    );

    let sheet = ledger.ask("recommendation?id=1&on=2016-09-01").unwrap();
    assert_eq!(
        lines(&sheet, "targets"),
        [
            "the Government | 1 | 31 December 2015 | 1 June 2015",
            "the Government | 2 | June 2016 | 5 January 2016 | 8 January 2016",
            "the Government | 3 | 31 December 2017 | 1 August 2016 | no notice recorded",
        ]
    );
    let story = lines(&sheet, "story");
    assert!(story[2].contains("| the Government: target date set to 31 December 2015 |"));
    assert!(story[3].contains("target date moved to June 2016; recommender told 8 January 2016"));
    assert!(story[4].contains("moved to 31 December 2017; no notice to the recommender recorded"));
    let moved = figure(&sheet, "target-government");
    assert_eq!(moved.text, "31 December 2015, now 31 December 2017: moved 2 times");
    assert_eq!((moved.numerator, &moved.entries[..]), (Some(2), &[9, 10, 11][..]));
    // The tracker shows first and newest, and how often it moved.
    let row = |on: &str| (cell(&ledger, on, 8), cell(&ledger, on, 9), cell(&ledger, on, 10));
    let words = |a: &str, b: &str, c: &str| (String::from(a), String::from(b), String::from(c));
    assert_eq!(row("2016-09-01"), words("31 December 2015", "31 December 2017", "2"));
    assert_eq!(row("2016-02-01"), words("31 December 2015", "June 2016", "1"));
    assert_eq!(row("2015-07-01"), words("31 December 2015", "31 December 2015", "0"));
    assert_eq!(row("2015-05-11"), words("", "", ""));
    // On 10 July 2016 both dates have passed, and one move was made; on 1
    // September 2016 only the first has, and two were made.
    let passed = |on: &str| {
        let sheet = ledger.ask(&format!("recommendations?on={on}")).unwrap();
        let row = &table(&sheet, "addressees").rows[0];
        (row.cells[4].words(), row.cells[5].words(), row.cells[6].words())
    };
    assert_eq!(passed("2016-07-10"), words("1", "1", "1"));
    assert_eq!(passed("2016-09-01"), words("1", "0", "2"));
    assert_eq!(passed("2015-12-31"), words("0", "0", "0"));
}

/// A holding reply is no answer, and a date that was set wins over the
/// convention.
#[test]
fn a_holding_reply_does_not_stop_the_clock_and_a_set_date_moves_it() {
    let mut ledger = two();
    step(&mut ledger, "2015-05-15", "holding_reply", r#""expected":"2015-07""#);
    // Due 18 May: overdue 6 days on the 24th.
    assert_eq!(cell(&ledger, "2015-05-24", 4), "overdue 6 days; 1 holding reply");
    assert_eq!(stage(&ledger, "1", "2015-05-24"), Stage::NoResponse);
    step(
        &mut ledger,
        "2015-05-25",
        "response_due_set",
        r#""due":"2015-07-31","due_rule":"agreed""#,
    );
    assert_eq!(cell(&ledger, "2015-05-26", 4), "due in 66 days; 1 holding reply");
    // Before it was set, the convention held.
    assert_eq!(cell(&ledger, "2015-05-24", 4), "overdue 6 days; 1 holding reply");
    let found = pairs(&ledger.facts, &ledger.stand("2015-05-26"));
    assert_eq!(found.pairs[0].deadline.why, "a day that both sides agreed");
    // 56 days set by a coroner's rule are still the day that was set.
    let facts = r#""due":"2015-08-15","due_rule":"fifty_six_days""#;
    step(&mut ledger, "2015-06-20", "response_due_set", facts);
    assert_eq!(cell(&ledger, "2015-08-16", 4), "overdue 1 day; 1 holding reply");
}

#[test]
fn more_was_asked_for_and_is_due() {
    let mut ledger = two();
    respond(&mut ledger, "2015-05-10", "1", "government", "noted", "2015-05-10");
    let facts = r#""requested_by":"committee","due":"2015-06-30""#;
    step(&mut ledger, "2015-06-01", "further_response_requested", facts);
    assert_eq!(cell(&ledger, "2015-06-10", 4), "further answer due in 20 days");
    assert_eq!(cell(&ledger, "2015-07-02", 4), "further answer overdue 2 days");
    // 1: 2 days. 2, never answered: 18 May to 2 July are 13 + 30 + 2 = 45.
    let sheet = ledger.ask("overdue?on=2015-07-02").unwrap();
    assert_eq!(figure(&sheet, "responses").text, "2 of 2 (100%)");
    assert!(lines(&sheet, "responses")[0].ends_with("| 45 | the answer"));
    assert!(lines(&sheet, "responses")[1].ends_with(
        "| 30 June 2015 | as set when more was asked for | 2 | the further answer that was asked for"
    ));
    respond(&mut ledger, "2015-07-05", "1", "government", "accepted", "2015-07-05");
    // The answer itself had come in time.
    assert_eq!(cell(&ledger, "2015-07-05", 4), "received on time");
}

/// An auditor's "implemented" confirms; the recorders' own view, and a body's
/// view of itself, do not.
#[test]
fn only_those_who_follow_it_up_can_confirm() {
    let mut ledger = two();
    respond(&mut ledger, "2015-05-10", "1", "government", "accepted", "2015-05-10");
    let judged = |by: &str, role: &str, level: &str, status: &str| {
        format!(r#"{by}"assessor_role":"{role}","scale_id":"rag","level":"{level}"{status}"#)
    };
    let done = r#","status":"implemented""#;
    step(&mut ledger, "2015-06-01", "assessment_made", &judged("", "editor", "green", done));
    assert_eq!(stage(&ledger, "1", "2015-06-02").code(), "accepted");
    let own = judged(r#""assessor":"government","#, "auditor", "green", done);
    step(&mut ledger, "2015-07-01", "assessment_made", &own);
    assert_eq!(stage(&ledger, "1", "2015-07-02"), Stage::Claimed);
    let part = judged(r#""assessor":"board","#, "auditor", "amber", r#","status":"in_progress""#);
    step(&mut ledger, "2015-08-01", "assessment_made", &part);
    assert_eq!(stage(&ledger, "1", "2015-08-02"), Stage::Claimed);
    let full = judged(r#""assessor":"board","#, "auditor", "green", done);
    step(&mut ledger, "2015-09-01", "assessment_made", &full);
    assert_eq!(stage(&ledger, "1", "2015-09-02"), Stage::Confirmed);
    // A place on a scale that says nothing of progress changes nothing.
    let colour = judged(r#""assessor":"board","#, "auditor", "red", "");
    step(&mut ledger, "2015-10-01", "assessment_made", &colour);
    assert_eq!(stage(&ledger, "1", "2015-10-02"), Stage::Confirmed);
    assert_eq!(cell(&ledger, "2015-10-02", 6), "confirmed as implemented by Aldmere Board");
    // The addressee's own position is still what it said.
    assert_eq!(cell(&ledger, "2015-10-02", 5), "accepted");
    let sheet = ledger.ask("recommendation?id=1&on=2015-10-02").unwrap();
    assert_eq!(table(&sheet, "addressees").rows[0].cells[5].words(), "red (Aldmere Board)");
    assert!(lines(&sheet, "story")[4].contains("assessed: amber, in progress (Aldmere Board)"));
}

/// Closed by the addressee itself is said so; reopened is outstanding again.
#[test]
fn a_closing_names_whose_word_it_is_and_can_be_undone() {
    let mut ledger = two();
    respond(&mut ledger, "2015-05-10", "1", "government", "accepted", "2015-05-10");
    report(&mut ledger, "1", ("government", "addressee"), "implemented", "2015-06-01");
    let closed = r#""outcome":"implemented","closed_by":"government","closer_role":"addressee""#;
    step(&mut ledger, "2015-07-01", "recommendation_closed", closed);
    assert_eq!(cell(&ledger, "2015-07-02", 6), "closed by the addressee itself: implemented");
    let outstanding = |on: &str| {
        let sheet = ledger.ask(&format!("recommendations?on={on}")).unwrap();
        figure(&sheet, "outstanding").text.clone()
    };
    // The other of the two is outstanding throughout.
    assert_eq!(
        (outstanding("2015-06-30"), outstanding("2015-07-02")),
        (String::from("2 of 2 (100%)"), String::from("1 of 2 (50%)"),)
    );
    step(&mut ledger, "2015-08-01", "recommendation_reopened", r#""reopened_by":"committee""#);
    assert_eq!(stage(&ledger, "1", "2015-08-02"), Stage::Claimed);
    assert!(cell(&ledger, "2015-08-02", 6).ends_with("not confirmed; reopened"));
    let rejected = r#""outcome":"rejected","closed_by":"committee","closer_role":"recommender""#;
    step(&mut ledger, "2015-09-01", "recommendation_closed", rejected);
    let sheet = ledger.ask("recommendations?on=2015-09-02").unwrap();
    assert_eq!(figure(&sheet, "rejected").text, "1 of 2 (50%)");
    // What has ended owes no answer, even if none ever came.
    let none = r#""outcome":"withdrawn","closed_by":"committee","closer_role":"recommender""#;
    let facts = format!(r#""recommendation":"2","addressee":"government",{none}"#);
    ledger.on(
        "2015-10-01",
        "closed-2",
        "recommendation_closed",
        &facts,
        r#""occurred":{"edtf":"2015-10-01"}"#,
    );
    let sheet = ledger.ask("overdue?on=2015-10-02").unwrap();
    assert_eq!(figure(&sheet, "responses").text, "0 of 0");
    let sheet = ledger.ask("overdue?on=2015-09-30").unwrap();
    assert_eq!(figure(&sheet, "responses").text, "1 of 1 (100%)");
}

/// One letter about two recommendations stands in the story of both, and on the
/// ladder of a date that was set by the rule of six months.
#[test]
fn a_letter_about_two_is_in_both_stories() {
    let mut ledger = two();
    let due = r#""due":"2015-09-18","due_rule":"six_months""#;
    step(&mut ledger, "2015-03-21", "response_due_set", due);
    let letter =
        |step: &str, nth: u8| format!(r#""sent_by":"committee","step":"{step}","ordinal":{nth}"#);
    step(&mut ledger, "2015-06-18", "escalation_letter", &letter("letter", 1));
    step(&mut ledger, "2015-10-18", "escalation_letter", &letter("public_letter", 3));
    let ask = |id: &str| ledger.ask(&format!("recommendation?id={id}&on=2015-12-01")).unwrap();
    for id in ["1", "2"] {
        let story = lines(&ask(id), "story");
        assert!(story.iter().any(|line| line.contains("wrote: public letter, number 3")), "{id}");
    }
    let recorded: std::vec::Vec<String> =
        table(&ask("1"), "ladder").rows.iter().map(|row| row.cells[3].words()).collect();
    assert_eq!(
        recorded,
        ["recorded", "none recorded", "recorded", "still to come", "still to come"]
    );
}

/// A correction of a target date is known from its own entry on.
#[test]
fn a_corrected_date_counts_from_when_it_was_corrected() {
    let mut ledger = two();
    respond(&mut ledger, "2015-05-20", "1", "government", "accepted", "2015-05-20");
    ledger.on(
        "2015-06-01",
        "slip",
        "correction",
        r#""target":"response-1-government-2015-05-20","correction_kind":"clerical","reason":"slip",
        "changes":[{"field":"/event/received","new":"2015-05-12"},
        {"field":"/event/position","new":"noted"}]"#,
        "",
    );
    let row = |question: &str| {
        let sheet = ledger.ask(question).unwrap();
        let row = &sheet.tables[0].rows[0];
        (row.cells[4].words(), row.cells[5].words(), row.entries.contains(&9))
    };
    let before = row("recommendations?on=2015-06-02&at=9");
    assert_eq!(before, (String::from("received 2 days late"), String::from("accepted"), false));
    let after = row("recommendations?on=2015-06-02");
    assert_eq!(after, (String::from("received on time"), String::from("noted"), true));
}
