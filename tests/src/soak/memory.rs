//! What the server keeps in memory.

use super::Listeners;
use crate::daybook::TestServer;
use crate::drafts;
use std::time::{Duration, Instant};

/// Resident memory of a process, bytes, from `/proc`.
///
/// # Panics
/// Where the process is gone, or this is not Linux.
#[track_caller]
pub fn resident(process: u32) -> u64 {
    let path = format!("/proc/{process}/status");
    let text = std::fs::read_to_string(&path).expect("a process on Linux");
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
    let kilobytes = line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok());
    kilobytes.expect("a number") * 1_024
}

/// Reads, refused writes and live readers that come and go, for this long, while
/// nothing is recorded. Gives the memory at a third of the time, and at its end: what
/// grows then is lost for good.
pub fn quiet(server: &TestServer, time: Duration, readers: usize) -> (u64, u64, u64) {
    let (begun, mut asked, mut first) = (Instant::now(), 0, None);
    let threads = 8;
    while begun.elapsed() < time {
        let listeners = Listeners::start(server.url(), readers);
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let client = server.client();
                scope.spawn(move || {
                    for n in 0..50 {
                        ask(&client, thread * 50 + n);
                    }
                });
            }
        });
        asked += threads as u64 * 50;
        listeners.end();
        if first.is_none() && begun.elapsed() > time / 3 {
            first = Some(resident(server.id()));
        }
    }
    let last = resident(server.id());
    (first.unwrap_or(last), last, asked)
}

fn ask(client: &crate::http::Client, n: usize) {
    let wrong = drafts::body(&serde_json::json!({"id": "wrong", "n": n}));
    let (path, status) = match n % 8 {
        0 => ("/api/v1/events?limit=500".to_owned(), 200),
        1 => (format!("/api/v1/events/{n}"), 200),
        2 => ("/log/checkpoint".to_owned(), 200),
        3 => ("/log/tile/entries/000".to_owned(), 200),
        4 => ("/log/openings/000".to_owned(), 200),
        5 => (format!("/api/v1/events?q=word{n}"), 200),
        6 => ("/api/v1/events?format=csv".to_owned(), 200),
        _ => {
            client.post("/api/v1/events", &[], &wrong).expect(422);
            return;
        }
    };
    client.get(&path).expect(status);
}
