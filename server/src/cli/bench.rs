//! `daybook bench`: what this machine's disk and this writer can do.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::{Failure, Outcome};

/// Measure appends on this machine.
///
/// Prints the raw rate of append and fdatasync on the disk below the folder,
/// which bounds everything else, and then the same for the store. Load over
/// HTTP is measured by `scripts/bench`.
#[derive(Debug, clap::Args)]
pub(super) struct Bench {
    /// A folder on the disk to measure; a file in it is made and removed
    #[arg(long, env = "DAYBOOK_BENCH_DIR", default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Seconds to measure
    #[arg(long, default_value_t = 2, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Bench {
    pub(super) fn run(self) -> Outcome {
        let rate = fdatasync_rate(&self.dir, Duration::from_secs(self.seconds))
            .map_err(|error| Failure::unable(format!("{}: {error}", self.dir.display())))?;
        if self.json {
            println!("{}", serde_json::json!({ "fdatasync_per_second": rate }));
        } else {
            println!("append 256 bytes + fdatasync: {rate} a second");
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// How often 256 bytes can be appended to a file and synced, a second.
fn fdatasync_rate(dir: &std::path::Path, time: Duration) -> std::io::Result<u64> {
    let path = dir.join(format!(".daybook-bench-{}", std::process::id()));
    let mut file = std::fs::File::options().create_new(true).append(true).open(&path)?;
    let measure = |file: &mut std::fs::File| -> std::io::Result<u64> {
        let begin = Instant::now();
        let mut count = 0_u64;
        while begin.elapsed() < time {
            file.write_all(&[0x61; 256])?;
            file.sync_data()?;
            count += 1;
        }
        let millis = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(count * 1_000 / millis.max(1))
    };
    let rate = measure(&mut file);
    std::fs::remove_file(&path)?;
    rate
}
