//! The writer with a clock moved by hand and a disk that can fail.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ledger::record::{Chain, Hash, Json, Origin, Size, Timestamp};

use super::edge::Edge;
use super::writer::{Parts, Writer};
use super::*;
use crate::store::{Store, StoreError};

/// A draft with this id that refers to nothing.
pub(crate) fn ready(id: &str) -> Ready {
    ready_with(id, "A thing.", "")
}

/// The same that says `text`, with more members of the draft.
pub(crate) fn ready_with(id: &str, text: &str, more: &str) -> Ready {
    let draft = format!(
        r#"{{"id":"{id}","inquiry":"demo","kind":"record_not_found","basis":"inference","by":"clerk",
        "certainty":"stated","sources":[{{"kind":"page","title":"A page"}}],
        "event":{{"sought":"other","text":"{text}","searched":"Everywhere."}}{more}}}"#
    );
    ready_from(&draft)
}

/// A draft from JSON.
pub(crate) fn ready_from(json: &str) -> Ready {
    let json = Json::parse(json.as_bytes()).unwrap();
    crate::http::prepare::ready(&json, &mut crate::random::Salts::new()).unwrap()
}

pub(crate) fn submission(ids: &[&str]) -> Submission {
    Submission { drafts: ids.iter().map(|id| ready(id)).collect(), expected: None, key: None }
}

/// An end of the ledger before its first entry.
pub(crate) fn nothing() -> Published {
    let head = *Chain::genesis(&Origin::new("test.example/ledger").unwrap()).head();
    Published { head, note: String::new(), checkpoints: 0, erasures: 0, edge: Edge::new() }
}

/// A writer over a real store, with hands on its clock and its disk.
pub(crate) struct Bench {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) store: Arc<Store>,
    clock: Arc<AtomicI64>,
    broken: Arc<AtomicBool>,
    appends: Arc<AtomicUsize>,
    pub(crate) writer: Writer,
}

pub(crate) fn bench() -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(&dir.path().join("store")).unwrap());
    let clock = Arc::new(AtomicI64::new(1_000_000));
    let broken = Arc::new(AtomicBool::new(false));
    let appends = Arc::new(AtomicUsize::new(0));
    let (now, fails, count) = (Arc::clone(&clock), Arc::clone(&broken), Arc::clone(&appends));
    let disk = Arc::clone(&store);
    let writer = Writer::new(Parts {
        store: Arc::clone(&store),
        start: nothing(),
        now: Box::new(move || Timestamp::from_millis(now.load(Ordering::SeqCst))),
        room: Box::new(|| Ok(())),
        append: Box::new(move |commit| {
            count.fetch_add(1, Ordering::SeqCst);
            // As a failed fsync: the bytes may or may not be there.
            disk.append(commit)?;
            if fails.load(Ordering::SeqCst) {
                let source = std::io::Error::other("no space left");
                return Err(StoreError::Io { act: "sync the store", source });
            }
            Ok(())
        }),
        sign: Box::new(|size, root| (format!("{size}\n{}\n", root.to_base64()), [7; 64])),
    });
    Bench { dir, store, clock, broken, appends, writer }
}

pub(crate) fn one(writer: &mut Writer, submission: Submission) -> Result<Accepted, SubmitError> {
    let mut answers = writer.commit(vec![submission]);
    assert_eq!(answers.len(), 1);
    answers.pop().unwrap()
}

fn indexes(accepted: &Accepted) -> Vec<u64> {
    match accepted {
        Accepted::New { entries, .. } => entries.iter().map(|placed| placed.index.get()).collect(),
        Accepted::Before { first, count } => {
            (first.get()..first.get() + u64::from(*count)).collect()
        }
    }
}

#[test]
fn many_submissions_share_one_append_and_one_checkpoint() {
    let mut bench = bench();
    let answers =
        bench.writer.commit(vec![submission(&["a", "b"]), submission(&["a"]), submission(&["c"])]);
    assert_eq!(indexes(answers[0].as_ref().unwrap()), [0, 1]);
    let refusal = answers[1].as_ref().unwrap_err();
    assert!(matches!(refusal, SubmitError::Duplicate { position: 0, at, .. } if at.get() == 0));
    assert_eq!(indexes(answers[2].as_ref().unwrap()), [2]);
    assert_eq!(bench.appends.load(Ordering::SeqCst), 1);

    let head = bench.store.head().unwrap().unwrap();
    assert_eq!((head.size.get(), head.checkpoints), (3, 1));
    assert_eq!(bench.writer.published().borrow().head.size.get(), 3);
    for answer in [&answers[0], &answers[2]] {
        let Ok(Accepted::New { end, .. }) = answer else { panic!("{answer:?}") };
        assert_eq!(end.note, head.note, "every receipt has the checkpoint that covers it");
    }
}

