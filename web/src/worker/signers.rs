//! Who signed an entry, and what became of their keys since.

use ledger::record::{DraftSignature, Entry};
use ledger::signing::How;

use super::replay::Replay;
use crate::status::PERSON;
use crate::wire::{Check, Outcome, Signer};

/// Who signed an entry, the author first.
pub(super) fn signers(replay: &Replay, entry: &Entry) -> Vec<Signer> {
    let at = entry.index();
    let wrong = wrong(replay, entry).is_some();
    let one = |signature: &DraftSignature| {
        let key = replay.keys.get(&signature.key);
        let standing = match key.map(|key| key.ended) {
            None if replay.verdict.is_none() => "Not checked yet.".to_owned(),
            None => "No event that was loaded registers it.".to_owned(),
            _ if wrong => "See check C8 below: it does not count.".to_owned(),
            Some(None) => "Valid when this was recorded, and still.".to_owned(),
            Some(Some(ended)) => {
                let how = if ended.how == How::Rotated { "Replaced" } else { "Revoked" };
                let by = ended.at;
                if ended.unreliable_from.is_some_and(|from| from <= at) {
                    format!(
                        "{how} since, by event {by}, as compromised from before this event: it cannot be relied on."
                    )
                } else {
                    format!("Valid when this was recorded. {how} since, by event {by}.")
                }
            }
        };
        Signer {
            holder: key.map(|key| key.holder.clone()).unwrap_or_default(),
            key: signature.key.to_hex(),
            since: key.map(|key| key.since.get()),
            standing,
        }
    };
    entry.signatures().iter().map(one).collect()
}

/// The check C8 for one entry.
pub(super) fn check(replay: &Replay, entry: &Entry) -> Check {
    let known = |signature: &DraftSignature| {
        let key = replay.keys.get(&signature.key);
        let sure = |key: &ledger::signing::Registered| {
            key.ended
                .and_then(|ended| ended.unreliable_from)
                .is_none_or(|from| from > entry.index())
        };
        key.is_some_and(sure)
    };
    let (outcome, note) = if entry.signatures().is_empty() {
        let note = "No person signed this event. The office signs the summary that covers it.";
        (Outcome::NotChecked, note)
    } else if let Some(words) = wrong(replay, entry) {
        (Outcome::Failed, words)
    } else if entry.signatures().iter().all(known) {
        (Outcome::Passed, "Each signature holds, by a key that was valid then.")
    } else {
        (Outcome::NotChecked, "What is known of a key does not say whose signature it is.")
    };
    Check { number: 8, outcome, note: note.to_owned() }
}

/// What was found against a signature on an entry.
fn wrong<'a>(replay: &'a Replay, entry: &Entry) -> Option<&'a str> {
    let findings = &replay.verdict.as_ref()?.findings;
    let index = Some(entry.index().get());
    let found = findings.iter().find(|found| found.code == PERSON && found.index == index);
    found.map(|found| found.words.as_str())
}
