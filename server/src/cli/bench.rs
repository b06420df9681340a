//! `daybook bench`: what this machine's disk and this writer can do.

mod inside;
mod load;
mod raw;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use super::rows::origin_of;
use super::{Failure, Outcome, say};
use crate::Extras;
use crate::access::Settings;
use crate::access::four_eyes::FourEyes;
use crate::access::tokens::{self, Wanted};
use crate::clock;
use crate::config::{DRAFTS_MAX, INFLIGHT_MAX};
use crate::cosigners::Pace;
use crate::opened::Opened;
use load::Load;
use raw::Raw;

/// Measure durable appends on this machine.
///
/// Makes ledgers in a folder of its own below --dir and appends to them, over
/// HTTP and, with --in-process, by the writer's own door; each client sends its
/// next event after the receipt of the last. Beside each rate stands what the
/// disk alone does before and after it, as many records of 256 bytes to a
/// fdatasync: that moves with everything else that uses the disk. Clients and
/// server share the machine.
#[derive(Debug, clap::Args)]
pub(super) struct Bench {
    /// A folder on the disk to measure; what is made in it is removed again
    #[arg(long, env = "DAYBOOK_BENCH_DIR", default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Seconds for each measurement
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// How many clients at once, one measurement each
    #[arg(long, default_values_t = [1, 64], value_delimiter = ',', value_name = "N", value_parser = clap::value_parser!(u64).range(1..=512))]
    clients: Vec<u64>,
    /// The same without HTTP: drafts are parsed, sealed and handed to the writer
    #[arg(long)]
    in_process: bool,
    /// Also one client that sends N events in each request
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=DRAFTS_MAX as u64))]
    batch: Option<u64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// One measurement to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Asked {
    /// Clients at once.
    clients: u64,
    /// Events in each of their requests.
    batch: u64,
}

/// One measurement made; everything in events or records a second.
#[derive(Debug)]
struct Rate {
    /// `http` or `process`.
    through: &'static str,
    asked: Asked,
    events: u64,
    /// What the disk alone did just before and just after.
    disk: [u64; 2],
}

impl Bench {
    pub(super) fn run(self) -> Outcome {
        let folder = self.dir.join(format!(".daybook-bench-{}", std::process::id()));
        let at = |error: std::io::Error| Failure::unable(format!("{}: {error}", folder.display()));
        std::fs::create_dir(&folder).map_err(at)?;
        let measured = self.measure(&folder, Duration::from_secs(self.seconds));
        // Ours alone: it did not exist before.
        std::fs::remove_dir_all(&folder).map_err(at)?;
        let rates = measured?;
        if self.json {
            let rows: Vec<_> = rates.iter().map(Rate::to_json).collect();
            say(serde_json::json!({ "rates": rows }));
        } else {
            for rate in &rates {
                say(rate.to_text());
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn asked(&self) -> Vec<Asked> {
        let single = self.clients.iter().map(|clients| Asked { clients: *clients, batch: 1 });
        single.chain(self.batch.map(|batch| Asked { clients: 1, batch })).collect()
    }

    fn measure(&self, folder: &Path, time: Duration) -> Result<Vec<Rate>, Failure> {
        let raw = Raw::new(folder, time / 4).map_err(Failure::unable)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(Failure::unable)?;
        let mut rates = self.over_http(&runtime, &folder.join("http"), &raw, time)?;
        if self.in_process {
            rates.extend(self.inside(&runtime, &folder.join("process"), &raw, time)?);
        }
        Ok(rates)
    }

    fn over_http(
        &self,
        runtime: &Runtime,
        data: &Path,
        raw: &Raw,
        time: Duration,
    ) -> Result<Vec<Rate>, Failure> {
        let opened = Opened::create(data, &origin_of("bench.example")?).map_err(Failure::unable)?;
        // One token may have only so many requests under way.
        let most = self.clients.iter().max().copied().unwrap_or(1);
        let tokens = (0..=most / (INFLIGHT_MAX as u64 / 2))
            .map(|n| {
                let wanted = Wanted::new(&format!("bench-{n}"));
                tokens::create(&opened.folder.tokens(), &wanted, clock::now()).map(|made| made.0)
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(Failure::unable)?;
        let rates = runtime
            .block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await?;
                let address = listener.local_addr()?;
                let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
                // A caller as busy as these would be told to slow down.
                let access = Settings { caller_rate: 0, ..Settings::default() };
                let extras = Extras { access, ..Extras::default() };
                let stopping = async {
                    let _ = stopped.await;
                };
                let (pace, four_eyes) = (Pace::usual(), FourEyes::Off);
                let served = crate::serve_with(listener, opened, pace, four_eyes, stopping, extras);
                let serving = tokio::spawn(served);
                let load = Arc::new(Load { address, tokens });
                let mut rates = Vec::new();
                for (row, asked) in self.asked().into_iter().enumerate() {
                    let before = raw.rate(asked.batch)?;
                    let begin = Instant::now();
                    let events = Arc::clone(&load).run(row, asked, time).await?;
                    let events = per_second(events, begin.elapsed());
                    let disk = [before, raw.rate(asked.batch)?];
                    rates.push(Rate { through: "http", asked, events, disk });
                }
                let _ = stop.send(());
                serving.await??;
                std::io::Result::Ok(rates)
            })
            .map_err(Failure::unable)?;
        Ok(rates)
    }

    fn inside(
        &self,
        runtime: &Runtime,
        data: &Path,
        raw: &Raw,
        time: Duration,
    ) -> Result<Vec<Rate>, Failure> {
        let opened = Opened::create(data, &origin_of("bench.example")?).map_err(Failure::unable)?;
        let writer = inside::Inside::start(opened).map_err(Failure::unable)?;
        let rates: std::io::Result<Vec<Rate>> = self
            .asked()
            .into_iter()
            .enumerate()
            .map(|(row, asked)| {
                let before = raw.rate(asked.batch)?;
                let begin = Instant::now();
                let events = runtime.block_on(writer.run(row, asked, time))?;
                let events = per_second(events, begin.elapsed());
                let disk = [before, raw.rate(asked.batch)?];
                Ok(Rate { through: "process", asked, events, disk })
            })
            .collect();
        writer.stop();
        rates.map_err(Failure::unable)
    }
}

impl Rate {
    fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "through": self.through, "clients": self.asked.clients,
            "events_a_request": self.asked.batch, "events_a_second": self.events,
            "disk_before": self.disk[0], "disk_after": self.disk[1],
        })
    }

