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

use super::engine::Bytes;

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
    mut get: impl FnMut(&[u8]) -> Result<Option<Bytes>, E>,
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

/// As [`join`], for each key of `length` bytes among rows that come in the order of
/// their keys: the pieces of a value stand right behind its first one.
pub(super) fn join_all<E>(
    length: usize,
    rows: impl Iterator<Item = Result<(Bytes, Bytes), E>>,
) -> Result<Vec<(Bytes, Vec<u8>)>, E> {
    let mut all: Vec<(Bytes, Vec<u8>)> = Vec::new();
    let (mut number, mut last) = (0, 0);
    for row in rows {
        let (key, piece) = row?;
        if key.len() == length {
            (number, last) = (1, piece.len());
            all.push((key, piece.to_vec()));
        } else if let Some((first, value)) = all.last_mut()
            && last == PIECE
            && key == piece_key(first, number)
        {
            value.extend_from_slice(&piece);
            (number, last) = (number + 1, piece.len());
        }
    }
    Ok(all)
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
        join(key, |key| Ok::<_, Infallible>(map.get(key).map(|v| Bytes::from(v.as_slice()))))
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

    /// Read one by one or all in one go, whole or with a piece lost: the same.
    #[test]
    fn values_of_a_run_are_those_of_each_key() {
        let lengths = [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 65_600];
        let mut map = BTreeMap::new();
        for (number, length) in (b'0'..).zip(lengths) {
            let value: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            pieces(&[b'e', number], &value, |key, piece| drop(map.insert(key, piece)));
        }
        for lost in [None].into_iter().chain(map.keys().cloned().map(Some)) {
            let mut map = map.clone();
            if let Some(key) = &lost {
                map.remove(key);
            }
            let rows = map.iter().map(|(key, value)| {
                Ok::<_, Infallible>((key.as_slice().into(), value.as_slice().into()))
            });
            let all = join_all(2, rows).unwrap();
            let mut one_by_one = Vec::new();
            for number in b'0'..=b'9' {
                let key = [b'e', number];
                one_by_one.extend(back(&map, &key).map(|value| (key[..].into(), value)));
            }
            assert!(all == one_by_one, "without {lost:?}");
        }
    }
}
