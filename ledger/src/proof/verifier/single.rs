//! One proof file, judged with the same checks and words as a whole copy.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::confirmations::Confirmations;
use super::finding::{Code, Finding, What};
use super::report::{CheckId, Outcome, Report, State};
use super::{Trust, summary, verdict};
use crate::proof::{LogProof, TreeHash, decode_extra};
use crate::record::bundle::decode_opening_list;
use crate::record::{Entry, Index, Openings, Size, Unverified};

/// What a proof file shows about one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleReport {
    /// The verdict and each check, in the words of a whole copy.
    pub report: Report,
    /// Where the entry stands; `None` when the file could not be read.
    pub index: Option<Index>,
    /// The entry, when it is proven.
    pub entry: Option<Entry>,
    /// Its sealed values, when they are those it was made with.
    pub openings: Option<Openings>,
}

/// What one record cannot show.
const ELSEWHERE: [CheckId; 5] =
    [CheckId::Authors, CheckId::Chain, CheckId::Consistency, CheckId::Freshness, CheckId::Tiles];

const ALONE: &str = "a proof file is about one record";

/// Checks a proof file (C2SP tlog-proof).
///
/// `entry` is the line that it is to prove; without it the line in the file's
/// extra data is taken, which is no weaker: it is hashed like any other.
pub fn check_proof(bytes: &[u8], entry: Option<&[u8]>, trust: &Trust) -> SingleReport {
    let proof = match LogProof::parse(bytes) {
        Ok(proof) => proof,
        Err(error) => {
            let text = error.to_string();
            let finding = finding(Code::Io, What::UnreadableSummary, None, "a proof file", &text);
            let stopped = summary::NoSummary { state: State::Unreadable, finding };
            return nothing(verdict::stopped(&stopped, trust), None);
        }
    };
    let index = Some(proof.index);
    let summary = match summary::read(&proof.checkpoint.to_bytes(), trust) {
        Ok(summary) => summary,
        Err(stopped) => return nothing(verdict::stopped(&stopped, trust), index),
    };
    let extra = proof.extra.as_deref().and_then(decode_extra);
    let line = entry.or(extra.map(|(line, _)| line));
    let confirmations = Confirmations::new(&summary, &trust.policy);
    let mut report = verdict::empty(State::NoProof, trust);
    let mut set = |id, outcome| verdict::set(&mut report.checks, id, outcome);

    for id in ELSEWHERE {
        set(id, Outcome::NotChecked(ALONE.into()));
    }
    let proven = line.map(|line| proof.verify_entry(line));
    let mut findings = summary.findings.clone();
    let (bytes, root) = match &proven {
        None => {
            let why = "the file holds no record; give the record that it is to prove";
            (verdict::not(why), verdict::not(why))
        }
        Some(Ok(())) => (
            Outcome::Passed("its bytes are those that were signed".into()),
            Outcome::Passed("it leads to the root and the size in the signed summary".into()),
        ),
        Some(Err(error)) => {
            let leaf = line.map(|line| TreeHash::leaf(line).to_hex()).unwrap_or_default();
            let root = proof.checkpoint.checkpoint().root.to_hex();
            findings.push(finding(Code::Leaf, What::Changed, index, &root, &leaf));
            let text = error.to_string();
            (Outcome::Failed(text.clone()), Outcome::Failed(text))
        }
    };
    set(CheckId::Bytes, bytes);
    set(CheckId::Root, root);
    set(CheckId::Signature, verdict::signature(&summary));
    set(CheckId::Cosigners, confirmations.outcome(summary.checkpoint.size));

    let is_proven = matches!(proven, Some(Ok(())));
    let read = line.filter(|_| is_proven).map(Unverified::parse);
    let entry = match &read {
        Some(Ok(read)) => {
            set(
                CheckId::Readable,
                Outcome::Passed("the proof and its record are well formed".into()),
            );
            Some(read.claimed().clone())
        }
        Some(Err(error)) => {
            set(CheckId::Readable, Outcome::Failed(error.to_string()));
            None
        }
        None => {
            set(CheckId::Readable, Outcome::Passed("the proof is well formed".into()));
            None
        }
    };
    let held = extra.map(|(_, openings)| openings).filter(|openings| !openings.is_empty());
    let (outcome, openings) = sealed(entry.as_ref(), held, index, &mut findings);
    set(CheckId::Openings, outcome);

    let differs = findings.iter().any(|finding| finding.what.is_mismatch());
    report.state = if differs {
        State::Mismatch
    } else if matches!(read, Some(Err(_))) {
        State::Unreadable
    } else if summary.key.is_none() {
        State::UnknownKey
    } else if !is_proven {
        State::NoProof
    } else if confirmations.is_wanting() {
        State::LowCosigners { have: confirmations.have, need: confirmations.need }
    } else {
        State::FirstVisit
    };
    report.size = summary.checkpoint.size;
    report.checked = Size::new(u64::from(is_proven));
    report.origin = Some(summary.checkpoint.origin.clone());
    report.key_id = summary.key_id;
    report.root = Some(summary.checkpoint.root);
    report.confirmations = (confirmations.have as u64, confirmations.need as u64);
    report.witnessed = confirmations.witnessed;
    report.cosigners = confirmations.seen;
    report.findings = findings;
    SingleReport { report, index, entry, openings }
}

/// Holds sealed values against the entry that they belong to.
fn sealed(
    entry: Option<&Entry>,
    held: Option<&[u8]>,
    index: Option<Index>,
    findings: &mut Vec<Finding>,
) -> (Outcome, Option<Openings>) {
    let (entry, held) = match (entry, held) {
        (Some(entry), Some(held)) => (entry, held),
        (None, _) => return (verdict::not("there is no proven record to hold them against"), None),
        (Some(_), None) => return (verdict::not("the file holds no sealed values"), None),
    };
    let found = decode_opening_list(held).ok();
    let found = found.filter(|found| found.verify(&entry.sealed()).is_ok());
    if found.is_some() {
        return (Outcome::Passed("the sealed values are those recorded".into()), found);
    }
    let sealed = entry.sealed().hash().to_hex();
    let other = finding(Code::Open, What::OpeningChanged, index, &sealed, "others");
    let text = other.to_string();
    findings.push(other);
    (Outcome::Failed(text), None)
}

fn nothing(report: Report, index: Option<Index>) -> SingleReport {
    SingleReport { report, index, entry: None, openings: None }
}

fn finding(code: Code, what: What, at: Option<Index>, expected: &str, computed: &str) -> Finding {
    Finding { code, what, at, expected: expected.into(), computed: computed.into() }
}
