//! Views as files, for people who go on working elsewhere: spreadsheets,
//! programs, calendars, feed readers. Browser and server make the same bytes.
//!
//! None of these files can be verified: anyone can type one. So none of them
//! says that it was; each names the size of the ledger it was made from, and
//! warns where there is something to warn of.

pub mod agenda;
pub mod atom;
pub mod csv;
mod events;
pub mod ics;
pub mod jsonl;
mod tables;
#[cfg(test)]
mod tests;

pub use events::event;
pub use tables::table;

use crate::record::{Json, Size};
use crate::views::timeline::{Query, Timeline};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What every line of a file says about the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp<'a> {
    /// How many entries the ledger had.
    pub size: u64,
    /// What a reader must know before using it, such as that the record is
    /// fictional or does not match what was signed; empty where there is
    /// nothing.
    pub warning: &'a str,
}

/// One line of a file: values by name, in the order of the columns.
pub type Line = Vec<(String, Json)>;

/// What every file from a ledger must say first: that it is not about the real
/// world, where that is so. Empty otherwise.
pub fn warning(timeline: &Timeline) -> String {
    let query = Query { kinds: alloc::vec!["ledger_labelled".into()], ..Query::default() };
    let Some(row) = timeline.select(&query).into_iter().find_map(|at| timeline.row_at(at)) else {
        return String::new();
    };
    let mut words = row.title;
    words.push_str(". ");
    words.push_str(&row.summary);
    words.trim_end().into()
}

/// The name of a file, without its ending: what it holds, at which size.
pub fn file_name(parts: &[&str], size: Size, warning: &str) -> String {
    let mut name = String::from(if warning.is_empty() { "daybook" } else { "daybook-WARNING" });
    for part in parts {
        let fits = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        name.push('-');
        name.extend(part.chars().filter(fits));
    }
    name.push_str("-at-");
    name.push_str(&size.to_string());
    name
}

/// The two columns that every line begins with.
fn stamped(stamp: &Stamp<'_>) -> Line {
    alloc::vec![
        ("ledger_size".into(), int(stamp.size)),
        ("warning".into(), Json::str(stamp.warning)),
    ]
}

fn int(number: u64) -> Json {
    i64::try_from(number).map_or(Json::Null, Json::Int)
}

fn ints(numbers: impl Iterator<Item = u64>) -> Json {
    Json::Array(numbers.map(int).collect())
}
