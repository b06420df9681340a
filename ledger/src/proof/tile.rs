//! Names of the files that a reader downloads (C2SP tlog-tiles).
//!
//! A tile holds up to 256 hashes of one level of the tree; a bundle holds up to
//! 256 entries, or their openings, or signed summaries of the past.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::record::{Index, Size};

/// Hashes in a full tile, entries in a full bundle.
pub const TILE_WIDTH: u16 = 256;
/// Levels of the tree that one level of tiles spans: 2^8 = 256.
pub const TILE_HEIGHT: u8 = 8;
/// The highest tile level that a path may name (C2SP tlog-tiles).
pub const MAX_TILE_LEVEL: u8 = 63;

/// A tile: `width` hashes of tile level `level`, starting at hash 256 × `n`.
///
/// Hash `i` of level `l` is the root over leaves `i × 256^l .. (i + 1) × 256^l`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    /// 0 for leaf hashes, 1 for roots of 256 leaves, and so on up to 63.
    pub level: u8,
    /// Which tile of the level, from 0.
    pub n: u64,
    /// 1 to 256; below 256 the tile is partial.
    pub width: u16,
}

/// A bundle of up to 256 entries, starting at entry 256 × `n`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    /// Which bundle, from 0.
    pub n: u64,
    /// 1 to 256; below 256 the bundle is partial.
    pub width: u16,
}

/// A path that names no tile and no bundle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{path}\" is not a {wanted} path; write it like \"{example}\"")]
pub struct PathError {
    /// The path as given, cut to 80 characters.
    pub path: String,
    /// What it should have been.
    pub wanted: &'static str,
    /// A path that would have been right.
    pub example: &'static str,
}

impl TileId {
    /// The path below the read tree, such as `tile/0/x001/234.p/17`.
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, number_path(self.n, self.width))
    }

    /// Reads such a path back; only the one canonical spelling is taken.
    ///
    /// # Errors
    /// [`PathError`] for everything else, entry bundles included.
    pub fn parse(path: &str) -> Result<Self, PathError> {
        let read = || {
            let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
            let level = level.parse().ok().filter(|level| *level <= MAX_TILE_LEVEL)?;
            let (n, width) = parse_number_path(rest)?;
            let id = Self { level, n, width };
            // Also refuses leading zeros, signs and needless groups.
            (id.path() == path).then_some(id)
        };
        read().ok_or_else(|| PathError::new(path, "tile", "tile/0/x001/234.p/17"))
    }

    /// How many bytes the tile has: 32 for each hash.
    pub const fn len_bytes(&self) -> usize {
        self.width as usize * 32
    }

    /// The first leaf that the tile covers.
    pub fn first_leaf(&self) -> Index {
        let per_hash = 1_u64.checked_shl(u32::from(self.level) * u32::from(TILE_HEIGHT));
        Index::new(self.n.saturating_mul(256).saturating_mul(per_hash.unwrap_or(u64::MAX)))
    }
}

impl BundleId {
    /// The path of the entries, such as `tile/entries/x001/234.p/17`.
    pub fn path(&self) -> String {
        self.path_under("tile/entries")
    }

    /// The path of their openings, such as `openings/x001/234.p/17`.
    pub fn openings_path(&self) -> String {
        self.path_under("openings")
    }

    /// Reads `tile/entries/…` back.
    ///
    /// # Errors
    /// [`PathError`] for everything but the one canonical spelling.
    pub fn parse(path: &str) -> Result<Self, PathError> {
        Self::parse_under("tile/entries", path)
            .ok_or_else(|| PathError::new(path, "bundle", "tile/entries/x001/234.p/17"))
    }

    /// Reads `openings/…` back.
    ///
    /// # Errors
    /// [`PathError`] for everything but the one canonical spelling.
    pub fn parse_openings(path: &str) -> Result<Self, PathError> {
        Self::parse_under("openings", path)
            .ok_or_else(|| PathError::new(path, "openings", "openings/x001/234.p/17"))
    }

    /// The position of the bundle's first entry.
    pub const fn first(&self) -> Index {
        Index::new(self.n.saturating_mul(256))
    }

    fn path_under(self, folder: &str) -> String {
        format!("{folder}/{}", number_path(self.n, self.width))
    }

