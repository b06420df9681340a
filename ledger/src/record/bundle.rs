//! Up to 256 entries, or their openings, in one file.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use bincode::{Decode, Encode};

use super::canonical::is_canonical;
use super::entry::MAX_ENTRY_BYTES;
use super::hash::Hash;
use super::sealed::{Commitment, Opening, OpeningState, Openings, OpeningsError, Salt};

/// Entries in a full bundle (C2SP tlog-tiles, "full tile").
pub const BUNDLE_WIDTH: usize = 256;

/// Most bytes of the openings of one entry, encoded.
///
/// The same as an entry's own limit; with both below 128 KiB no stored value
/// leaves the files that are synced with every commit.
pub const MAX_OPENINGS_BYTES: usize = 65_535;

/// Why bytes are not a bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The file ends inside a length or inside what it announced.
    #[error("cut short at byte {at}")]
    CutShort {
        /// Length of what is there, in bytes.
        at: usize,
    },
    /// More than 256 items.
    #[error("holds more than 256 items")]
    TooMany,
    /// One item is not what it should be.
    #[error("item {item}: {problem}")]
    Item {
        /// Position within the bundle, from 0.
        item: usize,
        /// What is wrong.
        problem: String,
    },
}

/// Joins entry lines: for each a big-endian u16 length, then the line
/// (C2SP tlog-tiles, "entry bundles"). Lines over 65,535 bytes cannot occur:
/// no [`Entry`](super::Entry) has one.
pub fn encode_entries(lines: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(lines.iter().map(|line| line.len() + 2).sum());
    for line in lines {
        debug_assert!(line.len() <= MAX_ENTRY_BYTES, "an entry is at most 65,535 bytes");
        let length = u16::try_from(line.len()).unwrap_or(u16::MAX);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(line);
    }
    out
}

/// Splits a bundle into entry lines. Nothing is said about their content.
pub fn decode_entries(mut bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let total = bytes.len();
    let mut lines = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        if lines.len() == BUNDLE_WIDTH {
            return Err(BundleError::TooMany);
        }
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((line, rest)) = rest.split_at_checked(length) else {
            return Err(BundleError::CutShort { at: total });
        };
        lines.push(line);
        bytes = rest;
    }
    if bytes.is_empty() { Ok(lines) } else { Err(BundleError::CutShort { at: total }) }
}

/// The bytes of one opening as bincode writes them. The value travels as its
/// canonical text, so that hashing it needs no second encoding.
#[derive(Encode, Decode)]
enum Wire {
    Open { pointer: String, salt: [u8; 32], value: String },
    Withheld { pointer: String, commitment: [u8; 32] },
}

/// 256 lists of at most 64 KiB each, and their framing.
const MAX_BUNDLE_BYTES: usize = BUNDLE_WIDTH * (MAX_OPENINGS_BYTES + 16);

const fn config() -> impl bincode::config::Config {
    bincode::config::standard().with_limit::<MAX_BUNDLE_BYTES>()
}

/// Bytes of a list as bincode writes it (its specification, "variable integers").
fn shortest(wire: &[Wire]) -> usize {
    let number = |n: usize| match n {
        0..=250 => 1,
        251..=0xffff => 3,
        0x1_0000..=0xffff_ffff => 5,
        _ => 9,
    };
    let text = |text: &str| number(text.len()) + text.len();
    let one = |item: &Wire| match item {
        Wire::Open { pointer, value, .. } => 1 + text(pointer) + 32 + text(value),
        Wire::Withheld { pointer, .. } => 1 + text(pointer) + 32,
    };
    number(wire.len()) + wire.iter().map(one).sum::<usize>()
}

fn to_wire(openings: &Openings) -> Vec<Wire> {
    openings
        .as_slice()
        .iter()
        .map(|opening| match &opening.state {
            OpeningState::Open { salt, value } => Wire::Open {
                pointer: opening.pointer.clone(),
                salt: *salt.as_bytes(),
                value: value.clone(),
            },
            OpeningState::Withheld(commitment) => Wire::Withheld {
                pointer: opening.pointer.clone(),
                commitment: *commitment.hash().as_bytes(),
            },
        })
        .collect()
}

fn from_wire(wire: Vec<Wire>) -> Result<Openings, String> {
    let mut list = Vec::with_capacity(wire.len());
    for item in wire {
        list.push(match item {
            Wire::Open { pointer, salt, value } => {
                if !is_canonical(&value) {
                    return Err(alloc::format!("value at {pointer} is not canonical JSON"));
                }
                let state = OpeningState::Open { salt: Salt::from_bytes(salt), value };
                Opening { pointer, state }
            }
            Wire::Withheld { pointer, commitment } => {
                let commitment = Commitment::from_hash(Hash::from_bytes(commitment));
                Opening { pointer, state: OpeningState::Withheld(commitment) }
            }
        });
    }
    Openings::new(list).map_err(|error: OpeningsError| error.to_string())
}

/// One list of openings as bytes, as the store keeps it.
pub fn encode_opening_list(openings: &Openings) -> Vec<u8> {
    // Encoding into memory cannot fail: the types hold nothing that bincode refuses.
    bincode::encode_to_vec(to_wire(openings), config()).unwrap_or_default()
}

