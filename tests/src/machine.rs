//! A ledger on a disk of its own, whose power is cut.

use crate::appenders::{Acknowledged, Appenders, missing};
use crate::daybook::{self, TestServer};
use crate::loop_device::Mounted;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Room for the largest drafts of all rounds, and for what a server keeps free.
const MEGABYTES: u64 = 1_024;

/// A ledger on a disk of its own, again and again cut off from power.
pub struct Machine {
    folder: tempfile::TempDir,
    disk: Option<Mounted>,
    token: String,
    program: PathBuf,
    acknowledged: Vec<Acknowledged>,
}

/// What a cut left behind.
pub enum After {
    /// Everything acknowledged is there.
    Whole,
    /// This many acknowledged entries are gone.
    Lost(usize),
    /// The server refuses to start on what is left, in these words.
    Refused(String),
}

impl Machine {
    /// A new ledger on a new disk.
    ///
    /// # Errors
    /// Why there can be none on this machine.
    pub fn make(program: &Path) -> Result<Self, String> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let disk = Mounted::make(folder.path(), MEGABYTES)?;
        let token = daybook::new_ledger(&disk.path().join("ledger"));
        // The ledger itself was made at leisure; only appends are cut.
        let synced = std::process::Command::new("sync").arg("-f").arg(disk.path()).status();
        assert!(synced.expect("sync runs").success());
        let program = program.to_path_buf();
        Ok(Self { folder, disk: Some(disk), token, program, acknowledged: Vec::new() })
    }

    /// Appends for a while, cuts the power, starts again from what the disk
    /// really held.
    pub fn cut(&mut self, round: u64) -> After {
        let disk = self.disk.take().expect("a disk");
        let data = disk.path().join("ledger");
        let mut server = TestServer::open_with(&self.program, &data, &self.token);
        let writers = Appenders::start(&server.client(), &format!("cut-{round}"));
        let moment = Instant::now() + Duration::from_millis(120 + round * 53 % 300);
        while Instant::now() < moment || writers.count() == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
        // Nothing more is written once the process is gone, and what is only
        // in the page cache is not in the backing file.
        server.kill();
        let copy = self.folder.path().join("after.img");
        disk.cut(&copy).expect("the copy");
        self.acknowledged.extend(writers.end());
        drop(disk);
        fs::rename(&copy, self.folder.path().join("disk.img")).expect("the copy takes its place");
        let image = self.folder.path().join("disk.img");
        let disk =
            Mounted::open(&image, &self.folder.path().join("disk")).expect("the copy mounts");
        let data = disk.path().join("ledger");
        let after = match TestServer::try_open_with(&self.program, &data, &self.token) {
            Err(words) => After::Refused(words),
            Ok(server) => match missing(&server, &self.acknowledged).len() {
                0 => After::Whole,
                lost => After::Lost(lost),
            },
        };
        self.disk = Some(disk);
        after
    }

    /// Everything that was acknowledged.
    pub fn acknowledged(&self) -> &[Acknowledged] {
        &self.acknowledged
    }
}
