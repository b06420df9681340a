//! What is redacted is gone from every byte of the folder, whenever the process ends.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use super::super::tests::{entries, head, signed};
use super::*;
use crate::store::NewEntry;

thread_local! {
    /// Where the next commit that redacts ends as if it had been killed.
    pub(super) static STOP: Cell<Option<Step>> = const { Cell::new(None) };
}

const SECRET: &[u8] = b"the number is 314159";
const LEFT: &[u8] = b"withheld";

fn named(n: u64, openings: &[u8]) -> NewEntry {
    NewEntry { openings: openings.to_vec(), ..entries(n, 1, 10).remove(0) }
}

/// A store whose entry 1 holds the secret and came with a key, and its file of keys.
fn with_secret(dir: &Path) -> (PathBuf, PathBuf) {
    let folder = dir.join("store");
    let store = Store::open(&folder).unwrap();
    store.append(&signed(vec![named(0, b"before")], 1, 1)).unwrap();
    let mut commit = signed(vec![named(1, SECRET), named(2, b"after")], 3, 2);
    let record = KeyRecord { body: Some([5; 32]), first: 1, count: 2 };
    commit.keys.push((Hash::of(b"key"), record));
    store.append(&commit).unwrap();
    (folder, dir.join("erasure-keys"))
}

fn redaction() -> Commit {
    let mut commit = signed(vec![named(3, b"the redaction")], 4, 3);
    if let End::Signed { redacted, .. } = &mut commit.end {
        redacted.push(Redacted { index: Index::new(1), openings: LEFT.to_vec() });
    }
    commit
}

/// Every byte of every file below `folder`.
fn all_bytes(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_bytes(&path));
        } else {
            found.push((path.clone(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

/// Whether anything in the store's files can be opened to the secret with any key
/// that is left: what a thief of the whole folder could try.
fn can_be_opened(dir: &Path, row: &[u8]) -> bool {
    let keys = std::fs::read(dir.join("erasure-keys")).unwrap();
    assert!(row.len() > 33, "the row was kept");
    let slot = usize::try_from(vault::slot_of(row).unwrap()).unwrap();
    keys[64 + slot * 32..96 + slot * 32] != [0; 32]
}

fn holds(dir: &Path, needle: &[u8]) -> bool {
    all_bytes(dir).iter().any(|(_, bytes)| bytes.windows(needle.len()).any(|w| w == needle))
}

#[test]
fn what_is_redacted_is_gone_and_everything_else_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, _) = with_secret(dir.path());
    assert!(!holds(dir.path(), SECRET), "it never lay there in the open");
    assert!(!holds(dir.path(), &[5; 32]), "nor did the hash of its request");
    let store = Store::open(&folder).unwrap();
    assert_eq!(store.whole_openings(Index::new(1)).unwrap().as_deref(), Some(SECRET));
    let row = store.value(&layout::openings_key(Index::new(1))).unwrap().unwrap();
    assert!(can_be_opened(dir.path(), &row), "positive control");

    store.append(&redaction()).unwrap();
    assert!(!can_be_opened(dir.path(), &row), "also while the store is open");
    drop(store);
    let store = Store::open(&folder).unwrap();
    assert_eq!(store.whole_openings(Index::new(1)).unwrap().as_deref(), Some(LEFT));
    assert_eq!(store.whole_openings(Index::new(0)).unwrap().as_deref(), Some(&b"before"[..]));
    assert_eq!(store.whole_openings(Index::new(2)).unwrap().as_deref(), Some(&b"after"[..]));
    let used = store.find_key(&Hash::of(b"key"), &[5; 32]).unwrap().unwrap();
    assert_eq!((used.first.get(), used.count, used.body), (1, 2, SameBody::Erased));
    assert!(!can_be_opened(dir.path(), &row));
}

/// The writer never takes a key twice. Were it to, the check of the second use would
/// not be lost with an entry of the first.
#[test]
fn a_redaction_erases_the_check_of_its_own_request_only() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, _) = with_secret(dir.path());
    let store = Store::open(&folder).unwrap();
    let mut again = signed(vec![named(3, b"later")], 4, 3);
    let record = KeyRecord { body: Some([6; 32]), first: 3, count: 1 };
    again.keys.push((Hash::of(b"key"), record));
    store.append(&again).unwrap();
    let mut commit = signed(vec![named(4, b"the redaction")], 5, 4);
    if let End::Signed { redacted, .. } = &mut commit.end {
        redacted.push(Redacted { index: Index::new(1), openings: LEFT.to_vec() });
    }
    store.append(&commit).unwrap();
    let used = store.find_key(&Hash::of(b"key"), &[6; 32]).unwrap().unwrap();
    assert_eq!((used.first.get(), used.count, used.body), (3, 1, SameBody::Same));
}

#[test]
fn a_long_value_that_becomes_short_leaves_no_piece_behind() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("store");
    let store = Store::open(&folder).unwrap();
    store.append(&signed(vec![named(0, b""), named(1, &[b's'; 60_000])], 2, 1)).unwrap();
    let mut commit = redaction();
    commit.entries.clear();
    store.append(&commit).unwrap();
    assert_eq!(store.whole_openings(Index::new(1)).unwrap().as_deref(), Some(LEFT));
    let from = layout::openings_key(Index::new(1));
    let pieces = store.engine.range(&from, &layout::openings_key(Index::new(2))).count();
    assert_eq!(pieces, 1);
}

