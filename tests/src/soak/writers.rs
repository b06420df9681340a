//! Writers that do not give up: the same key until there is a receipt.

use crate::appenders::Acknowledged;
use crate::drafts;
use crate::http::Client;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// One receipt, and whose event it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// The event's id.
    pub id: String,
    /// Where it stands.
    pub at: Acknowledged,
}

/// What became of all that was written.
#[derive(Debug, Default)]
pub struct Written {
    /// Every receipt.
    pub promises: Vec<Promise>,
    /// Time from the first attempt to the receipt, of those that needed one attempt.
    pub times: Vec<Duration>,
    /// Attempts that met a server that was gone.
    pub broken: usize,
    /// Attempts that were told to come back (503 or 429 with `Retry-After`).
    pub busy: usize,
    /// Anything else, which is a fault of the server.
    pub odd: Vec<String>,
}

/// Running writers.
pub struct Writers {
    stop: Arc<AtomicBool>,
    address: Arc<Mutex<Client>>,
    threads: Vec<JoinHandle<Written>>,
}

impl Writers {
    /// Starts `count` of them, each at most one record in every `every`.
    pub fn start(client: &Client, count: usize, every: Duration) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let address = Arc::new(Mutex::new(client.clone()));
        let threads = (0..count)
            .map(|writer| {
                let (stop, address) = (Arc::clone(&stop), Arc::clone(&address));
                std::thread::spawn(move || write(writer, &stop, &address, every))
            })
            .collect();
        Self { stop, address, threads }
    }

    /// The server is now at another address.
    pub fn turn_to(&self, client: &Client) {
        *self.address.lock().expect("no writer panicked") = client.clone();
    }

    /// Lets each finish what it has begun, and gives all of it.
    pub fn end(self) -> Written {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Written::default();
        for thread in self.threads {
            let one = thread.join().expect("no writer panicked");
            all.promises.extend(one.promises);
            all.times.extend(one.times);
            all.odd.extend(one.odd);
            all.broken += one.broken;
            all.busy += one.busy;
        }
        all.times.sort_unstable();
        all
    }
}

fn write(writer: usize, stop: &AtomicBool, address: &Mutex<Client>, every: Duration) -> Written {
    let mut written = Written::default();
    for n in 0.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let id = format!("soak-{writer}-{n}");
        let body =
            drafts::body(&drafts::statement(&id, &format!("Statement {n} of writer {writer}.")));
        let begun = Instant::now();
        let mut tries = 0;
        // Until there is a receipt, also after the stop: half a promise is none.
        loop {
            tries += 1;
            let client = address.lock().expect("no writer panicked").clone();
            let sent = client.try_post("/api/v1/events", &[("idempotency-key", &id)], &body);
            match sent {
                Ok(reply) if reply.status == 201 => {
                    let at = Acknowledged::by(&reply.json());
                    written.promises.push(Promise { id, at });
                    if tries == 1 {
                        written.times.push(begun.elapsed());
                    }
                    break;
                }
                Ok(reply)
                    if matches!(reply.status, 429 | 503)
                        && !reply.header("retry-after").is_empty() =>
                {
                    written.busy += 1;
                }
                Ok(reply) => {
                    written.odd.push(format!("{id}: {} {}", reply.status, reply.text()));
                    return written;
                }
                Err(_) => written.broken += 1,
            }
            if begun.elapsed() > Duration::from_mins(2) {
                written.odd.push(format!("{id}: no receipt within two minutes"));
                return written;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        std::thread::sleep(every.saturating_sub(begun.elapsed()));
    }
    written
}
