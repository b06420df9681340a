//! The vocabulary: what may be recorded, in typed kinds, and dates as sources
//! give them.

pub mod absences;
pub mod answers;
pub mod bodies;
pub mod calls;
pub mod care;
pub mod chasing;
pub mod civil;
pub mod closing;
pub mod codes;
pub mod committee;
pub mod documents;
mod draft;
pub mod due;
pub mod edtf;
mod envelope;
mod event;
mod holding;
pub mod ids;
pub mod keys;
pub mod lists;
pub mod matters;
pub mod moment;
pub mod notices;
mod number;
pub mod offices;
pub mod official;
pub mod orders;
pub mod papers;
pub mod recommendations;
pub mod removal;
pub mod reports;
pub mod restoring;
pub mod returns;
mod rules;
mod schema;
mod seal;
pub mod sessions;
pub mod statements;
mod subjects;
pub mod successions;
pub mod versions;

pub use draft::Draft;
pub use edtf::{DateRange, Edtf};
pub use envelope::{
    ActorId, Basis, Certainty, Disclosure, DocumentDigest, EventId, InquiryId, Lang, MAX_QUOTATION,
    Source, SourceKind, When,
};
pub use event::{Event, Family, KINDS, KindInfo, kind_info, schema};
pub use ids::{BodyId, CallId, OfficeId, PersonId, RecommendationId};
pub use moment::Moment;
pub use number::Decimal;
pub use schema::{draft_schema, kind_schema};
pub use seal::Salts;
pub use subjects::Subjects;

#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vocabulary_tests;
#[cfg(test)]
pub(crate) use vocabulary_tests::samples;
