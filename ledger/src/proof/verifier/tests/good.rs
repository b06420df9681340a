//! Copies that are what they should be.

use super::super::{CheckId, Outcome, State, Trust, Witnessed};
use super::fixture::{
    Ledger, assert_good, cosigner, key, origin, trust, verify, verify_all, verify_seen,
};
use crate::proof::{Policy, cosign};
use crate::record::{Hash, Index, Size};
use std::vec;

#[test]
fn whole_copies_verify_at_every_edge_of_a_tile() {
    for size in [0, 1, 2, 5, 255, 256, 257, 300, 513] {
        let ledger = Ledger::new(size);
        let (report, entries) = verify_all(&ledger.files(), trust(), None);
        assert_good(&ledger.files());
        assert_eq!(report.size, Size::new(size));
        assert_eq!(report.origin, Some(origin()));
        assert_eq!(report.key_id, Some(key().verifier().id()));
        assert_eq!(report.root, Some(ledger.tree().root()));
        assert_eq!(report.entry_hash_of_last, ledger.lines.last().map(|line| Hash::of(line)));
        assert_eq!(entries.len() as u64, size);
        for (entry, line) in entries.iter().zip(&ledger.lines) {
            assert_eq!(entry.entry.line(), line);
            assert!(entry.proven);
            assert_eq!(entry.openings.as_ref().unwrap().root(), entry.entry.sealed());
        }
    }
}

#[test]
fn a_second_visit_continues_every_earlier_one() {
    let files = Ledger::new(300).files();
    for earlier in [0, 1, 2, 3, 255, 256, 257, 299, 300] {
        let report = verify_seen(&files, Ledger::new(earlier).seen());
        assert_eq!(report.state, State::Verified, "{earlier}: {report:#?}");
        assert!(matches!(report.outcome(CheckId::Consistency), Some(Outcome::Passed(_))));
    }
}

#[test]
fn each_check_of_a_first_visit_says_passed_or_why_not() {
    let report = verify(&Ledger::new(5).files());
    assert!(report.checks.iter().map(|check| check.id).eq(CheckId::ALL));
    for check in &report.checks {
        use CheckId::{Authors, Consistency, Cosigners, Documents, Freshness};
        let open = matches!(check.id, Authors | Consistency | Cosigners | Documents | Freshness);
        match &check.outcome {
            Outcome::Passed(_) => assert!(!open, "{check:?}"),
            Outcome::NotChecked(why) => assert!(open && !why.is_empty(), "{check:?}"),
            Outcome::Failed(_) => panic!("{check:?}"),
        }
    }
    let none = "no independent witnesses are named for this ledger";
    assert_eq!(report.outcome(CheckId::Cosigners), Some(&Outcome::NotChecked(none.into())));
}

#[test]
fn cosigners_are_counted_and_too_few_are_said() {
    let ledger = Ledger::new(3);
    let ((one, one_public), (_, two_public)) = (cosigner("one.example"), cosigner("two.example"));
    let mut signed = ledger.signed(&key());
    cosign(signed.note_mut(), &one, 1_800_000_000).unwrap();
    let mut files = ledger.files();
    files.insert("checkpoint".into(), signed.to_bytes());

    let cosigners = vec![one_public, two_public];
    let ask = |least| Trust { policy: Policy::threshold(cosigners.clone(), least), ..trust() };
    let (report, _) = verify_all(&files, ask(1), None);
    assert_eq!(report.state, State::FirstVisit);
    assert_eq!(report.cosigners[0].confirmed, Some((Size::new(3), 1_800_000_000)));
    assert_eq!(report.cosigners[1].confirmed, None);
    assert_eq!(report.witnessed, Some(Witnessed { size: Size::new(3), time: 1_800_000_000 }));
    assert!(matches!(report.outcome(CheckId::Cosigners), Some(Outcome::Passed(_))));
    let (report, _) = verify_all(&files, ask(2), None);
    assert_eq!(report.state, State::LowCosigners { have: 1, need: 2 });
    assert!(matches!(report.outcome(CheckId::Cosigners), Some(Outcome::NotChecked(_))));
}

#[test]
fn missing_tiles_do_not_matter_when_the_entries_lead_to_the_root() {
    let mut files = Ledger::new(300).files();
    files.retain(|path, _| !path.starts_with("tile/0") && !path.starts_with("tile/1"));
    let (report, entries) = verify_all(&files, trust(), Some(Ledger::new(7).seen()));
    assert_eq!(report.state, State::Verified, "{report:#?}");
    assert!(matches!(report.outcome(CheckId::Tiles), Some(Outcome::NotChecked(_))));
    assert!(entries.iter().all(|entry| !entry.proven));
    assert_eq!(report.good, Size::new(300));
}

/// 65,536 entries fill a tile of the second level: the third one begins.
#[test]
fn a_ledger_with_three_levels_of_tiles_verifies() {
    let ledger = Ledger::new(65_536 + 300);
    let mut files = ledger.unsigned_files(ledger.size());
    assert!(files.contains_key("tile/2/000.p/1"));
    files.insert("checkpoint".into(), ledger.signed(&key()).to_bytes());
    assert_good(&files);
    files.get_mut("tile/2/000.p/1").unwrap()[0] ^= 1;
    let report = verify(&files);
    assert_eq!((report.state, report.good), (State::Mismatch, ledger.size()));
    assert_eq!(report.first_bad(), Some(Index::new(0)));
}
