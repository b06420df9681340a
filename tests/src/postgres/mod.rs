//! PostgreSQL for tests: one node, or a primary and two standbys of which one has to
//! confirm each commit, started and killed by the test itself.
//!
//! What a machine needs: the programs of PostgreSQL 13 or newer, which `scripts/setup
//! tests` installs. PostgreSQL does not run as root; as root its processes run as the user
//! `postgres`.

mod cluster;
mod node;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

pub use cluster::Cluster;
pub use node::Node;

/// Where the programs of PostgreSQL are: the newest that Debian's packages put beside each
/// other, else those in `PATH`.
///
/// # Errors
/// That they are not.
pub fn programs() -> Result<&'static Path, String> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
        let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let mut versions: Vec<PathBuf> = debian.map(|one| one.path()).collect();
        versions.sort_by_key(|path| std::cmp::Reverse(version(path)));
        let places = versions.into_iter().map(|path| path.join("bin"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let whole = ["initdb", "pg_ctl", "pg_basebackup", "psql"];
        places
            .chain(std::env::split_paths(&path))
            .find(|place| whole.iter().all(|name| place.join(name).is_file()))
    });
    found.as_deref().ok_or_else(|| "PostgreSQL is not installed".to_owned())
}

/// A program of PostgreSQL, run as somebody whom it serves: not as root. It takes the place
/// of the process that is started, so that whoever kills this one kills that.
pub(crate) fn command(program: &str) -> Command {
    let path = programs().expect("PostgreSQL was found before").join(program);
    let mut command = if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(path);
        command
    } else {
        Command::new(path)
    };
    // Somewhere that every user may be.
    command.current_dir("/").env("LC_ALL", "C");
    command
}

/// Runs one to its end.
fn run(program: &str, arguments: &[&str]) -> Output {
    command(program).args(arguments).output().expect("the program starts")
}

/// As [`run`], which must go well; gives what was printed.
#[track_caller]
fn done(program: &str, arguments: &[&str]) -> String {
    let output = run(program, arguments);
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {said}\n{words}");
    said
}

fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| {
        let id = Command::new("id").arg("-u").output().expect("id runs");
        id.stdout.starts_with(b"0\n")
    })
}

/// Gives a folder to the user that PostgreSQL runs as.
pub(crate) fn give(folder: &Path) {
    if is_root() {
        let given = Command::new("chown").arg("-R").arg("postgres:postgres").arg(folder).status();
        assert!(given.expect("chown runs").success(), "{} is given away", folder.display());
    }
}

/// A folder that the user `postgres` may enter.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("daybook-pg-").tempdir_in("/tmp");
    let folder = folder.expect("a temporary folder");
    give(folder.path());
    folder
}

/// Whether the tests of behaviour run over a database now; says that one about the files of
/// the embedded store is skipped.
pub fn skips_files_of_the_store() -> bool {
    let skips = std::env::var_os("DAYBOOK_TEST_DATABASE").is_some();
    if skips {
        println!("skipped: about the files of the embedded store");
    }
    skips
}

/// The address of a new, empty database where `DAYBOOK_TEST_DATABASE` names a server (as
/// `postgres://USER@HOST:PORT/`): the tests of behaviour then run over it.
pub fn fresh_database() -> Option<String> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("DAYBOOK_TEST_DATABASE").ok()?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("test_{}_{number}", std::process::id());
    let server = server.trim_end_matches('/');
    let made = Command::new(programs().expect("PostgreSQL").join("psql"))
        .args(["-q", "-d", &format!("{server}/postgres"), "-c"])
        .arg(format!("CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy"))
        .output()
        .expect("psql runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Some(format!("{server}/{name}"))
}
