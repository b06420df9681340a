//! All recommendations: who was asked, what they answered, where each stands.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::charts::{answers, charts, positions};
use super::filter::{Filter, PARAMS};
use super::outstanding::{Outstanding, outstanding};
use super::pairs::{Pair, Pairs, pairs};
use super::state::Stage;
use super::words;
use crate::events::Edtf;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Body, Stand};
use crate::views::sheet::{Cell, ColumnKind, Figure, Notice, Row, Sheet, Table, columns, in_words};

/// The view.
pub(in crate::views) const RECOMMENDATIONS: ViewInfo = ViewInfo::new(
    "recommendations",
    "Recommendations",
    "Who was asked to do what, what did they answer, and where does it stand?",
    PARAMS,
    view,
);

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let found = pairs(record.facts, stand);
    let filter = Filter::read(record.facts, &found, question)?;
    let chosen: Vec<&Pair> = found.pairs.iter().filter(|pair| filter.takes(pair)).collect();
    let lines = outstanding(chosen.iter().copied(), stand.on);
    Ok(Sheet {
        title: "Recommendations".to_string(),
        about: "One row for each recommendation and each body that it addresses. The position is \
                the addressee's own; what it claims, what others confirm or report, and what the \
                clock says stand beside it and never replace it. Outstanding is what has not \
                ended: rejected pairs have ended and are counted apart."
            .to_string(),
        figures: figures(&chosen),
        notices: notices(record, stand, &found, &chosen, &filter),
        charts: charts(record, stand, &chosen, &lines),
        tables: alloc::vec![
            tracker(record, stand, &found, &chosen),
            addressees(record, stand, &lines),
            positions(record, stand, &lines),
            answers(record, stand, &chosen),
        ],
        ..Sheet::default()
    })
}

fn figures(chosen: &[&Pair]) -> Vec<Figure> {
    let count = |key: &str, label: &str, is: &dyn Fn(&Pair) -> bool| {
        let those: Vec<&&Pair> = chosen.iter().filter(|pair| is(pair)).collect();
        share(key, label, &those, chosen.len())
    };
    let mut recommendations = BTreeSet::new();
    recommendations.extend(chosen.iter().map(|pair| pair.recommendation));
    let number = recommendations.len();
    let first = Figure {
        key: "recommendations".to_string(),
        label: "Recommendations with an addressee".to_string(),
        text: number.to_string(),
        numerator: u64::try_from(number).ok(),
        entries: gathered(chosen.iter().map(|pair| &pair.entries)),
        ..Figure::default()
    };
    alloc::vec![
        first,
        count("answered", "Answered by the addressee", &|pair| pair.state.answered.is_some()),
        count("overdue", "Answer overdue", &|pair| pair.is_overdue()),
        count("outstanding", "Outstanding", &|pair| pair.stage.is_outstanding()),
        count("claimed", "Said by the addressee to be implemented, not confirmed", &|pair| {
            pair.stage == Stage::Claimed
        }),
        count("confirmed", "Confirmed as implemented", &|pair| pair.stage == Stage::Confirmed),
        count("rejected", "Rejected by the addressee", &|pair| { pair.stage.is_rejected() }),
    ]
}

/// What the shares are shares of.
pub(super) const POPULATION: &str = "pairs of a recommendation and a body that it addresses";

fn share(key: &str, label: &str, those: &[&&Pair], all: usize) -> Figure {
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let (part, all) = (count(those.len()), count(all));
    Figure {
        key: key.to_string(),
        label: label.to_string(),
        text: crate::views::share::share(part, all),
        numerator: Some(part),
        denominator: Some(all),
        population: POPULATION.to_string(),
        entries: gathered(those.iter().map(|pair| &pair.entries)),
    }
}

