//! Every row of the store against what the entries say.

use std::collections::{HashMap, HashSet};

use ledger::record::{Hash, Index, Unverified};

use super::{Found, Part};
use crate::opened::Opened;
use crate::sequencer::erase::Erasure;
use crate::store::{Row, Store, StoreError, Used};

/// What to do where rows of the store are wrong.
pub(super) const RESTORE: &str = "restore the ledger from a backup (docs/backup.md)";
/// What a start of the server mends by itself.
const START: &str = "start the server, which brings it to its end";

/// What is remembered of rows until all were seen.
#[derive(Default)]
struct Seen {
    /// Slots, and the entry whose sealed values are under each.
    slots: HashMap<u64, u64>,
    /// Slots whose keys are to be destroyed.
    destroyed: HashSet<u64>,
    keys: HashMap<Hash, Used>,
    requests: HashMap<u64, Option<Hash>>,
    staged: bool,
    beyond: u64,
    /// Entries that are found by the id of their event.
    named: HashSet<u64>,
}

/// Looks at every row.
pub(super) fn check(opened: &Opened, found: &mut Found) -> Result<(), StoreError> {
    let (store, size) = (&opened.store, opened.start().head.size.get());
    let taken = store.slots_taken()?.unwrap_or(0);
    let mut seen = Seen::default();
    for row in store.rows() {
        look(store, size, &mut seen, row?, found)?;
    }
    if let Some(problem) = store.keys_trouble() {
        let remedy = "put the newest copy of this file back";
        found.wrong(Part::Vault, "erasure-keys", problem, remedy);
    } else {
        slots(store, taken, &seen, found);
    }
    requests(size, taken, &seen, found);
    if seen.beyond > 0 {
        let rows = seen.beyond;
        if seen.staged {
            found.notes.push(format!(
                "store: {rows} rows of an import that did not finish; {START}: they are removed"
            ));
        } else {
            let problem = format!("{rows} rows lie beyond the last entry");
            found.wrong(Part::Store, "store", problem, RESTORE);
        }
    }
    ids(store, size, &seen.named, found)?;
    redactions(opened, found)
}

fn look(
    store: &Store,
    size: u64,
    seen: &mut Seen,
    row: Row,
    found: &mut Found,
) -> Result<(), StoreError> {
    match row {
        Row::Entry(at) => {
            found.count("entries");
            seen.beyond += u64::from(at >= size);
        }
        Row::Openings(at, slot) => {
            found.count("sealed");
            seen.beyond += u64::from(at >= size);
            sealed(store, seen, at, slot, found)?;
        }
        Row::Tile { level, n } => {
            found.count("tiles");
            let end = u128::from(n).saturating_add(1).checked_shl(8 * (u32::from(level) + 1));
            seen.beyond += u64::from(end.is_none_or(|end| end > u128::from(size)));
        }
        Row::Id(id, at) => {
            found.count("ids");
            let Some(at) = at else {
                found.wrong(Part::Store, format!("event id {id}"), "names no entry", RESTORE);
                return Ok(());
            };
            seen.beyond += u64::from(at >= size);
            if at >= size {
                return Ok(());
            }
            if id_of(store, at)?.as_deref() == Some(id.as_str()) {
                seen.named.insert(at);
            } else {
                let problem = format!("is said to be entry {at}, which is another event");
                found.wrong(Part::Store, format!("event id {id}"), problem, RESTORE);
            }
        }
        Row::Key(key, Ok(used)) => {
            found.count("idempotency_keys");
            seen.keys.insert(key, used);
        }
        Row::Key(key, Err(problem)) => {
            let place = format!("idempotency key {key}");
            found.wrong(Part::Requests, place, format!("cannot be read: {problem}"), RESTORE);
        }
        Row::Request(first, key) => {
            seen.requests.insert(first, key);
        }
        Row::Destroyed(slot) => {
            found.count("destroyed_keys");
            seen.destroyed.insert(slot);
        }
        Row::Stage(_) => seen.staged = true,
        Row::Signature(_) => found.count("signatures"),
        Row::Head => {}
        Row::Unknown(key) => {
            let place = format!("row {}", ledger::spelling::hex(&key));
            let problem = "is none that this program writes";
            found.wrong(Part::Store, place, problem, "use the program that wrote it, or restore");
        }
    }
    Ok(())
}