#[test]
fn nothing_is_acknowledged_or_published_when_the_disk_fails_and_nothing_after() {
    let mut bench = bench();
    one(&mut bench.writer, submission(&["a"])).unwrap();
    bench.broken.store(true, Ordering::SeqCst);
    let answers = bench.writer.commit(vec![submission(&["b"]), submission(&["c"])]);
    assert!(answers.iter().all(|a| matches!(a, Err(SubmitError::ReadOnly(_)))), "{answers:?}");
    assert_eq!(bench.writer.published().borrow().head.size.get(), 1);
    assert_eq!(bench.writer.head().size.get(), 1);

    // The disk is well again, but what it holds is unknown until a restart.
    bench.broken.store(false, Ordering::SeqCst);
    let late = one(&mut bench.writer, submission(&["d"]));
    assert!(matches!(late, Err(SubmitError::ReadOnly(_))));
    assert_eq!(bench.appends.load(Ordering::SeqCst), 2, "it did not even try");
    assert!(bench.writer.poison().unwrap().contains("no space left"));
}

#[test]
fn a_key_gives_the_first_receipt_again_and_never_a_second_entry() {
    let mut bench = bench();
    let with = |ids: &[&str], body: &str| Submission {
        key: Some((Hash::of(b"key"), Hash::of(body.as_bytes()))),
        ..submission(ids)
    };
    let both = bench.writer.commit(vec![with(&["a", "b"], "one"), with(&["a", "b"], "one")]);
    assert!(matches!(both[0], Ok(Accepted::New { .. })));
    assert!(matches!(both[1], Ok(Accepted::Before { .. })), "in the same commit");
    assert_eq!(indexes(both[1].as_ref().unwrap()), [0, 1]);

    one(&mut bench.writer, submission(&["c"])).unwrap();
    let again = one(&mut bench.writer, with(&["a", "b"], "one")).unwrap();
    assert_eq!(indexes(&again), [0, 1], "and in a later one");
    let other = one(&mut bench.writer, with(&["d"], "two"));
    assert!(matches!(other, Err(SubmitError::KeyReused { first }) if first.get() == 0));
    assert_eq!(bench.writer.head().size.get(), 3);
    assert_eq!(bench.appends.load(Ordering::SeqCst), 2, "a replay writes nothing");
}

#[test]
fn an_expected_size_holds_at_the_place_in_the_commit_not_before_it() {
    let mut bench = bench();
    let at = |size, id: &str| Submission { expected: Some(Size::new(size)), ..submission(&[id]) };
    let answers = bench.writer.commit(vec![at(0, "a"), at(0, "b"), at(1, "c")]);
    assert!(answers[0].is_ok());
    let lost = answers[1].as_ref().unwrap_err();
    assert_eq!(*lost, SubmitError::Size { expected: Size::new(0), found: Size::new(1) });
    assert_eq!(indexes(answers[2].as_ref().unwrap()), [1]);
}

#[test]
fn an_array_is_whole_or_absent() {
    let mut bench = bench();
    one(&mut bench.writer, submission(&["a"])).unwrap();
    let refused = one(&mut bench.writer, submission(&["b", "c", "a"]));
    assert!(matches!(refused, Err(SubmitError::Duplicate { position: 2, .. })));
    let twice = one(&mut bench.writer, submission(&["d", "d"]));
    assert!(matches!(twice, Err(SubmitError::Duplicate { position: 1, at, .. }) if at.get() == 1));
    assert_eq!(bench.store.find_id("b").unwrap(), None);
    assert_eq!(bench.writer.head().size.get(), 1);
}

#[test]
fn time_never_goes_back_and_a_wrong_clock_records_nothing() {
    let mut bench = bench();
    one(&mut bench.writer, submission(&["a"])).unwrap();
    bench.clock.fetch_sub(5_000, Ordering::SeqCst);
    let Ok(Accepted::New { entries, .. }) = one(&mut bench.writer, submission(&["b"])) else {
        panic!("5 s back is a clock being set");
    };
    assert_eq!(entries[0].recorded.millis(), 1_000_000);
    bench.clock.fetch_sub(1, Ordering::SeqCst);
    let refused = one(&mut bench.writer, submission(&["c"]));
    assert!(matches!(refused, Err(SubmitError::Clock { .. })), "{refused:?}");
    bench.clock.store(1_000_001, Ordering::SeqCst);
    assert!(one(&mut bench.writer, submission(&["c"])).is_ok(), "and goes on once it is right");
}

