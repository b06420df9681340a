//! One commit into the store, and what must be gone when it is acknowledged.
//!
//! Order, and nothing is done earlier: the batch with everything of the commit,
//! new openings of redacted entries and the names of the slots to be destroyed
//! among it; `flush` and `fdatasync`; then the erasure keys of the old openings
//! are overwritten in place and synced. A process that is killed between the two
//! finds the names at its next start and destroys before it serves.

use std::collections::BTreeSet;

use ledger::record::{Hash, Index};

use super::engine::Changes;
use super::layout::{self, KeyRecord, KeyRow, KeyUse, SameBody};
use super::vault::{self, Run, Sealed};
use super::{Commit, End, Redacted, Store, StoreError, put};

impl Store {
    /// Writes one commit; when this returns it survives a power cut, and what it
    /// redacts can be read nowhere in the data folder.
    ///
    /// After an error nobody knows what is on the disk: the caller must not
    /// append again before the store was opened anew.
    pub fn append(&self, commit: &Commit) -> Result<(), StoreError> {
        let redacted = commit.end.redacted();
        let count = commit.entries.len() + redacted.len() + commit.keys.len();
        let mut run = self.vault.take(count)?;
        let mut batch = Changes::default();
        for entry in &commit.entries {
            let stored = layout::encode_entry(&entry.leaf, &entry.line);
            put(&mut batch, &layout::entry_key(entry.index), &stored);
            let sealed = run.openings(entry.index, &entry.openings)?;
            put(&mut batch, &layout::openings_key(entry.index), &sealed);
            batch.insert(layout::id_key(&entry.id), &entry.index.get().to_be_bytes());
        }
        for tile in &commit.tiles {
            put(&mut batch, &layout::tile_key(tile.level, tile.n), &tile.hashes);
        }
        let mut doomed = self.put_redacted(&mut batch, &mut run, redacted)?;
        for (key, record) in &commit.keys {
            let slot = put_key(&mut batch, &mut run, key, record)?;
            if record.body.is_none() {
                doomed.insert(slot);
            }
        }
        for slot in &doomed {
            batch.insert(layout::destroyed_key(*slot), &[]);
        }
        let doomed = Vec::from_iter(doomed);
        match &commit.end {
            End::Signed { head, signature, .. } => {
                let mut record = [0; 72];
                record[..8].copy_from_slice(&head.size.get().to_be_bytes());
                record[8..].copy_from_slice(signature);
                let n = head.checkpoints.saturating_sub(1);
                batch.insert(layout::history_key(n), &record[..]);
                batch.insert(layout::HEAD, head.encode(&self.vault.taken()?));
                batch.remove(layout::STAGE);
            }
            End::Staged(from) => batch.insert(layout::STAGE, &from.get().to_be_bytes()),
        }
        self.engine.apply(batch)?;
        if !doomed.is_empty() {
            stop_here(Step::Durable)?;
            self.vault.destroy(&doomed)?;
            stop_here(Step::Destroyed)?;
        }
        Ok(())
    }

    /// Puts the new openings of redacted entries into the batch. Gives the slots
    /// that must be destroyed: those of their old openings, and of the checks on
    /// the requests that they came with.
    fn put_redacted(
        &self,
        batch: &mut Changes,
        run: &mut Run,
        redacted: &[Redacted],
    ) -> Result<BTreeSet<u64>, StoreError> {
        let mut doomed = BTreeSet::new();
        for Redacted { index, openings } in redacted {
            let key = layout::openings_key(*index);
            let before = self.value(&key)?;
            doomed.extend(before.as_deref().and_then(vault::slot_of));
            doomed.extend(self.request_of(*index)?.map(|row| row.slot));
            // A shorter value must not end in the pieces of the longer one.
            super::values::pieces(&key, before.as_deref().unwrap_or_default(), |key, _| {
                batch.remove(key);
            });
            put(batch, &key, &run.openings(*index, openings)?);
        }
        Ok(doomed)
    }

    /// The record of the request that an entry came with, if it had a key.
    fn request_of(&self, index: Index) -> Result<Option<KeyRow>, StoreError> {
        let from = layout::request_key(Index::new(0));
        let to = layout::request_key(Index::new(index.get().saturating_add(1)));
        let Some((_, key)) = self.engine.last(&from, &to)? else { return Ok(None) };
        let Ok(key) = <[u8; 32]>::try_from(key.as_ref()) else { return Ok(None) };
        let row = self.key_row(&Hash::from_bytes(key))?;
        Ok(row.filter(|row| (row.first..row.first + u64::from(row.count)).contains(&index.get())))
    }

