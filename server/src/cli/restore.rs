//! `daybook restore`.

mod newer;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ledger::proof::{SignedCheckpoint, State, Trust, Verdict, Verifier};
use ledger::record::{Json, Size};
use serde_json::json;

use super::source::Source;
use super::{Failure, Outcome, logged, say, verify};
use crate::backup::{self, BackupKey, Checked, RestoreError, Restored};
use crate::clock;
use crate::fsck::{self, Found};
use crate::http::prepare::{fill_by, ready};
use crate::opened::Opened;
use crate::random::Salts;
use crate::recover::Damage;
use crate::sequencer::{Submission, SubmitError};

/// Put a ledger back from a backup, prove it, and record that it happened.
///
/// Every byte of the backup is checked before anything is written, and everything that was written
/// is checked after. The ledger is then served and not signed: entries that were published after
/// the backup was made would be signed over, and whoever saw them would see a fork. If no newer copy
/// is left, --accept-loss records that the ledger was put back (an entry that every reader sees) and
/// lets it go on; readers who saw more are still told that it went back.
#[derive(Debug, clap::Args)]
pub(super) struct Restore {
    /// The folder of the backup; left out to accept the loss of a restore before
    #[arg(long, value_name = "FOLDER", requires = "key", required_unless_present = "accept_loss")]
    from: Option<PathBuf>,
    /// The file of the backup key
    #[arg(long, env = "DAYBOOK_BACKUP_KEY", value_name = "FILE")]
    key: Option<PathBuf>,
    /// The new data folder, absent or empty; or with --accept-loss alone the restored one
    #[arg(long, env = "DAYBOOK_DATA", value_name = "DIR")]
    data: PathBuf,
    /// Go on without what was recorded after the backup, and record that
    #[arg(long, requires_all = ["by", "reason"])]
    accept_loss: bool,
    /// With --accept-loss: who decided it, as the actor that entries name
    #[arg(long, env = "DAYBOOK_BY", value_name = "ID")]
    by: Option<String>,
    /// With --accept-loss: what happened; a sealed text in the entry
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// With --accept-loss: the newest signed summary that anybody still has; the entry then says how
    /// many entries were published
    #[arg(long, value_name = "FILE")]
    published: Option<PathBuf>,
    /// A newer copy of the ledger that others have (an export, a `.daybook` file, a published
    /// folder): what it has beyond the backup comes along, and what it redacts is destroyed
    #[arg(long, value_name = "PATH", requires = "from")]
    newer: Option<PathBuf>,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(super) fn run(self) -> Outcome {
        let mut told = json!({});
        if let (Some(from), Some(key)) = (&self.from, &self.key) {
            let (restored, size) = self.restore(from, key)?;
            told = json!({ "size": size, "made": restored.made, "root": restored.root });
            if !self.json {
                say(format!("restored {size} entries into {}", self.data.display()));
                say(format!("  from a backup that was made at {}", restored.made));
                say("  every byte of the backup and of the new folder was checked: good");
                if !self.accept_loss {
                    say(
                        "  it can be served and is not signed yet. Is there a newer copy of the ledger?",
                    );
                    say(
                        "  If not: daybook restore --accept-loss --by WHO --reason WHAT --data DIR",
                    );
                }
            }
        }
        if self.accept_loss {
            let index = logged(&self.data, "accept_loss", "", || self.accept())?;
            told["recorded"] = json!(index);
            if !self.json {
                say(format!(
                    "entry {index} says that the ledger was put back; it can be written again"
                ));
                say(
                    "  whoever saw more entries than were put back is told that the ledger went back",
                );
            }
        }
        if self.json {
            say(told);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn restore(&self, from: &Path, key: &Path) -> Result<(Restored, u64), Failure> {
        let wrong = |error: RestoreError| match error {
            RestoreError::Altered { .. } | RestoreError::Newer(_) => Failure::refused(error),
            RestoreError::NotEmpty(_) | RestoreError::BrokenOff(_) => Failure::usage(error),
            other => Failure::unable(other),
        };
        let found = BackupKey::read(key).map_err(Failure::unable)?;
        let found = found
            .ok_or_else(|| Failure::usage(format!("--key {}: is not there", key.display())))?;
        let checked = Checked::read(from, &found).map_err(wrong)?;
        let copy = self
            .newer
            .as_deref()
            .map(|path| newer::read(path, &checked).map(|(newer, copy)| (path, newer, copy)));
        let mut copy = copy.transpose()?;
        let newer = copy.as_ref().map(|(_, newer, _)| newer);
        let now = clock::now();
        let restored = backup::restore(&checked, &self.data, &found, newer, now).map_err(wrong)?;
        if let Some((path, _, copy)) = &mut copy {
            newer::documents(path, copy, &self.data)?;
        }
        let about = format!("from a backup made at {}", restored.made);
        // The log came with the backup; what is in it now is that it did.
        let size = logged(&self.data, "restore", &about, || self.prove())?;
        Ok((restored, size))
    }

    /// Looks at everything that was written, as `daybook fsck` and `daybook verify` do.
    fn prove(&self) -> Result<u64, Failure> {
        let mut found = Found::default();
        fsck::check_files(&self.data, &mut found);
        let opened = Opened::open(&self.data).map_err(Failure::unable)?;
        let damage = opened.damage.clone();
        fsck::check_store(&opened, &mut found);
        fsck::check_documents(&opened, &mut found);
        let trust = Trust { keys: vec![opened.vkey.clone()], ..Trust::default() };
        let mut source = Source::Data(Box::new(opened));
        let (report, documents) = verify::judged(&mut source, Verifier::new(trust, None));
        let mut wrong: Vec<String> = found.findings.iter().map(ToString::to_string).collect();
        wrong.extend(found.unable);
        wrong.extend(documents.lines());
        wrong.extend(report.findings.iter().map(ToString::to_string));
        if !matches!(damage, Some(Damage::Restored { .. })) {
            wrong.extend(damage.map(|damage| damage.to_string()));
        }
        // A newer copy may lack sealed values that its maker could not read.
        let may_lack = self.newer.is_some() && report.state == State::Partial;
        if wrong.is_empty() && (report.state.verdict() == Verdict::Verified || may_lack) {
            return Ok(report.size.get());
        }
        let state = report.state.key();
        Err(Failure::refused(format!(
            "{}: was written, and is not good ({state}): {}; do not use it",
            self.data.display(),
            wrong.join("; ")
        )))
    }

    /// Records that the ledger was put back; from then on it can be written. Gives the
    /// number of the entry.
    fn accept(&self) -> Result<u64, Failure> {
        let opened = Opened::open(&self.data).map_err(Failure::unable)?;
        if !matches!(opened.damage, Some(Damage::Restored { .. })) {
            let path = self.data.display();
            return Err(match &opened.damage {
                Some(damage) => Failure::refused(format!("{path}: {damage}")),
                None => Failure::usage(format!("{path}: was not put back from a backup")),
            });
        }
        let restored = backup::restored(opened.folder.path()).map_err(Failure::unable)?;
        let Some(restored) = restored else {
            return Err(Failure::unable("the mark of the restore is gone"));
        };
        let published = self.published(&opened)?;
        let draft = self.draft(&restored, opened.start().head.size, published)?;
        let (folder, mut writer) = opened.accepted().into_writer().map_err(Failure::refused)?;
        let drafts = vec![ready(&draft, &mut Salts::new()).map_err(Failure::usage)?];
        let answer = writer.commit(vec![Submission { drafts, expected: None, key: None }]).pop();
        let index = match answer {
            Some(Ok(_)) => writer.head().size.get().saturating_sub(1),
            // Recorded, and the mark was not taken away any more.
            Some(Err(SubmitError::Duplicate { at, .. })) => at.get(),
            Some(Err(error)) => return Err(Failure::unable(error)),
            None => return Err(Failure::unable("nothing was recorded")),
        };
        let end = writer.published().borrow().note.clone();
        crate::files::replace(&folder.head(), end.as_bytes(), crate::files::Readers::Anyone)
            .map_err(Failure::unable)?;
        backup::accepted(folder.path()).map_err(Failure::unable)?;
        Ok(index)
    }

    /// How many entries the newest summary speaks of that anybody still has.
    fn published(&self, opened: &Opened) -> Result<Option<u64>, Failure> {
        let Some(path) = &self.published else { return Ok(None) };
        let wrong = |error: &dyn std::fmt::Display| {
            Failure::usage(format!("--published {}: {error}", path.display()))
        };
        let bytes = std::fs::read(path).map_err(|error| wrong(&error))?;
        let signed = SignedCheckpoint::parse(&bytes).map_err(|error| wrong(&error))?;
        signed.verify(std::slice::from_ref(&opened.vkey)).map_err(|error| wrong(&error))?;
        Ok(Some(signed.checkpoint().size.get()))
    }

    fn draft(
        &self,
        restored: &Restored,
        size: Size,
        published: Option<u64>,
    ) -> Result<Json, Failure> {
        let now = clock::now().to_string();
        let number = |n: u64| Json::Int(i64::try_from(n).unwrap_or(i64::MAX));
        let mut event = vec![
            ("entries_restored", number(size.get())),
            ("backup_made", Json::str(restored.made.get(..10).unwrap_or_default())),
            ("reason", Json::str(self.reason.clone().unwrap_or_default())),
        ];
        event.extend(published.map(|n| ("entries_published", number(n.max(size.get())))));
        let source = Json::object([
            ("kind", Json::str("other")),
            ("title", Json::str("The backup, and whoever put it back")),
        ]);
        let mut draft = Json::object([
            ("id", Json::str(format!("restored-{}", restored.id))),
            ("inquiry", Json::str("record-keeping")),
            ("kind", Json::str("ledger_restored")),
            ("occurred", Json::object([("edtf", Json::str(&now[..10]))])),
            ("basis", Json::str("direct_submission")),
            ("certainty", Json::str("stated")),
            ("sources", Json::Array(vec![source])),
            ("event", Json::object(event)),
        ]);
        let _ = fill_by(&mut draft, self.by.as_deref().unwrap_or_default());
        ledger::events::Draft::parse(&draft).map_err(Failure::usage)?;
        Ok(draft)
    }
}
