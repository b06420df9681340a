//! One recommendation: its whole story, in order.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::accountable::accountable;
use super::pairs::{Pair, pairs_of};
use super::story::story;
use super::tracker::{POPULATION, gathered};
use super::words::{self, key};
use crate::events::Edtf;
use crate::events::closing::EscalationStep;
use crate::events::recommendations::ItemKind;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::due::{LADDER, Rule, add_months, days};
use crate::views::facts::recommendations::MadeFact;
use crate::views::facts::{Known, Recommendation, Stand};
use crate::views::sheet::{
    Cell, ColumnKind, Figure, Mark, Notice, Ref, Row, Sheet, Table, columns, in_words,
};

/// The view.
pub(in crate::views) const RECOMMENDATION: ViewInfo = ViewInfo::new(
    "recommendation",
    "Recommendation",
    "What became of this recommendation, step by step?",
    &[("id", "the identifier of the recommendation")],
    view,
);

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let id = question.need("id", "name a recommendation from the view \"recommendations\"")?;
    let unknown = || {
        let problem = "is not a recommendation that the record holds at this point";
        question.wrong("id", problem, "see the view \"recommendations\" for those that it holds")
    };
    let recommendation: Recommendation = facts.find(id).ok_or_else(unknown)?;
    let is = |made: &Known<'_, MadeFact>| made.fact.recommendation == recommendation;
    let made = facts.recommendations_made(stand).find(is).ok_or_else(unknown)?;
    let found = pairs_of(facts, stand, Some(recommendation));
    let pairs: Vec<&Pair> = found.pairs.iter().collect();
    let text = record.timeline.row(made.index).map(|row| row.summary).unwrap_or_default();
    let what = match made.fact.item {
        ItemKind::Recommendation => "Recommendation",
        ItemKind::Conclusion => "Conclusion",
    };
    let by = facts.body_name(made.fact.made_by, stand);
    let title = match &made.fact.number {
        Some(number) => format!("{what} {number} of {by}"),
        None => format!("{what} of {by}"),
    };
    let mut tables = alloc::vec![
        addressees(record, stand, &pairs),
        story(record, stand, &made, &found.grounds, &pairs),
        targets(record, stand, &pairs),
    ];
    tables.extend(ladder(stand, &pairs));
    tables.push(links(record, stand, &made, found.restated.get(&recommendation)));
    tables.push(accountable(record, stand, &pairs));
    Ok(Sheet {
        title,
        about: text,
        figures: pairs.iter().flat_map(|pair| figures(record, stand, pair)).collect(),
        notices: notices(&made, &pairs),
        tables,
        ..Sheet::default()
    })
}

fn notices(made: &Known<'_, MadeFact>, pairs: &[&Pair]) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut say = |text: &str, entries: Vec<u64>| {
        notices.push(Notice { text: text.to_string(), entries });
    };
    if made.fact.addressees.is_empty() && made.fact.item == ItemKind::Recommendation {
        let text = "The record names no addressee, so nobody's answer can be tracked.";
        say(text, made.entries().collect());
    }
    for pair in pairs {
        if pair.state.position.is_none() && !pair.state.others.is_empty() {
            let text = "What the recommender or a third party reports is not the addressee's own \
                        position: the record holds none of its own.";
            say(text, pair.entries.clone());
        }
        if pair.state.claimed.is_some() && pair.state.confirmed.is_none() {
            let text = "The addressee says that this is implemented. Neither the recommender nor \
                        an assessor has confirmed it.";
            say(text, pair.entries.clone());
        }
        if pair.perhaps.is_some() {
            let text = "The dates of some steps do not say whether they had happened by the day \
                        asked for; both readings are given.";
            say(text, pair.entries.clone());
        }
        if !pair.heir.split.is_empty() {
            let text = "The functions of the addressee went to several bodies, and the record \
                        does not say which of them answers for this.";
            say(text, pair.heir.entries.clone());
        }
    }
    notices
}

