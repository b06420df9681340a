//! The sheet of one data call's coverage.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{CallStand, State, Timing};
use crate::record::Index;
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Call, Facts, Stand};
use crate::views::percent::{bases, read};
use crate::views::returns::body::BodyStand;
use crate::views::share::share;
use crate::views::sheet::{
    Bar, Cell, Chart, ColumnKind, Figure, Mark, Notice, Ref, Row, Series, Sheet, Table, columns,
};

/// The view.
pub(crate) const COVERAGE: ViewInfo = ViewInfo::new(
    "coverage",
    "Coverage of a data call",
    "Which bodies answered a data call, and which did not?",
    &[("call", "the identifier of the data call; left out, the calls are listed")],
    view,
);

/// The call that a question names.
pub(in crate::views) fn call_of(
    facts: &Facts,
    stand: &Stand,
    question: &Question,
) -> Result<Call, AskError> {
    let id = question.need("call", "name a data call; the view calls lists them")?;
    let known = facts
        .find::<Call>(id)
        .filter(|call| facts.calls(stand).any(|known| known.fact.call == *call));
    known.ok_or_else(|| {
        let problem = "is not a data call that the record knows here";
        question.wrong("call", problem, "name one that the view calls lists")
    })
}

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    if question.get("call").is_none() {
        return Ok(crate::views::returns::calls::list(facts, stand));
    }
    let call = call_of(facts, stand, question)?;
    let held = CallStand::of(facts, stand, call);
    Ok(held.map_or_else(Sheet::default, |held| sheet(&held, facts, stand)))
}

/// The list that shares are of, in words.
pub(in crate::views) fn population_words(held: &CallStand<'_>, facts: &Facts) -> String {
    held.asked.as_ref().map_or_else(
        || "no list of bodies on record".to_string(),
        |asked| {
            let changed = if asked.amended { ", as amended" } else { "" };
            format!("{} ({}{changed})", asked.name, facts.id(asked.population))
        },
    )
}

fn sheet(held: &CallStand<'_>, facts: &Facts, stand: &Stand) -> Sheet {
    let id = facts.id(held.call.fact.call).to_string();
    let issuer = facts.body_name(held.call.fact.issuer, stand);
    let mut sheet = Sheet {
        title: format!("Coverage of the data call {id}"),
        about: format!(
            "Which bodies answered the data call of {issuer}. A share is of the list of bodies \
             that was fixed for the call. States are worked out from the record and the day."
        ),
        notices: notices(held),
        ..Sheet::default()
    };
    if held.by_body() || held.reported.is_empty() {
        sheet.figures = figures(held, facts);
        sheet.charts = charts(held, &id);
    }
    if !held.reported.is_empty() {
        reported(held, facts, stand, &mut sheet);
    }
    sheet.tables.push(bodies("bodies", "Bodies", &held.bodies, facts, stand));
    if !held.outside.is_empty() {
        let caption = "Answers of bodies that are not on the list";
        sheet.tables.push(bodies("outside", caption, &held.outside, facts, stand));
    }
    sheet
}

fn figures(held: &CallStand<'_>, facts: &Facts) -> Vec<Figure> {
    let counts = held.counts();
    let population = population_words(held, facts);
    let figure = |key: &str, label: &str, part: u64, is: &dyn Fn(&BodyStand<'_>) -> bool| {
        let text = match counts.asked {
            Some(asked) => share(part, asked),
            None => format!("{part} of a number not on record"),
        };
        let mut entries = held.entries();
        entries.extend(held.bodies.iter().filter(|body| is(body)).flat_map(BodyStand::entries));
        entries.sort_unstable();
        entries.dedup();
        Figure {
            key: key.to_string(),
            label: label.to_string(),
            text,
            numerator: Some(part),
            denominator: counts.asked,
            population: population.clone(),
            entries,
        }
    };
    let nil_counts = held.call.fact.nil_counts == Some(true);
    let (label, able) = match held.call.fact.nil_counts {
        Some(true) => ("Able to provide data (nil counts as data, as the call says)", true),
        Some(false) => ("Able to provide data (nil does not count, as the call says)", false),
        None => ("Able to provide data (nil not counted: the call does not say)", false),
    };
    let provided = counts.data + if able { counts.nil } else { 0 };
    let mut figures = alloc::vec![
        figure("returned", "Returned: data or nil", counts.returned, &|b| b.returned()),
        figure("able", label, provided, &|body| body.data() || nil_counts && body.nil()),
    ];
    for (state, count) in held.by_state() {
        if count > 0 {
            let words = state.words();
            let label = format!("{}{}", words[..1].to_uppercase(), &words[1..]);
            let key = words.replace([' ', ','], "-");
            figures.push(figure(&format!("state-{key}"), &label, count, &|b| b.state == state));
        }
    }
    if counts.late > 0 {
        let late = |body: &BodyStand<'_>| matches!(body.timing, Timing::Late(..));
        figures.push(figure("late", "Answered late", counts.late, &late));
    }
    if held.by_body() && held.unnamed() > 0 {
        let label = "Bodies that the record does not name";
        figures.push(figure("unnamed", label, held.unnamed(), &|_| false));
    }
    figures
}

