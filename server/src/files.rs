//! Small files that are replaced whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone (mode 0600): keys and token hashes.
    Owner,
    /// Whoever the system lets (mode 0644 less the umask).
    Anyone,
}

fn options(readers: Readers) -> OpenOptions {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// What a file holds; `None` where there is none.
pub fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes `folder`, which lies below `top`, and what is missing between them, and commits
/// their names. `mode` is that of what is made, less the umask.
pub fn make_folders(top: &Path, folder: &Path, mode: u32) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, mode);
    builder.create(folder)?;
    let mut here = folder;
    while here != top {
        sync_parent(here)?;
        here = here.parent().unwrap_or(top);
    }
    Ok(())
}

/// Commits the names in a folder (files made, renamed or removed in it).
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Commits the name of a file or folder in the folder above it.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    sync_folder(folder_of(path))
}

/// Writes `bytes` to `path` so that after any crash the file holds either
/// what it held before or all of `bytes`: a new file beside it, synced, then
/// renamed over it, then the folder synced.
pub fn replace(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let temporary = beside(path);
    let _ = std::fs::remove_file(&temporary);
    let mut file = options(readers).open(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&temporary, path)?;
    sync_parent(path)
}

/// Whether a file is one that [`replace`] is writing, or left when it was cut off.
pub fn is_unfinished(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "new")
}

/// Writes a file that must not exist yet, and its name, to the disk.
pub fn create(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let mut file = options(readers).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    sync_parent(path)
}

static ZEROS: [u8; 64 << 10] = [0; 64 << 10];

/// Overwrites a file, syncs it and takes its name away; one that is gone is fine.
pub fn destroy(path: &Path) -> io::Result<()> {
    let mut file = match File::options().write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut left = file.metadata()?.len();
    file.seek(SeekFrom::Start(0))?;
    while left > 0 {
        let piece = usize::try_from(left).unwrap_or(ZEROS.len()).min(ZEROS.len());
        file.write_all(&ZEROS[..piece])?;
        left -= piece as u64;
    }
    file.sync_data()?;
    std::fs::remove_file(path)?;
    sync_parent(path)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.new", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_secret_file_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret");
        replace(&path, b"one", Readers::Owner).unwrap();
        replace(&path, b"two", Readers::Owner).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing left beside it");
    }

    #[test]
    fn create_never_replaces() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        create(&path, b"one", Readers::Owner).unwrap();
        assert!(create(&path, b"two", Readers::Owner).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
    }
}
