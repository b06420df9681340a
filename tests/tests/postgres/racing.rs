//! Four servers come to one database at the same moment, again and again.

use std::sync::Barrier;
use std::time::Duration;

use tests::postgres::Node;

use crate::ring::{Ring, Seen, judge, send};
use crate::skipped;

#[test]
fn of_four_servers_one_records_and_no_place_is_given_twice() {
    let node = match Node::alone() {
        Ok(node) => node,
        Err(why) => return skipped(&why),
    };
    node.create("ledger");
    let mut ring = Ring::made(&node.address("ledger"), 4);
    let starts = Barrier::new(4);
    let opened: Vec<_> = std::thread::scope(|scope| {
        let (ring, starts) = (&ring, &starts);
        let threads: Vec<_> = (0..4)
            .map(|at| {
                scope.spawn(move || {
                    starts.wait();
                    ring.open(at)
                })
            })
            .collect();
        threads.into_iter().map(|one| one.join().expect("each server comes up")).collect()
    });
    ring.servers = opened;
    let clients = ring.clients();
    let heard: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|writer| {
                let clients = &clients;
                scope.spawn(move || -> Vec<_> {
                    let one = |n| send(clients, writer, &format!("racer-{writer}-{n}")).0;
                    (0..50).map(one).collect()
                })
            })
            .collect();
        threads.into_iter().flat_map(|one| one.join().expect("a writer")).collect()
    });
    let mut places: Vec<u64> = heard.iter().map(|one| one.index).collect();
    places.sort_unstable();
    assert_eq!(places, (0..200).collect::<Vec<u64>>(), "each place once");
    let seen = Seen { acknowledged: heard, checkpoints: Vec::new(), longest: Duration::ZERO };
    for server in &ring.servers {
        assert_eq!(judge(server, &seen), 200);
    }
}
