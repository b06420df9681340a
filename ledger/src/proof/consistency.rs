//! Proof that a ledger continues an earlier state of itself (RFC 6962 section 2.1.2).

use alloc::vec::Vec;

use super::reader::range_root;
use super::{HashReader, ProofError, TreeHash};
use crate::record::Size;

/// Makes the proof that the tree of `new` entries begins with the tree of `old` entries.
///
/// Empty when `old` is 0 or equals `new`. The reader must cover the first `new` leaves.
///
/// # Errors
/// [`ProofError::WentBack`] when `old` is above `new`,
/// [`ProofError::MissingHash`] when the reader lacks a hash.
pub fn consistency_proof(
    old: Size,
    new: Size,
    reader: &impl HashReader,
) -> Result<Vec<TreeHash>, ProofError> {
    let (old, new) = (old.get(), new.get());
    if old > new {
        return Err(ProofError::WentBack { old, new });
    }
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    // Walk down to where the old tree ends, noting each subtree beside the way.
    let (mut first, mut end) = (0, new);
    let mut known = true;
    while old != end {
        let split = first + largest_power_below(end - first);
        if old <= split {
            proof.push(range_root(reader, split, end)?);
            end = split;
        } else {
            proof.push(range_root(reader, first, split)?);
            first = split;
            known = false;
        }
    }
    // The last subtree is the old tree itself only if the way never turned right.
    if !known {
        proof.push(range_root(reader, first, end)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The largest power of two below `n`, for `n` of 2 or more.
const fn largest_power_below(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}

/// Checks that the tree of `new` entries with `new_root` begins with the tree of
/// `old` entries with `old_root` (RFC 9162 section 2.1.4.2).
///
/// For `old` 0 the proof must be empty and `old_root` that of the empty tree.
///
/// # Errors
/// [`ProofError::WentBack`], [`ProofError::Length`] when hashes are left over or
/// wanting, [`ProofError::Root`] for whichever root is not reached.
pub fn verify_consistency(
    old: Size,
    new: Size,
    old_root: &TreeHash,
    new_root: &TreeHash,
    proof: &[TreeHash],
) -> Result<(), ProofError> {
    let (old, new) = (old.get(), new.get());
    let length = ProofError::Length { found: proof.len() };
    if old > new {
        return Err(ProofError::WentBack { old, new });
    }
    if old == 0 || old == new {
        let expected = if old == new { *new_root } else { TreeHash::empty() };
        if !proof.is_empty() {
            return Err(length);
        }
        return same(expected, *old_root);
    }
    let (mut node, mut last) = (old - 1, new - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let mut hashes = proof.iter();
    // A complete old tree is a node of the new one; its root is then the start.
    let start = if old.is_power_of_two() { Some(old_root) } else { hashes.next() };
    let mut old_computed = *start.ok_or(length)?;
    let mut new_computed = old_computed;
    for hash in hashes {
        if last == 0 {
            return Err(length);
        }
        if node & 1 == 1 || node == last {
            old_computed = TreeHash::node(hash, &old_computed);
            new_computed = TreeHash::node(hash, &new_computed);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_computed = TreeHash::node(&new_computed, hash);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(length);
    }
    same(*old_root, old_computed)?;
    same(*new_root, new_computed)
}

fn same(expected: TreeHash, computed: TreeHash) -> Result<(), ProofError> {
    if expected == computed { Ok(()) } else { Err(ProofError::Root { expected, computed }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::TileTree;
    use crate::proof::tree::{numbered_leaves, reference_root};

    fn tree() -> TileTree {
        let tree: TileTree = numbered_leaves(40).into_iter().collect();
        tree
    }

    /// The recursive definition of RFC 6962 section 2.1.2, as a second opinion.
    fn reference_proof(old: usize, leaves: &[TreeHash], known: bool) -> Vec<TreeHash> {
        let n = leaves.len();
        if old == n {
            return if known { Vec::new() } else { std::vec![reference_root(leaves)] };
        }
        let split = n.next_power_of_two() / 2;
        let (left, right) = leaves.split_at(split);
        let (mut proof, beside) = if old <= split {
            (reference_proof(old, left, known), right)
        } else {
            (reference_proof(old - split, right, false), left)
        };
        proof.push(reference_root(beside));
        proof
    }

    #[test]
    fn proofs_are_those_of_the_definition() {
        let tree = tree();
        for new in 1..=40_usize {
            for old in 1..=new {
                let proof = consistency_proof(Size::new(old as u64), Size::new(new as u64), &tree);
                assert_eq!(proof, Ok(reference_proof(old, &tree.leaves()[..new], true)));
            }
        }
    }

    /// Every pair of sizes to 40; then each way of being wrong must fail.
    #[test]
    fn only_the_true_proof_holds() {
        let tree = tree();
        let other = TreeHash::leaf(b"other");
        let root_at = |size: u64| tree.root_at(Size::new(size)).unwrap();
        for new in 0..=40_u64 {
            for old in 0..=new {
                let (m, n, r1, r2) = (Size::new(old), Size::new(new), root_at(old), root_at(new));
                let proof = consistency_proof(m, n, &tree).unwrap();
                let verify = |proof: &[TreeHash]| verify_consistency(m, n, &r1, &r2, proof);
                assert_eq!(verify(&proof), Ok(()), "{old} to {new}");

                assert!(verify_consistency(m, n, &other, &r2, &proof).is_err());
                if old > 0 {
                    assert!(verify_consistency(m, n, &r1, &other, &proof).is_err());
                }
                for wrong in (0..=40).filter(|wrong| *wrong != old) {
                    let result = verify_consistency(Size::new(wrong), n, &r1, &r2, &proof);
                    assert!(result.is_err(), "{old} to {new}, old as {wrong}");
                }
                for cut in 0..proof.len() {
                    assert!(verify(&proof[..cut]).is_err());
                    assert!(verify(&proof[cut + 1..]).is_err());
                    let mut flipped = proof.clone();
                    flipped[cut] = other;
                    assert!(verify(&flipped).is_err());
                }
                for extra in [other, r1, r2] {
                    let mut longer = proof.clone();
                    longer.push(extra);
                    assert!(verify(&longer).is_err());
                    longer.rotate_right(1);
                    assert!(verify(&longer).is_err());
                }
            }
        }
    }

    #[test]
    fn going_back_is_refused() {
        let tree = tree();
        let (hash, error) = (TreeHash::empty(), Err(ProofError::WentBack { old: 2, new: 1 }));
        assert_eq!(consistency_proof(Size::new(2), Size::new(1), &tree).map(|_| ()), error);
        assert_eq!(verify_consistency(Size::new(2), Size::new(1), &hash, &hash, &[]), error);
        let most = Size::new(u64::MAX);
        assert!(verify_consistency(Size::new(1), most, &hash, &hash, &[hash; 200]).is_err());
    }
}
