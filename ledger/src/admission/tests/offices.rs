//! Times in office begin once, end once, and belong to one person.

use super::*;

const APPOINTED: &str =
    r#"{"spell":"s1","person":"person-a1","office":"chair","effective":"2010-05-01"}"#;

fn ended(person: &str, effective: &str) -> String {
    format!(
        r#"{{"spell":"s1","person":"{person}","office":"chair","reason":"resigned","effective":"{effective}"}}"#
    )
}

#[test]
fn a_resignation_ends_a_time_in_office_that_is_open_and_only_once() {
    let mut book = Book::new();
    book.add("appointed", APPOINTED);
    let early = book.refused("office_ended", &ended("person-a1", "2010-04-30"));
    assert_eq!(early.field, "/event/effective");
    assert!(early.problem.contains("before the time in office began, as entry 7"), "{early}");

    // The day is not known at first; a better source gives it.
    let rough = r#"{"spell":"s1","person":"person-a1","office":"chair","reason":"resigned"}"#;
    book.add("office_ended", rough);
    book.add("office_ended", &ended("person-a1", "2014-08"));
    book.add("office_ended", &ended("person-a1", "2014-08-26"));
    let twice = book.refused("office_ended", &ended("person-a1", "2014-09-01"));
    assert_eq!((twice.field.as_str(), twice.value.as_deref()), ("/event/spell", Some("\"s1\"")));
    assert!(twice.problem.contains("entry 10"), "{twice}");
    let conflict = r#""conflicts_with":["e10"],"#;
    book.add_with("office_ended", &ended("person-a1", "2014-09-01"), conflict);
}

#[test]
fn a_time_in_office_is_that_of_one_person() {
    let mut book = Book::new();
    book.add("appointed", APPOINTED);
    let fault = book.refused("office_ended", &ended("person-a2", "2014-08-26"));
    assert_eq!(fault.field, "/event/person");
    assert!(fault.remedy.contains("write person-a1"), "{fault}");
    let other = r#"{"spell":"s1","person":"person-a2","office":"chair"}"#;
    assert_eq!(book.refused("office_held", other).field, "/event/person");
    assert_eq!(book.refused("appointed", APPOINTED).field, "/event/spell", "it began once");
    book.add_with("appointed", APPOINTED, r#""conflicts_with":["e7"],"#);
    // That they held it, as a second source says, is no contradiction.
    book.add("office_held", r#"{"spell":"s1","person":"person-a1","office":"chair"}"#);
}

#[test]
fn a_correction_of_the_person_is_what_the_next_draft_is_judged_by() {
    let mut book = Book::new();
    book.add("appointed", APPOINTED);
    let changes = r#"[{"field":"/event/person","old":"person-a1","new":"person-a2"}]"#;
    let event = format!(
        r#"{{"target":"e7","correction_kind":"misattributed","changes":{changes},"reason":"r"}}"#
    );
    book.add("correction", &event);
    book.refused("office_ended", &ended("person-a1", "2014-08-26"));
    book.add("office_ended", &ended("person-a2", "2014-08-26"));
}

#[test]
fn more_holders_than_seats_and_an_end_before_its_announcement_are_unusual() {
    let mut book = Book::new();
    book.add("appointed", APPOINTED);
    let second = r#"{"spell":"s2","person":"person-a2","office":"chair","effective":"2012-05-01"}"#;
    let warnings = book.add("appointed", second);
    assert_eq!(fields(&warnings), ["/event/office"]);
    assert!(warnings[0].problem.contains("has 1 seats, and 1 hold it"), "{}", warnings[0]);
    let acting = r#"{"spell":"s3","person":"person-a2","office":"chair","effective":"2012-06-01","capacity":"acting"}"#;
    assert_eq!(book.add("appointed", acting), [], "someone who acts needs no seat");
    let end = r#"{"spell":"s1","person":"person-a1","office":"chair","reason":"resigned","announced":"2012-07-02","effective":"2012-07-01"}"#;
    assert_eq!(fields(&book.add("office_ended", end)), ["/event/effective"]);
    let fourth = r#"{"spell":"s4","person":"person-a1","office":"chair","effective":"2012-07-01"}"#;
    assert_eq!(book.add("appointed", fourth).len(), 1, "the second still sits");
}

#[test]
fn recording_late_is_normal_and_told() {
    let mut book = Book::new();
    let said = r#"{"body":"board-a","text":"Words."}"#;
    let on = |date: &str| format!(r#""occurred":{{"edtf":"{date}"}},"#);
    assert_eq!(book.add_with("statement_made", said, &on("2014-11-01")), []);
    let late = book.add_with("statement_made", said, &on("2014-08-26"));
    assert_eq!(fields(&late), ["/occurred/edtf"]);
    let early = book.add_with("statement_made", said, &on("2014-12"));
    assert!(early[0].problem.contains("after the day of recording, 2014-11-24"), "{}", early[0]);
}

/// Whoever acts stands in for somebody who holds the office, and not for themselves.
#[test]
fn acting_for_oneself_or_for_nobody_in_office_is_unusual() {
    let mut book = Book::new();
    let held = r#"{"spell":"s1","person":"person-a1","office":"chair","effective":"2010-05-01"}"#;
    book.add("appointed", held);
    let acts = |spell: &str, person: &str, on: &str, holder: &str| {
        format!(
            r#"{{"spell":"{spell}","person":"{person}","office":"chair","reason":"leave",
            "effective":"{on}"{holder}}}"#
        )
    };
    let of = r#","acting_for":"person-a1""#;
    assert_eq!(book.add("acting_started", &acts("s2", "person-a2", "2011-01-01", of)), []);
    let warnings = book.add("acting_started", &acts("s3", "person-a1", "2011-01-01", ""));
    assert_eq!(fields(&warnings), ["/event/person"]);
    assert!(
        warnings[0].problem.contains("holds that office on that day, as entry"),
        "{warnings:?}"
    );
    let end = r#"{"spell":"s1","person":"person-a1","office":"chair","reason":"resigned","effective":"2012-05-01"}"#;
    book.add("office_ended", end);
    // After the end the holder has gone, and may come back to act.
    let warnings = book.add("acting_started", &acts("s4", "person-a2", "2012-06-01", of));
    assert_eq!(fields(&warnings), ["/event/acting_for"]);
    assert_eq!(book.add("acting_started", &acts("s5", "person-a1", "2012-06-01", "")), []);
}
