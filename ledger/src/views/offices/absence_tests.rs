//! Leave, suspension and acting: "in office" is not "doing the job".

use crate::views::record_fixture::{Ledger, figure, lines, table};
use std::format;
use std::string::String;
use std::vec::Vec;

/// Ada holds the one seat from 1 May 2010. Leave from 1 March to 1 September
/// 2012, with Ben acting; suspended from 10 January 2014, lifted on 20 January.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    let body = r#""body":"council","name":"Aldmere council","body_kind":"local_authority""#;
    ledger.on("2015-01-01", "e0", "body_registered", body, "");
    for (id, name) in [("p-a", "Ada Example"), ("p-b", "Ben Example")] {
        let facts = format!(r#""person":"{id}","name":"{name}""#);
        ledger.on("2015-01-01", &format!("reg-{id}"), "person_registered", &facts, "");
    }
    let office =
        r#""office":"leader","title":"leader","body":"council","selection":"elected","seats":1"#;
    ledger.on("2015-01-01", "e3", "office_registered", office, "");
    let mine = r#""spell":"s1","person":"p-a","office":"leader""#;
    let mut add = |id: &str, kind: &str, facts: &str| {
        ledger.on("2015-01-02", id, kind, facts, "");
    };
    add("e4", "appointed", &format!(r#"{mine},"effective":"2010-05-01""#));
    add(
        "e5",
        "leave_started",
        &format!(r#"{mine},"leave":"l1","leave_kind":"parental","effective":"2012-03-01""#),
    );
    let acts = r#""spell":"s2","person":"p-b","office":"leader""#;
    add(
        "e6",
        "acting_started",
        &format!(r#"{acts},"acting_for":"p-a","reason":"leave","effective":"2012-03-01""#),
    );
    add(
        "e7",
        "acting_ended",
        &format!(r#"{acts},"acting_end":"holder_returned","effective":"2012-09-01""#),
    );
    add("e8", "leave_ended", &format!(r#"{mine},"leave":"l1","effective":"2012-09-01""#));
    add(
        "e9",
        "suspended",
        &format!(r#"{mine},"suspension":"x1","suspended_by":"council","effective":"2014-01-10""#),
    );
    add(
        "e10",
        "suspension_lifted",
        &format!(
            r#"{mine},"suspension":"x1","suspension_end":"reinstated","effective":"2014-01-20""#
        ),
    );
    ledger
}

#[test]
fn leave_and_suspension_are_marks_on_a_holder_and_never_an_end() {
    let ledger = ledger();
    for (on, expected) in [
        ("2012-02-29", "Ada Example"),
        ("2012-03-01", "Ada Example (on leave); Ben Example (acting)"),
        ("2012-08-31", "Ada Example (on leave); Ben Example (acting)"),
        ("2012-09-01", "Ada Example"),
        ("2014-01-09", "Ada Example"),
        ("2014-01-10", "Ada Example (suspended)"),
        ("2014-01-19", "Ada Example (suspended)"),
        ("2014-01-20", "Ada Example"),
    ] {
        let sheet = ledger.ask(&format!("office?office=leader&on={on}")).unwrap();
        assert_eq!(figure(&sheet, "holders").text, expected, "{on}");
    }
}

/// The seat is filled while its holder is on leave, and covered besides.
#[test]
fn a_seat_is_filled_while_its_holder_is_away() {
    let ledger = ledger();
    let sheet = ledger.ask("office?office=leader&on=2012-06-01").unwrap();
    assert_eq!(figure(&sheet, "seats").text, "1 of 1 filled, 0 vacant; 1 standing in");
    assert_eq!(
        lines(&sheet, "holders"),
        [
            "Ada Example | 1 May 2010 | No end recorded | In office; on leave",
            "Ben Example | acting | 1 March 2012 | 1 September 2012 | In office",
        ]
    );
    // Every entry that speaks of her time in office: appointed, leave, suspension.
    assert_eq!(table(&sheet, "holders").rows[0].entries, [4, 5, 8, 9, 10]);
}

/// An absence whose end was not yet recorded goes on; one that is known to have
/// ended on an unknown day is only possible after its first day.
#[test]
fn an_absence_stands_as_far_as_it_was_known() {
    let ledger = ledger();
    // Size 8: the entry e8, which ends the leave, is not known.
    let sheet = ledger.ask("office?office=leader&on=2013-01-01&at=8").unwrap();
    assert_eq!(figure(&sheet, "holders").text, "Ada Example (on leave)");
    let mut ledger = self::ledger();
    let mine = r#""spell":"s1","person":"p-a","office":"leader","leave":"l2""#;
    let starts = format!(r#"{mine},"leave_kind":"other","effective":"2014-05-01""#);
    ledger.on("2015-01-03", "e11", "leave_started", &starts, "");
    ledger.on("2015-01-03", "e12", "leave_ended", mine, "");
    let text = |on: &str| {
        let sheet = ledger.ask(&format!("office?office=leader&on={on}")).unwrap();
        figure(&sheet, "holders").text.clone()
    };
    assert_eq!(text("2014-05-01"), "Ada Example (on leave)");
    assert_eq!(text("2014-05-02"), "Ada Example (perhaps on leave)");
}

/// Married on 6 January 2020 and a baroness on 1 March 2022: each day has its
/// name, on the office's page and on her own; a correction reaches its own name.
#[test]
fn people_are_called_what_they_were_called_on_the_day() {
    let mut ledger = ledger();
    let renamed =
        |name: &str, from: &str| format!(r#""person":"p-a","name":"{name}","from":"{from}""#);
    ledger.on("2022-03-02", "n1", "person_renamed", &renamed("Ada Harbour", "2020-01-06"), "");
    ledger.on("2022-03-02", "n2", "person_renamed", &renamed("Baroness Harbur", "2022-03-01"), "");
    let names = |ledger: &Ledger| -> Vec<String> {
        let days = ["2019-12-31", "2020-01-06", "2022-02-28", "2022-03-01"];
        let stands = days.map(|on| ledger.stand(on));
        let person = ledger.facts.find("p-a").unwrap();
        stands.iter().map(|stand| ledger.facts.person_name(person, stand).into()).collect()
    };
    assert_eq!(names(&ledger), ["Ada Example", "Ada Harbour", "Ada Harbour", "Baroness Harbur"]);
    let fix = r#""target":"n2","correction_kind":"clerical","reason":"slip","changes":[{"field":"/event/name","new":"Baroness Harbour"}]"#;
    ledger.on("2022-03-03", "n3", "correction", fix, "");
    assert_eq!(names(&ledger), ["Ada Example", "Ada Harbour", "Ada Harbour", "Baroness Harbour"]);
    // As known before the new names were recorded, there was one.
    let sheet = ledger.ask("person?person=p-a&on=2023-01-01&at=11").unwrap();
    assert_eq!(sheet.title, "Ada Example");
    let sheet = ledger.ask("person?person=p-a&on=2023-01-01").unwrap();
    assert_eq!(sheet.title, "Baroness Harbour");
    assert_eq!(
        lines(&sheet, "names"),
        ["Ada Example", "Ada Harbour | 6 January 2020", "Baroness Harbour | 1 March 2022"]
    );
    // The name and its correction are entries 12 and 13.
    assert_eq!(figure(&sheet, "name").entries, [12, 13]);
}

/// A name with a last day alone was the name until then; a body renamed on a day
/// that nobody knows was called so when that was recorded, 2 March 2022.
#[test]
fn a_name_without_a_first_day_is_not_made_up() {
    let mut ledger = ledger();
    let maiden = r#""person":"p-b","name":"Ben Quay","until":"2012-12-31""#;
    ledger.on("2022-03-02", "n1", "person_renamed", maiden, "");
    let body = r#""body":"council","name":"Aldmere and Quay council""#;
    ledger.on("2022-03-02", "n2", "body_renamed", body, "");
    let name = |on: &str| {
        let stand = ledger.stand(on);
        let person = ledger.facts.find("p-b").unwrap();
        let body = ledger.facts.find("council").unwrap();
        format!(
            "{} / {}",
            ledger.facts.person_name(person, &stand),
            ledger.facts.body_name(body, &stand)
        )
    };
    assert_eq!(name("2012-12-31"), "Ben Quay / Aldmere council");
    assert_eq!(name("2013-01-01"), "Ben Example / Aldmere council");
    assert_eq!(name("2022-03-01"), "Ben Example / Aldmere council");
    assert_eq!(name("2022-03-02"), "Ben Example / Aldmere and Quay council");
}

/// An end before the start, as one real register has it: no day is covered, and
/// the sheet says that one of the two is wrong.
#[test]
fn an_end_before_the_start_counts_on_no_day_and_is_said() {
    let mut ledger = ledger();
    let mine = r#""spell":"s3","person":"p-b","office":"leader""#;
    ledger.on("2016-01-01", "b1", "appointed", &format!(r#"{mine},"effective":"2015-09-01""#), "");
    let end = format!(r#"{mine},"reason":"unknown","effective":"2015-05-14""#);
    ledger.on("2016-01-01", "b2", "office_ended", &end, "");
    for on in ["2015-05-13", "2015-07-01", "2015-09-01", "2016-01-01"] {
        let sheet = ledger.ask(&format!("office?office=leader&on={on}")).unwrap();
        assert_eq!(figure(&sheet, "holders").text, "Ada Example", "{on}");
        assert!(
            sheet.notices[0].text.contains("Ben Example: the end is recorded as before the start")
        );
    }
}
