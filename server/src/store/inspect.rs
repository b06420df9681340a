//! Looking at a store at rest: every row, nothing mended.
//!
//! sled has no read-only mode: opening it writes a snapshot. So whoever must not
//! write opens a copy of its files ([`Store::inspect`]); the erasure keys are read
//! where they lie, through a handle that cannot write.

use std::path::Path;
use std::sync::{Arc, Mutex};

use ledger::record::Hash;

use super::engine::Embedded;
use super::layout::{self, KeyRow};
use super::vault::{self, Sealed, Vault};
use super::{Store, StoreError, head_of, number};

/// One stored row, as its key says. Values in pieces are one row, at the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// The entry at this position.
    Entry(u64),
    /// The sealed values of the entry at this position; the slot of their key, where
    /// the row has its form.
    Openings(u64, Option<u64>),
    /// A full tile.
    Tile {
        /// Level, 0 over the entries.
        level: u8,
        /// Position in its level.
        n: u64,
    },
    /// The n-th checkpoint ever signed.
    Signature(u64),
    /// An event id, and where it is said to stand.
    Id(String, Option<u64>),
    /// An idempotency key (hashed), and what it was used for.
    Key(Hash, Result<Used, String>),
    /// The first entry of a request, and the key (hashed) that it came with.
    Request(u64, Option<Hash>),
    /// A slot whose key is destroyed.
    Destroyed(u64),
    /// The head record.
    Head,
    /// The mark of an unfinished import.
    Stage(Option<u64>),
    /// A key that nothing of ours has.
    Unknown(Vec<u8>),
}

/// What an idempotency key was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// The slot of the key of its check.
    pub slot: u64,
    /// Index of the first entry.
    pub first: u64,
    /// Number of entries.
    pub count: u32,
}

impl Store {
    /// Opens a copy of a store's files and changes nothing that it says: no import is
    /// taken back, no redaction is ended. `keys` is the file of erasure keys, which is
    /// only read.
    pub fn inspect(copy: &Path, keys: &Path) -> Result<Self, StoreError> {
        let engine = Embedded::open(copy)?;
        let vault = match head_of(&engine)? {
            Some((_, Some(taken))) => Vault::look(keys, taken),
            Some((_, None)) => Vault::none(
                keys,
                "the store was written before there were erasure keys; start the server once, \
                 which writes it anew",
            ),
            None => Vault::none(keys, "the store has no head record"),
        };
        let engine = Arc::new(engine);
        Ok(Self { engine, database: None, vault, renewed: false, open: Mutex::default() })
    }

    /// Every row, in the order of keys.
    pub fn rows(&self) -> impl Iterator<Item = Result<Row, StoreError>> + '_ {
        self.engine.all().filter_map(|item| match item {
            Ok((key, value)) => row(&key, &value).map(Ok),
            Err(error) => Some(Err(error)),
        })
    }

    /// How many slots of the file of keys are taken; `None` in a store that has no keys.
    pub fn slots_taken(&self) -> Result<Option<u64>, StoreError> {
        Ok(head_of(self.engine.as_ref())?.and_then(|(_, taken)| taken).map(|taken| taken.slots))
    }

    /// Whether there is a key in a slot; `Ok(false)` where it was destroyed.
    pub fn has_key(&self, slot: u64) -> Result<bool, Sealed> {
        self.vault.has_key(slot)
    }
}

/// What a row is; `None` for the later pieces of a long value.
fn row(key: &[u8], value: &[u8]) -> Option<Row> {
    let unknown = || Some(Row::Unknown(key.to_vec()));
    let Some((kind, rest)) = key.split_first() else { return unknown() };
    match (*kind, rest.len()) {
        (b'e' | layout::OPENINGS, 10) | (b't', 11) if is_later_piece(rest) => None,
        (b'e', 8) => number(rest).map(Row::Entry),
        (layout::OPENINGS, 8) => number(rest).map(|at| Row::Openings(at, vault::slot_of(value))),
        (b't', 9) => number(&rest[1..]).map(|n| Row::Tile { level: rest[0], n }),
        (b'h', 8) => number(rest).map(Row::Signature),
        (b'i', _) => match std::str::from_utf8(rest) {
            Ok(id) => Some(Row::Id(id.to_owned(), number(value))),
            Err(_) => unknown(),
        },
        (b'k', 32) => {
            let used = KeyRow::decode(value).map_err(|error| error.problem);
            let used = used.map(|row| Used { slot: row.slot, first: row.first, count: row.count });
            hash(rest).map(|key| Row::Key(key, used))
        }
        (b'r', 8) => number(rest).map(|first| Row::Request(first, hash(value))),
        (layout::DESTROYED, 8) => number(rest).map(Row::Destroyed),
        (b'm', 0) => Some(Row::Head),
        (b's', 0) => Some(Row::Stage(number(value))),
        _ => unknown(),
    }
}

fn is_later_piece(rest: &[u8]) -> bool {
    rest.last_chunk::<2>().is_some_and(|piece| u16::from_be_bytes(*piece) > 0)
}

fn hash(bytes: &[u8]) -> Option<Hash> {
    Some(Hash::from_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_told_by_its_key_and_a_strange_one_is_named() {
        let at = |kind: u8, n: u64| [&[kind][..], &n.to_be_bytes()].concat();
        assert_eq!(row(&at(b'e', 7), b""), Some(Row::Entry(7)));
        assert_eq!(row(&[&at(b'e', 7)[..], &[0, 1]].concat(), b""), None, "a second piece");
        assert_eq!(row(&at(b'c', 7), b"?"), Some(Row::Openings(7, None)), "not of our form");
        assert_eq!(row(&layout::tile_key(1, 2), b""), Some(Row::Tile { level: 1, n: 2 }));
        assert_eq!(row(b"iid", &[0; 8]), Some(Row::Id("id".to_owned(), Some(0))));
        assert_eq!(row(b"iid", b""), Some(Row::Id("id".to_owned(), None)));
        assert!(matches!(row(&[b'k'; 33], b"?"), Some(Row::Key(_, Err(_)))));
        assert_eq!(row(layout::HEAD, b""), Some(Row::Head));
        for strange in [&b"z"[..], b"", b"e1", b"m1", b"xx", b"i\xff"] {
            assert_eq!(row(strange, b""), Some(Row::Unknown(strange.to_vec())), "{strange:?}");
        }
    }
}
