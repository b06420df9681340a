//! Publishing, killed at every write, and refused where it has to be.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use ledger::proof::{BundleId, Report, Seen, State as Verdict, TILE_WIDTH, Trust, Verifier};
use ledger::record::Origin;
use object_store::ObjectStoreExt;
use object_store::memory::InMemory;
use object_store::path::Path;

use super::*;
use crate::documents::Documents;
use crate::opened::Opened;
use crate::sequencer::tests::submission;
use crate::sequencer::writer::Writer;
use crate::store::Store;
use crate::tree::Item;

mod embargo;

/// Kills a run at one of its writes: before it reaches the target, or after it
/// did and before the answer came.
pub(super) struct Fuse {
    before: AtomicI64,
    after: AtomicI64,
}

impl Default for Fuse {
    fn default() -> Self {
        Self { before: AtomicI64::new(i64::MAX), after: AtomicI64::new(i64::MAX) }
    }
}

impl Fuse {
    fn blown() -> PublishError {
        PublishError::Unable("killed".into())
    }

    pub(super) fn before(&self) -> Result<(), PublishError> {
        if self.before.fetch_sub(1, Ordering::SeqCst) > 0 { Ok(()) } else { Err(Self::blown()) }
    }

    pub(super) fn after(&self) -> Result<(), PublishError> {
        if self.after.fetch_sub(1, Ordering::SeqCst) > 1 {
            return Ok(());
        }
        // Nothing comes after it.
        self.before.store(0, Ordering::SeqCst);
        Err(Self::blown())
    }
}

/// A ledger that grows, and what it is published to.
struct Stage {
    _dir: tempfile::TempDir,
    store: Arc<Store>,
    documents: Arc<Documents>,
    vkey: ledger::proof::VerifierKey,
    writer: Writer,
    count: usize,
    memory: Arc<InMemory>,
}

impl Stage {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let origin = Origin::new("test.example/ledger").unwrap();
        let opened = Opened::create(dir.path(), &origin).unwrap();
        let (store, vkey) = (Arc::clone(&opened.store), opened.vkey.clone());
        let documents = Arc::clone(&opened.documents);
        let (_folder, writer) = opened.into_writer().unwrap();
        Self {
            _dir: dir,
            store,
            documents,
            vkey,
            writer,
            count: 0,
            memory: Arc::new(InMemory::new()),
        }
    }

    fn grow(&mut self, by: usize) {
        let ids: Vec<String> = (0..by).map(|n| format!("e-{}", self.count + n)).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        self.writer.commit(vec![submission(&ids)]).pop().unwrap().unwrap();
        self.count += by;
    }

    fn source(&self) -> Source {
        let end = Arc::clone(&self.writer.published().borrow());
        Source::store(
            Arc::clone(&self.store),
            Arc::clone(&self.documents),
            Arc::default(),
            end,
            self.vkey.clone(),
        )
        .unwrap()
    }

    fn target(&self) -> Arc<Target> {
        Arc::new(Target::memory(Arc::clone(&self.memory)))
    }

    async fn publish(&self, whole: bool) -> Result<Done, PublishError> {
        let options = Options { whole, ..Options::default() };
        run(&self.source(), &self.target(), options, &|_, _| {}).await
    }

    async fn get(&self, path: &str) -> Option<Vec<u8>> {
        let found = self.memory.get(&Path::from(format!("ledger/{path}"))).await.ok()?;
        Some(found.bytes().await.unwrap().to_vec())
    }

    async fn paths(&self) -> Vec<String> {
        let list = self.target().list("").await.unwrap();
        list.into_iter().map(|(path, _)| path).collect()
    }

    /// What a reader of the target sees who saw `seen` before.
    async fn read(&self, seen: Option<Seen>) -> Report {
        let trust = Trust { keys: vec![self.vkey.clone()], ..Trust::default() };
        let mut verifier = Verifier::new(trust, seen);
        let note = self.get(CHECKPOINT).await;
        let Ok(plan) = verifier.checkpoint(note.as_deref()) else { return verifier.finish() };
        let file = async |item: Item| self.get(&format!("log/{}", item.path())).await;
        for id in &plan.tiles {
            verifier.tile(*id, file(Item::Tile(*id)).await.as_deref());
        }
        for id in &plan.bundles {
            let entries = Some(file(Item::Entries(*id)).await.unwrap_or_default());
            let openings = file(Item::Openings(*id)).await;
            verifier.bundle(*id, entries.as_deref(), openings.as_deref(), &mut |_| {});
        }
        verifier.finish()
    }
}

