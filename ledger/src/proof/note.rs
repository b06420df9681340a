//! Signed notes (C2SP signed-note): a text and who signed it.

use crate::spelling::{base64, parse_base64};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Checkpoint, KeyId, KeyKind, SignerKey, VerifierKey};

/// Most bytes of a note: a checkpoint of 400 bytes and 100 signatures of 600.
pub const MAX_NOTE_BYTES: usize = 65_536;
/// Most signatures on a note. C2SP asks for 16 or more; the Go tools stop here too.
pub const MAX_NOTE_SIGNATURES: usize = 100;

/// A text with signatures that nothing has checked yet.
///
/// The text is UTF-8, ends in a line feed and has no other control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// The key's name: not empty, no white space, no `+`.
    pub name: String,
    /// The key's id.
    pub id: KeyId,
    /// What follows the id: 64 bytes for Ed25519, 72 for a cosignature.
    pub bytes: Vec<u8>,
}

/// Why bytes are not a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a signed note: {0}; fetch it again")]
pub struct NoteError(pub(super) &'static str);

/// Why nothing vouches for a note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// A key that is known signed something else than this text.
    #[error("the signature of {name}+{id} does not fit the text; do not rely on it")]
    Wrong {
        /// The key's name.
        name: String,
        /// The key's id.
        id: KeyId,
    },
    /// None of the known keys signed it.
    #[error("no known key signed this; it names {}", list(.named))]
    Unknown {
        /// Names and ids of the signatures that are there.
        named: Vec<(String, KeyId)>,
    },
    /// Two different known keys have the same name and id.
    #[error("two known keys are called {name}+{id}; remove one")]
    Ambiguous {
        /// The keys' name.
        name: String,
        /// The keys' id.
        id: KeyId,
    },
}

fn list(named: &[(String, KeyId)]) -> String {
    let names: Vec<_> = named.iter().map(|(name, id)| format!("{name}+{id}")).collect();
    names.join(", ")
}

impl Note {
    /// A note without signatures yet.
    ///
    /// # Errors
    /// [`NoteError`] when the text is empty, does not end in a line feed, has
    /// other control characters, or is too long.
    pub fn new(text: String) -> Result<Self, NoteError> {
        check_text(&text)?;
        Ok(Self { text, signatures: Vec::new() })
    }

    /// The note of a checkpoint, whose text is well formed by its types.
    pub(super) fn from_checkpoint(checkpoint: &Checkpoint) -> Self {
        Self { text: checkpoint.to_text(), signatures: Vec::new() }
    }

