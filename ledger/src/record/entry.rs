//! An entry: a draft sealed at an index, one line of canonical JSON.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::canonical::{scan, scan_object};
use super::draft::SealedDraft;
use super::hash::Hash;
use super::held::Held;
use super::index::Index;
use super::json::Json;
use super::json_parse::JsonError;
use super::sealed::SealedRoot;
use super::time::Timestamp;
use crate::spelling::{base64, parse_base64};

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
    sealed: SealedRoot,
    /// Whether its kind is one of those that keep the register of keys.
    of_keys: bool,
    /// Whether its sealed values are held back from the public.
    held: Held,
    signatures: Vec<DraftSignature>,
    line: String,
    /// End of the draft within the line; it starts after `{"draft":`.
    draft_end: usize,
    hash: Hash,
}

/// What stands between the members of an entry. Writing and reading share it.
const BEFORE_DRAFT: &str = "{\"draft\":";
const BEFORE_INDEX: &str = ",\"index\":";
const BEFORE_PREVIOUS: &str = ",\"previous\":\"";
const BEFORE_RECORDED: &str = "\",\"recorded\":\"";
const BEFORE_SIGNATURES: &str = "\",\"signatures\":";
const END: &str = ",\"v\":1}";

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

    /// The canonical text of its draft: everything public, and the root over
    /// what is sealed. This is what a person signs.
    pub fn draft_text(&self) -> &str {
        &self.line[BEFORE_DRAFT.len()..self.draft_end]
    }

    /// The draft, parsed.
    pub fn draft_json(&self) -> Json {
        // The text was checked when the entry was made.
        Json::parse(self.draft_text().as_bytes()).unwrap_or(Json::Null)
    }

    /// The id of its event; empty where it has none.
    pub fn event_id(&self) -> String {
        let draft = self.draft_json();
        draft.get("id").and_then(Json::as_str).unwrap_or_default().into()
    }

    /// The root over its sealed fields.
    pub const fn sealed(&self) -> SealedRoot {
        self.sealed
    }

    /// Whether it may change the register of people's keys: its kind begins
    /// with `key_`. Known from reading it, so that nothing is parsed for it.
    pub const fn is_of_keys(&self) -> bool {
        self.of_keys
    }

    /// How long its sealed values are held back from the public, by its own public
    /// part. Known from reading it.
    pub const fn held(&self) -> Held {
        self.held
    }

    /// Signatures of people, author first.
    pub fn signatures(&self) -> &[DraftSignature] {
        &self.signatures
    }

    /// Its bytes: what is hashed, proven and kept for ever.
    pub const fn line(&self) -> &[u8] {
        self.line.as_bytes()
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
        draft: &SealedDraft,
        signatures: Vec<DraftSignature>,
    ) -> Result<Self, EntryError> {
        let number = i64::try_from(index.get()).map_err(|_| EntryError::Member("index"))?;
        let text = draft.public_text();
        let mut line = String::with_capacity(text.len() + 256);
        line.push_str(BEFORE_DRAFT);
        line.push_str(text);
        let draft_end = line.len();
        line.push_str(BEFORE_INDEX);
        line.push_str(&Json::Int(number).to_canonical());
        line.push_str(BEFORE_PREVIOUS);
        line.push_str(&previous.to_hex());
        line.push_str(BEFORE_RECORDED);
        line.push_str(&recorded.to_string());
        line.push_str(BEFORE_SIGNATURES);
        let list = signatures.iter().map(signature_json).collect();
        line.push_str(&Json::Array(list).to_canonical());
        line.push_str(END);
        if line.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(line.len()));
        }
        let hash = Hash::of(line.as_bytes());
        let sealed = draft.root();
        let scanned = scan_draft(&line);
        let of_keys = scanned.as_ref().is_some_and(|draft| draft.of_keys);
        // What cannot be scanned is not shown; a draft that was just written can be.
        let held = scanned.map_or(Held::ForGood, |draft| draft.held());
        Ok(Self {
            index,
            previous,
            recorded,
            sealed,
            of_keys,
            held,
            signatures,
            line,
            draft_end,
            hash,
        })
    }

    /// Reads a line that is exactly what [`Entry::write`] writes.
    fn read(line: &str) -> Option<Self> {
        line.strip_prefix(BEFORE_DRAFT)?;
        let scanned = scan_draft(line)?;
        let (held, of_keys) = (scanned.held(), scanned.of_keys);
        let (draft_end, sealed) = (scanned.end, scanned.sealed);
        let sealed = sealed?.strip_prefix('"')?.strip_suffix('"')?;
        let sealed = SealedRoot::from_hash(Hash::parse(sealed).ok()?);
        let rest = line[draft_end..].strip_prefix(BEFORE_INDEX)?;
        let (number, rest) = rest.split_at(scan(rest, 0)?);
        let index = Index::new(number.parse().ok()?);
        let rest = rest.strip_prefix(BEFORE_PREVIOUS)?;
        let (previous, rest) = rest.split_at_checked(64)?;
        let rest = rest.strip_prefix(BEFORE_RECORDED)?;
        let (recorded, rest) = rest.split_at_checked(24)?;
        let rest = rest.strip_prefix(BEFORE_SIGNATURES)?;
        let (list, rest) = rest.split_at(scan(rest, 0)?);
        let signatures = if list == "[]" { Vec::new() } else { read_signatures(list)? };
        if rest != END {
            return None;
        }
        Some(Self {
            index,
            previous: Hash::parse(previous).ok()?,
            recorded: Timestamp::parse(recorded).ok()?,
            sealed,
            of_keys,
            held,
            signatures,
            hash: Hash::of(line.as_bytes()),
            line: line.to_string(),
            draft_end,
        })
    }
}

