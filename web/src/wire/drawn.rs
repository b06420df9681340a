//! Question and answer about the drawn timeline: a window of time, counted in
//! cells. However many events there are, an answer holds a few thousand
//! numbers.

use bincode::{Decode, Encode};

use super::Row;
use crate::query::Params;

/// What is to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct DrawAsk {
    /// Which events, and what their lanes are.
    pub(crate) params: Params,
    /// The part of time, milliseconds since 1970 UTC; `None` for all of it.
    pub(crate) window: Option<(i64, i64)>,
    /// Into how many cells it is divided.
    pub(crate) cells: u16,
}

/// A window of time, counted.
#[derive(Clone, Debug, Default, PartialEq, Encode, Decode)]
pub(crate) struct Drawn {
    /// The part of time that was counted.
    pub(crate) window: (i64, i64),
    /// All of time that is dated, with a little air.
    pub(crate) span: (i64, i64),
    /// How many events match, dated or not.
    pub(crate) all: u64,
    /// How many of them have no date.
    pub(crate) undated: u64,
    /// The lanes, from top to bottom.
    pub(crate) lanes: Vec<DrawnLane>,
    /// All dated events, counted in equal parts of the span.
    pub(crate) map: Vec<u32>,
    /// Memory that the worker has taken so far, bytes.
    pub(crate) memory: u64,
}

/// One lane.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct DrawnLane {
    /// What it is called.
    pub(crate) name: String,
    /// The family of all its events, where that is so.
    pub(crate) family: Option<u8>,
    /// How many of the events stand in it, dated or not, anywhere in time.
    pub(crate) count: u64,
    /// How many of them have no date.
    pub(crate) undated: u64,
    /// Its events one by one, where they are few enough in this window.
    pub(crate) singles: Vec<Single>,
    /// Otherwise: how many stand in each cell.
    pub(crate) bins: Vec<u32>,
    /// Cells of `bins` with an event that does not match what was signed.
    pub(crate) bad: Vec<u16>,
}

/// One event on the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Single {
    /// Position in the ledger.
    pub(crate) index: u64,
    /// Earliest moment, ms; `i64::MIN` when open.
    pub(crate) from: i64,
    /// Latest moment, ms; `i64::MAX` when open.
    pub(crate) to: i64,
    /// Family, 0 to 5.
    pub(crate) family: u8,
    /// It does not match what was signed.
    pub(crate) bad: bool,
}

/// A step of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) enum Step {
    /// Stay, and say where that is.
    Here,
    /// The event before, in the same lane.
    Back,
    /// The event after, in the same lane.
    On,
    /// The nearest event in the lane above.
    Up,
    /// The nearest event in the lane below.
    Down,
    /// The first event of the lane.
    First,
    /// The last event of the lane.
    Last,
    /// The next event that does not match what was signed, in any lane.
    Problem,
    /// The first event without a date in this lane.
    Undated(u8),
}

/// Where the cursor is to go.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct StepAsk {
    /// Which events, and what their lanes are.
    pub(crate) params: Params,
    /// The event it stands on, and the lane where it is known.
    pub(crate) from: Option<(u64, Option<u8>)>,
    /// The step.
    pub(crate) step: Step,
}

/// Where the cursor stands.
#[derive(Clone, Debug, PartialEq, Encode, Decode)]
pub(crate) struct Stop {
    /// Number of the lane.
    pub(crate) lane: u8,
    /// What the lane is called.
    pub(crate) name: String,
    /// Its place in the lane, from 1, by time.
    pub(crate) place: u64,
    /// How many events the lane has.
    pub(crate) of: u64,
    /// The point in time at which it is drawn; `None` without a date.
    pub(crate) time: Option<i64>,
    /// The event.
    pub(crate) row: Row,
}
