//! The takedown log, and whether it accounts for what is withheld.

use crate::views::record_fixture::{Ledger, figure, table};
use std::format;

/// One statement of which two fields are withheld, one of them redacted in June.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    ledger.withheld = [("said-1", "/event/text"), ("said-1", "/sources/0/title")].into();
    let body = r#""body":"board","name":"Harbour board","body_kind":"lscb""#;
    ledger.on("2015-04-01", "e0", "body_registered", body, "");
    let said = r#""body":"board","text":"Words.","channel":"press""#;
    ledger.on("2015-04-01", "said-1", "statement_made", said, "");
    let redaction = |fields: &str, review: &str| {
        format!(
            r#""target":"said-1","fields":[{fields}],"ground":"third_party","decided_by":"registrar","decided_on":"2015-05-01"{review}"#
        )
    };
    let first = redaction(r#""/event/text""#, r#","review_on":"2016-05""#);
    ledger.on("2015-05-01", "gone-1", "redaction", &first, "");
    let second = redaction(r#""/sources/0/title""#, "");
    ledger.on("2015-06-01", "gone-2", "redaction", &second, "");
    ledger
}

#[test]
fn every_redaction_is_a_line_and_all_that_is_withheld_is_accounted_for() {
    let mut ledger = ledger();
    let sheet = ledger.ask("redactions?on=2016-05-31").unwrap();
    assert_eq!(figure(&sheet, "redactions").text, "2");
    assert_eq!(figure(&sheet, "withheld").text, "2 of 2 (100%)");
    assert!(sheet.notices.is_empty(), "{:?}", sheet.notices);
    let words = |sheet: &crate::views::sheet::Sheet, row: usize| -> std::vec::Vec<_> {
        table(sheet, "log").rows[row].cells.iter().map(crate::views::sheet::Cell::words).collect()
    };
    let first = words(&sheet, 1);
    assert_eq!(first[0], "Event 2");
    assert_eq!(first[3..6], ["/event/text", "Third party", "registrar"]);
    assert_eq!(first[8], "Ahead", "on the last day of the month that is meant");
    assert_eq!(table(&sheet, "log").rows[1].entries, [1, 2]);
    assert_eq!(words(&sheet, 0)[8], "No day set");
    let later = ledger.ask("redactions?on=2016-06-01").unwrap();
    assert_eq!(words(&later, 1)[8], "Overdue");
    assert_eq!(figure(&later, "overdue").entries, [2]);

    // Lifted, by the record's own account: this copy withholds more than that.
    let lifted = r#""redaction":"gone-1","target":"said-1","fields":["/event/text"],"decided_by":"registrar","decided_on":"2015-07-01""#;
    ledger.on("2015-07-01", "back", "redaction_lifted", lifted, "");
    let sheet = ledger.ask("redactions?on=2016-06-01").unwrap();
    assert_eq!(words(&sheet, 0)[1], "Lifted");
    assert_eq!(words(&sheet, 2)[1], "Redacted, lifted since");
    assert_eq!(words(&sheet, 2)[8], "", "no review of what is over");
    assert_eq!(figure(&sheet, "overdue").text, "0");
    assert_eq!(figure(&sheet, "withheld").text, "1 of 1 (100%)");
    assert_eq!(sheet.notices.len(), 1);
    assert_eq!(sheet.notices[0].entries, [1, 3]);
}

/// A copy that was made before shows what was redacted later: it is told.
#[test]
fn a_copy_that_withholds_less_than_the_record_says_is_told() {
    let mut before = Ledger::new();
    let said = r#""body":"board","text":"Words.","channel":"press""#;
    let body = r#""body":"board","name":"Harbour board","body_kind":"lscb""#;
    before.on("2015-04-01", "e0", "body_registered", body, "");
    before.on("2015-04-01", "said-1", "statement_made", said, "");
    let redaction = r#""target":"said-1","fields":["/event/text"],"ground":"court_order","decided_by":"registrar","decided_on":"2015-05-01""#;
    before.on("2015-05-01", "gone", "redaction", redaction, "");
    let sheet = before.ask("redactions").unwrap();
    assert_eq!(figure(&sheet, "withheld").text, "0 of 1 (0%)");
    assert!(sheet.notices[0].text.contains("this copy withholds none"), "{:?}", sheet.notices);
    assert!(before.ask("redactions?at=2").unwrap().notices.is_empty(), "before it was redacted");
}
