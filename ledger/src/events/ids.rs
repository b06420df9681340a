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
