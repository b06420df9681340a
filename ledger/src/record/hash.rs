//! BLAKE3: the fingerprint of an entry and of everything sealed.

use alloc::string::String;
use core::fmt;

use crate::spelling::{hex, parse_hex};

/// A BLAKE3 digest, 32 bytes.
///
/// There is no `Default`: a hash of nothing in particular is a mistake.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

/// Why a text is not a hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 64 lower-case hexadecimal digits")]
pub struct HashError;

impl Hash {
    /// The digest of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The digest whose 32 bytes are `bytes`.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// Reads 64 lower-case hexadecimal digits; upper case is refused, so that
    /// one hash has one spelling.
    pub fn parse(text: &str) -> Result<Self, HashError> {
        parse_hex(text).map(Self).ok_or(HashError)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn a_hash_has_one_spelling() {
        let hash = Hash::of(b"");
        let hex = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";
        assert_eq!(hash.to_hex(), hex);
        assert_eq!(Hash::parse(hex), Ok(hash));
        assert_eq!(format!("{hash:?}"), format!("Hash({hex})"));
        assert_eq!(Hash::parse(&hex.to_uppercase()), Err(HashError));
        assert_eq!(Hash::parse(&hex[1..]), Err(HashError));
        assert_eq!(Hash::parse(&format!("{hex}0")), Err(HashError));
        assert_eq!(Hash::parse(&hex.replace('a', "g")), Err(HashError));
    }
}
