//! What all views are folded from: small facts, each with its entry.
//!
//! One append-only fold. Nothing is taken out of it: corrections and withdrawals
//! are applied when somebody asks, so a view can stand at any size of the ledger
//! and on any day. Free text stays out, but for names and short labels.
//!
//! Each family of kinds keeps its facts in a file of its own. To add one: a
//! struct that derives `Clone, Debug`, a [`Patch`](log::Patch) that says which
//! of its fields a correction can reach, a [`Log`] in its family.

pub mod bodies;
mod called;
mod hearings;
mod held;
mod ids;
mod log;
mod offices;
mod patch;
pub mod recommendations;
mod redacted;
pub mod returns;
mod stand;
mod when;

pub use bodies::BodyFact;
pub use called::Named;
pub use hearings::{Act, Asks, SessionFact, SessionStep, StepFact};
pub use held::Holding;
pub use ids::{
    Body, Call, Handle, Indicator, Inquiry, Matter, Office, Order, Person, Population,
    Recommendation, Report, Request, Return, Session, Spell,
};
pub use log::Known;
pub use offices::{Absence, AwayFact, BackFact, EndedFact, GoneFact, OfficeFact, TakenFact};
pub use redacted::{Redacted, Removal};
pub use stand::Stand;
pub use when::When;

use alloc::collections::BTreeMap;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::names::open_text;
use crate::documents::Documents;
use crate::events::care::Correction;
use crate::events::civil::Date;
use crate::events::{Draft, Edtf, Event, EventId};
use crate::record::{Entry, Faults, Index, Name, Openings, Sealed, Size, Timestamp};
use called::{CalledBy, NameSpan};
use ids::Ids;
use log::{Amend, Log, Withdrawals};
use stand::Days;

/// One entry on its way into the facts.
pub(crate) struct Heard<'a> {
    /// Its position.
    pub(crate) index: Index,
    /// What it says.
    pub(crate) draft: &'a Draft,
}

/// Where in its family a fact stands: which log, and which place in it.
pub(crate) type Place = (u8, u32);

/// The facts of one family of kinds.
pub(crate) trait Family {
    /// Takes an event; the place of its fact, where it holds one.
    fn take(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place>;

    /// The log at the first half of a place.
    fn log(&mut self, at: u8) -> &mut dyn Amend;
}

/// Where the fact of an event went.
#[derive(Clone, Copy, Debug)]
struct Filed {
    /// Its entry.
    index: Index,
    family: u8,
    place: Place,
    /// What the event named, if it named something.
    named: Option<Called>,
}

/// Where the name that an event gave went.
#[derive(Clone, Copy, Debug)]
struct Called {
    space: Space,
    /// The number of what is called so.
    id: u32,
    /// Which of its names.
    place: usize,
}

/// What can be called something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Body,
    Person,
    Office,
}

const NONE: u8 = u8::MAX;

/// The fold. Feed it entries in order with [`Facts::apply`].
#[derive(Clone, Debug, Default)]
pub struct Facts {
    ids: Ids,
    days: Days,
    size: u64,
    withdrawn: Withdrawals,
    redacted: redacted::Redactions,
    documents: Documents,
    held: held::HeldBack,
    /// By the first 16 bytes of BLAKE3 of the event's identifier: a third of
    /// the memory of the identifiers themselves.
    filed: BTreeMap<u128, Filed>,
    names: [CalledBy; 3],
    bodies: bodies::Bodies,
    offices: offices::Offices,
    returns: returns::Returns,
    recommendations: recommendations::Recommendations,
    hearings: hearings::Hearings,
}

fn key(id: &EventId) -> u128 {
    let hash = blake3::hash(id.as_str().as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hash.as_bytes()[..16]);
    u128::from_be_bytes(half)
}

impl Facts {
    /// Facts of nothing.
    pub fn new() -> Facts {
        Facts::default()
    }

    /// Takes the next entry. One at or before the newest is left alone.
    ///
    /// # Errors
    /// The faults of an entry that this program cannot read. It counts as
    /// recorded and gives no fact.
    pub fn apply(&mut self, entry: &Entry, openings: &Openings) -> Result<(), Faults> {
        self.note_public(entry);
        match Draft::read(entry, openings) {
            Ok(draft) => {
                self.take(entry.index(), entry.recorded(), &draft);
                Ok(())
            }
            Err(faults) => {
                self.pass(entry.index(), entry.recorded());
                Err(faults)
            }
        }
    }

