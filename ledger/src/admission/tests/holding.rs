//! What is held back, and what a later record must not say of it.

use super::*;

const EMBARGO: &str = r#""disclosure":"embargoed","embargo_until":"2014-12-01T11:00+00:00","#;
const LONGER: &str = r#""disclosure":"embargoed","embargo_until":"2014-12-02T11:00+00:00","#;
const SHORTER: &str = r#""disclosure":"embargoed","embargo_until":"2014-11-30T11:00+00:00","#;
const OVER: &str = r#""disclosure":"embargoed","embargo_until":"2014-11-01T11:00+00:00","#;
const RESTRICTED: &str = r#""disclosure":"restricted","#;

fn statement(text: &str) -> String {
    format!(r#"{{"body":"board-a","text":"{text}"}}"#)
}

fn correction(target: &str, old: &str, new: &str) -> String {
    let change = format!(r#"{{"field":"/event/text","old":"{old}","new":"{new}"}}"#);
    format!(
        r#"{{"target":"{target}","correction_kind":"clerical","changes":[{change}],"reason":"r"}}"#
    )
}

impl Book {
    fn held(&mut self, kind: &str, event: &str, more: &str) -> String {
        let draft = draft(self.drafts.len(), kind, event, more);
        let id = draft.id.as_str().to_string();
        self.judge(&draft).unwrap_or_else(|faults| panic!("{faults:?}"));
        self.take(draft);
        id
    }

    fn judged(&self, kind: &str, event: &str, more: &str) -> Result<Vec<Warning>, Vec<Fault>> {
        self.judge(&draft(self.drafts.len(), kind, event, more))
    }
}

#[test]
fn a_correction_does_not_say_in_public_what_is_held_back() {
    let mut book = Book::new();
    let target = book.held("statement_made", &statement("Early."), EMBARGO);
    let event = correction(&target, "Early.", "Earlier.");
    for more in ["", r#""disclosure":"public","#, SHORTER, OVER] {
        let faults = book.judged("correction", &event, more).unwrap_err();
        assert_eq!(faults[0].field, "/disclosure", "{more}");
        assert!(faults[0].problem.contains("until 11am on 1 December 2014"), "{:?}", faults[0]);
        assert!(faults[0].remedy.contains("in the same way"), "{:?}", faults[0]);
        assert!(!format!("{faults:?}").contains("Earl"), "no value in a fault");
    }
    for more in [EMBARGO, LONGER, RESTRICTED] {
        book.judged("correction", &event, more).unwrap_or_else(|f| panic!("{more}: {f:?}"));
    }
}

#[test]
fn a_second_correction_does_not_give_the_first_away() {
    let mut book = Book::new();
    let target = book.held("statement_made", &statement("Once."), "");
    book.held("correction", &correction(&target, "Once.", "Held."), RESTRICTED);
    let event = correction(&target, "Held.", "Open.");
    let faults = book.judged("correction", &event, EMBARGO).unwrap_err();
    assert!(faults[0].problem.contains("for good"), "{:?}", faults[0]);
    assert!(faults[0].remedy.contains("restricted"), "{:?}", faults[0]);
    book.judged("correction", &event, RESTRICTED).unwrap();
    // Another field says nothing of it.
    let other = format!(
        r#"{{"target":"{target}","correction_kind":"clerical","changes":[{{"field":"/occurred","new":"2014-08-26"}}],"reason":"r"}}"#
    );
    book.judged("correction", &other, "").unwrap();
}

#[test]
fn once_an_embargo_is_over_anything_may_be_said() {
    let mut book = Book::new();
    let target = book.held("statement_made", &statement("Late."), OVER);
    book.judged("correction", &correction(&target, "Late.", "Later."), "").unwrap();
}

#[test]
fn no_correction_opens_or_closes_a_record() {
    let mut book = Book::new();
    let held = book.held("statement_made", &statement("Held."), RESTRICTED);
    let open = book.held("statement_made", &statement("Open."), "");
    for (target, field, old, new) in [
        (&held, "/disclosure", r#""old":"restricted","#, "public"),
        (&open, "/disclosure", "", "restricted"),
        (&held, "/embargo_until", "", "2014-11-01T11:00+00:00"),
    ] {
        let change = format!(r#"{{"field":"{field}",{old}"new":"{new}"}}"#);
        let event = format!(
            r#"{{"target":"{target}","correction_kind":"clerical","changes":[{change}],"reason":"r"}}"#
        );
        let faults = book.judged("correction", &event, RESTRICTED).unwrap_err();
        let about = |fault: &&Fault| fault.problem.contains("as it was recorded");
        assert!(faults.iter().any(|fault| about(&fault)), "{field}: {faults:?}");
    }
}

#[test]
fn what_every_reader_must_see_is_never_held_back() {
    let mut book = Book::new();
    let target = book.held("statement_made", &statement("Held."), RESTRICTED);
    let redaction = format!(
        r#"{{"target":"{target}","fields":["/event/text"],"ground":"court_order","decided_by":"editor","decided_on":"2014-11-20"}}"#
    );
    for more in [RESTRICTED, EMBARGO] {
        let faults = book.judged("redaction", &redaction, more).unwrap_err();
        assert_eq!(faults[0].field, "/disclosure", "{faults:?}");
        assert!(faults[0].problem.contains("Redaction"), "{faults:?}");
    }
    // In public it is taken: what it destroys it need not show.
    book.judged("redaction", &redaction, "").unwrap();
    book.judged("redaction", &redaction, OVER).unwrap();
}

#[test]
fn words_beside_a_record_that_is_held_back_are_warned_of() {
    let mut book = Book::new();
    let held = book.held("statement_made", &statement("Held."), EMBARGO);
    let open = book.held("statement_made", &statement("Open."), "");
    let note = |target: &str| format!(r#"{{"target":"{target}","text":"A note."}}"#);
    let warnings = book.judged("annotation", &note(&held), "").unwrap();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].problem.contains("held back until"), "{warnings:?}");
    assert!(book.judged("annotation", &note(&held), EMBARGO).unwrap().is_empty());
    assert!(book.judged("annotation", &note(&open), "").unwrap().is_empty());
}
