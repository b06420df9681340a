//! `daybook log`.

use std::process::ExitCode;

use super::{Data, Failure, Outcome, say};
use crate::access::log::files::Files;
use crate::access::log::{Line, Outcome as Ended};
use crate::folder::{access_log_of, holds_ledger};

/// Print the access log: who was refused what, and who did what to access.
///
/// Oldest lines first. A number that is missing is a line that somebody took away.
#[derive(Debug, clap::Args)]
pub(super) struct Log {
    #[command(flatten)]
    data: Data,
    /// Only lines with a higher number
    #[arg(long, default_value_t = 0, value_name = "N")]
    after: u64,
    /// Only what this actor did or was refused
    #[arg(long, value_name = "ID")]
    who: Option<String>,
    /// Only this act, such as `make_token`
    #[arg(long, value_name = "ACT")]
    act: Option<String>,
    /// Only what ended like this
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<Ended>,
    /// Print the lines as they are kept, one JSON object each
    #[arg(long)]
    json: bool,
}

impl Log {
    pub(super) fn run(self) -> Outcome {
        let folder = &self.data.data;
        if !holds_ledger(folder) {
            return Err(Failure::unable(format!(
                "{}: holds no ledger; see --data",
                folder.display()
            )));
        }
        let files = Files::new(access_log_of(folder));
        let wanted = |line: &Line| {
            self.who.as_ref().is_none_or(|who| line.who.as_ref() == Some(who))
                && self.act.as_ref().is_none_or(|act| line.act == *act)
                && self.outcome.is_none_or(|outcome| line.outcome == outcome)
        };
        let mut after = self.after;
        loop {
            let lines = files.read(after, usize::MAX, wanted).map_err(Failure::unable)?;
            let Some(last) = lines.last() else { return Ok(ExitCode::SUCCESS) };
            after = last.n;
            for line in &lines {
                if self.json {
                    say(serde_json::to_string(line).map_err(Failure::unable)?);
                } else {
                    say(spelt(line));
                }
            }
        }
    }
}

/// A line for people: what is not known is `-`.
fn spelt(line: &Line) -> String {
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let status = line.status.map_or_else(String::new, |status| format!(" {status}"));
    let why = line.why.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
    let text = format!(
        "{}\t{}\t{}\t{}\t{}\t{}{status}{why}\t{}\t{}",
        line.n,
        line.at,
        or(&line.who),
        or(&line.token),
        line.act,
        line.outcome.code(),
        or(&line.about),
        or(&line.request),
    );
    // What a caller chose must not move the cursor of whoever reads it.
    text.chars().filter(|c| *c == '\t' || !c.is_control()).collect()
}
