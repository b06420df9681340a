//! What the status bar says: one sentence of words for each state, worst first.
//!
//! Four words only are ever on the chip: Verified, Not fully verified, Not
//! verified, Does not match (and Checking). The reason is on the second line.
//! "Not checked" is never a pass, and "could not check" is never tampering.

#[cfg(feature = "whole")]
mod file;
mod line;
#[cfg(test)]
mod tests;

use crate::format;
use crate::wire::{Progress, StateKey, Verdict};
#[cfg(feature = "whole")]
pub(crate) use file::nothing;
pub(crate) use line::PERSON;
use line::line;

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
    /// Compare the open file with another copy.
    #[cfg(feature = "whole")]
    Compare,
    /// Open another file.
    #[cfg(feature = "whole")]
    OtherFile,
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
            #[cfg(feature = "whole")]
            Self::Compare => "Compare it with another copy",
            #[cfg(feature = "whole")]
            Self::OtherFile => "Choose another file",
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
        StateKey::BadAuthor => ("badauthor", Tone::Fails, "A person’s signature is wrong"),
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
    let words = Words { key, tone, chip, heading: heading.into(), line, next };
    #[cfg(feature = "whole")]
    if let Some(stamp) = &verdict.file {
        return file::words(words, verdict, stamp);
    }
    words
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
            witnesses: Vec::new(),
            witnessed: None,
            policy: Default::default(),
            newest: 0,
            checks: Vec::new(),
            findings: Vec::new(),
            first_bad: None,
            reason: String::new(),
            seen: None,
            time: 1_795_459_464_123,
            took: 0,
            bytes: 0,
            #[cfg(feature = "whole")]
            file: None,
            json: String::new(),
        }
    }
}
