//! A file on its way in: written under a name that nobody reads, hashed while
//! it comes, removed unless it is kept.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ledger::documents::{DocumentHasher, Hashed};

use super::{Documents, Kind, sniff};
use crate::random;
use crate::room::Room;

/// A whole file under its temporary name, on the disk; gone when dropped.
#[derive(Debug)]
pub struct Incoming {
    temporary: Temporary,
    /// What it is.
    pub hashed: Hashed,
    /// Its media type, told from its first bytes.
    pub kind: Kind,
}

/// A temporary name, removed when dropped.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // It may have become a document meanwhile, or never have been made.
        if let Err(error) = std::fs::remove_file(&self.0)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "cannot remove {}", self.0.display());
        }
    }
}

impl Incoming {
    /// Its temporary name.
    pub(super) fn path(&self) -> &Path {
        &self.temporary.0
    }
}

impl Documents {
    /// Takes pieces until there are no more. Blocks: not for an async thread.
    /// What it returns is on the disk (fdatasync), under a temporary name.
    pub fn receive(
        &self,
        mut next: impl FnMut() -> Option<axum::body::Bytes>,
    ) -> io::Result<Incoming> {
        let folder = self.folder.join("incoming");
        std::fs::create_dir_all(&folder)?;
        let number = random::bytes().map_err(io::Error::other)?;
        let name = ledger::spelling::hex(&number[..16]);
        let temporary = Temporary(folder.join(format!("{name}.part")));
        let mut file = File::options().write(true).create_new(true).open(&temporary.0)?;
        let room = Room::new(&folder, self.limits.reserve);
        let mut hasher = DocumentHasher::new();
        let mut head: Vec<u8> = Vec::new();
        while let Some(piece) = next() {
            let wanted = sniff::HEAD.saturating_sub(head.len()).min(piece.len());
            head.extend_from_slice(&piece[..wanted]);
            hasher.update(&piece);
            // Entries need the rest of the disk more than documents do.
            room.for_bytes(piece.len() as u64)
                .map_err(|full| io::Error::new(io::ErrorKind::StorageFull, full))?;
            file.write_all(&piece)?;
        }
        file.sync_data()?;
        Ok(Incoming { temporary, hashed: hasher.finish(), kind: sniff::kind(&head) })
    }
}

/// Removes what uploads left that did not finish.
pub(super) fn clear(folder: &Path) -> io::Result<()> {
    let incoming = folder.join("incoming");
    let found = match std::fs::read_dir(&incoming) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for file in found {
        std::fs::remove_file(file?.path())?;
    }
    Ok(())
}
