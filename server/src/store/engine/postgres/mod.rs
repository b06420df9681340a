//! The engine for several machines: PostgreSQL, on one node or with synchronous quorum
//! replication.
//!
//! Any number of servers read; one at a time records. What keeps two apart is not a lock
//! but the commit itself: each takes the next number of `daybook_commits`, and only while
//! it is the next one ([`commit`]). The lock of [`Postgres::lead`] only spares the others
//! the trouble.
//!
//! A commit that was asked to become durable on other nodes can be seen on its own node
//! before it is on them, after a restart for example, and be gone after a failover. So
//! each new end is read, then one commit of nothing is made durable everywhere, and only
//! then is the end believed ([`link::Session::barrier`]). What lies below a believed end
//! may be read from the same node without further ado.

mod ahead;
mod commit;
mod keys;
mod link;
mod tables;

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use ledger::record::Origin;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::Mutex;
use tokio_postgres::types::ToSql;

use super::{Bytes, Changes, Engine, Row, Rows};
use crate::metrics::{DISK_TIMES, Histogram, Unit};
use crate::store::StoreError;
use crate::store::layout;
use ahead::{Ahead, Found};
use commit::Writer;
pub(in crate::store) use keys::TableSlots;
pub use link::Address;
use link::{Link, PgError};

/// Connections for reading.
const READERS: usize = 4;
/// Rows in one answer.
const PAGE: usize = 1_024;

/// The rows of one ledger in a database.
pub(in crate::store) struct Postgres {
    door: Door,
    /// Taken when it is dropped: a runtime cannot be waited for on the threads of another.
    runtime: Option<Runtime>,
    syncs: Histogram,
}

struct Shared {
    writer: Mutex<Writer>,
    readers: [Mutex<Link>; READERS],
    turn: AtomicUsize,
    /// Changes are under way that the next head makes durable: only the writer's own
    /// connection sees them.
    open: AtomicBool,
    ahead: Ahead,
}

impl Postgres {
    /// Connects to the database at `address`, makes the tables where there are none, and
    /// holds the ledger's name against the one that is there.
    ///
    /// # Errors
    /// [`StoreError::Postgres`].
    pub(in crate::store) fn open(address: &Address, origin: &Origin) -> Result<Self, StoreError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("postgres")
            .enable_all()
            .build()
            .map_err(StoreError::io("start the threads of the database"))?;
        let readers = std::array::from_fn(|_| Mutex::new(Link::new(address)));
        let shared = Shared {
            writer: Mutex::new(Writer::new(address)?),
            readers,
            turn: AtomicUsize::new(0),
            open: AtomicBool::new(false),
            ahead: Ahead::default(),
        };
        let syncs = Histogram::new(Unit::Time, DISK_TIMES);
        let door = Door { shared: Arc::new(shared), runtime: runtime.handle().clone() };
        let engine = Self { door, runtime: Some(runtime), syncs };
        let origin = origin.as_str().to_owned();
        engine.door.wait(async move |shared| shared.writer.lock().await.begin(&origin).await)?;
        Ok(engine)
    }

    /// Becomes the one server that records, unless another one is.
    ///
    /// # Errors
    /// [`StoreError::Postgres`].
    pub(in crate::store) fn lead(&self) -> Result<bool, StoreError> {
        self.door.wait(async |shared| shared.writer.lock().await.lead().await)
    }

    /// The record of the newest end that is durable everywhere.
    ///
    /// # Errors
    /// [`StoreError::Postgres`].
    pub(in crate::store) fn end(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.door.wait(async |shared| {
            let mut writer = shared.writer.lock().await;
            let before = writer.at();
            let end = writer.end().await;
            if writer.at() != before {
                shared.ahead.forget();
            }
            end
        })
    }

    /// Whether this is still the server that records; the lock is taken again where only
    /// the connection was lost.
    ///
    /// # Errors
    /// [`StoreError::Postgres`].
    pub(in crate::store) fn still_leads(&self) -> Result<bool, StoreError> {
        self.door.wait(async |shared| shared.writer.lock().await.still_leads().await)
    }

    /// Takes the whole ledger out of the database.
    ///
    /// # Errors
    /// [`StoreError::Postgres`].
    pub(in crate::store) fn remove(&self) -> Result<(), StoreError> {
        self.door
            .wait(async |shared| shared.writer.lock().await.ask(tables::DROP, &[]).await.map(drop))
    }

    /// The keys of its sealed values.
    ///
    /// # Errors
    /// [`StoreError::Postgres`].
    pub(in crate::store) fn slots(&self) -> Result<TableSlots, StoreError> {
        let number =
            self.door.wait(async |shared| shared.writer.lock().await.keys_number().await)?;
        Ok(TableSlots::new(self.door.clone(), number))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The way from threads that wait to the connections.
#[derive(Clone)]
struct Door {
    shared: Arc<Shared>,
    runtime: Handle,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door")
    }
}

