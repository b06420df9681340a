//! The signed summary: is it one, who signed it, who confirmed it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::finding::{Code, Finding, What};
use super::{State, Trust};
use crate::proof::{
    Checkpoint, Cosigned, KeyId, PolicyCosigner, SignatureError, SignedCheckpoint, VerifierKey,
};
use crate::record::Size;

/// A summary that could be read, and what vouches for it.
#[derive(Clone, Debug)]
pub(super) struct Summary {
    pub(super) checkpoint: Checkpoint,
    /// The key whose signature holds; `None` when the signer is unknown.
    pub(super) key: Option<VerifierKey>,
    /// The key's id, also when it is unknown and only named.
    pub(super) key_id: Option<KeyId>,
    /// What each cosigner of the policy did with it, in the policy's order.
    pub(super) judged: Vec<Cosigned>,
    /// The summary that was confirmed last, when it is an older one.
    pub(super) older: Option<Confirmed>,
    /// Size of a confirmed summary that is newer than this one.
    pub(super) newer: Option<Size>,
    pub(super) findings: Vec<Finding>,
}

/// An older summary of the same ledger, signed by a trusted key.
#[derive(Clone, Debug)]
pub(super) struct Confirmed {
    pub(super) checkpoint: Checkpoint,
    pub(super) judged: Vec<Cosigned>,
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
    let judged = trust.policy.judge(&signed);
    let wrong = |(cosigner, judged): (&PolicyCosigner, &Cosigned)| {
        let key = cosigner.key.to_string();
        (*judged == Cosigned::Wrong)
            .then(|| finding(Code::Wit, What::BadCosignature, &key, &cosigner.name))
    };
    findings.extend(trust.policy.cosigners().iter().zip(&judged).filter_map(wrong));
    Ok(Summary { checkpoint, key, key_id, judged, older: None, newer: None, findings })
}

impl Summary {
    /// Takes the summary that was confirmed last.
    pub(super) fn take_cosigned(&mut self, bytes: &[u8], trust: &Trust) {
        let Ok(signed) = SignedCheckpoint::parse(bytes) else { return };
        let checkpoint = signed.checkpoint();
        let known = self.key.is_some() && signed.verify(&trust.keys).is_ok();
        if !known || checkpoint.origin != self.checkpoint.origin {
            return;
        }
        let judged = trust.policy.judge(&signed);
        if *checkpoint == self.checkpoint {
            // The same one: whoever confirmed either confirmed both.
            for (have, also) in self.judged.iter_mut().zip(judged) {
                *have = match (*have, also) {
                    (Cosigned::At(one), Cosigned::At(other)) => Cosigned::At(one.max(other)),
                    (Cosigned::Absent, other) => other,
                    (have, _) => have,
                };
            }
        } else if checkpoint.size > self.checkpoint.size {
            self.newer = Some(checkpoint.size);
        } else {
            self.older = Some(Confirmed { checkpoint: checkpoint.clone(), judged });
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
