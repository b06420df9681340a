//! What to show, in what order. The same code answers the server's API and
//! the viewer, and the same names stand in both addresses.

use super::phrase::fold_into;
use super::row::Row;
use crate::events::civil::Date;
use crate::events::{BodyId, Edtf, Family, InquiryId, PersonId, kind_info};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

/// Which time a query goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// When it happened in the world.
    #[default]
    Happened,
    /// When this ledger took it.
    Recorded,
}

/// Which end comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// What to show. An empty list or `None` does not limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Codes of kinds, any of which will do.
    pub kinds: Vec<String>,
    /// Families, any of which will do.
    pub families: Vec<Family>,
    /// A body it must name.
    pub body: Option<BodyId>,
    /// A person it must name.
    pub person: Option<PersonId>,
    /// The matter it must belong to.
    pub inquiry: Option<InquiryId>,
    /// Words that must all be in it, in any letter case.
    pub text: String,
    /// The first day, on the clock. Events of unknown date are not left out,
    /// because they may lie in the time asked for.
    pub from: Option<Date>,
    /// The last day, included. For the recorded clock, a day in London.
    pub to: Option<Date>,
    /// Which time to go by.
    pub clock: Clock,
    /// Which end first. Events of unknown date come last either way.
    pub order: Order,
}

/// A parameter that is not part of a query.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: \"{value}\" {problem}; {remedy}")]
pub struct QueryError {
    /// The parameter.
    pub name: String,
    /// What was given.
    pub value: String,
    /// What is wrong with it.
    pub problem: &'static str,
    /// What to write instead.
    pub remedy: String,
}

impl Query {
    /// Takes one parameter of an address: `kind` and `family` (again, or with
    /// commas between), `body`, `person`, `inquiry`, `q`, `from`, `to`,
    /// `clock` (`happened`, `recorded`), `order` (`newest`, `oldest`). An empty
    /// value does not limit. `false` for a name that is none of these.
    ///
    /// # Errors
    /// When the value cannot be meant.
    pub fn set(&mut self, name: &str, value: &str) -> Result<bool, QueryError> {
        let wrong = |problem: &'static str, remedy: &str| QueryError {
            name: name.to_string(),
            value: value.chars().take(60).collect(),
            problem,
            remedy: remedy.to_string(),
        };
        let not_id = || wrong("is not an identifier", "write lower-case letters, digits, hyphens");
        let not_one = |known: &str| wrong("is not known", &format!("write {known}"));
        let given = !value.is_empty();
        match name {
            "kind" => {
                for kind in value.split(',').filter(|kind| !kind.is_empty()) {
                    if kind_info(kind).is_none() && kind != super::UNKNOWN_KIND {
                        return Err(wrong("is not a kind", "see the list of kinds"));
                    }
                    self.kinds.push(kind.to_string());
                }
            }
            "family" => {
                for family in value.split(',').filter(|family| !family.is_empty()) {
                    let known: Vec<&str> = Family::ALL.iter().map(|f| f.as_str()).collect();
                    let found = Family::parse(family).ok_or_else(|| not_one(&known.join(", ")))?;
                    self.families.push(found);
                }
            }
            "body" if given => self.body = Some(BodyId::new(value).ok_or_else(not_id)?),
            "person" if given => self.person = Some(PersonId::new(value).ok_or_else(not_id)?),
            "inquiry" if given => self.inquiry = Some(InquiryId::new(value).ok_or_else(not_id)?),
            "q" => self.text = value.to_string(),
            "from" | "to" if given => {
                let range = Edtf::parse(value).map(|date| date.range());
                let day =
                    range.ok().and_then(|r| if name == "from" { r.earliest } else { r.latest });
                let day =
                    day.ok_or_else(|| wrong("is not a date", "write 2014-08-26, 2014-08 or 2014"))?;
                if name == "from" {
                    self.from = Some(day);
                } else {
                    self.to = Some(day);
                }
            }
            "clock" => {
                self.clock = match value {
                    "" | "happened" => Clock::Happened,
                    "recorded" => Clock::Recorded,
                    _ => return Err(not_one("happened or recorded")),
                }
            }
            "order" => {
                self.order = match value {
                    "" | "newest" => Order::Newest,
                    "oldest" => Order::Oldest,
                    _ => return Err(not_one("newest or oldest")),
                }
            }
            "body" | "person" | "inquiry" | "from" | "to" => {}
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether it shows this row.
    pub fn shows(&self, row: &Row) -> bool {
        self.words().iter().all(|word| row.has(word)) && self.fits(row)
    }

    pub(super) fn run<'a>(&self, rows: &'a [Row]) -> Vec<&'a Row> {
        let words = self.words();
        let fits = |row: &&Row| self.fits(row) && words.iter().all(|word| row.has(word));
        let mut found: Vec<&Row> = rows.iter().filter(fits).collect();
        match (self.clock, self.order) {
            // Rows stand in the order in which they were recorded.
            (Clock::Recorded, Order::Oldest) => {}
            (Clock::Recorded, Order::Newest) => found.reverse(),
            (Clock::Happened, order) => {
                // No two keys are equal: each holds the place in the ledger.
                let mut keyed: Vec<(When, &Row)> =
                    found.into_iter().map(|row| (When::of(row, order), row)).collect();
                keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0));
                found = keyed.into_iter().map(|(_, row)| row).collect();
            }
        }
        found
    }

    fn fits(&self, row: &Row) -> bool {
        (self.kinds.is_empty() || self.kinds.iter().any(|kind| kind == row.kind))
            && (self.families.is_empty() || self.families.contains(&row.family))
            && self.body.as_ref().is_none_or(|body| row.bodies.contains(body))
            && self.person.as_ref().is_none_or(|person| row.persons.contains(person))
            && self.inquiry.as_ref().is_none_or(|inquiry| row.inquiry.as_ref() == Some(inquiry))
            && self.in_time(row)
    }

    fn in_time(&self, row: &Row) -> bool {
        if self.from.is_none() && self.to.is_none() {
            return true;
        }
        match self.clock {
            Clock::Happened => {
                row.occurred_range().is_none_or(|range| range.touches(self.from, self.to))
            }
            Clock::Recorded => Date::in_london(row.recorded.millis()).is_none_or(|day| {
                self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
            }),
        }
    }

    fn words(&self) -> Vec<String> {
        let mut folded = String::new();
        fold_into(&self.text, &mut folded);
        folded.split_whitespace().map(String::from).collect()
    }
}

/// What rows are sorted by on the clock of what happened.
#[derive(PartialEq, Eq)]
struct When {
    key: Option<(Option<Date>, bool, Option<Date>)>,
    place: u64,
    order: Order,
}

impl When {
    fn of(row: &Row, order: Order) -> When {
        let key = row.occurred_range().map(|range| range.sort_key());
        When { key, place: row.index.get(), order }
    }
}

impl Ord for When {
    fn cmp(&self, other: &When) -> Ordering {
        match (&self.key, &other.key) {
            (None, None) => self.place.cmp(&other.place),
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(a), Some(b)) => {
                let oldest_first = a.cmp(b).then(self.place.cmp(&other.place));
                if self.order == Order::Oldest { oldest_first } else { oldest_first.reverse() }
            }
        }
    }
}

impl PartialOrd for When {
    fn partial_cmp(&self, other: &When) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
