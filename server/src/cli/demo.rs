//! `daybook demo`.

mod invented;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::lines::{Failed, Hand, each_chunk};
use super::rows::origin_of;
use super::serve::{Listen, listen};
use super::{Failure, Outcome, say};
use crate::access::four_eyes::FourEyes;
use crate::cosigners::Pace;
use crate::folder::{self, Folder};
use crate::keeper;
use crate::opened::Opened;
use crate::running::Extras;
use crate::sequencer::{Ready, Submission};

/// The record of the 2015 inquiry, one draft a line, each with its source.
const RECORD: &[u8] = include_bytes!("../../demo/occ-2015.jsonl");

/// The name of the demonstration ledger.
const ORIGIN: &str = "daybook.example/occ-2015";

/// Make a ledger that holds the record of the 2015 inquiry, and serve it.
///
/// Each event is appended and signed by itself, so that the history of
/// checkpoints can tell later which of them a forger replaced. A folder that
/// holds another ledger, or anything else, is left alone.
///
/// With --fictional it holds an invented inquiry of any size instead, for what
/// the real record cannot show. Every name in it says that it is invented.
#[derive(Debug, clap::Args)]
pub(super) struct Demo {
    /// The folder to make
    #[arg(long, env = "DAYBOOK_DATA", default_value = "daybook-data", value_name = "DIR")]
    data: PathBuf,
    /// Address to listen on; port 0 picks a free one
    #[arg(long, env = "DAYBOOK_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    listen: SocketAddr,
    /// What needs a second person with another token; nothing, for one person trying it out
    #[arg(long, env = "DAYBOOK_FOUR_EYES", default_value = "off", value_name = "POLICY")]
    four_eyes: FourEyes,
    /// Make the ledger and stop
    #[arg(long)]
    no_serve: bool,
    /// Invent an inquiry instead of the real one
    #[arg(long)]
    fictional: bool,
    /// Number of invented events
    #[arg(long, default_value_t = 3_000, value_name = "N", requires = "fictional",
        value_parser = clap::value_parser!(u64).range(1..=20_000_000))]
    events: u64,
    /// The same seed and number of events give the same inquiry
    #[arg(long, default_value_t = 1, value_name = "N", requires = "fictional")]
    seed: u64,
    /// Print the invented drafts as JSON lines, for `daybook import`, and stop
    #[arg(long, requires = "fictional", conflicts_with = "no_serve")]
    print: bool,
}

impl Demo {
    pub(super) fn run(self) -> Outcome {
        if self.print {
            return invented::print(self.seed, self.events);
        }
        let size = if self.fictional {
            invented::make(&self.data, self.seed, self.events)?
        } else {
            make(&self.data)?
        };
        if self.no_serve {
            say(format!("{}: the demonstration ledger, {size} entries", self.data.display()));
            return Ok(ExitCode::SUCCESS);
        }
        let opened = Opened::open(&self.data).map_err(Failure::unable)?;
        let addresses = Listen { public: self.listen, metrics: None };
        listen(opened, addresses, Pace::usual(), self.four_eyes, Extras::default())
    }
}

/// Makes the ledger, or goes on with one whose making was interrupted.
fn make(path: &Path) -> Result<u64, Failure> {
    let origin = origin_of(ORIGIN)?;
    let opened = if folder::holds_ledger(path) {
        Opened::open(path).map_err(Failure::unable)?
    } else {
        Opened::create(path, &origin).map_err(Failure::unable)?
    };
    if opened.folder.origin() != &origin {
        return Err(Failure::refused(format!(
            "{}: holds the ledger {}, not the demonstration; choose another folder",
            path.display(),
            opened.folder.origin()
        )));
    }
    let mut missing = Vec::new();
    for draft in drafts()? {
        if opened.store.find_id(draft.id()).map_err(Failure::unable)?.is_none() {
            missing.push(draft);
        }
    }
    if missing.is_empty() {
        return Ok(opened.start().head.size.get());
    }
    append(opened, missing)
}

fn append(opened: Opened, drafts: Vec<Ready>) -> Result<u64, Failure> {
    let head: PathBuf = opened.folder.head();
    let (folder, mut writer): (Folder, _) = opened.into_writer().map_err(Failure::unable)?;
    for draft in drafts {
        let one = Submission { drafts: vec![draft], expected: None, key: None };
        for answer in writer.commit(vec![one]) {
            answer.map_err(Failure::unable)?;
        }
    }
    let end = writer.published();
    keeper::keep(&head, &end.borrow());
    let size = end.borrow().head.size.get();
    drop((writer, folder));
    Ok(size)
}

fn drafts() -> Result<Vec<Ready>, Failure> {
    let mut drafts = Vec::new();
    let read = each_chunk(
        RECORD,
        Hand { by: "demo-recorder", key: None },
        |_| (),
        // The writer judges them, one after the other.
        |_, _| Ok(Vec::new()),
        |chunk| {
            drafts.extend(chunk.into_iter().map(|(_, draft)| draft));
            Ok::<_, Failure>(())
        },
    );
    match read {
        Ok(Ok(_)) => Ok(drafts),
        Ok(Err(bad)) => {
            let lines: Vec<String> = bad
                .iter()
                .map(|line| format!("line {}: {}", line.number, line.faults.join("; ")))
                .collect();
            Err(Failure::unable(format!(
                "the record in this program is bad: {}",
                lines.join(" · ")
            )))
        }
        Err(Failed::Read(error)) => Err(Failure::unable(error)),
        Err(Failed::Take(failure)) => Err(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_good_and_every_event_is_signed_by_itself() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("demo");
        let size = make(&path).unwrap();
        assert_eq!(size, drafts().unwrap().len() as u64);
        let opened = Opened::open(&path).unwrap();
        assert_eq!(opened.start().checkpoints, size + 1);
        assert_eq!(opened.damage, None);
        drop(opened);
        assert_eq!(make(&path).unwrap(), size, "a second time adds nothing");

        let other = dir.path().join("other");
        drop(Opened::create(&other, &origin_of("other.example").unwrap()).unwrap());
        assert_eq!(make(&other).unwrap_err().code, 1);
        let full = dir.path().join("full");
        std::fs::create_dir(&full).unwrap();
        std::fs::write(full.join("thesis.txt"), "x").unwrap();
        assert!(make(&full).is_err());
    }
}
