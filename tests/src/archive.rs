//! A copy as one `.daybook` file, so that each forgery can be opened as one.

use crate::read_tree::Copy;
use ledger::archive::{END, Writer, padding};
use std::path::Path;

/// The bytes of the archive of a copy.
///
/// # Panics
/// Where the copy has no checkpoint or a name that no archive can hold.
pub fn pack(copy: &Copy) -> Vec<u8> {
    let mut writer = Writer::new();
    let mut made = Vec::new();
    for (name, content) in &copy.0 {
        let size = content.len() as u64;
        let header = writer.member(name, size);
        made.extend_from_slice(&header.unwrap_or_else(|| panic!("{name} has no place here")));
        made.extend_from_slice(content);
        made.extend_from_slice(padding(size));
    }
    made.extend_from_slice(&END);
    made
}

/// Writes the archive of a copy.
///
/// # Panics
/// As [`pack`], and where the disk says no.
pub fn write(copy: &Copy, path: &Path) {
    std::fs::write(path, pack(copy)).expect("a file");
}
