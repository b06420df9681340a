//! `daybook serve --publish`: publishes from inside the server, after each
//! checkpoint, on a thread of its own.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use ledger::proof::VerifierKey;
use ledger::record::Timestamp;
use tokio::sync::{Notify, watch};

use super::{Options, PublishError, Source, Target, run};
use crate::clock;
use crate::cosigners::Board;
use crate::documents::Documents;
use crate::sequencer::Published;
use crate::store::Store;
use crate::tree::Beside;

/// Longest wait after a failure.
const RETRY_MAX: Duration = Duration::from_mins(10);

/// How often is looked for cosignatures, and for the end of an embargo, while nothing is
/// recorded.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// How often everything is looked at, not only what is new.
const WHOLE_EVERY: Duration = Duration::from_hours(24);

/// How publishing stands, for `/metrics`.
#[derive(Debug, Default)]
pub struct Status {
    /// Size of the newest checkpoint that was published.
    pub size: AtomicU64,
    /// Runs that succeeded.
    pub runs: AtomicU64,
    /// Runs that failed.
    pub failures: AtomicU64,
    /// Whether the last run failed.
    pub is_failing: AtomicBool,
    /// Why the last run failed, in words.
    pub problem: Mutex<String>,
}

/// The running thread.
#[derive(Debug)]
pub struct Standing {
    stop: Arc<Notify>,
    thread: JoinHandle<()>,
    status: Arc<Status>,
}

/// What is published: all that a run reads.
pub struct Ledger {
    /// Its store.
    pub store: Arc<Store>,
    /// Its documents.
    pub documents: Arc<Documents>,
    /// What its cosigners have confirmed.
    pub cosigners: Arc<Board>,
    /// Its key.
    pub vkey: VerifierKey,
    /// Where it ends.
    pub ends: watch::Receiver<Arc<Published>>,
}

/// What the thread works with.
struct Work {
    ledger: Ledger,
    target: Arc<Target>,
    every: Duration,
    status: Arc<Status>,
}

impl Standing {
    /// Starts to publish to `target`, at most once in `every`.
    ///
    /// # Errors
    /// When the thread cannot be started.
    pub fn start(ledger: Ledger, target: Target, every: Duration) -> std::io::Result<Self> {
        let (stop, status) = (Arc::new(Notify::new()), Arc::new(Status::default()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let target = Arc::new(target);
        let work = Work { ledger, target, every, status: Arc::clone(&status) };
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new().name("publish".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    // A run that is cut off here leaves the target as it was.
                    () = stopped.notified() => {}
                    () = work.go() => {}
                }
            });
        })?;
        Ok(Self { stop, thread, status })
    }

    /// How it stands.
    pub fn status(&self) -> Arc<Status> {
        Arc::clone(&self.status)
    }

    /// Ends at once; the next start goes on.
    pub fn stop(self) {
        self.stop.notify_one();
        if self.thread.join().is_err() {
            tracing::error!("the thread that publishes panicked");
        }
    }
}

impl Work {
    /// Publishes whenever there is something newer, until there can be no more.
    async fn go(mut self) {
        let mut looked: Option<Instant> = None;
        let first_wait = self.every.min(Duration::from_secs(5));
        let mut wait = first_wait;
        loop {
            let began = Instant::now();
            // What comes while this runs waits for the next run, however much it is.
            let end = Arc::clone(&self.ledger.ends.borrow_and_update());
            let beside = self.ledger.cosigners.beside();
            let whole = looked.is_none_or(|at| at.elapsed() > WHOLE_EVERY);
            match self.once(end, &beside, whole).await {
                Ok(next_end) => {
                    if whole {
                        looked = Some(began);
                    }
                    wait = first_wait;
                    tokio::time::sleep(self.every.saturating_sub(began.elapsed())).await;
                    if self.newer(&beside, next_end).await.is_none() {
                        return;
                    }
                }
                Err(error) => {
                    self.failed(&error);
                    looked = None;
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(RETRY_MAX);
                }
            }
        }
    }

    /// Waits for a newer checkpoint, for cosignatures that were not there, or for the end
    /// of an embargo; `None` when there can be none any more.
    async fn newer(&mut self, beside: &Arc<Beside>, next_end: Option<Timestamp>) -> Option<()> {
        let has_ended = || next_end.is_some_and(|end| end <= clock::now());
        while Arc::ptr_eq(beside, &self.ledger.cosigners.beside()) && !has_ended() {
            match tokio::time::timeout(LOOK_EVERY, self.ledger.ends.changed()).await {
                Ok(Ok(())) => return Some(()),
                Ok(Err(_)) => return None,
                Err(_) => {}
            }
        }
        Some(())
    }

    async fn once(
        &self,
        end: Arc<Published>,
        beside: &Arc<Beside>,
        whole: bool,
    ) -> Result<Option<Timestamp>, PublishError> {
        let size = end.head.size.get();
        let Ledger { store, documents, vkey, .. } = &self.ledger;
        let (store, documents) = (Arc::clone(store), Arc::clone(documents));
        let source = Source::store(store, documents, Arc::clone(beside), end, vkey.clone())?;
        let options = Options { whole, ..Options::default() };
        let done = run(&source, &self.target, options, &|_, _| {}).await?;
        self.status.size.store(size, Ordering::Relaxed);
        self.status.runs.fetch_add(1, Ordering::Relaxed);
        if self.status.is_failing.swap(false, Ordering::Relaxed) {
            tracing::info!("publishing to {} works again", done.target);
        }
        self.say(String::new());
        if done.sent > 0 {
            tracing::info!(
                "published {size} entries to {}: {} files, {} bytes",
                done.target,
                done.sent,
                done.sent_bytes
            );
        }
        Ok(done.next_end)
    }

    fn failed(&self, error: &PublishError) {
        self.status.failures.fetch_add(1, Ordering::Relaxed);
        self.status.is_failing.store(true, Ordering::Relaxed);
        tracing::error!("not published: {error}");
        self.say(error.to_string());
    }

    fn say(&self, problem: String) {
        *self.status.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
    }
}
