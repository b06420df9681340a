//! Every field of one entry, labelled, in order: what an entry's page shows.
//!
//! Built from the entry itself and one table of labels, so that a field cannot
//! be forgotten by a page. What is sealed is shown exactly as it was recorded.

mod form;
mod labels;

use super::names::WITHHELD;
use super::timeline::Timeline;
use crate::events::{BodyId, Edtf, EventId, Lang, OfficeId, PersonId, RecommendationId, kind_info};
use crate::record::{Entry, Index, Json, Openings, merge};
use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
pub use form::labelled;
use labels::{Shape, look_up};

/// One field of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Where in the draft it stands, as a JSON pointer: `/event/name`.
    pub pointer: String,
    /// What it is, in words: "Source 1: title".
    pub label: String,
    /// What it says.
    pub value: Shown,
    /// Whether it is a sealed field, which could be erased.
    pub sealed: bool,
}

/// The value of a field, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A text or a name, exactly as recorded.
    Text(String),
    /// A date.
    Date {
        /// As recorded: `2014-08`.
        edtf: String,
        /// As a reader would say it: "August 2014".
        words: String,
    },
    /// A code.
    Code {
        /// As recorded: `press_report`.
        code: String,
        /// In words: "Press report".
        words: String,
    },
    /// A whole number.
    Number(i64),
    /// A percentage as stated, without the sign.
    Percent(String),
    /// Yes or no.
    YesNo(bool),
    /// Something that has a name in this ledger.
    Named {
        /// What it is.
        what: What,
        /// Its identifier.
        id: String,
        /// Its name, or the identifier while it has none.
        name: String,
    },
    /// Another event.
    Event {
        /// Its reference.
        id: String,
        /// Its position and title; `None` when this ledger does not have it yet.
        found: Option<(Index, String)>,
    },
    /// An identifier, a digest or a path, as recorded.
    Raw(String),
    /// It was redacted.
    Withheld,
}

/// What an identifier stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A body.
    Body,
    /// A person.
    Person,
    /// An office.
    Office,
    /// A recommendation.
    Recommendation,
}

impl Shown {
    /// The value in words; identifiers that have a name by their name.
    pub fn in_words(&self) -> String {
        match self {
            Shown::Text(text) | Shown::Raw(text) => text.clone(),
            Shown::Date { words, .. } | Shown::Code { words, .. } => words.clone(),
            Shown::Number(number) => thousands(*number),
            Shown::Percent(percent) => format!("{percent}%"),
            Shown::YesNo(yes) => if *yes { "Yes" } else { "No" }.to_string(),
            Shown::Named { name, .. } => name.clone(),
            Shown::Event { id, found } => match found {
                Some((_, title)) => title.clone(),
                None => id.clone(),
            },
            Shown::Withheld => WITHHELD.to_string(),
        }
    }
}

/// Every field of an entry: first the facts, then time, certainty, sources and
/// the rest. With openings that do not fit, only what is public.
pub fn detail(entry: &Entry, openings: &Openings, timeline: &Timeline) -> Vec<Fact> {
    let public = entry.draft_json();
    let (json, withheld) = match merge(public.clone(), openings) {
        Ok(merged) => (merged.json, merged.withheld),
        Err(_) => (public, Vec::new()),
    };
    let sealed = openings.as_slice().iter().map(|opening| opening.pointer.as_str()).collect();
    let mut walk = Walk { sealed, timeline, found: Vec::new() };
    walk.value(&mut Vec::new(), &json);
    for (pointer, _) in &withheld {
        let path: Vec<Step> = pointer.split('/').skip(1).map(Step::parse).collect();
        walk.put(&path, Shown::Withheld);
    }
    crate::views::order::sort_by(walk.found.as_mut_slice(), |a, b| a.0.cmp(&b.0));
    walk.found.into_iter().map(|(_, fact)| fact).collect()
}

/// One step of a pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Item(usize),
}

impl Step {
    fn parse(text: &str) -> Step {
        text.parse().map_or_else(|_| Step::Member(text.to_owned()), Step::Item)
    }
}

struct Walk<'a> {
    sealed: Vec<&'a str>,
    timeline: &'a Timeline,
    /// Facts, each with what it is sorted by.
    found: Vec<(Vec<usize>, Fact)>,
}

