//! Faults in the system calls of a running program, by `strace -e inject`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// System calls that the tests look at, as strace spells a set of them.
pub type Calls = &'static str;

/// A program that is watched; let go when dropped.
pub struct Strace {
    child: Child,
    log: PathBuf,
}

impl Strace {
    /// Why no program can be watched here, if so.
    pub fn trouble() -> Option<String> {
        match Command::new("strace").args(["-qq", "-e", "trace=none", "true"]).output() {
            Ok(done) if done.status.success() => None,
            Ok(done) => Some(String::from_utf8_lossy(&done.stderr).trim().to_owned()),
            Err(error) => Some(format!("strace: {error}")),
        }
    }

    /// Watches `calls` of process `id` on `paths` (on any file, where there are none)
    /// and notes them in `log`. `fault` says what happens and when, such as
    /// `error=EIO:when=3`.
    ///
    /// # Errors
    /// strace's words, where it may not watch the process.
    pub fn attach(
        id: u32,
        calls: Calls,
        paths: &[PathBuf],
        fault: Option<&str>,
        log: &Path,
    ) -> Result<Self, String> {
        let mut command = Command::new("strace");
        command.args(["-f", "-p", &id.to_string(), "-e", &format!("trace={calls}"), "-o"]).arg(log);
        if let Some(fault) = fault {
            command.args(["-e", &format!("inject={calls}:{fault}")]);
        }
        for path in paths {
            command.arg("-P").arg(path);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("strace: {error}"))?;
        let words = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut words = words.lines().map_while(Result::ok);
        let mut said = Vec::new();
        // It names its paths first, then the process with all of its threads.
        let attached = words.by_ref().any(|line| {
            let is_attached = line.contains("attached");
            said.push(line);
            is_attached
        });
        if !attached {
            let _ = child.wait();
            return Err(said.join("; "));
        }
        // Read on: a full pipe would hold the program up.
        std::thread::spawn(move || words.for_each(drop));
        Ok(Self { child, log: log.to_path_buf() })
    }

    /// Lets the program go, and gives what was noted, one call a line.
    pub fn detach(mut self) -> Vec<String> {
        self.let_go();
        let log = std::fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&log).lines().map(str::to_owned).collect()
    }

    fn let_go(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        if asked.is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        self.let_go();
    }
}