    /// Takes the next entry, whose draft the caller has read already.
    pub fn take(&mut self, index: Index, recorded: Timestamp, draft: &Draft) {
        if !self.pass(index, recorded) {
            return;
        }
        let heard = Heard { index, draft };
        let named = self.learn(&heard, recorded);
        let mut filed = Filed { index, family: NONE, place: (0, 0), named };
        for family in 0..FAMILIES {
            let ids = &mut self.ids;
            let place = match family {
                0 => self.bodies.take(&heard, ids),
                1 => self.offices.take(&heard, ids),
                2 => self.returns.take(&heard, ids),
                3 => self.recommendations.take(&heard, ids),
                _ => self.hearings.take(&heard, ids),
            };
            if let Some(place) = place {
                filed.family = family;
                filed.place = place;
                break;
            }
        }
        match &draft.event {
            Event::Correction(correction) => self.correct(index, correction),
            Event::Withdrawal(event) => {
                // What is not on record yet cannot be taken back.
                if let Some(target) = self.filed.get(&key(&event.target)) {
                    self.withdrawn.note(target.index, index);
                }
            }
            _ => {}
        }
        self.redacted.take(index, &draft.event);
        // An identifier used twice means the first: the server refuses a second.
        self.filed.entry(key(&draft.id)).or_insert(filed);
    }

    /// Notes that an entry was recorded; `false` where it was known already.
    pub fn pass(&mut self, index: Index, recorded: Timestamp) -> bool {
        if index.get() < self.size {
            return false;
        }
        let size = index.size_through();
        self.size = size.get();
        self.days.take(recorded, size);
        true
    }

    fn correct(&mut self, by: Index, correction: &Correction) {
        let Some(filed) = self.filed.get(&key(&correction.target)).copied() else { return };
        // A value that was redacted since is not known: what stood there stays.
        let changes: Vec<(&str, &str)> = correction
            .changes
            .iter()
            .filter_map(|change| Some((change.field.as_str(), change.new.open()?.as_str())))
            .collect();
        let family: Option<&mut dyn Family> = match filed.family {
            0 => Some(&mut self.bodies),
            1 => Some(&mut self.offices),
            2 => Some(&mut self.returns),
            3 => Some(&mut self.recommendations),
            4 => Some(&mut self.hearings),
            _ => None,
        };
        if let Some(family) = family {
            let (log, place) = filed.place;
            family.log(log).amend(place, by, &changes, &mut self.ids);
        }
        if let Some(Called { space, id, place }) = filed.named {
            let field = if space == Space::Office { "/event/title" } else { "/event/name" };
            // A name that was redacted since is withheld; the wrong one is not
            // put in its place.
            let name = correction.changes.iter().find(|change| change.field.as_str() == field);
            let name = name.map(|change| open_text(&change.new));
            self.names[space as usize].correct(id, place, by, name, &changes);
        }
    }

    /// Learns the names that an event gives; where the first of them went.
    fn learn(&mut self, heard: &Heard<'_>, recorded: Timestamp) -> Option<Called> {
        let open = |name: &Sealed<Name>| name.open().map(|name| name.as_str().to_string());
        let occurred = || heard.draft.occurred.as_ref().map(|when| when.edtf.clone());
        // A new name of unknown day was the name when it was recorded.
        let known_since = || Date::in_london(recorded.millis()).map(Edtf::day);
        let always = NameSpan::default();
        let (space, id, span, name) = match &heard.draft.event {
            Event::BodyRegistered(event) => {
                (Space::Body, event.body.as_str(), always, open(&event.name))
            }
            Event::PersonRegistered(event) => {
                (Space::Person, event.person.as_str(), always, open(&event.name))
            }
            Event::OfficeRegistered(event) => {
                (Space::Office, event.office.as_str(), always, open(&event.title))
            }
            Event::BodyRenamed(event) => {
                let from = event.effective.clone().or_else(occurred).or_else(known_since);
                let span = NameSpan { from, until: None };
                (Space::Body, event.body.as_str(), span, open(&event.name))
            }
            Event::PersonRenamed(event) => {
                let until = event.until.clone();
                let from = event.from.clone().or_else(occurred);
                // With a last day alone, it was the name until then.
                let from = if until.is_none() { from.or_else(known_since) } else { from };
                (Space::Person, event.person.as_str(), NameSpan { from, until }, open(&event.name))
            }
            _ => return None,
        };
        let id = self.ids.number(id);
        let names = &mut self.names[space as usize];
        let place = names.learn(id, heard.index, span, name.as_deref());
        if let Event::PersonRegistered(event) = &heard.draft.event {
            for other in &event.names {
                let span = NameSpan { from: other.from.clone(), until: other.until.clone() };
                names.learn(id, heard.index, span, open(&other.name).as_deref());
            }
        }
        Some(Called { space, id, place })
    }

