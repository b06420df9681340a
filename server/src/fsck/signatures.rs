//! Every checkpoint that was ever signed, against the tree as it was then.

use ledger::proof::{Checkpoint, HistoryRecord, TreeHash};
use ledger::record::{Index, Size};

use super::rows::RESTORE;
use super::{Found, Part};
use crate::opened::Opened;
use crate::recover;
use crate::sequencer::edge::Edge;
use crate::store::StoreError;

/// Follows the entries and looks at each signature when its size is reached.
pub(super) fn check(opened: &Opened, found: &mut Found) -> Result<(), StoreError> {
    let (store, start) = (&opened.store, opened.start());
    let mut edge = Edge::new();
    for n in 0..start.checkpoints {
        let place = format!("signature {n}");
        let Some(bytes) = store.checkpoint(n)? else {
            found.wrong(Part::Store, place, "is missing", RESTORE);
            continue;
        };
        let (size, signature) = bytes.split_at(8);
        let size = Size::new(size.try_into().map_or(0, u64::from_be_bytes));
        if size > start.head.size || size < edge.size() {
            let problem = format!("is over {size} entries, out of order");
            found.wrong(Part::Store, place, problem, RESTORE);
            continue;
        }
        while edge.size() < size {
            let Some(leaf) = leaf(opened, edge.size().next_index())? else {
                // The verifier names the entry.
                return Ok(());
            };
            edge.push(leaf, |_| {});
        }
        let signature = signature.try_into().unwrap_or([0; 64]);
        let origin = opened.vkey.name().clone();
        let checkpoint = Checkpoint { origin, size, root: edge.root() };
        if !(HistoryRecord { size, signature }).verify(&checkpoint, &opened.vkey) {
            let problem = format!("is not that of the first {size} entries");
            found.wrong(Part::Store, place, problem, RESTORE);
        }
    }
    if let Some(bytes) = &opened.beside.cosigned {
        cosigned(opened, bytes, found);
    }
    Ok(())
}

/// The leaf hash of the line as it lies there, not the one that is stored with it.
fn leaf(opened: &Opened, index: Index) -> Result<Option<TreeHash>, StoreError> {
    match opened.store.entry(index) {
        Ok(stored) => Ok(stored.map(|stored| TreeHash::leaf(&stored.line))),
        Err(StoreError::Layout(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What cosigners confirmed is how this ledger begins.
fn cosigned(opened: &Opened, bytes: &[u8], found: &mut Found) {
    let remedy = "take the file away: cosigners are asked again";
    match recover::signed(bytes, &opened.vkey) {
        Err(problem) => {
            let problem = format!("is no checkpoint of this ledger ({problem})");
            found.wrong(Part::Files, "cosigned", problem, remedy);
        }
        Ok((size, root)) => {
            let nodes = crate::nodes::Nodes::new(&opened.store, &opened.start().edge);
            if nodes.root_at(size) != Some(root) {
                let problem = format!("over {size} entries, which are not those of the store");
                let remedy = "this is another history, or an older one: restore the newest backup";
                found.wrong(Part::Files, "cosigned", problem, remedy);
            }
        }
    }
}
