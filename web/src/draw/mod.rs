//! The drawn timeline, as numbers: what goes where. Pure, so that it is tested
//! without a browser; `components::drawn` turns it into SVG.
//!
//! One lane per family. An event whose date is uncertain is a bar over all the
//! time it may have been, with its shape in the middle (or at the known end,
//! where the other end is open). Where bars and shapes would overlap they are
//! stacked; where there are too many for that, near ones become one shape with
//! a number. No more shapes are drawn than fit beside each other, however many
//! events there are.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "pixels and milliseconds of a drawing; a rounding here moves a mark by less than it is wide"
)]

mod cursor;
mod scale;

pub(crate) use cursor::{Step, place_in_lane, step};
pub(crate) use scale::{Window, ticks};

use crate::order;
use crate::wire::Marks;

/// Half the width of a shape, pixels.
pub(crate) const RADIUS: f64 = 8.0;
/// Height of one row of a lane, pixels: the 24 px a pointer target needs.
pub(crate) const ROW: f64 = 24.0;
/// Height of a lane's heading, pixels.
pub(crate) const HEAD: f64 = 24.0;
/// Rows a lane may stack before its events are gathered.
const ROWS: usize = 5;
/// Width of a gathering cell, pixels: a shape and its number.
const CELL: f64 = 40.0;

/// A lane, placed from the top.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lane {
    /// Family, 0 to 5.
    pub(crate) family: u8,
    /// Top of its heading, pixels.
    pub(crate) top: f64,
    /// How many rows it has.
    pub(crate) rows: usize,
    /// How many of its events match, in all, dated or not.
    pub(crate) count: usize,
    /// What is drawn.
    pub(crate) items: Vec<Item>,
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    /// Centre, pixels from the left.
    pub(crate) x: f64,
    /// Row within the lane.
    pub(crate) row: usize,
    /// Events it stands for.
    pub(crate) count: usize,
    /// Places in [`Marks`] of the first and last of them.
    pub(crate) marks: (usize, usize),
    /// The bar of an uncertain date.
    pub(crate) bar: Option<Bar>,
    /// One of its events does not match what was signed.
    pub(crate) bad: bool,
}

/// The bar of an uncertain date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bar {
    /// Left end, pixels.
    pub(crate) left: f64,
    /// Right end, pixels.
    pub(crate) right: f64,
    /// The earliest moment is not known.
    pub(crate) open_left: bool,
    /// The latest moment is not known.
    pub(crate) open_right: bool,
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

/// Lays out the lanes. `width` is what time is drawn on; undated events stand
/// in a tray that begins `RADIUS` to the right of it.
pub(crate) fn lanes(marks: &Marks, window: Window, width: f64) -> Vec<Lane> {
    let mut out = Vec::new();
    let mut top = 0.0;
    for family in 0..6_u8 {
        let places: Vec<usize> =
            (0..marks.index.len()).filter(|&at| marks.family.get(at) == Some(&family)).collect();
        if places.is_empty() {
            continue;
        }
        let mut items: Vec<Item> =
            places.iter().filter_map(|&at| item(marks, at, window, width)).collect();
        items = in_order(&items, |item| extent(item).0);
        let rows = stack(&mut items).unwrap_or_else(|| {
            items = gather(in_order(&items, |item| item.x));
            1
        });
        items.extend(tray(marks, &places, width));
        out.push(Lane { family, top, rows, count: places.len(), items });
        top += HEAD + ROW * (rows as f64);
    }
    out
}

/// Height of the lanes together, pixels.
pub(crate) fn height(lanes: &[Lane]) -> f64 {
    lanes.last().map_or(0.0, |lane| lane.top + HEAD + ROW * (lane.rows as f64))
}

fn item(marks: &Marks, at: usize, window: Window, width: f64) -> Option<Item> {
    let (from, to) = (*marks.from.get(at)?, *marks.to.get(at)?);
    let x = window.x(point(from, to)?, width);
    let bar = bar(from, to, window, width);
    let (left, right) = bar.map_or((x, x), |bar| (bar.left.min(x), bar.right.max(x)));
    if right < 0.0 || left > width {
        return None;
    }
    let bar = bar.map(|bar| Bar { left: bar.left.max(0.0), right: bar.right.min(width), ..bar });
    // A shape whose middle has left the window waits at its edge while its bar is in sight.
    let x = x.clamp(0.0, width);
    Some(Item { x, row: 0, count: 1, marks: (at, at), bar, bad: is_bad(marks, at) })
}

