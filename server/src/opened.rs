//! An open ledger: folder, store, key and where it ends.

mod hands;

use std::path::Path;
use std::sync::Arc;

use ledger::proof::{Checkpoint, SignedCheckpoint, SignerKey, TreeHash, VerifierKey};
use ledger::record::{Chain, Origin, Size};
use tokio::sync::watch;

use crate::backup;
use crate::clock;
use crate::documents::{Documents, Limits};
use crate::folder::{Folder, FolderError};
use crate::recover::{self, Damage};
use crate::sequencer::Published;
use crate::sequencer::edge::Edge;
use crate::sequencer::erase::Erasure;
use crate::sequencer::standby::Standby;
use crate::sequencer::writer::Writer;
use crate::store::{Commit, End, HeadRecord, LayoutError, Store, StoreError};
use crate::tree::{Beside, ReadTree};
use hands::Hands;

/// Why a ledger cannot be opened at all. A ledger that is damaged opens; see
/// [`Opened::damage`].
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The documents.
    #[error("the documents: {0}")]
    Documents(std::io::Error),
}

/// A ledger that this process holds.
pub struct Opened {
    /// Its data folder, held by this process.
    pub folder: Folder,
    /// Its store.
    pub store: Arc<Store>,
    /// The files that its entries cite.
    pub documents: Arc<Documents>,
    /// Its public key.
    pub vkey: VerifierKey,
    /// Why it must not be written, if so.
    pub damage: Option<Damage>,
    /// Whether this process records; another server does where it does not.
    leads: bool,
    /// Its policy and its newest confirmed checkpoint.
    pub beside: Beside,
    start: Published,
    key: SignerKey,
}

impl Opened {
    /// Makes a new ledger in an absent or empty folder.
    pub fn create(path: &Path, origin: &Origin) -> Result<Self, OpenError> {
        Self::with(Folder::create(path, origin)?)
    }

