//! What went in comes out after a reopen, and nothing else does.

use ledger::record::{Chain, Json, Origin, Salt, SealedDraft, Timestamp};

use super::*;

impl Store {
    /// What somebody with an editor for the store could do.
    pub(crate) fn overwrite_line_for_tests(&self, n: u64, edit: impl FnOnce(&mut Vec<u8>)) {
        let mut stored = self.entry(Index::new(n)).unwrap().unwrap();
        edit(&mut stored.line);
        let value = layout::encode_entry(&stored.leaf, &stored.line);
        let mut changes = Changes::default();
        changes.insert(layout::entry_key(Index::new(n)), value);
        self.engine.apply(changes).unwrap();
    }
}

impl Store {
    /// Turns it into a store as it was written before sealed values were encrypted,
    /// with other openings where `overrides` has some.
    pub(crate) fn make_plain_for_tests(self, folder: &Path, overrides: &[(u64, Vec<u8>)]) {
        let head = self.head().unwrap().unwrap();
        for n in 0..head.size.get() {
            let index = Index::new(n);
            let other = overrides.iter().find(|(at, _)| *at == n).map(|(_, list)| list.clone());
            let list = other.unwrap_or_else(|| self.whole_openings(index).unwrap().unwrap());
            let mut batch = Changes::default();
            batch.remove(layout::openings_key(index));
            put(&mut batch, &[&b"o"[..], &n.to_be_bytes()].concat(), &list);
            self.engine.write(batch).unwrap();
        }
        // Such a store knew of no keys, and so of none to destroy.
        let mut changes = Changes::default();
        for row in engine::kind(self.engine.as_ref(), layout::DESTROYED) {
            changes.remove(row.unwrap().0);
        }
        let bytes = head.encode(&self.vault.taken().unwrap());
        changes.insert(layout::HEAD, &bytes[..bytes.len() - Taken::LENGTH]);
        self.engine.apply(changes).unwrap();
        std::fs::remove_file(folder.with_file_name(KEYS)).unwrap();
    }
}

/// `count` entries from `first` on, as a commit would carry them.
pub(super) fn entries(first: u64, count: u64, length: usize) -> Vec<NewEntry> {
    (first..first + count)
        .map(|n| NewEntry {
            index: Index::new(n),
            leaf: *Hash::of(&n.to_be_bytes()).as_bytes(),
            line: vec![b'a' + u8::try_from(n % 26).unwrap(); length],
            openings: vec![1; length],
            id: format!("event-{n}"),
        })
        .collect()
}

pub(super) fn head(size: u64, checkpoints: u64) -> HeadRecord {
    HeadRecord {
        size: Size::new(size),
        hash: Hash::of(&size.to_be_bytes()),
        recorded: Some(Timestamp::from_millis(5)),
        checkpoints,
        note: format!("note of {size}"),
    }
}

pub(super) fn signed(entries: Vec<NewEntry>, size: u64, checkpoints: u64) -> Commit {
    let head = head(size, checkpoints);
    let end = End::Signed { head, signature: [9; 64], redacted: Vec::new() };
    Commit { entries, tiles: Vec::new(), keys: Vec::new(), end }
}

#[test]
fn everything_of_a_commit_is_there_after_a_reopen() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("store");
    let tile = FullTile { level: 0, n: 3, hashes: vec![4; 8_192] };
    let key = (Hash::of(b"k"), KeyRecord { body: Some([2; 32]), first: 0, count: 2 });
    let mut commit = signed(entries(0, 2, 65_535), 2, 1);
    commit.tiles.push(tile.clone());
    commit.keys.push(key);
    {
        let store = Store::open(&folder).unwrap();
        assert_eq!(store.head().unwrap(), None);
        store.append(&commit).unwrap();
        assert!(matches!(Store::open(&folder), Err(StoreError::Busy { .. })), "one at a time");
    }
    let store = Store::open(&folder).unwrap();
    assert_eq!(store.head().unwrap(), Some(head(2, 1)));
    for entry in &commit.entries {
        let found = store.entry(entry.index).unwrap().unwrap();
        assert_eq!((found.leaf, found.line), (entry.leaf, entry.line.clone()));
        assert_eq!(store.whole_openings(entry.index).unwrap().as_ref(), Some(&entry.openings));
        assert_eq!(store.find_id(&entry.id).unwrap(), Some(entry.index));
    }
    assert_eq!(store.entry(Index::new(2)).unwrap(), None);
    assert_eq!(store.full_tile(0, 3).unwrap(), Some(tile.hashes));
    let used = |body| KeyUse { first: Index::new(0), count: 2, body };
    assert_eq!(store.find_key(&key.0, &[2; 32]).unwrap(), Some(used(SameBody::Same)));
    assert_eq!(store.find_key(&key.0, &[3; 32]).unwrap(), Some(used(SameBody::Other)));
    assert_eq!(store.find_key(&Hash::of(b"other"), &[2; 32]).unwrap(), None);
    let record = store.checkpoint(0).unwrap().unwrap();
    assert_eq!(record[..8], 2_u64.to_be_bytes());
    assert_eq!(record[8..], [9; 64]);
    let blobs = std::fs::read_dir(folder.join("blobs")).unwrap().count();
    assert_eq!(blobs, 0, "the largest entries stay in the file that is synced");
}

