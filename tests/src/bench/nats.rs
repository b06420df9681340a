//! NATS `JetStream`, one replica, every message synced; it keeps no chain.
//!
//! The server is the one that `scripts/setup bench` puts below the target folder. The
//! client speaks the protocol itself (`nats/client.rs`): four verbs of text over TCP,
//! where the official client would bring a hundred crates and a runtime of its own.

mod client;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::physical::Disk;
use super::table::{Row, Section, Unit};
use super::{BATCH, Measure, Settings, bytes_of, crowd, durable, float, rate};
use crate::daybook::{free_port, text};
use client::Client;

/// One client, 64, and atomic batches.
pub fn section(settings: &Settings, disk: &Disk) -> Section {
    let what = "NATS JetStream, one replica, sync always";
    let mut section = Section::new(what);
    let folder = settings.folder.join("nats");
    let server = match Nats::start(&folder) {
        Ok(server) => server,
        Err(reason) => {
            section.rows.push(Row::not_run("nats", what, &reason));
            return section;
        }
    };
    let run = |clients: usize, batch: usize| {
        let mut control = Client::connect(&server.address, "control")?;
        control.empty_stream()?;
        let appended = crowd(
            clients,
            settings.time(),
            |client| Client::connect(&server.address, &format!("client-{client}")),
            |client, done| if batch == 1 { client.publish() } else { client.batch(batch, done) },
        )?;
        let found = control.messages()?;
        if found != appended.0 {
            return Err(format!("{} acknowledged, {found} in the stream", appended.0));
        }
        Ok(rate(appended))
    };
    let measure = |key, what, batch, run| Measure { key, what, batch, run };
    section.rows = durable(
        settings,
        disk,
        &[
            measure("nats_1", "1 client", 1, &|| run(1, 1)),
            measure("nats_64", "64 clients", 1, &|| run(64, 1)),
            measure("nats_batch", "atomic batches of 1,000", BATCH, &|| run(1, BATCH)),
        ],
    );
    let held = Client::connect(&server.address, "last").and_then(|mut client| client.messages());
    if let Some(count) = held.ok().filter(|count| *count > 0) {
        let bytes = float(bytes_of(&folder)) / float(count);
        section.rows.push(Row::one("nats_bytes", "bytes on the disk", Unit::BytesAnEvent, bytes));
    }
    section.notes.push(format!(
        "{}; 256-byte events, one connection a client; it keeps no chain, so nothing is verified \
         but the number of messages",
        server.version
    ));
    section
}

/// A server; killed when dropped.
struct Nats {
    process: Child,
    address: String,
    version: String,
}

/// Where `scripts/setup bench` puts it; this program lies two folders below it, as `target/release/bench`.
fn program() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let path = own.ancestors().nth(2)?.join("tools/nats/bin/nats-server");
    path.is_file().then_some(path)
}

impl Nats {
    fn start(folder: &Path) -> Result<Self, String> {
        let program = program().ok_or("nats-server is not installed (scripts/setup bench)")?;
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let version = Command::new(&program).arg("--version").output();
        let version = version.map_err(|e| format!("nats-server: {e}"))?.stdout;
        let address = format!("127.0.0.1:{}", free_port());
        let config = folder.join("nats.conf");
        let settings = format!(
            "listen: \"{address}\"\njetstream {{ store_dir: {:?}, sync_interval: always }}\n",
            text(folder)
        );
        std::fs::write(&config, settings).map_err(|e| format!("{}: {e}", config.display()))?;
        let mut command = Command::new(program);
        command.arg("-c").arg(&config);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().map_err(|e| format!("nats-server: {e}"))?;
        let version = String::from_utf8_lossy(&version).trim().to_owned();
        let server = Self { process, address, version };
        let until = Instant::now() + Duration::from_secs(30);
        let made = || Client::connect(&server.address, "first")?.make_stream();
        while let Err(reason) = made() {
            if Instant::now() > until {
                return Err(format!("nats-server does not come up: {reason}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
