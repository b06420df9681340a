//! Cosignatures (C2SP tlog-cosignature, version 1, Ed25519).
//!
//! A cosigner states that at some time it saw this checkpoint, and that it
//! continues every earlier one that it saw of the same ledger.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{KeyKind, Note, SignatureError, SignerKey, VerifierKey};

/// The highest time that a cosignature may carry: 2^63 - 1 seconds.
const MAX_SECONDS: u64 = i64::MAX.unsigned_abs();

/// Why a cosignature was not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CosignError {
    /// A ledger's key signs notes, not cosignatures.
    #[error("this is a ledger's key; make a cosigner's key for cosignatures")]
    NotACosigner,
    /// The time does not fit the format.
    #[error("time {0} is above 2^63 - 1 seconds; give seconds since 1970")]
    Time(u64),
}

/// What a cosigner's key signs: a heading, the time, and the checkpoint's text.
fn message(seconds: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {seconds}\n{text}")
}

/// Adds this cosigner's signature, made at `seconds` since 1970 UTC.
///
/// The caller has checked that the checkpoint continues the last one it cosigned.
///
/// # Errors
/// [`CosignError`] when the key is a ledger's or the time beyond the format.
pub fn cosign(note: &mut Note, key: &SignerKey, seconds: u64) -> Result<(), CosignError> {
    if key.verifier().kind() != KeyKind::Cosigner {
        return Err(CosignError::NotACosigner);
    }
    if seconds > MAX_SECONDS {
        return Err(CosignError::Time(seconds));
    }
    let signature = key.sign(message(seconds, note.text()).as_bytes());
    let mut bytes = Vec::with_capacity(72);
    bytes.extend_from_slice(&seconds.to_be_bytes());
    bytes.extend_from_slice(&signature);
    note.put(key.verifier(), bytes);
    Ok(())
}

/// When this cosigner saw the checkpoint, in seconds since 1970 UTC.
///
/// `None` when it did not sign; the newest time when it signed more than once.
///
/// # Errors
/// [`SignatureError::Wrong`] when a signature in its name does not hold.
pub fn verify_cosignature(note: &Note, key: &VerifierKey) -> Result<Option<u64>, SignatureError> {
    let mut newest = None;
    let claimed = note.signatures().iter().filter(|signature| signature.is_by(key));
    for signature in claimed {
        let seconds = (key.kind() == KeyKind::Cosigner)
            .then(|| check(note.text(), &signature.bytes, key))
            .flatten();
        let seconds = seconds.ok_or_else(|| SignatureError::Wrong {
            name: key.name().as_str().to_string(),
            id: key.id(),
        })?;
        newest = newest.max(Some(seconds));
    }
    Ok(newest)
}

fn check(text: &str, bytes: &[u8], key: &VerifierKey) -> Option<u64> {
    let (seconds, signature) = bytes.split_first_chunk()?;
    let signature = signature.try_into().ok()?;
    let seconds = u64::from_be_bytes(*seconds);
    let good = seconds <= MAX_SECONDS && key.verify(message(seconds, text).as_bytes(), signature);
    good.then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::SignedCheckpoint;
    use crate::record::Origin;

    /// A checkpoint that Sunlight's mirror cosigned, from its test data.
    const COSIGNED: &str = "rome2026h1.example.org\n300\n\
        gw31yQrqZZCcEOPrzX+bpy3nJ6QgngTKn8G1m0i62uU=\n\n\
        — mirror.example.org P7FI7wAAAABpVGeAjA1S4pJm6MbcXjX7UUImu4azZtrfcVW2uyr/LXIYlwEJzXC0N0EiZkbqfLdXt/4gVEEuGmxJjAfXKMCISpsJAg==\n";
    const MIRROR: &str = "mirror.example.org+3fb148ef+BAAjjch9GyYz0sJsJx7ALhbdAtz2ov0unbzSl1vMp94O";

    fn key(seed: u8) -> SignerKey {
        SignerKey::cosigner_from_seed(Origin::new("cosigner.example").unwrap(), &[seed; 32])
    }

    fn note() -> Note {
        Note::new("ledger.example\n0\nroot\n".into()).unwrap()
    }

    #[test]
    fn a_cosignature_of_another_tool_holds() {
        let signed = SignedCheckpoint::parse(COSIGNED.as_bytes()).unwrap();
        assert_eq!(signed.checkpoint().size.get(), 300);
        let mirror = VerifierKey::parse(MIRROR).unwrap();
        assert_eq!(verify_cosignature(signed.note(), &mirror), Ok(Some(1_767_139_200)));
    }

    #[test]
    fn every_changed_bit_is_noticed() {
        let mirror = VerifierKey::parse(MIRROR).unwrap();
        for at in 0..COSIGNED.len() {
            for bit in 0..8 {
                let mut bytes = COSIGNED.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                let Ok(note) = Note::parse(&bytes) else {
                    continue;
                };
                let result = verify_cosignature(&note, &mirror);
                assert!(!matches!(result, Ok(Some(_))), "byte {at} bit {bit}");
            }
        }
    }

    #[test]
    fn cosignatures_come_back_and_the_newest_counts() {
        let mut note = note();
        assert_eq!(verify_cosignature(&note, key(1).verifier()), Ok(None));
        cosign(&mut note, &key(1), 5).unwrap();
        cosign(&mut note, &key(2), 9).unwrap();
        let read = Note::parse(&note.to_bytes()).unwrap();
        assert_eq!(verify_cosignature(&read, key(1).verifier()), Ok(Some(5)));
        assert_eq!(verify_cosignature(&read, key(2).verifier()), Ok(Some(9)));
        assert_eq!(verify_cosignature(&read, key(3).verifier()), Ok(None));
        // A note can carry two lines of one cosigner.
        let mut later = note.clone();
        cosign(&mut later, &key(1), 7).unwrap();
        let second = later.to_bytes();
        let line = second.split(|b| *b == b'\n').rev().nth(1).unwrap();
        let both = [&note.to_bytes()[..], line, b"\n"].concat();
        assert_eq!(
            verify_cosignature(&Note::parse(&both).unwrap(), key(1).verifier()),
            Ok(Some(7))
        );
    }

    #[test]
    fn crooked_cosignatures_are_wrong_and_not_absent() {
        let cosigner = key(1);
        for bytes in [std::vec![0; 71], std::vec![0; 73], std::vec![0; 64], std::vec![0xff; 72]] {
            let mut note = note();
            note.put(cosigner.verifier(), bytes);
            let result = verify_cosignature(&note, cosigner.verifier());
            assert!(matches!(result, Err(SignatureError::Wrong { .. })));
        }
        // A plain note signature by a cosigner's key is no cosignature.
        let mut plain = note();
        plain.sign(&cosigner);
        assert!(verify_cosignature(&plain, cosigner.verifier()).is_err());
    }

    #[test]
    fn a_ledger_key_and_a_far_time_are_refused() {
        let ledger = SignerKey::from_seed(Origin::new("ledger.example").unwrap(), &[1; 32]);
        assert_eq!(cosign(&mut note(), &ledger, 1), Err(CosignError::NotACosigner));
        assert_eq!(cosign(&mut note(), &key(1), 1 << 63), Err(CosignError::Time(1 << 63)));
    }
}
