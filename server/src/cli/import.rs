//! `daybook import`.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use ledger::record::Index;

use super::lines::{BadLine, Failed, each_chunk};
use super::progress::Progress;
use super::serve::open_or_create;
use super::{Data, Failure, Outcome, say};
use crate::folder::holds_ledger;
use crate::keeper;
use crate::sequencer::writer::Writer;
use crate::sequencer::{Ready, Submission, SubmitError};

/// Bad lines that are printed; the rest are counted.
const SHOWN: usize = 200;

/// Append events from a file of JSON lines, all or none.
///
/// Every line is a draft as `POST /api/v1/events` takes it. All lines are
/// checked before the first is written; each bad line is reported with its
/// number and everything that is wrong with it, and then nothing is written.
/// After a crash the import is there whole or not at all. The ledger must not
/// be served meanwhile.
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// The file, one draft a line
    #[arg(value_name = "FILE.jsonl")]
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// The actor to write as `by` where a line says none
    #[arg(long, env = "DAYBOOK_BY", default_value = "recorder", value_name = "ID")]
    by: String,
    /// Name of the ledger, for a folder that holds none yet
    #[arg(long, env = "DAYBOOK_ORIGIN", value_name = "NAME")]
    origin: Option<String>,
    /// Check only, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(self) -> Outcome {
        // An existing ledger is opened first, so that ids in use are found with
        // everything else; a new one is made only for a file that is good.
        let existing = if holds_ledger(&self.data.data) {
            Some(open_or_create(&self.data, self.origin.as_deref())?)
        } else {
            None
        };
        let in_use = |id: &str| match &existing {
            Some(opened) => opened.store.find_id(id).map_err(Failure::unable),
            None => Ok(None),
        };
        let drafts = self.pass("checking", in_use, |_| Ok(()))?;
        if self.dry_run {
            self.say(drafts, None);
            return Ok(ExitCode::SUCCESS);
        }
        let opened = match existing {
            Some(opened) => opened,
            None => open_or_create(&self.data, self.origin.as_deref())?,
        };
        let head = opened.folder.head();
        let (folder, mut writer) = opened.into_writer().map_err(Failure::unable)?;
        let first = writer.head().size;
        self.pass("recording", |_| Ok(None), |chunk| stage(&mut writer, chunk))?;
        // The end of the import: one signed commit makes all of it visible.
        writer.finish().map_err(Failure::unable)?;
        keeper::keep(&head, &writer.published().borrow());
        let note = writer.published().borrow().note.clone();
        drop((writer, folder));
        self.say(drafts, Some((first.get(), &note)));
        Ok(ExitCode::SUCCESS)
    }

    /// Goes through the file once; the number of drafts in it.
    fn pass(
        &self,
        what: &'static str,
        in_use: impl Fn(&str) -> Result<Option<Index>, Failure>,
        take: impl FnMut(Vec<(u64, Ready)>) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let unreadable =
            |error: std::io::Error| Failure::unable(format!("{}: {error}", self.file.display()));
        let file = File::open(&self.file).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        let progress = Progress::new(length, what);
        let input = BufReader::with_capacity(1 << 20, file);
        let passed = each_chunk(input, &self.by, |bytes| progress.at(bytes), in_use, take);
        drop(progress);
        match passed {
            Ok(Ok(0)) => Err(Failure::refused(format!("{}: holds no drafts", self.file.display()))),
            Ok(Ok(drafts)) => Ok(drafts),
            Ok(Err(bad)) => Err(self.report(&bad)),
            Err(Failed::Read(error)) => Err(unreadable(error)),
            Err(Failed::Take(failure)) => Err(failure),
        }
    }

    fn report(&self, bad: &[BadLine]) -> Failure {
        if self.json {
            let lines: Vec<_> = bad
                .iter()
                .map(|line| serde_json::json!({ "line": line.number, "faults": line.faults }))
                .collect();
            say(serde_json::json!({ "recorded": 0, "bad": lines }));
        } else {
            for line in bad.iter().take(SHOWN) {
                for fault in &line.faults {
                    eprintln!("{}:{}: {fault}", self.file.display(), line.number);
                }
            }
            if bad.len() > SHOWN {
                eprintln!("… and {} more lines", bad.len() - SHOWN);
            }
        }
        let lines = if bad.len() == 1 {
            "1 line is".to_owned()
        } else {
            format!("{} lines are", bad.len())
        };
        Failure::refused(format!("{lines} bad; nothing was recorded"))
    }

    fn say(&self, drafts: u64, recorded: Option<(u64, &str)>) {
        match (self.json, recorded) {
            (true, Some((first, note))) => {
                let result =
                    serde_json::json!({ "recorded": drafts, "first": first, "checkpoint": note });
                say(&result);
            }
            (true, None) => say(serde_json::json!({ "recorded": 0, "good": drafts })),
            (false, Some((first, _))) => {
                say(format!("recorded {drafts} events, entries {first} to {}", first + drafts - 1));
            }
            (false, None) => {
                say(format!("{drafts} drafts are good; nothing was recorded (--dry-run)"));
            }
        }
    }
}

/// Writes one chunk as a part of the import.
fn stage(writer: &mut Writer, chunk: Vec<(u64, Ready)>) -> Result<(), Failure> {
    let (numbers, drafts): (Vec<u64>, Vec<Ready>) = chunk.into_iter().unzip();
    let line = |position: usize| numbers.get(position).copied().unwrap_or_default();
    let part = Submission { drafts, expected: None, key: None };
    writer.stage(part).map_err(|error| match &error {
        SubmitError::Duplicate { position, .. } | SubmitError::Entry { position, .. } => {
            let number = line(*position);
            Failure::refused(format!("line {number}: {error}; nothing was recorded"))
        }
        SubmitError::ReadOnly(_) | SubmitError::Clock { .. } => Failure::unable(error),
        _ => Failure::refused(error),
    })
}
