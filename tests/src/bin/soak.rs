//! The soak, for `scripts/soak`.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    host::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
mod host {
    use std::collections::BTreeMap;
    use std::process::ExitCode;
    use std::time::{Duration, Instant};
    use tests::checker::check_ledger;
    use tests::daybook::{self, TestServer};
    use tests::http::Client;
    use tests::soak::{Listeners, Promise, Writers, overload, quiet, resident};

    const WRITERS: usize = 64;
    const READERS: usize = 500;
    /// Connections at once of the crowd, twice; more than the server is started for.
    const CROWD: usize = 900;
    /// Records a second that all writers together are held to, so that the last check
    /// stays a check and not another night.
    const RATE: u64 = 100;
    /// What may be more in memory at the end of the quiet time than after its first third:
    /// a twentieth, and what allocators round to.
    const SLACK: u64 = 8 << 20;

    pub(crate) fn main() -> ExitCode {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let numbers: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
        match numbers[..] {
            [seconds, restarts] if words.len() == 2 && seconds >= 10 => soak(seconds, restarts),
            _ => {
                eprintln!("usage: soak SECONDS RESTARTS (at least 10 seconds)");
                ExitCode::from(2)
            }
        }
    }

    /// What was wrong, told as it is found.
    struct Faults(usize);

    impl Faults {
        fn check(&mut self, holds: bool, words: &str) {
            if !holds {
                eprintln!("FAULT: {words}");
                self.0 += 1;
            }
        }
    }

    struct Run {
        folder: tempfile::TempDir,
        token: String,
        server: Option<TestServer>,
    }

    impl Run {
        fn open(&mut self) -> &TestServer {
            let data = self.folder.path().join("ledger");
            let limits = ["--connections", "800", "--live-readers", "500"];
            self.server.insert(TestServer::open_as(&data, &self.token, &limits))
        }

        fn client(&self) -> Client {
            self.server().client()
        }

        fn server(&self) -> &TestServer {
            self.server.as_ref().expect("a server")
        }
    }

