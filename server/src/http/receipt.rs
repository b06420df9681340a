//! What a writer gets back: proof that its entries are durable, in place and
//! under a signed checkpoint.

use ledger::admission::Warning;
use ledger::proof::{Checkpoint, TreeHash, VerifierKey, inclusion_proof};
use ledger::record::{Hash, Index, Size};
use serde::Serialize;

use super::prepare::Form;
use super::problem::{FieldFault, Problem, field_faults};
use crate::nodes::Nodes;
use crate::sequencer::edge::Edge;
use crate::sequencer::{Placed, Published};
use crate::store::Store;

/// Where an entry stands in the tree of a checkpoint (RFC 6962).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Inclusion {
    /// Leaf hash of the entry, standard base64.
    pub leaf: String,
    /// Size of the tree.
    pub size: u64,
    /// Hashes from the leaf's sibling to the root's child, standard base64.
    pub path: Vec<String>,
}

/// One entry that was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Receipt {
    /// Its position, from 0.
    pub index: u64,
    /// Its fingerprint: BLAKE3 of its line, 64 hexadecimal digits.
    pub hash: String,
    /// When it was recorded, RFC 3339.
    pub recorded: String,
    /// Its place in the tree of `checkpoint`.
    pub inclusion: Inclusion,
    /// The signed checkpoint that covers it (C2SP signed note); in an answer
    /// to an array it stands once, beside the receipts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
    /// What is unusual about it, for the recorder to look at again; it was
    /// recorded all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<FieldFault>,
}

/// The answer to an array of drafts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Receipts {
    /// The signed checkpoint that covers all of them (C2SP signed note).
    pub checkpoint: String,
    /// One receipt for each draft, in order.
    pub receipts: Vec<Receipt>,
}

/// Proves that the entry at `index` is in the tree of `size` entries.
pub fn inclusion(
    store: &Store,
    edge: &Edge,
    index: Index,
    size: Size,
) -> Result<Inclusion, Problem> {
    let nodes = Nodes::new(store, edge);
    let leaf = match edge.node(0, index.get()) {
        Some(leaf) => leaf,
        None => stored(store, index)?.0,
    };
    let path = inclusion_proof(index, size, &nodes).map_err(|error| Problem::internal(&error))?;
    let path = path.iter().map(TreeHash::to_base64).collect();
    Ok(Inclusion { leaf: leaf.to_base64(), size: size.get(), path })
}

/// Receipts for entries that were recorded just now.
pub fn fresh(store: &Store, end: &Published, entries: &[Placed]) -> Result<Receipts, Problem> {
    let receipts = entries
        .iter()
        .map(|placed| {
            Ok(Receipt {
                index: placed.index.get(),
                hash: placed.hash.to_hex(),
                recorded: placed.recorded.to_string(),
                inclusion: inclusion(store, &end.edge, placed.index, end.head.size)?,
                checkpoint: None,
                warnings: Vec::new(),
            })
        })
        .collect::<Result<_, Problem>>()?;
    Ok(Receipts { checkpoint: end.note.clone(), receipts })
}

/// The same receipts again, byte for byte, for entries recorded earlier: under
/// the first checkpoint that covered them.
pub fn again(
    store: &Store,
    end: &Published,
    vkey: &VerifierKey,
    first: Index,
    count: u32,
) -> Result<Receipts, Problem> {
    let last = first.get() + u64::from(count.max(1)) - 1;
    let (size, signature) = covering(store, end.checkpoints, last)?;
    let nodes = Nodes::new(store, &end.edge);
    let root = nodes.root_at(size).ok_or_else(|| Problem::internal(&"a tile is missing"))?;
    let checkpoint = Checkpoint { origin: vkey.name().clone(), size, root };
    let mut receipts = Vec::new();
    for n in first.get()..=last {
        let index = Index::new(n);
        let (_, hash, recorded) = stored(store, index)?;
        receipts.push(Receipt {
            index: n,
            hash: hash.to_hex(),
            recorded,
            inclusion: inclusion(store, &end.edge, index, size)?,
            checkpoint: None,
            warnings: Vec::new(),
        });
    }
    Ok(Receipts { checkpoint: note(&checkpoint, vkey, &signature), receipts })
}

/// Leaf hash, fingerprint and time of a stored entry.
fn stored(store: &Store, index: Index) -> Result<(TreeHash, Hash, String), Problem> {
    let found = store.entry(index).map_err(|error| Problem::internal(&error))?;
    let found = found.ok_or_else(|| Problem::internal(&format!("entry {index} is missing")))?;
    let entry = ledger::record::Unverified::parse(&found.line)
        .map_err(|error| Problem::internal(&format!("entry {index}: {error}")))?;
    let recorded = entry.claimed().recorded().to_string();
    Ok((TreeHash::from_bytes(found.leaf), entry.hash(), recorded))
}

/// The first checkpoint over more than `last` entries. Sizes grow, so it is
/// found by halving.
fn covering(store: &Store, count: u64, last: u64) -> Result<(Size, [u8; 64]), Problem> {
    let record = |n: u64| {
        let found = store.checkpoint(n).map_err(|error| Problem::internal(&error))?;
        let found =
            found.ok_or_else(|| Problem::internal(&format!("checkpoint {n} is missing")))?;
        let (mut size, mut signature) = ([0; 8], [0; 64]);
        size.copy_from_slice(&found[..8]);
        signature.copy_from_slice(&found[8..]);
        Ok::<_, Problem>((u64::from_be_bytes(size), signature))
    };
    let (mut low, mut high) = (0, count.saturating_sub(1));
    while low < high {
        let middle = low + (high - low) / 2;
        if record(middle)?.0 > last {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    let (size, signature) = record(low)?;
    Ok((Size::new(size), signature))
}

/// A note from a signature that was kept without it.
fn note(checkpoint: &Checkpoint, vkey: &VerifierKey, signature: &[u8; 64]) -> String {
    let payload = [&vkey.id().as_bytes()[..], signature].concat();
    let payload = ledger::spelling::base64(&payload);
    format!("{}\n\u{2014} {} {payload}\n", checkpoint.to_text(), vkey.name())
}

impl Receipts {
    /// With what is unusual about each entry. Fields point into the request.
    #[must_use]
    pub fn with_warnings(mut self, warnings: &[Vec<Warning>], form: &Form) -> Self {
        for (place, (receipt, found)) in self.receipts.iter_mut().zip(warnings).enumerate() {
            receipt.warnings = field_faults(&form.draft(place), found);
        }
        self
    }

    /// The answer to a single draft: its receipt with the checkpoint inside.
    pub fn single(mut self) -> Option<Receipt> {
        let mut receipt = self.receipts.pop()?;
        receipt.checkpoint = Some(self.checkpoint);
        Some(receipt)
    }
}