/// Figures from shares as reported, where the record does not say which bodies.
fn reported(held: &CallStand<'_>, facts: &Facts, stand: &Stand, sheet: &mut Sheet) {
    let mut rows = Vec::new();
    for known in &held.reported {
        let fact = known.fact;
        let reading = read(fact, &bases(facts, stand, fact.kind));
        let mut entries: Vec<u64> = alloc::vec![known.index.get()];
        entries.extend(known.corrected.map(Index::get));
        entries.extend(&reading.entries);
        entries.extend(held.asked.iter().flat_map(|asked| &asked.entries));
        entries.sort_unstable();
        entries.dedup();
        // What says the same of the same measure is one figure with all entries.
        let same = sheet
            .figures
            .iter_mut()
            .find(|figure| figure.label == fact.measure && figure.text == reading.text);
        match same {
            Some(figure) => {
                figure.entries.extend(&entries);
                figure.entries.sort_unstable();
                figure.entries.dedup();
            }
            None => sheet.figures.push(Figure {
                key: format!("reported-{}", known.index),
                label: fact.measure.clone(),
                text: reading.text.clone(),
                numerator: reading.numerator,
                denominator: reading.denominator,
                population: population_words(held, facts),
                entries: entries.clone(),
            }),
        }
        rows.push(Row {
            key: known.index.to_string(),
            cells: alloc::vec![
                Cell::text(fact.measure.clone()),
                Cell::date(fact.occurred.as_ref()),
                fact.reported_by.map_or(Cell::Empty, |body| name(body, facts, stand)),
                Cell::text(reading.text),
                Cell::text(reading.how),
            ],
            entries,
        });
    }
    sheet.tables.push(Table {
        key: "reported".to_string(),
        caption: "Shares as reported".to_string(),
        columns: columns(&[
            ("measure", "What they did or have", ColumnKind::Text),
            ("when", "When", ColumnKind::Date),
            ("by", "Reported by", ColumnKind::Text),
            ("share", "Share", ColumnKind::Text),
            ("how", "How it is known", ColumnKind::Text),
        ]),
        rows,
        empty: String::new(),
    });
}

fn notices(held: &CallStand<'_>) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut say = |text: String, entries: Vec<u64>| notices.push(Notice { text, entries });
    if !held.by_body() && !held.reported.is_empty() {
        let text = "The record holds no answer of any single body to this call, only shares as \
            reported. Which bodies answered is not known.";
        let entries = held.reported.iter().map(|known| known.index.get()).collect();
        say(text.to_string(), entries);
    } else if !held.reported.is_empty() {
        let text = "Shares as reported stand beside what the answers on record give. Where they \
            differ, neither is corrected here.";
        say(text.to_string(), held.reported.iter().map(|known| known.index.get()).collect());
    }
    let counts = held.counts();
    match &held.asked {
        None => {
            let text = "The record fixes no list of bodies for this call.";
            say(text.to_string(), held.entries());
        }
        Some(asked) if asked.members.is_empty() => {
            let text = format!(
                "The record gives the number of bodies asked, {}, and does not name them.",
                asked.count
            );
            say(text, asked.entries.clone());
        }
        Some(asked) if asked.amended => {
            let text = format!(
                "The list was changed after it was fixed. It has {} bodies on this day.",
                asked.count
            );
            say(text, asked.entries.clone());
        }
        Some(_) => {}
    }
    if let Some(index) = held.withdrawn {
        let text = "The call was withdrawn, so no answer is due.";
        say(text.to_string(), alloc::vec![index.get()]);
    }
    let taken_back: Vec<&BodyStand<'_>> =
        held.bodies.iter().filter(|body| body.taken_back > 0).collect();
    if !taken_back.is_empty() {
        let text = format!(
            "Bodies that took a return back: {}. What they took back is not counted.",
            taken_back.len()
        );
        say(text, taken_back.iter().flat_map(|body| body.entries()).collect());
    }
    if held.call.fact.due.is_none() {
        let text = "The record gives no last day to answer, so nothing is called late or overdue.";
        say(text.to_string(), alloc::vec![held.call.index.get()]);
    }
    if counts.unclear > 0 && held.call.fact.due.is_some() {
        let text = format!(
            "Of {} answers the dates on record do not tell whether they came in time.",
            counts.unclear
        );
        let unclear = held.bodies.iter().filter(|body| body.timing == Timing::CannotTell);
        say(text, unclear.filter_map(|b| b.answer.map(|known| known.index.get())).collect());
    }
    if counts.asked.is_some_and(|asked| asked < held.bodies.len() as u64) {
        let text = "More bodies answered than the list has. The shares are as they are worked out.";
        say(text.to_string(), held.entries());
    }
    if !held.outside.is_empty() {
        let text = format!(
            "Bodies not on the list that answered: {}. They are not counted.",
            held.outside.len()
        );
        say(text, held.outside.iter().flat_map(BodyStand::entries).collect());
    }
    for notice in &mut notices {
        notice.entries.sort_unstable();
        notice.entries.dedup();
    }
    notices
}

