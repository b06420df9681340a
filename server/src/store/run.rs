//! Entries that follow one another, read with one search for a page of sled and not
//! with one for each: a bundle is 256 of them.

use std::ops::Range;

use ledger::record::Index;

use super::layout::{self, StoredEntry};
use super::values::join_all;
use super::{LayoutError, Store, StoreError};

/// For each position of a run what lies there; `None` where nothing does.
type Run<T> = Vec<Option<T>>;

impl Store {
    /// The entries of `range` as they lie there, nothing checked.
    ///
    /// # Errors
    /// What sled says. A value that is not what it should be is one of the answers.
    pub fn entries(
        &self,
        range: &Range<u64>,
    ) -> Result<Run<Result<StoredEntry, LayoutError>>, StoreError> {
        let rows = self.run(range, layout::entry_key)?;
        let decode = |(index, bytes): (u64, Option<Vec<u8>>)| {
            bytes.map(|bytes| layout::decode_entry(Index::new(index), &bytes))
        };
        Ok(range.clone().zip(rows).map(decode).collect())
    }

    /// The openings of the entries of `range`, as [`Store::whole_openings`] gives them.
    ///
    /// # Errors
    /// What sled says. Those that are there and cannot be read are one of the answers.
    pub fn run_of_whole_openings(
        &self,
        range: &Range<u64>,
    ) -> Result<Run<Result<Vec<u8>, StoreError>>, StoreError> {
        let rows = self.run(range, layout::openings_key)?;
        let open = |(index, row): (u64, Option<Vec<u8>>)| {
            row.map(|row| self.opened(Index::new(index), row))
        };
        Ok(range.clone().zip(rows).map(open).collect())
    }

    /// The values of one kind, whose keys differ by the position alone.
    fn run(
        &self,
        range: &Range<u64>,
        key: fn(Index) -> Vec<u8>,
    ) -> Result<Run<Vec<u8>>, StoreError> {
        let (from, to) = (key(Index::new(range.start)), key(Index::new(range.end)));
        let rows = self.engine.range(&from, &to);
        let mut found = join_all(from.len(), rows)?.into_iter().peekable();
        let mut at = |index| {
            let key = key(Index::new(index));
            found.next_if(|(found, _)| *found == key).map(|(_, value)| value)
        };
        Ok(range.clone().map(&mut at).collect())
    }
}
