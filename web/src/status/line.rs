//! The second line of a verdict: the reason, with its numbers and dates.

use super::Next;
use crate::format;
use crate::wire::{StateKey, Verdict, Witness};

/// The code of a finding on a person's signature.
pub(crate) const PERSON: &str = "E-PERSON";

/// The second line, and what can be done next.
pub(super) fn line(verdict: &Verdict, remembers: bool) -> (String, Vec<Next>) {
    let issuer = if verdict.origin.is_empty() { "an unnamed ledger" } else { &verdict.origin };
    let records = |number| format::thousands(number);
    match verdict.state {
        StateKey::Mismatch => (mismatch(verdict), mismatch_next(verdict)),
        StateKey::Rollback => (
            format!(
                "On {} this device saw {}. The server now shows {}. Recorded events have been removed or hidden.",
                seen_date(verdict),
                events(verdict.seen.as_ref().map_or(0, |seen| seen.size)),
                records(verdict.size),
            ),
            vec![Next::Evidence, Next::EveryCheck, Next::Again],
        ),
        StateKey::Fork => (
            format!(
                "The history shown now does not continue from the one {}. Both are signed by {issuer}.",
                if verdict.findings.iter().any(|one| one.words.contains("witnesses confirmed")) {
                    "that independent witnesses confirmed".to_owned()
                } else {
                    format!("this device saw on {}", seen_date(verdict))
                }
            ),
            vec![Next::Evidence, Next::EveryCheck, Next::Again],
        ),
        StateKey::BadSig => (
            format!("The summary says it comes from {issuer}, but the signature does not fit."),
            vec![Next::EveryCheck, Next::Again, Next::Report],
        ),
        StateKey::BadAuthor => (bad_author(verdict), mismatch_next(verdict)),
        StateKey::Unreadable => (
            format!(
                "It is not a ledger, or it was cut short{}. Nothing could be checked. This is not a sign of tampering.",
                because(&verdict.reason)
            ),
            vec![Next::Again, Next::EveryCheck],
        ),
        StateKey::UnknownKey => {
            (unknown_key(verdict), vec![Next::EveryCheck, Next::TrustKey, Next::Again])
        }
        StateKey::TooNew => (
            format!(
                "It uses rules that this viewer does not know{}. This is not a sign of tampering. Load the page again to get the viewer that belongs to it.",
                because(&verdict.reason)
            ),
            vec![Next::Again, Next::EveryCheck],
        ),
        StateKey::NoProof => (
            format!(
                "{} The proof could not be fetched{}.",
                if verdict.loaded > 0 { "Records were loaded, and can be read." } else { "" },
                because(&verdict.reason)
            )
            .trim_start()
            .to_owned(),
            vec![Next::Again, Next::EveryCheck],
        ),
        StateKey::LowWitness => (low_witness(verdict, issuer), vec![Next::EveryCheck, Next::Newer]),
        StateKey::Partial => (
            if verdict.good == verdict.size {
                format!(
                    "All {} records are unchanged, but some of their words could not be loaded{}.",
                    records(verdict.size),
                    because(&verdict.reason)
                )
            } else {
                format!(
                    "{} of {} records checked{}. All checked records match.",
                    records(verdict.good),
                    records(verdict.size),
                    because(&verdict.reason)
                )
            },
            vec![Next::Again, Next::EveryCheck],
        ),
        StateKey::Stale => (
            format!(
                "Verified up to {} on {}. Newer events may exist.",
                last_event(verdict.size),
                format::day_words(verdict.witnessed.map_or(verdict.time, |(_, time)| time))
            ),
            vec![Next::Newer, Next::EveryCheck],
        ),
        StateKey::FirstVisit => {
            (first_visit(verdict, remembers), vec![Next::EveryCheck, Next::CheckYourself])
        }
        StateKey::Verified => (
            format!(
                "All {} checked in your browser at {}. Signed by {issuer}; {}; continues from your visit on {}.",
                format::count(verdict.size, "record", "records"),
                format::clock_words(verdict.time),
                witnesses(verdict),
                seen_date(verdict)
            ),
            vec![Next::EveryCheck],
        ),
    }
}

