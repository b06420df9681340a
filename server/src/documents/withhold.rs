//! What entries withhold goes from the disk, before their receipts are given.
//!
//! Order: the entry is durable; the marker is written and synced; readers under
//! way are stopped; the file is destroyed, or moved to where nothing is served
//! from; the count of entries that were looked through is written. A crash
//! between any two of these is made good at the next start, before anything is
//! served, because the count still stands before the entry.
//!
//! Destroying means: overwritten once, synced, unlinked, the folder synced. On a
//! file system that writes in place the bytes are gone; one that copies on
//! write, a solid-state disk that moves blocks about, and backups may keep them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use ledger::documents::{Said, Withholding, said, speaks_of_documents};
use ledger::events::documents::WithholdingMode;
use ledger::record::{Hash, Index, Json, Size};

use super::{Documents, Marker, beside, keep, read_json};
use crate::files::{self, Readers};
use crate::store::{Store, StoreError};

/// Entries after which the count is written though nothing was withheld: a start
/// looks through no more than these again.
const NOTE_EVERY: u64 = 10_000;

impl Documents {
    /// Why a document is not shown, if so.
    pub fn marker(&self, document: &Hash) -> io::Result<Option<Marker>> {
        read_json(&beside(&self.path(document), ".withheld"))
    }

    /// Does what entries below `size` say and was not done yet. `lines` are the
    /// newest of them, where the caller has them at hand.
    pub fn settle(
        &self,
        store: &Store,
        size: Size,
        lines: &[(Index, &[u8])],
    ) -> Result<(), StoreError> {
        let mut applied = self.applied.lock().unwrap_or_else(PoisonError::into_inner);
        let begin = applied.count;
        let mut acted = false;
        let at_hand = lines.first().is_some_and(|(first, _)| first.get() == begin);
        for n in begin..size.get() {
            let index = Index::new(n);
            let place = usize::try_from(n - begin).unwrap_or(usize::MAX);
            acted |= match lines.get(place).filter(|_| at_hand) {
                Some((_, line)) => self.act(index, line),
                None => match store.entry(index)? {
                    Some(stored) => self.act(index, &stored.line),
                    None => Ok(false),
                },
            }
            .map_err(|source| StoreError::Io { act: "withhold a document", source })?;
        }
        applied.count = applied.count.max(size.get());
        if acted || applied.count - applied.noted >= NOTE_EVERY {
            self.write_applied(applied.count)
                .map_err(|source| StoreError::Io { act: "note what was withheld", source })?;
            applied.noted = applied.count;
        }
        Ok(())
    }

    /// Does what one entry says; `true` where it says anything about withholding.
    fn act(&self, index: Index, line: &[u8]) -> io::Result<bool> {
        if !speaks_of_documents(line) {
            return Ok(false);
        }
        let Ok(entry) = Json::parse(line) else { return Ok(false) };
        let mut acted = false;
        for said in entry.get("draft").map(said).unwrap_or_default() {
            match said {
                Said::Cites { .. } => continue,
                Said::Withheld(withholding) => self.withhold(index, &withholding)?,
                Said::Released(document) => self.release(&document)?,
            }
            acted = true;
        }
        Ok(acted)
    }

    fn withhold(&self, index: Index, withholding: &Withholding) -> io::Result<()> {
        let document = &withholding.document;
        let path = self.path(document);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.marker(document)?;
        // What was destroyed stays destroyed, by the entry that says so first.
        if before.as_ref().is_none_or(|before| before.mode != "destroyed") {
            let marker = Marker {
                entry: index.get(),
                mode: withholding.mode.as_str().to_owned(),
                ground: withholding.ground.as_str().to_owned(),
                decided_by: withholding.decided_by.clone(),
                decided_on: withholding.decided_on.clone(),
                review_on: withholding.review_on.clone(),
            };
            keep::make_folders(&self.folder, &path)?;
            let bytes = serde_json::to_vec(&marker).map_err(io::Error::other)?;
            files::replace(&beside(&path, ".withheld"), &bytes, Readers::Anyone)?;
        }
        self.withheld.fetch_add(1, Ordering::SeqCst);
        let aside = self.aside(document);
        match withholding.mode {
            WithholdingMode::Destroyed => {
                files::destroy(&path)?;
                files::destroy(&aside)?;
                // It tells what it was, and who sent it.
                files::destroy(&beside(&path, ".json"))?;
            }
            WithholdingMode::NotPublished if path.exists() => {
                keep::make_folders(&self.folder, &aside)?;
                std::fs::rename(&path, &aside)?;
                files::sync_parent(&aside)?;
                files::sync_parent(&path)?;
            }
            WithholdingMode::NotPublished => {}
        }
        Self::recount(&mut kept);
        Ok(())
    }

    fn release(&self, document: &Hash) -> io::Result<()> {
        let _kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(marker) = self.marker(document)? else { return Ok(()) };
        if marker.mode == "destroyed" {
            return Ok(());
        }
        let (path, aside) = (self.path(document), self.aside(document));
        if aside.exists() {
            std::fs::rename(&aside, &path)?;
            files::sync_parent(&path)?;
            files::sync_parent(&aside)?;
        }
        std::fs::remove_file(beside(&path, ".withheld"))?;
        files::sync_parent(&path)
    }

    pub(super) fn aside(&self, document: &Hash) -> PathBuf {
        self.folder.join("withheld").join(document.to_hex())
    }

    fn write_applied(&self, count: u64) -> io::Result<()> {
        let path = self.folder.join("applied");
        keep::make_folders(&self.folder, &path)?;
        files::replace(&path, format!("{count}\n").as_bytes(), Readers::Anyone)
    }
}

/// How many entries were looked through.
pub(super) fn read_applied(folder: &Path) -> io::Result<u64> {
    let path = folder.join("applied");
    match std::fs::read_to_string(&path) {
        // What cannot be read is looked through again: doing it twice is harmless.
        Ok(text) => Ok(text.trim().parse().unwrap_or(0)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}
