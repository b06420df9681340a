//! The entries of a copy: bytes, links and sealed values, one bundle after another.
//! What a bundle says by itself was found out before (`prepared`).

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};

use super::finding::{Code, Finding, Findings, What};
use super::naming::{Lookup, Positions, Wrong};
use super::people::People;
use super::prepared::{Found, Line, Prepared};
use crate::proof::{TileTree, TreeHash};
use crate::record::{
    Chain, Entry, EntryError, Hash, Head, Index, Openings, Origin, Size, Unverified,
};

/// An entry handed to the caller, with what is known of it so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedEntry {
    /// The entry, well formed. Its own index says where it belongs.
    pub entry: Entry,
    /// Its sealed values; `None` unless they are those it was made with, and were kept
    /// ([`Keep`](super::Keep)).
    pub openings: Option<Openings>,
    /// Whether the tiles prove these bytes. When the tiles are missing or
    /// differ, only the report at the end can tell: then this is `false`, and
    /// entries from `Report::good` on must be shown as not matching.
    pub proven: bool,
}

/// Where checked entries go.
pub(super) type Sink<'a> = &'a mut dyn FnMut(CheckedEntry);

/// What has been learned from the bundles so far.
pub(super) struct Entries {
    size: u64,
    chain: Chain,
    lookup: Option<Lookup>,
    /// Entries that were handed out although they stand elsewhere.
    displaced: BTreeSet<u64>,
    /// The tree of the entries themselves, as far as they come without a gap;
    /// only kept when the tiles prove nothing.
    pub(super) own: TileTree,
    pub(super) positions: Positions,
    /// Broken links, malformed and newer entries.
    pub(super) findings: Findings,
    pub(super) openings: OpeningsTally,
    /// Entries whose bytes the tiles prove, each in its place.
    pub(super) proven: u64,
    /// Signatures of people.
    pub(super) people: People,
    /// The newest entry's fingerprint, once it was read.
    pub(super) last: Option<Hash>,
    /// Whether a newer format was met.
    pub(super) newer: bool,
    /// Whether an entry was malformed though it is the signed one, or may be.
    pub(super) malformed: bool,
}

/// How the sealed values came out.
#[derive(Debug, Default)]
pub(super) struct OpeningsTally {
    /// Entries whose values are those they were made with.
    pub(super) good: u64,
    /// Entries whose values could not be had.
    pub(super) unloaded: u64,
    pub(super) findings: Findings,
}

impl Entries {
    pub(super) fn new(origin: &Origin, size: Size) -> Self {
        Self {
            size: size.get(),
            chain: Chain::genesis(origin),
            lookup: None,
            displaced: BTreeSet::new(),
            own: TileTree::new(),
            positions: Positions::default(),
            findings: Findings::default(),
            openings: OpeningsTally::default(),
            proven: 0,
            people: People::default(),
            last: None,
            newer: false,
            malformed: false,
        }
    }

    /// Takes the next bundle; `truth` is the tree that the tiles prove, if any.
    pub(super) fn take(&mut self, bundle: Prepared<'_>, truth: Option<&TileTree>, sink: Sink<'_>) {
        let first = bundle.id.first().get();
        let end = first + u64::from(bundle.id.width);
        let Some(mut loaded) = bundle.loaded else {
            self.positions.push_unloaded(first..end);
            return;
        };
        if let Some(truth) = truth {
            loaded.cut_by(&|k| truth.leaf(Index::new(first + k as u64)), bundle.id.width);
        }
        let leaves = loaded.leaves().to_vec();
        for (k, line) in loaded.lines().enumerate() {
            let at = first + k as u64;
            match truth {
                None => self.unproven(at, line, sink),
                Some(truth) if truth.leaf(Index::new(at)) == Some(line.leaf) => {
                    self.proven += 1;
                    if !self.displaced.contains(&at) {
                        self.read(at, line, true, sink);
                    }
                }
                Some(truth) => {
                    if let Some(found) = self.misplaced(at, k, &leaves, truth) {
                        self.displaced.insert(found);
                        // Its openings may have stayed behind: only good ones go along.
                        self.read(found, Line { sealed: None, ..line }, true, sink);
                    }
                }
            }
        }
        self.positions.push_absent(first + leaves.len() as u64..end);
        self.extra(end, loaded.rest(), loaded.openings_rest());
    }

    /// Bytes after the last entry, and openings of no entry.
    fn extra(&mut self, end: u64, entries: usize, openings: usize) {
        let add = |code, list: &mut Findings, rest: usize| {
            if rest > 0 {
                list.push(Finding {
                    code,
                    what: What::Extra,
                    at: Some(Index::new(end)),
                    expected: "nothing".into(),
                    computed: rest.to_string() + " bytes",
                });
            }
        };
        add(Code::Leaf, &mut self.findings, entries);
        add(Code::Open, &mut self.openings.findings, openings);
    }

