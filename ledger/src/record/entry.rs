//! An entry: a draft sealed at an index, one line of canonical JSON.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use data_encoding::BASE64;

use super::hash::Hash;
use super::index::Index;
use super::json::Json;
use super::json_parse::JsonError;
use super::sealed::SealedRoot;
use super::time::Timestamp;

/// Most bytes of an entry line: what a C2SP entry bundle can hold (u16 length).
pub const MAX_ENTRY_BYTES: usize = 65_535;

/// The version that this code writes and reads.
pub const FORMAT_VERSION: i64 = 1;

/// Most signatures of people on one entry.
pub const MAX_SIGNATURES: usize = 8;

/// A person's signature over the canonical bytes of `draft`: the author's
/// first, an approver's second. It names a key that the ledger registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSignature {
    /// The key's identifier: BLAKE3 of the 32 bytes of the public key.
    pub key: Hash,
    /// The 64 bytes of the Ed25519 signature (RFC 8032).
    pub signature: [u8; 64],
}

/// Why bytes are not an entry. Nothing here means tampering by itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Longer than the format allows.
    #[error("entry is {0} bytes long; the limit is 65,535")]
    TooLong(usize),
    /// Not JSON of this format.
    #[error("entry is not JSON: {0}")]
    Json(#[from] JsonError),
    /// A newer format than this code knows.
    #[error("entry uses format version {0}; this program knows version 1")]
    Version(i64),
    /// JSON, but not byte for byte canonical.
    #[error("entry is not in canonical form (RFC 8785)")]
    NotCanonical,
    /// A member is missing, unknown or of the wrong type.
    #[error("entry member {0} is missing or malformed")]
    Member(&'static str),
}

/// An entry whose bytes are well formed but whose place in the chain is not
/// yet checked. Bytes from a disk or a network begin here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified(Entry);

/// One entry of a ledger. Only [`Chain`](super::Chain) makes one: by sealing
/// a draft, or by accepting bytes that link to the entry before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    index: Index,
    previous: Hash,
    recorded: Timestamp,
    draft: Json,
    sealed: SealedRoot,
    signatures: Vec<DraftSignature>,
    line: Vec<u8>,
    hash: Hash,
}

impl Entry {
    /// Its position.
    pub const fn index(&self) -> Index {
        self.index
    }

    /// The fingerprint of the entry before it.
    pub const fn previous(&self) -> Hash {
        self.previous
    }

    /// When the ledger took it.
    pub const fn recorded(&self) -> Timestamp {
        self.recorded
    }

    /// The member `draft`: everything public, and the root over what is sealed.
    pub const fn draft_json(&self) -> &Json {
        &self.draft
    }

    /// The root over its sealed fields.
    pub const fn sealed(&self) -> SealedRoot {
        self.sealed
    }

    /// Signatures of people, author first.
    pub fn signatures(&self) -> &[DraftSignature] {
        &self.signatures
    }

    /// Its bytes: what is hashed, proven and kept for ever.
    pub fn line(&self) -> &[u8] {
        &self.line
    }

    /// Its fingerprint: BLAKE3 of its line.
    pub const fn hash(&self) -> Hash {
        self.hash
    }

    /// Writes the line of a new entry. For [`Chain`](super::Chain) alone.
    pub(super) fn write(
        index: Index,
        previous: Hash,
        recorded: Timestamp,
        draft: Json,
        sealed: SealedRoot,
        signatures: Vec<DraftSignature>,
    ) -> Result<Self, EntryError> {
        let number = i64::try_from(index.get()).map_err(|_| EntryError::Member("index"))?;
        // Members in canonical order, the draft written once.
        let mut line = String::with_capacity(512);
        line.push_str("{\"draft\":");
        line.push_str(&draft.to_canonical());
        line.push_str(",\"index\":");
        line.push_str(&Json::Int(number).to_canonical());
        line.push_str(",\"previous\":\"");
        line.push_str(&previous.to_hex());
        line.push_str("\",\"recorded\":\"");
        line.push_str(&recorded.to_string());
        line.push_str("\",\"signatures\":");
        let list = signatures.iter().map(signature_json).collect();
        line.push_str(&Json::Array(list).to_canonical());
        line.push_str(",\"v\":1}");
        if line.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(line.len()));
        }
        let line = line.into_bytes();
        let hash = Hash::of(&line);
        Ok(Self {
            index,
            previous,
            recorded,
            draft,
            sealed,
            signatures,
            line,
            hash,
        })
    }
}