    fn key_row(&self, key: &Hash) -> Result<Option<KeyRow>, StoreError> {
        let bytes = self.get(&layout::idempotency_key(key))?;
        Ok(bytes.map(|bytes| KeyRow::decode(&bytes)).transpose()?)
    }

    /// What an idempotency key (hashed) was used for, and whether it was the same
    /// body (hashed).
    pub fn find_key(&self, key: &Hash, body: &[u8; 32]) -> Result<Option<KeyUse>, StoreError> {
        let Some(row) = self.key_row(key)? else { return Ok(None) };
        let body = match self.vault.is_body(row.slot, &row.check, body) {
            Ok(true) => SameBody::Same,
            Ok(false) => SameBody::Other,
            Err(Sealed::Destroyed | Sealed::Damaged) => SameBody::Erased,
            Err(Sealed::Away(problem)) => return Err(StoreError::Postgres(problem)),
            Err(why) => {
                return Err(StoreError::Sealed {
                    what: "an idempotency key",
                    index: row.first,
                    why,
                });
            }
        };
        Ok(Some(KeyUse { first: Index::new(row.first), count: row.count, body }))
    }

    /// The openings of the entry at `index`, in bincode: all of them, also those that are
    /// held back from the public. Whoever gives some to a reader asks [`crate::shown`].
    ///
    /// # Errors
    /// [`StoreError::Sealed`] where they are there and cannot be read, which is
    /// damage to this copy and says nothing against the entry.
    pub fn whole_openings(&self, index: Index) -> Result<Option<Vec<u8>>, StoreError> {
        let row = self.value(&layout::openings_key(index))?;
        row.map(|row| self.opened(index, row)).transpose()
    }

    /// What the row of openings of an entry has in it.
    pub(super) fn opened(&self, index: Index, mut row: Vec<u8>) -> Result<Vec<u8>, StoreError> {
        loop {
            let why = match self.vault.openings(index, &row) {
                Ok(opened) => return Ok(opened),
                Err(Sealed::Away(problem)) => return Err(StoreError::Postgres(problem)),
                Err(why) => why,
            };
            // The writer may have put others in their place between the two reads.
            match self.value(&layout::openings_key(index))? {
                Some(now) if now != row => row = now,
                _ => {
                    let what = "the sealed values of entry";
                    return Err(StoreError::Sealed { what, index: index.get(), why });
                }
            }
        }
    }

    /// Why the erasure keys cannot be used, if so: then no sealed value can be
    /// read, and nothing may be written.
    pub fn keys_trouble(&self) -> Option<&str> {
        self.vault.trouble()
    }

    /// Destroys what a killed process left to be destroyed, and what a file of
    /// keys that was put back from a backup has again.
    pub(super) fn finish_redactions(&self) -> Result<(), StoreError> {
        if self.vault.trouble().is_some() {
            return Ok(());
        }
        let found = self.vault.destroy(&self.destroyed()?)?;
        if found > 0 {
            tracing::warn!(
                keys = found,
                "{found} erasure keys of redacted values were still there and are destroyed now"
            );
        }
        Ok(())
    }
}

/// Puts what an idempotency key was used for. Gives the slot of its check.
pub(super) fn put_key(
    batch: &mut Changes,
    run: &mut Run,
    key: &Hash,
    record: &KeyRecord,
) -> Result<u64, StoreError> {
    let (slot, check) = run.body(&record.body.unwrap_or_default())?;
    let row = KeyRow { slot, check, first: record.first, count: record.count };
    batch.insert(layout::idempotency_key(key), row.encode());
    batch.insert(layout::request_key(Index::new(record.first)), key.as_bytes());
    Ok(slot)
}

/// Where a process may be killed in a commit that redacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The commit is durable, the old keys are still there.
    Durable,
    /// The old keys are destroyed, nobody was told.
    Destroyed,
}

/// Fails where a test wants a process to end.
#[cfg(test)]
fn stop_here(step: Step) -> Result<(), StoreError> {
    let wanted = tests::STOP.with(std::cell::Cell::get);
    if wanted == Some(step) {
        Err(StoreError::io("end")(std::io::Error::other("killed")))
    } else {
        Ok(())
    }
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "the twin in tests fails")]
const fn stop_here(_: Step) -> Result<(), StoreError> {
    Ok(())
}

#[cfg(test)]
mod tests;
