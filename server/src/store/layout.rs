//! Keys and values of the store: which byte means what.
//!
//! | key | value |
//! |---|---|
//! | `e` index | bincode of leaf hash (32 bytes) and entry line |
//! | `c` index | the openings of that entry (FORMAT.md section 7), encrypted: see `store/vault.rs` |
//! | `t` level, n | a full tile: 256 hashes, 8,192 bytes |
//! | `h` n | the n-th signed checkpoint: size (u64 BE), Ed25519 signature |
//! | `i` event id | index (u64 BE) |
//! | `k` hash of an idempotency key | bincode of what it was used for: [`KeyRow`] |
//! | `r` index | the hash of the idempotency key of the request that began at that entry |
//! | `x` slot | nothing: the erasure key in that slot is to be destroyed, or is |
//! | `m` | bincode of [`HeadRecord`], then how the erasure keys stand (40 bytes): the point of commit |
//! | `s` | size (u64 BE) at which an unfinished import began |
//!
//! Numbers in keys are u64 big-endian (level: one byte), so that sled's order
//! is ours. All keys are in one sled tree: one `Batch` is one commit.
//! Nothing beyond the size in `m` is part of the ledger. Stores written before
//! there were erasure keys have `o` rows, openings in the open, and nothing after the head record:
//! `store/renew.rs` writes them anew.

use bincode::{Decode, Encode};
use ledger::record::{Hash, Index, Size, Timestamp};

use super::vault::Taken;

/// What the store knows of the end of the ledger; moving it is the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadRecord {
    /// Number of entries.
    pub size: Size,
    /// Hash of the last entry, or the genesis hash when there is none.
    pub hash: Hash,
    /// Time of the last entry.
    pub recorded: Option<Timestamp>,
    /// Number of checkpoints ever signed.
    pub checkpoints: u64,
    /// The signed checkpoint of this size, as served.
    pub note: String,
}

#[derive(Encode, Decode)]
struct HeadWire {
    size: u64,
    hash: [u8; 32],
    recorded: Option<i64>,
    checkpoints: u64,
    note: String,
}

/// What an idempotency key was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// BLAKE3 of the body that came with it; `None` where something of it was
    /// redacted before it was stored. It is not stored as it is: whoever has it
    /// finds a small number in the body by trying them all.
    pub body: Option<[u8; 32]>,
    /// Index of the first entry that the body became.
    pub first: u64,
    /// Number of entries that it became.
    pub count: u32,
}

/// A [`KeyRecord`] as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(super) struct KeyRow {
    /// The slot of the key that `check` is made with. Destroyed with the openings
    /// of any entry that the body became.
    pub(super) slot: u64,
    /// Keyed BLAKE3 of the hash of the body.
    pub(super) check: [u8; 32],
    pub(super) first: u64,
    pub(super) count: u32,
}

/// What is known of an idempotency key that was used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// Index of the first entry that the body of then became.
    pub first: Index,
    /// Number of entries that it became.
    pub count: u32,
    /// Whether the body is the same.
    pub body: SameBody,
}

/// Whether a body is the one that came with an idempotency key before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameBody {
    /// It is.
    Same,
    /// It is another.
    Other,
    /// Nobody can tell any more: something of it was redacted since, or the key of the
    /// check is damaged.
    Erased,
}

/// An entry as it lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// RFC 6962 leaf hash of `line`, kept so that tiles need no hashing.
    pub leaf: [u8; 32],
    /// The entry: one line of canonical JSON.
    pub line: Vec<u8>,
}

/// A value that is not what this file says it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stored {what} cannot be read: {problem}")]
pub struct LayoutError {
    /// Which value.
    pub what: String,
    /// What is wrong with it.
    pub problem: String,
}

/// Nothing in the store is larger than an entry or its openings, 64 KiB each.
const VALUE_LIMIT: usize = 128 << 10;

const fn config() -> impl bincode::config::Config {
    bincode::config::standard().with_limit::<VALUE_LIMIT>()
}

fn encode(value: impl Encode) -> Vec<u8> {
    // Encoding plain structs into memory has no way to fail.
    bincode::encode_to_vec(value, bincode::config::standard()).unwrap_or_default()
}

fn decode<T: Decode<()>>(what: &str, bytes: &[u8]) -> Result<T, LayoutError> {
    match decode_front(what, bytes)? {
        (value, []) => Ok(value),
        (_, rest) => Err(LayoutError {
            what: what.to_owned(),
            problem: format!("{} bytes too many", rest.len()),
        }),
    }
}

/// A value and the bytes after it.
fn decode_front<'a, T: Decode<()>>(
    what: &str,
    bytes: &'a [u8],
) -> Result<(T, &'a [u8]), LayoutError> {
    let problem = |problem: String| LayoutError { what: what.to_owned(), problem };
    let (value, used) = bincode::decode_from_slice::<T, _>(bytes, config())
        .map_err(|error| problem(error.to_string()))?;
    let rest = bytes.get(used..).ok_or_else(|| problem("it is cut short".to_owned()))?;
    Ok((value, rest))
}

impl HeadRecord {
    pub(super) fn encode(&self, taken: &Taken) -> Vec<u8> {
        let mut bytes = encode(HeadWire {
            size: self.size.get(),
            hash: *self.hash.as_bytes(),
            recorded: self.recorded.map(Timestamp::millis),
            checkpoints: self.checkpoints,
            note: self.note.clone(),
        });
        bytes.extend_from_slice(&taken.encode());
        bytes
    }

