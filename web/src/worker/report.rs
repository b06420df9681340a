//! From the verifier's report to what the page shows, and to JSON for others.

use ledger::proof::{
    Check as Checked, CheckId, Code, CosignerSeen, Finding as Found, Outcome as Came, Report, State,
};
use ledger::record::Json;

use super::check::{Job, summary_of};
use super::replay::Replay;
use super::rows;
use crate::browser;
#[cfg(feature = "whole")]
use crate::wire::FileStamp;
use crate::wire::{Check, Finding, Outcome, StateKey, Verdict, Witness};

/// The verdict as the page shows it.
pub(super) fn verdict(job: &Job<'_>, report: &Report, replay: &Replay) -> Verdict {
    let now = browser::now();
    let note = String::from_utf8_lossy(&job.note).into_owned();
    let claimed = summary_of(&job.note);
    let hex = |hash: Option<String>| hash.unwrap_or_default();
    let mut verdict = Verdict {
        state: state(report.state),
        size: claimed.as_ref().map_or(report.size.get(), |(_, size)| *size),
        good: report.good.get(),
        loaded: replay.loaded(),
        origin: report
            .origin
            .as_ref()
            .map(|origin| origin.as_str().to_owned())
            .or(claimed.map(|(origin, _)| origin))
            .unwrap_or_default(),
        key_id: hex(report.key_id.map(|id| id.to_string())),
        vkey: job.used.clone(),
        offered: job.offered.clone(),
        root: hex(report.root.map(|root| root.to_hex())),
        note,
        head: hex(report.entry_hash_of_last.map(|hash| hash.to_hex())),
        cosigners: report.confirmations,
        witnesses: report.cosigners.iter().map(witness).collect(),
        witnessed: report.witnessed.map(|one| (one.size.get(), millis(one.time))),
        policy: job.policy.clone(),
        newest: report
            .size
            .last()
            .and_then(|last| replay.row(last.get()))
            .map_or(0, |row| row.recorded.millis()),
        checks: report.checks.iter().map(check).collect(),
        findings: report.findings.iter().map(finding).collect(),
        first_bad: report.first_bad().and_then(|at| replay.row(at.get())).map(|row| {
            (rows::happened(&row).map(|stamp| stamp.words).unwrap_or_default(), row.title.clone())
        }),
        reason: job.reason.clone(),
        seen: job.start.seen.clone(),
        time: now,
        took: u32::try_from(now - job.began).unwrap_or(u32::MAX),
        bytes: job.bytes,
        #[cfg(feature = "whole")]
        file: job.start.base.starts_with(super::archive::SCHEME).then(|| FileStamp {
            base: job.start.base.clone(),
            until: replay.until,
            own_key: job.own_key,
        }),
        json: String::new(),
    };
    let keys: Vec<_> = verdict.checks.iter().map(|check| (i64::from(check.number), 0)).collect();
    verdict.checks =
        crate::order::places(&keys).into_iter().map(|at| verdict.checks[at].clone()).collect();
    verdict.json = json(&verdict).to_canonical();
    verdict
}

/// Entries that something was found at, one by one. What could not be had or
/// is only newer is no mark against an entry; a person's signature that does not
/// count leaves the bytes what the office signed.
pub(super) fn marked(report: &Report) -> Vec<u64> {
    let against = |found: &&Found| {
        !matches!(found.code, Code::Io | Code::Version | Code::Root | Code::Person)
    };
    // Findings come by position.
    let mut marked: Vec<u64> =
        report.findings.iter().filter(against).filter_map(|found| Some(found.at?.get())).collect();
    marked.dedup();
    marked
}

fn state(state: State) -> StateKey {
    match state {
        State::Mismatch => StateKey::Mismatch,
        State::Rollback => StateKey::Rollback,
        State::Fork => StateKey::Fork,
        State::BadSig => StateKey::BadSig,
        State::BadAuthor => StateKey::BadAuthor,
        State::Unreadable => StateKey::Unreadable,
        State::UnknownKey => StateKey::UnknownKey,
        State::TooNew => StateKey::TooNew,
        State::NoProof => StateKey::NoProof,
        State::LowCosigners { .. } => StateKey::LowWitness,
        State::Partial => StateKey::Partial,
        State::Stale => StateKey::Stale,
        State::FirstVisit => StateKey::FirstVisit,
        State::Verified => StateKey::Verified,
    }
}

fn witness(seen: &CosignerSeen) -> Witness {
    Witness {
        name: seen.name.clone(),
        key_id: seen.key_id.to_string(),
        confirmed: seen.confirmed.map(|(size, time)| (size.get(), millis(time))),
        wrong: seen.is_wrong,
    }
}

/// Milliseconds from the seconds of a cosignature.
fn millis(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000)
}

/// The number of a check: C1 to C10 as the help knows them, then the two that
/// belong to our own format.
pub(super) fn number(id: CheckId) -> u8 {
    match id {
        CheckId::Readable => 1,
        CheckId::Bytes => 2,
        CheckId::Chain => 3,
        CheckId::Root => 4,
        CheckId::Signature => 5,
        CheckId::Cosigners => 6,
        CheckId::Consistency => 7,
        CheckId::Authors => 8,
        CheckId::Documents => 9,
        CheckId::Freshness => 10,
        CheckId::Openings => 11,
        CheckId::Tiles => 12,
    }
}

