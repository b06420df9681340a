//! Offices and the times that people hold them.

use super::ids::{Body, Handle, Ids, Office, Person, Spell};
use super::log::{Amend, Known, Log, Patch};
use super::{Facts, Family, Heard, Place, Stand, When, patch};
use crate::events::offices::{Capacity, EndReason};
use crate::events::{Edtf, Event};

/// An office was registered.
#[derive(Clone, Debug)]
pub struct OfficeFact {
    /// The office.
    pub office: Office,
    /// The body it belongs to.
    pub body: Body,
    /// How many can hold it at once; `None` where that is not known.
    pub seats: Option<u16>,
}

impl Patch for OfficeFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/body" => patch::id(&mut self.body, new, ids),
            "/event/seats" => patch::maybe(&mut self.seats, new, |new| new.parse().ok()),
            _ => false,
        }
    }
}

/// Someone took an office, or is known to have held it.
#[derive(Clone, Debug)]
pub struct TakenFact {
    /// This time in this office.
    pub spell: Spell,
    /// The person.
    pub person: Person,
    /// The office.
    pub office: Office,
    /// In what capacity, where it is said.
    pub capacity: Option<Capacity>,
    /// For an appointment: the day it took effect. For a time that was held:
    /// the stretch, or a day within it.
    pub when: When,
    /// Whether it is an appointment, whose date is a start.
    pub appointed: bool,
    /// When it was made known.
    pub announced: When,
    /// For an appointment: when it is planned to end.
    pub term_end: Option<Edtf>,
    /// A time at which a source vouches for it.
    pub as_at: Option<Edtf>,
}

impl Patch for TakenFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/spell" => patch::id(&mut self.spell, new, ids),
            "/event/person" => patch::id(&mut self.person, new, ids),
            "/event/office" => patch::id(&mut self.office, new, ids),
            "/event/capacity" => patch::maybe(&mut self.capacity, new, Capacity::parse),
            "/event/effective" => self.when.correct(new),
            "/event/announced" => self.announced.correct(new),
            "/event/term_end" => patch::date(&mut self.term_end, new),
            "/event/as_at" => patch::date(&mut self.as_at, new),
            _ => {
                self.when.correct_occurred(field, new)
                    || self.appointed && self.announced.correct_announced(field, new)
            }
        }
    }
}

/// A time in office ended.
#[derive(Clone, Debug)]
pub struct EndedFact {
    /// This time in this office.
    pub spell: Spell,
    /// The person.
    pub person: Person,
    /// The office.
    pub office: Office,
    /// How it ended; `None` for one who only acted.
    pub reason: Option<EndReason>,
    /// The date of the letter.
    pub letter: Option<Edtf>,
    /// When it was made known.
    pub announced: When,
    /// When it was accepted.
    pub accepted: Option<Edtf>,
    /// When it took effect; `None` where the record knows an end and no day.
    pub effective: When,
}

impl Patch for EndedFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/spell" => patch::id(&mut self.spell, new, ids),
            "/event/person" => patch::id(&mut self.person, new, ids),
            "/event/office" => patch::id(&mut self.office, new, ids),
            "/event/reason" if self.reason.is_some() => {
                patch::set(&mut self.reason, EndReason::parse(new).map(Some))
            }
            "/event/letter" => patch::date(&mut self.letter, new),
            "/event/announced" => self.announced.correct(new),
            "/event/accepted" => patch::date(&mut self.accepted, new),
            "/event/effective" => self.effective.correct(new),
            _ => {
                self.effective.correct_occurred(field, new)
                    || self.announced.correct_announced(field, new)
            }
        }
    }
}

/// An absence from an office: the holder still holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// On leave.
    Leave,
    /// Suspended, which is no end and no finding.
    Suspension,
}

/// A leave or a suspension began.
#[derive(Clone, Debug)]
pub struct AwayFact {
    /// Which of the two.
    pub absence: Absence,
    /// This absence, by the number of its identifier.
    pub id: u32,
    /// The time in office.
    pub spell: Spell,
    /// When it took effect.
    pub when: When,
    /// When it was made known.
    pub announced: When,
}

