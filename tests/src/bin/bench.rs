//! Measures the real program from outside, for `scripts/bench`.

#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
fn main() -> std::process::ExitCode {
    host::main()
}

#[cfg(any(target_arch = "wasm32", not(feature = "browser")))]
fn main() {}

#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
mod host {
    use std::fs::File;
    use std::io::{BufWriter, Write};
    use std::path::Path;
    use std::process::ExitCode;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::{Duration, Instant};
    use tests::browser::Browser;
    use tests::daybook::{self, TestServer};
    use tests::drafts;

    /// Entries that `import` and `viewer` work on.
    const MANY: usize = 100_000;

    pub(crate) fn main() -> ExitCode {
        let what: Vec<String> = std::env::args().skip(1).collect();
        let folder = tempfile::tempdir_in(".").expect("a temporary folder on this disk");
        match what.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["append"] => append(folder.path()),
            ["import"] => drop(import(folder.path())),
            ["viewer"] => viewer(folder.path()),
            _ => {
                eprintln!("usage: bench append|import|viewer");
                return ExitCode::from(2);
            }
        }
        ExitCode::SUCCESS
    }

    fn row(what: &str, value: &str) {
        println!("| {what:<46} | {value:>22} |");
    }

    fn head(title: &str) {
        println!("\n| {title:<46} | {:>22} |", "result");
        println!("| {:-<46} | {:->21}: |", "", "");
    }

    /// Appends of 256 bytes with `fdatasync`, a second, on this disk.
    fn raw_rate() -> u64 {
        let said = daybook::expect(0, &["bench", "--json", "--seconds", "2"]);
        let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
        said["fdatasync_per_second"].as_u64().expect("a rate")
    }

    /// Acknowledged single appends a second from `clients` at once.
    fn rate(server: &TestServer, clients: usize, prefix: &str) -> u64 {
        const TIME: Duration = Duration::from_secs(5);
        let stop = AtomicBool::new(false);
        let begin = Instant::now();
        let counts: Vec<u64> = std::thread::scope(|scope| {
            let writers: Vec<_> = (0..clients)
                .map(|writer| {
                    let (client, stop) = (server.client(), &stop);
                    scope.spawn(move || {
                        let mut count = 0;
                        for n in 0.. {
                            if stop.load(Ordering::Relaxed) {
                                break;
                            }
                            let draft = drafts::numbered(&format!("{prefix}-{writer}"), n);
                            let draft = drafts::body(&draft);
                            client.post("/api/v1/events", &[], &draft).expect(201);
                            count += 1;
                        }
                        count
                    })
                })
                .collect();
            std::thread::sleep(TIME);
            stop.store(true, Ordering::Relaxed);
            writers.into_iter().map(|w| w.join().expect("a writer")).collect()
        });
        let millis = u64::try_from(begin.elapsed().as_millis()).expect("a short time");
        counts.iter().sum::<u64>() * 1_000 / millis
    }

    fn append(folder: &Path) {
        let data = folder.join("ledger");
        let token = daybook::new_ledger(&data);
        let server = TestServer::open(&data, &token);
        head("append over HTTP, receipts a second");
        let (mut one, mut many, mut raw) = (Vec::new(), Vec::new(), Vec::new());
        // In turns, so that a busy minute hits both alike.
        for round in 0..3 {
            raw.push(raw_rate());
            one.push(rate(&server, 1, &format!("one-{round}")));
            many.push(rate(&server, 64, &format!("many-{round}")));
        }
        for (what, rates) in [
            ("raw append of 256 bytes + fdatasync", &mut raw),
            ("1 client", &mut one),
            ("64 clients", &mut many),
        ] {
            rates.sort_unstable();
            let (low, high) = (rates[0], rates[2]);
            row(what, &format!("{} [{low}-{high}]", rates[1]));
        }
        let (tenths, one) = (many[1] * 10 / one[1].max(1), one[1]);
        row("64 clients against 1", &format!("{}.{} times", tenths / 10, tenths % 10));
        println!(
            "medians of 3 turns of 5 s; the clients share the machine ({one} single appends/s)"
        );
    }

    fn import(folder: &Path) -> (std::path::PathBuf, String) {
        let data = folder.join("ledger");
        let token = daybook::new_ledger(&data);
        let file = folder.join("in.jsonl");
        let mut out = BufWriter::new(File::create(&file).expect("a file"));
        for n in 0..MANY {
            writeln!(out, "{}", drafts::numbered("import", n)).expect("written");
        }
        out.into_inner().expect("written");
        let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
        let begin = Instant::now();
        daybook::expect(0, &["import", &path(&file), "--data", &path(&data), "--by", "clerk"]);
        let took = begin.elapsed();
        let begin = Instant::now();
        daybook::expect(0, &["verify", &path(&data)]);
        let verified = begin.elapsed();
        head("100,000 events on the command line");
        row("import (checked, sealed, durable)", &format!("{:.2} s", took.as_secs_f64()));
        row("verify, every byte", &format!("{:.2} s", verified.as_secs_f64()));
        (data, token)
    }

    fn viewer(folder: &Path) {
        let (data, token) = import(folder);
        let server = TestServer::open(&data, &token);
        let browser = Browser::start();
        let done = "const bar = document.querySelector('[data-testid=verdict]');
            return bar && ['verified', 'firstvisit'].includes(bar.dataset.state)
                ? performance.now() : null";
        head("viewer in headless Chromium, 100,000 events");
        for visit in ["first visit", "second visit", "third visit"] {
            browser.open(server.url());
            let limit = Duration::from_mins(2);
            let millis = browser.wait("Verified", limit, done).as_f64().expect("a time");
            row(
                &format!("{visit}: from navigation to Verified"),
                &format!("{:.2} s", millis / 1e3),
            );
        }
        let paint = browser
            .js("const p = performance.getEntriesByName('first-contentful-paint')[0];
             return p ? p.startTime : null");
        row("first contentful paint", &format!("{paint} ms"));
    }
}
