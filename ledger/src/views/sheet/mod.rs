//! The one form in which every view is shown: by the server's API, by the
//! viewer's pages, as CSV and in print. What is computed once and shown from one
//! form cannot disagree with itself.

mod cell;
mod chart;

pub use cell::{Cell, Column, ColumnKind, Mark, Ref, columns, in_words};
pub use chart::{Bar, Chart, Dot, GridCell, Point, Series, Span, SpanRow};

use alloc::string::String;
use alloc::vec::Vec;
use bincode::{Decode, Encode};
use serde::Serialize;

/// The answer to one question about the record.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode, Serialize)]
pub struct Sheet {
    /// The view that answers, such as `coverage`.
    pub view: String,
    /// The heading, in words.
    pub title: String,
    /// What it shows and by which rule, in one or two sentences.
    pub about: String,
    /// Where it stands.
    pub stand: StandLine,
    /// The numbers that answer the question at a glance.
    pub figures: Vec<Figure>,
    /// What a reader must know before quoting it: conflicts, rounding, what is
    /// not known.
    pub notices: Vec<Notice>,
    /// Drawings, each with the table that says the same.
    pub charts: Vec<Chart>,
    /// The tables.
    pub tables: Vec<Table>,
}

/// "As known at this size, on this day; as effective on that day."
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct StandLine {
    /// How many entries were known.
    pub size: u64,
    /// The day in London on which the newest of them was recorded (ISO 8601).
    pub known: Option<String>,
    /// The day for which the question is asked (ISO 8601).
    pub on: String,
    /// The fingerprint of the newest entry known, 64 hexadecimal digits. The
    /// caller fills it in: the fold does not keep it.
    pub hash: Option<String>,
}

/// A number with everything that it rests on. Never a bare percentage.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode, Serialize)]
pub struct Figure {
    /// A stable name, for tests and programs.
    pub key: String,
    /// What it is, in words.
    pub label: String,
    /// The figure as it is to be read: "71 of 148 (48%)".
    pub text: String,
    /// How many.
    pub numerator: Option<u64>,
    /// Out of how many.
    pub denominator: Option<u64>,
    /// The frozen list it is a share of, in words.
    pub population: String,
    /// The entries that it came from, ascending.
    pub entries: Vec<u64>,
}

/// Something that must be read with the figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize)]
pub struct Notice {
    /// What it says.
    pub text: String,
    /// The entries it is about, ascending.
    pub entries: Vec<u64>,
}

/// A table. Its CSV is made from the same cells.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode, Serialize)]
pub struct Table {
    /// A stable name, for addresses, tests and file names.
    pub key: String,
    /// The caption.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows, in the order that answers the question best.
    pub rows: Vec<Row>,
    /// What stands in its place when there is no row.
    pub empty: String,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode, Serialize)]
pub struct Row {
    /// What it is about, as an identifier: a row keeps it across versions.
    pub key: String,
    /// One cell for each column.
    pub cells: Vec<Cell>,
    /// The entries that it came from, ascending.
    pub entries: Vec<u64>,
}
