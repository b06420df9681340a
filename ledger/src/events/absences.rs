//! Times within a time in office: acting cover, leave, suspension.

use super::edtf::Edtf;
use super::ids::{BodyId, LeaveId, OfficeId, PersonId, SpellId, SuspensionId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Pointer, Reader, Sealed, Text};
use crate::{codes, record};

codes! {
    /// Why someone acts in an office.
    pub enum ActingReason {
        /// Nobody holds it.
        Vacancy = "vacancy",
        /// The holder is on leave.
        Leave = "leave",
        /// The holder is suspended.
        Suspension = "suspension",
        /// Another, given in words.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// Someone began to act in an office.
    pub struct ActingStarted {
        rules = ActingStarted::check;
        /// This time in this office.
        pub spell: SpellId,
        /// The person who acts.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// The holder for whom they act.
        pub acting_for: Option<PersonId>,
        /// Why, as a code.
        pub reason: ActingReason,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl ActingStarted {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.acting_for.as_ref() == Some(&self.person) {
            let remedy = "name the holder, or leave it out";
            reader.fault::<()>(&at.key("acting_for"), None, "is the person who acts", remedy);
        }
    }
}

impl Mentions for ActingStarted {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.persons([&self.person]).persons(&self.acting_for).offices([&self.office]);
    }
}

codes! {
    /// How acting ended.
    pub enum ActingEnd {
        /// The holder came back.
        HolderReturned = "holder_returned",
        /// Someone else took the office.
        SuccessorTookOffice = "successor_took_office",
        /// The person took the office in full.
        Confirmed = "confirmed",
        /// Otherwise.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// Someone ceased to act in an office.
    pub struct ActingEnded {
        /// This time in this office.
        pub spell: SpellId,
        /// The person who acted.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// How it ended.
        pub acting_end: ActingEnd,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl Mentions for ActingEnded {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.persons([&self.person]).offices([&self.office]);
    }
}

codes! {
    /// Sorts of leave. There is none for illness: that is not for a public chain.
    pub enum LeaveKind {
        /// To care for a child.
        Parental = "parental",
        /// Another.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// A holder of an office went on leave, and still holds it.
    pub struct LeaveStarted {
        rules = LeaveStarted::check;
        /// This time of leave.
        pub leave: LeaveId,
        /// This time in this office.
        pub spell: SpellId,
        /// The person.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// What sort of leave.
        pub leave_kind: LeaveKind,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// The first day of leave.
        pub effective: Option<Edtf>,
        /// When the person is expected back.
        pub expected: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl LeaveStarted {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::in_order(
            &[("effective", self.effective.as_ref()), ("expected", self.expected.as_ref())],
            at,
            reader,
        );
    }
}

impl Mentions for LeaveStarted {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.persons([&self.person]).offices([&self.office]);
    }
}

record! {
    /// A leave ended.
    pub struct LeaveEnded {
        /// The time of leave.
        pub leave: LeaveId,
        /// This time in this office.
        pub spell: SpellId,
        /// The person.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl Mentions for LeaveEnded {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.persons([&self.person]).offices([&self.office]);
    }
}

record! {
    /// A holder of an office was suspended. It is not an end of office and not a
    /// finding.
    pub struct Suspended {
        /// This suspension.
        pub suspension: SuspensionId,
        /// This time in this office.
        pub spell: SpellId,
        /// The person.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// The body that did so.
        pub suspended_by: BodyId,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// The ground that was given.
        pub ground: Option<Sealed<Text>>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl Mentions for Suspended {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.suspended_by]).persons([&self.person]).offices([&self.office]);
    }
}

codes! {
    /// How a suspension ended.
    pub enum SuspensionEnd {
        /// The person came back to the office.
        Reinstated = "reinstated",
        /// The time in office ended; another event says how.
        OfficeEnded = "office_ended",
        /// Its time ran out.
        Expired = "expired",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// A suspension ended. That it was stays on record.
    pub struct SuspensionLifted {
        /// The suspension.
        pub suspension: SuspensionId,
        /// This time in this office.
        pub spell: SpellId,
        /// The person.
        pub person: PersonId,
        /// The office.
        pub office: OfficeId,
        /// The body that lifted it.
        pub lifted_by: Option<BodyId>,
        /// How it ended.
        pub suspension_end: SuspensionEnd,
        /// When it was made known.
        pub announced: Option<Edtf>,
        /// When it took effect.
        pub effective: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl Mentions for SuspensionLifted {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.lifted_by).persons([&self.person]).offices([&self.office]);
    }
}
