//! Keys: registered once by their holder, replaced by their own word, and what
//! they sign.

use super::*;
use crate::record::{DraftSignature, Hash, Timestamp};
use crate::signing::PersonSigner;
use crate::spelling::hex;

fn signer(seed: u8) -> PersonSigner {
    PersonSigner::from_seed(&[seed; 32])
}

fn new(seed: u8, more: &str) -> String {
    let key = signer(seed).public();
    format!(
        r#"{{"key":"{}","public_key":"{}","may":["author","approve"],{more}}}"#,
        key.id(),
        hex(key.as_bytes())
    )
}

fn own(seed: u8) -> String {
    new(seed, r#""holder":"clerk""#)
}

fn revoked(seed: u8) -> String {
    format!(r#"{{"key":"{}","ground":"lost"}}"#, signer(seed).public().id())
}

fn rotated(old: u8, seed: u8) -> String {
    new(seed, &format!(r#""old_key":"{}""#, signer(old).public().id()))
}

#[test]
fn a_key_is_registered_once_by_its_holder_and_revoked_once() {
    let mut book = Book::new();
    let stranger = book.refused("key_registered", &new(1, r#""holder":"editor""#));
    assert_eq!(stranger.field, "/event/holder");
    assert!(stranger.remedy.contains("clerk"), "{stranger}");
    assert_eq!(book.refused("key_revoked", &revoked(1)).field, "/event/key");
    assert_eq!(book.refused("key_rotated", &rotated(1, 2)).field, "/event/old_key");
    book.add("key_registered", &own(1));
    let twice = book.refused("key_registered", &own(1));
    assert!(twice.field == "/event/key" && twice.problem.contains("entry 7"), "{twice}");
    assert_eq!(book.refused("key_rotated", &rotated(1, 1)).field, "/event/key");
    book.add("key_revoked", &revoked(1));
    assert_eq!(book.refused("key_revoked", &revoked(1)).field, "/event/key");
    assert_eq!(book.refused("key_rotated", &rotated(1, 2)).field, "/event/old_key");
    assert_eq!(book.refused("key_registered", &own(1)).field, "/event/key");
}

/// Signatures between hang on what was said of keys: it is never said otherwise.
#[test]
fn events_of_keys_are_neither_corrected_nor_withdrawn() {
    let mut book = Book::new();
    book.add("key_registered", &own(1));
    let correction = r#"{"target":"e7","correction_kind":"clerical","reason":"r",
        "changes":[{"field":"/event/note","new":"n"}]}"#;
    assert_eq!(book.refused("correction", correction).field, "/event/target");
    let withdrawal = r#"{"target":"e7","withdrawal_kind":"other","reason":"r","decided_by":"x"}"#;
    let fault = book.refused("withdrawal", withdrawal);
    assert!(fault.field == "/event/target" && fault.remedy.contains("revoke"), "{fault}");
}

fn told(book: &Book, draft: &Draft, signatures: &[DraftSignature]) -> Vec<String> {
    let now = Timestamp::parse("2014-11-24T12:00:00.000Z").unwrap();
    let found = book.register.check_signatures(draft, "text", now, signatures);
    let faults = found.err().map(|faults| faults.0).unwrap_or_default();
    for fault in &faults {
        assert!(!fault.remedy.is_empty(), "{fault}");
    }
    faults.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn signatures_that_do_not_count_are_refused_and_named() {
    let mut book = Book::new();
    book.add("key_registered", &own(1));
    let sought = r#"{"sought":"other","text":"t","searched":"s"}"#;
    let said = draft(20, "record_not_found", sought, "");
    let good = signer(1).sign("text");
    assert_eq!(told(&book, &said, &[]), [""; 0], "nobody has to sign");
    assert_eq!(told(&book, &said, core::slice::from_ref(&good)), [""; 0]);
    let bad = signer(1).sign("another text");
    assert_eq!(told(&book, &said, &[bad]), ["/signatures/0"]);
    assert_eq!(told(&book, &said, &[signer(2).sign("text")]), ["/signatures/0"]);
    let twice = told(&book, &said, &[good.clone(), good.clone()]);
    assert_eq!(twice, ["/signatures/1", "/signatures/1/key"]);

    // The old key signs its successor in; then it is over.
    let swap = draft(21, "key_rotated", &rotated(1, 2), "");
    assert_eq!(told(&book, &swap, &[]), ["/signatures"]);
    assert_eq!(told(&book, &swap, core::slice::from_ref(&good)), [""; 0]);
    let at = Index::new(book.drafts.len() as u64);
    let ids: Vec<Hash> = Vec::from([good.key]);
    book.register.apply(at, &swap, &ids, &Pages(&book.drafts));
    assert_eq!(told(&book, &said, &[good]), ["/signatures/0"]);
    assert_eq!(told(&book, &said, &[signer(2).sign("text")]), [""; 0]);
}
