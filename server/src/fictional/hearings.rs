//! Committees invite, sometimes order, and hear.

use ledger::events::civil::Date;
use serde_json::{Value, json};

use super::world::World;
use super::{Happening, Plan, later};

/// Plans the hearings of one quarter.
pub(super) fn quarter(plan: &mut Plan, world: &mut World, which: usize, start: Date) {
    for _ in 0..plan.chance.below(3) {
        let sent = later(start, plan.chance.between(2, 70));
        call(plan, world, which, sent);
    }
}

/// What is the same for all events of one call to attend.
struct Called {
    inquiry: String,
    committee: String,
    person: String,
    request: String,
}

impl Called {
    fn add(&self, plan: &mut Plan, kind: &str, day: Date, mut event: Value) {
        event["committee"] = json!(self.committee);
        event["person"] = json!(self.person);
        plan.add(Happening {
            kind,
            inquiry: &self.inquiry,
            day: Some(day),
            basis: "official_record",
            event,
        });
    }
}

fn call(plan: &mut Plan, world: &mut World, which: usize, sent: Date) {
    let inquiry = &mut world.inquiries[which];
    inquiry.sessions += 1;
    let session = format!("{}-session-{}", inquiry.id, inquiry.sessions);
    let (id, committee) = (inquiry.id.clone(), inquiry.committee.clone());
    let request = format!("{id}-invitation-{}", inquiry.sessions);
    let person = world.person(plan, &id, sent);
    let called = Called { inquiry: id, committee, person, request };
    let proposed = later(sent, plan.chance.between(20, 60));
    called.add(
        plan,
        "invitation_sent",
        sent,
        json!({"request": called.request, "proposed": [proposed.to_string()], "reply_by": later(sent, 14).to_string()}),
    );
    match plan.chance.below(20) {
        0..=13 => {
            let day = later(sent, plan.chance.between(2, 19));
            called.add(plan, "invitation_accepted", day, json!({"request": called.request, "acceptance": "accepted", "expected": proposed.to_string()}));
            heard(plan, &called, &session, proposed, None);
        }
        14..=15 => {} // No answer: computed, not recorded.
        16 => {
            let day = later(sent, plan.chance.between(2, 19));
            let event = json!({"request": called.request, "reason": "other_engagement"});
            called.add(plan, "invitation_declined", day, event);
        }
        _ => {
            let made = later(sent, plan.chance.between(20, 45));
            order(plan, &called, &session, made);
        }
    }
}

fn order(plan: &mut Plan, called: &Called, session: &str, made: Date) {
    let order = format!("{}-order", called.request);
    let attend = later(made, 28);
    called.add(
        plan,
        "order_to_attend",
        made,
        json!({"order": order, "request": called.request, "made": made.to_string(), "attend_on": attend.to_string(),
            "attend_at": "10am, committee room 1", "authority": "The committee's power to send for persons"}),
    );
    let event = json!({"order": order, "method": "post"});
    called.add(plan, "order_served", later(made, 4), event);
    if plan.chance.percent(15) {
        // Came before the day, so the order was lifted.
        let day = later(made, 15);
        heard(plan, called, session, day, None);
        let event = json!({"order": order, "reason": "attended"});
        called.add(plan, "order_discharged", later(day, 1), event);
        return;
    }
    if heard(plan, called, session, attend, Some(&order)) {
        return;
    }
    let matter = format!("{order}-matter");
    let house = "fictional-house";
    let event = json!({"matter": matter, "order": order, "house": house, "instrument": "Special Report (fictional)"});
    called.add(plan, "reported_to_house", later(attend, 12), event);
    let event = json!({"matter": matter, "order": order, "person": called.person, "decided_by": house, "outcome": "none"});
    if plan.chance.percent(40) {
        plan.add(Happening {
            kind: "sanction",
            inquiry: &called.inquiry,
            day: Some(later(attend, 90)),
            basis: "official_record",
            event,
        });
    }
}

/// Comes, or does not; whether they came.
fn heard(plan: &mut Plan, called: &Called, session: &str, day: Date, order: Option<&str>) -> bool {
    let mut event = json!({"session": session, "request": called.request});
    if let Some(order) = order {
        event["order"] = json!(order);
    }
    if plan.chance.percent(if order.is_some() { 70 } else { 90 }) {
        let first = plan.chance.between(1, 400);
        event["mode"] = json!(*plan.chance.one(&["in_person", "remote"]));
        event["questions"] = json!({"first": first, "last": first + plan.chance.between(5, 90)});
        called.add(plan, "attended", day, event);
        true
    } else {
        event["reason"] = json!(*plan.chance.one(&["apologies", "none_given", "substitute"]));
        called.add(plan, "did_not_attend", day, event);
        false
    }
}
