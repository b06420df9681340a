//! Why a date was refused.

use alloc::string::String;

/// A text that is not a date this ledger can keep: the value, what is wrong with
/// it, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("date \"{value}\": {problem}; {remedy}")]
pub struct EdtfError {
    /// The text, cut after 40 characters.
    pub value: String,
    /// What is wrong, lower case.
    pub problem: String,
    /// What to do about it, lower case.
    pub remedy: &'static str,
}

/// The fault before the whole text is known.
pub(super) struct Fault {
    pub(super) problem: String,
    pub(super) remedy: &'static str,
}

impl Fault {
    pub(super) fn new(problem: impl Into<String>, remedy: &'static str) -> Fault {
        if cfg!(not(feature = "faults")) {
            return Fault { problem: String::new(), remedy: "" };
        }
        Fault { problem: problem.into(), remedy }
    }

    pub(super) fn of(self, text: &str) -> EdtfError {
        EdtfError {
            value: text.chars().take(40).collect(),
            problem: self.problem,
            remedy: self.remedy,
        }
    }
}
