//! A real S3 server on loopback: `SeaweedFS`, which `scripts/setup tests` installs.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Keys of the test server alone.
const KEY: (&str, &str) = ("daybook", "daybook-test-only");

/// The server; killed when dropped.
pub struct Seaweed {
    process: Child,
    url: String,
    filer: String,
    _folder: TempDir,
}

/// Where `scripts/setup tests` puts the program; `None` where it could not.
fn program() -> Option<PathBuf> {
    // A test's own program lies in <target>/<profile>/deps/.
    let own = std::env::current_exe().ok()?;
    let path = own.ancestors().nth(3)?.join("tools/seaweedfs/bin/weed");
    path.is_file().then_some(path)
}

/// A port that is free together with the one 10,000 above it, which the
/// program takes for itself.
fn port() -> u16 {
    for _ in 0..200 {
        let Ok(found) = TcpListener::bind("127.0.0.1:0") else { continue };
        let Ok(address) = found.local_addr() else { continue };
        let port = address.port() % 20_000 + 20_000;
        let free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if free(port) && free(port + 10_000) {
            return port;
        }
    }
    panic!("no two free ports");
}

impl Seaweed {
    /// Starts one with one empty bucket, `public`, or says why there is none.
    #[track_caller]
    pub fn start() -> Option<Self> {
        let Some(program) = program() else {
            println!(
                "skipped: SeaweedFS is not installed (scripts/setup tests does it where it can)"
            );
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let rules = serde_json::json!({"identities": [
            {"name": "publisher", "credentials": [{"accessKey": KEY.0, "secretKey": KEY.1}],
             "actions": ["Admin", "Read", "Write", "List"]},
            // As with a bucket for a web site: anyone may read.
            {"name": "anonymous", "actions": ["Read"]},
        ]});
        let config = folder.path().join("s3.json");
        std::fs::write(&config, rules.to_string()).expect("a file");
        let (s3, filer) = (port(), port());
        let mut command = Command::new(program);
        command.args(["server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3"]);
        command.arg(format!("-dir={}", folder.path().display()));
        command.arg(format!("-s3.config={}", config.display()));
        command.args(["-s3.port.iceberg=0", "-s3.port.lance=0", "-master.volumeSizeLimitMB=64"]);
        for (name, port) in [
            ("s3.port", s3),
            ("master.port", port()),
            ("volume.port", port()),
            ("filer.port", filer),
        ] {
            command.arg(format!("-{name}={port}"));
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().expect("SeaweedFS starts");
        let url = format!("http://127.0.0.1:{s3}");
        let filer = format!("http://127.0.0.1:{filer}");
        let mut server = Self { process, url, filer, _folder: folder };
        let until = Instant::now() + Duration::from_mins(2);
        // Whoever publishes retries until the volumes are there as well.
        let ready = |server: &Self| {
            let reply = crate::http::Client::new(&server.url).try_get("/");
            reply.is_ok_and(|reply| reply.status < 500)
        };
        while !ready(&server) {
            let ended = server.process.try_wait().expect("the state of SeaweedFS");
            assert!(ended.is_none(), "SeaweedFS ended: {ended:?}");
            assert!(Instant::now() < until, "SeaweedFS does not come up");
            std::thread::sleep(Duration::from_millis(100));
        }
        // A bucket is a folder of its file system.
        let bucket = format!("{}/buckets/public/", server.filer);
        while ureq::post(&bucket).send_empty().is_err() {
            assert!(Instant::now() < until, "SeaweedFS makes no bucket");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(server)
    }

    /// Its address, without a slash at the end; a bucket is the first part of a path.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Puts other bytes under a name, past the door that publishers use: by the
    /// file system below, `bucket/path`.
    #[track_caller]
    pub fn overwrite(&self, path: &str, bytes: &[u8]) {
        let url = format!("{}/buckets/{path}", self.filer);
        let sent = ureq::put(&url).content_type("application/octet-stream").send(bytes);
        let status = sent.unwrap_or_else(|e| panic!("{url}: {e}")).status();
        assert!(status.is_success(), "{url}: {status}");
    }

    /// `daybook` with the environment that reaches this server.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(crate::daybook::binary());
        command.args(arguments).stdin(Stdio::null());
        for (name, value) in self.environment() {
            command.env(name, value);
        }
        command
    }

    /// What an operator would put into the environment.
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ACCESS_KEY_ID", KEY.0.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", KEY.1.to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ENDPOINT", self.url.clone()),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
        ]
    }
}

impl Drop for Seaweed {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
