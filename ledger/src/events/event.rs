//! All kinds of event, in one enum and one table.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::absences::{
    ActingEnded, ActingStarted, LeaveEnded, LeaveStarted, Suspended, SuspensionLifted,
};
use super::answers::{CounterOffer, DateAgreed, InvitationDeclined};
use super::bodies::{BodyRegistered, PersonRegistered};
use super::calls::{DataCallIssued, PopulationFixed};
use super::care::{Correction, RecordNotFound};
use super::chasing::{CallWithdrawn, ExtensionGranted, ReminderSent};
use super::closing::{
    AssessmentMade, EscalationLetter, RecommendationClosed, RecommendationReopened,
};
use super::committee::{
    AttendanceExpected, Attended, DidNotAttend, InvitationAccepted, InvitationSent, OrderToAttend,
    SummonsReported,
};
use super::documents::{DocumentReleased, DocumentWithheld};
use super::due::{
    FurtherResponseRequested, HoldingReply, ResponseDueSet, TargetDateRevised, TargetDateSet,
};
use super::keys::{ApprovalOverridden, KeyRegistered, KeyRevoked, KeyRotated};
use super::lists::{BankHolidaysListed, LedgerLabelled, PopulationAmended};
use super::matters::{
    ContemptFound, HouseOrder, NonComplianceReported, ReferredToPrivileges, ReportedToHouse,
    Sanction,
};
use super::notices::{Rule9Request, S21Notice, WarningLetterSent};
use super::offices::{Appointed, OfficeEnded, OfficeHeld, OfficeRegistered};
use super::orders::{OrderDischarged, OrderServed, OrderVaried};
use super::papers::{OrderForPapers, PapersReceived, PapersRefused};
use super::recommendations::{
    ProgressReported, RecommendationMade, RecommendationsSummarised, ResponseReceived,
};
use super::removal::{Annotation, Redaction, RedactionLifted, Withdrawal};
use super::reports::{
    Finding, InquiryClosed, InquiryOpened, InquiryReported, ReportPublished, ReportsSummarised,
};
use super::restoring::LedgerRestored;
use super::returns::{
    Declined, IndicatorRange, NilReturn, ReturnReceived, ReturnSummary, UnableToProvide,
};
use super::sessions::{
    EvidenceSession, RefusedToAnswer, SessionCancelled, WrittenEvidencePublished,
};
use super::statements::{AllegationReported, ReplyPublished, SilenceReported, StatementMade};
use super::subjects::Subjects;
use super::successions::{BodyAbolished, BodyMerged, BodyRenamed, OfficeAbolished, PersonRenamed};
use super::versions::{ReturnAccepted, ReturnCorrected, ReturnQueried, ReturnWithdrawn};
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
}

