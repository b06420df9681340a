//! A cosigner: an independent party that confirms other people's ledgers
//! (C2SP tlog-witness, from the witness's side).
//!
//! For each ledger it keeps one file: the newest checkpoint that it signed. A
//! checkpoint is signed only if it continues that one, and the answer leaves
//! only after the new one is on the disk. Look and write happen under one lock
//! for each ledger, so two requests at once cannot both be first.

pub mod http;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ledger::proof::{
    Checkpoint, Note, Refusal, SignedCheckpoint, SignerKey, VerifierKey, cosign, receive,
    verify_cosignature,
};
use ledger::record::{Origin, Timestamp};
use ledger::spelling::hex;
use sha2::{Digest, Sha256};

use crate::files::{self, Readers};
use crate::random::{self, NoRandomness};

/// Why a cosigner's folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CosignerError {
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// There is a key already: a cosigner has one, for good.
    #[error("{}: holds a witness already; its key is kept", .0.display())]
    Exists(PathBuf),
    /// There is no key.
    #[error("{}: holds no witness; make one with `daybook cosign new`", .0.display())]
    Absent(PathBuf),
    /// Another process uses it: two would sign without knowing of each other.
    #[error("{}: is in use by another process; stop that one first", .0.display())]
    Busy(PathBuf),
    /// A file does not hold what it should. Nothing is signed then.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// No key without randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// Why a request was not answered with a signature.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The protocol says so.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The new checkpoint could not be made durable: nothing was signed.
    #[error("cannot keep the checkpoint: {0}")]
    Disk(std::io::Error),
}

/// A cosigner and the ledgers that it knows.
#[derive(Debug)]
pub struct Cosigner {
    key: SignerKey,
    logs: Vec<VerifierKey>,
    folder: PathBuf,
    held: BTreeMap<Origin, Mutex<Option<Checkpoint>>>,
    _lock: File,
}

/// Makes a cosigner in `folder`: its key, which nobody else must ever have.
///
/// # Errors
/// [`CosignerError`]; a key that is there is never replaced.
pub fn create(folder: &Path, name: &Origin) -> Result<VerifierKey, CosignerError> {
    std::fs::create_dir_all(folder).map_err(io_at(folder))?;
    files::sync_parent(folder).map_err(io_at(folder))?;
    let path = key_path(folder);
    let key = SignerKey::cosigner_from_seed(name.clone(), &random::bytes()?);
    let text = format!("{}\n", key.to_secret_text());
    match files::create(&path, text.as_bytes(), Readers::Owner) {
        Ok(()) => Ok(key.verifier().clone()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(CosignerError::Exists(folder.to_owned()))
        }
        Err(error) => Err(io_at(&path)(error)),
    }
}

