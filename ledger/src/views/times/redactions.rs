//! The takedown log: every redaction and every lifting, by whom, on what ground,
//! until when; and whether what this copy withholds is what the record accounts for.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::events::{Edtf, EventId};
use crate::record::Index;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Redacted, Removal, Stand};
use crate::views::rows;
use crate::views::share::share;
use crate::views::sheet::{
    Cell, ColumnKind, Figure, Mark, Notice, Ref, Row, Sheet, Table, columns,
};

/// The view.
pub(in crate::views) const REDACTIONS: ViewInfo = ViewInfo::new(
    "redactions",
    "Redactions",
    "What was withheld from the record, by whom, on which ground, and when is that looked at again?",
    &[],
    view,
);

/// The redaction in force of each field of each event.
type InForce<'a> = BTreeMap<(&'a EventId, &'a str), Index>;

#[expect(clippy::unnecessary_wraps, reason = "the type of all views")]
fn view(record: &Record<'_>, stand: &Stand, _: &Question) -> Result<Sheet, AskError> {
    let log: Vec<&Redacted> = record.facts.redactions(stand).collect();
    let mut in_force = InForce::new();
    for one in &log {
        for field in &one.fields {
            let place = (&one.target, field.as_str());
            match one.act {
                Removal::Redacted { .. } => in_force.insert(place, one.index),
                Removal::Lifted { .. } => in_force.remove(&place),
            };
        }
    }
    let (mut lines, mut overdue) = (Vec::new(), Vec::new());
    for one in log.iter().rev() {
        let left = in_force.values().filter(|by| **by == one.index).count();
        let review = Review::of(one, left, stand);
        if review == Review::Overdue {
            overdue.push(one.index.get());
        }
        lines.push(line(record, one, left, &review));
    }
    overdue.reverse();
    let (withheld, notices) = compare(record, stand, &in_force);
    let all: Vec<u64> = log.iter().map(|one| one.index.get()).collect();
    let accounted = in_force.len();
    let redactions = log.iter().filter(|one| matches!(one.act, Removal::Redacted { .. })).count();
    let figures = alloc::vec![
        Figure {
            key: "redactions".to_string(),
            label: "Redactions on record".to_string(),
            text: redactions.to_string(),
            numerator: Some(redactions as u64),
            denominator: None,
            population: "redactions".to_string(),
            entries: all.clone(),
        },
        Figure {
            key: "withheld".to_string(),
            label: "Fields withheld in this copy, of those that the record says are".to_string(),
            text: share(withheld as u64, accounted as u64),
            numerator: Some(withheld as u64),
            denominator: Some(accounted as u64),
            population: "fields redacted and not lifted".to_string(),
            entries: all,
        },
        Figure {
            key: "overdue".to_string(),
            label: "Redactions whose review is overdue".to_string(),
            text: overdue.len().to_string(),
            numerator: Some(overdue.len() as u64),
            denominator: None,
            population: "redactions in force".to_string(),
            entries: overdue,
        },
    ];
    Ok(Sheet {
        title: "Redactions".to_string(),
        about: "Nothing is removed in silence. What was withheld is destroyed, with the salt \
                that would let anyone guess it; its fingerprint stays, so every proof made \
                before still holds. Each line says who decided, on which ground, and when that \
                is looked at again."
            .to_string(),
        figures,
        notices,
        tables: alloc::vec![Table {
            key: "log".to_string(),
            caption: "Every redaction and every lifting, newest first".to_string(),
            columns: columns(&[
                ("entry", "Recorded in", ColumnKind::Text),
                ("what", "What was done", ColumnKind::Status),
                ("target", "In the record", ColumnKind::Text),
                ("fields", "Fields", ColumnKind::Text),
                ("ground", "Ground", ColumnKind::Text),
                ("by", "Decided by", ColumnKind::Text),
                ("on", "Decided on", ColumnKind::Date),
                ("review_on", "Review on", ColumnKind::Date),
                ("review", "Review", ColumnKind::Status),
            ]),
            rows: lines,
            empty: "Nothing has been redacted at this point.".to_string(),
        }],
        ..Sheet::default()
    })
}

/// Where the review of a redaction stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Review {
    /// Nothing to be looked at: it was lifted, or is a lifting.
    Over,
    /// No day was set.
    NoDay,
    Ahead,
    Overdue,
}

