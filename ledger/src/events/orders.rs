//! What becomes of an order: served, varied, discharged.

use super::edtf::Edtf;
use super::ids::{BodyId, OrderId, PersonId};
use super::moment::Moment;
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Pointer, Reader, Sealed, Text};
use crate::{codes, record};

codes! {
    /// How an order was handed over.
    pub enum ServiceMethod {
        /// In person.
        InPerson = "in_person",
        /// By post.
        Post = "post",
        /// By electronic mail.
        Email = "email",
        /// To a lawyer or another representative.
        Representative = "representative",
        /// Otherwise.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// An order was handed to whom it is made to.
    pub struct OrderServed {
        rules = OrderServed::check;
        /// The order.
        pub order: OrderId,
        /// The committee or House that made it.
        pub committee: BodyId,
        /// The person it is made to.
        pub person: Option<PersonId>,
        /// The body it is made to.
        pub body: Option<BodyId>,
        /// How.
        pub method: ServiceMethod,
        /// By whom.
        pub served_by: Option<Sealed<Text>>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl OrderServed {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for OrderServed {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}

codes! {
    /// Why an order was discharged.
    pub enum DischargeReason {
        /// The person attended, so the order is spent.
        Attended = "attended",
        /// The papers came.
        Complied = "complied",
        /// The person undertook to comply otherwise.
        Undertaking = "undertaking",
        /// Whoever made it took it back.
        Withdrawn = "withdrawn",
        /// Another, given in words.
        Other = "other",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// An order was discharged: nothing is due under it any more.
    pub struct OrderDischarged {
        rules = OrderDischarged::check;
        /// The order.
        pub order: OrderId,
        /// The committee or House that made it.
        pub committee: BodyId,
        /// The person it is made to.
        pub person: Option<PersonId>,
        /// The body it is made to.
        pub body: Option<BodyId>,
        /// Why, as a code.
        pub reason: DischargeReason,
        /// Why, in words.
        pub reason_text: Option<Sealed<Text>>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl OrderDischarged {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for OrderDischarged {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}

record! {
    /// An order was changed: another day, place or form.
    pub struct OrderVaried {
        rules = OrderVaried::check;
        /// The order.
        pub order: OrderId,
        /// The committee or House that made it.
        pub committee: BodyId,
        /// The person it is made to.
        pub person: Option<PersonId>,
        /// The body it is made to.
        pub body: Option<BodyId>,
        /// The new day to attend.
        pub attend_on: Option<Edtf>,
        /// The new time to attend.
        pub attend_time: Option<Moment>,
        /// The new time and place, in words.
        pub attend_at: Option<Sealed<Text>>,
        /// The new last day to hand over papers.
        pub due: Option<Edtf>,
        /// Why, in words.
        pub reason_text: Option<Sealed<Text>>,
        /// How the source puts it.
        pub wording: Option<Sealed<Text>>,
    }
}

impl OrderVaried {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
        let changed = [
            ("attend_on", self.attend_on.is_some()),
            ("attend_time", self.attend_time.is_some()),
            ("attend_at", self.attend_at.is_some()),
            ("due", self.due.is_some()),
        ];
        rules::at_least_one(&changed, at, reader);
        rules::same_day(self.attend_on.as_ref(), self.attend_time, &at.key("attend_time"), reader);
    }
}

impl Mentions for OrderVaried {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.committee]).bodies(&self.body).persons(&self.person);
    }
}
