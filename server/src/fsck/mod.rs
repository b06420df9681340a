//! Everything at rest, looked at once: what `daybook fsck` does beside the verifier.
//!
//! The verifier ([`ledger::proof::Verifier`]) judges what readers get. Here is the
//! rest of a data folder: rows of the store that no reader sees, keys of sealed
//! values, documents, and the small files. Nothing is written; what is wrong is
//! named, with what to do.

mod documents;
mod files;
mod rows;
mod scratch;
mod signatures;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::opened::Opened;

pub use documents::check as check_documents;
pub use files::check as check_files;
pub use scratch::{Scratch, ScratchError};

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The store: entries, tiles, signatures, ids.
    Store,
    /// Sealed values and the keys of them.
    Vault,
    /// Idempotency keys.
    Requests,
    /// Files that entries cite.
    Documents,
    /// Drafts that wait for a second person.
    Pending,
    /// Tokens.
    Tokens,
    /// The other files of the data folder.
    Files,
}

/// One thing that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it is about.
    pub part: Part,
    /// Where: a file, an entry, a slot.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub remedy: String,
}

/// Everything that was found beside what the verifier says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What is not as it was written.
    pub findings: Vec<Finding>,
    /// What is unusual and harmless.
    pub notes: Vec<String>,
    /// What could not be looked at, and why.
    pub unable: Vec<String>,
    /// How many of each thing were looked at.
    pub counted: BTreeMap<&'static str, u64>,
}

/// Findings of one sort that are told; the rest is counted.
const TOLD: usize = 100;

impl Found {
    /// Notes something that is wrong.
    pub fn wrong(
        &mut self,
        part: Part,
        place: impl Into<String>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let before = self.findings.iter().filter(|finding| finding.part == part).count();
        if before < TOLD {
            let (place, problem, remedy) = (place.into(), problem.into(), remedy.into());
            self.findings.push(Finding { part, place, problem, remedy });
        } else {
            *self.counted.entry("findings_left_out").or_default() += 1;
        }
    }

    /// Counts one thing that was looked at.
    pub fn count(&mut self, what: &'static str) {
        *self.counted.entry(what).or_default() += 1;
    }
}

/// Looks at everything in the store that readers do not get.
pub fn check_store(opened: &Opened, found: &mut Found) {
    if matches!(opened.store.slots_taken(), Ok(None)) {
        found.unable.push(
            "sealed values: the store is of format 1, from before they were encrypted; start the \
             server once, which writes it anew"
                .to_owned(),
        );
        return;
    }
    let looked = rows::check(opened, found).and_then(|()| signatures::check(opened, found));
    if let Err(error) = looked {
        found.unable.push(format!("store: {error}"));
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Store => "store",
            Self::Vault => "vault",
            Self::Requests => "requests",
            Self::Documents => "documents",
            Self::Pending => "pending",
            Self::Tokens => "tokens",
            Self::Files => "files",
        })
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { part, place, problem, remedy } = self;
        write!(f, "{part}: {place}: {problem}; {remedy}")
    }
}
