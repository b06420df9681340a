//! The sorts of identifier: what each is called, what records one, and whether
//! a draft may name one that is not recorded yet.

/// A sort of identifier that a ledger records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    Body,
    Person,
    Office,
    Spell,
    Population,
    Call,
    Return,
    Report,
    Recommendation,
    Request,
    Order,
    Session,
    Suspension,
    Leave,
    Matter,
}

/// What there is to know about one sort.
pub(super) struct About {
    pub(super) sort: Sort,
    /// The name of its type.
    pub(super) name: &'static str,
    /// What it is called in a message.
    pub(super) noun: &'static str,
    /// The kind of event that records one.
    pub(super) by: &'static str,
    /// Whether naming one that is not recorded yet is merely unusual. A finding
    /// may be known before the report that it stands in, an attendance before
    /// the session; nobody can hold an office that there is not.
    pub(super) may_follow: bool,
}

const fn due(sort: Sort, name: &'static str, noun: &'static str, by: &'static str) -> About {
    About { sort, name, noun, by, may_follow: false }
}

const fn later(sort: Sort, name: &'static str, noun: &'static str, by: &'static str) -> About {
    About { sort, name, noun, by, may_follow: true }
}

const SORTS: &[About] = &[
    due(Sort::Body, "BodyId", "body", "body_registered"),
    due(Sort::Person, "PersonId", "person", "person_registered"),
    due(Sort::Office, "OfficeId", "office", "office_registered"),
    due(Sort::Spell, "SpellId", "time in office", "appointed or office_held"),
    due(Sort::Population, "PopulationId", "list of bodies", "population_fixed"),
    due(Sort::Call, "CallId", "data call", "data_call_issued"),
    due(Sort::Return, "ReturnId", "return", "return_received"),
    later(Sort::Report, "ReportId", "report", "report_published"),
    due(Sort::Recommendation, "RecommendationId", "recommendation", "recommendation_made"),
    due(Sort::Request, "RequestId", "invitation", "invitation_sent or rule9_request"),
    due(Sort::Order, "OrderId", "order", "order_to_attend, order_for_papers or s21_notice"),
    later(Sort::Session, "SessionId", "session", "evidence_session"),
    due(Sort::Suspension, "SuspensionId", "suspension", "suspended"),
    due(Sort::Leave, "LeaveId", "leave", "leave_started"),
    later(Sort::Matter, "MatterId", "matter", "reported_to_house or house_order"),
];

/// Sorts that are not looked up here: an indicator belongs to its call, an
/// event is looked up on the shelf, and inquiries, recorders, registers and scales of others
/// are not recorded.
#[cfg(test)]
pub(super) const ELSEWHERE: &[&str] =
    &["IndicatorId", "EventId", "InquiryId", "ActorId", "SchemeId", "ScaleId", "LevelId"];

/// The sort with this type.
pub(super) fn about(name: &str) -> Option<&'static About> {
    SORTS.iter().find(|about| about.name == name)
}

impl Sort {
    /// What there is to know about it.
    pub(super) fn about(self) -> &'static About {
        // Every sort is in the table; a test says so.
        SORTS.iter().find(|about| about.sort == self).unwrap_or(&SORTS[0])
    }
}
