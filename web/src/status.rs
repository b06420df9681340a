//! What the status bar says: one sentence of words for each state, worst first.
//!
//! Four words only are ever on the chip: Verified, Not fully verified, Not
//! verified, Does not match (and Checking). The reason is on the second line.
//! "Not checked" is never a pass, and "could not check" is never tampering.

use crate::format;
use crate::wire::{Progress, StateKey, Verdict};

/// Shape and colour of the chip; the shape alone tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Filled circle with a tick.
    Good,
    /// Half circle.
    Limits,
    /// Octagon with a cross.
    Fails,
    /// Quarter circle.
    Checking,
    /// Dashed circle.
    Unknown,
}

impl Tone {
    /// Word in class names.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Limits => "limits",
            Self::Fails => "fails",
            Self::Checking => "checking",
            Self::Unknown => "unknown",
        }
    }
}

/// Something the reader can do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Go to the page with every check.
    EveryCheck,
    /// Go to the entry where it goes wrong.
    SeeDifference(u64),
    /// Download and check again, past the cache.
    Again,
    /// Look for newer records.
    Newer,
    /// Save both signed summaries.
    Evidence,
    /// Save the report of this check.
    Report,
    /// Trust the new key from now on.
    TrustKey,
    /// How to check the rest.
    CheckYourself,
}

impl Next {
    /// Words of the link or button.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::EveryCheck => "See every check",
            Self::SeeDifference(_) => "See what differs",
            Self::Again => "Try again",
            Self::Newer => "Look for newer records",
            Self::Evidence => "Save both signed summaries as evidence",
            Self::Report => "Save the report",
            Self::TrustKey => "Trust this key from now on",
            Self::CheckYourself => "How to check the rest",
        }
    }
}

/// What the status bar says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The state key, for tests and style.
    pub(crate) key: &'static str,
    /// Shape and colour.
    pub(crate) tone: Tone,
    /// The word on the chip.
    pub(crate) chip: &'static str,
    /// Heading.
    pub(crate) heading: String,
    /// Second line.
    pub(crate) line: String,
    /// What can be done next.
    pub(crate) next: Vec<Next>,
}

/// The sentence that always stands under a verdict.
pub(crate) const MEANING: &str = "Verified means these are the records as they were made, in order, and unchanged. It does not mean that what they say is true, or that everything that happened was recorded.";

/// The same while nothing has been decided: the word itself must not be on the
/// screen before the last check has ended.
pub(crate) const MEANING_BEFORE: &str = "When the check is complete it will tell whether these are the records as they were made, in order, and unchanged. It cannot tell whether what they say is true, or whether everything that happened was recorded.";

/// Words while a check runs.
pub(crate) fn checking(progress: Progress) -> Words {
    let heading = if progress.total == 0 {
        "Checking: fetching the signed summary".into()
    } else {
        format!(
            "Checking {} of {} records",
            format::thousands(progress.checked),
            format::thousands(progress.total)
        )
    };
    Words {
        key: "checking",
        tone: Tone::Checking,
        chip: "Checking",
        heading,
        line: "You can read while we check. Nothing shown is verified yet.".into(),
        next: Vec::new(),
    }
}

