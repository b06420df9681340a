//! What a writer works with: the store, the documents, the disk, the key.

use std::sync::Arc;

use ledger::proof::SignerKey;
use ledger::record::Index;

use super::sign;
use crate::clock;
use crate::documents::Documents;
use crate::folder::Folder;
use crate::room::Room;
use crate::sequencer::Published;
use crate::sequencer::writer::Parts;
use crate::store::{Commit, End, Store, StoreError};

/// What a writer works with, for as many writers as there will be.
pub(super) struct Hands {
    store: Arc<Store>,
    documents: Arc<Documents>,
    room: Arc<Room>,
    key: Arc<SignerKey>,
}

impl Hands {
    pub(super) fn new(
        folder: &Folder,
        store: Arc<Store>,
        documents: Arc<Documents>,
        key: SignerKey,
    ) -> Self {
        // Where the rows are elsewhere, the folder still has what is beside them.
        let place = if store.is_shared() { folder.path().to_owned() } else { folder.store() };
        let room = Arc::new(Room::new(&place, documents.limits().reserve));
        Self { store, documents, room, key: Arc::new(key) }
    }

    pub(super) fn parts(&self, start: Published) -> Parts {
        let (disk, documents) = (Arc::clone(&self.store), Arc::clone(&self.documents));
        let (room, key) = (Arc::clone(&self.room), Arc::clone(&self.key));
        Parts {
            store: Arc::clone(&self.store),
            start,
            now: Box::new(clock::now),
            room: Box::new(move || room.for_bytes(0)),
            append: Box::new(move |commit| {
                disk.append(commit)?;
                withhold(&documents, &disk, commit)
            }),
            sign: Box::new(move |size, root| sign(&key, size, root)),
        }
    }
}

/// Withholds the documents that the entries of a commit withhold, before anyone
/// hears of it.
fn withhold(documents: &Documents, store: &Store, commit: &Commit) -> Result<(), StoreError> {
    // The parts of an import count when the last of them is there.
    let End::Signed { head, .. } = &commit.end else { return Ok(()) };
    let lines: Vec<(Index, &[u8])> =
        commit.entries.iter().map(|entry| (entry.index, entry.line.as_slice())).collect();
    documents.settle(store, head.size, &lines)
}