impl Review {
    fn of(one: &Redacted, left: usize, stand: &Stand) -> Self {
        let Removal::Redacted { review_on, .. } = &one.act else { return Self::Over };
        if left == 0 {
            return Self::Over;
        }
        let Some(day) = review_on else { return Self::NoDay };
        // On the latest day that is meant it is not overdue yet.
        match day.range().latest {
            Some(latest) if latest < stand.on => Self::Overdue,
            _ => Self::Ahead,
        }
    }

    fn cell(&self) -> Cell {
        match self {
            Self::Over => Cell::Empty,
            Self::NoDay => Cell::Status(Mark::Unknown, "No day set".to_string()),
            Self::Ahead => Cell::Status(Mark::Waiting, "Ahead".to_string()),
            Self::Overdue => Cell::Status(Mark::Late, "Overdue".to_string()),
        }
    }
}

fn line(record: &Record<'_>, one: &Redacted, left: usize, review: &Review) -> Row {
    let named = |index: Index, words: String| Cell::Link(Ref::Entry(index.get()), words);
    let target = record.timeline.event(&one.target);
    let mut entries = alloc::vec![one.index.get()];
    entries.extend(target.as_ref().map(|row| row.index.get()));
    entries.sort_unstable();
    let (done, ground, review_on) = match &one.act {
        Removal::Redacted { ground, review_on } => {
            let words = match left {
                0 => (Mark::No, "Redacted, lifted since"),
                n if n < one.fields.len() => (Mark::Part, "Redacted, lifted in part"),
                _ => (Mark::Done, "Redacted"),
            };
            (words, capital(ground.as_str()), Cell::date(review_on.as_ref()))
        }
        Removal::Lifted { redaction } => {
            let words = format!("Lifts {redaction}");
            ((Mark::Plain, "Lifted"), words, Cell::Empty)
        }
    };
    let date = |day: &Edtf| Cell::date(Some(day));
    Row {
        key: record.timeline.row(one.index).map_or_else(String::new, |row| row.id.to_string()),
        cells: alloc::vec![
            named(one.index, format!("Event {}", one.index)),
            Cell::Status(done.0, done.1.to_string()),
            target.map_or_else(
                || Cell::text(one.target.to_string()),
                |row| named(row.index, row.title.clone())
            ),
            Cell::text(one.fields.join(", ")),
            Cell::text(ground),
            Cell::text(one.decided_by.to_string()),
            date(&one.decided_on),
            review_on,
            review.cell(),
        ],
        entries,
    }
}

/// How many fields that the record says are withheld this copy withholds, and what
/// does not agree.
fn compare(record: &Record<'_>, stand: &Stand, in_force: &InForce<'_>) -> (usize, Vec<Notice>) {
    let mut expected: BTreeMap<&EventId, (usize, Vec<u64>)> = BTreeMap::new();
    for ((target, _), by) in in_force {
        let (count, entries) = expected.entry(*target).or_default();
        *count += 1;
        if !entries.contains(&by.get()) {
            entries.push(by.get());
        }
    }
    let (mut agreed, mut notices) = (0, Vec::new());
    for place in rows::places(record, stand) {
        let found = usize::from(record.timeline.withheld_at(place));
        if found == 0 {
            continue;
        }
        let Some(row) = record.timeline.row_at(place) else { continue };
        let (count, mut entries) = expected.remove(&row.id).unwrap_or_default();
        agreed += found.min(count);
        let note = record.facts.holding(row.index, stand.on).note(found, count, || {
            format!("fields withheld in this copy: {found}; by the record: {count}.")
        });
        if let Some(note) = note {
            entries.push(row.index.get());
            entries.sort_unstable();
            notices.push(Notice { text: format!("Event {}: {note}", row.index), entries });
        }
    }
    for (target, (count, entries)) in expected {
        let text = format!(
            "{target}: by the record {count} of its fields are withheld, and this copy withholds none. \
             A copy made before a redaction still shows what was redacted later."
        );
        notices.push(Notice { text, entries });
    }
    (agreed, notices)
}

/// `third_party` as "Third party".
fn capital(code: &str) -> String {
    let mut words = code.replace('_', " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}
