//! Handles: the numbers of identifiers, one type for each sort of them.

pub(crate) use crate::numbered::Ids;

/// A number that stands for an identifier of one sort, within one
/// [`Facts`](super::Facts). Sorted by first appearance, not by spelling.
pub trait Handle: Copy + Ord {
    /// The identifier's type.
    type Id;
    /// The handle with this number.
    fn from_number(number: u32) -> Self;
    /// Its number.
    fn number(self) -> u32;
    /// The identifier as written.
    fn spelling(id: &Self::Id) -> &str;
}

macro_rules! handles {
    ($($(#[$meta:meta])* $name:ident = $id:ty;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl Handle for $name {
            type Id = $id;
            fn from_number(number: u32) -> Self { Self(number) }
            fn number(self) -> u32 { self.0 }
            fn spelling(id: &$id) -> &str { id.as_str() }
        }
    )*};
}

handles! {
    /// A body.
    Body = crate::events::BodyId;
    /// A person.
    Person = crate::events::PersonId;
    /// An office.
    Office = crate::events::OfficeId;
    /// A time in office.
    Spell = crate::events::ids::SpellId;
    /// A data call.
    Call = crate::events::CallId;
    /// A list of bodies.
    Population = crate::events::ids::PopulationId;
    /// What a call asks for.
    Indicator = crate::events::ids::IndicatorId;
    /// One body's return.
    Return = crate::events::ids::ReturnId;
    /// A report.
    Report = crate::events::ids::ReportId;
    /// A recommendation.
    Recommendation = crate::events::RecommendationId;
    /// An invitation.
    Request = crate::events::ids::RequestId;
    /// An order to attend.
    Order = crate::events::ids::OrderId;
    /// A matter of a House: what is pursued when an order is not complied with.
    Matter = crate::events::ids::MatterId;
    /// An evidence session.
    Session = crate::events::ids::SessionId;
    /// A matter.
    Inquiry = crate::events::InquiryId;
}
