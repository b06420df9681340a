//! Bodies: too large, too slow, without an end, of another kind.

use super::{Target, refused, told};
use std::time::{Duration, Instant};
use tests::cosigner::wait_for;
use tests::drafts;

/// 8 MiB, the most that a write may have.
const MOST: usize = 8 << 20;

#[test]
fn bodies_that_are_too_large_are_refused_before_they_are_held() {
    let mut target = Target::start();
    for length in [MOST + 1, 1 << 40, (1 << 62) - 1] {
        let begun = Instant::now();
        let head = target.head("/api/v1/events", &format!("Content-Length: {length}\r\n"));
        let mut raw = target.raw();
        raw.send(head);
        raw.pour(&vec![b' '; 64 << 10], 1 << 20);
        let reply = raw.answer().expect("an answer");
        let fault = refused(&reply, 413, "too-large", "Content-Length");
        assert_eq!(fault["value"], length.to_string());
        assert!(begun.elapsed() < Duration::from_secs(10), "it is said at once");
    }
    // Unannounced, and longer than anything: the answer comes while it still sends.
    let head = target.head("/api/v1/events", "Transfer-Encoding: chunked\r\n");
    let mut raw = target.raw();
    raw.send(head);
    let mut chunk = b"10000\r\n".to_vec();
    chunk.extend(vec![b' '; 65_536]);
    chunk.extend(b"\r\n");
    let sent = raw.pour(&chunk, 1 << 30);
    assert!(sent < 200 << 20, "{sent} bytes were taken of a body without an end");
    let reply = raw.answer().expect("an answer");
    refused(&reply, 413, "too-large", "Content-Length");
    // One that asks first is not even sent.
    let head =
        target.head("/api/v1/events", "Content-Length: 99999999\r\nExpect: 100-continue\r\n");
    let reply = target.raw().send(head).answer().expect("an answer");
    refused(&reply, 413, "too-large", "Content-Length");
    // A document that is too large.
    let head = target.head("/api/v1/documents", "Content-Length: 9999999999\r\n");
    let reply = target.raw().send(head).answer().expect("an answer");
    told(&reply, 413, "too-large");
    target.stands();
}

#[test]
fn bodies_that_break_off_or_are_cut_into_nonsense_are_refused() {
    let mut target = Target::start();
    let draft = drafts::body(&drafts::statement("cut", "Half of it."));
    let half = &draft[..draft.len() / 2];
    for (header, body) in [
        (format!("Content-Length: {}\r\n", draft.len()), half.to_vec()),
        ("Transfer-Encoding: chunked\r\n".to_owned(), b"5\r\n{\"id\"\r\n".to_vec()),
        ("Transfer-Encoding: chunked\r\n".to_owned(), b"zz\r\n{}\r\n0\r\n\r\n".to_vec()),
        ("Transfer-Encoding: chunked\r\n".to_owned(), b"-1\r\n{}\r\n0\r\n\r\n".to_vec()),
        (
            "Transfer-Encoding: chunked\r\n".to_owned(),
            b"ffffffffffffffffff\r\n{}\r\n0\r\n\r\n".to_vec(),
        ),
        (
            "Transfer-Encoding: chunked\r\n".to_owned(),
            [b"1;".to_vec(), vec![b'x'; 100_000], b"\r\n{\r\n".to_vec()].concat(),
        ),
    ] {
        for path in ["/api/v1/events", "/api/v1/documents"] {
            let mut raw = target.raw();
            raw.send(target.head(path, &header)).send(&body).end();
            let Some(reply) = raw.answer() else {
                panic!("no answer to {header:?} {:?}", String::from_utf8_lossy(&body))
            };
            refused(&reply, 400, "broken-off", "Content-Length");
        }
    }
    let kept = target.server.data().join("documents/incoming");
    // The thread that writes hears of it a moment later.
    wait_for("nothing half to be kept", || {
        (std::fs::read_dir(&kept).map_or(0, Iterator::count) == 0).then_some(())
    });
    target.stands();
}

/// One sender stops in the middle, one sends a byte now and then: each is let go
/// after half a minute, and others are served all the while.
#[test]
fn slow_bodies_are_given_up_and_keep_nobody_waiting() {
    let mut target = Target::start();
    let begun = Instant::now();
    let mut stopped = Vec::new();
    for _ in 0..40 {
        let mut raw = target.raw();
        raw.send(target.head("/api/v1/events", "Content-Length: 8000000\r\n")).send("[");
        stopped.push(raw);
    }
    let mut endless = target.raw();
    endless.send(target.head("/api/v1/events", "Transfer-Encoding: chunked\r\n"));
    // 40 bodies of 8 MB were announced, and others are still taken: room is for
    // bytes that came.
    let asked = Instant::now();
    target.stands();
    assert!(asked.elapsed() < Duration::from_secs(8), "others waited {:?}", asked.elapsed());
    let mut dripping = endless;
    while begun.elapsed() < Duration::from_secs(27) {
        dripping.send("1\r\n \r\n");
        std::thread::sleep(Duration::from_millis(500));
    }
    for mut raw in stopped {
        told(&raw.answer().expect("an answer"), 408, "slow");
    }
    told(&dripping.answer().expect("an answer"), 408, "slow");
    assert!(begun.elapsed() < Duration::from_secs(50), "it took {:?}", begun.elapsed());
    target.stands();
}

#[test]
fn bodies_of_another_kind_are_refused_by_name() {
    let mut target = Target::start();
    let draft = drafts::body(&drafts::statement("typed", "A text."));
    let length = format!("Content-Length: {}\r\n", draft.len());
    for (kind, field) in [
        ("Content-Type: text/plain\r\n", "Content-Type"),
        ("Content-Type: application/x-www-form-urlencoded\r\n", "Content-Type"),
        ("Content-Type: multipart/form-data; boundary=x\r\n", "Content-Type"),
        ("Content-Type: application/json; charset=utf-16\r\n", "Content-Type"),
        ("Content-Type: \r\n", "Content-Type"),
        ("Content-Type: application/json\r\nContent-Encoding: gzip\r\n", "Content-Encoding"),
        ("Content-Type: application/json\r\nContent-Encoding: br\r\n", "Content-Encoding"),
    ] {
        for path in ["/api/v1/events", "/api/v1/events/preview", "/api/v1/pending"] {
            let mut raw = target.raw();
            raw.send(target.head(path, &format!("{length}{kind}"))).send(&draft);
            refused(&raw.answer().expect("an answer"), 415, "media-type", field);
        }
    }
    let packed = target.head("/api/v1/documents", &format!("{length}Content-Encoding: gzip\r\n"));
    let reply = target.raw().send(packed).send(&draft).answer().expect("an answer");
    refused(&reply, 415, "media-type", "Content-Encoding");
    target.stands();
}

/// Whoever may not write does not get to send much either.
#[test]
fn a_stranger_with_a_large_body_is_told_first() {
    let mut target = Target::start();
    let head = "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n";
    let mut raw = target.raw();
    raw.send(head);
    raw.pour(&vec![b' '; 64 << 10], 7_995_392);
    let reply = raw.answer().expect("the answer is not lost in what was still on its way");
    told(&reply, 401, "token");
    target.stands();
}
