//! The data folder: which file is what, and who may hold it.
//!
//! | name | content |
//! |---|---|
//! | `origin` | the ledger's name, one line; written last when a folder is made |
//! | `format` | the version of everything in the folder, one line: [`FORMAT`] |
//! | `signing-key` | the C2SP private key, mode 0600 |
//! | `store/` | the entries and everything derived from them |
//! | `database` | instead of `store/` and `erasure-keys`: the address of the database that has them, mode 0600 |
//! | `documents/` | files that entries cite ([`documents`](crate::documents)) |
//! | `erasure-keys` | the keys of what may have to be erased, mode 0600; may be a link to another disk |
//! | `head` | the newest signed checkpoint that was published, a second at most behind |
//! | `policy` | which cosigners must confirm the ledger, as `serve --policy` was given it |
//! | `cosigned` | the newest checkpoint that enough of them confirmed |
//! | `tokens.json` | who may do what: hashes of tokens, roles, dates, mode 0600 |
//! | `access-log/` | who was refused what and who did what ([`log`](crate::access::log)), mode 0600; not part of the ledger |
//! | `pending/` | drafts that wait for a second person, mode 0600; not part of the ledger |
//! | `backup-socket` | while a server runs: the way to it for `daybook backup` |
//! | `restored` | after a restore: from which backup, until its operator has said how to go on |
//! | `lock` | held by the one process that has the folder open |
//!
//! `head` is a second memory beside the store: a store that is put back from
//! an old backup is shorter than `head` says, and is not written again.

mod database;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use ledger::proof::{SignerKey, VerifierKey};
use ledger::record::Origin;

use crate::files::{self, Readers};
use crate::random::{self, NoRandomness};
use crate::tree::Beside;

/// The version of data folders that this program writes. A folder without the file is of
/// version 1, whose store may have sealed values in the open (`store/renew.rs`).
pub const FORMAT: u32 = 2;

/// What went wrong with a data folder.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is no ledger in it.
    #[error("{}: holds no ledger; make one with `daybook serve` or `daybook demo`", .0.display())]
    Absent(PathBuf),
    /// A newer program wrote it.
    #[error(
        "{}: is of format {format}, and this program knows up to {FORMAT}; use the program that \
         wrote it, or a newer one", path.display()
    )]
    Newer {
        /// The folder.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
    /// It holds something else.
    #[error("{}: is not empty and holds no ledger; choose another folder", .0.display())]
    Foreign(PathBuf),
    /// Another process holds it.
    #[error("{}: is in use by another process; stop that one first", .0.display())]
    Busy(PathBuf),
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file does not hold what it should.
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

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> FolderError + '_ {
    |source| FolderError::Io { path: path.to_owned(), source }
}

/// A data folder that this process holds.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    origin: Origin,
    _lock: File,
}

/// Whether `path` holds a ledger.
pub fn holds_ledger(path: &Path) -> bool {
    path.join("origin").is_file()
}

impl Folder {
    /// Makes a data folder for a new ledger: its name and its key, not its
    /// store. The folder must be absent, empty, or left by a making that broke
    /// off.
    pub fn create(path: &Path, origin: &Origin) -> Result<Self, FolderError> {
        std::fs::create_dir_all(path).map_err(io_at(path))?;
        files::sync_parent(path).map_err(io_at(path))?;
        if holds_foreign_files(path)? {
            return Err(FolderError::Foreign(path.to_owned()));
        }
        let lock = lock(path)?;
        let key_path = path.join("signing-key");
        if !key_path.exists() {
            let key = SignerKey::from_seed(origin.clone(), &random::bytes()?);
            let text = format!("{}\n", key.to_secret_text());
            files::replace(&key_path, text.as_bytes(), Readers::Owner).map_err(io_at(&key_path))?;
        }
        let format_path = path.join("format");
        files::replace(&format_path, format!("{FORMAT}\n").as_bytes(), Readers::Anyone)
            .map_err(io_at(&format_path))?;
        let origin_path = path.join("origin");
        files::replace(&origin_path, format!("{origin}\n").as_bytes(), Readers::Anyone)
            .map_err(io_at(&origin_path))?;
        Ok(Self { path: path.to_owned(), origin: origin.clone(), _lock: lock })
    }

    /// Takes hold of the folder of an existing ledger.
    pub fn open(path: &Path) -> Result<Self, FolderError> {
        if !holds_ledger(path) {
            return Err(FolderError::Absent(path.to_owned()));
        }
        Self::hold(path, lock(path)?)
    }

