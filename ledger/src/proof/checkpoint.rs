//! The signed summary of a ledger (C2SP tlog-checkpoint).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::note::NoteError;
use super::{HistoryRecord, Note, NoteSignature, SignatureError, SignerKey, TreeHash, VerifierKey};
use crate::record::{Origin, Size};

/// What a ledger signs: its name, how many entries it holds, and their root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The ledger's name; its key has the same one.
    pub origin: Origin,
    /// How many entries it holds.
    pub size: Size,
    /// The RFC 6962 root over their bytes.
    pub root: TreeHash,
}

/// A checkpoint with the note that carries it. Parsed is not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

/// Why bytes are not a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a signed note at all.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A signed note that is not three lines of origin, size and root.
    #[error("not a signed summary: {0}; fetch it again")]
    Form(&'static str),
}

impl Checkpoint {
    /// The three lines that are signed: origin, decimal size, base64 root.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin.as_str(), self.size.get(), self.root.to_base64())
    }

    /// Reads exactly what [`Checkpoint::to_text`] writes.
    ///
    /// Extension lines are refused: this ledger signs none, because newer
    /// cosignatures would not cover them.
    ///
    /// # Errors
    /// [`CheckpointError::Form`] naming the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.split('\n');
        let mut line =
            || lines.next().ok_or(CheckpointError::Form("it has fewer than three lines"));
        let origin = Origin::new(line()?);
        let origin =
            origin.map_err(|_| CheckpointError::Form("line 1 is not the name of a ledger"))?;
        let size = parse_decimal(line()?).map(Size::new);
        let size = size.ok_or(CheckpointError::Form("line 2 is not a decimal size"))?;
        let root = TreeHash::parse_base64(line()?);
        let root = root.map_err(|_| CheckpointError::Form("line 3 is not a base64 root"))?;
        if !line()?.is_empty() || lines.next().is_some() {
            return Err(CheckpointError::Form("it does not end after the third line"));
        }
        Ok(Self { origin, size, root })
    }
}

/// Decimal without sign or leading zero; `0` alone is allowed.
pub(super) fn parse_decimal(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = text.len() > 1 && text.starts_with('0');
    if !digits || leading_zero {
        return None;
    }
    text.parse().ok()
}

impl SignedCheckpoint {
    /// Signs a checkpoint with the ledger's key.
    ///
    /// A ledger must never sign two checkpoints of which one does not continue
    /// the other; the caller answers for that.
    pub fn sign(checkpoint: Checkpoint, key: &SignerKey) -> Self {
        let mut note = Note::from_checkpoint(&checkpoint);
        note.sign(key);
        Self { checkpoint, note }
    }

    /// Reads a signed checkpoint. Nothing is verified.
    ///
    /// # Errors
    /// [`CheckpointError`] when it is not a note or not three lines.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = Note::parse(bytes)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        Ok(Self { checkpoint, note })
    }

    /// What it says.
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note that carries it.
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// The note, to add a cosignature to it. Its text cannot be changed.
    pub const fn note_mut(&mut self) -> &mut Note {
        &mut self.note
    }

    /// The bytes as they are served at `checkpoint`.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.note.to_bytes()
    }

    /// The record that this checkpoint leaves in the ledger's history.
    ///
    /// `None` when the key has not signed it. The signature is not checked.
    pub fn history_record(&self, key: &VerifierKey) -> Option<HistoryRecord> {
        let by_key = |signature: &&NoteSignature| signature.is_by(key);
        let signature = self.note.signatures().iter().find(by_key)?;
        let signature = signature.bytes.as_slice().try_into().ok()?;
        Some(HistoryRecord { size: self.checkpoint.size, signature })
    }

    /// Which of these keys signed it for its ledger.
    ///
    /// Only a key whose name is the origin counts: another ledger's key cannot
    /// vouch for this one.
    ///
    /// # Errors
    /// [`SignatureError`], as [`Note::verify_strict`] gives it.
    pub fn verify(&self, keys: &[VerifierKey]) -> Result<VerifierKey, SignatureError> {
        let good = self.note.verify_strict(keys)?;
        let own = good.into_iter().find(|key| *key.name() == self.checkpoint.origin);
        own.cloned().ok_or_else(|| {
            let signatures = self.note.signatures().iter();
            SignatureError::Unknown { named: signatures.map(|s| (s.name.clone(), s.id)).collect() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::ToString;

    fn checkpoint() -> Checkpoint {
        let origin = Origin::new("ledger.example/inquiry").unwrap();
        Checkpoint { origin, size: Size::new(300), root: TreeHash::leaf(b"x") }
    }

    fn key() -> SignerKey {
        SignerKey::from_seed(checkpoint().origin, &[3; 32])
    }

    #[test]
    fn a_signed_checkpoint_comes_back() {
        let signed = SignedCheckpoint::sign(checkpoint(), &key());
        let read = SignedCheckpoint::parse(&signed.to_bytes());
        assert_eq!(read.as_ref(), Ok(&signed));
        assert_eq!(signed.checkpoint(), &checkpoint());
        assert_eq!(signed.verify(&[key().verifier().clone()]), Ok(key().verifier().clone()));
    }

    #[test]
    fn only_a_key_of_the_same_name_vouches() {
        let other = SignerKey::from_seed(Origin::new("other.example").unwrap(), &[4; 32]);
        let signed = SignedCheckpoint::sign(checkpoint(), &other);
        let result = signed.verify(&[other.verifier().clone(), key().verifier().clone()]);
        assert!(
            matches!(result, Err(SignatureError::Unknown { named }) if named[0].0 == "other.example")
        );
    }

    #[test]
    fn malformed_texts_are_refused() {
        let good = checkpoint().to_text();
        assert_eq!(Checkpoint::parse(&good), Ok(checkpoint()));
        for (why, bad) in [
            ("empty", String::new()),
            ("no origin", good.replace("ledger.example/inquiry", "")),
            ("space in origin", good.replace('/', " ")),
            ("plus in origin", good.replace('/', "+")),
            ("no size", good.replace("300", "")),
            ("leading zero", good.replace("300", "0300")),
            ("sign", good.replace("300", "+300")),
            ("negative", good.replace("300", "-300")),
            ("not decimal", good.replace("300", "0x12c")),
            ("beyond 64 bits", good.replace("300", "18446744073709551616")),
            ("short root", good.replace("=\n", "\n")),
            ("extension", format!("{good}more\n")),
            ("empty line", format!("{good}\n")),
            ("cut line feed", good[..good.len() - 1].to_string()),
            ("two lines", "ledger.example/inquiry\n300\n".into()),
        ] {
            assert!(Checkpoint::parse(&bad).is_err(), "{why}");
        }
        let zero = good.replace("300", "0");
        assert_eq!(Checkpoint::parse(&zero).map(|c| c.size), Ok(Size::ZERO));
    }

    #[test]
    fn every_changed_bit_is_noticed() {
        let keys = [key().verifier().clone()];
        let bytes = SignedCheckpoint::sign(checkpoint(), &key()).to_bytes();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                let good =
                    SignedCheckpoint::parse(&changed).map(|signed| signed.verify(&keys).is_ok());
                assert_ne!(good, Ok(true), "byte {at} bit {bit}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z /+]{0,9}\n?[0-9]{0,21}\n?[A-Za-z+/]{42,44}=?\n?.{0,3}") {
            if let Ok(checkpoint) = Checkpoint::parse(&text) {
                prop_assert_eq!(checkpoint.to_text(), text);
            }
        }
    }
}
