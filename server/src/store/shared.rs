//! A ledger that several servers have: who records, and what the others see.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use ledger::record::Origin;

use super::engine::{Address, Postgres};
use super::vault::Vault;
use super::{KEYS, Store, StoreError, head_of};

/// Where the rows of a ledger lie.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a folder of its own, by the embedded engine.
    Folder(PathBuf),
    /// In a database, which other servers may use too.
    Database(Address),
}

impl Store {
    /// Opens the store at a place. One in a database can be read; whoever is to record
    /// must [`Store::lead`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_at(place: &Place, origin: &Origin) -> Result<Self, StoreError> {
        let address = match place {
            Place::Folder(folder) => return Self::open(folder),
            Place::Database(address) => address,
        };
        let database = Arc::new(Postgres::open(address, origin)?);
        let (name, slots) = (PathBuf::from(KEYS), Box::new(database.slots()?));
        let vault = match head_of(database.as_ref())?.and_then(|(_, taken)| taken) {
            Some(taken) => Vault::open_in(&name, Ok(slots), taken),
            None => Vault::create_in(&name, slots)?,
        };
        let engine = Arc::clone(&database) as Arc<_>;
        let database = Some(database);
        Ok(Self { engine, database, vault, renewed: false, open: Mutex::default() })
    }

    /// Whether other servers may record into it.
    pub const fn is_shared(&self) -> bool {
        self.database.is_some()
    }

    /// Becomes the one that records, unless another server is: then ends what that left
    /// undone, and knows the end that it left. An embedded store has no other.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn lead(&self) -> Result<bool, StoreError> {
        let Some(database) = &self.database else { return Ok(true) };
        if !database.lead()? {
            return Ok(false);
        }
        self.vault.resume()?;
        self.finish_redactions()?;
        Ok(true)
    }

    /// Whether no other server has taken over since [`Store::lead`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn still_leads(&self) -> Result<bool, StoreError> {
        self.database.as_ref().map_or(Ok(true), |database| database.still_leads())
    }
}
