//! What changed between two points: domain rule 4.9.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::changes::{Change, change_of};
use super::stages::stages;
use crate::events::civil::Date;
use crate::record::Size;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::Stand;
use crate::views::rows;
use crate::views::sheet::{
    Cell, ColumnKind, Figure, Mark, Notice, Row, Sheet, Table, columns, in_words,
};

/// The view.
pub(in crate::views) const COMPARE: ViewInfo = ViewInfo::new(
    "compare",
    "What changed",
    "What changed in the record, or in what it says, between two points?",
    &[
        ("from", "a size of the ledger, or a day"),
        ("to", "a later size, or a later day; left out, now"),
        ("clock", "recorded (when the ledger took it; the default) or happened"),
        ("limit", "how many changes to list; 1000 where it is left out"),
    ],
    view,
);

/// One of the two points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// How many entries were known.
    pub(super) size: Size,
    /// The day, where a day was asked for.
    pub(super) day: Option<Date>,
}

impl Point {
    pub(super) fn words(self) -> String {
        match self.day {
            Some(day) => format!("the end of {}", in_words(day)),
            None => format!("{} entries", self.size),
        }
    }
}

fn point(
    record: &Record<'_>,
    stand: &Stand,
    question: &Question,
    name: &str,
) -> Result<Option<Point>, AskError> {
    let Some(text) = question.get(name) else { return Ok(None) };
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let size = question.number(name)?.unwrap_or(0);
        if size > stand.size.get() {
            let problem = format!("is more than the {} entries known here", stand.size);
            return Err(question.wrong(name, &problem, "ask for a size the ledger has reached"));
        }
        return Ok(Some(Point { size: Size::new(size), day: None }));
    }
    let Ok(day) = question.day(name) else {
        let remedy = "write a day such as 2015-03-01, or a size in digits";
        return Err(question.wrong(name, "is neither a day nor a size", remedy));
    };
    let known = |day| Size::new(record.facts.size_known_on(day).get().min(stand.size.get()));
    Ok(day.map(|day| Point { size: known(day), day: Some(day) }))
}

/// The points and the clock, checked.
fn asked(
    record: &Record<'_>,
    stand: &Stand,
    question: &Question,
) -> Result<(Point, Point, bool), AskError> {
    let remedy = "write a day such as 2015-03-01, or a size in digits";
    question.need("from", remedy)?;
    let now = Point { size: stand.size, day: None };
    let from = point(record, stand, question, "from")?.unwrap_or(now);
    let mut to = point(record, stand, question, "to")?.unwrap_or(now);
    let happened = match question.get("clock") {
        None | Some("recorded") => false,
        Some("happened") => true,
        Some(_) => {
            return Err(question.wrong("clock", "is not a clock", "write recorded or happened"));
        }
    };
    if happened {
        if question.get("to").is_none() {
            to.day = Some(stand.on);
        }
        for (name, point) in [("from", from), ("to", to)] {
            if point.day.is_none() {
                let problem = "is a size, and what happened is told by days";
                return Err(question.wrong(name, problem, "write a day such as 2015-03-01"));
            }
        }
    }
    let backwards = if happened { to.day < from.day } else { to.size < from.size };
    if backwards || to.day.zip(from.day).is_some_and(|(to, from)| to < from) {
        let problem = "is before the point that it is compared with";
        return Err(question.wrong("to", problem, "write the earlier point as from"));
    }
    Ok((from, to, happened))
}

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let (from, to, happened) = asked(record, stand, question)?;
    let limit = question.number("limit")?.unwrap_or(1_000);
    let (found, doubtful) = places(record, stand, from, to, happened);
    let timeline = record.timeline;
    let mut counted: BTreeMap<Change, Vec<u64>> = BTreeMap::new();
    for place in &found {
        let index = timeline.index_at(*place).map_or(0, crate::record::Index::get);
        counted.entry(change_of(timeline.kind_at(*place))).or_default().push(index);
    }
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let listed: Vec<Row> =
        found.iter().take(shown).filter_map(|place| change_row(record, *place)).collect();
    let mut notices = Vec::new();
    if listed.len() < found.len() {
        let text = format!(
            "The first {} of {} changes are listed; the figures count all of them.",
            listed.len(),
            found.len()
        );
        notices.push(Notice { text, entries: Vec::new() });
    }
    if !doubtful.is_empty() {
        let text = format!(
            "Further events that may have happened in this time, by dates that do not settle it: {}.",
            doubtful.len()
        );
        notices.push(Notice { text, entries: doubtful });
    }
    let population =
        if happened { "events between the two days" } else { "entries between the two" };
    let figures = Change::ALL.iter().map(|change| {
        let entries = counted.get(change).cloned().unwrap_or_default();
        Figure {
            key: change.key().to_string(),
            label: change.title().to_string(),
            text: format!("{} of {}", entries.len(), found.len()),
            numerator: u64::try_from(entries.len()).ok(),
            denominator: u64::try_from(found.len()).ok(),
            population: population.to_string(),
            entries,
        }
    });
    let clock = if happened { "happened" } else { "recorded" };
    let known = |point: Point| {
        let size = if happened { stand.size } else { point.size };
        let day = point.day.or_else(|| record.facts.last_day(point.size));
        Stand { size, on: day.unwrap_or(stand.on) }
    };
    let (stage_table, overdue) = stages(record, &known(from), &known(to));
    Ok(Sheet {
        title: "What changed".to_string(),
        about: format!(
            "What was {clock} after {} and until {}. Each change is listed once, with when it \
             happened and when it was recorded.",
            from.words(),
            to.words()
        ),
        figures: figures.chain([overdue]).collect(),
        notices,
        tables: alloc::vec![
            Table {
                key: "changes".to_string(),
                caption: "Changes".to_string(),
                columns: columns(&[
                    ("change", "Change", ColumnKind::Status),
                    ("what", "What", ColumnKind::Text),
                    ("happened", "Happened", ColumnKind::Date),
                    ("recorded", "Recorded", ColumnKind::Date),
                    ("later", "Days from the one to the other", ColumnKind::Text),
                    ("about", "About", ColumnKind::Text),
                ]),
                rows: listed,
                empty: "Nothing changed.".to_string(),
            },
            stage_table
        ],
        ..Sheet::default()
    })
}

