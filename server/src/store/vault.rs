//! Encrypts what may have to be erased, each piece under the key of a slot.
//!
//! XChaCha20-Poly1305 with a random nonce. A slot serves one plaintext, so the
//! nonce is a second guard and not the only one: a process that is killed between
//! writing and syncing leaves ciphertext that is no part of the ledger, and the
//! slots it took are counted as free again at the next start. They get new keys
//! before the first is used ([`Vault::take`]), which also makes that ciphertext
//! unreadable for good. This happens at the first write and not at the start: a
//! store that was put back from an old backup counts too few slots as taken, and
//! is never written.
//!
//! Bound to each ciphertext are what it is and the number it belongs to, so that
//! one cannot be passed off as another.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chacha20poly1305::aead::{AeadInPlace, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use ledger::record::Index;

use super::StoreError;
use super::slots::{FileSlots, KEY, NUMBER, Slots, SlotsError};

/// First byte of what is encrypted as this file says.
const VERSION: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;
/// Version, slot and nonce.
const FRONT: usize = 1 + 8 + NONCE;

/// Slots that are filled ahead: 128 KiB, one sync for thousands of entries.
const RUN: u64 = 4_096;

/// What a ciphertext or a check is bound to, besides its number.
const OPENINGS: &[u8] = b"openings";
const BODY: &[u8] = b"body";

/// Why something encrypted cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Sealed {
    /// Its key was destroyed: it was erased.
    #[error("were erased: their key was destroyed")]
    Destroyed,
    /// Key and ciphertext do not fit: one of the two is damaged.
    #[error("cannot be read: key or ciphertext is damaged")]
    Damaged,
    /// The file of keys cannot be used.
    #[error("cannot be read: {0}")]
    NoKeys(String),
    /// The database that has the keys is not there now: nothing is said against them.
    #[error("cannot be read now: {0}")]
    Away(String),
}

/// How the keys stand in the record of the head: the number of their file, and
/// how many slots are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) number: [u8; NUMBER],
    pub(super) slots: u64,
}

impl Taken {
    /// Bytes of it.
    pub(super) const LENGTH: usize = NUMBER + 8;

    pub(super) fn encode(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..NUMBER].copy_from_slice(&self.number);
        bytes[NUMBER..].copy_from_slice(&self.slots.to_be_bytes());
        bytes
    }

    pub(super) fn decode(bytes: &[u8; Self::LENGTH]) -> Self {
        let (number, slots) = bytes.split_at(NUMBER);
        Self {
            number: number.try_into().unwrap_or([0; NUMBER]),
            slots: slots.try_into().map_or(0, u64::from_be_bytes),
        }
    }
}

/// The keys of one store.
#[derive(Debug)]
pub(super) struct Vault {
    path: PathBuf,
    slots: Result<Box<dyn Slots>, String>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// The first slot that nothing is under.
    next: u64,
    /// How many slots are filled and synced.
    filled: u64,
    /// Whether the free ones were given new keys.
    fresh: bool,
}

/// Slots for one commit.
pub(super) struct Run {
    next: u64,
    keys: std::vec::IntoIter<[u8; KEY]>,
    nonces: std::vec::IntoIter<[u8; NONCE]>,
}

impl Vault {
    /// The keys of a store that is new, or has none yet. Slots that are there already
    /// are left alone: a store that was lost may still come back for them.
    pub(super) fn create(path: &Path) -> Result<Self, StoreError> {
        let slots = FileSlots::open_or_create(path).map_err(|error| trouble(path, error))?;
        Self::create_in(path, Box::new(slots))
    }

    /// As [`Vault::create`], with keys that lie elsewhere; `path` is what messages call it.
    pub(super) fn create_in(path: &Path, slots: Box<dyn Slots>) -> Result<Self, StoreError> {
        let filled = slots.count().map_err(StoreError::io("read the erasure keys"))?;
        Ok(Self::with(path, Ok(slots), State { next: filled, filled, fresh: true }))
    }

    /// The keys of a store whose head says `taken`. What is wrong with them is
    /// kept, so that everything that needs none can still be read.
    pub(super) fn open(path: &Path, taken: Taken) -> Self {
        Self::open_in(path, FileSlots::open(path).map(boxed), taken)
    }

    /// As [`Vault::open`], with keys that lie elsewhere; `path` is what messages call it.
    pub(super) fn open_in(
        path: &Path,
        slots: Result<Box<dyn Slots>, SlotsError>,
        taken: Taken,
    ) -> Self {
        let found = find(slots, taken);
        let filled = found.as_ref().map_or(0, |(_, filled)| *filled);
        let state = State { next: taken.slots, filled, fresh: false };
        Self::with(path, found.map(|(slots, _)| slots), state)
    }

