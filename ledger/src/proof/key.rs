//! Keys of signed notes (C2SP signed-note), and the texts they travel as.

use crate::spelling::{base64, hex, parse_base64, parse_hex};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::record::{Origin, OriginError};

/// Longest key text that is looked at: a name of 255 bytes, a key id, a key.
const MAX_KEY_TEXT: usize = 512;

/// What a key signs, and so which type byte stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyKind {
    /// 0x01: Ed25519 over the text of a note. A ledger's own key.
    Ledger,
    /// 0x04: Ed25519 over a checkpoint and the time it was seen. A cosigner's key.
    Cosigner,
}

/// The first four bytes of SHA-256 over name, line feed, type byte and public key.
///
/// Shown as eight lower-case hex digits. It finds a key and proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 4]);

/// A public key with its name: `name+530d903a+<base64>`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: Origin,
    kind: KeyKind,
    id: KeyId,
    key: VerifyingKey,
}

/// A private key with its name. Neither `Debug` nor `Display` shows the secret.
#[derive(Clone)]
pub struct SignerKey {
    public: VerifierKey,
    key: SigningKey,
}

/// Why a text is not a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not of the form `name+id+key`.
    #[error("key is not of the form name+id+key ({}); copy it whole", .0)]
    Form(&'static str),
    /// The name is none.
    #[error("key name: {0}")]
    Name(#[from] OriginError),
    /// The id is not that of this name and key: one of them was changed.
    #[error(
        "key id {found} does not belong to this name and key, whose id is {computed}; copy the key whole"
    )]
    Id {
        /// The id in the text.
        found: KeyId,
        /// The id of the name and key in the text.
        computed: KeyId,
    },
    /// Another algorithm than Ed25519 and its cosignatures.
    #[error("key has type {0:#04x}; only 0x01 (Ed25519) and 0x04 (cosignature) are known")]
    Kind(u8),
    /// Not a point of the curve, or one that would fit any signature.
    #[error("key is not a usable Ed25519 public key; ask its owner for the right one")]
    Point,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Ledger => 0x01,
            Self::Cosigner => 0x04,
        }
    }

    const fn from_byte(byte: u8) -> Result<Self, KeyError> {
        match byte {
            0x01 => Ok(Self::Ledger),
            0x04 => Ok(Self::Cosigner),
            other => Err(KeyError::Kind(other)),
        }
    }
}

impl KeyId {
    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 4]) -> Self {
        Self(bytes)
    }

    /// Its four bytes, as they begin a signature in a note.
    pub const fn as_bytes(&self) -> &[u8; 4] {
        &self.0
    }

    fn of(name: &Origin, kind: u8, key: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(name.as_str().as_bytes());
        hasher.update([b'\n', kind]);
        hasher.update(key);
        let hash: [u8; 32] = hasher.finalize().into();
        Self([hash[0], hash[1], hash[2], hash[3]])
    }

    fn parse(text: &str) -> Option<Self> {
        parse_hex(text).map(Self)
    }
}

impl VerifierKey {
    /// The key of that kind with this name and these 32 bytes (RFC 8032).
    ///
    /// # Errors
    /// [`KeyError::Point`] when the bytes are no point of the curve or one of
    /// small order.
    pub fn new(name: Origin, kind: KeyKind, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError::Point)?;
        if key.is_weak() {
            return Err(KeyError::Point);
        }
        let id = KeyId::of(&name, kind.byte(), bytes);
        Ok(Self { name, kind, id, key })
    }

    /// Reads a verifier key (C2SP signed-note, "verifier keys").
    ///
    /// # Errors
    /// [`KeyError`], for each of its reasons.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let parts = Parts::parse(text)?;
        let kind = KeyKind::from_byte(parts.kind)?;
        let key = Self::new(parts.name, kind, &parts.bytes)?;
        check_id(parts.id, key.id)?;
        Ok(key)
    }

    /// The key's name; for a ledger's key the ledger's origin.
    pub const fn name(&self) -> &Origin {
        &self.name
    }

    /// The short id that finds it.
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// What it signs.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The 32 bytes of the public key (RFC 8032).
    pub fn public_key(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Whether the signature over exactly these bytes is this key's.
    ///
    /// Strict: a malleable signature or one with a point of small order fails,
    /// so that every program gives the same answer.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        self.key.verify_strict(message, &signature).is_ok()
    }
}

