//! The read tree: the static files that a reader downloads (FORMAT.md
//! section 11), made from the store.
//!
//! The server serves it below `/log/`, `daybook export` writes it to a folder
//! and `daybook verify` reads a data folder through it, so that all three see
//! the same bytes.

use ledger::proof::{
    BundleId, HISTORY_WIDTH, MAX_SHEAF_BYTES, SheafId, SheafKind, TILE_WIDTH, TileId, VerifierKey,
    plan_bundles, plan_tiles,
};
use ledger::record::bundle::{encode_entries, encode_openings};
use ledger::record::{Size, Timestamp};

use crate::sequencer::Published;
use crate::shown;
use crate::store::{Store, StoreError};

/// One file of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// The newest signed checkpoint.
    Checkpoint,
    /// The verifier key, one line.
    Vkey,
    /// Which cosigners must confirm the ledger (C2SP tlog-policy).
    Policy,
    /// The newest checkpoint that enough of them confirmed.
    Cosigned,
    /// Hashes.
    Tile(TileId),
    /// Entry lines.
    Entries(BundleId),
    /// Their openings.
    Openings(BundleId),
    /// Records of signed checkpoints.
    History(BundleId),
}

impl Item {
    /// Reads a path below the tree, in its one spelling.
    pub fn parse(path: &str) -> Option<Self> {
        if path == "checkpoint" {
            Some(Self::Checkpoint)
        } else if path == "vkey" {
            Some(Self::Vkey)
        } else if path == "policy" {
            Some(Self::Policy)
        } else if path == "cosigned" {
            Some(Self::Cosigned)
        } else if path.starts_with("history/") {
            BundleId::parse_history(path).ok().map(Self::History)
        } else if path.starts_with("openings/") {
            BundleId::parse_openings(path).ok().map(Self::Openings)
        } else if path.starts_with("tile/entries/") {
            BundleId::parse(path).ok().map(Self::Entries)
        } else {
            TileId::parse(path).ok().map(Self::Tile)
        }
    }

    /// Its path below the tree.
    pub fn path(&self) -> String {
        match self {
            Self::Checkpoint => "checkpoint".to_owned(),
            Self::Vkey => "vkey".to_owned(),
            Self::Policy => "policy".to_owned(),
            Self::Cosigned => "cosigned".to_owned(),
            Self::Tile(id) => id.path(),
            Self::Entries(id) => id.path(),
            Self::Openings(id) => id.openings_path(),
            Self::History(id) => id.history_path(),
        }
    }

    /// Whether its bytes can never be others. Openings change when something
    /// is redacted, or held back no more; history is asked for without its width while it grows.
    pub const fn is_immutable(&self) -> bool {
        matches!(self, Self::Tile(_) | Self::Entries(_))
    }
}

/// The policy of a ledger that asks nobody: a reader then knows it, and does not
/// take a file that could not be had for "nobody".
const NOBODY: &[u8] = b"quorum none\n";

/// What cosigners add to the tree: it comes after the entries are durable and
/// does not lie in the store. The default is a ledger that asks nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The policy file as it was given.
    pub policy: Option<Vec<u8>>,
    /// The newest checkpoint that met its quorum.
    pub cosigned: Option<Vec<u8>>,
    /// A newer checkpoint with the cosignatures that have come so far.
    pub newest: Option<Vec<u8>>,
}

impl Beside {
    /// The checkpoint `note` with the cosignatures that are known for it.
    fn checkpoint(&self, note: &str) -> Vec<u8> {
        let text = note.rsplit_once("\n\n").map_or(note, |(text, _)| text);
        let is_same = |bytes: &&Vec<u8>| {
            let rest = bytes.strip_prefix(text.as_bytes());
            rest.is_some_and(|rest| rest.starts_with(b"\n\n"))
        };
        let known = [&self.newest, &self.cosigned].into_iter().flatten().find(is_same);
        known.cloned().unwrap_or_else(|| note.as_bytes().to_vec())
    }
}

/// The two files of a bundle.
#[derive(Debug)]
pub struct Both {
    /// [`Item::Entries`].
    pub entries: Vec<u8>,
    /// [`Item::Openings`].
    pub openings: Result<Vec<u8>, StoreError>,
}

/// The tree at one published end.
#[derive(Clone, Copy)]
pub struct ReadTree<'a> {
    store: &'a Store,
    end: &'a Published,
    vkey: &'a VerifierKey,
    beside: &'a Beside,
    now: Timestamp,
}

impl<'a> ReadTree<'a> {
    /// The tree of the ledger that ends at `end`, as everybody may read it at the moment
    /// `now`: what is held back then is in its withheld form.
    pub const fn new(
        store: &'a Store,
        end: &'a Published,
        vkey: &'a VerifierKey,
        beside: &'a Beside,
        now: Timestamp,
    ) -> Self {
        Self { store, end, vkey, beside, now }
    }

    /// Every file of the tree, the checkpoint last: whoever copies in this
    /// order never has a checkpoint over what is not there yet.
    pub fn items(&self) -> Vec<Item> {
        let size = self.end.head.size;
        let bundles = plan_bundles(size);
        let mut items = vec![Item::Vkey, Item::Policy];
        items.extend(plan_tiles(size).into_iter().map(Item::Tile));
        items.extend(bundles.iter().copied().map(Item::Entries));
        items.extend(bundles.into_iter().map(Item::Openings));
        let history = plan_bundles(Size::new(self.end.checkpoints));
        for id in history {
            items.push(Item::History(id));
            if id.width < TILE_WIDTH {
                // Also under its full name, for readers who cannot know the width.
                items.push(Item::History(BundleId { width: TILE_WIDTH, ..id }));
            }
        }
        items.extend(self.beside.cosigned.is_some().then_some(Item::Cosigned));
        items.push(Item::Checkpoint);
        items
    }

