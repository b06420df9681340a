//! The one writer: its queue, its thread, and what it publishes.
//!
//! Order of an append, and nothing is ever done earlier:
//!
//! 1. a handler parses, validates and seals the drafts, then [`Handle::submit`]s;
//! 2. the thread takes what waits, up to [`COMMIT_MAX`](crate::config::COMMIT_MAX) entries;
//! 3. one reading of the clock; each draft passes the gate (`gate`: ids, and what
//!    the ledger already says), in order and all of a submission or none; it is
//!    placed on a copy of the chain,
//!    its leaf pushed onto a copy of the tree; one checkpoint is signed;
//! 4. one atomic append, durable when it returns;
//! 5. the copies replace the originals; every caller gets a receipt;
//! 6. the new end is published to readers.
//!
//! When step 4 fails nobody knows what is on the disk. The writer is then
//! poisoned: no caller is acknowledged, now or later, reads go on, and a
//! restart recovers.

mod cited;
pub mod edge;
pub(crate) mod erase;
pub mod gate;
mod held;
mod place;
mod refusal;
mod serving;
pub mod standby;
pub mod writer;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, PoisonError};

use ledger::admission::{Candidate, Warning};
use ledger::record::{DraftSignature, Hash, Head, Index, Openings, SealedDraft, Size, Timestamp};
use tokio::sync::{oneshot, watch};

use crate::config::QUEUE_MAX;
use crate::metrics::{BATCHES, DISK_TIMES, Histogram, Unit};
use edge::Edge;
pub use refusal::{BadDraft, SubmitError};
use standby::Standby;
use writer::Writer;

/// A draft that only lacks its place.
#[derive(Clone, Debug)]
pub struct Ready {
    /// What it says, for the rules.
    pub candidate: Candidate,
    /// Its public part and its openings.
    pub draft: Arc<SealedDraft>,
    /// Signatures of people over its public part: the author's, an approver's.
    pub signatures: Vec<DraftSignature>,
    /// Values that were redacted, where it lifts that: salt and value by pointer.
    pub returned: Openings,
}

impl Ready {
    /// Its event id.
    pub fn id(&self) -> &str {
        self.candidate.draft().id.as_str()
    }
}

/// What one caller wants recorded: all of it or nothing.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The drafts, in order.
    pub drafts: Vec<Ready>,
    /// The size that the ledger must have before the first of them.
    pub expected: Option<Size>,
    /// Hash of the caller's idempotency key, and hash of the request body.
    pub key: Option<(Hash, Hash)>,
}

/// One entry as its caller hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its position.
    pub index: Index,
    /// Its fingerprint.
    pub hash: Hash,
    /// When it was recorded.
    pub recorded: Timestamp,
}

/// A submission that is durable.
#[derive(Clone, Debug)]
pub enum Accepted {
    /// Recorded just now.
    New {
        /// The entries, in order.
        entries: Vec<Placed>,
        /// What is unusual about each of them.
        warnings: Vec<Vec<Warning>>,
        /// The end of the ledger that covers them.
        end: Arc<Published>,
    },
    /// The same key came with the same body before; nothing was recorded now.
    Before {
        /// Index of the first entry of then.
        first: Index,
        /// Number of entries of then.
        count: u32,
    },
}

/// What recording a submission would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rehearsed {
    /// Where its first entry would stand, or stands already.
    pub first: Index,
    /// What is unusual about each draft.
    pub warnings: Vec<Vec<Warning>>,
}

/// The end of the ledger as readers may see it: durable and signed.
#[derive(Clone, Debug)]
pub struct Published {
    /// Size, last hash and last time.
    pub head: Head,
    /// The signed checkpoint of that size.
    pub note: String,
    /// Number of checkpoints signed so far.
    pub checkpoints: u64,
    /// How often sealed values were destroyed or restored since the start. Whoever
    /// keeps anything made of them makes it anew when this moves.
    pub erasures: u64,
    /// The tiles that are not full yet.
    pub edge: Edge,
}

/// Numbers about the writer, for `/metrics`. Written by the sequencer thread,
/// read by anyone.
#[derive(Debug)]
pub struct Counters {
    /// Durable commits.
    pub commits: AtomicU64,
    /// Entries in them.
    pub entries: AtomicU64,
    /// Submissions that were refused.
    pub refused: AtomicU64,
    /// Submissions turned away because the queue was full.
    pub busy: AtomicU64,
    /// What waits now.
    pub queue: AtomicU64,
    /// Entries of each commit.
    pub batches: Histogram,
    /// Time of each commit that recorded something, from the clock to the receipts.
    pub commit_times: Histogram,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            commits: AtomicU64::new(0),
            entries: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            busy: AtomicU64::new(0),
            queue: AtomicU64::new(0),
            batches: Histogram::new(Unit::Count, BATCHES),
            commit_times: Histogram::new(Unit::Time, DISK_TIMES),
        }
    }
}

/// A submission that is only tried: where its first entry would stand now.
struct Trial {
    submission: Submission,
    reply: oneshot::Sender<Result<Rehearsed, SubmitError>>,
}

struct Job {
    submission: Submission,
    reply: oneshot::Sender<Result<Accepted, SubmitError>>,
}

