//! Keys and values of the store: which byte means what.
//!
//! | key | value |
//! |---|---|
//! | `e` index | bincode of leaf hash (32 bytes) and entry line |
//! | `o` index | bincode of the openings of that entry (FORMAT.md) |
//! | `t` level, n | a full tile: 256 hashes, 8,192 bytes |
//! | `h` n | the n-th signed checkpoint: size (u64 BE), Ed25519 signature |
//! | `i` event id | index (u64 BE) |
//! | `k` hash of an idempotency key | bincode of [`KeyRecord`] |
//! | `m` | bincode of [`HeadRecord`]: the point of commit |
//! | `s` | size (u64 BE) at which an unfinished import began |
//!
//! Numbers in keys are u64 big-endian (level: one byte), so that sled's order
//! is ours. All keys are in one sled tree: one `Batch` is one commit.
//! Nothing beyond the size in `m` is part of the ledger.

use bincode::{Decode, Encode};
use ledger::record::{Hash, Index, Size, Timestamp};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub struct KeyRecord {
    /// BLAKE3 of the body that came with it.
    pub body: [u8; 32],
    /// Index of the first entry that the body became.
    pub first: u64,
    /// Number of entries that it became.
    pub count: u32,
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
    let problem = |problem: String| LayoutError { what: what.to_owned(), problem };
    match bincode::decode_from_slice::<T, _>(bytes, config()) {
        Ok((value, used)) if used == bytes.len() => Ok(value),
        Ok((_, used)) => Err(problem(format!("{} bytes too many", bytes.len() - used))),
        Err(error) => Err(problem(error.to_string())),
    }
}

impl HeadRecord {
    pub(super) fn encode(&self) -> Vec<u8> {
        encode(HeadWire {
            size: self.size.get(),
            hash: *self.hash.as_bytes(),
            recorded: self.recorded.map(Timestamp::millis),
            checkpoints: self.checkpoints,
            note: self.note.clone(),
        })
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, LayoutError> {
        let wire: HeadWire = decode("head record", bytes)?;
        Ok(Self {
            size: Size::new(wire.size),
            hash: Hash::from_bytes(wire.hash),
            recorded: wire.recorded.map(Timestamp::from_millis),
            checkpoints: wire.checkpoints,
            note: wire.note,
        })
    }
}

impl KeyRecord {
    pub(super) fn encode(self) -> Vec<u8> {
        encode(self)
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, LayoutError> {
        decode("idempotency key", bytes)
    }
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
    numbered(b'o', index.get())
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
        assert_eq!(HeadRecord::decode(&head.encode()), Ok(head.clone()));
        let key = KeyRecord { body: [1; 32], first: 7, count: 2 };
        assert_eq!(KeyRecord::decode(&key.encode()), Ok(key));
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
