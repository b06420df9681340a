//! Where rows lie: the seam between what the store means and what keeps it.
//!
//! An engine keeps rows in the order of their keys and makes several changes at once,
//! all or none. [`super::layout`] says what they mean, and no engine knows.

mod durable;
mod embedded;
mod postgres;

use super::StoreError;
use crate::metrics::Histogram;

pub(super) use embedded::Embedded;
pub use postgres::Address;
pub(super) use postgres::Postgres;

/// A key or a value. Cheap to clone; sled's own, so that what it reads is not copied.
pub(super) type Bytes = sled::IVec;

/// A key and its value.
pub(super) type Row = (Bytes, Bytes);

/// Rows in the order of their keys.
pub(super) type Rows<'a> = Box<dyn Iterator<Item = Result<Row, StoreError>> + 'a>;

/// What keeps the rows of one ledger. Reads may run beside the one writer.
pub(super) trait Engine: Send + Sync {
    /// The value of a key.
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError>;

    /// The rows whose keys are in `from..to`.
    fn range<'a>(&'a self, from: &[u8], to: &[u8]) -> Rows<'a>;

    /// The last of the rows whose keys are in `from..to`.
    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError>;

    /// Every row.
    fn all(&self) -> Rows<'_>;

    /// Makes changes, all or none; durable when it returns. After an error nobody
    /// knows which, until the store was opened anew.
    fn apply(&self, changes: Changes) -> Result<(), StoreError>;

    /// As [`Engine::apply`], durable only with the next call of that.
    fn write(&self, changes: Changes) -> Result<(), StoreError>;

    /// How long each commit took to become durable.
    fn syncs(&self) -> &Histogram;
}

/// Changes that are made together. Of two for one key the later one counts.
#[derive(Debug, Default)]
pub(super) struct Changes {
    rows: Vec<(Bytes, Option<Bytes>)>,
}

impl Changes {
    /// The key has this value from now on.
    pub(super) fn insert(&mut self, key: impl Into<Bytes>, value: impl Into<Bytes>) {
        self.rows.push((key.into(), Some(value.into())));
    }

    /// The key is gone from now on.
    pub(super) fn remove(&mut self, key: impl Into<Bytes>) {
        self.rows.push((key.into(), None));
    }

    /// What becomes of the keys, in the order in which it was said.
    fn into_rows(self) -> impl Iterator<Item = (Bytes, Option<Bytes>)> {
        self.rows.into_iter()
    }
}

/// The rows of one kind: those whose key begins with this byte.
pub(super) fn kind(engine: &dyn Engine, first: u8) -> Rows<'_> {
    engine.range(&[first], &[first + 1])
}
