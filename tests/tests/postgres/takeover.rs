//! The server that records is killed, or cut off from the database; another goes on.

use std::time::{Duration, Instant};

use tests::postgres::{Cluster, Node};

use crate::ring::{Ring, Traffic, judge, send};
use crate::skipped;

#[test]
fn a_killed_server_is_followed_by_the_next_and_readers_see_no_shorter_ledger() {
    let cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(why) => return skipped(&why),
    };
    let mut ring = Ring::start(&cluster.address(), 3);
    let traffic = Traffic::start(&ring.clients());
    let mut gaps = Vec::new();
    for round in 0..3 {
        std::thread::sleep(Duration::from_millis(500));
        let leader = ring.leader();
        let begun = Instant::now();
        ring.servers[leader].kill();
        send(&ring.clients(), leader + 1, &format!("after-{round}"));
        gaps.push(begun.elapsed());
        ring.servers[leader] = ring.open(leader);
    }
    let seen = traffic.end();
    let entries: Vec<usize> = ring.servers.iter().map(|server| judge(server, &seen)).collect();
    println!("{entries:?} entries; first append of the next server after {gaps:?}");
    assert!(gaps.iter().all(|gap| *gap < Duration::from_secs(20)), "{gaps:?}");
}

/// A server that waits refuses in words and serves what is recorded elsewhere.
#[test]
fn a_server_that_follows_shows_what_is_recorded_and_refuses_to_record() {
    let node = match Node::alone() {
        Ok(node) => node,
        Err(why) => return skipped(&why),
    };
    node.create("ledger");
    let ring = Ring::start(&node.address("ledger"), 2);
    let (leads, follows) = (ring.client(0), ring.client(1));
    assert_eq!(ring.leader(), 0);
    assert_eq!(follows.get("/readyz").text(), "ready to read; another server records\n");
    let body = tests::drafts::body(&tests::drafts::statement("one", "Number one."));
    let refused = follows.post("/api/v1/events", &[], &body).expect(503);
    assert_eq!(refused.header("retry-after"), "1");
    let told = refused.json();
    assert!(told["type"].as_str().is_some_and(|kind| kind.ends_with("elsewhere")), "{told}");
    leads.post("/api/v1/events", &[], &body).expect(201);
    let until = Instant::now() + Duration::from_secs(10);
    while follows.get("/api/v1/events/0").status != 200 {
        assert!(Instant::now() < until, "the follower shows entry 0");
        std::thread::sleep(Duration::from_millis(20));
    }
    // A redaction there is one here: no key, no value.
    let redaction = tests::drafts::redaction("gone", "one", &["/event/text"]);
    leads.post("/api/v1/events", &[], &tests::drafts::body(&redaction)).expect(201);
    let until = Instant::now() + Duration::from_secs(10);
    while follows.get("/api/v1/events/0").text().contains("Number one.") {
        assert!(Instant::now() < until, "the follower forgets what was redacted");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(node.try_query("SELECT keys_left FROM daybook_about").is_some_and(|it| it == "f"));
}

/// The connection of the server that records is taken away while another waits: the old
/// one must notice that the ledger has gone on without it, and record nothing beside it.
#[test]
fn a_server_that_was_overtaken_records_nothing_beside_the_new_one() {
    let node = match Node::alone() {
        Ok(node) => node,
        Err(why) => return skipped(&why),
    };
    node.create("ledger");
    let ring = Ring::start(&node.address("ledger"), 3);
    let traffic = Traffic::start(&ring.clients());
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(120));
        let taken =
            "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory'";
        node.try_query(taken);
    }
    let seen = traffic.end();
    assert!(seen.acknowledged.len() > 50, "hardly anything was written");
    let entries: Vec<usize> = ring.servers.iter().map(|server| judge(server, &seen)).collect();
    println!("{entries:?} entries, {} acknowledged", seen.acknowledged.len());
    assert_eq!(entries[0], seen.acknowledged.len(), "each was recorded once");
}
