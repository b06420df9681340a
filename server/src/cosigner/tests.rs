//! A cosigner that is asked twice, at once, after a crash, and with damage.

use super::*;
use ledger::proof::{AddCheckpoint, TileTree, TreeHash, consistency_proof};
use ledger::record::Size;
use std::sync::atomic::{AtomicUsize, Ordering};

fn log() -> SignerKey {
    SignerKey::from_seed(Origin::new("ledger.example").unwrap(), &[1; 32])
}

fn request(old: u64, new: u64, word: &str) -> Vec<u8> {
    let tree: TileTree =
        (0..new).map(|n| TreeHash::leaf(format!("{word} {n}").as_bytes())).collect();
    let proof = consistency_proof(Size::new(old), Size::new(new), &tree).unwrap();
    let origin = log().verifier().name().clone();
    let checkpoint = Checkpoint { origin, size: Size::new(new), root: tree.root() };
    let checkpoint = SignedCheckpoint::sign(checkpoint, &log());
    AddCheckpoint { old: Size::new(old), proof, checkpoint }.to_bytes()
}

fn made() -> (tempfile::TempDir, VerifierKey) {
    let dir = tempfile::tempdir().unwrap();
    let key = create(dir.path(), &Origin::new("library.example").unwrap()).unwrap();
    (dir, key)
}

fn open(dir: &tempfile::TempDir) -> Cosigner {
    Cosigner::open(dir.path(), vec![log().verifier().clone()]).unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}

fn status(result: Result<Vec<u8>, AddError>) -> u16 {
    match result {
        Ok(_) => 200,
        Err(AddError::Refused(refusal)) => refusal.status(),
        Err(AddError::Disk(_)) => 500,
    }
}

#[test]
fn what_it_signed_survives_a_crash_before_the_answer() {
    let (dir, key) = made();
    let cosigner = open(&dir);
    assert_eq!(status(cosigner.add(&request(0, 5, "said"), at(7))), 200);
    // Stored, and the answer never left: the process is gone.
    drop(cosigner);
    let cosigner = open(&dir);
    let again = cosigner.add(&request(0, 5, "said"), at(8));
    assert!(matches!(again, Err(AddError::Refused(Refusal::OtherSize(size))) if size.get() == 5));
    assert_eq!(status(cosigner.add(&request(5, 5, "denied"), at(9))), 422, "never a fork");
    let lines = cosigner.add(&request(5, 5, "said"), at(10)).unwrap();
    let note = [&request(5, 5, "said")[7..], &lines].concat();
    let signed = SignedCheckpoint::parse(&note).unwrap();
    assert_eq!(verify_cosignature(signed.note(), &key), Ok(Some(10)), "a fresh time");
    let kept = cosigner.newest(&origin_hash(log().verifier().name())).unwrap().unwrap();
    assert_eq!(SignedCheckpoint::parse(&kept).unwrap().note().signatures().len(), 2);
    assert_eq!(cosigner.newest("../cosigner-key").unwrap(), None);
    assert_eq!(cosigner.newest(&"0".repeat(64)).unwrap(), None);
}

#[test]
fn of_two_at_once_one_wins() {
    let (dir, _) = made();
    let cosigner = open(&dir);
    assert_eq!(status(cosigner.add(&request(0, 3, "said"), at(1))), 200);
    let requests = [request(3, 4, "said"), request(3, 6, "said"), request(3, 9, "said")];
    for round in 0..20 {
        let _ = std::fs::remove_dir_all(dir.path().join("logs"));
        std::fs::create_dir(dir.path().join("logs")).unwrap();
        *cosigner.held.values().next().unwrap().lock().unwrap() = None;
        assert_eq!(status(cosigner.add(&request(0, 3, "said"), at(1))), 200);
        let (won, lost) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for request in &requests {
                scope.spawn(|| match status(cosigner.add(request, at(2))) {
                    200 => won.fetch_add(1, Ordering::Relaxed),
                    409 => lost.fetch_add(1, Ordering::Relaxed),
                    other => panic!("{other}"),
                });
            }
        });
        assert_eq!((won.into_inner(), lost.into_inner()), (1, 2), "round {round}");
    }
}

#[test]
fn a_full_disk_signs_nothing() {
    let (dir, _) = made();
    let cosigner = open(&dir);
    assert_eq!(status(cosigner.add(&request(0, 3, "said"), at(1))), 200);
    // No folder to write into: as a disk that is full or gone.
    std::fs::remove_dir_all(dir.path().join("logs")).unwrap();
    assert_eq!(status(cosigner.add(&request(3, 4, "said"), at(2))), 500);
    std::fs::create_dir(dir.path().join("logs")).unwrap();
    assert_eq!(status(cosigner.add(&request(3, 4, "said"), at(3))), 200, "and then goes on");
}

#[test]
fn damage_is_never_a_new_beginning() {
    let (dir, _) = made();
    let cosigner = open(&dir);
    assert_eq!(status(cosigner.add(&request(0, 3, "said"), at(1))), 200);
    assert!(matches!(Cosigner::open(dir.path(), Vec::new()), Err(CosignerError::Busy(_))));
    drop(cosigner);
    let path = note_path(dir.path(), log().verifier().name());
    let good = std::fs::read_to_string(&path).unwrap();
    for bad in [
        String::new(),
        good[..good.len() - 1].to_owned(),
        good.replace("\n3\n", "\n2\n"),
        good.lines().take(5).collect::<Vec<_>>().join("\n") + "\n",
    ] {
        std::fs::write(&path, bad).unwrap();
        let opened = Cosigner::open(dir.path(), vec![log().verifier().clone()]);
        assert!(matches!(opened, Err(CosignerError::Content { .. })));
    }
    std::fs::write(&path, good).unwrap();
    assert_eq!(status(open(&dir).add(&request(3, 4, "said"), at(2))), 200);
}

#[test]
fn a_key_is_made_once_and_a_ledgers_key_is_none() {
    let (dir, _) = made();
    let name = Origin::new("library.example").unwrap();
    assert!(matches!(create(dir.path(), &name), Err(CosignerError::Exists(_))));
    let empty = tempfile::tempdir().unwrap();
    assert!(matches!(Cosigner::open(empty.path(), vec![]), Err(CosignerError::Absent(_))));
    std::fs::write(key_path(empty.path()), log().to_secret_text()).unwrap();
    assert!(matches!(Cosigner::open(empty.path(), vec![]), Err(CosignerError::Content { .. })));
}
