//! `.daybook` files on a disk: written in order, read member by member. What
//! is in them is described and judged in `ledger::archive`.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use ledger::archive::{ArchiveError, END, Index, Step, Walk, Writer, padding};

/// Why an archive could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenArchiveError {
    /// The disk or the system said no.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is cut short, damaged, or something else.
    #[error(transparent)]
    Unreadable(#[from] ArchiveError),
}

/// An archive whose members were found; their contents stay on the disk.
#[derive(Debug)]
pub struct ArchiveFile {
    file: File,
    index: Index,
}

impl ArchiveFile {
    /// Opens a file and walks it to its end marker: a cut is noticed before
    /// anything is read from it.
    pub fn open(path: &Path) -> Result<Self, OpenArchiveError> {
        let mut file = File::open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let mut walk = Walk::new(length);
        let mut index = Index::default();
        loop {
            let wants = walk.wants();
            let bytes = piece(&file, wants.start, wants.end - wants.start)?;
            match walk.step(&bytes)? {
                Step::Member(member) => index.push(member),
                Step::End => return Ok(Self { file, index }),
            }
        }
    }

    /// What is in it.
    pub const fn index(&self) -> &Index {
        &self.index
    }

    /// The content of a member, to be read piece by piece.
    pub fn content(&mut self, name: &str) -> io::Result<Option<impl Read + use<'_>>> {
        let Some(member) = self.index.find(name) else { return Ok(None) };
        self.file.seek(SeekFrom::Start(member.at))?;
        Ok(Some((&mut self.file).take(member.size)))
    }

    /// The content of a member; `None` when there is none of this name.
    pub fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match self.index.find(name) {
            Some(member) => piece(&self.file, member.at, member.size).map(Some),
            None => Ok(None),
        }
    }
}

/// Sizes come from a walk that held them against the length of the file. Read by its
/// place, so that threads can share the file.
fn piece(file: &File, at: u64, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(size).map_err(io::Error::other)?];
    file.read_exact_at(&mut bytes, at).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter")
        }
        _ => error,
    })?;
    Ok(bytes)
}

/// An archive that is being written. Without [`ArchiveWriter::finish`] it has
/// no end marker and reads as cut short.
#[derive(Debug)]
pub struct ArchiveWriter {
    out: BufWriter<File>,
    order: Writer,
}

impl ArchiveWriter {
    /// Makes a file that must not exist yet.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = File::options().write(true).create_new(true).open(path)?;
        Ok(Self { out: BufWriter::with_capacity(1 << 20, file), order: Writer::new() })
    }

    /// Appends a member whose content comes in pieces, `size` bytes in all.
    pub fn pieces(
        &mut self,
        name: &str,
        size: u64,
        write: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()>,
    ) -> io::Result<()> {
        self.header(name, size)?;
        let mut left = size;
        write(&mut |piece| {
            let longer = || io::Error::other("the file became longer while it was read");
            left = left.checked_sub(piece.len() as u64).ok_or_else(longer)?;
            self.out.write_all(piece)
        })?;
        if left > 0 {
            return Err(io::Error::other("the file became shorter while it was read"));
        }
        self.out.write_all(padding(size))
    }

    /// Appends a member. Names must ascend by their bytes, `checkpoint` first.
    pub fn member(&mut self, name: &str, content: &[u8]) -> io::Result<()> {
        let size = content.len() as u64;
        self.header(name, size)?;
        self.out.write_all(content)?;
        self.out.write_all(padding(size))
    }

    fn header(&mut self, name: &str, size: u64) -> io::Result<()> {
        let header = self.order.member(name, size).ok_or_else(|| {
            let problem = format!("{name}: {size} bytes have no place here in an archive");
            io::Error::new(io::ErrorKind::InvalidInput, problem)
        })?;
        self.out.write_all(&header)
    }

    /// Writes the end marker and everything to the disk.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.write_all(&END)?;
        self.out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_what_is_unfinished_is_cut() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.daybook");
        let mut writer = ArchiveWriter::create(&path).unwrap();
        writer.member("checkpoint", b"note").unwrap();
        writer.member("tile/0/000", &[9; 1_000]).unwrap();
        assert!(writer.member("openings/000", b"").is_err(), "out of order");
        writer.member("vkey", b"key").unwrap();
        writer.out.flush().unwrap();
        let cut = std::fs::metadata(&path).unwrap().len();
        match ArchiveFile::open(&path) {
            Err(OpenArchiveError::Unreadable(ArchiveError::Cut { at })) => assert_eq!(at, cut),
            other => panic!("{other:?}"),
        }
        writer.finish().unwrap();
        let archive = ArchiveFile::open(&path).unwrap();
        assert_eq!(archive.read("tile/0/000").unwrap().unwrap(), [9; 1_000]);
        assert_eq!(archive.read("vkey").unwrap().unwrap(), b"key");
        assert_eq!(archive.read("tile/0/001").unwrap(), None);
        assert_eq!(archive.index().members().len(), 3);
        assert!(ArchiveWriter::create(&path).is_err(), "nothing is overwritten");
    }
}
