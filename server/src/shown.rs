//! What the public may read of sealed values: the one seam between the store, which has
//! all of them, and whoever gives some to a reader.
//!
//! The read tree, the views, the API and with them exports, feeds and what is published
//! read through here. What an entry holds back comes out in its withheld form, which
//! leads to the same root, so that nobody needs another proof. Past the seam go those
//! alone who give nothing to readers (the gate, erasure, backups, restores, `fsck`), and what
//! somebody with a role for it asks for by name (`http/held.rs`). `tests/tests/tidy.rs`
//! has the list.

use std::ops::Range;

use ledger::proof::{BundleId, TILE_WIDTH, TreeHash};
use ledger::record::bundle::{decode_opening_list, encode_opening_list};
use ledger::record::{Held, Index, Openings, Timestamp};

use crate::store::{LayoutError, Sealed, Store, StoreError, StoredEntry};

/// The openings of the entries of a bundle, `range`, as everybody may read them at this
/// moment, in bincode; an empty place where they cannot be had, which accuses nobody.
///
/// # Errors
/// What the store says.
pub fn bundle(
    store: &Store,
    id: &BundleId,
    range: Range<u64>,
    now: Timestamp,
) -> Result<Vec<Vec<u8>>, StoreError> {
    // Lines never change: that none of a full bundle asks for it is found out once.
    if id.width == TILE_WIDTH && store.open_bundles().contains(&id.n) {
        let held = vec![Held::No; usize::from(id.width)];
        return lists(store, range, held, now);
    }
    let rows = store.entries(&range)?;
    beside_rows(store, id, range, &rows, now)
}

/// What lies at a position, as [`Store::entries`] gives it.
pub type Row = Option<Result<StoredEntry, LayoutError>>;

/// The same for whoever has read the entries of `range` already.
///
/// # Errors
/// What the store says.
pub fn beside_rows(
    store: &Store,
    id: &BundleId,
    range: Range<u64>,
    rows: &[Row],
    now: Timestamp,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let held: Vec<Held> = rows.iter().map(|row| held(row.as_ref())).collect();
    if id.width == TILE_WIDTH && held.iter().all(|held| *held == Held::No) {
        store.open_bundles().insert(id.n);
    }
    lists(store, range, held, now)
}

