//! What was redacted and what was taken back.

use crate::views::record_fixture::{Ledger, figure, lines, table};

/// Two statements of which fields are withheld: of the first one field, with a
/// redaction on record; of the second one field, with none.
fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    ledger.withheld = [("said-1", "/event/text"), ("said-2", "/event/text")].into();
    let body = r#""body":"board","name":"Harbour board","body_kind":"lscb""#;
    ledger.on("2015-04-01", "e0", "body_registered", body, "");
    let said = r#""body":"board","text":"Words.","channel":"press""#;
    let when = r#""occurred":{"edtf":"2015-03-30"}"#;
    ledger.on("2015-04-01", "said-1", "statement_made", said, when);
    ledger.on("2015-04-01", "said-2", "statement_made", said, when);
    let redaction = r#""target":"said-1","fields":["/event/text"],"ground":"erasure_request","decided_by":"registrar","decided_on":"2015-05-01""#;
    ledger.on("2015-05-01", "gone", "redaction", redaction, "");
    ledger
}

/// Two fields are withheld; a redaction accounts for one of them: 1 of 2.
#[test]
fn withheld_fields_are_held_against_the_redactions_on_record() {
    let mut ledger = ledger();
    let sheet = ledger.ask("integrity").unwrap();
    assert_eq!(figure(&sheet, "withheld").text, "2 of 4");
    let accounted = figure(&sheet, "accounted");
    assert_eq!((accounted.text.as_str(), accounted.denominator), ("1 of 2 (50%)", Some(2)));
    assert_eq!(accounted.entries, [1, 3, 2]);
    assert_eq!(sheet.notices.len(), 1);
    assert_eq!(sheet.notices[0].entries, [2]);
    assert!(
        sheet.notices[0].text.starts_with("Fields withheld: 1; redactions on record account for 0")
    );
    // Shown again by the record's own account, and still withheld here.
    let lifted = r#""redaction":"gone","target":"said-1","fields":["/event/text"],"decided_by":"registrar","decided_on":"2015-06-01""#;
    ledger.on("2015-06-01", "back", "redaction_lifted", lifted, "");
    assert_eq!(figure(&ledger.ask("integrity").unwrap(), "accounted").text, "0 of 2 (0%)");
    // At the size before the redaction nothing was accounted for.
    let sheet = ledger.ask("integrity?at=3").unwrap();
    assert_eq!(figure(&sheet, "accounted").numerator, Some(0));
}

/// Two statements of one day; one is withdrawn, and the withdrawal withdrawn.
#[test]
fn what_was_taken_back_counts_no_more_and_counts_again_when_that_is_taken_back() {
    let mut ledger = ledger();
    assert_eq!(lines(&ledger.ask("same-day").unwrap(), "days").len(), 1);
    let back = r#""target":"said-2","withdrawal_kind":"duplicate","reason":"Twice.","decided_by":"registrar""#;
    ledger.on("2015-06-01", "w1", "withdrawal", back, "");
    assert!(lines(&ledger.ask("same-day").unwrap(), "days").is_empty());
    // As it was known before, it counted.
    assert_eq!(lines(&ledger.ask("same-day?at=4").unwrap(), "days").len(), 1);
    let sheet = ledger.ask("days-between?a=said-1&b=said-2").unwrap();
    assert!(sheet.notices[0].text.starts_with("This entry was withdrawn"));
    assert_eq!(sheet.notices[0].entries, [2, 4]);
    // The board's newest event is the other statement, of 30 March.
    let sheet = ledger.ask("silence?on=2015-06-30&days=10").unwrap();
    assert_eq!(table(&sheet, "silent").rows[0].entries, [0, 1]);
    let again = r#""target":"w1","withdrawal_kind":"recorded_in_error","reason":"Not twice.","decided_by":"registrar""#;
    ledger.on("2015-06-02", "w2", "withdrawal", again, "");
    assert_eq!(lines(&ledger.ask("same-day").unwrap(), "days").len(), 1);
}
