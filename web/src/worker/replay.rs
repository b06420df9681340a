//! What one check has read: the entries, and the timeline folded from them.

use std::collections::VecDeque;

use ledger::proof::CheckedEntry;
use ledger::record::{Entry, Index, Openings};
use ledger::views::facts::Facts;
use ledger::views::feed;
use ledger::views::timeline::Timeline;

use crate::wire::Verdict;

/// Entries folded while the check still runs, so that a reader has something
/// to read; the rest is folded after the verdict, which does not need it.
const FOLDED_AT_ONCE: usize = 4_096;

/// Entries of one copy of the ledger, readable before and after the verdict.
#[derive(Default)]
pub(crate) struct Replay {
    /// The fold.
    pub(super) timeline: Timeline,
    /// The facts, folded from the same entries.
    pub(super) facts: Facts,
    /// The exact bytes and openings, by position, ascending.
    pub(super) kept: Vec<Kept>,
    /// Checked entries that are not folded yet, in order.
    waiting: VecDeque<Entry>,
    /// The verdict, once there is one.
    pub(super) verdict: Option<Verdict>,
    /// Single entries that something was found at, ascending.
    pub(super) marked: Vec<u64>,
}

/// One entry, as it came.
pub(super) struct Kept {
    /// Its position.
    index: u64,
    /// Its line.
    pub(super) line: Vec<u8>,
    /// Its openings, where they are those it was made with.
    pub(super) openings: Option<Openings>,
    /// The tiles prove its bytes.
    pub(super) proven: bool,
}

impl Kept {
    /// Its position.
    pub(super) const fn index(&self) -> u64 {
        self.index
    }
}

impl Replay {
    /// Takes an entry from the verifier.
    pub(super) fn take(&mut self, checked: CheckedEntry) {
        let index = checked.entry.index().get();
        // Only a moved entry comes out of order; the place is then found from the end.
        let place = self.kept.partition_point(|kept| kept.index < index);
        self.kept.insert(
            place,
            Kept {
                index,
                line: checked.entry.line().to_vec(),
                openings: checked.openings,
                proven: checked.proven,
            },
        );
        self.waiting.push_back(checked.entry);
        if self.timeline.len() < FOLDED_AT_ONCE {
            self.fold(1);
        }
    }

    /// Folds up to `most` waiting entries into the timeline; `true` when none
    /// is left.
    pub(super) fn fold(&mut self, most: usize) -> bool {
        let none = Openings::default();
        for entry in self.waiting.drain(..most.min(self.waiting.len())) {
            let index = entry.index().get();
            let place = self.kept.partition_point(|kept| kept.index < index);
            let openings = self.kept.get(place).and_then(|kept| kept.openings.as_ref());
            // A kind that this build does not know has a row that says so.
            let _ = feed(&mut self.timeline, &mut self.facts, &entry, openings.unwrap_or(&none));
        }
        self.waiting.is_empty()
    }

    /// Whether the timeline holds every entry that was read.
    pub(super) fn is_folded(&self) -> bool {
        self.waiting.is_empty()
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

    /// The position after the last entry that was read.
    pub(super) fn next_index(&self) -> u64 {
        self.kept.last().map_or(0, |kept| kept.index + 1)
    }

    /// An entry as it came.
    pub(super) fn kept(&self, index: u64) -> Option<&Kept> {
        let place = self.kept.partition_point(|kept| kept.index < index);
        self.kept.get(place).filter(|kept| kept.index == index)
    }

    /// The row of an entry.
    pub(super) fn row(&self, index: u64) -> Option<ledger::views::timeline::Row> {
        self.timeline.row(Index::new(index))
    }
}
