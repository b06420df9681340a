//! Both digests of a file, piece by piece: memory stays flat at any length.

use sha2::{Digest, Sha256};

use crate::events::DocumentDigest;
use crate::record::Hash;

/// A file on its way through.
#[derive(Clone, Default)]
pub struct DocumentHasher {
    blake3: blake3::Hasher,
    sha256: Sha256,
    size: u64,
}

/// A whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// Its digests.
    pub digest: DocumentDigest,
    /// Its length in bytes.
    pub size: u64,
}

impl core::fmt::Debug for DocumentHasher {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("DocumentHasher").field("size", &self.size).finish_non_exhaustive()
    }
}

impl DocumentHasher {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.blake3.update(bytes);
        self.sha256.update(bytes);
        self.size += bytes.len() as u64;
    }

    /// Bytes taken so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The digests of all that was taken.
    pub fn finish(self) -> Hashed {
        let blake3 = Hash::from_bytes(*self.blake3.finalize().as_bytes());
        let sha256 = Hash::from_bytes(self.sha256.finalize().into());
        Hashed { digest: DocumentDigest { blake3, sha256 }, size: self.size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    /// The two public digests of no bytes and of "abc" (BLAKE3's own vectors;
    /// FIPS 180-2, appendix B.1).
    #[test]
    fn both_digests_are_those_of_ordinary_tools_at_any_cut() {
        let hashed = DocumentHasher::new().finish();
        assert_eq!(
            hashed.digest.blake3.to_hex(),
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262"
        );
        assert_eq!(
            hashed.digest.sha256.to_hex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let bytes: Vec<u8> = (0..10_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let whole = |cut: usize| {
            let mut hasher = DocumentHasher::new();
            bytes.chunks(cut).for_each(|piece| hasher.update(piece));
            hasher.finish()
        };
        assert_eq!(whole(1), whole(9_999));
        assert_eq!(whole(64).size, 10_000);
        assert_eq!(whole(64).digest.blake3, Hash::of(&bytes));
    }
}