impl Walk<'_> {
    fn value(&mut self, path: &mut Vec<Step>, value: &Json) {
        if self.sealed.contains(&pointer(path).as_str()) {
            let shown = match value {
                Json::Str(text) => Shown::Text(text.clone()),
                Json::Int(number) => Shown::Number(*number),
                // The empty seat of a redacted item.
                Json::Null => return,
                other => Shown::Text(other.to_canonical()),
            };
            return self.put(path, shown);
        }
        match value {
            Json::Object(members) => {
                for (name, member) in members {
                    // The root over sealed fields is a check, not a fact.
                    if name != "sealed" {
                        path.push(Step::Member(name.clone()));
                        self.value(path, member);
                        path.pop();
                    }
                }
            }
            Json::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    path.push(Step::Item(at));
                    self.value(path, item);
                    path.pop();
                }
            }
            Json::Null => {}
            Json::Bool(yes) => self.put(path, Shown::YesNo(*yes)),
            Json::Int(number) => self.put(path, Shown::Number(*number)),
            Json::Str(text) => {
                let shown = self.text(shape(path), text);
                self.put(path, shown);
            }
        }
    }

    fn put(&mut self, path: &[Step], value: Shown) {
        let pointer = pointer(path);
        let order = path.iter().map(|step| match step {
            Step::Member(name) => look_up(name).0,
            Step::Item(at) => *at,
        });
        let sealed = self.sealed.contains(&pointer.as_str());
        let fact = Fact { label: label(path), value, sealed, pointer };
        self.found.push((order.collect(), fact));
    }

    fn text(&self, shape: Shape, text: &str) -> Shown {
        let names = self.timeline.names();
        let named = |what, name: Option<&str>| Shown::Named {
            what,
            id: text.to_owned(),
            name: name.unwrap_or(text).to_owned(),
        };
        let body =
            || BodyId::new(text).and_then(|id| names.bodies.get(id.as_str())).map(String::as_str);
        let person = || {
            PersonId::new(text).and_then(|id| names.persons.get(id.as_str())).map(String::as_str)
        };
        match shape {
            Shape::Date => match Edtf::parse(text) {
                Ok(date) => Shown::Date { edtf: text.to_owned(), words: date.in_words() },
                Err(_) => Shown::Raw(text.to_owned()),
            },
            Shape::Code => Shown::Code { code: text.to_owned(), words: code_in_words(text) },
            Shape::Percent => Shown::Percent(text.to_owned()),
            Shape::Body => named(What::Body, body()),
            Shape::Person => named(What::Person, person()),
            Shape::Maker => match person() {
                Some(name) => named(What::Person, Some(name)),
                None => named(What::Body, body()),
            },
            Shape::Office => {
                let id = OfficeId::new(text);
                named(
                    What::Office,
                    id.and_then(|id| names.offices.get(id.as_str())).map(String::as_str),
                )
            }
            Shape::Recommendation => {
                let id = RecommendationId::new(text);
                let name =
                    id.and_then(|id| names.recommendations.get(id.as_str())).map(String::as_str);
                named(What::Recommendation, name)
            }
            Shape::Event => {
                let row = EventId::new(text).and_then(|id| self.timeline.event(&id));
                let found = row.map(|row| (row.index, row.title.clone()));
                Shown::Event { id: text.to_owned(), found }
            }
            Shape::Raw => Shown::Raw(text.to_owned()),
        }
    }
}

/// What the last named step says about the value.
fn shape(path: &[Step]) -> Shape {
    let name = path.iter().rev().find_map(|step| match step {
        Step::Member(name) => Some(name.as_str()),
        Step::Item(_) => None,
    });
    name.map_or(Shape::Raw, |name| look_up(name).2)
}

fn pointer(path: &[Step]) -> String {
    let mut out = String::new();
    for step in path {
        out.push('/');
        match step {
            Step::Member(name) => out.push_str(&name.replace('~', "~0").replace('/', "~1")),
            Step::Item(at) => out.push_str(&at.to_string()),
        }
    }
    out
}

/// "Source 1: title", "Happened, in the words of the source", "Name".
fn label(path: &[Step]) -> String {
    let mut out = String::new();
    for (place, step) in path.iter().enumerate() {
        let more = path.len() > place + 1;
        match step {
            Step::Member(name) if name == "event" && more => {}
            Step::Member(name) if name == "edtf" && !out.is_empty() => {}
            Step::Member(name) if name == "written" && !out.is_empty() => {
                out.push_str(", in the words of the source");
            }
            Step::Member(name) => {
                let words = look_up(name).1;
                if out.is_empty() {
                    out.push_str(&words);
                } else {
                    out.push_str(": ");
                    out.push_str(&lower_first(&words));
                }
            }
            // Objects in a list are numbered; plain items share their label.
            Step::Item(at) if more => {
                out.push(' ');
                out.push_str(&(at + 1).to_string());
            }
            Step::Item(_) => {}
        }
    }
    out
}

fn lower_first(words: &str) -> String {
    let acronym = words.chars().nth(1).is_some_and(char::is_uppercase);
    let mut letters = words.chars();
    match letters.next() {
        Some(first) if !acronym => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}

/// A code in words: the name of a kind, a few that need more than their
/// letters, and otherwise the code with its underscores gone.
fn code_in_words(code: &str) -> String {
    if let Some(info) = kind_info(code) {
        return info.title.to_string();
    }
    let known = match code {
        "lscb" => "Local safeguarding children board",
        "E" => "England",
        "W" => "Wales",
        "EW" => "England and Wales",
        "S" => "Scotland",
        "NI" => "Northern Ireland",
        "UK" => "United Kingdom",
        "dataset" => "Data set",
        "ledger" => "This ledger",
        _ if code == Lang::En.as_str() => "English",
        _ if code == Lang::Cy.as_str() => "Welsh",
        _ => return upper_first(&code.replace('_', " ")),
    };
    known.to_string()
}

fn upper_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = if number < 0 { "-".to_string() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests;
