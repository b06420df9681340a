//! What is tracked is a recommendation and a body that it addresses.

use super::*;

fn made(addressees: &str) -> Book {
    let mut book = Book::new();
    let event = format!(
        r#"{{"recommendation":"r1","made_by":"committee","text":"t","verbatim":true,
        "item_kind":"recommendation","addressees":[{addressees}]}}"#
    );
    book.add("recommendation_made", &event);
    book
}

fn response(responder: &str) -> String {
    format!(r#"{{"recommendation":"r1","responder":"{responder}","position":"accepted"}}"#)
}

fn progress(addressee: &str) -> String {
    format!(
        r#"{{"recommendation":"r1","addressee":"{addressee}","reported_by":"committee",
        "reporter_role":"recommender","status":"not_started"}}"#
    )
}

#[test]
fn only_a_body_that_is_addressed_can_answer() {
    let mut book = made(r#"{"body":"ministry"}"#);
    let fault = book.refused("response_received", &response("board-a"));
    assert_eq!(fault.field, "/event/responder");
    assert!(fault.remedy.contains("(ministry)") && fault.remedy.contains("entry 7"), "{fault}");
    assert_eq!(book.refused("progress_reported", &progress("board-a")).field, "/event/addressee");
    book.add("response_received", &response("ministry"));
    book.add("progress_reported", &progress("ministry"));
}

#[test]
fn a_successor_and_a_part_answer_for_the_body_that_is_addressed() {
    let mut book = made(r#"{"body":"ministry"}"#);
    for (body, how) in [("heir", "successor_of"), ("agency", "part_of")] {
        book.refused_with("response_received", &response("board-b"), "");
        let event = format!(
            r#"{{"body":"{body}","name":"{body}","body_kind":"department","{how}":"ministry"}}"#
        );
        book.add("body_registered", &event);
        book.add("response_received", &response(body));
    }
}

#[test]
fn where_no_addressee_is_known_anybody_may_answer() {
    let mut book = made("");
    book.add("response_received", &response("board-b"));
}

#[test]
fn a_due_day_that_has_passed_is_unusual() {
    let mut book = Book::new();
    let event = r#"{"recommendation":"r1","made_by":"committee","text":"t","verbatim":true,
        "item_kind":"recommendation","addressees":[{"body":"ministry"},{"body":"board-a","due":"2014-01-31"}]}"#;
    let warnings = book.add("recommendation_made", event);
    assert_eq!(fields(&warnings), ["/event/addressees/1/due"]);
}
