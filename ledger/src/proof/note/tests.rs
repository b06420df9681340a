use super::*;
use crate::record::Origin;
use proptest::prelude::*;

fn key(name: &str, seed: u8) -> SignerKey {
    SignerKey::from_seed(Origin::new(name).unwrap(), &[seed; 32])
}

const TEXT: &str = "first line\n\nlast line\n";

fn signed(keys: &[&SignerKey]) -> Note {
    let mut note = Note::new(TEXT.into()).unwrap();
    for key in keys {
        note.sign(key);
    }
    note
}

/// The published example of Go's sumdb/note: same key and text, same bytes.
#[test]
fn output_is_that_of_the_go_tools() {
    let secret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let line = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    let key = SignerKey::parse(secret).unwrap();
    let mut note = Note::new(text.into()).unwrap();
    note.sign(&key);
    note.sign(&key);
    assert_eq!(note.to_bytes(), format!("{text}\n{line}").into_bytes());
    let read = Note::parse(&note.to_bytes()).unwrap();
    assert_eq!(read.verify_strict(&[key.verifier().clone()]), Ok(std::vec![key.verifier()]));
}

#[test]
fn unknown_signatures_are_ignored_but_one_must_be_known() {
    let (one, two, three) = (key("one", 1), key("two", 2), key("three", 3));
    let note = Note::parse(&signed(&[&one, &two]).to_bytes()).unwrap();
    let keys = [two.verifier().clone(), three.verifier().clone()];
    assert_eq!(note.verify_strict(&keys), Ok(std::vec![&keys[0]]));
    assert!(
        matches!(note.verify_strict(&keys[1..]), Err(SignatureError::Unknown { named }) if named.len() == 2)
    );
    assert!(matches!(note.verify_strict(&[]), Err(SignatureError::Unknown { .. })));
}

#[test]
fn a_known_key_that_signed_something_else_spoils_the_note() {
    let (one, two) = (key("one", 1), key("two", 2));
    let mut note = signed(&[&one]);
    note.put(two.verifier(), two.sign(b"something else").to_vec());
    let (one, two) = (one.verifier().clone(), two.verifier().clone());
    assert!(note.verify_strict(core::slice::from_ref(&one)).is_ok());
    let error = note.verify_strict(&[one.clone(), two]).unwrap_err();
    assert!(matches!(error, SignatureError::Wrong { name, .. } if name == "two"));
    note.put(&one, std::vec![0; 63]);
    assert!(matches!(note.verify_strict(&[one]), Err(SignatureError::Wrong { .. })));
}

#[test]
fn a_repeated_signature_counts_once_and_repeated_keys_are_one() {
    let one = key("one", 1);
    let bytes = String::from_utf8(signed(&[&one]).to_bytes()).unwrap();
    let line = bytes.rsplit_once("\n\n").unwrap().1;
    let note = Note::parse(format!("{bytes}{line}").as_bytes()).unwrap();
    assert_eq!(note.signatures().len(), 2);
    let keys = [one.verifier().clone(), one.verifier().clone()];
    assert_eq!(note.verify_strict(&keys).map(|good| good.len()), Ok(1));
}

#[test]
fn malformed_notes_are_refused() {
    let one = key("one", 1);
    let note = String::from_utf8(signed(&[&one]).to_bytes()).unwrap();
    let line = note.rsplit_once("\n\n").unwrap().1.to_string();
    assert!(Note::parse(note.as_bytes()).is_ok());
    let many = |count| format!("{TEXT}\n{}", line.repeat(count));
    assert!(Note::parse(many(MAX_NOTE_SIGNATURES).as_bytes()).is_ok());
    for (why, bad) in [
        ("nothing", String::new()),
        ("no signature", TEXT.into()),
        ("no signature line", format!("{TEXT}\n")),
        ("cut line feed", note[..note.len() - 1].into()),
        ("more after it", format!("{note}\n")),
        ("another line", format!("{note}unexpected\n")),
        ("empty text", format!("\n\n{line}")),
        ("no text", format!("\n{line}")),
        ("carriage return", note.replace("first line\n", "first line\r\n")),
        ("tab", note.replace("first line", "first\tline")),
        ("hyphen", note.replace("— ", "- ")),
        ("no space", note.replace("— ", "—")),
        ("two spaces", note.replace("— one ", "— one  ")),
        ("space in name", note.replace("— one ", "— o e ")),
        ("wide space in name", note.replace("— one ", "— o\u{3000}e ")),
        ("plus in name", note.replace("— one ", "— o+e ")),
        ("no name", note.replace("— one ", "—  ")),
        ("bad base64", note.replace('=', "!")),
        ("no padding", note.replace('=', "")),
        ("key id alone", format!("{TEXT}\n— one AAAAAA==\n")),
        ("too many", many(MAX_NOTE_SIGNATURES + 1)),
        ("too long", format!("{}\n\n{line}", "a".repeat(MAX_NOTE_BYTES))),
    ] {
        assert!(Note::parse(bad.as_bytes()).is_err(), "{why}");
    }
    let mut bytes = note.into_bytes();
    bytes[0] = 0xff;
    assert!(Note::parse(&bytes).is_err());
    for bad in ["", "\n", "abc", "a\rb\n"] {
        assert!(Note::new(bad.into()).is_err(), "{bad:?}");
    }
}

#[test]
fn every_changed_byte_is_noticed() {
    let one = key("one", 1);
    let keys = [one.verifier().clone()];
    let bytes = signed(&[&one]).to_bytes();
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            let verdict = Note::parse(&changed).map(|note| note.verify_strict(&keys).is_ok());
            assert_ne!(verdict, Ok(true), "byte {at} bit {bit}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Note::parse(&bytes);
    }

    #[test]
    fn what_is_read_is_written_back(text in "[ -~\n]{0,40}", lines in "(— [a-c ]{0,3} [A-Za-z0-9+/]{0,12}={0,2}\n){0,3}") {
        let bytes = format!("{text}\n\n{lines}").into_bytes();
        if let Ok(note) = Note::parse(&bytes) {
            prop_assert_eq!(note.to_bytes(), bytes);
        }
    }
}
