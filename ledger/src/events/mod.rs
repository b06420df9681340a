//! The vocabulary: what may be recorded, in typed kinds, and dates as sources
//! give them.

pub mod bodies;
pub mod calls;
pub mod care;
pub mod civil;
pub mod codes;
pub mod committee;
mod draft;
pub mod edtf;
mod envelope;
mod event;
pub mod ids;
mod number;
pub mod offices;
pub mod recommendations;
pub mod reports;
pub mod returns;
mod rules;
mod schema;
pub mod statements;
mod subjects;

pub use draft::Draft;
pub use edtf::{DateRange, Edtf};
pub use envelope::{
    ActorId, Basis, Certainty, DocumentDigest, EventId, InquiryId, Lang, MAX_QUOTATION, Source,
    SourceKind, When,
};
pub use event::{Event, Family, KINDS, KindInfo, kind_info, schema};
pub use ids::{BodyId, CallId, OfficeId, PersonId, RecommendationId};
pub use number::Decimal;
pub use schema::{draft_schema, kind_schema};
pub use subjects::Subjects;

#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vocabulary_tests;
#[cfg(test)]
pub(crate) use vocabulary_tests::samples;
