//! The manifest of a backup: written last, and the backup is what it lists.
//!
//! Two lines: JSON, then 64 hexadecimal digits, the BLAKE3 of the first line keyed from
//! the backup key. So nobody without that key makes one, and an unfinished backup has the
//! manifest of the one before, whose files are all still there.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::key::BackupKey;
use crate::files::{self, Readers};

/// Its name in the folder of a backup.
pub(super) const NAME: &str = "manifest";

/// The newest version that this program reads.
pub(super) const VERSION: u32 = 1;

/// What a backup is of, and every file in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this format.
    pub v: u32,
    /// The id of the key that it was made with ([`BackupKey::id`]).
    pub key: String,
    /// When the backup was made, RFC 3339.
    pub made: String,
    /// The ledger's verifier key; its name is the ledger's.
    pub vkey: String,
    /// Number of entries.
    pub size: u64,
    /// Fingerprint of the last entry, or of the beginning where there is none.
    pub hash: String,
    /// When the last entry was recorded, milliseconds since 1970 UTC.
    pub recorded: Option<i64>,
    /// The signed checkpoint over all of them.
    pub checkpoint: String,
    /// How many checkpoints were ever signed.
    pub checkpoints: u64,
    /// The number of the file of erasure keys, 64 hexadecimal digits.
    pub keys: String,
    /// How many of its slots are taken.
    pub slots: u64,
    /// How many slots were destroyed when it was made.
    pub destroyed: u64,
    /// Every file, by its path below the folder.
    pub files: BTreeMap<String, Listed>,
}

/// One file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its length in bytes.
    pub bytes: u64,
    /// Its BLAKE3, 64 hexadecimal digits.
    pub blake3: String,
    /// Of a full bundle of entries: the RFC 6962 root over its 256 leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<String>,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was made with another key.
    #[error(
        "{}: this backup was made with key {has}, and the key given is {given}; give that one",
        path.display()
    )]
    OtherKey {
        /// The file.
        path: PathBuf,
        /// The key that it was made with.
        has: String,
        /// The key that was given.
        given: String,
    },
    /// It is of a newer program.
    #[error("{}: has version {v}, and this program reads {VERSION}; use a newer one", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        v: u64,
    },
    /// It is not what was written.
    #[error("{}: {problem}; take another copy of the backup", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
}

impl Manifest {
    /// Reads the manifest of the backup in `folder`; `None` where there is none.
    ///
    /// # Errors
    /// [`ManifestError`].
    pub fn read(folder: &Path, key: &BackupKey) -> Result<Option<Self>, ManifestError> {
        let path = folder.join(NAME);
        match files::read_if_there(&path) {
            Ok(bytes) => bytes.map(|bytes| Self::parse(&path, &bytes, key)).transpose(),
            Err(source) => Err(ManifestError::Io { path, source }),
        }
    }

    fn parse(path: &Path, bytes: &[u8], key: &BackupKey) -> Result<Self, ManifestError> {
        let path = || path.to_owned();
        let content = |problem: String| ManifestError::Content { path: path(), problem };
        let text = std::str::from_utf8(bytes).map_err(|_| content("is no text".to_owned()))?;
        let (json, mac) = text
            .strip_suffix('\n')
            .and_then(|text| text.split_once('\n'))
            .ok_or_else(|| content("is cut short".to_owned()))?;
        // Version and key first: of another version nothing else can be judged.
        let value: serde_json::Value =
            serde_json::from_str(json).map_err(|error| content(error.to_string()))?;
        match value["v"].as_u64() {
            Some(v) if v > u64::from(VERSION) => {
                return Err(ManifestError::Newer { path: path(), v });
            }
            Some(_) => {}
            None => return Err(content("has no version".to_owned())),
        }
        let has = value["key"].as_str().unwrap_or_default();
        if has != key.id {
            let (has, given) = (has.to_owned(), key.id.clone());
            return Err(ManifestError::OtherKey { path: path(), has, given });
        }
        let given = blake3::Hash::from_hex(mac).map_err(|error| content(error.to_string()))?;
        if given != authenticate(key, json) {
            return Err(content("was changed since it was written".to_owned()));
        }
        serde_json::from_value(value).map_err(|error| content(error.to_string()))
    }

    /// Puts it into the folder, whole or not at all, on the disk when it returns.
    ///
    /// # Errors
    /// What the system said.
    pub fn write(&self, folder: &Path, key: &BackupKey) -> io::Result<()> {
        let json = serde_json::to_string(self).map_err(io::Error::other)?;
        let text = format!("{json}\n{}\n", authenticate(key, &json).to_hex());
        files::replace(&folder.join(NAME), text.as_bytes(), Readers::Anyone)
    }
}

fn authenticate(key: &BackupKey, json: &str) -> blake3::Hash {
    blake3::keyed_hash(&key.authenticating, json.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(key: &BackupKey) -> Manifest {
        let listed = Listed { bytes: 3, blake3: "00".repeat(32), tree: None };
        Manifest {
            v: VERSION,
            key: key.id.clone(),
            made: "2026-01-01T00:00:00.000Z".to_owned(),
            vkey: "example+00+key".to_owned(),
            size: 0,
            hash: "00".repeat(32),
            recorded: None,
            checkpoint: "example\n0\n".to_owned(),
            checkpoints: 1,
            keys: "11".repeat(32),
            slots: 0,
            destroyed: 0,
            files: BTreeMap::from([("log/policy".to_owned(), listed)]),
        }
    }

    #[test]
    fn one_comes_back_and_no_changed_one_does() {
        let dir = tempfile::tempdir().unwrap();
        let key = BackupKey::new(&[7; 32]);
        assert_eq!(Manifest::read(dir.path(), &key).unwrap(), None);
        let manifest = manifest(&key);
        manifest.write(dir.path(), &key).unwrap();
        assert_eq!(Manifest::read(dir.path(), &key).unwrap(), Some(manifest.clone()));

        let path = dir.path().join(NAME);
        let good = std::fs::read_to_string(&path).unwrap();
        let refused = |text: &str| {
            std::fs::write(&path, text).unwrap();
            Manifest::read(dir.path(), &key).unwrap_err().to_string()
        };
        let changed = refused(&good.replace("\"size\":0", "\"size\":1"));
        assert!(changed.contains("was changed since"), "{changed}");
        assert!(refused(&good.replace("\"v\":1", "\"v\":2")).contains("use a newer one"));
        for cut in [0, 10, good.len() - 1, good.len() - 30] {
            assert!(refused(&good[..cut]).contains("another copy"), "cut at {cut}");
        }
        std::fs::write(&path, &good).unwrap();
        let other = Manifest::read(dir.path(), &BackupKey::new(&[8; 32])).unwrap_err();
        assert!(matches!(other, ManifestError::OtherKey { .. }), "{other}");
    }
}