/// Words for a finished check. `remembers` tells whether this browser lets us
/// keep what we saw until the next visit.
pub(crate) fn done(verdict: &Verdict, remembers: bool) -> Words {
    let (key, tone, heading): (_, _, &str) = match verdict.state {
        StateKey::Mismatch => {
            ("mismatch", Tone::Fails, "This copy does not match the signed record")
        }
        StateKey::Rollback => ("rollback", Tone::Fails, "The ledger has gone backwards"),
        StateKey::Fork => ("fork", Tone::Fails, "Two different histories exist"),
        StateKey::BadSig => ("badsig", Tone::Fails, "The signature is wrong"),
        StateKey::Unreadable => ("unreadable", Tone::Unknown, "This file cannot be read"),
        StateKey::UnknownKey => ("unknownkey", Tone::Unknown, "We do not know who signed this"),
        StateKey::TooNew => ("toonew", Tone::Unknown, "This viewer is too old for this ledger"),
        StateKey::NoProof => ("noproof", Tone::Unknown, "Not verified: proof not available"),
        StateKey::LowWitness => {
            ("lowwitness", Tone::Limits, "Not fully verified: too few witnesses")
        }
        StateKey::Partial => {
            ("partial", Tone::Limits, "Not fully verified: some records not loaded")
        }
        StateKey::Stale => ("stale", Tone::Limits, "This copy is out of date"),
        StateKey::FirstVisit => ("firstvisit", Tone::Good, "Verified"),
        StateKey::Verified => ("verified", Tone::Good, "Verified"),
    };
    let (line, next) = line(verdict, remembers);
    let chip = match tone {
        Tone::Good => "Verified",
        Tone::Limits => "Not fully verified",
        Tone::Fails => "Does not match",
        Tone::Checking => "Checking",
        Tone::Unknown => "Not verified",
    };
    Words { key, tone, chip, heading: heading.into(), line, next }
}

/// The second line, and what can be done next.
fn line(verdict: &Verdict, remembers: bool) -> (String, Vec<Next>) {
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
                "The history shown now does not continue from the one this device saw on {}. Both are signed by {issuer}.",
                seen_date(verdict)
            ),
            vec![Next::Evidence, Next::EveryCheck, Next::Again],
        ),
        StateKey::BadSig => (
            format!("The summary says it comes from {issuer}, but the signature does not fit."),
            vec![Next::EveryCheck, Next::Again, Next::Report],
        ),
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
        StateKey::LowWitness => (
            format!(
                "Records unchanged and signed by {issuer}. Only {} of the {} required independent witnesses have confirmed. This is usual after a new entry.",
                verdict.cosigners.0, verdict.cosigners.1
            ),
            vec![Next::EveryCheck, Next::Newer],
        ),
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
                format::day_words(verdict.time)
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
    format!(
        "{size} of {} checked. First visit on this device, so we cannot compare with an earlier copy.{memory}",
        format::count(verdict.size, "record", "records")
    )
}

