//! Cells of a table.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use bincode::{Decode, Encode};
use serde::Serialize;

use crate::events::Edtf;
use crate::events::civil::Date;

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Column {
    /// A stable name: the header of the CSV.
    pub key: String,
    /// The heading.
    pub title: String,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold; decides how it is aligned and sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Words.
    #[default]
    Text,
    /// Numbers.
    Number,
    /// Dates.
    Date,
    /// A status.
    Status,
}

/// How a status is marked beside its words; never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nothing to say.
    Plain,
    /// Done, received, answered.
    Done,
    /// In part, in progress.
    Part,
    /// Not yet due, announced.
    Waiting,
    /// Late or overdue.
    Late,
    /// Refused, not done.
    No,
    /// Cannot be told.
    Unknown,
}

/// Where a cell leads.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ref {
    /// An entry, by index.
    Entry(u64),
    /// A body's page.
    Body(String),
    /// A person's page.
    Person(String),
    /// An office's page.
    Office(String),
    /// A recommendation's page.
    Recommendation(String),
    /// The coverage of a data call.
    Call(String),
    /// A document's page, by its BLAKE3.
    Document(String),
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "value")]
pub enum Cell {
    /// Nothing stands here.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Count(i64),
    /// A number with decimals: as it is to be read, and what it sorts by.
    Number(String, f64),
    /// A date: as EDTF, and in words.
    Date(String, String),
    /// A status in words.
    Status(Mark, String),
    /// A name that leads somewhere.
    Link(Ref, String),
    /// A number that is not shown because it is small: what is shown instead.
    Suppressed(String),
    /// The value was redacted.
    Withheld,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Text(text.into())
    }

    /// A date as it is known, or nothing.
    pub fn date(date: Option<&Edtf>) -> Cell {
        date.map_or(Cell::Empty, |date| Cell::Date(date.to_string(), date.in_words()))
    }

    /// A day.
    pub fn day(day: Date) -> Cell {
        Cell::Date(day.to_string(), in_words(day))
    }

    /// A whole number.
    pub fn count(count: impl TryInto<i64>) -> Cell {
        count.try_into().map_or(Cell::Empty, Cell::Count)
    }

    /// The cell as it is read: in lists, in print, by a screen reader.
    pub fn words(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Count(count) => count.to_string(),
            Cell::Text(text)
            | Cell::Number(text, _)
            | Cell::Date(_, text)
            | Cell::Status(_, text)
            | Cell::Link(_, text)
            | Cell::Suppressed(text) => text.clone(),
            Cell::Withheld => crate::views::names::WITHHELD.to_string(),
        }
    }

    /// The cell as a program reads it: dates as EDTF, all else in words.
    pub fn machine(&self) -> String {
        match self {
            Cell::Date(edtf, _) => edtf.clone(),
            other => other.words(),
        }
    }
}

/// "26 August 2014".
pub fn in_words(day: Date) -> String {
    alloc::format!("{} {} {}", day.day(), day.month_name(), day.year())
}

/// Columns from (key, title, kind).
pub fn columns(of: &[(&str, &str, ColumnKind)]) -> Vec<Column> {
    let column = |(key, title, kind): &(&str, &str, ColumnKind)| Column {
        key: (*key).to_string(),
        title: (*title).to_string(),
        kind: *kind,
    };
    of.iter().map(column).collect()
}
