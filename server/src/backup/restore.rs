//! From a backup to a data folder.
//!
//! Order: every file of the backup is read and held against the manifest before anything
//! is written; then the mark of a restore under way; the files of the folder; the store,
//! put together row by row, tiles and ids computed anew; the mark [`RESTORED`] that keeps
//! the ledger from being signed; `origin` last, so that what breaks off is no ledger.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use ledger::proof::{TreeHash, VerifierKey, plan_bundles};
use ledger::record::bundle::decode_entries;
use ledger::record::{Chain, Hash, Origin, Size, Timestamp, Unverified};
use ledger::spelling::hex;
use serde::{Deserialize, Serialize};

use super::folder::hash_of;
use super::key::BackupKey;
use super::make::unframe;
use super::manifest::{Manifest, ManifestError};
use super::newer::{Newer, NewerError};
use super::rows::decode_request;
use super::seal::decrypt;
use crate::files::{self, Readers};
use crate::random;
use crate::recover;
use crate::sequencer::edge::Edge;
use crate::store::{FullTile, HeadRecord, Rebuild, StoreError};

/// Name of the file in a data folder that was restored and may not be signed yet.
pub const RESTORED: &str = "restored";
/// Name of the file in a folder whose restore is under way, or broke off.
const UNDER_WAY: &str = "restoring";

/// What a data folder was restored from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restored {
    /// Tells this restore from others, 16 hexadecimal digits: what is recorded of it is
    /// recorded once.
    pub id: String,
    /// Entries in the backup.
    pub size: u64,
    /// Their root, 64 hexadecimal digits.
    pub root: String,
    /// When the backup was made, RFC 3339.
    pub made: String,
    /// When it was restored, RFC 3339.
    pub restored: String,
}

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// There is no backup.
    #[error("{}: holds no backup", .0.display())]
    Absent(PathBuf),
    /// The manifest.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The target is in use.
    #[error("{}: is not empty; name a folder that is absent or empty", .0.display())]
    NotEmpty(PathBuf),
    /// A restore into it broke off.
    #[error("{}: a restore into it broke off; remove that folder and restore again", .0.display())]
    BrokenOff(PathBuf),
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of the backup is not what was written.
    #[error("{}: {problem}; nothing was restored: take another copy of the backup", path.display())]
    Altered {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The new store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What a newer copy has beyond the backup.
    #[error(transparent)]
    Newer(#[from] NewerError),
}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> RestoreError + '_ {
    |source| RestoreError::Io { path: path.to_owned(), source }
}

/// A backup of which every byte was read and is as it was written.
#[derive(Debug)]
pub struct Checked {
    folder: PathBuf,
    /// What it is.
    pub manifest: Manifest,
    /// The ledger's key.
    pub vkey: VerifierKey,
    /// The root of its entries.
    pub root: TreeHash,
}

impl Checked {
    /// Reads the backup in `folder`, every byte of it.
    ///
    /// # Errors
    /// [`RestoreError`]; nothing was written.
    pub fn read(folder: &Path, key: &BackupKey) -> Result<Self, RestoreError> {
        let manifest =
            Manifest::read(folder, key)?.ok_or_else(|| RestoreError::Absent(folder.to_owned()))?;
        for (name, listed) in &manifest.files {
            let path = folder.join(name);
            match hash_of(&path) {
                Ok(found) if found == (listed.bytes, listed.blake3.clone()) => {}
                Ok(_) => return Err(altered(&path, "is not what was written")),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    return Err(altered(&path, "is missing"));
                }
                Err(error) => return Err(io_at(&path)(error)),
            }
        }
        let path = folder.join(super::manifest::NAME);
        let wrong = |problem: String| altered(&path, &problem);
        let vkey = VerifierKey::parse(&manifest.vkey).map_err(|e| wrong(e.to_string()))?;
        let (size, root) = recover::signed(manifest.checkpoint.as_bytes(), &vkey).map_err(wrong)?;
        if size.get() != manifest.size {
            return Err(wrong(format!("is of {} entries, signed are {size}", manifest.size)));
        }
        Ok(Self { folder: folder.to_owned(), manifest, vkey, root })
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, RestoreError> {
        let path = self.folder.join(name);
        std::fs::read(&path).map_err(io_at(&path))
    }

    /// The one listed file whose name begins so.
    fn named(&self, front: &str) -> Result<Vec<u8>, RestoreError> {
        let mut names = self.manifest.files.range(front.to_owned()..).map(|(name, _)| name);
        match names.next().filter(|name| name.starts_with(front)) {
            Some(name) => self.bytes(name),
            None => Err(altered(&self.folder.join(front), "is not listed")),
        }
    }
}