/// The figures of one addressee; its name is in each label, since there may be
/// several.
fn figures(record: &Record<'_>, stand: &Stand, pair: &Pair) -> Vec<Figure> {
    let who = words::addressee(record, stand, pair).words();
    let id = record.facts.id(pair.addressee);
    let figure = |key: &str, label: &str, text: String| Figure {
        key: format!("{key}-{id}"),
        label: format!("{who}: {label}"),
        text,
        population: POPULATION.to_string(),
        entries: pair.entries.clone(),
        ..Figure::default()
    };
    let mut figures = alloc::vec![
        figure("position", "position as it states it", words::stated(pair).words()),
        figure("stands", "where it stands", words::stage(record, stand, pair).words()),
        figure("answer", "answer", words::answer(pair).words()),
    ];
    if let Some((least, most)) = pair.days_to_answer() {
        let mut taken = figure("days", "time to the first answer", days(least, most));
        taken.numerator = u64::try_from(least).ok().filter(|_| least == most);
        figures.push(taken);
    }
    if let [first, .., last] = &pair.state.targets[..] {
        let times = match pair.state.revisions() {
            1 => "moved once".to_string(),
            times => format!("moved {times} times"),
        };
        let (was, now) = (first.date.in_words(), last.date.in_words());
        let mut moved = figure("target", "target date", format!("{was}, now {now}: {times}"));
        moved.numerator = u64::try_from(pair.state.revisions()).ok();
        moved.entries = gathered(pair.state.targets.iter().map(|target| &target.entries));
        figures.push(moved);
    }
    figures
}

fn addressees(record: &Record<'_>, stand: &Stand, pairs: &[&Pair]) -> Table {
    let name = |body| record.facts.body_name(body, stand);
    let row = |pair: &&Pair| {
        let confirmed = match pair.state.confirmed {
            None => Cell::Status(Mark::Unknown, "not confirmed".to_string()),
            Some((by, entry)) => {
                let by = by.map_or("a person", name);
                Cell::Link(Ref::Entry(entry), format!("by {by}"))
            }
        };
        Row {
            key: key(record, pair),
            cells: alloc::vec![
                words::addressee(record, stand, pair),
                words::due(pair.deadline.due),
                Cell::text(pair.deadline.why.clone()),
                words::answer(pair),
                words::stated(pair),
                words::assessed(record, stand, pair),
                words::reported(record, stand, pair),
                match pair.state.claimed {
                    Some(entry) => Cell::Link(Ref::Entry(entry), "said to be".to_string()),
                    None => Cell::Empty,
                },
                confirmed,
                words::stage(record, stand, pair),
            ],
            entries: pair.entries.clone(),
        }
    };
    Table {
        key: "addressees".to_string(),
        caption: format!("Each addressee on {}", in_words(stand.on)),
        columns: columns(&[
            ("addressee", "Addressee", ColumnKind::Text),
            ("due", "Answer due", ColumnKind::Date),
            ("rule", "By which rule", ColumnKind::Text),
            ("answer", "Answer", ColumnKind::Status),
            ("position", "Position as it states it", ColumnKind::Status),
            ("assessed", "As assessed", ColumnKind::Text),
            ("reported", "As others report", ColumnKind::Text),
            ("claimed", "Implemented, as it says", ColumnKind::Text),
            ("confirmed", "Implemented, confirmed", ColumnKind::Text),
            ("stands", "Where it stands", ColumnKind::Status),
        ]),
        rows: pairs.iter().map(row).collect(),
        empty: "The record names no addressee that this can be tracked with at this point."
            .to_string(),
    }
}

fn targets(record: &Record<'_>, stand: &Stand, pairs: &[&Pair]) -> Table {
    let mut rows = Vec::new();
    for pair in pairs {
        for (at, target) in pair.state.targets.iter().enumerate() {
            let told = match &target.notified {
                Some(date) => Cell::date(Some(date)),
                // The duty to tell is about dates that move.
                None if at == 0 => Cell::Empty,
                None => Cell::Status(Mark::Unknown, "no notice recorded".to_string()),
            };
            rows.push(Row {
                key: format!("{}/{}", key(record, pair), at + 1),
                cells: alloc::vec![
                    words::addressee(record, stand, pair),
                    Cell::count(at + 1),
                    Cell::date(Some(&target.date)),
                    target
                        .when
                        .as_ref()
                        .map_or_else(|| Cell::text("Not known"), |when| { Cell::date(Some(when)) }),
                    told,
                ],
                entries: target.entries.clone(),
            });
        }
    }
    Table {
        key: "targets".to_string(),
        caption: "Target dates, the first one first".to_string(),
        columns: columns(&[
            ("addressee", "Addressee", ColumnKind::Text),
            ("number", "Number", ColumnKind::Number),
            ("target", "Target date", ColumnKind::Date),
            ("set", "Set or moved on", ColumnKind::Date),
            ("notified", "Recommender told on", ColumnKind::Date),
        ]),
        rows,
        empty: "No target date is recorded.".to_string(),
    }
}

