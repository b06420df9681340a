//! The drawn timeline's numbers: a column of moments for what matches, counted
//! anew for each window. Counting a million events takes some milliseconds, so
//! nothing is prepared but the column.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cells of a drawing: what is cast is checked to lie in the window"
)]

use ledger::events::DateRange;
use ledger::views::timeline::By;

use super::answers::query;
use super::replay::Replay;
use super::rows;
use crate::draw::point;
use crate::format::DAY;
use crate::query::{Clock, Lanes, Order, Params};
use crate::wire::{DrawAsk, Drawn, DrawnLane, Single, Step, StepAsk, Stop};

/// Most lanes, the rest among them.
const LANES: usize = 12;
/// Parts into which the small map divides all of time.
const MAP: usize = 240;
/// Fewest events that a lane shows one by one.
const FEW: usize = 40;

/// What matches, ready to be counted.
#[derive(Default)]
pub(super) struct Drawing {
    params: Params,
    rows: usize,
    lanes: Vec<Lane>,
    /// Row by row; a row stands once for each of its lanes.
    place: Vec<u32>,
    lane: Vec<u8>,
    from: Vec<i64>,
    to: Vec<i64>,
    span: (i64, i64),
    all: u64,
    undated: u64,
    map: Vec<u32>,
}

struct Lane {
    name: String,
    family: Option<u8>,
    count: u64,
    undated: u64,
}

/// The first and last moment that a date may mean; open ends are the extremes.
fn moments(range: Option<DateRange>) -> (i64, i64) {
    let day = |date: ledger::events::civil::Date| i64::from(date.days_since_1970()) * DAY;
    let range = range.map(|range| (range.earliest, range.latest));
    let (earliest, latest) = range.unwrap_or_default();
    (earliest.map_or(i64::MIN, day), latest.map_or(i64::MAX, |date| day(date) + DAY - 1))
}

impl Drawing {
    /// Whether it is still what this question is about.
    fn fits(&self, replay: &Replay, params: &Params) -> bool {
        self.params == *params && self.rows == replay.timeline.len() && !self.map.is_empty()
    }

    fn new(replay: &Replay, params: &Params) -> Self {
        let timeline = &replay.timeline;
        let (query, _) = query(&Params { order: Order::Oldest, ..params.clone() });
        let found = timeline.select(&query);
        let (by, nothing) = match params.lanes {
            Lanes::Family => (By::Family, ""),
            Lanes::Kind => (By::Kind, ""),
            Lanes::Body => (By::Body, "No organisation named"),
            Lanes::Person => (By::Person, "Nobody named"),
            Lanes::Recommendation => (By::Recommendation, "No recommendation named"),
        };
        let groups = timeline.group(&found, by, LANES - usize::from(!nothing.is_empty()));
        let mut lanes: Vec<Lane> = groups
            .groups
            .into_iter()
            .map(|group| Lane {
                name: if group.name.is_empty() { "Others".to_owned() } else { group.name },
                family: group.family.map(rows::family),
                count: group.count,
                undated: 0,
            })
            .collect();
        let mut members = groups.members;
        if groups.without > 0 {
            // Events that name nothing of the sort are events all the same.
            let last = u8::try_from(lanes.len()).unwrap_or(u8::MAX);
            let mut named = members.iter().map(|member| member.0).peekable();
            let mut missing = Vec::new();
            for place in &found {
                if named.peek() == Some(place) {
                    while named.next_if_eq(place).is_some() {}
                } else {
                    missing.push((*place, last));
                }
            }
            members.extend(missing);
            lanes.push(Lane {
                name: nothing.into(),
                family: None,
                count: groups.without,
                undated: 0,
            });
        }
        let mut drawing = Self {
            params: params.clone(),
            rows: timeline.len(),
            lanes,
            all: found.len() as u64,
            ..Self::default()
        };
        let times = |place: u32| match params.clock {
            Clock::Happened => moments(timeline.occurred_at(place)),
            Clock::Recorded => (timeline.recorded_at(place), timeline.recorded_at(place)),
        };
        for (place, lane) in members {
            let (from, to) = times(place);
            drawing.place.push(place);
            drawing.lane.push(lane);
            drawing.from.push(from);
            drawing.to.push(to);
            if point(from, to).is_none() {
                drawing.lanes[usize::from(lane)].undated += 1;
            }
        }
        drawing.span = drawing.around();
        drawing.map = vec![0; MAP];
        let (from, to) = drawing.span;
        let scale = MAP as f64 / ((to - from) as f64).max(1.0);
        for place in found {
            let (earliest, latest) = times(place);
            match point(earliest, latest) {
                Some(time) => {
                    let cell = ((time - from) as f64 * scale) as usize;
                    drawing.map[cell.min(MAP - 1)] += 1;
                }
                None => drawing.undated += 1,
            }
        }
        drawing
    }

