//! Moves a whole ledger from one engine to another: every row and every erasure key as
//! it lies there. Nothing is signed and nothing is made anew, so the root is the same.

use std::path::Path;
use std::sync::Arc;

use ledger::record::Origin;

use super::engine::{Changes, Embedded, Engine, Postgres};
use super::{KEYS, Place, Store, StoreError, layout};
use crate::files::{self, Readers};

/// Rows, or keys, that are written at once.
const BATCH: usize = 4_096;

impl Store {
    /// Copies this store to a place that has none. It is none there before the last row.
    /// Gives the number of rows.
    ///
    /// # Errors
    /// [`StoreError`]; where the place has a store already, nothing is changed.
    pub fn copy_to(&self, place: &Place, origin: &Origin) -> Result<u64, StoreError> {
        match place {
            Place::Folder(folder) => self.copy_to_folder(folder),
            Place::Database(address) => {
                let target = Postgres::open(address, origin)?;
                if !target.lead()? {
                    return Err(StoreError::Fenced);
                }
                if target.end()?.is_some() {
                    let problem = "it holds a ledger already; give an empty database";
                    return Err(StoreError::Postgres(problem.to_owned()));
                }
                let slots = target.slots()?;
                let act = StoreError::io("write the erasure keys");
                let (number, _) = self.vault.raw(0, 0)?;
                slots.adopt(&number).map_err(act)?;
                self.each_key(|first, keys| {
                    let act = StoreError::io("write the erasure keys");
                    slots.put(first, keys.as_chunks().0).map_err(act)
                })?;
                self.copy_rows(&target)
            }
        }
    }

    /// Takes a ledger out of its database: it lies elsewhere now. An embedded store is
    /// removed with its folder.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn remove_from_database(&self) -> Result<(), StoreError> {
        self.database.as_ref().map_or(Ok(()), |database| database.remove())
    }

    fn copy_to_folder(&self, folder: &Path) -> Result<u64, StoreError> {
        let keys = folder.with_file_name(KEYS);
        let there = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
        if folder.exists() || keys.exists() {
            return Err(StoreError::io("make the store")(there));
        }
        let (number, mut all) = self.vault.raw(0, 0)?;
        self.each_key(|_, some| {
            all.extend_from_slice(some);
            Ok(())
        })?;
        files::create(&keys, &Self::keys_file(&number, &all), Readers::Owner)
            .map_err(StoreError::io("write the erasure keys"))?;
        self.copy_rows(&Embedded::open(folder)?)
    }

    fn each_key(
        &self,
        mut take: impl FnMut(u64, &[u8]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut first = 0;
        loop {
            let (_, keys) = self.vault.raw(first, BATCH as u64)?;
            if keys.is_empty() {
                return Ok(());
            }
            take(first, &keys)?;
            first += (keys.len() / 32) as u64;
        }
    }

    fn copy_rows(&self, target: &dyn Engine) -> Result<u64, StoreError> {
        let from = Arc::clone(&self.engine);
        let (mut count, mut waiting, mut changes) = (0, 0, Changes::default());
        for row in from.all() {
            let (key, value) = row?;
            if key == layout::HEAD || key == layout::STAGE {
                continue;
            }
            changes.insert(key, value);
            (count, waiting) = (count + 1, waiting + 1);
            if waiting == BATCH {
                target.write(std::mem::take(&mut changes))?;
                waiting = 0;
            }
        }
        target.apply(changes)?;
        // The head last: without it there is no store.
        let mut last = Changes::default();
        if let Some(head) = from.get(layout::HEAD)? {
            last.insert(layout::HEAD, head);
        }
        target.apply(last)?;
        Ok(count)
    }
}
