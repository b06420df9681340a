//! What the bytes of a bundle say by themselves.
//!
//! Most of the work of a verification is here, and none of it needs another bundle, a
//! tree, a key or a position: so a caller that has threads may have it done on any of
//! them. Whether what was found out is right is for the [`Verifier`](super::Verifier)
//! alone, one bundle after another.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::pieces::{Cut, split, split_entries};
use crate::proof::{BundleId, TreeHash};
use crate::record::bundle::decode_opening_list;
use crate::record::{EntryError, Openings, SealedRoot, Sealer, Unverified};

/// A bundle whose bytes were looked at, each once: cut into lines, hashed, read; its
/// openings read, and what they lead to computed.
///
/// It holds facts that follow from its bytes and from nothing else. Nothing is judged
/// yet, and only [`Prepared::new`] makes one; so it cannot matter where it was made.
/// [`Verifier::prepared`](super::Verifier::prepared) judges it.
pub struct Prepared<'a> {
    pub(super) id: BundleId,
    /// `None`: the entries could not be had.
    pub(super) loaded: Option<Loaded<'a>>,
}

/// The files of a bundle.
pub(super) struct Loaded<'a> {
    bytes: Cow<'a, [u8]>,
    cut: Cut,
    /// What each line is by itself.
    read: Vec<Result<Unverified, EntryError>>,
    sealed: Option<Lists>,
}

/// The openings of a bundle.
struct Lists {
    list: Vec<Found>,
    rest: usize,
}

/// `None`: there is nothing that could be checked. Otherwise what stands there, or in
/// words why it is no list of openings.
pub(super) type Found = Option<Result<Opened, String>>;

/// A list of openings and the root that it leads to, whatever its entry says.
pub(super) struct Opened {
    /// `None`: nobody wants them once their root is known.
    openings: Option<Openings>,
    root: SealedRoot,
}

impl Opened {
    fn read(list: &[u8], sealer: &Sealer, keep: Keep) -> Result<Self, String> {
        let openings = decode_opening_list(list).map_err(|error| error.to_string())?;
        let root = sealer.root(&openings);
        Ok(Self { openings: (keep == Keep::Values).then_some(openings), root })
    }

    /// The openings, if these are the ones that `root` was made from; the root that they
    /// lead to if not.
    pub(super) fn of(self, root: &SealedRoot) -> Result<Option<Openings>, SealedRoot> {
        if self.root == *root { Ok(self.openings) } else { Err(self.root) }
    }
}

/// What is wanted of sealed values, beside whether they are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The values: they are handed on with their entry.
    Values,
    /// Nothing: a caller who only checks is spared from carrying them about.
    Nothing,
}

impl<'a> Prepared<'a> {
    /// Looks at the bytes of bundle `id`: its file of entries ([`BundleId::path`]) and its
    /// file of openings ([`BundleId::openings_path`]); `None` for what could not be had.
    pub fn new(
        id: BundleId,
        entries: Option<Cow<'a, [u8]>>,
        openings: Option<&[u8]>,
        keep: Keep,
    ) -> Self {
        let width = usize::from(id.width);
        let loaded = entries.map(|bytes| {
            let cut = split_entries(&bytes, width, &|_| None);
            let read = cut.places.iter().map(|at| Unverified::parse(&bytes[at.clone()])).collect();
            // No file and an empty one are the same: nothing is there to be checked.
            let sealed = openings.filter(|bytes| !bytes.is_empty());
            let sealed = sealed.map(|bytes| Lists::read(bytes, width, keep));
            Loaded { bytes, cut, read, sealed }
        });
        Self { id, loaded }
    }

    /// A bundle that could not be had.
    pub(super) const fn missing(id: BundleId) -> Self {
        Self { id, loaded: None }
    }
}

impl Lists {
    fn read(bytes: &[u8], width: usize, keep: Keep) -> Self {
        let sealer = Sealer::new();
        let pieces = split::<4>(bytes, width);
        // A list of no bytes is one that whoever made this copy could not read.
        let read = |list: &[u8]| (!list.is_empty()).then(|| Opened::read(list, &sealer, keep));
        Self { list: pieces.list.into_iter().map(read).collect(), rest: pieces.rest }
    }
}

/// One line of a bundle.
pub(super) struct Line<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) leaf: TreeHash,
    pub(super) read: Result<Unverified, EntryError>,
    pub(super) sealed: Found,
}

impl Loaded<'_> {
    /// Cuts the entries again where a length is damaged, now that the signed leaf hashes
    /// are known.
    pub(super) fn cut_by(&mut self, expected: &dyn Fn(usize) -> Option<TreeHash>, width: u16) {
        if self.cut.is_doubtful {
            self.cut = split_entries(&self.bytes, usize::from(width), expected);
            let places = self.cut.places.iter();
            self.read = places.map(|at| Unverified::parse(&self.bytes[at.clone()])).collect();
        }
    }

    /// The leaf hash of each line.
    pub(super) fn leaves(&self) -> &[TreeHash] {
        &self.cut.leaves
    }

    /// Bytes after the last entry.
    pub(super) const fn rest(&self) -> usize {
        self.cut.rest
    }

    /// Bytes after the last list of openings.
    pub(super) fn openings_rest(&self) -> usize {
        self.sealed.as_ref().map_or(0, |lists| lists.rest)
    }

    /// The lines, with what stands beside each.
    pub(super) fn lines(&mut self) -> impl Iterator<Item = Line<'_>> {
        let Self { bytes, cut, read, sealed } = self;
        let (bytes, is_there) = (&**bytes, sealed.is_some());
        let mut sealed = sealed.iter_mut().flat_map(|lists| lists.list.drain(..));
        read.drain(..).zip(&cut.places).zip(&cut.leaves).map(move |((read, at), leaf)| {
            let nothing = || is_there.then(|| Err("nothing".to_string()));
            let sealed = sealed.next().unwrap_or_else(nothing);
            Line { bytes: &bytes[at.clone()], leaf: *leaf, read, sealed }
        })
    }
}
