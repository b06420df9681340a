//! Two real sequences of the public record, event by event. The facts are those
//! of the project's notes on summons cases, which name the sources.

use super::*;
use crate::events::matters::SanctionOutcome;
use crate::views::facts::Act;
use crate::views::record_fixture::{Ledger, day, figure, lines, table};
use std::format;
use std::string::String;
use std::vec::Vec;

fn ledger(committee: &str, person: &str) -> Ledger {
    let mut ledger = Ledger::new();
    for (id, name, kind) in [
        ("committee", committee, "committee"),
        ("house", "House of Commons", "other"),
        ("privileges", "Committee of Privileges", "committee"),
    ] {
        let facts = format!(r#""body":"{id}","name":"{name}","body_kind":"{kind}""#);
        ledger.on("2015-01-01", &format!("reg-{id}"), "body_registered", &facts, "");
    }
    let facts = format!(r#""person":"p-a","name":"{person}""#);
    ledger.on("2015-01-01", "reg-p-a", "person_registered", &facts, "");
    ledger
}

fn happens(ledger: &mut Ledger, recorded: &str, when: &str, id: &str, kind: &str, facts: &str) {
    ledger.on(recorded, id, kind, facts, &format!(r#""occurred":{{"edtf":"{when}"}}"#));
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

/// Case 1: Digital, Culture, Media and Sport Committee, to the end of the ladder.
fn to_the_end_of_the_ladder() -> Ledger {
    let mut ledger = ledger("Digital, Culture, Media and Sport Committee", "Dominic Cummings");
    let who = r#""person":"p-a","committee":"committee""#;
    let matter = r#""person":"p-a","matter":"m1""#;
    let l = &mut ledger;
    happens(
        l,
        "2018-06-07",
        "2018-03",
        "c1",
        "invitation_sent",
        &format!(r#"{who},"request":"r1","proposed":[]"#),
    );
    happens(
        l,
        "2018-06-07",
        "[2018-03..2018-06-05]",
        "c2",
        "order_to_attend",
        &format!(r#"{who},"request":"r1","order":"o1""#),
    );
    happens(
        l,
        "2018-06-07",
        "[..2018-06-05]",
        "c3",
        "did_not_attend",
        &format!(r#"{who},"order":"o1","reason":"not_stated""#),
    );
    happens(
        l,
        "2018-06-07",
        "2018-06-05",
        "c4",
        "reported_to_house",
        &format!(
            r#"{who},"matter":"m1","order":"o1","house":"house","instrument":"Third Special Report, HC 1115""#
        ),
    );
    happens(
        l,
        "2018-06-07",
        "2018-06-07",
        "c5",
        "house_order",
        &format!(
            r#"{matter},"order":"o2","house":"house","deadline":"2018-06-11T18:00+01:00","requirement":"An undertaking, no later than 6pm on 11 June 2018, to appear before the Committee on or before 20 June 2018.""#
        ),
    );
    happens(
        l,
        "2018-06-28",
        "2018-06-20",
        "c6",
        "non_compliance_reported",
        &format!(r#"{matter},"order":"o2","reported_by":"committee","house":"house""#),
    );
    happens(
        l,
        "2018-06-28",
        "2018-06-28",
        "c7",
        "referred_to_privileges",
        &format!(r#"{matter},"house":"house","committee":"privileges""#),
    );
    let report = r#""report":"hc-1490","publisher":"privileges","series":"HC 1490","report_kind":"report","printed":"2019-03-19","published":"2019-03-27""#;
    let embargo = r#""occurred":{"edtf":"2019-03-27"},"disclosure":"embargoed","embargo_until":"2019-03-27T11:00+00:00""#;
    l.on("2019-03-19", "c8", "report_published", report, embargo);
    happens(
        l,
        "2019-03-27",
        "2019-03-27",
        "c9",
        "contempt_found",
        &format!(r#"{matter},"found_by":"privileges","report":"hc-1490""#),
    );
    happens(
        l,
        "2019-04-02",
        "2019-04-02",
        "c10",
        "sanction",
        &format!(
            r#"{matter},"decided_by":"house","outcome":"admonished","instrument":"Relevant document: HC 115""#
        ),
    );
    happens(
        l,
        "2019-04-02",
        "2019-03-27",
        "c11",
        "statement_made",
        r#""person":"p-a","text":"His offer to give evidence remains open.","verbatim":false"#,
    );
    ledger
}

#[test]
fn the_first_case_stands_right_on_every_date() {
    let ledger = to_the_end_of_the_ladder();
    for (on, expected) in [
        ("2018-02-28", State::NotYet),
        // Invited some day in March: surely by its end, between 0 and 30 days ago.
        ("2018-03-30", State::NotYet),
        ("2018-03-31", State::NoAnswer(Some((0, 30)))),
        // 4 June less 31 March: 65 days; less 1 March: 95.
        ("2018-06-04", State::NoAnswer(Some((65, 95)))),
        // By 5 June ordered, absent and reported, all three.
        ("2018-06-05", State::After(Act::ReportedToHouse)),
        ("2018-06-07", State::After(Act::HouseOrdered)),
        ("2018-06-19", State::After(Act::HouseOrdered)),
        ("2018-06-20", State::After(Act::NotComplied)),
        ("2018-06-28", State::After(Act::Referred)),
        // Agreed on 19 March and embargoed: nothing is found before the 27th.
        ("2019-03-19", State::After(Act::Referred)),
        ("2019-03-26", State::After(Act::Referred)),
        ("2019-03-27", State::After(Act::ContemptFound)),
        ("2019-04-02", State::After(Act::Decided(SanctionOutcome::Admonished))),
    ] {
        assert_eq!(states(&ledger, on), [expected], "{on}");
    }
}

/// The committee's order had no known day; absence makes it stand open from 5
/// June. The order of the House runs until 6pm on 11 June: that day it is to
/// come, from the 12th it stands open. The decision of 2 April ends both.
#[test]
fn two_orders_of_different_authority_each_have_their_own_standing() {
    use Standing::{Decided, NotAppeared, ToCome};
    let ledger = to_the_end_of_the_ladder();
    assert!(standings(&ledger, "2018-06-04").is_empty());
    assert_eq!(standings(&ledger, "2018-06-05"), [NotAppeared]);
    assert_eq!(standings(&ledger, "2018-06-07"), [NotAppeared, ToCome]);
    assert_eq!(standings(&ledger, "2018-06-11"), [NotAppeared, ToCome]);
    assert_eq!(standings(&ledger, "2018-06-12"), [NotAppeared, NotAppeared]);
    assert_eq!(standings(&ledger, "2019-04-01"), [NotAppeared, NotAppeared]);
    assert_eq!(standings(&ledger, "2019-04-02"), [Decided, Decided]);
    let sheet = ledger.ask("summonses?on=2018-06-11").unwrap();
    assert_eq!(
        lines(&sheet, "to_come"),
        [
            "Dominic Cummings | House of Commons | 7 June 2018 | 6pm on 11 June 2018 | 0 | Ordered by the House"
        ]
    );
    // A program reads the moment with its offset.
    assert_eq!(table(&sheet, "to_come").rows[0].cells[3].machine(), "2018-06-11T18:00+01:00");
    let sheet = ledger.ask("summonses?on=2019-04-02").unwrap();
    assert_eq!(figure(&sheet, "not_appeared").text, "0 of 2");
    let ended = &table(&sheet, "ended").rows[0];
    assert_eq!(ended.cells[2].words(), "Decided: admonished");
    // Entries: 4 registrations, then the steps c1 to c7, c9 and c10.
    assert_eq!(ended.entries, [4, 5, 6, 7, 8, 9, 10, 12, 13]);
    assert_eq!(table(&sheet, "reported").rows.len(), 1);
}

/// What was known, on the days when it was recorded: nothing before 7 June 2018,
/// though the invitation is of March.
#[test]
fn what_was_known_differs_from_what_had_happened() {
    let ledger = to_the_end_of_the_ladder();
    let known = |on: &str| {
        let stand = ledger.known(on);
        let calls = calls(&ledger.facts, &stand);
        calls.iter().map(|call| call.state(stand.on)).collect::<Vec<_>>()
    };
    assert!(known("2018-06-06").is_empty());
    assert_eq!(known("2018-06-07"), [State::After(Act::HouseOrdered)]);
    // Not complied with on the 20th, recorded on the 28th.
    assert_eq!(known("2018-06-20"), [State::After(Act::HouseOrdered)]);
    assert_eq!(known("2018-06-28"), [State::After(Act::Referred)]);
}

/// The record of 2 April 2019 says HC 115 where all others say HC 1115: a
/// correction, which stands beside it and changes no state.
#[test]
fn the_number_that_was_transcribed_wrongly_is_corrected_in_sight() {
    let mut ledger = to_the_end_of_the_ladder();
    let before = ledger.size();
    let facts = r#""target":"c10","correction_kind":"source_corrected","reason":"The other records say HC 1115.",
        "changes":[{"field":"/event/instrument","old":"Relevant document: HC 115","new":"Relevant document: HC 1115"}]"#;
    ledger.on("2019-04-03", "c12", "correction", facts, "");
    assert_eq!(
        states(&ledger, "2019-04-03"),
        [State::After(Act::Decided(SanctionOutcome::Admonished))]
    );
    let sheet = ledger.ask(&format!("compare?from={before}")).unwrap();
    assert_eq!(figure(&sheet, "corrected").text, "1 of 1");
    // The correction (entry 15) leads to what it corrects (entry 13).
    assert_eq!(table(&sheet, "changes").rows[0].entries, [13, 15]);
}

/// His reply of 27 March 2019 stands on his page.
#[test]
fn the_reply_stands_on_the_page_of_the_person() {
    let ledger = to_the_end_of_the_ladder();
    let sheet = ledger.ask("person?person=p-a&on=2019-04-02").unwrap();
    assert_eq!(table(&sheet, "statements").rows[0].key, "c11");
    assert_eq!(table(&sheet, "calls").rows.len(), 1);
}

/// Case 2: Business, Innovation and Skills Committee, an order that was obeyed.
fn obeyed() -> Ledger {
    let mut ledger = ledger("Business, Innovation and Skills Committee", "Mike Ashley");
    let who = r#""person":"p-a","committee":"committee""#;
    let l = &mut ledger;
    happens(
        l,
        "2016-03-09",
        "2015-12~",
        "a1",
        "invitation_sent",
        &format!(r#"{who},"request":"r1","proposed":[]"#),
    );
    happens(
        l,
        "2016-03-09",
        "2016-03-09",
        "a2",
        "invitation_sent",
        &format!(r#"{who},"request":"r1","proposed":[],"reply_by":"2016-03-21""#),
    );
    happens(
        l,
        "2016-03-10",
        "2016-03-10",
        "a3",
        "counter_offer",
        &format!(
            r#"{who},"request":"r1","proposed":[],"offer":"That the committee visit the warehouse.""#
        ),
    );
    happens(
        l,
        "2016-03-11",
        "2016-03-11",
        "press",
        "summons_reported",
        r#""person":"p-a","committee":"committee","wording":"was summoned""#,
    );
    happens(
        l,
        "2016-03-16",
        "2016-03-15",
        "a4",
        "order_to_attend",
        &format!(
            r#"{who},"request":"r1","order":"o1","made":"2016-03-15","attend_on":"2016-06-07""#
        ),
    );
    happens(
        l,
        "2016-05-31",
        "2016-05~",
        "a5",
        "statement_made",
        r#""body":"committee","text":"Witnesses may not attach conditions to attending in response to a summons.","verbatim":false,"about_persons":["p-a"]"#,
    );
    happens(
        l,
        "2016-06-07",
        "2016-06-07",
        "a6",
        "attended",
        &format!(r#"{who},"session":"s1","mode":"not_stated""#),
    );
    ledger
}

#[test]
fn the_second_case_stands_right_on_every_date() {
    let ledger = obeyed();
    for (on, expected) in [
        ("2015-12-30", State::NotYet),
        // About December 2015: its last day for sure, its first at the earliest.
        ("2015-12-31", State::NoAnswer(Some((0, 30)))),
        ("2016-03-08", State::NoAnswer(Some((68, 98)))),
        ("2016-03-09", State::NoAnswer(Some((0, 0)))),
        ("2016-03-10", State::After(Act::Countered)),
        // The papers write "summoned"; the order is four days off.
        ("2016-03-11", State::After(Act::Countered)),
        ("2016-03-14", State::After(Act::Countered)),
        ("2016-03-15", State::After(Act::Ordered)),
        ("2016-06-06", State::After(Act::Ordered)),
        ("2016-06-07", State::After(Act::Attended)),
    ] {
        assert_eq!(states(&ledger, on), [expected], "{on}");
    }
    assert!(standings(&ledger, "2016-03-14").is_empty());
    assert_eq!(standings(&ledger, "2016-06-06"), [Standing::ToCome]);
    assert_eq!(standings(&ledger, "2016-06-07"), [Standing::Spent]);
    let notices = |on: &str| -> Vec<String> {
        let sheet = ledger.ask(&format!("summonses?on={on}")).unwrap();
        sheet.notices.into_iter().map(|notice| notice.text).collect()
    };
    assert_eq!(
        notices("2016-03-11"),
        ["Mike Ashley: a source says \"summoned\"; the record holds no order."]
    );
    assert!(notices("2016-03-15").is_empty());
}
