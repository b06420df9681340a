//! An open ledger: folder, store, key and where it ends.

use std::path::Path;
use std::sync::Arc;

use ledger::proof::{Checkpoint, SignedCheckpoint, SignerKey, TreeHash, VerifierKey};
use ledger::record::{Chain, Index, Origin, Size};
use tokio::sync::watch;

use crate::backup;
use crate::clock;
use crate::documents::{Documents, Limits};
use crate::folder::{Folder, FolderError};
use crate::recover::{self, Damage};
use crate::room::Room;
use crate::sequencer::Published;
use crate::sequencer::edge::Edge;
use crate::sequencer::erase::Erasure;
use crate::sequencer::standby::Standby;
use crate::sequencer::writer::{Parts, Writer};
use crate::store::{Commit, End, HeadRecord, LayoutError, Store, StoreError};
use crate::tree::{Beside, ReadTree};

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

/// What a writer works with, for as many writers as there will be.
struct Hands {
    store: Arc<Store>,
    documents: Arc<Documents>,
    room: Arc<Room>,
    key: Arc<SignerKey>,
}

impl Hands {
    fn new(folder: &Folder, store: Arc<Store>, documents: Arc<Documents>, key: SignerKey) -> Self {
        // Where the rows are elsewhere, the folder still has what is beside them.
        let place = if store.is_shared() { folder.path().to_owned() } else { folder.store() };
        let room = Arc::new(Room::new(&place, documents.limits().reserve));
        Self { store, documents, room, key: Arc::new(key) }
    }

    fn parts(&self, start: Published) -> Parts {
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

/// Whether the ledger was put back from a backup, and nobody has said how to go on.
fn put_back(folder: &Path) -> Result<Option<Damage>, OpenError> {
    let restored = backup::restored(folder)
        .map_err(|source| FolderError::Io { path: folder.join(backup::RESTORED), source })?;
    Ok(restored.map(|it| Damage::Restored { size: Size::new(it.size), made: it.made }))
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
mod tests {
    use super::*;
    use crate::sequencer::tests::submission;
    use ledger::proof::HistoryRecord;

    fn origin() -> Origin {
        Origin::new("test.example/ledger").unwrap()
    }

    fn record(path: &Path, ids: &[&str]) -> String {
        let (folder, mut writer) = Opened::open(path).unwrap().into_writer().unwrap();
        for id in ids {
            writer.commit(vec![submission(&[id])]).pop().unwrap().unwrap();
        }
        let note = writer.published().borrow().note.clone();
        drop(folder);
        note
    }

    #[test]
    fn a_ledger_goes_on_where_it_stopped_and_every_checkpoint_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let opened = Opened::create(dir.path(), &origin()).unwrap();
        assert_eq!(opened.start().checkpoints, 1, "also over nothing");
        drop(opened);
        let note = record(dir.path(), &["a", "b"]);
        let again = Opened::open(dir.path()).unwrap();
        assert_eq!(again.damage, None);
        assert_eq!(again.start().note, note);
        let (size, root) = recover::signed(note.as_bytes(), &again.vkey).unwrap();
        assert_eq!((size.get(), root), (2, again.start().edge.root()));

        for n in 0..3_u64 {
            let bytes = again.store.checkpoint(n).unwrap().unwrap();
            let size = Size::new(n);
            let signature = bytes[8..].try_into().unwrap();
            let root = crate::nodes::Nodes::new(&again.store, &again.start().edge).root_at(size);
            let checkpoint = Checkpoint { origin: origin(), size, root: root.unwrap() };
            assert!(HistoryRecord { size, signature }.verify(&checkpoint, &again.vkey), "{n}");
        }
    }

    #[test]
    fn a_ledger_that_went_backwards_is_read_and_never_written() {
        let dir = tempfile::tempdir().unwrap();
        let (data, backup) = (dir.path().join("data"), dir.path().join("backup"));
        drop(Opened::create(&data, &origin()).unwrap());
        record(&data, &["a"]);
        copy(&data.join("store"), &backup);
        let note = record(&data, &["b"]);
        std::fs::write(data.join("head"), note).unwrap();
        assert_eq!(Opened::open(&data).unwrap().damage, None);

        std::fs::remove_dir_all(data.join("store")).unwrap();
        copy(&backup, &data.join("store"));
        let restored = Opened::open(&data).unwrap();
        assert_eq!(restored.start().head.size.get(), 1, "still served");
        let damage = restored.into_writer().err().unwrap();
        let expected = Damage::Backwards { found: Size::new(1), published: Size::new(2) };
        assert_eq!(damage, expected.clone());

        // What cosigners confirmed says the same where the file `head` is gone too.
        let head = std::fs::read(data.join("head")).unwrap();
        std::fs::rename(data.join("head"), data.join("cosigned")).unwrap();
        assert_eq!(Opened::open(&data).unwrap().damage, Some(expected));
        std::fs::remove_file(data.join("cosigned")).unwrap();
        std::fs::write(data.join("head"), head).unwrap();

        // Gone on with other entries, it is as long again, and another history.
        std::fs::remove_file(data.join("head")).unwrap();
        record(&data, &["x", "y"]);
        std::fs::write(data.join("head"), signed_two(&data)).unwrap();
        let forked = Opened::open(&data).unwrap().damage;
        assert!(matches!(forked, Some(Damage::Forked { .. })), "{forked:?}");

        std::fs::remove_dir_all(data.join("store")).unwrap();
        let emptied = Opened::open(&data).unwrap().damage;
        assert!(matches!(emptied, Some(Damage::Backwards { .. })), "{emptied:?}");
    }

    /// A checkpoint of two entries that this store never had, by its own key.
    fn signed_two(data: &Path) -> String {
        let key = std::fs::read_to_string(data.join("signing-key")).unwrap();
        let key = SignerKey::parse(key.trim()).unwrap();
        sign(&key, Size::new(2), TreeHash::leaf(b"elsewhere")).0
    }

    #[test]
    fn a_changed_entry_in_the_tail_is_named_and_the_rest_is_read() {
        let dir = tempfile::tempdir().unwrap();
        drop(Opened::create(dir.path(), &origin()).unwrap());
        record(dir.path(), &["a", "b", "c"]);
        {
            let store = Store::open(&dir.path().join("store")).unwrap();
            store.overwrite_line_for_tests(1, |line| line[20] ^= 1);
        }
        let opened = Opened::open(dir.path()).unwrap();
        let damage = opened.damage.clone().unwrap();
        assert!(damage.to_string().contains("entry 1 was changed"), "{damage}");
        assert!(opened.store.entry(ledger::record::Index::new(2)).unwrap().is_some());
    }

    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.file_type().unwrap().is_dir() {
                copy(&entry.path(), &target);
            } else {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}