impl Door {
    /// Runs `act` beside this thread and waits for what it gives.
    fn wait<T: Send + 'static, F>(
        &self,
        act: impl FnOnce(Arc<Shared>) -> F + Send + 'static,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, PgError>> + Send + 'static,
    {
        let (tell, told) = mpsc::sync_channel(1);
        let shared = Arc::clone(&self.shared);
        self.runtime.spawn(async move {
            // Whoever asked may have gone.
            let _ = tell.send(act(shared).await);
        });
        let answer = told.recv().unwrap_or(Err(PgError::Stopped));
        answer.map_err(StoreError::from)
    }

    /// Rows of a query that only reads; asked again on a new connection where one breaks.
    fn query(&self, sql: &'static str, keys: Vec<Vec<u8>>) -> Result<Vec<Row>, StoreError> {
        self.wait(async move |shared| {
            let params: Vec<&(dyn ToSql + Sync)> =
                keys.iter().map(|key| key as &(dyn ToSql + Sync)).collect();
            let rows = shared.read(sql, &params).await?;
            rows.iter().map(row_of).collect()
        })
    }
}

fn row_of(row: &tokio_postgres::Row) -> Result<Row, PgError> {
    let (key, value): (&[u8], &[u8]) = (row.try_get(0)?, row.try_get(1)?);
    Ok((key.into(), value.into()))
}

impl Shared {
    async fn read(
        &self,
        sql: &'static str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<tokio_postgres::Row>, PgError> {
        if self.open.load(Ordering::Acquire) {
            let mut writer = self.writer.lock().await;
            return writer.ask(sql, params).await;
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed) % READERS;
        // Which one is free matters more than whose turn it is.
        let mut link = match self.readers.iter().find_map(|link| link.try_lock().ok()) {
            Some(link) => link,
            None => self.readers[turn].lock().await,
        };
        link.read(sql, params).await
    }
}

impl Engine for Postgres {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreError> {
        if key == layout::HEAD {
            return Ok(self.end()?.map(Into::into));
        }
        let table = tables::of(key);
        let (to, age) = match self.door.shared.ahead.find(key) {
            Found::Here(value) => return Ok(Some(value)),
            Found::Ask(to, age) => (to, age),
            Found::Alone => {
                let rows = self.door.query(table.get, vec![key.to_vec()])?;
                return Ok(rows.into_iter().next().map(|(_, value)| value));
            }
        };
        let rows = self.door.query(table.range, vec![key.to_vec(), to])?;
        let own = rows.first().filter(|(first, _)| first.as_ref() == key);
        let value = own.map(|(_, value)| value.clone());
        self.door.shared.ahead.keep(key, age, rows);
        Ok(value)
    }

    fn range<'a>(&'a self, from: &[u8], to: &[u8]) -> Rows<'a> {
        let sql = tables::of(from).range;
        Box::new(Pages {
            door: self.door.clone(),
            sql,
            from: from.to_vec(),
            to: to.to_vec(),
            page: Vec::new().into_iter(),
            over: from >= to,
        })
    }

    fn last(&self, from: &[u8], to: &[u8]) -> Result<Option<Row>, StoreError> {
        let sql = tables::of(from).last;
        Ok(self.door.query(sql, vec![from.to_vec(), to.to_vec()])?.into_iter().next())
    }

    fn all(&self) -> Rows<'_> {
        let kinds = tables::KINDS.iter().flat_map(|kind| self.range(&[*kind], &[*kind + 1]));
        Box::new(kinds)
    }

    fn apply(&self, changes: Changes) -> Result<(), StoreError> {
        let begun = std::time::Instant::now();
        self.door.wait(async move |shared| {
            let mut writer = shared.writer.lock().await;
            let done = writer.apply(changes).await;
            shared.open.store(writer.is_open(), Ordering::Release);
            shared.ahead.forget();
            done
        })?;
        self.syncs.observe_time(begun.elapsed());
        Ok(())
    }

    fn write(&self, changes: Changes) -> Result<(), StoreError> {
        self.apply(changes)
    }

    fn syncs(&self) -> &Histogram {
        &self.syncs
    }
}

/// Rows in the order of their keys, asked for a page at a time.
struct Pages {
    door: Door,
    sql: &'static str,
    from: Vec<u8>,
    to: Vec<u8>,
    page: std::vec::IntoIter<Row>,
    over: bool,
}

impl Iterator for Pages {
    type Item = Result<Row, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row) = self.page.next() {
            return Some(Ok(row));
        }
        if self.over {
            return None;
        }
        let keys = vec![self.from.clone(), self.to.clone()];
        match self.door.query(self.sql, keys) {
            Ok(rows) => {
                self.over = rows.len() < PAGE;
                if let Some((last, _)) = rows.last() {
                    // The next key there can be.
                    self.from = [last, &[0][..]].concat();
                }
                self.page = rows.into_iter();
                self.page.next().map(Ok)
            }
            Err(error) => {
                self.over = true;
                Some(Err(error))
            }
        }
    }
}
