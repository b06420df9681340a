//! Sheaves: sixteen full files of the read tree after one another, in one answer.
//!
//! A browser spends more on a request than on checking the 256 entries that it brings:
//! four to five milliseconds of processor time, over all of its processes. A sheaf brings
//! 4,096 entries with one. It holds nothing of its own, is no part of an export or of a
//! published ledger, and a server need not have any: whoever asks takes the files instead.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use super::tile::{BundleId, TILE_WIDTH, TileId, number_path, parse_number_path};
use crate::record::Size;

/// Files in a sheaf.
pub const SHEAF_WIDTH: u64 = 16;

/// Most bytes of a sheaf. Files that are longer together are read one by one, so that
/// neither side ever holds more in memory for one answer.
pub const MAX_SHEAF_BYTES: usize = 16 << 20;

/// Of which files a sheaf is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SheafKind {
    /// Tiles of level 0.
    Tiles,
    /// Entry bundles.
    Entries,
    /// Their openings.
    Openings,
}

impl SheafKind {
    const ALL: [Self; 3] = [Self::Tiles, Self::Entries, Self::Openings];

    const fn folder(self) -> &'static str {
        match self {
            Self::Tiles => "sheaf/tile/0",
            Self::Entries => "sheaf/tile/entries",
            Self::Openings => "sheaf/openings",
        }
    }

    /// The path of file `n` of this kind, which is full.
    pub fn file(self, n: u64) -> String {
        let bundle = BundleId { n, width: TILE_WIDTH };
        match self {
            Self::Tiles => TileId { level: 0, n, width: TILE_WIDTH }.path(),
            Self::Entries => bundle.path(),
            Self::Openings => bundle.openings_path(),
        }
    }

    /// The length of the first file in bytes that begin with a whole one.
    fn first(self, bytes: &[u8]) -> Option<usize> {
        let width = usize::from(TILE_WIDTH);
        match self {
            Self::Tiles => (bytes.len() >= 32 * width).then_some(32 * width),
            Self::Entries => after_items(bytes, 2),
            Self::Openings => after_items(bytes, 4),
        }
    }
}

/// Where 256 items end, each behind its length of `prefix` bytes, big endian.
fn after_items(bytes: &[u8], prefix: usize) -> Option<usize> {
    let mut at = 0_usize;
    for _ in 0..TILE_WIDTH {
        let length = bytes.get(at..at.checked_add(prefix)?)?;
        let length = length.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
        at = at.checked_add(prefix)?.checked_add(length)?;
    }
    (at <= bytes.len()).then_some(at)
}

/// A sheaf: files 16 × `n` to 16 × `n` + 15 of a kind, all full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SheafId {
    /// Of which files.
    pub kind: SheafKind,
    /// Which sheaf, from 0.
    pub n: u64,
}

impl SheafId {
    /// The path below the read tree, such as `sheaf/tile/entries/000`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.kind.folder(), number_path(self.n, TILE_WIDTH))
    }

    /// Reads such a path back; `None` for everything but the one canonical spelling.
    pub fn parse(path: &str) -> Option<Self> {
        let read = |kind: SheafKind| {
            let rest = path.strip_prefix(kind.folder())?.strip_prefix('/')?;
            let id = Self { kind, n: parse_number_path(rest)?.0 };
            (id.path() == path).then_some(id)
        };
        SheafKind::ALL.into_iter().find_map(read)
    }

    /// The numbers of its files.
    pub fn files(&self) -> Range<u64> {
        let first = self.n.saturating_mul(SHEAF_WIDTH);
        first..first.saturating_add(SHEAF_WIDTH)
    }

    /// Whether a ledger of that size has it: every file of it is full.
    pub fn is_of(&self, size: Size) -> bool {
        self.files().end <= size.get() / u64::from(TILE_WIDTH)
    }

    /// Splits it into its files; `None` when it does not hold sixteen and nothing else.
    /// Nothing is said about their content.
    pub fn split<'a>(&self, mut bytes: &'a [u8]) -> Option<Vec<&'a [u8]>> {
        let mut files = Vec::new();
        for _ in 0..SHEAF_WIDTH {
            let (file, rest) = bytes.split_at_checked(self.kind.first(bytes)?)?;
            files.push(file);
            bytes = rest;
        }
        bytes.is_empty().then_some(files)
    }
}

impl core::fmt::Display for SheafId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::bundle::{encode_entries, encode_openings};
    use proptest::prelude::*;
    use std::vec;

    fn files(kind: SheafKind) -> Vec<Vec<u8>> {
        let item = |n: u64| vec![b'a' + u8::try_from(n).unwrap(); usize::try_from(n).unwrap()];
        (0..SHEAF_WIDTH)
            .map(|n| match kind {
                SheafKind::Tiles => vec![u8::try_from(n).unwrap(); 8_192],
                SheafKind::Entries => encode_entries(&vec![&item(n)[..]; 256]),
                SheafKind::Openings => encode_openings(vec![&item(n)[..]; 256]),
            })
            .collect()
    }

    #[test]
    fn a_sheaf_is_split_where_it_was_joined_and_nowhere_else() {
        for kind in SheafKind::ALL {
            let id = SheafId { kind, n: 3 };
            let files = files(kind);
            let bytes = files.concat();
            assert_eq!(id.split(&bytes).unwrap(), files, "{id}");
            for cut in [0, 1, 8_191, bytes.len() - 1] {
                assert_eq!(id.split(&bytes[..cut]), None, "{id} cut at {cut}");
            }
            let more = [&bytes[..], &[0]].concat();
            assert_eq!(id.split(&more), None, "{id} with one byte more");
            assert_eq!(id.split(&[&bytes[..], &files[0]].concat()), None, "{id} with a file more");
            assert_eq!(id.split(&files[..15].concat()), None, "{id} with a file less");
        }
    }

    #[test]
    fn a_path_has_one_spelling() {
        for (kind, n, path) in [
            (SheafKind::Tiles, 0, "sheaf/tile/0/000"),
            (SheafKind::Entries, 1_234, "sheaf/tile/entries/x001/234"),
            (SheafKind::Openings, 999, "sheaf/openings/999"),
        ] {
            let id = SheafId { kind, n };
            assert_eq!((id.path().as_str(), SheafId::parse(path)), (path, Some(id)));
        }
        for path in [
            "",
            "sheaf",
            "sheaf/",
            "sheaf/tile/1/000",
            "sheaf/tile/0/0",
            "sheaf/tile/0/000.p/16",
            "sheaf/tile/0/x000/001",
            "sheaf/history/000",
            "tile/0/000",
            "/sheaf/tile/0/000",
            "sheaf/tile/0/000/",
        ] {
            assert_eq!(SheafId::parse(path), None, "{path}");
        }
    }

    #[test]
    fn it_is_there_when_every_file_of_it_is_full() {
        let id = SheafId { kind: SheafKind::Entries, n: 1 };
        assert_eq!(id.files(), 16..32);
        assert_eq!(id.kind.file(16), "tile/entries/016");
        assert!(id.is_of(Size::new(8_192)) && !id.is_of(Size::new(8_191)));
        let far = SheafId { kind: SheafKind::Tiles, n: u64::MAX };
        assert!(!far.is_of(Size::new(u64::MAX)));
    }

    proptest! {
        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..9_000)) {
            for kind in SheafKind::ALL {
                prop_assert!(SheafId { kind, n: 0 }.split(&bytes).is_none(), "sixteen need more");
            }
        }
    }
}
