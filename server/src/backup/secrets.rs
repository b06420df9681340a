//! The files of a data folder that go into a backup encrypted: all but the store and what
//! is only for the moment.

use std::fs::File;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use ledger::record::Hash;

use super::folder::{Target, hash_of};
use super::key::BackupKey;
use super::seal::{Place, encrypt};
use super::{BackupError, io_at};
use crate::files;

/// Not backed up. The address of a database is not part of what is in it: what is put back
/// is a ledger of its own. `head` and `cosigned` come with the checkpoint that the backup is at;
/// the erasure keys are taken last of all.
const LEFT_OUT: &[&str] = &[
    "backup-socket",
    "cosigned",
    "database",
    "erasure-keys",
    "head",
    "lock",
    "lost+found",
    "restored",
    "store",
    "store.new",
    "store.old",
    "tokens.lock",
];

/// One file to be backed up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Below the data folder.
    pub(super) path: String,
    full: PathBuf,
    mode: u32,
}

/// Every file below the data folder that is to be backed up, in order.
pub(super) fn list(data: &Path) -> io::Result<Vec<Found>> {
    let mut found = Vec::new();
    walk(data, "", &mut found)?;
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// One file that has to be there.
pub(super) fn one(data: &Path, name: &str) -> io::Result<Found> {
    let full = data.join(name);
    let mode = std::fs::metadata(&full)?.permissions().mode() & 0o777;
    Ok(Found { path: name.to_owned(), full, mode })
}

fn walk(folder: &Path, below: &str, found: &mut Vec<Found>) -> io::Result<()> {
    let listed = match std::fs::read_dir(folder) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound && !below.is_empty() => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in listed {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let is_left_out = (below.is_empty() && LEFT_OUT.contains(&name))
            || (below == "documents/" && name == "incoming")
            // Half written, or being written.
            || files::is_unfinished(name);
        if is_left_out {
            continue;
        }
        let full = entry.path();
        // One that is a link stands for the file that it leads to.
        let known = match std::fs::metadata(&full) {
            Ok(known) => known,
            // It was withheld, recorded or revoked a moment ago.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let path = format!("{below}{name}");
        if known.is_dir() {
            walk(&full, &format!("{path}/"), found)?;
        } else if known.is_file() {
            found.push(Found { path, full, mode: known.permissions().mode() & 0o777 });
        }
    }
    Ok(())
}

/// Puts one file into the backup, unless it has it. One that is gone by now was
/// withheld, recorded or revoked a moment ago.
pub(super) fn put(target: &mut Target, key: &BackupKey, file: &Found) -> Result<(), BackupError> {
    let mut put = || match document_of(&file.path) {
        Some(document) => put_document(target, key, file, &document),
        None => {
            // Read once: what is hashed for its name is what is encrypted.
            let bytes = std::fs::read(&file.full)?;
            let plain = blake3::hash(&bytes).to_hex();
            write(target, key, file, &plain, &mut bytes.as_slice())
        }
    };
    match put() {
        Err(Put::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(Put::Io(error)) => Err(io_at(&file.full)(error)),
        Err(Put::Backup(error)) => Err(error),
        Ok(()) => Ok(()),
    }
}

/// Puts a file into the backup that is none in the data folder.
pub(super) fn put_bytes(
    target: &mut Target,
    key: &BackupKey,
    path: &str,
    bytes: &[u8],
) -> Result<(), BackupError> {
    let file = Found { path: path.to_owned(), full: PathBuf::from(path), mode: 0o600 };
    let plain = blake3::hash(bytes).to_hex();
    match write(target, key, &file, &plain, &mut &bytes[..]) {
        Err(Put::Io(error)) => Err(io_at(&file.full)(error)),
        Err(Put::Backup(error)) => Err(error),
        Ok(()) => Ok(()),
    }
}

/// What went wrong with one file: on the side that is read, or the other.
enum Put {
    Io(io::Error),
    Backup(BackupError),
}

impl From<io::Error> for Put {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn put_document(
    target: &mut Target,
    key: &BackupKey,
    file: &Found,
    document: &Hash,
) -> Result<(), Put> {
    let plain = document.to_hex();
    // Its name is its fingerprint: nothing has to be read to see that it is there.
    if target.has(&name_of(key, file, &plain)) {
        return Ok(());
    }
    let mut from = File::open(&file.full)?;
    if hash_of(&file.full)?.1 != plain {
        let problem = format!("{} is another file than its name says", file.path);
        return Err(Put::Backup(BackupError::Damaged(problem)));
    }
    write(target, key, file, &plain, &mut from)
}

fn write(
    target: &mut Target,
    key: &BackupKey,
    file: &Found,
    plain: &str,
    mut from: &mut dyn io::Read,
) -> Result<(), Put> {
    let name = name_of(key, file, plain);
    if target.has(&name) {
        return Ok(());
    }
    let place = Place { path: file.path.clone(), mode: file.mode };
    target
        .write(&name, None, |mut to| encrypt(key, &place, &mut from, &mut to))
        .map_err(Put::Backup)
}

/// The document that a file is, by its name: `documents/ab/cd/<hash>` or
/// `documents/withheld/<hash>`.
fn document_of(path: &str) -> Option<Hash> {
    let name = path.strip_prefix("documents/")?.rsplit('/').next()?;
    Hash::parse(name).ok()
}

/// The name of an encrypted file: the same for the same content, and it tells nobody
/// without the key which content that is.
fn name_of(key: &BackupKey, file: &Found, plain: &str) -> String {
    let text = format!("{:o}\n{}\n{plain}", file.mode, file.path);
    let name = blake3::keyed_hash(&key.naming, text.as_bytes()).to_hex();
    format!("secret/{}/{}", &name[..2], &name[..40])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_files_are_listed_but_those_of_the_moment() {
        let dir = tempfile::tempdir().unwrap();
        let moment =
            ["lock", "store/db", "head", "erasure-keys", "documents/incoming/x.part", "a.7.new"];
        let mut wanted =
            ["documents/ab/cd/x", "origin", "pending/a.json", "signing-key", "sessions/1"];
        for path in wanted.iter().chain(&moment) {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let found: Vec<_> = list(dir.path()).unwrap().into_iter().map(|one| one.path).collect();
        wanted.sort_unstable();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_name_hides_what_is_in_the_file_and_follows_it() {
        let file = |mode| Found { path: "origin".to_owned(), full: PathBuf::new(), mode };
        let key = BackupKey::new(&[7; 32]);
        let name = name_of(&key, &file(0o600), "aa");
        assert_eq!(name, name_of(&key, &file(0o600), "aa"));
        for other in [
            name_of(&key, &file(0o644), "aa"),
            name_of(&key, &file(0o600), "ab"),
            name_of(&BackupKey::new(&[8; 32]), &file(0o600), "aa"),
        ] {
            assert_ne!(name, other);
        }
    }
}
