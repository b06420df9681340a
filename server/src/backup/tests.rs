//! What comes between: redactions while a backup is made, files that change, callers of
//! the socket that are not `daybook backup`.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ledger::proof::VerifierKey;
use ledger::record::bundle::decode_opening_list;
use ledger::record::{Index, OpeningState, Origin, Timestamp};
use tokio::sync::watch;

use super::*;
use crate::opened::Opened;
use crate::sequencer::tests::{ready_from, submission};
use crate::sequencer::writer::Writer;
use crate::sequencer::{Sequencer, Submission};
use crate::store::Store;

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

struct Bench {
    folder: tempfile::TempDir,
    store: Arc<Store>,
    writer: Writer,
    vkey: VerifierKey,
    key: BackupKey,
    _held: crate::folder::Folder,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let origin = Origin::new("test.example/ledger").unwrap();
        let opened = Opened::create(&folder.path().join("data"), &origin).unwrap();
        let (store, vkey) = (Arc::clone(&opened.store), opened.vkey.clone());
        let (held, mut writer) = opened.into_writer().unwrap();
        writer.commit(vec![submission(&["a", "b"])]).pop().unwrap().unwrap();
        Self { folder, store, writer, vkey, key: BackupKey::new(&[5; 32]), _held: held }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn redact(&mut self, id: &str, target: &str) {
        let drafts = vec![ready_from(&format!(
            r#"{{"id":"{id}","inquiry":"demo","kind":"redaction","basis":"official_record",
            "by":"clerk","certainty":"stated","sources":[{{"kind":"page","title":"A decision"}}],
            "event":{{"target":"{target}","fields":["/event/text"],"decided_by":"editor",
            "decided_on":"1970-01-01","ground":"third_party"}}}}"#
        ))];
        let whole = Submission { drafts, expected: None, key: None };
        self.writer.commit(vec![whole]).pop().unwrap().unwrap();
    }
}

/// Answers for the bench, and does something once, or always, when sealed values are
/// asked for.
struct Meddling<'a> {
    bench: &'a mut Bench,
    left: usize,
    act: fn(&mut Bench, usize),
}

impl Rows for Meddling<'_> {
    fn ask(&mut self, ask: Ask) -> Result<Vec<Vec<u8>>, AskError> {
        let end = Arc::clone(&self.bench.writer.published().borrow());
        let answer = answer(&self.bench.store, &end, ask);
        if matches!(ask, Ask::Sealed { .. }) && self.left > 0 {
            self.left -= 1;
            (self.act)(self.bench, self.left);
        }
        answer
    }
}

fn run(bench: &mut Bench, left: usize, act: fn(&mut Bench, usize)) -> Result<Made, BackupError> {
    let (data, to) = (bench.path("data"), bench.path("backup"));
    let (vkey, key) = (bench.vkey.clone(), BackupKey::new(&[5; 32]));
    let mut rows = Meddling { bench, left, act };
    make(&mut rows, &data, &vkey, &to, &key, NOW, false)
}

fn restored(bench: &Bench) -> Opened {
    let checked = Checked::read(&bench.path("backup"), &bench.key).unwrap();
    let again = bench.path("again");
    restore(&checked, &again, &bench.key, None, NOW).unwrap();
    Opened::open(&again).unwrap()
}

fn is_open(opened: &Opened, n: u64, pointer: &str) -> bool {
    let list = opened.store.whole_openings(Index::new(n)).unwrap().unwrap();
    let list = decode_opening_list(&list).unwrap();
    matches!(list.get(pointer).unwrap().state, OpeningState::Open { .. })
}

/// The values were copied under a key that was gone when the keys were copied. Such a
/// backup would restore none of the other values of that entry.
#[test]
fn a_redaction_in_the_middle_of_a_backup_loses_no_other_value() {
    let mut bench = Bench::new();
    let made = run(&mut bench, 1, |bench, _| bench.redact("r", "a")).unwrap();
    assert_eq!(made.size, 3, "it began again, and the redaction is in it");
    let again = restored(&bench);
    assert!(!is_open(&again, 0, "/event/text"), "redacted");
    assert!(is_open(&again, 0, "/event/searched"), "not redacted");
    assert!(is_open(&again, 1, "/event/text"), "another entry");
}

