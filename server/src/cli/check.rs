//! The first pass of an import: every line against the ledger and against the
//! lines before it, nothing written.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ledger::admission::Warning;
use ledger::events::Draft;
use ledger::record::{Json, Timestamp};

use super::Failure;
use super::lines::{LINE_MAX, Place, texts};
use crate::http::prepare::fill_by;
use crate::sequencer::Ready;
use crate::sequencer::gate::{Barred, Gate, Lines};

/// Drafts that are kept in memory: what names an earlier line mostly names one
/// just before it.
const KEPT: u64 = 2_000;

/// Judges the lines of a file, and collects what is unusual.
pub(super) struct Check {
    gate: Gate,
    lines: Arc<Places>,
    now: Timestamp,
    since: u64,
    /// What is unusual, alike things together.
    pub(super) unusual: Unusual,
}

impl Check {
    /// A check of the file at `path` behind `gate`.
    pub(super) fn new(
        mut gate: Gate,
        path: &Path,
        by: &str,
        now: Timestamp,
    ) -> std::io::Result<Self> {
        let (file, by) = (Mutex::new(File::open(path)?), by.to_owned());
        let lines = Arc::new(Places { file, by, drafts: Mutex::default() });
        gate.read_lines(Arc::clone(&lines) as Arc<dyn Lines>);
        Ok(Self { gate, lines, now, since: 0, unusual: Unusual::default() })
    }

    /// What stands against the draft at `place`.
    pub(super) fn judge(&mut self, place: Place, draft: &Ready) -> Result<Vec<String>, Failure> {
        let passed = self.gate.pass(draft, self.now).map_err(Failure::unable)?;
        self.lines.drafts.lock().unwrap_or_else(PoisonError::into_inner).push(place);
        self.since += 1;
        if self.since == KEPT {
            self.gate.forget();
            self.since = 0;
        }
        Ok(match passed {
            Ok(warnings) => {
                for warning in warnings {
                    self.unusual.note(place.number, warning);
                }
                Vec::new()
            }
            Err(Barred::Faults(faults)) => texts(&faults.0),
            Err(Barred::Duplicate(at)) => {
                let (id, at) = (draft.id(), self.gate.name(at));
                vec![format!("/id ({id:?}) is in use by {at}: choose another")]
            }
        })
    }
}

/// Where the drafts of a file are.
#[derive(Debug)]
struct Places {
    file: Mutex<File>,
    by: String,
    drafts: Mutex<Vec<Place>>,
}

impl Places {
    fn place(&self, place: u64) -> Option<Place> {
        let places = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(usize::try_from(place).ok()?).copied()
    }
}

impl Lines for Places {
    fn name(&self, place: u64) -> String {
        self.place(place).map_or_else(|| "this line".to_owned(), |at| format!("line {}", at.number))
    }

    fn draft(&self, place: u64) -> Option<Draft> {
        let at = self.place(place)?;
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(at.offset)).ok()?;
        let mut line = Vec::new();
        let limited = std::io::Read::take(&mut *file, LINE_MAX as u64);
        BufReader::new(limited).read_until(b'\n', &mut line).ok()?;
        let mut json = Json::parse(line.trim_ascii()).ok()?;
        let _ = fill_by(&mut json, &self.by);
        Draft::parse(&json).ok()
    }
}

/// Warnings about many lines: alike ones are told once, with their number.
#[derive(Debug, Default)]
pub(super) struct Unusual(BTreeMap<String, Alike>);

/// Warnings that differ in numbers only.
#[derive(Debug)]
pub(super) struct Alike {
    /// The first line that has it.
    pub(super) line: u64,
    /// What it says there.
    pub(super) warning: Warning,
    /// How many lines have it.
    pub(super) count: u64,
}

impl Unusual {
    fn note(&mut self, line: u64, warning: Warning) {
        let mut key = String::new();
        for letter in warning.field.chars().chain(['\n']).chain(warning.problem.chars()) {
            match (letter.is_ascii_digit(), key.ends_with('#')) {
                (true, true) => {}
                (true, false) => key.push('#'),
                (false, _) => key.push(letter),
            }
        }
        let alike = self.0.entry(key).or_insert(Alike { line, warning, count: 0 });
        alike.count += 1;
    }

    /// All of them, in the order of lines.
    pub(super) fn into_list(self) -> Vec<Alike> {
        let mut list: Vec<Alike> = self.0.into_values().collect();
        list.sort_by_key(|alike| alike.line);
        list
    }
}
