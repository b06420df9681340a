//! A cosigner signs what continues, once, and nothing else.

use super::*;
use crate::proof::{SignedCheckpoint, SignerKey, TileTree, consistency_proof, cosign};
use crate::record::Origin;
use std::vec;

fn key(name: &str, seed: u8) -> SignerKey {
    SignerKey::from_seed(Origin::new(name).unwrap(), &[seed; 32])
}

fn tree(size: u64, word: &str) -> TileTree {
    (0..size).map(|n| TreeHash::leaf(format!("{word} {n}").as_bytes())).collect()
}

fn checkpoint(size: u64, word: &str) -> Checkpoint {
    let root = tree(size, word).root();
    Checkpoint { origin: Origin::new("ledger.example").unwrap(), size: Size::new(size), root }
}

fn request(old: u64, new: u64, word: &str) -> AddCheckpoint {
    let proof =
        consistency_proof(Size::new(old), Size::new(new), &tree(new, word)).unwrap_or_default();
    let checkpoint = SignedCheckpoint::sign(checkpoint(new, word), &key("ledger.example", 1));
    AddCheckpoint { old: Size::new(old), proof, checkpoint }
}

fn logs() -> Vec<VerifierKey> {
    vec![
        key("ledger.example", 1).verifier().clone(),
        key("ledger.example", 2).verifier().clone(),
        key("other.example", 1).verifier().clone(),
    ]
}

fn judge(request: &AddCheckpoint, last: Option<&Checkpoint>) -> Result<Note, u16> {
    receive(&request.to_bytes(), &logs())
        .and_then(|genuine| genuine.continues(last))
        .map_err(|refusal| refusal.status())
}

#[test]
fn what_continues_is_signed_at_every_step() {
    for old in 0..20 {
        let last = checkpoint(old, "said");
        for new in old..20 {
            let request = request(old, new, "said");
            let note = judge(&request, Some(&last)).unwrap();
            assert_eq!(&note, request.checkpoint.note());
            if old == 0 {
                assert!(judge(&request, None).is_ok(), "the first one that it sees");
            }
        }
    }
}

#[test]
fn a_fork_and_a_rollback_are_never_signed() {
    for (old, new) in [(1, 2), (3, 5), (4, 8), (5, 5), (7, 19)] {
        let last = checkpoint(old, "said");
        assert_eq!(judge(&request(old, new, "denied"), Some(&last)), Err(422), "fork {old} {new}");
        assert_eq!(judge(&request(old - 1, old - 1, "said"), Some(&last)), Err(409), "rollback");
        assert_eq!(judge(&request(0, new, "denied"), Some(&last)), Err(409), "as if new");
        let mut without = request(old, new, "said");
        without.proof.clear();
        assert_eq!(judge(&without, Some(&last)).is_ok(), old == new, "no proof");
        let mut longer = request(old, new, "said");
        longer.proof.push(TreeHash::empty());
        assert_eq!(judge(&longer, Some(&last)), Err(422), "a hash too many");
        let mut backwards = request(old, new, "said");
        backwards.old = Size::new(new + 1);
        assert_eq!(judge(&backwards, Some(&last)), Err(400), "old above new");
    }
}

#[test]
fn each_refusal_has_the_status_of_the_specification() {
    let last = checkpoint(5, "said");
    let signed_by = |key: &SignerKey| {
        let checkpoint = SignedCheckpoint::sign(checkpoint(7, "said"), key);
        AddCheckpoint { checkpoint, ..request(5, 7, "said") }
    };
    let stranger = signed_by(&key("ledger.example", 9));
    assert_eq!(judge(&stranger, Some(&last)), Err(403), "a key that is not known");
    assert_eq!(judge(&signed_by(&key("other.example", 1)), Some(&last)), Err(403), "another's key");
    assert!(judge(&signed_by(&key("ledger.example", 2)), Some(&last)).is_ok(), "a second key");
    let good = String::from_utf8(request(5, 7, "said").to_bytes()).unwrap();
    for (status, body) in [
        (400, String::new()),
        (400, good.replace("old 5", "old x")),
        (400, good.replacen("\n\n\u{2014}", "\nextension\n\n\u{2014}", 1)),
        (404, good.replace("ledger.example", "unknown.example")),
        (403, good.replace("\n7\n", "\n8\n")),
        (409, good.replace("old 5", "old 4")),
    ] {
        let found = receive(body.as_bytes(), &logs()).and_then(|g| g.continues(Some(&last)));
        assert_eq!(found.map_err(|refusal| refusal.status()), Err(status), "{body}");
    }
    let other = Refusal::OtherSize(Size::new(5));
    assert_eq!((other.mime(), other.body().as_str()), (SIZE_MIME, "5\n"));
    assert!(receive(good.as_bytes(), &[]).is_err(), "knows nobody");
}

#[test]
fn an_empty_ledger_has_the_empty_root() {
    assert!(judge(&request(0, 0, "said"), None).is_ok());
    let crooked = Checkpoint { root: TreeHash::leaf(b""), ..checkpoint(0, "said") };
    let checkpoint = SignedCheckpoint::sign(crooked, &key("ledger.example", 1));
    let request = AddCheckpoint { old: Size::ZERO, proof: Vec::new(), checkpoint };
    assert_eq!(judge(&request, None), Err(422));
    let mut proven = request_with_proof();
    assert_eq!(judge(&proven, None), Err(422), "a proof from nothing");
    proven.proof.clear();
    assert!(judge(&proven, None).is_ok());
}

fn request_with_proof() -> AddCheckpoint {
    AddCheckpoint { proof: vec![TreeHash::empty()], ..request(0, 3, "said") }
}

#[test]
fn only_the_ledgers_own_signature_is_kept() {
    let mut request = request(0, 3, "said");
    let stranger = SignerKey::cosigner_from_seed(Origin::new("x.example").unwrap(), &[3; 32]);
    cosign(request.checkpoint.note_mut(), &stranger, 5).unwrap();
    let note = judge(&request, None).unwrap();
    assert_eq!(note.signatures().len(), 1);
    assert_eq!(note.signatures()[0].name, "ledger.example");
}