fn sizes(report: &Report) -> (Verdict, u64) {
    (report.state, report.size.get())
}

#[tokio::test]
async fn a_run_killed_at_any_write_leaves_the_old_ledger_or_the_new_one() {
    // Over a bundle's end, so that partial files make way for full ones.
    for (from, to) in [(0, 3), (3, 7), (250, 258), (256, 300), (511, 515)] {
        for persisted in [false, true] {
            let mut kills = 0;
            for at in 1.. {
                let mut stage = Stage::new();
                if from > 0 {
                    stage.grow(from);
                    stage.publish(true).await.unwrap();
                }
                stage.grow(to - from);
                let target = stage.target();
                let fuse = if persisted { &target.fuse.after } else { &target.fuse.before };
                fuse.store(at, Ordering::SeqCst);
                let options = Options { whole: true, ..Options::default() };
                let done = run(&stage.source(), &target, options, &|_, _| {}).await;
                let report = stage.read(None).await;
                if done.is_ok() {
                    assert_eq!(sizes(&report), (Verdict::FirstVisit, to as u64));
                    break;
                }
                kills += 1;
                let found = sizes(&report);
                let old = match from {
                    0 => (Verdict::NoProof, 0),
                    _ => (Verdict::FirstVisit, from as u64),
                };
                assert!(
                    found == old || found == (Verdict::FirstVisit, to as u64),
                    "{from} to {to}, killed at write {at}: a reader sees {found:?}: {:?}",
                    report.findings
                );
                // The next run finishes what this one began.
                stage.publish(true).await.unwrap();
                assert_eq!(sizes(&stage.read(None).await), (Verdict::FirstVisit, to as u64));
            }
            assert!(kills > 5, "only {kills} writes were killed: is the fuse in the way?");
        }
    }
}

#[tokio::test]
async fn a_quick_run_sends_what_is_new_and_nothing_else() {
    let mut stage = Stage::new();
    stage.grow(300);
    let first = stage.publish(true).await.unwrap();
    assert!(first.sent > 10 && first.size_before.is_none(), "{first:?}");
    let again = stage.publish(true).await.unwrap();
    assert_eq!((again.sent, again.removed), (1, 0), "only the open bundle of openings: {again:?}");
    assert_eq!(stage.publish(false).await.unwrap().sent, 0, "nothing is new");
    stage.grow(1);
    let quick = stage.publish(false).await.unwrap();
    // Tile, entries and openings of the open bundle, history twice, checkpoint, state.
    assert_eq!(quick.sent, 7, "{quick:?}");
    assert_eq!(quick.size_before, Some(300));
    assert_eq!(sizes(&stage.read(None).await), (Verdict::FirstVisit, 301));
    let before = source::signed(&stage.get(CHECKPOINT).await.unwrap(), &stage.vkey).unwrap();
    stage.grow(300);
    stage.publish(false).await.unwrap();
    let seen = Some(Seen { size: before.0, root: before.1 });
    assert_eq!(sizes(&stage.read(seen).await), (Verdict::Verified, 601));
}

