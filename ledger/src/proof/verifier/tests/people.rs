//! Signatures of people, in a ledger whose summary is signed as it should be.

use super::super::{CheckId, Code, Outcome, Report, State};
use super::fixture::{Ledger, origin, trust, verify, verify_all};
use crate::record::{Chain, DraftSignature, Index, Json, Salt, SealedDraft, Timestamp};
use crate::signing::PersonSigner;
use crate::spelling::hex;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

/// A ledger that is written entry by entry.
struct Book {
    chain: Chain,
    ledger: Ledger,
}

type Signing<'a> = &'a dyn Fn(&str) -> Vec<DraftSignature>;

fn signer(seed: u8) -> PersonSigner {
    PersonSigner::from_seed(&[seed; 32])
}

fn by(seeds: &'static [u8]) -> impl Fn(&str) -> Vec<DraftSignature> {
    move |text| seeds.iter().map(|seed| signer(*seed).sign(text)).collect()
}

impl Book {
    fn new() -> Self {
        Self { chain: Chain::genesis(&origin()), ledger: Ledger::default() }
    }

    fn add(&mut self, kind: &str, event: &str, signing: Signing<'_>) -> &mut Self {
        let public = format!(r#"{{"kind":"{kind}","by":"clerk","event":{event}}}"#);
        let public = Json::parse(public.as_bytes()).unwrap();
        let sealed = Vec::from([("/text".to_string(), Json::str("a word"))]);
        let draft = SealedDraft::new(public, sealed, &mut || Salt::from_bytes([3; 32])).unwrap();
        let time = Timestamp::from_millis(1_000 * i64::try_from(self.ledger.lines.len()).unwrap());
        let signatures = signing(draft.public_text());
        let entry = self.chain.seal(&draft, time, signatures).unwrap();
        self.ledger.lines.push(entry.line().to_vec());
        self.ledger.openings.push(draft.encoded_openings().to_vec());
        self
    }

    fn said(&mut self, signing: Signing<'_>) -> &mut Self {
        self.add("test", r#"{"said":"a thing"}"#, signing)
    }

    fn registered(&mut self, seed: u8, holder: &str, may: &str) -> &mut Self {
        let key = signer(seed).public();
        let event = format!(
            r#"{{"key":"{}","public_key":"{}","holder":"{holder}","may":[{may}]}}"#,
            key.id(),
            hex(key.as_bytes())
        );
        self.add("key_registered", &event, &by(&[]))
    }

    fn revoked(&mut self, seed: u8, more: &str) -> &mut Self {
        let event = format!(r#"{{"key":"{}"{more}}}"#, signer(seed).public().id());
        self.add("key_revoked", &event, &by(&[]))
    }

    fn report(&self) -> Report {
        verify(&self.ledger.files())
    }
}

fn authors(report: &Report) -> (&'static str, String) {
    match report.outcome(CheckId::Authors).unwrap() {
        Outcome::Passed(words) => ("passed", words.clone()),
        Outcome::Failed(words) => ("failed", words.clone()),
        Outcome::NotChecked(words) => ("not checked", words.clone()),
    }
}

/// The clerk, who may record, and the editor, who may approve: two entries.
fn two_people() -> Book {
    let mut book = Book::new();
    book.registered(1, "clerk", r#""author""#).registered(2, "editor", r#""approve""#);
    book
}

#[test]
fn signed_records_are_counted_and_unsigned_ones_are_not_held_against_anybody() {
    let mut book = two_people();
    assert_eq!(authors(&book.report()), ("not checked", "no record is signed by a person".into()));
    book.said(&by(&[])).said(&by(&[1])).said(&by(&[1, 2]));
    let report = book.report();
    assert_eq!(report.state, State::FirstVisit, "{report:#?}");
    let words = "2 of 5 records are signed, each by a key that was valid then";
    assert_eq!(authors(&report), ("passed", words.into()));
    let key = &report.keys[&signer(2).public().id()];
    assert_eq!((key.holder.as_str(), key.since, key.ended), ("editor", Index::new(1), None));
}

#[test]
fn a_signature_that_does_not_count_is_a_finding_of_its_own_at_its_entry() {
    let bent = |text: &str| {
        let mut signed = by(&[1])(text);
        signed[0].signature[5] ^= 8;
        signed
    };
    let cases: [(&str, Signing<'_>); 6] = [
        ("the author’s signature does not hold", &bent),
        ("no earlier entry registers", &by(&[9])),
        ("is by a key of editor", &by(&[2])),
        ("the second person’s signature is another one of clerk", &by(&[1, 1])),
        ("the second person’s signature is by a key that no earlier entry", &by(&[1, 9])),
        ("does not hold", &|_| by(&[1])("something else")),
    ];
    for (words, signing) in cases {
        let mut book = two_people();
        book.said(&by(&[1])).said(signing).said(&by(&[1, 2]));
        let report = book.report();
        assert_eq!(report.state, State::BadAuthor, "{words}: {report:#?}");
        assert_eq!(report.state.verdict().as_str(), "does_not_match");
        let [finding] = &report.findings[..] else { panic!("{words}: {:#?}", report.findings) };
        assert_eq!((finding.code, finding.at), (Code::Person, Some(Index::new(3))), "{words}");
        assert!(finding.to_string().contains(words), "{finding}");
        assert_eq!(authors(&report).0, "failed");
        // The bytes are those that the office signed: nothing else is in doubt.
        assert_eq!(report.good, report.size);
        assert!(matches!(report.outcome(CheckId::Bytes), Some(Outcome::Passed(_))));
    }
}

#[test]
fn a_key_counts_after_its_entry_and_before_its_end() {
    // Before it is registered: the same key, a moment later, would count.
    let mut early = Book::new();
    early.said(&by(&[1])).registered(1, "clerk", r#""author""#);
    assert_eq!(early.report().first_bad(), Some(Index::new(0)));
    let mut over = two_people();
    over.said(&by(&[1])).revoked(1, "").said(&by(&[1]));
    let report = over.report();
    assert_eq!((report.state, report.first_bad()), (State::BadAuthor, Some(Index::new(4))));
    assert!(report.findings[0].to_string().contains("a key that entry 3 revoked"));
    // Stolen, and told later: what it signed held then, and is in doubt now.
    let mut stolen = two_people();
    stolen.said(&by(&[1])).said(&by(&[1])).revoked(1, r#","unreliable_from":3"#);
    let report = stolen.report();
    assert_eq!(report.state, State::FirstVisit);
    let (outcome, words) = authors(&report);
    assert!(outcome == "not checked" && words.starts_with("1 of 2 signed records"), "{words}");
}

#[test]
fn a_rotation_without_the_old_keys_signature_brings_no_key_in() {
    let rotated = |book: &mut Book, signing: Signing<'_>| {
        let key = signer(3).public();
        let event = format!(
            r#"{{"old_key":"{}","key":"{}","public_key":"{}","may":["author"]}}"#,
            signer(1).public().id(),
            key.id(),
            hex(key.as_bytes())
        );
        book.add("key_rotated", &event, signing).said(&by(&[3]));
    };
    let mut good = two_people();
    rotated(&mut good, &by(&[1]));
    assert_eq!(good.report().state, State::FirstVisit);
    let mut bad = two_people();
    rotated(&mut bad, &by(&[]));
    assert_eq!(bad.report().first_bad(), Some(Index::new(3)));
}

/// What is missing may have registered the key: that is no sign of anything.
#[test]
fn a_key_that_a_missing_entry_may_register_is_not_held_against_anybody() {
    let mut book = two_people();
    for _ in 0..260 {
        book.said(&by(&[]));
    }
    book.said(&by(&[1]));
    let mut files = book.ledger.files();
    files.remove("tile/entries/000");
    let (report, _) = verify_all(&files, trust(), None);
    assert_eq!(report.state, State::Partial, "{report:#?}");
    let (outcome, words) = authors(&report);
    assert!(outcome == "not checked" && words.contains("could not be loaded"), "{words}");
}

/// A changed byte outranks everything: the record is not the signed one.
#[test]
fn a_changed_signature_is_a_changed_record() {
    let mut book = two_people();
    book.said(&by(&[1]));
    let mut files = book.ledger.files();
    let bundle = files.get_mut("tile/entries/000.p/3").unwrap();
    let text = String::from_utf8_lossy(bundle).into_owned();
    let at = text.find("\"signature\":\"").unwrap() + 20;
    bundle[at] = if bundle[at] == b'A' { b'B' } else { b'A' };
    let report = verify(&files);
    assert_eq!((report.state, report.first_bad()), (State::Mismatch, Some(Index::new(2))));
}
