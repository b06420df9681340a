//! Where proofs take their hashes from, and how a proof can be wrong.

use super::TreeHash;
use super::tile::{TILE_HEIGHT, TILE_WIDTH, TileId};
use super::tree::perfect_root;
use crate::record::Size;

/// Looks up the hashes that a proof is made of.
pub trait HashReader {
    /// The root of the complete subtree over leaves `n × 2^level .. (n + 1) × 2^level`.
    ///
    /// `None` when the reader does not hold it.
    fn subtree(&self, level: u8, n: u64) -> Option<TreeHash>;
}

/// Why a proof could not be made, or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The position lies outside the tree.
    #[error("entry {index} is not in a ledger of {size} entries; ask for a size above it")]
    OutOfRange {
        /// The position asked for.
        index: u64,
        /// The size of the tree.
        size: u64,
    },
    /// The older tree is larger than the newer one.
    #[error("a ledger of {new} entries cannot continue one of {old}; it went backwards")]
    WentBack {
        /// The size that should be the older one.
        old: u64,
        /// The size that should be the newer one.
        new: u64,
    },
    /// The proof has too many or too few hashes for these sizes.
    #[error("proof has {found} hashes, which does not fit these sizes; fetch it again")]
    Length {
        /// How many hashes were given.
        found: usize,
    },
    /// The hashes lead to another root than the one claimed.
    #[error("proof leads to root {computed} instead of {expected}; the entry or the proof differs")]
    Root {
        /// The root that was to be reached.
        expected: TreeHash,
        /// The root that was reached.
        computed: TreeHash,
    },
    /// The reader does not hold a hash that the proof needs.
    #[error("no hash for the subtree at level {level}, number {n}; load its tile first")]
    MissingHash {
        /// Height of the subtree: it covers 2^level leaves.
        level: u8,
        /// Which subtree of that height, from 0.
        n: u64,
    },
}

/// Reads subtree hashes from tiles that a function fetches, for a tree of a given size.
///
/// The function gets the tile that a ledger of this size serves and returns its
/// bytes, 32 for each hash; tiles of another length count as missing.
pub struct TileReader<F> {
    size: Size,
    fetch: F,
}

impl<F, B> TileReader<F>
where
    F: Fn(TileId) -> Option<B>,
    B: AsRef<[u8]>,
{
    /// A reader over the tiles of a ledger of `size` entries.
    pub const fn new(size: Size, fetch: F) -> Self {
        Self { size, fetch }
    }
}

impl<F, B> HashReader for TileReader<F>
where
    F: Fn(TileId) -> Option<B>,
    B: AsRef<[u8]>,
{
    fn subtree(&self, level: u8, n: u64) -> Option<TreeHash> {
        let (tile_level, height) = (level / TILE_HEIGHT, level % TILE_HEIGHT);
        let in_row = self.size.get().checked_shr(u32::from(tile_level) * u32::from(TILE_HEIGHT))?;
        let first = n.checked_mul(1 << height)?;
        let end = first.checked_add(1 << height)?;
        if end > in_row {
            return None;
        }
        let tile = first / 256;
        let width = (in_row - tile * 256).min(u64::from(TILE_WIDTH));
        let id = TileId { level: tile_level, n: tile, width: u16::try_from(width).ok()? };
        let bytes = (self.fetch)(id)?;
        let bytes = bytes.as_ref();
        if bytes.len() != id.len_bytes() {
            return None;
        }
        let offset = usize::try_from(first % 256).ok()?;
        let wanted = bytes.get(offset * 32..(offset + (1 << height)) * 32)?;
        // At most 128 hashes, so they fit on the stack.
        let mut hashes = [TreeHash::from_bytes([0; 32]); 128];
        for (hash, chunk) in hashes.iter_mut().zip(wanted.chunks_exact(32)) {
            *hash = TreeHash::from_slice(chunk)?;
        }
        Some(perfect_root(&hashes[..1 << height]))
    }
}

/// The hash at a level, as a proof needs it.
pub(super) fn subtree(reader: &impl HashReader, level: u8, n: u64) -> Result<TreeHash, ProofError> {
    reader.subtree(level, n).ok_or(ProofError::MissingHash { level, n })
}

/// The root over leaves `first..end`, where `first` is a multiple of the largest
/// power of two not above the length (true of every node in RFC 6962).
pub(super) fn range_root(
    reader: &impl HashReader,
    first: u64,
    end: u64,
) -> Result<TreeHash, ProofError> {
    let mut parts = [(0_u8, 0_u64); 64];
    let mut count = 0;
    let mut at = first;
    while at < end {
        let level = (end - at).ilog2();
        parts[count] = (u8::try_from(level).unwrap_or(63), at >> level);
        count += 1;
        at += 1 << level;
    }
    let mut root = None;
    for (level, n) in parts[..count].iter().rev() {
        let left = subtree(reader, *level, *n)?;
        root = Some(root.map_or(left, |right| TreeHash::node(&left, &right)));
    }
    Ok(root.unwrap_or_else(TreeHash::empty))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::tree::numbered_leaves;
    use crate::proof::{TileTree, inclusion_proof};
    use crate::record::Index;

    #[test]
    fn tiles_give_the_same_subtrees_as_memory() {
        let tree: TileTree = numbered_leaves(700).into_iter().collect();
        let reader = TileReader::new(Size::new(700), |id| tree.tile_bytes(id));
        for level in 0..=10 {
            for n in 0..=701 {
                assert_eq!(reader.subtree(level, n), tree.subtree(level, n), "{level} {n}");
            }
        }
        assert_eq!(reader.subtree(255, 1), None);
        assert_eq!(reader.subtree(7, u64::MAX), None);
    }

    #[test]
    fn a_cut_or_missing_tile_is_a_missing_hash() {
        let tree: TileTree = numbered_leaves(10).into_iter().collect();
        let cut = TileReader::new(Size::new(10), |id| {
            tree.tile_bytes(id).map(|mut bytes| {
                bytes.pop();
                bytes
            })
        });
        let none = TileReader::new(Size::new(10), |_| None::<&[u8]>);
        let expected = Err(ProofError::MissingHash { level: 0, n: 1 });
        assert_eq!(inclusion_proof(Index::new(0), Size::new(10), &cut), expected);
        assert_eq!(inclusion_proof(Index::new(0), Size::new(10), &none), expected);
    }
}