#[tokio::test]
async fn partial_tiles_go_only_once_the_full_one_is_there_and_nobody_needs_them() {
    let mut stage = Stage::new();
    stage.grow(250);
    stage.publish(true).await.unwrap();
    stage.grow(1);
    stage.publish(true).await.unwrap();
    let held = |paths: &[String], path: &str| paths.iter().any(|held| held == path);
    let paths = stage.paths().await;
    assert!(held(&paths, "log/tile/0/000.p/250"), "its full tile is not there yet: {paths:?}");
    stage.grow(10);
    stage.publish(true).await.unwrap();
    let paths = stage.paths().await;
    assert!(!held(&paths, "log/tile/0/000.p/250") && held(&paths, "log/tile/0/000"), "{paths:?}");
    assert!(held(&paths, "log/tile/0/000.p/251"), "readers of the last checkpoint are there");
    assert!(held(&paths, "log/openings/000.p/251"), "{paths:?}");
    assert!(!held(&paths, "log/openings/000.p/250"), "may hold what was withheld since");
}

#[tokio::test]
async fn another_ledger_a_shorter_one_and_a_foreign_folder_are_refused_and_nothing_is_written() {
    let mut stage = Stage::new();
    stage.grow(5);
    let early = stage.source();
    stage.grow(5);
    stage.publish(true).await.unwrap();
    let held = stage.get(CHECKPOINT).await;
    let refused = async |source: &Source, words: &str| {
        let options = Options { whole: true, resend: true, ..Options::default() };
        let error = run(source, &stage.target(), options, &|_, _| {}).await.unwrap_err();
        assert!(matches!(&error, PublishError::Refused(told) if told.contains(words)), "{error}");
        assert_eq!(stage.get(CHECKPOINT).await, held);
    };
    refused(&early, "went backwards").await;
    let mut other = Stage::new();
    other.grow(12);
    refused(&other.source(), "not one of this ledger").await;

    // The same key over another history: a copy that was written on elsewhere.
    let mut fork = Stage::new();
    fork.grow(12);
    let mut source = fork.source();
    source.vkey = stage.vkey.clone();
    refused(&source, "two histories").await;

    let foreign = Stage::new();
    foreign.memory.put(&Path::from("ledger/thesis.txt"), "x".into()).await.unwrap();
    let error = foreign.publish(true).await.unwrap_err();
    assert!(error.to_string().contains("thesis.txt"), "{error}");
    assert_eq!(foreign.paths().await, ["thesis.txt"]);
}

#[tokio::test]
async fn whoever_is_overtaken_does_not_put_an_older_checkpoint_over_a_newer_one() {
    let mut stage = Stage::new();
    stage.grow(3);
    stage.publish(true).await.unwrap();
    let target = stage.target();
    let before = target.get(CHECKPOINT).await.unwrap();
    stage.grow(1);
    let slow = stage.source();
    stage.grow(1);
    stage.publish(true).await.unwrap();
    let mut sender = Sender::new(Arc::clone(&target), false, 1, &|_, _| {});
    let error = publish(&slow, &target, before.as_ref(), &mut sender).await.unwrap_err();
    assert!(error.to_string().contains("another process"), "{error}");
    // The same between the last look and the write, where the store compares.
    let note = state_object(&State::new("x"));
    let note = Object { path: CHECKPOINT.into(), ..note };
    assert!(target.put_after(note, before.as_ref()).await.is_err());
    assert_eq!(stage.read(None).await.size.get(), 5);
}

#[tokio::test]
async fn lost_and_cut_objects_are_sent_again_by_a_whole_run() {
    let mut stage = Stage::new();
    stage.grow(300);
    stage.publish(true).await.unwrap();
    for path in ["log/tile/entries/000", "log/openings/000", "log/vkey", "index.html"] {
        let at = Path::from(format!("ledger/{path}"));
        stage.memory.delete(&at).await.unwrap();
    }
    stage.memory.put(&Path::from("ledger/log/tile/0/000"), "cut".into()).await.unwrap();
    assert_eq!(stage.read(None).await.state, Verdict::Mismatch);
    stage.publish(true).await.unwrap();
    assert_eq!(sizes(&stage.read(None).await), (Verdict::FirstVisit, 300));
    for path in ["log/vkey", "index.html"] {
        assert!(stage.get(path).await.is_some(), "{path}");
    }
}

