//! Lists of bodies: the denominators.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::ids::{Body, Call, Handle, Ids, Population};
use super::super::log::Patch;
use super::super::{When, patch};
use crate::events::calls::PopulationFixed;
use crate::events::codes::BodyKind;
use crate::events::lists::PopulationAmended;
use crate::events::{BodyId, Draft, Edtf};
use crate::record::Name;
use crate::views::names::WITHHELD;

/// A list of bodies was fixed.
#[derive(Clone, Debug)]
pub struct PopulationFact {
    /// The list.
    pub population: Population,
    /// What it is called.
    pub name: String,
    /// What sort of bodies they are.
    pub kind: Option<BodyKind>,
    /// The data call it was fixed for.
    pub call: Option<Call>,
    /// How many bodies are on it, as stated.
    pub count: u32,
    /// The bodies; empty where only their number is known.
    pub members: Vec<Body>,
    /// The day for which it holds.
    pub as_at: Option<Edtf>,
}

impl PopulationFact {
    pub(super) fn new(event: &PopulationFixed, ids: &mut Ids) -> Self {
        let members = event.members.iter();
        Self {
            population: Population::from_number(ids.number(event.population.as_str())),
            name: event.name.open().map_or(WITHHELD, Name::as_str).to_string(),
            kind: event.body_kind,
            call: event.call.as_ref().map(|id| Call::from_number(ids.number(id.as_str()))),
            count: event.count,
            members: members.map(|id| Body::from_number(ids.number(id.as_str()))).collect(),
            as_at: event.as_at.clone(),
        }
    }
}

impl Patch for PopulationFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        if let Some(at) = field.strip_prefix("/event/members") {
            return patch::ids(&mut self.members, at, new, ids);
        }
        match field {
            "/event/population" => patch::id(&mut self.population, new, ids),
            "/event/call" => patch::maybe_id(&mut self.call, new, ids),
            "/event/name" => {
                self.name = new.to_string();
                true
            }
            "/event/count" => patch::set(&mut self.count, new.parse().ok()),
            "/event/body_kind" => patch::maybe(&mut self.kind, new, BodyKind::parse),
            "/event/as_at" => patch::date(&mut self.as_at, new),
            _ => false,
        }
    }
}

/// A list of bodies was changed.
#[derive(Clone, Debug)]
pub struct AmendedFact {
    /// The list.
    pub population: Population,
    /// Bodies put on it.
    pub added: Vec<Body>,
    /// Bodies taken off it.
    pub removed: Vec<Body>,
    /// How many bodies are on it from then on, where stated.
    pub count: Option<u32>,
    /// From when; `None` where the record does not say.
    pub effective: When,
}

impl AmendedFact {
    pub(super) fn new(event: &PopulationAmended, draft: &Draft, ids: &mut Ids) -> Self {
        let mut bodies = |of: &[BodyId]| -> Vec<Body> {
            of.iter().map(|id| Body::from_number(ids.number(id.as_str()))).collect()
        };
        Self {
            added: bodies(&event.added),
            removed: bodies(&event.removed),
            population: Population::from_number(ids.number(event.population.as_str())),
            count: event.count,
            effective: When::of(event.effective.as_ref(), draft),
        }
    }
}

impl Patch for AmendedFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        if let Some(at) = field.strip_prefix("/event/added") {
            return patch::ids(&mut self.added, at, new, ids);
        }
        if let Some(at) = field.strip_prefix("/event/removed") {
            return patch::ids(&mut self.removed, at, new, ids);
        }
        match field {
            "/event/population" => patch::id(&mut self.population, new, ids),
            "/event/count" => patch::maybe(&mut self.count, new, |new| new.parse().ok()),
            "/event/effective" => self.effective.correct(new),
            _ => self.effective.correct_occurred(field, new),
        }
    }
}
