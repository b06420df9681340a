//! The writer's connection, and the commit that no two servers can both make.

use std::collections::BTreeMap;

use tokio::time::Instant;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;

use super::link::{Address, LOCK_PATIENCE, Link, PATIENCE, PgError, again};
use super::tables;
use crate::store::engine::{Bytes, Changes};
use crate::store::slots::NUMBER;
use crate::store::{StoreError, layout};

/// Version of the tables.
const VERSION: i32 = 1;

/// The one connection by which this process records and sees the end.
pub(super) struct Writer {
    link: Link,
    /// Drawn for this process: by it a commit is known as its own.
    name: [u8; 16],
    /// Number of the last commit that it made or saw.
    at: i64,
    /// Its record, once it was seen to be durable everywhere.
    seen: Option<(i64, Vec<u8>)>,
    leads: bool,
    /// A transaction is open that the next head ends.
    open: bool,
}

/// One commit as the statement takes it.
struct Parts {
    head: Bytes,
    rows: (Vec<Bytes>, Vec<Bytes>),
    sealed: (Vec<Bytes>, Vec<Bytes>),
    gone: Vec<Bytes>,
}

impl Writer {
    pub(super) fn new(address: &Address) -> Result<Self, StoreError> {
        let mut name = [0; 16];
        getrandom::fill(&mut name).map_err(|error| StoreError::Postgres(error.to_string()))?;
        let link = Link::new(address);
        Ok(Self { link, name, at: 0, seen: None, leads: false, open: false })
    }

    /// Number of the last commit that it knows.
    pub(super) const fn at(&self) -> i64 {
        self.at
    }

    /// Whether no other server has taken over.
    pub(super) async fn still_leads(&mut self) -> Result<bool, PgError> {
        if !self.leads || self.open {
            return Ok(self.leads);
        }
        let at = self.at;
        self.leads = match self.newest().await {
            Ok(newest) => newest == at && (self.link.has_lock() || self.regain(at + 1).await?),
            Err(error) if error.is_gone() => {
                self.link.drop_session();
                self.regain(at + 1).await? && self.newest().await? == at
            }
            Err(error) => return Err(error),
        };
        Ok(self.leads)
    }

    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    /// Makes the tables where there are none, and reads whose they are.
    pub(super) async fn begin(&mut self, origin: &str) -> Result<(), PgError> {
        let session = self.link.session(PATIENCE).await?;
        let there = session.client.query_one(tables::ARE_THERE, &[]).await?;
        if there.try_get::<_, i64>(0)? < 5 {
            session.client.batch_execute(tables::CREATE).await?;
        }
        let mut number = [0; NUMBER];
        getrandom::fill(&mut number).map_err(|error| PgError::Told(error.to_string()))?;
        let mut about = session.query(tables::ABOUT, &[]).await?;
        if about.is_empty() {
            let put: [&(dyn ToSql + Sync); 3] = [&origin, &VERSION, &number.as_slice()];
            session.query(tables::ABOUT_PUT, &put).await?;
            about = session.query(tables::ABOUT, &[]).await?;
        }
        let about = about.first().ok_or(PgError::Stopped)?;
        let (found, version): (String, i32) = (about.try_get(0)?, about.try_get(1)?);
        if version != VERSION {
            return Err(PgError::Told(format!(
                "its tables are of version {version}, and this program knows {VERSION}; use the program that made them"
            )));
        }
        if found != origin {
            return Err(PgError::Told(format!(
                "it holds the ledger {found}, not {origin}; give each ledger a database of its own"
            )));
        }
        Ok(())
    }

    pub(super) async fn keys_number(&mut self) -> Result<[u8; NUMBER], PgError> {
        let session = self.link.session(PATIENCE).await?;
        let about = session.query(tables::ABOUT, &[]).await?;
        let about = about.first().ok_or(PgError::Stopped)?;
        let number: &[u8] = about.try_get(2)?;
        number.try_into().map_err(|_| PgError::Told("the number of its keys is none".to_owned()))
    }

    /// Takes the lock of the one that records. Whoever has it reads the end anew.
    pub(super) async fn lead(&mut self) -> Result<bool, PgError> {
        self.leads = false;
        self.roll_back();
        let session = self.link.session(PATIENCE).await?;
        let row = session.client.query_one(tables::LEAD, &[]).await?;
        self.leads = row.try_get(0)?;
        session.locked = self.leads;
        if self.leads {
            self.seen = None;
            self.end().await?;
        }
        Ok(self.leads)
    }

