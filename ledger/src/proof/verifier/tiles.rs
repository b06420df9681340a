//! The tiles of a copy, and whether they are those of the signed tree.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::finding::{Code, Finding, Findings, What};
use crate::proof::{TileId, TileTree, TreeHash};
use crate::record::{Index, Size};

/// Tiles as they were loaded, in the order of the plan.
#[derive(Clone, Debug, Default)]
pub(super) struct Tiles {
    /// What was loaded; `None` for a tile of the wrong length.
    given: Vec<(TileId, Option<Vec<TreeHash>>)>,
    /// How many could not be loaded.
    pub(super) missing: usize,
}

impl Tiles {
    /// Keeps one tile; `None` when it could not be loaded.
    pub(super) fn put(&mut self, id: TileId, bytes: Option<&[u8]>) {
        let Some(bytes) = bytes else {
            self.missing += 1;
            return;
        };
        let (hashes, rest) = bytes.as_chunks::<32>();
        let whole = rest.is_empty() && hashes.len() == usize::from(id.width);
        let hashes = whole.then(|| hashes.iter().copied().map(TreeHash::from_bytes).collect());
        self.given.push((id, hashes));
    }

    /// The tree of the leaf tiles, if all are there and lead to the signed root.
    pub(super) fn tree(&self, size: Size, root: &TreeHash) -> Option<TileTree> {
        let mut tree = TileTree::new();
        let leaf_tiles = self.given.iter().filter(|(id, _)| id.level == 0);
        for (id, hashes) in leaf_tiles {
            // Tiles come in the order of the plan; another order leaves a gap.
            if id.first_leaf().size_through().get() != tree.size().get() + 1 {
                return None;
            }
            for hash in hashes.as_ref()? {
                tree.push(*hash);
            }
        }
        (tree.size() == size && tree.root() == *root).then_some(tree)
    }

    /// Names every tile that is not that of the true tree.
    pub(super) fn compare(&self, truth: &TileTree) -> Findings {
        let mut findings = Findings::default();
        for (id, hashes) in &self.given {
            let expected = truth.tile(*id).unwrap_or_default();
            match hashes {
                Some(hashes) if hashes == expected => {}
                Some(hashes) => {
                    let differs =
                        expected.iter().zip(hashes).position(|(a, b)| a != b).unwrap_or(0);
                    let show = |list: &[TreeHash]| {
                        list.get(differs).map_or_else(|| "nothing".into(), TreeHash::to_hex)
                    };
                    findings.push(changed(*id, differs, show(expected), show(hashes)));
                }
                None => {
                    let expected = id.len_bytes().to_string() + " bytes";
                    findings.push(changed(*id, 0, expected, "another length".into()));
                }
            }
        }
        findings
    }
}

fn changed(tile: TileId, hash: usize, expected: String, computed: String) -> Finding {
    let leaves_each = 1_u64 << (u32::from(tile.level.min(7)) * 8);
    let first = tile.first_leaf().get() + hash as u64 * leaves_each;
    Finding {
        code: Code::Root,
        what: What::TileChanged { tile },
        at: Some(Index::new(first)),
        expected,
        computed,
    }
}
