//! Who is in the fictional inquiry.

use ledger::events::civil::Date;
use serde_json::{Value, json};

use super::{Happening, Plan, QUARTERS, later, names};

/// A body that answers calls.
pub(super) struct Board {
    pub(super) id: String,
    /// Children in its area.
    pub(super) children: u32,
    /// Children counted per 10,000 in a year.
    pub(super) rate: f64,
    /// How it behaves: 0 punctual to 9 late or silent.
    pub(super) slowness: u32,
}

/// A matter with calls, reports and hearings of its own.
pub(super) struct Inquiry {
    pub(super) id: String,
    pub(super) body: String,
    pub(super) committee: String,
    /// The list of bodies that it asks, by place in `World::boards`.
    pub(super) population: String,
    pub(super) boards: std::ops::Range<usize>,
    /// Calls issued so far.
    pub(super) calls: u32,
    /// Reports published so far.
    pub(super) reports: u32,
    /// Recommendations made so far.
    pub(super) recommendations: u32,
    /// Sessions held so far.
    pub(super) sessions: u32,
}

/// An office and who holds it.
pub(super) struct Office {
    pub(super) id: String,
    pub(super) holder: Option<(String, String, Date)>,
    pub(super) spells: u32,
}

/// Most boards that one inquiry asks.
const ASKED: usize = 148;

/// Everyone there is.
pub(super) struct World {
    pub(super) boards: Vec<Board>,
    pub(super) inquiries: Vec<Inquiry>,
    pub(super) departments: Vec<String>,
    pub(super) offices: Vec<Office>,
    pub(super) people: u32,
}

/// The matter of registrations that serve all inquiries.
pub(super) const COMMON: &str = "fictional-inquiry-1";

impl World {
    /// Founds a world in which about so many events happen over the years.
    pub(super) fn found(plan: &mut Plan, events: u64) -> Self {
        let boards = usize::try_from((events / 60).clamp(12, 400)).unwrap_or(400);
        // Measured: what one board and one inquiry cause in a quarter. Rounded up, so
        // that the last event lies before the end of 2025.
        let quarterly = events.div_ceil(QUARTERS).saturating_sub(boards as u64 / 4);
        let by_one = boards.min(ASKED) as u64 * 51 / 50 + 12;
        let inquiries = u32::try_from(quarterly.div_ceil(by_one).clamp(1, 400)).unwrap_or(1);
        let mut world = Self {
            boards: Vec::new(),
            inquiries: Vec::new(),
            departments: Vec::new(),
            offices: Vec::new(),
            people: 0,
        };
        label(plan);
        for (place, name) in
            ["Department for Records", "Department for Letters", "Home of Forms"].iter().enumerate()
        {
            let id = format!("fictional-department-{}", place + 1);
            body(plan, &id, name, "department", None);
            world.departments.push(id);
        }
        body(plan, "fictional-house", "House of Stationery", "other", None);
        holidays(plan);
        for number in 0..u32::try_from(boards).unwrap_or(0) {
            world.board(plan, number);
        }
        for number in 1..=inquiries {
            world.inquiry(plan, number);
        }
        world
    }

    fn board(&mut self, plan: &mut Plan, number: u32) {
        let id = format!("fictional-board-{}", number + 1);
        let name = format!("{} Safeguarding Children Board", names::place(number));
        body(plan, &id, &name, "lscb", None);
        let children = plan.chance.below(130_000) + 9_000;
        // A few boards find hardly anyone, which is what outliers are for.
        let rate = if plan.chance.percent(4) {
            0.4
        } else {
            2.0 + f64::from(plan.chance.below(60)) / 10.0
        };
        let slowness = plan.chance.below(10);
        let office = format!("fictional-chair-{}", number + 1);
        plan.add(Happening {
            kind: "office_registered",
            inquiry: COMMON,
            day: None,
            basis: "official_publication",
            event: json!({"office": office, "title": "Independent Chair", "body": id, "seats": 1, "selection": "appointed"}),
        });
        self.offices.push(Office { id: office, holder: None, spells: 0 });
        self.boards.push(Board { id, children, rate, slowness });
    }

    fn inquiry(&mut self, plan: &mut Plan, number: u32) {
        let id = format!("fictional-inquiry-{number}");
        let place = names::place(4_000 + number);
        let (body_id, committee) = (format!("{id}-body"), format!("{id}-committee"));
        body(plan, &body_id, &format!("Inquiry into the {place} figures"), "inquiry", None);
        body(plan, &committee, &format!("{place} Scrutiny Committee"), "committee", None);
        // Each inquiry asks all boards in a small world, a hundred or so in a large one.
        let all = self.boards.len();
        let many = all.min(ASKED);
        let start = (number as usize * 37) % (all - many + 1);
        let boards = start..start + many;
        let population = format!("{id}-boards");
        let mut members: Vec<&str> =
            self.boards[boards.clone()].iter().map(|b| b.id.as_str()).collect();
        members.sort_unstable();
        plan.add(Happening {
            kind: "population_fixed",
            inquiry: &id,
            day: None,
            basis: "official_publication",
            event: json!({"population": population, "name": format!("Boards asked by the {place} inquiry (fictional)"),
                "body_kind": "lscb", "count": members.len(), "members": members}),
        });
        self.inquiries.push(Inquiry {
            id,
            body: body_id,
            committee,
            population,
            boards,
            calls: 0,
            reports: 0,
            recommendations: 0,
            sessions: 0,
        });
    }

    /// A new person, registered the day before they are first named.
    pub(super) fn person(&mut self, plan: &mut Plan, inquiry: &str, day: Date) -> String {
        self.people += 1;
        let id = format!("fictional-person-{}", self.people);
        let name = names::person(&mut plan.chance);
        let registered = json!({"person": id, "name": name});
        plan.add(Happening {
            kind: "person_registered",
            inquiry,
            day: Some(later(day, -1)),
            basis: "official_publication",
            event: registered,
        });
        id
    }
}

fn label(plan: &mut Plan) {
    plan.add(Happening {
        kind: "ledger_labelled",
        inquiry: COMMON,
        day: None,
        basis: "direct_submission",
        event: json!({"label": "fictional", "text": "Everything in this ledger is invented: bodies, people, figures and events."}),
    });
}

/// The bank holidays of England and Wales in two of the years, as they were: working
/// days are counted by what the record lists and by nothing else.
fn holidays(plan: &mut Plan) {
    let lists: [(u16, &[&str]); 2] = [
        (2014, &["01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"]),
        (2015, &["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
    ];
    for (year, days) in lists {
        let days: Vec<String> = days.iter().map(|day| format!("{year}-{day}")).collect();
        plan.add(Happening {
            kind: "bank_holidays_listed",
            inquiry: COMMON,
            day: None,
            basis: "official_publication",
            event: json!({"jurisdiction": "EW", "year": year, "days": days}),
        });
    }
}

fn body(plan: &mut Plan, id: &str, name: &str, kind: &str, part_of: Option<&str>) {
    let mut event: Value = json!({"body": id, "name": format!("{name} (fictional)"), "body_kind": kind, "jurisdiction": "E"});
    if let Some(parent) = part_of {
        event["part_of"] = json!(parent);
    }
    plan.add(Happening {
        kind: "body_registered",
        inquiry: COMMON,
        day: None,
        basis: "official_publication",
        event,
    });
}
