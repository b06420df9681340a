//! Timeline and facts over all entries, kept up to date by a thread of its own.
//!
//! Opening a ledger takes bounded time; folding all of it does not, so that
//! happens beside the first requests. A query waits until the fold has reached
//! the size at which the query was asked: a writer sees its own entries.

use std::sync::{Arc, PoisonError, RwLock};

use ledger::record::bundle::decode_opening_list;
use ledger::record::{Index, Openings, Size, Unverified};
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
    seen: watch::Receiver<Size>,
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
        let (progress, seen) = watch::channel(Size::ZERO);
        let fold = Fold { store, folds: Arc::clone(&folds), progress };
        // A thread and not a task: folding is work, and it reads the store.
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        std::thread::Builder::new()
            .name("views".to_owned())
            .spawn(move || runtime.block_on(fold.follow(ends)))?;
        Ok(Self { folds, seen })
    }

    /// How many entries were folded.
    pub fn seen(&self) -> Size {
        *self.seen.borrow()
    }

    /// Waits until `size` entries were folded; false when that takes too long.
    pub async fn reach(&self, size: Size) -> bool {
        let mut seen = self.seen.clone();
        let reached = seen.wait_for(|seen| *seen >= size);
        matches!(tokio::time::timeout(VIEW_WAIT, reached).await, Ok(Ok(_)))
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
    progress: watch::Sender<Size>,
}

impl Fold {
    async fn follow(self, mut ends: watch::Receiver<Arc<Published>>) {
        let mut next = 0;
        loop {
            let size = ends.borrow_and_update().head.size.get();
            while next < size {
                let end = size.min(next + STEP);
                self.take(next, end);
                next = end;
                // Nobody may be waiting for it.
                self.progress.send_replace(Size::new(next));
                if self.progress.is_closed() {
                    return;
                }
            }
            if ends.changed().await.is_err() {
                return;
            }
        }
    }

    fn take(&self, from: u64, to: u64) {
        let read: Vec<_> = (from..to).map(|n| self.read(Index::new(n))).collect();
        let mut folds = self.folds.write().unwrap_or_else(PoisonError::into_inner);
        let Folds { timeline, facts } = &mut *folds;
        for (entry, openings) in read.into_iter().flatten() {
            // Faults show in the row; the viewer and `verify` say what they mean.
            if let Err(faults) = feed(timeline, facts, entry.claimed(), &openings) {
                let index = entry.index();
                tracing::warn!(entry.index = index.get(), %faults, "entry {index} is not understood");
            }
        }
    }

    fn read(&self, index: Index) -> Option<(Unverified, Openings)> {
        read(&self.store, index)
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
    let openings = store.openings(index).ok().flatten();
    let openings = openings.and_then(|bytes| decode_opening_list(&bytes).ok());
    Some((entry, openings.unwrap_or_default()))
}
