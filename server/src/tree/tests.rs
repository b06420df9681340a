use super::*;
use crate::opened::Opened;
use crate::sequencer::tests::submission;
use ledger::proof::{TileReader, TreeHash, inclusion_proof, verify_inclusion};
use ledger::record::bundle::{decode_entries, split_openings};
use ledger::record::{Index, Origin};

#[test]
fn the_tree_of_300_entries_proves_them_and_has_nothing_more() {
    let dir = tempfile::tempdir().unwrap();
    let origin = Origin::new("test.example/ledger").unwrap();
    let (folder, mut writer) = Opened::create(dir.path(), &origin).unwrap().into_writer().unwrap();
    for batch in 0..3 {
        let ids: Vec<String> = (0..100).map(|n| format!("e-{batch}-{n}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        writer.commit(vec![submission(&ids)]).pop().unwrap().unwrap();
    }
    drop((folder, writer));

    let opened = Opened::open(dir.path()).unwrap();
    let end = opened.start();
    let tree = opened.tree();
    let read = |path: &str| tree.read(&Item::parse(path).unwrap()).unwrap();
    assert_eq!(read("checkpoint").unwrap(), end.note.as_bytes());
    assert_eq!(read("vkey").unwrap(), format!("{}\n", opened.vkey).into_bytes());
    let size = end.head.size;
    let reader = TileReader::new(size, |id: TileId| tree.read(&Item::Tile(id)).unwrap());
    for (path, first) in [("tile/entries/000", 0_u64), ("tile/entries/001.p/44", 256)] {
        let bundle = read(path).unwrap();
        for (n, line) in (first..).zip(decode_entries(&bundle).unwrap()) {
            let index = Index::new(n);
            let proof = inclusion_proof(index, size, &reader).unwrap();
            let root = end.edge.root();
            verify_inclusion(index, size, &TreeHash::leaf(line), &proof, &root).unwrap();
        }
    }
    assert_eq!(split_openings(&read("openings/001.p/44").unwrap()).unwrap().len(), 44);
    assert_eq!(read("history/000"), read("history/000.p/4"), "genesis and three commits");
    assert_eq!(read("tile/0/000.p/17").unwrap(), read("tile/0/000").unwrap()[..17 * 32]);
    for path in [
        "tile/0/001",
        "tile/0/001.p/45",
        "tile/1/000",
        "tile/1/000.p/2",
        "tile/63/000.p/1",
        "tile/entries/002.p/1",
        "openings/001",
        "history/000.p/5",
        "history/001",
    ] {
        assert_eq!(read(path), None, "{path}");
    }
    for item in tree.items() {
        assert!(tree.read(&item).unwrap().is_some(), "{}", item.path());
        assert_eq!(Item::parse(&item.path()), Some(item));
    }
    for id in plan_bundles(size) {
        let both = tree.both(&id).unwrap().unwrap();
        assert_eq!(Some(both.entries), tree.read(&Item::Entries(id)).unwrap());
        assert_eq!(Some(both.openings.unwrap()), tree.read(&Item::Openings(id)).unwrap());
    }
    assert!(tree.both(&BundleId { n: 2, width: 1 }).unwrap().is_none());
    assert_eq!(tree.items().last(), Some(&Item::Checkpoint));
    assert_eq!((read("policy"), read("cosigned")), (Some(NOBODY.to_vec()), None));
    for path in ["", "tile", "tile/entries/0", "history/0", "../origin", "checkpoint/"] {
        assert_eq!(Item::parse(path), None, "{path}");
    }
}

#[test]
fn files_are_joined_up_to_a_limit_and_no_further() {
    let file = |length: usize| Ok(Some(vec![7; length]));
    let of = |lengths: &[usize]| joined(lengths.iter().map(|length| file(*length)), 10);
    assert_eq!(of(&[4, 0, 6]).unwrap().map(|bytes| bytes.len()), Some(10));
    assert_eq!(of(&[4, 0, 7]).unwrap(), None, "one byte more");
    let absent = [file(1), Ok(None)].into_iter();
    assert_eq!(joined(absent, 10).unwrap(), None, "one that is not there");
    let mut read = 0;
    let endless = std::iter::repeat_with(|| {
        read += 1;
        file(6)
    });
    assert_eq!(joined(endless, 10).unwrap(), None);
    assert_eq!(read, 2, "nothing is read after the limit");
}

#[test]
fn cosignatures_go_onto_the_checkpoint_they_are_for() {
    let note = "ledger\n5\nroot\n\n\u{2014} ledger AA==\n";
    let more = format!("{note}\u{2014} cosigner BB==\n").into_bytes();
    let beside = |newest: Option<&[u8]>, cosigned: Option<&[u8]>| Beside {
        policy: None,
        cosigned: cosigned.map(<[u8]>::to_vec),
        newest: newest.map(<[u8]>::to_vec),
    };
    assert_eq!(Beside::default().checkpoint(note), note.as_bytes());
    assert_eq!(beside(Some(&more), None).checkpoint(note), more);
    assert_eq!(beside(None, Some(&more)).checkpoint(note), more);
    let other = String::from_utf8(more).unwrap().replace("\n5\n", "\n4\n").into_bytes();
    assert_eq!(beside(Some(&other), Some(&other)).checkpoint(note), note.as_bytes());
    let longer = note.replace("root", "root\nmore");
    assert_eq!(beside(Some(longer.as_bytes()), None).checkpoint(note), note.as_bytes());
}
