//! The verifier: the one judge of a copy, for server, command line and browser.

mod confirmations;
mod entries;
mod finding;
mod naming;
mod outcomes;
mod past;
mod people;
mod pieces;
mod prepared;
mod report;
mod report_json;
mod single;
mod summary;
mod tiles;
mod unreadable;
mod verdict;

#[cfg(test)]
mod tests;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;

use entries::Entries;
use past::Past;
use summary::{NoSummary, Summary};
use tiles::Tiles;

pub use entries::CheckedEntry;
pub use finding::{Code, Finding, MAX_FINDINGS, What};
pub use prepared::{Keep, Prepared};
pub use report::{Check, CheckId, CosignerSeen, Outcome, Report, State, Verdict, Witnessed};
pub use single::{SingleReport, check_proof};

use super::{BundleId, Policy, TileId, TileTree, TreeHash, VerifierKey, plan_bundles, plan_tiles};
use crate::record::Size;

/// Most entries that are checked in one go: with 32 bytes for each leaf hash
/// they take 512 MiB, about what a browser tab can hold.
pub const MAX_VERIFIED_ENTRIES: u64 = 1 << 24;

/// Whom the reader trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// Keys of ledgers. Only one whose name is the ledger's origin vouches.
    pub keys: Vec<VerifierKey>,
    /// Which cosigners must have confirmed the summary. Its logs are not looked
    /// at here: whoever trusts them puts their keys into `keys`.
    pub policy: Policy,
    /// What the time is, to tell how recent the confirmations are; `None` when
    /// nobody can tell.
    pub clock: Option<Clock>,
}

/// The time as a reader knows it, and how old a copy may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Now, in seconds since 1970 UTC.
    pub now: u64,
    /// Age in seconds from which confirmations count as out of date.
    pub stale_after: u64,
}

impl Clock {
    /// Usual limit: a day.
    pub const DAY: u64 = 86_400;
}

/// What this reader saw of the ledger at an earlier visit, fully verified then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How many entries there were.
    pub size: Size,
    /// Their RFC 6962 root.
    pub root: TreeHash,
}

/// What to fetch, in this order: all tiles, then all bundles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// How many entries the signed summary speaks of.
    pub size: Size,
    /// Every tile of a tree of that size ([`TileId::path`]).
    pub tiles: Vec<TileId>,
    /// Every bundle of entries ([`BundleId::path`]) and of openings
    /// ([`BundleId::openings_path`]).
    pub bundles: Vec<BundleId>,
}

/// The verifier of one copy of a ledger.
///
/// It is fed the files of the read tree in a fixed order and never fetches
/// anything itself:
///
/// 1. [`Verifier::checkpoint`] with the signed summary; it answers with the
///    [`Plan`] of what to fetch;
///    then, where there is one, [`Verifier::cosigned`] with the summary that the
///    ledger's cosigners confirmed last;
/// 2. [`Verifier::tile`] for every tile of the plan, in its order;
/// 3. [`Verifier::bundle`] for every bundle of the plan, in its order, entries
///    and openings together; checked entries are handed on at once. What a bundle
///    says by itself can be found out before, on any thread ([`Prepared`]);
/// 4. [`Verifier::history`] as long as [`Verifier::wants_history`] asks;
/// 5. [`Verifier::finish`] for the [`Report`].
///
/// `None` always means "could not be had" and leads to "not checked". A source
/// that says for certain that it has no such file gives `Some(&[])`: then
/// entries are missing, which is a finding; openings are only not checked. A
/// file given out of order, twice or unasked is ignored.
pub struct Verifier {
    trust: Trust,
    seen: Option<Seen>,
    plan: Plan,
    next_tile: usize,
    next_bundle: usize,
    tiles: Tiles,
    past: Past,
    stage: Stage,
}

/// How far it has come, and what is known since.
enum Stage {
    /// No summary was given.
    Start,
    /// The summary was no good: nothing else is looked at.
    Stopped(NoSummary),
    /// Tiles are coming in.
    Tiles(Box<Summary>),
    /// Tiles are judged; entries are coming in.
    Entries(Box<Body>),
}