fn witnesses(verdict: &Verdict) -> String {
    match verdict.cosigners {
        (_, 0) => "no independent witness is named for this ledger".into(),
        (confirmed, _) => {
            format!(
                "confirmed by {}",
                format::count(confirmed, "independent witness", "independent witnesses")
            )
        }
    }
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

/// A verdict for tests of this and other modules.
#[cfg(test)]
pub(crate) mod tests_support {
    use super::{StateKey, Verdict};

    pub(crate) fn verdict(state: StateKey) -> Verdict {
        Verdict {
            state,
            size: 200,
            good: 200,
            loaded: 200,
            origin: "daybook.example/demo".into(),
            key_id: "0a1b2c3d".into(),
            vkey: String::new(),
            offered: String::new(),
            root: "00".repeat(32),
            note: String::new(),
            head: String::new(),
            cosigners: (0, 0),
            checks: Vec::new(),
            findings: Vec::new(),
            first_bad: None,
            reason: String::new(),
            seen: None,
            time: 1_795_459_464_123,
            took: 0,
            bytes: 0,
            json: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::tests_support::verdict;
    use super::*;
    use crate::wire::{Finding, Seen};

    const ALL: [StateKey; 13] = [
        StateKey::Mismatch,
        StateKey::Rollback,
        StateKey::Fork,
        StateKey::BadSig,
        StateKey::Unreadable,
        StateKey::UnknownKey,
        StateKey::TooNew,
        StateKey::NoProof,
        StateKey::LowWitness,
        StateKey::Partial,
        StateKey::Stale,
        StateKey::FirstVisit,
        StateKey::Verified,
    ];

    #[test]
    fn nothing_is_called_verified_before_the_end() {
        let words = checking(Progress { checked: 7, total: 27 });
        assert_eq!(words.heading, "Checking 7 of 27 records");
        for text in [words.chip, &words.heading, &words.line, MEANING_BEFORE] {
            assert!(!text.contains("Verified"), "{text}");
        }
    }

    #[test]
    fn only_the_two_good_states_have_the_word_alone_on_the_chip() {
        for state in ALL {
            let words = done(&verdict(state), true);
            let good = matches!(state, StateKey::Verified | StateKey::FirstVisit);
            assert_eq!(words.chip == "Verified", good, "{}", words.key);
            assert_eq!(words.heading == "Verified", good, "{}", words.key);
            assert!(!words.next.is_empty(), "{} offers nothing", words.key);
        }
    }

    #[test]
    fn words_that_claim_too_much_or_accuse_are_never_used() {
        for state in ALL {
            for remembers in [true, false] {
                let words = done(&verdict(state), remembers);
                let text = format!("{} {}", words.heading, words.line).to_lowercase();
                for wrong in [
                    "secure",
                    "trusted",
                    "authentic",
                    "guaranteed",
                    "immutable",
                    "blockchain",
                    "checkpoint",
                    "cosigner",
                ] {
                    assert!(!text.contains(wrong), "{}: {wrong}", words.key);
                }
            }
        }
    }

    #[test]
    fn what_could_not_be_checked_is_not_called_tampering() {
        for state in [StateKey::Unreadable, StateKey::TooNew] {
            assert!(done(&verdict(state), true).line.contains("not a sign of tampering"));
        }
        for state in
            [StateKey::Unreadable, StateKey::UnknownKey, StateKey::TooNew, StateKey::NoProof]
        {
            let words = done(&verdict(state), true);
            assert_eq!(words.chip, "Not verified");
            assert!(!words.line.to_lowercase().contains("does not match"));
        }
    }

    #[test]
    fn a_mismatch_names_its_entry_and_what_is_unaffected() {
        let mut bad = verdict(StateKey::Mismatch);
        bad.good = 120;
        bad.first_bad = Some(("3 March 2015".into(), "Report published".into()));
        bad.findings.push(Finding {
            code: "E-LEAF".into(),
            words: String::new(),
            index: Some(120),
            expected: String::new(),
            computed: String::new(),
        });
        let words = done(&bad, true);
        assert!(words.line.starts_with(
            "Event 120 (3 March 2015, Report published) is not the same as what was signed."
        ));
        assert!(
            words.line.contains(
                "120 earlier events are not affected. Do not rely on event 120 or later."
            )
        );
        assert_eq!(words.next[0], Next::SeeDifference(120));
    }

    #[test]
    fn witnesses_are_claimed_only_where_they_are_named() {
        let mut good = verdict(StateKey::Verified);
        good.seen = Some(Seen { size: 180, time: 1_795_459_464_123, ..Seen::default() });
        assert!(done(&good, true).line.contains("no independent witness is named"));
        good.cosigners = (3, 2);
        let line = done(&good, true).line;
        assert!(line.contains("confirmed by 3 independent witnesses"));
        assert!(line.contains("continues from your visit on 23 November 2026"));
    }

    #[test]
    fn a_first_visit_says_what_it_cannot_compare() {
        let words = done(&verdict(StateKey::FirstVisit), true);
        assert_eq!(
            words.line,
            "200 of 200 records checked. First visit on this device, so we cannot compare with an earlier copy."
        );
        assert!(
            done(&verdict(StateKey::FirstVisit), false).line.contains("does not let us remember")
        );
    }

    #[test]
    fn a_rollback_names_both_sizes() {
        let mut back = verdict(StateKey::Rollback);
        back.size = 180;
        back.seen = Some(Seen { size: 200, ..Seen::default() });
        let words = done(&back, true);
        assert!(words.line.contains("saw 200 events. The server now shows 180."));
        assert_eq!(words.next[0], Next::Evidence);
    }
}