/// Reads one list of openings. All bytes must be used.
pub fn decode_opening_list(bytes: &[u8]) -> Result<Openings, BundleError> {
    let problem = |problem: String| BundleError::Item { item: 0, problem };
    let (wire, used): (Vec<Wire>, usize) =
        bincode::decode_from_slice(bytes, config()).map_err(|error| problem(error.to_string()))?;
    if used != bytes.len() {
        return Err(problem("something follows its end".to_string()));
    }
    // bincode also reads a length that is written longer than it needs to be: one list
    // would have many encodings. Nothing else can be written in two ways.
    if shortest(&wire) != bytes.len() {
        return Err(problem("a length is not written in its shortest form".to_string()));
    }
    from_wire(wire).map_err(problem)
}

/// Joins the openings of up to 256 entries: for each a big-endian u32 length,
/// then its list in bincode (FORMAT.md section 7).
pub fn encode_openings<'a>(lists: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    for list in lists {
        let length = u32::try_from(list.len()).unwrap_or(u32::MAX);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(list);
    }
    out
}

/// Splits a bundle of openings into the bytes of each list, so that one bad
/// list does not hide the others. See [`decode_opening_list`].
pub fn split_openings(mut bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
    let total = bytes.len();
    let mut lists = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<4>() {
        if lists.len() == BUNDLE_WIDTH {
            return Err(BundleError::TooMany);
        }
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some((list, rest)) = rest.split_at_checked(length) else {
            return Err(BundleError::CutShort { at: total });
        };
        lists.push(list);
        bytes = rest;
    }
    if bytes.is_empty() { Ok(lists) } else { Err(BundleError::CutShort { at: total }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Json;
    use proptest::prelude::*;
    use std::vec;

    fn sample() -> Openings {
        let salt = Salt::from_bytes([7; 32]);
        let withheld = OpeningState::Withheld(Commitment::from_hash(Hash::of(b"gone")));
        Openings::new(vec![
            Opening {
                pointer: "/event/count".into(),
                state: OpeningState::Open { salt, value: "-3".into() },
            },
            Opening { pointer: "/event/name".into(), state: withheld },
        ])
        .unwrap()
    }

    #[test]
    fn openings_come_back_and_every_cut_is_noticed() {
        let list = encode_opening_list(&sample());
        assert_eq!(decode_opening_list(&list), Ok(sample()));
        for cut in 0..list.len() {
            assert!(decode_opening_list(&list[..cut]).is_err(), "cut at {cut}");
        }
        let bundle = encode_openings([&list[..], &list[..]]);
        assert_eq!(split_openings(&bundle), Ok(vec![&list[..], &list[..]]));
        for cut in 1..bundle.len() {
            let whole = cut == list.len() + 4;
            assert_eq!(split_openings(&bundle[..cut]).is_ok(), whole, "cut at {cut}");
        }
    }

    #[test]
    fn a_value_that_is_not_canonical_is_refused() {
        let wire = vec![Wire::Open { pointer: "/a".into(), salt: [0; 32], value: "[1, 2]".into() }];
        let bytes = bincode::encode_to_vec(wire, config()).unwrap();
        assert!(decode_opening_list(&bytes).unwrap_err().to_string().contains("canonical"));
    }

    #[test]
    fn a_bundle_of_entries_is_split_where_it_was_joined() {
        let lines: [&[u8]; 3] = [b"one", b"", b"three"];
        let bytes = encode_entries(&lines);
        assert_eq!(decode_entries(&bytes), Ok(lines.to_vec()));
        assert_eq!(decode_entries(&bytes[..4]), Err(BundleError::CutShort { at: 4 }));
        assert_eq!(decode_entries(&[0]), Err(BundleError::CutShort { at: 1 }));
        let many = encode_entries(&vec![&b"x"[..]; 257]);
        assert_eq!(decode_entries(&many), Err(BundleError::TooMany));
    }

    #[test]
    fn a_list_has_one_encoding_at_every_border_of_a_length() {
        for length in [0, 1, 250, 251, 252, 0xffff, 0x1_0000, 0x1_0001] {
            let value = Json::str("v".repeat(length)).to_canonical();
            let pointer = String::from("/") + &"p".repeat(length);
            let wire = || {
                vec![Wire::Open { pointer: pointer.clone(), salt: [1; 32], value: value.clone() }]
            };
            let bytes = bincode::encode_to_vec(wire(), config()).unwrap();
            assert_eq!(shortest(&wire()), bytes.len(), "{length}");
            let withheld = vec![Wire::Withheld { pointer: pointer.clone(), commitment: [2; 32] }];
            let bytes = bincode::encode_to_vec(&withheld, config()).unwrap();
            assert_eq!(shortest(&withheld), bytes.len(), "{length}, withheld");
        }
        for count in [0, 250, 251] {
            let many: Vec<Wire> = (0..count)
                .map(|n: u32| Wire::Withheld {
                    pointer: alloc::format!("/{n:03}"),
                    commitment: [2; 32],
                })
                .collect();
            let bytes = bincode::encode_to_vec(&many, config()).unwrap();
            assert_eq!(shortest(&many), bytes.len(), "{count} openings");
            assert!(decode_opening_list(&bytes).is_ok(), "{count} openings");
        }
        // A length, a kind and a number of items in a longer form than they need.
        let list = encode_opening_list(&sample());
        for (place, item) in [(0, "the number of items"), (1, "the kind"), (2, "a length")] {
            let mut long = list.clone();
            let byte = long[place];
            long.splice(place..=place, [251, byte, 0]);
            let error = decode_opening_list(&long).unwrap_err().to_string();
            assert!(error.contains("shortest"), "{item}: {error}");
        }
    }

    proptest! {
        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode_entries(&bytes);
            let _ = split_openings(&bytes);
            let _ = decode_opening_list(&bytes);
        }
    }
}
