//! A table of counts with totals: what is hidden so that nothing hidden can be
//! worked out.

use alloc::vec::Vec;

use super::control::Control;
use super::flow::Network;
use super::raw::Raw;
use super::shown::Shown;

/// Which totals stand beside a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The total of each row.
    pub rows: bool,
    /// The total of each column.
    pub columns: bool,
    /// The total of all.
    pub all: bool,
}

/// Counts by row and column, and the totals that are to be shown with them.
#[derive(Clone, Debug)]
pub struct Grid {
    rows: usize,
    columns: usize,
    /// Row by row; `None` where there is no count, which is public and adds
    /// nothing to a total.
    counts: Vec<Option<u64>>,
    totals: Totals,
}

/// A table as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    columns: usize,
    cells: Vec<Option<Shown>>,
    /// The total of each row, where asked for.
    pub row_totals: Vec<Shown>,
    /// The total of each column, where asked for.
    pub column_totals: Vec<Shown>,
    /// The total of all, where asked for.
    pub all: Option<Shown>,
}

/// A table that cannot be shown without giving a hidden count away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "These counts cannot be shown: a small count could be worked out from the others, whichever \
     of them are hidden"
)]
pub struct Refused;

impl Published {
    /// A cell; `None` where there is no count.
    pub fn cell(&self, row: usize, column: usize) -> Option<Shown> {
        self.cells.get(row * self.columns + column).copied().flatten()
    }
}

/// One place of a table with its totals.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The nodes of the network that it connects.
    ends: (usize, usize),
    count: u64,
    /// Whether it is there to be shown at all.
    printed: bool,
    small: bool,
    /// Hidden so that others stay hidden.
    beside: bool,
}

impl Place {
    fn hidden(&self) -> bool {
        self.printed && (self.small || self.beside)
    }
}

impl Grid {
    /// A table; rows shorter than the longest are filled up with nothing.
    pub fn new(rows: &[Vec<Option<Raw>>], totals: Totals) -> Grid {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let get = |row: &Vec<Option<Raw>>, at: usize| row.get(at).copied().flatten().map(Raw::get);
        let counts = rows.iter().flat_map(|row| (0..columns).map(|at| get(row, at))).collect();
        Grid { rows: rows.len(), columns, counts, totals }
    }

    /// What may be shown of the table.
    ///
    /// Small counts are hidden. Where one part alone of a total is hidden, the
    /// next smallest that is not zero is hidden too, over rows and columns until
    /// nothing changes. Then the exact bounds of every hidden count are worked
    /// out as a reader could; while one is too narrow, more is hidden around it.
    ///
    /// # Errors
    /// When a hidden count could be worked out whatever else is hidden.
    pub fn publish(&self, control: &Control) -> Result<Published, Refused> {
        let mut places = self.places(control);
        let lines = self.lines();
        // Each round hides one more place, so this ends.
        for _ in 0..=places.len() {
            if let Some(more) = lonely(&places, &lines) {
                places[more].beside = true;
                continue;
            }
            match narrow(&places, &lines, control) {
                None => return Ok(self.print(&places, control)),
                Some(at) => {
                    let more = neighbour(at, &places, &lines).ok_or(Refused)?;
                    places[more].beside = true;
                }
            }
        }
        Err(Refused)
    }

    /// Cells row by row, then row totals, column totals, the total of all.
    fn places(&self, control: &Control) -> Vec<Place> {
        let (rows, columns) = (self.rows, self.columns);
        let (source, sink) = (rows + columns, rows + columns + 1);
        let place = |ends, count, printed| Place {
            ends,
            count,
            printed,
            small: control.is_small(count),
            beside: false,
        };
        let mut places = Vec::new();
        for (at, count) in self.counts.iter().enumerate() {
            let ends = (at / columns, rows + at % columns);
            places.push(place(ends, count.unwrap_or(0), count.is_some()));
        }
        let sum = |is: &dyn Fn(usize) -> bool| -> u64 {
            let of = self.counts.iter().enumerate().filter(|(at, _)| is(*at));
            of.fold(0, |sum, (_, count)| sum.saturating_add(count.unwrap_or(0)))
        };
        for row in 0..rows {
            let total = sum(&|at| at / columns == row);
            places.push(place((source, row), total, self.totals.rows));
        }
        for column in 0..columns {
            let total = sum(&|at| at % columns == column);
            places.push(place((rows + column, sink), total, self.totals.columns));
        }
        places.push(place((sink, source), sum(&|_| true), self.totals.all));
        places
    }

