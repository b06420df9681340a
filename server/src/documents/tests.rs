//! What is acknowledged is there and right; what is withheld is gone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledger::record::{Hash, Index, Origin, Size};

use super::*;
use crate::opened::Opened;

fn put(documents: &Documents, bytes: &[u8]) -> Result<Kept, KeepError> {
    let mut pieces = bytes.chunks(1_000).map(|piece| axum::body::Bytes::from(piece.to_vec()));
    let incoming = documents.receive(|| pieces.next()).unwrap();
    documents.keep(&incoming, Some("image/png".to_owned()), "clerk")
}

fn all_of(documents: &Documents, document: &Hash) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut held = documents.read(document).unwrap()?;
    held.copy(documents, |piece| {
        bytes.extend_from_slice(piece);
        Ok(())
    })
    .unwrap();
    Some(bytes)
}

/// Every file below a folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { all.push(path) }
        }
    }
    all
}

fn found_below(folder: &Path, needle: &[u8]) -> bool {
    let holds = |path: &PathBuf| {
        std::fs::read(path).unwrap().windows(needle.len()).any(|part| part == needle)
    };
    files_below(folder).iter().any(holds)
}

fn line(kind: &str, event: &str) -> Vec<u8> {
    format!(r#"{{"draft":{{"event":{event},"kind":"{kind}"}},"index":0}}"#).into_bytes()
}

fn withholding(document: &Hash, mode: &str) -> Vec<u8> {
    line(
        "document_withheld",
        &format!(
            r#"{{"decided_by":"editor","decided_on":"2015-03-10","document":"{document}","ground":"court_order","review_on":"2016-03-10","withholding_mode":"{mode}"}}"#
        ),
    )
}

/// A place for documents, with a store that has no entries.
struct Place {
    dir: tempfile::TempDir,
    opened: Opened,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let origin = Origin::new("test.example/ledger").unwrap();
        let opened = Opened::create(&dir.path().join("data"), &origin).unwrap();
        Self { dir, opened }
    }

    fn documents(&self) -> &Arc<Documents> {
        &self.opened.documents
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("data").join("documents")
    }

    /// The entry `n` says this.
    fn settle(&self, n: u64, line: &[u8]) {
        let lines = [(Index::new(n), line)];
        self.documents().settle(&self.opened.store, Size::new(n + 1), &lines).unwrap();
    }
}

#[test]
fn a_document_is_kept_once_under_its_hash_with_no_name_of_the_sender() {
    let place = Place::new();
    let bytes = b"%PDF-1.7 a report".repeat(900);
    let hash = Hash::of(&bytes);
    let Kept::New(meta) = put(place.documents(), &bytes).unwrap() else { panic!("not new") };
    assert_eq!((meta.media_type.as_str(), meta.size), ("application/pdf", bytes.len() as u64));
    assert_eq!(meta.declared.as_deref(), Some("image/png"), "noted, never served");
    assert_eq!(put(place.documents(), &bytes).unwrap(), Kept::Known(meta.clone()));
    assert_eq!(all_of(place.documents(), &hash).unwrap(), bytes);
    let hex = hash.to_hex();
    let path = place.folder().join(&hex[..2]).join(&hex[2..4]).join(&hex);
    let mut due = vec![path.clone(), super::beside(&path, ".json")];
    let mut found = files_below(&place.folder());
    due.sort();
    found.sort();
    assert_eq!(found, due, "the file, what is known of it, nothing else");

    // A copy that the disk has damaged is mended by sending the file again.
    std::fs::write(&path, b"damaged").unwrap();
    assert_eq!(put(place.documents(), &bytes).unwrap(), Kept::Known(meta));
    assert_eq!(all_of(place.documents(), &hash).unwrap(), bytes);
}

#[test]
fn the_same_file_from_many_at_once_makes_one_document() {
    let place = Place::new();
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let kept: Vec<Kept> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| put(place.documents(), &bytes).unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let new = kept.iter().filter(|kept| matches!(kept, Kept::New(_))).count();
    assert_eq!(new, 1, "{kept:?}");
    assert_eq!(files_below(&place.folder()).len(), 2);
    assert_eq!(all_of(place.documents(), &Hash::of(&bytes)).unwrap(), bytes);
}

#[test]
fn what_did_not_finish_leaves_nothing() {
    let place = Place::new();
    // Dropped before it was kept: the sender went away.
    let mut pieces = [axum::body::Bytes::from_static(b"half")].into_iter();
    drop(place.documents().receive(|| pieces.next()).unwrap());
    assert_eq!(files_below(&place.folder()), Vec::<PathBuf>::new());
    // The process went away.
    std::fs::write(place.folder().join("incoming").join("x.part"), b"half").unwrap();
    let again = Documents::open(place.folder()).unwrap();
    assert_eq!(files_below(&place.folder()), Vec::<PathBuf>::new());
    // Metadata got its name and the file did not: the document is not there.
    let hash = Hash::of(b"text");
    put(&again, b"text").unwrap();
    let path = again.path(&hash);
    std::fs::remove_file(&path).unwrap();
    assert!(again.read(&hash).unwrap().is_none() && !again.holds(&hash).unwrap());
    assert!(matches!(put(&again, b"text").unwrap(), Kept::New(_)), "and can be sent again");
}