enum Message {
    Job(Job),
    Trial(Trial),
    Stop,
}

/// The door to the writer, for any number of handlers.
#[derive(Clone, Debug)]
pub struct Handle {
    queue: Option<SyncSender<Message>>,
    published: watch::Receiver<Arc<Published>>,
    /// Why nothing may be written; set once, at the start or by a failure.
    refusal: Arc<Mutex<Option<String>>>,
    /// Whether another server records; this one tells its readers what that did.
    follows: Arc<AtomicBool>,
    counters: Arc<Counters>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Job(_) => "Job",
            Self::Trial(_) => "Trial",
            Self::Stop => "Stop",
        })
    }
}

/// The running thread; [`Sequencer::stop`] waits for it.
#[derive(Debug)]
pub struct Sequencer {
    handle: Handle,
    thread: std::thread::JoinHandle<()>,
}

impl Sequencer {
    /// Starts the thread around `writer`.
    pub fn start(mut writer: Writer) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::sync_channel(QUEUE_MAX);
        let refusal = Arc::new(Mutex::new(None));
        let handle = Handle {
            queue: Some(queue),
            published: writer.published(),
            refusal: Arc::clone(&refusal),
            follows: Arc::default(),
            counters: Arc::default(),
        };
        let counters = Arc::clone(&handle.counters);
        let thread = std::thread::Builder::new().name("sequencer".to_owned()).spawn(move || {
            // It ends when it is asked to: no other server can take over.
            serving::serve(&mut writer, &jobs, &refusal, &counters, None);
        })?;
        Ok(Self { handle, thread })
    }

    /// Starts the thread that records whenever no other server does, and else follows.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_shared(mut standby: Standby) -> std::io::Result<Self> {
        let (queue, jobs) = mpsc::sync_channel(QUEUE_MAX);
        let first = standby.first();
        let handle = Handle {
            queue: Some(queue),
            published: standby.published(),
            refusal: Arc::default(),
            follows: Arc::new(AtomicBool::new(first.is_none())),
            counters: Arc::default(),
        };
        let own = handle.clone();
        let thread = std::thread::Builder::new()
            .name("sequencer".to_owned())
            .spawn(move || standby.run(first, &jobs, &own))?;
        Ok(Self { handle, thread })
    }

    /// The door to it.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Takes no more, finishes what waits, and returns when it is durable.
    pub fn stop(self) {
        if let Some(queue) = &self.handle.queue {
            let _ = queue.send(Message::Stop);
        }
        if self.thread.join().is_err() {
            tracing::error!("the sequencer thread panicked");
        }
    }
}

impl Handle {
    /// A door that is shut: reads only, because of `reason`.
    pub fn read_only(reason: String, published: watch::Receiver<Arc<Published>>) -> Self {
        let refusal = Arc::new(Mutex::new(Some(reason)));
        let (follows, counters) = (Arc::default(), Arc::default());
        Self { queue: None, published, refusal, follows, counters }
    }

    /// Queues a submission and waits until it is durable, or refused.
    pub async fn submit(&self, submission: Submission) -> Result<Accepted, SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.queue_up(Message::Job(Job { submission, reply }))?;
        answer.await.unwrap_or(Err(SubmitError::Stopped))
    }

    /// Tries a submission against everything that is recorded, records nothing,
    /// and says at which index its first entry would stand if it came now.
    pub async fn rehearse(&self, submission: Submission) -> Result<Rehearsed, SubmitError> {
        let (reply, answer) = oneshot::channel();
        self.queue_up(Message::Trial(Trial { submission, reply }))?;
        answer.await.unwrap_or(Err(SubmitError::Stopped))
    }

    fn queue_up(&self, message: Message) -> Result<(), SubmitError> {
        if let Some(reason) = self.refusal() {
            return Err(SubmitError::ReadOnly(reason));
        }
        if self.follows() {
            return Err(SubmitError::Elsewhere);
        }
        let Some(queue) = &self.queue else { return Err(SubmitError::Stopped) };
        // Before it is there: the writer, which takes away, is never ahead of this.
        self.counters.queue.fetch_add(1, Ordering::Relaxed);
        let sent = queue.try_send(message);
        if sent.is_err() {
            self.counters.queue.fetch_sub(1, Ordering::Relaxed);
        }
        match sent {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => {
                self.counters.busy.fetch_add(1, Ordering::Relaxed);
                Err(SubmitError::Busy)
            }
            Err(TrySendError::Disconnected(_)) => Err(SubmitError::Stopped),
        }
    }

    /// The newest published end.
    pub fn end(&self) -> Arc<Published> {
        Arc::clone(&self.published.borrow())
    }

    /// Hears of every new end (or of the newest of several).
    pub fn watch(&self) -> watch::Receiver<Arc<Published>> {
        self.published.clone()
    }

    /// Why nothing can be written, if so.
    pub fn refusal(&self) -> Option<String> {
        self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether another server records.
    pub fn follows(&self) -> bool {
        self.follows.load(Ordering::Acquire)
    }

    /// Numbers about the writer.
    pub fn counters(&self) -> &Counters {
        &self.counters
    }
}

#[cfg(test)]
pub(crate) mod tests;
