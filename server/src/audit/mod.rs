//! A standing auditor for people outside: is this ledger still what it was?
//!
//! Each run fetches the newest signed checkpoint, hashes every entry, every
//! sealed value and every cited document again (a chain of hashes that nobody
//! recomputes proves nothing), and holds the result against the checkpoint that
//! was verified before. A ledger that goes backwards or shows another past is
//! named, and both signed checkpoints are kept.

mod memory;
mod outlet;
mod pass;
mod remote;
mod report;
mod run;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger::proof::{Policy, State, VerifierKey};

pub use outlet::{prometheus, webhook};
pub use report::Report;

use crate::client::Url;
use crate::clock;
use memory::Memory;
use remote::Remote;
use run::Run;

/// What to audit and how.
#[derive(Clone, Debug)]
pub struct Audit {
    /// Address of the ledger: of a server or of static hosting.
    pub url: Url,
    /// The file that remembers.
    pub memory: PathBuf,
    /// The ledger's key; the one that is served is pinned where none is given.
    pub key: Option<VerifierKey>,
    /// Which independent witnesses must have confirmed.
    pub policy: Policy,
    /// Only new entries and consistency.
    pub fast: bool,
    /// The most that the last sign of life may be old.
    pub max_age: Option<Duration>,
    /// The most that a witness's signature may be old, where there is one and
    /// nothing else was asked for.
    pub stale_after: Duration,
    /// How long one file may take.
    pub file_time: Duration,
    /// How long a run may take.
    pub run_time: Duration,
}

impl Audit {
    /// Audits once. What was learned is in the report and in the memory.
    ///
    /// # Errors
    /// When the memory cannot be read or written, or belongs to another key.
    pub async fn run(&self, progress: &dyn Fn(u64, u64)) -> Result<Report, String> {
        let began = Instant::now();
        let memory = self.read_memory()?;
        let remote = Remote::new(&self.url, self.file_time).map_err(|error| error.to_string())?;
        let report = Report {
            run_at: clock::now().to_string(),
            url: remote.address().to_owned(),
            mode: if self.fast && memory.good.is_some() { "fast" } else { "full" }.into(),
            rules_version: 1,
            app_build: env!("CARGO_PKG_VERSION").into(),
            ..Report::default()
        };
        let mut run =
            Run { audit: self, remote: Arc::new(remote), memory, report, state: State::NoProof };
        if tokio::time::timeout(self.run_time, run.go(progress)).await.is_err() {
            run.state = State::NoProof;
            let limit = self.run_time.as_secs();
            run.report.problems.push(format!(
                "the run did not end within {limit} seconds; the next one goes on where it stopped"
            ));
        }
        let Run { remote, mut memory, mut report, state, .. } = run;
        report.conclude(state);
        report.checked.bytes = remote.received();
        report.millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        memory.state.clone_from(&report.state);
        self.write_memory(&memory)?;
        Ok(report)
    }

    /// Posts the report if the verdict is another one than that of the run
    /// before, or if the last one could not be posted. Never fails the run.
    pub async fn tell(&self, webhook_url: &Url, before: &str, report: &Report) {
        let Ok(mut memory) = Memory::read(&self.memory) else { return };
        let changed = match before {
            "" => report.code() != 0,
            before => verdict_of(before) != report.verdict,
        };
        if !changed && memory.unsent.is_none() {
            return;
        }
        memory.unsent = match webhook(webhook_url, report).await {
            Ok(()) => None,
            Err(problem) => {
                eprintln!("daybook: webhook: {problem}; it is tried again in the next run");
                Some(report.clone())
            }
        };
        if let Err(problem) = self.write_memory(&memory) {
            eprintln!("daybook: {problem}");
        }
    }

    /// The state that the run before came to; empty before the first.
    pub fn state_before(&self) -> String {
        Memory::read(&self.memory).map(|memory| memory.state).unwrap_or_default()
    }

    fn read_memory(&self) -> Result<Memory, String> {
        let shown = self.memory.display();
        let memory = Memory::read(&self.memory).map_err(|error| format!("{shown}: {error}"))?;
        if let Some(key) = &self.key
            && !memory.vkey.is_empty()
            && memory.vkey != key.to_string()
        {
            return Err(format!(
                "{shown}: remembers a ledger of key {}; name another file with --state for {key}",
                memory.vkey
            ));
        }
        Ok(memory)
    }

    fn write_memory(&self, memory: &Memory) -> Result<(), String> {
        memory.write(&self.memory).map_err(|error| format!("{}: {error}", self.memory.display()))
    }
}

/// The verdict that a state comes under.
fn verdict_of(state: &str) -> &'static str {
    let all = [
        State::Mismatch,
        State::Rollback,
        State::Fork,
        State::BadSig,
        State::LowCosigners { have: 0, need: 0 },
        State::Partial,
        State::Stale,
        State::FirstVisit,
        State::Verified,
    ];
    let found = all.into_iter().find(|one| one.key() == state);
    found.unwrap_or(State::NoProof).verdict().as_str()
}