    /// The newest end, once it is durable everywhere.
    pub(super) async fn end(&mut self) -> Result<Option<Vec<u8>>, PgError> {
        if self.open {
            // What this transaction is about to say is nobody's end yet.
            return Ok(self.seen.as_ref().map(|(_, head)| head.clone()));
        }
        let begun = Instant::now();
        loop {
            match self.look().await {
                Err(error) if error.is_gone() => {
                    self.link.drop_session();
                    if !again(begun).await {
                        return Err(error);
                    }
                }
                other => return other,
            }
        }
    }

    /// Reads the end and waits for it, both on one connection: another one may lead to
    /// another node.
    async fn look(&mut self) -> Result<Option<Vec<u8>>, PgError> {
        let known = self.seen.as_ref().map(|(n, _)| *n);
        let session = self.link.session(PATIENCE).await?;
        let rows = session.query(tables::END, &[]).await?;
        let n: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
        if !session.settled || known != Some(n) {
            session.barrier().await?;
            session.settled = true;
        }
        self.at = n;
        let Some(row) = rows.first() else { return Ok(None) };
        let head: Vec<u8> = row.try_get(1)?;
        self.seen = Some((n, head.clone()));
        Ok(Some(head))
    }

    /// Makes changes. Those without a head become durable with the next that have one.
    pub(super) async fn apply(&mut self, changes: Changes) -> Result<(), PgError> {
        let mut head = None;
        let (mut rows, mut sealed, mut gone) =
            ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()), Vec::new());
        // A statement can change a key once: the last word on it.
        let last: BTreeMap<_, _> = changes.into_rows().collect();
        for (key, value) in last {
            match value {
                Some(value) if key == layout::HEAD => head = Some(value),
                // Says where an import began that may be cut off: here nothing is left of one.
                _ if key == layout::STAGE => {}
                Some(value) => {
                    let table = if tables::is_sealed(&key) { &mut sealed } else { &mut rows };
                    table.0.push(key);
                    table.1.push(value);
                }
                None if tables::is_sealed(&key) => gone.push(key),
                None => {
                    return Err(PgError::Told("a row that is written once was to go".to_owned()));
                }
            }
        }
        match head {
            Some(head) => self.commit(Parts { head, rows, sealed, gone }).await,
            None if gone.is_empty() => self.put(rows, sealed).await,
            None => Err(PgError::Told("sealed values go with a head alone".to_owned())),
        }
    }

    async fn put(
        &mut self,
        rows: (Vec<Bytes>, Vec<Bytes>),
        sealed: (Vec<Bytes>, Vec<Bytes>),
    ) -> Result<(), PgError> {
        if rows.0.is_empty() && sealed.0.is_empty() {
            return Ok(());
        }
        let session = self.link.session(PATIENCE).await?;
        if !self.open {
            session.client.batch_execute("BEGIN").await?;
            self.open = true;
        }
        for (sql, (keys, values)) in [(tables::ROWS, rows), (tables::SEALED, sealed)] {
            if let Err(error) = session.query(sql, &[&slices(&keys), &slices(&values)]).await {
                self.roll_back();
                return Err(error);
            }
        }
        Ok(())
    }

    /// One commit: the next number is its own, or it is not made.
    async fn commit(&mut self, parts: Parts) -> Result<(), PgError> {
        if !self.leads {
            return Err(PgError::Fenced);
        }
        let (n, begun) = (self.at + 1, Instant::now());
        // Whether all of it can be sent again: what an open transaction has is gone with it.
        let whole = !self.open;
        // Whether an earlier try may have been heard.
        let mut doubtful = false;
        loop {
            let lost = !self.link.has_lock() && !self.open && !self.regain(n).await?;
            if lost || (doubtful && !whole) {
                return self.taken(n, &parts, doubtful).await;
            }
            match self.attempt(n, &parts).await {
                Ok(true) => {
                    self.made(n, &parts);
                    return Ok(());
                }
                // Somebody took the number: this process itself, where an answer was lost.
                Ok(false) => return self.taken(n, &parts, doubtful).await,
                Err(error) if self.open || !error.is_gone() => {
                    self.roll_back();
                    return Err(error);
                }
                Err(error) => {
                    doubtful = true;
                    self.link.drop_session();
                    if !again(begun).await {
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Commit `n` cannot be made any more. Well, if an earlier try made it.
    async fn taken(&mut self, n: i64, parts: &Parts, doubtful: bool) -> Result<(), PgError> {
        if doubtful && self.is_own(n).await? {
            self.made(n, parts);
            return Ok(());
        }
        self.leads = false;
        Err(PgError::Fenced)
    }

    /// Commit `n` is durable, and the newest end.
    fn made(&mut self, n: i64, parts: &Parts) {
        self.at = n;
        self.seen = Some((n, parts.head.to_vec()));
    }

    async fn attempt(&mut self, n: i64, parts: &Parts) -> Result<bool, PgError> {
        let session = self.link.session(PATIENCE).await?;
        let (rows, sealed, gone) = (&parts.rows, &parts.sealed, slices(&parts.gone));
        let (keys, values) = (slices(&rows.0), slices(&rows.1));
        let (names, texts) = (slices(&sealed.0), slices(&sealed.1));
        let (head, name) = (&parts.head[..], &self.name[..]);
        let params: [&(dyn ToSql + Sync); 8] =
            [&n, &head, &name, &keys, &values, &names, &texts, &gone];
        let made = match session.query(tables::COMMIT, &params).await {
            Ok(rows) => rows.len() == 1,
            Err(PgError::Postgres(error)) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                false
            }
            Err(error) => return Err(error),
        };
        if self.open {
            self.open = false;
            let end = if made { "COMMIT" } else { "ROLLBACK" };
            session.client.batch_execute(end).await?;
        }
        Ok(made)
    }

    /// Holds the lock again on a new connection, after the old one was lost; not where
    /// another server was quicker.
    async fn regain(&mut self, n: i64) -> Result<bool, PgError> {
        let begun = Instant::now();
        loop {
            let tried = match self.hold().await {
                // Somebody went on, or has it in earnest: the database notices soon where it
                // is only the old connection of this process.
                Ok(false) if self.newest().await? >= n || begun.elapsed() > LOCK_PATIENCE => {
                    return Ok(false);
                }
                other => other,
            };
            match tried {
                Ok(true) => return Ok(true),
                Err(error) if !error.is_gone() => return Err(error),
                tried => {
                    if !again(begun).await {
                        self.leads = false;
                        return tried;
                    }
                    if tried.is_err() {
                        self.link.drop_session();
                    }
                }
            }
        }
    }

    async fn hold(&mut self) -> Result<bool, PgError> {
        let session = self.link.session(PATIENCE).await?;
        session.barrier().await?;
        session.settled = true;
        let row = session.client.query_one(tables::LEAD, &[]).await?;
        session.locked = row.try_get(0)?;
        Ok(session.locked)
    }

    async fn newest(&mut self) -> Result<i64, PgError> {
        let session = self.link.session(PATIENCE).await?;
        let rows = session.query(tables::END, &[]).await?;
        Ok(rows.first().map_or(Ok(0), |row| row.try_get(0))?)
    }

    /// Whether commit `n` is one of this process, and durable everywhere.
    async fn is_own(&mut self, n: i64) -> Result<bool, PgError> {
        let session = self.link.session(PATIENCE).await?;
        session.barrier().await?;
        let rows = session.query(tables::WHOSE, &[&n]).await?;
        let whose: Option<&[u8]> = rows.first().map(|row| row.try_get(0)).transpose()?;
        Ok(whose == Some(&self.name[..]))
    }

    /// What a statement gives on this connection, which sees the open transaction.
    pub(super) async fn ask(
        &mut self,
        sql: &'static str,
        params: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, PgError> {
        self.link.session(PATIENCE).await?.query(sql, params).await
    }

    /// Gives up what no commit has ended; the connection may be in any state.
    fn roll_back(&mut self) {
        if self.open {
            self.open = false;
            self.link.drop_session();
        }
    }
}

fn slices(bytes: &[Bytes]) -> Vec<&[u8]> {
    bytes.iter().map(AsRef::as_ref).collect()
}
