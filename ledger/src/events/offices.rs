//! Offices, who holds them, and how that ends.

use super::edtf::Edtf;
use super::envelope::EventId;
use super::ids::{BodyId, OfficeId, PersonId, SpellId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Name, Pointer, Reader, Sealed, Text};
use crate::{codes, record};

codes! {
    /// How an office is filled.
    pub enum Selection {
        /// By election.
        Elected = "elected",
        /// By appointment.
        Appointed = "appointed",
        /// By holding another office.
        ExOfficio = "ex_officio",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// An office that events name.
    pub struct OfficeRegistered {
        /// Its identifier from now on.
        pub office: OfficeId,
        /// Its title as the source has it.
        pub title: Sealed<Name>,
        /// Its title in Welsh.
        pub title_cy: Option<Sealed<Name>>,
        /// The body it belongs to.
        pub body: BodyId,
        /// How many can hold it at once; left out when not known.
        pub seats: Option<u16>,
        /// How it is filled.
        pub selection: Selection,
    }
}

impl Mentions for OfficeRegistered {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.body]).offices([&self.office]);
    }
}

codes! {
    /// In what capacity an office is held.
    pub enum Capacity {
        /// In full.
        Substantive = "substantive",
        /// Acting for someone.
        Acting = "acting",
        /// Until someone is found.
        Interim = "interim",
    }
}

record! {
    /// A person was appointed or elected to an office.
    pub struct Appointed {
        rules = Appointed::check;
        /// This time in this office.
        pub spell: SpellId,
        /// The person.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// In what capacity.
        pub capacity: Option<Capacity>,
        /// How the office was filled.
        pub selection: Option<Selection>,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it takes effect.
        pub effective: Option<Edtf>,
        /// When it is planned to end.
        pub term_end: Option<Edtf>,
        /// The instrument, such as a warrant or a vote.
        pub instrument: Option<Sealed<Text>>,
    }
}

impl Appointed {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let dates = [("effective", self.effective.as_ref()), ("term_end", self.term_end.as_ref())];
        rules::in_order(&dates, at, reader);
    }
}

impl Mentions for Appointed {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.persons([&self.person]).offices([&self.office]);
    }
}

record! {
    /// A person held an office. The stretch of time is that of the event: an
    /// end that is not known is not an end that is open.
    pub struct OfficeHeld {
        /// This time in this office.
        pub spell: SpellId,
        /// The person.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// In what capacity.
        pub capacity: Option<Capacity>,
        /// The time for which the source vouches.
        pub as_at: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl Mentions for OfficeHeld {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.persons([&self.person]).offices([&self.office]);
    }
}

codes! {
    /// How a time in office ended.
    pub enum EndReason {
        /// The holder resigned.
        Resigned = "resigned",
        /// Removed or dismissed.
        Removed = "removed",
        /// The term ended.
        TermEnded = "term_ended",
        /// Retired.
        Retired = "retired",
        /// Died.
        Died = "died",
        /// Lost an election.
        Defeated = "defeated",
        /// Disqualified.
        Disqualified = "disqualified",
        /// Took another office.
        OtherOffice = "other_office",
        /// Left the party that held the office.
        ChangedParty = "changed_party",
        /// The office ceased to exist.
        OfficeAbolished = "office_abolished",
        /// Moved in a reshuffle.
        Reshuffled = "reshuffled",
        /// The source does not say.
        Unknown = "unknown",
    }
}

record! {
    /// The reason that someone gave, and who gave it. Never an inferred one.
    pub struct StatedReason {
        rules = StatedReason::check;
        /// The reason in the speaker's words.
        pub text: Sealed<Text>,
        /// Who gave it, where the ledger knows the person.
        pub speaker: Option<PersonId>,
        /// Who gave it, otherwise.
        pub speaker_name: Option<Sealed<Name>>,
    }
}

impl StatedReason {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let speakers =
            [("speaker", self.speaker.is_some()), ("speaker_name", self.speaker_name.is_some())];
        rules::exactly_one(&speakers, at, reader);
    }
}

record! {
    /// A time in office ended. A resignation has up to four dates of its own.
    pub struct OfficeEnded {
        rules = OfficeEnded::check;
        /// This time in this office.
        pub spell: SpellId,
        /// The person.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// How it ended.
        pub reason: EndReason,
        /// The date of the letter.
        pub letter: Option<Edtf>,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it was accepted.
        pub accepted: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// The time in office that followed it.
        pub successor: Option<SpellId>,
        /// The event on whose day it happened, where the source says only that.
        pub same_day_as: Option<EventId>,
        /// The reason that was given.
        pub stated_reason: Option<StatedReason>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl OfficeEnded {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        // An end may be announced before or after it takes effect; only the
        // letter comes first whatever happens.
        let letter = ("letter", self.letter.as_ref());
        rules::in_order(&[letter, ("announced", self.announced.as_ref())], at, reader);
        rules::in_order(&[letter, ("accepted", self.accepted.as_ref())], at, reader);
        rules::in_order(&[letter, ("effective", self.effective.as_ref())], at, reader);
        if self.successor.as_ref() == Some(&self.spell) {
            let remedy = "name the time in office that followed";
            reader.fault::<()>(&at.key("successor"), None, "is this time itself", remedy);
        }
        if self.reason != EndReason::Resigned {
            for (name, date) in [("letter", &self.letter), ("accepted", &self.accepted)] {
                if date.is_some() {
                    let problem = "is the date of a resignation, but the reason is another";
                    let remedy = "leave it out, or write the reason \"resigned\"";
                    reader.fault::<()>(&at.key(name), None, problem, remedy);
                }
            }
        }
    }
}

impl Mentions for OfficeEnded {
    fn mention(&self, subjects: &mut Subjects) {
        let speaker = self.stated_reason.as_ref().and_then(|reason| reason.speaker.as_ref());
        subjects.persons([&self.person]).persons(speaker).offices([&self.office]);
    }
}