/// The places of what changed, and the entries of what may have.
fn places(
    record: &Record<'_>,
    stand: &Stand,
    from: Point,
    to: Point,
    happened: bool,
) -> (Vec<u32>, Vec<u64>) {
    let timeline = record.timeline;
    let (Some(first), Some(last)) = (from.day, to.day) else {
        let known = |size| rows::places(record, &Stand { size, ..*stand }).end;
        return ((known(from.size)..known(to.size)).collect(), Vec::new());
    };
    if !happened {
        let known = |size| rows::places(record, &Stand { size, ..*stand }).end;
        return ((known(from.size)..known(to.size)).collect(), Vec::new());
    }
    let (mut surely, mut perhaps) = (Vec::new(), Vec::new());
    for place in rows::places(record, stand) {
        let Some(range) = timeline.occurred_at(place) else { continue };
        let starts_after = range.earliest.is_some_and(|day| day > first);
        if starts_after && range.latest.is_some_and(|day| day <= last) {
            surely.push(place);
        } else if range.latest.is_none_or(|day| day > first)
            && range.earliest.is_none_or(|day| day <= last)
        {
            perhaps.extend(timeline.index_at(place).map(crate::record::Index::get));
        }
    }
    (surely, perhaps)
}

fn change_row(record: &Record<'_>, place: u32) -> Option<Row> {
    let row = record.timeline.row_at(place)?;
    let change = change_of(row.kind);
    let recorded = Date::in_london(row.recorded.millis());
    let later = row.occurred_range().zip(recorded).map_or_else(String::new, |(range, recorded)| {
        let recorded = crate::events::Edtf::day(recorded).range();
        super::between::between(&range, &recorded).words()
    });
    let about = row.corrects.and_then(|index| record.timeline.row(index));
    let mut entries = alloc::vec![row.index.get()];
    entries.extend(about.as_ref().map(|about| about.index.get()));
    entries.sort_unstable();
    Some(Row {
        key: row.id.to_string(),
        cells: alloc::vec![
            Cell::Status(Mark::Plain, change.title().to_string()),
            rows::title_cell(&row),
            rows::when_cell(&row),
            recorded.map_or(Cell::Empty, Cell::day),
            Cell::text(later),
            about.as_ref().map_or(Cell::Empty, rows::title_cell),
        ],
        entries,
    })
}