    /// As [`Opened::create`], with its rows in a database. The database may have the ledger
    /// already, by the same name and key.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn create_in(path: &Path, origin: &Origin, database: &str) -> Result<Self, OpenError> {
        let folder = Folder::create(path, origin)?;
        folder.keep_database(database)?;
        Self::with(folder)
    }

    /// Opens an existing ledger.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::with(Folder::open(path)?)
    }

    /// As [`Opened::open`], whose database has this address from now on.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_in(path: &Path, database: &str) -> Result<Self, OpenError> {
        let folder = Folder::open(path)?;
        folder.keep_database(database)?;
        Self::with(folder)
    }

    /// Opens an existing ledger to look at it: `copy` is a copy of the files of its
    /// store. Nothing in its folder is written, mended or removed; nothing that was cut
    /// off is brought to its end. For checks alone: it must not be written.
    ///
    /// # Errors
    /// As [`Opened::open`]; also where the store holds no ledger yet.
    pub fn inspect(folder: Folder, copy: &Path) -> Result<Self, OpenError> {
        let key = folder.signing_key()?;
        let vkey = key.verifier().clone();
        let beside = folder.read_beside()?;
        let store = Arc::new(Store::inspect(copy, &folder.erasure_keys())?);
        let head_file = remembered(folder.read_head()?, &beside, &vkey);
        let record = store.head()?.ok_or_else(|| LayoutError {
            what: "head record".to_owned(),
            problem: "there is none".to_owned(),
        });
        let record = record.map_err(StoreError::Layout)?;
        let found = recover::recover(&store, record, &vkey, head_file.as_deref())?;
        let documents = Documents::look(folder.documents()).map_err(OpenError::Documents)?;
        let (start, damage) = (found.start, found.damage.or(put_back(folder.path())?));
        let documents = Arc::new(documents);
        let leads = false;
        Ok(Self { folder, store, documents, vkey, damage, leads, beside, start, key })
    }

    fn with(folder: Folder) -> Result<Self, OpenError> {
        let key = folder.signing_key()?;
        let vkey = key.verifier().clone();
        let beside = folder.read_beside()?;
        let store = Arc::new(Store::open_at(&folder.place()?, folder.origin())?);
        let leads = store.lead()?;
        let head_file = remembered(folder.read_head()?, &beside, &vkey);
        let (start, damage) = match store.head()? {
            // Somebody is making it at this moment.
            None if !leads => return Err(StoreError::Fenced.into()),
            Some(record) => {
                let found = recover::recover(&store, record.clone(), &vkey, head_file.as_deref())?;
                if store.was_renewed() && found.damage.is_none() {
                    carry_out(&store, record)?;
                }
                (found.start, found.damage)
            }
            None => begin(&store, &folder, &key, head_file.as_deref())?,
        };
        let damage = match damage {
            None => put_back(folder.path())?,
            found => found,
        };
        let documents = Documents::open(folder.documents()).map_err(OpenError::Documents)?;
        // What a crash left undone. Not on the word of a ledger that was changed.
        if matches!(damage, None | Some(Damage::Restored { .. })) {
            documents.settle(&store, start.head.size, &[])?;
        }
        // The store is of this format now, whatever it was.
        if let Err(error) = folder.note_format() {
            // A full disk is no reason not to be read.
            tracing::warn!(%error, "the format of the data folder is not noted");
        }
        let documents = Arc::new(documents);
        Ok(Self { folder, store, documents, vkey, damage, leads, beside, start, key })
    }

    /// The same with other limits for documents and the disk.
    pub fn with_limits(mut self, limits: Limits) -> std::io::Result<Self> {
        let documents = Arc::try_unwrap(self.documents).map_err(|_| {
            std::io::Error::other("the documents are in use, so their limits cannot be changed")
        })?;
        self.documents = Arc::new(documents.with_limits(limits));
        Ok(self)
    }

    /// The files that a reader downloads, as they were when it was opened, with what is
    /// held back now in its withheld form.
    pub fn tree(&self) -> ReadTree<'_> {
        ReadTree::new(&self.store, &self.start, &self.vkey, &self.beside, clock::now())
    }

    /// Where the ledger ended when it was opened.
    pub const fn start(&self) -> &Published {
        &self.start
    }

    /// Goes on although the ledger was put back from a backup: its operator has said so.
    #[must_use]
    pub fn accepted(mut self) -> Self {
        self.damage = self.damage.filter(|damage| !matches!(damage, Damage::Restored { .. }));
        self
    }

    /// The one writer, or why there is none.
    pub fn into_writer(self) -> Result<(Folder, Writer), Damage> {
        if let Some(damage) = self.damage {
            return Err(damage);
        }
        if !self.leads {
            return Err(Damage::Elsewhere);
        }
        let (folder, start) = (self.folder, self.start);
        let parts = Hands::new(&folder, self.store, Arc::clone(&self.documents), self.key);
        let mut writer = Writer::new(parts.parts(start));
        writer.know_documents(self.documents);
        Ok((folder, writer))
    }

    /// Whether this process may record; where it may not, another server does.
    pub const fn leads(&self) -> bool {
        self.leads
    }

    /// Whether other servers may have the ledger too: then [`Opened::into_standby`].
    pub fn is_shared(&self) -> bool {
        self.store.is_shared()
    }

    /// Whoever records while no other server does.
    ///
    /// # Errors
    /// Why nobody may.
    pub fn into_standby(self) -> Result<(Folder, Standby), Damage> {
        if let Some(damage) = self.damage {
            return Err(damage);
        }
        let (folder, documents) = (self.folder, self.documents);
        let hands = Hands::new(&folder, Arc::clone(&self.store), Arc::clone(&documents), self.key);
        let make = Box::new(move |start| hands.parts(start));
        let standby = Standby::new(self.store, documents, self.vkey, self.start, self.leads, make);
        Ok((folder, standby))
    }

    /// The end as a reader of a ledger that is not written watches it.
    pub fn into_readable(self) -> (Folder, watch::Receiver<Arc<Published>>) {
        (self.folder, watch::Sender::new(Arc::new(self.start)).subscribe())
    }
}

