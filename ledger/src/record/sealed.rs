//! Sealed fields: what an entry says about a value without holding it.
//!
//! The entry holds one root over salted commitments. Salt and value (the
//! opening) are kept beside it and can be destroyed; the bare commitment stays
//! and leads to the same root (FORMAT.md section 3).

use alloc::string::String;
use alloc::vec::Vec;

use super::hash::Hash;

/// 32 random bytes, one per sealed field, never used twice.
///
/// Without it a small number or a name could be found by trying them all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 32]);

impl Salt {
    /// The salt of these bytes. The caller answers for their randomness.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl core::fmt::Debug for Salt {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // A salt in a log would undo a later redaction.
        f.write_str("Salt(..)")
    }
}

/// What stands in the place of one sealed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment(Hash);

/// The root over all commitments of one draft: its member `sealed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedRoot(Hash);

/// Derive-key context of a commitment (BLAKE3 paper, section 2.3).
pub const COMMITMENT_CONTEXT: &str = "daybook 2026-11-23 sealed field commitment v1";
/// Derive-key context of the root over commitments.
pub const ROOT_CONTEXT: &str = "daybook 2026-11-23 sealed fields root v1";

/// A field's bytes are preceded by their length, so that no two different
/// lists of fields give the same bytes.
fn put(hasher: &mut blake3::Hasher, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    hasher.update(&length.to_be_bytes());
    hasher.update(bytes);
}

/// Makes commitments and roots with the two contexts hashed once.
pub struct Sealer {
    commitment: blake3::Hasher,
    root: blake3::Hasher,
}

impl Default for Sealer {
    fn default() -> Self {
        Self::new()
    }
}

impl Sealer {
    /// Prepares both contexts.
    pub fn new() -> Self {
        Self {
            commitment: blake3::Hasher::new_derive_key(COMMITMENT_CONTEXT),
            root: blake3::Hasher::new_derive_key(ROOT_CONTEXT),
        }
    }

    /// The commitment to `value`, a canonical JSON text, at `pointer` under `salt`.
    pub fn commit(&self, salt: &Salt, pointer: &str, value: &str) -> Commitment {
        let mut hasher = self.commitment.clone();
        put(&mut hasher, salt.as_bytes());
        put(&mut hasher, pointer.as_bytes());
        put(&mut hasher, value.as_bytes());
        Commitment(Hash::from_bytes(*hasher.finalize().as_bytes()))
    }

    /// The root over openings that are already in order.
    pub fn root(&self, openings: &Openings) -> SealedRoot {
        let mut hasher = self.root.clone();
        for opening in &openings.0 {
            put(&mut hasher, opening.pointer.as_bytes());
            put(&mut hasher, opening.commitment_with(self).0.as_bytes());
        }
        SealedRoot(Hash::from_bytes(*hasher.finalize().as_bytes()))
    }

    /// Whether these openings are the ones that `root` was made from.
    pub fn verify(&self, openings: &Openings, root: &SealedRoot) -> Result<(), OpeningsError> {
        let computed = self.root(openings);
        if computed == *root {
            Ok(())
        } else {
            Err(OpeningsError::Root { expected: root.0, computed: computed.0 })
        }
    }
}

impl Commitment {
    /// The commitment whose hash is `hash`.
    pub const fn from_hash(hash: Hash) -> Self {
        Self(hash)
    }

    /// Its 32 bytes.
    pub const fn hash(&self) -> &Hash {
        &self.0
    }
}

impl SealedRoot {
    /// The root whose hash is `hash`.
    pub const fn from_hash(hash: Hash) -> Self {
        Self(hash)
    }

    /// Its 32 bytes.
    pub const fn hash(&self) -> &Hash {
        &self.0
    }
}

/// One sealed field beside its entry: still open, or withheld for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Where in the draft the value stands (JSON pointer, RFC 6901).
    pub pointer: String,
    /// Salt and value, or what is left after redaction.
    pub state: OpeningState,
}

/// See [`Opening`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpeningState {
    /// The value can be read.
    Open {
        /// The salt of this field alone.
        salt: Salt,
        /// The value as canonical JSON: the very bytes that were committed to.
        value: String,
    },
    /// Salt and value were destroyed; the commitment still leads to the root.
    Withheld(Commitment),
}

impl Opening {
    fn commitment_with(&self, sealer: &Sealer) -> Commitment {
        match &self.state {
            OpeningState::Open { salt, value } => sealer.commit(salt, &self.pointer, value),
            OpeningState::Withheld(commitment) => *commitment,
        }
    }

