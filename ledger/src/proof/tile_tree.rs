//! All tile rows of a tree in memory: what a log serves and a verifier compares.
//!
//! 32 bytes a leaf and a 255th more, so 100,000 entries take 3.2 MB.

use alloc::vec::Vec;

use super::tile::{TILE_HEIGHT, TileId};
use super::tree::perfect_root;
use super::{HashReader, Tree, TreeHash};
use crate::record::{Index, Size};

/// An RFC 6962 tree kept as its tile rows: leaf hashes, roots of 256 leaves, and so on.
#[derive(Clone, Debug, Default)]
pub struct TileTree {
    /// Row `l` holds the roots of all complete subtrees of 256^l leaves.
    rows: Vec<Vec<TreeHash>>,
}

impl TileTree {
    /// The tree without leaves.
    pub const fn new() -> Self {
        Self { rows: Vec::new() }
    }

    /// Appends one leaf hash.
    pub fn push(&mut self, leaf: TreeHash) {
        let mut hash = leaf;
        let mut level = 0;
        loop {
            if level == self.rows.len() {
                self.rows.push(Vec::new());
            }
            let row = &mut self.rows[level];
            row.push(hash);
            if !row.len().is_multiple_of(256) {
                return;
            }
            hash = perfect_root(&row[row.len() - 256..]);
            level += 1;
        }
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> Size {
        Size::new(self.leaves().len() as u64)
    }

    /// All leaf hashes, in order.
    pub fn leaves(&self) -> &[TreeHash] {
        self.rows.first().map_or(&[], Vec::as_slice)
    }

    /// The leaf hash at this position, `None` beyond the end.
    pub fn leaf(&self, at: Index) -> Option<TreeHash> {
        self.leaves().get(usize::try_from(at.get()).ok()?).copied()
    }

    /// The root over all leaves.
    pub fn root(&self) -> TreeHash {
        self.edge_at(self.leaves().len()).root()
    }

    /// The root that the tree had at an earlier size, `None` beyond its end.
    ///
    /// At most 255 hashes are read for each tile level.
    pub fn root_at(&self, size: Size) -> Option<TreeHash> {
        self.tree_at(size).map(|tree| tree.root())
    }

    /// The compact edge that the tree had at a size, `None` beyond its end.
    pub fn tree_at(&self, size: Size) -> Option<Tree> {
        let size = usize::try_from(size.get()).ok()?;
        (size <= self.leaves().len()).then(|| self.edge_at(size))
    }

    /// The hashes of a tile, `None` when the tree does not hold all of them.
    pub fn tile(&self, id: TileId) -> Option<&[TreeHash]> {
        let first = usize::try_from(id.n.checked_mul(256)?).ok()?;
        let end = first.checked_add(usize::from(id.width))?;
        self.rows.get(usize::from(id.level))?.get(first..end)
    }

    /// The bytes of a tile as they are served: 32 for each hash.
    pub fn tile_bytes(&self, id: TileId) -> Option<Vec<u8>> {
        let hashes = self.tile(id)?;
        Some(hashes.iter().flat_map(TreeHash::as_bytes).copied().collect())
    }

    fn edge_at(&self, size: usize) -> Tree {
        let mut tree = Tree::new();
        let mut done = 0;
        for (level, row) in self.rows.iter().enumerate().rev() {
            let shift = level * usize::from(TILE_HEIGHT);
            // Row `level` exists only because that many leaves do, so the shift fits.
            for hash in &row[done >> shift..size >> shift] {
                tree.push_subtree(u32::try_from(shift).unwrap_or(0), *hash);
            }
            done = (size >> shift) << shift;
        }
        tree
    }
}

impl FromIterator<TreeHash> for TileTree {
    fn from_iter<I: IntoIterator<Item = TreeHash>>(leaves: I) -> Self {
        let mut tree = Self::new();
        for leaf in leaves {
            tree.push(leaf);
        }
        tree
    }
}

impl HashReader for TileTree {
    fn subtree(&self, level: u8, n: u64) -> Option<TreeHash> {
        // The row just below or at the level; up to 128 of its hashes give the node.
        let row = self.rows.get(usize::from(level / TILE_HEIGHT))?;
        let height = level % TILE_HEIGHT;
        let first = usize::try_from(n.checked_mul(1 << height)?).ok()?;
        let hashes = row.get(first..first.checked_add(1 << height)?)?;
        Some(perfect_root(hashes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::plan_tiles;
    use crate::proof::tree::{numbered_leaves, reference_root};

    fn tree_of(leaves: &[TreeHash]) -> TileTree {
        leaves.iter().copied().collect()
    }

    #[test]
    fn roots_of_the_past_are_those_of_the_definition() {
        let leaves = numbered_leaves(1_100);
        let tree = tree_of(&leaves);
        for size in (0..=40).chain([254, 255, 256, 257, 511, 512, 513, 1_024, 1_100]) {
            let root = tree.root_at(Size::new(size as u64));
            assert_eq!(root, Some(reference_root(&leaves[..size])), "size {size}");
        }
        assert_eq!(tree.root_at(Size::new(1_101)), None);
        assert_eq!(tree.root(), reference_root(&leaves));
    }

    #[test]
    fn roots_are_right_across_the_second_tile_level() {
        let leaves = numbered_leaves(65_536 + 300);
        let tree = tree_of(&leaves);
        for size in [65_535, 65_536, 65_537, 65_792, 65_836] {
            let root = tree.root_at(Size::new(size as u64));
            assert_eq!(root, Some(reference_root(&leaves[..size])), "size {size}");
        }
    }

    #[test]
    fn every_planned_tile_is_there() {
        for size in [0, 1, 255, 256, 257, 70_000] {
            let leaves = numbered_leaves(size);
            let tree = tree_of(&leaves);
            for id in plan_tiles(Size::new(size)) {
                let bytes = tree.tile_bytes(id).unwrap();
                assert_eq!(bytes.len(), id.len_bytes());
                let first = usize::try_from(id.first_leaf().get()).unwrap();
                let span = 256_usize.pow(u32::from(id.level));
                let expected = reference_root(&leaves[first..first + span]);
                assert_eq!(bytes[..32], expected.as_bytes()[..], "{id}");
            }
            let beyond = TileId { level: 0, n: size / 256, width: 256 };
            assert_eq!(tree.tile(beyond), None);
        }
    }

    #[test]
    fn subtrees_are_those_of_the_definition() {
        let leaves = numbered_leaves(700);
        let tree = tree_of(&leaves);
        for level in 0..=9_u8 {
            let width = 1_usize << level;
            for n in 0..=700 / width {
                let expected = leaves.get(n * width..(n + 1) * width).map(reference_root);
                assert_eq!(tree.subtree(level, n as u64), expected, "{level} {n}");
            }
        }
        assert_eq!(tree.subtree(0, u64::MAX), None);
        assert_eq!(tree.subtree(7, u64::MAX), None);
        assert_eq!(tree.subtree(255, 0), None);
    }
}
