//! One check from beginning to end: fetch in order, a few files ahead, feed
//! the verifier, replay, report.

use ledger::proof::{
    BundleId, CheckedEntry, Clock, Plan, Policy, Report, Seen, SheafKind, SignedCheckpoint, TileId,
    TreeHash, Trust, Verifier, VerifierKey,
};
use ledger::record::Size;

use super::ahead::Ahead;
use super::fetch::{self, Cache, Got};
use super::replay::Replay;
use super::{Shared, report, tell};
use crate::browser;
use crate::wire::{Progress, Start, StateKey, Tell};

/// How long the thread is kept, milliseconds, before waiting messages are heard. What is
/// being fetched comes in on this thread too, a piece at each of these turns.
const STINT: i64 = 10;
/// How often the page is told how far it is, milliseconds: to lay out and paint a
/// number takes longer than to check the entries that it counts.
const NEWS: i64 = 250;

/// Entries folded in one go: some 20 milliseconds.
const FOLD_STEP: usize = 1_000;
/// From so many bundles on, fetching all proofs takes longer than readers wait.
const MANY_BUNDLES: usize = 256;
/// Bundles that are shown before their proofs have come.
const PREVIEWED: usize = 4;

/// What a check has gathered besides the entries.
pub(super) struct Job<'a> {
    /// What it was started with.
    pub(super) start: &'a Start,
    /// The signed summary as it came.
    pub(super) note: Vec<u8>,
    /// The key line the ledger offers.
    pub(super) offered: String,
    /// The key line it was checked with.
    pub(super) used: String,
    /// The policy it was checked with, and the one the ledger offers.
    pub(super) policy: (String, String),
    /// The key came from the file that was checked, and from nowhere else.
    #[cfg(feature = "whole")]
    pub(super) own_key: bool,
    /// The first reason why something could not be had.
    pub(super) reason: String,
    /// Bytes downloaded.
    pub(super) bytes: u64,
    /// When it began.
    pub(super) began: i64,
    breathed: i64,
    told: i64,
}

impl Job<'_> {
    pub(super) fn cache(&self, usual: Cache) -> Cache {
        if self.start.fresh { Cache::Past } else { usual }
    }

    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.start.base)
    }

    /// Counts the bytes and keeps the first reason.
    fn note(&mut self, path: &str, got: &Got) {
        match got {
            Got::Bytes(bytes) => self.bytes += bytes.len() as u64,
            Got::Absent if self.reason.is_empty() => {
                self.reason = format!("{path}: there is no such file");
            }
            Got::Failed(why) if self.reason.is_empty() => self.reason = format!("{path}: {why}"),
            Got::Absent | Got::Failed(_) => {}
        }
    }

    async fn get(&mut self, path: &str, cache: Cache) -> Got {
        let got = fetch::file(self.address(path), self.cache(cache)).await;
        self.note(path, &got);
        got
    }

    async fn breathe(&mut self, progress: Progress) {
        let now = browser::now();
        if now - self.breathed >= STINT {
            if now - self.told >= NEWS {
                tell(0, Tell::Progress(progress));
                self.told = now;
            }
            fetch::breathe().await;
            self.breathed = browser::now();
        }
    }
}

/// Runs one check. Without `always` it first looks whether the signed summary
/// is another than the one that was checked.
pub(super) async fn run(engine: &Shared, start: &Start, always: bool) {
    let now = browser::now();
    let mut job = Job {
        start,
        note: Vec::new(),
        offered: String::new(),
        used: String::new(),
        policy: Default::default(),
        #[cfg(feature = "whole")]
        own_key: false,
        reason: String::new(),
        bytes: 0,
        began: now,
        breathed: now,
        told: now,
    };
    #[cfg(feature = "whole")]
    if let Some(why) = super::archive::trouble(&start.base).await {
        switch(engine, &start.base);
        begin(engine);
        job.reason.clone_from(&why);
        finish(engine, &job, Report::unreadable(&why));
        return;
    }
    let mut checkpoint = job.get("checkpoint", Cache::Check).await.bytes().ok();
    if !always && is_known(engine, checkpoint.as_deref()) {
        tell(0, Tell::NothingNewer);
        return;
    }
    tell(0, Tell::Progress(Progress::default()));
    switch(engine, &start.base);
    begin(engine);
    let (mut verifier, cosigned) = verifier(&mut job, checkpoint.as_deref()).await;
    let size = |note: Option<&[u8]>| note.and_then(summary_of).map(|(_, size)| size);
    if size(cosigned.as_deref()) > size(checkpoint.as_deref()) && checkpoint.is_some() {
        // Something was recorded and confirmed between the two requests.
        checkpoint.clone_from(&cosigned);
    }
    if let Ok(plan) = verifier.checkpoint(checkpoint.as_deref()) {
        verifier.cosigned(cosigned.as_deref());
        engine.borrow_mut().running().size = plan.size.get();
        read(engine, &mut job, &mut verifier, &plan).await;
    }
    job.note = checkpoint.unwrap_or_default();
    finish(engine, &job, verifier.finish());
    fold_the_rest(engine).await;
}

