//! Several servers of one ledger, writers that send to whoever takes, and watchers.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tests::appenders::Acknowledged;
use tests::daybook::{self, TestServer, free_port};
use tests::drafts;
use tests::http::Client;
use tests::kills::doubled;
use tests::read_tree::Copy;

/// How long a writer tries before a test has failed: longer than any failover here.
const PATIENCE: Duration = Duration::from_mins(1);

/// Servers of one ledger, each with a data folder of its own.
pub(crate) struct Ring {
    pub(crate) servers: Vec<TestServer>,
    pub(crate) token: String,
    folder: tempfile::TempDir,
    ports: Vec<u16>,
}

impl Ring {
    /// A new ledger in the database at `address`, and so many servers.
    pub(crate) fn start(address: &str, count: usize) -> Self {
        let ring = Self::made(address, count);
        (0..count).fold(ring, |mut ring, at| {
            ring.servers.push(ring.open(at));
            ring
        })
    }

    /// The same without its servers.
    pub(crate) fn made(address: &str, count: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = folder.path().join("0");
        let token = daybook::new_ledger_in(&first, Some(address));
        for at in 1..count {
            copy_for_next_machine(&first, &folder.path().join(at.to_string()));
        }
        let ports = (0..count).map(|_| free_port()).collect();
        Self { servers: Vec::new(), token, folder, ports }
    }

    /// The data folder of a server.
    pub(crate) fn data(&self, at: usize) -> PathBuf {
        self.folder.path().join(at.to_string())
    }

    /// Starts a server, always at the same port.
    pub(crate) fn open(&self, at: usize) -> TestServer {
        TestServer::open_as(&self.data(at), &self.token, &["--listen", &self.listen(at)])
    }

    pub(crate) fn listen(&self, at: usize) -> String {
        format!("127.0.0.1:{}", self.ports[at])
    }

    pub(crate) fn client(&self, at: usize) -> Client {
        Client::new(&format!("http://{}", self.listen(at))).with_token(&self.token)
    }

    pub(crate) fn clients(&self) -> Vec<Client> {
        (0..self.ports.len()).map(|at| self.client(at)).collect()
    }

