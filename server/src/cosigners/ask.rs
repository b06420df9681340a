//! One conversation with one cosigner about one checkpoint.

use std::sync::Arc;
use std::time::Duration;

use ledger::proof::{
    AddAnswer, AddCheckpoint, MAX_ANSWER_BYTES, SignedCheckpoint, VerifierKey, consistency_proof,
};
use ledger::record::Size;

use crate::client::{Client, Limits, Url};
use crate::nodes::Nodes;
use crate::sequencer::Published;
use crate::store::Store;

/// A cosigner that is asked.
#[derive(Clone, Debug)]
pub struct Cosigner {
    /// Where requests go: its submission prefix and `/add-checkpoint`.
    pub url: Url,
    /// Its key.
    pub key: VerifierKey,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It signed, at this time; the checkpoint carries the signature.
    Signed(SignedCheckpoint, u64),
    /// It confirmed this larger size already.
    Beyond(Size),
    /// It says that the checkpoint does not continue what it signed.
    Inconsistent(String),
    /// It did not sign, or could not be reached.
    Failed(String),
}

/// How often it may answer with another size: it may confirm something
/// between two requests, but not for ever.
const ATTEMPTS: usize = 3;

/// Asks `cosigner` to confirm `checkpoint`, which is that of `end`; `known` is
/// the size that it is believed to have confirmed last.
pub async fn ask(
    client: &Client,
    cosigner: &Cosigner,
    checkpoint: &SignedCheckpoint,
    end: &Arc<Published>,
    store: &Arc<Store>,
    known: Size,
    time: Duration,
) -> Asked {
    let size = checkpoint.checkpoint().size;
    let mut signed = checkpoint.clone();
    let mut old = known;
    for _ in 0..ATTEMPTS {
        if old > size {
            return Asked::Beyond(old);
        }
        let nodes = Nodes::new(store, &end.edge);
        let proof = match consistency_proof(old, size, &nodes) {
            Ok(proof) => proof,
            Err(error) => return Asked::Failed(format!("no proof from size {old}: {error}")),
        };
        let request = AddCheckpoint { old, proof, checkpoint: checkpoint.clone() };
        let limits = Limits { time, body: MAX_ANSWER_BYTES };
        let answer = client.post(&cosigner.url, "text/plain", request.to_bytes(), limits).await;
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return Asked::Failed(error.to_string()),
        };
        let note = signed.note_mut();
        let words = answer.words();
        let read =
            AddAnswer::read(answer.status, &answer.mime, &answer.body, &words, note, &cosigner.key);
        match read {
            AddAnswer::Signed(seconds) => return Asked::Signed(signed, seconds),
            AddAnswer::From(other) if other == old => {
                return Asked::Failed(format!("it keeps asking for a proof from size {old}"));
            }
            AddAnswer::From(other) => old = other,
            AddAnswer::Inconsistent(why) => return Asked::Inconsistent(why),
            AddAnswer::Refused(why) => return Asked::Failed(why),
        }
    }
    Asked::Failed("it names another size each time".to_owned())
}
