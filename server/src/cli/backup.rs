//! `daybook backup`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::{Data, Failure, Outcome, logged, say};
use crate::backup::{self, Ask, AskError, BackupError, BackupKey, Made, Remote, Rows};
use crate::clock;
use crate::folder::{Folder, FolderError};
use crate::opened::{OpenError, Opened};

/// Back up a ledger into a folder, also while a server runs on it.
///
/// The backup is consistent at one signed summary. What cannot change is not copied again; what is
/// new is read back from the disk; the list of all files is written last, so a run that breaks off
/// leaves the backup before as it was. Nothing is written over a backup that the ledger does not
/// continue.
///
/// What is not public (the signing key, the keys of sealed values, tokens, drafts that wait,
/// documents) is encrypted with the key in the file of --key, which is made where there is none.
/// Keep a copy of that file elsewhere: without it nothing can be restored.
///
/// After a redaction make a backup at once: the keys of what was redacted are then overwritten in
/// the folder. docs/backup.md says what becomes of older copies of it.
#[derive(Debug, clap::Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The folder of the backup: absent, empty, or the backup of this ledger
    #[arg(long, env = "DAYBOOK_BACKUP", value_name = "FOLDER")]
    to: PathBuf,
    /// The file of the backup key; made where there is none
    #[arg(long, env = "DAYBOOK_BACKUP_KEY", value_name = "FILE")]
    key: PathBuf,
    /// Read every file of the backup back, not only those that are new
    #[arg(long)]
    verify_all: bool,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// A ledger that no server has open.
struct Closed(Opened);

impl Rows for Closed {
    fn ask(&mut self, ask: Ask) -> Result<Vec<Vec<u8>>, AskError> {
        backup::answer(&self.0.store, self.0.start(), ask)
    }
}

impl Backup {
    pub(super) fn run(self) -> Outcome {
        let data = &self.data.data;
        self.places()?;
        let key = self.read_key()?;
        // It holds the keys of everything: who makes one is written down.
        let made = logged(data, "backup", "", || self.made(&key))?;
        self.say(&made, &key);
        Ok(ExitCode::SUCCESS)
    }

    fn made(&self, key: &BackupKey) -> Result<Made, Failure> {
        let data = &self.data.data;
        match Opened::open(data) {
            Ok(opened) => {
                if let Some(damage) = &opened.damage {
                    return Err(Failure::refused(BackupError::Damaged(damage.to_string())));
                }
                let vkey = opened.vkey.clone();
                self.make(&mut Closed(opened), &vkey, key)
            }
            Err(OpenError::Folder(FolderError::Busy(_))) => {
                let vkey = Folder::public_key(data).map_err(Failure::unable)?;
                let mut remote = Remote::connect(data).map_err(|error| {
                    Failure::unable(format!(
                        "{}: is in use, and no server answers there ({error}); stop what uses it",
                        data.display()
                    ))
                })?;
                self.make(&mut remote, &vkey, key)
            }
            Err(error) => Err(Failure::unable(error)),
        }
    }

    /// A backup inside the ledger would be lost with it, and grow with each run.
    fn places(&self) -> Result<(), Failure> {
        let data = std::fs::canonicalize(&self.data.data)
            .map_err(|error| Failure::unable(format!("{}: {error}", self.data.data.display())))?;
        let within = |path: &Path| {
            let there = path.ancestors().find_map(|above| {
                let is_here = above.as_os_str().is_empty();
                std::fs::canonicalize(if is_here { Path::new(".") } else { above }).ok()
            });
            there.is_some_and(|there| there.starts_with(&data))
        };
        for (option, path) in [("--to", &self.to), ("--key", &self.key)] {
            if within(path) {
                let path = path.display();
                let problem = "lies in the data folder; choose a place elsewhere";
                return Err(Failure::usage(format!("{option} {path}: {problem}")));
            }
        }
        if self.key.starts_with(&self.to) {
            let problem = "lies in the backup, which it is to protect; choose a place elsewhere";
            return Err(Failure::usage(format!("--key {}: {problem}", self.key.display())));
        }
        Ok(())
    }

    fn read_key(&self) -> Result<BackupKey, Failure> {
        if let Some(key) = BackupKey::read(&self.key).map_err(Failure::unable)? {
            return Ok(key);
        }
        if self.to.join("manifest").exists() {
            return Err(Failure::usage(format!(
                "--key {}: is not there, and {} was made with a key; give that one",
                self.key.display(),
                self.to.display()
            )));
        }
        let key = BackupKey::create(&self.key).map_err(Failure::unable)?;
        eprintln!(
            "daybook: made the backup key {} in {}; copy that file to another place now: without it \
             nothing can be restored",
            key.id,
            self.key.display()
        );
        Ok(key)
    }

    fn make(
        &self,
        rows: &mut dyn Rows,
        vkey: &ledger::proof::VerifierKey,
        key: &BackupKey,
    ) -> Result<Made, Failure> {
        let now = clock::now();
        backup::make(rows, &self.data.data, vkey, &self.to, key, now, self.verify_all).map_err(
            |error| match error {
                BackupError::Damaged(_)
                | BackupError::NotContinued { .. }
                | BackupError::Unlike(_) => Failure::refused(error),
                BackupError::OtherLedger { .. } | BackupError::Foreign(_) => Failure::usage(error),
                other => Failure::unable(other),
            },
        )
    }

    fn say(&self, made: &Made, key: &BackupKey) {
        let Made { size, files, copied, removed, bytes, destroyed } = made;
        if self.json {
            return say(json!({
                "size": size, "files": files, "copied": copied, "removed": removed,
                "bytes": bytes, "destroyed": destroyed, "key": key.id,
            }));
        }
        say(format!("backed up {size} entries into {}", self.to.display()));
        say(format!(
            "  {copied} of {files} files are new, {bytes} bytes in all; read back and good"
        ));
        if *removed > 0 {
            say(format!("  {removed} files of before were overwritten and removed"));
        }
        if *destroyed > 0 {
            say(format!(
                "  {destroyed} keys of redacted values are gone from it; older copies of this folder \
                 still have them (docs/backup.md)"
            ));
        }
        say(format!("  to restore it takes the backup key {}", key.id));
    }
}
