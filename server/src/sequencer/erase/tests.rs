//! Redactions of what is stored, of what comes with them, and of what an import
//! brings; and liftings.

use std::sync::Arc;

use ledger::record::{Json, OpeningState};

use super::super::tests::{Bench, bench, one, ready, ready_from};
use super::super::{Accepted, Submission, SubmitError};
use super::*;

const FIELD: &str = "/event/text";

fn removal(id: &str, kind: &str, target: &str, fields: &str, more: &str) -> Ready {
    ready_from(&format!(
        r#"{{"id":"{id}","inquiry":"demo","kind":"{kind}","basis":"official_record","by":"clerk",
        "certainty":"stated","sources":[{{"kind":"page","title":"A decision"}}],
        "event":{{"target":"{target}","fields":[{fields}],"decided_by":"editor",
        "decided_on":"1970-01-01"{more}}}}}"#
    ))
}

fn redaction(id: &str, target: &str, fields: &str) -> Ready {
    removal(id, "redaction", target, fields, r#","ground":"third_party""#)
}

fn lifting(id: &str, redaction: &str, target: &str) -> Ready {
    let more = format!(r#","redaction":"{redaction}""#);
    removal(id, "redaction_lifted", target, &format!("{FIELD:?}"), &more)
}

fn all(drafts: Vec<Ready>) -> Submission {
    Submission { drafts, expected: None, key: None }
}

fn opening(store: &Store, n: u64, pointer: &str) -> Opening {
    let encoded = store.whole_openings(Index::new(n)).unwrap().unwrap();
    decode_opening_list(&encoded).unwrap().get(pointer).unwrap().clone()
}

fn is_withheld(store: &Store, n: u64, pointer: &str) -> bool {
    matches!(opening(store, n, pointer).state, OpeningState::Withheld(_))
}

#[track_caller]
fn refusal(bench: &mut Bench, drafts: Vec<Ready>) -> String {
    match one(&mut bench.writer, all(drafts)) {
        Err(error @ SubmitError::NotAdmitted(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stored_entry_loses_the_named_fields_and_no_other() {
    let mut bench = bench();
    one(&mut bench.writer, all(vec![ready("a"), ready("b")])).unwrap();
    let root = bench.store.whole_openings(Index::new(0)).unwrap().unwrap();
    let root = decode_opening_list(&root).unwrap().root();
    let before = bench.writer.published().borrow().erasures;
    one(&mut bench.writer, all(vec![redaction("r", "a", r#""/event/text","/sources/0/title""#)]))
        .unwrap();
    for (n, pointer, gone) in [
        (0, FIELD, true),
        (0, "/sources/0/title", true),
        (0, "/event/searched", false),
        (1, FIELD, false),
    ] {
        assert_eq!(is_withheld(&bench.store, n, pointer), gone, "{n} {pointer}");
    }
    let left = bench.store.whole_openings(Index::new(0)).unwrap().unwrap();
    assert_eq!(decode_opening_list(&left).unwrap().root(), root, "it still leads to its root");
    assert_eq!(
        bench.writer.published().borrow().erasures,
        before + 1,
        "who keeps views hears of it"
    );
    // The rules go on from what is left.
    let twice = refusal(&mut bench, vec![redaction("s", "a", r#""/event/text""#)]);
    assert!(twice.contains("redacted by entry 2 already"), "{twice}");
    one(&mut bench.writer, all(vec![redaction("s", "a", r#""/event/searched""#)])).unwrap();
    assert!(is_withheld(&bench.store, 0, "/event/searched"));
}

#[test]
fn in_one_request_with_its_target_the_value_is_never_written() {
    let mut bench = bench();
    let drafts = vec![ready("a"), redaction("r", "a", r#""/event/text""#), ready("b")];
    let body = Hash::of(b"body");
    let key = Some((Hash::of(b"key"), body));
    let asked = Submission { drafts, expected: None, key };
    one(&mut bench.writer, asked.clone()).unwrap();
    assert!(is_withheld(&bench.store, 0, FIELD));
    assert!(!is_withheld(&bench.store, 2, FIELD));
    let used = bench.store.find_key(&Hash::of(b"key"), body.as_bytes()).unwrap().unwrap();
    assert_eq!(used.body, crate::store::SameBody::Erased);
    let again = one(&mut bench.writer, asked);
    assert!(matches!(again, Err(SubmitError::KeyErased { count: 3, .. })), "{again:?}");
    // Twice within one request is refused as well.
    let twice = vec![
        ready("c"),
        redaction("r1", "c", r#""/event/text""#),
        redaction("r2", "c", r#""/event/text""#),
    ];
    let said = refusal(&mut bench, twice);
    assert!(said.contains("draft 2 of this request already"), "{said}");
    assert!(one(&mut bench.writer, all(vec![ready("c")])).is_ok(), "nothing of it was kept");
}

#[test]
fn an_import_destroys_at_its_end_and_not_when_it_breaks_off() {
    let mut bench = bench();
    one(&mut bench.writer, all(vec![ready("a")])).unwrap();
    bench.writer.stage(all(vec![ready("b"), redaction("ra", "a", r#""/event/text""#)])).unwrap();
    bench.writer.stage(all(vec![redaction("rb", "b", r#""/event/text""#)])).unwrap();
    assert!(!is_withheld(&bench.store, 0, FIELD), "the import may still break off");
    bench.writer.finish().unwrap();
    assert!(is_withheld(&bench.store, 0, FIELD) && is_withheld(&bench.store, 1, FIELD));

    let Bench { dir, store, mut writer, .. } = bench;
    writer.stage(all(vec![redaction("rc", "a", r#""/event/searched""#)])).unwrap();
    drop((writer, store));
    let again = Store::open(&dir.path().join("store")).unwrap();
    assert_eq!(again.find_id("rc").unwrap(), None);
    assert!(!is_withheld(&again, 0, "/event/searched"), "it broke off: nothing was destroyed");
}

#[test]
fn a_lifting_restores_what_leads_to_the_commitment_and_nothing_else() {
    let mut bench = bench();
    one(&mut bench.writer, all(vec![ready("a")])).unwrap();
    let kept = opening(&bench.store, 0, FIELD);
    one(&mut bench.writer, all(vec![redaction("r", "a", r#""/event/text""#)])).unwrap();
    let with = |list: Vec<Opening>| Ready {
        returned: Openings::new(list).unwrap(),
        ..lifting("l", "r", "a")
    };
    let OpeningState::Open { salt, .. } = kept.state else { panic!("it was open") };
    let value = Json::str("Another thing.").to_canonical();
    let forged = Opening { pointer: FIELD.into(), state: OpeningState::Open { salt, value } };
    let stranger = Opening { pointer: "/event/searched".into(), ..kept.clone() };
    for (drafts, word) in [
        (vec![with(vec![])], "do not come with the draft"),
        (vec![with(vec![forged])], "do not lead to its commitment"),
        (vec![with(vec![stranger, kept.clone()])], "for which an opening came"),
        (
            vec![Ready { returned: Openings::new(vec![kept.clone()]).unwrap(), ..ready("x") }],
            "lifts no redaction",
        ),
    ] {
        let said = refusal(&mut bench, drafts);
        assert!(said.contains(word), "{said}");
        assert!(!said.contains("Another thing"), "no value in a refusal: {said}");
    }
    assert!(is_withheld(&bench.store, 0, FIELD));
    let done = one(&mut bench.writer, all(vec![with(vec![kept.clone()])])).unwrap();
    assert!(matches!(done, Accepted::New { .. }));
    assert_eq!(opening(&bench.store, 0, FIELD), kept);
}

/// Versions of before recorded redactions and destroyed nothing.
#[test]
fn a_redaction_of_before_is_carried_out_when_the_store_is_written_anew() {
    let dir = tempfile::tempdir().unwrap();
    let origin = ledger::record::Origin::new("test.example/ledger").unwrap();
    let opened = crate::Opened::create(dir.path(), &origin).unwrap();
    let store = Arc::clone(&opened.store);
    let (folder, mut writer) = opened.into_writer().unwrap();
    one(&mut writer, all(vec![ready("a"), ready("b")])).unwrap();
    let open = store.whole_openings(Index::new(0)).unwrap().unwrap();
    one(&mut writer, all(vec![redaction("r", "a", r#""/event/text""#)])).unwrap();
    let note = writer.published().borrow().note.clone();
    drop((writer, folder));
    let store = Arc::into_inner(store).unwrap();
    store.make_plain_for_tests(&dir.path().join("store"), &[(0, open)]);

    let opened = crate::Opened::open(dir.path()).unwrap();
    assert_eq!(opened.damage, None);
    assert_eq!(opened.start().note, note, "the same ledger, under the same signed summary");
    assert!(is_withheld(&opened.store, 0, FIELD), "destroyed at last");
    assert!(!is_withheld(&opened.store, 0, "/event/searched"));
    assert!(!is_withheld(&opened.store, 1, FIELD));
}
