//! The embedded engine: sled in a folder, and an `fdatasync` of our own.

use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::durable::{self, Durable};
use super::{Bytes, Changes, Engine, Row, Rows};
use crate::config::STORE_CACHE;
use crate::metrics::{DISK_TIMES, Histogram, Unit};
use crate::store::StoreError;

/// How often, and after what pause, a locked store is tried again: one second.
const BUSY_TRIES: u32 = 50;
const BUSY_PAUSE: Duration = Duration::from_millis(20);

/// An open sled store.
pub(in crate::store) struct Embedded {
    pub(in crate::store) db: sled::Db,
    /// Held by whoever appends; there is one sequencer, so it is never waited for.
    durable: Mutex<Durable>,
    syncs: Histogram,
}

impl Embedded {
    /// Opens the store in `folder`, making it when there is none. A store that this
    /// process has just closed keeps its lock until sled's last thread is gone.
    pub(in crate::store) fn open(folder: &Path) -> Result<Self, StoreError> {
        let db = open_when_free(folder)?;
        let durable = Durable::new(folder).map_err(StoreError::io("sync the store"))?;
        let syncs = Histogram::new(Unit::Time, DISK_TIMES);
        Ok(Self { db, durable: Mutex::new(durable), syncs })
    }
}

impl Engine for Embedded {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        self.db.get(key).map_err(StoreError::engine("read from the store"))
    }

    fn range<'a>(&'a self, from: &[u8], to: &[u8]) -> Rows<'a> {
        let rows = self.db.range(from..to);
        Box::new(rows.map(|row| row.map_err(StoreError::engine("read from the store"))))
    }

    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError> {
        let row = self.db.range(from..to).next_back();
        row.transpose().map_err(StoreError::engine("read from the store"))
    }

    fn all(&self) -> Rows<'_> {
        Box::new(self.db.iter().map(|row| row.map_err(StoreError::engine("list the store"))))
    }

    fn apply(&self, changes: Changes) -> Result<(), StoreError> {
        let mut durable = self.durable.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(changes)?;
        let begun = Instant::now();
        self.db.flush().map_err(StoreError::engine("flush the store"))?;
        durable.settle().map_err(StoreError::io("sync the store"))?;
        self.syncs.observe_time(begun.elapsed());
        Ok(())
    }

    fn write(&self, changes: Changes) -> Result<(), StoreError> {
        let mut batch = sled::Batch::default();
        for (key, value) in changes.into_rows() {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.db.apply_batch(batch).map_err(StoreError::engine("write to the store"))
    }

    fn syncs(&self) -> &Histogram {
        &self.syncs
    }
}

fn open_when_free(folder: &Path) -> Result<sled::Db, StoreError> {
    durable::settle_before_open(folder).map_err(StoreError::io("sync the store"))?;
    let mut tries = 0;
    loop {
        match open_engine(folder) {
            Err(StoreError::Busy { .. }) if tries < BUSY_TRIES => {
                tries += 1;
                std::thread::sleep(BUSY_PAUSE);
            }
            other => return other,
        }
    }
}

fn open_engine(folder: &Path) -> Result<sled::Db, StoreError> {
    // sled asserts its way through damaged files; that must not take the
    // process down before it has said which file.
    let opened = std::panic::catch_unwind(AssertUnwindSafe(|| {
        sled::Config::new()
            .path(folder)
            .mode(sled::Mode::HighThroughput)
            .cache_capacity(STORE_CACHE)
            // Only the sequencer flushes: a flush in the background would
            // have no fdatasync after it and prove nothing.
            .flush_every_ms(None)
            .open()
    }));
    match opened {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(error)) if error.to_string().contains("could not acquire lock") => {
            Err(StoreError::Busy { path: folder.to_owned() })
        }
        Ok(Err(error)) => Err(unreadable(folder, &error.to_string())),
        Err(panic) => Err(unreadable(folder, panic_text(panic.as_ref()))),
    }
}

fn unreadable(folder: &Path, problem: &str) -> StoreError {
    StoreError::Unreadable { path: folder.to_owned(), problem: problem.to_owned() }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("sled stopped without saying why")
}
