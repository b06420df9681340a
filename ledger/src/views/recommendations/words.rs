//! How pairs are put into words and cells.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::pairs::{Answer, Pair};
use super::rules::Published;
use super::state::{Ending, Stage};
use crate::events::closing::{AssessorRole, CloseOutcome, EscalationStep};
use crate::events::recommendations::{Position, Progress, ReporterRole};
use crate::record::Index;
use crate::views::ask::Record;
use crate::views::due::{Due, Standing};
use crate::views::facts::{Body, Report, Stand};
use crate::views::sheet::{Cell, Mark, Ref, in_words};

/// Most characters of a recommendation in a table; its page has all of it.
const MOST: usize = 120;

/// "14: Boards should publish…", as far as number and text are known.
pub(in crate::views) fn label(
    record: &Record<'_>,
    id: &str,
    number: Option<&str>,
    entry: Index,
) -> String {
    let text = record.timeline.row(entry).map(|row| row.summary).unwrap_or_default();
    let text = clip(&text);
    match (number, text.is_empty()) {
        (Some(number), false) => format!("{number}: {text}"),
        (Some(number), true) => format!("Recommendation {number}"),
        (None, false) => text,
        (None, true) => id.to_string(),
    }
}

/// The first words of a text.
fn clip(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(MOST) else { return text.to_string() };
    let head = &text[..end];
    let head = head.rsplit_once(' ').map_or(head, |(head, _)| head);
    format!("{head}…")
}

/// A recommendation, linked.
pub(in crate::views) fn recommendation(record: &Record<'_>, pair: &Pair) -> Cell {
    let id = record.facts.id(pair.recommendation);
    let words = label(record, id, pair.number.as_deref(), pair.entry);
    Cell::Link(Ref::Recommendation(id.to_string()), words)
}

/// A body, linked, by its name then.
pub(in crate::views) fn body(record: &Record<'_>, stand: &Stand, body: Body) -> Cell {
    let id = record.facts.id(body).to_string();
    Cell::Link(Ref::Body(id), record.facts.body_name(body, stand).to_string())
}

/// The addressee with its successor: both names, where it has one.
pub(in crate::views) fn addressee(record: &Record<'_>, stand: &Stand, pair: &Pair) -> Cell {
    let name = |body| record.facts.body_name(body, stand);
    let mut words = name(pair.addressee).to_string();
    if pair.heir.body != pair.addressee {
        words = format!("{words}, now {}", name(pair.heir.body));
    }
    if !pair.heir.split.is_empty() {
        let heirs: Vec<&str> = pair.heir.split.iter().map(|body| name(*body)).collect();
        words = format!("{words}; functions went to {}", heirs.join(" and "));
    }
    Cell::Link(Ref::Body(record.facts.id(pair.heir.body).to_string()), words)
}

/// The report that a pair stands in, leading to the entry that published it.
pub(super) fn report(
    record: &Record<'_>,
    reports: &BTreeMap<Report, Published>,
    pair: &Pair,
) -> Cell {
    let Some(id) = pair.report else { return Cell::Empty };
    let published = reports.get(&id);
    let name = published.and_then(|report| report.name.clone());
    let name = name.unwrap_or_else(|| record.facts.id(id).to_string());
    match published.and_then(|report| report.entries.first()) {
        Some(entry) => Cell::Link(Ref::Entry(*entry), name),
        None => Cell::text(name),
    }
}

/// Days as a number; between two where the dates are not known to the day.
pub(in crate::views) fn days_cell(least: i32, most: i32) -> Cell {
    if least == most {
        Cell::count(least)
    } else {
        Cell::Number(format!("between {least} and {most}"), f64::from(least))
    }
}

/// What a row of a pair is called: it keeps this across versions.
pub(in crate::views) fn key(record: &Record<'_>, pair: &Pair) -> String {
    format!("{}/{}", record.facts.id(pair.recommendation), record.facts.id(pair.addressee))
}

/// The due date as a cell: a day, or the two days it lies between.
pub(in crate::views) fn due(due: Option<Due>) -> Cell {
    match due {
        None => Cell::Empty,
        Some(due) if due.first == due.last => Cell::day(due.first),
        Some(due) => Cell::Date(
            format!("[{}..{}]", due.first, due.last),
            format!("between {} and {}", in_words(due.first), in_words(due.last)),
        ),
    }
}