/// The letters of the ladder with the days on which they fall, where that rule
/// applies.
fn ladder(stand: &Stand, pairs: &[&Pair]) -> Option<Table> {
    let rule = |pair: &&&Pair| pair.deadline.due.is_some_and(|due| due.rule == Rule::Inquiry);
    let pair = pairs.iter().find(rule)?;
    let base = pair.made.as_ref().and_then(Edtf::as_day)?;
    let row = |(at, (months, what)): (usize, &(u16, &str))| {
        let day = add_months(base, *months)?;
        // A letter goes out while nothing has come by that day.
        let answered = pair.state.completed.and_then(|range| range.latest);
        let (mark, words) = match answered {
            Some(answered) if answered <= day => (Mark::Done, "not needed: answered"),
            _ if day > stand.on => (Mark::Waiting, "still to come"),
            _ if letter(pair, at).is_some() => (Mark::Done, "recorded"),
            _ => (Mark::Unknown, "none recorded"),
        };
        Some(Row {
            key: months.to_string(),
            cells: alloc::vec![
                Cell::count(*months),
                Cell::day(day),
                Cell::text(*what),
                Cell::Status(mark, words.to_string()),
            ],
            entries: letter(pair, at)
                .map_or_else(|| pair.deadline.entries.clone(), |entry| alloc::vec![entry]),
        })
    };
    Some(Table {
        key: "ladder".to_string(),
        caption: "Letters to expect while no answer has come, as IICSA sent them".to_string(),
        columns: columns(&[
            ("months", "Months from publication", ColumnKind::Number),
            ("day", "Day", ColumnKind::Date),
            ("step", "Step", ColumnKind::Text),
            ("recorded", "On record", ColumnKind::Status),
        ]),
        rows: LADDER.iter().enumerate().filter_map(row).collect(),
        empty: String::new(),
    })
}

/// The entry of the letter at a step of the ladder: the first two by their
/// number, then the public one, the request and the requirement.
fn letter(pair: &Pair, at: usize) -> Option<u64> {
    let is = |(step, ordinal, _): &&(EscalationStep, u16, u64)| match at {
        0 | 1 => *step == EscalationStep::Letter && usize::from(*ordinal) == at + 1,
        2 => *step == EscalationStep::PublicLetter,
        3 => *step == EscalationStep::StatementRequested,
        _ => *step == EscalationStep::StatementRequired,
    };
    pair.state.letters.iter().find(is).map(|(.., entry)| *entry)
}

fn links(
    record: &Record<'_>,
    stand: &Stand,
    made: &Known<'_, MadeFact>,
    restated: Option<&Vec<Recommendation>>,
) -> Table {
    let this = made.fact.recommendation;
    let mut linked: Vec<(&str, Recommendation)> = Vec::new();
    linked.extend(made.fact.restates.map(|earlier| ("makes again", earlier)));
    linked.extend(restated.into_iter().flatten().map(|later| ("was made again as", *later)));
    linked.extend(made.fact.parent.map(|whole| ("is a part of", whole)));
    let parts = record.facts.recommendations_made(stand);
    let parts = parts.filter(|part| part.fact.parent == Some(this));
    linked.extend(parts.map(|part| ("has the part", part.fact.recommendation)));
    let row = |(link, other): (&str, Recommendation)| {
        let found = record.facts.recommendations_made(stand);
        let found = found.filter(|made| made.fact.recommendation == other).last();
        let id = record.facts.id(other).to_string();
        let label = found.map_or_else(
            || format!("{id}, which the record does not hold"),
            |made| words::label(record, &id, made.fact.number.as_deref(), made.index),
        );
        Row {
            key: format!("{link}/{id}"),
            cells: alloc::vec![
                Cell::text(link),
                Cell::Link(Ref::Recommendation(id), label),
                Cell::date(found.and_then(|made| made.fact.made.as_ref())),
            ],
            entries: found.map(|made| made.entries().collect()).unwrap_or_default(),
        }
    };
    Table {
        key: "links".to_string(),
        caption: "Other recommendations that this one is linked with".to_string(),
        columns: columns(&[
            ("link", "This one", ColumnKind::Text),
            ("recommendation", "Recommendation", ColumnKind::Text),
            ("made", "Made", ColumnKind::Date),
        ]),
        rows: linked.into_iter().map(row).collect(),
        empty: "The record links it with no other recommendation.".to_string(),
    }
}
