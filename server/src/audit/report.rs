//! The report of one run, for programs and for people.

use ledger::proof::{Finding, State, Verdict};
use serde::{Deserialize, Serialize};

/// One JSON object. The first members are those of immudb's audit alerts, so
/// that what reads those reads this.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The ledger as it is now; `null` when there was no signed checkpoint.
    pub current_state: Option<Standing>,
    /// The ledger as it was verified before; `null` on a first run.
    pub previous_state: Option<Standing>,
    /// When the run began, RFC 3339, by the auditor's clock.
    pub run_at: String,
    /// Whether something does not match what was signed or seen before.
    pub tampered: bool,
    /// `verified`, `does_not_match`, `not_fully_verified` or `not_verified`.
    pub verdict: String,
    /// The same more exactly, such as `mismatch`, `rollback` or `noproof`.
    pub state: String,
    /// Where the ledger was read.
    pub url: String,
    /// `full` or `fast`.
    pub mode: String,
    /// What was looked at.
    pub checked: Counts,
    /// The entry from which the run went on that broke off before it.
    pub resumed_from: Option<u64>,
    /// How old the ledger's last sign of life is.
    pub age: Option<Age>,
    /// Independent witnesses that confirmed the signed checkpoint.
    pub witnesses: Vec<String>,
    /// What does not fit.
    pub findings: Vec<Found>,
    /// Files that were kept as evidence.
    pub evidence: Vec<String>,
    /// Why something could not be checked.
    pub problems: Vec<String>,
    /// Version of the entry format that this program knows.
    pub rules_version: u32,
    /// Version of this program.
    pub app_build: String,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

/// A ledger at one signed checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its name.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// Their RFC 6962 root, hexadecimal.
    pub root: String,
    /// The key that signed, as `NAME+ID+KEY`.
    pub key: String,
    /// The signed note itself.
    pub note: String,
}

/// How much was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Entries whose bytes were hashed.
    pub entries: u64,
    /// Entries whose sealed values were held against their commitments.
    pub openings: u64,
    /// Entries whose sealed values could not be had.
    pub openings_missing: u64,
    /// Tiles that were compared with the entries.
    pub tiles: u64,
    /// Tiles that could not be had.
    pub tiles_missing: u64,
    /// Different documents that those entries cite.
    pub documents_cited: u64,
    /// Of these, how many were hashed and are the same files.
    pub documents: u64,
    /// How many the server does not hold.
    pub documents_not_held: u64,
    /// How many are withheld.
    pub documents_withheld: u64,
    /// How many could not be had.
    pub documents_failed: u64,
    /// Bytes received.
    pub bytes: u64,
}

/// The age of a checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Age {
    /// Seconds from then until now.
    pub seconds: u64,
    /// `cosignature`: when an independent witness signed; `recorded`: when the
    /// newest entry was recorded, by the ledger's own clock.
    pub by: String,
    /// The most it may be, in seconds, if a limit was given.
    pub limit: Option<u64>,
}

/// One finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Such as `E-LEAF`.
    pub code: String,
    /// The entry that it concerns.
    pub seq: Option<u64>,
    /// What the proofs ask for.
    pub expected: String,
    /// What was there instead.
    pub computed: String,
    /// A sentence.
    pub text: String,
}

impl From<&Finding> for Found {
    fn from(finding: &Finding) -> Self {
        Self {
            code: finding.code.as_str().to_owned(),
            seq: finding.at.map(ledger::record::Index::get),
            expected: finding.expected.clone(),
            computed: finding.computed.clone(),
            text: finding.to_string(),
        }
    }
}

impl Report {
    /// Gives the verdict.
    pub(super) fn conclude(&mut self, state: State) {
        state.key().clone_into(&mut self.state);
        state.verdict().as_str().clone_into(&mut self.verdict);
        self.tampered = state.verdict() == Verdict::DoesNotMatch;
    }

    /// The exit code: 0 verified, 1 does not match, 3 could not be checked.
    pub fn code(&self) -> u8 {
        match self.verdict.as_str() {
            "verified" => 0,
            "does_not_match" => 1,
            _ => 3,
        }
    }

    /// For a person at a terminal.
    pub fn words(&self) -> Vec<String> {
        let word = self.verdict.replace('_', " ").to_uppercase();
        let (origin, size) =
            self.current_state.as_ref().map_or(("", 0), |now| (now.origin.as_str(), now.size));
        let ledger = if origin.is_empty() { &self.url } else { origin };
        let mut lines = vec![format!("{word}: {ledger}, {size} entries ({})", self.state)];
        lines.extend(self.findings.iter().map(|found| format!("  {}", found.text)));
        lines.extend(self.problems.iter().map(|problem| format!("  not checked: {problem}")));
        lines.extend(self.evidence.iter().map(|path| format!("  evidence kept: {path}")));
        let Counts { entries, openings, tiles, documents, documents_cited, bytes, .. } =
            self.checked;
        lines.push(format!(
            "  hashed {entries} entries, {openings} with their sealed values, {tiles} tiles, {documents} of {documents_cited} cited documents ({bytes} bytes in {} ms)",
            self.millis
        ));
        lines.push(match &self.previous_state {
            Some(before) => format!("  compared with {} entries verified before", before.size),
            None => {
                "  first run: nothing to compare with yet; the key is believed from now on".into()
            }
        });
        if let Some(age) = &self.age {
            lines.push(format!("  last sign of life {} seconds ago (by {})", age.seconds, age.by));
        }
        lines
    }
}
