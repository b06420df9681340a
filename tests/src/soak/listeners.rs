//! Live readers: each hears of every entry once, in order, whatever happens to the server.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// What all of them heard.
#[derive(Debug, Default)]
pub struct Heard {
    /// Entries, all readers together.
    pub entries: usize,
    /// The newest entry that any of them heard of.
    pub newest: Option<u64>,
    /// Readers that heard of an entry twice, or not of one: what each says.
    pub odd: Vec<String>,
}

/// Running readers.
pub struct Listeners {
    stop: Arc<AtomicBool>,
    open: Arc<AtomicUsize>,
    address: Arc<Mutex<String>>,
    threads: Vec<JoinHandle<Heard>>,
}

/// A reader needs little, and there are hundreds.
const STACK: usize = 128 << 10;

impl Listeners {
    /// Starts `count` of them at `http://host:port`.
    ///
    /// # Panics
    /// Where the system has no room for so many threads.
    #[track_caller]
    pub fn start(url: &str, count: usize) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let open = Arc::new(AtomicUsize::new(0));
        let address = Arc::new(Mutex::new(host(url)));
        let threads = (0..count)
            .map(|_| {
                let (stop, open, address) =
                    (Arc::clone(&stop), Arc::clone(&open), Arc::clone(&address));
                let thread = std::thread::Builder::new().stack_size(STACK);
                thread.spawn(move || listen(&stop, &open, &address)).expect("a thread")
            })
            .collect();
        Self { stop, open, address, threads }
    }

    /// How many are connected and were answered.
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// The server is now at another address.
    pub fn turn_to(&self, url: &str) {
        *self.address.lock().expect("no reader panicked") = host(url);
    }

    /// Ends them all.
    pub fn end(self) -> Heard {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Heard::default();
        for thread in self.threads {
            let one = thread.join().expect("no reader panicked");
            all.entries += one.entries;
            all.newest = all.newest.max(one.newest);
            all.odd.extend(one.odd);
        }
        all
    }
}

fn host(url: &str) -> String {
    url.trim_start_matches("http://").to_owned()
}

fn listen(stop: &AtomicBool, open: &AtomicUsize, address: &Mutex<String>) -> Heard {
    let mut heard = Heard::default();
    while !stop.load(Ordering::Relaxed) {
        let host = address.lock().expect("no reader panicked").clone();
        if let Ok(stream) = TcpStream::connect(&host) {
            let _ = follow(&stream, stop, open, &mut heard);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
    heard
}

/// One connection to its end.
fn follow(
    mut stream: &TcpStream,
    stop: &AtomicBool,
    open: &AtomicUsize,
    heard: &mut Heard,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(250)))?;
    let last = heard.newest.map(|newest| format!("Last-Event-ID: {newest}\r\n"));
    // HTTP/1.0: the answer then comes as it is, and not in chunks.
    let ask = format!("GET /api/v1/events/live HTTP/1.0\r\n{}\r\n", last.unwrap_or_default());
    stream.write_all(ask.as_bytes())?;
    let (mut lines, mut line) = (BufReader::with_capacity(1_024, stream), String::new());
    let mut is_open = false;
    while !stop.load(Ordering::Relaxed) {
        match lines.read_line(&mut line) {
            Ok(0) => break,
            Ok(_) if line.ends_with('\n') => {}
            Ok(_) => continue,
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ) =>
            {
                continue;
            }
            Err(_) => break,
        }
        if !is_open && line.starts_with("HTTP/") {
            if !line.contains(" 200 ") {
                // No place now, and told so.
                if !line.contains(" 503 ") {
                    heard.odd.push(line.trim().to_owned());
                }
                break;
            }
            is_open = true;
            open.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(index) = line.strip_prefix("id:").and_then(|id| id.trim().parse::<u64>().ok()) {
            if heard.newest.is_some_and(|newest| newest + 1 != index) {
                heard.odd.push(format!("{index} after {:?}", heard.newest));
            }
            heard.newest = Some(index);
            heard.entries += 1;
        }
        line.clear();
    }
    if is_open {
        open.fetch_sub(1, Ordering::Relaxed);
    }
    Ok(())
}