#[test]
fn there_is_no_room_beyond_the_limit_and_the_refused_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("documents");
    let limits = Limits { one: 1_000, all: 10, reserve: 0 };
    put(&Documents::open(folder.clone()).unwrap(), b"123456").unwrap();
    let documents = Documents::open(folder.clone()).unwrap().with_limits(limits);
    let full = put(&documents, b"abcde").unwrap_err();
    assert!(matches!(full, KeepError::Full { kept: 6, most: 10, size: 5 }), "{full}");
    assert_eq!(files_below(&folder).len(), 2);
    assert!(matches!(put(&documents, b"123456"), Ok(Kept::Known(_))), "takes no more room");
    put(&documents, b"abcd").unwrap();
}

#[test]
fn what_is_destroyed_is_on_the_disk_no_more_and_cannot_come_back() {
    let place = Place::new();
    let secret = b"the name of a child, in a letter";
    let hash = Hash::of(secret);
    put(place.documents(), secret).unwrap();
    assert!(found_below(place.dir.path(), secret), "it is found while it is there");
    let mut reader = place.documents().read(&hash).unwrap().unwrap();
    place.settle(0, &withholding(&hash, "destroyed"));
    assert!(!found_below(place.dir.path(), secret), "a byte of it is left");
    assert!(!found_below(place.dir.path(), b"\"clerk\""), "who sent it is left");
    assert!(reader.piece(place.documents(), 0, 9).is_err(), "a reader under way gets no more");
    assert!(place.documents().read(&hash).unwrap().is_none());
    let marker = place.documents().marker(&hash).unwrap().unwrap();
    assert_eq!((marker.entry, marker.ground.as_str()), (0, "court_order"));
    let refused = put(place.documents(), secret).unwrap_err();
    assert!(matches!(refused, KeepError::Withheld(_)), "{refused}");
    assert!(!found_below(place.dir.path(), secret), "the refused upload left something");
    // Nothing that comes later brings it back or changes what is said of it.
    place.settle(1, &withholding(&hash, "not_published"));
    place.settle(2, &line("document_released", &format!(r#"{{"document":"{hash}"}}"#)));
    assert_eq!(place.documents().marker(&hash).unwrap(), Some(marker));
}

#[test]
fn what_is_kept_and_not_shown_comes_back_when_it_is_released() {
    let place = Place::new();
    let hash = Hash::of(b"a letter");
    put(place.documents(), b"a letter").unwrap();
    place.settle(0, &withholding(&hash, "not_published"));
    assert!(place.documents().read(&hash).unwrap().is_none());
    assert_eq!(place.documents().list().unwrap(), []);
    assert!(matches!(put(place.documents(), b"a letter"), Err(KeepError::Withheld(_))));
    assert!(place.folder().join("withheld").join(hash.to_hex()).exists());
    place.settle(1, &line("document_released", &format!(r#"{{"document":"{hash}"}}"#)));
    assert_eq!(all_of(place.documents(), &hash).unwrap(), b"a letter");
    assert_eq!(place.documents().list().unwrap(), [hash]);
    assert!(matches!(put(place.documents(), b"a letter"), Ok(Kept::Known(_))));
}

/// The entry was durable and the power went before the file was: the next start
/// does it, at each step it can have stopped at.
#[test]
fn a_withholding_that_a_crash_cut_short_is_finished_at_the_next_start() {
    for stopped_after in ["nothing", "marker", "file"] {
        let place = Place::new();
        let hash = Hash::of(b"a letter");
        put(place.documents(), b"a letter").unwrap();
        let path = place.documents().path(&hash);
        if stopped_after != "nothing" {
            let marker = r#"{"entry":0,"mode":"destroyed","ground":"court_order","decided_by":"editor","decided_on":"2015"}"#;
            std::fs::write(super::beside(&path, ".withheld"), marker).unwrap();
        }
        if stopped_after == "file" {
            std::fs::remove_file(&path).unwrap();
        }
        let again = Documents::open(place.folder()).unwrap();
        let line = withholding(&hash, "destroyed");
        let lines = [(Index::new(0), line.as_slice())];
        again.settle(&place.opened.store, Size::new(1), &lines).unwrap();
        assert!(again.read(&hash).unwrap().is_none(), "{stopped_after}");
        assert!(!found_below(place.dir.path(), b"a letter"), "{stopped_after}");
        assert_eq!(std::fs::read_to_string(place.folder().join("applied")).unwrap(), "1\n");
    }
}
