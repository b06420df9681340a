//! Copies that agree with themselves and not with what was signed or seen.

use super::super::{CheckId, Code, Outcome, Seen, State, Trust, What};
use super::fixture::{
    Files, Ledger, assert_good, cosigner, flip, history, key, mismatch_at, origin, told, trust,
    verify, verify_all, verify_seen,
};
use crate::proof::{Checkpoint, Policy, SignedCheckpoint, TreeHash, cosign};
use crate::record::{Index, Size};
use std::format;
use std::string::String;
use std::vec;

/// Entry `at` rewritten and everything after it hashed anew, tiles too; the
/// signed summary and the history cannot be.
fn resealed(size: u64, at: u64) -> Files {
    let whole = Ledger::new(size).files();
    let mut files = Ledger::of(size, at, "denied").unsigned_files(Size::new(size));
    files.extend(
        whole
            .into_iter()
            .filter(|(path, _)| path.starts_with("history") || path.starts_with("checkpoint")),
    );
    files
}

#[test]
fn a_ledger_made_anew_is_named_where_it_begins() {
    for at in 0..5 {
        let i = Index::new(at);
        let what = What::Resealed { from: i, to: i };
        let (report, entries) = verify_all(&resealed(5, at), trust(), None);
        assert_eq!(told(&report), mismatch_at(at, what), "{report:#?}");
        assert_eq!(report.findings[0].code, Code::Root);
        assert!(entries.iter().all(|entry| !entry.proven));
    }
    let i = Index::new(300);
    assert_eq!(
        told(&verify(&resealed(600, 300))),
        mismatch_at(300, What::Resealed { from: i, to: i })
    );
}

#[test]
fn without_history_what_was_seen_before_bounds_the_change() {
    let mut files = resealed(5, 3);
    files.retain(|path, _| !path.starts_with("history"));
    let what = |from| What::Resealed { from: Index::new(from), to: Index::new(4) };
    assert_eq!(told(&verify(&files)), mismatch_at(0, what(0)));
    let report = verify_seen(&files, Ledger::new(2).seen());
    assert_eq!(told(&report), mismatch_at(2, what(2)));
}

#[test]
fn every_flipped_byte_of_the_history_leaves_the_proven_part_proven() {
    let files = resealed(5, 3);
    let len = files[&history(0)].len();
    for byte in 0..len {
        let report = verify(&flip(&files, &history(0), byte, 4));
        let (state, first, good) = told(&report);
        let Some((at, What::Resealed { from, to })) = first else { panic!("byte {byte}") };
        assert_eq!((state, from.get(), good), (State::Mismatch, at, at), "byte {byte}");
        // Only the summary over the three good entries can be missed: without
        // it the two before are still proven.
        let missed = byte / 72 == 3;
        assert_eq!(from.get(), if missed { 2 } else { 3 }, "byte {byte}: {from} to {to}");
        assert!(to >= from && (missed || to.get() >= 3), "byte {byte}: {from} to {to}");
    }
}

#[test]
fn an_entry_and_its_tile_changed_together_are_named_by_the_links() {
    for at in 0..5 {
        for what in [&b"said\""[..], b"{"] {
            let mut ledger = Ledger::new(5);
            let whole = ledger.files();
            let i = usize::try_from(at).unwrap();
            // Well formed all the same, or not: a later time, or no JSON.
            let line = String::from_utf8(ledger.lines[i].clone()).unwrap();
            let time = format!("00:00:0{at}.000Z");
            assert!(line.contains(&time));
            ledger.lines[i] = if what == b"{" {
                b"{".to_vec()
            } else {
                line.replace(&time, &format!("00:00:0{at}.001Z")).into_bytes()
            };
            let mut files = ledger.unsigned_files(Size::new(5));
            files.insert("checkpoint".into(), whole["checkpoint"].clone());
            let with_history = Files::from_iter([(history(0), whole[&history(0)].clone())]);
            for history in [Files::new(), with_history] {
                let exact = !history.is_empty();
                let mut files = files.clone();
                files.extend(history);
                let report = verify(&files);
                let (state, first, _) = told(&report);
                assert_eq!(state, State::Mismatch);
                if exact || at < 4 || what == b"{" {
                    assert_eq!(first.unwrap().0, at, "{report:#?}");
                }
            }
        }
    }
}

#[test]
fn going_back_and_forking_are_told_apart() {
    let (old, new) = (Ledger::new(5), Ledger::new(9));
    let report = verify_seen(&old.files(), new.seen());
    assert_eq!(report.state, State::Rollback);
    let what = What::RolledBack { seen: Size::new(9), now: Size::new(5) };
    assert_eq!((&report.findings[0].what, report.findings[0].code), (&what, Code::Rollback));
    assert_eq!(report.good, Size::new(5));

    for (now, seen) in [(9, 5), (5, 5)] {
        let fork = Ledger::of(now, 3, "denied");
        let report = verify_seen(&fork.files(), Ledger::new(seen).seen());
        assert_eq!(report.state, State::Fork, "{report:#?}");
        assert_eq!(report.findings[0].code, Code::Fork);
        let what = What::Forked { seen: Size::new(seen), now: Size::new(now) };
        assert_eq!(report.findings[0].what, what);
        // Before the fork nobody can tell the two apart.
        let report = verify_seen(&fork.files(), Ledger::new(3).seen());
        assert_eq!(report.state, State::Verified);
    }
    // The same size with another root is a fork even when nothing else loads.
    let mut files = Ledger::of(5, 3, "denied").files();
    files.retain(|path, _| path == "checkpoint");
    assert_eq!(verify_seen(&files, old.seen()).state, State::Fork);
    let wrong = Seen { size: Size::ZERO, root: TreeHash::leaf(b"x") };
    assert_eq!(verify_seen(&old.files(), wrong).state, State::Fork);
}

#[test]
fn a_summary_of_other_content_by_the_right_key_is_a_mismatch() {
    let ledger = Ledger::new(5);
    let root = TreeHash::leaf(b"other");
    for size in [4, 5, 6] {
        let checkpoint = Checkpoint { root, size: Size::new(size), origin: origin() };
        let mut files = ledger.unsigned_files(Size::new(size));
        files.insert("checkpoint".into(), SignedCheckpoint::sign(checkpoint, &key()).to_bytes());
        let report = verify(&files);
        assert_eq!((report.state, report.good), (State::Mismatch, Size::ZERO), "{size}");
    }
}

#[test]
fn a_cosignature_that_does_not_fit_is_never_counted() {
    let ledger = Ledger::new(3);
    let (one, public) = cosigner("one.example");
    let mut other = Ledger::new(2).signed(&key());
    cosign(other.note_mut(), &one, 1).unwrap();
    let mut signed = ledger.signed(&key()).to_bytes();
    let line = other.to_bytes();
    let line = line.split_inclusive(|byte| *byte == b'\n').next_back().unwrap();
    signed.extend_from_slice(line);
    let mut files = ledger.files();
    files.insert("checkpoint".into(), signed);
    assert_good(&files);
    let trust = Trust { policy: Policy::threshold(vec![public], 0), ..trust() };
    let (report, _) = verify_all(&files, trust, None);
    assert_eq!(report.state, State::LowCosigners { have: 0, need: 0 });
    assert_eq!(report.findings[0].code, Code::Wit);
    assert!(matches!(report.outcome(CheckId::Cosigners), Some(Outcome::Failed(_))));
}
