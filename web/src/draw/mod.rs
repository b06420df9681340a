//! The drawn timeline, as numbers: what goes where. Pure, so that it is tested
//! without a browser; `components::drawn` puts it on a canvas.
//!
//! An event whose date is uncertain is a bar over all the time it may have
//! been, with its shape in the middle (or at the known end, where the other end
//! is open). Where bars and shapes would overlap they are stacked; where there
//! are too many for that, near ones become one shape with a number. A lane with
//! more events than could be shown one by one comes counted in cells.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "pixels and milliseconds of a drawing; a rounding here moves a mark by less than it is wide"
)]

mod hit;
mod scale;

pub(crate) use hit::{Hit, hit};
pub(crate) use scale::{Window, ticks};

use crate::order;
use crate::wire::{Drawn, DrawnLane, Single};

/// Half the width of a shape, pixels.
pub(crate) const RADIUS: f64 = 8.0;
/// Height of one row of a lane, pixels: the 24 px a pointer target needs.
pub(crate) const ROW: f64 = 24.0;
/// Height of a lane's heading, pixels.
pub(crate) const HEAD: f64 = 24.0;
/// Height of a lane that is counted, pixels.
pub(crate) const STRIP: f64 = 28.0;
/// Rows a lane may stack before its events are gathered.
const ROWS: usize = 5;
/// Width of a gathering cell, pixels: a shape and its number.
const CELL: f64 = 40.0;

/// A lane, placed from the top.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lane {
    /// Top of its heading, pixels.
    pub(crate) top: f64,
    /// Height below its heading, pixels.
    pub(crate) height: f64,
    /// Its events, where they are shown one by one.
    pub(crate) items: Vec<Item>,
    /// The greatest count of a cell, where they are counted.
    pub(crate) most: u32,
    /// How many events its cells count.
    pub(crate) counted: u64,
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// Where its shape stands, ms since 1970.
    pub(crate) time: i64,
    /// Row within the lane.
    pub(crate) row: usize,
    /// Events it stands for.
    pub(crate) count: usize,
    /// The first of them.
    pub(crate) index: u64,
    /// First and last point in time that it stands for.
    pub(crate) span: (i64, i64),
    /// From when to when it may have been, where that is wider than the shape.
    pub(crate) bar: Option<(i64, i64)>,
    /// Its family, 0 to 5.
    pub(crate) family: u8,
    /// One of its events does not match what was signed.
    pub(crate) bad: bool,
}

/// Where one event stands in time: its point, for order and shape.
pub(crate) fn point(from: i64, to: i64) -> Option<i64> {
    match (from, to) {
        (i64::MIN, i64::MAX) => None,
        (i64::MIN, to) => Some(to),
        (from, i64::MAX) => Some(from),
        (from, to) => Some(from + (to - from) / 2),
    }
}

/// Lays out the lanes of an answer. `width` is what its window is drawn on.
pub(crate) fn layout(drawn: &Drawn, width: f64) -> Vec<Lane> {
    let window = Window::new(drawn.window.0, drawn.window.1);
    let mut top = 0.0;
    let mut out = Vec::with_capacity(drawn.lanes.len());
    for lane in &drawn.lanes {
        let mut placed =
            if lane.bins.is_empty() { stacked(lane, window, width) } else { strip(lane) };
        placed.top = top;
        top += HEAD + placed.height;
        out.push(placed);
    }
    out
}

/// Height of the lanes together, pixels.
pub(crate) fn height(lanes: &[Lane]) -> f64 {
    lanes.last().map_or(0.0, |lane| lane.top + HEAD + lane.height)
}

fn strip(lane: &DrawnLane) -> Lane {
    Lane {
        top: 0.0,
        height: STRIP,
        items: Vec::new(),
        most: lane.bins.iter().copied().max().unwrap_or(0),
        counted: lane.bins.iter().copied().map(u64::from).sum(),
    }
}