    /// As [`Vault::open`], for reading alone: nothing can be filled or destroyed.
    pub(super) fn look(path: &Path, taken: Taken) -> Self {
        let found = find(FileSlots::look(path).map(boxed), taken).map(|(slots, _)| slots);
        Self::with(path, found, State { next: taken.slots, filled: 0, fresh: false })
    }

    /// Goes on after all slots that there are. Those that another process filled are never
    /// taken: it may not know yet that it is to stop, and their keys may be in use.
    pub(super) fn resume(&self) -> Result<(), StoreError> {
        let filled = self.slots()?.count().map_err(StoreError::io("read the erasure keys"))?;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = State { next: filled, filled, fresh: true };
        Ok(())
    }

    /// No keys at all, and why.
    pub(super) fn none(path: &Path, why: &str) -> Self {
        Self::with(path, Err(why.to_owned()), State { next: 0, filled: 0, fresh: false })
    }

    fn with(path: &Path, slots: Result<Box<dyn Slots>, String>, state: State) -> Self {
        Self { path: path.to_owned(), slots, state: Mutex::new(state) }
    }

    /// Why the keys cannot be used, if so.
    pub(super) fn trouble(&self) -> Option<&str> {
        self.slots.as_ref().err().map(String::as_str)
    }

    fn slots(&self) -> Result<&dyn Slots, StoreError> {
        self.slots.as_deref().map_err(|problem| StoreError::Keys {
            path: self.path.clone(),
            problem: problem.clone(),
        })
    }

    /// How the keys stand now, for the record of the head.
    pub(super) fn taken(&self) -> Result<Taken, StoreError> {
        let slots = self.slots()?;
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Taken { number: slots.number(), slots: state.next })
    }

    /// Takes `count` slots, filled and synced.
    pub(super) fn take(&self, count: usize) -> Result<Run, StoreError> {
        let slots = self.slots()?;
        let fill = |from, to| slots.fill(from, to).map_err(|error| trouble(&self.path, error));
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if !state.fresh {
            fill(state.next, state.filled)?;
            state.fresh = true;
        }
        let (first, end) = (state.next, state.next + count as u64);
        if end > state.filled {
            let to = end.div_ceil(RUN) * RUN;
            fill(state.filled, to)?;
            state.filled = to;
        }
        state.next = end;
        drop(state);
        let keys = slots.keys(first, count).map_err(StoreError::io("read the erasure keys"))?;
        let mut nonces = vec![0; count * NONCE];
        getrandom::fill(&mut nonces).map_err(|error| trouble(&self.path, error.into()))?;
        Ok(Run {
            next: first,
            keys: keys.as_chunks().0.to_vec().into_iter(),
            nonces: nonces.as_chunks().0.to_vec().into_iter(),
        })
    }

    /// Destroys the keys in these slots, synced when it returns. Gives how many
    /// were still there.
    pub(super) fn destroy(&self, slots: &[u64]) -> Result<usize, StoreError> {
        let destroyed = self.slots()?.destroy(slots);
        destroyed.map_err(StoreError::io("overwrite the erasure keys"))
    }

    /// The number of the keys, and as many of them from a slot on as there are, at most
    /// `count`: those that are destroyed as zeros.
    pub(super) fn raw(
        &self,
        first: u64,
        count: u64,
    ) -> Result<([u8; NUMBER], Vec<u8>), StoreError> {
        let slots = self.slots()?;
        let act = "read the erasure keys";
        let end = slots.count().map_err(StoreError::io(act))?.min(first.saturating_add(count));
        let count = usize::try_from(end.saturating_sub(first)).unwrap_or(0);
        let keys = slots.keys(first, count).map_err(StoreError::io(act))?;
        Ok((slots.number(), keys))
    }

    fn key(&self, slot: u64) -> Result<[u8; KEY], Sealed> {
        let slots = self.slots.as_deref().map_err(|problem| Sealed::NoKeys(problem.clone()))?;
        match slots.key(slot) {
            Ok(key) if key == [0; KEY] => Err(Sealed::Destroyed),
            Ok(key) => Ok(key),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Sealed::Damaged),
            Err(error) if is_away(&error) => Err(Sealed::Away(error.to_string())),
            Err(error) => Err(Sealed::NoKeys(error.to_string())),
        }
    }

    /// Whether there is a key in a slot, or it was destroyed.
    pub(super) fn has_key(&self, slot: u64) -> Result<bool, Sealed> {
        match self.key(slot) {
            Ok(_) => Ok(true),
            Err(Sealed::Destroyed) => Ok(false),
            Err(why) => Err(why),
        }
    }

    /// Reads what [`Run::openings`] made.
    pub(super) fn openings(&self, index: Index, row: &[u8]) -> Result<Vec<u8>, Sealed> {
        let (front, rest) = row.split_at_checked(FRONT).ok_or(Sealed::Damaged)?;
        let slot = slot_of(row).ok_or(Sealed::Damaged)?;
        let (text, tag) = rest.split_last_chunk::<TAG>().ok_or(Sealed::Damaged)?;
        let cipher = XChaCha20Poly1305::new(&self.key(slot)?.into());
        let mut text = text.to_vec();
        let nonce = XNonce::from_slice(&front[9..]);
        cipher
            .decrypt_in_place_detached(
                nonce,
                &bound(OPENINGS, index.get()),
                &mut text,
                Tag::from_slice(tag),
            )
            .map_err(|_| Sealed::Damaged)?;
        Ok(text)
    }

    /// Whether `body` is what [`Run::body`] made `check` of.
    pub(super) fn is_body(
        &self,
        slot: u64,
        check: &[u8; 32],
        body: &[u8; 32],
    ) -> Result<bool, Sealed> {
        let key = self.key(slot)?;
        Ok(blake3::Hash::from_bytes(*check) == check_of(&key, body))
    }
}

