//! A correction names a field that is there and what stands in it.

use super::*;

fn correction(target: &str, change: &str) -> String {
    format!(
        r#"{{"target":"{target}","correction_kind":"clerical","changes":[{change}],"reason":"r"}}"#
    )
}

#[test]
fn what_stood_there_must_have_stood_there() {
    let mut book = Book::new();
    let wrong = book.refused(
        "correction",
        &correction("e0", r#"{"field":"/event/name","old":"Board A","new":"Board One"}"#),
    );
    assert_eq!(wrong.field, "/event/changes/0/old");
    assert!(wrong.problem.contains("entry 0") && wrong.value.is_none(), "{wrong}");
    let right = correction("e0", r#"{"field":"/event/name","old":"board-a","new":"Board One"}"#);
    book.add("correction", &right);
    // It stands corrected now: the next one builds on it.
    assert_eq!(book.refused("correction", &right).field, "/event/changes/0/old");
    book.add(
        "correction",
        &correction("e0", r#"{"field":"/event/name","old":"Board One","new":"Board 1"}"#),
    );
    let nothing = r#"{"field":"/event/note","old":"x","new":"y"}"#;
    let fault = book.refused("correction", &correction("e0", nothing));
    assert!(fault.problem.contains("says nothing there"), "{fault}");
}

#[test]
fn a_field_that_the_record_cannot_have_is_refused() {
    let book = Book::new();
    for field in ["/event/seats", "/nothing", "/event/name/x", "/sources/3/title"] {
        let change = format!(r#"{{"field":"{field}","new":"1"}}"#);
        let fault = book.refused("correction", &correction("e0", &change));
        assert_eq!(fault.field, "/event/changes/0/field", "{field}: {fault}");
    }
    for field in ["/id", "/kind"] {
        let change = format!(r#"{{"field":"{field}","new":"other"}}"#);
        let fault = book.refused("correction", &correction("e0", &change));
        assert_eq!(fault.problem, "cannot be corrected");
    }
}

#[test]
fn a_new_value_must_fit_the_field() {
    let mut book = Book::new();
    let fault = book
        .refused("correction", &correction("e0", r#"{"field":"/event/body_kind","new":"banana"}"#));
    assert_eq!(fault.field, "/event/changes/0/new");
    assert!(fault.remedy.contains("lscb"), "{fault}");
    // Texts, dates, numbers and whole values are taken as the field has them.
    for change in [
        r#"{"field":"/event/name","new":"2014"}"#,
        r#"{"field":"/occurred","new":"2014-08-26"}"#,
        r#"{"field":"/event/start","new":"2010"}"#,
    ] {
        book.add("correction", &correction("e0", change));
    }
    book.add("correction", &correction("e6", r#"{"field":"/event/seats","old":"1","new":"2"}"#));
    let again = r#"{"field":"/occurred","old":"2014-08-26","new":"2014-08"}"#;
    book.add("correction", &correction("e0", again));
}
