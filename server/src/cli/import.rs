//! `daybook import`.

use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;
use std::process::ExitCode;

use super::check::{Alike, Check};
use super::lines::{BadLine, Failed, Hand, Place, each_chunk, texts};
use super::person_key;
use super::progress::Progress;
use super::rows::Rows;
use super::{Data, Failure, Outcome, logged, say};
use crate::clock;
use crate::folder::{Folder, holds_ledger};
use crate::keeper;
use crate::sequencer::gate::Gate;
use crate::sequencer::writer::Writer;
use crate::sequencer::{Ready, Submission, SubmitError};

/// Bad lines that are printed; the rest are counted.
const SHOWN: usize = 200;

/// Append events from a file of JSON lines, all or none.
///
/// Every line is a draft as `POST /api/v1/events` takes it. All lines are
/// checked before the first is written, by itself and against the ledger and the
/// lines before it; each bad line is reported with its number and everything
/// that is wrong with it, and then nothing is written. What is unusual is told
/// and recorded.
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
    #[command(flatten)]
    rows: Rows,
    /// The file of the key that signs each line, as their author
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Check only, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(super) fn run(self) -> Outcome {
        // An existing ledger is opened first, so that what it says is held against
        // the file; a new one is made only for a file that is good.
        let mut held = if holds_ledger(&self.data.data) { Some(self.open()?) } else { None };
        let gate = match &mut held {
            Some((_, writer)) => writer.gate().map_err(Failure::unable)?,
            None => Gate::default(),
        };
        let mut check = Check::new(gate, &self.file, &self.by, clock::now())
            .map_err(|error| self.unreadable(&error))?;
        let key = self.key.as_deref().map(person_key::read).transpose()?;
        let hand = Hand { by: &self.by, key: key.as_ref() };
        let drafts =
            self.pass(hand, "checking", |place, draft| check.judge(place, draft), |_| Ok(()))?;
        let unusual = check.unusual.into_list();
        if self.dry_run {
            self.say(drafts, None, &unusual);
            return Ok(ExitCode::SUCCESS);
        }
        let (folder, mut writer) = match held {
            Some(held) => held,
            None => self.open()?,
        };
        // No token and no second person: so it stands in the access log.
        let about = format!("{drafts} drafts, by {} where they say nobody", self.by);
        let (first, note) = logged(&self.data.data, "import", &about, || {
            let first = writer.head().size;
            self.pass(hand, "recording", |_, _| Ok(Vec::new()), |chunk| stage(&mut writer, chunk))?;
            // The end of the import: one signed commit makes all of it visible.
            writer.finish().map_err(Failure::unable)?;
            keeper::keep(&folder.head(), &writer.published().borrow());
            let note = writer.published().borrow().note.clone();
            Ok((first, note))
        })?;
        drop((writer, folder));
        self.say(drafts, Some((first.get(), &note)), &unusual);
        Ok(ExitCode::SUCCESS)
    }

    fn open(&self) -> Result<(Folder, Writer), Failure> {
        let opened = self.rows.open_or_create(&self.data, self.origin.as_deref())?;
        opened.into_writer().map_err(Failure::unable)
    }

    fn unreadable(&self, error: &std::io::Error) -> Failure {
        Failure::unable(format!("{}: {error}", self.file.display()))
    }

    /// Goes through the file once; the number of drafts in it.
    fn pass(
        &self,
        hand: Hand<'_>,
        what: &'static str,
        judge: impl FnMut(Place, &Ready) -> Result<Vec<String>, Failure>,
        take: impl FnMut(Vec<(u64, Ready)>) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let unreadable = |error: std::io::Error| self.unreadable(&error);
        let file = File::open(&self.file).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        let progress = Progress::new(length, what);
        let input = BufReader::with_capacity(1 << 20, file);
        let passed = each_chunk(input, hand, |bytes| progress.at(bytes), judge, take);
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

    fn say(&self, drafts: u64, recorded: Option<(u64, &str)>, unusual: &[Alike]) {
        if self.json {
            let alike = |alike: &Alike| {
                let text = texts(std::slice::from_ref(&alike.warning)).pop();
                serde_json::json!({ "line": alike.line, "warning": text, "lines": alike.count })
            };
            let warnings: Vec<_> = unusual.iter().map(alike).collect();
            return say(match recorded {
                Some((first, note)) => serde_json::json!({
                    "recorded": drafts, "first": first, "checkpoint": note, "warnings": warnings,
                }),
                None => serde_json::json!({ "recorded": 0, "good": drafts, "warnings": warnings }),
            });
        }
        for Alike { line, warning, count } in unusual.iter().take(SHOWN) {
            let file = self.file.display();
            let others = match count - 1 {
                0 => String::new(),
                1 => " (and 1 more line)".to_owned(),
                more => format!(" (and {more} more lines)"),
            };
            for text in texts(std::slice::from_ref(warning)) {
                eprintln!("{file}:{line}: unusual: {text}{others}");
            }
        }
        say(match recorded {
            Some((first, _)) => {
                format!("recorded {drafts} events, entries {first} to {}", first + drafts - 1)
            }
            None => format!("{drafts} drafts are good; nothing was recorded (--dry-run)"),
        });
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
        SubmitError::NotAdmitted(bad) => {
            let lines = bad.iter().map(|bad| {
                format!("line {}: {}", line(bad.position), texts(&bad.faults.0).join("; "))
            });
            let lines: Vec<String> = lines.collect();
            Failure::refused(format!("{}; nothing was recorded", lines.join("\n")))
        }
        SubmitError::ReadOnly(_)
        | SubmitError::Elsewhere
        | SubmitError::Doubtful(_)
        | SubmitError::Clock { .. } => Failure::unable(error),
        _ => Failure::refused(error),
    })
}
