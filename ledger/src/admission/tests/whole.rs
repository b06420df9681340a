//! The rest of the vocabulary: what changes, ends, is taken back or followed up.

use super::*;

/// A data call to one board, answered once.
fn answered() -> Book {
    let mut book = Book::new();
    book.add(
        "population_fixed",
        r#"{"population":"boards","name":"Boards","count":1,"members":["board-a"]}"#,
    );
    book.add(
        "data_call_issued",
        r#"{"call":"c1","issuer":"ministry","population":"boards","legal_basis":"request"}"#,
    );
    book.add("nil_return", r#"{"return_id":"r1","call":"c1","body":"board-a"}"#);
    book
}

#[test]
fn a_list_gains_what_it_lacks_and_loses_what_it_has() {
    let mut book = answered();
    let amend = |added: &str, removed: &str, count: u8| {
        format!(
            r#"{{"population":"boards","added":[{added}],"removed":[{removed}],"count":{count},"reason":"r"}}"#
        )
    };
    let twice = book.refused("population_amended", &amend(r#""board-a""#, "", 2));
    assert_eq!(twice.field, "/event/added/0");
    let absent = book.refused("population_amended", &amend("", r#""board-b""#, 0));
    assert_eq!(absent.field, "/event/removed/0");
    let count = book.refused("population_amended", &amend(r#""board-b""#, "", 3));
    assert!(count.remedy.starts_with("write 2"), "{count}");
    let reminder = r#"{"call":"c1","body":"board-b","ordinal":1,"means":"letter"}"#;
    assert_eq!(book.refused("reminder_sent", reminder).field, "/event/body");
    book.add("population_amended", &amend(r#""board-b""#, "", 2));
    book.add("reminder_sent", reminder);
    book.add("declined", r#"{"return_id":"r2","call":"c1","body":"board-b"}"#);
}

#[test]
fn a_return_is_corrected_in_its_next_version_and_taken_back_once() {
    let mut book = answered();
    let corrected = |version: u8| {
        format!(
            r#"{{"return_id":"r1","call":"c1","body":"board-a","version":{version},"completeness":"full",
            "values":[{{"indicator":"i","numerator":1}}],"reason":"clerical"}}"#
        )
    };
    assert!(book.refused("return_corrected", &corrected(3)).remedy.starts_with("write 2"));
    let accepted = r#"{"return_id":"r1","call":"c1","body":"board-a","version":2}"#;
    assert_eq!(book.refused("return_accepted", accepted).field, "/event/version");
    book.add("return_corrected", &corrected(2));
    book.add("return_accepted", accepted);
    let other = r#"{"return_id":"r1","call":"c1","body":"board-b","reason":"clerical"}"#;
    assert_eq!(book.refused("return_withdrawn", other).field, "/event/body");
    let back = r#"{"return_id":"r1","call":"c1","body":"board-a","reason":"clerical"}"#;
    book.add("return_withdrawn", back);
    assert_eq!(book.refused("return_withdrawn", back).field, "/event/return_id");
    assert_eq!(fields(&book.add("return_accepted", accepted)), ["/event/return_id"]);
    book.add("call_withdrawn", r#"{"call":"c1"}"#);
    assert_eq!(book.refused("call_withdrawn", r#"{"call":"c1"}"#).field, "/event/call");
    assert_eq!(fields(&book.add("return_corrected", &corrected(3))), ["/event/call"]);
}

/// A recommendation to the ministry.
fn made() -> Book {
    let mut book = Book::new();
    book.add(
        "recommendation_made",
        r#"{"recommendation":"rec","made_by":"committee","text":"t","verbatim":true,
        "item_kind":"recommendation","addressees":[{"body":"ministry"}]}"#,
    );
    book
}

#[test]
fn what_is_closed_is_not_closed_again_and_what_is_open_not_reopened() {
    let mut book = made();
    let closed = r#"{"recommendation":"rec","addressee":"ministry","outcome":"implemented","closed_by":"committee","closer_role":"recommender"}"#;
    let reopened = r#"{"recommendation":"rec","addressee":"ministry","reopened_by":"committee"}"#;
    let open = book.refused("recommendation_reopened", reopened);
    assert_eq!(open.problem, "is not closed for this body");
    book.add("recommendation_closed", closed);
    let twice = book.refused("recommendation_closed", closed);
    assert!(twice.problem.contains("entry 8") && twice.remedy.contains("reopened"), "{twice}");
    book.add_with("recommendation_closed", closed, r#""conflicts_with":["e8"],"#);
    let late = r#"{"recommendation":"rec","responder":"ministry","position":"accepted"}"#;
    assert_eq!(fields(&book.add("response_received", late)), ["/event/responder"]);
    book.add("recommendation_reopened", reopened);
    book.refused("recommendation_reopened", reopened);
    assert_eq!(book.add("response_received", late), []);
    let elsewhere = closed.replace("\"ministry\"", "\"board-a\"");
    assert_eq!(book.refused("recommendation_closed", &elsewhere).field, "/event/addressee");
}

#[test]
fn target_dates_are_numbered_and_follow_each_other() {
    let mut book = made();
    let revised = |old: &str, new: &str, sequence: u8| {
        format!(
            r#"{{"recommendation":"rec","addressee":"ministry","old_target":"{old}","target_date":"{new}","sequence":{sequence}}}"#
        )
    };
    let set = r#"{"recommendation":"rec","addressee":"ministry","target_date":"2015-01"}"#;
    book.add("target_date_set", set);
    assert_eq!(book.refused("target_date_set", set).field, "/event/target_date");
    let wrong = book.refused("target_date_revised", &revised("2015-02", "2015-06", 2));
    assert_eq!(
        (wrong.field.as_str(), wrong.remedy.as_str()),
        ("/event/old_target", "write 2015-01, or correct entry 8",)
    );
    book.add("target_date_revised", &revised("2015-01", "2015-06", 2));
    let same = book.refused("target_date_revised", &revised("2015-01", "2015-07", 2));
    assert_eq!(same.field, "/event/sequence");
    let gap = book.add("target_date_revised", &revised("2015-09", "2015-12", 4));
    assert_eq!(fields(&gap), ["/event/sequence"], "the third may be recorded later");
}

#[test]
fn bodies_that_merged_answer_for_those_before_them() {
    let mut book = made();
    let response = r#"{"recommendation":"rec","responder":"board-b","position":"accepted"}"#;
    book.refused("response_received", response);
    book.add(
        "body_merged",
        r#"{"link":"merger","earlier":["ministry","board-a"],"later":["board-b"]}"#,
    );
    book.add("response_received", response);
    book.add("body_abolished", r#"{"body":"ministry","functions_to":["board-b"]}"#);
    let again = book.refused("body_abolished", r#"{"body":"ministry"}"#);
    assert!(again.problem.contains("entry 10"), "{again}");
}

#[test]
fn leave_and_suspension_lie_within_one_time_in_office_and_end_once() {
    let mut book = Book::new();
    book.add(
        "appointed",
        r#"{"spell":"s1","person":"person-a1","office":"chair","effective":"2010-05-01"}"#,
    );
    let suspended = |day: &str| {
        format!(
            r#"{{"suspension":"x1","spell":"s1","person":"person-a1","office":"chair","suspended_by":"committee","effective":"{day}"}}"#
        )
    };
    assert_eq!(book.refused("suspended", &suspended("2010-04-30")).field, "/event/effective");
    let lifted = r#"{"suspension":"x1","spell":"s1","person":"person-a1","office":"chair","suspension_end":"reinstated"}"#;
    assert_eq!(book.refused("suspension_lifted", lifted).field, "/event/suspension");
    book.add("suspended", &suspended("2012-01-01"));
    assert_eq!(book.refused("suspended", &suspended("2012-01-01")).field, "/event/suspension");
    book.add("suspension_lifted", lifted);
    assert_eq!(book.refused("suspension_lifted", lifted).field, "/event/suspension");
    book.add(
        "office_ended",
        r#"{"spell":"s1","person":"person-a1","office":"chair","reason":"resigned","effective":"2014-08-26","successor":"s2"}"#,
    );
    let leave = r#"{"leave":"l1","spell":"s1","person":"person-a1","office":"chair","leave_kind":"other","effective":"2014-09-01"}"#;
    assert!(
        book.refused("leave_started", leave).problem.contains("after the time in office ended")
    );
    let wrong = leave.replace("person-a1", "person-a2").replace("2014-09", "2013-09");
    assert_eq!(book.refused("leave_started", &wrong).field, "/event/person");

    let acting = r#"{"spell":"a1","person":"person-a2","office":"chair","reason":"vacancy","effective":"2014-08-27"}"#;
    book.add("acting_started", acting);
    assert_eq!(book.refused("acting_started", acting).field, "/event/spell");
    let end = r#"{"spell":"a1","person":"person-a2","office":"chair","acting_end":"successor_took_office","effective":"2014-10-01"}"#;
    book.add("acting_ended", end);
    assert_eq!(book.refused("acting_ended", end).field, "/event/spell");
}

#[test]
fn an_order_is_served_on_whom_it_names_and_discharged_once() {
    let mut book = Book::new();
    let unknown = r#"{"order":"o1","committee":"committee","body":"ministry","method":"post"}"#;
    assert_eq!(book.refused("order_served", unknown).field, "/event/order");
    book.add(
        "order_for_papers",
        r#"{"order":"o1","committee":"committee","body":"ministry","papers":"p"}"#,
    );
    let wrong = unknown.replace("ministry", "board-a");
    assert_eq!(book.refused("order_served", &wrong).field, "/event/body");
    book.add("order_served", unknown);
    let discharged =
        r#"{"order":"o1","committee":"committee","body":"ministry","reason":"complied"}"#;
    book.add("order_discharged", discharged);
    assert_eq!(book.refused("order_discharged", discharged).field, "/event/order");
    let varied = r#"{"order":"o1","committee":"committee","body":"ministry","due":"2014-12-01"}"#;
    assert_eq!(fields(&book.add("order_varied", varied)), ["/event/order"]);
    let papers = r#"{"order":"o1","committee":"board-a","body":"ministry"}"#;
    assert_eq!(book.refused("papers_received", papers).field, "/event/committee");
}

#[test]
fn a_matter_is_about_one_order_and_one_person() {
    let mut book = Book::new();
    book.add("order_to_attend", r#"{"order":"o1","committee":"committee","person":"person-a1"}"#);
    book.add(
        "reported_to_house",
        r#"{"matter":"m1","order":"o1","person":"person-a1","committee":"committee"}"#,
    );
    let other = r#"{"matter":"m1","person":"person-a2","decided_by":"committee","outcome":"none"}"#;
    assert_eq!(book.refused("sanction", other).field, "/event/person");
    book.add("sanction", &other.replace("person-a2", "person-a1"));
    let late = r#"{"matter":"m1","person":"person-a1","found_by":"committee"}"#;
    assert_eq!(fields(&book.add("contempt_found", late)), ["/event/matter"]);
}

fn withdrawal(target: &str) -> String {
    format!(
        r#"{{"target":"{target}","withdrawal_kind":"recorded_in_error","reason":"r","decided_by":"editor"}}"#
    )
}

#[test]
fn what_is_withdrawn_counts_no_more_until_the_withdrawal_is_withdrawn() {
    let mut book = Book::new();
    let appointed = r#"{"spell":"s1","person":"person-a1","office":"chair"}"#;
    let ended = r#"{"spell":"s1","person":"person-a1","office":"chair","reason":"died","effective":"2014-01-01"}"#;
    book.add("appointed", appointed);
    book.add("office_ended", ended);
    book.refused("office_ended", ended);
    book.add("withdrawal", &withdrawal("e8"));
    let twice = book.refused("withdrawal", &withdrawal("e8"));
    assert!(twice.field == "/event/target" && twice.problem.contains("entry 9"), "{twice}");
    book.add("office_ended", ended);

    book.add("withdrawal", &withdrawal("e7"));
    assert_eq!(book.refused("office_ended", ended).field, "/event/spell", "it never began");
    book.add("withdrawal", &withdrawal("e11"));
    assert!(book.refused("office_ended", ended).problem.contains("entry 10"), "it did begin");
    book.add("withdrawal", &withdrawal("e12"));
    // Recorded again, of another person.
    book.add("appointed", &appointed.replace("person-a1", "person-a2"));
    book.add("office_ended", &ended.replace("person-a1", "person-a2"));
}

#[test]
fn only_sealed_fields_are_redacted_and_only_redactions_lifted() {
    let mut book = Book::new();
    let redaction = |field: &str| {
        format!(
            r#"{{"target":"e4","fields":["{field}"],"ground":"court_order","decided_by":"editor","decided_on":"2014-11-01"}}"#
        )
    };
    let public = book.refused("redaction", &redaction("/event/person"));
    assert!(public.problem.contains("not sealed in entry 4"), "{public}");
    assert!(public.remedy.contains("/event/name"), "{public}");
    let absent = book.refused("redaction", &redaction("/event/capacity"));
    assert!(absent.problem.contains("not a field"), "{absent}");
    book.add("redaction", &redaction("/event/name"));
    let lifted = |redaction: &str, target: &str, field: &str| {
        format!(
            r#"{{"redaction":"{redaction}","target":"{target}","fields":["{field}"],"decided_by":"editor","decided_on":"2014-11-02"}}"#
        )
    };
    for (event, field) in [
        (lifted("e3", "e4", "/event/name"), "/event/redaction"),
        (lifted("e7", "e5", "/event/name"), "/event/target"),
        (lifted("e7", "e4", "/sources/0/title"), "/event/fields/0"),
    ] {
        assert_eq!(book.refused("redaction_lifted", &event).field, field);
    }
    let twice = book.refused("redaction", &redaction("/event/name"));
    assert!(twice.problem.contains("redacted by entry 7 already"), "{twice}");
    book.add("redaction_lifted", &lifted("e7", "e4", "/event/name"));
    let open = book.refused("redaction_lifted", &lifted("e7", "e4", "/event/name"));
    assert!(open.problem.contains("can be read again already"), "{open}");

    // Redacted a second time, it is the second redaction that counts.
    book.add("redaction", &redaction("/event/name"));
    let first = book.refused("redaction_lifted", &lifted("e7", "e4", "/event/name"));
    assert!(first.problem.contains("redacted again by entry 9"), "{first}");

    // What a redaction destroyed does not come back by calling it a mistake.
    let withdrawal = r#"{"target":"e9","withdrawal_kind":"recorded_in_error","reason":"r","decided_by":"editor"}"#;
    let refused = book.refused("withdrawal", withdrawal);
    assert!(refused.remedy.contains("redaction_lifted"), "{refused}");
    let correction = r#"{"target":"e9","correction_kind":"clerical","reason":"r",
        "changes":[{"field":"/event/target","new":"e3"}]}"#;
    assert_eq!(book.refused("correction", correction).problem, "cannot be corrected");
}

#[test]
fn a_document_is_released_by_naming_what_withheld_it_and_never_once_destroyed() {
    const A: &str = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
    let b = A.replace('a', "b");
    let mut book = Book::new();
    let withheld = |document: &str, mode: &str| {
        format!(
            r#"{{"document":"{document}","withholding_mode":"{mode}","ground":"court_order","decided_by":"editor","decided_on":"2014-11-01"}}"#
        )
    };
    let released = |withholding: &str, document: &str| {
        format!(
            r#"{{"withholding":"{withholding}","document":"{document}","decided_by":"editor","decided_on":"2014-11-02"}}"#
        )
    };
    assert_eq!(book.add("document_withheld", &withheld(A, "not_published")), []);
    let again = book.add("document_withheld", &withheld(A, "not_published"));
    assert_eq!(fields(&again), ["/event/document"], "unusual, and recorded");
    let other = book.refused("document_released", &released("e3", A));
    assert!(other.field == "/event/withholding" && other.problem.contains("entry 3"), "{other}");
    assert_eq!(book.refused("document_released", &released("e7", &b)).field, "/event/document");
    book.add("document_released", &released("e7", A));
    let twice = book.refused("document_released", &released("e7", A));
    assert!(twice.problem.contains("not withheld any more"), "{twice}");

    book.add("document_withheld", &withheld(A, "destroyed"));
    let gone = book.refused("document_released", &released("e10", A));
    assert!(gone.problem.contains("destroyed by entry 10"), "{gone}");
    let twice = book.refused("document_withheld", &withheld(A, "not_published"));
    assert!(twice.problem.contains("destroyed by entry 10"), "{twice}");
    assert_eq!(book.add("document_withheld", &withheld(&b, "destroyed")), [], "another one");

    // No words undo what the store did: neither a correction nor a withdrawal.
    for field in ["document", "withholding_mode"] {
        let correction = format!(
            r#"{{"target":"e11","correction_kind":"clerical","reason":"r",
            "changes":[{{"field":"/event/{field}","new":"not_published"}}]}}"#
        );
        let fault = book.refused("correction", &correction);
        assert_eq!(fault.problem, "cannot be corrected", "{field}");
    }
    let ground = r#"{"target":"e11","correction_kind":"clerical","reason":"r",
        "changes":[{"field":"/event/ground","new":"security"}]}"#;
    book.add("correction", ground);
    let fault = book.refused("withdrawal", &withdrawal("e11"));
    assert!(fault.remedy.contains("document_released"), "{fault}");
}
