//! Answers to the page's questions, from what has been read so far.

#[cfg(feature = "timeline")]
use ledger::views::timeline::Query;

use super::replay::Replay;
use super::rows;
#[cfg(feature = "whole")]
use super::{desk, documents, sheets};
#[cfg(feature = "timeline")]
use super::{drawing, facets};
use crate::query::Clock;
#[cfg(feature = "timeline")]
use crate::query::{Order, Params};
#[cfg(feature = "timeline")]
use crate::wire::ListPage;
use crate::wire::{Ask, Overview, Tell};

/// Answers a question.
pub(super) fn answer(replay: &Replay, ask: &Ask) -> Tell {
    match ask {
        #[cfg(feature = "timeline")]
        Ask::List(params) => Tell::List(list(replay, params)),
        #[cfg(feature = "timeline")]
        Ask::Drawn(ask) => Tell::Drawn(drawing::drawn(replay, ask)),
        #[cfg(feature = "timeline")]
        Ask::Step(ask) => Tell::Stop(drawing::step(replay, ask).map(Box::new)),
        #[cfg(feature = "whole")]
        Ask::Row(index) => {
            Tell::Row(replay.row(*index).map(|row| rows::row(replay, &row, Clock::Happened)))
        }
        Ask::Overview => Tell::Overview(overview(replay)),
        #[cfg(feature = "timeline")]
        Ask::Facets => Tell::Facets(facets::facets(replay)),
        #[cfg(feature = "whole")]
        Ask::Desk(ask) => Tell::Desk(desk::answer(replay, ask)),
        #[cfg(feature = "whole")]
        Ask::Sheet(asking) => Tell::Sheet(Box::new(sheets::sheet(replay, asking))),
        #[cfg(feature = "whole")]
        Ask::Export(params, format, from) => {
            Tell::Export(sheets::export(replay, &query(params).0, *format, *from))
        }
        #[cfg(feature = "whole")]
        Ask::Document(digests) => Tell::Document(documents::about(replay, digests).map(Box::new)),
        #[cfg(feature = "whole")]
        Ask::File(_) => Tell::NothingNewer,
        // Heard elsewhere: these begin a check or may have to fetch.
        Ask::Check(_) | Ask::Look(_) | Ask::Entry(_) => Tell::NothingNewer,
        #[cfg(feature = "whole")]
        Ask::Compare(_) => Tell::NothingNewer,
    }
}

/// The ledger's query for what the address says, and what of it cannot be meant.
#[cfg(feature = "timeline")]
pub(super) fn query(params: &Params) -> (Query, String) {
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

#[cfg(feature = "timeline")]
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
        all: replay.timeline.len() as u64,
        page,
        rows: shown
            .filter_map(|place| replay.timeline.row_at(*place))
            .map(|row| rows::row(replay, &row, params.clock))
            .collect(),
        problem: [problem, replay.shortage()].join(" ").trim().to_owned(),
    }
}

fn overview(replay: &Replay) -> Overview {
    let tally = replay.timeline.tally();
    // Years only: one of the two may be known no better than that.
    let span = tally.span.map(|(first, last)| (first.year().to_string(), last.year().to_string()));
    Overview {
        all: replay.timeline.len() as u64,
        families: tally.families.iter().map(|(_, count)| *count).collect(),
        label: ledger::views::export::warning(&replay.timeline),
        bodies: tally.bodies.len() as u64,
        conflicts: tally.conflicts,
        inquiries: Vec::new(),
        span,
        newest: replay
            .timeline
            .rows()
            .rev()
            .take(6)
            .map(|row| rows::row(replay, &row, Clock::Recorded))
            .collect(),
    }
}