/// Folds what the verdict did not need, then answers what was asked meanwhile.
async fn fold_the_rest(engine: &Shared) {
    while !engine.borrow_mut().shown.fold(FOLD_STEP) {
        fetch::breathe().await;
    }
    super::answer_waiting(engine);
}

fn is_known(engine: &Shared, note: Option<&[u8]>) -> bool {
    let engine = engine.borrow();
    let Some(verdict) = &engine.shown.verdict else { return false };
    let checked = matches!(verdict.state, StateKey::Verified | StateKey::FirstVisit);
    // Only a summary that could be read is compared: a failed look says so.
    checked && note.is_some_and(|note| note == verdict.note.as_bytes())
}

/// Another source is another record: nothing of the one before stays.
fn switch(engine: &Shared, base: &str) {
    let mut engine = engine.borrow_mut();
    if engine.base != base {
        base.clone_into(&mut engine.base);
        engine.shown = Replay::default();
    }
}

/// A first check is shown while it runs; a later one replaces what is shown
/// when it has ended.
fn begin(engine: &Shared) {
    let mut engine = engine.borrow_mut();
    (engine.next, engine.preview) = (None, None);
    if engine.shown.verdict.is_some() {
        engine.next = Some(Replay::default());
    } else {
        engine.shown = Replay::default();
    }
}

/// The verifier, and the summary that independent witnesses confirmed last.
async fn verifier(job: &mut Job<'_>, checkpoint: Option<&[u8]>) -> (Verifier, Option<Vec<u8>>) {
    #[cfg(not(feature = "whole"))]
    let _ = checkpoint;
    let policy = fetch::begin(job.address("policy"), job.cache(Cache::Check));
    let offered = job.get("vkey", Cache::Check).await.bytes().unwrap_or_default();
    String::from_utf8_lossy(&offered).trim().clone_into(&mut job.offered);
    // The key of the first visit is kept: another one later is another signer.
    let trusted = job.start.trusted.clone();
    #[cfg(feature = "whole")]
    let trusted = trusted.or_else(|| known(job.start, checkpoint));
    #[cfg(feature = "whole")]
    {
        job.own_key = trusted.is_none();
    }
    job.used = trusted.unwrap_or_else(|| job.offered.clone());
    let keys = VerifierKey::parse(&job.used).into_iter().collect();
    let seen = job.start.seen.as_ref().and_then(|seen| {
        Some(Seen { size: Size::new(seen.size), root: TreeHash::parse_hex(&seen.root).ok()? })
    });
    // The same goes for who must confirm it.
    let offered = fetch::end(policy).await.bytes().unwrap_or_default();
    let offered = String::from_utf8_lossy(&offered).into_owned();
    let used = job.start.policy.clone().unwrap_or_else(|| offered.clone());
    let policy = Policy::parse(used.as_bytes()).unwrap_or_default();
    job.policy = (used, offered);
    let cosigned = match policy.need() {
        0 => None,
        _ => job.get("cosigned", Cache::Check).await.bytes().ok(),
    };
    let now = u64::try_from(job.began / 1_000).unwrap_or_default();
    let clock = Some(Clock { now, stale_after: Clock::DAY });
    // A file is a copy of one moment: its age is told and is no fault.
    #[cfg(feature = "whole")]
    let clock = clock.filter(|_| !job.start.base.starts_with(super::archive::SCHEME));
    (Verifier::new(Trust { keys, policy, clock }, seen), cosigned)
}

/// The key that this device trusts for the ledger of this site, if a file is of
/// the same ledger.
#[cfg(feature = "whole")]
fn known(start: &Start, checkpoint: Option<&[u8]>) -> Option<String> {
    let (origin, _) = summary_of(checkpoint?)?;
    let name = |line: &String| VerifierKey::parse(line).map(|key| key.name().as_str() == origin);
    start.known.clone().filter(|line| name(line).unwrap_or_default())
}

