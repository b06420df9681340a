//! Where proofs take their hashes from: the open tiles in memory, the full
//! ones in the store.

use ledger::proof::{HashReader, TreeHash};
use ledger::record::Size;

use crate::sequencer::edge::{Edge, root_of};
use crate::store::Store;

/// The complete nodes of a tree.
#[derive(Clone, Copy)]
pub struct Nodes<'a> {
    store: &'a Store,
    edge: &'a Edge,
}

impl<'a> Nodes<'a> {
    /// The nodes of the tree whose open tiles are `edge`.
    pub const fn new(store: &'a Store, edge: &'a Edge) -> Self {
        Self { store, edge }
    }

    /// The root that the tree had at `size`, or `None` when a tile is missing
    /// or the tree was never that large.
    pub fn root_at(&self, size: Size) -> Option<TreeHash> {
        if size > self.edge.size() {
            return None;
        }
        let size = size.get();
        let mut root: Option<TreeHash> = None;
        for level in 0..64_u8 {
            if (size >> level) & 1 == 1 {
                let node = self.subtree(level, (size >> level) - 1)?;
                root = Some(root.map_or(node, |right| TreeHash::node(&node, &right)));
            }
        }
        Some(root.unwrap_or_else(TreeHash::empty))
    }
}

impl HashReader for Nodes<'_> {
    fn subtree(&self, level: u8, n: u64) -> Option<TreeHash> {
        if let Some(node) = self.edge.node(usize::from(level), n) {
            return Some(node);
        }
        let height = level % 8;
        let tile = self.store.full_tile(level / 8, n >> (8 - height)).ok()??;
        let leaves = 32_usize << height;
        let at = usize::try_from(n & (0xff >> height)).ok()?;
        root_of(tile.get(at * leaves..(at + 1) * leaves)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sequencer::tests::nothing;
    use crate::store::{Commit, End, HeadRecord};
    use ledger::proof::{inclusion_proof, verify_inclusion};
    use ledger::record::Index;

    #[test]
    fn every_entry_is_proven_at_every_size_across_a_tile_border() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&dir.path().join("store")).unwrap();
        let (mut edge, mut tiles) = (Edge::new(), Vec::new());
        let leaves: Vec<_> = (0..600_u64).map(|n| TreeHash::leaf(&n.to_be_bytes())).collect();
        let mut roots = vec![edge.root()];
        for leaf in &leaves {
            edge.push(*leaf, |tile| tiles.push(tile));
            roots.push(edge.root());
        }
        let head = nothing().head;
        let record = HeadRecord {
            size: Size::new(600),
            hash: head.hash,
            recorded: None,
            checkpoints: 1,
            note: String::new(),
        };
        let end = End::Signed { head: record, signature: [0; 64], redacted: Vec::new() };
        store.append(&Commit { entries: Vec::new(), tiles, keys: Vec::new(), end }).unwrap();
        let nodes = Nodes::new(&store, &edge);
        for size in [1, 2, 255, 256, 257, 511, 512, 513, 600_u64] {
            let root = roots[usize::try_from(size).unwrap()];
            assert_eq!(nodes.root_at(Size::new(size)), Some(root), "size {size}");
            for n in (0..size).step_by(17).chain([size - 1]) {
                let (index, size) = (Index::new(n), Size::new(size));
                let proof = inclusion_proof(index, size, &nodes).unwrap();
                let leaf = &leaves[usize::try_from(n).unwrap()];
                verify_inclusion(index, size, leaf, &proof, &root).unwrap();
            }
        }
        assert_eq!(nodes.root_at(Size::new(601)), None);
    }
}
