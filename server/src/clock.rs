//! The wall clock, read here and nowhere else.

use std::time::{SystemTime, UNIX_EPOCH};

use ledger::record::Timestamp;

/// Now, to the millisecond. Before 1970 it is 1970: such a clock is refused by
/// the writer as soon as there is an entry to compare it with.
pub fn now() -> Timestamp {
    let millis = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}
