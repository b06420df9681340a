//! No state claims more than was checked.

use super::tests_support::verdict;
use super::*;
use crate::wire::{Finding, Seen, Witness};

const ALL: [StateKey; 14] = [
    StateKey::Mismatch,
    StateKey::Rollback,
    StateKey::Fork,
    StateKey::BadSig,
    StateKey::BadAuthor,
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
    let words = checking(Progress { checked: 7, total: 27, ..Progress::default() });
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
    for state in [StateKey::Unreadable, StateKey::UnknownKey, StateKey::TooNew, StateKey::NoProof] {
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
        words
            .line
            .contains("120 earlier events are not affected. Do not rely on event 120 or later.")
    );
    assert_eq!(words.next[0], Next::SeeDifference(120));
}

#[test]
fn witnesses_are_claimed_only_where_they_are_named() {
    let mut good = verdict(StateKey::Verified);
    good.seen = Some(Seen { size: 180, time: 1_795_459_464_123, ..Seen::default() });
    assert!(done(&good, true).line.contains("no independent witness is named"));
    good.cosigners = (2, 2);
    good.witnesses = [("Library", Some((200, 0))), ("Court", None), ("Paper", Some((200, 5)))]
        .map(|(name, confirmed)| witness(name, confirmed))
        .to_vec();
    let line = done(&good, true).line;
    assert!(line.contains("confirmed by 2 independent witnesses (Library, Paper)"), "{line}");
    assert!(line.contains("continues from your visit on 23 November 2026"));
}

fn witness(name: &str, confirmed: Option<(u64, i64)>) -> Witness {
    Witness { name: name.into(), key_id: "0a1b2c3d".into(), confirmed, wrong: false }
}

#[test]
fn too_few_witnesses_is_told_with_what_is_confirmed() {
    let mut low = verdict(StateKey::LowWitness);
    low.cosigners = (1, 2);
    let line = done(&low, true).line;
    assert!(line.contains("Only 1 of the 2 required independent witnesses"), "{line}");
    low.witnessed = Some((180, 1_795_459_464_123));
    let line = done(&low, true).line;
    assert!(line.ends_with("confirmed the first 180 records, on 23 November 2026."), "{line}");
    low.witnesses = vec![Witness { wrong: true, ..witness("Paper", None) }];
    let line = done(&low, true).line;
    assert!(line.contains("in the name of Paper that does not fit"), "{line}");
    let words = done(&low, true);
    assert_eq!((words.chip, words.tone), ("Not fully verified", Tone::Limits));
}

#[test]
fn a_fork_against_witnesses_claims_no_earlier_visit() {
    let mut fork = verdict(StateKey::Fork);
    fork.findings.push(Finding {
        code: "E-FORK".into(),
        words:
            "The 9 entries shown now do not begin with the 8 that independent witnesses confirmed."
                .into(),
        index: None,
        expected: String::new(),
        computed: String::new(),
    });
    let line = done(&fork, true).line;
    assert!(line.contains("the one that independent witnesses confirmed"), "{line}");
    assert!(!line.contains("this device"), "{line}");
}

#[test]
fn a_first_visit_says_what_it_cannot_compare() {
    let words = done(&verdict(StateKey::FirstVisit), true);
    assert_eq!(
        words.line,
        "200 of 200 records checked. First visit on this device, so we cannot compare with an earlier copy."
    );
    assert!(done(&verdict(StateKey::FirstVisit), false).line.contains("does not let us remember"));
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
