//! Sessions in which evidence is heard.

use alloc::vec::Vec;

use super::super::ids::{Body, Handle, Ids, Inquiry, Person, Session};
use super::super::log::Patch;
use super::super::{When, patch};
use crate::events::sessions::{Segment, Transcript, TranscriptStatus, Witness};
use crate::events::{Draft, Edtf, Event, Moment};

/// What an entry says of a session. One session may have several: before it, and
/// with each transcript.
#[derive(Clone, Debug)]
pub struct SessionFact {
    /// The session.
    pub session: Session,
    /// The committee.
    pub committee: Body,
    /// The matter it belongs to.
    pub inquiry: Inquiry,
    /// When it happens or happened, as the entry says.
    pub when: When,
    /// What it says.
    pub step: SessionStep,
}

/// What is said of a session.
#[derive(Clone, Debug)]
pub enum SessionStep {
    /// That it is or was held.
    Held {
        /// When it starts.
        starts: Option<Moment>,
        /// Whether in private.
        private: bool,
        /// The people heard, in each part of the session.
        parts: Vec<Vec<Person>>,
        /// How far its transcript is.
        transcript: Option<TranscriptStatus>,
    },
    /// That it was cancelled, or put off to another day.
    Cancelled(Option<Edtf>),
}

impl SessionFact {
    /// The word of a draft about a session; `None` for other kinds.
    pub(super) fn new(draft: &Draft, ids: &mut Ids) -> Option<Self> {
        let (session, committee, step) = match &draft.event {
            Event::EvidenceSession(event) => {
                let parts = parts(&event.segments, ids);
                let transcript = event.transcript.as_ref().map(|transcript| transcript.status);
                let (starts, private) = (event.starts, event.private);
                let step = SessionStep::Held { starts, private, parts, transcript };
                (&event.session, &event.committee, step)
            }
            Event::SessionCancelled(event) => {
                let step = SessionStep::Cancelled(event.postponed_to.clone());
                (&event.session, &event.committee, step)
            }
            _ => return None,
        };
        Some(Self {
            session: Session::from_number(ids.number(session.as_str())),
            committee: Body::from_number(ids.number(committee.as_str())),
            inquiry: Inquiry::from_number(ids.number(draft.inquiry.as_str())),
            when: When::of(None, draft),
            step,
        })
    }

    /// The day it was to be on; the start of a session names its day.
    pub fn day(&self) -> Option<Edtf> {
        match &self.step {
            SessionStep::Held { starts: Some(starts), .. } => Some(Edtf::day(starts.date())),
            SessionStep::Held { .. } => (*self.when).clone(),
            SessionStep::Cancelled(_) => None,
        }
    }
}

fn parts(segments: &[Segment], ids: &mut Ids) -> Vec<Vec<Person>> {
    segments.iter().map(|segment| people(&segment.witnesses, ids)).collect()
}

fn people(witnesses: &[Witness], ids: &mut Ids) -> Vec<Person> {
    let person = |witness: &Witness| Person::from_number(ids.number(witness.person.as_str()));
    witnesses.iter().map(person).collect()
}

/// Where a session has its parts.
const SEGMENTS: &str = "/event/segments";

/// A correction of who was heard: of all parts, of one, of one witness.
fn patch_parts(all: &mut Vec<Vec<Person>>, at: &str, new: &str, ids: &mut Ids) -> bool {
    if at.is_empty() {
        let read = patch::value::<Vec<Segment>>(new);
        return patch::set(all, read.map(|segments| parts(&segments, ids)));
    }
    let mut steps = at[1..].splitn(2, '/');
    let part = steps.next().and_then(|at| at.parse().ok()).and_then(|at: usize| all.get_mut(at));
    let Some(part) = part else { return false };
    match steps.next() {
        None => {
            let read = patch::value::<Segment>(new);
            patch::set(part, read.map(|segment| people(&segment.witnesses, ids)))
        }
        Some("witnesses") => {
            let read = patch::value::<Vec<Witness>>(new);
            patch::set(part, read.map(|witnesses| people(&witnesses, ids)))
        }
        Some(rest) => {
            let Some(at) = rest.strip_prefix("witnesses") else { return false };
            let (at, is_whole) = match at.strip_suffix("/person") {
                Some(at) => (at, false),
                None => (at, true),
            };
            let Some(person) = patch::item(part, at) else { return false };
            if is_whole {
                let read = patch::value::<Witness>(new);
                let read = read.map(|one| Person::from_number(ids.number(one.person.as_str())));
                return patch::set(person, read);
            }
            patch::id(person, new, ids)
        }
    }
}

impl Patch for SessionFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match (field, &mut self.step) {
            ("/inquiry", _) => patch::id(&mut self.inquiry, new, ids),
            ("/event/session", _) => patch::id(&mut self.session, new, ids),
            ("/event/committee", _) => patch::id(&mut self.committee, new, ids),
            ("/event/starts", SessionStep::Held { starts, .. }) => {
                patch::maybe(starts, new, patch::moment)
            }
            ("/event/private", SessionStep::Held { private, .. }) => {
                patch::set(private, new.parse().ok())
            }
            ("/event/transcript", SessionStep::Held { transcript, .. }) => {
                patch::maybe(transcript, new, |new| {
                    patch::value::<Transcript>(new).map(|transcript| transcript.status)
                })
            }
            ("/event/transcript/status", SessionStep::Held { transcript, .. }) => {
                patch::set(transcript, TranscriptStatus::parse(new).map(Some))
            }
            ("/event/postponed_to", SessionStep::Cancelled(to)) => patch::date(to, new),
            (field, SessionStep::Held { parts, .. }) if field.starts_with(SEGMENTS) => {
                patch_parts(parts, &field[SEGMENTS.len()..], new, ids)
            }
            _ => self.when.correct_occurred(field, new),
        }
    }
}
