//! `daybook bench`: what this machine's disk and this writer can do.

use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::rows::origin_of;
use super::{Failure, Outcome, say};
use crate::access::four_eyes::FourEyes;
use crate::access::tokens::{self, Wanted};
use crate::clock;
use crate::cosigners::Pace;
use crate::opened::Opened;

/// Measure appends over HTTP on this machine.
///
/// Makes a ledger in a folder of its own below --dir, serves it, and appends
/// single events with one client and then with many, each waiting for its
/// receipt. Prints the raw rate of append and fdatasync of the same minute
/// beside it: that moves with everything else that uses the disk, and bounds
/// one client.
#[derive(Debug, clap::Args)]
pub(super) struct Bench {
    /// A folder on the disk to measure; what is made in it is removed again
    #[arg(long, env = "DAYBOOK_BENCH_DIR", default_value = ".", value_name = "DIR")]
    dir: PathBuf,
    /// Seconds for each measurement
    #[arg(long, default_value_t = 3, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Clients of the second measurement
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=200))]
    clients: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Bench {
    pub(super) fn run(self) -> Outcome {
        let folder = self.dir.join(format!(".daybook-bench-{}", std::process::id()));
        let at = |error: std::io::Error| Failure::unable(format!("{}: {error}", folder.display()));
        std::fs::create_dir(&folder).map_err(at)?;
        let measured = self.measure(&folder);
        // Ours alone: it did not exist before.
        std::fs::remove_dir_all(&folder).map_err(at)?;
        let Rates { before, one, many, after } = measured?;
        let [(grow_before, over_before), (grow_after, over_after)] = [before, after];
        if self.json {
            say(serde_json::json!({
                "append_fdatasync_before": grow_before, "append_fdatasync_after": grow_after,
                "overwrite_fdatasync_before": over_before, "overwrite_fdatasync_after": over_after,
                "one_client": one, "clients": self.clients, "many_clients": many,
            }));
        } else {
            say(format!(
                "append 256 bytes + fdatasync:    {grow_before}/s before, {grow_after}/s after"
            ));
            say(format!(
                "overwrite 256 bytes + fdatasync: {over_before}/s before, {over_after}/s after"
            ));
            say(format!("1 client:   {one} durable receipts/s"));
            let times = many * 10 / one.max(1);
            let (whole, tenth) = (times / 10, times % 10);
            say(format!(
                "{} clients: {many} durable receipts/s, {whole}.{tenth} times",
                self.clients
            ));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn measure(&self, folder: &Path) -> Result<Rates, Failure> {
        let time = Duration::from_secs(self.seconds);
        let before = raw_rates(folder, time).map_err(Failure::unable)?;
        let opened = Opened::create(&folder.join("ledger"), &origin_of("bench.example")?)
            .map_err(Failure::unable)?;
        let token = tokens::create(&opened.folder.tokens(), &Wanted::new("bench"), clock::now())
            .map_err(Failure::unable)?
            .0;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(Failure::unable)?;
        let (one, many) = runtime
            .block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await?;
                let address = listener.local_addr()?;
                let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
                let four_eyes = FourEyes::Off;
                let serving =
                    tokio::spawn(crate::serve(listener, opened, Pace::usual(), four_eyes, async {
                        let _ = stopped.await;
                    }));
                let load = Arc::new(Load { address, token, time });
                let one = load.clone().run("one", 1).await?;
                let many = load.run("many", self.clients).await?;
                let _ = stop.send(());
                serving.await??;
                std::io::Result::Ok((one, many))
            })
            .map_err(Failure::unable)?;
        let after = raw_rates(folder, time).map_err(Failure::unable)?;
        Ok(Rates { before, one, many, after })
    }
}

/// Everything a second.
struct Rates {
    before: (u64, u64),
    one: u64,
    many: u64,
    after: (u64, u64),
}

struct Load {
    address: std::net::SocketAddr,
    token: String,
    time: Duration,
}

impl Load {
    /// Receipts a second with `clients` at once.
    async fn run(self: Arc<Self>, name: &'static str, clients: u64) -> std::io::Result<u64> {
        let begin = Instant::now();
        let tasks: Vec<_> = (0..clients)
            .map(|client| tokio::spawn(Arc::clone(&self).client(format!("{name}-{client}"))))
            .collect();
        let mut receipts = 0;
        for task in tasks {
            receipts += task.await??;
        }
        Ok(per_second(receipts, begin.elapsed()))
    }

    /// One client on one connection, the next event after each receipt.
    async fn client(self: Arc<Self>, name: String) -> std::io::Result<u64> {
        let mut stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (begin, mut receipts) = (Instant::now(), 0);
        let mut answer = Vec::with_capacity(8_192);
        while begin.elapsed() < self.time {
            let body = format!(
                "{{\"id\":\"{name}-{receipts}\",\"inquiry\":\"bench\",\"kind\":\"record_not_found\",\
                 \"basis\":\"official_record\",\"certainty\":\"stated\",\
                 \"event\":{{\"sought\":\"other\",\"text\":\"Thing {receipts}.\",\"searched\":\"Here.\"}},\
                 \"sources\":[{{\"kind\":\"article\",\"title\":\"A title\"}}]}}"
            );
            let request = format!(
                "POST /api/v1/events HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {}\r\n\
                 content-length: {}\r\n\r\n{body}",
                self.token,
                body.len()
            );
            stream.write_all(request.as_bytes()).await?;
            answer.clear();
            while !is_whole(&answer) {
                if stream.read_buf(&mut answer).await? == 0 {
                    return Err(std::io::Error::other("the server closed the connection"));
                }
            }
            if !answer.starts_with(b"HTTP/1.1 201") {
                return Err(std::io::Error::other(String::from_utf8_lossy(&answer).into_owned()));
            }
            receipts += 1;
        }
        Ok(receipts)
    }
}

/// Whether an answer has come in with its body.
fn is_whole(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&answer[..end]);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|text| text.parse().ok()).unwrap_or_default();
    answer.len() >= end + 4 + length
}

/// How often a second 256 bytes can be written and synced: at the end of a
/// file that grows, which also commits its size, and inside one that does not,
/// which is what sled mostly does.
fn raw_rates(folder: &Path, time: Duration) -> std::io::Result<(u64, u64)> {
    let path = folder.join("raw");
    let mut file = std::fs::File::options().create(true).truncate(true).write(true).open(path)?;
    let (begin, mut count) = (Instant::now(), 0);
    while begin.elapsed() < time / 2 {
        file.write_all(&[0x61; 256])?;
        file.sync_data()?;
        count += 1;
    }
    let grow = per_second(count, begin.elapsed());
    file.rewind()?;
    file.write_all(&vec![0; 1 << 20])?;
    file.sync_all()?;
    let (begin, mut count) = (Instant::now(), 0);
    while begin.elapsed() < time / 2 {
        file.seek(SeekFrom::Start(count % 4_096 * 256))?;
        file.write_all(&[0x62; 256])?;
        file.sync_data()?;
        count += 1;
    }
    Ok((grow, per_second(count, begin.elapsed())))
}

fn per_second(count: u64, time: Duration) -> u64 {
    let millis = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
    count * 1_000 / millis.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_gets_receipts() {
        let dir = tempfile::tempdir().unwrap();
        let bench = Bench { dir: dir.path().to_owned(), seconds: 1, clients: 4, json: true };
        let inner = dir.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let rates = bench.measure(&inner).unwrap();
        assert!(rates.one > 0 && rates.many > 0 && rates.before.0 > 0);
    }
}
