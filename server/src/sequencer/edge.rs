//! The right edge of the Merkle tree, tile by tile.
//!
//! Keeps every node of the tiles that are not full yet: at most 511 hashes
//! (16 KiB) for each of the few levels. From these, and the full tiles in the
//! store, any proof is looked up and hardly anything is hashed again.

use ledger::proof::TreeHash;
use ledger::record::Size;

use crate::store::FullTile;

/// Height of a tile: 2^8 hashes.
const TILE: usize = 8;

/// The tiles under construction of a tree. Cheap to clone (a few 16 KiB copies).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// `nodes[h]`: the complete nodes of height `h` in the tile that is being
    /// filled at level `h / 8`.
    nodes: Vec<Vec<TreeHash>>,
}

impl Edge {
    /// The edge of the empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Rebuilds the edge of a tree of `size` entries. `item` gives the i-th
    /// hash of a tile level: a leaf hash at level 0, the root of the i-th full
    /// tile of the level below at all others.
    pub fn resume<E>(
        size: Size,
        mut item: impl FnMut(u8, u64) -> Result<TreeHash, E>,
    ) -> Result<Self, E> {
        let mut edge = Self { size: size.get(), nodes: Vec::new() };
        for level in 0..8_u8 {
            let count = size.get() >> (TILE * usize::from(level));
            for i in count & !0xff..count {
                let hash = item(level, i)?;
                edge.put(usize::from(level) * TILE, i, hash);
            }
        }
        Ok(edge)
    }

    /// Number of leaves.
    pub const fn size(&self) -> Size {
        Size::new(self.size)
    }

    /// Appends a leaf. Tiles that it completes are handed to `full`.
    pub fn push(&mut self, leaf: TreeHash, mut full: impl FnMut(FullTile)) {
        let (mut hash, mut height, mut index) = (leaf, 0, self.size);
        self.size += 1;
        // A full tile is one item of the level above it.
        loop {
            let top = self.put(height, index, hash);
            let Some(root) = top else { return };
            let hashes = self.nodes[height].iter().flat_map(|hash| *hash.as_bytes()).collect();
            index >>= TILE;
            full(FullTile { level: u8::try_from(height / TILE).unwrap_or(63), n: index, hashes });
            for nodes in &mut self.nodes[height..height + TILE] {
                nodes.clear();
            }
            (hash, height) = (root, height + TILE);
        }
    }

    /// Puts item `index` into the open tile at `height` (a multiple of 8) and
    /// joins nodes upwards; the root of the tile when this made it full.
    fn put(&mut self, height: usize, mut index: u64, mut hash: TreeHash) -> Option<TreeHash> {
        if self.nodes.len() < height + TILE {
            self.nodes.resize(height + TILE, Vec::new());
        }
        for nodes in &mut self.nodes[height..height + TILE] {
            let left = nodes.last().copied();
            nodes.push(hash);
            let (Some(left), 1) = (left, index & 1) else { return None };
            hash = TreeHash::node(&left, &hash);
            index >>= 1;
        }
        Some(hash)
    }

    /// The root of the tree (RFC 6962 section 2.1).
    pub fn root(&self) -> TreeHash {
        let mut root: Option<TreeHash> = None;
        for (height, nodes) in self.nodes.iter().enumerate() {
            let whole = height < 64 && (self.size >> height) & 1 == 1;
            if let (true, Some(node)) = (whole, nodes.last()) {
                root = Some(root.map_or(*node, |right| TreeHash::node(node, &right)));
            }
        }
        root.unwrap_or_else(TreeHash::empty)
    }

    /// The complete node of `height` over the leaves from `index` · 2^height,
    /// if it lies in a tile that is not full yet.
    pub fn node(&self, height: usize, index: u64) -> Option<TreeHash> {
        let level = height / TILE;
        let tile = self.size.checked_shr(u32::try_from((level + 1) * TILE).ok()?).unwrap_or(0);
        let first = tile << (TILE - height % TILE);
        let at = usize::try_from(index.checked_sub(first)?).ok()?;
        self.nodes.get(height)?.get(at).copied()
    }

    /// The hashes so far of the open tile at `level`, 32 bytes each.
    pub fn open_tile(&self, level: u8) -> &[TreeHash] {
        self.nodes.get(usize::from(level) * TILE).map_or(&[], Vec::as_slice)
    }
}

/// The root over `leaves`, a power of two of them.
pub fn root_of(leaves: &[u8]) -> Option<TreeHash> {
    let mut row: Vec<TreeHash> =
        leaves.as_chunks::<32>().0.iter().map(|bytes| TreeHash::from_bytes(*bytes)).collect();
    while row.len() > 1 {
        row = row.as_chunks::<2>().0.iter().map(|[l, r]| TreeHash::node(l, r)).collect();
    }
    row.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn leaf(n: u64) -> TreeHash {
        TreeHash::leaf(&n.to_be_bytes())
    }

    /// RFC 6962 section 2.1, as it is written there.
    fn slow_root(leaves: &[TreeHash]) -> TreeHash {
        match leaves {
            [] => TreeHash::empty(),
            [one] => *one,
            more => {
                let split = more.len().next_power_of_two() / 2;
                TreeHash::node(&slow_root(&more[..split]), &slow_root(&more[split..]))
            }
        }
    }

    #[test]
    fn roots_tiles_and_resumed_edges_agree_with_the_definition() {
        let leaves: Vec<TreeHash> = (0..70_000).map(leaf).collect();
        let mut tiles: HashMap<(u8, u64), Vec<u8>> = HashMap::new();
        let mut edge = Edge::new();
        for (n, hash) in leaves.iter().enumerate() {
            let looked_at = n < 520 || n % 7_919 == 0 || (65_530..65_540).contains(&n);
            if looked_at {
                assert_eq!(edge.root(), slow_root(&leaves[..n]), "size {n}");
                let back = Edge::resume(Size::new(n as u64), |level, i| {
                    if level == 0 {
                        return Ok(leaves[usize::try_from(i).unwrap()]);
                    }
                    root_of(&tiles[&(level - 1, i)]).ok_or("a tile has a root")
                });
                assert_eq!(back.map(|back| back.root()), Ok(edge.root()), "size {n}");
            }
            edge.push(*hash, |tile| {
                assert_eq!(tile.hashes.len(), 8_192);
                assert_eq!(tiles.insert((tile.level, tile.n), tile.hashes), None);
            });
        }
        assert_eq!(tiles.len(), 273 + 1);
        assert_eq!(edge.open_tile(0).len(), 112);
        assert_eq!(edge.open_tile(1).len(), 17);
        assert_eq!(edge.open_tile(2).len(), 1);
        assert_eq!(edge.node(0, 69_999), Some(leaves[69_999]));
        assert_eq!(edge.node(4, 69_888 / 16), Some(slow_root(&leaves[69_888..69_904])));
        assert_eq!(edge.node(16, 0), Some(slow_root(&leaves[..65_536])));
        assert_eq!(edge.node(0, 5), None, "in a full tile: ask the store");
        assert_eq!(edge.node(0, 70_000), None);
    }
}
