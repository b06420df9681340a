//! Every step of a recommendation, in the order in which they happened, with
//! where each left it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::pairs::Pair;
use super::rules::Grounds;
use super::state::{Happened, State};
use super::words;
use crate::events::Edtf;
use crate::views::ask::Record;
use crate::views::facts::recommendations::{MadeFact, Step};
use crate::views::facts::{Body, Known, Stand};
use crate::views::sheet::{Cell, ColumnKind, Ref, Row, Table, columns};

/// The story of all addressees together.
pub(super) fn story(
    record: &Record<'_>,
    stand: &Stand,
    made: &Known<'_, MadeFact>,
    grounds: &Grounds,
    pairs: &[&Pair],
) -> Table {
    let facts = record.facts;
    let by = facts.body_name(made.fact.made_by, stand);
    let (when, entries) = grounds.made(made);
    let mut rows = alloc::vec![Row {
        key: "made".to_string(),
        cells: alloc::vec![
            date(when.as_ref()),
            Cell::Link(Ref::Entry(made.index.get()), format!("made by {by}")),
            Cell::Empty,
            Cell::Empty,
            recorded(record, made.index.get()),
        ],
        entries: made.entries().chain(entries).collect(),
    }];
    rows[0].entries.sort_unstable();
    rows[0].entries.dedup();
    let mut steps: Vec<(&Pair, usize)> = Vec::new();
    for pair in pairs {
        steps.extend((0..pair.steps.len()).map(|at| (*pair, at)));
    }
    crate::views::order::sort_by_key(steps.as_mut_slice(), |(pair, at)| {
        pair.steps[*at].range.sort_key()
    });
    rows.extend(steps.into_iter().map(|(pair, at)| row(record, stand, pair, at)));
    Table {
        key: "story".to_string(),
        caption: "What happened, in order".to_string(),
        columns: columns(&[
            ("date", "Date", ColumnKind::Date),
            ("what", "What happened", ColumnKind::Text),
            ("addressee", "Addressee", ColumnKind::Text),
            ("then", "Where it then stood", ColumnKind::Status),
            ("recorded", "Recorded on", ColumnKind::Date),
        ]),
        rows,
        empty: String::new(),
    }
}

fn row(record: &Record<'_>, stand: &Stand, pair: &Pair, at: usize) -> Row {
    let step = &pair.steps[at];
    let state = State::after(&pair.heir.chain, &pair.steps[..=at]);
    let then = match state.stage() {
        Some(stage) => {
            let (mark, words) = words::stage_words(stage);
            Cell::Status(mark, words)
        }
        None => Cell::text("no answer yet"),
    };
    let entry = step.entries.first().copied().unwrap_or_default();
    Row {
        key: format!("{entry}/{}", record.facts.id(pair.addressee)),
        cells: alloc::vec![
            date(step.when.as_ref()),
            Cell::Link(Ref::Entry(entry), what(record, stand, step)),
            words::addressee(record, stand, pair),
            then,
            recorded(record, entry),
        ],
        entries: step.entries.clone(),
    }
}

fn date(when: Option<&Edtf>) -> Cell {
    when.map_or_else(|| Cell::text("Date not known"), |when| Cell::date(Some(when)))
}

/// The day on which an entry was recorded: the second clock.
fn recorded(record: &Record<'_>, entry: u64) -> Cell {
    let index = crate::record::Index::new(entry);
    record.facts.last_day(index.size_through()).map_or(Cell::Empty, Cell::day)
}

/// A step in words, with who it is from.
fn what(record: &Record<'_>, stand: &Stand, happened: &Happened) -> String {
    let name = |body: Body| record.facts.body_name(body, stand);
    let who = name(happened.body);
    match &happened.step {
        Step::Response { position } => {
            format!("{who} answered: {}", words::position_words(*position))
        }
        Step::Progress { by, role, status, next } => {
            let (role, status) = (words::role_words(*role), words::progress_words(*status));
            let reported = format!("{} ({role}) reported: {status}", name(*by));
            with_date(reported, "next report", next.as_ref())
        }
        Step::DueSet { due, .. } => format!("answer due set to {}", due.in_words()),
        Step::Holding { expected } => {
            let sent = format!("{who} sent a holding reply, which is no answer");
            with_date(sent, "answer expected", expected.as_ref())
        }
        Step::Further { by, due } => {
            with_date(format!("{} asked for a further answer", name(*by)), "due", due.as_ref())
        }
        Step::Assessed { by, role, level, status } => {
            let of = (*by, *role, &**level, *status);
            format!("assessed: {}", words::assessment(record, stand, of))
        }
        Step::Target { date, notified, moved } => {
            let did = if *moved { "moved" } else { "set" };
            let words = format!("{who}: target date {did} to {}", date.in_words());
            match notified {
                None if *moved => format!("{words}; no notice to the recommender recorded"),
                told => with_date(words, "recommender told", told.as_ref()),
            }
        }
        Step::Closed { by, role, outcome } => {
            let (role, outcome) = (words::role_words(*role), words::outcome_words(*outcome));
            format!("closed by {} ({role}): {outcome}", name(*by))
        }
        Step::Reopened { by } => format!("reopened by {}", name(*by)),
        Step::Letter { by, step, ordinal } => {
            format!("{} wrote: {}, number {ordinal}", name(*by), words::letter_words(*step))
        }
    }
}

fn with_date(said: String, what: &str, date: Option<&Edtf>) -> String {
    match date {
        Some(date) => format!("{said}; {what} {}", date.in_words()),
        None => said,
    }
}