fn altered(path: &Path, problem: &str) -> RestoreError {
    RestoreError::Altered { path: path.to_owned(), problem: problem.to_owned() }
}

/// Puts a backup back into `data`, which must be absent or empty, and after it what a newer
/// copy has. What is there then is served and not signed, until it is said how to go on.
///
/// # Errors
/// [`RestoreError`]; what was written by then is no ledger.
pub fn restore(
    checked: &Checked,
    data: &Path,
    key: &BackupKey,
    newer: Option<&Newer>,
    now: Timestamp,
) -> Result<Restored, RestoreError> {
    begin(data)?;
    let origin = checked.vkey.name();
    for name in checked.manifest.files.keys().filter(|name| name.starts_with("secret/")) {
        secret(&checked.folder.join(name), data, key)?;
    }
    let (chain, edge) = store(checked, data, origin, newer)?;
    let mut note = &checked.manifest.checkpoint;
    if let Some(newer) = newer.filter(|newer| !newer.entries.is_empty()) {
        newer.take(data, &checked.vkey, chain, edge)?;
        note = &newer.checkpoint;
    }
    let head = data.join("head");
    files::replace(&head, note.as_bytes(), Readers::Anyone).map_err(io_at(&head))?;
    let id = random::bytes().map_err(io::Error::other).map_err(io_at(data))?;
    let restored = Restored {
        id: hex(&id[..8]),
        size: checked.manifest.size,
        root: checked.root.to_hex(),
        made: checked.manifest.made.clone(),
        restored: now.to_string(),
    };
    let path = data.join(RESTORED);
    let json = serde_json::to_vec(&restored).map_err(io::Error::other).map_err(io_at(&path))?;
    files::replace(&path, &json, Readers::Anyone).map_err(io_at(&path))?;
    // The name of the ledger makes it one.
    let path = data.join("origin");
    files::replace(&path, format!("{origin}\n").as_bytes(), Readers::Anyone)
        .map_err(io_at(&path))?;
    let path = data.join(UNDER_WAY);
    std::fs::remove_file(&path).and_then(|()| files::sync_folder(data)).map_err(io_at(&path))?;
    Ok(restored)
}

/// What a data folder was restored from, if it may not be signed because of that.
///
/// # Errors
/// What the system said, or that the file is damaged.
pub fn restored(data: &Path) -> io::Result<Option<Restored>> {
    let bytes = files::read_if_there(&data.join(RESTORED))?;
    bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose().map_err(io::Error::from)
}

/// Takes the mark of a restore away: its operator has said how to go on.
///
/// # Errors
/// What the system said.
pub fn accepted(data: &Path) -> io::Result<()> {
    std::fs::remove_file(data.join(RESTORED))?;
    files::sync_folder(data)
}

/// Makes the folder and marks it.
fn begin(data: &Path) -> Result<(), RestoreError> {
    std::fs::create_dir_all(data).map_err(io_at(data))?;
    files::sync_parent(data).map_err(io_at(data))?;
    if data.join(UNDER_WAY).exists() {
        return Err(RestoreError::BrokenOff(data.to_owned()));
    }
    for entry in std::fs::read_dir(data).map_err(io_at(data))? {
        if entry.map_err(io_at(data))?.file_name() != "lost+found" {
            return Err(RestoreError::NotEmpty(data.to_owned()));
        }
    }
    let path = data.join(UNDER_WAY);
    files::create(&path, b"", Readers::Anyone).map_err(io_at(&path))
}

/// Decrypts one file to where it belongs; `origin` waits until the end.
fn secret(from: &Path, data: &Path, key: &BackupKey) -> Result<(), RestoreError> {
    let file = File::open(from).map_err(io_at(from))?;
    let opened = decrypt(key, &mut BufReader::new(file), |place| {
        let path = if place.path == "origin" { UNDER_WAY } else { place.path.as_str() };
        let path = data.join(path);
        make_folders(data, &path)?;
        let mut options = File::options();
        options.write(true).mode(place.mode);
        match place.path.as_str() {
            "origin" => options.truncate(true).create(true),
            _ => options.create_new(true),
        };
        Ok(io::BufWriter::new(options.open(path)?))
    });
    match opened {
        Ok((place, mut writer)) => {
            let synced = writer.flush().and_then(|()| writer.get_ref().sync_all());
            let named = synced.and_then(|()| files::sync_parent(&data.join(&place.path)));
            named.map_err(io_at(data))
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(altered(from, &error.to_string()))
        }
        Err(error) => Err(io_at(data)(error)),
    }
}

