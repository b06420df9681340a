//! What to show, in what order. The same code answers the server's API and
//! the viewer, and the same names stand in both addresses.

use crate::events::civil::Date;
use crate::events::{BodyId, Edtf, Family, InquiryId, PersonId, kind_info};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

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
}
