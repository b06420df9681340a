//! A data call each quarter, and what comes back.

use ledger::events::civil::Date;
use serde_json::{Value, json};

use super::world::World;
use super::{Happening, Plan, later};

/// Plans the call of one quarter with all its returns.
pub(super) fn quarter(plan: &mut Plan, world: &mut World, which: usize, start: Date, quarter: u16) {
    let issued = later(start, 9 + i32::try_from(which % 20).unwrap_or(0));
    let due = later(issued, 42);
    let inquiry = &mut world.inquiries[which];
    inquiry.calls += 1;
    let call = format!("{}-call-{}", inquiry.id, inquiry.calls);
    let (year, part) = (start.year(), quarter % 4 + 1);
    plan.add(Happening {
        kind: "data_call_issued",
        inquiry: &inquiry.id,
        day: Some(issued),
        basis: "official_publication",
        event: json!({
            "call": call, "issuer": inquiry.body, "population": inquiry.population,
            "legal_basis": "request", "issued": issued.to_string(), "due": due.to_string(),
            "reference_period": format!("{start}/{}", later(start, 89)),
            "indicators": [{
                "indicator": "children-reported", "title": format!("Children reported, quarter {part} of {year}"),
                "definition": "Children about whom a first report was written down in the quarter.",
                "scale": 10_000, "denominator_definition": "Children aged 0 to 17 in the area, mid-year estimate",
                "direction": "neither",
            }],
            "nil_counts_as_data": true,
        }),
    });
    let (id, boards) = (inquiry.id.clone(), inquiry.boards.clone());
    for place in boards {
        let asked = Asked { inquiry: &id, call: &call, issued, due };
        answer(plan, &asked, &world.boards[place], place);
    }
}

/// What is the same for all boards that are asked.
struct Asked<'a> {
    inquiry: &'a str,
    call: &'a str,
    issued: Date,
    due: Date,
}

fn answer(plan: &mut Plan, asked: &Asked<'_>, board: &super::world::Board, place: usize) {
    let returned = format!("{}-{}", asked.call, place + 1);
    let head = |received: Date| json!({"return_id": returned, "call": asked.call, "body": board.id, "received": received.to_string()});
    let add = |plan: &mut Plan, kind: &str, day: Date, event: Value| {
        plan.add(Happening {
            kind,
            inquiry: asked.inquiry,
            day: Some(day),
            basis: "direct_submission",
            event,
        })
    };
    let slow = i32::try_from(board.slowness).unwrap_or(0);
    let silent = plan.chance.percent(1 + board.slowness * 2);
    if silent {
        return;
    }
    let early = plan.chance.between(4, 41);
    let late = if plan.chance.percent(board.slowness * 6) {
        plan.chance.between(1, 12 * (1 + slow))
    } else {
        0
    };
    let received = if late > 0 { later(asked.due, late) } else { later(asked.issued, early) };
    let asked_again = json!({"call": asked.call, "body": board.id});
    if late > 7 {
        let mut event = asked_again.clone();
        event["ordinal"] = json!(1);
        event["means"] = json!("email");
        add(plan, "reminder_sent", later(asked.due, 3), event);
    }
    if late > 14 && plan.chance.percent(30) {
        let mut event = asked_again;
        event["due"] = json!(later(asked.due, 21).to_string());
        event["reason"] = json!("The records system was being moved.");
        add(plan, "extension_granted", later(asked.due, -2), event);
    }
    match plan.chance.below(100) {
        0..=3 => {
            add(plan, "nil_return", received, head(received));
        }
        4..=9 => {
            let mut event = head(received);
            event["reason"] =
                json!(*plan.chance.one(&["not_recorded", "system", "too_costly", "definition"]));
            event["reason_text"] = json!("The records are not kept in a way that can be counted.");
            add(plan, "unable_to_provide", received, event);
        }
        10..=11 => {
            let mut event = head(received);
            event["reason_text"] = json!("The board does not hold itself bound to answer.");
            add(plan, "declined", received, event);
        }
        _ => {
            let count = plan.chance.count(f64::from(board.children) * board.rate / 40_000.0);
            let mut event = head(received);
            event["version"] = json!(1);
            event["completeness"] = json!("full");
            event["values"] = json!([{"indicator": "children-reported", "numerator": count, "denominator": board.children}]);
            event["sent_by_role"] = json!("Business manager");
            let values = event["values"].clone();
            let first = add(plan, "return_received", received, event);
            match plan.chance.below(20) {
                0..=1 => revise(plan, asked, &head(received), &values, received),
                2..=8 => {
                    let mut event = head(received);
                    settle(&mut event);
                    let day = later(received, plan.chance.between(5, 40));
                    add(plan, "return_accepted", day, event);
                }
                _ => {}
            }
            if plan.chance.percent(3) {
                // A slip of the pen, mended by a correction: both stay.
                let day = later(received, plan.chance.between(5, 60));
                add(
                    plan,
                    "correction",
                    day,
                    json!({"target": first, "correction_kind": "clerical",
                        "changes": [{"field": "/event/received", "old": received.to_string(), "new": later(received, -1).to_string()}],
                        "reason": "The date on the covering letter was a day earlier."}),
                );
            }
        }
    }
}

/// Leaves what a later step names: the return, its call and its body.
fn settle(event: &mut Value) {
    if let Some(members) = event.as_object_mut() {
        members.remove("received");
    }
}

/// The issuer asks, and the board sends a second version.
fn revise(plan: &mut Plan, asked: &Asked<'_>, head: &Value, values: &Value, received: Date) {
    let mut event = head.clone();
    settle(&mut event);
    event["text"] = json!("The count is far from that of the quarter before.");
    let queried = later(received, plan.chance.between(3, 20));
    plan.add(Happening {
        kind: "return_queried",
        inquiry: asked.inquiry,
        day: Some(queried),
        basis: "direct_submission",
        event,
    });
    let mut event = head.clone();
    let day = later(queried, plan.chance.between(5, 30));
    let mut values = values.clone();
    let more = u64::from(plan.chance.below(9)) + 1;
    let before = values[0]["numerator"].as_u64().unwrap_or(0);
    values[0]["numerator"] = json!(before + more);
    event["received"] = json!(day.to_string());
    event["version"] = json!(2);
    event["completeness"] = json!("full");
    event["values"] = values;
    event["reason"] = json!("late_data");
    plan.add(Happening {
        kind: "return_corrected",
        inquiry: asked.inquiry,
        day: Some(day),
        basis: "direct_submission",
        event,
    });
}
