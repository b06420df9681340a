//! What has to be sent and removed.

use std::collections::{BTreeMap, BTreeSet};

use ledger::proof::{
    BundleId, HISTORY_RECORD_BYTES, SignedCheckpoint, TILE_WIDTH, plan_bundles, plan_tiles,
};
use ledger::record::Size;
use ledger::record::bundle::decode_entries;

use super::page::{Viewer, viewer};
use super::source::Source;
use super::state::{State, mark};
use super::target::{Caching, Object, Target};
use super::{Options, PublishError};
use crate::tree::Item;

/// A file of the read tree that is to be sent.
pub(super) struct Job {
    /// Its path below the target's top.
    pub(super) path: String,
    item: Item,
}

impl Job {
    fn new(item: Item) -> Self {
        Self { path: at(&item), item }
    }

    /// The file itself.
    pub(super) async fn read(&self, source: &Source) -> Result<Object, PublishError> {
        let bytes = source.need(&self.item).await?;
        Ok(file(&self.item, bytes))
    }
}

/// Everything that one run does.
#[derive(Default)]
pub(super) struct Plan {
    /// Files that never change, and partial openings.
    pub(super) fresh: Vec<Job>,
    /// Files that the target has with other bytes, or perhaps has.
    pub(super) changed: Vec<Job>,
    /// Small files that were read already.
    pub(super) ready: Vec<Object>,
    /// The viewer, if it is another one.
    pub(super) viewer: Option<Viewer>,
    /// Openings that are to be gone before the checkpoint comes.
    pub(super) withheld: Vec<String>,
    /// Documents to be sent if the ledger holds them and may show them.
    pub(super) awaited: BTreeSet<String>,
    /// Documents that are there and stay there.
    pub(super) documents: BTreeSet<String>,
    /// Of those that are awaited: which are held back, and until when.
    pub(super) held: BTreeMap<String, Option<i64>>,
    /// When embargoes of the ledger end, as far as they are known.
    pub(super) ends: BTreeSet<i64>,
    /// What goes on top of the checkpoint.
    pub(super) after: Vec<Object>,
    /// Files that nobody needs once the checkpoint is there.
    pub(super) outgrown: Vec<String>,
    /// Fingerprints of what changed, once all is sent.
    pub(super) marks: BTreeMap<String, String>,
    /// Signed checkpoints that the history then holds.
    pub(super) checkpoints: u64,
}

fn at(item: &Item) -> String {
    format!("log/{}", item.path())
}

fn file(item: &Item, bytes: Vec<u8>) -> Object {
    let (caching, mime) = match item {
        Item::Tile(_) | Item::Entries(_) => (Caching::Forever, "application/octet-stream"),
        Item::Openings(_) | Item::History(_) => (Caching::Never, "application/octet-stream"),
        _ => (Caching::Never, "text/plain; charset=utf-8"),
    };
    Object { path: at(item), bytes, gzip: &[], mime, caching, inert: false }
}

impl Plan {
    /// How many files it sends, roughly: for a bar.
    pub(super) fn files(&self) -> u64 {
        let viewer = self.viewer.as_ref().map_or(0, |viewer| viewer.files.len() + 1);
        (self.fresh.len() + self.changed.len() + self.ready.len() + viewer + self.after.len())
            as u64
            + 2
    }

    /// Compares the ledger with what is there: `old` is the size of the
    /// target's checkpoint, `there` every file with its size, if it was listed.
    pub(super) async fn make(
        source: &Source,
        target: &Target,
        state: &State,
        old: Option<Size>,
        there: Option<Vec<(String, u64)>>,
        options: Options,
    ) -> Result<Self, PublishError> {
        let there: Option<BTreeMap<String, u64>> = there.map(|list| list.into_iter().collect());
        let mut plan = Self::default();
        plan.immutable(source.size, old, there.as_ref(), options);
        plan.openings(source, target, state, old, there.as_ref(), options).await?;
        plan.history(source, state, there.as_ref(), options).await?;
        plan.documents(source, state, old, there.as_ref(), options).await?;
        for path in ["vkey", "policy"] {
            if let Some(object) = small(source, path).await? {
                plan.small(state, there.as_ref(), options, object, false);
            }
        }
        if let Some(object) = small(source, "cosigned").await?
            && size_of(&object.bytes).is_some_and(|size| size <= source.size)
        {
            plan.small(state, there.as_ref(), options, object, true);
        }
        plan.page(state, there.as_ref(), options);
        if let Some(there) = &there {
            plan.outgrown(source.size, old, there);
        }
        Ok(plan)
    }

