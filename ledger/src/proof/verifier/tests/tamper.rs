//! The tamper table: each thing done to a copy is named at its entry.

use super::super::{CheckId, Code, Outcome, State, What};
use super::fixture::{
    Files, Ledger, assert_good, flip, key, mismatch_at, told, trust, verify, verify_all,
};
use crate::proof::{BundleId, TileId};
use crate::record::bundle::encode_entries;
use crate::record::{Index, Size};
use std::vec;
use std::vec::Vec;

const FIVE: BundleId = BundleId { n: 0, width: 5 };

/// Which piece of a length-prefixed file each of its bytes belongs to.
fn owners(pieces: &[Vec<u8>], prefix: usize) -> Vec<u64> {
    (0..).zip(pieces).flat_map(|(n, piece)| vec![n; piece.len() + prefix]).collect()
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
            // Even a damaged length costs no more than its own entry, and at the
            // end leaves bytes over.
            let changed = report.findings.iter().filter(|finding| finding.what != What::Extra);
            assert_eq!((entries.len(), changed.count()), (4, 1), "byte {byte} bit {bit}");
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
    for (cut, owner) in owners(&ledger.openings, 4).into_iter().enumerate().skip(1) {
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

#[test]
fn a_report_for_programs_says_the_same() {
    let ledger = Ledger::new(5);
    let swapped = verify(&with_lines(&ledger, |lines| lines.swap(1, 3))).to_json();
    let read = crate::record::Json::parse(swapped.to_canonical().as_bytes()).unwrap();
    assert_eq!(read, swapped);
    let text = swapped.to_canonical();
    for part in [
        "\"state\":\"mismatch\"",
        "\"verdict\":\"does_not_match\"",
        "\"first_bad\":1",
        "\"good\":1",
        "\"what\":\"reordered\"",
        "\"other\":3",
        "\"text\":\"E-LEAF: entry 1 is not in its place; entry 3 stands there (expected ",
        "\"id\":\"cosigners\",\"outcome\":\"not_checked\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let whole = verify(&ledger.files()).to_json().to_canonical();
    assert!(whole.contains("\"findings\":[]") && whole.contains("\"first_bad\":null"), "{whole}");
}

#[test]
fn a_copy_that_differs_everywhere_lists_the_first_and_counts_the_rest() {
    let ledger = Ledger::new(300);
    let other = Ledger::of(300, 0, "denied");
    let mut files = ledger.files();
    files.extend(
        other
            .unsigned_files(Size::new(300))
            .into_iter()
            .filter(|(path, _)| path.starts_with("tile/entries") || path.starts_with("openings")),
    );
    let report = verify(&files);
    assert_eq!(told(&report), mismatch_at(0, What::Changed));
    assert_eq!((report.findings.len(), report.findings_left_out), (256, 44));
    assert_eq!(report.checked, Size::ZERO);
}
