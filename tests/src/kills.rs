//! A server that is killed in the middle of concurrent appends, again and again.

use crate::appenders::{Acknowledged, Appenders, missing};
use crate::daybook::TestServer;
use crate::read_tree::Copy;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

/// A ledger that lives through kills, and what it promised so far.
pub struct Killed {
    server: TestServer,
    acknowledged: Vec<Acknowledged>,
}

impl Default for Killed {
    fn default() -> Self {
        Self { server: TestServer::start(), acknowledged: Vec::new() }
    }
}

impl Killed {
    /// Appends for a moment, kills the process, starts it again, reads and verifies
    /// everything; gives what was acknowledged and is gone.
    pub fn round(&mut self, round: u64) -> Vec<Acknowledged> {
        let writers = Appenders::start(&self.server.client(), &format!("round-{round}"));
        // Another moment each time, some before the first answer.
        std::thread::sleep(Duration::from_millis(20 + round * 37 % 260));
        self.server.kill();
        self.acknowledged.extend(writers.end());
        self.server.start_again();
        missing(&self.server, &self.acknowledged)
    }

    /// Everything that was acknowledged.
    pub fn acknowledged(&self) -> &[Acknowledged] {
        &self.acknowledged
    }

    /// Ids of events that stand in the ledger more than once.
    pub fn doubled(&self) -> Vec<String> {
        doubled(&self.server)
    }
}

/// Ids of events that stand in the ledger of a server more than once.
pub fn doubled(server: &TestServer) -> Vec<String> {
    let copy = Copy::download(&server.client());
    let mut seen = BTreeMap::<String, usize>::new();
    for found in &copy.check(&copy.key(), None).entries {
        let line: Value = serde_json::from_slice(found.entry.line()).expect("an entry is JSON");
        *seen.entry(line["draft"]["id"].as_str().expect("an id").to_owned()).or_default() += 1;
    }
    seen.into_iter().filter(|(_, times)| *times > 1).map(|(id, _)| id).collect()
}