    /// Which of the servers records: it says so.
    pub(crate) fn leader(&self) -> usize {
        let until = Instant::now() + PATIENCE;
        loop {
            let says = |at: &usize| {
                let reply = self.client(*at).try_get("/readyz");
                reply.is_ok_and(|reply| reply.status == 200 && reply.text() == "ready\n")
            };
            if let Some(found) = (0..self.servers.len()).find(says) {
                return found;
            }
            assert!(Instant::now() < until, "no server records");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// What an operator copies to the next machine.
pub(crate) fn copy_for_next_machine(first: &Path, data: &Path) {
    fs::create_dir(data).expect("a folder");
    for name in ["database", "format", "origin", "signing-key", "tokens.json"] {
        fs::copy(first.join(name), data.join(name)).expect("a copy");
    }
}

/// Sends a draft to one server after the other, the same bytes under the same key, until
/// one says that it is recorded. Gives the promise and how often it was asked.
pub(crate) fn send(clients: &[Client], first: usize, id: &str) -> (Acknowledged, u32) {
    let body = drafts::body(&drafts::statement(id, "Recorded while nodes were lost."));
    let until = Instant::now() + PATIENCE;
    let mut times = 0;
    loop {
        for at in 0..clients.len() {
            times += 1;
            let client = &clients[(first + at) % clients.len()];
            let answer = client.try_post("/api/v1/events", &[("Idempotency-Key", id)], &body);
            match answer {
                Ok(reply) if reply.status == 201 || reply.status == 200 => {
                    return (Acknowledged::by(&reply.json()), times);
                }
                Ok(reply) if reply.status != 503 => panic!("{id}: {}", reply.text()),
                _ => {}
            }
        }
        assert!(Instant::now() < until, "{id} was never recorded");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Writers and watchers that go on until they are stopped.
pub(crate) struct Traffic {
    stop: Arc<AtomicBool>,
    writers: Vec<JoinHandle<Vec<Acknowledged>>>,
    watchers: Vec<JoinHandle<Vec<(u64, String)>>>,
    gaps: Arc<Mutex<Duration>>,
}

/// What traffic saw.
pub(crate) struct Seen {
    pub(crate) acknowledged: Vec<Acknowledged>,
    /// Every signed checkpoint that any server showed: size and last line.
    pub(crate) checkpoints: Vec<(u64, String)>,
    /// The longest that a writer waited for one event.
    pub(crate) longest: Duration,
}

impl Traffic {
    /// Three writers, and a watcher of each server.
    pub(crate) fn start(clients: &[Client]) -> Self {
        let (stop, gaps) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let writer = |number: usize| {
            let (stop, gaps) = (Arc::clone(&stop), Arc::<Mutex<Duration>>::clone(&gaps));
            let clients = clients.to_vec();
            std::thread::spawn(move || {
                let mut heard = Vec::new();
                for n in 0.. {
                    let begun = Instant::now();
                    heard.push(send(&clients, number, &format!("writer-{number}-{n}")).0);
                    let mut longest = gaps.lock().expect("no writer panicked");
                    *longest = longest.max(begun.elapsed());
                    drop(longest);
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                }
                heard
            })
        };
        let watcher = |client: &Client| {
            let (stop, client) = (Arc::clone(&stop), client.clone());
            std::thread::spawn(move || watch(&client, &stop))
        };
        Self {
            writers: (0..3).map(writer).collect(),
            watchers: clients.iter().map(watcher).collect(),
            stop,
            gaps,
        }
    }

    /// Stops everybody.
    pub(crate) fn end(self) -> Seen {
        self.stop.store(true, Ordering::Relaxed);
        let all = |threads: Vec<JoinHandle<Vec<Acknowledged>>>| {
            threads.into_iter().flat_map(|one| one.join().expect("no writer panicked")).collect()
        };
        let checkpoints =
            self.watchers.into_iter().flat_map(|one| one.join().expect("nothing went back"));
        let checkpoints = checkpoints.collect();
        let acknowledged = all(self.writers);
        let longest = *self.gaps.lock().expect("no writer panicked");
        Seen { acknowledged, checkpoints, longest }
    }
}

/// Asks one server for its checkpoint again and again: it never shows a shorter ledger.
fn watch(client: &Client, stop: &AtomicBool) -> Vec<(u64, String)> {
    let mut seen: Vec<(u64, String)> = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(5));
        let Ok(reply) = client.try_get("/log/checkpoint") else { continue };
        if reply.status != 200 {
            continue;
        }
        let note = reply.text();
        let size = note.lines().nth(1).and_then(|line| line.parse().ok()).expect("a size");
        let before = seen.last().map_or(0, |(size, _)| *size);
        assert!(size >= before, "{} went from {before} entries back to {size}", client.base());
        if size > before {
            let own = note.lines().rfind(|line| line.starts_with('\u{2014}')).expect("a signature");
            seen.push((size, own.to_owned()));
        }
    }
    seen
}

/// Holds what was promised and shown against what a server has at the end; the number of
/// its entries.
pub(crate) fn judge(server: &TestServer, seen: &Seen) -> usize {
    // One that follows is a moment behind.
    let most = seen.acknowledged.iter().map(|one| one.index + 1).max().unwrap_or(0);
    let size = || {
        let note = server.client().get("/log/checkpoint").text();
        note.lines().nth(1).and_then(|line| line.parse::<u64>().ok()).expect("a size")
    };
    let until = Instant::now() + Duration::from_secs(20);
    while size() < most {
        let ready = || server.client().get("/readyz").text();
        assert!(Instant::now() < until, "{} of {most} entries: {}", size(), ready());
        std::thread::sleep(Duration::from_millis(20));
    }
    let copy = Copy::download(&server.client());
    let checked = copy.check(&copy.key(), None);
    assert!(checked.report.findings.is_empty(), "{}", checked.told());
    for one in &seen.acknowledged {
        let at = usize::try_from(one.index).expect("a small index");
        let there = checked.entries.get(at).map(|it| it.entry.hash().to_hex());
        assert_eq!(there.as_ref(), Some(&one.hash), "entry {at} was acknowledged");
    }
    // A key that two servers gave to two things would open neither.
    let sealed = checked.entries.iter().position(|one| one.openings.is_none());
    assert_eq!(sealed, None, "its sealed values cannot be read");
    assert_eq!(doubled(server), Vec::<String>::new(), "recorded more than once");
    // Nor does the list leave out what was recorded while the database was away.
    let list = tests::cosigner::wait_for("the list to be up to date", || {
        Some(server.client().get("/api/v1/events?limit=1")).filter(|reply| reply.status != 503)
    });
    assert_eq!(list.expect(200).json()["total"], checked.entries.len(), "the list has them all");
    // Each signature that was shown is one of those that lead to what is there now.
    let history: Vec<&[u8]> = copy
        .0
        .iter()
        .filter(|(name, _)| name.contains("history"))
        .flat_map(|(_, bytes)| bytes.chunks_exact(72))
        .collect();
    for (size, line) in &seen.checkpoints {
        let encoded = line.split_whitespace().last().expect("a signature");
        let bytes = data_encoding::BASE64.decode(encoded.as_bytes()).expect("base64");
        let record = [&size.to_be_bytes()[..], &bytes[4..]].concat();
        assert!(
            history.contains(&record.as_slice()),
            "a checkpoint over {size} entries was signed and is of another history"
        );
    }
    checked.entries.len()
}