    /// Everything that is dated, with a little air on both sides. The other end
    /// of an open interval is not known: it must not decide the scale.
    fn around(&self) -> (i64, i64) {
        let from = self.from.iter().filter(|time| **time != i64::MIN);
        let known = from.chain(self.to.iter().filter(|time| **time != i64::MAX));
        let mut ends: Option<(i64, i64)> = None;
        for time in known {
            ends = Some(ends.map_or((*time, *time), |(a, b)| (a.min(*time), b.max(*time))));
        }
        let (least, most) = ends.unwrap_or((0, 365 * DAY));
        let air = ((most - least) / 25).max(DAY);
        (least - air, most + air)
    }

    fn window(&self, replay: &Replay, ask: &DrawAsk) -> Drawn {
        let (from, to) = ask.window.filter(|(from, to)| from < to).unwrap_or(self.span);
        let cells = usize::from(ask.cells.clamp(1, 4_000));
        let few = (cells * 3 / 4).max(FEW);
        let scale = cells as f64 / (to - from) as f64;
        let mut bins = vec![0_u32; cells * self.lanes.len()];
        let mut singles: Vec<Vec<usize>> = vec![Vec::new(); self.lanes.len()];
        for at in 0..self.place.len() {
            let (earliest, latest) = (self.from[at], self.to[at]);
            let Some(time) = point(earliest, latest) else { continue };
            let lane = usize::from(self.lane[at]);
            if (from..to).contains(&time) {
                let cell = ((time - from) as f64 * scale) as usize;
                bins[lane * cells + cell.min(cells - 1)] += 1;
            } else if latest < from || earliest > to {
                continue;
            }
            if singles[lane].len() <= few {
                singles[lane].push(at);
            }
        }
        // Usually nothing is bad, and nobody looks.
        let any_bad = replay.bad_from() != u64::MAX || !replay.marked.is_empty();
        let lanes = self.lanes.iter().enumerate().map(|(number, lane)| {
            let mut drawn = DrawnLane {
                name: lane.name.clone(),
                family: lane.family,
                count: lane.count,
                undated: lane.undated,
                ..DrawnLane::default()
            };
            if singles[number].len() <= few {
                drawn.singles = singles[number].iter().map(|at| self.single(replay, *at)).collect();
            } else {
                drawn.bins = bins[number * cells..(number + 1) * cells].to_vec();
                if any_bad {
                    drawn.bad = self.bad_cells(replay, number, (from, to), scale);
                }
            }
            drawn
        });
        Drawn {
            window: (from, to),
            span: self.span,
            all: self.all,
            undated: self.undated,
            lanes: lanes.collect(),
            map: self.map.clone(),
            memory: super::replay::memory() as u64,
        }
    }

    fn single(&self, replay: &Replay, at: usize) -> Single {
        let index = self.index(replay, at);
        let family = rows::family(replay.timeline.family_at(self.place[at]));
        Single { index, from: self.from[at], to: self.to[at], family, bad: replay.is_bad(index) }
    }

    fn index(&self, replay: &Replay, at: usize) -> u64 {
        replay.timeline.index_at(self.place[at]).map_or(u64::MAX, ledger::record::Index::get)
    }

    /// Cells of a lane that a problem stands in: it is never hidden in a count.
    fn bad_cells(
        &self,
        replay: &Replay,
        lane: usize,
        (from, to): (i64, i64),
        scale: f64,
    ) -> Vec<u16> {
        let mut cells = Vec::new();
        for at in 0..self.place.len() {
            let inside = point(self.from[at], self.to[at]).filter(|time| (from..to).contains(time));
            if let Some(time) = inside
                && usize::from(self.lane[at]) == lane
                && replay.is_bad(self.index(replay, at))
            {
                let cell = ((time - from) as f64 * scale) as u16;
                if let Err(place) = cells.binary_search(&cell) {
                    cells.insert(place, cell);
                }
            }
        }
        cells
    }

