//! Where `daybook verify` reads from: a data folder, plain files, or one file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ledger::archive::ArchiveError;
use ledger::documents::{DocumentHasher, Found, Hashed};
use ledger::proof::{BundleId, Policy, Seen, VerifierKey};
use ledger::record::{Hash, Index};

use super::Failure;
use crate::archive::{ArchiveFile, OpenArchiveError};
use crate::folder::{self, Folder};
use crate::opened::{OpenError, Opened};
use crate::recover::{self, Damage};
use crate::store::{Place, Store, StoreError};
use crate::tree::Item;

/// Largest file that is read: twice a full bundle of the largest entries.
const FILE_MAX: u64 = 64 << 20;

/// A copy of a ledger.
pub(super) enum Source {
    /// The data folder itself.
    Data(Box<Opened>),
    /// The read tree as files.
    Files(PathBuf),
    /// The read tree in a `.daybook` file.
    Archive(Box<ArchiveFile>),
}

/// Why there is nothing to check.
pub(super) enum NoSource {
    /// There is nothing, or it cannot be had.
    Failed(Failure),
    /// There is a file, and it is no archive, or not a whole one.
    Unreadable(ArchiveError),
}

impl From<Failure> for NoSource {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<NoSource> for Failure {
    fn from(found: NoSource) -> Self {
        match found {
            NoSource::Failed(failure) => failure,
            NoSource::Unreadable(error) => {
                Self::unable(format!("this file cannot be read: {error}"))
            }
        }
    }
}

/// Recognises what lies at `path`.
pub(super) fn open(path: &Path) -> Result<Source, NoSource> {
    if path.is_file() {
        return match ArchiveFile::open(path) {
            Ok(archive) => Ok(Source::Archive(Box::new(archive))),
            Err(OpenArchiveError::Unreadable(error)) => Err(NoSource::Unreadable(error)),
            Err(OpenArchiveError::Io(error)) => {
                Err(Failure::unable(format!("{}: {error}", path.display())).into())
            }
        };
    }
    if folder::holds_ledger(path) {
        return Ok(data(path)?);
    }
    // The checkpoint itself may be what is missing.
    let is_tree = ["checkpoint", "vkey", "tile"].iter().any(|name| path.join(name).exists());
    if is_tree {
        return Ok(Source::Files(path.to_owned()));
    }
    // What `daybook publish` made has the tree below its top.
    if is_published(path) {
        return Ok(Source::Files(path.join("log")));
    }
    let problem = if path.exists() { "holds no ledger and no export" } else { "is not there" };
    Err(Failure::unable(format!("{}: {problem}", path.display())).into())
}

/// Opens a data folder without making anything that is not there.
fn data(path: &Path) -> Result<Source, Failure> {
    let held = Folder::open(path).map_err(Failure::unable)?;
    let store_is_there = match held.place().map_err(Failure::unable)? {
        Place::Folder(folder) => {
            Store::settle_name(&folder).map_err(Failure::unable)?;
            folder.join("db").exists()
        }
        Place::Database(_) => true,
    };
    let was_published = held.read_head().map_err(Failure::unable)?.is_some();
    drop(held);
    match (store_is_there, was_published) {
        (true, _) => {}
        (false, true) => {
            let path = path.display();
            return Err(Failure::refused(format!(
                "{path}: does not match: entry 0 and all after it are missing, the store is gone"
            )));
        }
        (false, false) => {
            return Err(Failure::unable(format!("{}: has no store", path.display())));
        }
    }
    match Opened::open(path) {
        Ok(opened) => Ok(Source::Data(Box::new(opened))),
        Err(OpenError::Store(StoreError::Layout(error))) => {
            Err(Failure::refused(format!("{}: does not match: {error}", path.display())))
        }
        Err(error) => Err(Failure::unable(error)),
    }
}

impl Source {
    /// The bytes of a file: `None` when it could not be read, `Some(None)` when
    /// it is certainly not there.
    #[expect(clippy::option_option, reason = "the two absences are told apart, see above")]
    pub(super) fn read(&self, item: &Item) -> Option<Option<Vec<u8>>> {
        match self {
            Self::Data(opened) => match opened.tree().read(item) {
                Ok(bytes) => Some(bytes),
                Err(error) => {
                    eprintln!("daybook: {}: {error}", item.path());
                    None
                }
            },
            Self::Archive(archive) => match archive.read(&item.path()) {
                Ok(bytes) => Some(bytes),
                Err(error) => {
                    eprintln!("daybook: {}: {error}", item.path());
                    None
                }
            },
            Self::Files(folder) => {
                let path = folder.join(item.path());
                match read_file(&path) {
                    Ok(bytes) => Some(Some(bytes)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Some(None),
                    Err(error) => {
                        eprintln!("daybook: {}: {error}", path.display());
                        None
                    }
                }
            }
        }
    }

    /// The files of entries and of openings of a bundle; each as [`Source::read`] gives it.
    #[expect(clippy::option_option, reason = "as there")]
    pub(super) fn bundle(&self, id: BundleId) -> [Option<Option<Vec<u8>>>; 2] {
        let items = [Item::Entries(id), Item::Openings(id)];
        let Self::Data(opened) = self else { return items.map(|item| self.read(&item)) };
        let failed =
            |item: &Item, error: StoreError| eprintln!("daybook: {}: {error}", item.path());
        match opened.tree().both(&id) {
            Ok(Some(both)) => {
                let openings = both.openings.map_err(|error| failed(&items[1], error));
                [Some(Some(both.entries)), openings.ok().map(Some)]
            }
            Ok(None) => [Some(None), Some(None)],
            Err(error) => {
                failed(&items[0], error);
                [None, None]
            }
        }
    }

    /// All openings of an entry, also what is held back from the public, where this is a
    /// data folder: a copy that anybody may have does not hold them.
    pub(super) fn whole_openings(&self, index: Index) -> Option<Vec<u8>> {
        let Self::Data(opened) = self else { return None };
        opened.store.whole_openings(index).ok().flatten()
    }

    /// A document, hashed again.
    pub(super) fn document(&mut self, document: &Hash) -> Found {
        match self.open_document(document).and_then(hash) {
            Ok(Some(hashed)) => Found::File(hashed.digest),
            Ok(None) => Found::NotHeld,
            Err(error) => Found::Unreadable(error.to_string()),
        }
    }

    /// A document, to be read piece by piece; `None` where it is not there.
    pub(super) fn open_document(
        &mut self,
        document: &Hash,
    ) -> io::Result<Option<Box<dyn Read + '_>>> {
        Ok(match self {
            // A file that is withheld does not lie under this name.
            Self::Data(opened) => open_file(&opened.documents.places(document)[0])?.map(boxed),
            Self::Files(folder) => {
                open_file(&documents_of(folder).join(document.to_hex()))?.map(boxed)
            }
            Self::Archive(archive) => archive.content(&format!("documents/{document}"))?.map(boxed),
        })
    }