impl Patch for AwayFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/leave" if self.absence == Absence::Leave => {
                patch::number(&mut self.id, new, ids)
            }
            "/event/suspension" if self.absence == Absence::Suspension => {
                patch::number(&mut self.id, new, ids)
            }
            "/event/spell" => patch::id(&mut self.spell, new, ids),
            "/event/effective" => self.when.correct(new),
            "/event/announced" => self.announced.correct(new),
            _ => {
                self.when.correct_occurred(field, new)
                    || self.announced.correct_announced(field, new)
            }
        }
    }
}

/// A leave or a suspension ended.
#[derive(Clone, Debug)]
pub struct BackFact {
    /// The absence, by the number of its identifier.
    pub id: u32,
    /// When it took effect.
    pub when: When,
}

impl Patch for BackFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/leave" | "/event/suspension" => patch::number(&mut self.id, new, ids),
            "/event/effective" => self.when.correct(new),
            _ => self.when.correct_occurred(field, new),
        }
    }
}

/// An office ceased to exist.
#[derive(Clone, Debug)]
pub struct GoneFact {
    /// The office.
    pub office: Office,
    /// When.
    pub when: When,
    /// The office that took its place.
    pub successor: Option<Office>,
}

impl Patch for GoneFact {
    fn patch(&mut self, field: &str, new: &str, ids: &mut Ids) -> bool {
        match field {
            "/event/office" => patch::id(&mut self.office, new, ids),
            "/event/successor_office" => patch::maybe_id(&mut self.successor, new, ids),
            "/event/effective" => self.when.correct(new),
            _ => self.when.correct_occurred(field, new),
        }
    }
}

/// Facts about offices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offices {
    registered: Log<OfficeFact>,
    taken: Log<TakenFact>,
    ended: Log<EndedFact>,
    away: Log<AwayFact>,
    back: Log<BackFact>,
    gone: Log<GoneFact>,
}

