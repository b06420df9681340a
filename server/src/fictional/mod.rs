//! A fictional inquiry, of any size, for what the real record cannot show.
//!
//! Boards, forces, officers, returns, recommendations and hearings, with lateness
//! and corrections as they are in life. Everything is invented and says so: each
//! name of a body ends in "(fictional)", the first entry labels the ledger, and
//! the people are called after stationery. The same seed and size give the same
//! drafts for ever.
//!
//! Drafts come in the order in which the events happened, planned a quarter of a
//! year at a time. What would happen after the last one is left out, so that the
//! newest calls are still open and some answers overdue.

mod chance;
mod hearings;
mod names;
mod offices;
mod recommendations;
mod returns;
mod world;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ledger::events::civil::Date;
use serde_json::{Value, json};

use chance::Chance;
use world::World;

/// The first quarter that is planned starts on 1 January of this year.
const FIRST_YEAR: u16 = 2014;

/// Quarters over which a large ledger is spread.
const QUARTERS: u64 = 44;

/// Drafts of a fictional inquiry, each as one line of JSON.
pub struct Fictional {
    plan: Plan,
    world: World,
    quarter: u16,
    left: u64,
}

/// What is going to happen.
struct Plan {
    chance: Chance,
    /// By day and order of planning: the place in `drafts`.
    due: BinaryHeap<Reverse<(i32, u64)>>,
    /// Planned drafts by order of planning, emptied from the front.
    drafts: std::collections::BTreeMap<u64, Value>,
    planned: u64,
    events: u64,
}

/// One event, before it has the members that all share.
struct Happening<'a> {
    /// The kind.
    kind: &'a str,
    /// The matter it belongs to.
    inquiry: &'a str,
    /// The day it happened; `None` for registrations.
    day: Option<Date>,
    /// How the evidence came.
    basis: &'a str,
    /// The facts.
    event: Value,
}

impl Plan {
    /// Plans an event; the identifier it will have.
    #[expect(clippy::needless_pass_by_value, reason = "callers make it for this call alone")]
    fn add(&mut self, what: Happening<'_>) -> String {
        let number = self.events;
        self.events += 1;
        let id = format!("fictional-{number}");
        let mut draft = json!({
            "id": id,
            "inquiry": what.inquiry,
            "kind": what.kind,
            "basis": what.basis,
            "certainty": "stated",
            "by": "fictional-recorder",
            "sources": [{"kind": "other", "title": "Invented for demonstration; nothing of this happened"}],
            "event": what.event,
        });
        if let Some(day) = what.day {
            draft["occurred"] = json!({"edtf": day.to_string()});
        }
        let day = what.day.map_or(i32::MIN, Date::days_since_1970);
        self.put(day, draft);
        id
    }

    fn put(&mut self, day: i32, draft: Value) {
        self.due.push(Reverse((day, self.planned)));
        self.drafts.insert(self.planned, draft);
        self.planned += 1;
    }

    /// The next draft that happens before `day`.
    fn before(&mut self, day: i32) -> Option<Value> {
        let Reverse((due, _)) = self.due.peek()?;
        if *due >= day {
            return None;
        }
        let Reverse((_, number)) = self.due.pop()?;
        self.drafts.remove(&number)
    }
}

impl Fictional {
    /// `events` drafts from a seed.
    pub fn new(seed: u64, events: u64) -> Self {
        let mut plan = Plan {
            chance: Chance::new(seed),
            due: BinaryHeap::new(),
            drafts: std::collections::BTreeMap::new(),
            planned: 0,
            events: 0,
        };
        let world = World::found(&mut plan, events);
        Self { plan, world, quarter: 0, left: events }
    }

    fn draft(&mut self) -> Value {
        loop {
            let start = first_day(self.quarter);
            if let Some(draft) = self.plan.before(start.days_since_1970()) {
                return draft;
            }
            self.plan_quarter(start);
            self.quarter += 1;
        }
    }

    fn plan_quarter(&mut self, start: Date) {
        let (plan, world) = (&mut self.plan, &mut self.world);
        for inquiry in 0..world.inquiries.len() {
            returns::quarter(plan, world, inquiry, start, self.quarter);
            if self.quarter.is_multiple_of(4) {
                recommendations::year(plan, world, inquiry, start);
            }
            hearings::quarter(plan, world, inquiry, start);
        }
        offices::quarter(plan, world, start);
    }
}

impl Iterator for Fictional {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.left = self.left.checked_sub(1)?;
        let mut line = self.draft().to_string();
        line.push('\n');
        Some(line)
    }
}

/// The first day of a quarter, counted from the first.
fn first_day(quarter: u16) -> Date {
    let (year, month) = (FIRST_YEAR + quarter / 4, quarter % 4 * 3 + 1);
    let day = Date::new(year, u8::try_from(month).unwrap_or(1), 1);
    // Seven thousand years of quarters; then it stays on the last of them.
    day.or_else(|| Date::new(9999, 1, 1)).expect("1 January 9999 is a day")
}

/// So many days later; the last day there is for one beyond it.
fn later(day: Date, days: i32) -> Date {
    Date::from_days_since_1970(day.days_since_1970().saturating_add(days)).unwrap_or(day)
}

/// The drafts as bytes, for whoever reads lines.
pub struct Lines {
    drafts: Fictional,
    line: Vec<u8>,
    read: usize,
}

impl Lines {
    /// Reads these drafts.
    pub fn new(drafts: Fictional) -> Self {
        Self { drafts, line: Vec::new(), read: 0 }
    }
}

impl std::io::Read for Lines {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.read == self.line.len() {
            let Some(line) = self.drafts.next() else { return Ok(0) };
            self.line = line.into_bytes();
            self.read = 0;
        }
        let some = into.len().min(self.line.len() - self.read);
        into[..some].copy_from_slice(&self.line[self.read..self.read + some]);
        self.read += some;
        Ok(some)
    }
}

#[cfg(test)]
mod tests;
