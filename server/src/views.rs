//! Timeline and facts over all entries, kept up to date by a thread of its own.
//!
//! Opening a ledger takes bounded time; folding all of it does not, so that
//! happens beside the first requests. A query waits until the fold has reached
//! the size at which the query was asked: a writer sees its own entries.
//!
//! When sealed values were redacted, all is folded anew, aside, and put in the place
//! of what knew them. Queries that come after the redaction wait for that. The same is
//! done when an embargo ends: what it held back is not in the folds before, and nobody
//! waits for it.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ledger::record::{Fault, Index, Openings, Size, Timestamp, Unverified};
use ledger::views::facts::Facts;
use ledger::views::timeline::Timeline;
use ledger::views::{Record, feed};
use tokio::sync::watch;

use crate::clock;
use crate::config::VIEW_WAIT;
use crate::sequencer::Published;
use crate::shown;
use crate::store::{Store, StoreError};

/// Entries that are folded under one lock.
const STEP: u64 = 256;

/// How long the end of an embargo is slept towards at most: the wall clock may be set
/// meanwhile, and decides.
const NAP: Duration = Duration::from_secs(10);
/// How long a database is given before it is asked again.
const AWAY: Duration = Duration::from_millis(200);

/// The read models of a running server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Views {
    folds: Arc<RwLock<Folds>>,
    seen: watch::Receiver<Seen>,
}

/// How far the folds have come.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    size: Size,
    /// [`Published::erasures`] of what they were made of.
    erasures: u64,
}

/// What is folded, of the same entries.
#[derive(Debug, Default)]
struct Folds {
    timeline: Timeline,
    facts: Facts,
    /// Entries that an embargo held back when they were folded.
    embargoed: u64,
    /// When the first of these embargoes ends.
    next_end: Option<Timestamp>,
}

impl Views {
    /// Starts to fold, from the first entry on, until no one publishes any more.
    pub fn start(
        store: Arc<Store>,
        ends: watch::Receiver<Arc<Published>>,
    ) -> std::io::Result<Self> {
        let folds = Arc::new(RwLock::new(Folds::default()));
        let (progress, seen) = watch::channel(Seen::default());
        let fold = Fold { store, folds: Arc::clone(&folds), progress, begun: None };
        // A thread and not a task: folding is work, and it reads the store.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        std::thread::Builder::new()
            .name("views".to_owned())
            .spawn(move || runtime.block_on(fold.follow(ends)))?;
        Ok(Self { folds, seen })
    }

    /// How many entries were folded.
    pub fn seen(&self) -> Size {
        self.seen.borrow().size
    }

    /// Waits until `size` entries were folded; false when that takes too long.
    pub async fn reach(&self, size: Size) -> bool {
        self.wait(|seen| seen.size >= size).await
    }

    /// Waits until the entry at `index` was folded, without what `end` has redacted;
    /// false when that takes too long.
    pub async fn reach_entry(&self, index: Index, end: &Published) -> bool {
        self.wait(|seen| seen.size.contains(index) && seen.erasures >= end.erasures).await
    }

    async fn wait(&self, reached: impl FnMut(&Seen) -> bool) -> bool {
        let mut seen = self.seen.clone();
        matches!(tokio::time::timeout(VIEW_WAIT, seen.wait_for(reached)).await, Ok(Ok(_)))
    }

    /// Which of several folds of the same entries is shown: how many of them it holds
    /// back until a moment. It falls with each embargo that ends, also over a restart, so
    /// that an answer made before is told from one made after.
    pub fn edition(&self) -> u64 {
        self.folds.read().unwrap_or_else(PoisonError::into_inner).embargoed
    }

    /// Reads the timeline. Short: the fold waits meanwhile.
    pub fn with<T>(&self, read: impl FnOnce(&Timeline) -> T) -> T {
        read(&self.folds.read().unwrap_or_else(PoisonError::into_inner).timeline)
    }