    fn immutable(
        &mut self,
        new: Size,
        old: Option<Size>,
        there: Option<&BTreeMap<String, u64>>,
        options: Options,
    ) {
        let implied = old.map(implied_by).unwrap_or_default();
        let tiles = plan_tiles(new).into_iter().map(Item::Tile);
        let entries = plan_bundles(new).into_iter().map(Item::Entries);
        for item in tiles.chain(entries) {
            let job = Job::new(item);
            let is_there = match (there, &item) {
                (Some(there), Item::Tile(id)) => {
                    there.get(&job.path).is_some_and(|size| *size == id.len_bytes() as u64)
                }
                (Some(there), _) => there.get(&job.path).is_some_and(|size| *size > 0),
                (None, _) => implied.contains(&job.path),
            };
            if options.resend || !is_there {
                self.fresh.push(job);
            }
        }
    }

    async fn openings(
        &mut self,
        source: &Source,
        target: &Target,
        state: &State,
        old: Option<Size>,
        there: Option<&BTreeMap<String, u64>>,
        options: Options,
    ) -> Result<(), PublishError> {
        let look = options.whole
            || state.has_ended(source.now)
            || withholds(source, old.unwrap_or(Size::ZERO)).await?;
        let mut kept = BTreeSet::new();
        let of_old = old.map(plan_bundles).unwrap_or_default();
        let partial = |list: &[BundleId]| list.last().filter(|id| id.width < TILE_WIDTH).copied();
        let bundles = plan_bundles(source.size);
        let last = partial(&bundles);
        for id in bundles.into_iter().filter(|id| id.width == TILE_WIDTH) {
            let job = Job::new(Item::Openings(id));
            kept.insert(job.path.clone());
            let lost = there.is_some_and(|there| !there.contains_key(&job.path));
            if look || lost || !state.files.contains_key(&job.path) {
                let mark = mark(&source.need(&job.item).await?);
                if options.resend || lost || !state.has(&job.path, &mark) {
                    self.marks.insert(job.path.clone(), mark);
                    self.changed.push(job);
                }
            }
        }
        // Partial ones are few and are sent each time: those of the new
        // checkpoint, and those of the old one, which readers may be at.
        let of_old_too = partial(&of_old).filter(|id| look && Some(*id) != last);
        for id in last.into_iter().chain(of_old_too) {
            let job = Job::new(Item::Openings(id));
            kept.insert(job.path.clone());
            if look || old != Some(source.size) {
                self.fresh.push(job);
            }
        }
        kept.extend(partial(&of_old).map(|id| at(&Item::Openings(id))));
        let listed = match there {
            Some(there) => there.keys().cloned().collect(),
            None => {
                let first = old.map_or(0, |old| old.get() / 256);
                let mut listed = Vec::new();
                for n in first.saturating_sub(1)..=source.size.get() / 256 {
                    let full = BundleId { n, width: TILE_WIDTH };
                    let folder = format!("{}.p", at(&Item::Openings(full)));
                    listed.extend(target.list(&folder).await?.into_iter().map(|(path, _)| path));
                }
                listed
            }
        };
        let stale = |path: &String| path.starts_with("log/openings/") && !kept.contains(path);
        self.withheld.extend(listed.into_iter().filter(stale));
        Ok(())
    }

    async fn history(
        &mut self,
        source: &Source,
        state: &State,
        there: Option<&BTreeMap<String, u64>>,
        options: Options,
    ) -> Result<(), PublishError> {
        let mut n = if options.whole { 0 } else { state.checkpoints / 256 };
        loop {
            let full = BundleId { n, width: TILE_WIDTH };
            let item = Item::History(full);
            let bytes = source.read(&item).await?.unwrap_or_default();
            let count = bytes.len() / HISTORY_RECORD_BYTES;
            let Ok(width) = u16::try_from(count) else {
                return Err(PublishError::Refused(format!("{}: is too long", item.path())));
            };
            self.checkpoints = n * 256 + u64::from(width);
            let same = match there {
                Some(there) => there.get(&at(&item)) == Some(&(bytes.len() as u64)),
                None => self.checkpoints == state.checkpoints,
            };
            if count > 0 && (options.resend || !same) {
                // Also under its full name, for readers who cannot know the width.
                self.ready.push(file(&item, bytes.clone()));
                if width < TILE_WIDTH {
                    self.ready.push(file(&Item::History(BundleId { n, width }), bytes));
                }
            }
            if width < TILE_WIDTH {
                return Ok(());
            }
            n += 1;
        }
    }

