//! Many at once: connections that say nothing, readers that do not read, floods.

use super::{Target, told};
use std::time::{Duration, Instant};
use tests::daybook::{self, TestServer};
use tests::drafts;
use tests::raw_http::Raw;

fn small(more: &[&str]) -> (tempfile::TempDir, Target) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let target = Target::of(TestServer::open_as(&data, &token, more));
    (folder, target)
}

/// Headers a byte at a time, or never: whoever began is told, all are let go.
#[test]
fn headers_that_never_end_are_given_up_after_ten_seconds() {
    let mut target = Target::start();
    let begun = Instant::now();
    let mut silent: Vec<Raw> = (0..50).map(|_| target.raw()).collect();
    let mut begun_ones: Vec<Raw> = (0..50).map(|_| target.raw()).collect();
    for raw in &mut begun_ones {
        raw.send("GET / HTTP/1.1\r\nX: ");
    }
    target.stands();
    while begun.elapsed() < Duration::from_secs(8) {
        for raw in &mut begun_ones {
            raw.send("a");
        }
        std::thread::sleep(Duration::from_millis(300));
    }
    for raw in &mut begun_ones {
        told(&raw.answer().expect("an answer"), 408, "slow");
    }
    for raw in &mut silent {
        assert!(raw.answer().is_none(), "who said nothing is told nothing");
    }
    assert!(begun.elapsed() < Duration::from_secs(25), "it took {:?}", begun.elapsed());
    target.stands();
}

#[test]
fn connections_beyond_the_limit_are_told_to_come_back_and_then_served() {
    let (_folder, mut target) = small(&["--connections", "20"]);
    // Our own idle connections of before are let go first.
    std::thread::sleep(Duration::from_secs(11));
    let held: Vec<Raw> = (0..20).map(|_| target.raw()).collect();
    std::thread::sleep(Duration::from_millis(300));
    for _ in 0..150 {
        let mut raw = target.raw();
        raw.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        let reply = raw.answer().expect("an answer, not silence");
        told(&reply, 503, "busy");
        assert_eq!(reply.header("retry-after"), "1", "it says when to come back");
    }
    drop(held);
    std::thread::sleep(Duration::from_millis(300));
    target.stands();
}

/// Readers of the live stream that never read, more than there are places for.
#[test]
fn live_readers_that_never_read_cost_nobody_anything() {
    let (_folder, mut target) = small(&["--live-readers", "60"]);
    let ask = "GET /api/v1/events/live?after=0 HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut held: Vec<Raw> = (0..59).map(|_| target.raw()).collect();
    for raw in &mut held {
        raw.send(ask);
    }
    std::thread::sleep(Duration::from_millis(500));
    let mut reading = target.server.client().live("/api/v1/events/live", None);
    let reply = target.raw().send(ask).answer().expect("an answer");
    told(&reply, 503, "busy");
    assert_eq!(reply.header("retry-after"), "1");
    let batch = drafts::numbered_list("many", 0, 500);
    target.server.client().post("/api/v1/events", &[], &drafts::body(&batch)).expect(201);
    for n in 0..500 {
        let event = reading.next_event().expect("an event");
        assert_eq!(event.id, (target.size + n).to_string(), "who reads misses nothing");
    }
    target.size += 500;
    drop((held, reading));
    // The places are free again.
    let until = Instant::now() + Duration::from_secs(20);
    while target.raw().send(ask).answer().expect("an answer").status != 200 {
        assert!(Instant::now() < until, "a reader that went keeps its place");
        std::thread::sleep(Duration::from_millis(200));
    }
    target.stands();
}

/// Whoever asks for much and reads nothing is let go, and its place is free again.
#[test]
fn readers_that_ask_and_do_not_read_are_let_go() {
    let (_folder, mut target) = small(&["--connections", "12"]);
    let document = vec![b'x'; 40 << 20];
    let kept = target.server.client().post("/api/v1/documents", &[], &document);
    let at = kept.expect(201).json()["address"].as_str().expect("an address").to_owned();
    let ask = format!("GET {at} HTTP/1.1\r\nHost: x\r\n\r\n");
    std::thread::sleep(Duration::from_secs(11));
    let begun = Instant::now();
    let mut held: Vec<Raw> = (0..12).map(|_| target.raw()).collect();
    for raw in &mut held {
        raw.send(&ask);
    }
    std::thread::sleep(Duration::from_millis(500));
    let health = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let mut reply = target.raw().send(health).answer().expect("an answer");
    told(&reply, 503, "busy");
    while reply.status == 503 {
        assert!(begun.elapsed() < Duration::from_secs(100), "they are held for ever");
        std::thread::sleep(Duration::from_secs(1));
        reply = target.raw().send(health).answer().expect("an answer");
    }
    assert_eq!(reply.status, 200);
    assert!(begun.elapsed() > Duration::from_secs(50), "a slow reader has a minute");
    for raw in &mut held {
        assert!(raw.hangs_up(Duration::from_secs(20)), "what was sent is cut");
    }
    target.stands();
}

/// A flood of connections that are reset half way, while others write.
#[test]
fn connections_that_are_dropped_half_way_leave_nothing_behind() {
    let mut target = Target::start();
    let draft = drafts::body(&drafts::statement("dropped", "A text."));
    let head = target.head(
        "/api/v1/events",
        &format!("Content-Type: application/json\r\nContent-Length: {}\r\n", draft.len()),
    );
    let whole = [head.into_bytes(), draft].concat();
    for cut in 0..400 {
        let at = cut * (whole.len() - 1) / 400;
        target.raw().send(&whole[..at]);
    }
    target.stands();
}

/// Six hundred who come at the same moment: all are answered, nobody is reset.
#[test]
fn a_crowd_that_comes_at_once_is_answered() {
    let mut target = Target::start();
    let all = tests::soak::overload(&target.server, 600, 0);
    assert_eq!(all.silent, 0, "{} were not answered", all.silent);
    assert_eq!(all.odd, [""; 0], "served, or told to come back");
    assert!(!all.recorded.is_empty(), "somebody is served");
    target.size += u64::try_from(all.recorded.len()).expect("few");
    target.stands();
}
