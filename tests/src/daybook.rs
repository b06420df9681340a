//! The real `daybook` program: run to its end, or as a server.

use crate::http::Client;
use ledger::proof::SignerKey;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The program under test.
///
/// `DAYBOOK_BIN` where it is set (`scripts/test` does), else built here, so
/// that `cargo test -p tests` alone never drives an old one.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| match std::env::var_os("DAYBOOK_BIN") {
        Some(path) => path.into(),
        None => build(&[], "debug"),
    })
}

/// A path as an argument of a command.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

/// Runs the program, expects an exit code and gives what it wrote to both outputs.
#[track_caller]
pub fn said(code: i32, arguments: &[&str]) -> String {
    let done = run(arguments);
    let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    assert_eq!(done.status.code(), Some(code), "{arguments:?}: {said}");
    said
}

/// Builds the program with extra cargo arguments and returns where it is.
pub fn build(extra: &[&str], profile_folder: &str) -> PathBuf {
    let top = crate::house::root();
    let done = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "-p", "server", "--bin", "daybook"])
        .args(extra)
        .current_dir(&top)
        .status()
        .expect("cargo runs");
    assert!(done.success(), "cargo build -p server failed");
    // A test's own program lies in <target>/<profile>/deps/.
    let own = std::env::current_exe().expect("the path of this test");
    let target = own.ancestors().nth(3).expect("a test lies in target/profile/deps");
    let explicit = extra.iter().position(|a| *a == "--target-dir").map(|at| extra[at + 1]);
    let target = explicit.map_or(target, Path::new);
    target.join(profile_folder).join("daybook")
}

/// A port that is free now: for a server that must be found where it was before.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// Runs `daybook` with arguments to its end.
pub fn run<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Output {
    Command::new(binary()).args(arguments).stdin(Stdio::null()).output().expect("daybook runs")
}

/// Runs `daybook`, expects an exit code, returns standard output.
#[track_caller]
pub fn expect<S: AsRef<std::ffi::OsStr>>(code: i32, arguments: &[S]) -> String {
    let done = run(arguments);
    let out = String::from_utf8_lossy(&done.stdout).into_owned();
    let err = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "stdout: {out}\nstderr: {err}");
    out
}

/// A running server; killed when dropped.
pub struct TestServer {
    child: Child,
    url: String,
    token: String,
    data: PathBuf,
    folder: Option<TempDir>,
}

