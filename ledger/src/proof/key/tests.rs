use super::*;
use std::string::ToString;

/// Of the tests of Go's sumdb/note, which C2SP signed-note describes.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const PETER_SECRET: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const SUM_GOLANG_ORG: &str = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
/// A cosigner of Sunlight's test data.
const MIRROR: &str = "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O";
/// Of Tessera's test data.
const TESTDATA: &str =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

#[test]
fn keys_of_other_tools_are_read_and_written_back() {
    for (text, id, kind) in [
        (PETER, "c74f20a3", KeyKind::Ledger),
        (SUM_GOLANG_ORG, "033de0ae", KeyKind::Ledger),
        (TESTDATA, "33d7b496", KeyKind::Ledger),
        (MIRROR, "3fb148ef", KeyKind::Cosigner),
    ] {
        let key = VerifierKey::parse(text).unwrap();
        assert_eq!(key.to_string(), text);
        assert_eq!(key.id().to_string(), id);
        assert_eq!(key.kind(), kind);
    }
}

#[test]
fn a_private_key_of_other_tools_is_read_and_written_back() {
    let key = SignerKey::parse(PETER_SECRET).unwrap();
    assert_eq!(key.verifier().to_string(), PETER);
    assert_eq!(key.to_secret_text(), PETER_SECRET);
    assert!(!format!("{key:?}").contains("AYEK"), "the secret shows");
}

/// Every proper part of the text, and every byte raised by one.
fn manglings(text: &str) -> Vec<String> {
    let parts = (0..=text.len()).flat_map(|from| {
        (from..=text.len())
            .filter(move |to| (from, *to) != (0, text.len()))
            .map(move |to| (from, to))
    });
    let raised = (0..text.len()).map(|at| {
        let mut bytes = text.as_bytes().to_vec();
        bytes[at] += 1;
        String::from_utf8(bytes).unwrap()
    });
    parts.map(|(from, to)| text[from..to].into()).chain(raised).collect()
}

#[test]
fn mangled_keys_are_refused() {
    for text in [PETER, SUM_GOLANG_ORG, MIRROR] {
        for bad in manglings(text) {
            assert!(VerifierKey::parse(&bad).is_err(), "{bad}");
        }
    }
    for bad in manglings(PETER_SECRET) {
        assert!(SignerKey::parse(&bad).is_err(), "{bad}");
    }
}

#[test]
fn keys_of_another_length_or_kind_are_refused() {
    let long = "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==";
    assert!(matches!(VerifierKey::parse(long), Err(KeyError::Form(_))));
    let other = "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert_eq!(VerifierKey::parse(other), Err(KeyError::Kind(0x65)));
    assert!(matches!(VerifierKey::parse(&"a".repeat(10_000)), Err(KeyError::Form(_))));
    for bad in ["", "+", "++", "a+b", "a+b+c", " a+00000000+AA==", "é+00000000+"] {
        assert!(VerifierKey::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_key_that_fits_any_signature_is_refused() {
    let name = Origin::new("weak.example").unwrap();
    // The neutral element: a point of order one.
    let mut bytes = [0; 32];
    bytes[0] = 1;
    assert_eq!(VerifierKey::new(name, KeyKind::Ledger, &bytes), Err(KeyError::Point));
}

#[test]
fn signatures_hold_for_their_message_alone() {
    let name = Origin::new("test.example").unwrap();
    let key = SignerKey::from_seed(name, &[7; 32]);
    let signature = key.sign(b"hi");
    assert!(key.verifier().verify(b"hi", &signature));
    assert!(!key.verifier().verify(b"ho", &signature));
    for at in 0..64 {
        let mut changed = signature;
        changed[at] ^= 1;
        assert!(!key.verifier().verify(b"hi", &changed), "byte {at}");
    }
}

#[test]
fn the_kind_is_part_of_the_id() {
    let name = Origin::new("test.example").unwrap();
    let ledger = SignerKey::from_seed(name.clone(), &[7; 32]);
    let cosigner = SignerKey::cosigner_from_seed(name, &[7; 32]);
    assert_ne!(ledger.verifier().id(), cosigner.verifier().id());
    let again = SignerKey::parse(&cosigner.to_secret_text()).unwrap();
    assert_eq!(again.verifier(), cosigner.verifier());
}
