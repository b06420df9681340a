//! How long `daybook serve` takes until it answers, on files that nobody has read lately.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::ledgers::Ledgers;
use super::table::{Row, Section, Unit};
use super::{Settings, files_of};
use crate::daybook;

/// Longest wait for one start.
const PATIENCE: Duration = Duration::from_mins(20);

/// From the start of the process to the first answer, by size of the ledger.
pub fn section(settings: &Settings, ledgers: &mut Ledgers) -> Section {
    let mut section = Section::new("cold start of `daybook serve`, to the first answer");
    let mut sizes = vec![10_000, settings.many()];
    if settings.huge {
        sizes.push(10_000_000);
    }
    sizes.dedup();
    for size in sizes {
        let ledger = ledgers.of(size);
        let mut read = Row::new(
            &format!("read_{size}"),
            &format!("{size} events: /log/checkpoint"),
            Unit::Seconds,
        );
        let mut ready =
            Row::new(&format!("open_{size}"), &format!("{size} events: /readyz"), Unit::Seconds);
        // Minutes each at ten million.
        let turns = if size > 1_000_000 { 1 } else { settings.turns() };
        for _ in 0..turns {
            forget(&ledger.data);
            let [first, all] = start(&ledger.data);
            read.seen.push(first.as_secs_f64());
            ready.seen.push(all.as_secs_f64());
        }
        section.rows.extend([read, ready]);
    }
    if !settings.huge {
        let reason = "takes minutes to make; --huge";
        section.rows.push(Row::not_run("open_10000000", "10000000 events: /readyz", reason));
    }
    section
        .notes
        .push("the kernel is made to forget the ledger's files before each start".to_owned());
    section
}

/// Drops what the kernel holds of the files, so that the next reader goes to the disk:
/// the way that the manual of GNU `dd` names, which takes nothing from other files.
fn forget(folder: &Path) {
    for file in files_of(folder) {
        let done = Command::new("dd")
            .arg(format!("of={}", file.display()))
            .args(["oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"])
            .stdin(Stdio::null())
            .status();
        assert!(done.is_ok_and(|status| status.success()), "dd cannot drop {}", file.display());
    }
}

/// A server that is killed when dropped, also by a panic.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Time to the first 200 of the checkpoint, and of `/readyz`.
fn start(data: &Path) -> [Duration; 2] {
    let address = format!("127.0.0.1:{}", daybook::free_port());
    let begin = Instant::now();
    let child = Command::new(daybook::binary())
        .args(["serve", "--listen", &address, "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("daybook starts");
    let mut running = Running(child);
    ["/log/checkpoint", "/readyz"].map(|path| {
        while !is_ok(&address, path) {
            assert!(begin.elapsed() < PATIENCE, "{path}: no answer within {PATIENCE:?}");
            let ended = running.0.try_wait().expect("the state of the server");
            assert!(ended.is_none(), "the server ended: {ended:?}");
            std::thread::sleep(Duration::from_millis(1));
        }
        begin.elapsed()
    })
}

fn is_ok(address: &str, path: &str) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let request = format!("GET {path} HTTP/1.1\r\nhost: bench\r\nconnection: close\r\n\r\n");
    let mut answer = Vec::new();
    let came = stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_end(&mut answer));
    came.is_ok() && answer.starts_with(b"HTTP/1.1 200")
}
