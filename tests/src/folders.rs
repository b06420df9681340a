//! Whole folders.

use std::path::Path;

/// Copies a folder with everything in it.
///
/// # Panics
/// Where anything cannot be read or written.
#[track_caller]
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder that can be listed") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        let kind = entry.file_type().expect("a type");
        if kind.is_dir() {
            copy(&entry.path(), &target);
        } else if kind.is_file() {
            // A running server has a socket there as well.
            std::fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}
