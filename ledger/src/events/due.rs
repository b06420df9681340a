//! When answers and actions are due, and how those dates move.

use super::edtf::Edtf;
use super::ids::{BodyId, RecommendationId};
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::string::ToString;

codes! {
    /// By what rule a date came about.
    pub enum DueRule {
        /// Two months from publication.
        TwoMonths = "two_months",
        /// Fifty-six days from the report.
        FiftySixDays = "fifty_six_days",
        /// Six months from publication.
        SixMonths = "six_months",
        /// Another rule in statute.
        Statute = "statute",
        /// Whoever made the recommendation set it.
        SetByRecommender = "set_by_recommender",
        /// Both sides agreed on it.
        Agreed = "agreed",
        /// The source does not say.
        NotStated = "not_stated",
    }
}

record! {
    /// A day was set by which an addressee is to answer a recommendation.
    pub struct ResponseDueSet {
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that is to answer.
        pub addressee: BodyId,
        /// The last day to answer, included.
        pub due: Edtf,
        /// How the day came about.
        pub due_rule: DueRule,
        /// Who set it.
        pub set_by: Option<BodyId>,
        /// Why, in words.
        pub reason: Option<Sealed<Text>>,
    }
}

impl Mentions for ResponseDueSet {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.addressee])
            .bodies(&self.set_by)
            .recommendations([&self.recommendation]);
    }
}

record! {
    /// An addressee was asked to answer again, or more fully.
    pub struct FurtherResponseRequested {
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that is to answer.
        pub addressee: BodyId,
        /// Who asks.
        pub requested_by: BodyId,
        /// The last day to answer, included.
        pub due: Option<Edtf>,
        /// Why.
        pub reason: Option<Sealed<Text>>,
    }
}

impl Mentions for FurtherResponseRequested {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.addressee, &self.requested_by])
            .recommendations([&self.recommendation]);
    }
}

record! {
    /// An addressee wrote that its answer will follow. It is not an answer.
    pub struct HoldingReply {
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that wrote.
        pub responder: BodyId,
        /// When the recommender received it.
        pub received: Option<Edtf>,
        /// When it was published.
        pub published: Option<Edtf>,
        /// When it says its answer will come.
        pub expected: Option<Edtf>,
        /// The document, such as a letter.
        pub document: Option<Sealed<Text>>,
        /// What it said.
        pub text: Option<Sealed<Text>>,
    }
}

impl Mentions for HoldingReply {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.responder]).recommendations([&self.recommendation]);
    }
}

record! {
    /// A day was set by which a recommendation is to be put into practice.
    pub struct TargetDateSet {
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that is to act.
        pub addressee: BodyId,
        /// The day; as imprecise as the source gives it.
        pub target_date: Edtf,
        /// Who set it.
        pub set_by: Option<BodyId>,
        /// When the recommender was told.
        pub notified_on: Option<Edtf>,
        /// Why, in words.
        pub reason: Option<Sealed<Text>>,
    }
}

impl Mentions for TargetDateSet {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.addressee])
            .bodies(&self.set_by)
            .recommendations([&self.recommendation]);
    }
}

record! {
    /// A target date was moved. The first one stays on record.
    pub struct TargetDateRevised {
        rules = TargetDateRevised::check;
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that is to act.
        pub addressee: BodyId,
        /// The day until now.
        pub old_target: Option<Edtf>,
        /// The day from now on.
        pub target_date: Edtf,
        /// Which target date this is; the first one was 1.
        pub sequence: u16,
        /// Who moved it.
        pub set_by: Option<BodyId>,
        /// When the recommender was told.
        pub notified_on: Option<Edtf>,
        /// Why; left out where no reason is given.
        pub reason: Option<Sealed<Text>>,
    }
}

impl TargetDateRevised {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.old_target.as_ref() == Some(&self.target_date) {
            let value = Json::str(self.target_date.to_string());
            let remedy = "write the new date, or record no revision";
            reader.fault::<()>(&at.key("target_date"), Some(&value), "is the old date", remedy);
        }
        if self.sequence < 2 {
            let value = Json::Int(self.sequence.into());
            let remedy = "write 2 for the first revision; the first date was 1";
            reader.fault::<()>(&at.key("sequence"), Some(&value), "is not a revision", remedy);
        }
    }
}

impl Mentions for TargetDateRevised {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.addressee])
            .bodies(&self.set_by)
            .recommendations([&self.recommendation]);
    }
}