    fn small(
        &mut self,
        state: &State,
        there: Option<&BTreeMap<String, u64>>,
        options: Options,
        object: Object,
        after: bool,
    ) {
        let mark = mark(&object.bytes);
        let lost = there.is_some_and(|there| !there.contains_key(&object.path));
        if options.resend || lost || !state.has(&object.path, &mark) {
            self.marks.insert(object.path.clone(), mark);
            let list = if after { &mut self.after } else { &mut self.ready };
            list.push(object);
        }
    }

    fn page(&mut self, state: &State, there: Option<&BTreeMap<String, u64>>, options: Options) {
        let Some(viewer) = viewer() else { return };
        let path = &viewer.page.path;
        let mark = mark(&viewer.page.bytes);
        let lost = there.is_some_and(|there| {
            viewer.files.iter().chain([&viewer.page]).any(|file| !there.contains_key(&file.path))
        });
        if options.resend || lost || !state.has(path, &mark) {
            self.marks.insert(path.clone(), mark);
            self.viewer = Some(viewer);
        } else if let Some(there) = there {
            // A page that was opened before may still want its program: the
            // folder of another build goes a run later than the page.
            let other =
                |path: &&String| path.starts_with("viewer/") && !path.starts_with(&viewer.folder);
            self.outgrown.extend(there.keys().filter(other).cloned());
        }
    }

    /// Partial tiles and bundles whose full one is there by then.
    fn outgrown(&mut self, new: Size, old: Option<Size>, there: &BTreeMap<String, u64>) {
        let mut implied = implied_by(new);
        let full: BTreeSet<String> =
            implied.iter().filter(|path| !path.contains(".p/")).cloned().collect();
        implied.extend(old.map(implied_by).unwrap_or_default());
        let partial = |path: &&String| {
            let is_tile = path.starts_with("log/tile/") && !implied.contains(*path);
            is_tile && path.split_once(".p/").is_some_and(|(stem, _)| full.contains(stem))
        };
        self.outgrown.extend(there.keys().filter(partial).cloned());
    }
}

/// The entry after the last one of a bundle.
pub(super) fn until(id: &BundleId) -> u64 {
    id.first().get() + u64::from(id.width)
}

/// Paths of the immutable files that a checkpoint of this size implies.
fn implied_by(size: Size) -> BTreeSet<String> {
    let tiles = plan_tiles(size).into_iter().map(Item::Tile);
    let entries = plan_bundles(size).into_iter().map(Item::Entries);
    tiles.chain(entries).map(|item| at(&item)).collect()
}

/// A small file of the tree that a ledger may have.
async fn small(source: &Source, path: &str) -> Result<Option<Object>, PublishError> {
    let Some(item) = Item::parse(path) else { return Ok(None) };
    let bytes = source.read(&item).await?.filter(|bytes| !bytes.is_empty());
    Ok(bytes.map(|bytes| file(&item, bytes)))
}

fn size_of(note: &[u8]) -> Option<Size> {
    SignedCheckpoint::parse(note).ok().map(|signed| signed.checkpoint().size)
}

/// Whether one of the entries from `old` on may have changed openings of others.
async fn withholds(source: &Source, old: Size) -> Result<bool, PublishError> {
    for id in plan_bundles(source.size)
        .into_iter()
        .skip(usize::try_from(old.get() / 256).unwrap_or(usize::MAX))
    {
        let bundle = source.need(&Item::Entries(id)).await?;
        // What is no bundle is found by whoever checks; here it is looked at again.
        let Ok(lines) = decode_entries(&bundle) else { return Ok(true) };
        let first = id.first().get();
        let new = (first..).zip(lines).filter(|(at, _)| *at >= old.get());
        if new.into_iter().any(|(_, line)| is_removal(line)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a line is of a kind that takes values back or gives them back. By
/// its text: words in an event that look the same only cost a look.
fn is_removal(line: &[u8]) -> bool {
    [&b"\"kind\":\"redaction"[..], b"\"kind\":\"document_"]
        .iter()
        .any(|kind| line.windows(kind.len()).any(|part| part == *kind))
}
