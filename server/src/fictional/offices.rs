//! Chairs come and go.

use ledger::events::civil::Date;
use serde_json::json;

use super::world::{COMMON, World};
use super::{Happening, Plan, later};

/// Fills empty offices and lets some holders leave.
pub(super) fn quarter(plan: &mut Plan, world: &mut World, start: Date) {
    for place in 0..world.offices.len() {
        let day = later(start, plan.chance.between(1, 60));
        match world.offices[place].holder.take() {
            None if plan.chance.percent(70) => appoint(plan, world, place, day),
            None => {}
            Some((spell, person, since)) => {
                let served = day.days_since_1970() - since.days_since_1970();
                // Three years on average, and nobody leaves in the first months.
                if served > 150 && plan.chance.percent(8) {
                    leave(plan, world, place, (&spell, &person), day);
                } else {
                    world.offices[place].holder = Some((spell, person, since));
                }
            }
        }
    }
}

fn appoint(plan: &mut Plan, world: &mut World, place: usize, day: Date) {
    let person = world.person(plan, COMMON, day);
    let office = &mut world.offices[place];
    office.spells += 1;
    let spell = format!("{}-spell-{}", office.id, office.spells);
    let capacity = if plan.chance.percent(10) { "interim" } else { "substantive" };
    plan.add(Happening {
        kind: "appointed",
        inquiry: COMMON,
        day: Some(day),
        basis: "official_publication",
        event: json!({"spell": spell, "person": person, "office": office.id, "capacity": capacity,
            "selection": "appointed", "effective": day.to_string()}),
    });
    office.holder = Some((spell, person, day));
}

fn leave(plan: &mut Plan, world: &mut World, place: usize, who: (&str, &str), day: Date) {
    let (spell, person) = who;
    let office = world.offices[place].id.clone();
    let reason =
        *plan.chance.one(&["resigned", "resigned", "term_ended", "retired", "other_office"]);
    let mut event = json!({"spell": spell, "person": person, "office": office, "reason": reason,
        "effective": day.to_string()});
    if reason == "resigned" {
        event["letter"] = json!(later(day, -plan.chance.between(0, 30)).to_string());
    }
    plan.add(Happening {
        kind: "office_ended",
        inquiry: COMMON,
        day: Some(day),
        basis: "official_publication",
        event,
    });
    if plan.chance.percent(80) {
        // The same day half of the time, after a gap otherwise.
        let gap = if plan.chance.percent(50) { 0 } else { plan.chance.between(10, 120) };
        appoint(plan, world, place, later(day, gap));
    }
}
