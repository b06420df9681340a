//! Backups: a ledger in a folder of files, from which it can be put together again.
//!
//! | name in the folder | content |
//! |---|---|
//! | `manifest` | what there is, with the BLAKE3 of every file; written last ([`manifest`]) |
//! | `log/` | what is public: entries and history as in the read tree, checkpoint, key, policy |
//! | `sealed/` | sealed values, encrypted as they lie in the store; which keys are destroyed |
//! | `secret/` | every other file of the data folder, encrypted with the backup key ([`seal`]) |
//! | `lock` | held by the one process that writes |
//!
//! A backup is consistent at one checkpoint. What cannot change is not copied again. The
//! keys of sealed values lie in `secret/`, so that a folder without its backup key gives
//! nothing away; after a redaction the next backup overwrites the keys that it has.

mod door;
mod folder;
mod key;
mod make;
mod manifest;
mod newer;
mod restore;
mod rows;
mod seal;
mod secrets;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use door::{NAME as SOCKET, Remote, listen, serve};
pub use key::{BackupKey, KeyError};
pub use make::{Made, make};
pub use manifest::{Listed, Manifest, ManifestError};
pub use newer::{Newer, NewerError};
pub use restore::{Checked, RESTORED, RestoreError, Restored, accepted, restore, restored};
pub use rows::{Ask, AskError, Cut, Rows, answer};

/// Why there is no backup. The one before is as good as it was.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The manifest of the backup before.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The store or the server.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder holds something else.
    #[error("{}: is not empty and holds no backup; choose another folder", .0.display())]
    Foreign(PathBuf),
    /// Another process writes it.
    #[error("{}: another process is writing this backup; wait for it", .0.display())]
    Busy(PathBuf),
    /// The folder is the backup of something else.
    #[error("{}: holds a backup of {has}, and this ledger is {given}; choose another folder", path.display())]
    OtherLedger {
        /// The folder.
        path: PathBuf,
        /// What it is a backup of.
        has: String,
        /// The ledger that was to be backed up.
        given: String,
    },
    /// The ledger went back, or is another history.
    #[error(
        "{}: the backup has {had} entries, and the ledger does not continue them ({problem}); the \
         backup is left as it is: find out what happened, then choose another folder",
        path.display()
    )]
    NotContinued {
        /// The folder.
        path: PathBuf,
        /// Entries in the backup.
        had: u64,
        /// What is wrong.
        problem: String,
    },
    /// What is to be backed up is damaged.
    #[error("{0}; nothing was backed up: see `daybook fsck`")]
    Damaged(String),
    /// What was written is not what can be read.
    #[error("{}: was written and reads differently; the disk of the backup is not to be trusted", .0.display())]
    Unlike(PathBuf),
    /// Redactions came in all the time.
    #[error("values were redacted while they were copied, five times; try again later")]
    Restless,
}

fn io_at(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> BackupError + '_ {
    |source| BackupError::Io { path: path.to_owned(), source }
}
