//! The vocabulary: what may be recorded, in typed kinds, and dates as sources
//! give them.

pub mod civil;
mod draft;
pub mod edtf;
mod envelope;
mod event;
mod statements;

pub use draft::Draft;
pub use edtf::Edtf;
pub use envelope::{
    ActorId, Basis, Certainty, DocumentDigest, EventId, InquiryId, Lang, MAX_QUOTATION, Source,
    SourceKind, When,
};
pub use event::Event;
pub use statements::StatementMade;

#[cfg(test)]
mod tests;