/// One check as the page shows it.
pub(crate) fn check(checked: &Checked) -> Check {
    let (outcome, note) = match &checked.outcome {
        Came::Passed(note) => (Outcome::Passed, note),
        Came::Failed(note) => (Outcome::Failed, note),
        Came::NotChecked(note) => (Outcome::NotChecked, note),
    };
    Check { number: number(checked.id), outcome, note: sentence(note) }
}

/// A sentence for a screen from one for a log.
pub(super) fn sentence(words: &str) -> String {
    let mut out = super::fields::capital(words);
    if out.is_empty() {
        return out;
    }
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

fn finding(found: &Found) -> Finding {
    let words = match found.at {
        Some(at) => format!("event {at} {}", found.what),
        None => found.what.to_string(),
    };
    Finding {
        code: found.code.as_str().to_owned(),
        words: sentence(&words.replace("entries", "events").replace("entry", "event")),
        index: found.at.map(ledger::record::Index::get),
        expected: found.expected.clone(),
        computed: found.computed.clone(),
    }
}

fn witness_json(one: &Witness) -> Json {
    let (size, time) = one.confirmed.unzip();
    let size = size.map(|size| Json::Int(i64::try_from(size).unwrap_or(i64::MAX)));
    let time = time.map(|time| Json::str(crate::format::iso_moment(time)));
    Json::object([
        ("name", Json::str(one.name.clone())),
        ("key", Json::str(one.key_id.clone())),
        ("ok", Json::Bool(size.is_some() && !one.wrong)),
        ("size", size.unwrap_or(Json::Null)),
        ("time", time.unwrap_or(Json::Null)),
    ])
}

/// The alert for other programs: one object, first finding on top.
fn json(verdict: &Verdict) -> Json {
    let number = |number: u64| Json::Int(i64::try_from(number).unwrap_or(i64::MAX));
    let at = |index: Option<u64>| index.map_or(Json::Null, number);
    let first = verdict.findings.first();
    let text = |text: Option<&str>| text.map_or(Json::Null, Json::str);
    Json::object([
        ("state", Json::str(crate::status::done(verdict, true).key)),
        ("code", text(first.map(|finding| finding.code.as_str()))),
        ("seq", at(first.and_then(|finding| finding.index))),
        ("expected", text(first.map(|finding| finding.expected.as_str()))),
        ("computed", text(first.map(|finding| finding.computed.as_str()))),
        ("good", number(verdict.good)),
        (
            "checkpoint",
            Json::object([
                ("origin", Json::str(verdict.origin.clone())),
                ("size", number(verdict.size)),
                ("root", Json::str(verdict.root.clone())),
                ("key", Json::str(verdict.key_id.clone())),
                ("note", Json::str(verdict.note.clone())),
            ]),
        ),
        (
            "checks",
            Json::Array(
                verdict
                    .checks
                    .iter()
                    .map(|check| {
                        Json::object([
                            ("id", Json::str(format!("C{}", check.number))),
                            (
                                "outcome",
                                Json::str(match check.outcome {
                                    Outcome::Passed => "passed",
                                    Outcome::Failed => "failed",
                                    Outcome::NotChecked => "not_checked",
                                }),
                            ),
                            ("note", Json::str(check.note.clone())),
                        ])
                    })
                    .collect(),
            ),
        ),
        (
            "findings",
            Json::Array(
                verdict
                    .findings
                    .iter()
                    .map(|finding| {
                        Json::object([
                            ("code", Json::str(finding.code.clone())),
                            ("seq", at(finding.index)),
                            ("what", Json::str(finding.words.clone())),
                            ("expected", Json::str(finding.expected.clone())),
                            ("computed", Json::str(finding.computed.clone())),
                        ])
                    })
                    .collect(),
            ),
        ),
        ("witnesses", Json::Array(verdict.witnesses.iter().map(witness_json).collect())),
        (
            "last_seen",
            verdict.seen.as_ref().map_or(Json::Null, |seen| {
                Json::object([
                    ("size", number(seen.size)),
                    ("root", Json::str(seen.root.clone())),
                    ("run_at", Json::str(crate::format::iso_moment(seen.time))),
                ])
            }),
        ),
        ("reason", Json::str(verdict.reason.clone())),
        ("rules_version", Json::Int(ledger::record::FORMAT_VERSION)),
        ("app", Json::str(concat!("daybook viewer ", env!("CARGO_PKG_VERSION")))),
        ("run_at", Json::str(crate::format::iso_moment(verdict.time))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_a_log_become_sentences() {
        assert_eq!(sentence("27 of 27 entries"), "27 of 27 entries.");
        assert_eq!(sentence("the tiles differ"), "The tiles differ.");
        assert_eq!(sentence(""), "");
    }

    #[test]
    fn each_check_has_a_number_of_its_own() {
        let numbers: std::collections::BTreeSet<u8> =
            CheckId::ALL.into_iter().map(number).collect();
        assert_eq!(numbers, (1..=12).collect());
    }
}