impl Cosigner {
    /// Opens the cosigner in `folder` for ledgers with these keys. What it
    /// signed before is read back, and must still hold.
    ///
    /// # Errors
    /// [`CosignerError`].
    pub fn open(folder: &Path, logs: Vec<VerifierKey>) -> Result<Self, CosignerError> {
        let path = key_path(folder);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(CosignerError::Absent(folder.to_owned()));
            }
            Err(error) => return Err(io_at(&path)(error)),
        };
        let wrong = |problem: String| CosignerError::Content { path: path.clone(), problem };
        let key = SignerKey::parse(text.trim_end()).map_err(|error| wrong(error.to_string()))?;
        // A ledger's own key must never cosign it.
        let mut probe = Note::new("probe\n".to_owned()).map_err(|e| wrong(e.to_string()))?;
        cosign(&mut probe, &key, 1).map_err(|error| wrong(error.to_string()))?;
        let lock = lock(folder)?;
        let notes = folder.join("logs");
        std::fs::create_dir_all(&notes).map_err(io_at(&notes))?;
        files::sync_folder(folder).map_err(io_at(folder))?;
        let mut held = BTreeMap::new();
        for log in &logs {
            let last = read_back(&note_path(folder, log.name()), log.name(), &key)?;
            held.insert(log.name().clone(), Mutex::new(last));
        }
        Ok(Self { key, logs, folder: folder.to_owned(), held, _lock: lock })
    }

    /// Its public key.
    pub const fn vkey(&self) -> &VerifierKey {
        self.key.verifier()
    }

    /// The keys of the ledgers that it knows.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// Answers an `add-checkpoint` request: signature lines, after the new
    /// checkpoint is on the disk. Blocks for the disk.
    ///
    /// # Errors
    /// [`AddError`]; nothing was signed then.
    pub fn add(&self, body: &[u8], now: Timestamp) -> Result<Vec<u8>, AddError> {
        let request = receive(body, &self.logs)?;
        let origin = &request.checkpoint().origin;
        let unknown = || Refusal::UnknownLog(origin.as_str().to_owned());
        let held = self.held.get(origin).ok_or_else(unknown)?;
        // A thread that panicked here had not changed anything yet.
        let mut last = held.lock().unwrap_or_else(PoisonError::into_inner);
        let mut note = request.continues(last.as_ref())?;
        // Time 0 would mean "no time": a clock before 1970 is wrong anyway.
        let seconds = u64::try_from(now.millis() / 1_000).unwrap_or_default().max(1);
        let refused = |error: &dyn std::fmt::Display| Refusal::Malformed(error.to_string());
        cosign(&mut note, &self.key, seconds).map_err(|error| refused(&error))?;
        let path = note_path(&self.folder, origin);
        files::replace(&path, &note.to_bytes(), Readers::Anyone).map_err(AddError::Disk)?;
        *last = Some(request.checkpoint().clone());
        drop(last);
        note.keep(|signature| signature.is_by(self.vkey()));
        Ok(note.signature_lines())
    }

    /// The newest checkpoint that it signed of the ledger whose origin has this
    /// SHA-256 in hex; `None` when there is none.
    ///
    /// # Errors
    /// What the system says.
    pub fn newest(&self, hash: &str) -> std::io::Result<Option<Vec<u8>>> {
        let known = self.held.keys().find(|origin| origin_hash(origin) == hash);
        let Some(origin) = known else { return Ok(None) };
        files::read_if_there(&note_path(&self.folder, origin))
    }
}

/// SHA-256 of an origin in hex: its name in the monitor's address.
pub fn origin_hash(origin: &Origin) -> String {
    hex(&Sha256::digest(origin.as_str().as_bytes()))
}

fn key_path(folder: &Path) -> PathBuf {
    folder.join("cosigner-key")
}

fn note_path(folder: &Path, origin: &Origin) -> PathBuf {
    folder.join("logs").join(origin_hash(origin))
}

fn lock(folder: &Path) -> Result<File, CosignerError> {
    let path = folder.join("lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(io_at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(CosignerError::Busy(folder.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(io_at(&path)(error)),
    }
}

/// What was signed of this ledger before. A file that does not hold any more is
/// no reason to begin anew: the next signature could then be over a fork.
fn read_back(
    path: &Path,
    origin: &Origin,
    key: &SignerKey,
) -> Result<Option<Checkpoint>, CosignerError> {
    let Some(bytes) = files::read_if_there(path).map_err(io_at(path))? else { return Ok(None) };
    let damaged = || CosignerError::Content {
        path: path.to_owned(),
        problem: format!(
            "what was signed of {origin} is damaged; begin again with a new key in a new folder"
        ),
    };
    let signed = SignedCheckpoint::parse(&bytes).map_err(|_| damaged())?;
    let own = verify_cosignature(signed.note(), key.verifier());
    let checkpoint = signed.checkpoint();
    if !matches!(own, Ok(Some(_))) || checkpoint.origin != *origin {
        return Err(damaged());
    }
    Ok(Some(checkpoint.clone()))
}

fn io_at(path: &Path) -> impl FnOnce(std::io::Error) -> CosignerError + '_ {
    |source| CosignerError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
