//! The power is cut in mid-append, twenty times in a row.
//!
//! What happened: sled's `flush` commits neither the size of its file nor the
//! drive's cache, and in 5 of 6 cuts all of some 30,000 acknowledged events
//! were gone. What holds now: the store calls `fdatasync` itself before it
//! acknowledges. The second test takes that call away again and must lose.
//!
//! Needs root and loop devices; says "skipped" where they are refused.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tests::appenders::{Acknowledged, Appenders, missing};
use tests::daybook::{self, TestServer};
use tests::loop_device::Mounted;

/// Room for the largest drafts of all rounds, and for what a server keeps free.
const MEGABYTES: u64 = 1_024;

/// A ledger on a disk of its own, again and again cut off from power.
struct Machine {
    folder: tempfile::TempDir,
    disk: Option<Mounted>,
    token: String,
    program: PathBuf,
    acknowledged: Vec<Acknowledged>,
}

/// What a cut left behind.
enum After {
    /// Everything acknowledged is there.
    Whole,
    /// This many acknowledged entries are gone.
    Lost(usize),
    /// The server refuses to start on what is left, in these words.
    Refused(String),
}

impl Machine {
    /// A new ledger on a new disk, or why there can be none.
    fn make(program: &Path) -> Result<Self, String> {
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
    fn cut(&mut self, round: u64) -> After {
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
}

/// Says why, in a way that `scripts/test` shows.
fn skipped(why: &str) {
    println!("skipped: no power cut on this machine: {why}");
}

#[test]
fn nothing_acknowledged_is_lost_in_twenty_power_cuts() {
    let mut machine = match Machine::make(daybook::binary()) {
        Ok(machine) => machine,
        Err(why) => return skipped(&why),
    };
    for round in 0..20 {
        match machine.cut(round) {
            After::Whole => {}
            After::Lost(lost) => panic!(
                "cut {round}: {lost} of {} acknowledged entries are gone",
                machine.acknowledged.len()
            ),
            After::Refused(words) => panic!("cut {round}: {words}"),
        }
    }
    assert!(machine.acknowledged.len() > 100, "hardly anything was written");
    println!("{} acknowledged entries survived 20 power cuts", machine.acknowledged.len());
}

/// The drill: the same program without its `fdatasync` must lose, or the test
/// above would be no guard.
#[test]
fn without_fdatasync_acknowledged_entries_are_lost() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = folder.path().join("daybook-drill");
    let built = daybook::build(&["--features", "drill-no-fdatasync"], "debug");
    fs::copy(built, &program).expect("a copy of the program");
    daybook::build(&[], "debug");
    for attempt in 0..20 {
        let mut machine = match Machine::make(&program) {
            Ok(machine) => machine,
            Err(why) => return skipped(&why),
        };
        for round in 0..3 {
            match machine.cut(round) {
                After::Whole => {}
                After::Lost(lost) => {
                    let all = machine.acknowledged.len();
                    return println!(
                        "without fdatasync, cut {attempt}.{round} lost {lost} of {all}"
                    );
                }
                After::Refused(words) => {
                    return println!("without fdatasync, cut {attempt}.{round}: {words}");
                }
            }
        }
    }
    panic!("60 power cuts without fdatasync lost nothing: the drill shows nothing any more");
}
