//! Names of the files that a reader downloads (C2SP tlog-tiles).
//!
//! A tile holds up to 256 hashes of one level of the tree; a bundle holds up to
//! 256 entries, or their openings, or signed summaries of the past.

use alloc::format;
use alloc::string::{String, ToString};
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

    /// The path of the history of signed summaries, such as `history/000`.
    ///
    /// Here `n` and `width` count signed summaries and not entries.
    pub fn history_path(&self) -> String {
        self.path_under("history")
    }

    /// Reads `history/…` back.
    ///
    /// # Errors
    /// [`PathError`] for everything but the one canonical spelling.
    pub fn parse_history(path: &str) -> Result<Self, PathError> {
        Self::parse_under("history", path)
            .ok_or_else(|| PathError::new(path, "history", "history/x001/234.p/17"))
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
        path += ".p/";
        path += &width.to_string();
    }
    path
}

/// The inverse of [`number_path`], generous about spelling: callers compare.
pub(super) fn parse_number_path(path: &str) -> Option<(u64, u16)> {
    let (number, width) = match path.split_once(".p/") {
        Some((number, width)) => {
            (number, width.parse().ok().filter(|w| (1..TILE_WIDTH).contains(w))?)
        }
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
mod tests;
