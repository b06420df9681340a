//! Answers to questions about the record, and files of events: the same code
//! and the same bytes as the server's.

use ledger::events::civil::Date;
use ledger::record::{Entry, Index, Openings};
use ledger::views::export::agenda::{ENDS, Ended, Revision, items};
use ledger::views::export::{self, Line, Stamp, csv, ics, jsonl};
use ledger::views::timeline::{Order, Query};
use ledger::views::{Question, Record, ask};

use super::replay::{Bytes, Replay};
use super::report::sentence;
use crate::wire::{Asking, ExportFormat, ExportPiece, SheetAnswer, Wrong};

/// Rows in one piece of a file.
const PIECE: usize = 4_096;

/// Answers a question.
pub(super) fn sheet(replay: &Replay, asking: &Asking) -> SheetAnswer {
    let of = replay.facts.size().get();
    let Some(today) = Date::from_days_since_1970(asking.today) else {
        let words = "The clock of this device is outside the calendar.".to_owned();
        let wrong = Wrong { name: "on".to_owned(), value: String::new(), words };
        return SheetAnswer {
            view: asking.view.clone(),
            result: Err(wrong),
            of,
            warning: String::new(),
        };
    };
    let params = std::collections::BTreeMap::new();
    let mut question = Question { view: asking.view.clone(), params, today };
    for (name, value) in &asking.params {
        question.params.insert(name.clone(), value.clone());
    }
    let record = Record { facts: &replay.facts, timeline: &replay.timeline };
    let result = ask(&record, &question).map_err(|error| Wrong {
        words: sentence(&format!("“{}” {}: {}", error.value, error.problem, error.remedy)),
        name: error.name,
        value: error.value,
    });
    let result = result.map(|mut sheet| {
        sheet.stand.hash = sheet.stand.size.checked_sub(1).and_then(|last| hash(replay, last));
        sheet
    });
    let warning = warning(replay);
    SheetAnswer { view: asking.view.clone(), result, of, warning }
}

/// The fingerprint of an entry, 64 hexadecimal digits.
fn hash(replay: &Replay, index: u64) -> Option<String> {
    replay.hash(index).map(|hash| hash.to_hex())
}

/// A piece of a file of the events that a query selects.
pub(super) fn export(
    replay: &Replay,
    query: &Query,
    format: ExportFormat,
    from: u64,
) -> ExportPiece {
    let found = replay.timeline.select(query);
    let size = replay.facts.size();
    let mut warning = warning(replay);
    let first = usize::try_from(from).unwrap_or(usize::MAX).min(found.len());
    let piece = &found[first..found.len().min(first + PIECE)];
    let stamp = Stamp { size: size.get(), warning: &warning };
    let rows = piece.iter().filter_map(|place| replay.timeline.row_at(*place));
    let mut text = String::new();
    match format {
        ExportFormat::Ics => {
            let (mut days, mut left_out) = (Vec::new(), 0_u64);
            let ended = ended(replay);
            for row in found.iter().filter_map(|place| replay.timeline.row_at(*place)) {
                let revision = |by: &Index| {
                    let (entry, openings) = read(replay, by.get())?;
                    Revision::read(entry, openings)
                };
                let Some((entry, _)) = read(replay, row.index.get()) else {
                    left_out += 1;
                    continue;
                };
                let revisions: Vec<_> =
                    row.corrected_by.iter().chain(&row.related).filter_map(revision).collect();
                days.extend(items(&row, &entry.draft_json(), &revisions, &ended));
            }
            if left_out > 0 {
                // Their dates stand in bytes that a large ledger does not keep here.
                let events = crate::format::count(left_out, "event", "events");
                warning = format!("{warning} {events} could not be looked through for dates.");
            }
            let origin = replay.verdict.as_ref().map_or("", |verdict| verdict.origin.as_str());
            // A file has no address where its events could be looked up.
            let is_file = replay.verdict.as_ref().is_some_and(|verdict| verdict.file.is_some());
            let site = if is_file { String::new() } else { crate::browser::worker_origin() };
            text = ics::calendar(&ics::Calendar { origin, site: &site, warning: &warning }, &days);
        }
        _ => {
            let line = |row: ledger::views::timeline::Row| -> Line {
                export::event(&row, hash(replay, row.index.get()).as_deref(), &stamp)
            };
            let lines: Vec<Line> = rows.map(line).collect();
            match format {
                ExportFormat::Csv => {
                    if from == 0 {
                        text = csv::events_header();
                    }
                    csv::rows(&lines, &mut text);
                }
                _ => jsonl::lines(&lines, &mut text),
            }
        }
    }
    let end = first + piece.len();
    let more = end < found.len() && format != ExportFormat::Ics;
    ExportPiece {
        text,
        next: more.then_some(end as u64),
        total: found.len() as u64,
        name: export::file_name(&["events"], size, &warning),
    }
}

/// What is called off anywhere in the ledger, whatever the query.
fn ended(replay: &Replay) -> Vec<Ended> {
    let kinds = ENDS.iter().map(|(kind, _)| (*kind).to_owned()).collect();
    let query = Query { kinds, order: Order::Oldest, ..Query::default() };
    let rows = replay.timeline.select(&query).into_iter();
    let rows = rows.filter_map(|place| replay.timeline.row_at(place));
    let read = |row: ledger::views::timeline::Row| {
        let (entry, _) = read(replay, row.index.get())?;
        Ended::read(&row, &entry.draft_json())
    };
    rows.filter_map(read).collect()
}

/// What a page or a file from this copy must say first.
pub(super) fn warning(replay: &Replay) -> String {
    let of_record = export::warning(&replay.timeline);
    let bad = replay.bad_from() != u64::MAX || !replay.marked.is_empty();
    match (bad, of_record.is_empty()) {
        (false, _) => of_record,
        (true, true) => "Does not match the signed record.".to_owned(),
        (true, false) => format!("Does not match the signed record. {of_record}"),
    }
}

/// An entry whose bytes are in memory.
fn read(replay: &Replay, index: u64) -> Option<(&Entry, &Openings)> {
    match replay.bytes(index)?.0 {
        Bytes::Here(entry, openings) => Some((entry, openings)),
        Bytes::Away(_) => None,
    }
}