#[test]
fn redactions_without_end_give_no_backup_and_leave_the_one_before() {
    let mut bench = Bench::new();
    run(&mut bench, 0, |_, _| {}).unwrap();
    let manifest = std::fs::read(bench.path("backup/manifest")).unwrap();
    let error = run(&mut bench, 99, |bench, left| {
        let id = format!("new-{left}");
        bench.writer.commit(vec![submission(&[&id])]).pop().unwrap().unwrap();
        bench.redact(&format!("r-{left}"), &id);
    });
    assert!(matches!(error, Err(BackupError::Restless)), "{error:?}");
    assert_eq!(std::fs::read(bench.path("backup/manifest")).unwrap(), manifest);
    assert_eq!(restored(&bench).start().head.size.get(), 2);
}

/// A document whose bytes rotted would replace nothing good: the backup is refused.
#[test]
fn a_document_that_is_another_file_is_not_backed_up() {
    let mut bench = Bench::new();
    let hash = ledger::record::Hash::of(b"a document");
    let folder = bench.path("data/documents/ab/cd");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(hash.to_hex()), b"a documenT").unwrap();
    let error = run(&mut bench, 0, |_, _| {}).unwrap_err().to_string();
    assert!(error.contains("is another file than its name says"), "{error}");
    assert!(!bench.path("backup/manifest").exists());
    std::fs::write(folder.join(hash.to_hex()), b"a document").unwrap();
    run(&mut bench, 0, |_, _| {}).unwrap();
}

#[test]
fn one_run_at_a_time_writes_a_folder() {
    let mut bench = Bench::new();
    std::fs::create_dir(bench.path("backup")).unwrap();
    let lock = std::fs::File::create(bench.path("backup/lock")).unwrap();
    lock.try_lock().unwrap();
    let error = run(&mut bench, 0, |_, _| {}).unwrap_err();
    assert!(matches!(error, BackupError::Busy(_)), "{error}");
}

#[test]
fn a_caller_is_told_nothing_beyond_the_end_and_a_bad_one_is_left() {
    let Bench { folder, store, writer, .. } = Bench::new();
    let sequencer = Sequencer::start(writer).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (stop, stopping) = watch::channel(false);
    let place = folder.path().to_owned();
    let served = {
        let _inside = runtime.enter();
        let door = listen(&place).unwrap();
        runtime.spawn(serve(door, place.clone(), store, sequencer.handle(), stopping))
    };
    // Questions that are none: the line is cut, and the next caller is answered.
    for bad in [&b"hello\n"[..], b"{\"entries\":{\"first\":0}}\n", &[b'x'; 5_000]] {
        let mut stream = UnixStream::connect(place.join(SOCKET)).unwrap();
        let _ = stream.write_all(bad);
        let mut told = Vec::new();
        let _ = stream.read_to_end(&mut told);
        assert_eq!(told, b"", "{bad:?}");
    }
    let mut remote = Remote::connect(&place).unwrap();
    let refused = |remote: &mut Remote, ask| match remote.ask(ask) {
        Err(AskError::Refused(why)) => why,
        other => panic!("{other:?}"),
    };
    for ask in [
        Ask::Entries { first: 0, count: 3 },
        Ask::Sealed { first: u64::MAX, count: 1 },
        Ask::History { first: 0, count: 257 },
        Ask::Requests { first: 1, count: 2 },
    ] {
        assert!(refused(&mut remote, ask).contains("are not in a ledger of"), "{ask:?}");
    }
    assert_eq!(remote.ask(Ask::Entries { first: 0, count: 2 }).unwrap().len(), 2);
    drop(remote);
    stop.send_replace(true);
    runtime.block_on(served).unwrap();
    assert!(!Path::new(&place.join(SOCKET)).exists(), "it is taken away");
    sequencer.stop();
}
