//! The hash of the Merkle tree: SHA-256 as RFC 6962 section 2.1 tags it.
//!
//! It covers the same bytes as the BLAKE3 chain and exists so that other
//! people's transparency tools can check a ledger without our code.

use crate::spelling::{base64, hex, parse_base64, parse_hex};
use alloc::string::String;
use core::fmt;

use sha2::{Digest, Sha256};

/// A hash in the Merkle tree: 32 bytes of SHA-256.
///
/// Shown as 64 lower-case hex digits; written as 44 characters of standard
/// base64 in a checkpoint.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash([u8; 32]);

/// A text that should have been a tree hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeHashError {
    /// Not 64 hex digits.
    #[error("tree hash is not 64 hexadecimal digits; copy it whole")]
    Hex,
    /// Not 44 characters of padded standard base64 with clean trailing bits.
    #[error("tree hash is not 44 characters of standard base64; copy it whole")]
    Base64,
}

impl TreeHash {
    /// How many bytes a hash has.
    pub const BYTES: usize = 32;

    /// The root of a tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1).
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// The hash of one leaf: SHA-256 of `0x00` and the entry's bytes.
    pub fn leaf(entry: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update([0x00]);
        hasher.update(entry);
        Self(hasher.finalize().into())
    }

    /// The hash of an inner node: SHA-256 of `0x01`, the left and the right hash.
    pub fn node(left: &Self, right: &Self) -> Self {
        // One buffer and one call: inner nodes are half of all hashing.
        let mut bytes = [0x01; 65];
        bytes[1..33].copy_from_slice(&left.0);
        bytes[33..].copy_from_slice(&right.0);
        Self(Sha256::digest(bytes).into())
    }

    /// The hash with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes of the hash.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads a hash from exactly 32 bytes; any other length is `None`.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// 64 lower-case hex digits.
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// 44 characters of standard base64, as a checkpoint and a proof file write it.
    pub fn to_base64(&self) -> String {
        base64(&self.0)
    }

    /// Reads 64 hex digits of either case.
    pub fn parse_hex(text: &str) -> Result<Self, TreeHashError> {
        parse_hex(&text.to_ascii_lowercase()).map(Self).ok_or(TreeHashError::Hex)
    }

    /// Reads 44 characters of standard base64; spare bits must be zero.
    pub fn parse_base64(text: &str) -> Result<Self, TreeHashError> {
        // The length first, so that nothing is allocated for a hostile text.
        let bytes = if text.len() == 44 { parse_base64(text) } else { None };
        bytes.and_then(|bytes| Self::from_slice(&bytes)).ok_or(TreeHashError::Base64)
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeHash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn constants_of_rfc_6962_hold() {
        assert_eq!(
            TreeHash::empty().to_hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            TreeHash::leaf(b"").to_hex(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        assert_eq!(
            TreeHash::node(&TreeHash::leaf(b""), &TreeHash::leaf(&[0])).to_hex(),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
    }

    #[test]
    fn texts_go_in_and_out() {
        let hash = TreeHash::leaf(b"one");
        assert_eq!(TreeHash::parse_hex(&hash.to_hex()), Ok(hash));
        assert_eq!(TreeHash::parse_hex(&hash.to_string().to_uppercase()), Ok(hash));
        assert_eq!(TreeHash::parse_base64(&hash.to_base64()), Ok(hash));
    }

    #[test]
    fn crooked_texts_are_refused() {
        let hash = TreeHash::leaf(b"one");
        for bad in ["", "00", &hash.to_hex()[1..], &std::format!("{hash}0")] {
            assert_eq!(TreeHash::parse_hex(bad), Err(TreeHashError::Hex), "{bad}");
        }
        let good = hash.to_base64();
        assert!(TreeHash::parse_base64(&good[..43]).is_err());
        assert!(TreeHash::parse_base64(&good.replace('=', "A")).is_err());
        // 32 bytes leave two spare bits in the last character; they must be zero.
        let zero = TreeHash::from_bytes([0; 32]).to_base64();
        assert!(TreeHash::parse_base64(&zero.replace("A=", "B=")).is_err());
        assert!(TreeHash::parse_base64(&zero).is_ok());
    }
}
