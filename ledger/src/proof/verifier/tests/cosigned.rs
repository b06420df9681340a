//! Policies, the summary that was confirmed last, and how recent it is.

use super::super::{CheckId, Clock, Code, Outcome, State, Trust, What, Witnessed};
use super::fixture::{Files, Ledger, key, origin, stranger, trust, verify_all};
use crate::proof::{Policy, SignedCheckpoint, SignerKey, cosign};
use crate::record::{Origin, Size};
use std::format;
use std::string::String;
use std::vec::Vec;

const NOON: u64 = 1_800_000_000;

fn cosigner(n: u8) -> SignerKey {
    SignerKey::cosigner_from_seed(Origin::new(&format!("c{n}.example")).unwrap(), &[n; 32])
}

/// Two of three, and a clock that stands at noon.
fn two_of_three() -> Trust {
    let [one, two, three] = [1, 2, 3].map(|n| cosigner(n).verifier().clone());
    let text = format!(
        "witness paper-1 {one}\nwitness paper-2 {two}\nwitness paper-3 {three}\n\
         group g 2 paper-1 paper-2 paper-3\nquorum g\n"
    );
    let clock = Some(Clock { now: NOON, stale_after: Clock::DAY });
    Trust { policy: Policy::parse(text.as_bytes()).unwrap(), clock, ..trust() }
}

fn confirmed(ledger: &Ledger, by: &[(u8, u64)]) -> SignedCheckpoint {
    let mut signed = ledger.signed(&key());
    for (n, time) in by {
        cosign(signed.note_mut(), &cosigner(*n), *time).unwrap();
    }
    signed
}

/// The files of five entries, confirmed by these cosigners; `cosigned` beside
/// them is the summary of a prefix.
fn files(now: &[(u8, u64)], older: Option<(u64, &[(u8, u64)])>) -> Files {
    let ledger = Ledger::new(5);
    let mut files = ledger.files();
    files.insert("checkpoint".into(), confirmed(&ledger, now).to_bytes());
    if let Some((size, by)) = older {
        files.insert("cosigned".into(), confirmed(&Ledger::new(size), by).to_bytes());
    }
    files
}

#[test]
fn two_of_three_at_one_two_and_three() {
    let all = [(1, NOON - 60), (2, NOON - 50), (3, NOON - 40)];
    for (count, state) in [
        (0, State::LowCosigners { have: 0, need: 2 }),
        (1, State::LowCosigners { have: 1, need: 2 }),
        (2, State::FirstVisit),
        (3, State::FirstVisit),
    ] {
        let (report, _) = verify_all(&files(&all[..count], None), two_of_three(), None);
        assert_eq!(report.state, state, "{count}: {report:#?}");
        assert_eq!(report.cosigners.iter().filter(|c| c.confirmed.is_some()).count(), count);
        assert_eq!(report.cosigners[0].name, "paper-1");
        let fresh = report.outcome(CheckId::Freshness);
        assert_eq!(matches!(fresh, Some(Outcome::Passed(_))), count >= 2, "{fresh:?}");
    }
    let (report, _) = verify_all(&files(&all, None), two_of_three(), None);
    let since = Witnessed { size: Size::new(5), time: NOON - 50 };
    assert_eq!(report.witnessed, Some(since), "the second newest of two that are needed");
    let said = report.outcome(CheckId::Cosigners).unwrap();
    let due = "confirmed by paper-1, paper-2, paper-3; 2 required";
    assert_eq!(said, &Outcome::Passed(due.into()));
}

#[test]
fn an_older_confirmed_summary_is_a_prefix_and_never_a_pass() {
    let by = [(1, NOON - 600), (2, NOON - 500)];
    let seen = Some(Ledger::new(2).seen());
    for size in 0..5 {
        let files = files(&[(3, NOON - 5)], Some((size, &by)));
        let (report, _) = verify_all(&files, two_of_three(), seen);
        assert_eq!(report.state, State::LowCosigners { have: 1, need: 2 });
        let due = Witnessed { size: Size::new(size), time: NOON - 600 };
        assert_eq!(report.witnessed, Some(due));
        assert_eq!(report.cosigners[0].confirmed, Some((Size::new(size), NOON - 600)));
        assert_eq!(report.cosigners[2].confirmed, Some((Size::new(5), NOON - 5)));
        assert!(matches!(report.outcome(CheckId::Freshness), Some(Outcome::NotChecked(_))));
        assert_eq!(report.findings, []);
    }
}

#[test]
fn a_confirmed_summary_of_the_same_size_adds_its_cosignatures() {
    let files = files(&[(3, NOON - 5)], Some((5, &[(1, NOON - 600), (3, NOON - 700)])));
    let (report, _) = verify_all(&files, two_of_three(), None);
    assert_eq!(report.state, State::FirstVisit, "{report:#?}");
    assert_eq!(report.cosigners[2].confirmed, Some((Size::new(5), NOON - 5)), "the newer time");
}

