//! `daybook demo --fictional`.

use std::io::{BufReader, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::cli::lines::{Failed, Hand, each_chunk};
use crate::cli::progress::Progress;
use crate::cli::rows::origin_of;
use crate::cli::{Failure, Outcome};
use crate::fictional::{Fictional, Lines};
use crate::folder;
use crate::keeper;
use crate::opened::Opened;
use crate::sequencer::{Ready, Submission};

/// The name of an invented ledger: it tells what it is made of.
fn origin(seed: u64, events: u64) -> String {
    format!("daybook.example/fictional-{seed}-{events}")
}

/// Makes the ledger, all of it or nothing; one that is there already is left
/// as it is.
pub(super) fn make(path: &Path, seed: u64, events: u64) -> Result<u64, Failure> {
    let name = origin_of(&origin(seed, events))?;
    let opened = if folder::holds_ledger(path) {
        Opened::open(path).map_err(Failure::unable)?
    } else {
        Opened::create(path, &name).map_err(Failure::unable)?
    };
    if opened.folder.origin() != &name {
        return Err(Failure::refused(format!(
            "{}: holds the ledger {}, not this invented one; choose another folder",
            path.display(),
            opened.folder.origin()
        )));
    }
    let size = opened.start().head.size.get();
    if size > 0 {
        return Ok(size);
    }
    let head = opened.folder.head();
    let (folder, mut writer) = opened.into_writer().map_err(Failure::unable)?;
    let progress = Progress::new(events, "inventing");
    let mut done = 0;
    let input = BufReader::with_capacity(1 << 16, Lines::new(Fictional::new(seed, events)));
    let read = each_chunk(
        input,
        Hand { by: "fictional-recorder", key: None },
        |_| (),
        // The writer judges them.
        |_, _| Ok(Vec::new()),
        |chunk: Vec<(u64, Ready)>| {
            done += chunk.len() as u64;
            let drafts = chunk.into_iter().map(|(_, draft)| draft).collect();
            writer
                .stage(Submission { drafts, expected: None, key: None })
                .map_err(Failure::unable)?;
            progress.at(done);
            Ok::<_, Failure>(())
        },
    );
    drop(progress);
    match read {
        Ok(Ok(_)) => {}
        Ok(Err(bad)) => {
            let first =
                bad.first().map(|line| format!("{}: {}", line.number, line.faults.join("; ")));
            let first = first.unwrap_or_default();
            return Err(Failure::unable(format!("an invented draft is bad: line {first}")));
        }
        Err(Failed::Read(error)) => return Err(Failure::unable(error)),
        Err(Failed::Take(failure)) => return Err(failure),
    }
    writer.finish().map_err(Failure::unable)?;
    let end = writer.published();
    keeper::keep(&head, &end.borrow());
    let size = end.borrow().head.size.get();
    drop((writer, folder));
    Ok(size)
}

/// Prints the drafts. A reader that stops reading is no failure.
pub(super) fn print(seed: u64, events: u64) -> Outcome {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in Fictional::new(seed, events) {
        match out.write_all(line.as_bytes()) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => break,
            Err(error) => return Err(Failure::unable(error)),
        }
    }
    match out.flush() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::unable(error)),
        _ => Ok(ExitCode::SUCCESS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The writer judges every draft by those before it: an invented ledger
    /// contradicts itself nowhere, and is whole or not there.
    #[test]
    fn an_invented_ledger_is_admitted_whole_and_made_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("invented");
        for seed in [1, 2] {
            let path = path.with_extension(seed.to_string());
            assert_eq!(make(&path, seed, 2_500).unwrap(), 2_500);
        }
        let path = path.with_extension("1");
        assert_eq!(make(&path, 1, 2_500).unwrap(), 2_500, "a second time adds nothing");
        assert_eq!(make(&path, 2, 2_500).unwrap_err().code, 1, "another seed is another ledger");
        assert_eq!(Opened::open(&path).unwrap().damage, None);
    }
}
