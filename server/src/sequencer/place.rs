//! Gives drafts their places on a copy of the chain; nothing is written here.

use ledger::admission::Warning;
use ledger::proof::TreeHash;
use ledger::record::{Chain, Entry, Faults, Hash, Index, SealError, Timestamp};

use super::edge::Edge;
use super::erase::{Erasure, check_returned};
use super::gate::{Barred, Gate};
use super::{BadDraft, Placed, Ready, Submission, SubmitError};
use crate::store::{FullTile, KeyRecord, KeyUse, NewEntry, SameBody, Store, StoreError};

/// What a commit would be, submission by submission.
pub(super) struct Plan<'a> {
    store: &'a Store,
    recorded: Timestamp,
    pub(super) chain: Chain,
    pub(super) edge: Edge,
    pub(super) entries: Vec<NewEntry>,
    pub(super) tiles: Vec<FullTile>,
    pub(super) keys: Vec<(Hash, KeyRecord)>,
    pub(super) erasure: Erasure,
    pub(super) gate: Gate,
}

/// What becomes of one submission if the commit succeeds.
pub(super) enum Outcome {
    /// It has places; and the warnings about each draft.
    Placed(Vec<Placed>, Warnings),
    /// It was recorded before.
    Before { first: Index, count: u32 },
    /// It is refused; nothing of it is in the plan.
    Refused(SubmitError),
}

/// What there is to say about one submission.
pub(super) enum Judged {
    /// Nothing stands against it.
    Good(Warnings),
    /// It was recorded before.
    Before { first: Index, count: u32 },
    /// It is refused.
    Refused(SubmitError),
}

/// What is unusual about each draft of a submission, in order.
pub(super) type Warnings = Vec<Vec<Warning>>;

impl<'a> Plan<'a> {
    /// A plan that goes on at the end of `chain`. The gate must have taken in
    /// all before it.
    pub(super) fn new(
        store: &'a Store,
        chain: Chain,
        edge: Edge,
        gate: Gate,
        recorded: Timestamp,
    ) -> Self {
        Self {
            store,
            recorded,
            chain,
            edge,
            entries: Vec::new(),
            tiles: Vec::new(),
            keys: Vec::new(),
            erasure: Erasure::default(),
            gate,
        }
    }

    /// Places one submission, whole or not at all.
    pub(super) fn place(&mut self, submission: Submission) -> Result<Outcome, StoreError> {
        let warnings = match self.judge(&submission)? {
            Judged::Good(warnings) => warnings,
            Judged::Before { first, count } => {
                self.gate.undo();
                return Ok(Outcome::Before { first, count });
            }
            Judged::Refused(refusal) => return Ok(self.refused(refusal)),
        };
        let sealed = match self.seal(&submission.drafts) {
            Ok(sealed) => sealed,
            Err(refusal) => return Ok(self.refused(refusal)),
        };
        // From here on nothing can refuse it.
        for ready in &submission.drafts {
            self.erasure.note(ready, &self.gate)?;
        }
        self.gate.keep();
        let placed = self.put(sealed, submission.drafts);
        if let (Some((key, body)), Some(first)) = (submission.key, placed.first()) {
            let count = u32::try_from(placed.len()).unwrap_or(u32::MAX);
            let body = Some(*body.as_bytes());
            let record = KeyRecord { body, first: first.index.get(), count };
            self.keys.push((key, record));
        }
        Ok(Outcome::Placed(placed, warnings))
    }

    fn refused(&mut self, refusal: SubmitError) -> Outcome {
        self.gate.undo();
        Outcome::Refused(refusal)
    }

