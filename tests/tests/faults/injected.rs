//! Every write, sync, open, rename, link, removal and close of an append fails once,
//! with EIO, with ENOSPC, and by the death of the process at that moment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use tests::appenders::{Acknowledged, missing};
use tests::daybook::{self, TestServer};
use tests::http::{Client, Reply};
use tests::strace::{Calls, Strace};
use tests::{drafts, folders};

/// The system calls of an append, a kind at a time. `write` and `close` are those of
/// named files alone: sockets and wake-ups use them too.
const KINDS: [(Calls, On); 6] = [
    ("pwrite64,pwritev", On::AnyFile),
    ("fdatasync,fsync,sync_file_range,ftruncate", On::AnyFile),
    ("openat", On::AnyFile),
    ("rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat", On::AnyFile),
    ("write,writev", On::NamedFiles),
    ("close", On::NamedFiles),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    AnyFile,
    NamedFiles,
}

/// What happens to the call.
const FAULTS: [&str; 3] = ["error=EIO", "error=ENOSPC", "signal=KILL"];

/// Threads that go through the cases side by side: each has a server of its own.
const SIDE_BY_SIDE: usize = 3;

/// One case: the `nth` call of a kind that a thread makes.
#[derive(Clone, Debug)]
struct Case {
    calls: Calls,
    named: bool,
    fault: &'static str,
    nth: usize,
}

/// A ledger with a statement that can be redacted, copied for each case.
struct Original {
    folder: tempfile::TempDir,
    token: String,
    known: Vec<Acknowledged>,
}

/// What the server said to one round of requests.
#[derive(Default)]
struct Said {
    acknowledged: Vec<Acknowledged>,
    uploaded: bool,
    refused: Vec<Reply>,
    broken_off: usize,
}

const DOCUMENT: &[u8] = b"An invented paper that is longer than nothing.";

impl Original {
    fn make() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("original");
        let token = daybook::new_ledger(&data);
        let mut server = TestServer::open(&data, &token);
        let known = (0..3)
            .map(|n| {
                let draft = drafts::statement(&format!("known-{n}"), "A number: 271828.");
                let sent = server.client().post("/api/v1/events", &[], &drafts::body(&draft));
                Acknowledged::by(&sent.expect(201).json())
            })
            .collect();
        assert_eq!(server.stop(), Some(0));
        Self { folder, token, known }
    }

    fn copy(&self, name: &str) -> PathBuf {
        let data = self.folder.path().join(name);
        folders::copy(&self.folder.path().join("original"), &data);
        data
    }
}

/// One event with a key, one redaction, one document: all that an append can be.
fn round(client: &Client) -> Said {
    let mut said = Said::default();
    let mut take = |sent: Result<Reply, String>| match sent {
        Ok(reply) if reply.status == 201 => Some(reply),
        Ok(reply) => {
            said.refused.push(reply);
            None
        }
        Err(_) => {
            said.broken_off += 1;
            None
        }
    };
    let key = [("idempotency-key", "the-one-request")];
    let first = take(client.try_post("/api/v1/events", &key, &drafts::body(&one())));
    let draft = drafts::redaction("redacts", "known-1", &["/event/text"]);
    let second = take(client.try_post("/api/v1/events", &[], &drafts::body(&draft)));
    let third = take(client.try_post("/api/v1/documents", &[], DOCUMENT));
    // The file `head` is written beside, once a second at most.
    std::thread::sleep(Duration::from_millis(1_100));
    said.acknowledged =
        [first, second].iter().flatten().map(|reply| Acknowledged::by(&reply.json())).collect();
    said.uploaded = third.is_some();
    said
}

fn one() -> Value {
    drafts::statement("one", "Another number: 314159.")
}

/// Files that are written by name.
fn named(data: &Path, server: &TestServer) -> Vec<PathBuf> {
    let names = [
        format!("head.{}.new", server.id()),
        "erasure-keys".to_owned(),
        "store/db".to_owned(),
        "head".to_owned(),
        "store".to_owned(),
        "documents".to_owned(),
    ];
    names.iter().map(|name| data.join(name)).collect()
}

