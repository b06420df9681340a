//! The folder that a backup is written into: each file once, synced, read back.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::key::BackupKey;
use super::manifest::{self, Listed, Manifest};
use super::{BackupError, io_at};
use crate::files::{self, Readers};

/// Folders that are ours; files in them that no manifest lists are removed.
const OURS: [&str; 3] = ["log", "sealed", "secret"];

/// The folder, held by this process.
#[derive(Debug)]
pub(super) struct Target {
    path: PathBuf,
    /// The manifest that is in force.
    pub(super) before: Option<Manifest>,
    /// Files of the new manifest.
    pub(super) files: BTreeMap<String, Listed>,
    /// Names that were written in this run.
    written: BTreeMap<String, Listed>,
    _lock: File,
}

impl Target {
    /// Takes hold of the folder, which is made where it is absent.
    pub(super) fn open(path: &Path, key: &BackupKey) -> Result<Self, BackupError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true).mode(0o700).create(path).map_err(io_at(path))?;
        for entry in std::fs::read_dir(path).map_err(io_at(path))? {
            let name = entry.map_err(io_at(path))?.file_name();
            let name = name.to_string_lossy();
            let is_ours = OURS.contains(&&*name)
                || ["lock", "lost+found", manifest::NAME].contains(&&*name)
                || files::is_unfinished(&name);
            if !is_ours && !path.join(manifest::NAME).exists() {
                return Err(BackupError::Foreign(path.to_owned()));
            }
        }
        let lock_path = path.join("lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&lock_path);
        let lock = lock.map_err(io_at(&lock_path))?;
        lock.try_lock().map_err(|_| BackupError::Busy(path.to_owned()))?;
        let before = Manifest::read(path, key)?;
        let path = path.to_owned();
        Ok(Self { path, before, files: BTreeMap::new(), written: BTreeMap::new(), _lock: lock })
    }

    /// What the manifest before has under this name, if the file is still there in full.
    pub(super) fn kept(&self, name: &str) -> Option<Listed> {
        let listed = self.before.as_ref()?.files.get(name)?;
        let known = std::fs::metadata(self.path.join(name)).ok()?;
        (known.len() == listed.bytes).then(|| listed.clone())
    }

    /// Lists a file that needs no writing.
    pub(super) fn keep(&mut self, name: String, listed: Listed) {
        self.files.insert(name, listed);
    }

    /// Whether a file of that name was written in this run, or before.
    pub(super) fn has(&mut self, name: &str) -> bool {
        if self.files.contains_key(name) {
            return true;
        }
        let kept = self.written.get(name).cloned().or_else(|| self.kept(name));
        kept.map(|listed| self.keep(name.to_owned(), listed)).is_some()
    }

    /// Writes a file, fills it by `fill`, syncs it and lists it.
    pub(super) fn write(
        &mut self,
        name: &str,
        tree: Option<String>,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), BackupError> {
        let path = self.path.join(name);
        let written = self.fill(&path, fill).map_err(io_at(&path))?;
        let listed = Listed { bytes: written.0, blake3: written.1.to_hex().to_string(), tree };
        self.written.insert(name.to_owned(), listed.clone());
        self.files.insert(name.to_owned(), listed);
        Ok(())
    }

    fn fill(
        &self,
        path: &Path,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<(u64, blake3::Hash)> {
        if let Some(folder) = path.parent() {
            files::make_folders(&self.path, folder, 0o777)?;
        }
        // What a run that broke off left there is no file of any manifest.
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
        let mut writer =
            Hashing { out: BufWriter::new(file), hash: blake3::Hasher::new(), bytes: 0 };
        fill(&mut writer)?;
        let Hashing { out, hash, bytes } = writer;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_data()?;
        Ok((bytes, hash.finalize()))
    }

    /// How many files of the new manifest were written in this run.
    pub(super) fn copied(&self) -> usize {
        self.files.keys().filter(|name| self.written.contains_key(*name)).count()
    }

    /// Reads back what was written, or with `all` every file of the manifest.
    pub(super) fn verify(&self, all: bool) -> Result<(), BackupError> {
        for (name, listed) in &self.files {
            let path = self.path.join(name);
            let is_new = self.written.contains_key(name);
            let same = if is_new || all {
                hash_of(&path).map_err(io_at(&path))? == (listed.bytes, listed.blake3.clone())
            } else {
                std::fs::metadata(&path).map_err(io_at(&path))?.len() == listed.bytes
            };
            if !same {
                return Err(BackupError::Unlike(path));
            }
        }
        Ok(())
    }

    /// Puts the manifest in force, then removes what it does not list. Files that may
    /// open something are overwritten first. Gives how many were removed.
    pub(super) fn finish(
        &self,
        manifest: &Manifest,
        key: &BackupKey,
    ) -> Result<usize, BackupError> {
        for folder in OURS {
            sync_below(&self.path.join(folder)).map_err(io_at(&self.path))?;
        }
        manifest.write(&self.path, key).map_err(io_at(&self.path))?;
        self.public("log/checkpoint", manifest.checkpoint.as_bytes())?;
        self.public("log/vkey", format!("{}\n", manifest.vkey).as_bytes())?;
        let mut removed = 0;
        for folder in OURS {
            removed += self.sweep(&self.path.join(folder)).map_err(io_at(&self.path))?;
        }
        Ok(removed)
    }

    /// A file that is no part of the backup and lets `daybook verify` read `log/`.
    fn public(&self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let path = self.path.join(name);
        files::replace(&path, bytes, Readers::Anyone).map_err(io_at(&path))
    }

    fn sweep(&self, folder: &Path) -> io::Result<usize> {
        let mut removed = 0;
        let listed = match std::fs::read_dir(folder) {
            Ok(listed) => listed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
            Err(error) => return Err(error),
        };
        for entry in listed {
            let path = entry?.path();
            if path.is_dir() {
                removed += self.sweep(&path)?;
                continue;
            }
            let name = path.strip_prefix(&self.path).unwrap_or(&path).to_string_lossy();
            if self.files.contains_key(&*name) || ["log/checkpoint", "log/vkey"].contains(&&*name) {
                continue;
            }
            files::destroy(&path)?;
            removed += 1;
        }
        Ok(removed)
    }
}

/// Counts and hashes what is written through it.
struct Hashing {
    out: BufWriter<File>,
    hash: blake3::Hasher,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Length and BLAKE3 of a file as the disk has it.
pub(super) fn hash_of(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    // So that the disk is read, and not what the kernel remembers of the writing. A file
    // system that does not know how reads all the same.
    let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
    let (mut hash, mut bytes, mut piece) = (blake3::Hasher::new(), 0, vec![0; 256 << 10]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((bytes, hash.finalize().to_hex().to_string())),
            length => {
                hash.update(&piece[..length]);
                bytes += length as u64;
            }
        }
    }
}

fn sync_below(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_below(&path)?;
        }
    }
    files::sync_folder(folder)
}
