//! Answers to the page's questions, from what has been read so far.

use std::collections::BTreeMap;

use ledger::events::DateRange;
use ledger::views::timeline::{Order as FoldOrder, Query, Row as Folded};

use super::replay::Replay;
use super::{entry_page, facets, rows};
use crate::draw;
use crate::format::DAY;
use crate::order;
use crate::query::{Clock, Order, Params};
use crate::wire::{Ask, ListPage, Marks, Overview, Tell};

/// Answers a question.
pub(super) fn answer(replay: &Replay, ask: &Ask) -> Tell {
    match ask {
        Ask::List(params) => Tell::List(list(replay, params)),
        Ask::Marks(params) => Tell::Marks(marks(replay, params)),
        Ask::Row(index) => {
            Tell::Row(replay.row(*index).map(|row| rows::row(replay, row, Clock::Happened)))
        }
        Ask::Entry(index) => Tell::Entry(entry_page::page(replay, *index).map(Box::new)),
        Ask::Overview => Tell::Overview(overview(replay)),
        Ask::Facets => Tell::Facets(facets::facets(replay)),
        // Not questions: these begin a check and are heard elsewhere.
        Ask::Check(_) | Ask::Look(_) => Tell::NothingNewer,
    }
}

/// The ledger's query for what the address says, and what of it cannot be meant.
fn query(params: &Params) -> (Query, String) {
    let mut query = Query::default();
    let mut problems = Vec::new();
    let clock = if params.clock == Clock::Recorded { "recorded" } else { "happened" };
    let order = if params.order == Order::Oldest { "oldest" } else { "newest" };
    for (name, value) in [
        ("clock", clock),
        ("order", order),
        ("kind", &params.kinds.join(",")),
        ("family", &params.families.join(",")),
        ("body", &params.body),
        ("person", &params.person),
        ("inquiry", &params.inquiry),
        ("q", &params.text),
        ("from", &params.from),
        ("to", &params.to),
    ] {
        if let Err(error) = query.set(name, value) {
            problems.push(super::report::sentence(&format!(
                "“{}” {}: {}",
                error.value, error.problem, error.remedy
            )));
        }
    }
    (query, problems.join(" "))
}

fn list(replay: &Replay, params: &Params) -> ListPage {
    let (query, problem) = query(params);
    let matching = replay.timeline.select(&query);
    let per = params.per.number();
    let count = matching.len() as u64;
    let page = params.page.0.clamp(1, count.div_ceil(per).max(1));
    let from = usize::try_from((page - 1) * per).unwrap_or(usize::MAX);
    let shown = matching.iter().skip(from).take(usize::try_from(per).unwrap_or(25));
    ListPage {
        matching: count,
        all: replay.timeline.rows().len() as u64,
        page,
        rows: shown.map(|row| rows::row(replay, row, params.clock)).collect(),
        problem,
    }
}

/// The first and last moment that a date may mean; open ends are the extremes.
fn moments(range: Option<DateRange>) -> (i64, i64) {
    let day = |date: ledger::events::civil::Date| i64::from(date.days_since_1970()) * DAY;
    let range = range.map(|range| (range.earliest, range.latest));
    let (earliest, latest) = range.unwrap_or_default();
    (earliest.map_or(i64::MIN, day), latest.map_or(i64::MAX, |date| day(date) + DAY - 1))
}

fn marks(replay: &Replay, params: &Params) -> Marks {
    let (query, _) = query(&Params { order: Order::Oldest, ..params.clone() });
    debug_assert_eq!(query.order, FoldOrder::Oldest, "marks run from left to right");
    let times = |row: &Folded| match params.clock {
        Clock::Happened => moments(row.occurred_range()),
        Clock::Recorded => (row.recorded.millis(), row.recorded.millis()),
    };
    let found = replay.timeline.select(&query);
    // By the point where each is drawn; what has none comes last.
    let point = |row: &Folded| {
        let (from, to) = times(row);
        draw::point(from, to)
    };
    let keys: Vec<_> =
        found.iter().map(|row| (point(row).unwrap_or(i64::MAX), row.index.get())).collect();
    let mut marks = Marks { bad_from: replay.bad_from(), ..Marks::default() };
    for row in order::places(&keys).into_iter().map(|at| found[at]) {
        let (from, to) = times(row);
        marks.index.push(row.index.get());
        marks.from.push(from);
        marks.to.push(to);
        marks.family.push(rows::family(row));
        marks.undated += u64::from(draw::point(from, to).is_none());
    }
    marks.bad.clone_from(&replay.marked);
    marks
}

fn overview(replay: &Replay) -> Overview {
    let all = replay.timeline.rows();
    let mut families = vec![0; crate::family::FAMILIES.len()];
    let mut bodies = BTreeMap::<&str, u64>::new();
    let mut conflicts = 0;
    for row in all {
        families[usize::from(rows::family(row))] += 1;
        for body in &row.bodies {
            *bodies.entry(body.as_str()).or_default() += 1;
        }
        conflicts += u64::from(!row.conflicts.is_empty());
    }
    // Registering a body is no event in the world: the figure counts names in events.
    let dated = |row: &&Folded| row.occurred_range().is_some_and(|range| range.earliest.is_some());
    let first = all
        .iter()
        .filter(dated)
        .min_by_key(|row| row.occurred_range().and_then(|range| range.earliest));
    let last = all
        .iter()
        .filter(dated)
        .max_by_key(|row| row.occurred_range().and_then(|range| range.earliest));
    let year = |row: &Folded| {
        row.occurred_range()
            .and_then(|range| range.earliest)
            // Years only: one of the two may be known no better than that.
            .map(|date| date.year().to_string())
            .unwrap_or_default()
    };
    Overview {
        all: all.len() as u64,
        families,
        bodies: bodies.len() as u64,
        conflicts,
        inquiries: Vec::new(),
        span: first.zip(last).map(|(first, last)| (year(first), year(last))),
        newest: all
            .iter()
            .rev()
            .take(6)
            .map(|row| rows::row(replay, row, Clock::Recorded))
            .collect(),
    }
}
