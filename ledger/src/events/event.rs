//! All kinds of event, in one enum and one table.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::bodies::{BodyRegistered, PersonRegistered};
use super::calls::{DataCallIssued, PopulationFixed};
use super::care::{Correction, RecordNotFound};
use super::committee::{
    AttendanceExpected, Attended, DidNotAttend, InvitationAccepted, InvitationSent, OrderToAttend,
    SummonsReported,
};
use super::offices::{Appointed, OfficeEnded, OfficeHeld, OfficeRegistered};
use super::recommendations::{
    ProgressReported, RecommendationMade, RecommendationsSummarised, ResponseReceived,
};
use super::reports::{Finding, InquiryOpened, InquiryReported, ReportPublished, ReportsSummarised};
use super::returns::{
    Declined, IndicatorRange, NilReturn, ReturnReceived, ReturnSummary, UnableToProvide,
};
use super::statements::{AllegationReported, ReplyPublished, SilenceReported, StatementMade};
use super::subjects::Subjects;
use crate::codes;
use crate::record::{Field, Json, Pointer, Reader, Writer};

codes! {
    /// Families of kinds: what shares a colour and a shape on screen.
    pub enum Family {
        /// Data asked for and given.
        Returns = "returns",
        /// Who took and left which office.
        People = "people",
        /// Inquiries, reports, findings, recommendations.
        Recommendations = "recommendations",
        /// Invitations, orders, attendance.
        Hearings = "hearings",
        /// Answers, progress, statements, allegations and replies.
        Responses = "responses",
        /// Registrations and corrections.
        RecordKeeping = "record_keeping",
    }
}

impl Family {
    /// The name of the family on screen.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Returns => "Data returns",
            Self::People => "People in office",
            Self::Recommendations => "Reports and recommendations",
            Self::Hearings => "Committee hearings",
            Self::Responses => "Responses and statements",
            Self::RecordKeeping => "Record-keeping",
        }
    }
}

/// What there is to know about one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindInfo {
    /// The code, as a draft spells it.
    pub kind: &'static str,
    /// Its family.
    pub family: Family,
    /// Its name on screen.
    pub title: &'static str,
    /// What it means, in one sentence.
    pub doc: &'static str,
}

macro_rules! kinds {
    ($($kind:literal $variant:ident $family:ident $title:literal $doc:literal;)*) => {
        /// The facts of one record, by kind.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $(#[doc = $doc] $variant(Box<$variant>),)*
        }

        /// Every kind, family by family.
        pub const KINDS: &[KindInfo] = &[$(KindInfo {
            kind: $kind,
            family: Family::$family,
            title: $title,
            doc: $doc,
        },)*];

        impl Event {
            /// The kind as a draft spells it.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind,)* }
            }

            /// The family of its kind.
            pub const fn family(&self) -> Family {
                match self { $(Self::$variant(_) => Family::$family,)* }
            }

            /// Reads the facts of `kind`.
            pub fn read(
                kind: &str,
                value: &Json,
                at: &Pointer,
                reader: &mut Reader<'_>,
            ) -> Option<Self> {
                match kind {
                    $($kind => Field::read(value, at, reader).map(Self::$variant),)*
                    other => {
                        let known: Vec<&str> = KINDS.iter().map(|info| info.kind).collect();
                        let mut remedy = String::from("write one of: ");
                        remedy.push_str(&known.join(", "));
                        let root = Pointer::root();
                        let at = root.key("kind");
                        reader.fault(&at, Some(&Json::str(other)), "is not a kind", remedy)
                    }
                }
            }

            /// Writes the facts.
            pub fn write(&self, at: &Pointer, writer: &mut Writer) -> Option<Json> {
                match self { $(Self::$variant(event) => event.write(at, writer),)* }
            }

            /// Whom and what it is about.
            pub fn subjects(&self) -> Subjects {
                match self { $(Self::$variant(event) => Subjects::of(event.as_ref()),)* }
            }
        }

        /// JSON Schema (2020-12) of the facts of a kind; `None` for a kind that
        /// does not exist.
        pub fn schema(kind: &str) -> Option<Json> {
            match kind { $($kind => Some($variant::schema()),)* _ => None }
        }
    };
}

