mod lists;
mod occ;
mod one;
mod steps;
mod successors;

use std::format;
use std::string::String;
use std::vec::Vec;

use super::*;
use crate::views::facts::Stand;
use crate::views::record_fixture::{Ledger, day, figure, lines};
use crate::views::sheet::Series;

/// A committee of Parliament, the Government, a department and its successor, a
/// board; a report of 18 March 2015.
pub(super) fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    for (id, name, kind, more) in [
        ("committee", "Health Committee", "committee", ""),
        ("government", "the Government", "government", ""),
        ("board", "Aldmere Board", "lscb", ""),
        ("dclg", "DCLG", "department", r#","start":"2006-05-05","end":"2018-01-08""#),
        ("mhclg", "MHCLG", "department", r#","start":"2018-01-08","successor_of":"dclg""#),
    ] {
        let facts = format!(r#""body":"{id}","name":"{name}","body_kind":"{kind}"{more}"#);
        ledger.on("2015-03-01", &format!("reg-{id}"), "body_registered", &facts, "");
    }
    ledger.on(
        "2015-03-18",
        "report",
        "report_published",
        r#""report":"hc-1","publisher":"committee","title":"First report","series":"HC 1","report_kind":"report""#,
        r#""occurred":{"edtf":"2015-03-18"}"#,
    );
    ledger
}

pub(super) fn make(ledger: &mut Ledger, id: &str, addressees: &str, more: &str) {
    let facts = format!(
        r#""recommendation":"{id}","made_by":"committee","report":"hc-1","number":"{id}",
        "text":"Do {id}.","verbatim":true,"item_kind":"recommendation",
        "addressees":[{addressees}]{more}"#
    );
    ledger.on("2015-03-20", &format!("made-{id}"), "recommendation_made", &facts, "");
}

pub(super) fn respond(ledger: &mut Ledger, at: &str, id: &str, by: &str, position: &str, on: &str) {
    let facts = format!(
        r#""recommendation":"{id}","responder":"{by}","position":"{position}","received":"{on}""#
    );
    ledger.on(at, &format!("response-{id}-{by}-{on}"), "response_received", &facts, "");
}

pub(super) fn report(ledger: &mut Ledger, id: &str, by: (&str, &str), status: &str, on: &str) {
    let (by, role) = by;
    let facts = format!(
        r#""recommendation":"{id}","addressee":"government","reported_by":"{by}",
        "reporter_role":"{role}","status":"{status}""#
    );
    let when = format!(r#""occurred":{{"edtf":"{on}"}}"#);
    ledger.on(on, &format!("progress-{id}-{by}-{on}"), "progress_reported", &facts, &when);
}

const TO_GOVERNMENT: &str = r#"{"body":"government"}"#;

pub(super) fn stage(ledger: &Ledger, id: &str, on: &str) -> Stage {
    stage_at(ledger, id, &ledger.stand(on))
}

fn stage_at(ledger: &Ledger, id: &str, stand: &Stand) -> Stage {
    let found = pairs(&ledger.facts, stand);
    let id = ledger.facts.find(id).unwrap();
    found.pairs.iter().find(|pair| pair.recommendation == id).unwrap().stage
}

/// Scenario 22 of the user's list: answered on 3 March, recorded on 15 March. As
/// of 10 March it had happened; nobody who read the record then could know it.
#[test]
fn answered_and_recorded_are_two_clocks() {
    let mut ledger = Ledger::new();
    ledger.on(
        "2015-01-05",
        "reg-government",
        "body_registered",
        r#""body":"government","name":"the Government","body_kind":"government""#,
        "",
    );
    ledger.on(
        "2015-01-06",
        "made-14",
        "recommendation_made",
        r#""recommendation":"r14","made_by":"committee","number":"14","text":"Do it.","verbatim":true,
        "item_kind":"recommendation","addressees":[{"body":"government","due":"2015-03-31"}]"#,
        r#""occurred":{"edtf":"2015-01-06"}"#,
    );
    respond(&mut ledger, "2015-03-15", "r14", "government", "accepted", "2015-03-03");
    // Happened: everything known, asked about 10 March.
    let happened = ledger.stand("2015-03-10");
    assert_eq!(stage_at(&ledger, "r14", &happened).code(), "accepted");
    // Recorded: what was known at the end of 10 March: the answer is open.
    let size = ledger.facts.size_known_on(day("2015-03-10"));
    let recorded = Stand { size, on: day("2015-03-10") };
    assert_eq!(stage_at(&ledger, "r14", &recorded), Stage::ResponseDue);
    // And before it had happened, on both clocks.
    assert_eq!(stage(&ledger, "r14", "2015-03-02"), Stage::ResponseDue);

    let row = |question: &str| lines(&ledger.ask(question).unwrap(), "recommendations");
    // 10 to 31 March are 21 days.
    assert_eq!(
        row("recommendations?known=2015-03-10&on=2015-03-10"),
        [
            "14: Do it. | the Government | 6 January 2015 | 31 March 2015 | due in 21 days | none stated | answer due"
        ]
    );
    assert_eq!(
        row("recommendations?on=2015-03-10"),
        [
            "14: Do it. | the Government | 6 January 2015 | 31 March 2015 | received on time | accepted | accepted"
        ]
    );
}

/// Published on 18 March 2015: due two months later, on 18 May.
#[test]
fn the_convention_gives_the_due_date_and_says_so() {
    let mut ledger = ledger();
    make(&mut ledger, "1", r#"{"body":"government"},{"body":"board"}"#, "");
    make(&mut ledger, "2", r#"{"body":"government","due":"2015-04-30"}"#, "");
    let found = pairs(&ledger.facts, &ledger.stand("2015-05-28"));
    let all: Vec<(Option<String>, &str)> = found
        .pairs
        .iter()
        .map(|pair| {
            let due = pair.deadline.due.map(|due| format!("{}", due.last));
            (due, pair.deadline.why.as_str())
        })
        .collect();
    let due = |text: &str| Some(String::from(text));
    assert_eq!(
        all,
        [
            (
                due("2015-05-18"),
                "two months from publication, by convention; Erskine May 38.54; counted from 18 March 2015"
            ),
            // The convention is between Parliament and Government.
            (None, "none: the record states no date, and no rule covers who asks whom here"),
            // An explicit date wins.
            (due("2015-04-30"), "as the recommendation itself states"),
        ]
    );
    // The report is entry 5, the recommendation entry 6: both are behind it.
    assert_eq!(found.pairs[0].entries, [5, 6]);
    // 18 to 28 May are 10 days; 30 April to 28 May are 28.
    let overdue: Vec<String> = found
        .pairs
        .iter()
        .filter_map(|p| p.answer.standing())
        .map(crate::views::due::Standing::in_words)
        .collect();
    assert_eq!(overdue, ["overdue 10 days", "overdue 28 days"]);
    assert_eq!(stage(&ledger, "1", "2015-05-18"), Stage::ResponseDue);
    assert_eq!(stage(&ledger, "1", "2015-05-19"), Stage::NoResponse);
}

/// The whole walk of a pair, on one day after the other.
#[test]
fn what_is_claimed_is_not_what_is_confirmed() {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    respond(&mut ledger, "2015-05-10", "1", "government", "accepted", "2015-05-10");
    report(&mut ledger, "1", ("government", "addressee"), "in_progress", "2015-09-01");
    report(&mut ledger, "1", ("board", "third_party"), "implemented", "2015-10-01");
    report(&mut ledger, "1", ("government", "addressee"), "implemented", "2016-01-10");
    report(&mut ledger, "1", ("committee", "recommender"), "not_adopted", "2016-02-01");
    report(&mut ledger, "1", ("committee", "recommender"), "implemented", "2016-06-01");
    let stands = |on| stage(&ledger, "1", on);
    assert_eq!(stands("2015-05-09"), Stage::ResponseDue);
    assert_eq!(stands("2015-05-10").code(), "accepted");
    assert_eq!(stands("2015-09-01"), Stage::InProgress);
    // A third party's word changes nothing.
    assert_eq!(stands("2015-12-31"), Stage::InProgress);
    assert_eq!(stands("2016-01-10"), Stage::Claimed);
    // The recommender does not agree, and later does.
    assert_eq!(stands("2016-05-31"), Stage::Claimed);
    assert_eq!(stands("2016-06-01"), Stage::Confirmed);
    let sheet = ledger.ask("recommendations?on=2016-03-01").unwrap();
    assert_eq!(
        lines(&sheet, "recommendations"),
        [
            "1: Do 1. | the Government | 18 March 2015 | 18 May 2015 | received on time | accepted | \
          said by the addressee to be implemented, not confirmed | \
          not adopted (Health Committee, the recommender) | First report (HC 1)"
        ]
    );
    assert_eq!(figure(&sheet, "claimed").text, "1 of 1 (100%)");
    assert_eq!(figure(&sheet, "confirmed").text, "0 of 1 (0%)");
}

#[test]
fn a_rejected_pair_has_ended_unless_the_addressee_acts_after_all() {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    respond(&mut ledger, "2015-05-20", "1", "government", "rejected", "2015-05-20");
    assert_eq!(stage(&ledger, "1", "2015-06-01"), Stage::Closed(Ending::Rejected));
    let sheet = ledger.ask("recommendations?on=2015-06-01").unwrap();
    // Due on 18 May, received on the 20th.
    assert_eq!(
        lines(&sheet, "recommendations"),
        ["1: Do 1. | the Government | 18 March 2015 | 18 May 2015 | received 2 days late | \
          rejected | closed: rejected | First report (HC 1)"]
    );
    assert_eq!(figure(&sheet, "outstanding").text, "0 of 1 (0%)");
    assert_eq!(figure(&sheet, "rejected").text, "1 of 1 (100%)");
    report(&mut ledger, "1", ("government", "addressee"), "in_progress", "2016-01-10");
    assert_eq!(stage(&ledger, "1", "2016-02-01"), Stage::InProgress);
    assert_eq!(stage(&ledger, "1", "2015-06-01"), Stage::Closed(Ending::Rejected));
}

/// Six pairs of the Government on 1 June 2016, worked out one by one:
///
/// 1 accepted 10 May 2015, never reported: 388 days (366 to 10 May 2016, which
///   has a leap day, and 22 to 1 June): silent.
/// 2 accepted 10 May 2015, in progress 1 September 2015: 274 days, not silent.
/// 3 rejected: apart. 4 no answer. 5 noted. 6 claimed.
/// Outstanding: 1, 2, 4, 5, 6 = 5. The oldest is from 18 March 2015: 366 days to
/// 18 March 2016 and 75 to 1 June = 441.
/// Days to answer: 53 four times (18 March to 10 May), 63 once (to 20 May):
/// median 53.
#[test]
fn outstanding_by_addressee_counts_what_has_not_ended() {
    let mut ledger = ledger();
    for id in ["1", "2", "3", "4", "5", "6"] {
        make(&mut ledger, id, TO_GOVERNMENT, "");
    }
    respond(&mut ledger, "2015-05-10", "1", "government", "accepted", "2015-05-10");
    respond(&mut ledger, "2015-05-10", "2", "government", "accepted", "2015-05-10");
    respond(&mut ledger, "2015-05-10", "5", "government", "noted", "2015-05-10");
    respond(&mut ledger, "2015-05-10", "6", "government", "accepted_in_part", "2015-05-10");
    respond(&mut ledger, "2015-05-20", "3", "government", "rejected", "2015-05-20");
    report(&mut ledger, "2", ("government", "addressee"), "in_progress", "2015-09-01");
    report(&mut ledger, "6", ("government", "addressee"), "implemented", "2015-09-01");

    let found = pairs(&ledger.facts, &ledger.stand("2016-06-01"));
    let lines_of = outstanding(&found.pairs, day("2016-06-01"));
    let line = &lines_of[&ledger.facts.find("government").unwrap()];
    assert_eq!((line.outstanding, line.rejected, line.closed), (5, 1, 0));
    assert_eq!((line.silent, line.unanswered, line.claimed, line.confirmed), (1, 1, 1, 0));
    assert_eq!(line.oldest, Some((441, Some(441))));

    let sheet = ledger.ask("recommendations?on=2016-06-01").unwrap();
    assert_eq!(figure(&sheet, "answered").text, "5 of 6 (83%)");
    assert_eq!(figure(&sheet, "outstanding").text, "5 of 6 (83%)");
    assert_eq!(figure(&sheet, "overdue").text, "1 of 6 (17%)");
    assert_eq!(
        lines(&sheet, "addressees"),
        ["the Government | 5 | 441 | 1 | 0 | 0 | 0 | 1 | 1 | 0 | 1 | 0"]
    );
    let charts: Vec<&Series> = sheet.charts.iter().map(|chart| &chart.series).collect();
    let [Series::Bars(parts, bars), Series::Dots(dots, median, _)] = charts[..] else {
        panic!("two charts")
    };
    // accepted 2, in part 1, in principle 0, noted 1, rejected 1, …, none 1.
    assert_eq!(bars[0].parts, [2, 1, 0, 1, 1, 0, 0, 0, 0, 1]);
    assert_eq!(parts.len(), bars[0].parts.len());
    assert_eq!((dots.len(), *median), (5, Some(53.0)));
    assert_eq!((dots[0].value, dots[1].value), (63.0, 53.0));

    // The same rows through the parameters.
    let rows = |status: &str| {
        let sheet = ledger.ask(&format!("recommendations?on=2016-06-01&status={status}"));
        lines(&sheet.unwrap(), "recommendations").len()
    };
    assert_eq!((rows("outstanding"), rows("rejected"), rows("unanswered")), (5, 1, 1));
    assert_eq!((rows("answered"), rows("overdue"), rows("claimed")), (5, 1, 1));
    assert_eq!((rows("closed"), rows("confirmed")), (1, 0));
}

/// DCLG became MHCLG on 8 January 2018: from then on the pair is MHCLG's, and
/// both names are shown. The successor's answer counts.
#[test]
fn a_pair_moves_to_the_successor_and_keeps_both_names() {
    let mut ledger = ledger();
    make(&mut ledger, "1", r#"{"body":"dclg"}"#, "");
    let addressee = |ledger: &Ledger, on: &str| {
        let sheet = ledger.ask(&format!("recommendations?on={on}")).unwrap();
        sheet.tables[0].rows[0].cells[1].words()
    };
    assert_eq!(addressee(&ledger, "2018-01-07"), "DCLG");
    assert_eq!(addressee(&ledger, "2018-01-08"), "DCLG, now MHCLG");
    respond(&mut ledger, "2018-02-01", "1", "mhclg", "accepted", "2018-02-01");
    assert_eq!(stage(&ledger, "1", "2018-02-01").code(), "accepted");
    let by =
        outstanding(&pairs(&ledger.facts, &ledger.stand("2018-03-01")).pairs, day("2018-03-01"));
    let who: Vec<&str> = by.keys().map(|body| ledger.facts.id(*body)).collect();
    assert_eq!(who, ["mhclg"]);
    // Either name finds it; another does not.
    let rows = |body: &str| ledger.ask(&format!("recommendations?addressee={body}&on=2018-03-01"));
    assert_eq!(rows("dclg").unwrap().tables[0].rows.len(), 1);
    assert_eq!(rows("mhclg").unwrap().tables[0].rows.len(), 1);
    assert!(rows("board").unwrap_err().contains("is named by no recommendation or report"));
}

/// An answer of 2015, the day not known, asked about 1 June 2015: it may have
/// come or not. It is counted as not come, and both readings are shown.
#[test]
fn dates_that_do_not_settle_it_give_both_readings() {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    respond(&mut ledger, "2016-03-01", "1", "government", "accepted", "2015");
    let pair = |on: &str| pairs(&ledger.facts, &ledger.stand(on)).pairs.remove(0);
    let june = pair("2015-06-01");
    assert_eq!(june.stage, Stage::NoResponse);
    assert_eq!(june.perhaps.map(Stage::code), Some("accepted"));
    let after = pair("2016-01-01");
    assert_eq!((after.stage.code(), after.perhaps), ("accepted", None));
    // Between 1 January and 31 December against 18 May.
    assert_eq!(after.answer, Answer::Full(Some(crate::views::due::Standing::CannotTell)));
    let sheet = ledger.ask("recommendations?on=2015-06-01").unwrap();
    assert!(lines(&sheet, "recommendations")[0].contains("no answer, overdue; perhaps accepted"));
    assert!(sheet.notices[0].text.contains("do not say whether they had happened by 1 June 2015"));
}

/// A part is not the whole: the clock runs on for the rest.
#[test]
fn a_partial_answer_leaves_the_rest_due() {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    respond(&mut ledger, "2015-05-10", "1", "government", "partial_response", "2015-05-10");
    let row = |ledger: &Ledger, on: &str| {
        let sheet = ledger.ask(&format!("recommendations?on={on}")).unwrap();
        sheet.tables[0].rows[0].cells[4].words()
    };
    assert_eq!(row(&ledger, "2015-05-11"), "answered in part; the rest due in 7 days");
    assert_eq!(row(&ledger, "2015-05-25"), "answered in part; the rest overdue 7 days");
    respond(&mut ledger, "2015-06-01", "1", "government", "accepted", "2015-06-01");
    // The whole came on 1 June: 13 days of May after the 18th, and one.
    assert_eq!(row(&ledger, "2015-06-02"), "received 14 days late");
    // The first answer came after 53 days: 13 of March, 30 of April, 10 of May.
    let pair = pairs(&ledger.facts, &ledger.stand("2015-06-02")).pairs.remove(0);
    assert_eq!(pair.days_to_answer(), Some((53, 53)));
}

#[test]
fn a_question_that_cannot_be_meant_says_what_to_write() {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    let wrong = |question: &str| ledger.ask(question).unwrap_err();
    assert_eq!(
        wrong("recommendations?status=or"),
        "status: \"or\" is not a status; write one of: outstanding, unanswered, answered, \
         overdue, claimed, confirmed, rejected, closed"
    );
    for name in ["report", "addressee", "inquiry"] {
        let error = wrong(&format!("recommendations?{name}=nobody"));
        assert!(error.starts_with(&format!("{name}: \"nobody\" is named by no")), "{error}");
    }
    // An identifier of another sort names nothing here.
    assert!(wrong("recommendations?report=government").contains("is named by no"));
    assert!(wrong("recommendations?office=x").contains("is not a parameter"));
    assert!(wrong("recommendations?on=soon").contains("write a day such as"));
}
