//! What a cosigner does with a request (C2SP tlog-witness, `add-checkpoint`):
//! the checks in the order of the specification, and nothing but the checks.
//!
//! Whoever calls this holds a lock from the look at the last checkpoint until
//! the new one is on the disk, and answers only then.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::add_checkpoint::SIZE_MIME;
use super::{
    AddCheckpoint, Checkpoint, Note, ProofError, TreeHash, VerifierKey, verify_consistency,
};
use crate::record::Size;

/// Why a cosigner does not sign. Each has its status code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// 400: the request cannot be read, or asks for less than it starts from.
    #[error("{0}")]
    Malformed(String),
    /// 403: no key that is trusted for this ledger signed it.
    #[error("{0}")]
    Unsigned(String),
    /// 404: a ledger that this cosigner does not know.
    #[error("unknown log {0}")]
    UnknownLog(String),
    /// 409: another size was cosigned last.
    #[error("the last size cosigned is {0}")]
    OtherSize(Size),
    /// 422: it does not continue what was cosigned last.
    #[error("the consistency proof does not hold: {0}")]
    Inconsistent(String),
}

impl Refusal {
    /// The HTTP status code.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::Unsigned(_) => 403,
            Self::UnknownLog(_) => 404,
            Self::OtherSize(_) => 409,
            Self::Inconsistent(_) => 422,
        }
    }

    /// The content type of the body.
    pub const fn mime(&self) -> &'static str {
        match self {
            Self::OtherSize(_) => SIZE_MIME,
            _ => "text/plain; charset=utf-8",
        }
    }

    /// The body: the size alone for 409, a sentence for all others.
    pub fn body(&self) -> String {
        match self {
            Self::OtherSize(size) => format!("{size}\n"),
            other => format!("{other}\n"),
        }
    }
}

/// A request that can be read and whose ledger's signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genuine {
    request: AddCheckpoint,
    key: VerifierKey,
}

/// Reads a request and checks who signed its checkpoint. `logs` are the keys of
/// the ledgers that are known; the name of each is its ledger's origin.
///
/// # Errors
/// [`Refusal::Malformed`], [`Refusal::UnknownLog`], [`Refusal::Unsigned`].
pub fn receive(body: &[u8], logs: &[VerifierKey]) -> Result<Genuine, Refusal> {
    let request = AddCheckpoint::parse(body).map_err(|e| Refusal::Malformed(format!("{e}")))?;
    let origin = &request.checkpoint.checkpoint().origin;
    let keys: Vec<VerifierKey> = logs.iter().filter(|key| key.name() == origin).cloned().collect();
    if keys.is_empty() {
        return Err(Refusal::UnknownLog(origin.as_str().into()));
    }
    let key = request.checkpoint.verify(&keys);
    let key = key.map_err(|error| Refusal::Unsigned(format!("{error}")))?;
    Ok(Genuine { request, key })
}

impl Genuine {
    /// The checkpoint that is to be cosigned.
    pub const fn checkpoint(&self) -> &Checkpoint {
        self.request.checkpoint.checkpoint()
    }

    /// Whether the checkpoint may be cosigned after `last`, the newest one that
    /// was cosigned for this ledger. Gives the note to cosign, to keep and to
    /// show: the ledger's own signature and no other.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::OtherSize`], [`Refusal::Inconsistent`].
    pub fn continues(&self, last: Option<&Checkpoint>) -> Result<Note, Refusal> {
        let (old, new) = (self.request.old, self.checkpoint());
        if old > new.size {
            let problem = format!("the old size {old} is above the new one, {}", new.size);
            return Err(Refusal::Malformed(problem));
        }
        let signed = last.map_or(Size::ZERO, |last| last.size);
        if old != signed {
            return Err(Refusal::OtherSize(signed));
        }
        let inconsistent = |problem: String| Refusal::Inconsistent(problem);
        if new.size.is_empty() && new.root != TreeHash::empty() {
            return Err(inconsistent("the root of an empty tree is another one".into()));
        }
        let before = last.map_or_else(TreeHash::empty, |last| last.root);
        verify_consistency(old, new.size, &before, &new.root, &self.request.proof)
            .map_err(|error: ProofError| inconsistent(format!("{error}")))?;
        let mut note = self.request.checkpoint.note().clone();
        note.keep(|signature| signature.is_by(&self.key));
        Ok(note)
    }
}

#[cfg(test)]
mod tests;
