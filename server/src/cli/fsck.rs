//! `daybook fsck`.

use std::path::PathBuf;
use std::process::ExitCode;

use ledger::documents::Checked;
use ledger::proof::{Report, Trust, Verdict, Verifier};
use serde_json::{Value, json};

use super::source::Source;
use super::{Data, Failure, Outcome, say, verify};
use crate::folder::{Folder, FolderError};
use crate::fsck::{self, Found, Part, Scratch};
use crate::opened::{OpenError, Opened};
use crate::recover::Damage;
use crate::store::{Place, StoreError};

/// Check everything in a data folder, every byte of it, and write nothing there.
///
/// Looks at the store (entries, chain, tiles, every signature ever given, sealed values and
/// their keys, ids, idempotency keys), the documents, tokens, drafts that wait, and every other
/// file. Refuses while a server runs on the folder. To look into the store without writing, a copy
/// of its files is made and removed again.
///
/// Exit code 0: good. 1: something is not as it was written, and is named. 2: the command line
/// is wrong. 3: something could not be looked at.
#[derive(Debug, clap::Args)]
pub(super) struct Fsck {
    #[command(flatten)]
    data: Data,
    /// Folder for the copy of the store; it takes as much room as the store
    #[arg(long, env = "DAYBOOK_SCRATCH", value_name = "DIR")]
    scratch: Option<PathBuf>,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// What the verifier says of the store.
struct Judged {
    report: Report,
    documents: Checked,
    damage: Option<Damage>,
}

impl Fsck {
    pub(super) fn run(self) -> Outcome {
        let path = &self.data.data;
        let folder = Folder::look(path).map_err(|error| match error {
            FolderError::Absent(_) | FolderError::Busy(_) | FolderError::Newer { .. } => {
                Failure::unable(error)
            }
            other => Failure::refused(other),
        })?;
        let mut found = Found::default();
        fsck::check_files(path, &mut found);
        let judged = self.look_into_store(folder, &mut found);
        let code = code(&found, judged.as_ref());
        if self.json {
            say(to_json(&found, judged.as_ref(), code));
        } else {
            self.say(&found, judged.as_ref(), code);
        }
        Ok(ExitCode::from(code))
    }

    /// What the verifier says, where the store can be opened at all.
    fn look_into_store(&self, folder: Folder, found: &mut Found) -> Option<Judged> {
        if let Ok(Place::Database(address)) = folder.place() {
            found.unable.push(format!(
                "store: its rows are in {}; `daybook verify` reads every one of them, and the database checks its own files",
                address.shown()
            ));
            return None;
        }
        let store = folder.store();
        if !store.join("db").exists() {
            if folder.head().exists() || store.exists() {
                let problem = "its files are missing";
                found.wrong(Part::Store, "store", problem, "restore it (docs/backup.md)");
            } else {
                found.unable.push("store: there is none yet".to_owned());
            }
            return None;
        }
        let place = self.scratch.clone().unwrap_or_else(std::env::temp_dir);
        let scratch = match Scratch::of(&store, &place) {
            Ok(scratch) => scratch,
            Err(error) => {
                found.unable.push(format!("store: {error}"));
                return None;
            }
        };
        let opened = match Opened::inspect(folder, &scratch.store()) {
            Ok(opened) => opened,
            Err(OpenError::Store(
                error @ (StoreError::Layout(_) | StoreError::Unreadable { .. }),
            )) => {
                // The path is that of the copy: what is wrong is told, not where.
                let problem = match error {
                    StoreError::Unreadable { problem, .. } => format!("beyond reading: {problem}"),
                    other => other.to_string(),
                };
                found.wrong(Part::Store, "store", problem, "restore it (docs/backup.md)");
                return None;
            }
            Err(error) => {
                found.unable.push(format!("store: {error}"));
                return None;
            }
        };
        fsck::check_store(&opened, found);
        fsck::check_documents(&opened, found);
        let damage = opened.damage.clone();
        let vkey = opened.vkey.clone();
        let mut source = Source::Data(Box::new(opened));
        let trust = Trust { keys: vec![vkey], ..Trust::default() };
        let verifier = Verifier::new(trust, source.published_before());
        let (report, documents) = verify::judged(&mut source, verifier);
        Some(Judged { report, documents, damage })
    }

    fn say(&self, found: &Found, judged: Option<&Judged>, code: u8) {
        let word = match code {
            0 => "GOOD",
            1 => "NOT AS IT WAS WRITTEN",
            _ => "NOT FULLY CHECKED",
        };
        say(format!("{word}: {}", self.data.data.display()));
        if let Some(Judged { report, documents, damage }) = judged {
            say(format!("  record: {} entries ({})", report.size, report.state));
            verify::say_findings(report, documents);
            if let Some(damage) = damage {
                say(format!("  at the start: {damage}"));
            }
            verify::say_checks(report);
        }
        for finding in &found.findings {
            say(format!("  {finding}"));
        }
        for line in &found.unable {
            say(format!("  not looked at: {line}"));
        }
        for line in &found.notes {
            say(format!("  note: {line}"));
        }
        let counted =
            found.counted.iter().map(|(what, n)| format!("{n} {}", what.replace('_', " ")));
        say(format!("  looked at: {}", counted.collect::<Vec<_>>().join(", ")));
    }
}

/// The exit code: what is wrong before what could not be looked at.
fn code(found: &Found, judged: Option<&Judged>) -> u8 {
    let Some(Judged { report, documents, damage }) = judged else {
        return if found.findings.is_empty() { 3 } else { 1 };
    };
    let verdict = report.state.verdict();
    let is_wrong = !found.findings.is_empty()
        || verdict == Verdict::DoesNotMatch
        || !documents.different.is_empty()
        || damage.as_ref().is_some_and(speaks_against);
    let is_unsure = !found.unable.is_empty()
        || verdict != Verdict::Verified
        || !documents.unreadable.is_empty();
    if is_wrong { 1 } else { u8::from(is_unsure) * 3 }
}

/// Whether what a start would refuse is damage. Of keys that cannot be used the findings
/// say more; a ledger that was put back is as good as its backup.
const fn speaks_against(damage: &Damage) -> bool {
    !matches!(damage, Damage::Keys(_) | Damage::Restored { .. })
}

fn to_json(found: &Found, judged: Option<&Judged>, code: u8) -> Value {
    let verdict = ["good", "altered"].get(usize::from(code)).copied().unwrap_or("not_checked");
    let parse = |text: String| serde_json::from_str(&text).unwrap_or(Value::Null);
    let record = judged.map(|judged| parse(judged.report.to_json().to_canonical()));
    let documents = judged.map(|judged| parse(judged.documents.to_json().to_canonical()));
    let damage = judged.and_then(|judged| judged.damage.as_ref()).map(ToString::to_string);
    json!({
        "verdict": verdict,
        "record": record,
        "documents": documents,
        "damage": damage,
        "findings": found.findings,
        "notes": found.notes,
        "unable": found.unable,
        "counted": found.counted,
    })
}
