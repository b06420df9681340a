//! The power of all three nodes is cut at once, in the middle of appends.
//!
//! `kill -9` keeps the page cache and proves nothing about `fsync`; this cuts each node
//! off from what its disk did not have yet. Needs root and loop devices.

use std::time::Duration;

use tests::daybook::{TestServer, text};
use tests::loop_device::Mounted;
use tests::postgres::Cluster;

use crate::ring::{Ring, Traffic, judge};
use crate::skipped;

const MEGABYTES: u64 = 640;

fn disks(folder: &std::path::Path, name: &str) -> Result<Vec<Mounted>, String> {
    (0..3)
        .map(|at| {
            let place = folder.join(format!("{name}{at}"));
            std::fs::create_dir(&place).map_err(|error| error.to_string())?;
            Mounted::make(&place, MEGABYTES)
        })
        .collect()
}

#[test]
fn a_power_cut_of_all_nodes_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::Builder::new().prefix("daybook-pg-").tempdir_in("/tmp");
    let folder = folder.expect("a temporary folder");
    // The user `postgres` has to reach the disks.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder.path(), open).expect("permissions");
    let before = match disks(folder.path(), "before-") {
        Ok(disks) => disks,
        Err(why) => return println!("skipped: no power cut on this machine: {why}"),
    };
    let places = before.iter().map(|disk| disk.path().to_owned()).collect();
    let cluster = match Cluster::start_in(places) {
        Ok(cluster) => cluster,
        Err(why) => return skipped(&why),
    };
    let mut ring = Ring::start(&cluster.address(), 1);
    let traffic = Traffic::start(&ring.clients());
    std::thread::sleep(Duration::from_secs(2));
    cluster.kill_all();
    // What no fsync pushed down by now is in no image.
    let after: Vec<_> = (0..3).map(|at| folder.path().join(format!("after-{at}"))).collect();
    for (disk, image) in before.iter().zip(&after) {
        disk.cut(&image.with_extension("img")).unwrap_or_else(|e| panic!("{e}"));
    }
    let mounted: Vec<Mounted> = after
        .iter()
        .map(|point| Mounted::open(&point.with_extension("img"), point))
        .collect::<Result<_, _>>()
        .unwrap_or_else(|e| panic!("{e}"));
    let places: Vec<_> = mounted.iter().map(|disk| disk.path().to_owned()).collect();
    let again = cluster.moved(&places);
    again.start_all();
    // The writers go on where they were: the same bytes under the same keys.
    std::thread::sleep(Duration::from_secs(1));
    let seen = traffic.end();
    assert!(seen.acknowledged.len() > 50, "hardly anything was written");
    let entries = judge(&ring.servers[0], &seen);
    println!("{} acknowledged, {entries} entries after the cut", seen.acknowledged.len());
    assert_eq!(entries, seen.acknowledged.len(), "each was recorded once");
    ring.servers[0].kill();
    ring.servers[0] = TestServer::open(&ring.data(0), &ring.token);
    judge(&ring.servers[0], &seen);
    let data = ring.data(0);
    ring.servers[0].kill();
    tests::daybook::expect(0, &["verify", text(&data)]);
    again.kill_all();
}
