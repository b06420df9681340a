//! Bodies: what they are and what they belong to.

use super::ids::{Body, Handle, Ids};
use super::log::{Known, Log, Patch};
use super::{Facts, Family, Heard, Place, Stand, patch};
use crate::events::codes::{BodyKind, Jurisdiction};
use crate::events::{Edtf, Event};
use crate::record::Index;

/// A body was registered.
#[derive(Clone, Debug)]
pub struct BodyFact {
    /// The body.
    pub body: Body,
    /// What sort of body it is.
    pub kind: BodyKind,
    /// Where it acts.
    pub jurisdiction: Option<Jurisdiction>,
    /// The body it belongs to.
    pub part_of: Option<Body>,
    /// The body whose functions it took over.
    pub successor_of: Option<Body>,
    /// When it came into being.
    pub start: Option<Edtf>,
    /// When it ceased.
    pub end: Option<Edtf>,
}

impl Patch for BodyFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/body_kind" => patch::set(&mut self.kind, BodyKind::parse(new)),
            "/event/part_of" => patch::set(&mut self.part_of, Some(Some(body(new, ids)))),
            "/event/successor_of" => patch::set(&mut self.successor_of, Some(Some(body(new, ids)))),
            "/event/start" => patch::date(&mut self.start, new),
            "/event/end" => patch::date(&mut self.end, new),
            _ => false,
        }
    }
}

fn body(id: &str, ids: &mut Ids) -> Body {
    Body::from_number(ids.number(id))
}

/// Facts about bodies.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bodies {
    registered: Log<BodyFact>,
}

impl Family for Bodies {
    fn take(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place> {
        let Event::BodyRegistered(event) = &heard.draft.event else { return None };
        let fact = BodyFact {
            body: body(event.body.as_str(), ids),
            kind: event.body_kind,
            jurisdiction: event.jurisdiction,
            part_of: event.part_of.as_ref().map(|id| body(id.as_str(), ids)),
            successor_of: event.successor_of.as_ref().map(|id| body(id.as_str(), ids)),
            start: event.start.clone(),
            end: event.end.clone(),
        };
        Some((0, self.registered.push(heard.index, fact)))
    }

    fn amend(&mut self, place: Place, by: Index, changes: &[(&str, &str)], ids: &mut Ids) {
        self.registered.amend(place.1, by, changes.iter().copied(), ids);
    }
}

impl Facts {
    /// The bodies that are registered, as known at the stand.
    pub fn bodies(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, BodyFact>> {
        self.known(&self.bodies.registered, stand)
    }
}
