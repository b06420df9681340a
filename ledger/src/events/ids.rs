//! Identifiers. They are public for ever, so none may be a person's name:
//! people get pseudonyms such as `person-a1`.

use crate::slug_id;

slug_id! {
    /// A body: a board, a force, a department, a committee.
    pub struct BodyId;
}
slug_id! {
    /// A person, by pseudonym.
    pub struct PersonId;
}
slug_id! {
    /// An office that people hold.
    pub struct OfficeId;
}
slug_id! {
    /// One person's time in one office.
    pub struct SpellId;
}
slug_id! {
    /// A named, frozen list of bodies.
    pub struct PopulationId;
}
slug_id! {
    /// A request for data to many bodies.
    pub struct CallId;
}
slug_id! {
    /// What a data call asks for.
    pub struct IndicatorId;
}
slug_id! {
    /// What one body sent back to one data call.
    pub struct ReturnId;
}
slug_id! {
    /// A report.
    pub struct ReportId;
}
slug_id! {
    /// A recommendation or conclusion.
    pub struct RecommendationId;
}
slug_id! {
    /// An invitation to give evidence.
    pub struct RequestId;
}
slug_id! {
    /// A formal order of a committee or a House.
    pub struct OrderId;
}
slug_id! {
    /// An evidence session.
    pub struct SessionId;
}
slug_id! {
    /// One suspension of a holder of an office.
    pub struct SuspensionId;
}
slug_id! {
    /// One time of leave of a holder of an office.
    pub struct LeaveId;
}
slug_id! {
    /// What is pursued when an order is not complied with.
    pub struct MatterId;
}
slug_id! {
    /// A scale on which progress is judged, such as `nao-rag`.
    pub struct ScaleId;
}
slug_id! {
    /// A place on such a scale, such as `amber`.
    pub struct LevelId;
}
slug_id! {
    /// A register that gives bodies identifiers, such as `gss`.
    pub struct SchemeId;
}
