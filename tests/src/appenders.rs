//! Writers that go on until the server is taken from them, and remember what
//! was acknowledged: the half of a promise that a crash must not break.

use crate::checker::{check_ledger, check_redactions};
use crate::cosigner::wait_for;
use crate::daybook::TestServer;
use crate::drafts;
use crate::http::Client;
use crate::read_tree::Copy;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// What a 201 promised: this entry, at this index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// The position.
    pub index: u64,
    /// The entry hash, 64 hex digits.
    pub hash: String,
}

impl Acknowledged {
    /// The promise in one receipt.
    ///
    /// # Panics
    /// With what is missing, where it is none.
    #[track_caller]
    pub fn by(receipt: &Value) -> Self {
        Self {
            index: receipt["index"].as_u64().expect("an index"),
            hash: receipt["hash"].as_str().expect("a hash").to_owned(),
        }
    }
}

/// Running writers.
pub struct Appenders {
    stop: Arc<AtomicBool>,
    heard: Arc<Mutex<Vec<Acknowledged>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Appenders {
    /// Starts four writers whose event ids begin with `prefix`: one of single
    /// drafts, one of batches, one of the largest drafts that are allowed, and one
    /// that redacts what it has just recorded.
    pub fn start(client: &Client, prefix: &str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kinds: [fn(&str, usize) -> Value; 4] = [
            |prefix, n| drafts::numbered(&format!("{prefix}-single"), n),
            |prefix, n| {
                let prefix = format!("{prefix}-batch{n}");
                drafts::numbered_list(&prefix, 0, 2 + n % 40)
            },
            |prefix, n| drafts::largest(&format!("{prefix}-largest-{n}")),
            |prefix, n| {
                let of = |n: usize| format!("{prefix}-redacted-{n}");
                match n % 2 {
                    0 => drafts::statement(&of(n), "A number: 271828."),
                    _ => drafts::redaction(&of(n), &of(n - 1), &["/event/text"]),
                }
            },
        ];
        let threads = kinds
            .into_iter()
            .map(|make| {
                let (stop, heard) = (Arc::clone(&stop), Arc::clone(&heard));
                let (client, prefix) = (client.clone(), prefix.to_owned());
                std::thread::spawn(move || {
                    for n in 0.. {
                        let body = drafts::body(&make(&prefix, n));
                        let answer = client.try_post("/api/v1/events", &[], &body);
                        let Ok(reply) = answer else { break };
                        if stop.load(Ordering::Relaxed) && reply.status != 201 {
                            break;
                        }
                        let told = reply.expect(201).json();
                        let mut heard = heard.lock().expect("no writer panicked");
                        match told["receipts"].as_array() {
                            Some(list) => heard.extend(list.iter().map(Acknowledged::by)),
                            None => heard.push(Acknowledged::by(&told)),
                        }
                        if stop.load(Ordering::Relaxed) {
                            break;
                        }
                    }
                })
            })
            .collect();
        Self { stop, heard, threads }
    }

    /// How many entries were acknowledged so far.
    pub fn count(&self) -> usize {
        self.heard.lock().expect("no writer panicked").len()
    }

    /// Waits until the writers have ended (the server is gone, or was) and
    /// returns everything that was acknowledged.
    pub fn end(self) -> Vec<Acknowledged> {
        self.stop.store(true, Ordering::Relaxed);
        for thread in self.threads {
            thread.join().expect("no writer panicked");
        }
        Arc::try_unwrap(self.heard).expect("the writers are gone").into_inner().expect("unpoisoned")
    }
}

/// Everything acknowledged that the server does not have any more: the entry, or
/// what was sealed in it, which nobody can read once its key is gone too early.
pub fn missing(server: &TestServer, acknowledged: &[Acknowledged]) -> Vec<Acknowledged> {
    let client = server.client();
    let copy = Copy::download(&client);
    let found = copy.check(&copy.key(), None);
    let there = |one: &&Acknowledged| {
        let at = usize::try_from(one.index).expect("a small index");
        let entry = found.entries.get(at);
        entry.is_some_and(|it| it.entry.hash().to_hex() == one.hash && it.openings.is_some())
    };
    let lost: Vec<Acknowledged> = acknowledged.iter().filter(|one| !there(one)).cloned().collect();
    if lost.is_empty() {
        // With nothing lost everything else must hold as well. The list answers
        // 503 until it has taken in what was recorded.
        let list = wait_for("the list to be up to date", || {
            Some(client.get("/api/v1/events?limit=1")).filter(|reply| reply.status != 503)
        });
        let size = list.expect(200).json()["size"].as_u64().expect("a size");
        check_redactions(&check_ledger(server, size));
    }
    lost
}
