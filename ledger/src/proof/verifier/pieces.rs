//! Files of length-prefixed pieces, read as far as they go.

use alloc::vec::Vec;
use core::ops::Range;

use crate::proof::TreeHash;

/// How every entry begins: where to look for one when a length is damaged.
const BEGIN: &[u8] = b"{\"draft\":";

/// How many places are tried in one bundle to find the next entry again.
const TRIES: usize = 512;

/// The pieces of a file.
pub(super) struct Pieces<'a> {
    pub(super) list: Vec<&'a [u8]>,
    /// Bytes beyond the pieces that were asked for.
    pub(super) rest: usize,
}

/// Splits as far as the lengths make sense. A last piece that is cut short is
/// given with its length before it: then its hash cannot fit, and that names it.
pub(super) fn split<const PREFIX: usize>(mut bytes: &[u8], most: usize) -> Pieces<'_> {
    let mut list = Vec::new();
    while list.len() < most && !bytes.is_empty() {
        let (piece, rest) = split_piece::<PREFIX>(bytes).unwrap_or((bytes, &[]));
        list.push(piece);
        bytes = rest;
    }
    Pieces { list, rest: bytes.len() }
}

fn split_piece<const PREFIX: usize>(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<PREFIX>()?;
    let length = length.iter().fold(0_u64, |n, byte| (n << 8) | u64::from(*byte));
    rest.split_at_checked(usize::try_from(length).ok()?)
}

/// Where the lines of a bundle of entries are, and the leaf hash of each.
pub(super) struct Cut {
    pub(super) places: Vec<Range<usize>>,
    pub(super) leaves: Vec<TreeHash>,
    /// Bytes beyond the lines that were asked for.
    pub(super) rest: usize,
    /// Whether a length is damaged, so that knowing the signed leaf hashes may help.
    pub(super) is_doubtful: bool,
}

/// Splits a bundle of entries and hashes each line.
///
/// `expected` gives the signed leaf hash of an item, if it is known. A damaged
/// length would make everything after it unreadable; where the next signed
/// entry can be found again, only the damaged one is lost. Where no length is
/// doubtful, `expected` is not asked and changes nothing.
pub(super) fn split_entries(
    bytes: &[u8],
    most: usize,
    expected: &dyn Fn(usize) -> Option<TreeHash>,
) -> Cut {
    let (mut places, mut leaves) = (Vec::with_capacity(most), Vec::with_capacity(most));
    let (mut tries, mut is_doubtful) = (TRIES, false);
    let mut left = bytes;
    while places.len() < most && !left.is_empty() {
        let framed = split_piece::<2>(left);
        let (mut piece, mut rest) = framed.unwrap_or((left, &[]));
        let mut leaf = TreeHash::leaf(piece);
        let goes_on = rest.is_empty() || rest.get(2..).is_some_and(|rest| rest.starts_with(BEGIN));
        if framed.is_none() || !goes_on {
            is_doubtful = true;
            if expected(places.len()).is_some_and(|signed| signed != leaf)
                && let Some(next) = expected(places.len() + 1)
                && let Some(at) = find_again(left, &next, &mut tries)
            {
                (piece, rest) = left.split_at(at);
                leaf = TreeHash::leaf(piece);
            }
        }
        let end = bytes.len() - rest.len();
        places.push(end - piece.len()..end);
        leaves.push(leaf);
        left = rest;
    }
    Cut { places, leaves, rest: left.len(), is_doubtful }
}

/// Where the length of the entry with this leaf hash stands.
fn find_again(bytes: &[u8], leaf: &TreeHash, tries: &mut usize) -> Option<usize> {
    let begins = bytes.windows(BEGIN.len()).enumerate().skip(3).filter(|(_, w)| *w == BEGIN);
    for (begin, _) in begins {
        *tries = tries.checked_sub(1)?;
        let at = begin - 2;
        let found = split_piece::<2>(&bytes[at..]);
        if found.is_some_and(|(piece, _)| TreeHash::leaf(piece) == *leaf) {
            return Some(at);
        }
    }
    None
}
