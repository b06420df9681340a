//! Proof that one entry is in the ledger (RFC 6962 section 2.1.1).

use alloc::vec::Vec;

use super::reader::{range_root, subtree};
use super::{HashReader, ProofError, TreeHash};
use crate::record::{Index, Size};

/// Makes the proof that the entry at `index` is in the tree of `size` entries.
///
/// The hashes run from the leaf's sibling to the root's child; a tree of one
/// entry has an empty proof. The reader must cover the first `size` leaves.
///
/// # Errors
/// [`ProofError::OutOfRange`] when `index` is not below `size`,
/// [`ProofError::MissingHash`] when the reader lacks a hash.
pub fn inclusion_proof(
    index: Index,
    size: Size,
    reader: &impl HashReader,
) -> Result<Vec<TreeHash>, ProofError> {
    let (index, size) = (index.get(), size.get());
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let mut proof = Vec::new();
    let (mut node, mut last, mut level) = (index, size - 1, 0_u8);
    while last > 0 {
        let sibling = node ^ 1;
        if sibling < last {
            proof.push(subtree(reader, level, sibling)?);
        } else if sibling == last {
            // The rightmost node of a level may cover less than a full subtree.
            proof.push(range_root(reader, sibling << level, size)?);
        }
        node >>= 1;
        last >>= 1;
        level += 1;
    }
    Ok(proof)
}

/// Checks that `leaf` is at `index` of the tree of `size` entries with this root
/// (RFC 9162 section 2.1.3.2).
///
/// # Errors
/// [`ProofError::OutOfRange`], [`ProofError::Length`] when hashes are left over
/// or wanting, [`ProofError::Root`] when the hashes lead elsewhere.
pub fn verify_inclusion(
    index: Index,
    size: Size,
    leaf: &TreeHash,
    proof: &[TreeHash],
    root: &TreeHash,
) -> Result<(), ProofError> {
    let (index, size) = (index.get(), size.get());
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let (mut node, mut last) = (index, size - 1);
    let mut computed = *leaf;
    for hash in proof {
        if last == 0 {
            return Err(ProofError::Length { found: proof.len() });
        }
        if node & 1 == 1 || node == last {
            computed = TreeHash::node(hash, &computed);
            // A rightmost node without sibling stands unchanged one level up.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            computed = TreeHash::node(&computed, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        Err(ProofError::Length { found: proof.len() })
    } else if computed == *root {
        Ok(())
    } else {
        Err(ProofError::Root { expected: *root, computed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::TileTree;
    use crate::proof::tree::{numbered_leaves, reference_root};

    /// Every size to 40, every index; then each way of being wrong must fail.
    #[test]
    fn only_the_true_proof_holds() {
        let leaves = numbered_leaves(40);
        let tree: TileTree = leaves.iter().copied().collect();
        let other = TreeHash::leaf(b"other");
        for size in 1..=40_u64 {
            let n = Size::new(size);
            let root = reference_root(&leaves[..usize::try_from(size).unwrap()]);
            for index in 0..size {
                let leaf = leaves[usize::try_from(index).unwrap()];
                let at = Index::new(index);
                let proof = inclusion_proof(at, n, &tree).unwrap();
                assert_eq!(verify_inclusion(at, n, &leaf, &proof, &root), Ok(()));

                for wrong in (0..size + 2).filter(|wrong| *wrong != index) {
                    let result = verify_inclusion(Index::new(wrong), n, &leaf, &proof, &root);
                    assert!(result.is_err(), "size {size}, {index} as {wrong}");
                }
                assert!(verify_inclusion(at, n, &other, &proof, &root).is_err());
                assert!(verify_inclusion(at, n, &leaf, &proof, &other).is_err());
                for cut in 0..proof.len() {
                    assert!(verify_inclusion(at, n, &leaf, &proof[..cut], &root).is_err());
                    assert!(verify_inclusion(at, n, &leaf, &proof[cut + 1..], &root).is_err());
                    let mut flipped = proof.clone();
                    flipped[cut] = other;
                    assert!(verify_inclusion(at, n, &leaf, &flipped, &root).is_err());
                    let mut longer = proof.clone();
                    longer.insert(cut, other);
                    assert!(verify_inclusion(at, n, &leaf, &longer, &root).is_err());
                }
                for extra in [other, root, leaf] {
                    let mut longer = proof.clone();
                    longer.push(extra);
                    assert!(verify_inclusion(at, n, &leaf, &longer, &root).is_err());
                }
            }
        }
    }

    /// A proof binds the size only through its root: where another size gives
    /// the same path, it must also give the same answer for the same root.
    #[test]
    fn another_size_has_another_root() {
        let leaves = numbered_leaves(40);
        let tree: TileTree = leaves.iter().copied().collect();
        for size in 1..40_u64 {
            for index in 0..size {
                let at = Index::new(index);
                let leaf = &leaves[usize::try_from(index).unwrap()];
                let proof = inclusion_proof(at, Size::new(size), &tree).unwrap();
                for wrong in (1..=40).filter(|wrong| *wrong != size) {
                    let root = tree.root_at(Size::new(wrong)).unwrap();
                    let result = verify_inclusion(at, Size::new(wrong), leaf, &proof, &root);
                    assert!(result.is_err(), "{index} of {size} as of {wrong}");
                }
            }
        }
    }

    #[test]
    fn positions_outside_are_refused() {
        let tree = TileTree::new();
        let error = Err(ProofError::OutOfRange { index: 0, size: 0 });
        assert_eq!(inclusion_proof(Index::new(0), Size::new(0), &tree), error);
        let missing = inclusion_proof(Index::new(5), Size::new(u64::MAX), &tree);
        assert_eq!(missing, Err(ProofError::MissingHash { level: 0, n: 4 }));
        let hash = TreeHash::empty();
        let long = [hash; 100];
        let result = verify_inclusion(Index::new(5), Size::new(u64::MAX), &hash, &long, &hash);
        assert_eq!(result, Err(ProofError::Length { found: 100 }));
    }
}