#[tokio::test]
async fn openings_that_changed_are_sent_before_the_checkpoint_and_old_partial_ones_go() {
    let mut stage = Stage::new();
    stage.grow(258);
    stage.publish(true).await.unwrap();
    // As after a redaction: what the target has is not what the ledger has now.
    for path in ["log/openings/000", "log/openings/001.p/2"] {
        let at = Path::from(format!("ledger/{path}"));
        stage.memory.put(&at, "a value that was withheld since".into()).await.unwrap();
    }
    let mut state = State::read(&stage.get(STATE).await.unwrap()).unwrap();
    state.files.insert("log/openings/000".into(), state::mark(b"a value that was withheld since"));
    let at = Path::from(format!("ledger/{STATE}"));
    stage.memory.put(&at, state.to_bytes().into()).await.unwrap();
    stage.grow(2);
    // Killed just before the checkpoint: the values are gone all the same.
    let target = stage.target();
    let whole = Options { whole: true, ..Options::default() };
    for at in 1.. {
        target.fuse.before.store(at, Ordering::SeqCst);
        target.fuse.after.store(i64::MAX, Ordering::SeqCst);
        let done = run(&stage.source(), &target, whole, &|_, _| {}).await;
        let is_new = stage.read(None).await.size.get() == 260;
        let mut values = 0;
        for path in stage.paths().await {
            let bytes = stage.get(&path).await.unwrap();
            values += usize::from(bytes.starts_with(b"a value that was withheld"));
        }
        assert!(!is_new || values == 0, "the checkpoint came before {values} values went");
        if done.is_ok() {
            break;
        }
    }
    let report = stage.read(None).await;
    assert_eq!(sizes(&report), (Verdict::FirstVisit, 260), "{:?}", report.findings);
}

#[tokio::test]
async fn objects_say_what_they_are_and_how_long_they_last() {
    use object_store::Attribute::{CacheControl, ContentEncoding, ContentType};
    let mut stage = Stage::new();
    stage.grow(300);
    stage.publish(true).await.unwrap();
    let said = async |path: &str| {
        let at = Path::from(format!("ledger/{path}"));
        let found = stage.memory.get(&at).await.unwrap_or_else(|_| panic!("no {path}"));
        let get = |name| found.attributes.get(&name).map(|value| value.to_string());
        (get(ContentType).unwrap(), get(CacheControl).unwrap(), get(ContentEncoding))
    };
    for path in ["log/tile/0/000", "log/tile/0/001.p/44", "log/tile/entries/000"] {
        let (mime, caching, encoding) = said(path).await;
        assert_eq!(mime, "application/octet-stream", "{path}");
        assert_eq!(caching, "public, max-age=31536000, immutable", "{path}");
        assert_eq!(encoding, None, "{path}");
    }
    for path in [CHECKPOINT, "log/openings/000", "log/history/000", "index.html", STATE] {
        assert_eq!(said(path).await.1, "no-cache", "{path}");
    }
    assert_eq!(said(CHECKPOINT).await.0, "text/plain; charset=utf-8");
    let full = BundleId { n: 0, width: TILE_WIDTH };
    assert!(stage.get(&format!("log/{}", Item::History(full).path())).await.is_some());
}

#[test]
fn targets_that_cannot_be_meant_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    drop(Opened::create(&data, &Origin::new("a.example").unwrap()).unwrap());
    for wrong in ["ftp://x/y", "https://bucket.example/x", "s3://", data.to_str().unwrap()] {
        let error = Target::open(wrong, true).err();
        assert!(matches!(error, Some(PublishError::Usage(_))), "{wrong}: {error:?}");
    }
    let secret = Target::open("s3://key:secret@bucket/x", true).err().unwrap();
    assert!(!secret.to_string().contains("secret"), "{secret}");
    let dry = dir.path().join("not-yet");
    assert!(Target::open(dry.to_str().unwrap(), true).is_ok() && !dry.exists());
}
