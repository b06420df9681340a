//! `daybook verify`.

mod proof_file;

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::archive::ArchiveError;
use ledger::documents::Checked as Documents;
use ledger::proof::{
    BundleId, CheckId, CosignerSeen, Keep, Outcome as Checked, Policy, Prepared, Report, Seen,
    SignedCheckpoint, State, TILE_WIDTH, TileId, Verdict, Verifier,
};
use ledger::record::{Json, Timestamp};

use super::progress::Progress;
use super::source::{NoSource, Source, open};
use super::trust::Trusted;
use super::{Failure, Outcome, say};
use crate::files::{self, Readers};
use crate::in_order::{all_processors, in_order};
use crate::recover::Damage;
use crate::tree::Item;

/// Check a data folder, an export, a .daybook file or a proof file, every byte of it.
///
/// Exit code 0: verified. 1: does not match; the first entry that is wrong is
/// named. 2: the command line is wrong. 3: could not be checked, which is no
/// sign of tampering.
///
/// Without --key the key beside the record is believed: the record is then
/// shown to agree with itself. Get the key from another place and give it here
/// to know whose record it is. The same goes for --policy.
#[derive(Debug, clap::Args)]
pub(super) struct Verify {
    /// A data folder, a folder or .daybook file made by `daybook export`, a published folder, or a
    /// `.tlog-proof` file
    #[arg(value_name = "PATH")]
    path: PathBuf,
    #[command(flatten)]
    trusted: Trusted,
    /// For a proof file: the entry that it is to prove, if not the one in the file
    #[arg(long, value_name = "FILE")]
    entry: Option<PathBuf>,
    /// Remember in FILE what was verified, and compare with it the next time
    #[arg(long, env = "DAYBOOK_SEEN", value_name = "FILE")]
    seen: Option<PathBuf>,
    /// How many threads check; as many as this machine runs at once where left out
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self) -> Outcome {
        let mut trust = self.trusted.read()?;
        if let Some(proof) = proof_file::read(&self.path)? {
            return proof_file::run(&proof, self.entry.as_deref(), &trust, self.json);
        }
        if self.entry.is_some() {
            return Err(Failure::usage("--entry goes with a proof file"));
        }
        let mut source = match open(&self.path) {
            Ok(source) => source,
            Err(NoSource::Failed(failure)) => return Err(failure),
            Err(NoSource::Unreadable(error)) => return Ok(self.unreadable(&error)),
        };
        let is_own_key = trust.keys.is_empty();
        if is_own_key {
            trust.keys.extend(source.own_key()?);
        }
        let is_own_policy = trust.policy == Policy::default();
        if is_own_policy && let Some(policy) = source.own_policy()? {
            trust.policy = policy;
        }
        let remembered = match &self.seen {
            Some(path) => read_seen(path)?,
            None => None,
        };
        let seen = later(remembered, source.published_before());
        let threads = self.threads.unwrap_or_else(all_processors);
        let (report, documents) = judged_by(&mut source, Verifier::new(trust, seen), threads);
        // What the store says about itself and the read tree does not show.
        let aside = source.damage().filter(|_| report.state.verdict() != Verdict::DoesNotMatch);
        // Without its keys a store cannot show its sealed values: that is for the
        // openings' own check, and says nothing against any entry. Nor does a restore.
        let (lost, aside) = match aside {
            Some(Damage::Keys(_) | Damage::Restored { .. }) => (aside, None),
            _ => (None, aside),
        };
        if let Some(damage) = lost {
            eprintln!("daybook: {damage}");
        }
        let aside = aside.map(ToString::to_string);
        self.say(&report, &documents, aside.as_deref(), is_own_key);
        if is_own_policy && !report.cosigners.is_empty() && !self.json {
            say("  so were the independent witnesses; give --policy to choose whom to believe");
        }
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

    /// A file that is cut short or another file accuses nobody.
    fn unreadable(&self, error: &ArchiveError) -> ExitCode {
        if self.json {
            say(Report::unreadable(&error.to_string()).to_json().to_canonical());
        } else {
            say(format!("NOT VERIFIED: {}: this file cannot be read", self.path.display()));
            say(format!("  {error}"));
            say("  nothing could be checked; this is not a sign of tampering");
        }
        ExitCode::from(3)
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
        let word = if aside.is_some() {
            word(Verdict::DoesNotMatch)
        } else {
            word(report.state.verdict())
        };
        let origin = report.origin.as_ref().map_or("unnamed ledger", |origin| origin.as_str());
        say(format!("{word}: {origin}, {} entries ({})", report.size, report.state));
        say_findings(report, documents);
        if let Some(damage) = aside {
            say(format!("  {damage}"));
        }
        if !report.findings.is_empty() && report.good < report.size {
            say(format!("  good from the first entry on: {} of {}", report.good, report.size));
        }
        say_checks(report);
        if let Some(root) = &report.root {
            say(format!("  root        {root}"));
        }
        for cosigner in &report.cosigners {
            say(format!("  witness     {}", cosigner_line(cosigner)));
        }
        if is_own_key {
            say("  the key was taken from the record itself; give --key to check whose it is");
        }
    }
}

