//! What was said, what was claimed against someone, the reply, and silence.

use super::codes::Channel;
use super::edtf::Edtf;
use super::envelope::EventId;
use super::ids::{BodyId, PersonId, ReportId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Name, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

record! {
    /// Someone said something.
    pub struct StatementMade {
        rules = StatementMade::check;
        /// The person who said it.
        pub person: Option<PersonId>,
        /// The body that said it, or for which the person spoke.
        pub body: Option<BodyId>,
        /// In what capacity.
        pub capacity: Option<Sealed<Text>>,
        /// The words, or a fair summary.
        pub text: Sealed<Text>,
        /// Whether the text is word for word.
        pub verbatim: Option<bool>,
        /// Where it was said.
        pub channel: Option<Channel>,
        /// The report it stands in.
        pub report: Option<ReportId>,
        /// The event it is about.
        pub about: Option<EventId>,
        /// The bodies it is about.
        pub about_bodies: Vec<BodyId>,
        /// The people it is about.
        pub about_persons: Vec<PersonId>,
    }
}

impl StatementMade {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let speakers = [("person", self.person.is_some()), ("body", self.body.is_some())];
        rules::at_least_one(&speakers, at, reader);
    }
}

impl Mentions for StatementMade {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies(&self.body)
            .bodies(&self.about_bodies)
            .persons(&self.person)
            .persons(&self.about_persons);
    }
}

codes! {
    /// Whether a source tells who makes an allegation.
    pub enum Accuser {
        /// It names a person or body.
        Named = "named",
        /// It does not.
        NotNamed = "not_named",
    }
}

record! {
    /// A source reports a claim against someone. It is not a finding, and the
    /// source that carries it must be named.
    pub struct AllegationReported {
        rules = AllegationReported::check;
        /// The people it is about.
        pub about_persons: Vec<PersonId>,
        /// The bodies it is about.
        pub about_bodies: Vec<BodyId>,
        /// What is alleged.
        pub text: Sealed<Text>,
        /// The publication or document that carries it.
        pub reported_in: Sealed<Text>,
        /// Whether that source tells who makes it.
        pub accuser: Accuser,
        /// The person who makes it, where the ledger knows them.
        pub made_by: Option<PersonId>,
        /// The name of who makes it, otherwise.
        pub made_by_name: Option<Sealed<Name>>,
        /// The body that makes it.
        pub made_by_body: Option<BodyId>,
        /// When it was published.
        pub published: Option<Edtf>,
    }
}

impl AllegationReported {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let about = [
            ("about_persons", !self.about_persons.is_empty()),
            ("about_bodies", !self.about_bodies.is_empty()),
        ];
        rules::at_least_one(&about, at, reader);
        let makers = [
            ("made_by", self.made_by.is_some()),
            ("made_by_name", self.made_by_name.is_some()),
            ("made_by_body", self.made_by_body.is_some()),
        ];
        match self.accuser {
            Accuser::Named => rules::at_least_one(&makers, at, reader),
            Accuser::NotNamed => {
                for (name, _) in makers.iter().filter(|(_, present)| *present) {
                    let problem = "is there, but the accuser is said not to be named";
                    let remedy = "write the accuser \"named\", or leave this out";
                    reader.fault::<()>(&at.key(name), None, problem, remedy);
                }
            }
        }
    }
}

impl Mentions for AllegationReported {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies(&self.about_bodies)
            .bodies(&self.made_by_body)
            .persons(&self.about_persons)
            .persons(&self.made_by);
    }
}

record! {
    /// The answer of someone concerned, shown beside what it answers.
    pub struct ReplyPublished {
        rules = ReplyPublished::check;
        /// The event it answers.
        pub reply_to: EventId,
        /// The person who replies.
        pub person: Option<PersonId>,
        /// The body that replies.
        pub body: Option<BodyId>,
        /// The reply.
        pub text: Sealed<Text>,
        /// Whether the text is word for word.
        pub verbatim: Option<bool>,
        /// Where it was made.
        pub channel: Channel,
        /// When it was published.
        pub published: Option<Edtf>,
    }
}

impl ReplyPublished {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let speakers = [("person", self.person.is_some()), ("body", self.body.is_some())];
        rules::at_least_one(&speakers, at, reader);
    }
}

impl Mentions for ReplyPublished {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.body).persons(&self.person);
    }
}

record! {
    /// A source reports that someone has not spoken. True only as at the source.
    pub struct SilenceReported {
        rules = SilenceReported::check;
        /// The person.
        pub person: Option<PersonId>,
        /// The body.
        pub body: Option<BodyId>,
        /// The event since which they have not spoken.
        pub since: Option<EventId>,
        /// How the source puts it.
        pub text: Sealed<Text>,
    }
}

impl SilenceReported {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        rules::person_or_body(self.person.is_some(), self.body.is_some(), at, reader);
    }
}

impl Mentions for SilenceReported {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies(&self.body).persons(&self.person);
    }
}
