//! What the status bar says of a file. The verdict is the same as of a ledger
//! on a server; what it means for a reader is not: a file is a copy of one
//! moment, and an older one than another is no sign of anything.

use super::{Next, Words};
use crate::format;
use crate::wire::{FileStamp, StateKey, Verdict};

/// Words for the verdict on a file, from those on a ledger.
pub(super) fn words(mut words: Words, verdict: &Verdict, file: &FileStamp) -> Words {
    let issuer = if verdict.origin.is_empty() { "an unnamed ledger" } else { &verdict.origin };
    let seen = verdict.seen.as_ref().map_or(0, |seen| seen.size);
    let all = format::count(verdict.size, "record", "records");
    match verdict.state {
        StateKey::Verified => {
            words.line = format!(
                "All {all} checked in your browser at {}. Signed by {issuer}; continues the signed summary that you gave.",
                format::clock_words(verdict.time)
            );
        }
        StateKey::FirstVisit => {
            words.line = format!(
                "All {all} checked in your browser at {}. Signed by {issuer}.",
                format::clock_words(verdict.time)
            );
        }
        StateKey::Rollback => {
            words.line = format!(
                "The signed summary that you gave covers {}. This file has {}: it is an older copy, or recorded events have been removed or hidden.",
                format::count(seen, "event", "events"),
                format::thousands(verdict.size)
            );
        }
        StateKey::Fork => {
            words.line = format!(
                "The history in this file does not continue from the signed summary that you gave, which covers {}. Both are signed by {issuer}.",
                format::count(seen, "event", "events"),
            );
        }
        StateKey::Unreadable => {
            let reason = if verdict.reason.is_empty() {
                "It is not a ledger file, or it was cut short".to_owned()
            } else {
                crate::format::capital(&verdict.reason)
            };
            words.line =
                format!("{reason}. Nothing could be checked. This is not a sign of tampering.");
        }
        _ => {}
    }
    if verdict.state != StateKey::Unreadable {
        if file.own_key && matches!(words.tone, super::Tone::Good) {
            words.line.push_str(" The key was taken from the file itself: compare it with one that you got another way.");
        }
        words.line.push_str(" Opened from a file.");
        if let Some(until) = file.until {
            let until = format::day_words(until);
            for part in
                [" It was complete up to ", &until, "; this cannot show events recorded later."]
            {
                words.line.push_str(part);
            }
        }
    }
    words.next = next(words.next, verdict.state);
    words
}

/// Nothing can be downloaded again: another file can be chosen.
fn next(next: Vec<Next>, state: StateKey) -> Vec<Next> {
    let mut next: Vec<Next> = next
        .into_iter()
        .filter(|next| !matches!(next, Next::Again | Next::Newer | Next::TrustKey))
        .collect();
    if matches!(state, StateKey::Unreadable) {
        next.clear();
    }
    next.push(if matches!(state, StateKey::Verified | StateKey::FirstVisit) {
        Next::Compare
    } else {
        Next::OtherFile
    });
    next
}

/// Words while there is nothing to check.
pub(crate) fn nothing() -> Words {
    Words {
        key: "nothing",
        tone: super::Tone::Unknown,
        chip: "Not verified",
        heading: "No file is open".into(),
        line: "Choose a .daybook file. It is read and checked on this device, and sent nowhere."
            .into(),
        next: Vec::new(),
    }
}
