//! Kills and power cuts by the hundred, for `scripts/night`.

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    host::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
mod host {
    use std::process::ExitCode;
    use std::time::Instant;
    use tests::daybook;
    use tests::kills::Killed;
    use tests::machine::{After, Machine};

    /// Rounds on one ledger: each is read and verified whole after every round, so
    /// that a ledger of a thousand rounds would be read for days.
    const KILLS_EACH: u64 = 20;
    /// The same of power cuts: the disk has room for so many.
    const CUTS_EACH: u64 = 20;

    pub(crate) fn main() -> ExitCode {
        let words: Vec<String> = std::env::args().skip(1).collect();
        let rounds = words.get(1).and_then(|rounds| rounds.parse().ok());
        match (words.first().map(String::as_str), rounds, words.len()) {
            (Some("kills"), Some(rounds), 2) => kills(rounds),
            (Some("cuts"), Some(rounds), 2) => cuts(rounds),
            _ => {
                eprintln!("usage: night kills|cuts ROUNDS");
                ExitCode::from(2)
            }
        }
    }

    fn said(what: &str, done: u64, of: u64, kept: usize, begun: Instant) {
        let seconds = begun.elapsed().as_secs();
        println!("{what}: {done} of {of}, {kept} acknowledged entries kept, {seconds} s");
    }

    fn kills(rounds: u64) -> ExitCode {
        let (begun, mut kept) = (Instant::now(), 0);
        let mut round = 0;
        while round < rounds {
            let mut ledger = Killed::default();
            for _ in 0..KILLS_EACH.min(rounds - round) {
                let lost = ledger.round(round);
                if !lost.is_empty() {
                    eprintln!("LOST by kill {round}: {} entries: {lost:?}", lost.len());
                    return ExitCode::FAILURE;
                }
                round += 1;
            }
            let doubled = ledger.doubled();
            if !doubled.is_empty() {
                eprintln!("DOUBLED by kill {round} or before: {doubled:?}");
                return ExitCode::FAILURE;
            }
            kept += ledger.acknowledged().len();
            said("kill -9", round, rounds, kept, begun);
        }
        ExitCode::SUCCESS
    }

    fn cuts(rounds: u64) -> ExitCode {
        let (begun, mut kept) = (Instant::now(), 0);
        let mut round = 0;
        while round < rounds {
            let mut machine = match Machine::make(daybook::binary()) {
                Ok(machine) => machine,
                Err(why) => {
                    eprintln!("no power cut on this machine: {why}");
                    return ExitCode::from(3);
                }
            };
            for _ in 0..CUTS_EACH.min(rounds - round) {
                match machine.cut(round) {
                    After::Whole => round += 1,
                    After::Lost(lost) => {
                        let all = machine.acknowledged().len();
                        eprintln!("LOST by cut {round}: {lost} of {all} entries");
                        return ExitCode::FAILURE;
                    }
                    After::Refused(words) => {
                        eprintln!("REFUSED after cut {round}: {words}");
                        return ExitCode::FAILURE;
                    }
                }
            }
            kept += machine.acknowledged().len();
            said("power cut", round, rounds, kept, begun);
        }
        ExitCode::SUCCESS
    }
}
