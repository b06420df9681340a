//! The register of keys, one refusal a reason.

use super::*;
use crate::record::{DraftSignature, Hash, Index, Json, Timestamp};
use crate::spelling::hex;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

const TEXT: &str = r#"{"by":"clerk","sealed":"00"}"#;

fn signer(seed: u8) -> PersonSigner {
    PersonSigner::from_seed(&[seed; 32])
}

fn new(kind: &str, seed: u8, more: &str) -> KeyEvent {
    let key = signer(seed).public();
    let json = format!(
        r#"{{"kind":"{kind}","event":{{"key":"{}","public_key":"{}",{more}}}}}"#,
        key.id(),
        hex(key.as_bytes())
    );
    KeyEvent::read(&Json::parse(json.as_bytes()).unwrap()).unwrap()
}

fn revoked(seed: u8, from: &str) -> KeyEvent {
    let json = format!(
        r#"{{"kind":"key_revoked","event":{{"key":"{}"{from}}}}}"#,
        signer(seed).public().id()
    );
    KeyEvent::read(&Json::parse(json.as_bytes()).unwrap()).unwrap()
}

#[derive(Default)]
struct Book(BTreeMap<Hash, Registered>, u64);

impl Book {
    fn add(&mut self, event: KeyEvent, signed: &[Hash]) -> usize {
        let changed = event.apply(Index::new(self.1), signed, &|id| self.0.get(id).cloned());
        self.1 += 1;
        let count = changed.len();
        self.0.extend(changed);
        count
    }

