//! The tamper table: each thing done to a copy is named at its entry.

use super::super::{CheckId, Code, Outcome, Report, Seen, State, What};
use super::fixture::{
    Files, Ledger, assert_good, cosigner, history, key, trust, verify, verify_all, verify_seen,
};
use crate::proof::{BundleId, Checkpoint, SignedCheckpoint, TileId, TreeHash, cosign};
use crate::record::bundle::encode_entries;
use crate::record::{Index, Size};
use std::format;
use std::string::String;
use std::vec;
use std::vec::Vec;

const FIVE: BundleId = BundleId { n: 0, width: 5 };

/// The state, the first finding that concerns an entry, and the good part.
fn told(report: &Report) -> (State, Option<(u64, What)>, u64) {
    let first = report.findings.iter().find(|finding| finding.at.is_some());
    let first = first.map(|finding| (finding.at.unwrap().get(), finding.what.clone()));
    (report.state, first, report.good.get())
}

/// The usual answer: does not match, named at the entry before which all is good.
fn mismatch_at(at: u64, what: What) -> (State, Option<(u64, What)>, u64) {
    (State::Mismatch, Some((at, what)), at)
}

/// Which piece of a length-prefixed file each of its bytes belongs to.
fn owners(pieces: &[Vec<u8>], prefix: usize) -> Vec<u64> {
    (0..).zip(pieces).flat_map(|(n, piece)| vec![n; piece.len() + prefix]).collect()
}

fn flip(files: &Files, path: &str, byte: usize, bit: u32) -> Files {
    let mut files = files.clone();
    files.get_mut(path).unwrap()[byte] ^= 1 << bit;
    files
}

fn with_lines(ledger: &Ledger, change: impl FnOnce(&mut Vec<Vec<u8>>)) -> Files {
    let mut lines = ledger.lines.clone();
    change(&mut lines);
    let mut files = ledger.files();
    let id = BundleId { n: 0, width: u16::try_from(ledger.lines.len()).unwrap() };
    let lines: Vec<_> = lines.iter().map(Vec::as_slice).collect();
    files.insert(id.path(), encode_entries(&lines));
    files
}

#[test]
fn every_flipped_byte_of_the_entries_is_named() {
    let ledger = Ledger::new(5);
    let files = ledger.files();
    assert_good(&files);
    for (byte, owner) in owners(&ledger.lines, 2).into_iter().enumerate() {
        for bit in [0, 5, 7] {
            let (report, entries) =
                verify_all(&flip(&files, &FIVE.path(), byte, bit), trust(), None);
            assert_eq!(told(&report), mismatch_at(owner, What::Changed), "byte {byte} bit {bit}");
            assert_eq!(report.findings[0].code, Code::Leaf);
            let before = entries.iter().take_while(|entry| entry.entry.index().get() < owner);
            assert_eq!(before.count() as u64, owner);
            assert!(entries.iter().all(|entry| entry.entry.index().get() != owner));
        }
    }
}

#[test]
fn entries_after_a_changed_one_are_still_good_one_by_one() {
    let ledger = Ledger::new(5);
    let files = with_lines(&ledger, |lines| lines[1][30] ^= 1);
    let (report, entries) = verify_all(&files, trust(), None);
    assert_eq!((report.good, report.checked), (Size::new(1), Size::new(4)));
    let indexes: Vec<_> = entries.iter().map(|entry| entry.entry.index().get()).collect();
    assert_eq!(indexes, [0, 2, 3, 4]);
    assert_eq!(report.findings.len(), 1);
}