#[tokio::test]
async fn acknowledgements_wait_for_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(&dir.path().join("store")).unwrap());
    // The order in which things happen, written by the thread and by the caller.
    let log: Arc<Mutex<Vec<String>>> = Arc::default();
    let (disk, seen) = (Arc::clone(&store), Arc::clone(&log));
    let writer = Writer::new(Parts {
        store,
        start: nothing(),
        now: Box::new(|| Timestamp::from_millis(1)),
        room: Box::new(|| Ok(())),
        append: Box::new(move |commit| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            disk.append(commit)?;
            let ids: Vec<&str> = commit.entries.iter().map(|entry| entry.id.as_str()).collect();
            seen.lock().unwrap().push(format!("durable {}", ids.join(" ")));
            Ok(())
        }),
        sign: Box::new(|size, _| (format!("{size}"), [0; 64])),
    });
    let sequencer = Sequencer::start(writer).unwrap();
    let mut callers = Vec::new();
    for n in 0..20 {
        let (handle, log) = (sequencer.handle(), Arc::clone(&log));
        callers.push(tokio::spawn(async move {
            let id = format!("e{n}");
            handle.submit(submission(&[&id])).await.unwrap();
            assert!(handle.end().head.size.get() > 0, "published before acknowledged");
            log.lock().unwrap().push(format!("told {id}"));
        }));
    }
    for caller in callers {
        caller.await.unwrap();
    }
    let log = log.lock().unwrap().clone();
    for n in 0..20 {
        let told = log.iter().position(|line| *line == format!("told e{n}")).unwrap();
        let durable = log.iter().position(|line| {
            line.starts_with("durable") && line.split(' ').any(|id| id == format!("e{n}"))
        });
        assert!(durable.unwrap() < told, "e{n} in {log:?}");
    }
    let commits = sequencer.handle().counters().commits.load(Ordering::SeqCst);
    assert!(commits < 20, "waiting callers share commits, took {commits}");
    sequencer.stop();
}

#[tokio::test]
async fn stopping_finishes_what_waits_and_refuses_what_comes_after() {
    let bench = bench();
    let sequencer = Sequencer::start(bench.writer).unwrap();
    let handle = sequencer.handle();
    let waiting = tokio::spawn({
        let handle = handle.clone();
        async move { handle.submit(submission(&["a"])).await }
    });
    tokio::task::yield_now().await;
    waiting.await.unwrap().unwrap();
    tokio::task::spawn_blocking(move || sequencer.stop()).await.unwrap();
    let late = handle.submit(submission(&["b"])).await;
    assert_eq!(late.unwrap_err(), SubmitError::Stopped);
    assert_eq!(bench.store.head().unwrap().unwrap().size.get(), 1);
}

#[test]
fn an_import_becomes_visible_at_its_end_and_a_failed_end_is_told() {
    let mut bench = bench();
    one(&mut bench.writer, submission(&["a"])).unwrap();
    bench.writer.stage(submission(&["b", "c"])).unwrap();
    bench.writer.stage(submission(&["d"])).unwrap();
    let twice = bench.writer.stage(submission(&["b"]));
    assert!(matches!(twice, Err(SubmitError::Duplicate { .. })), "{twice:?}");
    assert_eq!(bench.writer.published().borrow().head.size.get(), 1, "not before the end");
    assert_eq!(bench.store.head().unwrap().unwrap().size.get(), 1);

    bench.clock.fetch_sub(60_000, Ordering::SeqCst);
    assert!(matches!(bench.writer.finish(), Err(SubmitError::Clock { .. })));
    assert_eq!(bench.store.head().unwrap().unwrap().size.get(), 1);
    bench.clock.fetch_add(60_000, Ordering::SeqCst);
    bench.writer.finish().unwrap();
    let head = bench.store.head().unwrap().unwrap();
    assert_eq!((head.size.get(), head.checkpoints), (4, 2), "one checkpoint for the import");
    assert_eq!(bench.writer.published().borrow().note, head.note);
}
