//! Asked to stop and started again while people write: every event is there once.
//!
//! Each writer uses an idempotency key for each event and sends it again until it
//! has a receipt, as the documents tell a program to. What is at stake is the pair:
//! an answer that was lost on the way must not lead to a second entry, and a
//! receipt that was given must not lead to none.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tests::appenders::Acknowledged;
use tests::checker::check_ledger;
use tests::daybook::{TestServer, free_port, new_ledger};
use tests::drafts::{body, numbered};
use tests::http::Client;
use tests::running::Running;

const WRITERS: usize = 64;
const RESTARTS: usize = 5;

/// Sends one event and goes away before the answer: to whoever sent it, it is lost on
/// the way, and nobody knows whether it was recorded.
fn lose_the_answer(client: &Client, key: &str, draft: &[u8]) {
    let address = client.base().strip_prefix("http://").expect("an address");
    let token = client.token().expect("a token");
    // The server may be down: then nothing was sent, which is one of the cases.
    let Ok(mut stream) = TcpStream::connect(address) else { return };
    let head = format!(
        "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {}\r\n\r\n",
        draft.len()
    );
    let _ = stream.write_all(&[head.as_bytes(), draft].concat());
    // Long enough to be taken; never long enough to read.
    std::thread::sleep(Duration::from_millis(20));
}

/// Records one event, sending it again until there is a receipt. Every eighth answer
/// is lost first.
fn record(client: &Client, id: &str, n: usize, retries: &AtomicUsize) -> Acknowledged {
    let key = format!("{id}-{n}");
    let draft = body(&numbered(id, n));
    if n % 8 == 3 {
        lose_the_answer(client, &key, &draft);
    }
    let until = Instant::now() + Duration::from_mins(2);
    loop {
        match client.try_post("/api/v1/events", &[("Idempotency-Key", &key)], &draft) {
            Ok(reply) if reply.status == 201 => return Acknowledged::by(&reply.json()),
            // Going down, or full: come again.
            Ok(reply) if matches!(reply.status, 429 | 503) => {}
            Ok(reply) => panic!("{key}: {} {}", reply.status, reply.text()),
            // Not there, or cut off: nobody knows, hence the key.
            Err(_) => {}
        }
        assert!(Instant::now() < until, "{key} is never recorded");
        retries.fetch_add(1, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn sixty_four_writers_notice_no_restart() {
    let dir = tempfile::tempdir().expect("a folder");
    let (data, log) = (dir.path().join("ledger"), dir.path().join("log"));
    let token = new_ledger(&data);
    let listen = format!("127.0.0.1:{}", free_port());
    let start = |data: &Path| Running::start(data, &["--listen", &listen], &log);
    let mut server = start(&data);
    let client = Client::new(server.url()).with_token(&token);
    let (done, retries) = (AtomicBool::new(false), AtomicUsize::new(0));
    let taken = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (client, done, retries) = (client.clone(), &done, &retries);
                scope.spawn(move || {
                    let id = format!("w{writer}");
                    let mut taken = Vec::new();
                    while !done.load(Ordering::Relaxed) {
                        taken.push(record(&client, &id, taken.len(), retries));
                    }
                    taken
                })
            })
            .collect();
        for round in 0..RESTARTS {
            std::thread::sleep(Duration::from_millis(300 + 70 * u64::try_from(round).unwrap_or(0)));
            server.signal("TERM");
            assert_eq!(server.wait(), Some(0), "round {round}: {}", server.log());
            server = start(&data);
        }
        std::thread::sleep(Duration::from_millis(300));
        done.store(true, Ordering::Relaxed);
        let all = writers.into_iter().map(|writer| writer.join().expect("a writer"));
        all.collect::<Vec<_>>().concat()
    });
    // Every receipt has an index of its own, and the ledger has nothing beside them.
    let by_index: BTreeMap<u64, &str> =
        taken.iter().map(|one| (one.index, one.hash.as_str())).collect();
    assert_eq!(by_index.len(), taken.len(), "two events were told the same place");
    assert!(retries.load(Ordering::Relaxed) > 0, "no writer met a restart: nothing was tried");
    assert!(taken.len() > WRITERS * 2, "only {} events", taken.len());
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    drop(server);
    let server = TestServer::open(&data, &token);
    let size = u64::try_from(taken.len()).expect("a size");
    let found = check_ledger(&server, size);
    for (index, hash) in by_index {
        let at = usize::try_from(index).expect("a small index");
        assert_eq!(found.entries[at].entry.hash().to_hex(), hash, "entry {index} is another");
    }
    println!(
        "{size} events by {WRITERS} writers over {RESTARTS} restarts, {} sent again; none lost, none twice",
        retries.load(Ordering::Relaxed)
    );
}

/// A terminal that is closed, or an operator who asks to read files again: the
/// server goes on. By default the signal would end it without a word.
#[test]
fn a_hangup_ends_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let (data, log) = (dir.path().join("ledger"), dir.path().join("log"));
    let token = new_ledger(&data);
    let mut server = Running::start(&data, &[], &log);
    let client = Client::new(server.url()).with_token(&token);
    for n in 0..3 {
        server.signal("HUP");
        client.post("/api/v1/events", &[], &body(&numbered("hangup", n))).expect(201);
    }
    server.wait_for_words("SIGHUP");
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
}