    /// The bytes of a file, or `None` when the tree has no such file.
    pub fn read(&self, item: &Item) -> Result<Option<Vec<u8>>, StoreError> {
        match item {
            Item::Checkpoint => Ok(match self.end.note.as_str() {
                "" => None,
                note => Some(self.beside.checkpoint(note)),
            }),
            Item::Policy => Ok(Some(self.beside.policy.clone().unwrap_or_else(|| NOBODY.to_vec()))),
            Item::Cosigned => Ok(self.beside.cosigned.clone()),
            Item::Vkey => Ok(Some(format!("{}\n", self.vkey).into_bytes())),
            Item::Tile(id) => self.tile(id),
            Item::Entries(id) => self.entries(id),
            Item::Openings(id) => self.openings(id),
            Item::History(id) => self.history(id),
        }
    }

    /// The files of a sheaf after one another; `None` when the tree has not all of them in
    /// full, or when they are longer than a sheaf may be.
    pub fn sheaf(&self, id: &SheafId) -> Result<Option<Vec<u8>>, StoreError> {
        if !id.is_of(self.end.head.size) {
            return Ok(None);
        }
        let read = |n| {
            let bundle = BundleId { n, width: TILE_WIDTH };
            match id.kind {
                SheafKind::Tiles => self.tile(&TileId { level: 0, n, width: TILE_WIDTH }),
                SheafKind::Entries => self.entries(&bundle),
                SheafKind::Openings => self.openings(&bundle),
            }
        };
        joined(id.files().map(read), MAX_SHEAF_BYTES)
    }

    fn tile(&self, id: &TileId) -> Result<Option<Vec<u8>>, StoreError> {
        let shift = 8 * u32::from(id.level);
        let row = self.end.head.size.get().checked_shr(shift).unwrap_or(0);
        let wanted = BundleId { n: id.n, width: id.width };
        let Some(range) = range(&wanted, row) else { return Ok(None) };
        let tile_is_full = row / 256 > id.n;
        let bytes: Vec<u8> = if tile_is_full {
            self.store.full_tile(id.level, id.n)?.unwrap_or_default()
        } else {
            self.end.edge.open_tile(id.level).iter().flat_map(|hash| *hash.as_bytes()).collect()
        };
        let length = usize::from(id.width) * 32;
        debug_assert_eq!(range.end - range.start, u64::from(id.width));
        Ok(bytes.get(..length).map(<[u8]>::to_vec))
    }

    fn entries(&self, id: &BundleId) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(range) = range(id, self.end.head.size.get()) else { return Ok(None) };
        Ok(Some(lines(&self.store.entries(&range)?)))
    }

    /// The file of entries and the file of openings of a bundle, for whoever wants both:
    /// the entries are read once. `None` when the tree has no such files.
    ///
    /// # Errors
    /// What the store says of the entries; of the openings, in their place.
    pub fn both(&self, id: &BundleId) -> Result<Option<Both>, StoreError> {
        let Some(range) = range(id, self.end.head.size.get()) else { return Ok(None) };
        let rows = self.store.entries(&range)?;
        let lists = shown::beside_rows(self.store, id, range, &rows, self.now);
        let openings = lists.map(|lists| encode_openings(lists.iter().map(Vec::as_slice)));
        Ok(Some(Both { entries: lines(&rows), openings }))
    }

    fn openings(&self, id: &BundleId) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(range) = range(id, self.end.head.size.get()) else { return Ok(None) };
        let lists = shown::bundle(self.store, id, range, self.now)?;
        Ok(Some(encode_openings(lists.iter().map(Vec::as_slice))))
    }

    /// A history file. Asked for at full width while it is not full, it has
    /// what there is: its reader cannot know how often a ledger was signed.
    fn history(&self, id: &BundleId) -> Result<Option<Vec<u8>>, StoreError> {
        let count = self.end.checkpoints;
        let first = id.first().get();
        let left = count.saturating_sub(first).min(HISTORY_WIDTH as u64);
        let width = if id.width == TILE_WIDTH { left } else { u64::from(id.width) };
        if width == 0 || width > left {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        for n in first..first + width {
            match self.store.checkpoint(n)? {
                Some(record) => bytes.extend_from_slice(&record),
                None => return Ok(None),
            }
        }
        Ok(Some(bytes))
    }
}

/// A file of entries. What is gone is left out: the verifier names what is missing. What
/// is there but cannot be read keeps its place.
fn lines(rows: &[shown::Row]) -> Vec<u8> {
    let there = rows.iter().flatten();
    let lines: Vec<&[u8]> = there
        .map(|stored| match stored {
            Ok(stored) => stored.line.as_slice(),
            Err(_) => &[],
        })
        .collect();
    encode_entries(&lines)
}

/// The files after one another; `None` when one is absent, or when they are longer than
/// `most` together. No more than that is ever held.
fn joined(
    files: impl Iterator<Item = Result<Option<Vec<u8>>, StoreError>>,
    most: usize,
) -> Result<Option<Vec<u8>>, StoreError> {
    let mut bytes = Vec::new();
    for file in files {
        match file? {
            Some(file) if bytes.len() + file.len() <= most => bytes.extend(file),
            _ => return Ok(None),
        }
    }
    Ok(Some(bytes))
}

/// The numbers that a bundle covers, if all are below `count`.
fn range(id: &BundleId, count: u64) -> Option<std::ops::Range<u64>> {
    let first = id.n.checked_mul(256)?;
    let end = first.checked_add(u64::from(id.width))?;
    (id.width > 0 && end <= count).then_some(first..end)
}

#[cfg(test)]
mod tests;
