//! What one check has read: the timeline folded from it, and as many of the
//! exact bytes as fit. What does not fit is fetched again when somebody opens
//! an entry, and must then have the fingerprint that was checked.

#[cfg(feature = "timeline")]
use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use ledger::proof::CheckedEntry;
use ledger::record::{Entry, Hash, Index, Openings};
use ledger::signing::Registered;
#[cfg(feature = "whole")]
use ledger::views::facts::Facts;
#[cfg(feature = "whole")]
use ledger::views::feed;
use ledger::views::timeline::{Row, Timeline};

#[cfg(feature = "timeline")]
use super::drawing::Drawing;
use crate::wire::Verdict;

/// Entries folded while the check still runs, so that a reader has something
/// to read; a small ledger folds the rest after the verdict, which does not
/// need it.
const FOLDED_AT_ONCE: usize = 4_096;
/// Most entries of a ledger that may wait for the verdict.
const SMALL: u64 = 150_000;
/// Most bytes of entries that may wait to be folded.
const MOST_WAITING: usize = 96 << 20;
/// Most bytes of lines and openings that stay in memory.
const MOST_KEPT: usize = 48 << 20;
/// From this much memory on no more rows are taken in: a tab that grows
/// further may be closed by its browser without a word.
const MOST_MEMORY: usize = 920 << 20;

/// Entries of one copy of the ledger, readable before and after the verdict.
#[derive(Default)]
pub(crate) struct Replay {
    /// The fold.
    pub(super) timeline: Timeline,
    /// The facts, folded from the same entries.
    #[cfg(feature = "whole")]
    pub(super) facts: Facts,
    /// Row by row: the fingerprint of the line that was checked, and what else
    /// was found out about it.
    checked: Vec<(Hash, Outcome)>,
    /// The first entries as they came, row by row.
    kept: Vec<(Entry, Openings)>,
    kept_bytes: usize,
    /// Checked entries that are not folded yet, in order.
    waiting: VecDeque<CheckedEntry>,
    waiting_bytes: usize,
    /// Entries that this check is about.
    pub(super) size: u64,
    /// When the last of them was recorded, milliseconds since 1970 UTC.
    #[cfg(feature = "whole")]
    pub(super) until: Option<i64>,
    /// Entries that were checked and are not shown, because there is no memory
    /// left for them.
    pub(super) left_out: u64,
    /// The drawing that was asked for last.
    #[cfg(feature = "timeline")]
    pub(super) drawing: RefCell<Drawing>,
    /// The keys of people that its entries registered, as they stand at the end.
    pub(super) keys: BTreeMap<Hash, Registered>,
    /// The verdict, once there is one.
    pub(super) verdict: Option<Verdict>,
    /// Single entries that something was found at, ascending.
    pub(super) marked: Vec<u64>,
}

/// What was found out about one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// The tiles prove its bytes.
    pub(super) proven: bool,
    /// Its openings are those it was made with.
    pub(super) opened: bool,
}

/// The bytes of an entry that are in memory, or what they must be.
pub(super) enum Bytes<'a> {
    /// They are here.
    Here(&'a Entry, &'a Openings),
    /// They must be fetched, and have this fingerprint.
    Away(Hash),
}

impl Replay {
    /// Of a ledger of this size, with nothing read yet.
    pub(super) fn about(size: u64) -> Self {
        Self { size, ..Self::default() }
    }

    /// Takes an entry from the verifier.
    pub(super) fn take(&mut self, checked: CheckedEntry) {
        #[cfg(feature = "whole")]
        {
            self.until = self.until.max(Some(checked.entry.recorded().millis()));
        }
        self.waiting_bytes += weight(&checked);
        self.waiting.push_back(checked);
        if self.size > SMALL || self.waiting_bytes > MOST_WAITING {
            // Faster than they come, so that what waits grows no further.
            self.fold(3);
        } else if self.timeline.len() < FOLDED_AT_ONCE {
            self.fold(1);
        }
    }

    /// Folds up to `most` waiting entries into the timeline; `true` when none
    /// is left.
    pub(super) fn fold(&mut self, most: usize) -> bool {
        for _ in 0..most {
            let Some(checked) = self.waiting.pop_front() else { break };
            self.waiting_bytes = self.waiting_bytes.saturating_sub(weight(&checked));
            self.fold_one(checked);
        }
        self.waiting.is_empty()
    }

