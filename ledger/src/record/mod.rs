//! What an entry is: canonical JSON, sealed fields, drafts, entries, the chain.

pub mod bundle;
mod canonical;
mod chain;
mod draft;
mod entry;
mod field;
mod hash;
mod held;
mod index;
mod json;
mod json_parse;
mod members;
mod origin;
mod pointer;
mod schema;
mod sealed;
mod spelt;
mod time;
mod values;

pub use canonical::is_canonical;
pub use chain::{Break, Chain, Head, SealError, Why};
pub use draft::{DraftError, Merged, SealedDraft, merge};
pub use entry::{
    DraftSignature, Entry, EntryError, FORMAT_VERSION, MAX_ENTRY_BYTES, MAX_SIGNATURES, Unverified,
};
pub use field::{
    Fault, Faults, Field, IdAt, Reader, Writer, member, members, put_member, wrong_type,
};
pub use hash::{Hash, HashError};
pub use held::Held;
pub use index::{Index, Size};
pub use json::{Json, MAX_INT};
pub use json_parse::{JsonError, MAX_DEPTH};
pub use members::Members;
pub use origin::{Origin, OriginError};
pub use pointer::{Pointer, get_at, put_at, set_at, take_at};
pub use schema::{MemberSchema, codes_schema, object_schema};
pub use sealed::{
    COMMITMENT_CONTEXT, Commitment, Opening, OpeningState, Openings, OpeningsError, ROOT_CONTEXT,
    Salt, SealedRoot, Sealer,
};
pub use spelt::{is_slug, read_code, read_slug};
pub use time::{Timestamp, TimestampError, civil_from_days, days_from_civil};
pub use values::{MAX_ITEMS, Name, Sealed, Text};
