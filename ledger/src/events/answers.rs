//! What those invited by a committee answer.

use super::edtf::Edtf;
use super::ids::{BodyId, PersonId, RequestId, SessionId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

codes! {
    /// Why someone declined an invitation, as far as is known.
    pub enum DeclineReason {
        /// None was given.
        NoneGiven = "none_given",
        /// Another engagement.
        OtherEngagement = "other_engagement",
        /// On legal advice.
        LegalAdvice = "legal_advice",
        /// Because of proceedings in a court or tribunal.
        Proceedings = "proceedings",
        /// They say that it is not for them to answer.
        NotForThem = "not_for_them",
        /// Another, given in words.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// Someone invited said that they would not give evidence.
    pub struct InvitationDeclined {
        rules = InvitationDeclined::check;
        /// The invitation, where it is recorded.
        pub request: Option<RequestId>,
        /// The committee.
        pub committee: BodyId,
        /// The person invited.
        pub person: Option<PersonId>,
        /// The body invited.
        pub body: Option<BodyId>,
        /// Why, as a code.
        pub reason: DeclineReason,
        /// Why, in words.
        pub reason_text: Option<Sealed<Text>>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl InvitationDeclined {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for InvitationDeclined {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}

record! {
    /// A committee and someone invited agreed on a day.
    pub struct DateAgreed {
        rules = DateAgreed::check;
        /// The invitation, where it is recorded.
        pub request: Option<RequestId>,
        /// The committee.
        pub committee: BodyId,
        /// The person invited.
        pub person: Option<PersonId>,
        /// The body invited.
        pub body: Option<BodyId>,
        /// The day agreed on.
        pub agreed_for: Edtf,
        /// The session, where it is known.
        pub session: Option<SessionId>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl DateAgreed {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for DateAgreed {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}

record! {
    /// Someone invited offered something else: another day, another person, another
    /// form.
    pub struct CounterOffer {
        rules = CounterOffer::check;
        /// The invitation, where it is recorded.
        pub request: Option<RequestId>,
        /// The committee.
        pub committee: BodyId,
        /// The person invited.
        pub person: Option<PersonId>,
        /// The body invited.
        pub body: Option<BodyId>,
        /// The days proposed.
        pub proposed: Vec<Edtf>,
        /// What is offered.
        pub offer: Option<Sealed<Text>>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl CounterOffer {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
        rules::at_least_one(
            &[("proposed", !self.proposed.is_empty()), ("offer", self.offer.is_some())],
            at,
            reader,
        );
    }
}

impl Mentions for CounterOffer {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}
