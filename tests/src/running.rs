//! A server whose words are kept: its log, its signals, its end.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for a server to come up, to say something or to end.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running `daybook serve`; killed when dropped.
pub struct Running {
    child: Child,
    url: String,
    log: PathBuf,
    /// What it said before it listened, such as where its numbers are.
    before: Vec<String>,
}

impl Running {
    /// Serves the ledger in `data` with more arguments; standard error goes to `log`.
    ///
    /// # Panics
    /// With its log, where it does not come up.
    #[track_caller]
    pub fn start(data: &Path, more: &[&str], log: &Path) -> Self {
        let err = File::options().create(true).append(true).open(log).expect("a log");
        let mut command = Command::new(crate::daybook::binary());
        command.args(["serve", "--data"]).arg(data).args(more);
        if !more.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.env("DAYBOOK_FOUR_EYES", "off").stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).stderr(err).spawn().expect("daybook starts");
        let mut before = Vec::new();
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        while let Some(Ok(line)) = lines.next() {
            if let Some(url) = line.strip_prefix("listening on ") {
                let url = url.trim_end_matches('/').to_owned();
                return Self { child, url, log: log.to_path_buf(), before };
            }
            before.push(line);
        }
        let _ = child.wait();
        panic!("the server did not come up: {}", read(log));
    }

    /// The address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it printed before it listened.
    pub fn before(&self) -> &[String] {
        &self.before
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        read(&self.log)
    }

    /// Sends a signal such as `HUP`.
    #[track_caller]
    pub fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.child.id());
        let done = Command::new("sh").arg("-c").arg(line).status().expect("sh runs");
        assert!(done.success(), "the server is not there for SIG{name}");
    }

    /// Waits until the log has `words`.
    #[track_caller]
    pub fn wait_for_words(&self, words: &str) {
        let until = Instant::now() + PATIENCE;
        while !self.log().contains(words) {
            assert!(Instant::now() < until, "the log lacks {words:?}: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for its end; its exit code.
    #[track_caller]
    pub fn wait(&mut self) -> Option<i32> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("the state of the server") {
                return status.code();
            }
            assert!(Instant::now() < until, "the server does not end: {}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(log: &Path) -> String {
    String::from_utf8_lossy(&std::fs::read(log).unwrap_or_default()).into_owned()
}
