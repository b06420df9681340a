//! Cosigners for tests: the real `daybook cosign`, and doubles that lie.

use crate::daybook::{self, serve};
use crate::http::Client;
use ledger::proof::VerifierKey;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A `daybook cosign serve` of its own; killed when dropped.
pub struct TestCosigner {
    child: Child,
    url: String,
    folder: PathBuf,
    log: String,
    key: String,
}

impl TestCosigner {
    /// Makes a cosigner in `folder` and runs it for the ledger with this key.
    #[track_caller]
    pub fn start(name: &str, folder: &Path, log: &VerifierKey) -> Self {
        let path = folder.to_str().expect("a path in UTF-8");
        let key = daybook::expect(0, &["cosign", "new", "--name", name, "--dir", path]);
        let (folder, log) = (folder.to_path_buf(), log.to_string());
        let (child, url) = run(&folder, &log, "127.0.0.1:0");
        Self { child, url, folder, log, key: key.trim().to_owned() }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its verifier key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where it keeps what it signed.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::new(&self.url)
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Runs it again under the same address (kill it first).
    #[track_caller]
    pub fn start_again(&mut self) {
        let address = self.url.trim_start_matches("http://").to_owned();
        (self.child, self.url) = run(&self.folder, &self.log, &address);
    }
}

impl Drop for TestCosigner {
    fn drop(&mut self) {
        self.kill();
    }
}

#[track_caller]
fn run(folder: &Path, log: &str, address: &str) -> (Child, String) {
    let mut command = Command::new(daybook::binary());
    command.args(["cosign", "serve", "--listen", address, "--ledger", log, "--dir"]).arg(folder);
    serve(command).unwrap_or_else(|e| panic!("{e}"))
}

/// Answers every request in the way that a test wants.
pub struct Double {
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Double {
    /// `answer` gets the body of a request and gives status, content type, body.
    pub fn start(
        answer: impl Fn(&[u8]) -> (u16, &'static str, Vec<u8>) + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::Relaxed);
                // Who hangs up early is no concern of the test.
                let _ = reply(&stream, &answer);
            }
        });
        Self { url, asked }
    }

    /// Its address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

fn reply(
    mut stream: &TcpStream,
    answer: &impl Fn(&[u8]) -> (u16, &'static str, Vec<u8>),
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? <= 2 {
            break;
        }
        let line = line.to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body)?;
    let (status, mime, body) = answer(&body);
    let mime = if mime.is_empty() { String::new() } else { format!("content-type: {mime}\r\n") };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\n{mime}content-length: {length}\r\nconnection: close\r\n\r\n"
    )?;
    stream.write_all(&body)
}

/// Waits until `is_so` gives something, at most two minutes: a cosigner that was down is
/// asked again after a pause that doubles.
#[track_caller]
pub fn wait_for<T>(what: &str, mut is_so: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + Duration::from_mins(2);
    loop {
        if let Some(found) = is_so() {
            return found;
        }
        assert!(Instant::now() < until, "{what}: not within two minutes");
        std::thread::sleep(Duration::from_millis(20));
    }
}