fn is_bad(marks: &Marks, at: usize) -> bool {
    marks
        .index
        .get(at)
        .is_some_and(|index| *index >= marks.bad_from || marks.bad.binary_search(index).is_ok())
}

/// The bar, unless the date is sharper than the shape is wide.
fn bar(from: i64, to: i64, window: Window, width: f64) -> Option<Bar> {
    let (open_left, open_right) = (from == i64::MIN, to == i64::MAX);
    let left = if open_left { 0.0 } else { window.x(from, width) };
    let right = if open_right { width } else { window.x(to, width) };
    let wide = right - left > 2.0 * RADIUS || ((open_left || open_right) && right > left);
    wide.then_some(Bar { left, right, open_left, open_right })
}

/// What an item covers, from left to right.
fn extent(item: &Item) -> (f64, f64) {
    let (left, right) = item.bar.map_or((item.x, item.x), |bar| (bar.left, bar.right));
    (left.min(item.x - RADIUS), right.max(item.x + RADIUS))
}

fn in_order(items: &[Item], x: impl Fn(&Item) -> f64) -> Vec<Item> {
    let keys: Vec<_> =
        items.iter().map(|item| (order::pixel(x(item)), item.marks.0 as u64)).collect();
    order::places(&keys).into_iter().map(|at| items[at].clone()).collect()
}

/// Gives each item, in order of their left ends, the first free row; `None` when there are not enough.
fn stack(items: &mut [Item]) -> Option<usize> {
    let mut ends = [f64::NEG_INFINITY; ROWS];
    let mut rows = 1;
    for item in items.iter_mut() {
        let (left, right) = extent(item);
        let row = ends.iter().position(|end| *end + 2.0 <= left)?;
        ends[row] = right;
        item.row = row;
        rows = rows.max(row + 1);
    }
    Some(rows)
}

/// One shape per cell, at the middle of what it stands for. Items come from
/// left to right.
fn gather(sorted: Vec<Item>) -> Vec<Item> {
    let mut out: Vec<(f64, Item)> = Vec::new();
    for item in sorted {
        let cell = (item.x / CELL).floor();
        match out.last_mut() {
            Some((last, whole)) if (*last - cell).abs() < 0.5 => {
                // A running mean: the shape stands where its events are.
                whole.x += (item.x - whole.x) / (whole.count as f64 + 1.0);
                whole.count += 1;
                whole.marks = (whole.marks.0.min(item.marks.0), whole.marks.1.max(item.marks.1));
                whole.bad |= item.bad;
            }
            _ => out.push((cell, Item { row: 0, bar: None, ..item })),
        }
    }
    out.into_iter().map(|(_, item)| item).collect()
}

fn tray(marks: &Marks, places: &[usize], width: f64) -> Option<Item> {
    let undated: Vec<usize> = places
        .iter()
        .copied()
        .filter(|&at| point(marks.from[at], marks.to[at]).is_none())
        .collect();
    let marks_of = (*undated.first()?, *undated.last()?);
    let bad = undated.iter().any(|&at| is_bad(marks, at));
    let x = width + 3.0 * RADIUS;
    Some(Item { x, row: 0, count: undated.len(), marks: marks_of, bar: None, bad })
}