impl Run {
    fn next(&mut self) -> Option<(u64, [u8; KEY], [u8; NONCE])> {
        let slot = self.next;
        self.next += 1;
        Some((slot, self.keys.next()?, self.nonces.next()?))
    }

    /// Encrypts the openings of an entry: version, slot, nonce, ciphertext, tag.
    pub(super) fn openings(&mut self, index: Index, text: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (slot, key, nonce) = self.next().ok_or_else(exhausted)?;
        let mut row = Vec::with_capacity(FRONT + text.len() + TAG);
        row.push(VERSION);
        row.extend_from_slice(&slot.to_be_bytes());
        row.extend_from_slice(&nonce);
        row.extend_from_slice(text);
        let cipher = XChaCha20Poly1305::new(&key.into());
        let aad = bound(OPENINGS, index.get());
        let tag = cipher
            .encrypt_in_place_detached(XNonce::from_slice(&nonce), &aad, &mut row[FRONT..])
            .map_err(|_| exhausted())?;
        row.extend_from_slice(&tag);
        Ok(row)
    }

    /// A check on the body of a request that tells nothing without the key: the
    /// slot, and BLAKE3 keyed with it over the body's hash.
    pub(super) fn body(&mut self, body: &[u8; 32]) -> Result<(u64, [u8; 32]), StoreError> {
        let (slot, key, _) = self.next().ok_or_else(exhausted)?;
        Ok((slot, *check_of(&key, body).as_bytes()))
    }
}

/// The slot that a row of openings is under.
pub(super) fn slot_of(row: &[u8]) -> Option<u64> {
    let (version, rest) = row.split_first()?;
    let slot = rest.first_chunk::<8>()?;
    (*version == VERSION).then(|| u64::from_be_bytes(*slot))
}

fn check_of(key: &[u8; KEY], body: &[u8; 32]) -> blake3::Hash {
    blake3::keyed_hash(key, &[BODY, &body[..]].concat())
}

fn bound(what: &[u8], number: u64) -> Vec<u8> {
    [what, &number.to_be_bytes()].concat()
}

/// The file and how many slots it has; in words why it cannot be used.
fn find(
    slots: Result<Box<dyn Slots>, SlotsError>,
    taken: Taken,
) -> Result<(Box<dyn Slots>, u64), String> {
    let slots = slots.map_err(|error| match error {
        SlotsError::Io(error) if error.kind() == io::ErrorKind::NotFound => {
            "it is missing".to_owned()
        }
        error => error.to_string(),
    })?;
    if slots.number() != taken.number {
        return Err("it belongs to another store".to_owned());
    }
    let filled = slots.count().map_err(|error| error.to_string())?;
    if filled < taken.slots {
        return Err(format!("it has {filled} keys, and the store uses {}", taken.slots));
    }
    Ok((slots, filled))
}

/// Whether it is the store's own word for a database that does not answer.
fn is_away(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    matches!(inner, Some(StoreError::Postgres(_)))
}

fn boxed(slots: FileSlots) -> Box<dyn Slots> {
    Box::new(slots)
}

fn trouble(path: &Path, error: SlotsError) -> StoreError {
    match error {
        SlotsError::Io(source) => StoreError::Io { act: "write the erasure keys", source },
        other => StoreError::Keys { path: path.to_owned(), problem: other.to_string() },
    }
}

fn exhausted() -> StoreError {
    StoreError::Io {
        act: "encrypt sealed values",
        source: io::Error::other("no slot is left in this commit"),
    }
}
