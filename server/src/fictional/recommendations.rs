//! A report each year, its recommendations, and what becomes of them.

use ledger::events::civil::Date;
use serde_json::json;

use super::world::World;
use super::{Happening, Plan, later, names};

/// Plans the report of one year with everything that follows from it.
pub(super) fn year(plan: &mut Plan, world: &mut World, which: usize, start: Date) {
    let published = later(start, plan.chance.between(100, 320));
    let inquiry = &mut world.inquiries[which];
    inquiry.reports += 1;
    let (id, body) = (inquiry.id.clone(), inquiry.body.clone());
    let report = format!("{id}-report-{}", inquiry.reports);
    let (year, many) = (start.year(), plan.chance.between(5, 14));
    let pages = plan.chance.between(24, 180);
    plan.add(Happening {
        kind: "report_published",
        inquiry: &id,
        day: Some(published),
        basis: "official_publication",
        event: json!({"report": report, "publisher": body, "title": format!("What the returns of {year} show (fictional)"),
            "report_kind": "report", "pages": pages, "languages": ["en"]}),
    });
    for number in 1..=many {
        let inquiry = &mut world.inquiries[which];
        inquiry.recommendations += 1;
        let recommendation = format!("{id}-recommendation-{}", inquiry.recommendations);
        let mut addressees = vec![plan.chance.one(&world.departments).clone()];
        if plan.chance.percent(60) {
            let boards = world.inquiries[which].boards.clone();
            let one =
                boards.start + plan.chance.below(u32::try_from(boards.len()).unwrap_or(1)) as usize;
            addressees.push(world.boards[one].id.clone());
        }
        let due = later(published, 61);
        let text = *plan.chance.one(&names::RECOMMENDATIONS);
        let listed: Vec<_> =
            addressees.iter().map(|body| json!({"body": body, "due": due.to_string()})).collect();
        plan.add(Happening {
            kind: "recommendation_made",
            inquiry: &id,
            day: Some(published),
            basis: "official_publication",
            event: json!({"recommendation": recommendation, "made_by": body, "report": report,
                "number": number.to_string(), "page": 10 + number * 2,
                "text": text, "verbatim": true,
                "item_kind": "recommendation", "addressees": listed}),
        });
        for addressee in addressees {
            let pair = Pair {
                inquiry: &id,
                recommendation: &recommendation,
                addressee: &addressee,
                made_by: &body,
            };
            follow(plan, &pair, published);
        }
    }
}

/// A recommendation and one whom it addresses.
struct Pair<'a> {
    inquiry: &'a str,
    recommendation: &'a str,
    addressee: &'a str,
    made_by: &'a str,
}

impl Pair<'_> {
    fn add(&self, plan: &mut Plan, kind: &str, day: Date, mut event: serde_json::Value) {
        event["recommendation"] = json!(self.recommendation);
        plan.add(Happening {
            kind,
            inquiry: self.inquiry,
            day: Some(day),
            basis: "official_publication",
            event,
        });
    }

    fn progress(&self, plan: &mut Plan, day: Date, by: &str, role: &str, status: &str) {
        let narrative = *plan.chance.one(&names::NARRATIVES);
        let event = json!({"addressee": self.addressee, "reported_by": by, "reporter_role": role,
            "status": status, "narrative": narrative});
        self.add(plan, "progress_reported", day, event);
    }
}

fn follow(plan: &mut Plan, pair: &Pair<'_>, published: Date) {
    if plan.chance.percent(15) {
        // Never answered: that is computed, not recorded. Letters are.
        for (step, months) in [("letter", 92), ("public_letter", 214)] {
            let event = json!({"recommendations": [pair.recommendation], "addressee": pair.addressee,
                "sent_by": pair.made_by, "step": step, "ordinal": if months == 92 { 1 } else { 2 }});
            plan.add(Happening {
                kind: "escalation_letter",
                inquiry: pair.inquiry,
                day: Some(later(published, months)),
                basis: "official_publication",
                event,
            });
        }
        return;
    }
    let answered = later(
        published,
        plan.chance.between(20, 61)
            + if plan.chance.percent(35) { plan.chance.between(1, 200) } else { 0 },
    );
    let position = *plan.chance.one(&[
        "accepted",
        "accepted",
        "accepted",
        "accepted_in_part",
        "accepted_in_principle",
        "noted",
        "rejected",
        "under_consideration",
    ]);
    let event = json!({"responder": pair.addressee, "position": position, "received": answered.to_string()});
    pair.add(plan, "response_received", answered, event);
    if position == "rejected" && plan.chance.percent(60) {
        let event = json!({"addressee": pair.addressee, "outcome": "rejected", "closed_by": pair.made_by,
            "closer_role": "recommender"});
        pair.add(plan, "recommendation_closed", later(answered, 90), event);
    }
    if !position.starts_with("accepted") {
        return;
    }
    let target = later(answered, plan.chance.between(90, 400));
    targets(plan, pair, answered, target);
    let mut day = later(answered, plan.chance.between(60, 150));
    for _ in 0..plan.chance.below(3) {
        pair.progress(plan, day, pair.addressee, "addressee", "in_progress");
        day = later(day, plan.chance.between(80, 200));
    }
    if plan.chance.percent(55) {
        pair.progress(plan, day, pair.addressee, "addressee", "implemented");
        if plan.chance.percent(50) {
            // The recommender looks for itself, and does not always agree.
            let agrees = plan.chance.percent(75);
            let seen = later(day, plan.chance.between(30, 150));
            let status = if agrees { "implemented" } else { "in_progress" };
            pair.progress(plan, seen, pair.made_by, "recommender", status);
            if agrees {
                let event = json!({"addressee": pair.addressee, "outcome": "implemented", "closed_by": pair.made_by,
                    "closer_role": "recommender"});
                pair.add(plan, "recommendation_closed", later(seen, 14), event);
            }
        }
    }
}

/// The day by which it is to be done, and how often it moves.
fn targets(plan: &mut Plan, pair: &Pair<'_>, answered: Date, first: Date) {
    let event = json!({"addressee": pair.addressee, "target_date": first.to_string(), "set_by": pair.addressee});
    pair.add(plan, "target_date_set", answered, event);
    let mut target = first;
    for sequence in 2..=4 {
        if !plan.chance.percent(35) {
            return;
        }
        let moved = later(target, plan.chance.between(60, 260));
        let told = later(target, -plan.chance.between(1, 40));
        let mut event = json!({"addressee": pair.addressee, "old_target": target.to_string(),
            "target_date": moved.to_string(), "sequence": sequence, "set_by": pair.addressee,
            "reason": *plan.chance.one(&names::DELAYS)});
        if plan.chance.percent(60) {
            event["notified_on"] = json!(told.to_string());
        }
        pair.add(plan, "target_date_revised", told, event);
        target = moved;
    }
}