impl KindInfo {
    /// What it means, in one sentence. In a list of its own, because the small
    /// viewer, which shows no such sentence, then does not carry them.
    pub fn doc(&self) -> &'static str {
        let all = KINDS.iter().zip(DOCS);
        all.filter(|(info, _)| info.kind == self.kind).map(|(_, doc)| *doc).next().unwrap_or("")
    }
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
        },)*];

        /// What each means, in the same order.
        const DOCS: &[&str] = &[$($doc),*];

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
                        let known = || KINDS.iter().map(|info| info.kind).collect::<Vec<_>>();
                        let remedy = words!("write one of: {}", known().join(", "));
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
    "population_amended" PopulationAmended Returns "List of bodies changed"
        "Bodies were added to or taken off a list that shares are counted of.";
    "extension_granted" ExtensionGranted Returns "More time granted"
        "A body was given more time to answer a data call.";
    "reminder_sent" ReminderSent Returns "Reminder sent"
        "A body was reminded of a data call.";
    "call_withdrawn" CallWithdrawn Returns "Data call withdrawn"
        "A data call was withdrawn: nothing is due under it any more.";
    "return_corrected" ReturnCorrected Returns "Return corrected"
        "A body sent a new version of its return; the earlier version stays on record.";
    "return_withdrawn" ReturnWithdrawn Returns "Return withdrawn"
        "A body took its return back: nothing of it counts any more.";
    "return_accepted" ReturnAccepted Returns "Return accepted"
        "The issuer took a return as valid.";
    "return_queried" ReturnQueried Returns "Return queried"
        "The issuer asked a body about its return.";

    "appointed" Appointed People "Appointed"
        "A person was appointed or elected to an office.";
    "office_held" OfficeHeld People "Held office"
        "A person held an office for a stretch of time.";
    "office_ended" OfficeEnded People "Left office"
        "A person's time in an office ended; the reason says how.";
    "acting_started" ActingStarted People "Began to act in an office"
        "Someone began to act in an office, for its holder or while there is none.";
    "acting_ended" ActingEnded People "Ceased to act in an office"
        "Someone ceased to act in an office.";
    "leave_started" LeaveStarted People "Leave began"
        "A holder of an office went on leave, and still holds it.";
    "leave_ended" LeaveEnded People "Leave ended"
        "A leave from an office ended.";
    "suspended" Suspended People "Suspended"
        "A holder of an office was suspended, which is not an end of office.";
    "suspension_lifted" SuspensionLifted People "Suspension ended"
        "A suspension ended; that it was stays on record.";

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
    "inquiry_closed" InquiryClosed Recommendations "Inquiry closed"
        "An inquiry ended, with or without a report.";

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
    "invitation_declined" InvitationDeclined Hearings "Declined to give evidence"
        "Someone invited said that they would not give evidence.";
    "date_agreed" DateAgreed Hearings "Date agreed"
        "A committee and someone invited agreed on a day.";
    "counter_offer" CounterOffer Hearings "Offered something else"
        "Someone invited offered something else: another day, another person, another form.";
    "order_served" OrderServed Hearings "Order served"
        "An order was handed to whom it is made to.";
    "order_discharged" OrderDischarged Hearings "Order discharged"
        "An order was discharged: nothing is due under it any more.";
    "order_varied" OrderVaried Hearings "Order varied"
        "An order was changed: another day, place or form.";
    "order_for_papers" OrderForPapers Hearings "Ordered to hand over papers"
        "A committee or a House ordered someone to hand over papers.";
    "papers_received" PapersReceived Hearings "Papers received"
        "Papers that were asked for came.";
    "papers_refused" PapersRefused Hearings "Papers refused"
        "Papers that were asked for were refused.";
    "reported_to_house" ReportedToHouse Hearings "Reported to the House"
        "A committee reported a matter to its House.";
    "house_order" HouseOrder Hearings "Order of the House"
        "A House itself ordered someone to do something by a certain moment.";
    "non_compliance_reported" NonComplianceReported Hearings "Non-compliance reported"
        "It was reported that an order was not complied with.";
    "referred_to_privileges" ReferredToPrivileges Hearings "Referred to the committee of privileges"
        "A matter was referred to the committee that deals with privileges.";
    "contempt_found" ContemptFound Hearings "Contempt found"
        "A committee or House found that there was a contempt.";
    "sanction" Sanction Hearings "Outcome of a matter"
        "What a House decided at the end of a matter, a sanction or none.";
    "evidence_session" EvidenceSession Hearings "Evidence session"
        "A committee held a session, or will hold it.";
    "session_cancelled" SessionCancelled Hearings "Session cancelled"
        "A session was called off or put off.";
    "written_evidence_published" WrittenEvidencePublished Hearings "Written evidence published"
        "A committee published written evidence.";
    "refused_to_answer" RefusedToAnswer Hearings "Refused to answer"
        "Someone who attended refused to answer.";
    "rule9_request" Rule9Request Hearings "Rule 9 request"
        "An inquiry asked for a written statement under rule 9.";
    "s21_notice" S21Notice Hearings "Section 21 notice"
        "An inquiry required evidence by a notice that has force of law.";
    "warning_letter_sent" WarningLetterSent Hearings "Warning letter sent"
        "An inquiry sent a warning letter; its contents are confidential.";

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
    "response_due_set" ResponseDueSet Responses "Response due"
        "A day was set by which an addressee is to answer a recommendation.";
    "further_response_requested" FurtherResponseRequested Responses "Further response asked for"
        "An addressee was asked to answer a recommendation again, or more fully.";
    "holding_reply" HoldingReply Responses "Holding reply"
        "An addressee wrote that its answer will follow, which is not an answer.";
    "target_date_set" TargetDateSet Responses "Target date set"
        "A day was set by which a recommendation is to be put into practice.";
    "target_date_revised" TargetDateRevised Responses "Target date moved"
        "A target date was moved; the first one stays on record.";
    "assessment_made" AssessmentMade Responses "Assessment made"
        "Someone judged how far a recommendation has come.";
    "recommendation_closed" RecommendationClosed Responses "Recommendation closed"
        "Someone closed a recommendation to one addressee, with an outcome.";
    "recommendation_reopened" RecommendationReopened Responses "Recommendation reopened"
        "A recommendation that was closed is open again.";
    "escalation_letter" EscalationLetter Responses "Escalation letter"
        "An addressee was written to because an answer or action is wanting.";

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
    "body_renamed" BodyRenamed RecordKeeping "Body renamed"
        "A body took another name and stays the same body.";
    "body_merged" BodyMerged RecordKeeping "Bodies merged or split"
        "Bodies merged or split, or functions passed from one to another.";
    "body_abolished" BodyAbolished RecordKeeping "Body abolished"
        "A body ceased to exist.";
    "person_renamed" PersonRenamed RecordKeeping "Person renamed"
        "A person is known by another name from some day on; the pseudonym stays.";
    "office_abolished" OfficeAbolished RecordKeeping "Office abolished"
        "An office ceased to exist.";
    "bank_holidays_listed" BankHolidaysListed RecordKeeping "Bank holidays listed"
        "The bank holidays of one year, by which working days are counted.";
    "ledger_labelled" LedgerLabelled RecordKeeping "Ledger labelled"
        "What every reader of this ledger is told: that it is invented, or a demonstration.";
    "withdrawal" Withdrawal RecordKeeping "Withdrawal"
        "An earlier entry should not have been made; it stays, and counts no more.";
    "redaction" Redaction RecordKeeping "Redaction"
        "Sealed fields of an earlier entry were redacted; the chain still verifies.";
    "redaction_lifted" RedactionLifted RecordKeeping "Redaction lifted"
        "Fields that were redacted can be read again.";
    "annotation" Annotation RecordKeeping "Annotation"
        "A note of the recorders on an earlier entry, never part of the fact.";
    "document_withheld" DocumentWithheld RecordKeeping "Document withheld"
        "A document is not shown any more; its digests stay, so a copy can still be checked.";
    "document_released" DocumentReleased RecordKeeping "Document shown again"
        "A document that was kept and not shown is shown again.";
    "key_registered" KeyRegistered RecordKeeping "Key registered"
        "The public half of somebody's key was brought in, to check what they sign.";
    "key_rotated" KeyRotated RecordKeeping "Key replaced"
        "A key took the place of another of the same holder, which signs this.";
    "key_revoked" KeyRevoked RecordKeeping "Key revoked"
        "A key may not be used any more; what it signed before stays signed.";
    "approval_overridden" ApprovalOverridden RecordKeeping "Recorded without a second person"
        "An event that needs a second person was recorded without one, because it could not wait.";
    "ledger_restored" LedgerRestored RecordKeeping "Ledger put back from a backup"
        "The ledger was put back from a backup; what was recorded since that backup is lost.";
}

/// The kind with this code.
pub fn kind_info(kind: &str) -> Option<&'static KindInfo> {
    KINDS.iter().find(|info| info.kind == kind)
}
