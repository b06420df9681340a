//! Values of any length in pieces of at most 4 KiB.
//!
//! sled puts a page over 128 KiB into a file of its own, which it never syncs
//! and which it removes again while the page that replaces it may not be on
//! the disk yet. A page holds at most 17 items, so pieces of 4 KiB keep it
//! below 72 KiB: such files are never made. Usual entries are one piece.
//!
//! The first piece lies at the key itself, the next at the key followed by
//! 1, 2, … (u16 BE). A piece of full length is followed by another, if need be
//! an empty one; so no length has to be kept.

/// Bytes of a full piece.
pub(super) const PIECE: usize = 4 << 10;

/// Calls `put` with each key and piece of a value, in order.
pub(super) fn pieces(key: &[u8], value: &[u8], mut put: impl FnMut(Vec<u8>, Vec<u8>)) {
    let full = value.len() / PIECE;
    for number in 0..=full {
        let piece = &value[number * PIECE..value.len().min((number + 1) * PIECE)];
        put(piece_key(key, number), piece.to_vec());
    }
}

/// Joins a value from its pieces. `get` answers what lies at a key.
///
/// Returns `None` when nothing lies at the first key; a value that breaks off
/// comes back short, and whoever decodes it says so.
pub(super) fn join<E>(
    key: &[u8],
    mut get: impl FnMut(&[u8]) -> Result<Option<sled::IVec>, E>,
) -> Result<Option<Vec<u8>>, E> {
    let Some(first) = get(key)? else { return Ok(None) };
    let mut value = first.to_vec();
    let mut last = first.len();
    let mut number = 1;
    while last == PIECE {
        let Some(piece) = get(&piece_key(key, number))? else { break };
        value.extend_from_slice(&piece);
        last = piece.len();
        number += 1;
    }
    Ok(Some(value))
}

fn piece_key(key: &[u8], number: usize) -> Vec<u8> {
    let mut name = Vec::with_capacity(key.len() + 2);
    name.extend_from_slice(key);
    if number > 0 {
        // A value is below 128 KiB (store/layout.rs): 32 pieces at most.
        name.extend_from_slice(&u16::try_from(number).unwrap_or(u16::MAX).to_be_bytes());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::convert::Infallible;

    fn back(map: &BTreeMap<Vec<u8>, Vec<u8>>, key: &[u8]) -> Option<Vec<u8>> {
        join(key, |key| Ok::<_, Infallible>(map.get(key).map(|v| sled::IVec::from(v.as_slice()))))
            .unwrap()
    }

    #[test]
    fn values_around_every_border_come_back() {
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 65_600] {
            let value: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            let mut map = BTreeMap::new();
            pieces(b"e1", &value, |key, piece| {
                assert!(piece.len() <= PIECE);
                map.insert(key, piece);
            });
            assert_eq!(back(&map, b"e1"), Some(value), "{length} bytes");
        }
        assert_eq!(back(&BTreeMap::new(), b"e1"), None);
    }
}
