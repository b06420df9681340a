//! The file of erasure keys: one key of 32 bytes for each thing that may one
//! day have to be erased, apart from the store that holds the thing itself.
//!
//! sled never overwrites: what it once wrote stays in its files for as long as
//! it likes. So what may have to be erased lies there encrypted, each piece under
//! a key of its own, and erasing it is overwriting that key here, in place.
//!
//! | bytes | content |
//! |---|---|
//! | 0..24 | `daybook erasure keys v1` and a line end |
//! | 24..56 | the number of this file, random; the store repeats it |
//! | 56..64 | zero |
//! | 64 + 32·n | the key in slot n: random, or zero once it was destroyed |
//!
//! Slots are filled with random bytes in runs and synced before the first of a run
//! is used, so a commit needs no second sync. A slot serves one plaintext. What a
//! commit that never became durable may have left under a slot is made unreadable
//! before that slot is used: see [`super::vault`].

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use crate::files::sync_parent;

/// Bytes of a key.
pub(super) const KEY: usize = 32;
/// Bytes of the number that ties file and store together.
pub(super) const NUMBER: usize = 32;

const MAGIC: &[u8; 24] = b"daybook erasure keys v1\n";
const HEADER: usize = 64;
/// Slots that are written in one go.
const WRITE: u64 = 4_096;

/// Why the file of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum SlotsError {
    /// The system refused something.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is not such a file.
    #[error("it is not a file of erasure keys")]
    Foreign,
    /// The system gives no random bytes.
    #[error(transparent)]
    Random(#[from] getrandom::Error),
}

/// The open file. Reading needs no lock; there is one writer.
#[derive(Debug)]
pub(super) struct Slots {
    file: File,
    number: [u8; NUMBER],
}

impl Slots {
    /// Opens the file, or makes it where there is none or one whose making broke
    /// off. It may be a link to another disk.
    pub(super) fn open_or_create(path: &Path) -> Result<Self, SlotsError> {
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)?;
        if file.metadata()?.len() < HEADER as u64 {
            let mut header = [0; HEADER];
            header[..24].copy_from_slice(MAGIC);
            getrandom::fill(&mut header[24..56])?;
            file.write_all_at(&header, 0)?;
            file.sync_all()?;
            sync_parent(path)?;
        }
        Self::read_header(file)
    }

    /// Opens the file that must be there.
    pub(super) fn open(path: &Path) -> Result<Self, SlotsError> {
        Self::read_header(File::options().read(true).write(true).open(path)?)
    }

    /// Opens the file that must be there, to read it alone.
    pub(super) fn look(path: &Path) -> Result<Self, SlotsError> {
        Self::read_header(File::open(path)?)
    }

    fn read_header(file: File) -> Result<Self, SlotsError> {
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => SlotsError::Foreign,
            _ => SlotsError::Io(error),
        })?;
        if !header.starts_with(MAGIC) {
            return Err(SlotsError::Foreign);
        }
        let mut number = [0; NUMBER];
        number.copy_from_slice(&header[24..56]);
        Ok(Self { file, number })
    }

    /// Its number.
    pub(super) const fn number(&self) -> &[u8; NUMBER] {
        &self.number
    }

    /// How many slots it has.
    pub(super) fn count(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len().saturating_sub(HEADER as u64) / KEY as u64)
    }

    /// The key in a slot; all zero where it was destroyed. An error of the kind
    /// `UnexpectedEof` where the file ends before.
    pub(super) fn key(&self, slot: u64) -> io::Result<[u8; KEY]> {
        let mut key = [0; KEY];
        self.file.read_exact_at(&mut key, place(slot))?;
        Ok(key)
    }

    /// The keys of `count` slots from `first` on, one after the other.
    pub(super) fn keys(&self, first: u64, count: usize) -> io::Result<Vec<u8>> {
        let mut keys = vec![0; count * KEY];
        self.file.read_exact_at(&mut keys, place(first))?;
        Ok(keys)
    }

    /// Puts new random keys into the slots `from..to`, synced when it returns.
    pub(super) fn fill(&self, from: u64, to: u64) -> Result<(), SlotsError> {
        let mut at = from;
        while at < to {
            let end = to.min(at + WRITE);
            let mut keys = vec![0; usize::try_from(end - at).unwrap_or(0) * KEY];
            getrandom::fill(&mut keys)?;
            self.file.write_all_at(&keys, place(at))?;
            at = end;
        }
        Ok(self.file.sync_data()?)
    }

    /// Overwrites the keys in these slots, synced when it returns. Gives how many
    /// of them were still there.
    pub(super) fn destroy(&self, slots: &[u64]) -> io::Result<usize> {
        let mut were = 0;
        for slot in slots {
            match self.key(*slot) {
                Ok(key) if key == [0; KEY] => continue,
                Ok(_) => were += 1,
                // A file cut short has no such key either.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => continue,
                Err(error) => return Err(error),
            }
            self.file.write_all_at(&[0; KEY], place(*slot))?;
        }
        // Also where nothing was left to do: it may have been done by a process
        // that was killed before its sync.
        if !slots.is_empty() {
            self.file.sync_data()?;
        }
        Ok(were)
    }
}

fn place(slot: u64) -> u64 {
    (HEADER as u64).saturating_add(slot.saturating_mul(KEY as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_for_the_owner_alone_and_a_destroyed_one_is_gone_from_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("erasure-keys");
        let slots = Slots::open_or_create(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        slots.fill(0, 10).unwrap();
        let keys: Vec<_> = (0..10).map(|slot| slots.key(slot).unwrap()).collect();
        assert_eq!(slots.destroy(&[3, 7, 3]).unwrap(), 2);
        assert_eq!(slots.destroy(&[3, 99]).unwrap(), 0, "done already, or never there");
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes.len(), 64 + 320, "in place: the file neither grows nor moves");
        for (slot, key) in keys.iter().enumerate() {
            let there = bytes.windows(KEY).any(|window| window == key);
            assert_eq!(there, slot != 3 && slot != 7, "slot {slot}");
        }
        let again = Slots::open(&path).unwrap();
        assert_eq!(again.number(), slots.number());
        assert_eq!((again.count().unwrap(), again.key(3).unwrap()), (10, [0; KEY]));
    }

    #[test]
    fn a_missing_or_foreign_file_is_an_error_and_a_half_made_one_is_made_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("erasure-keys");
        assert!(matches!(Slots::open(&path), Err(SlotsError::Io(_))));
        std::fs::write(&path, b"daybook eras").unwrap();
        assert!(matches!(Slots::open(&path), Err(SlotsError::Foreign)));
        Slots::open_or_create(&path).unwrap();
        std::fs::write(&path, [7; 400]).unwrap();
        assert!(matches!(Slots::open_or_create(&path), Err(SlotsError::Foreign)));
    }
}