    /// Reads both folds. Short: they wait meanwhile.
    pub fn with_record<T>(&self, read: impl FnOnce(&Record<'_>) -> T) -> T {
        let folds = self.folds.read().unwrap_or_else(PoisonError::into_inner);
        read(&Record { facts: &folds.facts, timeline: &folds.timeline })
    }
}

struct Fold {
    store: Arc<Store>,
    folds: Arc<RwLock<Folds>>,
    progress: watch::Sender<Seen>,
    /// What takes the place of `folds` once it has come as far.
    begun: Option<Folds>,
}

impl Fold {
    async fn follow(mut self, mut ends: watch::Receiver<Arc<Published>>) {
        let mut next = 0;
        let mut erasures = ends.borrow().erasures;
        loop {
            let end = Arc::clone(&ends.borrow_and_update());
            let size = end.head.size.get();
            let is_over = self.next_end().is_some_and(|at| at <= clock::now());
            if end.erasures != erasures || is_over {
                erasures = end.erasures;
                self.begun = Some(Folds::default());
                next = 0;
            }
            while next < size {
                let to = size.min(next + STEP);
                self.take(next, to);
                next = to;
                if next == size
                    && let Some(whole) = self.begun.take()
                {
                    *self.folds.write().unwrap_or_else(PoisonError::into_inner) = whole;
                }
                // Nobody may be waiting for it.
                if self.begun.is_none() {
                    self.progress.send_replace(Seen { size: Size::new(next), erasures });
                }
                if self.progress.is_closed() {
                    return;
                }
            }
            let nap = self.next_end().map(|at| {
                let left = at.millis().saturating_sub(clock::now().millis());
                Duration::from_millis(u64::try_from(left).unwrap_or(0)).min(NAP)
            });
            let changed = match nap {
                None => ends.changed().await,
                Some(nap) => match tokio::time::timeout(nap, ends.changed()).await {
                    Ok(changed) => changed,
                    Err(_) => continue,
                },
            };
            if changed.is_err() {
                // Nothing more is recorded, as on a ledger that is only read: what is held
                // back ends all the same, as long as anybody reads.
                let Some(nap) = nap else { return };
                tokio::select! {
                    () = self.progress.closed() => return,
                    () = tokio::time::sleep(nap) => {}
                }
            }
        }
    }

    /// When the first embargo ends among what is folded.
    fn next_end(&self) -> Option<Timestamp> {
        self.folds.read().unwrap_or_else(PoisonError::into_inner).next_end
    }

    fn take(&mut self, from: u64, to: u64) {
        let now = clock::now();
        let read = loop {
            let read = (from..to).map(|n| try_read(&self.store, Index::new(n), now));
            match read.collect::<Result<Vec<_>, _>>() {
                Ok(read) => break read,
                // A database comes back. A row that is left out would be missed until a restart.
                Err(_) if self.progress.is_closed() => return,
                Err(error) => {
                    tracing::warn!(%error, "the timeline waits for the database");
                    std::thread::sleep(AWAY);
                }
            }
        };
        if let Some(begun) = &mut self.begun {
            return begun.take(read, now);
        }
        self.folds.write().unwrap_or_else(PoisonError::into_inner).take(read, now);
    }
}

impl Folds {
    /// Takes what was read at the moment `now`.
    fn take(&mut self, read: Vec<Option<(Unverified, Openings)>>, now: Timestamp) {
        for (entry, openings) in read.into_iter().flatten() {
            if let Some(end) = entry.claimed().held().end(now) {
                self.embargoed += 1;
                self.next_end = Some(self.next_end.map_or(end, |other| other.min(end)));
            }
            // Faults show in the row; the viewer and `verify` say what they mean. Their
            // values stay out of the log: they may be sealed.
            if let Err(faults) =
                feed(&mut self.timeline, &mut self.facts, entry.claimed(), &openings)
            {
                let index = entry.index();
                for Fault { field, problem, .. } in faults.0 {
                    tracing::warn!(entry.index = index.get(), "entry {index}: {field} {problem}");
                }
            }
        }
    }
}

/// An entry with its openings, as everybody may read them at the moment `now`; `None`,
/// and a line in the log, where it cannot be had.
pub fn read(store: &Store, index: Index, now: Timestamp) -> Option<(Unverified, Openings)> {
    try_read(store, index, now).unwrap_or_else(|error| {
        tracing::error!(entry.index = index.get(), %error, "entry {index} cannot be read");
        None
    })
}

/// As [`read`]; an error where it may be had in a moment.
fn try_read(
    store: &Store,
    index: Index,
    now: Timestamp,
) -> Result<Option<(Unverified, Openings)>, StoreError> {
    let problem = |error: &dyn std::fmt::Display| {
        tracing::error!(entry.index = index.get(), %error, "entry {index} cannot be read");
    };
    let stored = match store.entry(index) {
        Ok(Some(stored)) => stored,
        Ok(None) => {
            problem(&"it is missing");
            return Ok(None);
        }
        Err(error @ StoreError::Postgres(_)) => return Err(error),
        Err(error) => {
            problem(&error);
            return Ok(None);
        }
    };
    let Ok(entry) = Unverified::parse(&stored.line).map_err(|error| problem(&error)) else {
        return Ok(None);
    };
    let openings = match shown::beside(store, index, entry.claimed().held(), now) {
        Ok(openings) => openings,
        Err(error @ StoreError::Postgres(_)) => return Err(error),
        Err(error) => {
            problem(&error);
            Openings::default()
        }
    };
    Ok(Some((entry, openings)))
}
