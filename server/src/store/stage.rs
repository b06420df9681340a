//! Imports that did not finish: all or nothing, also across a crash.
//!
//! An import of any size is written in commits of a thousand entries that end
//! [`Staged`](super::End::Staged): they set the mark `s` and leave the head
//! record where it was, so no reader sees them. The last commit moves the head
//! record and removes the mark, in one batch. A store that is opened with the
//! mark set takes everything beyond the head out again before it serves.
//! One batch for the whole import would do for 100,000 entries, but memory
//! would then set the limit; this way it is the disk.

use ledger::record::{Index, Size};

use super::engine::{self, Changes};
use super::{Store, StoreError, layout, number};

/// Removals in one batch.
const BATCH: usize = 4_096;

impl Store {
    /// Removes what lies beyond the mark of an unfinished import, the mark last.
    pub(super) fn unstage(&self) -> Result<(), StoreError> {
        let Some(from) = self.get(layout::STAGE)?.and_then(|bytes| number(&bytes)) else {
            return Ok(());
        };
        let from = Size::new(from);
        let first = from.next_index();
        let mut doomed = self.keys_from(b'e', &layout::entry_key(first))?;
        doomed.extend(self.keys_from(layout::OPENINGS, &layout::openings_key(first))?);
        doomed.extend(self.ids_from(first)?);
        doomed.extend(self.tiles_beyond(from)?);
        for keys in doomed.chunks(BATCH) {
            let mut batch = Changes::default();
            for key in keys {
                batch.remove(key.as_slice());
            }
            self.engine.apply(batch)?;
        }
        let mut last = Changes::default();
        last.remove(layout::STAGE);
        self.engine.apply(last)
    }

    fn keys_from(&self, kind: u8, first: &[u8]) -> Result<Vec<Vec<u8>>, StoreError> {
        let rows = self.engine.range(first, &[kind + 1]);
        rows.map(|row| row.map(|(key, _)| key.to_vec())).collect()
    }

    fn ids_from(&self, first: Index) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut keys = Vec::new();
        for row in engine::kind(self.engine.as_ref(), b'i') {
            let (key, value) = row?;
            if number(&value).is_some_and(|index| index >= first.get()) {
                keys.push(key.to_vec());
            }
        }
        Ok(keys)
    }

    fn tiles_beyond(&self, size: Size) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut keys = self.keys_from(b't', b"t")?;
        keys.retain(|key| {
            let level = u32::from(key[1]);
            let n = key.get(2..10).and_then(number).unwrap_or(u64::MAX);
            // The tile covers the entries below (n + 1) · 256^(level + 1).
            let end = u128::from(n).saturating_add(1).checked_shl(8 * (level + 1));
            end.is_none_or(|end| end > u128::from(size.get()))
        });
        Ok(keys)
    }
}
