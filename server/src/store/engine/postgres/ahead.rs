//! Reads ahead for whoever reads entries one after the other, as every fold of the ledger
//! does: a question to the database for each would take minutes for a million.

use std::sync::{Mutex, PoisonError};

use super::tables;
use crate::store::engine::{Bytes, Row};

/// Entries that are asked for at once.
const AHEAD: u64 = 256;
/// Readers that may go their ways beside each other.
const WAYS: usize = 8;

/// What was read ahead, one place for each way through the ledger.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    ways: Vec<Way>,
    /// How often everything was forgotten: what was asked for before is not kept after.
    age: u64,
}

/// Rows after `at` up to the last of them, which were read together. That a row is not
/// there is never remembered: a moment later it may be.
#[derive(Debug)]
struct Way {
    /// The key that was asked for last.
    at: Vec<u8>,
    rows: Vec<Row>,
}

/// What to do for a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Its value.
    Here(Bytes),
    /// Ask for it and for all up to this key, which are next; then [`Ahead::keep`] them, as
    /// of this age.
    Ask(Vec<u8>, u64),
    /// Ask for it alone.
    Alone,
}

impl Ahead {
    /// What is known of `key`, which is asked for now.
    pub(super) fn find(&self, key: &[u8]) -> Found {
        let Some((kind, index)) = place(key) else { return Found::Alone };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { ways, age } = &mut *known;
        for way in ways.iter_mut() {
            let row = way.rows.binary_search_by(|(found, _)| found.as_ref().cmp(key));
            if let Ok(row) = row {
                key.clone_into(&mut way.at);
                return Found::Here(way.rows[row].1.clone());
            }
        }
        let before = index.checked_sub(1).map(|index| named(kind, index));
        let follows = before.is_some_and(|before| {
            let place = ways.iter().position(|way| way.at == before);
            place.map(|place| ways.remove(place)).is_some()
        });
        if follows {
            return Found::Ask(named(kind, index.saturating_add(AHEAD)), *age);
        }
        if ways.len() >= WAYS {
            ways.remove(0);
        }
        ways.push(Way { at: key.to_vec(), rows: Vec::new() });
        Found::Alone
    }

    /// Keeps rows that follow one another from `at` on, unless they may have changed since
    /// they were asked for.
    pub(super) fn keep(&self, at: &[u8], age: u64, rows: Vec<Row>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.age != age {
            return;
        }
        if known.ways.len() >= WAYS {
            known.ways.remove(0);
        }
        known.ways.push(Way { at: at.to_vec(), rows });
    }

    /// How often everything was forgotten: what was read at another age may have changed.
    pub(super) fn age(&self) -> u64 {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).age
    }

    /// Forgets what a commit may have changed or added.
    pub(super) fn forget(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.ways.clear();
        known.age += 1;
    }
}

/// Kind and index of the first row of an entry or of its openings.
fn place(key: &[u8]) -> Option<(u8, u64)> {
    let (kind, rest) = key.split_first()?;
    let index = rest.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))?;
    tables::READ_IN_ORDER.contains(kind).then_some((*kind, index))
}

fn named(kind: u8, index: u64) -> Vec<u8> {
    [&[kind][..], &index.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(index: u64) -> Row {
        (named(b'e', index).into(), index.to_be_bytes().as_slice().into())
    }

    #[test]
    fn the_second_of_two_neighbours_brings_the_next_ones() {
        let ahead = Ahead::default();
        assert_eq!(ahead.find(&named(b'e', 4)), Found::Alone);
        assert_eq!(ahead.find(&named(b'e', 9)), Found::Alone, "somebody else");
        assert_eq!(ahead.find(&named(b'c', 5)), Found::Alone, "of another kind");
        assert_eq!(ahead.find(&named(b'e', 5)), Found::Ask(named(b'e', 261), 0));
        ahead.keep(&named(b'e', 5), 0, vec![row(5), row(6)]);
        assert_eq!(ahead.find(&named(b'e', 6)), Found::Here(row(6).1));
        assert_eq!(
            ahead.find(&named(b'e', 7)),
            Found::Ask(named(b'e', 263), 0),
            "may be there now"
        );
        assert_eq!(ahead.find(b"m"), Found::Alone);
    }

    #[test]
    fn what_was_read_ahead_is_forgotten_when_it_may_have_changed() {
        let ahead = Ahead::default();
        let one: Row = (named(b'c', 5).into(), b"old".as_slice().into());
        ahead.keep(&named(b'c', 4), 0, vec![one.clone()]);
        assert_eq!(ahead.find(&named(b'c', 5)), Found::Here(one.1.clone()));
        ahead.forget();
        assert_eq!(ahead.find(&named(b'c', 5)), Found::Alone);
        ahead.keep(&named(b'c', 4), 0, vec![one]);
        assert_ne!(
            ahead.find(&named(b'c', 5)),
            Found::Here(b"old".as_slice().into()),
            "came too late"
        );
    }
}
