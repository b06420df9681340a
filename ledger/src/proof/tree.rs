//! The append-only edge of a Merkle tree, also called a compact range.
//!
//! Forty hashes at most are enough to extend a tree of a trillion leaves and to
//! know its root; nothing else is kept.

use alloc::vec::Vec;

use super::TreeHash;
use crate::record::Size;

/// The right edge of an RFC 6962 tree: one hash for each bit that is set in its size.
///
/// The hashes run from the largest complete subtree (left) to the smallest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    edge: Vec<TreeHash>,
}

/// Hashes that cannot be the edge of a tree of that size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a tree of {size} entries has {expected} edge hashes, not {found}; rebuild it from the entries"
)]
pub struct TreeError {
    /// The size that was claimed.
    pub size: u64,
    /// One for each bit set in the size.
    pub expected: usize,
    /// How many were given.
    pub found: usize,
}

impl Tree {
    /// The tree without leaves.
    pub const fn new() -> Self {
        Self { size: 0, edge: Vec::new() }
    }

    /// The tree of `size` leaves with this edge, largest subtree first.
    ///
    /// # Errors
    /// When the number of hashes is not the number of bits set in `size`.
    pub fn from_hashes(size: Size, edge: Vec<TreeHash>) -> Result<Self, TreeError> {
        let size = size.get();
        let expected = size.count_ones() as usize;
        if edge.len() == expected {
            Ok(Self { size, edge })
        } else {
            Err(TreeError { size, expected, found: edge.len() })
        }
    }

    /// Appends one leaf hash.
    pub fn push(&mut self, leaf: TreeHash) {
        self.push_subtree(0, leaf);
    }

    /// Appends a complete subtree of 2^`level` leaves.
    ///
    /// The size must be a multiple of 2^`level`: callers go from large to small.
    pub fn push_subtree(&mut self, level: u32, hash: TreeHash) {
        debug_assert!(self.size.trailing_zeros() >= level, "subtree out of place");
        let mut hash = hash;
        // Each bit that is set from `level` up is a subtree of the same height
        // waiting on the left for its sibling.
        let mut rest = self.size >> level;
        while rest & 1 == 1 {
            let Some(left) = self.edge.pop() else { break };
            hash = TreeHash::node(&left, &hash);
            rest >>= 1;
        }
        self.edge.push(hash);
        self.size += 1 << level;
    }

    /// How many leaves the tree has.
    pub const fn size(&self) -> Size {
        Size::new(self.size)
    }

    /// The edge, largest subtree first; what [`Tree::from_hashes`] takes.
    pub fn hashes(&self) -> &[TreeHash] {
        &self.edge
    }

    /// The root hash (RFC 6962 section 2.1), that of the empty tree for size 0.
    pub fn root(&self) -> TreeHash {
        let mut right_to_left = self.edge.iter().rev();
        match right_to_left.next() {
            None => TreeHash::empty(),
            Some(last) => right_to_left.fold(*last, |right, left| TreeHash::node(left, &right)),
        }
    }
}

impl Default for Tree {
    fn default() -> Self {
        Self::new()
    }
}

/// The hash of a complete subtree from its leaves; their number is a power of two.
pub(super) fn perfect_root(leaves: &[TreeHash]) -> TreeHash {
    let mut tree = Tree { size: 0, edge: Vec::with_capacity(9) };
    for leaf in leaves {
        tree.push(*leaf);
    }
    tree.root()
}

/// The root by the recursive definition, for the tests of this folder.
#[cfg(test)]
pub(super) fn reference_root(leaves: &[TreeHash]) -> TreeHash {
    match leaves.len() {
        0 => TreeHash::empty(),
        1 => leaves[0],
        n => {
            let split = n.next_power_of_two() / 2;
            let (left, right) = leaves.split_at(split);
            TreeHash::node(&reference_root(left), &reference_root(right))
        }
    }
}

/// Leaf hashes that all differ, for the tests of this folder.
#[cfg(test)]
pub(super) fn numbered_leaves(count: u64) -> Vec<TreeHash> {
    (0..count).map(|n| TreeHash::leaf(&n.to_be_bytes())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUTS: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    /// The roots of the first 0 to 8 inputs, as the test constants of RFC 6962
    /// implementations have them.
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    #[test]
    fn roots_are_those_of_rfc_6962() {
        let mut tree = Tree::new();
        assert_eq!(tree.root().to_hex(), ROOTS[0]);
        for (input, root) in INPUTS.iter().zip(&ROOTS[1..]) {
            let bytes = (0..input.len() / 2)
                .map(|at| u8::from_str_radix(&input[2 * at..2 * at + 2], 16).unwrap())
                .collect::<std::vec::Vec<u8>>();
            tree.push(TreeHash::leaf(&bytes));
            assert_eq!(tree.root().to_hex(), *root);
        }
    }

    #[test]
    fn edge_agrees_with_the_definition() {
        let leaves = numbered_leaves(300);
        let mut tree = Tree::new();
        for (n, leaf) in leaves.iter().enumerate() {
            tree.push(*leaf);
            assert_eq!(tree.root(), reference_root(&leaves[..=n]));
            let again = Tree::from_hashes(tree.size(), tree.hashes().to_vec());
            assert_eq!(again.as_ref(), Ok(&tree));
        }
    }

    #[test]
    fn whole_subtrees_lead_to_the_root_of_their_leaves() {
        let leaves = numbered_leaves(1_000);
        for size in [255, 256, 257, 511, 512, 700, 1_000] {
            let mut tree = Tree::new();
            for bundle in leaves[..size].chunks(256) {
                if bundle.len() == 256 {
                    tree.push_subtree(8, perfect_root(bundle));
                } else {
                    for leaf in bundle {
                        tree.push(*leaf);
                    }
                }
            }
            assert_eq!(tree.root(), reference_root(&leaves[..size]), "size {size}");
        }
    }

    #[test]
    fn an_edge_of_the_wrong_length_is_refused() {
        let leaves = numbered_leaves(3);
        for (size, found) in [(0, 1), (1, 0), (2, 2), (3, 3), (4, 3), (7, 2)] {
            let error = Tree::from_hashes(Size::new(size), leaves[..found].to_vec());
            let expected = size.count_ones() as usize;
            assert_eq!(error, Err(TreeError { size, expected, found }));
        }
    }
}