#[test]
fn an_import_that_did_not_finish_leaves_nothing_and_one_that_did_leaves_all() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("store");
    let staged = |first, count| Commit {
        entries: entries(first, count, 5_000),
        tiles: vec![FullTile { level: 0, n: 0, hashes: vec![1; 8_192] }],
        keys: Vec::new(),
        end: End::Staged(Size::new(200)),
    };
    {
        let store = Store::open(&folder).unwrap();
        store.append(&signed(entries(0, 200, 10), 200, 1)).unwrap();
        store.append(&staged(200, 50)).unwrap();
        store.append(&staged(250, 50)).unwrap();
        assert_eq!(store.head().unwrap(), Some(head(200, 1)), "not visible before the end");
    }
    {
        let store = Store::open(&folder).unwrap();
        assert_eq!(store.head().unwrap(), Some(head(200, 1)));
        for n in [200, 249, 250, 299] {
            assert_eq!(store.entry(Index::new(n)).unwrap(), None);
            assert_eq!(store.whole_openings(Index::new(n)).unwrap(), None);
            assert_eq!(store.find_id(&format!("event-{n}")).unwrap(), None);
        }
        assert_eq!(store.full_tile(0, 0).unwrap(), None);
        assert!(store.entry(Index::new(199)).unwrap().is_some());
        assert_eq!(store.find_id("event-199").unwrap(), Some(Index::new(199)));
        let leavings = engine::kind(store.engine.as_ref(), b'e').count();
        assert_eq!(leavings, 200, "no pieces are left either");

        store.append(&staged(200, 100)).unwrap();
        store.append(&signed(Vec::new(), 300, 2)).unwrap();
    }
    let store = Store::open(&folder).unwrap();
    assert_eq!(store.head().unwrap(), Some(head(300, 2)));
    assert!(store.entry(Index::new(299)).unwrap().is_some());
    assert!(store.full_tile(0, 0).unwrap().is_some());
}

#[test]
fn files_that_are_no_store_are_an_error_and_no_panic() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("store");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("conf"), b"segment_size: frog\n").unwrap();
    std::fs::write(folder.join("db"), vec![0x55; 600_000]).unwrap();
    let error = Store::open(&folder).err().unwrap();
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
}

#[test]
fn real_entries_of_the_largest_size_fit() {
    let mut chain = Chain::genesis(&Origin::new("test.example").unwrap());
    let public = Json::object([("text", Json::str("x".repeat(65_000)))]);
    let draft = SealedDraft::new(public, Vec::new(), &mut || Salt::from_bytes([0; 32])).unwrap();
    let entry = chain.seal(&draft, Timestamp::from_millis(0), Vec::new()).unwrap();
    let stored = layout::encode_entry(&[0; 32], entry.line());
    let back = layout::decode_entry(entry.index(), &stored).unwrap();
    assert_eq!(back.line, entry.line());
}

/// A store as it was written before sealed values were encrypted.
fn write_plain(folder: &Path, count: u64) {
    let mut batch = Changes::default();
    for entry in entries(0, count, 9_000) {
        let stored = layout::encode_entry(&entry.leaf, &entry.line);
        put(&mut batch, &layout::entry_key(entry.index), &stored);
        let key = [&b"o"[..], &entry.index.get().to_be_bytes()].concat();
        put(&mut batch, &key, &plain(entry.index.get()));
        batch.insert(layout::id_key(&entry.id), &entry.index.get().to_be_bytes());
    }
    let record = bincode::encode_to_vec(([2_u8; 32], 1_u64, 2_u32), bincode::config::standard());
    batch.insert(layout::idempotency_key(&Hash::of(b"k")), record.unwrap());
    let taken = Taken { number: [0; 32], slots: 0 };
    let bytes = head(count, 1).encode(&taken);
    batch.insert(layout::HEAD, &bytes[..bytes.len() - Taken::LENGTH]);
    Embedded::open(folder).unwrap().apply(batch).unwrap();
}

fn plain(n: u64) -> Vec<u8> {
    format!("plain value number {n} ").repeat(400).into_bytes()
}

#[test]
fn a_store_of_before_is_written_anew_once_wherever_that_was_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("store");
    let (new, old) = (dir.path().join("store.new"), dir.path().join("store.old"));
    write_plain(&folder, 300);
    let in_the_open = |folder: &Path| {
        let bytes = std::fs::read(folder.join("db")).unwrap();
        bytes.windows(18).any(|window| window == b"plain value number")
    };
    assert!(in_the_open(&folder), "positive control");
    // A copy that was not finished is thrown away.
    std::fs::create_dir_all(&new).unwrap();
    std::fs::write(new.join("db"), b"half").unwrap();

    let check = |store: &Store| {
        assert_eq!(store.head().unwrap(), Some(head(300, 1)));
        for n in [0, 150, 299] {
            let index = Index::new(n);
            assert_eq!(store.whole_openings(index).unwrap(), Some(plain(n)), "{n}");
            assert_eq!(store.entry(index).unwrap().unwrap().line.len(), 9_000);
            assert_eq!(store.find_id(&format!("event-{n}")).unwrap(), Some(index));
        }
        let used = store.find_key(&Hash::of(b"k"), &[2; 32]).unwrap().unwrap();
        assert_eq!((used.first.get(), used.count, used.body), (1, 2, SameBody::Same));
    };
    let store = Store::open(&folder).unwrap();
    assert!(store.was_renewed());
    check(&store);
    drop(store);
    assert!(!in_the_open(&folder) && !new.exists() && !old.exists());

    // Cut off between the two names: the new one was whole.
    std::fs::rename(&folder, &new).unwrap();
    write_plain(&old, 3);
    let store = Store::open(&folder).unwrap();
    assert!(!store.was_renewed(), "once");
    check(&store);
    assert!(!new.exists() && !old.exists());
}
