//! Timeline and facts over all entries, kept up to date by a thread of its own.
//!
//! Opening a ledger takes bounded time; folding all of it does not, so that
//! happens beside the first requests. A query waits until the fold has reached
//! the size at which the query was asked: a writer sees its own entries.
//!
//! When sealed values were redacted, all is folded anew, aside, and put in the place
//! of what knew them. Queries that come after the redaction wait for that.

use std::sync::{Arc, PoisonError, RwLock};

use ledger::record::bundle::decode_opening_list;
use ledger::record::{Fault, Index, Openings, Size, Unverified};
use ledger::views::facts::Facts;
use ledger::views::timeline::Timeline;
use ledger::views::{Record, feed};
use tokio::sync::watch;

use crate::config::VIEW_WAIT;
use crate::sequencer::Published;
use crate::store::Store;

/// Entries that are folded under one lock.
const STEP: u64 = 256;

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
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
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
            if end.erasures != erasures {
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
            if ends.changed().await.is_err() {
                return;
            }
        }
    }

    fn take(&mut self, from: u64, to: u64) {
        let read: Vec<_> = (from..to).map(|n| read(&self.store, Index::new(n))).collect();
        if let Some(begun) = &mut self.begun {
            return begun.take(read);
        }
        self.folds.write().unwrap_or_else(PoisonError::into_inner).take(read);
    }
}

impl Folds {
    fn take(&mut self, read: Vec<Option<(Unverified, Openings)>>) {
        for (entry, openings) in read.into_iter().flatten() {
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

/// An entry with its openings, as the store has them; `None`, and a line in the
/// log, where they cannot be had.
pub fn read(store: &Store, index: Index) -> Option<(Unverified, Openings)> {
    let problem = |error: &dyn std::fmt::Display| {
        tracing::error!(entry.index = index.get(), %error, "entry {index} cannot be read");
    };
    let stored = match store.entry(index) {
        Ok(Some(stored)) => stored,
        Ok(None) => {
            problem(&"it is missing");
            return None;
        }
        Err(error) => {
            problem(&error);
            return None;
        }
    };
    let entry = Unverified::parse(&stored.line).map_err(|error| problem(&error)).ok()?;
    let openings = store.openings(index).map_err(|error| problem(&error)).ok().flatten();
    let openings = openings.and_then(|bytes| decode_opening_list(&bytes).ok());
    Some((entry, openings.unwrap_or_default()))
}
