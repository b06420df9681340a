//! How far the ledger's own history of signed summaries fits a tree.

use alloc::vec::Vec;

use crate::proof::{
    Checkpoint, HISTORY_RECORD_BYTES, HISTORY_WIDTH, HistoryRecord, TileTree, VerifierKey,
    decode_history,
};
use crate::record::Size;

/// Records up to here are all tried; a longer history is halved again and again.
const TRY_ALL: usize = 512;

/// The history as it was loaded.
#[derive(Debug, Default)]
pub(super) struct Past {
    records: Vec<HistoryRecord>,
    next: u64,
    done: bool,
}

/// Where the history stops fitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fit {
    /// The largest size whose signature fits; 0 when none does.
    pub(super) fits: Size,
    /// The next size that was signed after it, if any was.
    pub(super) next: Option<Size>,
}

impl Past {
    /// The number of the file to load next, `None` when all are there.
    pub(super) const fn wanted(&self) -> Option<u64> {
        if self.done { None } else { Some(self.next) }
    }

    /// Keeps the whole records of one file. A short file is the last one.
    pub(super) fn put(&mut self, n: u64, bytes: Option<&[u8]>, size: Size) {
        if self.wanted() != Some(n) {
            return;
        }
        let bytes = bytes.unwrap_or_default();
        let most = HISTORY_WIDTH * HISTORY_RECORD_BYTES;
        let whole = bytes.len().min(most) / HISTORY_RECORD_BYTES * HISTORY_RECORD_BYTES;
        let records = decode_history(&bytes[..whole]).unwrap_or_default();
        self.done = records.len() < HISTORY_WIDTH;
        self.next += 1;
        // What was signed beyond the summary tells nothing about these entries.
        self.records.extend(records.into_iter().filter(|record| record.size <= size));
        // A ledger signs each size once: more records than that are noise.
        if self.records.len() as u64 > size.get().saturating_add(1) {
            self.done = true;
        }
    }

    /// The largest size up to `limit` whose signature fits the tree.
    pub(super) fn fit(&self, tree: &TileTree, key: &VerifierKey, limit: Size) -> Fit {
        let limit = limit.min(tree.size());
        let mut records: Vec<&HistoryRecord> = Vec::with_capacity(self.records.len());
        for record in self.records.iter().filter(|record| record.size <= limit) {
            // Sound history is in order already: each goes to the end.
            let at = records.partition_point(|other| other.size <= record.size);
            records.insert(at, record);
        }
        let good = |record: &HistoryRecord| {
            tree.root_at(record.size).is_some_and(|root| {
                let checkpoint = Checkpoint { origin: key.name().clone(), size: record.size, root };
                record.verify(&checkpoint, key)
            })
        };
        // A signature that fits proves everything before it; one that does not
        // may merely be damaged. So halve, then look at those just beyond.
        let (mut low, mut high) = (0, records.len());
        while high - low > TRY_ALL {
            let middle = low + (high - low) / 2;
            if good(records[middle]) { low = middle } else { high = middle }
        }
        let beyond = (high + TRY_ALL).min(records.len());
        let fits = records[low..beyond].iter().rev().find(|record| good(record));
        let fits = fits.map_or(Size::ZERO, |record| record.size);
        let later = self.records.iter().map(|record| record.size).filter(|size| *size > fits);
        Fit { fits, next: later.min() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::tree::numbered_leaves;
    use crate::proof::{SignedCheckpoint, SignerKey, TreeHash, encode_history};
    use crate::record::Origin;

    fn key() -> SignerKey {
        SignerKey::from_seed(Origin::new("ledger.example").unwrap(), &[1; 32])
    }

    fn history(tree: &TileTree, sizes: impl Iterator<Item = u64>) -> Vec<HistoryRecord> {
        let record = |size| {
            let size = Size::new(size);
            let (origin, root) = (key().verifier().name().clone(), tree.root_at(size).unwrap());
            let signed = SignedCheckpoint::sign(Checkpoint { origin, size, root }, &key());
            signed.history_record(key().verifier()).unwrap()
        };
        sizes.map(record).collect()
    }

    fn load(records: &[HistoryRecord], size: u64) -> Past {
        let mut past = Past::default();
        let files: Vec<_> = records.chunks(HISTORY_WIDTH).map(encode_history).collect();
        while let Some(n) = past.wanted() {
            let file = usize::try_from(n).ok().and_then(|n| files.get(n));
            past.put(n, file.map(Vec::as_slice), Size::new(size));
        }
        past
    }

    #[test]
    fn a_change_is_bracketed_by_what_was_signed() {
        let leaves = numbered_leaves(30);
        let tree: TileTree = leaves.iter().copied().collect();
        let past = load(&history(&tree, (0..=30).step_by(5)), 30);
        for changed in 0..30_usize {
            let mut leaves = leaves.clone();
            leaves[changed] = TreeHash::leaf(b"changed");
            let other: TileTree = leaves.into_iter().collect();
            let fits = changed as u64 / 5 * 5;
            let expected = Fit { fits: Size::new(fits), next: Some(Size::new(fits + 5)) };
            assert_eq!(past.fit(&other, key().verifier(), Size::new(30)), expected);
        }
        let whole = Fit { fits: Size::new(30), next: None };
        assert_eq!(past.fit(&tree, key().verifier(), Size::new(30)), whole);
        let limited = Fit { fits: Size::new(10), next: Some(Size::new(15)) };
        assert_eq!(past.fit(&tree, key().verifier(), Size::new(14)), limited);
    }

    #[test]
    fn a_long_history_is_halved_and_damage_in_it_forgiven() {
        let leaves = numbered_leaves(2_000);
        let tree: TileTree = leaves.iter().copied().collect();
        let mut records = history(&tree, 0..=2_000);
        for damaged in [5, 999, 1_000, 1_001, 1_400, 1_999] {
            records[damaged].signature[7] ^= 1;
        }
        let past = load(&records, 2_000);
        let mut changed = leaves;
        changed[1_500] = TreeHash::leaf(b"changed");
        let other: TileTree = changed.into_iter().collect();
        let expected = Fit { fits: Size::new(1_500), next: Some(Size::new(1_501)) };
        assert_eq!(past.fit(&other, key().verifier(), Size::new(2_000)), expected);
    }

    #[test]
    fn hostile_history_ends() {
        let records = std::vec![HistoryRecord { size: Size::new(3), signature: [9; 64] }; 256];
        let file = encode_history(&records);
        let mut past = Past::default();
        let mut files = 0;
        while let Some(n) = past.wanted() {
            past.put(n, Some(&file), Size::new(1_000));
            files += 1;
        }
        assert_eq!(files, 4);
        let tree: TileTree = numbered_leaves(10).into_iter().collect();
        let fit = past.fit(&tree, key().verifier(), Size::new(10));
        assert_eq!(fit, Fit { fits: Size::ZERO, next: Some(Size::new(3)) });
        let mut cut = Past::default();
        cut.put(0, Some(&file[..100]), Size::new(10));
        assert_eq!((cut.wanted(), cut.records.len()), (None, 1));
    }
}