#[test]
fn every_flipped_byte_of_a_tile_is_named_and_the_entries_stay_good() {
    let ledger = Ledger::new(257);
    let files = ledger.files();
    assert_good(&files);
    for (tile, leaves_each) in [
        (TileId { level: 0, n: 0, width: 256 }, 1),
        (TileId { level: 0, n: 1, width: 1 }, 1),
        (TileId { level: 1, n: 0, width: 1 }, 256),
    ] {
        for byte in (0..tile.len_bytes()).step_by(if tile.width == 256 { 41 } else { 1 }) {
            let report = verify(&flip(&files, &tile.path(), byte, 3));
            let at = tile.first_leaf().get() + byte as u64 / 32 * leaves_each;
            let expected = (State::Mismatch, Some((at, What::TileChanged { tile })), 257);
            assert_eq!(told(&report), expected, "{tile} byte {byte}");
            assert_eq!(report.findings[0].code, Code::Root);
            assert!(matches!(report.outcome(CheckId::Bytes), Some(Outcome::Passed(_))));
            assert!(matches!(report.outcome(CheckId::Tiles), Some(Outcome::Failed(_))));
        }
        let mut cut = files.clone();
        cut.get_mut(&tile.path()).unwrap().pop();
        let at = tile.first_leaf().get();
        assert_eq!(
            told(&verify(&cut)),
            (State::Mismatch, Some((at, What::TileChanged { tile })), 257)
        );
    }
}

#[test]
fn every_flipped_bit_of_the_summary_is_noticed() {
    let files = Ledger::new(5).files();
    for byte in 0..files["checkpoint"].len() {
        for bit in 0..8 {
            let report = verify(&flip(&files, "checkpoint", byte, bit));
            let expected = [State::BadSig, State::Unreadable, State::UnknownKey];
            assert!(expected.contains(&report.state), "byte {byte} bit {bit}: {:?}", report.state);
            assert!(!report.findings.is_empty());
        }
    }
}

#[test]
fn every_flipped_byte_of_the_openings_is_named() {
    let ledger = Ledger::new(5);
    let files = ledger.files();
    for (byte, owner) in owners(&ledger.openings, 4).into_iter().enumerate() {
        for bit in [0, 7] {
            let files = flip(&files, &FIVE.openings_path(), byte, bit);
            let (report, entries) = verify_all(&files, trust(), None);
            assert_eq!(
                told(&report),
                mismatch_at(owner, What::OpeningChanged),
                "byte {byte} bit {bit}"
            );
            assert_eq!(report.findings[0].code, Code::Open);
            assert!(matches!(report.outcome(CheckId::Bytes), Some(Outcome::Passed(_))));
            // The entry is good; only what was sealed in it is withheld.
            assert_eq!(entries.len(), 5);
            assert_eq!(entries[usize::try_from(owner).unwrap()].openings, None);
        }
    }
}

#[test]
fn openings_cut_short_or_left_over_are_named() {
    let ledger = Ledger::new(5);
    let files = ledger.files();
    let path = FIVE.openings_path();
    for (cut, owner) in owners(&ledger.openings, 4).into_iter().enumerate() {
        let mut files = files.clone();
        files.get_mut(&path).unwrap().truncate(cut);
        assert_eq!(told(&verify(&files)), mismatch_at(owner, What::OpeningChanged), "cut at {cut}");
    }
    let mut more = files;
    more.get_mut(&path).unwrap().extend([0, 0, 0, 1, 0]);
    let report = verify(&more);
    assert_eq!(told(&report), (State::Mismatch, Some((5, What::Extra)), 5));
}

