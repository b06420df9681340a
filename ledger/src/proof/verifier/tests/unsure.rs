//! What could not be checked: never shown as tampering, and never as a pass.

use super::super::{CheckId, Code, Outcome, State, Trust, Verifier, What};
use super::fixture::{
    Files, Ledger, key, origin, stranger, trust, verify, verify_all, verify_seen,
};
use crate::proof::{Checkpoint, SignedCheckpoint, TreeHash, plan_tiles};
use crate::record::{Index, Size};
use proptest::prelude::*;
use std::string::String;
use std::vec::Vec;

fn without(files: &Files, unwanted: impl Fn(&str) -> bool) -> Files {
    files.iter().filter(|(path, _)| !unwanted(path)).map(|(p, b)| (p.clone(), b.clone())).collect()
}

#[test]
fn no_summary_is_no_proof() {
    let files = without(&Ledger::new(5).files(), |path| path == "checkpoint");
    let report = verify(&files);
    assert_eq!((report.state, report.good), (State::NoProof, Size::ZERO));
    assert_eq!(report.findings, []);
    assert!(report.checks.iter().all(|check| matches!(check.outcome, Outcome::NotChecked(_))));
    assert_eq!(Verifier::new(trust(), None).finish().state, State::NoProof);
}

#[test]
fn bytes_that_are_no_summary_are_unreadable() {
    for bytes in [&b""[..], b"\n", b"<!doctype html>", &[0xff; 300]] {
        let files = Files::from_iter([(String::from("checkpoint"), bytes.to_vec())]);
        let report = verify(&files);
        assert_eq!(report.state, State::Unreadable);
        assert_eq!(report.findings[0].code, Code::Io);
    }
}

#[test]
fn a_summary_of_absurd_size_is_refused_before_anything_is_planned() {
    for size in [1 << 25, u64::MAX] {
        let (size, root) = (Size::new(size), TreeHash::empty());
        let signed = SignedCheckpoint::sign(Checkpoint { origin: origin(), size, root }, &key());
        let mut verifier = Verifier::new(trust(), None);
        assert_eq!(verifier.checkpoint(Some(&signed.to_bytes())), Err(State::Unreadable));
        assert_eq!(verifier.finish().findings[0].what, What::UnreadableSummary);
    }
}

#[test]
fn an_unknown_key_vouches_for_nothing_but_the_copy_is_read() {
    let ledger = Ledger::new(5);
    let mut files = ledger.files();
    files.insert("checkpoint".into(), ledger.signed(&stranger()).to_bytes());
    let (report, entries) = verify_all(&files, trust(), Some(Ledger::new(9).seen()));
    assert_eq!((report.state, entries.len()), (State::UnknownKey, 5));
    assert_eq!(report.key_id, Some(stranger().verifier().id()));
    assert_eq!((report.findings[0].code, report.findings.len()), (Code::Key, 1));
    assert!(matches!(report.outcome(CheckId::Signature), Some(Outcome::NotChecked(_))));
    assert!(matches!(report.outcome(CheckId::Consistency), Some(Outcome::NotChecked(_))));
    let (report, _) = verify_all(&ledger.files(), Trust::default(), None);
    assert_eq!(report.state, State::UnknownKey);
}

#[test]
fn a_bundle_that_could_not_be_had_is_partial() {
    let files = Ledger::new(600).files();
    for (n, good) in [(0, 0), (1, 256), (2, 512)] {
        let unwanted = std::format!("tile/entries/00{n}");
        let (report, entries) =
            verify_all(&without(&files, |p| p.starts_with(&unwanted)), trust(), None);
        assert_eq!(report.state, State::Partial);
        assert_eq!(report.findings, []);
        assert_eq!(report.good, Size::new(good));
        let left = if n == 2 { 512 } else { 344 };
        assert_eq!((report.checked, entries.len() as u64), (Size::new(left), left));
        assert!(matches!(report.outcome(CheckId::Bytes), Some(Outcome::NotChecked(_))));
        assert!(matches!(report.outcome(CheckId::Chain), Some(Outcome::NotChecked(_))));
    }
}

#[test]
fn openings_that_could_not_be_had_are_not_checked() {
    let files = without(&Ledger::new(300).files(), |path| path.starts_with("openings/001"));
    let (report, entries) = verify_all(&files, trust(), None);
    assert_eq!((report.state, report.good), (State::Partial, Size::new(300)));
    assert_eq!(report.findings, []);
    assert!(matches!(report.outcome(CheckId::Openings), Some(Outcome::NotChecked(_))));
    assert!(matches!(report.outcome(CheckId::Bytes), Some(Outcome::Passed(_))));
    assert!(entries[..256].iter().all(|entry| entry.openings.is_some()));
    assert!(entries[256..].iter().all(|entry| entry.openings.is_none()));
}

#[test]
fn an_empty_file_of_openings_is_as_good_as_none() {
    let mut files = Ledger::new(5).files();
    files.insert("openings/000.p/5".into(), Vec::new());
    let report = verify(&files);
    assert_eq!((report.state, report.good), (State::Partial, Size::new(5)));
    assert_eq!(report.findings, []);
}