    /// What an event is ordered by: its point in time, undated ones last.
    fn key(&self, at: usize) -> (i64, u32) {
        (point(self.from[at], self.to[at]).unwrap_or(i64::MAX), self.place[at])
    }

    fn step(&self, replay: &Replay, ask: &StepAsk) -> Option<Stop> {
        let here = ask.from.and_then(|(index, lane)| {
            let place = replay.timeline.place(ledger::record::Index::new(index))?;
            let mut mine = (0..self.place.len()).filter(|at| self.place[*at] == place);
            let first = mine.next()?;
            // It may stand in several lanes; the cursor stays in its own.
            let own = |at: &usize| lane.is_none_or(|lane| self.lane[*at] == lane);
            if own(&first) { Some(first) } else { mine.find(own).or(Some(first)) }
        });
        if let Step::Undated(lane) = ask.step {
            let mut mine = (0..self.place.len()).filter(|at| self.lane[*at] == lane);
            let first = mine.find(|at| point(self.from[*at], self.to[*at]).is_none());
            return first.and_then(|at| self.stop(replay, at));
        }
        let Some(here) = here else {
            let all = 0..self.place.len();
            return match ask.step {
                Step::Here => None,
                Step::Problem => self.problem(replay, None),
                _ => all.min_by_key(|at| (self.lane[*at], self.key(*at))),
            }
            .and_then(|at| self.stop(replay, at));
        };
        let now = self.key(here);
        let of = |lane: u8| (0..self.place.len()).filter(move |at| self.lane[*at] == lane);
        let own = self.lane[here];
        let nearest = |lane: Option<u8>| {
            of(lane?).min_by_key(|at| {
                let (time, place) = self.key(*at);
                (time.abs_diff(now.0), place)
            })
        };
        let to = match ask.step {
            Step::Here | Step::Undated(_) => Some(here),
            Step::Back => of(own).filter(|at| self.key(*at) < now).max_by_key(|at| self.key(*at)),
            Step::On => of(own).filter(|at| self.key(*at) > now).min_by_key(|at| self.key(*at)),
            Step::First => of(own).min_by_key(|at| self.key(*at)),
            Step::Last => of(own).max_by_key(|at| self.key(*at)),
            Step::Up => nearest(own.checked_sub(1)),
            Step::Down => nearest(own.checked_add(1)),
            Step::Problem => self.problem(replay, Some(now)),
        };
        self.stop(replay, to.unwrap_or(here))
    }

    /// The next problem after a key, or the first.
    fn problem(&self, replay: &Replay, after: Option<(i64, u32)>) -> Option<usize> {
        let bad = || (0..self.place.len()).filter(|at| replay.is_bad(self.index(replay, *at)));
        let next = bad().filter(|at| after.is_none_or(|after| self.key(*at) > after));
        next.min_by_key(|at| self.key(*at)).or_else(|| bad().min_by_key(|at| self.key(*at)))
    }

    fn stop(&self, replay: &Replay, at: usize) -> Option<Stop> {
        let lane = self.lane[at];
        let row = replay.timeline.row_at(self.place[at])?;
        let before = (0..self.place.len())
            .filter(|other| self.lane[*other] == lane && self.key(*other) <= self.key(at));
        Some(Stop {
            lane,
            name: self.lanes.get(usize::from(lane))?.name.clone(),
            place: before.count() as u64,
            of: self.lanes.get(usize::from(lane))?.count,
            time: point(self.from[at], self.to[at]),
            row: rows::row(replay, &row, self.params.clock),
        })
    }
}

/// Runs a question against the column, which is made when there is none yet.
fn with<T>(replay: &Replay, params: &Params, ask: impl FnOnce(&Drawing) -> T) -> T {
    let mut drawing = replay.drawing.borrow_mut();
    if !drawing.fits(replay, params) {
        *drawing = Drawing::new(replay, params);
    }
    ask(&drawing)
}

/// Counts a window.
pub(super) fn drawn(replay: &Replay, ask: &DrawAsk) -> Drawn {
    with(replay, &ask.params, |drawing| drawing.window(replay, ask))
}

/// Finds where a step leads.
pub(super) fn step(replay: &Replay, ask: &StepAsk) -> Option<Stop> {
    with(replay, &ask.params, |drawing| drawing.step(replay, ask))
}

#[cfg(test)]
mod tests;
