//! More than the server takes: it says so, and serves on.

use crate::daybook::TestServer;
use crate::drafts;
use crate::raw_http::Raw;
use std::time::{Duration, Instant};

/// What became of a crowd.
#[derive(Debug, Default)]
pub struct Overload {
    /// Requests that were served, with the index where they recorded.
    pub recorded: Vec<(String, u64)>,
    /// Those that were told to come back (429 or 503 with `Retry-After`).
    pub busy: usize,
    /// Connections that were not answered.
    pub silent: usize,
    /// Anything else.
    pub odd: Vec<String>,
    /// The longest that anybody waited for an answer.
    pub longest: Duration,
}

/// `count` connections that record at the same moment, all with one token.
pub fn overload(server: &TestServer, count: usize, round: usize) -> Overload {
    let mut all = Overload::default();
    let ready = std::sync::Barrier::new(count);
    let said: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|n| {
                let ready = &ready;
                let thread = std::thread::Builder::new().stack_size(256 << 10);
                let one = move || {
                    let id = format!("crowd-{round}-{n}");
                    ready.wait();
                    (id.clone(), one(server, &id))
                };
                thread.spawn_scoped(scope, one).expect("a thread")
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    for (id, (reply, waited)) in said {
        all.longest = all.longest.max(waited);
        let Some(reply) = reply else {
            all.silent += 1;
            continue;
        };
        match reply.status {
            201 => all.recorded.push((id, reply.json()["index"].as_u64().expect("an index"))),
            429 | 503 if !reply.header("retry-after").is_empty() => all.busy += 1,
            status => all.odd.push(format!("{id}: {status} {}", reply.text())),
        }
    }
    all
}

fn one(server: &TestServer, id: &str) -> (Option<crate::http::Reply>, Duration) {
    let draft = drafts::body(&drafts::statement(id, "One of a crowd."));
    let head = format!(
        "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        server.token(),
        draft.len()
    );
    let begun = Instant::now();
    let mut raw = Raw::connect(server.url());
    let reply = raw.send(head).send(&draft).answer();
    (reply, begun.elapsed())
}