#[test]
fn a_confirmed_summary_that_is_no_prefix_is_another_history() {
    let by = [(1, NOON - 600), (2, NOON - 500)];
    for size in [1, 4, 5] {
        let mut files = files(&[(3, NOON - 5)], None);
        let forked = confirmed(&Ledger::of(size, 0, "denied"), &by);
        files.insert("cosigned".into(), forked.to_bytes());
        let (report, _) = verify_all(&files, two_of_three(), None);
        assert_eq!(report.state, State::Fork, "{size}");
        assert_eq!(report.findings[0].code, Code::Fork);
        let due = What::Unconfirmed { confirmed: Size::new(size), now: Size::new(5) };
        assert_eq!(report.findings[0].what, due);
        assert!(matches!(report.outcome(CheckId::Consistency), Some(Outcome::Failed(_))));
    }
}

#[test]
fn a_confirmed_summary_that_proves_nothing_is_ignored() {
    let all = [(1, NOON - 60), (2, NOON - 50)];
    let ledger = Ledger::new(5);
    let denied = Ledger::of(4, 0, "denied");
    let mut by_stranger = denied.signed(&stranger());
    cosign(by_stranger.note_mut(), &cosigner(1), NOON).unwrap();
    let elsewhere = SignerKey::from_seed(Origin::new("other.example").unwrap(), &[1; 32]);
    let good = String::from_utf8(confirmed(&denied, &all).to_bytes()).unwrap();
    for (why, bytes) in [
        ("empty", Vec::new()),
        ("a page", b"<!doctype html>\n\n<p>".to_vec()),
        ("cut", good.as_bytes()[..good.len() - 2].to_vec()),
        ("by a stranger", by_stranger.to_bytes()),
        ("changed", good.replace("\n4\n", "\n3\n").into_bytes()),
        ("of another ledger", {
            let mut checkpoint = denied.signed(&key()).checkpoint().clone();
            checkpoint.origin = elsewhere.verifier().name().clone();
            SignedCheckpoint::sign(checkpoint, &elsewhere).to_bytes()
        }),
    ] {
        let mut files = files(&all, None);
        files.insert("cosigned".into(), bytes);
        let mut trust = two_of_three();
        trust.keys.push(elsewhere.verifier().clone());
        let (report, _) = verify_all(&files, trust, None);
        assert_eq!((report.state, report.findings.len()), (State::FirstVisit, 0), "{why}");
    }
    // A newer one says that this copy is behind, and no more.
    let mut files = files(&all, None);
    files.insert("cosigned".into(), confirmed(&Ledger::new(6), &all).to_bytes());
    let (report, _) = verify_all(&files, two_of_three(), None);
    assert_eq!(report.state, State::FirstVisit);
    let fresh = report.outcome(CheckId::Freshness);
    assert!(
        matches!(fresh, Some(Outcome::NotChecked(why)) if why.contains("6 entries")),
        "{fresh:?}"
    );
    assert_eq!(ledger.size(), report.size);
    assert_eq!(report.origin, Some(origin()));
}

#[test]
fn confirmations_grow_old() {
    let day = Clock::DAY;
    for (newest, second, state) in [
        (NOON, NOON - day, State::FirstVisit),
        (NOON, NOON - day - 1, State::Stale),
        (NOON - 2 * day, NOON - 3 * day, State::Stale),
        (NOON + 600, NOON + 600, State::FirstVisit),
    ] {
        let files = files(&[(1, newest), (2, second)], None);
        let (report, _) = verify_all(&files, two_of_three(), None);
        assert_eq!(report.state, state, "{newest} {second}");
        let fresh = report.outcome(CheckId::Freshness).unwrap();
        assert_eq!(matches!(fresh, Outcome::Failed(_)), state == State::Stale, "{fresh:?}");
        assert!(report.findings.is_empty(), "old is not tampered");
        // Without a clock nobody can tell: no pass, and no fault.
        let (report, _) = verify_all(&files, Trust { clock: None, ..two_of_three() }, None);
        assert_eq!(report.state, State::FirstVisit);
        assert!(matches!(report.outcome(CheckId::Freshness), Some(Outcome::NotChecked(_))));
    }
    let ahead = files(&[(1, NOON + 601), (2, NOON + 601)], None);
    let (report, _) = verify_all(&ahead, two_of_three(), None);
    assert!(matches!(report.outcome(CheckId::Freshness), Some(Outcome::NotChecked(_))));
}

#[test]
fn one_liar_among_three_is_named() {
    let mut signed = confirmed(&Ledger::new(5), &[(1, NOON - 60), (2, NOON - 50)]).to_bytes();
    let lie = confirmed(&Ledger::of(5, 4, "denied"), &[(3, NOON)]).to_bytes();
    let line = lie.split_inclusive(|byte| *byte == b'\n').next_back().unwrap();
    signed.extend_from_slice(line);
    let mut files = files(&[], None);
    files.insert("checkpoint".into(), signed);
    let (report, _) = verify_all(&files, two_of_three(), None);
    assert_eq!(report.state, State::LowCosigners { have: 2, need: 2 });
    assert_eq!(report.findings[0].code, Code::Wit);
    let said = report.outcome(CheckId::Cosigners).unwrap();
    assert!(matches!(said, Outcome::Failed(why) if why.contains("paper-3")), "{said:?}");
}