impl TestServer {
    /// A server of a new, empty ledger in a folder of its own.
    #[track_caller]
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("ledger");
        let token = new_ledger(&data);
        let mut server = Self::open(&data, &token);
        server.folder = Some(folder);
        server
    }

    /// A server of an existing ledger.
    #[track_caller]
    pub fn open(data: &Path, token: &str) -> Self {
        Self::open_with(binary(), data, token)
    }

    /// A server of an existing ledger by another build of the program.
    #[track_caller]
    pub fn open_with(program: &Path, data: &Path, token: &str) -> Self {
        Self::try_open_with(program, data, token).unwrap_or_else(|e| panic!("{e}"))
    }

    /// As [`Self::open_with`]; the program's words where it does not come up.
    pub fn try_open_with(program: &Path, data: &Path, token: &str) -> Result<Self, String> {
        Self::try_open_as(program, data, token, &[])
    }

    /// A server of an existing ledger, started with more arguments.
    #[track_caller]
    pub fn open_as(data: &Path, token: &str, more: &[&str]) -> Self {
        Self::try_open_as(binary(), data, token, more).unwrap_or_else(|e| panic!("{e}"))
    }

    /// A server of a new, empty ledger where some records need a second person;
    /// the token is the clerk's.
    #[track_caller]
    pub fn start_with_four_eyes() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("ledger");
        let token = new_ledger(&data);
        let mut server = Self::open_with_four_eyes(&data, &token);
        server.folder = Some(folder);
        server
    }

    /// The same of an existing ledger.
    #[track_caller]
    pub fn open_with_four_eyes(data: &Path, token: &str) -> Self {
        Self::open_as(data, token, &["--four-eyes", "default"])
    }

    fn try_open_as(
        program: &Path,
        data: &Path,
        token: &str,
        more: &[&str],
    ) -> Result<Self, String> {
        let mut command = Command::new(program);
        command.args(["serve", "--data"]).arg(data).args(more);
        if !more.contains(&"--four-eyes") {
            // Given as an older program, which has no such option, passes over it.
            command.env("DAYBOOK_FOUR_EYES", "off");
        }
        // Tests are faster than people; those of the limits set their own.
        command.env("DAYBOOK_CALLER_RATE", "0");
        if !more.contains(&"--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        let (child, url) = serve(command)?;
        Ok(Self { child, url, token: token.to_owned(), data: data.to_path_buf(), folder: None })
    }

    /// The address, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The ledger's folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The token that may write.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// A client that may write.
    pub fn client(&self) -> Client {
        Client::new(&self.url).with_token(&self.token)
    }

    /// A token for somebody else than the clerk.
    #[track_caller]
    pub fn token_of(&self, name: &str) -> String {
        let path = self.data.to_str().expect("a path in UTF-8");
        let out = expect(0, &["token", "--data", path, "--name", name]);
        out.split_whitespace().last().expect("a token is printed").to_owned()
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// As a power cut or an operator's `kill -9`: no word, no chance.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks the server to stop (SIGTERM) and returns its exit code.
    #[track_caller]
    pub fn stop(&mut self) -> Option<i32> {
        self.ask_to_stop();
        let until = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(status) = self.child.try_wait().expect("the state of the server") {
                return status.code();
            }
            assert!(Instant::now() < until, "the server does not stop when asked to");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Sends SIGTERM and returns at once.
    pub fn ask_to_stop(&self) {
        let asked = Command::new("sh").arg("-c").arg(format!("kill -TERM {}", self.id())).status();
        assert!(asked.expect("sh runs").success(), "the server is not there to be asked");
    }

    /// Starts the server again on the same folder (stop or kill it first).
    #[track_caller]
    pub fn start_again(&mut self) {
        let mut again = Self::open(&self.data, &self.token);
        again.folder = self.folder.take();
        *self = again;
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The origin of every ledger the tests make.
pub const ORIGIN: &str = "daybook.example/test";

/// Makes an empty ledger in `data` and returns a token that may write.
#[track_caller]
pub fn new_ledger(data: &Path) -> String {
    new_ledger_in(data, crate::postgres::fresh_database().as_deref())
}

/// As [`new_ledger`], with its rows in this database.
#[track_caller]
pub fn new_ledger_in(data: &Path, database: Option<&str>) -> String {
    let mut arguments = vec!["token", "--data", text(data), "--origin", ORIGIN, "--name", "clerk"];
    arguments.extend(database.iter().flat_map(|address| ["--database", address]));
    let out = expect(0, &arguments);
    out.split_whitespace().last().expect("a token is printed").to_owned()
}

/// Starts a program that serves, and waits until it says where.
pub(crate) fn serve(mut command: Command) -> Result<(Child, String), String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{} does not start: {e}", command.get_program().display()))?;
    let (send, ready) = mpsc::channel();
    let out = child.stdout.take().expect("a pipe");
    std::thread::spawn(move || {
        for line in BufReader::new(out).lines().map_while(Result::ok) {
            if let Some(at) = line.find("http://") {
                let url: String = line[at..].split_whitespace().take(1).collect();
                let _ = send.send(url);
            }
        }
    });
    // Read on always: a full pipe would stop the server.
    let (id, err) = (child.id(), child.stderr.take().expect("a pipe"));
    let words = std::thread::spawn(move || {
        let mut kept = String::new();
        // For whoever looks for a fault in the server.
        let shown = std::env::var_os("DAYBOOK_TEST_SHOW").is_some();
        for line in BufReader::new(err).lines().map_while(Result::ok) {
            if shown {
                eprintln!("{id}: {line}");
            }
            if kept.len() < 64 << 10 {
                kept.push_str(&line);
                kept.push('\n');
            }
        }
        kept
    });
    let Ok(url) = ready.recv_timeout(Duration::from_mins(1)) else {
        let _ = child.kill();
        let status = child.wait();
        let words = words.join().unwrap_or_default();
        return Err(format!("the server did not come up ({status:?}): {words}"));
    };
    Ok((child, url.trim_end_matches('/').to_owned()))
}

/// The key that the ledger in `data` signs with.
#[track_caller]
pub fn signing_key(data: &Path) -> SignerKey {
    let text = std::fs::read_to_string(data.join("signing-key")).expect("a signing key");
    SignerKey::parse(text.trim()).expect("a signing key")
}
