use super::*;
use crate::views::record_fixture::{Ledger, day, figure, lines, table};
use std::format;
use std::string::{String, ToString};
use std::vec;
use std::vec::Vec;

fn people(ledger: &mut Ledger, names: &[(&str, &str)]) {
    for (id, name) in names {
        let facts = format!(r#""person":"{id}","name":"{name}""#);
        ledger.on("2010-01-01", &format!("reg-{id}"), "person_registered", &facts, "");
    }
}

fn ledger(seats: &str) -> Ledger {
    let mut ledger = Ledger::new();
    let body = r#""body":"council","name":"Aldmere council","body_kind":"local_authority""#;
    ledger.on("2010-01-01", "reg-council", "body_registered", body, "");
    let office = format!(
        r#""office":"leader","title":"leader of the council","body":"council","selection":"elected"{seats}"#
    );
    ledger.on("2010-01-01", "reg-leader", "office_registered", &office, "");
    people(&mut ledger, &[("p-a", "Ada Example"), ("p-b", "Ben Example"), ("p-c", "Cy Example")]);
    ledger
}

fn appoint(ledger: &mut Ledger, spell: &str, person: &str, from: &str, more: &str) {
    let facts = format!(
        r#""spell":"{spell}","person":"{person}","office":"leader","effective":"{from}"{more}"#
    );
    ledger.on("2020-01-01", &format!("start-{spell}"), "appointed", &facts, "");
}

fn end(ledger: &mut Ledger, spell: &str, person: &str, reason: &str, more: &str) {
    let facts = format!(
        r#""spell":"{spell}","person":"{person}","office":"leader","reason":"{reason}"{more}"#
    );
    ledger.on("2020-01-01", &format!("end-{spell}"), "office_ended", &facts, "");
}

/// "Ada (perhaps)" for everyone who holds the office on a day.
fn held(ledger: &Ledger, on: &str) -> Vec<String> {
    let stand = ledger.stand(on);
    let terms = terms(&ledger.facts, &stand);
    let office = ledger.facts.find("leader").unwrap();
    let words = |holder: &Holder<'_>| {
        let name = ledger.facts.person_name(holder.term.person, &stand);
        let first = name.split(' ').next().unwrap_or("");
        match holder.hold {
            Hold::Definite => first.to_string(),
            _ => format!("{first} (perhaps)"),
        }
    };
    holders(&terms, office, day(on)).iter().map(words).collect()
}

