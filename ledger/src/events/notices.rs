//! What an inquiry under the Inquiries Act 2005 sends to those it wants to hear.

use super::edtf::Edtf;
use super::ids::{BodyId, OrderId, PersonId, RequestId};
use super::moment::Moment;
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Name, Pointer, Reader, Sealed, Text};
use crate::{codes, record};

record! {
    /// An inquiry asked for a statement under rule 9 of the Inquiry Rules 2006.
    pub struct Rule9Request {
        rules = Rule9Request::check;
        /// The identifier of the request.
        pub request: RequestId,
        /// The inquiry.
        pub issuer: BodyId,
        /// The person asked.
        pub person: Option<PersonId>,
        /// The body asked.
        pub body: Option<BodyId>,
        /// When the statement is wanted.
        pub reply_by: Option<Edtf>,
        /// What it is to be about.
        pub subject: Option<Sealed<Text>>,
    }
}

impl Rule9Request {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for Rule9Request {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.issuer]).bodies(&self.body).persons(&self.person);
    }
}

codes! {
    /// What a notice demands.
    pub enum NoticeDemand {
        /// To come and give evidence.
        Attend = "attend",
        /// To give a written statement.
        Statement = "statement",
        /// To hand over documents.
        Documents = "documents",
    }
}

record! {
    /// An inquiry required evidence by notice under section 21 of the Inquiries Act
    /// 2005. It has force of law.
    pub struct S21Notice {
        rules = S21Notice::check;
        /// The identifier of the notice.
        pub order: OrderId,
        /// The request before it.
        pub request: Option<RequestId>,
        /// The inquiry.
        pub issuer: BodyId,
        /// The person required.
        pub person: Option<PersonId>,
        /// The body required.
        pub body: Option<BodyId>,
        /// What it demands.
        pub demands: NoticeDemand,
        /// The day it was made.
        pub made: Option<Edtf>,
        /// The last day to comply, included.
        pub due: Option<Edtf>,
        /// The last moment to comply.
        pub deadline: Option<Moment>,
        /// What it says.
        pub text: Option<Sealed<Text>>,
    }
}

impl S21Notice {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
        rules::in_order(&[("made", self.made.as_ref()), ("due", self.due.as_ref())], at, reader);
        rules::same_day(self.due.as_ref(), self.deadline, &at.key("deadline"), reader);
    }
}

impl Mentions for S21Notice {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.issuer]).bodies(&self.body).persons(&self.person);
    }
}

record! {
    /// An inquiry sent a warning letter. To whom and of what is confidential: only
    /// that it was sent is recorded, and the entry is marked as restricted.
    pub struct WarningLetterSent {
        /// The inquiry.
        pub issuer: BodyId,
        /// To whom; sealed.
        pub recipient: Option<Sealed<Name>>,
        /// When an answer is wanted.
        pub reply_by: Option<Edtf>,
        /// What else the recorders should know; sealed.
        pub note: Option<Sealed<Text>>,
    }
}

impl Mentions for WarningLetterSent {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.issuer]);
    }
}
