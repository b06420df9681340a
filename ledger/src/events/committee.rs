//! Committees and those they hear. An invitation, an order and what the press
//! calls a summons are three different things.

use super::edtf::Edtf;
use super::ids::{BodyId, OfficeId, OrderId, PersonId, RequestId, SessionId};
use super::moment::Moment;
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

record! {
    /// A committee invited someone to give evidence.
    pub struct InvitationSent {
        rules = InvitationSent::check;
        /// The identifier of the invitation.
        pub request: RequestId,
        /// The committee.
        pub committee: BodyId,
        /// The person invited.
        pub person: Option<PersonId>,
        /// The body invited.
        pub body: Option<BodyId>,
        /// In what capacity they are asked.
        pub capacity: Option<Sealed<Text>>,
        /// The dates proposed.
        pub proposed: Vec<Edtf>,
        /// When an answer is wanted.
        pub reply_by: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl InvitationSent {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for InvitationSent {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}

codes! {
    /// How an invitation was accepted.
    pub enum Acceptance {
        /// In terms.
        Accepted = "accepted",
        /// The committee says that the person indicated they would come.
        Indicated = "indicated",
        /// With conditions.
        Conditional = "conditional",
    }
}

record! {
    /// Someone invited said that they would give evidence.
    pub struct InvitationAccepted {
        rules = InvitationAccepted::check;
        /// The invitation, where it is recorded.
        pub request: Option<RequestId>,
        /// The committee.
        pub committee: BodyId,
        /// The person who will come.
        pub person: Option<PersonId>,
        /// The body that will send someone.
        pub body: Option<BodyId>,
        /// How they put it.
        pub acceptance: Acceptance,
        /// When they are expected.
        pub expected: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl InvitationAccepted {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for InvitationAccepted {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}

codes! {
    /// What a source calls an order.
    pub enum ReportedAs {
        /// A summons.
        Summoned = "summoned",
        /// A call.
        Called = "called",
        /// An invitation.
        Invited = "invited",
        /// Another word.
        Other = "other",
    }
}

record! {
    /// A committee or a House ordered someone to attend: the formal summons.
    pub struct OrderToAttend {
        rules = OrderToAttend::check;
        /// The identifier of the order.
        pub order: OrderId,
        /// The invitation before it.
        pub request: Option<RequestId>,
        /// The committee or House that made it.
        pub committee: BodyId,
        /// The person ordered to attend.
        pub person: PersonId,
        /// The day it was made.
        pub made: Option<Edtf>,
        /// The office whose holder signed it.
        pub signed_by: Option<OfficeId>,
        /// The day to attend.
        pub attend_on: Option<Edtf>,
        /// The time to attend: the local time and its offset.
        pub attend_time: Option<Moment>,
        /// What a source calls it, where that is another word.
        pub reported_as: Option<ReportedAs>,
        /// Time and place, in words.
        pub attend_at: Option<Sealed<Text>>,
        /// The power relied on.
        pub authority: Option<Sealed<Text>>,
    }
}

impl OrderToAttend {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let dates = [("made", self.made.as_ref()), ("attend_on", self.attend_on.as_ref())];
        rules::in_order(&dates, at, reader);
        let day = self.attend_on.as_ref();
        rules::same_day(day, self.attend_time, &at.key("attend_time"), reader);
    }
}

impl Mentions for OrderToAttend {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).persons([&self.person]).offices(&self.signed_by);
    }
}

record! {
    /// A source uses the word "summoned" or the like. Whether there was an
    /// order is another question, and another event.
    pub struct SummonsReported {
        /// The committee, as far as the source tells.
        pub committee: Option<BodyId>,
        /// The person said to be summoned.
        pub person: PersonId,
        /// The words of the source.
        pub wording: Sealed<Text>,
        /// What they are to be asked about.
        pub about: Option<Sealed<Text>>,
    }
}

impl Mentions for SummonsReported {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.committee).persons([&self.person]);
    }
}

record! {
    /// Someone is expected to attend.
    pub struct AttendanceExpected {
        /// The committee.
        pub committee: BodyId,
        /// The person.
        pub person: PersonId,
        /// When; left out where the source gives no date.
        pub expected: Option<Edtf>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl Mentions for AttendanceExpected {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).persons([&self.person]);
    }
}

codes! {
    /// How someone took part.
    pub enum Mode {
        /// In the room.
        InPerson = "in_person",
        /// By video or telephone.
        Remote = "remote",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// The numbers of the questions that a person or panel was asked.
    pub struct Questions {
        rules = Questions::check;
        /// The first.
        pub first: u32,
        /// The last, included.
        pub last: u32,
    }
}

impl Questions {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.first > self.last {
            let value = Json::Int(self.last.into());
            let problem = words!("is before the first question, {}", self.first);
            reader.fault::<()>(&at.key("last"), Some(&value), problem, "check both numbers");
        }
    }
}

record! {
    /// Someone gave oral evidence.
    pub struct Attended {
        /// The session.
        pub session: SessionId,
        /// The committee.
        pub committee: BodyId,
        /// The person.
        pub person: PersonId,
        /// How they took part.
        pub mode: Mode,
        /// The invitation they followed.
        pub request: Option<RequestId>,
        /// The order they followed.
        pub order: Option<OrderId>,
        /// The panel of the session, from 1.
        pub panel: Option<u16>,
        /// The questions they were asked.
        pub questions: Option<Questions>,
        /// The position as the transcript gives it.
        pub position_held: Option<Sealed<Text>>,
        /// Title and number of the evidence.
        pub evidence: Option<Sealed<Text>>,
    }
}

impl Mentions for Attended {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).persons([&self.person]);
    }
}

codes! {
    /// Why someone did not attend, as far as is known.
    pub enum AbsenceReason {
        /// None was given.
        NoneGiven = "none_given",
        /// They sent apologies.
        Apologies = "apologies",
        /// They sent someone else.
        Substitute = "substitute",
        /// Another, given in words.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// Someone who was to attend did not.
    pub struct DidNotAttend {
        /// The session, where there was one.
        pub session: Option<SessionId>,
        /// The committee.
        pub committee: BodyId,
        /// The person.
        pub person: PersonId,
        /// The invitation they did not follow.
        pub request: Option<RequestId>,
        /// The order they did not follow.
        pub order: Option<OrderId>,
        /// Why, as a code.
        pub reason: AbsenceReason,
        /// Why, in words.
        pub reason_text: Option<Sealed<Text>>,
    }
}

impl Mentions for DidNotAttend {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).persons([&self.person]);
    }
}
