//! The primary is killed in the middle of appends, twice, and another node promoted.
//!
//! Why it matters: an answer "recorded" is a promise to the public. With a standby that
//! lacks the last commits, or a server that signs what is on one node alone, it is broken.

use std::time::Duration;

use tests::postgres::Cluster;

use crate::ring::{Ring, Traffic, judge};
use crate::skipped;

#[test]
fn a_primary_killed_twice_loses_nothing_and_doubles_nothing() {
    let mut cluster = match Cluster::start() {
        Ok(cluster) => cluster,
        Err(why) => return skipped(&why),
    };
    let ring = Ring::start(&cluster.address(), 2);
    let traffic = Traffic::start(&ring.clients());
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(1_200));
        cluster.fail_over();
        std::thread::sleep(Duration::from_millis(800));
        cluster.bring_back();
    }
    std::thread::sleep(Duration::from_millis(800));
    let seen = traffic.end();
    assert!(seen.acknowledged.len() > 50, "hardly anything was written");
    let entries: Vec<usize> = ring.servers.iter().map(|server| judge(server, &seen)).collect();
    println!(
        "{} acknowledged, {entries:?} entries at the servers, {} checkpoints seen; the longest wait for one event {:?}",
        seen.acknowledged.len(),
        seen.checkpoints.len(),
        seen.longest
    );
    assert_eq!(entries[0], seen.acknowledged.len(), "each was recorded once, and nothing else");
}