/// The calls of one round without a fault: how often each kind is made.
fn count(original: &Original) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    for (at, (calls, on)) in KINDS.into_iter().enumerate() {
        let data = original.copy(&format!("count-{at}"));
        let server = TestServer::open(&data, &original.token);
        let log = original.folder.path().join(format!("count-{at}.log"));
        let is_named = on == On::NamedFiles;
        let paths = if is_named { named(&data, &server) } else { Vec::new() };
        let watched = Strace::attach(server.id(), calls, &paths, None, &log)?;
        let said = round(&server.client());
        assert_eq!(said.acknowledged.len(), 2, "without a fault both are acknowledged");
        let lines = watched.detach();
        // The server also opens what is not the ledger's, such as numbers of the system.
        let ours = data.to_str().expect("UTF-8");
        // strace counts the calls of each thread by themselves.
        let mut counts = BTreeMap::<&str, usize>::new();
        let mut places = BTreeSet::new();
        for line in lines.iter().filter(|line| !line.contains(" resumed>")) {
            let Some((thread, call)) = line.split_once(' ') else { continue };
            if !call.contains('(') {
                continue;
            }
            let nth = counts.entry(thread).or_default();
            *nth += 1;
            if calls != "openat" || call.contains(ours) {
                places.insert(*nth);
            }
        }
        let made: usize = counts.values().sum();
        println!("{made:3} times {calls}, {} places", places.len());
        for fault in FAULTS {
            cases.extend(places.iter().map(|&nth| Case { calls, named: is_named, fault, nth }));
        }
    }
    Ok(cases)
}

/// One case from the start to the full check. Gives whether the fault happened.
fn check(original: &Original, number: usize, case: &Case) -> bool {
    let data = original.copy(&format!("case-{number}"));
    let mut server = TestServer::open(&data, &original.token);
    let log = original.folder.path().join(format!("case-{number}.log"));
    let fault = format!("{}:when={}", case.fault, case.nth);
    let paths = if case.named { named(&data, &server) } else { Vec::new() };
    let watched = Strace::attach(server.id(), case.calls, &paths, Some(&fault), &log);
    let watched = watched.expect("as it was watched before");
    let client = server.client();
    let said = round(&client);
    let lines = watched.detach();
    let happened = lines.iter().any(|line| line.contains("INJECTED") || line.contains("SIGKILL"));

    for reply in &said.refused {
        // A refusal says so in our own words; nothing is half said.
        assert!(reply.status >= 500, "{case:?}: {} {}", reply.status, reply.text());
        assert_eq!(reply.header("content-type"), "application/problem+json", "{case:?}");
    }
    if case.fault == "signal=KILL" {
        assert!(!happened || client.try_get("/healthz").is_err(), "{case:?}: it lives");
    } else {
        assert_eq!(said.broken_off, 0, "{case:?}: an answer to every request");
        // Reading goes on, whatever became of writing.
        client.get("/log/checkpoint").expect(200);
        client.get("/api/v1/events/1").expect(200);
    }

    server.kill();
    server.start_again();
    let mut promised = original.known.clone();
    promised.extend(said.acknowledged);
    let lost = missing(&server, &promised);
    assert!(lost.is_empty(), "{case:?}: acknowledged and lost: {lost:?}");
    if said.uploaded {
        let path = format!("/documents/{}", ledger::record::Hash::of(DOCUMENT));
        assert_eq!(server.client().get(&path).expect(200).body, DOCUMENT, "{case:?}");
    }
    // Whoever was not answered asks again with the same key: it stands there once.
    let key = [("idempotency-key", "the-one-request")];
    let again = server.client().post("/api/v1/events", &key, &drafts::body(&one()));
    let at = Acknowledged::by(&again.expect(201).json()).index;
    let list = server.client().get(&format!("/api/v1/events/{at}")).expect(200).json();
    assert_eq!(list["entry"]["draft"]["id"], "one", "{case:?}");
    let lost = missing(&server, &promised);
    assert!(lost.is_empty(), "{case:?}: lost later: {lost:?}");
    drop(server);
    let _ = std::fs::remove_dir_all(&data);
    happened
}

#[test]
fn no_failed_call_of_an_append_loses_or_doubles_anything() {
    if let Some(why) = Strace::trouble() {
        return println!("skipped: no faults can be injected on this machine: {why}");
    }
    let original = Original::make();
    let cases = match count(&original) {
        Ok(cases) => cases,
        Err(why) => return println!("skipped: a running program may not be watched: {why}"),
    };
    assert!(cases.len() > 40, "only {} cases: is the server still watched?", cases.len());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let happened = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(case) = cases.get(number) else { break };
                    if check(&original, number, case) {
                        happened.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let happened = happened.into_inner();
    println!("{happened} of {} faults happened; nothing was lost or doubled", cases.len());
    // The number of calls moves a little with time; most must have been met.
    assert!(happened * 10 > cases.len() * 8, "only {happened} of {} happened", cases.len());
}