pub(super) fn gathered<'e>(of: impl IntoIterator<Item = &'e Vec<u64>>) -> Vec<u64> {
    let mut entries: Vec<u64> = of.into_iter().flatten().copied().collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

fn notices(
    record: &Record<'_>,
    stand: &Stand,
    found: &Pairs,
    chosen: &[&Pair],
    filter: &Filter<'_>,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut say = |text: String, entries: Vec<u64>| notices.push(Notice { text, entries });
    if filter.is_all() {
        for known in record.facts.recommendations_counted(stand) {
            let by = record.facts.body_name(known.fact.made_by, stand);
            let reports = match known.fact.reports {
                Some(reports) => format!(" in {reports} reports"),
                None => String::new(),
            };
            let text = format!(
                "{by}: {} recommendations{reports} are recorded as a number only; what follows \
                 covers those recorded one by one.",
                known.fact.count
            );
            say(text, known.entries().collect());
        }
        if !found.unaddressed.is_empty() {
            let entries: Vec<u64> = found.unaddressed.iter().map(|(_, at, _)| at.get()).collect();
            let text = match entries.len() {
                1 => "1 recommendation names no addressee, so nobody's answer can be tracked."
                    .to_string(),
                many => format!(
                    "{many} recommendations name no addressee, so nobody's answer can be tracked."
                ),
            };
            say(text, entries);
        }
        if !found.strays.is_empty() {
            let text = "Some answers or reports name a recommendation that the record does not \
                        hold; they are left out.";
            say(text.to_string(), found.strays.clone());
        }
    }
    let by_others = |pair: &&&Pair| pair.state.position.is_none() && !pair.state.others.is_empty();
    let reported: Vec<&&Pair> = chosen.iter().filter(by_others).collect();
    if !reported.is_empty() {
        let text = "What the recommender or a third party reports, such as \"not adopted\", is \
                    not the addressee's own position: the record holds none of its own there.";
        say(text.to_string(), gathered(reported.iter().map(|pair| &pair.entries)));
    }
    let unsure: Vec<&&Pair> = chosen.iter().filter(|pair| pair.perhaps.is_some()).collect();
    if !unsure.is_empty() {
        let text = format!(
            "The dates of some steps do not say whether they had happened by {}: where that \
             matters, the row gives both readings and is counted by the sure one.",
            in_words(stand.on)
        );
        say(text, gathered(unsure.iter().map(|pair| &pair.entries)));
    }
    notices
}

fn tracker(record: &Record<'_>, stand: &Stand, found: &Pairs, chosen: &[&Pair]) -> Table {
    let reports = found.grounds.reports();
    let row = |pair: &&Pair| {
        let state = &pair.state;
        let target = |date: Option<&Edtf>| Cell::date(date);
        Row {
            key: words::key(record, pair),
            cells: alloc::vec![
                words::recommendation(record, pair),
                words::addressee(record, stand, pair),
                Cell::date(pair.made.as_ref()),
                words::due(pair.deadline.due),
                words::answer(pair),
                words::stated(pair),
                words::stage(record, stand, pair),
                words::reported(record, stand, pair),
                target(state.targets.first().map(|target| &target.date)),
                target(state.targets.last().map(|target| &target.date)),
                if state.targets.is_empty() { Cell::Empty } else { Cell::count(state.revisions()) },
                words::report(record, reports, pair),
            ],
            entries: pair.entries.clone(),
        }
    };
    Table {
        key: "recommendations".to_string(),
        caption: format!("Recommendations and their addressees on {}", in_words(stand.on)),
        columns: columns(&[
            ("recommendation", "Recommendation", ColumnKind::Text),
            ("addressee", "Addressee", ColumnKind::Text),
            ("made", "Made", ColumnKind::Date),
            ("due", "Answer due", ColumnKind::Date),
            ("answer", "Answer", ColumnKind::Status),
            ("position", "Position as the addressee states it", ColumnKind::Status),
            ("stands", "Where it stands", ColumnKind::Status),
            ("reported", "As others report", ColumnKind::Text),
            ("first_target", "First target date", ColumnKind::Date),
            ("target", "Target date now", ColumnKind::Date),
            ("moved", "Times moved", ColumnKind::Number),
            ("report", "Report", ColumnKind::Text),
        ]),
        rows: chosen.iter().map(row).collect(),
        empty: "No recommendation with an addressee is recorded for this question at this point."
            .to_string(),
    }
}

/// The addressees by name, with what each has outstanding.
pub(super) fn named<'l>(
    record: &'l Record<'_>,
    stand: &Stand,
    lines: &'l BTreeMap<Body, Outstanding>,
) -> Vec<(&'l str, Body, &'l Outstanding)> {
    let name = |body| record.facts.body_name(body, stand);
    let mut named: Vec<_> = lines.iter().map(|(body, line)| (name(*body), *body, line)).collect();
    crate::views::order::sort_by(named.as_mut_slice(), |a, b| {
        b.2.outstanding.cmp(&a.2.outstanding).then(a.0.cmp(b.0))
    });
    named
}

fn addressees(record: &Record<'_>, stand: &Stand, lines: &BTreeMap<Body, Outstanding>) -> Table {
    let row = |(_, body, line): (&str, Body, &Outstanding)| Row {
        key: record.facts.id(body).to_string(),
        cells: alloc::vec![
            words::body(record, stand, body),
            Cell::count(line.outstanding),
            oldest(line),
            Cell::count(line.unanswered),
            Cell::count(line.past_first),
            Cell::count(line.past_current),
            Cell::count(line.revisions),
            Cell::count(line.silent),
            Cell::count(line.claimed),
            Cell::count(line.confirmed),
            Cell::count(line.rejected),
            Cell::count(line.closed),
        ],
        entries: line.entries.clone(),
    };
    Table {
        key: "addressees".to_string(),
        caption: "Outstanding by addressee".to_string(),
        columns: columns(&[
            ("addressee", "Addressee", ColumnKind::Text),
            ("outstanding", "Outstanding", ColumnKind::Number),
            ("oldest", "Oldest, days", ColumnKind::Number),
            ("no_response", "No answer, overdue", ColumnKind::Number),
            ("past_first_target", "First target date passed", ColumnKind::Number),
            ("past_target", "Newest target date passed", ColumnKind::Number),
            ("moved", "Target dates moved, times", ColumnKind::Number),
            ("silent", "Accepted, no progress report for over 365 days", ColumnKind::Number),
            ("claimed", "Said to be implemented, not confirmed", ColumnKind::Number),
            ("confirmed", "Confirmed, not closed", ColumnKind::Number),
            ("rejected", "Rejected, not outstanding", ColumnKind::Number),
            ("closed", "Closed otherwise", ColumnKind::Number),
        ]),
        rows: named(record, stand, lines).into_iter().map(row).collect(),
        empty: "Nothing is recorded as addressed to anyone at this point.".to_string(),
    }
}

/// The age of the oldest outstanding pair.
fn oldest(line: &Outstanding) -> Cell {
    match line.oldest {
        None => Cell::Empty,
        Some((least, Some(most))) if least == most => Cell::count(least),
        Some((least, Some(most))) => {
            Cell::Number(format!("between {least} and {most}"), f64::from(least))
        }
        Some((least, None)) => Cell::Number(format!("at least {least}"), f64::from(least)),
    }
}
