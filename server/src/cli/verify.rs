//! `daybook verify`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::documents::Checked as Documents;
use ledger::proof::{
    BundleId, CheckId, Outcome as Checked, Report, Seen, SignedCheckpoint, State, TILE_WIDTH,
    Trust, Verdict, Verifier, VerifierKey,
};
use ledger::record::Json;

use super::progress::Progress;
use super::source::{Source, open};
use super::{Failure, Outcome, say};
use crate::files::{self, Readers};
use crate::tree::Item;

/// Check a data folder or an exported folder, every byte of it.
///
/// Exit code 0: verified. 1: does not match; the first entry that is wrong is
/// named. 2: the command line is wrong. 3: could not be checked, which is no
/// sign of tampering.
///
/// Without --key the key beside the record is believed: the record is then
/// shown to agree with itself. Get the key from another place and give it here
/// to know whose record it is.
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// A data folder, or a folder made by `daybook export`
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The ledger's key, as `NAME+ID+KEY` or as a file that holds it; may be given again
    #[arg(long, env = "DAYBOOK_KEY", value_name = "KEY")]
    key: Vec<String>,
    /// An independent witness's key, in the same form; may be given again
    #[arg(long, value_name = "KEY")]
    cosigner: Vec<String>,
    /// How many of those must have confirmed the summary
    #[arg(long, default_value_t = 0, value_name = "N")]
    threshold: usize,
    /// Remember in FILE what was verified, and compare with it the next time
    #[arg(long, env = "DAYBOOK_SEEN", value_name = "FILE")]
    seen: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self) -> Outcome {
        let mut source = open(&self.path)?;
        let mut keys = keys("--key", &self.key)?;
        let is_own_key = keys.is_empty();
        if is_own_key {
            keys.extend(source.own_key()?);
        }
        let cosigners = self::keys("--cosigner", &self.cosigner)?;
        if self.threshold > cosigners.len() {
            let named = cosigners.len();
            return Err(Failure::usage(format!(
                "--threshold {}: only {named} keys are given with --cosigner",
                self.threshold
            )));
        }
        let remembered = match &self.seen {
            Some(path) => read_seen(path)?,
            None => None,
        };
        let seen = later(remembered, source.published_before());
        let trust = Trust { keys, cosigners, threshold: self.threshold };
        let (mut report, documents) = check(&mut source, Verifier::new(trust, seen));
        judge(&mut report, &documents);
        // What the store says about itself and the read tree does not show.
        let aside = source.damage().filter(|_| report.state.verdict() != Verdict::DoesNotMatch);
        self.say(&report, &documents, aside.as_deref(), is_own_key);
        let code = match (report.state.verdict(), aside) {
            (Verdict::DoesNotMatch, _) | (_, Some(_)) => 1,
            (Verdict::NotVerified | Verdict::NotFullyVerified, None) => 3,
            (Verdict::Verified, None) => 0,
        };
        if code == 0
            && let Some(path) = &self.seen
            && let Some(note) = source.read(&Item::Checkpoint).flatten()
        {
            files::replace(path, &note, Readers::Anyone)
                .map_err(|error| Failure::unable(format!("{}: {error}", path.display())))?;
        }
        Ok(ExitCode::from(code))
    }

    fn say(&self, report: &Report, documents: &Documents, aside: Option<&str>, is_own_key: bool) {
        if self.json {
            let mut json = report.to_json();
            if let Json::Object(members) = &mut json {
                members.insert("documents".to_owned(), documents.to_json());
            }
            say(json.to_canonical());
            if let Some(damage) = aside {
                eprintln!("daybook: {damage}");
            }
            return;
        }
        let word = match (report.state.verdict(), aside) {
            (Verdict::DoesNotMatch, _) | (_, Some(_)) => "DOES NOT MATCH",
            (Verdict::NotVerified, None) => "NOT VERIFIED",
            (Verdict::NotFullyVerified, None) => "NOT FULLY VERIFIED",
            (Verdict::Verified, None) => "VERIFIED",
        };
        let origin = report.origin.as_ref().map_or("unnamed ledger", |origin| origin.as_str());
        say(format!("{word}: {origin}, {} entries ({})", report.size, report.state));
        for finding in &report.findings {
            say(format!("  {finding}"));
        }
        if report.findings_left_out > 0 {
            say(format!("  … and {} more", report.findings_left_out));
        }
        for line in documents.lines() {
            say(format!("  {line}"));
        }
        if let Some(damage) = aside {
            say(format!("  {damage}"));
        }
        if !report.findings.is_empty() && report.good < report.size {
            say(format!("  good from the first entry on: {} of {}", report.good, report.size));
        }
        for check in &report.checks {
            let (mark, text) = match &check.outcome {
                Checked::Passed(text) => ("passed", text),
                Checked::Failed(text) => ("FAILED", text),
                Checked::NotChecked(text) => ("not checked", text),
            };
            say(format!("  {:<12}{:<13}{text}", check.id.as_str(), mark));
        }
        if let Some(root) = &report.root {
            say(format!("  root        {root}"));
        }
        if is_own_key {
            say("  the key was taken from the record itself; give --key to check whose it is");
        }
    }
}

