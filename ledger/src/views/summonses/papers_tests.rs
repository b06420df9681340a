//! Orders for papers, requests for statements, sessions and answers refused.

use super::*;
use crate::views::facts::Act;
use crate::views::record_fixture::{Ledger, day, figure, lines, table};
use std::format;
use std::vec::Vec;

fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    for (id, name, kind) in [
        ("committee", "Harbour Committee", "committee"),
        ("inquiry", "Quay Inquiry", "inquiry"),
        ("board", "Aldmere Board", "lscb"),
    ] {
        let facts = format!(r#""body":"{id}","name":"{name}","body_kind":"{kind}""#);
        ledger.on("2015-01-01", &format!("reg-{id}"), "body_registered", &facts, "");
    }
    let ada = r#""person":"p-a","name":"Ada Example""#;
    ledger.on("2015-01-01", "reg-p-a", "person_registered", ada, "");
    ledger
}

fn happens(ledger: &mut Ledger, on: &str, id: &str, kind: &str, facts: &str) {
    ledger.on("2020-01-01", id, kind, facts, &format!(r#""occurred":{{"edtf":"{on}"}}"#));
}

const ORDER: &str = r#""order":"o1","committee":"committee","body":"board","papers":"The minutes.",
    "due":"2015-06-01""#;

fn states(ledger: &Ledger, on: &str) -> Vec<State> {
    let stand = ledger.stand(on);
    calls(&ledger.facts, &stand).iter().map(|call| call.state(day(on))).collect()
}

/// Ordered on 15 March to hand over papers by 1 June. On that day nobody is late;
/// on 10 June 9 days have passed. Some came on the 11th, which does not end it; the
/// rest came on the 20th, which does. It is no call to attend.
#[test]
fn papers_are_open_until_all_of_them_came() {
    let mut ledger = ledger();
    happens(&mut ledger, "2015-03-15", "e1", "order_for_papers", ORDER);
    let served = r#""order":"o1","committee":"committee","body":"board","method":"post""#;
    happens(&mut ledger, "2015-03-17", "e2", "order_served", served);
    let came = |how: &str| {
        format!(r#""order":"o1","committee":"committee","body":"board","completeness":"{how}""#)
    };
    happens(&mut ledger, "2015-06-11", "e3", "papers_received", &came("partial"));
    happens(&mut ledger, "2015-06-20", "e4", "papers_received", &came("full"));
    for (on, state) in [
        ("2015-03-16", Act::PapersOrdered),
        ("2015-03-17", Act::Served),
        ("2015-06-11", Act::PapersInPart),
        ("2015-06-20", Act::PapersReceived),
    ] {
        assert_eq!(states(&ledger, on), [State::After(state)], "{on}");
    }
    let papers = |on: &str| lines(&ledger.ask(&format!("summonses?on={on}")).unwrap(), "papers");
    let line = |state: &str, days: &str| {
        format!("Aldmere Board | Harbour Committee | Papers | {state} | 1 June 2015{days} | Yes")
    };
    assert_eq!(papers("2015-06-01"), [line("Order served", "")]);
    assert_eq!(papers("2015-06-10"), [line("Order served", " | 9")]);
    assert_eq!(papers("2015-06-12"), [line("Received in part", " | 11")]);
    assert_eq!(papers("2015-06-20"), [line("Received", "")]);
    let sheet = ledger.ask("summonses?on=2015-06-10").unwrap();
    assert_eq!(figure(&sheet, "papers").text, "1 of 1");
    assert_eq!(figure(&sheet, "papers").entries, [4, 5, 6, 7]);
    assert_eq!(figure(&sheet, "attended").text, "0 of 0", "nobody was called to attend");
    assert!(table(&sheet, "calls").rows.is_empty());
    let sheet = ledger.ask("summonses?on=2015-06-20").unwrap();
    assert_eq!(figure(&sheet, "papers").text, "0 of 1");
}

/// A refusal is said at once, whatever the day; a House that takes the matter up is
/// a step of the same call.
#[test]
fn refused_papers_are_not_received_and_may_go_to_the_house() {
    let mut ledger = ledger();
    happens(&mut ledger, "2015-03-15", "e1", "order_for_papers", ORDER);
    let no = r#""order":"o1","committee":"committee","body":"board","reason":"confidential""#;
    happens(&mut ledger, "2015-04-01", "e2", "papers_refused", no);
    let sheet = ledger.ask("summonses?on=2015-04-02").unwrap();
    assert_eq!(figure(&sheet, "papers").text, "1 of 1");
    let told = r#""matter":"m1","order":"o1","committee":"committee","body":"board""#;
    happens(&mut ledger, "2015-04-10", "e3", "reported_to_house", told);
    assert_eq!(states(&ledger, "2015-04-10"), [State::After(Act::ReportedToHouse)]);
    let sheet = ledger.ask("summonses?on=2015-04-10").unwrap();
    assert!(table(&sheet, "reported").rows.is_empty(), "that list is of calls to attend");
}

/// A rule 9 request asks, a section 21 notice requires, and what comes ends it. A
/// notice to come and give evidence is a call of its own.
#[test]
fn a_request_for_a_statement_becomes_a_notice_and_is_followed() {
    let mut ledger = ledger();
    let ask = r#""request":"q1","issuer":"inquiry","person":"p-a","reply_by":"2015-05-01""#;
    happens(&mut ledger, "2015-03-15", "e1", "rule9_request", ask);
    assert_eq!(
        lines(&ledger.ask("summonses?on=2015-04-01").unwrap(), "papers"),
        ["Ada Example | Quay Inquiry | A written statement | Asked for a written statement | \
          1 May 2015 | No"]
    );
    let notice = |order: &str, demands: &str| {
        format!(
            r#""order":"{order}","request":"q1","issuer":"inquiry","person":"p-a",
            "demands":"{demands}","due":"2015-07-01""#
        )
    };
    happens(&mut ledger, "2015-06-01", "e2", "s21_notice", &notice("o1", "statement"));
    happens(&mut ledger, "2015-06-02", "e3", "s21_notice", &notice("o2", "attend"));
    assert_eq!(
        states(&ledger, "2015-06-02"),
        [State::After(Act::StatementOrdered), State::After(Act::Ordered)]
    );
    let came = r#""order":"o1","committee":"inquiry","person":"p-a""#;
    happens(&mut ledger, "2015-06-20", "e4", "papers_received", came);
    let sheet = ledger.ask("summonses?on=2015-07-05").unwrap();
    assert_eq!(figure(&sheet, "papers").text, "0 of 1");
    // The notice to attend stands: 1 to 5 July are 4 days.
    assert_eq!(figure(&sheet, "not_appeared").text, "1 of 1");
    assert!(lines(&sheet, "not_appeared")[0].contains("| 4 |"));
}

/// Who refuses to answer has come: the order is followed, and the refusal is said.
#[test]
fn who_refused_to_answer_was_there() {
    let mut ledger = ledger();
    let order = r#""order":"o1","committee":"committee","person":"p-a","attend_on":"2015-06-07""#;
    happens(&mut ledger, "2015-03-15", "e1", "order_to_attend", order);
    let no = r#""session":"s1","committee":"committee","person":"p-a""#;
    happens(&mut ledger, "2015-06-07", "e2", "refused_to_answer", no);
    assert_eq!(states(&ledger, "2015-06-08"), [State::After(Act::RefusedToAnswer)]);
    let sheet = ledger.ask("summonses?on=2015-06-10").unwrap();
    assert_eq!(figure(&sheet, "attended").text, "1 of 1");
    assert_eq!(figure(&sheet, "not_appeared").text, "0 of 1");
    assert_eq!(lines(&sheet, "refused_to_answer").len(), 1);
    // With attendance on record too, it is one call and not two.
    let came = r#""session":"s1","committee":"committee","person":"p-a","mode":"in_person""#;
    happens(&mut ledger, "2015-06-07", "e3", "attended", came);
    assert_eq!(states(&ledger, "2015-06-08"), [State::After(Act::RefusedToAnswer)]);
}

/// To come, held, day passed, put off, cancelled; newest first.
#[test]
fn sessions_say_whether_they_were_held() {
    let mut ledger = ledger();
    let session = |id: &str, more: &str| {
        format!(r#""session":"{id}","committee":"committee","private":false{more}"#)
    };
    happens(&mut ledger, "2015-06-07", "e1", "evidence_session", &session("s1", ""));
    let heard = r#","segments":[{"panel":1,"witnesses":[{"person":"p-a"}]}]"#;
    happens(&mut ledger, "2015-06-01", "e2", "evidence_session", &session("s2", heard));
    happens(&mut ledger, "2015-07-01", "e3", "evidence_session", &session("s3", ""));
    let off =
        r#""session":"s3","committee":"committee","reason":"postponed","postponed_to":"2015-09""#;
    happens(&mut ledger, "2015-06-20", "e4", "session_cancelled", off);
    let of = |on: &str| lines(&ledger.ask(&format!("summonses?on={on}")).unwrap(), "sessions");
    assert_eq!(
        of("2015-06-10"),
        [
            "s3 | Harbour Committee | 1 July 2015 | To come",
            "s1 | Harbour Committee | 7 June 2015 | Day passed; nothing further recorded",
            "s2 | Harbour Committee | 1 June 2015 | Held | Ada Example",
        ]
    );
    assert!(of("2015-06-25")[0].ends_with("| Put off to September 2015"), "{:?}", of("2015-06-25"));
    // Attendance says that a session was held; it need not be recorded itself.
    let came = r#""session":"s4","committee":"committee","person":"p-a","mode":"remote""#;
    happens(&mut ledger, "2015-05-05", "e5", "attended", came);
    let of = |on: &str| lines(&ledger.ask(&format!("summonses?on={on}")).unwrap(), "sessions");
    assert_eq!(of("2015-06-10")[3], "s4 | Harbour Committee | 5 May 2015 | Held | Ada Example");
    let other = lines(&ledger.ask("summonses?committee=inquiry").unwrap(), "sessions");
    assert!(other.is_empty(), "{other:?}");
}