    /// The names of all documents that are there.
    pub(super) fn documents(&self) -> Vec<Hash> {
        match self {
            Self::Data(opened) => opened.documents.list().unwrap_or_default(),
            Self::Files(folder) => {
                let found = std::fs::read_dir(documents_of(folder)).into_iter().flatten();
                let names = found.filter_map(|file| Some(file.ok()?.file_name()));
                names.filter_map(|name| Hash::parse(&name.to_string_lossy()).ok()).collect()
            }
            Self::Archive(archive) => {
                let names = archive.index().members().iter().map(|member| member.name.as_str());
                let names = names.filter_map(|name| name.strip_prefix("documents/"));
                names.filter_map(|name| Hash::parse(name).ok()).collect()
            }
        }
    }

    /// The key that lies beside the record.
    pub(super) fn own_key(&mut self) -> Result<Option<VerifierKey>, Failure> {
        if let Self::Data(opened) = self {
            return Ok(Some(opened.vkey.clone()));
        }
        let Some(bytes) = self.read(&Item::Vkey).flatten() else { return Ok(None) };
        let text = String::from_utf8_lossy(&bytes);
        VerifierKey::parse(text.trim())
            .map(Some)
            .map_err(|error| Failure::unable(format!("vkey: {error}; give --key")))
    }

    /// The policy that lies beside the record.
    pub(super) fn own_policy(&mut self) -> Result<Option<Policy>, Failure> {
        let Some(bytes) = self.read(&Item::Policy).flatten() else { return Ok(None) };
        let policy = Policy::parse(&bytes);
        policy.map(Some).map_err(|error| Failure::unable(format!("{error}; give --policy")))
    }

    /// What the `head` file of a data folder says was published.
    pub(super) fn published_before(&self) -> Option<Seen> {
        let Self::Data(opened) = self else { return None };
        let bytes = opened.folder.read_head().ok()??;
        let (size, root) = recover::signed(&bytes, &opened.vkey).ok()?;
        Some(Seen { size, root })
    }

    /// What the start-up check found wrong with a data folder.
    pub(super) fn damage(&self) -> Option<&Damage> {
        match self {
            Self::Data(opened) => opened.damage.as_ref(),
            Self::Files(_) | Self::Archive(_) => None,
        }
    }
}

/// Where the documents of a read tree lie: in it, or beside it where it was published.
fn documents_of(folder: &Path) -> PathBuf {
    let beside = folder.parent().filter(|top| folder.ends_with("log") && is_published(top));
    beside.unwrap_or(folder).join("documents")
}

fn is_published(top: &Path) -> bool {
    top.join("publish.json").exists()
}

fn boxed<'a>(read: impl Read + 'a) -> Box<dyn Read + 'a> {
    Box::new(read)
}

fn open_file(path: &Path) -> io::Result<Option<File>> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Hashes a file piece by piece; `None` where there is none.
fn hash(file: Option<impl Read>) -> io::Result<Option<Hashed>> {
    let Some(mut file) = file else { return Ok(None) };
    let mut hasher = DocumentHasher::new();
    let mut piece = vec![0; 256 << 10];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(Some(hasher.finish())),
            length => hasher.update(&piece[..length]),
        }
    }
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let length = std::fs::metadata(path)?.len();
    if length > FILE_MAX {
        let problem =
            format!("is {length} bytes long; no file of a ledger has more than {FILE_MAX}");
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    std::fs::read(path)
}
