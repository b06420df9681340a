//! Papers and records that a committee or House sends for.

use super::edtf::Edtf;
use super::envelope::DocumentDigest;
use super::ids::{BodyId, OfficeId, OrderId, PersonId, RequestId};
use super::moment::Moment;
use super::returns::Completeness;
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Pointer, Reader, Sealed, Text};
use crate::{codes, record};

record! {
    /// A committee or a House ordered someone to hand over papers.
    pub struct OrderForPapers {
        rules = OrderForPapers::check;
        /// The identifier of the order.
        pub order: OrderId,
        /// The request before it.
        pub request: Option<RequestId>,
        /// The committee or House that made it.
        pub committee: BodyId,
        /// The person it is made to.
        pub person: Option<PersonId>,
        /// The body it is made to.
        pub body: Option<BodyId>,
        /// The day it was made.
        pub made: Option<Edtf>,
        /// The office whose holder signed it.
        pub signed_by: Option<OfficeId>,
        /// What papers.
        pub papers: Sealed<Text>,
        /// The last day to hand them over, included.
        pub due: Option<Edtf>,
        /// The last moment to hand them over.
        pub deadline: Option<Moment>,
        /// The power relied on.
        pub authority: Option<Sealed<Text>>,
    }
}

impl OrderForPapers {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
        rules::in_order(&[("made", self.made.as_ref()), ("due", self.due.as_ref())], at, reader);
        rules::same_day(self.due.as_ref(), self.deadline, &at.key("deadline"), reader);
    }
}

impl Mentions for OrderForPapers {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.committee])
            .bodies(&self.body)
            .persons(&self.person)
            .offices(&self.signed_by);
    }
}

record! {
    /// Papers that were asked for came.
    pub struct PapersReceived {
        rules = PapersReceived::check;
        /// The order, where there was one.
        pub order: Option<OrderId>,
        /// The request, where there was one.
        pub request: Option<RequestId>,
        /// The committee or House that asked for them.
        pub committee: BodyId,
        /// The person who was asked.
        pub person: Option<PersonId>,
        /// The body that was asked.
        pub body: Option<BodyId>,
        /// The day they came.
        pub received: Option<Edtf>,
        /// Whether all came that were asked for.
        pub completeness: Option<Completeness>,
        /// What came.
        pub papers: Option<Sealed<Text>>,
        /// Digests of the document.
        pub digest: Option<DocumentDigest>,
    }
}

impl PapersReceived {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for PapersReceived {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}

codes! {
    /// Why papers were refused, as far as is known.
    pub enum PapersRefusal {
        /// No reason was given.
        NoneGiven = "none_given",
        /// They say that they do not have them.
        NotHeld = "not_held",
        /// They say that they are confidential.
        Confidential = "confidential",
        /// On legal advice.
        LegalAdvice = "legal_advice",
        /// Because of proceedings in a court or tribunal.
        Proceedings = "proceedings",
        /// Another, given in words.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// Papers that were asked for were refused.
    pub struct PapersRefused {
        rules = PapersRefused::check;
        /// The order, where there was one.
        pub order: Option<OrderId>,
        /// The request, where there was one.
        pub request: Option<RequestId>,
        /// The committee or House that asked for them.
        pub committee: BodyId,
        /// The person who was asked.
        pub person: Option<PersonId>,
        /// The body that was asked.
        pub body: Option<BodyId>,
        /// Why, as a code.
        pub reason: PapersRefusal,
        /// Why, in words.
        pub reason_text: Option<Sealed<Text>>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl PapersRefused {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for PapersRefused {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}
