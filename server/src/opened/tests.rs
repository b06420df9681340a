//! Tests of `opened.rs`.

use super::*;
use crate::sequencer::tests::submission;
use ledger::proof::HistoryRecord;

fn origin() -> Origin {
    Origin::new("test.example/ledger").unwrap()
}

fn record(path: &Path, ids: &[&str]) -> String {
    let (folder, mut writer) = Opened::open(path).unwrap().into_writer().unwrap();
    for id in ids {
        writer.commit(vec![submission(&[id])]).pop().unwrap().unwrap();
    }
    let note = writer.published().borrow().note.clone();
    drop(folder);
    note
}

#[test]
fn a_ledger_goes_on_where_it_stopped_and_every_checkpoint_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let opened = Opened::create(dir.path(), &origin()).unwrap();
    assert_eq!(opened.start().checkpoints, 1, "also over nothing");
    drop(opened);
    let note = record(dir.path(), &["a", "b"]);
    let again = Opened::open(dir.path()).unwrap();
    assert_eq!(again.damage, None);
    assert_eq!(again.start().note, note);
    let (size, root) = recover::signed(note.as_bytes(), &again.vkey).unwrap();
    assert_eq!((size.get(), root), (2, again.start().edge.root()));

    for n in 0..3_u64 {
        let bytes = again.store.checkpoint(n).unwrap().unwrap();
        let size = Size::new(n);
        let signature = bytes[8..].try_into().unwrap();
        let root = crate::nodes::Nodes::new(&again.store, &again.start().edge).root_at(size);
        let checkpoint = Checkpoint { origin: origin(), size, root: root.unwrap() };
        assert!(HistoryRecord { size, signature }.verify(&checkpoint, &again.vkey), "{n}");
    }
}

#[test]
fn a_ledger_that_went_backwards_is_read_and_never_written() {
    let dir = tempfile::tempdir().unwrap();
    let (data, backup) = (dir.path().join("data"), dir.path().join("backup"));
    drop(Opened::create(&data, &origin()).unwrap());
    record(&data, &["a"]);
    copy(&data.join("store"), &backup);
    let note = record(&data, &["b"]);
    std::fs::write(data.join("head"), note).unwrap();
    assert_eq!(Opened::open(&data).unwrap().damage, None);

    std::fs::remove_dir_all(data.join("store")).unwrap();
    copy(&backup, &data.join("store"));
    let restored = Opened::open(&data).unwrap();
    assert_eq!(restored.start().head.size.get(), 1, "still served");
    let damage = restored.into_writer().err().unwrap();
    let expected = Damage::Backwards { found: Size::new(1), published: Size::new(2) };
    assert_eq!(damage, expected.clone());

    // What cosigners confirmed says the same where the file `head` is gone too.
    let head = std::fs::read(data.join("head")).unwrap();
    std::fs::rename(data.join("head"), data.join("cosigned")).unwrap();
    assert_eq!(Opened::open(&data).unwrap().damage, Some(expected));
    std::fs::remove_file(data.join("cosigned")).unwrap();
    std::fs::write(data.join("head"), head).unwrap();

    // Gone on with other entries, it is as long again, and another history.
    std::fs::remove_file(data.join("head")).unwrap();
    record(&data, &["x", "y"]);
    std::fs::write(data.join("head"), signed_two(&data)).unwrap();
    let forked = Opened::open(&data).unwrap().damage;
    assert!(matches!(forked, Some(Damage::Forked { .. })), "{forked:?}");

    std::fs::remove_dir_all(data.join("store")).unwrap();
    let emptied = Opened::open(&data).unwrap().damage;
    assert!(matches!(emptied, Some(Damage::Backwards { .. })), "{emptied:?}");
}

/// A checkpoint of two entries that this store never had, by its own key.
fn signed_two(data: &Path) -> String {
    let key = std::fs::read_to_string(data.join("signing-key")).unwrap();
    let key = SignerKey::parse(key.trim()).unwrap();
    sign(&key, Size::new(2), TreeHash::leaf(b"elsewhere")).0
}

#[test]
fn a_changed_entry_in_the_tail_is_named_and_the_rest_is_read() {
    let dir = tempfile::tempdir().unwrap();
    drop(Opened::create(dir.path(), &origin()).unwrap());
    record(dir.path(), &["a", "b", "c"]);
    {
        let store = Store::open(&dir.path().join("store")).unwrap();
        store.overwrite_line_for_tests(1, |line| line[20] ^= 1);
    }
    let opened = Opened::open(dir.path()).unwrap();
    let damage = opened.damage.clone().unwrap();
    assert!(damage.to_string().contains("entry 1 was changed"), "{damage}");
    assert!(opened.store.entry(ledger::record::Index::new(2)).unwrap().is_some());
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
