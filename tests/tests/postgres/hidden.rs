//! A commit that no other node has, and that its own node shows after a restart.
//!
//! What happens in PostgreSQL: a commit that waits for a quorum is hidden until it has one.
//! A restart of the node ends the waiting, and the commit is seen, on one node of three.
//! After a failover it is gone. A server that signs a checkpoint over it in between has
//! forked its own ledger.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tests::daybook;
use tests::drafts;
use tests::http::Client;
use tests::postgres::Cluster;

use crate::ring::{Ring, send};
use crate::skipped;

/// A cluster whose primary alone has a sixth entry, and shows it.
fn with_hidden_commit() -> Result<(Cluster, Ring), String> {
    let cluster = Cluster::start()?;
    let mut ring = Ring::start(&cluster.address(), 1);
    for n in 0..5 {
        send(&ring.clients(), 0, &format!("event-{n}"));
    }
    cluster.standbys().for_each(tests::postgres::Node::kill);
    let client = ring.client(0);
    let sent = std::thread::spawn(move || {
        let body = drafts::body(&drafts::statement("hidden", "On one node alone."));
        client.try_post("/api/v1/events", &[], &body).is_ok_and(|reply| reply.status == 201)
    });
    std::thread::sleep(Duration::from_millis(700));
    assert!(!sent.is_finished(), "nothing is acknowledged without a quorum");
    ring.servers[0].kill();
    assert!(!sent.join().expect("the writer"), "nothing was acknowledged");
    cluster.primary().kill();
    cluster.primary().start();
    let seen = cluster.primary().try_query("SELECT max(n) FROM daybook_commits");
    // The checkpoint over nothing is the first commit.
    assert_eq!(seen.as_deref(), Some("7"), "the primary shows what no other node has");
    Ok((cluster, ring))
}

/// Starts a server of `ring` and watches for some seconds whether it shows a checkpoint.
fn shows(program: &std::path::Path, ring: &Ring) -> (Child, Option<u64>) {
    let child = Command::new(program)
        .args(["serve", "--listen", &ring.listen(0), "--data"])
        .arg(ring.data(0))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("daybook starts");
    let client = Client::new(&format!("http://{}", ring.listen(0)));
    let until = Instant::now() + Duration::from_secs(4);
    while Instant::now() < until {
        if let Ok(reply) = client.try_get("/log/checkpoint")
            && reply.status == 200
        {
            let size = reply.text().lines().nth(1).and_then(|line| line.parse().ok());
            return (child, size);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    (child, None)
}

#[test]
fn no_checkpoint_is_shown_over_what_one_node_has() {
    let (mut cluster, ring) = match with_hidden_commit() {
        Ok(found) => found,
        Err(why) => return skipped(&why),
    };
    let (mut child, shown) = shows(daybook::binary(), &ring);
    assert_eq!(shown, None, "the server waits: nobody else has entry 5");
    // The node is lost for good, and another one goes on without it.
    cluster.primary().kill();
    cluster.standbys().for_each(tests::postgres::Node::start);
    cluster.promote_furthest();
    let client = Client::new(&format!("http://{}", ring.listen(0)));
    let until = Instant::now() + Duration::from_secs(30);
    let size = loop {
        if let Ok(reply) = client.try_get("/log/checkpoint")
            && reply.status == 200
        {
            break reply.text().lines().nth(1).and_then(|line| line.parse::<u64>().ok());
        }
        assert!(Instant::now() < until, "the server goes on with the new primary");
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(size, Some(5), "the ledger that every node has");
    let (one, _) = send(&ring.clients(), 0, "after");
    assert_eq!(one.index, 5);
    let _ = child.kill();
    let _ = child.wait();
}

/// The drill: a server that believes what one node shows must show the sixth entry, or the
/// test above would be no guard.
#[test]
fn without_the_barrier_a_checkpoint_is_shown_that_is_of_no_ledger() {
    if let Err(why) = tests::postgres::programs() {
        return skipped(&why);
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let program = folder.path().join("daybook-drill");
    let built = daybook::build(&["--features", "drill-no-barrier"], "debug");
    std::fs::copy(built, &program).expect("a copy of the program");
    daybook::build(&[], "debug");
    let (_cluster, ring) = with_hidden_commit().expect("PostgreSQL was found");
    let (mut child, shown) = shows(&program, &ring);
    let _ = child.kill();
    let _ = child.wait();
    assert_eq!(shown, Some(6), "the drill shows nothing any more");
}
