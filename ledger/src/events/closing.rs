//! What others make of the progress of a recommendation, and how it ends.

use super::edtf::Edtf;
use super::ids::{BodyId, LevelId, PersonId, RecommendationId, ScaleId};
use super::recommendations::{Progress, ReporterRole};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

codes! {
    /// Who judges.
    pub enum AssessorRole {
        /// The body that made the recommendation.
        Recommender = "recommender",
        /// A committee that follows it up.
        Committee = "committee",
        /// An audit office or inspectorate.
        Auditor = "auditor",
        /// A researcher or an association.
        Researcher = "researcher",
        /// The recorders of this ledger.
        Editor = "editor",
        /// Someone else.
        ThirdParty = "third_party",
    }
}

record! {
    /// Someone judged how far a recommendation has come. It never takes the place
    /// of the position that the addressee itself states.
    pub struct AssessmentMade {
        rules = AssessmentMade::check;
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that it addresses.
        pub addressee: BodyId,
        /// The body that judges.
        pub assessor: Option<BodyId>,
        /// The person who judges.
        pub assessor_person: Option<PersonId>,
        /// In what role.
        pub assessor_role: AssessorRole,
        /// The scale, such as `nao-rag`.
        pub scale_id: ScaleId,
        /// The place on that scale, such as `amber`.
        pub level: LevelId,
        /// How far it has come, where the scale says so.
        pub status: Option<Progress>,
        /// The day of the judgement.
        pub assessed_on: Option<Edtf>,
        /// What was found, in words.
        pub narrative: Option<Sealed<Text>>,
    }
}

impl AssessmentMade {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let judges = [
            ("assessor", self.assessor.is_some()),
            ("assessor_person", self.assessor_person.is_some()),
        ];
        if self.assessor_role == AssessorRole::Editor {
            return;
        }
        rules::at_least_one(&judges, at, reader);
    }
}

impl Mentions for AssessmentMade {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.addressee])
            .bodies(&self.assessor)
            .persons(&self.assessor_person)
            .recommendations([&self.recommendation]);
    }
}

codes! {
    /// With what outcome a recommendation was closed.
    pub enum CloseOutcome {
        /// Said to be done.
        Implemented = "implemented",
        /// Closed without being done.
        NotImplemented = "not_implemented",
        /// Closed because it was rejected.
        Rejected = "rejected",
        /// Overtaken by something else.
        Superseded = "superseded",
        /// Taken back by whoever made it.
        Withdrawn = "withdrawn",
        /// No longer of use.
        NoLongerRelevant = "no_longer_relevant",
    }
}

record! {
    /// Someone closed a recommendation to one addressee. Whose word it is, is part
    /// of the record.
    pub struct RecommendationClosed {
        rules = RecommendationClosed::check;
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that it addresses.
        pub addressee: BodyId,
        /// With what outcome.
        pub outcome: CloseOutcome,
        /// Who closed it.
        pub closed_by: BodyId,
        /// In what role.
        pub closer_role: ReporterRole,
        /// The day.
        pub closed_on: Option<Edtf>,
        /// What was said, in words.
        pub narrative: Option<Sealed<Text>>,
    }
}

impl RecommendationClosed {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let claims = self.closer_role == ReporterRole::Addressee;
        if claims != (self.closed_by == self.addressee) {
            let value = Json::str(self.closer_role.as_str());
            let remedy = "write \"addressee\" where closed_by is the addressee, and only there";
            reader.fault::<()>(
                &at.key("closer_role"),
                Some(&value),
                "does not fit closed_by",
                remedy,
            );
        }
        if self.outcome == CloseOutcome::Withdrawn && claims {
            let value = Json::str(self.outcome.as_str());
            let remedy = "only who made a recommendation can take it back";
            reader.fault::<()>(
                &at.key("outcome"),
                Some(&value),
                "is not for the addressee",
                remedy,
            );
        }
    }
}

impl Mentions for RecommendationClosed {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.addressee, &self.closed_by]).recommendations([&self.recommendation]);
    }
}

record! {
    /// A recommendation that was closed is open again.
    pub struct RecommendationReopened {
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that it addresses.
        pub addressee: BodyId,
        /// Who opened it again.
        pub reopened_by: BodyId,
        /// Why.
        pub reason: Option<Sealed<Text>>,
    }
}

impl Mentions for RecommendationReopened {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.addressee, &self.reopened_by])
            .recommendations([&self.recommendation]);
    }
}

codes! {
    /// How far it has gone.
    pub enum EscalationStep {
        /// A letter.
        Letter = "letter",
        /// A letter that is published.
        PublicLetter = "public_letter",
        /// A statement was requested, with no power behind it.
        StatementRequested = "statement_requested",
        /// A statement was required under a power.
        StatementRequired = "statement_required",
    }
}

record! {
    /// An addressee was written to because an answer or action is wanting.
    pub struct EscalationLetter {
        rules = EscalationLetter::check;
        /// The recommendations; at least one.
        pub recommendations: Vec<RecommendationId>,
        /// The body that was written to.
        pub addressee: BodyId,
        /// Who wrote.
        pub sent_by: BodyId,
        /// How far it has gone.
        pub step: EscalationStep,
        /// 1 for the first letter to this body about them.
        pub ordinal: u16,
        /// When an answer is wanted.
        pub reply_by: Option<Edtf>,
        /// What it said.
        pub text: Option<Sealed<Text>>,
    }
}

impl EscalationLetter {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        let list = at.key("recommendations");
        if self.recommendations.is_empty() {
            reader.fault::<()>(&list, None, "is missing", "name at least one recommendation");
        }
        let names = self.recommendations.iter().map(RecommendationId::as_str);
        rules::no_repeats(names, &list, reader);
        rules::from_one("ordinal", self.ordinal, at, reader);
    }
}

impl Mentions for EscalationLetter {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.addressee, &self.sent_by]).recommendations(&self.recommendations);
    }
}
