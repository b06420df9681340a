//! What a backup takes out of a store, and a restore puts into one: rows as they lie
//! there. Sealed values stay encrypted on the way; their keys go another.

use std::path::Path;

use ledger::proof::TreeHash;
use ledger::record::{Hash, Index};

use super::engine::{self, Changes, Embedded, Engine};
use super::layout::{self, HeadRecord, KeyRow};
use super::slots::{self, NUMBER};
use super::vault::Taken;
use super::{FullTile, Store, StoreError, head_of, number, put};

/// Rows in one batch of a restore.
const BATCH: usize = 4_096;

/// The idempotency key that a request came with, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRequest {
    /// Index of the first entry that it became.
    pub first: u64,
    /// The key, hashed.
    pub key: Hash,
    /// What it was used for, encoded.
    pub row: Vec<u8>,
}

impl Store {
    /// The sealed values of an entry as they lie there, encrypted.
    pub fn sealed_row(&self, index: Index) -> Result<Option<Vec<u8>>, StoreError> {
        self.value(&layout::openings_key(index))
    }

    /// The requests whose first entry is among `count` from `first` on.
    pub fn raw_requests(&self, first: u64, count: u64) -> Result<Vec<RawRequest>, StoreError> {
        let end = first.saturating_add(count);
        let [from, to] = [first, end].map(|n| layout::request_key(Index::new(n)));
        let mut found = Vec::new();
        for row in self.engine.range(&from, &to) {
            let (name, key) = row?;
            let first = name.get(1..).and_then(number);
            let (Some(first), Ok(key)) = (first, <[u8; 32]>::try_from(key.as_ref())) else {
                continue;
            };
            let key = Hash::from_bytes(key);
            let Some(row) = self.get(&layout::idempotency_key(&key))? else { continue };
            found.push(RawRequest { first, key, row: row.to_vec() });
        }
        Ok(found)
    }

    /// Erasure keys as they lie there, one after the other: as many as there are of `count`
    /// from slot `first` on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn raw_keys(&self, first: u64, count: u64) -> Result<Vec<u8>, StoreError> {
        self.vault.raw(first, count).map(|(_, keys)| keys)
    }

    /// The file `erasure-keys` with these keys in it.
    pub fn keys_file(number: &[u8; NUMBER], keys: &[u8]) -> Vec<u8> {
        slots::image(number, keys)
    }

    /// The slots whose keys are destroyed, in order.
    pub fn destroyed(&self) -> Result<Vec<u64>, StoreError> {
        let mut slots = Vec::new();
        for row in engine::kind(self.engine.as_ref(), layout::DESTROYED) {
            let (key, _) = row?;
            slots.extend(key.get(1..).and_then(number));
        }
        Ok(slots)
    }

    /// The number of the file of erasure keys that belongs to this store, and how many
    /// of its slots are taken.
    pub fn keys_number(&self) -> Result<Option<([u8; NUMBER], u64)>, StoreError> {
        Ok(head_of(self.engine.as_ref())?.and_then(|(_, taken)| taken).map(|t| (t.number, t.slots)))
    }
}

/// A store that is put together from a backup. It is none before [`Rebuild::finish`].
pub struct Rebuild {
    engine: Box<dyn Engine>,
    batch: Changes,
    rows: usize,
}

impl Rebuild {
    /// Begins in a folder that is not there yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn begin(folder: &Path) -> Result<Self, StoreError> {
        if folder.exists() {
            let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
            return Err(StoreError::io("make the store")(there));
        }
        let engine = Box::new(Embedded::open(folder)?);
        Ok(Self { engine, batch: Changes::default(), rows: 0 })
    }

    /// An entry with its sealed values as they were stored.
    pub fn entry(
        &mut self,
        index: Index,
        line: &[u8],
        id: &str,
        sealed: &[u8],
    ) -> Result<(), StoreError> {
        let leaf = TreeHash::leaf(line);
        let stored = layout::encode_entry(leaf.as_bytes(), line);
        put(&mut self.batch, &layout::entry_key(index), &stored);
        put(&mut self.batch, &layout::openings_key(index), sealed);
        self.batch.insert(layout::id_key(id), &index.get().to_be_bytes());
        self.count()
    }

    /// A tile that is full.
    pub fn tile(&mut self, tile: &FullTile) -> Result<(), StoreError> {
        put(&mut self.batch, &layout::tile_key(tile.level, tile.n), &tile.hashes);
        self.count()
    }

    /// The n-th checkpoint: size (u64 BE) and signature.
    pub fn checkpoint(&mut self, n: u64, record: &[u8; 72]) -> Result<(), StoreError> {
        self.batch.insert(layout::history_key(n), &record[..]);
        self.count()
    }

    /// What an idempotency key was used for.
    ///
    /// # Errors
    /// [`StoreError::Layout`] where the row is none.
    pub fn request(&mut self, request: &RawRequest) -> Result<(), StoreError> {
        KeyRow::decode(&request.row)?;
        self.batch.insert(layout::idempotency_key(&request.key), request.row.as_slice());
        let key = layout::request_key(Index::new(request.first));
        self.batch.insert(key, request.key.as_bytes());
        self.count()
    }

    /// A slot whose key is destroyed.
    pub fn destroyed(&mut self, slot: u64) -> Result<(), StoreError> {
        self.batch.insert(layout::destroyed_key(slot), &[]);
        self.count()
    }

    fn count(&mut self) -> Result<(), StoreError> {
        self.rows += 1;
        if self.rows < BATCH {
            return Ok(());
        }
        self.rows = 0;
        self.engine.write(std::mem::take(&mut self.batch))
    }

    /// Puts the head record, which makes it a store, and closes it; on the disk when
    /// this returns. `keys` and `slots`: the file of erasure keys and how far it is used.
    pub fn finish(
        mut self,
        head: &HeadRecord,
        keys: [u8; NUMBER],
        slots: u64,
    ) -> Result<(), StoreError> {
        self.engine.apply(std::mem::take(&mut self.batch))?;
        self.batch.insert(layout::HEAD, head.encode(&Taken { number: keys, slots }));
        self.engine.apply(self.batch)
    }
}