    fn parse_under(folder: &str, path: &str) -> Option<Self> {
        let rest = path.strip_prefix(folder)?.strip_prefix('/')?;
        let (n, width) = parse_number_path(rest)?;
        let id = Self { n, width };
        (id.path_under(folder) == path).then_some(id)
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

impl fmt::Display for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

impl PathError {
    pub(super) fn new(path: &str, wanted: &'static str, example: &'static str) -> Self {
        Self { path: path.chars().take(80).collect(), wanted, example }
    }
}

/// Every tile of a tree of that size: level 0 first, left to right, partial ones last.
///
/// Empty for size 0. One item per 255 entries, so the caller bounds the size.
pub fn plan_tiles(size: Size) -> Vec<TileId> {
    let mut tiles = Vec::new();
    let mut hashes = size.get();
    for level in 0..=7 {
        if hashes == 0 {
            break;
        }
        tiles.extend(spans(hashes).map(|(n, width)| TileId { level, n, width }));
        hashes >>= TILE_HEIGHT;
    }
    tiles
}

/// Every entry bundle of a ledger of that size, in order; empty for size 0.
pub fn plan_bundles(size: Size) -> Vec<BundleId> {
    spans(size.get()).map(|(n, width)| BundleId { n, width }).collect()
}

/// Full spans of 256, then the rest if there is one.
fn spans(count: u64) -> impl Iterator<Item = (u64, u16)> {
    let width_of = move |n: u64| (count - n * 256).min(256);
    (0..count.div_ceil(256)).map(move |n| (n, u16::try_from(width_of(n)).unwrap_or(TILE_WIDTH)))
}

/// `1234067` becomes `x001/x234/067`, a partial width is appended as `.p/<W>`.
pub(super) fn number_path(n: u64, width: u16) -> String {
    let mut path = format!("{:03}", n % 1000);
    let mut rest = n / 1000;
    while rest > 0 {
        path = format!("x{:03}/{path}", rest % 1000);
        rest /= 1000;
    }
    if width < TILE_WIDTH {
        path.push_str(&format!(".p/{width}"));
    }
    path
}

/// The inverse of [`number_path`], generous about spelling: callers compare.
pub(super) fn parse_number_path(path: &str) -> Option<(u64, u16)> {
    let (number, width) = match path.split_once(".p/") {
        Some((number, width)) => (number, width.parse().ok().filter(|w| (1..TILE_WIDTH).contains(w))?),
        None => (path, TILE_WIDTH),
    };
    let mut n = 0_u64;
    for group in number.split('/') {
        let digits = group.strip_prefix('x').unwrap_or(group);
        if digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        n = n.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    }
    Some((n, width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec;

    fn widths(size: u64) -> Vec<(u8, u64, u16)> {
        plan_tiles(Size::new(size)).iter().map(|t| (t.level, t.n, t.width)).collect()
    }

    #[test]
    fn plans_are_those_of_the_specification() {
        assert_eq!(widths(0), vec![]);
        assert_eq!(widths(1), vec![(0, 0, 1)]);
        assert_eq!(widths(255), vec![(0, 0, 255)]);
        assert_eq!(widths(256), vec![(0, 0, 256), (1, 0, 1)]);
        assert_eq!(widths(257), vec![(0, 0, 256), (0, 1, 1), (1, 0, 1)]);
    }

    #[test]
    fn plan_of_70_000_has_the_counts_of_the_specification() {
        let tiles = plan_tiles(Size::new(70_000));
        let at = |level, full| {
            tiles.iter().filter(|t| t.level == level && (t.width == 256) == full).collect::<Vec<_>>()
        };
        assert_eq!(at(0, true).len(), 273);
        assert_eq!(at(0, false), [&TileId { level: 0, n: 273, width: 112 }]);
        assert_eq!(at(1, true), [&TileId { level: 1, n: 0, width: 256 }]);
        assert_eq!(at(1, false), [&TileId { level: 1, n: 1, width: 17 }]);
        assert_eq!(at(2, false), [&TileId { level: 2, n: 0, width: 1 }]);
        assert_eq!(tiles.len(), 277);
        assert_eq!(plan_bundles(Size::new(70_000)).len(), 274);
        assert_eq!(plan_bundles(Size::new(0)), []);
    }

    #[test]
    fn numbers_are_spelled_in_groups() {
        for (n, path) in [
            (0, "000"),
            (999, "999"),
            (1000, "x001/000"),
            (1_234_067, "x001/x234/067"),
            (u64::MAX, "x018/x446/x744/x073/x709/x551/615"),
        ] {
            assert_eq!(number_path(n, 256), path);
            assert_eq!(parse_number_path(path), Some((n, 256)));
        }
    }

    #[test]
    fn paths_name_folders() {
        let tile = TileId { level: 0, n: 1234, width: 17 };
        assert_eq!(tile.path(), "tile/0/x001/234.p/17");
        let bundle = BundleId { n: 3, width: 256 };
        assert_eq!(bundle.path(), "tile/entries/003");
        assert_eq!(bundle.openings_path(), "openings/003");
        assert_eq!(BundleId::parse("tile/entries/003"), Ok(bundle));
        assert_eq!(BundleId::parse_openings("openings/003"), Ok(bundle));
    }

    #[test]
    fn other_spellings_are_refused() {
        for bad in [
            "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/001/",
            "/tile/0/001", "tile/00/001", "tile/64/001", "tile/-1/001", "tile/+1/001", "tile/256/001",
            "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/x001/x002", "tile/0/001.p/0",
            "tile/0/001.p/256", "tile/0/001.p/01", "tile/0/001.p/+1", "tile/0/001.p", "tile/0/001.p/1.p/1",
            "tile/0/x999/x999/x999/x999/x999/x999/999", "tile/entries/001", "tile/0/0x1", "tile/0/٠٠١",
        ] {
            assert!(TileId::parse(bad).is_err(), "{bad}");
        }
        for bad in ["tile/0/001", "entries/001", "tile/entries/1", "tile/entries/001.p/256", "openings/001"] {
            assert!(BundleId::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_path_is_read_or_refused(path in ".{0,60}", tail in "[x0-9./p]{0,40}") {
            for path in [path, format!("tile/0/{tail}"), format!("tile/entries/{tail}")] {
                if let Ok(id) = TileId::parse(&path) {
                    prop_assert_eq!(id.path(), path.clone());
                }
                if let Ok(id) = BundleId::parse(&path) {
                    prop_assert_eq!(id.path(), path);
                }
            }
        }

        #[test]
        fn ids_come_back(level in 0_u8..=63, n in any::<u64>(), width in 1_u16..=256) {
            let id = TileId { level, n, width };
            prop_assert_eq!(TileId::parse(&id.path()), Ok(id));
            let id = BundleId { n, width };
            prop_assert_eq!(BundleId::parse(&id.path()), Ok(id));
        }
    }
}
