//! Measures the real program from outside, for `scripts/bench`.

#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
fn main() -> std::process::ExitCode {
    host::main()
}

#[cfg(any(target_arch = "wasm32", not(feature = "browser")))]
fn main() {}

#[cfg(all(not(target_arch = "wasm32"), feature = "browser"))]
mod host {
    use serde_json::Value;
    use std::fs::File;
    use std::io::{BufWriter, Write};
    use std::path::Path;
    use std::process::ExitCode;
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
            ["append"] => append(),
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

    /// `daybook bench` three times: single events, each client waiting for its
    /// receipt, the raw rates of the disk measured in the same minute.
    fn append() {
        const ROWS: [(&str, &str); 4] = [
            ("raw append of 256 bytes + fdatasync", "append_fdatasync_before"),
            ("raw overwrite of 256 bytes + fdatasync", "overwrite_fdatasync_before"),
            ("1 client", "one_client"),
            ("64 clients", "many_clients"),
        ];
        let turns: Vec<Value> = (0..3)
            .map(|_| {
                let said = daybook::expect(0, &["bench", "--json", "--seconds", "4"]);
                serde_json::from_str(&said).expect("JSON")
            })
            .collect();
        head("append over HTTP, durable receipts a second");
        let mut medians = Vec::new();
        for (what, name) in ROWS {
            let mut rates: Vec<u64> =
                turns.iter().map(|turn| turn[name].as_u64().expect("a rate")).collect();
            rates.sort_unstable();
            row(what, &format!("{} [{}-{}]", rates[1], rates[0], rates[2]));
            medians.push(rates[1]);
        }
        let tenths = medians[3] * 10 / medians[2].max(1);
        row("64 clients against 1", &format!("{}.{} times", tenths / 10, tenths % 10));
        println!("medians of 3 turns of 4 s; the clients share the machine with the server");
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
