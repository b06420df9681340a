//! Computations 4.6, 4.7 and 4.10: who held which office, who was called and did
//! not come, turnover.

use super::{Stage, body, fact, on, person, with};
use serde_json::{Value, json};

fn spell(id: &str, who: &str, kind: &str, more: &Value) -> Value {
    let event = json!({"spell": id, "person": who, "office": "leader"});
    fact(&format!("{}-{id}", kind.replace('_', "-")), kind, with(event, more))
}

fn accepted(id: &str, position: &str, when: &str) -> [Value; 2] {
    let made = json!({"recommendation": id, "made_by": "council", "text": "Light the quay.",
        "verbatim": true, "item_kind": "recommendation", "addressees": [{"body": "council"}]});
    let answer = json!({"recommendation": id, "responder": "council", "position": position});
    [
        on("2009-01-01", fact(&format!("made-{id}"), "recommendation_made", made)),
        on(when, fact(&format!("answer-{id}"), "response_received", answer)),
    ]
}

/// One office. Ada from 1 May 2010 to 1 May 2011, Ben from then to 15 July 2014, Cy
/// since then; Dee "since 2003", of whom a source of 1 June 2009 vouches and whose
/// end is not known.
fn record() -> Vec<(&'static str, Value)> {
    let office = json!({"office": "leader", "title": "leader", "body": "council",
        "selection": "elected"});
    let mut all = vec![
        body("council", "Aldmere council", "local_authority"),
        body("committee", "Harbour Committee", "committee"),
        fact("reg-leader", "office_registered", office),
        person("p-a", "Ada Example"),
        person("p-b", "Ben Example"),
        person("p-c", "Cy Example"),
        person("p-d", "Dee Example"),
    ];
    for (id, who, from, until) in [
        ("s-a", "p-a", "2010-05-01", "2011-05-01"),
        ("s-b", "p-b", "2011-05-01", "2014-07-15"),
        ("s-c", "p-c", "2014-07-15", ""),
    ] {
        all.push(spell(id, who, "appointed", &json!({"effective": from})));
        if !until.is_empty() {
            let end = json!({"reason": "resigned", "effective": until});
            all.push(spell(id, who, "office_ended", &end));
        }
    }
    all.push(on("2003/", spell("s-d", "p-d", "office_held", &json!({"as_at": "2009-06-01"}))));
    all.extend(accepted("r-1", "accepted", "2011-02-01"));
    all.extend(accepted("r-2", "accepted_in_part", "2014-08-01"));
    all.extend(accepted("r-3", "rejected", "2011-02-01"));
    // Ada was ordered to attend; Ben was ordered for papers; Cy was invited.
    let order = json!({"order": "o-1", "committee": "committee", "person": "p-a",
        "made": "2015-03-15", "attend_on": "2015-06-07"});
    all.push(on("2015-03-15", fact("order-a", "order_to_attend", order)));
    let papers = json!({"order": "o-2", "committee": "committee", "person": "p-b",
        "made": "2015-03-15", "papers": "The minutes of the quay.", "due": "2015-06-01"});
    all.push(on("2015-03-15", fact("papers-b", "order_for_papers", papers)));
    let invited = json!({"request": "q-1", "committee": "committee", "person": "p-c",
        "proposed": []});
    all.push(on("2015-06-01", fact("invited-c", "invitation_sent", invited)));
    let session = json!({"session": "x-1", "committee": "committee", "private": false});
    all.push(on("2015-06-07", fact("session-1", "evidence_session", session)));
    all.into_iter().map(|draft| ("2015-08-01", draft)).collect()
}

#[test]
fn holders_calls_to_attend_and_turnover_are_on_their_pages() {
    let stage = Stage::of(&record());
    let desk = &stage.desk;

    // 4.6: on the day of a handover the new holder holds the office.
    let holders =
        |on: &str| desk.ask(&format!("/offices/leader?on={on}")).figure("holders").to_owned();
    assert_eq!(holders("2014-07-14"), "Ben Example; Dee Example (perhaps)");
    assert_eq!(holders("2014-07-15"), "Cy Example; Dee Example (perhaps)");
    // An unknown end is not an open one: certain to the day that a source vouches
    // for, possible after it; and possible only, on a day of 2003 itself.
    assert_eq!(holders("2009-06-01"), "Dee Example");
    assert_eq!(holders("2009-06-02"), "Dee Example (perhaps)");
    assert_eq!(holders("2003-06-01"), "Dee Example (perhaps)");
    assert_eq!(holders("2002-12-31"), "No holder recorded");

    // 4.7 on 10 June 2015: the day to attend, 7 June, passed 3 days ago. On the day
    // itself nobody is late. The papers were due on 1 June, 9 days ago. The
    // invitation of 1 June has had no answer for 9 days.
    let sheet = desk.ask("/summonses?on=2015-06-10");
    assert_eq!(sheet.figure("not_appeared"), "1 of 1");
    assert_eq!(
        sheet.lines("not_appeared"),
        ["Ada Example | Harbour Committee | 15 March 2015 | 7 June 2015 | 3 | Ordered to attend"]
    );
    assert_eq!(sheet.figure("papers"), "1 of 1");
    assert_eq!(
        sheet.lines("papers"),
        [
            "Ben Example | Harbour Committee | Papers | Ordered to hand over papers | 1 June 2015 | 9 | Yes"
        ]
    );
    assert_eq!(sheet.figure("no_answer"), "1 of 2");
    assert!(sheet.lines("no_answer")[0].contains("no answer recorded for 9 days"));
    assert!(sheet.lines("sessions")[0].contains("Day passed; nothing further recorded"));
    let sheet = desk.ask("/summonses?on=2015-06-07");
    assert_eq!(sheet.figure("not_appeared"), "0 of 1");

    // 4.10: Ada held it for 365 days; Ben for 366 (with 29 February 2012) + 365 + 365
    // to 1 May 2014, and 31 + 30 + 14: 1,171. The median of both is 768; two of four
    // times in office have both days. Of two acceptances by a known holder (r-1 under
    // Ada, r-2 under Cy) the holder of one has left: 1 of 2.
    let sheet = desk.ask("/questions/turnover?on=2015-08-01");
    assert_eq!(sheet.figure("median"), "768 days, of 2 of 4 times in office");
    assert_eq!(sheet.figure("changed"), "1 of 2 (50%)");
    super::super::silent(&desk.browser, "offices");
}