    /// The record, and how the erasure keys stand; `None` in a store that was
    /// written before there were any.
    pub(super) fn decode(bytes: &[u8]) -> Result<(Self, Option<Taken>), LayoutError> {
        let what = "head record";
        let (wire, rest): (HeadWire, _) = decode_front(what, bytes)?;
        let taken = match rest {
            [] => None,
            rest => Some(Taken::decode(rest.try_into().map_err(|_| LayoutError {
                what: what.to_owned(),
                problem: format!("{} bytes follow it", rest.len()),
            })?)),
        };
        let record = Self {
            size: Size::new(wire.size),
            hash: Hash::from_bytes(wire.hash),
            recorded: wire.recorded.map(Timestamp::from_millis),
            checkpoints: wire.checkpoints,
            note: wire.note,
        };
        Ok((record, taken))
    }
}

impl KeyRow {
    pub(super) fn encode(self) -> Vec<u8> {
        encode(self)
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, LayoutError> {
        decode("idempotency key", bytes)
    }
}

/// An idempotency key as a store had it before there were erasure keys: hash of the
/// body, first entry, number of entries.
pub(super) fn decode_plain_key(bytes: &[u8]) -> Result<([u8; 32], u64, u32), LayoutError> {
    decode("idempotency key", bytes)
}

/// The stored form of an entry.
pub(super) fn encode_entry(leaf: &[u8; 32], line: &[u8]) -> Vec<u8> {
    encode((leaf, line))
}

pub(super) fn decode_entry(index: Index, bytes: &[u8]) -> Result<StoredEntry, LayoutError> {
    let (leaf, line) = decode(&format!("entry {}", index.get()), bytes)?;
    Ok(StoredEntry { leaf, line })
}

fn numbered(kind: u8, number: u64) -> Vec<u8> {
    let mut key = Vec::with_capacity(11);
    key.push(kind);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

pub(super) fn entry_key(index: Index) -> Vec<u8> {
    numbered(b'e', index.get())
}

pub(super) fn openings_key(index: Index) -> Vec<u8> {
    numbered(OPENINGS, index.get())
}

pub(super) fn request_key(first: Index) -> Vec<u8> {
    numbered(b'r', first.get())
}

pub(super) fn destroyed_key(slot: u64) -> Vec<u8> {
    numbered(DESTROYED, slot)
}

pub(super) fn history_key(n: u64) -> Vec<u8> {
    numbered(b'h', n)
}

pub(super) fn tile_key(level: u8, n: u64) -> Vec<u8> {
    let mut key = Vec::with_capacity(12);
    key.extend_from_slice(&[b't', level]);
    key.extend_from_slice(&n.to_be_bytes());
    key
}

pub(super) fn id_key(id: &str) -> Vec<u8> {
    [b"i", id.as_bytes()].concat()
}

pub(super) fn idempotency_key(hash: &Hash) -> Vec<u8> {
    [b"k", &hash.as_bytes()[..]].concat()
}

/// First byte of the keys of openings.
pub(super) const OPENINGS: u8 = b'c';
/// First byte of the keys of slots whose erasure key is destroyed.
pub(super) const DESTROYED: u8 = b'x';
/// Key of the head record.
pub(super) const HEAD: &[u8] = b"m";
/// Key of the mark of an unfinished import.
pub(super) const STAGE: &[u8] = b"s";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_and_rubbish_is_named() {
        let head = HeadRecord {
            size: Size::new(3),
            hash: Hash::of(b"x"),
            recorded: Some(Timestamp::from_millis(1)),
            checkpoints: 4,
            note: "daybook.example/ledger\n3\n".to_owned(),
        };
        let taken = Taken { number: [6; 32], slots: 9 };
        let bytes = head.encode(&taken);
        assert_eq!(HeadRecord::decode(&bytes), Ok((head.clone(), Some(taken))));
        let older = &bytes[..bytes.len() - Taken::LENGTH];
        assert_eq!(HeadRecord::decode(older), Ok((head.clone(), None)));
        assert!(HeadRecord::decode(&bytes[..bytes.len() - 1]).is_err());
        let key = KeyRow { slot: 3, check: [1; 32], first: 7, count: 2 };
        assert_eq!(KeyRow::decode(&key.encode()), Ok(key));
        let stored = encode_entry(&[2; 32], b"{}");
        let back = decode_entry(Index::new(9), &stored).unwrap();
        assert_eq!(back, StoredEntry { leaf: [2; 32], line: b"{}".to_vec() });

        let long = [stored.as_slice(), b"!"].concat();
        let error = decode_entry(Index::new(9), &long).unwrap_err();
        assert_eq!(error.to_string(), "the stored entry 9 cannot be read: 1 bytes too many");
        assert!(HeadRecord::decode(b"").is_err());
    }

    #[test]
    fn keys_sort_as_their_numbers_do() {
        let keys: Vec<_> = [0, 1, 255, 256, 65_536].map(|n| entry_key(Index::new(n))).into();
        assert!(keys.is_sorted());
        assert!(tile_key(0, u64::MAX) < tile_key(1, 0));
    }
}
