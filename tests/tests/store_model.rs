//! The store against a model: whatever is committed, in whatever portions and
//! however often it is closed and opened in between, is what is read.

use ledger::record::{Hash, Index, Size, Timestamp};
use proptest::prelude::*;
use server::store::{
    Commit, End, FullTile, HeadRecord, KeyRecord, KeyUse, NewEntry, Redacted, SameBody, Store,
    StoredEntry,
};
use std::collections::BTreeMap;

/// What can be done to a store.
#[derive(Clone, Debug)]
enum Step {
    /// A signed commit of this many entries of this length, and a key.
    Commit { count: u64, length: usize, key: u8 },
    /// A part of an import, which is not part of the ledger yet.
    Stage { count: u64 },
    /// Close and open again.
    Reopen,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => (200_u64..600, any::<u8>())
            .prop_map(|(count, key)| Step::Commit { count, length: 40, key }),
        5 => (1_u64..20, prop_oneof![0_usize..600, Just(4_096), 60_000_usize..65_536], any::<u8>())
            .prop_map(|(count, length, key)| Step::Commit { count, length, key }),
        1 => (1_u64..5).prop_map(|count| Step::Stage { count }),
        2 => Just(Step::Reopen),
    ]
}

/// What ought to be in the store.
#[derive(Default)]
struct Model {
    entries: Vec<(StoredEntry, Vec<u8>)>,
    tiles: BTreeMap<u64, Vec<u8>>,
    keys: BTreeMap<Hash, KeyRecord>,
    checkpoints: Vec<[u8; 72]>,
    head: Option<HeadRecord>,
}

fn entry(n: u64, length: usize) -> NewEntry {
    let fill = u8::try_from(n % 251).expect("below 251");
    NewEntry {
        index: Index::new(n),
        leaf: *Hash::of(&n.to_be_bytes()).as_bytes(),
        line: vec![fill; length],
        openings: vec![fill ^ 0xff; length / 2],
        id: format!("event-{n}"),
    }
}

impl Model {
    fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    /// The next commit, and the model after it.
    fn commit(&mut self, count: u64, length: usize, key: u8) -> Commit {
        let first = self.size();
        let entries: Vec<NewEntry> = (first..first + count).map(|n| entry(n, length)).collect();
        for new in &entries {
            let stored = StoredEntry { leaf: new.leaf, line: new.line.clone() };
            self.entries.push((stored, new.openings.clone()));
        }
        let full = first / 256..self.size() / 256;
        let tiles: Vec<FullTile> =
            full.map(|n| FullTile { level: 0, n, hashes: vec![key; 8_192] }).collect();
        for tile in &tiles {
            self.tiles.insert(tile.n, tile.hashes.clone());
        }
        let used = KeyRecord {
            body: Some([key; 32]),
            first,
            count: u32::try_from(count).expect("a small count"),
        };
        let key_hash = Hash::of(&[key]);
        self.keys.insert(key_hash, used);
        let head = HeadRecord {
            size: Size::new(self.size()),
            hash: Hash::of(&self.size().to_be_bytes()),
            recorded: Some(Timestamp::from_millis(5)),
            checkpoints: self.checkpoints.len() as u64 + 1,
            note: format!("note of {}", self.size()),
        };
        let mut record = [key; 72];
        record[..8].copy_from_slice(&self.size().to_be_bytes());
        self.checkpoints.push(record);
        self.head = Some(head.clone());
        let redacted = self.redact(first, key);
        let end = End::Signed { head, signature: [key; 64], redacted };
        Commit { entries, tiles, keys: vec![(key_hash, used)], end }
    }

    /// What a commit redacts: now and then an entry of before.
    fn redact(&mut self, stored: u64, dice: u8) -> Vec<Redacted> {
        let Some(n) = u64::from(dice).checked_rem(stored).filter(|_| dice.is_multiple_of(3)) else {
            return Vec::new();
        };
        let openings = vec![dice; usize::from(dice) * 40];
        self.entries[usize::try_from(n).expect("small")].1.clone_from(&openings);
        for record in self.keys.values_mut() {
            if (record.first..record.first + u64::from(record.count)).contains(&n) {
                record.body = None;
            }
        }
        vec![Redacted { index: Index::new(n), openings }]
    }

    fn compare(&self, store: &Store) {
        assert_eq!(store.head().expect("a head"), self.head);
        for (n, (stored, openings)) in (0..).zip(&self.entries) {
            let index = Index::new(n);
            assert!(store.entry(index).expect("readable").as_ref() == Some(stored), "entry {n}");
            let found = store.whole_openings(index).expect("readable");
            assert!(found.as_ref() == Some(openings), "openings of {n}");
            let found = store.find_id(&format!("event-{n}")).expect("readable");
            assert_eq!(found, Some(index), "id of {n}");
        }
        for (n, hashes) in &self.tiles {
            let found = store.full_tile(0, *n).expect("readable");
            assert!(found.as_ref() == Some(hashes), "tile {n} of {}", self.size());
        }
        for (key, used) in &self.keys {
            let (first, count) = (Index::new(used.first), used.count);
            let (body, same) = match used.body {
                Some(body) => (body, SameBody::Same),
                None => ([0; 32], SameBody::Erased),
            };
            let found = store.find_key(key, &body).expect("readable");
            assert_eq!(found, Some(KeyUse { first, count, body: same }));
        }
        for (n, record) in (0..).zip(&self.checkpoints) {
            assert_eq!(store.checkpoint(n).expect("readable"), Some(*record), "checkpoint {n}");
        }
        assert_eq!(store.checkpoint(self.checkpoints.len() as u64).expect("readable"), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_store_reads_what_was_committed(steps in proptest::collection::vec(any_step(), 1..16)) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("store");
        let mut model = Model::default();
        let mut store = Store::open(&path).expect("a new store");
        let mut staged = 0;
        for step in steps {
            match step {
                // An import has the store to itself until it is opened anew.
                Step::Commit { count, length, key } if staged == 0 => {
                    store.append(&model.commit(count, length, key)).expect("a commit");
                }
                Step::Stage { count } => {
                    let from = model.size() + staged;
                    let entries = (from..from + count).map(|n| entry(n, 100)).collect();
                    let end = End::Staged(Size::new(model.size()));
                    let part = Commit { entries, tiles: Vec::new(), keys: Vec::new(), end };
                    store.append(&part).expect("a part");
                    staged += count;
                }
                Step::Commit { .. } => {}
                Step::Reopen => {
                    drop(store);
                    store = Store::open(&path).expect("the same store");
                    for n in model.size()..model.size() + staged {
                        let left = store.entry(Index::new(n)).expect("readable");
                        prop_assert_eq!(left, None, "staged entry {} outlived its import", n);
                    }
                    staged = 0;
                }
            }
            model.compare(&store);
        }
        drop(store);
        model.compare(&Store::open(&path).expect("the same store"));
    }
}