/// The word for a verdict.
fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::DoesNotMatch => "DOES NOT MATCH",
        Verdict::NotVerified => "NOT VERIFIED",
        Verdict::NotFullyVerified => "NOT FULLY VERIFIED",
        Verdict::Verified => "VERIFIED",
    }
}

/// One line for each thing that is wrong with entries and documents.
pub(super) fn say_findings(report: &Report, documents: &Documents) {
    for finding in &report.findings {
        say(format!("  {finding}"));
    }
    if report.findings_left_out > 0 {
        say(format!("  … and {} more", report.findings_left_out));
    }
    for line in documents.lines() {
        say(format!("  {line}"));
    }
}

/// One line for each check.
pub(super) fn say_checks(report: &Report) {
    for check in &report.checks {
        let (mark, text) = match &check.outcome {
            Checked::Passed(text) => ("passed", text),
            Checked::Failed(text) => ("FAILED", text),
            Checked::NotChecked(text) => ("not checked", text),
        };
        say(format!("  {:<12}{:<13}{text}", check.id.as_str(), mark));
    }
}

/// A cosigner, what it confirmed and when.
fn cosigner_line(seen: &CosignerSeen) -> String {
    let (name, key) = (&seen.name, seen.key_id);
    match seen.confirmed {
        _ if seen.is_wrong => format!("{name} (key {key}): the signature does not fit"),
        Some((size, time)) => {
            let millis = i64::try_from(time).unwrap_or(i64::MAX).saturating_mul(1_000);
            let time = Timestamp::from_millis(millis);
            format!("{name} (key {key}): {size} entries at {time}")
        }
        None => format!("{name} (key {key}): has not confirmed"),
    }
}

/// What there is to say about a copy and the documents that its entries cite; on all
/// processors.
pub(super) fn judged(source: &mut Source, verifier: Verifier) -> (Report, Documents) {
    judged_by(source, verifier, all_processors())
}

fn judged_by(
    source: &mut Source,
    verifier: Verifier,
    threads: NonZeroUsize,
) -> (Report, Documents) {
    let (mut report, documents) = check(source, verifier, threads);
    judge(&mut report, &documents);
    (report, documents)
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
/// documents that the entries cite. What a bundle says by itself is found out on
/// `threads` threads, and judged on this one.
fn check(
    source: &mut Source,
    mut verifier: Verifier,
    threads: NonZeroUsize,
) -> (Report, Documents) {
    // First, so that it cannot speak of more entries than the summary.
    let cosigned = source.read(&Item::Cosigned).flatten();
    let note = source.read(&Item::Checkpoint).flatten();
    let Ok(plan) = verifier.checkpoint(note.as_deref()) else {
        return (verifier.finish(), Documents::default());
    };
    verifier.cosigned(cosigned.as_deref());
    let mut cited = ledger::documents::Documents::new();
    let progress = Progress::new(plan.size.get(), "verifying");
    let copy = &*source;
    // A tile that is gone proves nothing and accuses nobody: the entries
    // are then held against the signed root alone.
    let tile = |id: &TileId| (*id, copy.read(&Item::Tile(*id)).flatten());
    in_order(&plan.tiles, threads, tile, |(id, bytes)| verifier.tile(id, bytes.as_deref()));
    let prepare = |id: &BundleId| {
        // Entries that are certainly gone are missing; values that are gone
        // may have been redacted together, and were not checked.
        let [entries, openings] = copy.bundle(*id);
        let entries = entries.map(Option::unwrap_or_default);
        let openings = openings.flatten();
        Prepared::new(*id, entries.map(Cow::Owned), openings.as_deref(), Keep::Nothing)
    };
    in_order(&plan.bundles, threads, prepare, |bundle| {
        verifier.prepared(bundle, &mut |checked| {
            cited.take(checked.entry.index(), checked.entry.line());
        });
        progress.at(verifier.checked().get());
    });
    while let Some(n) = verifier.wants_history() {
        let id = BundleId { n, width: TILE_WIDTH };
        let bytes = source.read(&Item::History(id)).flatten();
        verifier.history(n, bytes.as_deref());
    }
    drop(progress);
    let documents = Documents::of(&cited, source.documents(), |document| source.document(document));
    (verifier.finish(), documents)
}

/// What was verified the last time; nothing when the file is not there yet.
fn read_seen(path: &Path) -> Result<Option<Seen>, Failure> {
    let bytes = files::read_if_there(path)
        .map_err(|error| Failure::unable(format!("{}: {error}", path.display())))?;
    let Some(bytes) = bytes else { return Ok(None) };
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
