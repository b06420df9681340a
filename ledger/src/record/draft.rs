//! A draft ready to be placed: its public part, and what was sealed.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::bundle::{MAX_OPENINGS_BYTES, encode_opening_list};
use super::json::Json;
use super::pointer::put_at;
use super::sealed::{
    Commitment, Opening, OpeningState, Openings, OpeningsError, Salt, SealedRoot, Sealer,
};

/// A draft whose sealed fields have been replaced by one root. It has no
/// position yet; its public bytes are what an author signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedDraft {
    public: String,
    root: SealedRoot,
    openings: Openings,
    encoded: Vec<u8>,
}

/// Why a draft cannot be sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// All sealed texts together are too long.
    #[error("sealed texts are {0} bytes together; the limit is 65,535: split the record in two")]
    TooLong(usize),
    /// Two values for one field.
    #[error(transparent)]
    Openings(#[from] OpeningsError),
    /// The public part is not an object.
    #[error("a draft is an object")]
    NotAnObject,
}

impl SealedDraft {
    /// Seals `sealed` (pointer and value) under fresh salts and writes the
    /// root into the public part as its member `sealed`.
    pub fn new(
        public: Json,
        sealed: Vec<(String, Json)>,
        salts: &mut dyn FnMut() -> Salt,
    ) -> Result<Self, DraftError> {
        let list = sealed.into_iter().map(|(pointer, value)| Opening {
            pointer,
            state: OpeningState::Open { salt: salts(), value: value.to_canonical() },
        });
        Self::with_openings(public, Openings::new(list.collect())?)
    }

    /// The same from openings that were made elsewhere, such as by an author
    /// who has already signed over their root.
    pub fn with_openings(mut public: Json, openings: Openings) -> Result<Self, DraftError> {
        let encoded = encode_opening_list(&openings);
        if encoded.len() > MAX_OPENINGS_BYTES {
            return Err(DraftError::TooLong(encoded.len()));
        }
        let root = Sealer::new().root(&openings);
        let Json::Object(members) = &mut public else {
            return Err(DraftError::NotAnObject);
        };
        members.insert("sealed".to_string(), Json::str(root.hash().to_hex()));
        Ok(Self { public: public.to_canonical(), root, openings, encoded })
    }

    /// Everything that stays public for ever, `sealed` included, as canonical
    /// text: what an author signs and what the entry will hold.
    pub fn public_text(&self) -> &str {
        &self.public
    }

    /// The root over the sealed fields.
    pub const fn root(&self) -> SealedRoot {
        self.root
    }

    /// Salts and values of the sealed fields.
    pub const fn openings(&self) -> &Openings {
        &self.openings
    }

    /// The openings as the store keeps them and the read tree serves them.
    pub fn encoded_openings(&self) -> &[u8] {
        &self.encoded
    }
}

/// A draft put together again: open values in their places, and the
/// commitments of redacted ones by pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The draft without its member `sealed`.
    pub json: Json,
    /// What was redacted, in the order of pointers.
    pub withheld: Vec<(String, Commitment)>,
}

/// Puts openings back into the public part of a draft.
///
/// # Errors
/// The pointer that has no place in the draft, or whose place is taken.
pub fn merge(public: Json, openings: &Openings) -> Result<Merged, String> {
    let mut json = public;
    if let Json::Object(members) = &mut json {
        members.remove("sealed");
    }
    let mut withheld = Vec::new();
    for opening in openings.as_slice() {
        match &opening.state {
            OpeningState::Open { value, .. } => {
                let placed = Json::parse(value.as_bytes())
                    .is_ok_and(|value| put_at(&mut json, &opening.pointer, value));
                if !placed {
                    return Err(opening.pointer.clone());
                }
            }
            OpeningState::Withheld(commitment) => {
                withheld.push((opening.pointer.clone(), *commitment));
            }
        }
    }
    Ok(Merged { json, withheld })
}
