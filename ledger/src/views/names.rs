//! What identifiers are called, as the ledger itself registered and corrected it.

use crate::events::care::Correction;
use crate::events::{BodyId, Event, OfficeId, PersonId, RecommendationId};
use crate::record::{Name, Sealed, Text};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};

/// What stands where a value was redacted.
pub const WITHHELD: &str = "[withheld]";

/// Names by identifier. A redacted name reads [`WITHHELD`].
///
/// Identifiers are kept as texts inside: four maps of one type cost the viewer
/// one map's code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Names of bodies.
    pub bodies: BTreeMap<String, String>,
    /// Names of people.
    pub persons: BTreeMap<String, String>,
    /// Titles of offices.
    pub offices: BTreeMap<String, String>,
    /// Texts of recommendations.
    pub recommendations: BTreeMap<String, String>,
}

/// An identifier that has a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    /// A body.
    Body(BodyId),
    /// A person.
    Person(PersonId),
    /// An office.
    Office(OfficeId),
    /// A recommendation.
    Recommendation(RecommendationId),
}

/// Sorts of identifiers that events name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// A body.
    Body,
    /// A person.
    Person,
    /// An office.
    Office,
    /// A recommendation.
    Recommendation,
    /// A data call; it has no name.
    Call,
}

impl Named {
    /// Its sort and its identifier.
    pub(super) fn parts(&self) -> (Sort, &str) {
        match self {
            Named::Body(id) => (Sort::Body, id.as_str()),
            Named::Person(id) => (Sort::Person, id.as_str()),
            Named::Office(id) => (Sort::Office, id.as_str()),
            Named::Recommendation(id) => (Sort::Recommendation, id.as_str()),
        }
    }
}

impl Names {
    /// The name of a body, or its identifier while it has none.
    pub fn body<'a>(&'a self, id: &'a BodyId) -> &'a str {
        self.bodies.get(id.as_str()).map_or(id.as_str(), String::as_str)
    }

    /// The name of a person, or the pseudonym while there is none.
    pub fn person<'a>(&'a self, id: &'a PersonId) -> &'a str {
        self.persons.get(id.as_str()).map_or(id.as_str(), String::as_str)
    }

    /// The title of an office, or its identifier while it has none.
    pub fn office<'a>(&'a self, id: &'a OfficeId) -> &'a str {
        self.offices.get(id.as_str()).map_or(id.as_str(), String::as_str)
    }

    /// The text of a recommendation, or its identifier while it has none.
    pub fn recommendation<'a>(&'a self, id: &'a RecommendationId) -> &'a str {
        self.recommendations.get(id.as_str()).map_or(id.as_str(), String::as_str)
    }

    /// The name of any identifier of this sort, or the identifier itself.
    pub(super) fn of<'a>(&'a self, sort: Sort, id: &'a str) -> &'a str {
        let names = match sort {
            Sort::Body => &self.bodies,
            Sort::Person => &self.persons,
            Sort::Office => &self.offices,
            Sort::Recommendation => &self.recommendations,
            Sort::Call => return id,
        };
        names.get(id).map_or(id, String::as_str)
    }

    fn set(&mut self, named: &Named, name: String) {
        match named {
            Named::Body(id) => self.bodies.insert(id.to_string(), name),
            Named::Person(id) => self.persons.insert(id.to_string(), name),
            Named::Office(id) => self.offices.insert(id.to_string(), name),
            Named::Recommendation(id) => self.recommendations.insert(id.to_string(), name),
        };
    }

    /// Learns the name that an event gives, and says whose it is.
    pub(super) fn learn(&mut self, event: &Event) -> Option<Named> {
        let name = |name: &Sealed<Name>| match name {
            Sealed::Open(name) => name.as_str().to_string(),
            Sealed::Withheld(_) => WITHHELD.to_string(),
        };
        let (named, name) = match event {
            Event::BodyRegistered(body) => (Named::Body(body.body.clone()), name(&body.name)),
            Event::PersonRegistered(person) => {
                (Named::Person(person.person.clone()), name(&person.name))
            }
            Event::OfficeRegistered(office) => {
                (Named::Office(office.office.clone()), name(&office.title))
            }
            Event::RecommendationMade(made) => {
                let text = open_text(&made.text).to_string();
                (Named::Recommendation(made.recommendation.clone()), text)
            }
            _ => return None,
        };
        self.set(&named, name);
        Some(named)
    }

    /// Learns a corrected name; `named` is what the corrected entry named.
    pub(super) fn correct(&mut self, named: &Named, correction: &Correction) {
        let field = match named {
            Named::Body(_) | Named::Person(_) => "/event/name",
            Named::Office(_) => "/event/title",
            Named::Recommendation(_) => "/event/text",
        };
        let change = correction.changes.iter().find(|change| change.field.as_str() == field);
        if let Some(change) = change {
            self.set(named, open_text(&change.new).to_string());
        }
    }
}

/// The text, or [`WITHHELD`].
pub(super) fn open_text(text: &Sealed<Text>) -> &str {
    text.open().map_or(WITHHELD, Text::as_str)
}
