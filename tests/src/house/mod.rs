//! The house rules, as functions over source text that name each offence.
//!
//! A rule here guards something the compiler cannot: who owns a dependency,
//! which way the arrows point, what may not be written down. `tests/tidy.rs`
//! runs them over the repository, and over a planted offence each, so that a
//! rule that stopped looking would be noticed.

pub mod files;
pub mod rules;

use std::fs;
use std::path::{Path, PathBuf};

/// One text file of the repository.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path from the top of the repository, with forward slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl Source {
    /// A file that exists only in a test.
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Whether the path ends in `.ext`.
    pub fn has_extension(&self, ext: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|e| e == ext)
    }

    /// The code lines before the unit tests; none of a file that is all tests.
    pub fn shipped_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let ends = ["/tests.rs", "_tests.rs"].iter().any(|end| self.path.ends_with(end));
        let all_tests = ends || self.path.contains("/src/") && self.path.contains("/tests/");
        self.code_lines().take_while(move |(_, line)| !all_tests && line.trim() != "#[cfg(test)]")
    }

    /// Lines with their numbers, from 1, without whole-line comments.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines()).filter(|(_, line)| {
            let line = line.trim_start();
            !line.starts_with("//") && !line.starts_with('#') || line.starts_with("#[")
        })
    }
}

/// The top of the repository this package was built in.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the package is a folder of the repository").to_path_buf()
}

/// Every text file of the repository that people write, in order of path.
///
/// Left out: build output, data, vendored files, the lock file and anything
/// that is not UTF-8.
pub fn sources(top: &Path) -> Vec<Source> {
    let mut found = Vec::new();
    walk(top, top, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(top: &Path, folder: &Path, found: &mut Vec<Source>) {
    const SKIPPED: [&str; 7] =
        ["target", ".git", "vendor", "node_modules", "__pycache__", "daybook-data", "Cargo.lock"];
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{} cannot be listed: {e}", folder.display()))
        .map(|entry| entry.expect("a folder entry"))
        .collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = entry.path();
        let kind = entry.file_type().expect("a file type");
        if SKIPPED.contains(&name.as_ref()) || kind.is_symlink() {
            continue;
        }
        if kind.is_dir() {
            walk(top, &path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(top).expect("below the top");
            found.push(Source { path: path.to_string_lossy().replace('\\', "/"), text });
        }
    }
}
