//! Turnover, with figures worked out by hand.

use crate::views::record_fixture::{Ledger, figure, lines, table};
use std::format;

/// One office. Ada from 1 May 2010 to 1 May 2011, Ben from then to 15 July 2014,
/// Cy since then; and Dee "in 2012", which tells no start.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    let body = r#""body":"council","name":"Aldmere council","body_kind":"local_authority""#;
    ledger.on("2015-01-01", "reg-council", "body_registered", body, "");
    let office = r#""office":"leader","title":"leader","body":"council","selection":"elected""#;
    ledger.on("2015-01-01", "reg-leader", "office_registered", office, "");
    for (id, name) in [("p-a", "Ada"), ("p-b", "Ben"), ("p-c", "Cy"), ("p-d", "Dee")] {
        let facts = format!(r#""person":"{id}","name":"{name} Example""#);
        ledger.on("2015-01-01", &format!("reg-{id}"), "person_registered", &facts, "");
    }
    for (person, from, until) in [
        ("p-a", "2010-05-01", "2011-05-01"),
        ("p-b", "2011-05-01", "2014-07-15"),
        ("p-c", "2014-07-15", ""),
    ] {
        let mine = format!(r#""spell":"s-{person}","person":"{person}","office":"leader""#);
        let start = format!(r#"{mine},"effective":"{from}""#);
        ledger.on("2015-01-02", &format!("start-{person}"), "appointed", &start, "");
        if !until.is_empty() {
            let end = format!(r#"{mine},"reason":"resigned","effective":"{until}""#);
            ledger.on("2015-01-02", &format!("end-{person}"), "office_ended", &end, "");
        }
    }
    let dee = r#""spell":"s-d","person":"p-d","office":"leader""#;
    ledger.on("2015-01-02", "held-d", "office_held", dee, r#""occurred":{"edtf":"2012"}"#);
    ledger
}

/// 1 May 2010 to 1 May 2011: 365 days. 1 May 2011 to 15 July 2014: 366 (with 29
/// February 2012) + 365 + 365 to 1 May 2014, and 31 + 30 + 14: 1,171. The median
/// of 365 and 1,171 is 768; two of four times in office have both days.
#[test]
fn the_median_is_of_terms_with_both_days_known() {
    let ledger = ledger();
    let sheet = ledger.ask("turnover?on=2015-02-01").unwrap();
    let median = figure(&sheet, "median");
    assert_eq!(median.text, "768 days, of 2 of 4 times in office");
    assert_eq!((median.numerator, median.denominator), (Some(2), Some(4)));
    // Entries: 6 registrations, then start and end of Ada and of Ben.
    assert_eq!(median.entries, [6, 7, 8, 9]);
    assert_eq!(
        lines(&sheet, "lengths"),
        [
            "leader | Ada Example | 1 May 2010 | 1 May 2011 | 365",
            "leader | Ben Example | 1 May 2011 | 15 July 2014 | 1171",
        ]
    );
    // A year earlier Ben had not left: one length, and it is the median.
    let sheet = ledger.ask("turnover?on=2014-02-01").unwrap();
    assert_eq!(figure(&sheet, "median").text, "365 days, of 1 of 4 times in office");
}

/// 2011 and 2014 have two holders each, because one left and one began. Dee, of
/// whom no day is known, is in none.
#[test]
fn each_year_counts_who_surely_held_the_office_in_it() {
    let ledger = ledger();
    let sheet = ledger.ask("turnover?on=2015-02-01&office=leader").unwrap();
    assert_eq!(
        lines(&sheet, "years"),
        [
            "2010 | 1 | 1 | 0",
            "2011 | 2 | 1 | 1",
            "2012 | 1 | 0 | 0",
            "2013 | 1 | 0 | 0",
            "2014 | 2 | 1 | 1",
            "2015 | 1 | 0 | 0"
        ]
    );
    let sheet = ledger.ask("turnover?on=2009-01-01").unwrap();
    assert!(table(&sheet, "years").rows.is_empty());
    assert_eq!(figure(&sheet, "median").numerator, Some(0));
}

/// Accepted on 1 February 2011, when Ada held the office, who has left: one.
/// Accepted on 1 August 2014 by Cy, who holds it still: not. Accepted before
/// anybody is known to have held it, rejected: not of the whole.
#[test]
fn recommendations_are_counted_since_whose_acceptance_the_holder_left() {
    let mut ledger = ledger();
    for (n, position, on) in [
        (1, "accepted", "2011-02-01"),
        (2, "accepted_in_part", "2014-08-01"),
        (3, "accepted", "2009-02-01"),
        (4, "rejected", "2011-02-01"),
    ] {
        let made = format!(
            r#""recommendation":"r-{n}","made_by":"council","text":"Light the quay.","verbatim":true,"item_kind":"recommendation","addressees":[{{"body":"council"}}]"#
        );
        ledger.on(
            "2015-01-03",
            &format!("made-{n}"),
            "recommendation_made",
            &made,
            r#""occurred":{"edtf":"2009-01-01"}"#,
        );
        let answer =
            format!(r#""recommendation":"r-{n}","responder":"council","position":"{position}""#);
        let when = format!(r#""occurred":{{"edtf":"{on}"}}"#);
        ledger.on("2015-01-03", &format!("answer-{n}"), "response_received", &answer, &when);
    }
    let sheet = ledger.ask("turnover?on=2015-02-01").unwrap();
    let changed = figure(&sheet, "changed");
    assert_eq!((changed.numerator, changed.denominator), (Some(1), Some(2)));
    assert_eq!(changed.text, "1 of 2 (50%)");
}

#[test]
fn offices_and_bodies_that_nobody_named_are_refused() {
    let ledger = ledger();
    assert!(ledger.ask("turnover?office=x").unwrap_err().contains("is not an office"));
    assert!(ledger.ask("turnover?body=x").unwrap_err().contains("is no organisation"));
    let sheet = ledger.ask("turnover?body=council&on=2015-02-01").unwrap();
    assert_eq!(figure(&sheet, "median").denominator, Some(4));
}