    fn fold_one(&mut self, checked: CheckedEntry) {
        let rows = self.timeline.len();
        // Asked now and then: the answer changes slowly.
        if self.left_out > 0 || (rows.is_multiple_of(1_024) && memory() > MOST_MEMORY) {
            self.left_out += 1;
            return;
        }
        let bytes = weight(&checked);
        let outcome = Outcome { proven: checked.proven, opened: checked.openings.is_some() };
        let openings = checked.openings.unwrap_or_default();
        // A kind that this build does not know has a row that says so.
        #[cfg(feature = "whole")]
        let _ = feed(&mut self.timeline, &mut self.facts, &checked.entry, &openings);
        #[cfg(not(feature = "whole"))]
        let _ = self.timeline.apply(&checked.entry, &openings);
        if self.timeline.len() == rows {
            // A moved entry that came early stands for itself; the rest of its
            // neighbourhood does not match and is not shown again.
            return;
        }
        self.checked.push((checked.entry.hash(), outcome));
        if self.kept.len() == rows && self.kept_bytes + bytes <= MOST_KEPT {
            self.kept_bytes += bytes;
            self.kept.push((checked.entry, openings));
        }
    }

    /// Whether the timeline holds every entry that was read.
    pub(super) fn is_folded(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether nothing could be read.
    pub(super) fn is_empty(&self) -> bool {
        self.timeline.is_empty() && self.waiting.is_empty()
    }

    /// How many entries could be read.
    pub(super) fn loaded(&self) -> u64 {
        (self.timeline.len() + self.waiting.len()) as u64 + self.left_out
    }

    /// From which position on nothing fits what was signed.
    pub(super) fn bad_from(&self) -> u64 {
        use crate::wire::StateKey;
        match &self.verdict {
            // A changed tile concerns the proof and no entry: then all are good.
            Some(verdict) if verdict.state == StateKey::Mismatch && verdict.good < verdict.size => {
                verdict.good
            }
            _ => u64::MAX,
        }
    }

    /// Whether an entry does not fit what was signed.
    pub(super) fn is_bad(&self, index: u64) -> bool {
        index >= self.bad_from() || self.marked.binary_search(&index).is_ok()
    }

    /// The position after the last entry that is shown.
    pub(super) fn next_index(&self) -> u64 {
        let last = self.timeline.len().checked_sub(1).and_then(|last| u32::try_from(last).ok());
        let last = last.and_then(|last| self.timeline.index_at(last));
        last.map_or(0, |last| last.next().get())
    }

    /// The entries whose bytes are in memory: in a large ledger, the first ones.
    pub(super) fn kept(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.kept.iter().map(|(entry, _)| entry)
    }

    /// The bytes of an entry, or where to look for them, and what was found
    /// out about it; `None` when it has no row.
    pub(super) fn bytes(&self, index: u64) -> Option<(Bytes<'_>, Outcome)> {
        let place = self.timeline.place(Index::new(index))? as usize;
        let (hash, outcome) = *self.checked.get(place)?;
        let bytes = match self.kept.get(place) {
            Some((entry, openings)) => Bytes::Here(entry, openings),
            None => Bytes::Away(hash),
        };
        Some((bytes, outcome))
    }

    /// The fingerprint of the line of an entry.
    pub(super) fn hash(&self, index: u64) -> Option<Hash> {
        let place = self.timeline.place(Index::new(index))? as usize;
        self.checked.get(place).map(|(hash, _)| *hash)
    }

    /// The row of an entry.
    pub(super) fn row(&self, index: u64) -> Option<Row> {
        self.timeline.row(Index::new(index))
    }

    /// What a reader is told when not everything can be shown; empty otherwise.
    pub(super) fn shortage(&self) -> String {
        if self.left_out == 0 {
            return String::new();
        }
        format!(
            "This device has no memory for more than {}. {} were checked as well and are not shown here.",
            crate::format::count(self.timeline.len() as u64, "event", "events"),
            crate::format::thousands(self.left_out)
        )
    }
}

/// About how many bytes an entry takes in memory.
fn weight(checked: &CheckedEntry) -> usize {
    // Openings are mostly salts, pointers and values; a guess is good enough.
    let openings = checked.openings.as_ref().map_or(0, |openings| {
        let values = openings.as_slice().iter().map(|opening| match &opening.state {
            ledger::record::OpeningState::Open { value, .. } => value.len(),
            ledger::record::OpeningState::Withheld(_) => 0,
        });
        values.sum::<usize>() + openings.as_slice().len() * 120
    });
    checked.entry.line().len() + openings + 300
}

/// Bytes of memory that the worker has taken so far. It only ever grows.
pub(super) fn memory() -> usize {
    #[cfg(target_arch = "wasm32")]
    return core::arch::wasm32::memory_size::<0>() << 16;
    #[cfg(not(target_arch = "wasm32"))]
    0
}