/// A document that is another file does not match, whatever else does.
fn judge(report: &mut Report, documents: &Documents) {
    if let Some(check) = report.checks.iter_mut().find(|check| check.id == CheckId::Documents) {
        check.outcome = documents.outcome();
    }
    if !documents.different.is_empty() {
        report.state = report.state.min(State::Mismatch);
    }
}

/// Feeds the verifier in its order, with a bar on a terminal; then looks at the
/// documents that the entries cite.
fn check(source: &mut Source, mut verifier: Verifier) -> (Report, Documents) {
    let note = source.read(&Item::Checkpoint).flatten();
    let Ok(plan) = verifier.checkpoint(note.as_deref()) else {
        return (verifier.finish(), Documents::default());
    };
    let mut cited = ledger::documents::Documents::new();
    let progress = Progress::new(plan.size.get(), "verifying");
    for id in &plan.tiles {
        // A tile that is gone proves nothing and accuses nobody: the entries
        // are then held against the signed root alone.
        let bytes = source.read(&Item::Tile(*id)).flatten();
        verifier.tile(*id, bytes.as_deref());
    }
    for id in &plan.bundles {
        // Entries that are certainly gone are missing; values that are gone
        // may have been redacted together, and were not checked.
        let entries = source.read(&Item::Entries(*id)).map(Option::unwrap_or_default);
        let openings = source.read(&Item::Openings(*id)).flatten();
        verifier.bundle(*id, entries.as_deref(), openings.as_deref(), &mut |checked| {
            cited.take(checked.entry.index(), checked.entry.line());
        });
        progress.at(verifier.checked().get());
    }
    while let Some(n) = verifier.wants_history() {
        let id = BundleId { n, width: TILE_WIDTH };
        let bytes = source.read(&Item::History(id)).flatten();
        verifier.history(n, bytes.as_deref());
    }
    drop(progress);
    let documents = Documents::of(&cited, source.documents(), |document| source.document(document));
    (verifier.finish(), documents)
}

fn keys(option: &str, texts: &[String]) -> Result<Vec<VerifierKey>, Failure> {
    let key = |text: &String| {
        let found = match std::fs::read_to_string(text) {
            Ok(file) => file.trim().to_owned(),
            Err(_) => text.clone(),
        };
        VerifierKey::parse(&found).map_err(|error| Failure::usage(format!("{option}: {error}")))
    };
    texts.iter().map(key).collect()
}

/// What was verified the last time; nothing when the file is not there yet.
fn read_seen(path: &Path) -> Result<Option<Seen>, Failure> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::unable(format!("{}: {error}", path.display()))),
    };
    let signed = SignedCheckpoint::parse(&bytes)
        .map_err(|error| Failure::usage(format!("--seen {}: {error}", path.display())))?;
    Ok(Some(seen_of(&signed)))
}

fn seen_of(signed: &SignedCheckpoint) -> Seen {
    Seen { size: signed.checkpoint().size, root: signed.checkpoint().root }
}

/// Of two earlier sights the later one, because it says more.
fn later(one: Option<Seen>, other: Option<Seen>) -> Option<Seen> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.size > one.size { other } else { one }),
        (one, other) => one.or(other),
    }
}