/// How the answer stands to its due date.
pub(in crate::views) fn answer(pair: &Pair) -> Cell {
    let (mark, words) = match pair.answer {
        Answer::None(None) => (Mark::Unknown, "none recorded; no due date known".to_string()),
        Answer::None(Some(standing)) => (mark(standing), unanswered(standing)),
        Answer::Partial(None) => (Mark::Part, "answered in part".to_string()),
        Answer::Partial(Some(standing)) => {
            let late = matches!(standing, Standing::Overdue(..));
            let mark = if late { Mark::Late } else { Mark::Part };
            (mark, format!("answered in part; the rest {}", unanswered(standing)))
        }
        Answer::Further(None) => (Mark::Waiting, "a further answer was asked for".to_string()),
        Answer::Further(Some(standing)) => {
            (mark(standing), format!("further answer {}", unanswered(standing)))
        }
        Answer::Full(None) => (Mark::Done, "received; no due date known".to_string()),
        Answer::Full(Some(Standing::CannotTell)) => {
            (Mark::Unknown, "received; the dates do not say whether on time".to_string())
        }
        Answer::Full(Some(standing)) => (mark(standing), standing.in_words()),
    };
    let words = match pair.state.holding {
        0 => words,
        1 => format!("{words}; 1 holding reply"),
        many => format!("{words}; {many} holding replies"),
    };
    Cell::Status(mark, words)
}

fn unanswered(standing: Standing) -> String {
    match standing {
        Standing::CannotTell => "perhaps overdue: the dates do not settle it".to_string(),
        other => other.in_words(),
    }
}

fn mark(standing: Standing) -> Mark {
    match standing {
        Standing::Waiting(..) => Mark::Waiting,
        Standing::Overdue(..) | Standing::Late(..) => Mark::Late,
        Standing::OnTime => Mark::Done,
        Standing::CannotTell => Mark::Unknown,
    }
}

/// The addressee's own position.
pub(in crate::views) fn stated(pair: &Pair) -> Cell {
    pair.state.position.map_or_else(
        || Cell::Status(Mark::Unknown, "none stated".to_string()),
        |(position, _)| Cell::Status(position_mark(position), position_words(position).to_string()),
    )
}

/// A position in words.
pub(super) const fn position_words(position: Position) -> &'static str {
    match position {
        Position::Accepted => "accepted",
        Position::AcceptedInPart => "accepted in part",
        Position::AcceptedInPrinciple => "accepted in principle",
        Position::Noted => "noted",
        Position::Rejected => "rejected",
        Position::UnderConsideration => "under consideration",
        Position::AlreadyInPlace => "said to be in place already",
        Position::PartialResponse => "answered in part",
        Position::NoPosition => "answered without a position",
    }
}

/// How a position is marked.
pub(super) const fn position_mark(position: Position) -> Mark {
    match position {
        Position::Accepted | Position::AlreadyInPlace => Mark::Done,
        Position::AcceptedInPart | Position::AcceptedInPrinciple | Position::PartialResponse => {
            Mark::Part
        }
        Position::Noted | Position::UnderConsideration => Mark::Waiting,
        Position::Rejected => Mark::No,
        Position::NoPosition => Mark::Unknown,
    }
}

/// Where the pair stands, with where it perhaps stands.
pub(in crate::views) fn stage(record: &Record<'_>, stand: &Stand, pair: &Pair) -> Cell {
    let (mark, words) = stage_words(pair.stage);
    let mut words = words;
    if let (Stage::Confirmed, Some((by, _))) = (pair.stage, pair.state.confirmed) {
        let by = by.map_or("a person", |by| record.facts.body_name(by, stand));
        words = format!("{words} by {by}");
    }
    if pair.state.reopened {
        words = format!("{words}; reopened");
    }
    if !pair.restated.is_empty() {
        words = format!("{words}; made again in a later recommendation");
    }
    if let Some(perhaps) = pair.perhaps {
        words = format!("{words}; perhaps {}", stage_words(perhaps).1);
    }
    Cell::Status(mark, words)
}

