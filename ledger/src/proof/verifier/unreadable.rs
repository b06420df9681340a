//! The report on a file that could not be opened as a copy of a ledger.

use super::finding::{Code, Finding, What};
use super::report::{Report, State};
use super::summary::NoSummary;
use super::{Trust, verdict};

impl Report {
    /// The report on a file that is no archive, or not a whole one
    /// ([`ArchiveError`](crate::archive::ArchiveError)): nothing in it was looked at.
    pub fn unreadable(why: &str) -> Self {
        let finding = Finding {
            code: Code::Io,
            what: What::UnreadableFile,
            at: None,
            expected: "a whole .daybook file".into(),
            computed: why.into(),
        };
        verdict::stopped(&NoSummary { state: State::Unreadable, finding }, &Trust::default())
    }
}
