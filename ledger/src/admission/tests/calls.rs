//! A call is answered by those who were asked, for what was asked, in versions.

use super::*;

fn asked() -> Book {
    let mut book = Book::new();
    book.add(
        "population_fixed",
        r#"{"population":"boards","name":"Boards","count":1,"members":["board-a"]}"#,
    );
    book.add(
        "data_call_issued",
        r#"{"call":"c1","issuer":"ministry","population":"boards","legal_basis":"request",
        "issued":"2014-09-01","due":"2014-12-01","indicators":[{"indicator":"victims","title":"Victims"}]}"#,
    );
    book
}

fn returned(body: &str, id: &str, version: u16, indicator: &str) -> String {
    format!(
        r#"{{"return_id":"{id}","call":"c1","body":"{body}","version":{version},"received":"2014-10-01",
        "completeness":"full","values":[{{"indicator":"{indicator}","numerator":7}}]}}"#
    )
}

#[test]
fn only_a_body_that_was_asked_can_answer() {
    let mut book = asked();
    let fault = book.refused("return_received", &returned("board-b", "r1", 1, "victims"));
    assert_eq!(fault.field, "/event/body");
    assert!(fault.problem.contains("list boards"), "{fault}");
    assert!(fault.remedy.contains("entry 7"), "{fault}");
    book.refused("declined", r#"{"return_id":"r1","call":"c1","body":"board-b"}"#);
    book.add("return_received", &returned("board-a", "r1", 1, "victims"));
    // Where only the number of bodies is known, nobody can be said to be missing.
    book.add("population_fixed", r#"{"population":"many","name":"Many","count":148}"#);
    book.add(
        "data_call_issued",
        r#"{"call":"c2","issuer":"ministry","population":"many","legal_basis":"request"}"#,
    );
    book.add("declined", r#"{"return_id":"r2","call":"c2","body":"board-b"}"#);
}

#[test]
fn an_answer_is_about_what_was_asked() {
    let book = asked();
    let fault = book.refused("return_received", &returned("board-a", "r1", 1, "cases"));
    assert_eq!(fault.field, "/event/values/0/indicator");
    assert_eq!(fault.remedy, "write one of: victims");
    let nil = r#"{"return_id":"r1","call":"c1","body":"board-a","indicators":["cases"]}"#;
    assert_eq!(book.refused("nil_return", nil).field, "/event/indicators/0");
}

#[test]
fn versions_follow_each_other() {
    let mut book = asked();
    let second = book.refused("return_received", &returned("board-a", "r1", 2, "victims"));
    assert_eq!((second.field.as_str(), second.value.as_deref()), ("/event/version", Some("\"2\"")));
    book.add("nil_return", r#"{"return_id":"r1","call":"c1","body":"board-a"}"#);
    for version in [1, 3] {
        let fault = book.refused("return_received", &returned("board-a", "r1", version, "victims"));
        assert!(fault.remedy.starts_with("write 2"), "{fault}");
    }
    book.add("return_received", &returned("board-a", "r1", 2, "victims"));
    let nil = r#"{"return_id":"r1","call":"c1","body":"board-a"}"#;
    assert_eq!(book.refused("nil_return", nil).field, "/event/return_id");
    let other = book.add("return_received", &returned("board-a", "r2", 1, "victims"));
    assert_eq!(fields(&other), ["/event/body"]);
    assert!(other[0].problem.contains("with r1 in entry 10"), "{}", other[0]);
}

#[test]
fn an_answer_before_the_question_and_a_day_that_has_passed_are_unusual() {
    let mut book = asked();
    let early = r#"{"return_id":"r1","call":"c1","body":"board-a","received":"2014-08-31"}"#;
    assert_eq!(fields(&book.add("nil_return", early)), ["/event/received"]);
    let due = r#"{"call":"c2","issuer":"ministry","legal_basis":"request","due":"2014-11-23"}"#;
    assert_eq!(fields(&book.add("data_call_issued", due)), ["/event/due"]);
}
