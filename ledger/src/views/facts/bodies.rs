//! Bodies: what they are and what they belong to.

use alloc::vec::Vec;

use super::ids::{Body, Handle, Ids};
use super::log::{Amend, Known, Log, Patch};
use super::{Facts, Family, Heard, Place, Stand, When, patch};
use crate::events::codes::{BodyKind, Jurisdiction};
use crate::events::successions::BodyLink;
use crate::events::{Edtf, Event};

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
            "/event/jurisdiction" => patch::maybe(&mut self.jurisdiction, new, Jurisdiction::parse),
            "/event/part_of" => patch::maybe_id(&mut self.part_of, new, ids),
            "/event/successor_of" => patch::maybe_id(&mut self.successor_of, new, ids),
            "/event/start" => patch::date(&mut self.start, new),
            "/event/end" => patch::date(&mut self.end, new),
            _ => false,
        }
    }
}

/// Bodies merged or split, or one ceased and its functions passed to others.
#[derive(Clone, Debug)]
pub struct SuccessionFact {
    /// How the later bodies follow the earlier ones; `None` where the entry says
    /// that a body was abolished.
    pub link: Option<BodyLink>,
    /// The earlier bodies.
    pub earlier: Vec<Body>,
    /// The later bodies; none where a body was abolished and nothing is said of
    /// its functions.
    pub later: Vec<Body>,
    /// When it took effect; `None` is not known.
    pub effective: When,
}

impl Patch for SuccessionFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        if let Some(at) = field.strip_prefix("/event/earlier") {
            return patch::ids(&mut self.earlier, at, new, ids);
        }
        let later = ["/event/later", "/event/functions_to"];
        if let Some(at) = later.into_iter().find_map(|list| field.strip_prefix(list)) {
            return patch::ids(&mut self.later, at, new, ids);
        }
        match field {
            "/event/effective" => self.effective.correct(new),
            "/event/link" => patch::set(&mut self.link, BodyLink::parse(new).map(Some)),
            "/event/body" => patch::ids(&mut self.earlier, "/0", new, ids),
            _ => self.effective.correct_occurred(field, new),
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
    successions: Log<SuccessionFact>,
}

impl Family for Bodies {
    fn take(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place> {
        let mut bodies = |list: &[crate::events::BodyId]| {
            list.iter().map(|id| body(id.as_str(), ids)).collect::<Vec<Body>>()
        };
        let fact = match &heard.draft.event {
            Event::BodyRegistered(event) => {
                let fact = BodyFact {
                    body: body(event.body.as_str(), ids),
                    kind: event.body_kind,
                    jurisdiction: event.jurisdiction,
                    part_of: event.part_of.as_ref().map(|id| body(id.as_str(), ids)),
                    successor_of: event.successor_of.as_ref().map(|id| body(id.as_str(), ids)),
                    start: event.start.clone(),
                    end: event.end.clone(),
                };
                return Some((0, self.registered.push(heard.index, fact)));
            }
            Event::BodyMerged(event) => SuccessionFact {
                link: Some(event.link),
                earlier: bodies(&event.earlier),
                later: bodies(&event.later),
                effective: When::of(event.effective.as_ref(), heard.draft),
            },
            Event::BodyAbolished(event) => SuccessionFact {
                link: None,
                earlier: bodies(core::slice::from_ref(&event.body)),
                later: bodies(&event.functions_to),
                effective: When::of(event.effective.as_ref(), heard.draft),
            },
            _ => return None,
        };
        Some((1, self.successions.push(heard.index, fact)))
    }

    fn log(&mut self, at: u8) -> &mut dyn Amend {
        match at {
            0 => &mut self.registered,
            _ => &mut self.successions,
        }
    }
}

impl Facts {
    /// The bodies that are registered, as known at the stand.
    pub fn bodies(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, BodyFact>> {
        self.known(&self.bodies.registered, stand)
    }

    /// Which bodies followed which, as known at the stand.
    pub fn successions(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, SuccessionFact>> {
        self.known(&self.bodies.successions, stand)
    }
}
