//! An ext4 file system in a file, to cut the power of one ledger.
//!
//! Copying the backing file at a random moment is what a power cut leaves:
//! bytes that no fsync pushed down are in the page cache of the mounted file
//! system and not in the file.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::daybook::text;

/// A mounted image; unmounted when dropped.
pub struct Mounted {
    image: PathBuf,
    point: PathBuf,
}

/// Runs a program and returns its complaint where it fails.
fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let path = format!("{}:/usr/sbin:/sbin", std::env::var("PATH").unwrap_or_default());
    let done = Command::new(program)
        .args(arguments)
        .env("PATH", path)
        .output()
        .map_err(|e| format!("{program}: {e}"))?;
    if done.status.success() {
        return Ok(());
    }
    Err(format!("{program} {}: {}", arguments.join(" "), String::from_utf8_lossy(&done.stderr)))
}

impl Mounted {
    /// Makes an empty ext4 image of `megabytes` in `folder` and mounts it.
    ///
    /// # Errors
    /// The words of the program that was refused: not root, no loop device.
    pub fn make(folder: &Path, megabytes: u64) -> Result<Self, String> {
        let image = folder.join("disk.img");
        let file = std::fs::File::create(&image).map_err(|e| e.to_string())?;
        file.set_len(megabytes << 20).map_err(|e| e.to_string())?;
        drop(file);
        run("mkfs.ext4", &["-q", "-F", text(&image)])?;
        Self::open(&image, &folder.join("disk"))
    }

    /// Mounts an image at `point`, replaying its journal as after a cut.
    pub fn open(image: &Path, point: &Path) -> Result<Self, String> {
        std::fs::create_dir_all(point).map_err(|e| e.to_string())?;
        run("mount", &["-o", "loop", text(image), text(point)])?;
        Ok(Self { image: image.to_path_buf(), point: point.to_path_buf() })
    }

    /// The folder where the file system is seen.
    pub fn path(&self) -> &Path {
        &self.point
    }

    /// Copies the backing file as it is at this moment: the cut.
    pub fn cut(&self, to: &Path) -> Result<(), String> {
        run("cp", &["--sparse=always", text(&self.image), text(to)])
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // Lazily too: a killed server may need a moment to let go.
        if run("umount", &[text(&self.point)]).is_err() {
            let _ = run("umount", &["-l", text(&self.point)]);
        }
    }
}