    /// The entry that takes another back, as known at a size.
    pub fn withdrawn_by(&self, index: Index, size: Size) -> Option<Index> {
        self.withdrawn.of(index, size)
    }

    /// What was redacted and shown again, as known at the stand.
    pub fn redactions(&self, stand: &Stand) -> impl Iterator<Item = &Redacted> {
        let size = stand.size;
        let known = self.redacted.0.iter().filter(move |one| one.index.get() < size.get());
        known.filter(move |one| self.withdrawn.of(one.index, size).is_none())
    }

    /// Every document that entries speak of. Fed by [`Facts::apply`] and
    /// [`feed`](super::feed), which have the line of the entry.
    pub const fn documents(&self) -> &Documents {
        &self.documents
    }

    /// Whether an entry is held back from the public on a day, by its own line.
    pub fn holding(&self, index: Index, on: Date) -> Holding {
        self.held.of(index, on)
    }

    /// Notes what the next entry says in public of documents and of who may read it;
    /// before [`Facts::take`].
    pub(super) fn note_public(&mut self, entry: &Entry) {
        if entry.index().get() >= self.size {
            self.documents.take(entry.index(), entry.line());
            self.held.take(entry);
        }
    }

    /// How many entries it was fed.
    pub fn size(&self) -> Size {
        Size::new(self.size)
    }

    /// How many entries had been recorded at the end of a day in London: the
    /// s(k) of "as known on day k".
    pub fn size_known_on(&self, day: Date) -> Size {
        self.days.size_on(day)
    }

    /// The day in London on which the newest entry below `size` was recorded.
    pub fn last_day(&self, size: Size) -> Option<Date> {
        self.days.day_of(size)
    }

    /// The handle of an identifier that some entry names.
    pub fn find<H: Handle>(&self, id: &str) -> Option<H> {
        self.ids.find(id).map(H::from_number)
    }

    /// The identifier of a handle.
    pub fn id<H: Handle>(&self, handle: H) -> &str {
        self.ids.text(handle.number())
    }

    /// What a body is called, as known at the stand and on its day; its
    /// identifier while it has no name.
    pub fn body_name(&self, body: Body, stand: &Stand) -> &str {
        self.name(Space::Body, body.number(), stand)
    }

    /// Every name that a body has or had, as known at the stand, in the order of
    /// the ledger.
    pub fn body_names(&self, body: Body, stand: &Stand) -> impl Iterator<Item = Named<'_>> {
        self.names[Space::Body as usize].names(body.number(), stand.size, &self.withdrawn)
    }

    /// What a person is called then.
    pub fn person_name(&self, person: Person, stand: &Stand) -> &str {
        self.name(Space::Person, person.number(), stand)
    }

    /// Everyone who is registered as known at the stand, with the entry.
    pub fn persons(&self, stand: &Stand) -> impl Iterator<Item = (Person, Index)> {
        let all = self.names[Space::Person as usize].all(stand.size, &self.withdrawn);
        all.map(|(id, index)| (Person::from_number(id), index))
    }

    /// Every name that a person has or had, as known at the stand, in the order
    /// of the ledger.
    pub fn person_names(&self, person: Person, stand: &Stand) -> impl Iterator<Item = Named<'_>> {
        self.names[Space::Person as usize].names(person.number(), stand.size, &self.withdrawn)
    }

    /// What an office is called then.
    pub fn office_name(&self, office: Office, stand: &Stand) -> &str {
        self.name(Space::Office, office.number(), stand)
    }

    fn name(&self, space: Space, id: u32, stand: &Stand) -> &str {
        let names = &self.names[space as usize];
        names.name(id, stand.size, stand.on, &self.withdrawn).unwrap_or_else(|| self.ids.text(id))
    }

    /// The facts of one log, as known at a size.
    pub(crate) fn known<'a, T>(
        &'a self,
        log: &'a Log<T>,
        stand: &Stand,
    ) -> impl Iterator<Item = Known<'a, T>> + 'a {
        log.known(stand.size, &self.withdrawn)
    }
}

const FAMILIES: u8 = 5;

#[cfg(test)]
mod corrected_tests;
#[cfg(test)]
mod tests;
