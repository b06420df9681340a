//! What a record holds back by its own line is accounted for, and nobody is accused.

use crate::views::record_fixture::{Ledger, figure, table};
use std::vec::Vec;

const EMBARGO: &str = r#""disclosure":"embargoed","embargo_until":"2015-06-01T11:00+01:00""#;

/// A statement of which all is withheld, marked so or not.
fn ledger(mark: &str) -> Ledger {
    let mut ledger = Ledger::new();
    ledger.withheld = [("said-1", "/event/text"), ("said-1", "/sources/0/title")].into();
    let body = r#""body":"board","name":"Harbour board","body_kind":"lscb""#;
    ledger.on("2015-04-01", "e0", "body_registered", body, "");
    let said = r#""body":"board","text":"Words.","channel":"press""#;
    ledger.on("2015-04-01", "said-1", "statement_made", said, mark);
    ledger
}

fn notices(ledger: &Ledger, on: &str) -> Vec<std::string::String> {
    let ask = |view: &str| ledger.ask(&std::format!("{view}?on={on}")).unwrap().notices;
    let both = [ask("redactions"), ask("integrity")].concat();
    both.into_iter().map(|notice| notice.text).collect()
}

#[test]
fn what_is_held_back_needs_no_redaction() {
    for mark in [r#""disclosure":"restricted""#, r#""disclosure":"suppressed""#, EMBARGO] {
        let ledger = ledger(mark);
        // On the last day it may be held back still.
        for on in ["2015-04-01", "2015-06-01"] {
            assert!(notices(&ledger, on).is_empty(), "{mark} on {on}");
        }
        let sheet = ledger.ask("integrity?on=2015-05-01").unwrap();
        assert_eq!(figure(&sheet, "withheld").text, "1 of 2");
        assert_eq!(figure(&sheet, "accounted").denominator, Some(0), "none needs a redaction");
        assert_eq!(table(&sheet, "withheld").rows.len(), 1);
    }
    assert_eq!(notices(&ledger(""), "2015-05-01").len(), 2, "unmarked it would be told");
    assert_eq!(notices(&ledger(r#""disclosure":"public""#), "2015-05-01").len(), 2);
}

/// A copy made before: worth a note, and no accusation.
#[test]
fn what_is_withheld_after_its_embargo_is_an_older_copy() {
    let told = notices(&ledger(EMBARGO), "2015-06-02");
    assert_eq!(told.len(), 2, "{told:?}");
    for note in told {
        assert!(
            note.contains("ended on 1 June 2015") && note.contains("2 of its fields"),
            "{note}"
        );
        assert!(note.contains("newer copy") && !note.contains("by the record"), "{note}");
    }
    assert!(notices(&ledger(r#""disclosure":"restricted""#), "2115-06-02").is_empty());
}
