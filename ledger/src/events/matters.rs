//! What follows when an order is not complied with: each step needs its own source.

use super::edtf::{Compared, Edtf};
use super::ids::{BodyId, MatterId, OrderId, PersonId, ReportId};
use super::moment::Moment;
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::string::ToString;

record! {
    /// A committee reported a matter to its House.
    pub struct ReportedToHouse {
        rules = ReportedToHouse::check;
        /// The matter, from the first report of it on.
        pub matter: MatterId,
        /// The order that it is about.
        pub order: Option<OrderId>,
        /// The person concerned.
        pub person: Option<PersonId>,
        /// The body concerned.
        pub body: Option<BodyId>,
        /// The committee.
        pub committee: BodyId,
        /// The House.
        pub house: Option<BodyId>,
        /// The special report.
        pub report: Option<ReportId>,
        /// Number of the report, or entry in the votes.
        pub instrument: Option<Sealed<Text>>,
        /// What it reported.
        pub text: Option<Sealed<Text>>,
    }
}

impl ReportedToHouse {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for ReportedToHouse {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.committee])
            .bodies(&self.body)
            .bodies(&self.house)
            .persons(&self.person);
    }
}

record! {
    /// A House itself ordered something.
    pub struct HouseOrder {
        rules = HouseOrder::check;
        /// The matter, from the first report of it on.
        pub matter: MatterId,
        /// The order that it is about.
        pub order: Option<OrderId>,
        /// The person concerned.
        pub person: Option<PersonId>,
        /// The body concerned.
        pub body: Option<BodyId>,
        /// The House.
        pub house: BodyId,
        /// The day it was made.
        pub made: Option<Edtf>,
        /// The last moment to comply: the local time and its offset.
        pub deadline: Option<Moment>,
        /// What is ordered.
        pub requirement: Sealed<Text>,
        /// The entry in the votes.
        pub instrument: Option<Sealed<Text>>,
    }
}

impl HouseOrder {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
        if let (Some(made), Some(deadline)) = (&self.made, self.deadline)
            && made.is_certain()
            && made.compare(&Edtf::day(deadline.date())) == Compared::After
        {
            let value = Json::str(deadline.to_string());
            let problem = words!("is before made, {made}");
            reader.fault::<()>(&at.key("deadline"), Some(&value), problem, "check both dates");
        }
    }
}

impl Mentions for HouseOrder {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.house]).bodies(&self.body).persons(&self.person);
    }
}

record! {
    /// It was reported that an order was not complied with.
    pub struct NonComplianceReported {
        rules = NonComplianceReported::check;
        /// The matter, from the first report of it on.
        pub matter: MatterId,
        /// The order that it is about.
        pub order: Option<OrderId>,
        /// The person concerned.
        pub person: Option<PersonId>,
        /// The body concerned.
        pub body: Option<BodyId>,
        /// Who reported it.
        pub reported_by: BodyId,
        /// The House to which it was reported.
        pub house: Option<BodyId>,
        /// The report it stands in.
        pub report: Option<ReportId>,
        /// What was reported.
        pub text: Option<Sealed<Text>>,
    }
}

impl NonComplianceReported {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for NonComplianceReported {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.reported_by])
            .bodies(&self.body)
            .bodies(&self.house)
            .persons(&self.person);
    }
}

record! {
    /// A matter was referred to the committee that deals with privileges.
    pub struct ReferredToPrivileges {
        rules = ReferredToPrivileges::check;
        /// The matter, from the first report of it on.
        pub matter: MatterId,
        /// The order that it is about.
        pub order: Option<OrderId>,
        /// The person concerned.
        pub person: Option<PersonId>,
        /// The body concerned.
        pub body: Option<BodyId>,
        /// The House that referred it.
        pub house: Option<BodyId>,
        /// The committee of privileges.
        pub committee: BodyId,
        /// The entry in the votes.
        pub instrument: Option<Sealed<Text>>,
        /// The terms of the reference.
        pub text: Option<Sealed<Text>>,
    }
}

impl ReferredToPrivileges {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for ReferredToPrivileges {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.committee])
            .bodies(&self.body)
            .bodies(&self.house)
            .persons(&self.person);
    }
}

record! {
    /// A committee or House found that there was a contempt.
    pub struct ContemptFound {
        rules = ContemptFound::check;
        /// The matter, from the first report of it on.
        pub matter: MatterId,
        /// The order that it is about.
        pub order: Option<OrderId>,
        /// The person concerned.
        pub person: Option<PersonId>,
        /// The body concerned.
        pub body: Option<BodyId>,
        /// Who found it.
        pub found_by: BodyId,
        /// The report it stands in.
        pub report: Option<ReportId>,
        /// What was found.
        pub text: Option<Sealed<Text>>,
    }
}

impl ContemptFound {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for ContemptFound {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.found_by]).bodies(&self.body).persons(&self.person);
    }
}

codes! {
    /// What was decided.
    pub enum SanctionOutcome {
        /// No sanction.
        NoSanction = "none",
        /// Admonished.
        Admonished = "admonished",
        /// Reprimanded.
        Reprimanded = "reprimanded",
        /// Fined.
        Fined = "fined",
        /// Committed to custody.
        Committed = "committed",
        /// An apology was required.
        Apology = "apology",
        /// Another, given in words.
        Other = "other",
    }
}

record! {
    /// What a House decided at the end of a matter; also that there is no sanction.
    pub struct Sanction {
        rules = Sanction::check;
        /// The matter, from the first report of it on.
        pub matter: MatterId,
        /// The order that it is about.
        pub order: Option<OrderId>,
        /// The person concerned.
        pub person: Option<PersonId>,
        /// The body concerned.
        pub body: Option<BodyId>,
        /// Who decided.
        pub decided_by: BodyId,
        /// What was decided.
        pub outcome: SanctionOutcome,
        /// The entry in the votes.
        pub instrument: Option<Sealed<Text>>,
        /// What was decided, in words.
        pub text: Option<Sealed<Text>>,
    }
}

impl Sanction {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for Sanction {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.decided_by]).bodies(&self.body).persons(&self.person);
    }
}