    fn soak(seconds: u64, restarts: u64) -> ExitCode {
        let folder = tempfile::tempdir_in(".").expect("a temporary folder on this disk");
        let token = daybook::new_ledger(&folder.path().join("ledger"));
        let mut run = Run { folder, token, server: None };
        let mut faults = Faults(0);
        run.open();
        let promises = storm(&mut run, seconds, restarts, &mut faults);
        crowd(&run, &mut faults);
        calm(&run, seconds / 2, &mut faults);
        found_once(&run, &promises, &mut faults);
        let stopped = run.server.as_mut().and_then(TestServer::stop);
        faults.check(stopped == Some(0), &format!("the server ended with {stopped:?}"));
        println!("soak: {} faults", faults.0);
        if faults.0 == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// Writers and readers through kills and graceful restarts.
    fn storm(run: &mut Run, seconds: u64, restarts: u64, faults: &mut Faults) -> Vec<Promise> {
        let every = Duration::from_millis(WRITERS as u64 * 1_000 / RATE);
        let writers = Writers::start(&run.client(), WRITERS, every);
        let listeners = Listeners::start(run.server().url(), READERS);
        let step = Duration::from_secs(seconds) / u32::try_from(restarts + 1).unwrap_or(u32::MAX);
        for restart in 0..=restarts {
            std::thread::sleep(step);
            println!(
                "storm {restart} of {restarts}: {} live readers, {} MiB",
                listeners.open(),
                resident(run.server().id()) >> 20
            );
            if restart == restarts {
                break;
            }
            let mut server = run.server.take().expect("a server");
            if restart % 2 == 0 {
                server.kill();
            } else {
                let begun = Instant::now();
                let code = server.stop();
                faults.check(code == Some(0), &format!("a graceful stop ended with {code:?}"));
                let took = begun.elapsed();
                faults.check(took < Duration::from_secs(15), &format!("it took {took:?}"));
            }
            drop(server);
            let url = run.open().url().to_owned();
            writers.turn_to(&run.client());
            listeners.turn_to(&url);
        }
        let open = listeners.open();
        faults.check(open * 10 >= READERS * 9, &format!("only {open} live readers came back"));
        let written = writers.end();
        // The last entries are on their way.
        std::thread::sleep(Duration::from_secs(2));
        let heard = listeners.end();
        let times = &written.times;
        let at =
            |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
        println!(
            "storm: {} receipts, {} attempts met no server, {} were told to come back; \
             p50 {:?}, p99 {:?}, longest {:?}",
            written.promises.len(),
            written.broken,
            written.busy,
            at(50),
            at(99),
            times.last().copied().unwrap_or_default()
        );
        println!("storm: live readers heard {} times of an entry", heard.entries);
        faults.check(written.odd.is_empty(), &format!("writers: {:?}", first(&written.odd)));
        faults.check(heard.odd.is_empty(), &format!("readers: {:?}", first(&heard.odd)));
        faults.check(!written.promises.is_empty(), "nothing was recorded");
        let newest = written.promises.iter().map(|one| one.at.index).max();
        faults.check(heard.newest >= newest, "the newest entry was not heard of");
        written.promises
    }

    /// More than there are places for: told so, and served when it is over.
    fn crowd(run: &Run, faults: &mut Faults) {
        // A machine as quick as the crowd may have no overload the first time.
        let mut busy = 0;
        for round in 0..2 {
            let all = overload(run.server(), CROWD, round);
            println!(
                "crowd of {CROWD}: {} recorded, {} told to come back, {} not answered, longest {:?}",
                all.recorded.len(),
                all.busy,
                all.silent,
                all.longest
            );
            busy += all.busy;
            faults.check(!all.recorded.is_empty(), "nobody was served");
            faults.check(all.odd.is_empty(), &format!("crowd: {:?}", first(&all.odd)));
            faults.check(all.silent == 0, &format!("{} were not answered", all.silent));
            faults.check(all.longest < Duration::from_secs(30), "somebody waited half a minute");
        }
        faults.check(busy > 0, "nobody was told to come back: no overload");
        let begun = Instant::now();
        run.client().get("/readyz").expect(200);
        let took = begun.elapsed();
        faults.check(took < Duration::from_secs(5), &format!("afterwards an answer took {took:?}"));
    }

    fn calm(run: &Run, seconds: u64, faults: &mut Faults) {
        let (first, last, asked) = quiet(run.server(), Duration::from_secs(seconds), 100);
        println!(
            "calm: {asked} requests; {} MiB after a third, {} MiB at the end",
            first >> 20,
            last >> 20
        );
        let most = first + first / 20 + SLACK;
        faults.check(last <= most, &format!("memory grew from {first} to {last} bytes"));
    }

    /// Every receipt names an entry that is there, once, and all of it verifies.
    fn found_once(run: &Run, promises: &[Promise], faults: &mut Faults) {
        let size = run.client().get("/api/v1/events?limit=1").expect(200).json()["size"].as_u64();
        let checked = check_ledger(run.server(), size.expect("a size"));
        let mut stands: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for (at, found) in (0_u64..).zip(&checked.entries) {
            let line = serde_json::from_slice::<serde_json::Value>(found.entry.line());
            let id = line.expect("JSON")["draft"]["id"].as_str().expect("an id").to_owned();
            stands.entry(id).or_default().push(at);
        }
        let doubled = stands.values().filter(|places| places.len() > 1).count();
        let lost = promises.iter().filter(|one| {
            let at = usize::try_from(one.at.index).expect("a small index");
            let right = checked.entries.get(at).is_some_and(|found| {
                found.entry.hash().to_hex() == one.at.hash && found.openings.is_some()
            });
            !right || stands.get(&one.id) != Some(&vec![one.at.index])
        });
        let lost = lost.count();
        println!(
            "found: {} entries verified, {} receipts, {lost} lost, {doubled} doubled",
            checked.entries.len(),
            promises.len()
        );
        faults.check(lost == 0, &format!("{lost} receipts name no such entry"));
        faults.check(doubled == 0, &format!("{doubled} events stand twice"));
    }

    fn first(odd: &[String]) -> &[String] {
        &odd[..odd.len().min(5)]
    }
}
