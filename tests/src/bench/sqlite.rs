//! `SQLite` with a BLAKE3 chain, every commit on the disk.
//!
//! In this process and in Rust, as a program would use it: Python's module spends more on
//! a row than `SQLite` does, which would show in the batches. Only with the feature `bench`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use rusqlite::{Connection, params};

use super::physical::Disk;
use super::table::{Row, Section, Unit};
use super::{BATCH, EVENT, Measure, Settings, bytes_of, crowd, durable, float, rate};

/// One client, 64, and batches.
pub fn section(settings: &Settings, disk: &Disk) -> Section {
    let mut section = Section::new("SQLite, WAL, synchronous=FULL, BLAKE3 chain");
    let folder = settings.folder.join("sqlite");
    let run = |clients: usize, batch: u64| {
        let book = Arc::new(Mutex::new(Book::create(&folder)?));
        let appended = crowd(
            clients,
            settings.time(),
            |_| Ok(Arc::clone(&book)),
            |book, _| book.lock().map_err(|e| e.to_string())?.append(batch),
        )?;
        drop(book);
        check(&folder, appended.0)?;
        Ok(rate(appended))
    };
    let measure = |key, what, batch, run| Measure { key, what, batch, run };
    section.rows = durable(
        settings,
        disk,
        &[
            measure("sqlite_1", "1 client", 1, &|| run(1, 1)),
            measure("sqlite_64", "64 clients, one connection", 1, &|| run(64, 1)),
            measure("sqlite_batch", "1,000 rows a commit", BATCH, &|| run(1, BATCH as u64)),
        ],
    );
    if section.rows.iter().all(|row| row.reason.is_none()) {
        let begin = Instant::now();
        let count = count(&folder);
        let checked = count.clone().and_then(|count| check(&folder, count));
        if let (Ok(count), Ok(())) = (count, checked) {
            let rate = float(count) / begin.elapsed().as_secs_f64();
            section.rows.push(Row::one(
                "sqlite_verify",
                "chain checked",
                Unit::EventsASecond,
                rate,
            ));
            let bytes = float(bytes_of(&folder)) / float(count);
            let what = "bytes on the disk";
            section.rows.push(Row::one("sqlite_bytes", what, Unit::BytesAnEvent, bytes));
        }
    }
    section.notes.push(format!(
        "SQLite {}; 256-byte events in this process, every chain checked afterwards; its clients \
         take turns, because it has one writer",
        rusqlite::version()
    ));
    section
}

/// The writer and the end of the chain.
struct Book {
    connection: Connection,
    size: u64,
    hash: [u8; 32],
}

#[expect(clippy::needless_pass_by_value, reason = "as map_err hands it over")]
fn text(error: rusqlite::Error) -> String {
    error.to_string()
}

fn path(folder: &Path) -> PathBuf {
    folder.join("events.sqlite")
}

impl Book {
    /// An empty one in place of what was there.
    fn create(folder: &Path) -> Result<Self, String> {
        let _ = std::fs::remove_dir_all(folder);
        std::fs::create_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let connection = Connection::open(path(folder)).map_err(text)?;
        let mode: String = connection
            .query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))
            .map_err(text)?;
        connection.execute_batch("PRAGMA synchronous = FULL").map_err(text)?;
        let level: i64 =
            connection.query_row("PRAGMA synchronous", [], |row| row.get(0)).map_err(text)?;
        if mode != "wal" || level != 2 {
            return Err(format!("SQLite took journal_mode {mode}, synchronous {level}"));
        }
        let table =
            "CREATE TABLE ev (seq INTEGER PRIMARY KEY, data BLOB NOT NULL, hash BLOB NOT NULL)";
        connection.execute_batch(table).map_err(text)?;
        Ok(Self { connection, size: 0, hash: [0; 32] })
    }

    /// That many events in one commit.
    fn append(&mut self, count: u64) -> Result<u64, String> {
        let transaction = self.connection.transaction().map_err(text)?;
        let (mut size, mut hash) = (self.size, self.hash);
        {
            let mut insert = transaction
                .prepare_cached("INSERT INTO ev (seq, data, hash) VALUES (?1, ?2, ?3)")
                .map_err(text)?;
            for _ in 0..count {
                size += 1;
                let mut data = [0x78; EVENT];
                data[..8].copy_from_slice(&size.to_be_bytes());
                hash = link(&hash, &data);
                let seq = i64::try_from(size).map_err(|e| e.to_string())?;
                insert.execute(params![seq, data, hash]).map_err(text)?;
            }
        }
        transaction.commit().map_err(text)?;
        (self.size, self.hash) = (size, hash);
        Ok(count)
    }
}

fn link(before: &[u8; 32], data: &[u8]) -> [u8; 32] {
    *blake3::Hasher::new().update(before).update(data).finalize().as_bytes()
}

fn count(folder: &Path) -> Result<u64, String> {
    let connection = Connection::open(path(folder)).map_err(text)?;
    let count: i64 =
        connection.query_row("SELECT count(*) FROM ev", [], |row| row.get(0)).map_err(text)?;
    u64::try_from(count).map_err(|e| e.to_string())
}

/// Whether there are so many, each linked to the one before.
fn check(folder: &Path, expected: u64) -> Result<(), String> {
    let connection = Connection::open(path(folder)).map_err(text)?;
    let mut select = connection.prepare("SELECT data, hash FROM ev ORDER BY seq").map_err(text)?;
    let mut rows = select.query([]).map_err(text)?;
    let (mut hash, mut found) = ([0; 32], 0);
    while let Some(row) = rows.next().map_err(text)? {
        let data = row.get_ref(0).map_err(text)?.as_blob().map_err(|e| e.to_string())?;
        hash = link(&hash, data);
        found += 1;
        if row.get_ref(1).map_err(text)?.as_blob().map_err(|e| e.to_string())? != hash {
            return Err(format!("the chain breaks at event {found}"));
        }
    }
    if found == expected { Ok(()) } else { Err(format!("{found} events, not {expected}")) }
}