/// Makes the folders above a file: those of proposals are for their owner alone.
fn make_folders(data: &Path, path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let is_shared = folder.starts_with(data.join("documents"));
    files::make_folders(data, folder, if is_shared { 0o755 } else { 0o700 })
}

/// Puts the store together. The entries must follow each other and lead to the root that
/// was signed.
fn store(
    checked: &Checked,
    data: &Path,
    origin: &Origin,
    newer: Option<&Newer>,
) -> Result<(Chain, Edge), RestoreError> {
    let manifest = &checked.manifest;
    let mut new = Rebuild::begin(&data.join("store"))?;
    let (mut chain, mut edge) = (Chain::genesis(origin), Edge::new());
    for id in plan_bundles(Size::new(manifest.size)) {
        let name = format!("log/{}", id.path());
        let wrong = |problem: String| altered(&checked.folder.join(&name), &problem);
        let bundle = checked.bytes(&name)?;
        let lines = decode_entries(&bundle).map_err(|error| wrong(error.to_string()))?;
        let bytes = checked.named(&format!("sealed/{:08}-{}-", id.n, id.width))?;
        let (sealed, rest) = unframe(&bytes).ok_or_else(|| wrong("is cut short".to_owned()))?;
        let (requests, _) = unframe(rest).ok_or_else(|| wrong("is cut short".to_owned()))?;
        if lines.len() != usize::from(id.width) || sealed.len() != lines.len() {
            return Err(wrong(format!("has {} entries, not {}", lines.len(), id.width)));
        }
        for (line, sealed) in lines.iter().zip(sealed) {
            let at = chain.head().size.next_index();
            let unverified =
                Unverified::parse(line).map_err(|error| wrong(format!("entry {at}: {error}")))?;
            let id = unverified.claimed().event_id();
            chain
                .accept(unverified)
                .map_err(|broken| wrong(format!("entry {at}: {}", broken.why)))?;
            new.entry(at, line, &id, sealed)?;
            push(&mut new, &mut edge, line)?;
        }
        for request in requests {
            let request = decode_request(request).ok_or_else(|| wrong("a request".to_owned()))?;
            new.request(&request)?;
        }
    }
    let path = checked.folder.join("log");
    if edge.root() != checked.root || chain.head().hash.to_hex() != manifest.hash {
        return Err(altered(&path, "holds entries that do not lead to what was signed"));
    }
    history(checked, &mut new, newer)?;
    for slot in checked.named("sealed/destroyed-")?.as_chunks::<8>().0 {
        new.destroyed(u64::from_be_bytes(*slot))?;
    }
    let keys = Hash::parse(&manifest.keys).map_err(|error| altered(&path, &error.to_string()))?;
    let head = HeadRecord {
        size: Size::new(manifest.size),
        hash: chain.head().hash,
        recorded: manifest.recorded.map(Timestamp::from_millis),
        checkpoints: manifest.checkpoints,
        note: manifest.checkpoint.clone(),
    };
    new.finish(&head, *keys.as_bytes(), manifest.slots)?;
    Ok((chain, edge))
}

fn push(new: &mut Rebuild, edge: &mut Edge, line: &[u8]) -> Result<(), StoreError> {
    let mut full: Vec<FullTile> = Vec::new();
    edge.push(TreeHash::leaf(line), |tile| full.push(tile));
    full.iter().try_for_each(|tile| new.tile(tile))
}

/// Every signature of the backup, and those of a newer copy, which must begin with them.
fn history(
    checked: &Checked,
    new: &mut Rebuild,
    newer: Option<&Newer>,
) -> Result<(), RestoreError> {
    let mut n = 0;
    for id in plan_bundles(Size::new(checked.manifest.checkpoints)) {
        let name = format!("log/{}", id.history_path());
        let bytes = checked.bytes(&name)?;
        let (records, rest) = bytes.as_chunks::<72>();
        if !rest.is_empty() || records.len() != usize::from(id.width) {
            return Err(altered(&checked.folder.join(&name), "is cut short"));
        }
        for record in records {
            if newer.is_some_and(|newer| !newer.continues(n, record)) {
                let problem = format!("signature {n} is not that of the backup");
                return Err(NewerError::Wrong(problem).into());
            }
            new.checkpoint(n, record)?;
            n += 1;
        }
    }
    let have = usize::try_from(n).unwrap_or(usize::MAX);
    for record in newer.map_or(&[][..], |newer| newer.history.get(have..).unwrap_or_default()) {
        new.checkpoint(n, record)?;
        n += 1;
    }
    Ok(())
}
