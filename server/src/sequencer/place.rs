//! Gives drafts their places on a copy of the chain; nothing is written here.

use std::collections::HashMap;

use ledger::proof::TreeHash;
use ledger::record::bundle::encode_opening_list;
use ledger::record::{Chain, Hash, Index, SealError, Timestamp};

use super::edge::Edge;
use super::{Placed, Ready, Submission, SubmitError};
use crate::store::{FullTile, KeyRecord, NewEntry, Store, StoreError};

/// What a commit would be, submission by submission.
pub(super) struct Plan<'a> {
    store: &'a Store,
    recorded: Timestamp,
    pub(super) chain: Chain,
    pub(super) edge: Edge,
    pub(super) entries: Vec<NewEntry>,
    pub(super) tiles: Vec<FullTile>,
    pub(super) keys: Vec<(Hash, KeyRecord)>,
    /// Event ids placed in this plan.
    ids: HashMap<String, Index>,
}

/// What becomes of one submission if the commit succeeds.
pub(super) enum Outcome {
    /// It has places.
    Placed(Vec<Placed>),
    /// It was recorded before.
    Before { first: Index, count: u32 },
    /// It is refused; nothing of it is in the plan.
    Refused(SubmitError),
}

impl<'a> Plan<'a> {
    pub(super) fn new(store: &'a Store, chain: Chain, edge: Edge, recorded: Timestamp) -> Self {
        Self {
            store,
            recorded,
            chain,
            edge,
            entries: Vec::new(),
            tiles: Vec::new(),
            keys: Vec::new(),
            ids: HashMap::new(),
        }
    }

    /// Places one submission, whole or not at all.
    pub(super) fn place(&mut self, submission: Submission) -> Result<Outcome, StoreError> {
        // The key first: a retry must get its receipt, not a refusal because
        // its own entries have changed the size or taken its ids.
        if let Some((key, body)) = &submission.key
            && let Some(before) = self.find_key(key)?
        {
            let first = Index::new(before.first);
            return Ok(if before.body == *body.as_bytes() {
                Outcome::Before { first, count: before.count }
            } else {
                Outcome::Refused(SubmitError::KeyReused { first })
            });
        }
        let found = self.chain.head().size;
        if let Some(expected) = submission.expected
            && expected != found
        {
            return Ok(Outcome::Refused(SubmitError::Size { expected, found }));
        }
        if let Some(refusal) = self.find_duplicate(&submission.drafts)? {
            return Ok(Outcome::Refused(refusal));
        }
        let mut chain = self.chain.clone();
        let mut sealed = Vec::with_capacity(submission.drafts.len());
        for (position, ready) in submission.drafts.iter().enumerate() {
            match chain.seal(&ready.draft, self.recorded, Vec::new()) {
                Ok(entry) => sealed.push(entry),
                Err(SealError::Entry(source)) => {
                    return Ok(Outcome::Refused(SubmitError::Entry { position, source }));
                }
                Err(SealError::TimeWentBack { given: now, newest }) => {
                    return Ok(Outcome::Refused(SubmitError::Clock { now, newest }));
                }
            }
        }
        // From here on nothing can refuse it.
        self.chain = chain;
        let mut placed = Vec::with_capacity(sealed.len());
        for (entry, ready) in sealed.into_iter().zip(submission.drafts) {
            let leaf = TreeHash::leaf(entry.line());
            self.edge.push(leaf, |tile| self.tiles.push(tile));
            self.ids.insert(ready.id.clone(), entry.index());
            placed.push(Placed {
                index: entry.index(),
                hash: entry.hash(),
                recorded: entry.recorded(),
            });
            self.entries.push(NewEntry {
                index: entry.index(),
                leaf: *leaf.as_bytes(),
                line: entry.line().to_vec(),
                openings: encode_opening_list(ready.draft.openings()),
                id: ready.id,
            });
        }
        if let (Some((key, body)), Some(first)) = (submission.key, placed.first()) {
            let count = u32::try_from(placed.len()).unwrap_or(u32::MAX);
            let record = KeyRecord { body: *body.as_bytes(), first: first.index.get(), count };
            self.keys.push((key, record));
        }
        Ok(Outcome::Placed(placed))
    }

    fn find_key(&self, key: &Hash) -> Result<Option<KeyRecord>, StoreError> {
        match self.keys.iter().find(|(other, _)| other == key) {
            Some((_, record)) => Ok(Some(*record)),
            None => self.store.find_key(key),
        }
    }

    fn find_duplicate(&self, drafts: &[Ready]) -> Result<Option<SubmitError>, StoreError> {
        let first = self.chain.head().size.get();
        let mut own: HashMap<&str, Index> = HashMap::new();
        for (position, ready) in drafts.iter().enumerate() {
            let at = match self.ids.get(&ready.id).or_else(|| own.get(ready.id.as_str())) {
                Some(at) => Some(*at),
                None => self.store.find_id(&ready.id)?,
            };
            if let Some(at) = at {
                let id = ready.id.clone();
                return Ok(Some(SubmitError::Duplicate { position, id, at }));
            }
            own.insert(&ready.id, Index::new(first + position as u64));
        }
        Ok(None)
    }
}
