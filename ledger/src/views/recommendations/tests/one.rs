//! The page of one recommendation.

use std::string::String;
use std::vec::Vec;

use super::{TO_GOVERNMENT, ledger, make, report, respond};
use crate::views::record_fixture::{Ledger, figure, lines, table};

fn ask(ledger: &Ledger, question: &str) -> crate::views::sheet::Sheet {
    ledger.ask(question).unwrap()
}

/// Every step stands in its order, with both clocks and where it left the pair.
#[test]
fn the_story_is_told_step_by_step_on_both_clocks() {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    // Answered on 10 May, recorded on 2 June.
    respond(&mut ledger, "2015-06-02", "1", "government", "accepted_in_principle", "2015-05-10");
    report(&mut ledger, "1", ("government", "addressee"), "implemented", "2016-01-10");
    let sheet = ask(&ledger, "recommendation?id=1&on=2016-02-01");
    assert_eq!(
        (sheet.title.as_str(), sheet.about.as_str()),
        ("Recommendation 1 of Health Committee", "Do 1.")
    );
    assert_eq!(
        lines(&sheet, "story"),
        [
            "18 March 2015 | made by Health Committee | 20 March 2015",
            "10 May 2015 | the Government answered: accepted in principle | the Government | \
         accepted in principle | 2 June 2015",
            "10 January 2016 | the Government (the addressee itself) reported: implemented | \
         the Government | said by the addressee to be implemented, not confirmed | 10 January 2016",
        ]
    );
    // Each row is joined to its entry: 5 is the report, 6 the recommendation.
    let entries: Vec<&[u64]> =
        table(&sheet, "story").rows.iter().map(|row| &row.entries[..]).collect();
    assert_eq!(entries, [&[5, 6][..], &[7], &[8]]);
    assert_eq!(
        lines(&sheet, "addressees"),
        ["the Government | 18 May 2015 | two months from publication, by convention; Erskine May \
         38.54; counted from 18 March 2015 | received on time | accepted in principle | said to be \
         | not confirmed | said by the addressee to be implemented, not confirmed"]
    );
    // 18 March to 10 May: 13 + 30 + 10.
    assert_eq!(figure(&sheet, "days-government").text, "53 days");
    assert!(sheet.notices[0].text.contains("Neither the recommender nor an assessor"));
    // What was known on 1 June 2015 holds no answer.
    let sheet = ask(&ledger, "recommendation?id=1&known=2015-06-01&on=2015-06-01");
    assert_eq!(lines(&sheet, "story").len(), 1);
    assert_eq!(figure(&sheet, "answer-government").text, "overdue 14 days");
}