    /// The same field with salt and value gone.
    #[must_use]
    pub fn withhold(&self, sealer: &Sealer) -> Self {
        let commitment = self.commitment_with(sealer);
        Self { pointer: self.pointer.clone(), state: OpeningState::Withheld(commitment) }
    }
}

/// All sealed fields of one draft, in the order of their pointers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Openings(Vec<Opening>);

/// Why openings do not belong to an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningsError {
    /// A pointer stands twice or out of order.
    #[error("opening {pointer} stands twice or out of order")]
    Order {
        /// The second of the two pointers.
        pointer: String,
    },
    /// They do not lead to the root in the entry.
    #[error("openings lead to root {computed}, the entry says {expected}")]
    Root {
        /// The root in the entry.
        expected: Hash,
        /// The root of these openings.
        computed: Hash,
    },
}

impl Openings {
    /// Keeps openings that stand in order of their pointers, each once.
    pub fn new(list: Vec<Opening>) -> Result<Self, OpeningsError> {
        match list.windows(2).find(|pair| pair[0].pointer >= pair[1].pointer) {
            None => Ok(Self(list)),
            Some(pair) => Err(OpeningsError::Order { pointer: pair[1].pointer.clone() }),
        }
    }

    /// The openings in order.
    pub fn as_slice(&self) -> &[Opening] {
        &self.0
    }

    /// The opening of the field at `pointer`.
    pub fn get(&self, pointer: &str) -> Option<&Opening> {
        let at = self.0.binary_search_by(|opening| opening.pointer.as_str().cmp(pointer)).ok()?;
        self.0.get(at)
    }

    /// The same with every salt and value gone: what is served in the place of a list
    /// that is held back. It leads to the same root.
    #[must_use]
    pub fn withheld(&self) -> Self {
        let sealer = Sealer::new();
        Self(self.0.iter().map(|opening| opening.withhold(&sealer)).collect())
    }

    /// The root that these openings lead to.
    pub fn root(&self) -> SealedRoot {
        Sealer::new().root(self)
    }

    /// Whether they belong to an entry that says `root`.
    pub fn verify(&self, root: &SealedRoot) -> Result<(), OpeningsError> {
        Sealer::new().verify(self, root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Json;
    use std::string::ToString;
    use std::vec;

    #[expect(clippy::needless_pass_by_value, reason = "lists of openings read better")]
    fn open(pointer: &str, salt: u8, value: Json) -> Opening {
        let value = value.to_canonical();
        let state = OpeningState::Open { salt: Salt::from_bytes([salt; 32]), value };
        Opening { pointer: pointer.to_string(), state }
    }

    fn sample() -> Openings {
        Openings::new(vec![open("/a", 1, Json::Int(3)), open("/b", 2, Json::str("x"))]).unwrap()
    }

    #[test]
    fn redaction_keeps_the_root() {
        let (all, sealer) = (sample(), Sealer::new());
        let root = all.root();
        let mut list = all.as_slice().to_vec();
        list[0] = list[0].withhold(&sealer);
        let redacted = Openings::new(list).unwrap();
        assert_eq!(redacted.verify(&root), Ok(()));
        assert!(matches!(redacted.get("/a").unwrap().state, OpeningState::Withheld(_)));
        assert_eq!(redacted.as_slice()[1], all.as_slice()[1]);
    }

    #[test]
    fn any_other_salt_value_or_place_leads_elsewhere() {
        let root = sample().root();
        for list in [
            vec![open("/a", 9, Json::Int(3)), open("/b", 2, Json::str("x"))],
            vec![open("/a", 1, Json::Int(4)), open("/b", 2, Json::str("x"))],
            vec![open("/c", 1, Json::Int(3)), open("/d", 2, Json::str("x"))],
            vec![open("/a", 1, Json::Int(3))],
            vec![open("/a", 1, Json::str("3")), open("/b", 2, Json::str("x"))],
            vec![],
        ] {
            assert!(Openings::new(list).unwrap().verify(&root).is_err());
        }
    }

    #[test]
    fn two_openings_of_one_field_are_refused() {
        let twice = vec![open("/a", 1, Json::Int(3)), open("/a", 2, Json::Int(4))];
        assert!(Openings::new(twice).is_err());
        let unordered = vec![open("/b", 1, Json::Int(3)), open("/a", 2, Json::Int(4))];
        assert!(Openings::new(unordered).is_err());
    }

    #[test]
    fn a_salt_never_reaches_a_log() {
        assert!(!std::format!("{:?}", sample()).contains("[1, 1"));
    }
}
