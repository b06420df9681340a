use super::*;
use crate::events::committee::Acceptance;
use crate::views::facts::Act;
use crate::views::record_fixture::{Ledger, day, figure, lines, table};
use std::format;
use std::string::String;
use std::vec::Vec;

fn ledger() -> Ledger {
    let mut ledger = Ledger::new();
    let body = r#""body":"committee","name":"Harbour Committee","body_kind":"committee""#;
    ledger.on("2015-01-01", "reg-committee", "body_registered", body, "");
    for (id, name) in [("p-a", "Ada Example"), ("p-b", "Ben Example")] {
        let facts = format!(r#""person":"{id}","name":"{name}""#);
        ledger.on("2015-01-01", &format!("reg-{id}"), "person_registered", &facts, "");
    }
    ledger
}

fn happens(ledger: &mut Ledger, on: &str, id: &str, kind: &str, more: &str) {
    let facts = format!(r#""committee":"committee","person":"p-a"{more}"#);
    let facts = if kind == "invitation_sent" { format!(r#"{facts},"proposed":[]"#) } else { facts };
    ledger.on("2020-01-01", id, kind, &facts, &format!(r#""occurred":{{"edtf":"{on}"}}"#));
}

fn states(ledger: &Ledger, on: &str) -> Vec<State> {
    let stand = ledger.stand(on);
    calls(&ledger.facts, &stand).iter().map(|call| call.state(day(on))).collect()
}

fn standings(ledger: &Ledger, on: &str) -> Vec<Standing> {
    let stand = ledger.stand(on);
    let calls = calls(&ledger.facts, &stand);
    outstanding(&calls, day(on)).iter().map(|order| order.standing).collect()
}

/// Invited on 1 March: on 15 March 14 days without an answer. Then ordered, and
/// came on the day.
#[test]
fn an_invitation_without_an_answer_becomes_an_order_and_is_followed() {
    let mut ledger = ledger();
    happens(&mut ledger, "2015-03-01", "e1", "invitation_sent", r#","request":"r1""#);
    let order = r#","order":"o1","request":"r1","made":"2015-03-15","attend_on":"2015-06-07""#;
    happens(&mut ledger, "2015-03-15", "e2", "order_to_attend", order);
    let came = r#","session":"s1","mode":"in_person","order":"o1""#;
    happens(&mut ledger, "2015-06-07", "e3", "attended", came);
    for (on, expected) in [
        ("2015-02-28", State::NotYet),
        ("2015-03-01", State::NoAnswer(Some((0, 0)))),
        ("2015-03-14", State::NoAnswer(Some((13, 13)))),
        ("2015-03-15", State::After(Act::Ordered)),
        ("2015-06-06", State::After(Act::Ordered)),
        ("2015-06-07", State::After(Act::Attended)),
    ] {
        assert_eq!(states(&ledger, on), [expected], "{on}");
    }
    assert!(standings(&ledger, "2015-03-14").is_empty());
    assert_eq!(standings(&ledger, "2015-03-15"), [Standing::ToCome]);
    assert_eq!(standings(&ledger, "2015-06-07"), [Standing::Spent]);
    assert_eq!(
        State::NoAnswer(Some((14, 14))).words().1,
        "Invited; no answer recorded for 14 days"
    );
    assert_eq!(State::NoAnswer(Some((1, 1))).words().1, "Invited; no answer recorded for 1 day");
}

/// On the day to attend nobody is late; on the day after, the order stands open.
#[test]
fn an_order_is_not_followed_from_the_day_after_its_day() {
    let mut ledger = ledger();
    let order = r#","order":"o1","made":"2015-03-15","attend_on":"2015-06-07""#;
    happens(&mut ledger, "2015-03-15", "e1", "order_to_attend", order);
    assert_eq!(standings(&ledger, "2015-06-07"), [Standing::ToCome]);
    assert_eq!(standings(&ledger, "2015-06-08"), [Standing::NotAppeared]);
    let sheet = ledger.ask("summonses?on=2015-06-10").unwrap();
    // 10 June less 7 June: 3 days.
    assert_eq!(
        lines(&sheet, "not_appeared"),
        ["Ada Example | Harbour Committee | 15 March 2015 | 7 June 2015 | 3 | Ordered to attend"]
    );
    let missed = figure(&sheet, "not_appeared");
    assert_eq!(
        (missed.text.as_str(), missed.numerator, missed.denominator),
        ("1 of 1", Some(1), Some(1))
    );
    assert_eq!(missed.entries, [3]);
    assert!(table(&sheet, "to_come").rows.is_empty());
}

/// The same person before the same committee in the same matter, on or after
/// the day of the order: it ends it, without a word of the order. Before that
/// day, before another committee, in another matter or by another person it does
/// not.
#[test]
fn only_the_same_person_in_the_same_matter_ends_an_order() {
    let order = r#","order":"o1","made":"2015-03-15","attend_on":"2015-06-07""#;
    let with = |on: &str, change: fn(&str) -> (String, &str)| {
        let mut ledger = ledger();
        let body = r#""body":"other","name":"Other Committee","body_kind":"committee""#;
        ledger.on("2015-01-02", "reg-other", "body_registered", body, "");
        happens(&mut ledger, "2015-03-15", "e1", "order_to_attend", order);
        let facts = r#""committee":"committee","person":"p-a","session":"s1","mode":"remote""#;
        let (facts, inquiry) = change(facts);
        let more = format!(r#""occurred":{{"edtf":"{on}"}},"inquiry":"{inquiry}""#);
        ledger.on("2020-01-01", "e2", "attended", &facts, &more);
        standings(&ledger, "2016-01-01")[0]
    };
    let same = |facts: &str| (facts.into(), "demo");
    assert_eq!(with("2015-05-01", same), Standing::Spent);
    assert_eq!(with("2015-03-15", same), Standing::Spent);
    assert_eq!(with("2015-03-14", same), Standing::NotAppeared);
    // "March 2015" may be before or after: nobody is said to have stayed away.
    assert_eq!(with("2015-03", same), Standing::Spent);
    assert_eq!(with("2015-05-01", |facts| (facts.into(), "elsewhere")), Standing::NotAppeared);
    let other = |facts: &str| (facts.replace("p-a", "p-b"), "demo");
    assert_eq!(with("2015-05-01", other), Standing::NotAppeared);
    let before_other = |facts: &str| (facts.replace(r#":"committee""#, r#":"other""#), "demo");
    assert_eq!(with("2015-05-01", before_other), Standing::NotAppeared);
}

/// The press says "summoned" on 11 March; the order is made on 15 March.
#[test]
fn what_the_press_calls_a_summons_is_never_an_order() {
    let mut ledger = ledger();
    happens(&mut ledger, "2015-03-01", "e1", "invitation_sent", r#","request":"r1""#);
    happens(&mut ledger, "2015-03-11", "e2", "summons_reported", r#","wording":"was summoned""#);
    assert_eq!(states(&ledger, "2015-03-11"), [State::NoAnswer(Some((10, 10)))]);
    assert!(standings(&ledger, "2015-03-20").is_empty());
    let sheet = ledger.ask("summonses?on=2015-03-12").unwrap();
    assert_eq!(table(&sheet, "said_summoned").rows[0].entries, [3, 4]);
    assert_eq!(
        sheet.notices[0].text,
        "Ada Example: a source says \"summoned\"; the record holds no order."
    );
    // Alone it is a state of its own.
    let mut alone = self::ledger();
    happens(&mut alone, "2015-03-11", "e1", "summons_reported", r#","wording":"was summoned""#);
    assert_eq!(states(&alone, "2015-03-11"), [State::After(Act::ReportedSummoned)]);
    happens(&mut alone, "2015-03-12", "e2", "attendance_expected", "");
    assert_eq!(states(&alone, "2015-03-12"), [State::After(Act::Expected)]);
    // And an invitation that is recorded later was what it spoke of.
    happens(&mut alone, "2015-02", "e3", "invitation_sent", r#","request":"r1""#);
    assert_eq!(states(&alone, "2015-03-12"), [State::NoAnswer(Some((12, 39)))]);
}

/// Two invitations are two calls, each with its own answer.
#[test]
fn a_second_invitation_is_a_second_call() {
    let mut ledger = ledger();
    happens(&mut ledger, "2015-03-01", "e1", "invitation_sent", r#","request":"r1""#);
    happens(
        &mut ledger,
        "2015-03-05",
        "e2",
        "invitation_accepted",
        r#","request":"r1","acceptance":"accepted""#,
    );
    happens(&mut ledger, "2015-04-01", "e3", "invitation_sent", r#","request":"r2""#);
    assert_eq!(
        states(&ledger, "2015-04-02"),
        [State::After(Act::Accepted(Acceptance::Accepted)), State::NoAnswer(Some((1, 1)))]
    );
    // Absent from the first: the second is untouched.
    happens(
        &mut ledger,
        "2015-04-02",
        "e4",
        "did_not_attend",
        r#","request":"r1","reason":"apologies""#,
    );
    assert_eq!(
        states(&ledger, "2015-04-02"),
        [State::After(Act::Absent), State::NoAnswer(Some((1, 1)))]
    );
}

/// Some day from 1 March to 5 June: on 15 April the order may have been made or
/// not. The state stays at what had surely happened, and the sheet says more.
#[test]
fn a_step_that_may_have_been_taken_does_not_move_the_state() {
    let mut ledger = ledger();
    happens(&mut ledger, "2018-03", "e1", "invitation_sent", r#","request":"r1""#);
    happens(
        &mut ledger,
        "[2018-03..2018-06-05]",
        "e2",
        "order_to_attend",
        r#","order":"o1","request":"r1""#,
    );
    // From the last day of March (15 days before) to the first (45 days before).
    assert_eq!(states(&ledger, "2018-04-15"), [State::NoAnswer(Some((15, 45)))]);
    let sheet = ledger.ask("summonses?on=2018-04-15").unwrap();
    assert_eq!(
        sheet.notices[0].text,
        "Ada Example: perhaps also ordered to attend by this day; the date is one day between \
         March 2018 and 5 June 2018."
    );
    assert_eq!(states(&ledger, "2018-06-05"), [State::After(Act::Ordered)]);
    // Recorded absence makes it an order not followed even without a day.
    assert_eq!(standings(&ledger, "2018-06-05"), [Standing::ToCome]);
    happens(
        &mut ledger,
        "[..2018-06-05]",
        "e3",
        "did_not_attend",
        r#","order":"o1","reason":"not_stated""#,
    );
    assert_eq!(standings(&ledger, "2018-06-05"), [Standing::NotAppeared]);
    assert_eq!(states(&ledger, "2018-06-05"), [State::After(Act::Absent)]);
}

/// A step without a date was taken by the day on which it was recorded.
#[test]
fn a_step_of_unknown_date_is_bounded_by_its_record() {
    let mut ledger = ledger();
    let facts = r#""committee":"committee","person":"p-a","request":"r1","proposed":[]"#;
    ledger.on("2015-03-10", "e1", "invitation_sent", facts, "");
    assert_eq!(states(&ledger, "2015-03-09"), [State::NotYet]);
    assert_eq!(states(&ledger, "2015-03-10"), [State::NoAnswer(None)]);
}

#[test]
fn an_empty_record_says_so() {
    let ledger = ledger();
    let sheet = ledger.ask("summonses").unwrap();
    assert!(table(&sheet, "calls").rows.is_empty());
    assert_eq!(figure(&sheet, "attended").text, "0 of 0");
    let sheet = ledger.ask("summonses?person=p-a&committee=committee").unwrap();
    assert!(table(&sheet, "steps").rows.is_empty());
    assert!(ledger.ask("summonses?person=p-z").unwrap_err().contains("person: \"p-z\" is nobody"));
    assert!(ledger.ask("summonses?committee=x").unwrap_err().contains("is no body"));
}
