//! The files of the access log: added to, begun anew when one is full, never
//! changed. The server and commands on the same folder take turns by a lock.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::Line;
use crate::files::{sync_folder, sync_parent};

/// A file is begun anew before it is longer than this, in bytes: 8 MiB, some
/// 40,000 lines. Full ones stay until somebody takes them away.
pub const FILE_MAX: u64 = 8 << 20;

/// More than the longest line, in bytes.
const TAIL: u64 = 16 << 10;

/// Most lines in one answer of [`Files::read`].
pub const READ_MAX: usize = 10_000;

/// The files in one folder.
#[derive(Clone, Debug)]
pub struct Files {
    folder: PathBuf,
    most: u64,
}

/// One file: the number of its first line is its name.
struct One {
    path: PathBuf,
    first: u64,
}

impl Files {
    /// The log in `folder`; it need not be there yet.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, most: FILE_MAX }
    }

    /// Where they lie.
    #[cfg(test)]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// With smaller files.
    #[cfg(test)]
    pub fn with_most(folder: PathBuf, most: u64) -> Self {
        Self { folder, most }
    }

    /// Adds lines, numbers them, and returns when they are on the disk.
    ///
    /// # Errors
    /// When they are not. Of many lines some may be there: those of a file that is full.
    pub fn append(&self, lines: Vec<Line>) -> io::Result<()> {
        self.make_folder()?;
        let _lock = self.lock()?;
        let mut file = self.newest()?;
        for line in lines {
            let line = Line { n: file.next, ..line.cut() };
            let mut text = serde_json::to_string(&line)?;
            text.push('\n');
            let length = file.end + file.waiting.len() as u64 + text.len() as u64;
            if length > self.most && length > text.len() as u64 {
                file.write()?;
                file = self.begin(line.n)?;
            }
            file.waiting.push_str(&text);
            file.next += 1;
        }
        file.write()
    }

    /// Lines after number `after` for which `wanted` says yes, oldest first, at
    /// most `most` of them and at most [`READ_MAX`].
    ///
    /// # Errors
    /// When a file cannot be read. A line that is none is passed over: the gap in
    /// the numbers shows it.
    pub fn read(
        &self,
        after: u64,
        most: usize,
        wanted: impl Fn(&Line) -> bool,
    ) -> io::Result<Vec<Line>> {
        let all = self.all()?;
        let mut found = Vec::new();
        for (place, one) in all.iter().enumerate() {
            // What the next file begins with says whether this one is needed.
            if all.get(place + 1).is_some_and(|next| next.first <= after.saturating_add(1)) {
                continue;
            }
            let text = std::fs::read(&one.path)?;
            let lines = text.split_inclusive(|byte| *byte == b'\n');
            // A last line without its end is being written, or never was.
            for text in lines.filter(|text| text.ends_with(b"\n")) {
                let Ok(line) = serde_json::from_slice::<Line>(text) else { continue };
                if line.n > after && wanted(&line) {
                    found.push(line);
                    if found.len() == most.min(READ_MAX) {
                        return Ok(found);
                    }
                }
            }
        }
        Ok(found)
    }

    fn make_folder(&self) -> io::Result<()> {
        if self.folder.is_dir() {
            return Ok(());
        }
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)?;
        sync_parent(&self.folder)
    }

    fn lock(&self) -> io::Result<File> {
        let path = self.folder.join("lock");
        let file = options().create(true).truncate(false).write(true).open(path)?;
        file.lock()?;
        Ok(file)
    }

    /// All files, oldest first.
    fn all(&self) -> io::Result<Vec<One>> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut all = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if let Some(first) = name.strip_suffix(".jsonl").and_then(|n| n.parse().ok()) {
                all.push(One { path, first });
            }
        }
        all.sort_by_key(|one| one.first);
        Ok(all)
    }

    /// The file that is added to.
    fn newest(&self) -> io::Result<Open> {
        match self.all()?.pop() {
            Some(one) => Open::at(&one),
            None => self.begin(1),
        }
    }

    fn begin(&self, first: u64) -> io::Result<Open> {
        let path = self.folder.join(format!("{first:012}.jsonl"));
        let file = options().create_new(true).append(true).open(path)?;
        sync_folder(&self.folder)?;
        Ok(Open { file, end: 0, next: first, waiting: String::new() })
    }
}

fn options() -> std::fs::OpenOptions {
    let mut options = File::options();
    options.mode(0o600);
    options
}

/// The newest file, open for adding.
struct Open {
    file: File,
    /// Its length.
    end: u64,
    /// The number of the next line.
    next: u64,
    /// What is to be added.
    waiting: String,
}

impl Open {
    fn at(one: &One) -> io::Result<Self> {
        let mut file = options().read(true).append(true).open(&one.path)?;
        let length = file.metadata()?.len();
        let from = length.saturating_sub(TAIL);
        file.seek(SeekFrom::Start(from))?;
        let mut tail = Vec::new();
        file.read_to_end(&mut tail)?;
        // What has no end was never acknowledged: a crash broke it off.
        let whole = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let end = from + whole as u64;
        if end < length {
            file.set_len(end)?;
        }
        let next = match tail[..whole].split(|byte| *byte == b'\n').rev().nth(1) {
            None => one.first,
            Some(last) => match serde_json::from_slice::<Line>(last) {
                Ok(line) => line.n + 1,
                // Somebody wrote in it. Numbers go on by counting.
                Err(_) => one.first + lines(&one.path)?,
            },
        };
        Ok(Self { file, end, next, waiting: String::new() })
    }

    /// Writes what waits and syncs it; all of it or none.
    fn write(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let written = self.file.write_all(self.waiting.as_bytes());
        let done = written.and_then(|()| self.file.sync_data());
        if done.is_err() {
            // The next one would cut a broken line off as well.
            let _ = self.file.set_len(self.end);
        }
        self.end += self.waiting.len() as u64;
        self.waiting.clear();
        done
    }
}

fn lines(path: &Path) -> io::Result<u64> {
    let text = std::fs::read(path)?;
    Ok(text.split(|byte| *byte == b'\n').count() as u64 - 1)
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
