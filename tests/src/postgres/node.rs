//! One node.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{command, done, folder, give, run};
use crate::daybook::{free_port, text};

/// A node; killed when dropped.
pub struct Node {
    /// Its name among the others: what a primary calls a standby.
    pub name: String,
    data: PathBuf,
    port: u16,
    // Removed after the node is gone.
    folder: Option<tempfile::TempDir>,
}

const SETTINGS: &str = "\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
wal_level = replica
wal_log_hints = on
hot_standby = on
max_connections = 300
shared_buffers = 32MB
max_wal_size = 256MB
log_min_messages = warning
";

impl Node {
    /// A node of its own in a temporary folder, running.
    ///
    /// # Errors
    /// That PostgreSQL is not installed.
    pub fn alone() -> Result<Self, String> {
        super::programs()?;
        let folder = folder();
        let mut node = Self::make(folder.path(), "alone");
        node.folder = Some(folder);
        node.start();
        Ok(node)
    }

    /// A new node below `folder`, not running yet.
    pub(super) fn make(folder: &Path, name: &str) -> Self {
        let node = Self::at(folder, name, free_port());
        done("initdb", &["-k", "-A", "trust", "-U", "postgres", "-D", text(&node.data)]);
        let mut conf = fs::read_to_string(node.conf()).expect("settings");
        conf.push_str(SETTINGS);
        node.write("postgresql.conf", &conf);
        node.write("pg_hba.conf", "host all,replication all 127.0.0.1/32 trust\n");
        node
    }

    /// A node whose files lie below `folder` already.
    pub(super) fn at(folder: &Path, name: &str, port: u16) -> Self {
        Self { name: name.to_owned(), data: folder.join(name), port, folder: None }
    }

    /// A copy of `primary`, which it will follow.
    pub(super) fn copy_of(primary: &Self, folder: &Path, name: &str, port: u16) -> Self {
        let node = Self::at(folder, name, port);
        let _ = fs::remove_dir_all(&node.data);
        let from = primary.connection("pg_basebackup");
        done("pg_basebackup", &["-X", "stream", "-c", "fast", "-d", &from, "-D", text(&node.data)]);
        node.write("standby.signal", "");
        node.point_at(primary);
        node
    }

    /// Writes down whom it follows.
    pub(super) fn point_at(&self, primary: &Self) {
        let path = self.data.join("postgresql.auto.conf");
        let own = format!("primary_conninfo = '{}'\n", primary.connection(&self.name));
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let others = kept.lines().filter(|line| !line.starts_with("primary_conninfo"));
        let lines: Vec<&str> = others.chain([own.as_str()]).collect();
        self.write("postgresql.auto.conf", &lines.join("\n"));
    }

    fn connection(&self, name: &str) -> String {
        format!("host=127.0.0.1 port={} user=postgres application_name={name}", self.port)
    }

    fn conf(&self) -> PathBuf {
        self.data.join("postgresql.conf")
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.data.join(name);
        fs::write(&path, content).expect("a file of the node");
        give(&path);
    }

    /// Starts it and waits until it answers.
    #[track_caller]
    pub fn start(&self) {
        // Left by a kill.
        let _ = fs::remove_file(self.data.join("postmaster.pid"));
        let port = format!("-p {}", self.port);
        let log = self.data.join("log");
        let arguments =
            ["-D", text(&self.data), "-w", "-t", "60", "-l", text(&log), "-o", &port, "start"];
        assert!(run_quietly(&arguments), "{}", self.last_words());
    }

    /// The end of its log.
    pub(super) fn last_words(&self) -> String {
        let words = fs::read_to_string(self.data.join("log")).unwrap_or_default();
        let lines: Vec<&str> = words.lines().collect();
        format!("{}: {:#?}", self.name, &lines[lines.len().saturating_sub(12)..])
    }

    /// Writes down that one of the others has to confirm each commit.
    pub(super) fn demand_a_quorum(&self) {
        let mut conf = fs::read_to_string(self.conf()).expect("settings");
        conf.push_str("synchronous_standby_names = 'ANY 1 (a, b, c)'\n");
        self.write("postgresql.conf", &conf);
    }

    /// As a power cut for this node alone: every process of it, at once.
    pub fn kill(&self) {
        let path = self.data.join("postmaster.pid");
        let Ok(pid) = fs::read_to_string(&path) else { return };
        let Some(pid) = pid.lines().next() else { return };
        // The number may be somebody else's by now; a node works in its own folder.
        let works_in = fs::read_link(Path::new("/proc").join(pid).join("cwd"));
        if works_in.ok() != fs::canonicalize(&self.data).ok() {
            return;
        }
        let children = Command::new("pgrep").args(["-P", pid]).output().expect("pgrep runs");
        let children = String::from_utf8_lossy(&children.stdout).into_owned();
        // The parent first: it would start some of them again.
        let all = std::iter::once(pid).chain(children.split_whitespace());
        let _ = Command::new("kill").arg("-9").args(all).output();
        while Path::new("/proc").join(pid).exists() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// Becomes the primary.
    #[track_caller]
    pub fn promote(&self) {
        done("pg_ctl", &["-D", text(&self.data), "-w", "-t", "60", "promote"]);
    }

    /// Reads its settings again.
    #[track_caller]
    pub fn reload(&self) {
        done("pg_ctl", &["-D", text(&self.data), "reload"]);
    }

    /// What a query gives, as `psql` prints it without frills.
    #[track_caller]
    pub fn query(&self, sql: &str) -> String {
        let database = format!("{} dbname=postgres", self.connection("test"));
        done("psql", &["-X", "-A", "-t", "-q", "-d", &database, "-c", sql])
    }

    /// As [`Node::query`], in the ledger's database; nothing where it fails.
    pub fn try_query(&self, sql: &str) -> Option<String> {
        let database = format!("{} dbname=ledger connect_timeout=2", self.connection("test"));
        let output = run("psql", &["-X", "-A", "-t", "-q", "-d", &database, "-c", sql]);
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success().then_some(said)
    }

    /// Makes a database.
    #[track_caller]
    pub fn create(&self, name: &str) {
        self.query(&format!("CREATE DATABASE {name}"));
    }

    /// Its port on loopback.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// The address of a database on this node alone.
    pub fn address(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }
}

/// `pg_ctl`, whose server must not inherit our pipes: they would never end.
fn run_quietly(arguments: &[&str]) -> bool {
    let quiet = std::process::Stdio::null;
    let mut command = command("pg_ctl");
    command.args(arguments).stdout(quiet()).stderr(quiet());
    command.status().expect("pg_ctl starts").success()
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}