fn stacked(lane: &DrawnLane, window: Window, width: f64) -> Lane {
    let items: Vec<Item> =
        lane.singles.iter().filter_map(|single| item(single, window, width)).collect();
    let mut items = in_order(&items, |item| extent(item, window, width).0);
    let rows = stack(&mut items, window, width).unwrap_or_else(|| {
        items = gather(in_order(&items, |item| window.x(item.time, width)), window, width);
        1
    });
    Lane { top: 0.0, height: ROW * (rows as f64), items, most: 0, counted: 0 }
}

fn item(single: &Single, window: Window, width: f64) -> Option<Item> {
    let (from, to) = (single.from, single.to);
    let time = point(from, to)?;
    let left = if from == i64::MIN { 0.0 } else { window.x(from, width) };
    let right = if to == i64::MAX { width } else { window.x(to, width) };
    let open = from == i64::MIN || to == i64::MAX;
    let wide = right - left > 2.0 * RADIUS || (open && right > left);
    Some(Item {
        time,
        row: 0,
        count: 1,
        index: single.index,
        span: (time, time),
        bar: wide.then_some((from, to)),
        family: single.family,
        bad: single.bad,
    })
}

/// Where the shape stands on the screen: one whose middle has left the window
/// waits at its edge while its bar is in sight.
pub(crate) fn shape_x(item: &Item, window: Window, width: f64) -> f64 {
    let x = window.x(item.time, width);
    match bar_x(item, window, width) {
        // Not `clamp`: its refusal of a bad range prints numbers, in 15 KB of code.
        Some((left, right)) if right >= 0.0 && left <= width => x.max(0.0).min(width),
        _ => x,
    }
}

/// Left and right end of the bar, where there is one; an open end reaches the edge.
pub(crate) fn bar_x(item: &Item, window: Window, width: f64) -> Option<(f64, f64)> {
    let (from, to) = item.bar?;
    let left = if from == i64::MIN { 0.0 } else { window.x(from, width) };
    let right = if to == i64::MAX { width } else { window.x(to, width) };
    Some((left, right))
}

/// What an item covers, from left to right.
fn extent(item: &Item, window: Window, width: f64) -> (f64, f64) {
    let x = shape_x(item, window, width);
    let (left, right) = bar_x(item, window, width).unwrap_or((x, x));
    (left.min(x - RADIUS), right.max(x + RADIUS))
}

fn in_order(items: &[Item], x: impl Fn(&Item) -> f64) -> Vec<Item> {
    let keys: Vec<_> = items.iter().map(|item| (order::pixel(x(item)), item.index)).collect();
    order::places(&keys).into_iter().map(|at| items[at].clone()).collect()
}

/// Gives each item, in order of their left ends, the first free row; `None` when there are not enough.
fn stack(items: &mut [Item], window: Window, width: f64) -> Option<usize> {
    let mut ends = [f64::NEG_INFINITY; ROWS];
    let mut rows = 1;
    for item in items.iter_mut() {
        let (left, right) = extent(item, window, width);
        let row = ends.iter().position(|end| *end + 2.0 <= left)?;
        ends[row] = right;
        item.row = row;
        rows = rows.max(row + 1);
    }
    Some(rows)
}

/// One shape per cell, at the middle of what it stands for. Items come from
/// left to right. One that does not match what was signed is never gathered.
fn gather(sorted: Vec<Item>, window: Window, width: f64) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::new();
    let mut cell = i64::MIN;
    let mut bad = Vec::new();
    for item in sorted {
        let own = (window.x(item.time, width) / CELL).floor() as i64;
        if item.bad {
            bad.push(Item { bar: None, ..item });
        } else if let Some(whole) = out.last_mut().filter(|_| own == cell) {
            // A running mean: the shape stands where its events are.
            whole.count += 1;
            whole.time += (item.time - whole.time) / i64::try_from(whole.count).unwrap_or(1);
            whole.span = (whole.span.0.min(item.time), whole.span.1.max(item.time));
        } else {
            cell = own;
            out.push(Item { row: 0, bar: None, ..item });
        }
    }
    out.extend(bad);
    out
}

#[cfg(test)]
mod tests;