/// What is known once the tiles are judged.
struct Body {
    summary: Summary,
    /// The tree of the leaf tiles, if they lead to the signed root.
    truth: Option<TileTree>,
    entries: Entries,
}

impl Body {
    /// The signed tree: from the tiles, or from the entries themselves.
    fn signed_tree(&self) -> Option<&TileTree> {
        let own = &self.entries.own;
        let checkpoint = &self.summary.checkpoint;
        let own_is_it = || own.size() == checkpoint.size && own.root() == checkpoint.root;
        self.truth.as_ref().or_else(|| own_is_it().then_some(own))
    }
}

impl Verifier {
    /// A verifier for a reader who trusts these keys and saw this before.
    pub fn new(trust: Trust, seen: Option<Seen>) -> Self {
        Self {
            trust,
            seen,
            plan: Plan::default(),
            next_tile: 0,
            next_bundle: 0,
            tiles: Tiles::default(),
            past: Past::default(),
            stage: Stage::Start,
        }
    }

    /// Takes the signed summary and answers with what to fetch.
    ///
    /// A summary by an unknown key is gone on with: whether the copy agrees
    /// with itself is worth knowing, and the state says that nobody vouches.
    ///
    /// # Errors
    /// The final state when there is nothing to go on with: [`State::NoProof`]
    /// for `None`, [`State::Unreadable`] when it is no summary or speaks of
    /// more than [`MAX_VERIFIED_ENTRIES`], [`State::BadSig`] when a trusted
    /// key's signature does not fit. [`Verifier::finish`] still gives a report.
    pub fn checkpoint(&mut self, bytes: Option<&[u8]>) -> Result<Plan, State> {
        // A second summary begins a second run.
        *self = Self::new(core::mem::take(&mut self.trust), self.seen);
        let bytes = bytes.ok_or(State::NoProof)?;
        let read = summary::read(bytes, &self.trust).and_then(|summary| {
            let size = summary.checkpoint.size;
            if size.get() <= MAX_VERIFIED_ENTRIES { Ok(summary) } else { Err(too_large(size)) }
        });
        match read {
            Ok(summary) => {
                let size = summary.checkpoint.size;
                let (tiles, bundles) = (plan_tiles(size), plan_bundles(size));
                self.plan = Plan { size, tiles, bundles };
                self.stage = Stage::Tiles(Box::new(summary));
                Ok(self.plan.clone())
            }
            Err(stopped) => {
                let state = stopped.state;
                self.stage = Stage::Stopped(stopped);
                Err(state)
            }
        }
    }

    /// Takes the newest summary that cosigners confirmed, which may be older than
    /// the one given before; `None` when it could not be had.
    ///
    /// Fetch it before the summary: it can then not speak of more entries.
    /// Bytes that are no summary of this ledger by a trusted key are ignored.
    pub fn cosigned(&mut self, bytes: Option<&[u8]>) {
        if let (Stage::Tiles(summary), Some(bytes)) = (&mut self.stage, bytes) {
            summary.take_cosigned(bytes, &self.trust);
        }
    }

    /// Takes one tile of the plan; `None` when it could not be had.
    pub fn tile(&mut self, id: TileId, bytes: Option<&[u8]>) {
        let asked = self.plan.tiles[self.next_tile..].iter().position(|planned| *planned == id);
        if let (Stage::Tiles(_), Some(skipped)) = (&self.stage, asked) {
            self.tiles.missing += skipped;
            self.next_tile += skipped + 1;
            self.tiles.put(id, bytes);
        }
    }

    /// Takes one bundle of the plan: its entries and their openings, `None` for
    /// what could not be had. Hands on each entry as soon as it is checked.
    ///
    /// Entries arrive at the sink in order and each once; only where a copy
    /// was reordered may a moved one come early. Wrong ones never do.
    pub fn bundle(
        &mut self,
        id: BundleId,
        entries: Option<&[u8]>,
        openings: Option<&[u8]>,
        sink: &mut dyn FnMut(CheckedEntry),
    ) {
        let entries = entries.map(Cow::Borrowed);
        self.prepared(Prepared::new(id, entries, openings, Keep::Values), sink);
    }