    /// The places of each sum, its total last.
    fn lines(&self) -> Vec<Vec<usize>> {
        let (rows, columns) = (self.rows, self.columns);
        let (row_total, column_total) = (rows * columns, rows * columns + rows);
        let all = column_total + columns;
        let mut lines: Vec<Vec<usize>> = Vec::new();
        for row in 0..rows {
            let cells = row * columns..(row + 1) * columns;
            lines.push(cells.chain([row_total + row]).collect());
        }
        for column in 0..columns {
            let cells = (0..rows).map(|row| row * columns + column);
            lines.push(cells.chain([column_total + column]).collect());
        }
        lines.push((row_total..column_total).chain([all]).collect());
        lines.push((column_total..all).chain([all]).collect());
        // What all cells add up to, where no totals stand between.
        if !self.totals.rows && !self.totals.columns {
            lines.push((0..row_total).chain([all]).collect());
        }
        lines
    }

    fn print(&self, places: &[Place], control: &Control) -> Published {
        let beside = places.iter().any(|place| place.printed && place.beside);
        let shown = |place: &Place| match (place.hidden(), beside) {
            (false, _) => control.open(place.count),
            // A reader must not tell which of the hidden ones are small.
            (true, true) => control.beside(),
            (true, false) => control.small(),
        };
        let cells = self.rows * self.columns;
        let printed = |places: &[Place]| -> Vec<Shown> {
            places.iter().filter(|place| place.printed).map(shown).collect()
        };
        let columns = cells + self.rows;
        let all = columns + self.columns;
        Published {
            columns: self.columns,
            cells: places[..cells]
                .iter()
                .map(|place| place.printed.then(|| shown(place)))
                .collect(),
            row_totals: printed(&places[cells..columns]),
            column_totals: printed(&places[columns..all]),
            all: printed(&places[all..]).first().copied(),
        }
    }
}

/// Sums with all members printed, of which exactly one is hidden: what to hide
/// with it. The smallest part that is not zero; else the total.
fn lonely(places: &[Place], lines: &[Vec<usize>]) -> Option<usize> {
    lines.iter().find_map(|line| {
        let (total, parts) = line.split_last()?;
        if !places[*total].printed {
            return None;
        }
        let hidden = line.iter().filter(|at| places[**at].hidden()).count();
        if hidden == 1 { smallest(parts, places).or_else(|| open(*total, places)) } else { None }
    })
}

/// A hidden place whose bounds a reader could work out too narrowly.
fn narrow(places: &[Place], lines: &[Vec<usize>], control: &Control) -> Option<usize> {
    let beside = places.iter().any(|place| place.printed && place.beside);
    let range = |place: &Place| match (place.printed, place.hidden()) {
        (true, false) => control.open(place.count).range(),
        (true, true) if beside => control.beside().range(),
        (true, true) => control.small().range(),
        (false, _) => (0, None),
    };
    // A sum that is shown, less the parts that are shown, must leave more than
    // the threshold of values to what is hidden.
    for line in lines {
        let Some((total, parts)) = line.split_last() else { continue };
        let first = parts.iter().copied().find(|at| places[*at].hidden());
        if let (Some(first), true) = (first, places[*total].printed && !places[*total].hidden()) {
            let shown = line.iter().map(|at| &places[*at]).filter(|place| !place.hidden());
            let span = shown.fold(1_u64, |span, place| {
                let (least, most) = range(place);
                span.saturating_add(most.map_or(u64::MAX, |most| most.saturating_sub(least)))
            });
            if span <= control.threshold() {
                return Some(first);
            }
        }
    }
    let first_total = lines.iter().filter_map(|line| line.last().copied()).min().unwrap_or(0);
    let mut network = Network::default();
    let mut cells = Vec::new();
    for (at, place) in places.iter().enumerate() {
        // A cell without a count is no number that could move; a total that is
        // not printed moves freely.
        if place.printed || at >= first_total {
            if place.hidden() {
                cells.push((at, network.len()));
            }
            network.add(place.ends.0, place.ends.1, place.count, range(place));
        }
    }
    let small = control.threshold() - control.least_hidden();
    let enough = if beside { control.threshold() } else { small };
    cells.iter().find(|(_, edge)| network.values(*edge, enough) < enough).map(|(at, _)| *at)
}

/// What to hide around a place: the smallest shown part of one of its sums, else
/// a total of them.
fn neighbour(at: usize, places: &[Place], lines: &[Vec<usize>]) -> Option<usize> {
    let around = || lines.iter().filter(|line| line.contains(&at));
    let part = around()
        .filter_map(|line| smallest(line.split_last()?.1, places))
        .min_by_key(|part| places[*part].count);
    part.or_else(|| around().find_map(|line| open(*line.last()?, places)))
}

fn smallest(parts: &[usize], places: &[Place]) -> Option<usize> {
    let shown = parts.iter().copied().filter_map(|at| open(at, places));
    shown.filter(|at| places[*at].count > 0).min_by_key(|at| places[*at].count)
}

/// The place, where it is shown.
fn open(at: usize, places: &[Place]) -> Option<usize> {
    Some(at).filter(|at| places[*at].printed && !places[*at].hidden())
}