    /// Takes hold of the folder of an existing ledger without making anything in it.
    pub fn look(path: &Path) -> Result<Self, FolderError> {
        if !holds_ledger(path) {
            return Err(FolderError::Absent(path.to_owned()));
        }
        let lock_path = path.join("lock");
        let lock = match File::open(&lock_path) {
            // Nobody has ever opened it: a copy of a folder, say.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                File::open(path).map_err(io_at(path))?
            }
            other => other.map_err(io_at(&lock_path))?,
        };
        Self::hold(path, locked(path, lock)?)
    }

    fn hold(path: &Path, lock: File) -> Result<Self, FolderError> {
        read_format(path)?;
        let origin_path = path.join("origin");
        let text = std::fs::read_to_string(&origin_path).map_err(io_at(&origin_path))?;
        let origin = Origin::new(text.trim_end_matches('\n')).map_err(|error| {
            FolderError::Content { path: origin_path, problem: error.to_string() }
        })?;
        Ok(Self { path: path.to_owned(), origin, _lock: lock })
    }

    /// The public key of the ledger in `path`, which another process may hold.
    ///
    /// # Errors
    /// As [`Folder::signing_key`].
    pub fn public_key(path: &Path) -> Result<VerifierKey, FolderError> {
        let key_path = path.join("signing-key");
        let text = std::fs::read_to_string(&key_path).map_err(io_at(&key_path))?;
        let key = SignerKey::parse(text.trim_end())
            .map_err(|error| FolderError::Content { path: key_path, problem: error.to_string() })?;
        Ok(key.verifier().clone())
    }

    /// The ledger's name.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The signing key, whose name must be the ledger's.
    pub fn signing_key(&self) -> Result<SignerKey, FolderError> {
        let path = self.path.join("signing-key");
        let text = std::fs::read_to_string(&path).map_err(io_at(&path))?;
        let key = SignerKey::parse(text.trim_end()).map_err(|error| FolderError::Content {
            path: path.clone(),
            problem: error.to_string(),
        })?;
        if key.verifier().name() == &self.origin {
            Ok(key)
        } else {
            let problem = format!(
                "this key signs for {}, the ledger is {}; put the right key back",
                key.verifier().name(),
                self.origin
            );
            Err(FolderError::Content { path, problem })
        }
    }

    /// Writes down that everything in the folder is as this program writes it.
    ///
    /// # Errors
    /// What the system said.
    pub fn note_format(&self) -> Result<(), FolderError> {
        if read_format(&self.path)? == FORMAT {
            return Ok(());
        }
        let path = self.path.join("format");
        files::replace(&path, format!("{FORMAT}\n").as_bytes(), Readers::Anyone)
            .map_err(io_at(&path))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the store lies.
    pub fn store(&self) -> PathBuf {
        self.path.join("store")
    }

    /// Where the keys of sealed values lie.
    pub fn erasure_keys(&self) -> PathBuf {
        self.path.join("erasure-keys")
    }

    /// Where the documents lie.
    pub fn documents(&self) -> PathBuf {
        self.path.join("documents")
    }

    /// Where the tokens lie.
    pub fn tokens(&self) -> PathBuf {
        tokens_of(&self.path)
    }

    /// Where the access log lies.
    pub fn access_log(&self) -> PathBuf {
        access_log_of(&self.path)
    }

    /// Where drafts wait that need a second person.
    pub fn pending(&self) -> PathBuf {
        self.path.join("pending")
    }

    /// Where the newest published checkpoint lies.
    pub fn head(&self) -> PathBuf {
        self.path.join("head")
    }

    /// The newest published checkpoint, if one was ever kept.
    pub fn read_head(&self) -> Result<Option<Vec<u8>>, FolderError> {
        read_if_there(&self.head())
    }

    /// Where the policy lies.
    pub fn policy(&self) -> PathBuf {
        self.path.join("policy")
    }

    /// Where the newest confirmed checkpoint lies.
    pub fn cosigned(&self) -> PathBuf {
        self.path.join("cosigned")
    }

    /// The policy and the newest confirmed checkpoint, where there are any.
    pub fn read_beside(&self) -> Result<Beside, FolderError> {
        let policy = read_if_there(&self.policy())?;
        Ok(Beside { policy, cosigned: read_if_there(&self.cosigned())?, newest: None })
    }
}

/// The format of a folder, if this program knows it.
fn read_format(folder: &Path) -> Result<u32, FolderError> {
    let path = folder.join("format");
    let Some(bytes) = read_if_there(&path)? else { return Ok(1) };
    let text = String::from_utf8_lossy(&bytes);
    match text.trim_end_matches('\n').parse::<u32>() {
        Ok(format) if format <= FORMAT => Ok(format),
        Ok(format) => Err(FolderError::Newer { path: folder.to_owned(), format }),
        Err(_) => {
            let problem = "is no number; put it back from a backup".to_owned();
            Err(FolderError::Content { path, problem })
        }
    }
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, FolderError> {
    files::read_if_there(path).map_err(io_at(path))
}

/// Where the tokens of the ledger in `path` lie. They may be changed while
/// another process serves the ledger.
pub fn tokens_of(path: &Path) -> PathBuf {
    path.join("tokens.json")
}

/// Where the access log of the ledger in `path` lies. Commands write in it while
/// another process serves the ledger.
pub fn access_log_of(path: &Path) -> PathBuf {
    path.join("access-log")
}

fn lock(path: &Path) -> Result<File, FolderError> {
    let lock_path = path.join("lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .map_err(io_at(&lock_path))?;
    locked(path, file)
}

/// The file, locked for this process; `path` is the folder that it stands for.
fn locked(path: &Path, file: File) -> Result<File, FolderError> {
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(FolderError::Busy(path.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(io_at(path)(error)),
    }
}

/// Whether anything lies there that [`Folder::create`] does not make itself.
fn holds_foreign_files(path: &Path) -> Result<bool, FolderError> {
    for entry in std::fs::read_dir(path).map_err(io_at(path))? {
        let name = entry.map_err(io_at(path))?.file_name();
        let known = [
            "database",
            "format",
            "lock",
            "signing-key",
            "policy",
            "tokens.json",
            "tokens.lock",
            "lost+found",
        ];
        if !known.iter().any(|known| name == *known) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests;
