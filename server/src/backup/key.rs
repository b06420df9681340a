//! The key of a backup: without it nobody reads what is not public, and nothing can be
//! restored.
//!
//! It is one line in a file of its own, mode 0600, and is never written into a backup.
//! From it come, by BLAKE3 in derive-key mode, a key that encrypts, a key that names
//! files, and a key that authenticates the manifest.

use std::io;
use std::path::{Path, PathBuf};

use ledger::spelling::{hex, parse_hex};

use crate::files::{self, Readers};
use crate::random::{self, NoRandomness};

/// How the line begins.
const FRONT: &str = "daybook-backup-key-v1 ";

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds something else. What it holds is not repeated.
    #[error("{}: is no backup key; name the file that `daybook backup --key` made", .0.display())]
    Content(PathBuf),
    /// No key without randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// The key, and what is derived from it.
pub struct BackupKey {
    /// Tells one key from another and gives nothing away: 16 hexadecimal digits.
    pub id: String,
    pub(super) encrypting: [u8; 32],
    pub(super) naming: [u8; 32],
    pub(super) authenticating: [u8; 32],
}

impl std::fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BackupKey({})", self.id)
    }
}

impl BackupKey {
    /// The key made of these bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        let derive = |purpose: &str| blake3::derive_key(purpose, secret);
        Self {
            id: hex(&derive("daybook 2026 backup key id")[..8]),
            encrypting: derive("daybook 2026 backup encrypting"),
            naming: derive("daybook 2026 backup naming"),
            authenticating: derive("daybook 2026 backup manifest"),
        }
    }

    /// Reads a key; `None` where there is no such file.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn read(path: &Path) -> Result<Option<Self>, KeyError> {
        let io = |source| KeyError::Io { path: path.to_owned(), source };
        let Some(bytes) = files::read_if_there(path).map_err(io)? else { return Ok(None) };
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let secret = text.trim_end().strip_prefix(FRONT).and_then(parse_hex);
        let secret = secret.ok_or_else(|| KeyError::Content(path.to_owned()))?;
        Ok(Some(Self::new(&secret)))
    }

    /// Makes a key in a file that must not be there yet.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        let secret = random::bytes()?;
        let line = format!("{FRONT}{}\n", hex(&secret));
        files::create(path, line.as_bytes(), Readers::Owner)
            .map_err(|source| KeyError::Io { path: path.to_owned(), source })?;
        Ok(Self::new(&secret))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_for_its_owner_alone_and_read_again() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("backup.key");
        assert!(BackupKey::read(&path).unwrap().is_none());
        let made = BackupKey::create(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(BackupKey::create(&path).is_err(), "never over one that is there");
        let read = BackupKey::read(&path).unwrap().unwrap();
        assert_eq!((read.id.len(), &read.id), (16, &made.id));
        assert_eq!(read.encrypting, made.encrypting);
        assert_ne!(read.encrypting, read.authenticating);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!format!("{made:?}").contains(text.trim_start_matches(FRONT).trim()));
    }

    #[test]
    fn another_file_is_no_key_and_is_not_repeated() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("backup.key");
        for wrong in ["", "secret words", "daybook-backup-key-v1 00", "daybook-backup-key-v2 00"] {
            std::fs::write(&path, wrong).unwrap();
            let error = BackupKey::read(&path).unwrap_err();
            assert!(matches!(error, KeyError::Content(_)), "{wrong}");
            assert!(wrong.is_empty() || !error.to_string().contains(wrong), "{error}");
        }
    }
}
