//! Stores written before sealed values were encrypted: they are written anew.
//!
//! sled keeps old bytes, so encrypting the values where they lie would leave them
//! readable beside. Everything is copied into a new folder, the openings under keys
//! of their own; the new folder takes the name of the old one when it is on the
//! disk, and only then is the old one removed. Whatever moment a process ends at,
//! one of the two is whole, and the next start goes on from there.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::engine::{Changes, Embedded, Engine, Row};
use super::layout::{self, HeadRecord, KeyRecord};
use super::vault::{Run, Vault};
use super::{StoreError, append, put, values};
use crate::files::sync_parent;
use ledger::record::{Hash, Index};

/// Rows that are copied in one batch.
const BATCH: usize = 1_024;

/// Brings a renewal that was cut off to its end, or takes back its beginning.
pub(super) fn settle(folder: &Path) -> Result<(), StoreError> {
    let (new, old) = (beside(folder, "new"), beside(folder, "old"));
    let io = StoreError::io("finish writing the store anew");
    let settled = || {
        if old.exists() && !folder.exists() {
            // The new one was whole before the old one gave up its name.
            std::fs::rename(&new, folder)?;
            sync_parent(folder)?;
        }
        for leaving in [&old, &new] {
            if leaving.exists() {
                std::fs::remove_dir_all(leaving)?;
                sync_parent(leaving)?;
            }
        }
        Ok(())
    };
    settled().map_err(io)
}

/// Writes the store in `folder` anew and closes it. `engine` has that store open.
pub(super) fn renew(folder: &Path, keys: &Path, engine: Embedded) -> Result<(), StoreError> {
    let begin = Instant::now();
    tracing::warn!(
        "{}: its sealed values are not encrypted; the store is written anew, once",
        folder.display()
    );
    let (new, old) = (beside(folder, "new"), beside(folder, "old"));
    let rows = copy(&engine, &new, keys)?;
    drop(engine);
    let rename = |from: &Path, to: &Path| {
        std::fs::rename(from, to)
            .and_then(|()| sync_parent(to))
            .map_err(StoreError::io("put the new store in the place of the old one"))
    };
    rename(folder, &old)?;
    rename(&new, folder)?;
    settle(folder)?;
    tracing::warn!(
        rows,
        took = ?begin.elapsed(),
        "{}: written anew; the old store is removed (backups of it still hold sealed values in the open)",
        folder.display()
    );
    Ok(())
}

fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(ending);
    folder.with_file_name(name)
}

/// Copies every row; durable when it returns.
fn copy(old: &Embedded, new: &Path, keys: &Path) -> Result<u64, StoreError> {
    let vault = Vault::create(keys)?;
    let target = Embedded::open(new)?;
    let (mut head, mut count, mut rows) = (None, 0, Vec::with_capacity(BATCH));
    for row in old.all() {
        let (key, value) = row?;
        count += 1;
        if key == layout::HEAD {
            head = Some(HeadRecord::decode(&value)?.0);
            continue;
        }
        rows.push((key, value));
        if rows.len() == BATCH {
            write(old, &target, &vault, &rows)?;
            rows.clear();
        }
    }
    write(old, &target, &vault, &rows)?;
    // The head last: without it the copy is no store.
    let mut last = Changes::default();
    if let Some(head) = head {
        last.insert(layout::HEAD, head.encode(&vault.taken()?));
    }
    target.apply(last)?;
    Ok(count)
}

fn write(old: &Embedded, target: &Embedded, vault: &Vault, rows: &[Row]) -> Result<(), StoreError> {
    let mut run = vault.take(rows.len())?;
    let mut batch = Changes::default();
    for (key, value) in rows {
        put_row(old, &mut batch, &mut run, key, value)?;
    }
    target.write(batch)
}

fn put_row(
    old: &Embedded,
    batch: &mut Changes,
    run: &mut Run,
    key: &[u8],
    value: &[u8],
) -> Result<(), StoreError> {
    match key.split_first() {
        Some((b'o', rest)) => {
            // The first piece brings the others along.
            let Some(index) = super::number(rest).map(Index::new) else { return Ok(()) };
            let plain = values::join(key, |key| old.get(key))?.unwrap_or_default();
            put(batch, &layout::openings_key(index), &run.openings(index, &plain)?);
        }
        Some((b'k', rest)) => {
            let Ok(key) = <[u8; 32]>::try_from(rest) else { return Ok(()) };
            let (body, first, count) = layout::decode_plain_key(value)?;
            let record = KeyRecord { body: Some(body), first, count };
            append::put_key(batch, run, &Hash::from_bytes(key), &record)?;
        }
        _ => batch.insert(key, value),
    }
    Ok(())
}