/// The item that stands for a mark, with its lane.
pub(crate) fn find<'a>(
    lanes: &'a [Lane],
    marks: &Marks,
    index: u64,
) -> Option<(&'a Lane, &'a Item)> {
    let at = marks.index.iter().position(|&other| other == index)?;
    let family = *marks.family.get(at)?;
    let lane = lanes.iter().find(|lane| lane.family == family)?;
    let undated = point(*marks.from.get(at)?, *marks.to.get(at)?).is_none();
    let of_tray = |item: &&Item| {
        let first = item.marks.0;
        point(marks.from[first], marks.to[first]).is_none() == undated
    };
    lane.items
        .iter()
        .filter(of_tray)
        .find(|item| item.marks.0 <= at && at <= item.marks.1)
        .map(|item| (lane, item))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{DAY, parse_day};

    pub(super) fn marks(events: &[(&str, &str, u8)]) -> Marks {
        let read = |text: &str, open| if text.is_empty() { open } else { parse_day(text).unwrap() };
        Marks {
            index: (0..).take(events.len()).collect(),
            from: events.iter().map(|event| read(event.0, i64::MIN)).collect(),
            to: events.iter().map(|event| read(event.1, i64::MAX)).collect(),
            family: events.iter().map(|event| event.2).collect(),
            undated: 0,
            bad_from: u64::MAX,
            bad: Vec::new(),
        }
    }

    fn years(from: &str, to: &str) -> Window {
        Window::new(parse_day(from).unwrap(), parse_day(to).unwrap())
    }

    #[test]
    fn an_uncertain_date_is_a_bar_with_its_shape_in_the_middle() {
        let marks = marks(&[("2012", "2013", 1)]);
        let lanes = lanes(&marks, years("2011", "2014"), 300.0);
        let item = &lanes[0].items[0];
        let bar = item.bar.unwrap();
        assert!((bar.left - 100.0).abs() < 1.0 && (bar.right - 200.0).abs() < 1.0);
        assert!((item.x - 150.0).abs() < 1.0);
        assert!(!bar.open_left && !bar.open_right);
    }

    #[test]
    fn an_open_end_reaches_the_edge_and_the_shape_stays_at_the_known_end() {
        let marks = marks(&[("2012", "", 0)]);
        let lanes = lanes(&marks, years("2011", "2014"), 300.0);
        let item = &lanes[0].items[0];
        let bar = item.bar.unwrap();
        assert!(bar.open_right && !bar.open_left);
        assert!((bar.right - 300.0).abs() < f64::EPSILON);
        assert!((item.x - 100.0).abs() < 1.0);
    }

    #[test]
    fn what_would_overlap_is_stacked_and_rows_make_the_lane_higher() {
        let day = ("2012-06-01", "2012-06-01");
        let marks = marks(&[(day.0, day.1, 2), (day.0, day.1, 2), (day.0, day.1, 4)]);
        let lanes = lanes(&marks, years("2011", "2014"), 300.0);
        assert_eq!(lanes[0].rows, 2);
        assert_ne!(lanes[0].items[0].row, lanes[0].items[1].row);
        assert!((lanes[1].top - (HEAD + 2.0 * ROW)).abs() < f64::EPSILON);
        assert!((height(&lanes) - (2.0 * HEAD + 3.0 * ROW)).abs() < f64::EPSILON);
    }

    #[test]
    fn too_many_are_gathered_and_none_is_lost() {
        let start = parse_day("2011").unwrap();
        let many = 100_000_u32;
        let marks = Marks {
            index: (0..u64::from(many)).collect(),
            from: (0..many).map(|n| start + i64::from(n) * DAY / 100).collect(),
            to: (0..many).map(|n| start + i64::from(n) * DAY / 100).collect(),
            family: vec![3; many as usize],
            undated: 0,
            bad_from: 99_999,
            bad: Vec::new(),
        };
        let lanes = lanes(&marks, years("2011", "2014"), 900.0);
        assert!(lanes[0].items.len() <= 23, "{}", lanes[0].items.len());
        assert_eq!(lanes[0].items.iter().map(|item| item.count).sum::<usize>(), 100_000);
        assert_eq!(lanes[0].items.iter().filter(|item| item.bad).count(), 1, "the bad one shows");
        let (_, item) = find(&lanes, &marks, 50_000).unwrap();
        assert!(item.marks.0 <= 50_000 && item.marks.1 >= 50_000);
    }

    #[test]
    fn undated_events_stand_in_the_tray_and_are_found_there() {
        let marks = marks(&[("2012", "2012", 0), ("", "", 0), ("", "", 0)]);
        let lanes = lanes(&marks, years("2011", "2014"), 300.0);
        let (_, item) = find(&lanes, &marks, 2).unwrap();
        assert!(item.x > 300.0);
        assert_eq!(item.count, 2);
        let (_, dated) = find(&lanes, &marks, 0).unwrap();
        assert!(dated.x < 300.0);
    }

    #[test]
    fn what_is_outside_the_window_is_not_drawn() {
        let marks = marks(&[("2001", "2002", 0), ("2012", "2012", 0)]);
        let lanes = lanes(&marks, years("2011", "2014"), 300.0);
        assert_eq!(lanes[0].items.len(), 1);
        assert_eq!(lanes[0].count, 2);
        assert_eq!(find(&lanes, &marks, 0), None);
    }
}