    /// Reads a note with one signature or more. Nothing is verified.
    ///
    /// # Errors
    /// [`NoteError`] for everything that is not exactly of the form: too long,
    /// not UTF-8, a control character, no empty line, no signature, a line that
    /// is no signature, more than 100 of them.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError("it is longer than 64 KiB"));
        }
        let note = core::str::from_utf8(bytes).map_err(|_| NoteError("it is not UTF-8"))?;
        check_characters(note)?;
        // The text may hold empty lines itself: the last one ends it.
        let split = note.rfind("\n\n").ok_or(NoteError("it has no empty line"))?;
        let (text, lines) = (&note[..=split], &note[split + 2..]);
        check_text(text)?;
        let lines = lines.strip_suffix('\n');
        let lines = lines.ok_or(NoteError("its last line is cut short or missing"))?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == MAX_NOTE_SIGNATURES {
                return Err(NoteError("it has more than 100 signatures"));
            }
            signatures.push(NoteSignature::parse(line)?);
        }
        Ok(Self { text: text.to_string(), signatures })
    }

    /// The signed text, line feed at the end included.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its signatures as they stand, checked or not.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Signs with a ledger's key; an earlier signature of that key is replaced.
    pub fn sign(&mut self, key: &SignerKey) {
        let signature = key.sign(self.text.as_bytes());
        self.put(key.verifier(), signature.to_vec());
    }

    /// Adds a signature line, in place of one by the same key.
    pub(super) fn put(&mut self, key: &VerifierKey, bytes: Vec<u8>) {
        self.signatures.retain(|old| !old.is_by(key));
        let name = key.name().as_str().to_string();
        self.signatures.push(NoteSignature { name, id: key.id(), bytes });
    }

    /// Leaves those signatures for which `wanted` says so.
    pub fn keep(&mut self, wanted: impl Fn(&NoteSignature) -> bool) {
        self.signatures.retain(wanted);
    }

    /// The note as it is served: text, empty line, one line for each signature.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.text.as_bytes(), b"\n", &self.signature_lines()].concat()
    }

    /// The signature lines alone, as a cosigner answers with its own.
    pub fn signature_lines(&self) -> Vec<u8> {
        let mut out = String::new();
        for signature in &self.signatures {
            let mut payload = signature.id.as_bytes().to_vec();
            payload.extend_from_slice(&signature.bytes);
            out.push_str("— ");
            out.push_str(&signature.name);
            out.push(' ');
            out.push_str(&base64(&payload));
            out.push('\n');
        }
        out.into_bytes()
    }

    /// Which of these ledger keys signed the text; at least one did.
    ///
    /// Signatures of other keys are ignored, cosigners' keys too (see
    /// [`verify_cosignature`](super::verify_cosignature)).
    ///
    /// # Errors
    /// [`SignatureError::Wrong`] when a known key's signature does not hold,
    /// even if another key's does; [`SignatureError::Unknown`] when no known
    /// key signed; [`SignatureError::Ambiguous`] when two share name and id.
    pub fn verify_strict<'a>(
        &self,
        keys: &'a [VerifierKey],
    ) -> Result<Vec<&'a VerifierKey>, SignatureError> {
        let mut good: Vec<&VerifierKey> = Vec::new();
        for signature in &self.signatures {
            let name_and_id = || (signature.name.clone(), signature.id);
            let mut known =
                keys.iter().filter(|key| key.kind() == KeyKind::Ledger && signature.is_by(key));
            let Some(key) = known.next() else { continue };
            if known.any(|other| other != key) {
                let (name, id) = name_and_id();
                return Err(SignatureError::Ambiguous { name, id });
            }
            let bytes = signature.bytes.as_slice().try_into();
            if !bytes.is_ok_and(|bytes| key.verify(self.text.as_bytes(), bytes)) {
                let (name, id) = name_and_id();
                return Err(SignatureError::Wrong { name, id });
            }
            if !good.contains(&key) {
                good.push(key);
            }
        }
        if good.is_empty() {
            let named = self.signatures.iter().map(|s| (s.name.clone(), s.id)).collect();
            return Err(SignatureError::Unknown { named });
        }
        Ok(good)
    }
}

impl NoteSignature {
    /// Whether it says it is by this key.
    pub fn is_by(&self, key: &VerifierKey) -> bool {
        self.id == key.id() && self.name == key.name().as_str()
    }

    fn parse(line: &str) -> Result<Self, NoteError> {
        let malformed = NoteError("a line after the text is not a signature");
        let (name, payload) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(malformed)?;
        if name.is_empty() || name.contains(char::is_whitespace) || name.contains('+') {
            return Err(NoteError("the name in a signature is malformed"));
        }
        let payload = parse_base64(payload);
        let payload = payload.ok_or(NoteError("a signature is not standard base64"))?;
        let (id, bytes) =
            payload.split_first_chunk().ok_or(NoteError("a signature is too short"))?;
        if bytes.is_empty() {
            return Err(NoteError("a signature is too short"));
        }
        let id = KeyId::from_bytes(*id);
        Ok(Self { name: name.to_string(), id, bytes: bytes.to_vec() })
    }
}

fn check_characters(text: &str) -> Result<(), NoteError> {
    if text.bytes().any(|byte| byte < 0x20 && byte != b'\n') {
        return Err(NoteError("it has a control character"));
    }
    Ok(())
}

fn check_text(text: &str) -> Result<(), NoteError> {
    check_characters(text)?;
    if text.len() > MAX_NOTE_BYTES {
        Err(NoteError("its text is longer than 64 KiB"))
    } else if text == "\n" || !text.ends_with('\n') {
        Err(NoteError("its text is empty or does not end in a line feed"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
