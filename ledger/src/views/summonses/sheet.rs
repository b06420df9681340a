//! Calls to attend, as a sheet.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::calls::{Call, Step, Wanted, Who, calls, came};
use super::lists::{Outstanding, Standing, outstanding};
use super::state::{State, is_order};
use super::words::act_words;
use super::{papers, sessions};
use crate::events::{Edtf, Moment};
use crate::views::ask::{AskError, Question, Record, ViewInfo};
use crate::views::facts::{Act, Body, Facts, Person, Stand};
use crate::views::sheet::{
    Cell, Column, ColumnKind, Figure, Notice, Ref, Row, Sheet, Table, columns, in_words,
};

/// The view.
pub(in crate::views) const SUMMONSES: ViewInfo = ViewInfo::new(
    "summonses",
    "Calls to attend",
    "Who was called to give evidence, and did they come?",
    &[
        ("person", "only calls to this person, with every step"),
        ("committee", "only calls before this body"),
    ],
    view,
);

fn view(record: &Record<'_>, stand: &Stand, question: &Question) -> Result<Sheet, AskError> {
    let facts = record.facts;
    let mut all = calls(facts, stand);
    if let Some(id) = question.get("person") {
        let person: Option<Person> = facts.find(id);
        let person = person.ok_or_else(|| {
            let remedy = "see the view \"people\" for those whom it names";
            question.wrong("person", "is nobody whom the record names", remedy)
        })?;
        all.retain(|call| call.who == Who::Person(person));
    }
    if let Some(id) = question.get("committee") {
        let committee: Option<Body> = facts.find(id);
        let committee = committee.ok_or_else(|| {
            let remedy = "see the view \"bodies\" for those that it names";
            question.wrong("committee", "is no body that the record names", remedy)
        })?;
        all.retain(|call| call.committee == Some(committee));
    }
    let (orders, demands): (Vec<_>, Vec<_>) = outstanding(&all, stand.on)
        .into_iter()
        .partition(|order| order.call.wanted == Wanted::Attendance);
    let states: Vec<(&Call<'_>, State)> = all
        .iter()
        .filter(|call| call.wanted == Wanted::Attendance)
        .map(|call| (call, call.state(stand.on)))
        .collect();
    let mut tables = alloc::vec![Table {
        key: "calls".to_string(),
        caption: format!("Every call to attend, on {}", in_words(stand.on)),
        columns: call_columns(),
        rows: states.iter().map(|(call, _)| call_row(facts, stand, call)).collect(),
        empty: "The record holds no call to attend at this point.".to_string(),
    }];
    tables.extend(order_tables(facts, stand, &orders));
    tables.extend(apart(facts, stand, &states));
    tables.push(papers::table(facts, stand, &all, &demands));
    if question.get("person").is_none() {
        tables.push(sessions::table(facts, stand, question.get("committee")));
    }
    if question.get("person").is_some() {
        tables.push(steps_table(facts, &all));
    }
    Ok(Sheet {
        title: "Calls to attend".to_string(),
        about: "An invitation, an order, its service and what the press calls a summons are \
                different things, and each state rests on an entry of its own. The state is \
                computed from the entries; where a date is not known to the day, only what had \
                surely happened counts. Papers and written statements are listed apart."
            .to_string(),
        figures: figures(&states, &orders, &demands),
        notices: notices(facts, stand, &states),
        charts: Vec::new(),
        tables,
        ..Sheet::default()
    })
}

fn figures(
    states: &[(&Call<'_>, State)],
    orders: &[Outstanding<'_>],
    demands: &[Outstanding<'_>],
) -> Vec<Figure> {
    let figure = |key: &str, label: &str, some: Vec<Vec<u64>>, of: usize, population: &str| {
        let mut entries: Vec<u64> = some.iter().flatten().copied().collect();
        entries.sort_unstable();
        entries.dedup();
        Figure {
            key: key.to_string(),
            label: label.to_string(),
            text: format!("{} of {of}", some.len()),
            numerator: u64::try_from(some.len()).ok(),
            denominator: u64::try_from(of).ok(),
            population: population.to_string(),
            entries,
        }
    };
    let of_calls = |wanted: &dyn Fn(State) -> bool| {
        let fits = states.iter().filter(|(_, state)| wanted(*state));
        fits.map(|(call, _)| call.entries()).collect::<Vec<_>>()
    };
    let of_orders = |orders: &[Outstanding<'_>]| {
        let fits = orders.iter().filter(|order| order.standing == Standing::NotAppeared);
        fits.map(|order| order.call.entries()).collect::<Vec<_>>()
    };
    let calls = "calls to attend recorded";
    let made = "orders to attend recorded as made";
    alloc::vec![
        figure(
            "attended",
            "Attended",
            of_calls(&|state| matches!(state, State::After(act) if came(act))),
            states.len(),
            calls
        ),
        figure(
            "not_appeared",
            "Ordered, the day passed, no attendance recorded",
            of_orders(orders),
            orders.len(),
            made
        ),
        figure(
            "no_answer",
            "Invited, no answer recorded",
            of_calls(&|state| matches!(state, State::NoAnswer(_))),
            states.len(),
            calls
        ),
        figure(
            "papers",
            "Papers or statements ordered, the day passed, not all received",
            of_orders(demands),
            demands.len(),
            "orders for papers or written statements recorded as made"
        ),
    ]
}

fn notices(facts: &Facts, stand: &Stand, states: &[(&Call<'_>, State)]) -> Vec<Notice> {
    let mut found = Vec::new();
    for (call, _) in states {
        let who = who_words(facts, stand, call.who);
        if call.has(Act::ReportedSummoned) && call.taken(is_order).next().is_none() {
            let searched = if call.has(Act::OrderNotFound) {
                "one was looked for and not found, which does not show that there is none"
            } else {
                "the record holds no order"
            };
            let text = format!("{who}: a source says \"summoned\"; {searched}.");
            found.push(Notice { text, entries: call.entries() });
        }
        if let Some(step) = call.perhaps() {
            let text = format!(
                "{who}: perhaps also {} by this day; the date is {}.",
                act_words(step.fact.act).to_lowercase(),
                step.fact.when.as_ref().map_or_else(|| "not known".to_string(), Edtf::in_words)
            );
            found.push(Notice { text, entries: step.entries.clone() });
        }
    }
    found
}

fn order_tables(facts: &Facts, stand: &Stand, orders: &[Outstanding<'_>]) -> [Table; 2] {
    let row = |order: &Outstanding<'_>| {
        let days = order.attend_on.as_ref().and_then(|day| day.range().single_day());
        let days = days.map(|day| stand.on.days_since_1970() - day.days_since_1970());
        let (mark, words) = order.call.state(stand.on).words();
        Row {
            key: order.order.fact.order.map_or_else(String::new, |id| facts.id(id).to_string()),
            cells: alloc::vec![
                who_cell(facts, stand, order.call.who),
                body_cell(facts, stand, order.order.fact.committee.or(order.call.committee)),
                Cell::date(order.order.fact.when.as_ref()),
                asks_cell(order.attend_on.as_ref(), order.at),
                days.map_or(Cell::Empty, |days| Cell::count(days.abs())),
                Cell::Status(mark, words),
            ],
            entries: order.call.entries(),
        }
    };
    let table = |key: &str, caption: &str, standing: Standing, days: &str, empty: &str| Table {
        key: key.to_string(),
        caption: caption.to_string(),
        columns: columns(&[
            ("who", "Called", ColumnKind::Text),
            ("committee", "By", ColumnKind::Text),
            ("made", "Order made", ColumnKind::Date),
            ("attend_on", "To attend", ColumnKind::Date),
            ("days", days, ColumnKind::Number),
            ("state", "State of the call", ColumnKind::Status),
        ]),
        rows: orders.iter().filter(|order| order.standing == standing).map(row).collect(),
        empty: empty.to_string(),
    };
    [
        table(
            "not_appeared",
            "Ordered, the day passed, no attendance recorded",
            Standing::NotAppeared,
            "Days since",
            "No order of which the day has passed stands open.",
        ),
        table(
            "to_come",
            "Ordered, the day still to come",
            Standing::ToCome,
            "Days to go",
            "No order with a day to come.",
        ),
    ]
}

/// What rule 4.7 lists apart from orders not followed.
fn apart(facts: &Facts, stand: &Stand, states: &[(&Call<'_>, State)]) -> Vec<Table> {
    let table = |key: &str, caption: &str, wanted: &dyn Fn(&Call<'_>, State) -> bool| Table {
        key: key.to_string(),
        caption: caption.to_string(),
        columns: call_columns(),
        rows: states
            .iter()
            .filter(|(call, state)| wanted(call, *state))
            .map(|(call, _)| call_row(facts, stand, call))
            .collect(),
        empty: "None.".to_string(),
    };
    alloc::vec![
        table("declined", "Invited and declined", &|_, state| state == State::After(Act::Declined)),
        table("no_answer", "Invited, no answer recorded", &|_, state| {
            matches!(state, State::NoAnswer(_))
        }),
        table("refused_to_answer", "Attended, and refused to answer", &|call, _| {
            call.has(Act::RefusedToAnswer)
        }),
        table("reported", "Reported to the House", &|call, _| call.has(Act::ReportedToHouse)),
        table("ended", "Ended by a sanction, or without one", &|_, state| {
            matches!(state, State::After(Act::Decided(_)))
        }),
        table("said_summoned", "Said by a source to be summoned", &|call, _| {
            call.has(Act::ReportedSummoned)
        }),
    ]
}

/// The columns of [`call_row`].
pub(in crate::views) fn call_columns() -> Vec<Column> {
    columns(&[
        ("who", "Called", ColumnKind::Text),
        ("committee", "By", ColumnKind::Text),
        ("state", "State", ColumnKind::Status),
        ("since", "Since", ColumnKind::Date),
        ("order", "Order recorded", ColumnKind::Text),
    ])
}

/// One call as a row.
pub(in crate::views) fn call_row(facts: &Facts, stand: &Stand, call: &Call<'_>) -> Row {
    let (mark, words) = call.state(stand.on).words();
    let last = call.taken(|act| !matches!(act, Act::ReportedSummoned | Act::OrderNotFound)).last();
    let order = match call.taken(is_order).next() {
        Some(_) => "Yes",
        None if call.has(Act::OrderNotFound) => "Looked for, not found",
        None => "No",
    };
    let first = call.steps.first().and_then(|step| step.entries.first());
    Row {
        key: first.map_or_else(String::new, ToString::to_string),
        cells: alloc::vec![
            who_cell(facts, stand, call.who),
            body_cell(facts, stand, call.committee),
            Cell::Status(mark, words),
            Cell::date(last.and_then(|step| step.fact.when.as_ref())),
            Cell::text(order),
        ],
        entries: call.entries(),
    }
}

fn steps_table(facts: &Facts, calls: &[Call<'_>]) -> Table {
    let row = |step: &Step<'_>| Row {
        key: step.entries.first().map_or_else(String::new, ToString::to_string),
        cells: alloc::vec![
            Cell::date(step.fact.when.as_ref()),
            Cell::text(act_words(step.fact.act)),
            asks_cell(step.fact.asks.day().as_ref(), step.fact.asks.at),
            Cell::text(step.fact.order.map_or("", |order| facts.id(order))),
        ],
        entries: step.entries.clone(),
    };
    Table {
        key: "steps".to_string(),
        caption: "Every step".to_string(),
        columns: columns(&[
            ("when", "Date", ColumnKind::Date),
            ("step", "Step", ColumnKind::Text),
            ("asks", "Asks for", ColumnKind::Date),
            ("order", "Order", ColumnKind::Text),
        ]),
        rows: calls.iter().flat_map(|call| call.steps.iter()).map(row).collect(),
        empty: "The record holds no call to this person at this point.".to_string(),
    }
}

/// The day that a step asks for, with its hour where one is set.
pub(super) fn asks_cell(day: Option<&Edtf>, at: Option<Moment>) -> Cell {
    at.map_or_else(|| Cell::date(day), |at| Cell::Date(at.to_string(), at.in_words()))
}

fn who_words(facts: &Facts, stand: &Stand, who: Who) -> String {
    match who {
        Who::Person(person) => facts.person_name(person, stand).to_string(),
        Who::Body(body) => facts.body_name(body, stand).to_string(),
    }
}

pub(super) fn who_cell(facts: &Facts, stand: &Stand, who: Who) -> Cell {
    let words = who_words(facts, stand, who);
    match who {
        Who::Person(person) => Cell::Link(Ref::Person(facts.id(person).to_string()), words),
        Who::Body(body) => Cell::Link(Ref::Body(facts.id(body).to_string()), words),
    }
}

pub(super) fn body_cell(facts: &Facts, stand: &Stand, body: Option<Body>) -> Cell {
    body.map_or_else(
        || Cell::text("Not stated"),
        |body| {
            let id = facts.id(body).to_string();
            Cell::Link(Ref::Body(id), facts.body_name(body, stand).to_string())
        },
    )
}