    /// The same for a bundle whose bytes were looked at before, on whatever thread.
    pub fn prepared(&mut self, bundle: Prepared<'_>, sink: &mut dyn FnMut(CheckedEntry)) {
        self.judge_tiles();
        let Stage::Entries(body) = &mut self.stage else { return };
        let asked =
            self.plan.bundles[self.next_bundle..].iter().position(|planned| *planned == bundle.id);
        let Some(skipped) = asked else { return };
        for missed in &self.plan.bundles[self.next_bundle..self.next_bundle + skipped] {
            body.entries.take(Prepared::missing(*missed), None, sink);
        }
        self.next_bundle += skipped + 1;
        body.entries.take(bundle, body.truth.as_ref(), sink);
    }

    /// The number of the next file of history to fetch, if the history can say
    /// more about a copy that does not match; `None` when it cannot.
    ///
    /// Asks only after the last bundle. The file is `history/<n>` in full form
    /// ([`BundleId::history_path`] with width 256) and holds what there is; one
    /// with fewer than 256 summaries, or none, ends the history.
    pub fn wants_history(&mut self) -> Option<u64> {
        self.judge_tiles();
        let Stage::Entries(body) = &self.stage else { return None };
        body.summary.key.as_ref()?;
        let all = self.next_bundle == self.plan.bundles.len();
        let helps = body.signed_tree().is_none() && !body.entries.own.size().is_empty();
        if all && helps { self.past.wanted() } else { None }
    }

    /// Takes file `n` of the history; `None` when it could not be had.
    pub fn history(&mut self, n: u64, bytes: Option<&[u8]>) {
        self.past.put(n, bytes, self.plan.size);
    }

    /// How many positions have been looked at, for a progress bar.
    pub fn checked(&self) -> Size {
        let entries = self.plan.bundles[..self.next_bundle].last();
        let through = |id: &BundleId| Size::new(id.first().get() + u64::from(id.width));
        entries.map_or(Size::ZERO, through)
    }

    /// Gives the verdict on everything that was taken. What was not given
    /// counts as "could not be had".
    pub fn finish(mut self) -> Report {
        self.judge_tiles();
        let rest = core::mem::take(&mut self.next_bundle);
        if let Stage::Entries(body) = &mut self.stage {
            for missed in &self.plan.bundles[rest..] {
                body.entries.take(Prepared::missing(*missed), None, &mut |_| {});
            }
        }
        match &self.stage {
            Stage::Start | Stage::Tiles(_) => verdict::without_summary(&self.trust),
            Stage::Stopped(stopped) => verdict::stopped(stopped, &self.trust),
            Stage::Entries(body) => verdict::Judge::new(&self, body).report(),
        }
    }

    /// Closes the tiles: what did not come is missing.
    fn judge_tiles(&mut self) {
        if !matches!(self.stage, Stage::Tiles(_)) {
            return;
        }
        let Stage::Tiles(summary) = core::mem::replace(&mut self.stage, Stage::Start) else {
            return;
        };
        self.tiles.missing += self.plan.tiles.len() - self.next_tile;
        self.next_tile = self.plan.tiles.len();
        let checkpoint = &summary.checkpoint;
        let truth = self.tiles.tree(checkpoint.size, &checkpoint.root);
        let entries = Entries::new(&checkpoint.origin, checkpoint.size);
        self.stage = Stage::Entries(Box::new(Body { summary: *summary, truth, entries }));
    }
}

fn too_large(size: Size) -> NoSummary {
    let finding = Finding {
        code: Code::Io,
        what: What::UnreadableSummary,
        at: None,
        expected: MAX_VERIFIED_ENTRIES.to_string() + " entries at most",
        computed: size.to_string(),
    };
    NoSummary { state: State::Unreadable, finding }
}
