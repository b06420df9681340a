//! One pass over every entry, with memory that does not grow with the ledger.
//!
//! Leaf hashes are computed from the bytes that came, the tree from those, and
//! at the end its root must be the signed one; on the way, at the size of the
//! checkpoint that was verified before, its root must be that one's. So no
//! proof has to be believed. The first thing that does not fit ends the pass:
//! the one judge, `ledger::proof::Verifier`, then says what and where.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use ledger::documents::{Said, said, speaks_of_documents};
use ledger::proof::{BundleId, Seen, TILE_WIDTH, TileId, TreeHash, plan_bundles};
use ledger::record::bundle::{decode_entries, decode_opening_list, split_openings};
use ledger::record::{Chain, Head, Sealer, Size, Timestamp, Unverified};
use tokio::task::JoinHandle;

use super::memory::Place;
use super::remote::{Got, Remote};
use super::report::{Counts, Found};
use crate::sequencer::edge::Edge;
use crate::store::FullTile;

/// Bundles that are asked for ahead: the next are on their way while one is
/// checked. At most some 17 MiB of entries each, usually 150 KiB.
const AHEAD: usize = 4;
/// Bundles after which the place is kept.
const KEEP_EVERY: usize = 64;

/// How a pass ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// Every entry is as signed.
    Whole,
    /// Something does not fit; in words.
    Differs(String),
    /// Something could not be had; in words.
    Broken(String),
}

/// The pass, and what it has learned.
pub(super) struct Pass {
    remote: Arc<Remote>,
    chain: Chain,
    edge: Edge,
    sealer: Sealer,
    /// The checkpoint that was verified before.
    seen: Option<Seen>,
    pub(super) counts: Counts,
    /// When the newest entry was recorded.
    pub(super) newest: Option<Timestamp>,
    /// Documents that are not what entries cite.
    pub(super) documents: Vec<Found>,
    /// Why something could not be checked, though the pass went on.
    pub(super) problems: Vec<String>,
    cited: HashSet<String>,
    since: i64,
}

/// The openings beside an entry; `None` when they could not be had.
type Sealed<'a> = Option<&'a [u8]>;

/// The files of one bundle.
struct Files {
    id: BundleId,
    tile: Got,
    entries: Got,
    openings: Got,
}

impl Pass {
    /// A pass from the beginning.
    pub(super) fn new(
        remote: Arc<Remote>,
        origin: &ledger::record::Origin,
        seen: Option<Seen>,
        since: i64,
    ) -> Self {
        let head = *Chain::genesis(origin).head();
        Self::at(remote, head, Edge::new(), seen, since)
    }

    /// A pass that goes on from a place.
    pub(super) fn resume(remote: Arc<Remote>, place: &Place, seen: Option<Seen>) -> Option<Self> {
        let (head, edge) = place.resume()?;
        Some(Self::at(remote, head, edge, seen, place.since))
    }

    fn at(remote: Arc<Remote>, head: Head, edge: Edge, seen: Option<Seen>, since: i64) -> Self {
        Self {
            remote,
            chain: Chain::resume(head),
            edge,
            sealer: Sealer::new(),
            seen,
            counts: Counts::default(),
            newest: head.recorded,
            documents: Vec::new(),
            problems: Vec::new(),
            cited: HashSet::new(),
            since,
        }
    }

    /// Where it stands.
    pub(super) fn place(&self) -> Place {
        Place::new(self.chain.head(), &self.edge, self.since)
    }

    /// Goes to the end of a ledger of `size` entries with `root`. `keep` is
    /// given a place now and then.
    pub(super) async fn run(
        &mut self,
        size: Size,
        root: &TreeHash,
        keep: &mut dyn FnMut(&Self),
    ) -> Ended {
        let from = usize::try_from(self.edge.size().get() / 256).unwrap_or(usize::MAX);
        let mut plan = plan_bundles(size).into_iter().skip(from);
        if self.edge.size() >= size {
            plan.by_ref().for_each(drop);
        }
        let mut coming: VecDeque<JoinHandle<Files>> = VecDeque::new();
        for done in 1.. {
            while coming.len() < AHEAD
                && let Some(id) = plan.next()
            {
                coming.push_back(tokio::spawn(fetch(Arc::clone(&self.remote), id)));
            }
            let Some(next) = coming.pop_front() else { break };
            let files = match next.await {
                Ok(files) => files,
                Err(error) => return Ended::Broken(error.to_string()),
            };
            let ended = self.bundle(files).await;
            if let Some(ended) = ended {
                coming.iter().for_each(JoinHandle::abort);
                return ended;
            }
            if done % KEEP_EVERY == 0 {
                keep(self);
            }
        }
        self.end(size, root).await
    }

    async fn end(&mut self, size: Size, root: &TreeHash) -> Ended {
        // The open tile of level 0 was compared with its bundle.
        for level in 1..8_u8 {
            let hashes: Vec<u8> =
                self.edge.open_tile(level).iter().flat_map(|hash| *hash.as_bytes()).collect();
            let Ok(width @ 1..) = u16::try_from(hashes.len() / 32) else { continue };
            let n = size.get() >> (8 * (u32::from(level) + 1));
            let id = TileId { level, n, width };
            let got = self.remote.tile(id).await;
            if let Some(ended) = self.compare(id, &hashes, got) {
                return ended;
            }
        }
        if self.edge.size() == size && self.edge.root() == *root {
            return Ended::Whole;
        }
        Ended::Differs(format!(
            "the {} entries lead to root {}, the signed one of {size} is {root}",
            self.edge.size(),
            self.edge.root()
        ))
    }

