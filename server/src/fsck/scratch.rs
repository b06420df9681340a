//! A copy of the store's files to look at, so that the store itself is not written.

use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use ledger::spelling::hex;

use crate::random::{self, NoRandomness};
use crate::room::Room;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum ScratchError {
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no room.
    #[error(
        "{}: has {free} bytes free, and a copy of the store takes {needed}; name another folder \
         with --scratch", path.display()
    )]
    Full {
        /// Where it should go.
        path: PathBuf,
        /// Bytes free there.
        free: u64,
        /// Bytes that the copy takes.
        needed: u64,
    },
    /// No name without randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// The copy, for its owner alone; removed when dropped. It holds what the store
/// holds: lines that are public and sealed values that are encrypted, never a key.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Copies the files of the store in `store` into a new folder in `place`. Where
    /// the file system shares blocks between copies, this takes no room.
    ///
    /// # Errors
    /// [`ScratchError`]; nothing is left behind.
    pub fn of(store: &Path, place: &Path) -> Result<Self, ScratchError> {
        let needed = size_of(store).map_err(io_at(store))?;
        let free = Room::new(place, 0).free().map_err(io_at(place))?;
        if free < needed {
            return Err(ScratchError::Full { path: place.to_owned(), free, needed });
        }
        let name = format!("daybook-{}", hex(&random::bytes()?[..16]));
        let scratch = Self(place.join(name));
        std::fs::DirBuilder::new().mode(0o700).create(&scratch.0).map_err(io_at(&scratch.0))?;
        copy(store, &scratch.store())?;
        Ok(scratch)
    }

    /// Where the copy of the store lies.
    pub fn store(&self) -> PathBuf {
        self.0.join("store")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "cannot remove {}", self.0.display());
        }
    }
}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> ScratchError + '_ {
    |source| ScratchError::Io { path: path.to_owned(), source }
}

fn size_of(folder: &Path) -> io::Result<u64> {
    let mut all = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let known = entry.metadata()?;
        all += if known.is_dir() { size_of(&entry.path())? } else { known.len() };
    }
    Ok(all)
}

fn copy(from: &Path, to: &Path) -> Result<(), ScratchError> {
    std::fs::create_dir(to).map_err(io_at(to))?;
    for entry in std::fs::read_dir(from).map_err(io_at(from))? {
        let entry = entry.map_err(io_at(from))?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().map_err(io_at(&source))?.is_dir() {
            copy(&source, &target)?;
        } else {
            std::fs::copy(&source, &target).map_err(io_at(&source))?;
        }
    }
    Ok(())
}
