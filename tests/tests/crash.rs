//! Killed in the middle of concurrent appends, ten times over.
//!
//! `kill -9` keeps the page cache, so this shows nothing about the disk (that
//! is `power_cut.rs`); it shows that no commit is half done and no answer is
//! given early.

use std::time::Duration;
use tests::appenders::{Appenders, missing};
use tests::daybook::TestServer;

#[test]
fn what_was_acknowledged_survives_ten_kills() {
    let mut server = TestServer::start();
    let mut acknowledged = Vec::new();
    for round in 0..10_u64 {
        let writers = Appenders::start(&server.client(), &format!("round-{round}"));
        // Another moment each time, some before the first answer.
        std::thread::sleep(Duration::from_millis(20 + round * 37 % 260));
        server.kill();
        acknowledged.extend(writers.end());
        server.start_again();
        let lost = missing(&server, &acknowledged);
        assert!(lost.is_empty(), "round {round}: {} entries lost: {lost:?}", lost.len());
    }
    assert!(acknowledged.len() > 50, "only {} entries were acknowledged", acknowledged.len());
    println!("{} acknowledged entries survived 10 kills", acknowledged.len());
}
