//! Days between two events or dates: domain rule 4.8. Never a midpoint.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::events::{DateRange, Edtf, EventId};
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::Stand;
use crate::views::rows;
use crate::views::sheet::{Cell, ColumnKind, Figure, Notice, Row, Sheet, Table, columns};

/// The view.
pub(in crate::views) const DAYS_BETWEEN: ViewInfo = ViewInfo::new(
    "days-between",
    "Days between",
    "How many days lie between two events or dates?",
    &[
        ("a", "an event, by its reference, or a date"),
        ("b", "another event, by its reference, or a date"),
    ],
    view,
);

/// How many days lie between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    /// Exactly so many.
    Days(u32),
    /// At least and at most so many, depending on the days meant.
    Range(u32, u32),
    /// A date has no bound on one side.
    CannotTell,
}

/// The days between two dates, whichever comes first: `|b - a|` where both are
/// known to the day, otherwise the least and the most.
pub fn between(a: &DateRange, b: &DateRange) -> Between {
    let Some((least, most)) = a.days_until(b) else { return Between::CannotTell };
    let widest = least.unsigned_abs().max(most.unsigned_abs());
    // Where either may come first, they may also fall on one day.
    let nearest =
        if least <= 0 && most >= 0 { 0 } else { least.unsigned_abs().min(most.unsigned_abs()) };
    if least == most { Between::Days(widest) } else { Between::Range(nearest, widest) }
}

impl Between {
    /// "196 days", "between 3 and 9 days".
    pub fn words(self) -> String {
        match self {
            Between::Days(1) => "1 day".to_string(),
            Between::Days(days) => format!("{days} days"),
            Between::Range(least, most) => format!("between {least} and {most} days"),
            Between::CannotTell => "Cannot be told".to_string(),
        }
    }
}

/// One of the two: what it is and when.
struct End {
    words: Cell,
    when: Option<Edtf>,
    entries: Vec<u64>,
    withdrawn: bool,
}

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let (a, b) = (end(record, stand, question, "a")?, end(record, stand, question, "b")?);
    let days = match (&a.when, &b.when) {
        (Some(a), Some(b)) => between(&a.range(), &b.range()),
        _ => Between::CannotTell,
    };
    let mut notices: Vec<Notice> = Vec::new();
    let mut note = |text: &str, entries: &[u64]| {
        notices.push(Notice { text: text.to_string(), entries: entries.to_vec() });
    };
    for one in [&a, &b] {
        if one.withdrawn {
            note("This entry was withdrawn: it should not have been made.", &one.entries);
        }
        match &one.when {
            None => note("The record does not know when this happened.", &one.entries),
            Some(when) if !when.is_certain() => {
                note(
                    "The source marks this date as about or perhaps; the figure does not widen it.",
                    &one.entries,
                );
            }
            Some(_) => {}
        }
    }
    let order = a.when.as_ref().zip(b.when.as_ref()).map(|(a, b)| a.range().days_until(&b.range()));
    if let Some(Some((least, most))) = order
        && least < 0
        && most > 0
    {
        note("Which of the two came first cannot be told.", &[]);
    }
    let mut entries: Vec<u64> = a.entries.iter().chain(&b.entries).copied().collect();
    entries.sort_unstable();
    entries.dedup();
    let exact = match days {
        Between::Days(days) => Some(u64::from(days)),
        _ => None,
    };
    let row = |key: &str, end: &End| Row {
        key: key.to_string(),
        cells: alloc::vec![
            end.words.clone(),
            end.when.as_ref().map_or_else(|| Cell::text("Not known"), |d| Cell::date(Some(d))),
        ],
        entries: end.entries.clone(),
    };
    Ok(Sheet {
        title: "Days between".to_string(),
        about: "The days of the calendar from the one to the other. Where a date is not known to \
                the day, the least and the most are given, and no value between them is picked."
            .to_string(),
        figures: alloc::vec![Figure {
            key: "days".to_string(),
            label: "Between the two".to_string(),
            text: days.words(),
            numerator: exact,
            denominator: None,
            population: String::new(),
            entries,
        }],
        notices,
        tables: alloc::vec![Table {
            key: "ends".to_string(),
            caption: "The two".to_string(),
            columns: columns(&[
                ("what", "What", ColumnKind::Text),
                ("when", "When", ColumnKind::Date),
            ]),
            rows: alloc::vec![row("a", &a), row("b", &b)],
            empty: String::new(),
        }],
        ..Sheet::default()
    })
}

fn end(
    record: &Record<'_>,
    stand: &Stand,
    question: &Question,
    name: &str,
) -> Result<End, AskError> {
    let remedy = "give the reference of an event, or a date such as 2014-08-26 or 2014-08";
    let text = question.need(name, remedy)?;
    let row = EventId::new(text).and_then(|id| record.timeline.event(&id));
    if let Some(row) = row.filter(|row| row.index.get() < stand.size.get()) {
        let mut entries = alloc::vec![row.index.get()];
        entries.extend(row.corrected_by.iter().map(|index| index.get()));
        let by = record.facts.withdrawn_by(row.index, stand.size);
        entries.extend(by.map(crate::record::Index::get));
        entries.retain(|index| *index < stand.size.get());
        entries.sort_unstable();
        let withdrawn = by.is_some();
        return Ok(End { words: rows::title_cell(&row), when: row.occurred, entries, withdrawn });
    }
    match Edtf::parse(text) {
        Ok(date) => Ok(End {
            words: Cell::text(date.in_words()),
            when: Some(date),
            entries: Vec::new(),
            withdrawn: false,
        }),
        Err(_) => {
            let problem = "is neither an event that the record holds at this point nor a date";
            Err(question.wrong(name, problem, remedy))
        }
    }
}