fn signature_json(signature: &DraftSignature) -> Json {
    Json::object([
        ("key", Json::str(signature.key.to_hex())),
        ("signature", Json::str(BASE64.encode(&signature.signature))),
    ])
}

fn read_signature(json: &Json) -> Option<DraftSignature> {
    let Json::Object(members) = json else {
        return None;
    };
    let key = Hash::parse(members.get("key")?.as_str()?).ok()?;
    let text = members.get("signature")?.as_str()?;
    let signature = BASE64.decode(text.as_bytes()).ok()?.try_into().ok()?;
    (members.len() == 2).then_some(DraftSignature { key, signature })
}

impl Unverified {
    /// Reads one line. The bytes must be exactly what [`Entry::line`] would be.
    pub fn parse(line: &[u8]) -> Result<Self, EntryError> {
        if line.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(line.len()));
        }
        let json = Json::parse(line)?;
        let Json::Object(mut members) = json else {
            return Err(EntryError::Member("draft"));
        };
        // The version first: a newer format may differ in everything else.
        match members.get("v").and_then(Json::as_int) {
            Some(FORMAT_VERSION) => {}
            Some(other) => return Err(EntryError::Version(other)),
            None => return Err(EntryError::Member("v")),
        }
        let index = members.get("index").and_then(Json::as_int);
        let index = index
            .and_then(|n| u64::try_from(n).ok())
            .ok_or(EntryError::Member("index"))?;
        let text = |name| members.get(name).and_then(Json::as_str);
        let previous = text("previous")
            .and_then(|text| Hash::parse(text).ok())
            .ok_or(EntryError::Member("previous"))?;
        let recorded = text("recorded")
            .and_then(|text| Timestamp::parse(text).ok())
            .ok_or(EntryError::Member("recorded"))?;
        let signatures = match members.get("signatures") {
            Some(Json::Array(list)) if list.len() <= MAX_SIGNATURES => {
                list.iter().map(read_signature).collect::<Option<Vec<_>>>()
            }
            _ => None,
        }
        .ok_or(EntryError::Member("signatures"))?;
        let draft = members.remove("draft").ok_or(EntryError::Member("draft"))?;
        if members.len() != 5 {
            return Err(EntryError::Member("(a sixth one)"));
        }
        let sealed = draft
            .get("sealed")
            .and_then(Json::as_str)
            .and_then(|text| Hash::parse(text).ok())
            .map(SealedRoot::from_hash)
            .ok_or(EntryError::Member("draft/sealed"))?;
        let index = Index::new(index);
        let entry = Entry::write(index, previous, recorded, draft, sealed, signatures)?;
        if entry.line == line {
            Ok(Self(entry))
        } else {
            Err(EntryError::NotCanonical)
        }
    }

    /// The position that it claims.
    pub const fn index(&self) -> Index {
        self.0.index
    }

    /// The fingerprint of its bytes, whatever its place.
    pub const fn hash(&self) -> Hash {
        self.0.hash
    }

    /// Its content for a reader who was told that nothing vouches for it.
    pub const fn claimed(&self) -> &Entry {
        &self.0
    }

    /// For [`Chain`](super::Chain) alone, once the links hold.
    pub(super) fn into_entry(self) -> Entry {
        self.0
    }
}
