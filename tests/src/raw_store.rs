//! The store behind the server's back: sled's own values, to read what really
//! lies there and to change it as somebody with a hex editor could.
//!
//! The layout is that of `server/src/store/layout.rs`; the server must not run.

use std::path::Path;
use std::time::Duration;

/// Bytes of a full piece: longer values go on at the key followed by 1, 2, ….
const PIECE: usize = 4 << 10;

/// An open sled database that no server uses.
pub struct RawStore {
    db: sled::Db,
}

impl RawStore {
    /// Opens the store of the ledger in `data`.
    ///
    /// # Panics
    /// Where sled refuses, for example because a server still has it.
    pub fn open(data: &Path) -> Self {
        let folder = data.join("store");
        assert!(folder.exists(), "{} has no store", data.display());
        // A process that was just killed may keep the lock for a moment.
        for _ in 0..100 {
            if let Ok(db) = sled::Config::new().path(&folder).open() {
                return Self { db };
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{} stays locked", folder.display());
    }

    /// The value of entry `n`: leaf hash (32 bytes), length, line.
    pub fn entry(&self, n: u64) -> Vec<u8> {
        self.value(&key(b'e', n))
    }

    /// The openings of entry `n`, encrypted.
    pub fn openings(&self, n: u64) -> Vec<u8> {
        self.value(&key(b'c', n))
    }

    /// Writes the value of entry `n`.
    pub fn set_entry(&self, n: u64, value: &[u8]) {
        self.set(&key(b'e', n), value);
    }

    /// Writes the openings of entry `n`.
    pub fn set_openings(&self, n: u64, value: &[u8]) {
        self.set(&key(b'c', n), value);
    }

    /// Removes entry `n` and leaves everything else.
    pub fn remove_entry(&self, n: u64) {
        self.db.remove(key(b'e', n)).expect("sled removes");
    }

    /// Writes or removes the row at `key`, whatever it is.
    pub fn put(&self, key: &[u8], value: Option<&[u8]>) {
        match value {
            Some(value) => self.db.insert(key, value).expect("sled writes"),
            None => self.db.remove(key).expect("sled removes"),
        };
    }

    /// Every key and value, as they lie there.
    pub fn all(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let pair = |item: sled::Result<(sled::IVec, sled::IVec)>| {
            let (key, value) = item.expect("sled reads");
            (key.to_vec(), value.to_vec())
        };
        self.db.iter().map(pair).collect()
    }

    fn value(&self, key: &[u8]) -> Vec<u8> {
        let mut value = Vec::new();
        for piece in 0_u16.. {
            let name = piece_key(key, piece);
            let Some(bytes) = self.db.get(name).expect("sled reads") else { break };
            value.extend_from_slice(&bytes);
            if bytes.len() < PIECE {
                break;
            }
        }
        value
    }

    fn set(&self, key: &[u8], value: &[u8]) {
        let full = value.len() / PIECE;
        for piece in 0..=full {
            let bytes = &value[piece * PIECE..value.len().min((piece + 1) * PIECE)];
            let name = piece_key(key, u16::try_from(piece).expect("a short value"));
            self.db.insert(name, bytes).expect("sled writes");
        }
    }
}

impl Drop for RawStore {
    fn drop(&mut self) {
        let _ = self.db.flush();
    }
}

fn key(kind: u8, n: u64) -> Vec<u8> {
    [&[kind][..], &n.to_be_bytes()].concat()
}

fn piece_key(key: &[u8], piece: u16) -> Vec<u8> {
    if piece == 0 { key.to_vec() } else { [key, &piece.to_be_bytes()].concat() }
}
