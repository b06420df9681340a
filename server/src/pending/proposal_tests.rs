//! What may happen to a proposal, and to whom it is refused.

use super::*;
use std::collections::BTreeMap;

const DAY: i64 = 86_400_000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + millis)
}

fn item(signed: bool) -> Item {
    let signature = || Signature { key: "k".into(), signature: "s".into() };
    Item {
        draft: json!({"id": "a", "kind": "correction", "by": "clerk", "occurred": {"edtf": "2014-08"}}),
        salts: BTreeMap::new(),
        signatures: signed.then(signature).into_iter().collect(),
    }
}

fn sent(signed: bool) -> Proposal {
    Proposal::new("id".into(), "clerk", vec![item(signed)], at(0))
}

const DATE: Option<&str> = Some("2014-08");

#[test]
fn the_author_is_no_second_person_and_the_second_is_not_the_author() {
    let mut it = sent(false);
    assert_eq!(it.approve("clerk", 1, DATE, vec![None], at(1)), Err(Refused::Own("clerk".into())));
    assert_eq!(it.send_back("clerk", 1, "r", at(1)), Err(Refused::Own("clerk".into())));
    let not_yours = Err(Refused::NotYours("clerk".into()));
    assert_eq!(it.edit("editor", vec![item(false)], at(1)), not_yours);
    assert_eq!(it.withdraw("editor", at(1)), not_yours);
    assert_eq!(it.may_override("editor", "urgent"), not_yours);
    assert_eq!(it.state, State::Awaiting);
}

#[test]
fn a_second_person_types_the_date_and_signs_what_was_signed() {
    let mut it = sent(true);
    let signature = || Some(Signature { key: "k2".into(), signature: "s2".into() });
    for typed in [None, Some("2014-08-26"), Some("")] {
        assert_eq!(it.approve("editor", 1, typed, vec![signature()], at(1)), Err(Refused::Date));
    }
    for signatures in [vec![], vec![None], vec![signature(), signature()]] {
        let refused = it.approve("editor", 1, DATE, signatures, at(1));
        assert!(matches!(refused, Err(Refused::Signature(_))), "{refused:?}");
    }
    let unsigned = sent(false).approve("editor", 1, DATE, vec![signature()], at(1));
    assert!(matches!(unsigned, Err(Refused::Signature(_))), "nobody signs before the author");
    it.approve("editor", 1, Some(" 2014-08 "), vec![signature()], at(1)).unwrap();
    let body = it.body(Some("editor"));
    assert_eq!(body[0]["signatures"].as_array().unwrap().len(), 2);
    assert_eq!(body[0]["draft"].get("authorised_by"), None, "signed bytes stay as they are");
    let mut plain = sent(false);
    plain.approve("editor", 1, DATE, vec![None], at(1)).unwrap();
    let body = plain.body(Some("editor"));
    assert_eq!(body[0]["draft"]["authorised_by"], "editor");
    assert_eq!(body[0].get("signatures"), None);
}

#[test]
fn an_edit_voids_the_approval_and_old_versions_cannot_be_approved() {
    let mut it = sent(false);
    it.approve("editor", 1, DATE, vec![None], at(1)).unwrap();
    it.edit("clerk", vec![item(false)], at(2)).unwrap();
    assert_eq!((it.state, it.version, it.approval.is_none()), (State::Awaiting, 2, true));
    assert_eq!(it.before.len(), 1, "the version before is kept, to be compared");
    assert!(it.may_record().is_err());
    let old = Err(Refused::Version { given: 1, now: 2 });
    assert_eq!(it.approve("editor", 1, DATE, vec![None], at(3)), old);
    assert_eq!(it.send_back("editor", 1, "r", at(3)), old);
}

#[test]
fn an_approval_lapses_after_seven_days() {
    let mut it = sent(false);
    it.approve("editor", 1, DATE, vec![None], at(0)).unwrap();
    assert!(!it.lapse(at(7 * DAY)));
    assert_eq!(it.may_record(), Ok(()));
    assert!(it.lapse(at(7 * DAY + 1)));
    assert_eq!(it.state, State::Awaiting);
    assert!(it.may_record().is_err() && it.approval.is_none());
    assert_eq!(it.steps.last().unwrap().act, Act::Lapsed);
}

#[test]
fn to_send_back_and_to_override_needs_a_reason() {
    let mut it = sent(false);
    let long = "r".repeat(2_001);
    for reason in ["", "  \n", long.as_str()] {
        assert_eq!(it.send_back("editor", 1, reason, at(1)), Err(Refused::Reason));
        assert_eq!(it.may_override("clerk", reason), Err(Refused::Reason));
    }
    it.send_back("editor", 1, "The date is another one.", at(1)).unwrap();
    assert_eq!(it.steps.last().unwrap().reason.as_deref(), Some("The date is another one."));
    // What was sent back is changed first.
    let returned = Err(Refused::State("returned"));
    assert_eq!(it.approve("editor", 1, DATE, vec![None], at(2)), returned);
    assert_eq!(it.send_back("editor", 1, "r", at(2)), returned);
}

#[test]
fn what_is_over_stays_so_and_keeps_no_words() {
    let mut gone = sent(false);
    gone.withdraw("clerk", at(1)).unwrap();
    let mut done = sent(true);
    done.record("editor", vec![7], None, at(1));
    for it in [&mut gone, &mut done] {
        assert!(it.items.is_empty() && it.before.is_empty());
        let kept = serde_json::to_string(it).unwrap();
        assert!(!kept.contains("2014-08\""), "{kept}");
        assert!(it.edit("clerk", vec![item(false)], at(2)).is_err());
        assert!(it.withdraw("clerk", at(2)).is_err());
        assert!(it.send_back("editor", 1, "r", at(2)).is_err());
        assert!(it.approve("editor", 1, DATE, vec![], at(2)).is_err());
        assert!(it.may_override("clerk", "r").is_err());
    }
    assert_eq!(done.recorded, [7]);
}