    /// Judges a submission. The caller then tells the gate to [`Gate::keep`] it
    /// or to [`Gate::undo`] it.
    pub(super) fn judge(&mut self, submission: &Submission) -> Result<Judged, StoreError> {
        self.gate.begin();
        // The key first: a retry must get its receipt, not a refusal because
        // its own entries have changed the size or taken its ids.
        if let Some((key, body)) = &submission.key
            && let Some(KeyUse { first, count, body }) = self.find_key(key, body.as_bytes())?
        {
            return Ok(match body {
                SameBody::Same => Judged::Before { first, count },
                SameBody::Other => Judged::Refused(SubmitError::KeyReused { first }),
                SameBody::Erased => Judged::Refused(SubmitError::KeyErased { first, count }),
            });
        }
        let found = self.chain.head().size;
        if let Some(expected) = submission.expected
            && expected != found
        {
            return Ok(Judged::Refused(SubmitError::Size { expected, found }));
        }
        self.admit(&submission.drafts)
    }

    /// Asks the gate about each draft.
    fn admit(&mut self, drafts: &[Ready]) -> Result<Judged, StoreError> {
        let (mut warnings, mut bad, mut duplicate) = (Vec::new(), Vec::new(), None);
        for (position, ready) in drafts.iter().enumerate() {
            match self.gate.pass(ready, self.recorded)? {
                Ok(found) => {
                    let before = &drafts[..position];
                    let faults =
                        check_returned(ready, &self.gate, self.store, &self.entries, before)?;
                    if faults.is_empty() {
                        warnings.push(found);
                    } else {
                        bad.push(BadDraft { position, faults: Faults(faults) });
                    }
                }
                Err(Barred::Faults(faults)) => bad.push(BadDraft { position, faults }),
                Err(Barred::Duplicate(at)) => {
                    let id = ready.id().to_owned();
                    duplicate.get_or_insert(SubmitError::Duplicate { position, id, at });
                }
            }
        }
        Ok(match duplicate {
            Some(duplicate) => Judged::Refused(duplicate),
            None if bad.is_empty() => Judged::Good(warnings),
            None => Judged::Refused(SubmitError::NotAdmitted(bad)),
        })
    }

    /// Seals drafts onto a copy of the chain, which becomes the chain if all fit.
    fn seal(&mut self, drafts: &[Ready]) -> Result<Vec<Entry>, SubmitError> {
        let mut chain = self.chain.clone();
        let mut sealed = Vec::with_capacity(drafts.len());
        for (position, ready) in drafts.iter().enumerate() {
            match chain.seal(&ready.draft, self.recorded, ready.signatures.clone()) {
                Ok(entry) => sealed.push(entry),
                Err(SealError::Entry(source)) => {
                    return Err(SubmitError::Entry { position, source });
                }
                Err(SealError::TimeWentBack { given: now, newest }) => {
                    return Err(SubmitError::Clock { now, newest });
                }
            }
        }
        self.chain = chain;
        Ok(sealed)
    }

    /// Puts sealed entries into the plan and the tree.
    fn put(&mut self, sealed: Vec<Entry>, drafts: Vec<Ready>) -> Vec<Placed> {
        let mut placed = Vec::with_capacity(sealed.len());
        for (entry, ready) in sealed.into_iter().zip(drafts) {
            let leaf = TreeHash::leaf(entry.line());
            self.edge.push(leaf, |tile| self.tiles.push(tile));
            placed.push(Placed {
                index: entry.index(),
                hash: entry.hash(),
                recorded: entry.recorded(),
            });
            self.entries.push(NewEntry {
                index: entry.index(),
                leaf: *leaf.as_bytes(),
                line: entry.line().to_vec(),
                openings: ready.draft.encoded_openings().to_vec(),
                id: ready.id().to_owned(),
            });
        }
        placed
    }

    fn find_key(&self, key: &Hash, body: &[u8; 32]) -> Result<Option<KeyUse>, StoreError> {
        let Some((_, record)) = self.keys.iter().find(|(other, _)| other == key) else {
            return self.store.find_key(key, body);
        };
        let body = if record.body == Some(*body) { SameBody::Same } else { SameBody::Other };
        Ok(Some(KeyUse { first: Index::new(record.first), count: record.count, body }))
    }
}
