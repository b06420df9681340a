//! Documents on the disk, beside the store: one file each, named by its BLAKE3.
//!
//! | name, below `documents/` | content |
//! |---|---|
//! | `ab/cd/<hash>` | the file; `ab` and `cd` are the first digits of its BLAKE3 |
//! | `ab/cd/<hash>.json` | what is known of it: [`Meta`] |
//! | `ab/cd/<hash>.withheld` | why it is not shown: [`Marker`] |
//! | `withheld/<hash>` | a file that is kept and not shown |
//! | `incoming/` | files on their way in; emptied at each start |
//! | `applied` | how many entries were looked through for withholdings |
//!
//! A file is acknowledged when its bytes, its name and the names of its folders
//! are on the disk. No file name of the sender is kept: names can be personal.

mod incoming;
mod keep;
mod read;
mod sniff;
#[cfg(test)]
mod tests;
mod withhold;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ledger::record::Hash;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::config::{DISK_RESERVE, DOCUMENT_MAX, DOCUMENTS_MAX, UPLOADS_MAX};
use crate::room::Room;
pub use incoming::Incoming;
pub use keep::{KeepError, Kept};
pub use read::OpenDocument;
pub use sniff::Kind;

/// How much may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of one document.
    pub one: u64,
    /// Most bytes of all together.
    pub all: u64,
    /// Bytes of the disk that are kept free.
    pub reserve: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { one: DOCUMENT_MAX, all: DOCUMENTS_MAX, reserve: DISK_RESERVE }
    }
}

/// What is known of a document, beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// BLAKE3, 64 hexadecimal digits.
    pub blake3: String,
    /// SHA-256, 64 hexadecimal digits.
    pub sha256: String,
    /// Length in bytes.
    pub size: u64,
    /// Its media type, told from its first bytes.
    pub media_type: String,
    /// The media type that the sender gave; never served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// When it came first, RFC 3339.
    pub received: String,
    /// The name of the token that it came with.
    pub by: String,
}

/// Why a document is not shown, as the entry says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Marker {
    /// The entry that withholds it.
    pub entry: u64,
    /// `destroyed` or `not_published`.
    pub mode: String,
    /// On what ground, as a code.
    pub ground: String,
    /// The role that decided.
    pub decided_by: String,
    /// The day of the decision (EDTF).
    pub decided_on: String,
    /// The day on which it is looked at again (EDTF).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_on: Option<String>,
}

/// The documents of one ledger. Shared by all handlers and the writer.
#[derive(Debug)]
pub struct Documents {
    folder: PathBuf,
    limits: Limits,
    /// Room for uploads at once.
    uploads: Arc<Semaphore>,
    /// Bytes kept so far, once they were counted. Held while a file gets its
    /// name, and while one is withheld: the two never meet.
    kept: Mutex<Option<u64>>,
    /// Goes up before a file is withheld, so that whoever is reading it notices.
    withheld: AtomicU64,
    applied: Mutex<Applied>,
}

impl Documents {
    /// The documents in `folder`, which need not exist; removes what uploads
    /// that did not finish left there.
    pub fn open(folder: PathBuf) -> io::Result<Self> {
        incoming::clear(&folder)?;
        Self::look(folder)
    }

    /// The same, and nothing is removed.
    pub fn look(folder: PathBuf) -> io::Result<Self> {
        let applied = withhold::read_applied(&folder)?;
        Ok(Self {
            folder,
            limits: Limits::default(),
            uploads: Arc::new(Semaphore::new(UPLOADS_MAX)),
            kept: Mutex::new(None),
            withheld: AtomicU64::new(0),
            applied: Mutex::new(Applied { count: applied, noted: applied }),
        })
    }

    /// The same with other limits.
    #[must_use]
    pub const fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How much may be kept.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// The disk that they lie on, and what stays free there.
    pub fn disk(&self) -> Room {
        // The folder itself is made with the first of them.
        Room::new(self.folder.parent().unwrap_or(&self.folder), self.limits.reserve)
    }

    /// Room for one more upload; `None` when too many are under way.
    pub fn enter(&self) -> Option<tokio::sync::OwnedSemaphorePermit> {
        Arc::clone(&self.uploads).try_acquire_owned().ok()
    }

    /// Whether the file is here and may be shown.
    pub fn holds(&self, document: &Hash) -> io::Result<bool> {
        Ok(self.path(document).try_exists()? && self.marker(document)?.is_none())
    }

    /// How often something was withheld since the start.
    fn epoch(&self) -> u64 {
        self.withheld.load(Ordering::SeqCst)
    }

    fn path(&self, document: &Hash) -> PathBuf {
        let hex = document.to_hex();
        self.folder.join(&hex[..2]).join(&hex[2..4]).join(hex)
    }
}

/// Entries that were looked through for withholdings.
#[derive(Debug)]
struct Applied {
    /// How many.
    count: u64,
    /// How many the file `applied` says.
    noted: u64,
}

/// Reads a small file of JSON; `None` where there is none.
fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    let bytes = crate::files::read_if_there(path)?;
    bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose().map_err(|error| {
        io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", path.display()))
    })
}

/// A path with more at its end.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
