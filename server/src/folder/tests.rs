//! Tests of `folder.rs`.

use super::*;

fn origin() -> Origin {
    Origin::new("test.example/ledger").unwrap()
}

#[test]
fn a_folder_is_made_once_held_by_one_and_found_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    assert!(matches!(Folder::open(&path), Err(FolderError::Absent(_))));
    let made = Folder::create(&path, &origin()).unwrap();
    let key = made.signing_key().unwrap().verifier().clone();
    assert!(matches!(Folder::open(&path), Err(FolderError::Busy(_))));
    drop(made);
    assert!(matches!(Folder::create(&path, &origin()), Err(FolderError::Foreign(_))));
    let again = Folder::open(&path).unwrap();
    assert_eq!(again.origin(), &origin());
    assert_eq!(again.signing_key().unwrap().verifier(), &key);
    assert_eq!(again.read_head().unwrap(), None);
}

#[test]
fn somebody_elses_files_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("thesis.txt"), "years of work").unwrap();
    let refused = Folder::create(dir.path(), &origin());
    assert!(matches!(refused, Err(FolderError::Foreign(_))));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn a_key_of_another_ledger_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let folder = Folder::create(dir.path(), &origin()).unwrap();
    let other = SignerKey::from_seed(Origin::new("other.example").unwrap(), &[3; 32]);
    std::fs::write(dir.path().join("signing-key"), other.to_secret_text()).unwrap();
    let error = folder.signing_key().unwrap_err().to_string();
    assert!(error.contains("signs for other.example"), "{error}");
}
