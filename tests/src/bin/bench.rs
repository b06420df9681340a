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
    use std::time::Instant;
    use tests::daybook::{self, TestServer};
    use tests::{drafts, measured};

    /// Entries that `import` works on, and `viewer` first.
    const MANY: usize = 100_000;
    /// Entries of the large ledger that `viewer` ends with.
    const LARGE: usize = 1_000_000;

    pub(crate) fn main() -> ExitCode {
        let what: Vec<String> = std::env::args().skip(1).collect();
        let folder = tempfile::tempdir_in(".").expect("a temporary folder on this disk");
        match what.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            ["append"] => append(),
            ["import"] => drop(import(folder.path(), MANY)),
            ["viewer"] => {
                viewer(&folder.path().join("many"), MANY);
                viewer(&folder.path().join("large"), LARGE);
            }
            // Any other number, for whoever looks for the place where it bends.
            ["viewer", count] => match count.parse() {
                Ok(count) => viewer(folder.path(), count),
                Err(_) => return usage(),
            },
            _ => return usage(),
        }
        ExitCode::SUCCESS
    }

    fn usage() -> ExitCode {
        eprintln!("usage: bench append|import|viewer [events]");
        ExitCode::from(2)
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

    fn import(folder: &Path, count: usize) -> (std::path::PathBuf, String) {
        std::fs::create_dir_all(folder).expect("a folder");
        let data = folder.join("ledger");
        let token = daybook::new_ledger(&data);
        let file = folder.join("in.jsonl");
        let mut out = BufWriter::new(File::create(&file).expect("a file"));
        for n in 0..count {
            writeln!(out, "{}", drafts::varied(n)).expect("written");
        }
        out.into_inner().expect("written");
        let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
        let begin = Instant::now();
        daybook::expect(0, &["import", &path(&file), "--data", &path(&data), "--by", "clerk"]);
        let took = begin.elapsed();
        let begin = Instant::now();
        daybook::expect(0, &["verify", &path(&data)]);
        let verified = begin.elapsed();
        head(&format!("{count} events on the command line"));
        row("import (checked, sealed, durable)", &format!("{:.2} s", took.as_secs_f64()));
        row("verify, every byte", &format!("{:.2} s", verified.as_secs_f64()));
        (data, token)
    }

    fn viewer(folder: &Path, count: usize) {
        let (data, token) = import(folder, count);
        let server = TestServer::open(&data, &token);
        // The server folds a ledger when it opens it; this reader comes later.
        while server.client().get("/api/v1/events?limit=1").status != 200 {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        head(&format!("viewer in headless Chromium, {count} events"));
        let seen = measured::timeline(server.url(), count as u64);
        let seconds = |millis: f64| format!("{:.2} s", millis / 1e3);
        let said = format!("first strip ({} events, {})", seen.strip_events, seen.strip_state);
        row(&said, &seconds(seen.strip));
        row("full check: from navigation to Verified", &seconds(seen.verified));
        row("all events drawn", &seconds(seen.drawn));
        let [middle, p95, most] = seen.frames;
        row("frame while panning, p95", &format!("{p95:.1} ms"));
        row("frame while panning, median and longest", &format!("{middle:.1}, {most:.1} ms"));
        let longest = match seen.longest_task {
            0.0 => "under 50 ms".to_owned(),
            millis => format!("{millis:.0} ms"),
        };
        row("longest task of the page until then", &longest);
        row("elements of the page", &seen.elements.to_string());
        row("memory of the worker", &format!("{} MiB", seen.worker_bytes >> 20));
    }
}
