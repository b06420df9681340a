//! Who was invited or ordered, and who came.

use super::*;

fn called() -> Book {
    let mut book = Book::new();
    book.add("invitation_sent", r#"{"request":"i1","committee":"committee","person":"person-a1"}"#);
    book.add(
        "order_to_attend",
        r#"{"order":"o1","request":"i1","committee":"committee","person":"person-a1","made":"2014-11-01"}"#,
    );
    book
}

fn attended(person: &str, committee: &str) -> String {
    format!(
        r#"{{"session":"s1","committee":"{committee}","person":"{person}","mode":"in_person","order":"o1"}}"#
    )
}

#[test]
fn an_order_is_followed_by_the_person_it_names_before_the_committee_that_made_it() {
    let book = called();
    let person = book.refused("attended", &attended("person-a2", "committee"));
    assert_eq!(person.field, "/event/person");
    assert!(person.problem.contains("is person-a1 in the order in entry 8"), "{person}");
    let committee = book.refused("attended", &attended("person-a1", "board-a"));
    assert_eq!(committee.field, "/event/committee");
    let accepted =
        r#"{"request":"i1","committee":"committee","person":"person-a2","acceptance":"accepted"}"#;
    assert_eq!(book.refused("invitation_accepted", accepted).field, "/event/person");
    let order = r#"{"order":"o2","request":"i1","committee":"committee","person":"person-a2"}"#;
    assert_eq!(book.refused("order_to_attend", order).field, "/event/person");
}

#[test]
fn nobody_both_came_and_did_not() {
    let mut book = called();
    book.add("attended", &attended("person-a1", "committee"));
    let absent =
        r#"{"session":"s1","committee":"committee","person":"person-a1","reason":"none_given"}"#;
    let fault = book.refused("did_not_attend", absent);
    assert!(fault.problem.contains("attended that session, as entry 9"), "{fault}");
    book.add_with("did_not_attend", absent, r#""conflicts_with":["e9"],"#);
    let elsewhere =
        r#"{"session":"s2","committee":"committee","person":"person-a1","reason":"none_given"}"#;
    book.add("did_not_attend", elsewhere);
}

/// Nobody came to a session that was called off; one that was put off is still to
/// be held.
#[test]
fn nobody_came_to_a_session_that_was_called_off() {
    let off =
        |reason: &str| format!(r#"{{"session":"s1","committee":"committee","reason":"{reason}"}}"#);
    let mut book = called();
    book.add("session_cancelled", &off("withdrawn"));
    let fault = book.refused("attended", &attended("person-a1", "committee"));
    assert_eq!(fault.field, "/event/session");
    assert!(fault.problem.contains("was called off, as entry 9"), "{fault}");
    let silent = r#"{"session":"s1","committee":"committee","person":"person-a1"}"#;
    assert_eq!(book.refused("refused_to_answer", silent).field, "/event/session");
    // Sources that disagree are both recorded; a withdrawn cancellation is none.
    book.add_with("attended", &attended("person-a1", "committee"), r#""conflicts_with":["e9"],"#);

    let mut book = called();
    book.add("session_cancelled", &off("postponed"));
    book.add("attended", &attended("person-a1", "committee"));
    let fault = book.refused("session_cancelled", &off("withdrawn"));
    assert!(fault.problem.contains("person-a1 attended, as entry 10"), "{fault}");
    let warnings = book.add("session_cancelled", &off("postponed"));
    assert_eq!(fields(&warnings), ["/event/session"]);
}

#[test]
fn coming_before_the_order_was_made_is_unusual() {
    let mut book = called();
    let on = r#""occurred":{"edtf":"2014-10-31"},"#;
    let warnings = book.add_with("attended", &attended("person-a1", "committee"), on);
    assert_eq!(fields(&warnings), ["/occurred/edtf"]);
}

#[test]
fn an_allegation_waits_for_a_reply() {
    let mut book = Book::new();
    let event = r#"{"about_persons":["person-a1"],"text":"t","reported_in":"A paper","accuser":"not_named"}"#;
    let warnings = book.add("allegation_reported", event);
    assert!(warnings[0].remedy.contains("reply_published"), "{}", warnings[0]);
    book.add(
        "reply_published",
        r#"{"reply_to":"e7","person":"person-a1","text":"No.","channel":"report"}"#,
    );
}
