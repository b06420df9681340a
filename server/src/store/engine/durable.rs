//! Makes what sled wrote survive a power cut.
//!
//! sled 0.34 is not durable by itself on Linux: its `flush` calls
//! `sync_file_range`, which commits neither the size of the file nor the
//! cache of the drive. The order after every commit is therefore
//!
//! 1. `flush` (by the caller): sled hands its buffers to the kernel;
//! 2. `fsync` of each file in `blobs/` that is not yet on the disk, then of
//!    that folder: the log refers to them, so they must be there first;
//! 3. `fdatasync` of `db` through a handle of our own: the bytes, the size of
//!    the file and, with the barrier that the kernel sends, the drive's cache.
//!
//! Only then is anything acknowledged. `store/values.rs` keeps every stored
//! value small enough for `blobs/` to stay empty; it is looked after all the
//! same, because the promise must not rest on sled's thresholds.
//!
//! Before opening, what a killed process left in the page cache is synced:
//! sled writes a snapshot of its page table on opening, and a snapshot that
//! outlived the pages it names would make the store unreadable.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::files::sync_folder;

/// The files of one open store, and which of them are known to be on the disk.
#[derive(Debug)]
pub(super) struct Durable {
    /// Our own handle of sled's log.
    log: File,
    /// sled's folder for values over about 128 KiB.
    blobs: PathBuf,
    /// Names in `blobs` that were synced already. Owned by the writer.
    synced: HashSet<OsString>,
}

/// Syncs every file of an existing store, so that opening it starts from what
/// the disk really holds. A folder that does not exist yet needs nothing.
pub(super) fn settle_before_open(folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            File::open(entry.path())?.sync_all()?;
        }
    }
    sync_folder(folder)
}

impl Durable {
    /// Takes hold of the files that sled made in `folder` and syncs them, the
    /// folder and the folder above it, so that the store's name is on the disk
    /// before its first entry is.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        settle_before_open(folder)?;
        if let Some(parent) = folder.parent() {
            sync_folder(parent)?;
        }
        let mut durable = Self {
            log: File::options().read(true).write(true).open(folder.join("db"))?,
            blobs: folder.join("blobs"),
            synced: HashSet::new(),
        };
        durable.sync_blobs()?;
        Ok(durable)
    }

    /// Steps 2 and 3. An error leaves unknown what is on the disk: the caller
    /// must not write again before the store was opened anew.
    pub(super) fn settle(&mut self) -> io::Result<()> {
        self.sync_blobs()?;
        // Off only in the drill of `tests/tests/power_cut.rs`, which must then
        // lose acknowledged entries: so we know that it would notice.
        if cfg!(feature = "drill-no-fdatasync") {
            return Ok(());
        }
        self.log.sync_data()
    }

    fn sync_blobs(&mut self) -> io::Result<()> {
        let mut present = HashSet::new();
        let mut changed = false;
        let listing = match std::fs::read_dir(&self.blobs) {
            Ok(listing) => listing,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for entry in listing {
            let entry = entry?;
            let name = entry.file_name();
            if !self.synced.contains(&name) {
                match File::open(entry.path()) {
                    Ok(file) => file.sync_all()?,
                    // sled removed it between the listing and now.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error),
                }
                changed = true;
            }
            present.insert(name);
        }
        if changed {
            sync_folder(&self.blobs)?;
        }
        self.synced = present;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blobs_are_synced_once_and_forgotten_when_gone() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("store");
        std::fs::create_dir_all(folder.join("blobs")).unwrap();
        std::fs::write(folder.join("db"), b"log").unwrap();
        std::fs::write(folder.join("blobs/1"), b"one").unwrap();
        let mut durable = Durable::new(&folder).unwrap();
        assert!(durable.synced.contains(&OsString::from("1")));

        std::fs::write(folder.join("blobs/2"), b"two").unwrap();
        std::fs::remove_file(folder.join("blobs/1")).unwrap();
        durable.settle().unwrap();
        assert_eq!(durable.synced, HashSet::from([OsString::from("2")]));
    }

    #[test]
    fn a_store_without_its_log_is_an_error_and_not_a_new_store() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("store/blobs")).unwrap();
        assert!(Durable::new(&dir.path().join("store")).is_err());
    }
}