/// Half open: Ada from 1 May 2010, gone on 15 July 2014, when Ben takes over.
/// So on the 14th Ada, on the 15th Ben, and never both.
#[test]
fn on_the_day_of_a_handover_the_new_holder_holds_the_office() {
    let mut ledger = ledger("");
    appoint(&mut ledger, "s1", "p-a", "2010-05-01", "");
    end(&mut ledger, "s1", "p-a", "reshuffled", r#","effective":"2014-07-15""#);
    appoint(&mut ledger, "s2", "p-b", "2014-07-15", "");
    assert!(held(&ledger, "2010-04-30").is_empty());
    assert_eq!(held(&ledger, "2010-05-01"), ["Ada"]);
    assert_eq!(held(&ledger, "2014-07-14"), ["Ada"]);
    assert_eq!(held(&ledger, "2014-07-15"), ["Ben"]);
    let stand = ledger.stand("2020-01-01");
    let terms = terms(&ledger.facts, &stand);
    let found = handovers(&terms, ledger.facts.find("leader").unwrap());
    assert_eq!(found.pairs[0].2, Handover::SameDay);
    assert_eq!((found.pairs.len(), found.unplaced.len()), (1, 0));
}

/// Start "March 2010" and end "August 2014": definite from the last day of
/// March to the day before the first of August; possible from 1 March and
/// before 31 August, because the holder is gone on the day of leaving.
#[test]
fn months_give_definite_and_possible_days() {
    let mut ledger = ledger("");
    appoint(&mut ledger, "s1", "p-a", "2010-03", "");
    end(&mut ledger, "s1", "p-a", "resigned", r#","effective":"2014-08""#);
    for (on, expected) in [
        ("2010-02-28", vec![]),
        ("2010-03-01", vec!["Ada (perhaps)"]),
        ("2010-03-30", vec!["Ada (perhaps)"]),
        ("2010-03-31", vec!["Ada"]),
        ("2014-07-31", vec!["Ada"]),
        ("2014-08-01", vec!["Ada (perhaps)"]),
        ("2014-08-30", vec!["Ada (perhaps)"]),
        ("2014-08-31", vec![]),
    ] {
        assert_eq!(held(&ledger, on), expected, "{on}");
    }
}

/// An end that is not known is not "still in office": "2003/" is definite on
/// the last day of 2003 and on the day that a source vouches for, and only
/// possible after it. An open end is definite for ever.
#[test]
fn an_unknown_end_is_not_an_open_end() {
    let mut ledger = ledger("");
    let facts = r#""spell":"s1","person":"p-a","office":"leader","as_at":"2009-06-01""#;
    ledger.on("2020-01-01", "h1", "office_held", facts, r#""occurred":{"edtf":"2003/"}"#);
    let facts = r#""spell":"s2","person":"p-b","office":"leader""#;
    ledger.on("2020-01-01", "h2", "office_held", facts, r#""occurred":{"edtf":"2011/.."}"#);
    assert_eq!(held(&ledger, "2003-06-01"), ["Ada (perhaps)"]);
    assert_eq!(held(&ledger, "2003-12-31"), ["Ada"]);
    assert_eq!(held(&ledger, "2009-06-01"), ["Ada"]);
    assert_eq!(held(&ledger, "2009-06-02"), ["Ada (perhaps)"]);
    assert_eq!(held(&ledger, "2012-01-01"), ["Ben", "Ada (perhaps)"]);
    // An end known without its day is an unknown end, too.
    end(&mut ledger, "s2", "p-b", "unknown", "");
    assert_eq!(held(&ledger, "2012-01-01"), ["Ada (perhaps)", "Ben (perhaps)"]);
}

/// "Held in 2010" tells neither start nor end: never definite. "Held on 5 May
/// 2010" is definite on that day alone.
#[test]
fn a_date_that_is_no_stretch_vouches_for_itself_only() {
    let mut ledger = ledger("");
    let facts = r#""spell":"s1","person":"p-a","office":"leader""#;
    ledger.on("2020-01-01", "h1", "office_held", facts, r#""occurred":{"edtf":"2010"}"#);
    let facts = r#""spell":"s2","person":"p-b","office":"leader""#;
    ledger.on("2020-01-01", "h2", "office_held", facts, r#""occurred":{"edtf":"2010-05-05"}"#);
    assert_eq!(held(&ledger, "2010-05-04"), ["Ada (perhaps)", "Ben (perhaps)"]);
    assert_eq!(held(&ledger, "2010-05-05"), ["Ben", "Ada (perhaps)"]);
}

/// A planned end that has passed without an end recorded leaves it open.
#[test]
fn after_the_planned_end_nobody_is_definite() {
    let mut ledger = ledger("");
    appoint(&mut ledger, "s1", "p-a", "2010-05-01", r#","term_end":"2014-05-01""#);
    assert_eq!(held(&ledger, "2014-04-30"), ["Ada"]);
    assert_eq!(held(&ledger, "2014-05-01"), ["Ada (perhaps)"]);
}

/// Announced on 20 July, effective on 1 September; the end announced on
/// 1 March and effective on 1 June. Before 20 July it simply lies ahead.
#[test]
fn announced_and_not_yet_effective_is_a_state_in_both_directions() {
    let mut ledger = ledger("");
    appoint(&mut ledger, "s1", "p-a", "2014-09-01", r#","announced":"2014-07-20""#);
    let dates = r#","letter":"2015-02-27","announced":"2015-03-01","accepted":"2015-03-02","effective":"2015-06-01""#;
    end(&mut ledger, "s1", "p-a", "resigned", dates);
    let state = |on: &str| {
        let stand = ledger.stand(on);
        terms(&ledger.facts, &stand)[0].state(day(on))
    };
    for (on, expected) in [
        ("2014-07-19", State::Ahead),
        ("2014-07-20", State::Announced),
        ("2014-08-31", State::Announced),
        ("2014-09-01", State::Holding),
        ("2015-02-28", State::Holding),
        ("2015-03-01", State::Leaving),
        ("2015-05-31", State::Leaving),
        ("2015-06-01", State::Ended),
    ] {
        assert_eq!(state(on), expected, "{on}");
    }
    let sheet = ledger.ask("office?office=leader&on=2014-08-01").unwrap();
    assert_eq!(figure(&sheet, "holders").text, "No holder recorded");
    assert!(sheet.notices[0].text.contains("announced as a holder; not yet effective"));
    // The four dates of the resignation, each in its column.
    assert_eq!(
        lines(&sheet, "terms"),
        ["Ada Example | 1 September 2014 | 1 June 2015 | Announced, not yet effective | Resigned \
          | 20 July 2014 | 27 February 2015 | 1 March 2015 | 2 March 2015"]
    );
}

/// Three seats: Ada in her own right, Ben perhaps, Cy acting. One is filled;
/// between 1 (if Ben holds one) and 2 are vacant; the one who acts fills none.
#[test]
fn an_acting_holder_covers_a_seat_and_does_not_fill_it() {
    let mut ledger = ledger(r#","seats":3"#);
    appoint(&mut ledger, "s1", "p-a", "2010-05-01", "");
    appoint(&mut ledger, "s2", "p-b", "2014", "");
    appoint(&mut ledger, "s3", "p-c", "2014-01-10", r#","capacity":"acting""#);
    let sheet = ledger.ask("office?office=leader&on=2014-06-01").unwrap();
    let holders = figure(&sheet, "holders");
    assert_eq!(holders.text, "Ada Example; Cy Example (acting); Ben Example (perhaps)");
    assert_eq!((holders.numerator, holders.denominator), (Some(2), Some(3)));
    // Entries: 5 people and bodies first (0 to 4), then the three appointments.
    assert_eq!(holders.entries, [5, 6, 7]);
    let seats = figure(&sheet, "seats");
    assert_eq!(seats.text, "1 of 3 filled, between 1 and 2 vacant; 1 standing in");
}

/// A ends 31 May, B starts 10 June: 10 days. C starts 1 June of the next year,
/// 30 days before B leaves on 1 July: both hold it for 30 days.
#[test]
fn gaps_and_overlaps_are_counted_in_days() {
    let mut ledger = ledger("");
    appoint(&mut ledger, "s1", "p-a", "2010-05-01", "");
    end(&mut ledger, "s1", "p-a", "removed", r#","effective":"2011-05-31""#);
    appoint(&mut ledger, "s2", "p-b", "2011-06-10", "");
    end(&mut ledger, "s2", "p-b", "removed", r#","effective":"2012-07-01""#);
    appoint(&mut ledger, "s3", "p-c", "2012-06-01", "");
    let sheet = ledger.ask("office?office=leader").unwrap();
    assert_eq!(
        lines(&sheet, "handovers"),
        [
            "Ada Example | Ben Example | After a gap of 10 days",
            "Ben Example | Cy Example | Both in office for 30 days",
        ]
    );
}

/// Two sources for one end. "August 2014" and "26 August 2014" can both be
/// right: the day it is. "26 August" and "1 September" cannot: every day from
/// the one to the other is possible, none is definite, and the sheet says so.
#[test]
fn sources_that_disagree_are_not_settled_by_the_program() {
    let mut ledger = ledger("");
    appoint(&mut ledger, "s1", "p-a", "2010-05-01", "");
    end(&mut ledger, "s1", "p-a", "resigned", r#","effective":"2014-08""#);
    let again = |day: &str| {
        format!(
            r#""spell":"s1","person":"p-a","office":"leader","reason":"resigned","effective":"{day}""#
        )
    };
    ledger.on("2020-01-02", "again", "office_ended", &again("2014-08-26"), "");
    assert_eq!(held(&ledger, "2014-08-25"), ["Ada"]);
    assert!(held(&ledger, "2014-08-26").is_empty());
    ledger.on("2020-01-03", "other", "office_ended", &again("2014-09-01"), "");
    assert_eq!(held(&ledger, "2014-08-25"), ["Ada"]);
    assert_eq!(held(&ledger, "2014-08-26"), ["Ada (perhaps)"]);
    assert!(held(&ledger, "2014-09-01").is_empty());
    let sheet = ledger.ask("office?office=leader&on=2014-08-26").unwrap();
    assert!(sheet.notices[0].text.contains("do not agree"), "{:?}", sheet.notices);
    assert_eq!(sheet.notices[0].entries, [5, 6, 7, 8]);
}

/// A correction changes what is known from its own entry on.
#[test]
fn a_corrected_end_is_known_from_the_correction_on() {
    let mut ledger = ledger("");
    appoint(&mut ledger, "s1", "p-a", "2010-05-01", "");
    end(&mut ledger, "s1", "p-a", "resigned", r#","effective":"2014-08-26""#);
    let before = ledger.size();
    let facts = r#""target":"end-s1","correction_kind":"clerical","reason":"slip",
        "changes":[{"field":"/event/effective","new":"2014-08-27"}]"#;
    ledger.on("2020-02-01", "c1", "correction", facts, "");
    let names = |question: String| {
        let sheet = ledger.ask(&question).unwrap();
        figure(&sheet, "holders").text.clone()
    };
    let known = format!("office?office=leader&on=2014-08-26&at={before}");
    assert_eq!(names(known), "No holder recorded");
    assert_eq!(names("office?office=leader&on=2014-08-26".to_string()), "Ada Example");
    let sheet = ledger.ask("office?office=leader").unwrap();
    assert_eq!(table(&sheet, "terms").rows[0].entries, [5, 6, 7]);
}

#[test]
fn an_office_that_nobody_named_is_refused_with_a_remedy() {
    let ledger = ledger("");
    let error = |question| ledger.ask(question).unwrap_err();
    assert!(error("office").contains("name an office"));
    assert!(error("office?office=mayor").contains("\"mayor\" is not an office"));
    // A body's identifier is known, but it is no office.
    assert!(error("office?office=council").contains("is not an office"));
    assert!(error("office?office=leader&person=x").contains("is not a parameter"));
    // Nor is it known before it was registered.
    assert!(error("office?office=leader&at=1").contains("is not an office"));
}

/// One office with a definite holder, of two registered.
#[test]
fn the_list_of_offices_counts_those_that_are_held() {
    let mut ledger = ledger("");
    let office = r#""office":"mayor","title":"mayor","body":"council","selection":"elected""#;
    ledger.on("2010-01-02", "reg-mayor", "office_registered", office, "");
    appoint(&mut ledger, "s1", "p-a", "2010-05-01", "");
    let sheet = ledger.ask("offices?on=2014-01-01").unwrap();
    assert_eq!(figure(&sheet, "held").text, "1 of 2");
    assert_eq!(
        lines(&sheet, "offices"),
        [
            "leader of the council | Aldmere council | Ada Example | 1 filled; the number of \
             seats is not recorded | 1",
            "mayor | Aldmere council | No holder recorded | 0 filled; the number of seats is not \
             recorded | 0",
        ]
    );
}
