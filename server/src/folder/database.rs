//! The file `database`: that the rows lie elsewhere, and where.

use std::path::PathBuf;

use super::{Folder, FolderError, io_at, read_if_there};
use crate::files::{self, Readers};
use crate::store::{Address, Place};

impl Folder {
    /// Where the rows lie: in a folder below, or in the database that the file `database`
    /// names.
    ///
    /// # Errors
    /// [`FolderError::Content`] where that file names none.
    pub fn place(&self) -> Result<Place, FolderError> {
        let path = self.database();
        let Some(bytes) = read_if_there(&path)? else { return Ok(Place::Folder(self.store())) };
        let text = String::from_utf8_lossy(&bytes);
        let address = Address::parse(text.trim()).map_err(|problem| FolderError::Content {
            path,
            problem: format!("names no database: {problem}"),
        })?;
        Ok(Place::Database(address))
    }

    /// Writes down which database has the rows. Not where they lie in this folder.
    ///
    /// # Errors
    /// [`FolderError`].
    pub fn keep_database(&self, address: &str) -> Result<(), FolderError> {
        // One beside the file is what a move left behind that broke off.
        if self.store().exists() && !self.database().exists() {
            let problem = "holds the entries of this ledger; `daybook move --to` moves them to \
                           a database"
                .to_owned();
            return Err(FolderError::Content { path: self.store(), problem });
        }
        self.switch(Some(address))
    }

    /// From now on the rows are in this database, or with `None` in the folder below.
    ///
    /// # Errors
    /// What the system said.
    pub fn switch(&self, address: Option<&str>) -> Result<(), FolderError> {
        let path = self.database();
        let switched = match address {
            Some(text) => files::replace(&path, format!("{text}\n").as_bytes(), Readers::Owner),
            None => std::fs::remove_file(&path).and_then(|()| files::sync_parent(&path)),
        };
        switched.map_err(io_at(&path))
    }

    /// The address that the file `database` has, as it was given.
    ///
    /// # Errors
    /// What the system said.
    pub fn read_database(&self) -> Result<Option<String>, FolderError> {
        let bytes = read_if_there(&self.database())?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()))
    }

    fn database(&self) -> PathBuf {
        self.path.join("database")
    }
}