/// A stacked bar of the states, with the bodies not named as a part of its own.
fn charts(held: &CallStand<'_>, id: &str) -> Vec<Chart> {
    let unnamed = held.unnamed();
    let parts: Vec<(State, u64)> =
        held.by_state().into_iter().filter(|(_, count)| *count > 0).rev().collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let counts = held.counts();
    let mut names: Vec<(String, Mark)> =
        parts.iter().map(|(state, _)| (state.words().to_string(), state.mark())).collect();
    let mut sizes: Vec<u64> = parts.iter().map(|(_, count)| *count).collect();
    if unnamed > 0 {
        names.push(("not named by the record".to_string(), Mark::Unknown));
        sizes.push(unnamed);
    }
    let said: Vec<String> =
        names.iter().zip(&sizes).map(|((name, _), size)| format!("{size} {name}")).collect();
    let of = counts.asked.map_or_else(
        || format!("{} bodies that answered", held.bodies.len()),
        |asked| format!("{asked} bodies asked"),
    );
    alloc::vec![Chart {
        key: "states".to_string(),
        title: "Answers by state".to_string(),
        summary: format!("Of {of}: {}.", said.join(", ")),
        table: "bodies".to_string(),
        series: Series::Bars(names, alloc::vec![Bar { label: id.to_string(), parts: sizes }],),
    }]
}

fn name(body: crate::views::facts::Body, facts: &Facts, stand: &Stand) -> Cell {
    let id = facts.id(body).to_string();
    Cell::Link(Ref::Body(id), facts.body_name(body, stand).to_string())
}

fn bodies(
    key: &str,
    caption: &str,
    bodies: &[BodyStand<'_>],
    facts: &Facts,
    stand: &Stand,
) -> Table {
    let mut order: Vec<&BodyStand<'_>> = bodies.iter().collect();
    crate::views::order::sort_by(order.as_mut_slice(), |a, b| {
        let name = |body: &BodyStand<'_>| facts.body_name(body.body, stand);
        a.state.cmp(&b.state).then_with(|| name(a).cmp(name(b))).then(a.body.cmp(&b.body))
    });
    let row = |body: &&BodyStand<'_>| Row {
        key: facts.id(body.body).to_string(),
        cells: alloc::vec![
            name(body.body, facts, stand),
            Cell::Status(body.state.mark(), body.state.words().to_string()),
            Cell::date(body.answer.and_then(|known| known.fact.received.as_ref())),
            Cell::date(body.due.date.as_ref()),
            Cell::text(body.due.reason.words()),
            body.timing.words().map_or(Cell::Empty, |words| Cell::Status(Mark::Late, words)),
            if body.data() { Cell::count(body.version) } else { Cell::Empty },
        ],
        entries: body.entries(),
    };
    Table {
        key: key.to_string(),
        caption: caption.to_string(),
        columns: columns(&[
            ("body", "Organisation", ColumnKind::Text),
            ("state", "State", ColumnKind::Status),
            ("received", "Answered on", ColumnKind::Date),
            ("due", "Last day to answer", ColumnKind::Date),
            ("why", "Why that day", ColumnKind::Text),
            ("late", "Late", ColumnKind::Status),
            ("version", "Version", ColumnKind::Number),
        ]),
        rows: order.iter().map(row).collect(),
        empty: "The record names no body for this call at this point.".to_string(),
    }
}
