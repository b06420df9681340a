//! The access log of a running server: one thread writes what all requests bring,
//! many lines with one sync.

use std::io;
use std::path::PathBuf;

use tokio::sync::{mpsc, oneshot};

use super::Line;
use super::files::Files;

/// Lines that wait, at most; then requests wait.
const QUEUE: usize = 1_024;

/// Lines that are written at once, at most.
const AT_ONCE: usize = 256;

/// The line is not on the disk. The server's own log says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access log cannot be written")]
pub struct NotLogged;

struct Ask {
    line: Line,
    done: oneshot::Sender<bool>,
}

/// The door to the thread.
#[derive(Clone, Debug)]
pub struct Recorder {
    files: Files,
    send: mpsc::Sender<Ask>,
}

impl Recorder {
    /// Starts the thread; it ends with the last door to it.
    ///
    /// # Errors
    /// When no thread can be started.
    pub fn start(folder: PathBuf) -> io::Result<Self> {
        let files = Files::new(folder);
        let (send, mut asked) = mpsc::channel::<Ask>(QUEUE);
        let log = files.clone();
        std::thread::Builder::new().name("access-log".to_owned()).spawn(move || {
            while let Some(first) = asked.blocking_recv() {
                let mut all = vec![first];
                while all.len() < AT_ONCE
                    && let Ok(next) = asked.try_recv()
                {
                    all.push(next);
                }
                let (lines, waiting): (Vec<_>, Vec<_>) =
                    all.into_iter().map(|ask| (ask.line, ask.done)).unzip();
                let written = log.append(lines);
                if let Err(error) = &written {
                    tracing::error!(%error, "the access log cannot be written");
                }
                for done in waiting {
                    // Whoever asked may have left.
                    let _ = done.send(written.is_ok());
                }
            }
        })?;
        Ok(Self { files, send })
    }

    /// Writes a line and returns when it is on the disk.
    ///
    /// # Errors
    /// When it is not.
    pub async fn write(&self, line: Line) -> Result<(), NotLogged> {
        let (done, written) = oneshot::channel();
        self.send.send(Ask { line, done }).await.map_err(|_| NotLogged)?;
        if written.await.unwrap_or(false) { Ok(()) } else { Err(NotLogged) }
    }

    /// The files, to read them.
    pub const fn files(&self) -> &Files {
        &self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::log::Outcome;

    #[tokio::test]
    async fn many_requests_at_once_all_get_their_lines() {
        let dir = tempfile::tempdir().unwrap();
        let recorder = Recorder::start(dir.path().join("access-log")).unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..300 {
            let recorder = recorder.clone();
            tasks.spawn(async move {
                let line = Line::new(&format!("act-{n}"), Outcome::Refused);
                recorder.write(line).await.unwrap();
            });
        }
        assert_eq!(tasks.join_all().await.len(), 300);
        let lines = recorder.files().read(0, usize::MAX, |_| true).unwrap();
        assert_eq!(lines.len(), 300, "each is on the disk once it is acknowledged");
    }

    #[tokio::test]
    async fn a_log_that_cannot_be_written_says_so_and_recovers() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("access-log");
        std::fs::write(&folder, "in the way").unwrap();
        let recorder = Recorder::start(folder.clone()).unwrap();
        let line = || Line::new("make_token", Outcome::Begun);
        assert_eq!(recorder.write(line()).await, Err(NotLogged));
        std::fs::remove_file(&folder).unwrap();
        assert_eq!(recorder.write(line()).await, Ok(()));
    }
}