#[test]
fn deleting_truncating_swapping_and_repeating_are_named() {
    let ledger = Ledger::new(5);
    for at in 0..5 {
        let i = usize::try_from(at).unwrap();
        let deleted = with_lines(&ledger, |lines| drop(lines.remove(i)));
        let truncated = What::Truncated { have: Size::new(4) };
        let what = if at == 4 { truncated } else { What::Missing { count: 1 } };
        let (report, entries) = verify_all(&deleted, trust(), None);
        assert_eq!(told(&report), mismatch_at(at, what));
        assert_eq!(report.findings.len(), 1);
        assert_eq!(report.findings[0].code, Code::Trunc);
        // Moved along is not lost: two or more in a row are read where they stand.
        assert_eq!(entries.len(), if at == 3 { 3 } else { 4 });

        let cut = with_lines(&ledger, |lines| lines.truncate(i));
        let have = Size::new(at);
        assert_eq!(told(&verify(&cut)), mismatch_at(at, What::Truncated { have }));

        for other in (0..5).filter(|other| *other != at) {
            let j = usize::try_from(other).unwrap();
            let copied = with_lines(&ledger, |lines| lines[i] = lines[j].clone());
            let of = Index::new(other);
            assert_eq!(told(&verify(&copied)), mismatch_at(at, What::Duplicated { of }));

            let swapped = with_lines(&ledger, |lines| lines.swap(i, j));
            let (low, found) = (at.min(other), Index::new(at.max(other)));
            assert_eq!(told(&verify(&swapped)), mismatch_at(low, What::Reordered { found }));
        }
        let repeated = with_lines(&ledger, |lines| lines.insert(i, lines[i].clone()));
        let report = verify(&repeated);
        let first = told(&report).1.unwrap();
        let of = Index::new(at);
        let what = if at == 4 { What::Extra } else { What::Duplicated { of } };
        assert_eq!(first, (at + 1, what), "{report:#?}");
    }
}

/// A store that lost one record shifts everything after it, bundle after bundle.
#[test]
fn a_deletion_in_a_store_is_one_finding_and_the_rest_is_read() {
    let whole = Ledger::new(600);
    for at in [0, 100, 254, 255, 256, 511, 598] {
        let mut ledger = whole.clone();
        let i = usize::try_from(at).unwrap();
        ledger.lines.remove(i);
        ledger.openings.remove(i);
        let mut files = whole.files();
        let short = ledger.unsigned_files(whole.size());
        files.extend(
            short.into_iter().filter(|(path, _)| {
                path.starts_with("tile/entries") || path.starts_with("openings")
            }),
        );
        let (report, entries) = verify_all(&files, trust(), None);
        assert_eq!(
            report.findings.iter().filter(|f| f.code != Code::Open).count(),
            1,
            "{report:#?}"
        );
        assert_eq!(told(&report), mismatch_at(at, What::Missing { count: 1 }));
        assert!(entries.len() >= 597, "{at}: {}", entries.len());
        assert!(entries.iter().map(|entry| entry.entry.index()).is_sorted());
    }
}

#[test]
fn a_truncated_store_is_named_where_it_ends() {
    let whole = Ledger::new(600);
    for have in [0, 1, 255, 256, 257, 512, 599] {
        let mut ledger = whole.clone();
        ledger.lines.truncate(usize::try_from(have).unwrap());
        ledger.openings.truncate(ledger.lines.len());
        let what = What::Truncated { have: Size::new(have) };
        // The tiles of the whole, then those of the rest: either way it shows.
        let mut files = whole.files();
        files.extend(
            ledger.unsigned_files(whole.size()).into_iter().filter(|(path, _)| {
                path.starts_with("tile/entries") || path.starts_with("openings")
            }),
        );
        assert_eq!(told(&verify(&files)), mismatch_at(have, what.clone()));
        let mut files = ledger.unsigned_files(whole.size());
        files.insert("checkpoint".into(), whole.signed(&key()).to_bytes());
        files.extend(whole.files().into_iter().filter(|(path, _)| path.starts_with("history")));
        assert_eq!(told(&verify(&files)), mismatch_at(have, what));
    }
}

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
        let checkpoint =
            Checkpoint { root, size: Size::new(size), origin: super::fixture::origin() };
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
    let trust = super::super::Trust { cosigners: vec![public], threshold: 0, ..trust() };
    let (report, _) = verify_all(&files, trust, None);
    assert_eq!(report.state, State::LowCosigners { have: 0, need: 0 });
    assert_eq!(report.findings[0].code, Code::Wit);
    assert!(matches!(report.outcome(CheckId::Cosigners), Some(Outcome::Failed(_))));
}
