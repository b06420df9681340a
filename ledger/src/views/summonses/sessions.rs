//! Sessions in which evidence is heard: to come, held, cancelled.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::calls::came;
use super::sheet::body_cell;
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::events::edtf::Compared;
use crate::events::sessions::TranscriptStatus;
use crate::views::facts::{Body, Facts, Person, Session, SessionStep, Stand};
use crate::views::sheet::{Cell, ColumnKind, Mark, Row, Table, columns};

/// What is known of one session.
#[derive(Default)]
struct Known {
    committee: Option<Body>,
    day: Option<Edtf>,
    private: Option<bool>,
    transcript: Option<TranscriptStatus>,
    heard: Vec<Person>,
    /// Whether the newest word is that it was cancelled or put off.
    cancelled: bool,
    /// The day it was put off to, where one is given.
    put_off_to: Option<Edtf>,
    entries: Vec<u64>,
}

/// Every session that the record names; of one body only where one is given.
pub(super) fn table(facts: &Facts, stand: &Stand, committee: Option<&str>) -> Table {
    let committee: Option<Body> = committee.and_then(|id| facts.find(id));
    let mut all = sessions(facts, stand);
    all.retain(|_, known| committee.is_none() || known.committee == committee);
    let mut rows: Vec<(Option<Date>, Row)> = all
        .iter()
        .map(|(session, known)| {
            let day = known.day.as_ref().and_then(|day| day.range().earliest);
            (day, row(facts, stand, *session, known))
        })
        .collect();
    // The newest first; those of unknown day last.
    crate::views::order::sort_by_key(rows.as_mut_slice(), |(day, _)| {
        core::cmp::Reverse(day.map_or(i32::MIN, Date::days_since_1970))
    });
    Table {
        key: "sessions".to_string(),
        caption: "Evidence sessions".to_string(),
        columns: columns(&[
            ("session", "Session", ColumnKind::Text),
            ("committee", "Before", ColumnKind::Text),
            ("when", "Date", ColumnKind::Date),
            ("state", "State", ColumnKind::Status),
            ("heard", "Heard", ColumnKind::Text),
            ("transcript", "Transcript", ColumnKind::Text),
        ]),
        rows: rows.into_iter().map(|(_, row)| row).collect(),
        empty: "No evidence session is recorded at this point.".to_string(),
    }
}

fn sessions(facts: &Facts, stand: &Stand) -> BTreeMap<Session, Known> {
    let mut all: BTreeMap<Session, Known> = BTreeMap::new();
    for word in facts.sessions(stand) {
        let known = all.entry(word.fact.session).or_default();
        known.committee = Some(word.fact.committee);
        known.entries.extend(word.entries());
        match &word.fact.step {
            SessionStep::Held { private, parts, transcript, .. } => {
                known.day = word.fact.day().or(known.day.take());
                known.private = Some(*private);
                known.transcript = transcript.or(known.transcript);
                known.heard.extend(parts.iter().flatten());
                known.cancelled = false;
            }
            SessionStep::Cancelled(to) => {
                // Cancelled on a day that is still to come.
                if !word.fact.when.as_ref().is_some_and(|when| is_after(when, stand.on)) {
                    (known.cancelled, known.put_off_to) = (true, to.clone());
                }
            }
        }
    }
    // Who came to a session says that there was one.
    for step in facts.steps(stand).filter(|step| came(step.fact.act)) {
        let (Some(session), Some(person)) = (step.fact.session, step.fact.person) else { continue };
        let known = all.entry(session).or_default();
        known.committee = known.committee.or(step.fact.committee);
        if known.day.is_none() {
            known.day.clone_from(&step.fact.when);
        }
        known.heard.push(person);
        known.entries.extend(step.entries());
    }
    for known in all.values_mut() {
        known.entries.sort_unstable();
        known.entries.dedup();
        known.heard.sort_unstable();
        known.heard.dedup();
    }
    all
}

fn row(facts: &Facts, stand: &Stand, session: Session, known: &Known) -> Row {
    let names: Vec<&str> =
        known.heard.iter().map(|person| facts.person_name(*person, stand)).collect();
    Row {
        key: facts.id(session).to_string(),
        cells: alloc::vec![
            Cell::text(facts.id(session)),
            body_cell(facts, stand, known.committee),
            Cell::date(known.day.as_ref()),
            state(known, stand.on),
            Cell::text(names.join("; ")),
            Cell::text(match known.transcript {
                None => "",
                Some(TranscriptStatus::Uncorrected) => "As taken down",
                Some(TranscriptStatus::Corrected) => "Corrected",
            }),
        ],
        entries: known.entries.clone(),
    }
}

fn state(known: &Known, on: Date) -> Cell {
    let place = if known.private == Some(true) { ", in private" } else { "" };
    let status = |mark, words: String| Cell::Status(mark, words);
    match &known.put_off_to {
        Some(to) if known.cancelled => {
            return status(Mark::Waiting, format!("Put off to {}", to.in_words()));
        }
        None if known.cancelled => return status(Mark::No, "Cancelled".to_string()),
        _ => {}
    }
    let taken = known.transcript.is_some() || !known.heard.is_empty();
    match &known.day {
        Some(day) if is_after(day, on) => status(Mark::Waiting, format!("To come{place}")),
        _ if taken => status(Mark::Done, format!("Held{place}")),
        Some(_) => status(Mark::Unknown, format!("Day passed; nothing further recorded{place}")),
        None => status(Mark::Unknown, format!("Day not recorded{place}")),
    }
}

/// Whether a date lies after a day on every reading.
fn is_after(date: &Edtf, on: Date) -> bool {
    date.range().compare(&Edtf::day(on).range()) == Compared::After
}
