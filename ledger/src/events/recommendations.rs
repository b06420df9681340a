//! Recommendations, the answers to them, and what became of them.

use super::edtf::Edtf;
use super::ids::{BodyId, PersonId, RecommendationId, ReportId};
use super::rules;
use super::subjects::{Mentions, Subjects};
use crate::record::{Json, Pointer, Reader, Sealed, Text};
use crate::{codes, record};
use alloc::vec::Vec;

record! {
    /// A number of recommendations that the source gives together.
    pub struct RecommendationsSummarised {
        rules = RecommendationsSummarised::check;
        /// Who made them.
        pub made_by: BodyId,
        /// How many.
        pub count: u32,
        /// In how many reports.
        pub reports: Option<u32>,
        /// Whom they address, in the source's words.
        pub addressed_to: Option<Sealed<Text>>,
        /// The bodies they address, where the source names them.
        pub addressees: Vec<BodyId>,
    }
}

impl RecommendationsSummarised {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.count == 0 {
            let value = Json::Int(0);
            let remedy = "write how many recommendations there are";
            reader.fault::<()>(&at.key("count"), Some(&value), "is zero", remedy);
        }
        let names = self.addressees.iter().map(BodyId::as_str);
        rules::no_repeats(names, &at.key("addressees"), reader);
    }
}

impl Mentions for RecommendationsSummarised {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.made_by]).bodies(&self.addressees);
    }
}

codes! {
    /// Whether an item asks for something or only concludes.
    pub enum ItemKind {
        /// It asks for something to be done.
        Recommendation = "recommendation",
        /// It concludes.
        Conclusion = "conclusion",
    }
}

record! {
    /// A body that a recommendation addresses. What is tracked is the pair.
    pub struct Addressee {
        /// The body.
        pub body: BodyId,
        /// When its answer is due.
        pub due: Option<Edtf>,
    }
}

record! {
    /// A recommendation was made, or made again.
    pub struct RecommendationMade {
        rules = RecommendationMade::check;
        /// Its identifier.
        pub recommendation: RecommendationId,
        /// Who made it.
        pub made_by: BodyId,
        /// Who put it forward, where a person spoke for the body.
        pub stated_by: Option<PersonId>,
        /// The report it stands in.
        pub report: Option<ReportId>,
        /// Its number as printed.
        pub number: Option<Sealed<Text>>,
        /// The paragraph as printed.
        pub paragraph: Option<Sealed<Text>>,
        /// The page.
        pub page: Option<u32>,
        /// What is recommended.
        pub text: Sealed<Text>,
        /// Whether the text is word for word.
        pub verbatim: bool,
        /// Whether it asks or concludes.
        pub item_kind: ItemKind,
        /// The bodies it addresses.
        pub addressees: Vec<Addressee>,
        /// What it is about, in a few words.
        pub theme: Option<Sealed<Text>>,
        /// The earlier recommendation that it makes again.
        pub restates: Option<RecommendationId>,
        /// The recommendation that it is a part of.
        pub parent: Option<RecommendationId>,
    }
}

impl RecommendationMade {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        for (name, other) in [("restates", &self.restates), ("parent", &self.parent)] {
            if other.as_ref() == Some(&self.recommendation) {
                let remedy = "name the other recommendation";
                reader.fault::<()>(&at.key(name), None, "is the recommendation itself", remedy);
            }
        }
        let names = self.addressees.iter().map(|addressee| addressee.body.as_str());
        rules::no_repeats(names, &at.key("addressees"), reader);
    }
}

impl Mentions for RecommendationMade {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.made_by])
            .bodies(self.addressees.iter().map(|addressee| &addressee.body))
            .persons(&self.stated_by)
            .recommendations([&self.recommendation])
            .recommendations(&self.restates)
            .recommendations(&self.parent);
    }
}

codes! {
    /// The position that the responder itself states.
    pub enum Position {
        /// Accepted.
        Accepted = "accepted",
        /// Accepted in part.
        AcceptedInPart = "accepted_in_part",
        /// Accepted in principle.
        AcceptedInPrinciple = "accepted_in_principle",
        /// Noted.
        Noted = "noted",
        /// Rejected.
        Rejected = "rejected",
        /// Still being considered.
        UnderConsideration = "under_consideration",
        /// Said to be in place already.
        AlreadyInPlace = "already_in_place",
        /// Only some of it is answered.
        PartialResponse = "partial_response",
        /// Answered without a position.
        NoPosition = "no_position",
    }
}

record! {
    /// An addressee answered a recommendation.
    pub struct ResponseReceived {
        rules = ResponseReceived::check;
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that answered.
        pub responder: BodyId,
        /// Its position, as it states it.
        pub position: Position,
        /// What it said.
        pub text: Option<Sealed<Text>>,
        /// Whether the text is word for word.
        pub verbatim: Option<bool>,
        /// The document, such as a command paper.
        pub document: Option<Sealed<Text>>,
        /// When the recommender received it.
        pub received: Option<Edtf>,
        /// When it was published.
        pub published: Option<Edtf>,
    }
}

impl ResponseReceived {
    fn check(&self, at: &Pointer, reader: &mut Reader<'_>) {
        if self.verbatim.is_some() && self.text.is_none() {
            let remedy = "add the text, or leave this out";
            reader.fault::<()>(&at.key("verbatim"), None, "has no text", remedy);
        }
    }
}

impl Mentions for ResponseReceived {
    fn mention(&self, subjects: &mut Subjects) {
        subjects.bodies([&self.responder]).recommendations([&self.recommendation]);
    }
}

codes! {
    /// How far a recommendation has come, as someone reports it.
    pub enum Progress {
        /// Nothing has begun.
        NotStarted = "not_started",
        /// Something has begun.
        InProgress = "in_progress",
        /// Said to be done.
        Implemented = "implemented",
        /// Said not to have been adopted. Not the same as rejected: it is not
        /// the addressee's own word.
        NotAdopted = "not_adopted",
        /// Given up.
        Ceased = "ceased",
        /// Overtaken by something else.
        Superseded = "superseded",
    }
}

codes! {
    /// Whose word it is.
    pub enum ReporterRole {
        /// The body that the recommendation addresses.
        Addressee = "addressee",
        /// The body that made the recommendation.
        Recommender = "recommender",
        /// Someone else.
        ThirdParty = "third_party",
    }
}

record! {
    /// Someone reported what became of a recommendation.
    pub struct ProgressReported {
        /// The recommendation.
        pub recommendation: RecommendationId,
        /// The body that it addresses.
        pub addressee: BodyId,
        /// Who reports.
        pub reported_by: BodyId,
        /// In what role.
        pub reporter_role: ReporterRole,
        /// How far it has come, as reported.
        pub status: Progress,
        /// What was reported, in words.
        pub narrative: Option<Sealed<Text>>,
        /// The day of the report.
        pub reported_on: Option<Edtf>,
        /// When the next report is due.
        pub next_report: Option<Edtf>,
    }
}

impl Mentions for ProgressReported {
    fn mention(&self, subjects: &mut Subjects) {
        subjects
            .bodies([&self.addressee, &self.reported_by])
            .recommendations([&self.recommendation]);
    }
}
