//! Erasure keys in a table.
//!
//! Overwriting a row leaves the old one in the table's files, so the table is written anew
//! after keys were destroyed, and its old files are removed. What the database has copied
//! elsewhere by then, its log, an archive of that, base backups, is not reached from here:
//! `docs/postgres.md` says for how long those keep it.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio_postgres::types::ToSql;

use super::{Door, Shared, tables};
use crate::store::StoreError;
use crate::store::slots::{KEY, NUMBER, Slots, SlotsError};

/// Keys that are read at once.
const BLOCK: u64 = 256;
/// Keys that are written at once.
const WRITE: u64 = 4_096;

type Param = Box<dyn ToSql + Sync + Send>;

/// The keys of one ledger.
#[derive(Debug)]
pub(in crate::store) struct TableSlots {
    door: Door,
    number: [u8; NUMBER],
    /// Keys that follow one another, read last, and how old they are ([`super::ahead::Ahead::age`]):
    /// openings are read in runs, and each would be a question of its own. Forgotten with
    /// each new end: whoever records may have destroyed some.
    near: Mutex<(u64, Near)>,
    /// Those that this process filled last, for the openings that it is to write. Whoever
    /// begins to record fills first, so they are not those of a time before.
    own: Mutex<Near>,
}

#[derive(Debug, Default)]
struct Near {
    first: u64,
    keys: Vec<[u8; KEY]>,
}

impl TableSlots {
    pub(super) fn new(door: Door, number: [u8; NUMBER]) -> Self {
        Self { door, number, near: Mutex::default(), own: Mutex::default() }
    }

    fn ask(&self, sql: &'static str, params: Vec<Param>) -> io::Result<Vec<tokio_postgres::Row>> {
        let asked = self.door.wait(async move |shared: Arc<Shared>| {
            let params: Vec<&(dyn ToSql + Sync)> =
                params.iter().map(|one| &**one as &(dyn ToSql + Sync)).collect();
            shared.writer.lock().await.ask(sql, &params).await
        });
        asked.map_err(other)
    }

    /// The number that a statement gives.
    fn ask_number(&self, sql: &'static str, params: Vec<Param>) -> io::Result<i64> {
        let rows = self.ask(sql, params)?;
        rows.first().map_or(Ok(0), |row| row.try_get(0)).map_err(io::Error::other)
    }

    /// Puts keys into the slots from `first` on.
    pub(in crate::store) fn put(&self, first: u64, keys: &[[u8; KEY]]) -> io::Result<()> {
        let slots = (first..).take(keys.len()).map(number).collect::<io::Result<Vec<i64>>>()?;
        let keys: Vec<Vec<u8>> = keys.iter().map(|key| key.to_vec()).collect();
        self.ask(tables::KEYS_FILL, vec![Box::new(slots), Box::new(keys)]).map(drop)
    }

    /// From now on these are the keys by this number, and there are none yet.
    pub(in crate::store) fn adopt(&self, number: &[u8; NUMBER]) -> io::Result<()> {
        self.ask(tables::KEYS_CLEAR, Vec::new())?;
        self.ask(tables::ABOUT_KEYS, vec![Box::new(number.to_vec())]).map(drop)
    }

    fn read(&self, first: u64, to: u64) -> io::Result<Vec<[u8; KEY]>> {
        let (from, to) = (number(first)?, number(to)?);
        let rows = self
            .door
            .wait(async move |shared: Arc<Shared>| shared.read(tables::KEYS, &[&from, &to]).await);
        let mut keys = Vec::new();
        for row in rows.map_err(other)? {
            let (slot, key): (i64, &[u8]) = (
                row.try_get(0).map_err(io::Error::other)?,
                row.try_get(1).map_err(io::Error::other)?,
            );
            // A slot that is missing ends the run.
            if slot != from + i64::try_from(keys.len()).unwrap_or(i64::MAX) {
                break;
            }
            keys.push(key.try_into().map_err(|_| io::Error::other("a key has another length"))?);
        }
        Ok(keys)
    }

    fn own(&self) -> MutexGuard<'_, Near> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn rewrite(&self) -> io::Result<()> {
        self.ask(tables::KEYS_REWRITE, Vec::new())?;
        self.ask(tables::KEYS_NONE_LEFT, Vec::new()).map(drop)
    }
}

impl Near {
    fn key(&self, slot: u64) -> Option<[u8; KEY]> {
        let at = usize::try_from(slot.checked_sub(self.first)?).ok()?;
        self.keys.get(at).copied()
    }
}

impl Slots for TableSlots {
    fn number(&self) -> [u8; NUMBER] {
        self.number
    }

    fn count(&self) -> io::Result<u64> {
        let count = self.ask_number(tables::KEYS_COUNT, Vec::new())?;
        u64::try_from(count).map_err(io::Error::other)
    }

    fn key(&self, slot: u64) -> io::Result<[u8; KEY]> {
        // Before it is asked: what is read now may be older than the next end.
        let age = self.door.shared.ahead.age();
        let near = || self.near.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let near = near();
            if near.0 == age
                && let Some(key) = near.1.key(slot)
            {
                return Ok(key);
            }
        }
        let keys = self.read(slot, slot.saturating_add(BLOCK))?;
        let found = keys.first().copied();
        *near() = (age, Near { first: slot, keys });
        found.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn keys(&self, first: u64, count: usize) -> io::Result<Vec<u8>> {
        let end = first + count as u64;
        let own: Option<Vec<_>> = {
            let own = self.own();
            (first..end).map(|slot| own.key(slot)).collect()
        };
        let keys = match own {
            Some(keys) => keys,
            None => self.read(first, end)?,
        };
        if keys.len() < count {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(keys.concat())
    }

    fn fill(&self, from: u64, to: u64) -> Result<(), SlotsError> {
        let mut at = from;
        while at < to {
            let end = to.min(at + WRITE);
            let mut fresh = vec![[0; KEY]; usize::try_from(end - at).unwrap_or(0)];
            getrandom::fill(fresh.as_flattened_mut())?;
            self.put(at, &fresh)?;
            *self.own() = Near { first: at, keys: fresh };
            at = end;
        }
        Ok(())
    }

    fn destroy(&self, slots: &[u64]) -> io::Result<usize> {
        let mut were = 0;
        if !slots.is_empty() {
            *self.own() = Near::default();
            self.door.shared.ahead.forget();
            let slots: Vec<i64> =
                slots.iter().map(|slot| number(*slot)).collect::<io::Result<_>>()?;
            let nothing = vec![0_u8; KEY];
            let params: Vec<Param> = vec![Box::new(slots), Box::new(nothing)];
            let count = self.ask_number(tables::KEYS_DESTROY, params)?;
            were = usize::try_from(count).unwrap_or(0);
        }
        // Also what a process left that was killed in between.
        let rows = self.ask(tables::KEYS_LEFT, Vec::new())?;
        if rows.first().is_some_and(|row| row.try_get(0).unwrap_or(true)) {
            self.rewrite()?;
        }
        Ok(were)
    }
}

fn number(slot: u64) -> io::Result<i64> {
    i64::try_from(slot).map_err(io::Error::other)
}

fn other(error: StoreError) -> io::Error {
    io::Error::other(error)
}
