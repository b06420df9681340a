//! References lead somewhere; an identifier is recorded once.

use super::super::sorts::{ELSEWHERE, about};
use super::*;
use crate::events::KINDS;

#[test]
fn a_name_for_nothing_is_refused_with_its_place_and_what_to_do() {
    let book = Book::new();
    let fault = book.refused("statement_made", r#"{"body":"borad-a","text":"Words."}"#);
    assert_eq!(
        fault.to_string(),
        "/event/body: \"borad-a\" names a body that is not recorded; \
         record it first with body_registered, or check the spelling"
    );
    let both = book.faults(
        "finding",
        r#"{"made_by":"nobody","text":"x","verbatim":false,"about_persons":["person-a1","who"]}"#,
        "",
    );
    assert_eq!(fields(&both), ["/event/made_by", "/event/about_persons/1"]);
}

#[test]
fn every_sort_of_reference_is_followed() {
    let book = Book::new();
    for (kind, event, field) in [
        (
            "office_registered",
            r#"{"office":"o","title":"O","body":"x","selection":"elected"}"#,
            "/event/body",
        ),
        ("appointed", r#"{"spell":"s","person":"x","office":"chair"}"#, "/event/person"),
        ("appointed", r#"{"spell":"s","person":"person-a1","office":"x"}"#, "/event/office"),
        (
            "office_ended",
            r#"{"spell":"x","person":"person-a1","office":"chair","reason":"died"}"#,
            "/event/spell",
        ),
        (
            "data_call_issued",
            r#"{"call":"c","issuer":"committee","population":"x","legal_basis":"request"}"#,
            "/event/population",
        ),
        ("nil_return", r#"{"return_id":"r","call":"x","body":"board-a"}"#, "/event/call"),
        (
            "response_received",
            r#"{"recommendation":"x","responder":"ministry","position":"noted"}"#,
            "/event/recommendation",
        ),
        (
            "recommendation_made",
            r#"{"recommendation":"r","made_by":"committee","text":"t","verbatim":true,"item_kind":"recommendation","restates":"x"}"#,
            "/event/restates",
        ),
        (
            "invitation_accepted",
            r#"{"request":"x","committee":"committee","person":"person-a1","acceptance":"accepted"}"#,
            "/event/request",
        ),
        (
            "attended",
            r#"{"session":"s","committee":"committee","person":"person-a1","mode":"remote","order":"x"}"#,
            "/event/order",
        ),
        (
            "reply_published",
            r#"{"reply_to":"x","person":"person-a1","text":"t","channel":"report"}"#,
            "/event/reply_to",
        ),
        (
            "correction",
            r#"{"target":"x","correction_kind":"clerical","changes":[{"field":"/event/name","new":"n"}],"reason":"r"}"#,
            "/event/target",
        ),
    ] {
        assert_eq!(book.refused(kind, event).field, field, "{kind}");
    }
}

#[test]
fn a_report_may_be_recorded_after_what_it_says() {
    let mut book = Book::new();
    let finding = r#"{"made_by":"board-a","report":"rep","text":"t","verbatim":false}"#;
    assert_eq!(fields(&book.add("finding", finding)), ["/event/report"]);
    book.add("report_published", r#"{"report":"rep","report_kind":"report"}"#);
    assert_eq!(book.add("finding", finding), []);
    // A second account of the same publication is unusual and no contradiction.
    let again = book.add("report_published", r#"{"report":"rep","report_kind":"final"}"#);
    assert_eq!(fields(&again), ["/event/report"]);
    assert!(again[0].problem.contains("entry 8"), "{}", again[0]);
}

#[test]
fn an_identifier_is_recorded_once_unless_sources_disagree() {
    let mut book = Book::new();
    let fault = book.refused("person_registered", r#"{"person":"person-a1","name":"Another"}"#);
    assert_eq!(fault.field, "/event/person");
    assert!(
        fault.problem.contains("entry 4") && fault.remedy.contains("conflicts_with"),
        "{fault}"
    );
    let person = r#"{"person":"person-a1","name":"Another"}"#;
    let conflict = r#""conflicts_with":["e4"],"#;
    assert_eq!(fields(&book.add_with("person_registered", person, conflict)), ["/event/person"]);
    let other = r#""conflicts_with":["e5"],"#;
    book.refused_with("person_registered", person, other);
}

#[test]
fn claims_that_contradict_each_other_may_name_each_other() {
    let mut book = Book::new();
    let claim = r#"{"body":"committee","subject":"s","form":"not_stated"}"#;
    let first = book.add_with("inquiry_opened", claim, r#""conflicts_with":["e8"],"#);
    assert_eq!(fields(&first), ["/conflicts_with/0"]);
    assert_eq!(book.add_with("inquiry_opened", claim, r#""conflicts_with":["e7"],"#), []);
}

#[test]
fn what_is_taken_back_was_never_there() {
    let mut book = Book::new();
    book.register.mark();
    book.add("body_registered", r#"{"body":"new","name":"New","body_kind":"other"}"#);
    book.add("statement_made", r#"{"body":"new","text":"Words."}"#);
    book.register.undo();
    book.refused("statement_made", r#"{"body":"new","text":"Words."}"#);
    book.add("statement_made", r#"{"body":"board-a","text":"Words."}"#);
}

#[test]
fn every_sort_of_identifier_in_the_vocabulary_is_looked_up_somewhere() {
    let drafts = crate::events::samples();
    assert_eq!(drafts.len(), KINDS.len());
    for draft in drafts {
        for named in draft.ids() {
            let known = about(named.sort).is_some() || ELSEWHERE.contains(&named.sort);
            assert!(
                known,
                "{} names a {}: say in sorts.rs who records it",
                draft.event.kind(),
                named.sort
            );
        }
    }
}
