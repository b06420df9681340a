//! Every decoder and verifier against what nobody recorded: the kept corpus, pieces of
//! it, and rubbish. The same functions as `scripts/fuzz`, which looks further.
//!
//! Why it matters: a reader's browser, an auditor and the server take these bytes from
//! whoever serves them.

#[path = "../fuzz/src/good.rs"]
pub mod good;
#[path = "../fuzz/src/targets.rs"]
pub mod targets;

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use targets::{TARGETS, Target};

/// What is kept of each target.
fn corpus(target: &Target) -> Vec<Vec<u8>> {
    let folder = tests::house::root().join("tests/fuzz/corpus").join(target.0);
    let read = |path: &Path| fs::read(path).expect("a file of the corpus");
    let listed = fs::read_dir(&folder).unwrap_or_else(|_| panic!("no corpus of {}", target.0));
    listed.map(|entry| read(&entry.expect("an entry").path())).collect()
}

#[test]
fn the_whole_kept_corpus_holds() {
    for target in &TARGETS {
        let kept = corpus(target);
        assert!(!kept.is_empty(), "an empty corpus of {} shows nothing", target.0);
        for bytes in kept {
            target.1(&bytes);
        }
    }
}

/// A corpus that no decoder takes anything of would only try their first lines.
#[test]
fn each_corpus_holds_something_good() {
    use ledger::proof::{AddCheckpoint, LogProof, Policy, SignedCheckpoint, VerifierKey};
    use ledger::record::{Json, Unverified};
    let taken: BTreeMap<&str, fn(&[u8]) -> bool> = BTreeMap::from([
        ("add_checkpoint", (|b| AddCheckpoint::parse(b).is_ok()) as fn(&[u8]) -> bool),
        ("bundle", |b| ledger::record::bundle::decode_entries(b).is_ok_and(|l| !l.is_empty())),
        ("checkpoint", |b| SignedCheckpoint::parse(b).is_ok()),
        ("csv", |b| ledger::intake::table::read(b).is_ok()),
        ("draft", |b| Json::parse(b).is_ok_and(|json| ledger::events::Draft::parse(&json).is_ok())),
        ("entry", |b| Unverified::parse(b).is_ok()),
        ("openings", |b| ledger::record::bundle::split_openings(b).is_ok_and(|l| !l.is_empty())),
        ("policy", |b| Policy::parse(b).is_ok()),
        ("proof_file", |b| LogProof::parse(b).is_ok()),
        ("tile", |b| b == good::file("tile/0/000.p/3")),
        ("vkey", |b| VerifierKey::parse(std::str::from_utf8(b).unwrap_or_default()).is_ok()),
    ]);
    for target in &TARGETS {
        if let Some(takes) = taken.get(target.0) {
            assert!(corpus(target).iter().any(|bytes| takes(bytes)), "{} takes nothing", target.0);
        }
    }
    for (path, bytes) in good::files() {
        assert_eq!(good::verify(path, bytes), ("firstvisit", 3), "the control of {path}");
    }
}

/// Bytes of the corpus, changed: cut, a bit turned, a piece doubled or put elsewhere.
fn changed(mut bytes: Vec<u8>, changes: &[(u8, u16, u16)]) -> Vec<u8> {
    for (what, at, more) in changes {
        let length = bytes.len().max(1);
        let (at, more) = (usize::from(*at) % length, usize::from(*more));
        match what % 5 {
            0 => bytes.truncate(at),
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << (more % 8);
                }
            }
            2 => {
                let piece = bytes[at.min(bytes.len())..].iter().take(more % 64).copied();
                bytes.extend(piece.collect::<Vec<u8>>());
            }
            3 => bytes.insert(at.min(bytes.len()), more.to_le_bytes()[0]),
            _ => {
                if at < bytes.len() {
                    bytes.remove(at);
                }
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_nearly_good_holds(
        which in any::<prop::sample::Index>(), file in any::<prop::sample::Index>(),
        changes in prop::collection::vec(any::<(u8, u16, u16)>(), 0..6),
    ) {
        let target = &TARGETS[which.index(TARGETS.len())];
        let mut kept = corpus(target);
        let bytes = kept.swap_remove(file.index(kept.len()));
        target.1(&changed(bytes, &changes));
    }

    #[test]
    fn rubbish_holds(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for target in &TARGETS {
            target.1(&bytes);
        }
    }

    #[test]
    fn rubbish_of_letters_holds(text in "[\\[\\]{}\",:0-9a-z/~%?.\\-+\n ]{0,80}") {
        for target in &TARGETS {
            target.1(text.as_bytes());
        }
    }
}
