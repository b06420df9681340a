//! Rows of the list, and one row as a card.

use yew::prelude::*;

use super::{family_tag, shape};
use crate::family::family;
use crate::format;
use crate::query::Clock;
use crate::route::Route;
use crate::wire::Row;

/// The list: one ordered list for each month, under its heading. `selected` is
/// the row the cursor of the drawn timeline is on.
pub(crate) fn entry_list(rows: &[Row], clock: Clock, selected: Option<u64>) -> Html {
    let groups = rows.chunk_by(|a, b| a.group == b.group);
    html! {
        <div class="groups">
            {for groups.map(|rows| html! {
                <section class="group" key={format!("{}-{}", rows[0].group, rows[0].index)}>
                    <h3 class="group__name">{&rows[0].group}</h3>
                    <ol class="entries">
                        {for rows.iter().map(|row| html! {
                            <li key={row.index} class={classes!("entry", row.bad.then_some("entry--bad"), (selected == Some(row.index)).then_some("entry--selected"))}
                                data-testid="entry-row" data-index={row.index.to_string()}>{entry_row(row, clock)}</li>
                        })}
                    </ol>
                </section>
            })}
        </div>
    }
}

fn entry_row(row: &Row, clock: Clock) -> Html {
    html! {
        <>
            <span class="entry__mark">{shape(family(row.family))}</span>
            <div class="entry__body">
                {ribbon(row.bad)}
                <p class="entry__when">{when(row, clock)}</p>
                <p class="entry__title"><a href={Route::event(row.index).href("")} data-go="">{&row.title}</a></p>
                {summary(row)}
                <p class="entry__meta">
                    <span class="visually-hidden">{format!("{}. ", family(row.family).name)}</span>
                    <span>{&row.kind}</span>
                    <span>{format!("Event {}", row.index)}</span>
                    {for row.names.iter().take(3).map(|name| html! { <span key={name.clone()}>{name}</span> })}
                </p>
                {notes(row)}
            </div>
        </>
    }
}

/// One row at full size, beside another entry; `relation` is what it is to that one.
pub(crate) fn entry_card(row: &Row, relation: &'static str) -> Html {
    html! {
        <article key={row.index} class={classes!("card", row.bad.then_some("entry--bad"))} data-testid="related" data-index={row.index.to_string()}>
            <p class="card__relation">{relation}</p>
            {ribbon(row.bad)}
            <p class="entry__when">{when(row, Clock::Happened)}</p>
            <p class="card__title"><a href={Route::event(row.index).href("")} data-go="">{&row.title}</a></p>
            {summary(row)}
            <p class="entry__meta">{family_tag(row.family)}<span>{&row.kind}</span><span>{format!("Event {}", row.index)}</span></p>
        </article>
    }
}

fn ribbon(bad: bool) -> Html {
    html! {
        <div class="entry__ribbon">
            {if bad {
                html! { <p class="ribbon" data-testid="ribbon">{super::status_icon(crate::status::Tone::Fails)}{"Does not match the signed record"}</p> }
            } else {
                html! { <span hidden=true></span> }
            }}
        </div>
    }
}

fn summary(row: &Row) -> Html {
    html! {
        <div>
            {if row.summary.is_empty() { html! { <span hidden=true></span> } } else { html! { <p class="entry__summary">{&row.summary}</p> } }}
        </div>
    }
}

/// Both clocks, the chosen one first.
fn when(row: &Row, clock: Clock) -> Html {
    let happened = match &row.happened {
        Some(stamp) => html! { <time datetime={stamp.machine.clone()}>{&stamp.words}</time> },
        None => html! { <span>{"Date not known"}</span> },
    };
    let recorded = html! { <time datetime={format::iso_moment(row.recorded)}>{format::day_words(row.recorded)}</time> };
    match clock {
        Clock::Happened => {
            html! { <><strong>{happened}</strong><span class="muted">{" recorded "}{recorded}</span></> }
        }
        Clock::Recorded => {
            html! { <><strong>{recorded}</strong><span class="muted">{" happened: "}{happened}</span></> }
        }
    }
}

/// What other entries say about it: corrections, conflicts, replies.
fn notes(row: &Row) -> Html {
    let list = |words: &str, indices: &[u64]| {
        indices
            .iter()
            .map(|&index| html! { <li key={format!("{words}{index}")}><a href={Route::event(index).href("")} data-go="">{format!("{words} event {index}")}</a></li> })
            .collect::<Vec<_>>()
    };
    html! {
        <ul class="entry__notes">
            {for list("Corrected by", &row.corrected_by)}
            {for list("Another account in", &row.conflicts)}
            {for list("Reply and allegation: see", &row.replies)}
            {if row.withheld { html! { <li key="withheld">{"Some words are withheld"}</li> } } else { html! { <li key="withheld" hidden=true></li> } }}
        </ul>
    }
}
