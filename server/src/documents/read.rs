//! Reading a document back, piece by piece.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;

use ledger::documents::{DocumentHasher, Hashed};
use ledger::record::{Hash, Index, Size, Timestamp};

use super::{Documents, Kind, sniff};
use crate::store::{Store, StoreError};

/// Bytes of one piece.
const PIECE: usize = 256 << 10;

/// A document that is here and may be shown.
#[derive(Debug)]
pub struct OpenDocument {
    document: Hash,
    file: File,
    epoch: u64,
    /// Its length in bytes.
    pub size: u64,
    /// What it is.
    pub kind: Kind,
}

impl Documents {
    /// Opens a document; `None` where it is not here. The caller has asked for
    /// the [`Documents::marker`] before.
    pub fn read(&self, document: &Hash) -> io::Result<Option<OpenDocument>> {
        let epoch = self.epoch();
        let mut file = match File::open(self.path(document)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let size = file.metadata()?.len();
        let mut head = Vec::new();
        (&mut file).take(sniff::HEAD as u64).read_to_end(&mut head)?;
        let kind = sniff::kind(&head);
        Ok(Some(OpenDocument { document: *document, file, epoch, size, kind }))
    }

    /// The documents that are part of the record of a ledger of this size: held,
    /// not withheld, cited by an entry that is not held back at the moment `now`. What
    /// was uploaded and never cited is not for exports.
    pub fn published(
        &self,
        store: &Store,
        size: Size,
        now: Timestamp,
    ) -> Result<Vec<Hash>, StoreError> {
        let mut cited = ledger::documents::Documents::new();
        for n in 0..size.get() {
            let index = Index::new(n);
            match store.entry(index) {
                Ok(Some(stored)) => cited.take(index, &stored.line),
                // A damaged store: its copy shows the same gap.
                Ok(None) | Err(StoreError::Layout(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let held =
            self.list().map_err(|source| StoreError::Io { act: "list documents", source })?;
        let is_cited = |hash: &Hash| {
            cited.get(hash).is_some_and(|it| !it.cited.is_empty() && !it.held().is_held(now))
        };
        Ok(held.into_iter().filter(is_cited).collect())
    }

    /// Every document that is here and may be shown, in order.
    pub fn list(&self) -> io::Result<Vec<Hash>> {
        let mut all = self.named("")?;
        let mut shown = Vec::with_capacity(all.len());
        for document in all.drain(..) {
            if self.marker(&document)?.is_none() {
                shown.push(document);
            }
        }
        Ok(shown)
    }

    /// Every document that is described, here or not, in order.
    pub fn described(&self) -> io::Result<Vec<Hash>> {
        self.named(".json")
    }

    /// Every document that is marked as withheld, in order.
    pub fn marked(&self) -> io::Result<Vec<Hash>> {
        self.named(".withheld")
    }

    /// Where the file of a document lies: shown, and withheld.
    pub fn places(&self, document: &Hash) -> [PathBuf; 2] {
        [self.path(document), self.aside(document)]
    }

    /// Every document with a file whose name ends so.
    fn named(&self, ending: &str) -> io::Result<Vec<Hash>> {
        let mut all = Vec::new();
        for outer in folders(&self.folder)? {
            for inner in folders(&outer)? {
                for file in std::fs::read_dir(inner)? {
                    let name = file?.file_name();
                    let name = name.to_string_lossy();
                    all.extend(name.strip_suffix(ending).and_then(|hex| Hash::parse(hex).ok()));
                }
            }
        }
        all.sort_unstable();
        Ok(all)
    }
}

/// The folders of two digits in a folder.
fn folders(folder: &std::path::Path) -> io::Result<Vec<std::path::PathBuf>> {
    let found = match std::fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut all = Vec::new();
    for entry in found {
        let entry = entry?;
        if entry.file_name().len() == 2 && entry.file_type()?.is_dir() {
            all.push(entry.path());
        }
    }
    Ok(all)
}

impl OpenDocument {
    /// The next bytes from `from`, before `to`; empty at the end.
    ///
    /// # Errors
    /// Also when the document was withheld meanwhile: the rest is not given out.
    pub fn piece(&mut self, documents: &Documents, from: u64, to: u64) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(from))?;
        let wanted = to.saturating_sub(from).min(PIECE as u64);
        let mut bytes = Vec::new();
        (&mut self.file).take(wanted).read_to_end(&mut bytes)?;
        // Looked at after reading: what was overwritten is noticed.
        if documents.epoch() != self.epoch && documents.marker(&self.document)?.is_some() {
            return Err(io::Error::other("the document was withheld while it was read"));
        }
        Ok(bytes)
    }

    /// Reads all of it, each piece to `take`, and hashes it again.
    pub fn copy(
        &mut self,
        documents: &Documents,
        mut take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<Hashed> {
        let mut hasher = DocumentHasher::new();
        loop {
            let piece = self.piece(documents, hasher.size(), u64::MAX)?;
            if piece.is_empty() {
                return Ok(hasher.finish());
            }
            hasher.update(&piece);
            take(&piece)?;
        }
    }
}
