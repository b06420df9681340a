//! What an entry is: canonical JSON, sealed fields, drafts, entries, the chain.

mod hash;
mod index;
mod origin;
mod time;

pub use hash::{Hash, HashError};
pub use index::{Index, Size};
pub use origin::{Origin, OriginError};
pub use time::{Timestamp, TimestampError, civil_from_days, days_from_civil};
