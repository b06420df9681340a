//! What a newer copy of a ledger has beyond a backup: an export, a mirror, what was
//! published. It has no keys and no secrets; entries, openings and signatures are all that
//! it takes to lose nothing that was published.

use std::path::Path;

use ledger::proof::{TreeHash, VerifierKey};
use ledger::record::{Chain, Size, Unverified};

use crate::opened::carry_out;
use crate::recover;
use crate::sequencer::edge::Edge;
use crate::store::{Commit, End, FullTile, HeadRecord, NewEntry, Store, StoreError};

/// Entries in one commit.
const CHUNK: usize = 1_000;

/// The rest of a ledger. Whoever makes one has verified the copy, and that it continues
/// the backup.
#[derive(Clone, Debug, Default)]
pub struct Newer {
    /// The first entry beyond the backup, and all after it: line, and openings as the read
    /// tree has them.
    pub entries: Vec<(Vec<u8>, Vec<u8>)>,
    /// Every checkpoint ever signed, from the first.
    pub history: Vec<[u8; 72]>,
    /// The newest signed checkpoint.
    pub checkpoint: String,
}

/// Why the rest cannot be taken over.
#[derive(Debug, thiserror::Error)]
pub enum NewerError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The copy does not fit.
    #[error("the newer copy: {0}")]
    Wrong(String),
}

fn wrong(problem: impl std::fmt::Display) -> NewerError {
    NewerError::Wrong(problem.to_string())
}

impl Newer {
    /// Whether every signature that the backup has is one of its own.
    pub(super) fn continues(&self, n: u64, record: &[u8; 72]) -> bool {
        let place = usize::try_from(n).unwrap_or(usize::MAX);
        self.history.get(place) == Some(record)
    }

    /// Takes the rest into the store of `data`, which ends with the backup, and destroys
    /// what it redacts of the entries before.
    ///
    /// # Errors
    /// [`NewerError`].
    pub(super) fn take(
        &self,
        data: &Path,
        vkey: &VerifierKey,
        mut chain: Chain,
        mut edge: Edge,
    ) -> Result<Size, NewerError> {
        let (size, root) =
            recover::signed(self.checkpoint.as_bytes(), vkey).map_err(NewerError::Wrong)?;
        let store = Store::open(&data.join("store"))?;
        let from = chain.head().size;
        let last = self.history.last().ok_or_else(|| wrong("it has no history"))?;
        let mut chunks = self.entries.chunks(CHUNK).peekable();
        let mut commits = Vec::new();
        while let Some(chunk) = chunks.next() {
            let (mut entries, mut tiles) = (Vec::new(), Vec::new());
            for (line, openings) in chunk {
                entries.push(entry(&mut chain, line, openings)?);
                edge.push(TreeHash::leaf(line), |tile: FullTile| tiles.push(tile));
            }
            let end = End::Staged(from);
            commits
                .push((Commit { entries, tiles, keys: Vec::new(), end }, chunks.peek().is_none()));
        }
        if (chain.head().size, edge.root()) != (size, root) {
            return Err(wrong("its entries do not lead to what was signed"));
        }
        let head = HeadRecord {
            size,
            hash: chain.head().hash,
            recorded: chain.head().recorded,
            checkpoints: self.history.len() as u64,
            note: self.checkpoint.clone(),
        };
        let (at, signature) = last.split_at(8);
        if at != size.get().to_be_bytes() {
            return Err(wrong("its history does not reach its end"));
        }
        let signature = signature.try_into().map_err(wrong)?;
        for (mut commit, is_last) in commits {
            if is_last {
                commit.end = End::Signed { head: head.clone(), signature, redacted: Vec::new() };
            }
            store.append(&commit)?;
        }
        carry_out(&std::sync::Arc::new(store), head)?;
        Ok(size)
    }
}

fn entry(chain: &mut Chain, line: &[u8], openings: &[u8]) -> Result<NewEntry, NewerError> {
    let index = chain.head().size.next_index();
    let unverified = Unverified::parse(line).map_err(wrong)?;
    let id = unverified.claimed().event_id();
    chain.accept(unverified).map_err(|broken| wrong(broken.why))?;
    let leaf = *TreeHash::leaf(line).as_bytes();
    Ok(NewEntry { index, leaf, line: line.to_vec(), openings: openings.to_vec(), id })
}