    /// Notes a wrong position. Gives the entry that stands here if it was moved
    /// along with its neighbour and was not read yet: it is good all the same.
    fn misplaced(
        &mut self,
        at: u64,
        k: usize,
        leaves: &[TreeHash],
        truth: &TileTree,
    ) -> Option<u64> {
        let leaf = leaves[k];
        let moved_by = |from: u64, by: i128| u64::try_from(i128::from(from) + by).ok();
        let is = |entry: Option<u64>, leaf: &TreeHash| {
            entry.is_some_and(|entry| truth.leaf(Index::new(entry)) == Some(*leaf))
        };
        let last = self.positions.wrong.last().filter(|last| last.at + 1 == at);
        let last_by = last.and_then(|last| Some(i128::from(last.found?) - i128::from(last.at)));
        let with_last =
            last_by.and_then(|by| moved_by(at, by)).filter(|entry| is(Some(*entry), &leaf));
        let found =
            with_last.or_else(|| self.lookup.get_or_insert_with(|| Lookup::new(truth)).find(&leaf));
        self.positions.wrong.push(Wrong { at, leaf, found });
        let found = found?;
        let with_next = leaves.get(k + 1).is_some_and(|next| is(Some(found + 1), next));
        let unread = found > at && !self.displaced.contains(&found);
        (unread && (with_last.is_some() || with_next)).then_some(found)
    }

    /// An entry whose bytes only the root at the end can prove.
    fn unproven(&mut self, at: u64, line: Line<'_>, sink: Sink<'_>) {
        if self.own.size().get() == at {
            self.own.push(line.leaf);
        }
        self.read(at, line, false, sink);
    }

    /// Links, opens and hands on the entry that belongs at `at`.
    fn read(&mut self, at: u64, line: Line<'_>, proven: bool, sink: Sink<'_>) {
        let unverified = match line.read {
            Ok(unverified) => unverified,
            Err(error) => return self.unreadable(at, line.bytes, &error),
        };
        let Some(entry) = self.link(at, line.bytes, unverified) else { return };
        self.people.take(&entry);
        if at + 1 == self.size {
            self.last = Some(entry.hash());
        }
        let openings = self.open(&entry, at, line.sealed);
        sink(CheckedEntry { entry, openings, proven });
    }

    /// Links the entry to the one before. After a gap or a break the chain goes
    /// on from what the entry itself names, so that later breaks show too.
    fn link(&mut self, at: u64, line: &[u8], unverified: Unverified) -> Option<Entry> {
        let claimed = unverified.claimed();
        let (index, previous) = (claimed.index(), claimed.previous());
        let go_on = Head { size: Size::new(index.get()), hash: previous, recorded: None };
        if self.chain.head().size != Size::new(at) {
            self.chain = Chain::resume(Head { size: Size::new(at), ..go_on });
        }
        match self.chain.accept(unverified) {
            Ok(entry) => Some(entry),
            Err(broken) => {
                let expected = self.chain.head().hash;
                self.add(
                    at,
                    Code::Chain,
                    What::BrokenLink,
                    expected.to_hex(),
                    broken.why.to_string(),
                );
                // Rare enough to parse again rather than to keep every entry twice.
                self.chain = Chain::resume(go_on);
                let entry = self.chain.accept(Unverified::parse(line).ok()?).ok()?;
                if index.get() != at {
                    self.chain = Chain::resume(Head {
                        size: Size::new(at + 1),
                        hash: entry.hash(),
                        recorded: Some(entry.recorded()),
                    });
                }
                Some(entry)
            }
        }
    }

    fn unreadable(&mut self, at: u64, line: &[u8], error: &EntryError) {
        let what = match error {
            EntryError::Version(version) => {
                self.newer = true;
                let what = What::NewerVersion { version: *version };
                self.add(at, Code::Version, what, "version 1".into(), error.to_string());
                return;
            }
            _ => What::Malformed,
        };
        self.malformed = true;
        let start: String = String::from_utf8_lossy(&line[..line.len().min(40)]).into_owned();
        self.add(
            at,
            Code::Io,
            what,
            "a well-formed entry".into(),
            error.to_string() + ": " + &start,
        );
    }

    /// The sealed values, if they are there and are those of the entry.
    fn open(&mut self, entry: &Entry, at: u64, sealed: Found) -> Option<Openings> {
        let Some(sealed) = sealed else {
            self.openings.unloaded += 1;
            return None;
        };
        let opened = sealed.and_then(|opened| {
            opened.of(&entry.sealed()).map_err(|computed| computed.hash().to_hex())
        });
        match opened {
            Ok(openings) => {
                self.openings.good += 1;
                openings
            }
            Err(computed) => {
                self.openings.findings.push(Finding {
                    code: Code::Open,
                    what: What::OpeningChanged,
                    at: Some(Index::new(at)),
                    expected: entry.sealed().hash().to_hex(),
                    computed,
                });
                None
            }
        }
    }

    fn add(&mut self, at: u64, code: Code, what: What, expected: String, computed: String) {
        self.findings.push(Finding { code, what, at: Some(Index::new(at)), expected, computed });
    }
}
