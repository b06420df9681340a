//! From a temporary name to a document.

use std::io;
use std::path::Path;
use std::sync::PoisonError;

use ledger::record::Hash;

use super::{Documents, Incoming, Marker, Meta, beside, read_json};
use crate::clock;
use crate::files::{self, Readers};

/// What became of a file that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It was not here before.
    New(Meta),
    /// It was here already; nothing was kept twice.
    Known(Meta),
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// An entry withholds it.
    #[error("entry {} withholds this document", .0.entry)]
    Withheld(Box<Marker>),
    /// There is no room.
    #[error("{kept} of {most} bytes are in use, and this document has {size}")]
    Full {
        /// Bytes kept.
        kept: u64,
        /// Most bytes that may be kept.
        most: u64,
        /// Bytes of this one.
        size: u64,
    },
    /// The system refused something.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Documents {
    /// Keeps a file: when this returns, its bytes and all names that lead to it
    /// are on the disk. Blocks: not for an async thread.
    pub fn keep(
        &self,
        incoming: &Incoming,
        declared: Option<String>,
        by: &str,
    ) -> Result<Kept, KeepError> {
        let document = incoming.hashed.digest.blake3;
        let path = self.path(&document);
        // One at a time from here: two of the same file make one document.
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(marker) = self.marker(&document)? {
            return Err(KeepError::Withheld(Box::new(marker)));
        }
        let before = match *kept {
            Some(before) => before,
            None => size_of(&self.folder)?,
        };
        *kept = Some(before);
        let known = read_json::<Meta>(&beside(&path, ".json"))?.filter(|_| path.exists());
        let size = incoming.hashed.size;
        if known.is_none() && before.saturating_add(size) > self.limits.all {
            return Err(KeepError::Full { kept: before, most: self.limits.all, size });
        }
        make_folders(&self.folder, &path)?;
        let meta = known.clone().unwrap_or_else(|| Meta {
            blake3: document.to_hex(),
            sha256: incoming.hashed.digest.sha256.to_hex(),
            size,
            media_type: incoming.kind.media_type.to_owned(),
            declared,
            received: clock::now().to_string(),
            by: by.to_owned(),
        });
        if known.is_none() {
            let bytes = serde_json::to_vec(&meta).map_err(io::Error::other)?;
            files::replace(&beside(&path, ".json"), &bytes, Readers::Anyone)?;
        }
        // Also over one that is here: its bytes are the same by name, and a copy
        // that the disk has damaged is mended.
        std::fs::rename(incoming.path(), &path)?;
        files::sync_parent(&path)?;
        if known.is_none() {
            *kept = Some(before + size);
        }
        drop(kept);
        Ok(if known.is_some() { Kept::Known(meta) } else { Kept::New(meta) })
    }

    /// What is known of a document.
    pub fn meta(&self, document: &Hash) -> io::Result<Option<Meta>> {
        read_json(&beside(&self.path(document), ".json"))
    }

    /// Counts again, the next time it matters.
    pub(super) fn recount(kept: &mut Option<u64>) {
        *kept = None;
    }
}

/// Makes the folders of a path, each name synced in the one above it.
pub(super) fn make_folders(top: &Path, path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    // The first document makes the top as well.
    files::make_folders(top.parent().unwrap_or(top), folder, 0o777)
}

/// Bytes of all files below a folder.
fn size_of(folder: &Path) -> io::Result<u64> {
    let mut all = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let found = match std::fs::read_dir(&folder) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in found {
            let entry = entry?;
            // One that is on its way in may be gone by now.
            let Ok(known) = entry.metadata() else { continue };
            if known.is_dir() && entry.file_name() != "incoming" {
                folders.push(entry.path());
            } else if known.is_file() && is_document(&entry.file_name().to_string_lossy()) {
                all += known.len();
            }
        }
    }
    Ok(all)
}

fn is_document(name: &str) -> bool {
    Hash::parse(name).is_ok()
}