impl Offices {
    /// Leaves, suspensions and ends of offices.
    fn take_absence(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place> {
        let index = heard.index;
        match &heard.draft.event {
            Event::LeaveStarted(event) => {
                let fact = AwayFact {
                    absence: Absence::Leave,
                    id: ids.number(event.leave.as_str()),
                    spell: Spell::from_number(ids.number(event.spell.as_str())),
                    when: When::of(event.effective.as_ref(), heard.draft),
                    announced: When::announced(event.announced.as_ref(), heard.draft),
                };
                Some((3, self.away.push(index, fact)))
            }
            Event::Suspended(event) => {
                let fact = AwayFact {
                    absence: Absence::Suspension,
                    id: ids.number(event.suspension.as_str()),
                    spell: Spell::from_number(ids.number(event.spell.as_str())),
                    when: When::of(event.effective.as_ref(), heard.draft),
                    announced: When::announced(event.announced.as_ref(), heard.draft),
                };
                Some((3, self.away.push(index, fact)))
            }
            Event::LeaveEnded(event) => {
                let id = ids.number(event.leave.as_str());
                let when = When::of(event.effective.as_ref(), heard.draft);
                Some((4, self.back.push(index, BackFact { id, when })))
            }
            Event::SuspensionLifted(event) => {
                let id = ids.number(event.suspension.as_str());
                let when = When::of(event.effective.as_ref(), heard.draft);
                Some((4, self.back.push(index, BackFact { id, when })))
            }
            Event::OfficeAbolished(event) => {
                let successor = event.successor_office.as_ref();
                let fact = GoneFact {
                    office: Office::from_number(ids.number(event.office.as_str())),
                    when: When::of(event.effective.as_ref(), heard.draft),
                    successor: successor.map(|id| Office::from_number(ids.number(id.as_str()))),
                };
                Some((5, self.gone.push(index, fact)))
            }
            _ => None,
        }
    }
}

impl Family for Offices {
    fn take(&mut self, heard: &Heard<'_>, ids: &mut Ids) -> Option<Place> {
        let index = heard.index;
        match &heard.draft.event {
            Event::OfficeRegistered(event) => {
                let fact = OfficeFact {
                    office: Office::from_number(ids.number(event.office.as_str())),
                    body: Body::from_number(ids.number(event.body.as_str())),
                    seats: event.seats,
                };
                Some((0, self.registered.push(index, fact)))
            }
            Event::Appointed(event) => {
                let fact = TakenFact {
                    spell: Spell::from_number(ids.number(event.spell.as_str())),
                    person: Person::from_number(ids.number(event.person.as_str())),
                    office: Office::from_number(ids.number(event.office.as_str())),
                    capacity: event.capacity,
                    when: When::of(event.effective.as_ref(), heard.draft),
                    appointed: true,
                    announced: When::announced(event.announced.as_ref(), heard.draft),
                    term_end: event.term_end.clone(),
                    as_at: None,
                };
                Some((1, self.taken.push(index, fact)))
            }
            Event::OfficeHeld(event) => {
                let fact = TakenFact {
                    spell: Spell::from_number(ids.number(event.spell.as_str())),
                    person: Person::from_number(ids.number(event.person.as_str())),
                    office: Office::from_number(ids.number(event.office.as_str())),
                    capacity: event.capacity,
                    when: When::of(None, heard.draft),
                    appointed: false,
                    announced: When::default(),
                    term_end: None,
                    as_at: event.as_at.clone(),
                };
                Some((1, self.taken.push(index, fact)))
            }
            Event::OfficeEnded(event) => {
                let fact = EndedFact {
                    spell: Spell::from_number(ids.number(event.spell.as_str())),
                    person: Person::from_number(ids.number(event.person.as_str())),
                    office: Office::from_number(ids.number(event.office.as_str())),
                    reason: Some(event.reason),
                    letter: event.letter.clone(),
                    announced: When::announced(event.announced.as_ref(), heard.draft),
                    accepted: event.accepted.clone(),
                    effective: When::of(event.effective.as_ref(), heard.draft),
                };
                Some((2, self.ended.push(index, fact)))
            }
            Event::ActingStarted(event) => {
                let fact = TakenFact {
                    spell: Spell::from_number(ids.number(event.spell.as_str())),
                    person: Person::from_number(ids.number(event.person.as_str())),
                    office: Office::from_number(ids.number(event.office.as_str())),
                    capacity: Some(Capacity::Acting),
                    when: When::of(event.effective.as_ref(), heard.draft),
                    appointed: true,
                    announced: When::announced(event.announced.as_ref(), heard.draft),
                    term_end: None,
                    as_at: None,
                };
                Some((1, self.taken.push(index, fact)))
            }
            Event::ActingEnded(event) => {
                let fact = EndedFact {
                    spell: Spell::from_number(ids.number(event.spell.as_str())),
                    person: Person::from_number(ids.number(event.person.as_str())),
                    office: Office::from_number(ids.number(event.office.as_str())),
                    reason: None,
                    letter: None,
                    announced: When::announced(event.announced.as_ref(), heard.draft),
                    accepted: None,
                    effective: When::of(event.effective.as_ref(), heard.draft),
                };
                Some((2, self.ended.push(index, fact)))
            }
            _ => self.take_absence(heard, ids),
        }
    }

    fn log(&mut self, at: u8) -> &mut dyn Amend {
        match at {
            0 => &mut self.registered,
            1 => &mut self.taken,
            2 => &mut self.ended,
            3 => &mut self.away,
            4 => &mut self.back,
            _ => &mut self.gone,
        }
    }
}

impl Facts {
    /// The offices that are registered, as known at the stand.
    pub fn offices(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, OfficeFact>> {
        self.known(&self.offices.registered, stand)
    }

    /// Who took or held which office, as known at the stand.
    pub fn taken(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, TakenFact>> {
        self.known(&self.offices.taken, stand)
    }

    /// Which times in office ended, as known at the stand.
    pub fn ended(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, EndedFact>> {
        self.known(&self.offices.ended, stand)
    }

    /// Which leaves and suspensions began, as known at the stand.
    pub fn away(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, AwayFact>> {
        self.known(&self.offices.away, stand)
    }

    /// Which leaves and suspensions ended, as known at the stand.
    pub fn back(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, BackFact>> {
        self.known(&self.offices.back, stand)
    }

    /// Which offices ceased to exist, as known at the stand.
    pub fn offices_gone(&self, stand: &Stand) -> impl Iterator<Item = Known<'_, GoneFact>> {
        self.known(&self.offices.gone, stand)
    }
}
