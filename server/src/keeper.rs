//! Keeps the `head` file: the newest checkpoint that was published.
//!
//! Written after the entries are durable, at most once a second and at the
//! stop, so that it costs the writer nothing. It may be a second behind the
//! store and is never ahead of it; what it guards against (a store put back
//! from a backup) is older than that.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;

use tokio::sync::watch;

use crate::config::HEAD_EVERY;
use crate::files::{self, Readers};
use crate::sequencer::Published;

/// The running thread.
#[derive(Debug)]
pub struct Keeper {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Starts to keep `path` up to date.
    pub fn start(path: PathBuf, ends: watch::Receiver<Arc<Published>>) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::Builder::new().name("head".to_owned()).spawn(move || {
            let mut kept = String::new();
            loop {
                let end = Arc::clone(&ends.borrow());
                if end.note != kept && keep(&path, &end) {
                    kept.clone_from(&end.note);
                }
                // A last look after the stop, because more may have come.
                match stopped.recv_timeout(HEAD_EVERY) {
                    Err(RecvTimeoutError::Timeout) => {}
                    Ok(()) | Err(RecvTimeoutError::Disconnected) => {
                        let end = Arc::clone(&ends.borrow());
                        if end.note != kept {
                            keep(&path, &end);
                        }
                        return;
                    }
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Writes the last end and returns.
    pub fn stop(self) {
        let _ = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("the thread that keeps the file `head` panicked");
        }
    }
}

/// Writes the checkpoint of `end` to `path`. A failure is not fatal: the file
/// is then further behind, which is safe, and the next end is tried again.
pub fn keep(path: &std::path::Path, end: &Published) -> bool {
    match files::replace(path, end.note.as_bytes(), Readers::Anyone) {
        Ok(()) => true,
        Err(error) => {
            tracing::error!(%error, "cannot write {}", path.display());
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sequencer::tests::nothing;

    #[test]
    fn the_last_end_is_on_the_disk_when_it_stops() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("head");
        let sender = watch::Sender::new(Arc::new(nothing()));
        let keeper = Keeper::start(path.clone(), sender.subscribe()).unwrap();
        for n in 0..5 {
            sender.send_replace(Arc::new(Published { note: format!("note {n}"), ..nothing() }));
        }
        keeper.stop();
        assert_eq!(std::fs::read_to_string(path).unwrap(), "note 4");
    }
}