#[test]
fn killed_before_or_after_the_keys_are_destroyed_the_next_start_ends_it() {
    for step in [Step::Durable, Step::Destroyed] {
        let dir = tempfile::tempdir().unwrap();
        let (folder, _) = with_secret(dir.path());
        let row = {
            let store = Store::open(&folder).unwrap();
            let row = store.value(&layout::openings_key(Index::new(1))).unwrap().unwrap();
            STOP.with(|stop| stop.set(Some(step)));
            assert!(store.append(&redaction()).is_err(), "nobody is told");
            STOP.with(|stop| stop.set(None));
            row
        };
        assert_eq!(can_be_opened(dir.path(), &row), step == Step::Durable, "{step:?}");
        let store = Store::open(&folder).unwrap();
        assert!(!can_be_opened(dir.path(), &row), "{step:?}: ended before anything is served");
        assert_eq!(store.whole_openings(Index::new(1)).unwrap().as_deref(), Some(LEFT));
        assert_eq!(store.head().unwrap(), Some(head(4, 3)), "with its event");
    }
}

#[test]
fn a_file_of_keys_put_back_from_a_backup_is_cleaned_again() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, keys) = with_secret(dir.path());
    let backup = std::fs::read(&keys).unwrap();
    let store = Store::open(&folder).unwrap();
    let row = store.value(&layout::openings_key(Index::new(1))).unwrap().unwrap();
    store.append(&redaction()).unwrap();
    drop(store);
    std::fs::write(&keys, backup).unwrap();
    assert!(can_be_opened(dir.path(), &row), "the backup has it");
    let store = Store::open(&folder).unwrap();
    assert!(!can_be_opened(dir.path(), &row));
    assert_eq!(store.whole_openings(Index::new(2)).unwrap().as_deref(), Some(&b"after"[..]));
}

#[test]
fn what_a_killed_commit_left_cannot_be_read_once_its_slots_are_used_again() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, keys) = with_secret(dir.path());
    let store = Store::open(&folder).unwrap();
    let staged = End::Staged(ledger::record::Size::new(3));
    let (tiles, names) = (Vec::new(), Vec::new());
    let part = Commit { entries: vec![named(3, SECRET)], tiles, keys: names, end: staged };
    store.append(&part).unwrap();
    let row = store.value(&layout::openings_key(Index::new(3))).unwrap().unwrap();
    let slot = usize::try_from(vault::slot_of(&row).unwrap()).unwrap();
    let key = |file: &[u8]| file[64 + slot * 32..96 + slot * 32].to_vec();
    let left = key(&std::fs::read(&keys).unwrap());
    drop(store);
    let store = Store::open(&folder).unwrap();
    store.append(&signed(vec![named(3, b"another")], 4, 3)).unwrap();
    let now = std::fs::read(&keys).unwrap();
    assert_ne!(key(&now), left, "the slot has another key");
    assert_eq!(store.whole_openings(Index::new(3)).unwrap().as_deref(), Some(&b"another"[..]));
}

#[test]
fn damage_to_the_keys_is_named_and_takes_no_entry_along() {
    let dir = tempfile::tempdir().unwrap();
    let (folder, keys) = with_secret(dir.path());
    let good = std::fs::read(&keys).unwrap();
    let open = |bytes: Option<&[u8]>| {
        match bytes {
            Some(bytes) => std::fs::write(&keys, bytes).unwrap(),
            None => std::fs::remove_file(&keys).unwrap(),
        }
        Store::open(&folder).unwrap()
    };
    let mut flipped = good.clone();
    // Entry 0 took slot 0.
    flipped[64 + 9] ^= 4;
    let store = open(Some(&flipped));
    assert_eq!(store.keys_trouble(), None);
    let error = store.whole_openings(Index::new(0)).unwrap_err();
    assert!(matches!(&error, StoreError::Sealed { why: Sealed::Damaged, .. }), "{error}");
    assert!(error.to_string().contains("entry 0"), "{error}");
    assert!(store.whole_openings(Index::new(1)).is_ok(), "the others are untouched");
    drop(store);

    let other = tempfile::tempdir().unwrap();
    let (_, theirs) = with_secret(other.path());
    let theirs = std::fs::read(theirs).unwrap();
    for (bytes, word) in [
        (None, "missing"),
        (Some(&theirs[..]), "another store"),
        (Some(&good[..96]), "1 keys, and the store uses"),
        (Some(&b"rubbish"[..]), "not a file of erasure keys"),
    ] {
        let store = open(bytes);
        let trouble = store.keys_trouble().unwrap().to_owned();
        assert!(trouble.contains(word), "{trouble}");
        assert!(store.entry(Index::new(1)).unwrap().is_some(), "entries need no keys");
        let error = store.whole_openings(Index::new(1)).unwrap_err();
        assert!(matches!(error, StoreError::Sealed { why: Sealed::NoKeys(_), .. }));
        assert!(store.append(&redaction()).is_err(), "nothing is written without keys");
        drop(store);
        std::fs::write(&keys, &good).unwrap();
    }
    let store = open(Some(&good));
    assert_eq!(store.whole_openings(Index::new(1)).unwrap().as_deref(), Some(SECRET));
}