fn lists(
    store: &Store,
    range: Range<u64>,
    held: Vec<Held>,
    now: Timestamp,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let found = range.clone().map(Index::new).zip(store.run_of_whole_openings(&range)?);
    let shown = |((index, whole), held)| match given(index, whole, held, now) {
        Ok(list) => Ok(list.unwrap_or_default()),
        Err(error @ StoreError::Sealed { .. }) => {
            tracing::error!("{error}");
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    };
    found.zip(held).map(shown).collect()
}

/// What the line of an entry says. What does not say that it may be shown is not: one that
/// is not there, that cannot be read or that has other bytes than were recorded.
fn held(stored: Option<&Result<StoredEntry, LayoutError>>) -> Held {
    match stored {
        Some(Ok(stored)) if *TreeHash::leaf(&stored.line).as_bytes() == stored.leaf => {
            Held::of_line(&stored.line)
        }
        _ => Held::ForGood,
    }
}

fn given(
    index: Index,
    whole: Option<Result<Vec<u8>, StoreError>>,
    held: Held,
    now: Timestamp,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(whole) = whole.transpose()? else { return Ok(None) };
    if !held.is_held(now) {
        return Ok(Some(whole));
    }
    Ok(Some(encode_opening_list(&read(index, &whole)?.withheld())))
}

/// The same of one entry, for whoever has read it, which says `held`; decoded, and empty
/// where there are none.
///
/// # Errors
/// As [`Store::whole_openings`]; a list that cannot be read.
pub fn beside(
    store: &Store,
    index: Index,
    held: Held,
    now: Timestamp,
) -> Result<Openings, StoreError> {
    let list = whole(store, index)?;
    Ok(if held.is_held(now) { list.withheld() } else { list })
}

/// All of them, for somebody who was asked for a token and a role.
///
/// # Errors
/// As [`beside`].
pub fn whole(store: &Store, index: Index) -> Result<Openings, StoreError> {
    match store.whole_openings(index)? {
        Some(bytes) => read(index, &bytes),
        None => Ok(Openings::default()),
    }
}

fn read(index: Index, bytes: &[u8]) -> Result<Openings, StoreError> {
    decode_opening_list(bytes).map_err(|error| {
        tracing::error!("the sealed values of entry {index}: {error}");
        let what = "the sealed values of entry";
        StoreError::Sealed { what, index: index.get(), why: Sealed::Damaged }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opened::Opened;
    use crate::sequencer::Submission;
    use crate::sequencer::tests::ready_with;
    use ledger::record::{OpeningState, Origin, Unverified};

    const SECRET: &str = "Only for the recorders.";

    fn recorded(path: &std::path::Path) -> Opened {
        let origin = Origin::new("test.example/ledger").unwrap();
        let (folder, mut writer) = Opened::create(path, &origin).unwrap().into_writer().unwrap();
        let drafts = vec![
            ready_with("open", SECRET, ""),
            ready_with("for-good", SECRET, r#","disclosure":"restricted""#),
            ready_with(
                "until",
                SECRET,
                r#","disclosure":"embargoed","embargo_until":"2999-01-01T11:00+00:00""#,
            ),
            ready_with("marked", SECRET, r#","disclosure":"public""#),
        ];
        let submission = Submission { drafts, expected: None, key: None };
        writer.commit(vec![submission]).pop().unwrap().unwrap();
        drop((folder, writer));
        Opened::open(path).unwrap()
    }

    /// As a bundle of this entry alone.
    fn openings(store: &Store, index: Index, now: Timestamp) -> Vec<u8> {
        let (n, first) = (index.get(), index.get());
        bundle(store, &BundleId { n, width: 1 }, first..first + 1, now).unwrap().remove(0)
    }

    fn is_open(openings: &Openings) -> Vec<bool> {
        let open =
            |opening: &ledger::record::Opening| matches!(opening.state, OpeningState::Open { .. });
        openings.as_slice().iter().map(open).collect()
    }

    #[test]
    fn nothing_that_is_held_back_comes_through_and_every_proof_stays() {
        let dir = tempfile::tempdir().unwrap();
        let opened = recorded(dir.path());
        let store = &opened.store;
        let end = Timestamp::parse("2999-01-01T11:00:00.000Z").unwrap();
        let before = Timestamp::from_millis(end.millis() - 1);
        for (now, due) in [
            (before, [true, false, false, true]),
            (end, [true, false, true, true]),
            (Timestamp::from_millis(i64::MAX), [true, false, true, true]),
        ] {
            for (index, due) in (0..).map(Index::new).zip(due) {
                let line = store.entry(index).unwrap().unwrap().line;
                let entry = Unverified::parse(&line).unwrap();
                let bytes = openings(store, index, now);
                let has = bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes());
                assert_eq!(has, due, "entry {index} at {now}");
                let list = decode_opening_list(&bytes).unwrap();
                assert!(is_open(&list).into_iter().all(|open| open == due), "{index} at {now}");
                assert_eq!(list.verify(&entry.claimed().sealed()), Ok(()));
                let other = beside(store, index, entry.claimed().held(), now).unwrap();
                assert_eq!(other, list, "both ways through give the same");
                assert!(is_open(&whole(store, index).unwrap()).into_iter().all(|open| open));
            }
        }
    }

    /// What is remembered of a bundle must never open one that holds something back, nor
    /// keep one shut.
    #[test]
    fn a_bundle_is_asked_for_again_and_again_and_holds_back_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let origin = Origin::new("test.example/ledger").unwrap();
        let (folder, mut writer) =
            Opened::create(dir.path(), &origin).unwrap().into_writer().unwrap();
        let until = r#","disclosure":"embargoed","embargo_until":"2999-01-01T11:00+00:00""#;
        let mark = |n: u64| if matches!(n, 300 | 600) { until } else { "" };
        for from in (0..600).step_by(150) {
            let drafts = (from..from + 150).map(|n| ready_with(&format!("e-{n}"), SECRET, mark(n)));
            let submission = Submission { drafts: drafts.collect(), expected: None, key: None };
            writer.commit(vec![submission]).pop().unwrap().unwrap();
        }
        drop((folder, writer));
        let opened = Opened::open(dir.path()).unwrap();
        let end = Timestamp::parse("2999-01-01T11:00:00.000Z").unwrap();
        let before = Timestamp::from_millis(end.millis() - 1);
        let asked = |n: u64, width: u16, now: Timestamp| -> Vec<u64> {
            let (first, store) = (n * 256, &opened.store);
            let range = first..first + u64::from(width);
            let lists = bundle(store, &BundleId { n, width }, range, now).unwrap();
            let has = |list: &Vec<u8>| list.windows(SECRET.len()).any(|p| p == SECRET.as_bytes());
            (first..).zip(&lists).filter(|(_, list)| !has(list)).map(|(n, _)| n).collect()
        };
        let none: Vec<u64> = Vec::new();
        for _ in 0..3 {
            assert_eq!(asked(0, 256, before), none, "nothing is held back in it");
            assert_eq!(asked(1, 256, before), [300]);
            assert_eq!(asked(1, 256, end), none);
            assert_eq!(asked(2, 88, before), none, "a bundle that still grows");
        }
        assert_eq!(opened.store.open_bundles().iter().collect::<Vec<_>>(), [&0]);
    }

    /// An entry that cannot be read, or is not what was recorded, does not say that its
    /// values may be shown.
    #[test]
    fn beside_a_damaged_line_nothing_is_shown() {
        for (n, word) in [(1, "restricted"), (1, "disclosure"), (2, "embargo_until"), (0, "open")] {
            let dir = tempfile::tempdir().unwrap();
            drop(recorded(dir.path()));
            let store = Store::open(&dir.path().join("store")).unwrap();
            store.overwrite_line_for_tests(n, |line| {
                let found = line.windows(word.len()).position(|part| part == word.as_bytes());
                line[found.unwrap()] ^= 1;
            });
            let bytes = openings(&store, Index::new(n), Timestamp::from_millis(0));
            let open = is_open(&decode_opening_list(&bytes).unwrap());
            assert!(!open.is_empty() && open.into_iter().all(|open| !open), "{word}");
        }
    }
}
