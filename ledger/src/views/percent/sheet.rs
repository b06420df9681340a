//! The sheet of percentages: those asked about, or those the record reports.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Meaning, bases, meaning, meaning_words, read};
use crate::events::Decimal;
use crate::record::Index;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::Stand;
use crate::views::sheet::{Cell, ColumnKind, Figure, Mark, Notice, Row, Sheet, Table, columns};

/// The view.
pub(crate) const PERCENT: ViewInfo = ViewInfo::new(
    "percent",
    "Percentages checked",
    "Which whole numbers can a reported percentage mean?",
    &[
        ("percent", "a percentage as stated, such as 48 or 47.97"),
        ("of", "totals it may be of, separated by commas, such as 43,39"),
    ],
    view,
);

const RULE: &str = "A percentage of a number of bodies must be a whole number of them. This lists \
    the whole numbers that round, half up, to the percentage as stated.";

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    match (question.get("percent"), question.get("of")) {
        (None, None) => Ok(reported(record, stand)),
        _ => asked(question),
    }
}

/// The percentage and the totals of the question.
fn asked(question: &Question) -> Result<Sheet, AskError> {
    let text = question.need("percent", "write the percentage as stated, such as percent=48")?;
    let percent = Decimal::parse(text.trim_end_matches('%'))
        .filter(Decimal::is_percentage)
        .ok_or_else(|| {
            question.wrong("percent", "is not a percentage", "write 0 to 100, such as 48 or 47.97")
        })?;
    let list = question.need("of", "write the totals it may be of, such as of=43,39")?;
    let mut totals: Vec<u32> = Vec::new();
    for total in list.split(',') {
        let total = total.trim().parse().ok().filter(|total| *total > 0);
        totals.push(total.ok_or_else(|| {
            question.wrong("of", "is not a list of whole numbers", "write it like 43,39")
        })?);
    }
    totals.truncate(100);
    let mut figures = Vec::new();
    let mut rows = Vec::new();
    for total in totals {
        let (mark, numerator) = match meaning(&percent, total) {
            Meaning::One(count) => (Mark::Done, Some(u64::from(count))),
            Meaning::Between(..) => (Mark::Part, None),
            Meaning::CannotBe => (Mark::No, None),
        };
        let words = meaning_words(&percent, total);
        rows.push(Row {
            key: total.to_string(),
            cells: alloc::vec![
                Cell::text(format!("{percent}%")),
                Cell::count(total),
                Cell::Status(mark, words.clone()),
            ],
            entries: Vec::new(),
        });
        figures.push(Figure {
            key: format!("of-{total}"),
            label: format!("{percent}% of {total}"),
            text: words,
            numerator,
            denominator: Some(total.into()),
            population: "the total asked about".to_string(),
            entries: Vec::new(),
        });
    }
    Ok(Sheet {
        title: format!("What {percent}% can mean"),
        about: RULE.to_string(),
        figures,
        tables: alloc::vec![Table {
            key: "totals".to_string(),
            caption: "By total".to_string(),
            columns: columns(&[
                ("percent", "As stated", ColumnKind::Text),
                ("total", "Total", ColumnKind::Number),
                ("meaning", "Whole numbers that round to it", ColumnKind::Status),
            ]),
            rows,
            empty: String::new(),
        }],
        ..Sheet::default()
    })
}

/// Every share that the record reports.
fn reported(record: &Record<'_>, stand: &Stand) -> Sheet {
    let facts = record.facts;
    let mut rows = Vec::new();
    let mut notices = Vec::new();
    let mut unstated = Vec::new();
    for known in facts.summaries(stand) {
        let reading = read(known.fact, &bases(facts, stand, known.fact.kind));
        let mut entries: Vec<u64> = alloc::vec![known.index.get()];
        entries.extend(known.corrected.map(Index::get));
        let own = entries.clone();
        entries.extend(reading.entries);
        entries.sort_unstable();
        entries.dedup();
        if reading.wrong {
            let text = format!("\u{201c}{}\u{201d}: {}.", known.fact.measure, reading.how);
            notices.push(Notice { text, entries: own });
        } else if known.fact.denominator.is_none() {
            unstated.extend(own);
        }
        let mark = match (reading.wrong, reading.numerator) {
            (true, _) => Mark::No,
            (false, Some(_)) => Mark::Done,
            (false, None) => Mark::Unknown,
        };
        rows.push(Row {
            key: known.index.to_string(),
            cells: alloc::vec![
                Cell::text(known.fact.measure.clone()),
                Cell::text(known.fact.kind.as_str().replace('_', " ")),
                known.fact.percent.map_or(Cell::Empty, |p| Cell::text(format!("{p}%"))),
                known.fact.denominator.map_or(Cell::text("not stated"), Cell::count),
                Cell::Status(mark, reading.text),
                Cell::text(reading.how),
            ],
            entries,
        });
    }
    if !unstated.is_empty() {
        let text = "A percentage whose base its source does not state is shown with the counts \
            that lists of such bodies would give. None of them is chosen. The numbers of police \
            forces, 43 in England and Wales and 39 in England, are general knowledge and not of \
            this record."
            .to_string();
        notices.push(Notice { text, entries: unstated });
    }
    Sheet {
        title: "Percentages checked".to_string(),
        about: RULE.to_string(),
        notices,
        tables: alloc::vec![Table {
            key: "reported".to_string(),
            caption: "Shares that the record reports".to_string(),
            columns: columns(&[
                ("measure", "What they did or have", ColumnKind::Text),
                ("kind", "Kind of body", ColumnKind::Text),
                ("percent", "As stated", ColumnKind::Text),
                ("total", "Out of", ColumnKind::Number),
                ("meaning", "Whole numbers that round to it", ColumnKind::Status),
                ("how", "How it is known", ColumnKind::Text),
            ]),
            rows,
            empty: "The record reports no share of bodies at this point.".to_string(),
        }],
        ..Sheet::default()
    }
}