    fn to_text(&self) -> String {
        let Self { through, asked: Asked { clients, batch }, events, disk: [before, after] } = self;
        let mean = u128::from(before + after).max(1);
        let percent = u128::from(*events) * 200 / mean;
        format!(
            "{through:>7}, {clients:>3} clients, {batch} a request: {events}/s; \
             the disk {before}/s before, {after}/s after: {percent} %"
        )
    }
}

/// The draft that is appended everywhere, `count` of them as a caller sends them.
fn drafts(name: &str, from: u64, count: u64) -> String {
    let draft = |n: u64| {
        format!(
            "{{\"id\":\"{name}-{n}\",\"inquiry\":\"bench\",\"kind\":\"record_not_found\",\
             \"basis\":\"official_record\",\"certainty\":\"stated\",\
             \"event\":{{\"sought\":\"other\",\"text\":\"Thing {n}.\",\"searched\":\"Here.\"}},\
             \"sources\":[{{\"kind\":\"article\",\"title\":\"A title\"}}]}}"
        )
    };
    if count == 1 {
        return draft(from);
    }
    let all: Vec<String> = (from..from + count).map(draft).collect();
    format!("[{}]", all.join(","))
}

fn per_second(count: u64, time: Duration) -> u64 {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    count * 1_000 / millis.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opened::Opened;

    #[test]
    fn what_was_counted_is_in_the_ledgers() {
        let dir = tempfile::tempdir().unwrap();
        let bench = Bench {
            dir: dir.path().to_owned(),
            seconds: 1,
            clients: vec![1, 4],
            in_process: true,
            batch: Some(10),
            json: true,
        };
        let time = Duration::from_millis(200);
        let rates = bench.measure(dir.path(), time).unwrap();
        let asked = |rate: &Rate| (rate.through, rate.asked.clients, rate.asked.batch);
        let found: Vec<_> = rates.iter().map(asked).collect();
        let each = |through| [(through, 1, 1), (through, 4, 1), (through, 1, 10)];
        assert_eq!(found, [each("http"), each("process")].concat());
        for through in ["http", "process"] {
            let end = Opened::open(&dir.path().join(through)).unwrap().start().head.size.get();
            let rates = rates.iter().filter(|rate| rate.through == through);
            let said: u64 = rates.map(|rate| rate.events).sum::<u64>() / 5;
            // Each of the three took at least 200 ms, and some of them longer.
            assert!(said > 0 && said <= end + 3, "{through}: {said} receipts, {end} entries");
            assert!(said * 4 > end, "{through}: {said} receipts, {end} entries");
        }
        assert!(rates.iter().all(|rate| rate.events > 0 && rate.disk[0] > 0 && rate.disk[1] > 0));
    }
}