/// A minister resigns between the promise and the day asked about: each day has
/// its own holder.
#[test]
fn who_was_accountable_is_told_for_each_day_that_matters() {
    let mut ledger = ledger();
    ledger.on(
        "2015-03-20",
        "reg-office",
        "office_registered",
        r#""office":"minister","title":"Minister","body":"government","seats":1,"selection":"appointed""#,
        "",
    );
    for (person, name) in [("person-1", "A. One"), ("person-2", "B. Two")] {
        let facts = std::format!(r#""person":"{person}","name":"{name}""#);
        ledger.on("2015-03-20", &std::format!("reg-{person}"), "person_registered", &facts, "");
    }
    ledger.on(
        "2015-03-20",
        "appointed-1",
        "appointed",
        r#""spell":"s1","person":"person-1","office":"minister","capacity":"substantive","effective":"2014-01-01""#,
        "",
    );
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    respond(&mut ledger, "2015-05-10", "1", "government", "accepted", "2015-05-10");
    ledger.on(
        "2015-07-02",
        "ended-1",
        "office_ended",
        r#""spell":"s1","person":"person-1","office":"minister","reason":"resigned","effective":"2015-07-01""#,
        "",
    );
    ledger.on(
        "2015-07-02",
        "appointed-2",
        "appointed",
        r#""spell":"s2","person":"person-2","office":"minister","capacity":"substantive","effective":"2015-07-01""#,
        "",
    );
    let sheet = ask(&ledger, "recommendation?id=1&on=2015-08-01");
    assert_eq!(
        lines(&sheet, "accountable"),
        [
            "18 March 2015 | made | Minister | A. One | on every reading",
            "10 May 2015 | first answer | Minister | A. One | on every reading",
            "18 May 2015 | answer due | Minister | A. One | on every reading",
            "1 August 2015 | asked about | Minister | B. Two | on every reading",
        ]
    );
}

/// A statutory inquiry asks for steps within six months: 20 October 2022 and six
/// months are 20 April 2023; 20 April to 1 June are 42 days.
#[test]
fn a_statutory_inquiry_has_its_ladder_of_letters() {
    let mut ledger = Ledger::new();
    for (id, kind) in [("inquiry", "inquiry"), ("home-office", "department")] {
        let facts = std::format!(r#""body":"{id}","name":"{id}","body_kind":"{kind}""#);
        ledger.on("2022-10-01", &std::format!("reg-{id}"), "body_registered", &facts, "");
    }
    ledger.on(
        "2022-10-01",
        "opened",
        "inquiry_opened",
        r#""body":"inquiry","subject":"Abuse","form":"statutory""#,
        "",
    );
    ledger.on(
        "2022-10-20",
        "made-r1",
        "recommendation_made",
        r#""recommendation":"r1","made_by":"inquiry","text":"Act.","verbatim":true,
        "item_kind":"recommendation","addressees":[{"body":"home-office"}]"#,
        r#""occurred":{"edtf":"2022-10-20"}"#,
    );
    let sheet = ask(&ledger, "recommendation?id=r1&on=2023-06-01");
    assert_eq!(figure(&sheet, "answer-home-office").text, "overdue 42 days");
    assert_eq!(
        lines(&sheet, "ladder"),
        [
            "3 | 20 January 2023 | first letter | none recorded",
            "6 | 20 April 2023 | second letter: steps and timetable are due | none recorded",
            "7 | 20 May 2023 | third letter, made public | none recorded",
            "9 | 20 July 2023 | statement requested under Rule 9, and published | still to come",
            "12 | 20 October 2023 | statement required under section 21 of the Inquiries Act 2005 | \
         still to come",
        ]
    );
}

#[test]
fn parts_and_repetitions_are_linked_both_ways() {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    make(&mut ledger, "1a", TO_GOVERNMENT, r#","parent":"1""#);
    make(&mut ledger, "2", TO_GOVERNMENT, r#","restates":"1""#);
    let links = |id: &str| lines(&ask(&ledger, &std::format!("recommendation?id={id}")), "links");
    assert_eq!(links("1"), ["was made again as | 2: Do 2.", "has the part | 1a: Do 1a."]);
    assert_eq!(links("1a"), ["is a part of | 1: Do 1."]);
    assert_eq!(links("2"), ["makes again | 1: Do 1."]);
    // The tracker says so too, from the day on which it was made again.
    ledger.on(
        "2016-05-01",
        "made-3",
        "recommendation_made",
        r#""recommendation":"3","made_by":"committee","text":"Do 3.","verbatim":true,
        "item_kind":"recommendation","addressees":[{"body":"government"}],"restates":"2""#,
        r#""occurred":{"edtf":"2016-05-01"}"#,
    );
    let again = |on: &str| {
        let sheet = ask(&ledger, &std::format!("recommendations?on={on}"));
        sheet.tables[0].rows[2].cells[6].words()
    };
    assert_eq!(again("2016-04-30"), "no answer, overdue");
    assert_eq!(again("2016-05-01"), "no answer, overdue; made again in a later recommendation");
}

#[test]
fn a_recommendation_that_is_not_there_is_named() {
    let mut ledger = ledger();
    make(&mut ledger, "1", TO_GOVERNMENT, "");
    let wrong = |question: &str| -> String { ledger.ask(question).unwrap_err() };
    assert!(wrong("recommendation").contains("id: \"\" is missing; name a recommendation"));
    assert!(wrong("recommendation?id=9").contains("is not a recommendation that the record holds"));
    // A body is none, and neither is one that was recorded later.
    assert!(wrong("recommendation?id=government").contains("is not a recommendation"));
    assert!(wrong("recommendation?id=1&at=6").contains("is not a recommendation"));
    assert!(ledger.ask("recommendation?id=1&at=7").is_ok());
}
