//! Keys of people (Ed25519, RFC 8032).

use core::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::record::{DraftSignature, Hash};

/// The public half of a person's key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PersonKey(VerifyingKey);

/// The private half. `Debug` does not show the secret.
#[derive(Clone)]
pub struct PersonSigner(SigningKey);

impl PersonKey {
    /// The key with these 32 bytes; `None` when they are no point of the curve, a
    /// second spelling of one, or one of small order, which would fit signatures
    /// that nobody made.
    pub fn new(bytes: &[u8; 32]) -> Option<Self> {
        // y is below 2^255 - 19 (RFC 8032 section 5.1.3); the crate lets it be more.
        let second = bytes[0] >= 0xed
            && bytes[1..31].iter().all(|byte| *byte == 0xff)
            && bytes[31] & 0x7f == 0x7f;
        if second {
            return None;
        }
        let key = VerifyingKey::from_bytes(bytes).ok()?;
        (!key.is_weak()).then_some(Self(key))
    }

    /// What names it in entries: BLAKE3 of its 32 bytes.
    pub fn id(&self) -> Hash {
        Hash::of(self.0.as_bytes())
    }

    /// Its 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether the signature over the canonical text of a draft is this key's.
    /// Strict, so that every program gives the same answer.
    pub fn verify(&self, draft: &str, signature: &[u8; 64]) -> bool {
        self.0.verify_strict(draft.as_bytes(), &Signature::from_bytes(signature)).is_ok()
    }
}

impl PersonSigner {
    /// The key from 32 random bytes, which must stay secret (RFC 8032 seed).
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The seed, for the file or the store that only its owner may read.
    pub fn seed(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The public half.
    pub fn public(&self) -> PersonKey {
        PersonKey(self.0.verifying_key())
    }

    /// Signs the canonical text of a draft.
    pub fn sign(&self, draft: &str) -> DraftSignature {
        let signature = self.0.sign(draft.as_bytes()).to_bytes();
        DraftSignature { key: self.public().id(), signature }
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonKey({})", self.id())
    }
}

impl fmt::Debug for PersonSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonSigner({})", self.public().id())
    }
}