#[test]
fn neither_tiles_nor_all_entries_is_no_proof() {
    let files = Ledger::new(300).files();
    let unwanted = |path: &str| path.starts_with("tile/0/001") || path == "tile/entries/000";
    let report = verify(&without(&files, unwanted));
    assert_eq!((report.state, report.good), (State::NoProof, Size::ZERO));
    assert_eq!(report.findings, []);
    let seen = Some(Ledger::new(5).seen());
    let nothing = without(&files, |path| path.starts_with("tile"));
    let (report, entries) = verify_all(&nothing, trust(), seen);
    assert_eq!((report.state, entries.len()), (State::NoProof, 0));
    assert!(matches!(report.outcome(CheckId::Consistency), Some(Outcome::NotChecked(_))));
}

#[test]
fn tiles_of_another_tree_and_entries_that_could_not_be_had_do_not_match() {
    let ledger = Ledger::new(300);
    let mut files = without(&ledger.files(), |path| path == "tile/entries/000");
    for id in plan_tiles(ledger.size()) {
        files.get_mut(&id.path()).unwrap()[0] ^= 1;
    }
    let report = verify(&files);
    assert_eq!((report.state, report.good), (State::Mismatch, Size::ZERO));
    assert_eq!(report.findings[0].what, What::RootDiffers);
}

#[test]
fn a_newer_format_is_said_to_be_newer() {
    let mut ledger = Ledger::new(5);
    let newest = String::from_utf8(ledger.lines[4].clone()).unwrap();
    ledger.lines[4] = newest.replace("\"v\":1}", "\"v\":2}").into_bytes();
    for tiles in [true, false] {
        let files = without(&ledger.files(), |path| !tiles && path.starts_with("tile/0"));
        let report = verify(&files);
        assert_eq!((report.state, report.good), (State::TooNew, Size::new(4)));
        assert_eq!(report.findings.len(), 1);
        assert_eq!(report.findings[0].at, Some(Index::new(4)));
        assert_eq!(report.findings[0].what, What::NewerVersion { version: 2 });
    }
}

#[test]
fn a_signed_entry_that_is_no_entry_is_unreadable() {
    let mut ledger = Ledger::new(5);
    ledger.lines[4] = b"not an entry".to_vec();
    let report = verify(&ledger.files());
    assert_eq!((report.state, report.good), (State::Unreadable, Size::new(4)));
    assert_eq!(report.findings[0].what, What::Malformed);
}

#[test]
fn a_signed_entry_that_does_not_link_is_a_broken_link() {
    let mut ledger = Ledger::new(5);
    ledger.lines[3..].clone_from_slice(&Ledger::of(5, 2, "denied").lines[3..]);
    ledger.openings[3..].clone_from_slice(&Ledger::of(5, 2, "denied").openings[3..]);
    let (report, entries) = verify_all(&ledger.files(), trust(), None);
    assert_eq!((report.state, report.good), (State::Mismatch, Size::new(3)));
    assert_eq!((report.findings.len(), report.findings[0].code), (1, Code::Chain));
    assert_eq!(report.findings[0].what, What::BrokenLink);
    assert_eq!(entries.len(), 5);
}

#[test]
fn files_out_of_order_twice_or_unasked_are_ignored() {
    let ledger = Ledger::new(600);
    let files = ledger.files();
    let mut verifier = Verifier::new(trust(), None);
    let plan = verifier.checkpoint(Some(&files["checkpoint"])).unwrap();
    for id in plan.tiles.iter().chain(&plan.tiles) {
        verifier.tile(*id, files.get(&id.path()).map(Vec::as_slice));
    }
    let mut count = 0;
    for n in [0, 0, 2, 1] {
        let id = plan.bundles[n];
        let (entries, openings) = (&files[&id.path()], &files[&id.openings_path()]);
        verifier.bundle(id, Some(entries), Some(openings), &mut |_| count += 1);
    }
    verifier.history(0, Some(b"unasked"));
    assert_eq!(count, 256 + 88);
    assert_eq!(verifier.finish().state, State::Partial);
}

#[test]
fn not_verified_is_never_worded_as_verified() {
    use super::super::Verdict;
    assert_eq!(State::NoProof.verdict(), Verdict::NotVerified);
    assert_eq!(State::Partial.verdict(), Verdict::NotFullyVerified);
    assert_eq!(State::Fork.verdict(), Verdict::DoesNotMatch);
    assert_eq!(State::FirstVisit.verdict(), Verdict::Verified);
    let report = verify_seen(&Ledger::new(2).files(), Ledger::new(1).seen());
    assert_eq!((report.state.key(), report.state.verdict()), ("verified", Verdict::Verified));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Any file replaced by any bytes: an answer, never a panic; "verified"
    /// only if the bytes are the right ones.
    #[test]
    fn hostile_files_get_an_answer(which in 0_usize..5, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let files = Ledger::new(3).files();
        let path = files.keys().nth(which).unwrap().clone();
        let mut files = files.clone();
        let same = files.insert(path.clone(), bytes.clone()) == Some(bytes);
        let report = verify(&files);
        let unused = path.starts_with("history");
        prop_assert_eq!(report.state == State::FirstVisit, same || unused, "{}", path);
    }

    /// Random bits of a good copy.
    #[test]
    fn no_flipped_bit_goes_unnoticed(which in 0_usize..5, at in any::<prop::sample::Index>(), bit in 0_u32..8) {
        let mut files = Ledger::new(4).files();
        files.remove("history/000");
        let path = files.keys().nth(which % 4).unwrap().clone();
        let bytes = files.get_mut(&path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let report = verify(&files);
        prop_assert!(report.state != State::FirstVisit && !report.findings.is_empty(), "{} byte {}", path, at);
    }
}
