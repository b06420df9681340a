//! Room on the disk of a folder, and the part of it that is never used up.
//!
//! A store that meets a full disk in the middle of a commit does not know what it
//! wrote: the writer then stops until a restart. So nothing is begun without room
//! for it. Reads need none, and go on.

use std::io;
use std::path::{Path, PathBuf};

use crate::config::{BODIES_MAX, BODY_MAX};

/// What one commit may need beside what it records: sled writes segments of
/// 512 KiB and moves older pages along, each stored value twice at worst.
const COMMIT_ROOM: u64 = 2 * (BODIES_MAX + BODY_MAX) as u64;

/// Too little room for what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the disk of the data folder has {free} bytes free and keeps {reserve} in reserve; reading goes \
     on; try again when its operator has freed some space (no restart is needed)"
)]
pub struct Full {
    /// Bytes that are free for us.
    pub free: u64,
    /// Bytes that have to stay free.
    pub reserve: u64,
}

/// Watches the disk of one folder.
#[derive(Clone, Debug)]
pub struct Room {
    folder: PathBuf,
    reserve: u64,
}

impl Room {
    /// Keeps `reserve` bytes of the disk of `folder` free.
    pub fn new(folder: &Path, reserve: u64) -> Self {
        Self { folder: folder.to_path_buf(), reserve }
    }

    /// The least that has to stay free so that no commit can meet a full disk.
    pub const fn least() -> u64 {
        COMMIT_ROOM
    }

    /// Bytes free for us (statvfs: free blocks for those who are not root).
    ///
    /// # Errors
    /// What the system said.
    pub fn free(&self) -> io::Result<u64> {
        let disk = rustix::fs::statvfs(&self.folder)?;
        Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
    }

    /// Whether `more` bytes can be written. A disk that does not tell is taken at
    /// its word when it is written to.
    ///
    /// # Errors
    /// [`Full`], with both numbers.
    pub fn for_bytes(&self, more: u64) -> Result<(), Full> {
        let Ok(free) = self.free() else { return Ok(()) };
        if free >= self.reserve.saturating_add(more) {
            return Ok(());
        }
        Err(Full { free, reserve: self.reserve })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_in_reserve_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let free = Room::new(dir.path(), 0).free().unwrap();
        assert!(free > 0);
        assert_eq!(Room::new(dir.path(), 0).for_bytes(1), Ok(()));
        let full = Room::new(dir.path(), u64::MAX).for_bytes(0).unwrap_err();
        assert_eq!(full.reserve, u64::MAX);
        assert!(full.to_string().contains("freed some space"), "{full}");
        // Bytes to be written count as well, and cannot overflow.
        assert!(Room::new(dir.path(), 0).for_bytes(u64::MAX).is_err());
    }

    #[test]
    fn a_disk_that_does_not_tell_refuses_nothing() {
        assert_eq!(Room::new(Path::new("/nowhere/at/all"), 1).for_bytes(1), Ok(()));
    }
}
