//! What is under the pointer.

use super::{HEAD, Lane, ROW, Window, bar_x, shape_x};
use crate::wire::{Drawn, DrawnLane};

/// What was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hit {
    /// One event, in a lane.
    Event(u64, u8),
    /// Several, between two points in time: to be looked at more closely.
    Several(i64, i64),
}

/// What stands at a place of the drawing; `None` for nothing.
pub(crate) fn hit(
    drawn: &Drawn,
    lanes: &[Lane],
    window: Window,
    width: f64,
    (x, y): (f64, f64),
) -> Option<Hit> {
    let number =
        lanes.iter().position(|lane| y >= lane.top && y < lane.top + HEAD + lane.height)?;
    let lane = &lanes[number];
    let drawn_lane = drawn.lanes.get(number)?;
    if !drawn_lane.bins.is_empty() {
        return cell(drawn, drawn_lane, window, width, x);
    }
    let row = (y - lane.top - HEAD) / ROW;
    let near = |item: &&super::Item| {
        let here = (shape_x(item, window, width) - x).abs();
        let on_bar = bar_x(item, window, width).is_some_and(|(a, b)| a <= x && x <= b);
        let in_row = row >= item.row as f64 && row < item.row as f64 + 1.0;
        in_row && (here <= 12.0 || on_bar)
    };
    // The nearest shape: bars lie under the shapes of others.
    let distance = |item: &super::Item| (shape_x(item, window, width) - x).abs();
    let item = lane.items.iter().filter(near).min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
    let lane = u8::try_from(number).ok()?;
    Some(match item.span {
        (from, to) if item.count > 1 && from < to => Hit::Several(from, to),
        _ => Hit::Event(item.index, lane),
    })
}

fn cell(drawn: &Drawn, lane: &DrawnLane, window: Window, width: f64, x: f64) -> Option<Hit> {
    let (from, to) = drawn.window;
    let size = (to - from) as f64 / lane.bins.len() as f64;
    let at = (window.time(x, width) - from as f64) / size;
    // The pointer is wider than a cell: its neighbours will do.
    #[expect(clippy::cast_sign_loss, reason = "checked to be no less than 0")]
    let near = |by: f64| {
        let at = at + by;
        (at >= 0.0 && at < lane.bins.len() as f64).then_some(at as usize)
    };
    let found =
        [0.0, -1.0, 1.0, -2.0, 2.0].into_iter().filter_map(near).find(|at| lane.bins[*at] > 0)?;
    let start = from as f64 + found as f64 * size;
    Some(Hit::Several(start as i64, (start + size) as i64))
}