/// A stage in words, with its mark.
pub(in crate::views) fn stage_words(stage: Stage) -> (Mark, String) {
    let (mark, words) = match stage {
        Stage::Made => (Mark::Unknown, "no answer recorded"),
        Stage::ResponseDue => (Mark::Waiting, "answer due"),
        Stage::NoResponse => (Mark::Late, "no answer, overdue"),
        Stage::Answered(position) => (position_mark(position), position_words(position)),
        Stage::InProgress => (Mark::Part, "in progress"),
        Stage::Stopped(status) => {
            return (Mark::No, format!("addressee says {}", progress_words(status)));
        }
        Stage::Claimed => (Mark::Part, "said by the addressee to be implemented, not confirmed"),
        Stage::Confirmed => (Mark::Done, "confirmed as implemented"),
        Stage::Closed(Ending::Rejected) => (Mark::No, "closed: rejected"),
        Stage::Closed(Ending::By(role, outcome)) => {
            let mark = match outcome {
                CloseOutcome::Implemented => Mark::Done,
                CloseOutcome::NotImplemented | CloseOutcome::Rejected => Mark::No,
                _ => Mark::Plain,
            };
            return (mark, format!("closed by {}: {}", role_words(role), outcome_words(outcome)));
        }
    };
    (mark, words.to_string())
}

/// How far it has come, as reported.
pub(super) const fn progress_words(status: Progress) -> &'static str {
    match status {
        Progress::NotStarted => "not started",
        Progress::InProgress => "in progress",
        Progress::Implemented => "implemented",
        Progress::NotAdopted => "not adopted",
        Progress::Ceased => "ceased",
        Progress::Superseded => "superseded",
    }
}

/// Whose word it is.
pub(super) const fn role_words(role: ReporterRole) -> &'static str {
    match role {
        ReporterRole::Addressee => "the addressee itself",
        ReporterRole::Recommender => "the recommender",
        ReporterRole::ThirdParty => "a third party",
    }
}

/// How it was closed.
pub(in crate::views) const fn outcome_words(outcome: CloseOutcome) -> &'static str {
    match outcome {
        CloseOutcome::Implemented => "implemented",
        CloseOutcome::NotImplemented => "not implemented",
        CloseOutcome::Rejected => "rejected",
        CloseOutcome::Superseded => "superseded",
        CloseOutcome::Withdrawn => "withdrawn",
        CloseOutcome::NoLongerRelevant => "no longer relevant",
    }
}

/// Who judges, where no body is named.
pub(in crate::views) const fn assessor_words(role: AssessorRole) -> &'static str {
    match role {
        AssessorRole::Recommender => "the recommender",
        AssessorRole::Committee => "a committee",
        AssessorRole::Auditor => "an auditor",
        AssessorRole::Researcher => "a researcher",
        AssessorRole::Editor => "the recorders of this ledger",
        AssessorRole::ThirdParty => "a third party",
    }
}

/// How far a letter goes.
pub(in crate::views) const fn letter_words(step: EscalationStep) -> &'static str {
    match step {
        EscalationStep::Letter => "letter",
        EscalationStep::PublicLetter => "public letter",
        EscalationStep::StatementRequested => "request for a statement",
        EscalationStep::StatementRequired => "statement required under a power",
    }
}

/// An assessment: "amber, in progress (National Audit Office)".
pub(in crate::views) fn assessment(
    record: &Record<'_>,
    stand: &Stand,
    of: (Option<Body>, AssessorRole, &str, Option<Progress>),
) -> String {
    let (by, role, level, status) = of;
    let by = by.map_or_else(|| assessor_words(role), |by| record.facts.body_name(by, stand));
    match status.map(progress_words).filter(|status| *status != level) {
        Some(status) => format!("{level}, {status} ({by})"),
        None => format!("{level} ({by})"),
    }
}

/// The newest assessment.
pub(in crate::views) fn assessed(record: &Record<'_>, stand: &Stand, pair: &Pair) -> Cell {
    let Some(last) = pair.state.assessed.last() else { return Cell::Empty };
    let of = (last.by, last.role, &*last.level, last.status);
    Cell::Link(Ref::Entry(last.entry), assessment(record, stand, of))
}

/// The newest thing that anyone but the addressee reported: "not adopted (the
/// Office of the Children's Commissioner, the recommender)". Not its position.
pub(in crate::views) fn reported(record: &Record<'_>, stand: &Stand, pair: &Pair) -> Cell {
    let Some((by, role, status, _)) = pair.state.others.last() else { return Cell::Empty };
    let by = record.facts.body_name(*by, stand);
    Cell::text(format!("{} ({by}, {})", progress_words(*status), role_words(*role)))
}
