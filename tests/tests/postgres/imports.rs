//! An import into a database is one transaction; its last answer is lost.
//!
//! Why it matters: whoever sends only the end again, as a single commit may be sent again,
//! signs a head over entries that no node has.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tests::daybook::{self, text};
use tests::drafts;
use tests::postgres::{Cluster, Node};

use crate::ring::{Ring, send};
use crate::skipped;

/// Waits until a session of the primary is in this state.
fn wait_for(primary: &Node, what: &str) {
    let asked = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'daybook' AND {what}"
    );
    let until = Instant::now() + Duration::from_mins(1);
    while primary.try_query(&asked).is_none_or(|count| count == "0") {
        assert!(Instant::now() < until, "no session is in the state {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_import_whose_end_is_lost_with_its_node_leaves_nothing() {
    let mut cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(why) => return skipped(&why),
    };
    let ring = Ring::made(&cluster.address(), 1);
    let data = ring.data(0);
    let file = data.with_extension("jsonl");
    let lines = (0..12_000).map(|n| format!("{}\n", drafts::varied(n)));
    fs::write(&file, lines.collect::<String>()).expect("a file");
    let mut import = Command::new(daybook::binary())
        .args(["import", text(&file), "--data", text(&data), "--by", "clerk"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("daybook starts");
    // Its rows are on their way; the end of it will wait for a quorum that does not come.
    wait_for(cluster.primary(), "backend_xid IS NOT NULL AND state = 'idle in transaction'");
    cluster.standbys().for_each(Node::kill);
    wait_for(cluster.primary(), "wait_event = 'SyncRep'");
    assert!(import.try_wait().expect("its state").is_none(), "it waits to be told");
    cluster.primary().kill();
    cluster.standbys().for_each(Node::start);
    cluster.promote_furthest();
    let status = import.wait().expect("it ends");
    assert!(!status.success(), "nothing of it was recorded, so it must not say so");

    let said = daybook::expect(0, &["verify", text(&data), "--json"]);
    let told: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(told["size"], 0, "all of it or nothing: {told}");
    // And the ledger goes on.
    let server = ring.open(0);
    assert_eq!(send(&ring.clients(), 0, "after").0.index, 0);
    drop(server);
}