/// What is looked for in a draft while it is scanned.
struct ScannedDraft<'a> {
    end: usize,
    sealed: Option<&'a str>,
    of_keys: bool,
    disclosure: Option<&'a str>,
    embargo: Option<&'a str>,
}

impl ScannedDraft<'_> {
    fn held(&self) -> Held {
        Held::scanned(self.disclosure, self.embargo)
    }
}

fn scan_draft(line: &str) -> Option<ScannedDraft<'_>> {
    let mut found =
        ScannedDraft { end: 0, sealed: None, of_keys: false, disclosure: None, embargo: None };
    found.end = scan_object(line, BEFORE_DRAFT.len(), &mut |name, from, to| match name {
        "sealed" => found.sealed = line.get(from..to),
        "disclosure" => found.disclosure = line.get(from..to),
        "embargo_until" => found.embargo = line.get(from..to),
        "kind" => found.of_keys = line[from..to].starts_with("\"key_"),
        _ => {}
    })?;
    Some(found)
}

fn signature_json(signature: &DraftSignature) -> Json {
    Json::object([
        ("key", Json::str(signature.key.to_hex())),
        ("signature", Json::str(base64(&signature.signature))),
    ])
}

fn read_signatures(list: &str) -> Option<Vec<DraftSignature>> {
    match Json::parse(list.as_bytes()).ok()? {
        Json::Array(items) if items.len() <= MAX_SIGNATURES => {
            items.iter().map(read_signature).collect()
        }
        _ => None,
    }
}

fn read_signature(json: &Json) -> Option<DraftSignature> {
    let Json::Object(members) = json else {
        return None;
    };
    let key = Hash::parse(members.get("key")?.as_str()?).ok()?;
    let text = members.get("signature")?.as_str()?;
    let signature = parse_base64(text)?.try_into().ok()?;
    (members.len() == 2).then_some(DraftSignature { key, signature })
}

/// Says in words why a line that is no entry is none.
fn diagnose(line: &[u8]) -> EntryError {
    let members = match Json::parse(line) {
        Err(error) => return EntryError::Json(error),
        Ok(Json::Object(members)) => members,
        Ok(_) => return EntryError::Member("draft"),
    };
    // The version first: a newer format may differ in everything else.
    match members.get("v").and_then(Json::as_int) {
        Some(FORMAT_VERSION) => {}
        Some(other) => return EntryError::Version(other),
        None => return EntryError::Member("v"),
    }
    let text = |name| members.get(name).and_then(Json::as_str).unwrap_or("");
    let sealed = members.get("draft").and_then(|draft| draft.get("sealed")).and_then(Json::as_str);
    if !matches!(members.get("draft"), Some(Json::Object(_))) {
        EntryError::Member("draft")
    } else if sealed.is_none_or(|text| Hash::parse(text).is_err()) {
        EntryError::Member("draft/sealed")
    } else if members.get("index").and_then(Json::as_int).is_none_or(|n| n < 0) {
        EntryError::Member("index")
    } else if Hash::parse(text("previous")).is_err() {
        EntryError::Member("previous")
    } else if Timestamp::parse(text("recorded")).is_err() {
        EntryError::Member("recorded")
    } else if members
        .get("signatures")
        .and_then(|list| read_signatures(&list.to_canonical()))
        .is_none()
    {
        EntryError::Member("signatures")
    } else if members.len() != 6 {
        EntryError::Member("(one that is not known)")
    } else {
        EntryError::NotCanonical
    }
}

impl Unverified {
    /// Reads one line. The bytes must be exactly what [`Entry::line`] would be.
    pub fn parse(line: &[u8]) -> Result<Self, EntryError> {
        if line.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(line.len()));
        }
        let entry = core::str::from_utf8(line).ok().and_then(Entry::read);
        entry.map(Self).ok_or_else(|| diagnose(line))
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