    async fn bundle(&mut self, files: Files) -> Option<Ended> {
        let id = files.id;
        let path = id.path();
        let entries = match files.entries {
            Got::Bytes(bytes) => bytes,
            Got::Failed(why) => return Some(Ended::Broken(why)),
            Got::Absent | Got::Withheld => {
                return Some(Ended::Differs(format!("{path} is missing")));
            }
        };
        let Ok(lines) = decode_entries(&entries) else {
            return Some(Ended::Differs(format!("{path} is not a bundle of entries")));
        };
        if lines.len() != usize::from(id.width) {
            return Some(Ended::Differs(format!("{path} has {} entries", lines.len())));
        }
        let openings = match files.openings {
            Got::Bytes(bytes) if !bytes.is_empty() => Some(bytes),
            Got::Failed(why) => {
                self.problem(why);
                None
            }
            _ => None,
        };
        let lists = match openings.as_deref().map(split_openings) {
            Some(Ok(lists)) => Some(lists),
            Some(Err(error)) => {
                return Some(Ended::Differs(format!("{}: {error}", id.openings_path())));
            }
            None => None,
        };
        let mut full = Vec::new();
        let before = self.edge.size().get() - id.first().get();
        for (k, line) in lines.iter().enumerate().skip(usize::try_from(before).unwrap_or(0)) {
            let sealed = lists.as_ref().map(|lists| lists.get(k).copied().unwrap_or_default());
            if let Err(why) = self.entry(line, sealed, &mut full).await {
                return Some(Ended::Differs(why));
            }
        }
        self.tiles(id, files.tile, full).await
    }

    /// Compares the tiles that this bundle filled or began.
    async fn tiles(&mut self, id: BundleId, leaf: Got, full: Vec<FullTile>) -> Option<Ended> {
        let mut leaf = Some(leaf);
        if id.width < TILE_WIDTH {
            let hashes: Vec<u8> =
                self.edge.open_tile(0).iter().flat_map(|hash| *hash.as_bytes()).collect();
            let tile = TileId { level: 0, n: id.n, width: id.width };
            return self.compare(tile, &hashes, leaf.take().unwrap_or(Got::Absent));
        }
        for tile in full {
            let asked = TileId { level: tile.level, n: tile.n, width: TILE_WIDTH };
            let got = match leaf.take() {
                Some(got) if tile.level == 0 => got,
                _ => self.remote.tile(asked).await,
            };
            if let Some(ended) = self.compare(asked, &tile.hashes, got) {
                return Some(ended);
            }
        }
        None
    }

    fn compare(&mut self, id: TileId, hashes: &[u8], got: Got) -> Option<Ended> {
        match got {
            Got::Bytes(bytes) if bytes == hashes => self.counts.tiles += 1,
            Got::Bytes(_) => return Some(Ended::Differs(format!("{} differs", id.path()))),
            Got::Absent | Got::Withheld => {
                self.counts.tiles_missing += 1;
                self.problem(format!("{} is missing", id.path()));
            }
            Got::Failed(why) => {
                self.counts.tiles_missing += 1;
                self.problem(why);
            }
        }
        None
    }

    async fn entry(
        &mut self,
        line: &[u8],
        sealed: Sealed<'_>,
        full: &mut Vec<FullTile>,
    ) -> Result<(), String> {
        let at = self.edge.size();
        let wrong = |why: &dyn std::fmt::Display| format!("entry {at}: {why}");
        let unverified = Unverified::parse(line).map_err(|error| wrong(&error))?;
        let entry = self.chain.accept(unverified).map_err(|broken| wrong(&broken.why))?;
        self.newest = Some(entry.recorded());
        self.counts.entries += 1;
        match sealed {
            None => self.counts.openings_missing += 1,
            Some(list) => {
                let openings = decode_opening_list(list).map_err(|error| wrong(&error))?;
                self.sealer.verify(&openings, &entry.sealed()).map_err(|error| wrong(&error))?;
                self.counts.openings += 1;
            }
        }
        self.edge.push(TreeHash::leaf(line), |tile| full.push(tile));
        if let Some(seen) = self.seen.filter(|seen| seen.size == self.edge.size())
            && seen.root != self.edge.root()
        {
            return Err(wrong(&"the entries up to here are not those that were verified before"));
        }
        if speaks_of_documents(line) {
            for said in said(&entry.draft_json()) {
                if let Said::Cites { digest, .. } = said {
                    self.document(digest.blake3.to_hex(), at).await;
                }
            }
        }
        Ok(())
    }

    /// Hashes a document that an entry cites, once.
    async fn document(&mut self, digest: String, at: Size) {
        if !self.cited.insert(digest.clone()) {
            return;
        }
        self.counts.documents_cited += 1;
        match self.remote.document(&digest).await {
            Got::Bytes(bytes) => {
                let computed = blake3::hash(&bytes).to_hex().to_string();
                if computed == digest {
                    self.counts.documents += 1;
                    return;
                }
                self.documents.push(Found {
                    code: "E-DOC".into(),
                    seq: Some(at.get()),
                    text: format!(
                        "E-DOC: entry {at} cites document {digest}, another file is served under that name ({computed})"
                    ),
                    expected: digest,
                    computed,
                });
            }
            Got::Absent => self.counts.documents_not_held += 1,
            Got::Withheld => self.counts.documents_withheld += 1,
            Got::Failed(why) => {
                self.counts.documents_failed += 1;
                self.problem(why);
            }
        }
    }

    /// A few say what there is to say.
    fn problem(&mut self, words: String) {
        if self.problems.len() < 20 {
            self.problems.push(words);
        }
    }
}

async fn fetch(remote: Arc<Remote>, id: BundleId) -> Files {
    let tile = TileId { level: 0, n: id.n, width: id.width };
    let (tile, entries, openings) =
        tokio::join!(remote.tile(tile), remote.entries(id), remote.openings(id));
    Files { id, tile, entries, openings }
}
