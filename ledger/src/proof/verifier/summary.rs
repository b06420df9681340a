//! The signed summary: is it one, who signed it, who confirmed it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::finding::{Code, Finding, What};
use super::{State, Trust};
use crate::proof::{
    Checkpoint, KeyId, SignatureError, SignedCheckpoint, VerifierKey, verify_cosignature,
};

/// A summary that could be read, and what vouches for it.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    pub(super) checkpoint: Checkpoint,
    /// The key whose signature holds; `None` when the signer is unknown.
    pub(super) key: Option<VerifierKey>,
    /// The key's id, also when it is unknown and only named.
    pub(super) key_id: Option<KeyId>,
    /// Cosigners whose signatures hold.
    pub(super) cosigners: Vec<String>,
    /// Cosigners whose signatures do not.
    pub(super) bad_cosigners: Vec<String>,
    pub(super) findings: Vec<Finding>,
}

/// Why there is no summary to go on with.
#[derive(Clone, Debug)]
pub(super) struct NoSummary {
    pub(super) state: State,
    pub(super) finding: Finding,
}

/// Reads and judges the bytes of `checkpoint`.
pub(super) fn read(bytes: &[u8], trust: &Trust) -> Result<Summary, NoSummary> {
    let signed = SignedCheckpoint::parse(bytes).map_err(|error| NoSummary {
        state: State::Unreadable,
        finding: finding(Code::Io, What::UnreadableSummary, "a signed summary", &error.to_string()),
    })?;
    let checkpoint = signed.checkpoint().clone();
    let mut findings = Vec::new();
    let (key, key_id) = match signed.verify(&trust.keys) {
        Ok(key) => {
            let id = key.id();
            (Some(key), Some(id))
        }
        Err(SignatureError::Unknown { named }) => {
            let id = own_or_first(&named, checkpoint.origin.as_str());
            let named = id.map_or_else(|| "no key".to_string(), |id| id.to_string());
            findings.push(finding(Code::Key, What::UnknownKey, &known(trust), &named));
            (None, id)
        }
        Err(error) => {
            let expected = known(trust);
            return Err(NoSummary {
                state: State::BadSig,
                finding: finding(Code::Sig, What::BadSignature, &expected, &error.to_string()),
            });
        }
    };
    let mut summary = Summary {
        checkpoint,
        key,
        key_id,
        cosigners: Vec::new(),
        bad_cosigners: Vec::new(),
        findings,
    };
    summary.count_cosigners(&signed, trust);
    Ok(summary)
}

impl Summary {
    /// Each name counts once, however many keys it has.
    fn count_cosigners(&mut self, signed: &SignedCheckpoint, trust: &Trust) {
        for key in &trust.cosigners {
            let name = key.name().as_str().to_string();
            match verify_cosignature(signed.note(), key) {
                Ok(None) => {}
                Ok(Some(_)) if self.cosigners.contains(&name) => {}
                Ok(Some(_)) => self.cosigners.push(name),
                Err(error) => {
                    let what = What::BadCosignature;
                    self.findings.push(finding(
                        Code::Wit,
                        what,
                        &key.to_string(),
                        &error.to_string(),
                    ));
                    self.bad_cosigners.push(name);
                }
            }
        }
    }
}

fn own_or_first(named: &[(String, KeyId)], origin: &str) -> Option<KeyId> {
    let own = named.iter().find(|(name, _)| name == origin);
    own.or(named.first()).map(|(_, id)| *id)
}

fn known(trust: &Trust) -> String {
    let keys: Vec<_> = trust.keys.iter().map(|key| key.id().to_string()).collect();
    if keys.is_empty() {
        "a key on your list, which is empty".to_string()
    } else {
        keys.join(" or ")
    }
}

fn finding(code: Code, what: What, expected: &str, computed: &str) -> Finding {
    Finding { code, what, at: None, expected: expected.to_string(), computed: computed.to_string() }
}