kinds! {
    "population_fixed" PopulationFixed Returns "List of bodies fixed"
        "A named list of bodies was frozen as the denominator of shares of them.";
    "data_call_issued" DataCallIssued Returns "Data call issued"
        "Many bodies were asked for data.";
    "return_received" ReturnReceived Returns "Return received"
        "A body answered a data call with data.";
    "nil_return" NilReturn Returns "Nil return"
        "A body answered that its count is zero, which is not the same as having no data.";
    "unable_to_provide" UnableToProvide Returns "Unable to provide"
        "A body answered that it cannot provide the data.";
    "declined" Declined Returns "Declined to provide"
        "A body refused to provide the data.";
    "return_summary" ReturnSummary Returns "Summary of returns"
        "How many of many bodies did or have something, as reported or derived.";
    "indicator_range" IndicatorRange Returns "Range of rates"
        "The lowest and highest rate among areas, as reported.";

    "appointed" Appointed People "Appointed"
        "A person was appointed or elected to an office.";
    "office_held" OfficeHeld People "Held office"
        "A person held an office for a stretch of time.";
    "office_ended" OfficeEnded People "Left office"
        "A person's time in an office ended; the reason says how.";

    "inquiry_opened" InquiryOpened Recommendations "Inquiry opened"
        "An inquiry began.";
    "inquiry_reported" InquiryReported Recommendations "Inquiry under way"
        "An inquiry is reported to be under way, without word of when it began.";
    "report_published" ReportPublished Recommendations "Report published"
        "A report was published.";
    "reports_summarised" ReportsSummarised Recommendations "Number of reports"
        "A number of reports that the source gives together and does not list.";
    "finding" Finding Recommendations "Finding"
        "A body found something, usually in a report.";
    "recommendation_made" RecommendationMade Recommendations "Recommendation made"
        "A recommendation was made, or made again.";
    "recommendations_summarised" RecommendationsSummarised Recommendations
        "Number of recommendations"
        "A number of recommendations that the source gives together and does not list.";

    "invitation_sent" InvitationSent Hearings "Invited to give evidence"
        "A committee invited someone to give evidence.";
    "invitation_accepted" InvitationAccepted Hearings "Agreed to give evidence"
        "Someone invited said that they would give evidence.";
    "order_to_attend" OrderToAttend Hearings "Ordered to attend"
        "A committee or a House ordered someone to attend: the formal summons.";
    "summons_reported" SummonsReported Hearings "Reported as summoned"
        "A source uses the word summoned; whether there was an order is another question.";
    "attendance_expected" AttendanceExpected Hearings "Expected to attend"
        "Someone is expected to attend a committee.";
    "attended" Attended Hearings "Attended"
        "Someone gave oral evidence.";
    "did_not_attend" DidNotAttend Hearings "Did not attend"
        "Someone who was to attend did not.";

    "response_received" ResponseReceived Responses "Response received"
        "An addressee answered a recommendation.";
    "progress_reported" ProgressReported Responses "Progress reported"
        "Someone reported what became of a recommendation.";
    "statement_made" StatementMade Responses "Statement"
        "Someone said something.";
    "allegation_reported" AllegationReported Responses "Allegation reported"
        "A source reports a claim against someone; it is not a finding.";
    "reply_published" ReplyPublished Responses "Reply published"
        "The answer of someone concerned, shown beside what it answers.";
    "silence_reported" SilenceReported Responses "No statement reported"
        "A source reports that someone has not spoken; true only as at the source.";

    "body_registered" BodyRegistered RecordKeeping "Body registered"
        "A body that events name got its identifier.";
    "person_registered" PersonRegistered RecordKeeping "Person registered"
        "A person that events name got a pseudonym; the name is sealed.";
    "office_registered" OfficeRegistered RecordKeeping "Office registered"
        "An office that events name got its identifier.";
    "correction" Correction RecordKeeping "Correction"
        "An earlier entry was wrong; it stays, and this one says what is right.";
    "record_not_found" RecordNotFound RecordKeeping "Searched for and not found"
        "Someone looked for a record and did not find one, which does not show that there is none.";
}

/// The kind with this code.
pub fn kind_info(kind: &str) -> Option<&'static KindInfo> {
    KINDS.iter().find(|info| info.kind == kind)
}