async fn read(engine: &Shared, job: &mut Job<'_>, verifier: &mut Verifier, plan: &Plan) {
    let total = plan.size.get();
    tell(0, Tell::Progress(Progress { total, ..Progress::default() }));
    if plan.bundles.len() > MANY_BUNDLES {
        preview(engine, job, plan).await;
    }
    let tiles = plan.tiles.iter().map(TileId::path).collect();
    let mut ahead = Ahead::new(SheafKind::Tiles, tiles, plan.size, Cache::Usual);
    for tile in &plan.tiles {
        let (path, got) = ahead.next(job).await;
        job.note(&path, &got);
        verifier.tile(*tile, got.bytes().ok().as_deref());
        job.breathe(Progress { total, ..Progress::default() }).await;
    }
    let (lines, lists) = plan.bundles.iter().map(|id| (id.path(), id.openings_path())).unzip();
    let mut entries = Ahead::new(SheafKind::Entries, lines, plan.size, Cache::Usual);
    // Openings may be erased later: the cache is asked to look again.
    let mut openings = Ahead::new(SheafKind::Openings, lists, plan.size, Cache::Check);
    for bundle in &plan.bundles {
        let (entries_path, lines) = entries.next(job).await;
        let (openings_path, opened) = openings.next(job).await;
        job.note(&entries_path, &lines);
        job.note(&openings_path, &opened);
        let (lines, opened) = (certain(lines), certain(opened));
        take(engine, verifier, *bundle, lines.as_deref(), opened.as_deref());
        let checked = verifier.checked().get();
        job.breathe(Progress { checked, total, ..Progress::default() }).await;
    }
    while let Some(n) = verifier.wants_history() {
        let got = history(job, total, n).await;
        verifier.history(n, got.as_deref());
    }
    tell(0, Tell::Progress(Progress { checked: total, total, ..Progress::default() }));
}

/// Fetches the first entries and shows them as they came. Nothing was checked:
/// the status says so until the verdict, and what is checked takes their place.
async fn preview(engine: &Shared, job: &mut Job<'_>, plan: &Plan) {
    let mut preview = Replay::about(plan.size.get());
    for bundle in plan.bundles.iter().take(PREVIEWED) {
        let Ok(lines) = job.get(&bundle.path(), Cache::Usual).await.bytes() else { return };
        let opened = job.get(&bundle.openings_path(), Cache::Check).await.bytes();
        super::again::each(&lines, &opened.unwrap_or_default(), &mut |entry, openings| {
            preview.take(CheckedEntry { entry, openings, proven: false });
        });
    }
    preview.fold(usize::MAX);
    let arrived = preview.loaded();
    if shows(engine, preview) {
        let total = plan.size.get();
        tell(0, Tell::Progress(Progress { arrived, total, ..Progress::default() }));
        fetch::breathe().await;
    }
}

/// Shows a preview, unless there is something checked to show; `true` if it does.
fn shows(engine: &Shared, preview: Replay) -> bool {
    let mut engine = engine.borrow_mut();
    let first = engine.next.is_none() && engine.shown.verdict.is_none();
    if first {
        engine.preview = Some(preview);
    }
    first
}

/// Lets the verifier read one bundle into the replay; nothing waits meanwhile.
fn take(
    engine: &Shared,
    verifier: &mut Verifier,
    bundle: BundleId,
    lines: Option<&[u8]>,
    opened: Option<&[u8]>,
) {
    let mut engine = engine.borrow_mut();
    let replay = engine.running();
    verifier.bundle(bundle, lines, opened, &mut |checked| replay.take(checked));
}

/// The verifier takes "there is no such file" as an empty one: entries that
/// the signed summary promises and the server does not have are missing.
fn certain(got: Got) -> Option<Vec<u8>> {
    match got {
        Got::Bytes(bytes) => Some(bytes),
        Got::Absent => Some(Vec::new()),
        Got::Failed(_) => None,
    }
}

/// A file of the list of signed summaries: whole, or the part there is so far.
async fn history(job: &mut Job<'_>, size: u64, n: u64) -> Option<Vec<u8>> {
    let width = u16::try_from(size.saturating_sub(n * 256).min(256)).unwrap_or(256);
    let paths = [256, width].map(|width| BundleId { n, width }.history_path());
    for path in paths {
        if let Got::Bytes(bytes) = fetch::file(job.address(&path), job.cache(Cache::Check)).await {
            return Some(bytes);
        }
    }
    None
}

fn finish(engine: &Shared, job: &Job<'_>, verified: Report) {
    let mut engine = engine.borrow_mut();
    let finished = engine.next.take().unwrap_or_else(|| std::mem::take(&mut engine.shown));
    // A later check that could read nothing does not take away what can be read.
    let keeps = finished.is_empty() && !engine.shown.is_empty();
    let mut finished = if keeps { std::mem::take(&mut engine.shown) } else { finished };
    if verified.first_bad().is_some() {
        // The verdict names an entry by its title, so the title must be there.
        finished.fold(usize::MAX);
    }
    let verdict = report::verdict(job, &verified, &finished);
    finished.marked = report::marked(&verified);
    finished.keys = verified.keys;
    finished.verdict = Some(verdict.clone());
    engine.shown = finished;
    engine.preview = None;
    drop(engine);
    tell(0, Tell::Verdict(Box::new(verdict)));
}

/// Size and origin of a signed summary, where it can be read at all.
pub(super) fn summary_of(note: &[u8]) -> Option<(String, u64)> {
    let signed = SignedCheckpoint::parse(note).ok()?;
    let checkpoint = signed.checkpoint();
    Some((checkpoint.origin.as_str().to_owned(), checkpoint.size.get()))
}