/// Whether the ledger was put back from a backup, and nobody has said how to go on.
fn put_back(folder: &Path) -> Result<Option<Damage>, OpenError> {
    let restored = backup::restored(folder)
        .map_err(|source| FolderError::Io { path: folder.join(backup::RESTORED), source })?;
    Ok(restored.map(|it| Damage::Restored { size: Size::new(it.size), made: it.made }))
}

/// Destroys what redactions name that were recorded when nothing was destroyed yet, or
/// came in with a copy.
pub(crate) fn carry_out(store: &Arc<Store>, record: HeadRecord) -> Result<(), StoreError> {
    let erasure = Erasure::recorded(store, record.size)?;
    if erasure.is_empty() {
        return Ok(());
    }
    let redacted = erasure.carry_out(store, &mut [], &mut [])?;
    let entries = redacted.len();
    let n = record.checkpoints.saturating_sub(1);
    let Some(signature) = store.checkpoint(n)?.and_then(|all| all.last_chunk().copied()) else {
        return Ok(());
    };
    let end = End::Signed { head: record, signature, redacted };
    store.append(&Commit { entries: Vec::new(), tiles: Vec::new(), keys: Vec::new(), end })?;
    tracing::warn!(entries, "carried out the redactions that were recorded before");
    Ok(())
}

/// The largest checkpoint that left this folder: the file `head`, or what
/// cosigners confirmed. Whoever puts one of them back seldom thinks of the other.
fn remembered(head: Option<Vec<u8>>, beside: &Beside, vkey: &VerifierKey) -> Option<Vec<u8>> {
    let size = |bytes: &[u8]| SignedCheckpoint::parse(bytes).ok().map(|one| one.checkpoint().size);
    let Some(cosigned) = &beside.cosigned else { return head };
    let own = SignedCheckpoint::parse(cosigned)
        .is_ok_and(|one| one.verify(std::slice::from_ref(vkey)).is_ok());
    if own && size(cosigned) > head.as_deref().and_then(size) {
        return Some(cosigned.clone());
    }
    head
}

/// The first commit of a new ledger: the checkpoint over nothing.
fn begin(
    store: &Store,
    folder: &Folder,
    key: &SignerKey,
    head_file: Option<&[u8]>,
) -> Result<(Published, Option<Damage>), OpenError> {
    let head = *Chain::genesis(folder.origin()).head();
    let edge = Edge::new();
    let remembered = head_file.map(|bytes| recover::signed(bytes, key.verifier()));
    let damage = match remembered {
        None => None,
        Some(Err(problem)) => Some(Damage::HeadFile(problem)),
        Some(Ok((published, _))) => {
            (!published.is_empty()).then_some(Damage::Backwards { found: Size::ZERO, published })
        }
    };
    if damage.is_some() {
        let start = Published { head, note: String::new(), checkpoints: 0, erasures: 0, edge };
        return Ok((start, damage));
    }
    let (note, signature) = sign(key, Size::ZERO, edge.root());
    let record = HeadRecord {
        size: head.size,
        hash: head.hash,
        recorded: None,
        checkpoints: 1,
        note: note.clone(),
    };
    let end = End::Signed { head: record, signature, redacted: Vec::new() };
    store.append(&Commit { entries: Vec::new(), tiles: Vec::new(), keys: Vec::new(), end })?;
    Ok((Published { head, note, checkpoints: 1, erasures: 0, edge }, None))
}

fn sign(key: &SignerKey, size: Size, root: TreeHash) -> (String, [u8; 64]) {
    let checkpoint = Checkpoint { origin: key.verifier().name().clone(), size, root };
    let signed = SignedCheckpoint::sign(checkpoint, key);
    // A note that we signed has one signature, of 64 bytes, and is UTF-8.
    let bytes =
        signed.note().signatures().first().and_then(|own| own.bytes.as_slice().try_into().ok());
    let note = String::from_utf8_lossy(&signed.to_bytes()).into_owned();
    (note, bytes.unwrap_or([0; 64]))
}

#[cfg(test)]
mod tests;