fn mismatch(verdict: &Verdict) -> String {
    let Some((index, words)) =
        verdict.findings.iter().find_map(|finding| Some((finding.index?, &finding.words)))
    else {
        return "The records are not the same as what was signed. They were altered, damaged, or replaced after recording. Do not rely on any of them.".into();
    };
    let named = verdict.first_bad.as_ref().filter(|(_, title)| !title.is_empty()).map_or(
        String::new(),
        |(date, title)| {
            if date.is_empty() { format!(" ({title})") } else { format!(" ({date}, {title})") }
        },
    );
    let earlier = match verdict.good {
        0 => "There are no earlier events.".into(),
        1 => "The one earlier event is not affected.".into(),
        good => format!("{} earlier events are not affected.", format::thousands(good)),
    };
    // An entry that is there but differs is told with its date and title; one
    // that is missing, moved or made anew, in the words of what was found.
    let what = if words.is_empty() || words.contains("not the same as what was signed") {
        format!(
            "Event {index}{named} is not the same as what was signed. It was altered, damaged, or replaced after recording."
        )
    } else {
        words.clone()
    };
    format!("{what} {earlier} Do not rely on event {index} or later.")
}

fn bad_author(verdict: &Verdict) -> String {
    let found = verdict.findings.iter().find(|finding| finding.code == PERSON);
    found.map(|finding| finding.words.clone()).unwrap_or_default()
}

fn unknown_key(verdict: &Verdict) -> String {
    let key = if verdict.key_id.is_empty() {
        "that signed it".to_owned()
    } else {
        verdict.key_id.clone()
    };
    let records = if verdict.good == verdict.size && verdict.size > 0 {
        "The records are unchanged since signing, but the key"
    } else {
        "The key"
    };
    let known = if verdict.vkey.is_empty() {
        "and this device could not get a key to compare with"
    } else {
        "is not the one this device knows for this ledger"
    };
    let known = if verdict.vkey.is_empty() {
        format!("{key} is not known, {known}")
    } else {
        format!("{key} {known}")
    };
    format!(
        "{records} {known}. The office may have changed its key, or this may be another ledger."
    )
}

fn mismatch_next(verdict: &Verdict) -> Vec<Next> {
    let mut next = Vec::new();
    if let Some(index) = verdict.findings.iter().find_map(|finding| finding.index) {
        next.push(Next::SeeDifference(index));
    }
    next.extend([Next::EveryCheck, Next::Again, Next::Report]);
    next
}

fn first_visit(verdict: &Verdict, remembers: bool) -> String {
    let size = format::thousands(verdict.size);
    let memory = if remembers {
        ""
    } else {
        " This browser does not let us remember this check, so the next visit cannot be compared either."
    };
    let confirmed = match verdict.cosigners {
        (_, 0) => String::new(),
        _ => format!(" Confirmed by {}.", confirmed_by(verdict)),
    };
    format!(
        "{size} of {} checked.{confirmed} First visit on this device, so we cannot compare with an earlier copy.{memory}",
        format::count(verdict.size, "record", "records")
    )
}

fn low_witness(verdict: &Verdict, issuer: &str) -> String {
    let begin = format!("Records unchanged and signed by {issuer}.");
    if let Some(wrong) = verdict.witnesses.iter().find(|one| one.wrong) {
        return format!(
            "{begin} The summary carries a signature in the name of {} that does not fit.",
            wrong.name
        );
    }
    let (have, need) = verdict.cosigners;
    let earlier = match verdict.witnessed {
        Some((size, time)) => format!(
            " Enough have confirmed the first {}, on {}.",
            format::count(size, "record", "records"),
            format::day_words(time)
        ),
        None => String::new(),
    };
    format!(
        "{begin} Only {have} of the {need} required independent witnesses have confirmed. This is usual after a new entry.{earlier}"
    )
}

fn witnesses(verdict: &Verdict) -> String {
    match verdict.cosigners {
        (_, 0) => "no independent witness is named for this ledger".into(),
        _ => format!("confirmed by {}", confirmed_by(verdict)),
    }
}

/// How many independent witnesses confirmed this very summary, and their names.
fn confirmed_by(verdict: &Verdict) -> String {
    let of_this = |one: &&Witness| one.confirmed.is_some_and(|(size, _)| size == verdict.size);
    let names: Vec<&str> =
        verdict.witnesses.iter().filter(of_this).map(|one| one.name.as_str()).collect();
    let count = format::count(names.len() as u64, "independent witness", "independent witnesses");
    format!("{count} ({})", names.join(", "))
}

fn seen_date(verdict: &Verdict) -> String {
    verdict
        .seen
        .as_ref()
        .map_or_else(|| "an earlier day".into(), |seen| format::day_words(seen.time))
}

fn events(number: u64) -> String {
    format::count(number, "event", "events")
}

fn last_event(size: u64) -> String {
    size.checked_sub(1).map_or_else(|| "an empty ledger".into(), |last| format!("event {last}"))
}

fn because(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}
