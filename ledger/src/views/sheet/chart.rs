//! Drawings, as data. Each is named by the table that says the same in words.

use alloc::string::String;
use alloc::vec::Vec;
use bincode::{Decode, Encode};
use serde::Serialize;

use super::cell::Mark;

/// A drawing.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize)]
pub struct Chart {
    /// A stable name.
    pub key: String,
    /// The subject, as a heading.
    pub title: String,
    /// What it shows, in one sentence with the numbers.
    pub summary: String,
    /// The key of the table that holds the same numbers.
    pub table: String,
    /// What is drawn.
    pub series: Series,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// Stacked bars: the names of the parts with their marks, then the bars.
    Bars(Vec<(String, Mark)>, Vec<Bar>),
    /// A grid of statuses: names of the columns, then the cells row by row.
    Grid(Vec<String>, Vec<(String, Vec<GridCell>)>),
    /// Dots on one line, such as days to respond, with their median.
    Dots(Vec<Dot>, Option<f64>, String),
    /// A funnel: points of (base, rate), and the limits at each base.
    Funnel(Vec<Point>, Vec<(f64, f64, f64)>, f64),
    /// Stretches of time by row, such as who held an office.
    Spans(Vec<SpanRow>),
}

/// One stacked bar.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize)]
pub struct Bar {
    /// Its label.
    pub label: String,
    /// The size of each part, in the order of their names.
    pub parts: Vec<u64>,
}

/// One cell of a grid.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize)]
pub struct GridCell {
    /// Its status.
    pub mark: Mark,
    /// The status in words.
    pub words: String,
    /// The entry it came from.
    pub entry: Option<u64>,
}

/// One dot.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize)]
pub struct Dot {
    /// Its label.
    pub label: String,
    /// Its value.
    pub value: f64,
    /// How it is marked.
    pub mark: Mark,
}

/// A point of a funnel.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize)]
pub struct Point {
    /// Its label.
    pub label: String,
    /// The base of the rate.
    pub base: f64,
    /// The rate.
    pub rate: f64,
    /// How it is marked.
    pub mark: Mark,
}

/// A row of stretches of time.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize)]
pub struct SpanRow {
    /// Its label.
    pub label: String,
    /// The stretches.
    pub spans: Vec<Span>,
}

/// A stretch of time, in days since 1970; `None` is open or not known, and
/// `words` says which.
#[derive(Clone, Debug, PartialEq, Encode, Decode, Serialize)]
pub struct Span {
    /// The first day.
    pub from: Option<i32>,
    /// The day after the last.
    pub to: Option<i32>,
    /// What it is, in words.
    pub words: String,
    /// How it is marked.
    pub mark: Mark,
    /// The entry it came from.
    pub entry: Option<u64>,
}
