//! Erasure keys in a file beside the store.
//!
//! | bytes | content |
//! |---|---|
//! | 0..24 | `daybook erasure keys v1` and a line end |
//! | 24..56 | the number of this file, random; the store repeats it |
//! | 56..64 | zero |
//! | 64 + 32·n | the key in slot n: random, or zero once it was destroyed |

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use super::{KEY, NUMBER, Slots, SlotsError};
use crate::files::sync_parent;

const MAGIC: &[u8; 24] = b"daybook erasure keys v1\n";
const HEADER: usize = 64;
/// Slots that are written in one go.
const WRITE: u64 = 4_096;

/// The open file. Reading needs no lock; there is one writer.
#[derive(Debug)]
pub(in crate::store) struct FileSlots {
    file: File,
    number: [u8; NUMBER],
}

impl FileSlots {
    /// Opens the file, or makes it where there is none or one whose making broke
    /// off. It may be a link to another disk.
    pub(in crate::store) fn open_or_create(path: &Path) -> Result<Self, SlotsError> {
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(path)?;
        if file.metadata()?.len() < HEADER as u64 {
            let mut number = [0; NUMBER];
            getrandom::fill(&mut number)?;
            file.write_all_at(&header(&number), 0)?;
            file.sync_all()?;
            sync_parent(path)?;
        }
        Self::read_header(file)
    }

    /// Opens the file that must be there.
    pub(in crate::store) fn open(path: &Path) -> Result<Self, SlotsError> {
        Self::read_header(File::options().read(true).write(true).open(path)?)
    }

    /// Opens the file that must be there, to read it alone.
    pub(in crate::store) fn look(path: &Path) -> Result<Self, SlotsError> {
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
}

impl Slots for FileSlots {
    fn number(&self) -> [u8; NUMBER] {
        self.number
    }

    fn count(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len().saturating_sub(HEADER as u64) / KEY as u64)
    }

    fn key(&self, slot: u64) -> io::Result<[u8; KEY]> {
        let mut key = [0; KEY];
        self.file.read_exact_at(&mut key, place(slot))?;
        Ok(key)
    }

    fn keys(&self, first: u64, count: usize) -> io::Result<Vec<u8>> {
        let mut keys = vec![0; count * KEY];
        self.file.read_exact_at(&mut keys, place(first))?;
        Ok(keys)
    }

    fn fill(&self, from: u64, to: u64) -> Result<(), SlotsError> {
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

    fn destroy(&self, slots: &[u64]) -> io::Result<usize> {
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

fn header(number: &[u8; NUMBER]) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..24].copy_from_slice(MAGIC);
    header[24..56].copy_from_slice(number);
    header
}

/// The file that has these keys, one after the other from slot 0 on.
pub(in crate::store) fn image(number: &[u8; NUMBER], keys: &[u8]) -> Vec<u8> {
    [&header(number)[..], keys].concat()
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
        let slots = FileSlots::open_or_create(&path).unwrap();
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
        let again = FileSlots::open(&path).unwrap();
        assert_eq!(again.number(), slots.number());
        assert_eq!((again.count().unwrap(), again.key(3).unwrap()), (10, [0; KEY]));
    }

    #[test]
    fn a_missing_or_foreign_file_is_an_error_and_a_half_made_one_is_made_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("erasure-keys");
        assert!(matches!(FileSlots::open(&path), Err(SlotsError::Io(_))));
        std::fs::write(&path, b"daybook eras").unwrap();
        assert!(matches!(FileSlots::open(&path), Err(SlotsError::Foreign)));
        FileSlots::open_or_create(&path).unwrap();
        std::fs::write(&path, [7; 400]).unwrap();
        assert!(matches!(FileSlots::open_or_create(&path), Err(SlotsError::Foreign)));
    }
}
