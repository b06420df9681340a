//! Every summary that a ledger ever signed, as 72 bytes each.
//!
//! The root is left out: a reader computes it from the entries, and so the
//! signature alone tells what was signed at that size. When a ledger was
//! re-made, the largest size whose signature still fits is where it begins.

use alloc::vec::Vec;

use super::{Checkpoint, VerifierKey};
use crate::record::Size;

/// Bytes of one record: u64 big-endian size, then the Ed25519 signature.
pub const HISTORY_RECORD_BYTES: usize = 72;
/// Records in a full file of history, as with tiles and bundles.
pub const HISTORY_WIDTH: usize = 256;

/// One summary of the past: how many entries, and the signature over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryRecord {
    /// How many entries the ledger held.
    pub size: Size,
    /// The ledger's Ed25519 signature over that checkpoint's text.
    pub signature: [u8; 64],
}

/// Why bytes are not a file of history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError {
    /// Not a whole number of records.
    #[error("history of {0} bytes is cut short; each record has 72")]
    CutShort(usize),
    /// More than a full file.
    #[error("history file holds {0} records; at most 256 fit")]
    TooMany(usize),
}

impl HistoryRecord {
    /// The 72 bytes of the record.
    pub fn to_bytes(&self) -> [u8; HISTORY_RECORD_BYTES] {
        let mut bytes = [0; HISTORY_RECORD_BYTES];
        bytes[..8].copy_from_slice(&self.size.get().to_be_bytes());
        bytes[8..].copy_from_slice(&self.signature);
        bytes
    }

    /// Whether this key signed the checkpoint, which must be of this size.
    pub fn verify(&self, checkpoint: &Checkpoint, key: &VerifierKey) -> bool {
        checkpoint.size == self.size && key.verify(checkpoint.to_text().as_bytes(), &self.signature)
    }
}

/// Joins up to 256 records into one file; the caller splits longer lists.
pub fn encode_history(records: &[HistoryRecord]) -> Vec<u8> {
    records.iter().flat_map(HistoryRecord::to_bytes).collect()
}

/// Splits a file of history into its records. No signature is checked.
///
/// # Errors
/// [`HistoryError`] when the length is no multiple of 72 or above 256 records.
pub fn decode_history(bytes: &[u8]) -> Result<Vec<HistoryRecord>, HistoryError> {
    let (records, rest) = bytes.as_chunks::<HISTORY_RECORD_BYTES>();
    if !rest.is_empty() {
        return Err(HistoryError::CutShort(bytes.len()));
    }
    if records.len() > HISTORY_WIDTH {
        return Err(HistoryError::TooMany(records.len()));
    }
    Ok(records.iter().map(read).collect())
}

fn read(bytes: &[u8; HISTORY_RECORD_BYTES]) -> HistoryRecord {
    let (mut size, mut signature) = ([0; 8], [0; 64]);
    size.copy_from_slice(&bytes[..8]);
    signature.copy_from_slice(&bytes[8..]);
    HistoryRecord { size: Size::new(u64::from_be_bytes(size)), signature }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{SignedCheckpoint, SignerKey, TreeHash};
    use crate::record::Origin;
    use std::vec;

    #[test]
    fn records_come_back() {
        let record =
            |n: u8| HistoryRecord { size: Size::new(u64::from(n) << 40), signature: [n; 64] };
        let records: Vec<_> = (0..=255).map(record).collect();
        let bytes = encode_history(&records);
        assert_eq!(bytes.len(), 256 * 72);
        assert_eq!(decode_history(&bytes), Ok(records));
        assert_eq!(decode_history(&[]), Ok(vec![]));
        assert_eq!(bytes[72..80], (1_u64 << 40).to_be_bytes());
    }

    #[test]
    fn other_lengths_are_refused() {
        assert_eq!(decode_history(&[0; 71]), Err(HistoryError::CutShort(71)));
        assert_eq!(decode_history(&[0; 73]), Err(HistoryError::CutShort(73)));
        assert_eq!(decode_history(&vec![0; 257 * 72]), Err(HistoryError::TooMany(257)));
    }

    #[test]
    fn a_record_is_the_signature_of_a_checkpoint() {
        let origin = Origin::new("ledger.example").unwrap();
        let key = SignerKey::from_seed(origin.clone(), &[1; 32]);
        let checkpoint = Checkpoint { origin, size: Size::new(7), root: TreeHash::leaf(b"7") };
        let signed = SignedCheckpoint::sign(checkpoint.clone(), &key);
        let record = signed.history_record(key.verifier()).unwrap();
        assert!(record.verify(&checkpoint, key.verifier()));
        let other = Checkpoint { root: TreeHash::leaf(b"8"), ..checkpoint.clone() };
        assert!(!record.verify(&other, key.verifier()));
        let record = HistoryRecord { size: Size::new(8), ..record };
        assert!(!record.verify(&checkpoint, key.verifier()));
    }
}