impl SignerKey {
    /// A ledger's key from 32 random bytes, which must stay secret (RFC 8032 seed).
    pub fn from_seed(name: Origin, seed: &[u8; 32]) -> Self {
        Self::build(name, KeyKind::Ledger, seed)
    }

    /// A cosigner's key from 32 random bytes, which must stay secret.
    pub fn cosigner_from_seed(name: Origin, seed: &[u8; 32]) -> Self {
        Self::build(name, KeyKind::Cosigner, seed)
    }

    fn build(name: Origin, kind: KeyKind, seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let verifying = key.verifying_key();
        let id = KeyId::of(&name, kind.byte(), verifying.as_bytes());
        let public = VerifierKey { name, kind, id, key: verifying };
        Self { public, key }
    }

    /// Reads `PRIVATE+KEY+name+id+<base64 of type and seed>`, as the Go tools write it.
    ///
    /// # Errors
    /// [`KeyError`], for each of its reasons. No message repeats the secret.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix("PRIVATE+KEY+");
        let rest = rest.ok_or(KeyError::Form("a private key begins with PRIVATE+KEY+"))?;
        let parts = Parts::parse(rest)?;
        let kind = KeyKind::from_byte(parts.kind)?;
        let key = Self::build(parts.name, kind, &parts.bytes);
        check_id(parts.id, key.public.id)?;
        Ok(key)
    }

    /// The private text form, for a file that only its owner may read.
    pub fn to_secret_text(&self) -> String {
        let public = &self.public;
        let bytes = typed(public.kind, self.key.as_bytes());
        format!("PRIVATE+KEY+{}+{}+{}", public.name.as_str(), public.id, base64(&bytes))
    }

    /// The public half.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.public
    }

    /// Signs exactly these bytes (RFC 8032; the same bytes give the same signature).
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

/// `name+id+base64(type ‖ 32 bytes)`, not yet believed.
struct Parts {
    name: Origin,
    id: KeyId,
    kind: u8,
    bytes: [u8; 32],
}

impl Parts {
    fn parse(text: &str) -> Result<Self, KeyError> {
        if text.len() > MAX_KEY_TEXT {
            return Err(KeyError::Form("it is longer than 512 bytes"));
        }
        // Base64 may hold a plus sign itself: only the first two separate.
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form("two plus signs separate its parts"));
        };
        let name = Origin::new(name)?;
        let id = KeyId::parse(id).ok_or(KeyError::Form("the id is eight lower-case hex digits"))?;
        let bytes = parse_base64(key);
        let bytes = bytes.ok_or(KeyError::Form("the key is standard base64"))?;
        let (kind, bytes) = bytes.split_first().ok_or(KeyError::Form("the key is empty"))?;
        let kind = *kind;
        // An unknown algorithm may have another length: say which it is first.
        KeyKind::from_byte(kind)?;
        let bytes = bytes.try_into();
        let bytes = bytes.map_err(|_| KeyError::Form("the key has 32 bytes after its type"))?;
        Ok(Self { name, id, kind, bytes })
    }
}

fn check_id(found: KeyId, computed: KeyId) -> Result<(), KeyError> {
    if found == computed { Ok(()) } else { Err(KeyError::Id { found, computed }) }
}

fn typed(kind: KeyKind, bytes: &[u8; 32]) -> Vec<u8> {
    let mut typed = Vec::with_capacity(33);
    typed.push(kind.byte());
    typed.extend_from_slice(bytes);
    typed
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = typed(self.kind, self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name.as_str(), self.id, base64(&bytes))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

impl fmt::Debug for SignerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignerKey({})", self.public)
    }
}

#[cfg(test)]
mod tests;