    /// Two people: the clerk may record, the editor may approve.
    fn new() -> Self {
        let mut book = Self::default();
        book.add(new("key_registered", 1, r#""holder":"clerk","may":["author"]"#), &[]);
        book.add(new("key_registered", 2, r#""holder":"editor","may":["approve"]"#), &[]);
        book
    }

    fn told(&self, by: &str, day: &str, signatures: &[DraftSignature]) -> Vec<String> {
        let recorded = Timestamp::parse(&format!("{day}T12:00:00.000Z")).unwrap();
        let signed = Signed { text: TEXT, by, recorded, signatures };
        let judged = judge(&signed, &|id| self.0.get(id).cloned());
        judged.into_iter().map(|wrong| wrong.map_or_else(String::new, |w| w.to_string())).collect()
    }
}

#[test]
fn an_author_and_a_second_person_count_and_everything_else_is_named() {
    let (clerk, editor) = (signer(1).sign(TEXT), signer(2).sign(TEXT));
    let mut book = Book::new();
    let day = "2026-11-28";
    assert_eq!(book.told("clerk", day, &[clerk.clone(), editor.clone()]), ["", ""]);
    let mut bent = clerk.clone();
    bent.signature[40] ^= 1;
    let other = signer(1).sign(&TEXT.replace("00", "01"));
    let mut foreign = clerk.clone();
    foreign.key = Hash::of(b"nobody's");
    for (by, first, second, words) in [
        ("clerk", &bent, None, "does not hold"),
        ("clerk", &other, None, "does not hold"),
        ("clerk", &foreign, None, "no earlier entry registers"),
        ("editor", &clerk, None, "is by a key of clerk"),
        ("clerk", &editor, None, "is by a key of editor"),
        ("editor", &editor, None, "not registered for this"),
        ("clerk", &clerk, Some(&clerk), "another one of clerk"),
        ("clerk", &clerk, Some(&bent), "another one of clerk"),
    ] {
        let signatures: Vec<_> = [Some(first), second].into_iter().flatten().cloned().collect();
        let told = book.told(by, day, &signatures);
        assert!(told.last().unwrap().contains(words), "{words}: {told:?}");
    }
    // A key of the approver's second hat does not make a second person.
    book.add(new("key_registered", 3, r#""holder":"clerk","may":["approve"]"#), &[]);
    let own = [clerk.clone(), signer(3).sign(TEXT)];
    assert!(book.told("clerk", day, &own)[1].contains("not of a second person"));
    let twice = [clerk, editor.clone(), editor];
    assert!(book.told("clerk", day, &twice)[2].contains("another one of editor"));
}

#[test]
fn a_key_counts_from_its_day_to_its_end_and_no_longer() {
    let mut book = Book::new();
    let late = r#""holder":"clerk","may":["author"],"valid_from":"2026-12-01""#;
    book.add(new("key_registered", 4, late), &[]);
    let signed = [signer(4).sign(TEXT)];
    assert!(book.told("clerk", "2026-11-30", &signed)[0].contains("valid from 2026-12-01"));
    assert_eq!(book.told("clerk", "2026-12-01", &signed), [""]);

    // A rotation counts only with the signature of the key that goes.
    let rotated = || {
        let json = format!(r#""old_key":"{}","may":["author"]"#, signer(4).public().id());
        new("key_rotated", 5, &json)
    };
    assert_eq!(book.add(rotated(), &[]), 0);
    assert_eq!(book.add(rotated(), &[signer(1).public().id()]), 0);
    assert!(book.told("clerk", "2027-01-01", &[signer(5).sign(TEXT)])[0].contains("registers"));
    assert_eq!(book.add(rotated(), &[signer(4).public().id()]), 2);
    assert!(book.told("clerk", "2027-01-01", &signed)[0].contains("entry 5 replaced"));
    assert_eq!(book.told("clerk", "2027-01-01", &[signer(5).sign(TEXT)]), [""]);
    assert_eq!(book.0[&signer(5).public().id()].holder, "clerk", "the holder stays");

    assert_eq!(book.add(revoked(5, r#","unreliable_from":3"#), &[]), 1);
    assert!(book.told("clerk", "2027-01-01", &[signer(5).sign(TEXT)])[0].contains("6 revoked"));
    let ended = book.0[&signer(5).public().id()].ended.unwrap();
    assert_eq!(ended.unreliable_from, Some(Index::new(3)));
    assert_eq!(book.add(revoked(5, ""), &[]), 0, "the first word stands");
    assert_eq!(book.add(revoked(9, ""), &[]), 0, "a key that nobody registered");
    // Registered once: not by another, and not again after its end.
    let again = r#""holder":"thief","may":["author","approve"]"#;
    assert_eq!(book.add(new("key_registered", 5, again), &[]), 0);
    assert_eq!(book.add(new("key_registered", 1, again), &[]), 0);
}

#[test]
fn what_is_no_event_of_a_key_changes_nothing() {
    let good = r#"{"kind":"key_registered","event":{"key":"K","public_key":"P","holder":"h"}}"#;
    let key = signer(1).public();
    let good = good.replace('K', &key.id().to_hex()).replace('P', &hex(key.as_bytes()));
    let read = |text: &str| KeyEvent::read(&Json::parse(text.as_bytes()).unwrap());
    assert!(read(&good).is_some());
    let weak = "01".to_string() + &"00".repeat(31);
    for bad in [
        good.replace("key_registered", "key_made"),
        good.replace("holder", "owner"),
        good.replace(&key.id().to_hex(), &Hash::of(b"x").to_hex()),
        good.replace(&hex(key.as_bytes()), &weak),
        good.replace("\"event\"", "\"facts\""),
    ] {
        assert_eq!(read(&bad), None, "{bad}");
    }
    // 3 is the y of a point of full order; 2^255 - 19 + 3 would be the same y.
    let mut second = [0xff; 32];
    (second[0], second[31]) = (0xf0, 0x7f);
    assert!(PersonKey::new(&second).is_none());
    assert!(PersonKey::new(&[0; 32]).is_none() && PersonKey::new(&[0xff; 32]).is_none());
    assert!(!format!("{:?}", signer(7)).contains(&hex(&[7; 4])), "no secret in a log");
}