/// Sealed values can be read, under a key of their own.
fn sealed(
    store: &Store,
    seen: &mut Seen,
    at: u64,
    slot: Option<u64>,
    found: &mut Found,
) -> Result<(), StoreError> {
    let place = format!("entry {at}");
    let Some(slot) = slot else {
        found.wrong(Part::Vault, place, "its sealed values have no form of ours", RESTORE);
        return Ok(());
    };
    if let Some(other) = seen.slots.insert(slot, at) {
        let problem = format!("its sealed values are under the key of entry {other}");
        found.wrong(Part::Vault, &place, problem, RESTORE);
    }
    match store.whole_openings(Index::new(at)) {
        Ok(_) => Ok(()),
        // Said once for all of them.
        Err(StoreError::Sealed { .. }) if store.keys_trouble().is_some() => Ok(()),
        Err(StoreError::Sealed { why, .. }) => {
            found.wrong(Part::Vault, place, format!("its sealed values {why}"), RESTORE);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Keys that were to be destroyed are, and no other.
fn slots(store: &Store, taken: u64, seen: &Seen, found: &mut Found) {
    for slot in &seen.destroyed {
        let place = format!("erasure-keys, slot {slot}");
        match store.has_key(*slot) {
            Ok(true) => {
                let problem = "holds a key that a redaction destroyed";
                found.wrong(Part::Vault, place, problem, START);
            }
            Ok(false) => {}
            Err(why) => found.wrong(Part::Vault, place, format!("its key {why}"), RESTORE),
        }
        if let Some(at) = seen.slots.get(slot) {
            let problem = format!("its sealed values are under slot {slot}, which is destroyed");
            found.wrong(Part::Vault, format!("entry {at}"), problem, RESTORE);
        }
    }
    for (slot, at) in seen.slots.iter().filter(|(slot, _)| **slot >= taken) {
        let problem = format!("its sealed values are under slot {slot} of {taken}");
        // Those of an import that was cut off are not counted as taken.
        if !seen.staged {
            found.wrong(Part::Vault, format!("entry {at}"), problem, RESTORE);
        }
    }
}

/// Each idempotency key leads to entries that are there, and back.
fn requests(size: u64, taken: u64, seen: &Seen, found: &mut Found) {
    for (key, used) in &seen.keys {
        let place = format!("idempotency key {key}");
        let end = used.first.saturating_add(u64::from(used.count));
        if used.count == 0 || end > size {
            let problem = format!("names entries {}..{end}, and the ledger has {size}", used.first);
            found.wrong(Part::Requests, &place, problem, RESTORE);
        }
        if used.slot >= taken || seen.slots.contains_key(&used.slot) {
            let problem = format!("its check is under slot {}, which is not its own", used.slot);
            found.wrong(Part::Requests, &place, problem, RESTORE);
        }
        if seen.requests.get(&used.first) != Some(&Some(*key)) {
            let problem = format!("entry {} does not lead back to it", used.first);
            found.wrong(Part::Requests, &place, problem, RESTORE);
        }
    }
    for (first, key) in &seen.requests {
        let used = key.as_ref().and_then(|key| seen.keys.get(key));
        if used.is_none_or(|used| used.first != *first) {
            let place = format!("request of entry {first}");
            found.wrong(Part::Requests, place, "has no idempotency key that fits", RESTORE);
        }
    }
}

/// Each entry can be found by the id of its event.
fn ids(
    store: &Store,
    size: u64,
    named: &HashSet<u64>,
    found: &mut Found,
) -> Result<(), StoreError> {
    for at in (0..size).filter(|at| !named.contains(at)) {
        let Some(id) = id_of(store, at)? else { continue };
        let problem = format!("is not found by the id of its event, {id}");
        found.wrong(Part::Store, format!("entry {at}"), problem, RESTORE);
    }
    Ok(())
}

/// The event id of an entry; `None` where the entry cannot be read, which the
/// verifier says.
fn id_of(store: &Store, at: u64) -> Result<Option<String>, StoreError> {
    let stored = match store.entry(Index::new(at)) {
        Ok(Some(stored)) => stored,
        Ok(None) | Err(StoreError::Layout(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let entry = Unverified::parse(&stored.line).ok();
    Ok(entry.map(|entry| entry.claimed().event_id()).filter(|id| !id.is_empty()))
}

/// What redactions name is withheld.
fn redactions(opened: &Opened, found: &mut Found) -> Result<(), StoreError> {
    let recorded = match Erasure::recorded(&opened.store, opened.start().head.size) {
        Ok(recorded) => recorded,
        // An entry that cannot be read: the verifier says which.
        Err(StoreError::Layout(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    for (at, field) in recorded.left_open(&opened.store)? {
        let problem = format!("{field} is redacted, and can still be read");
        found.wrong(Part::Vault, format!("entry {at}"), problem, RESTORE);
    }
    Ok(())
}
