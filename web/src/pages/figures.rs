//! What the front page says of the whole record, each figure a link to its page.

use ledger::views::sheet::Sheet;
use yew::prelude::*;

use crate::context::use_answer;
use crate::format;
use crate::part::{Shown as _, part};
use crate::route::Route;
use crate::shelf::{Shelf, TILES};
use crate::wire::{Ask, Tell};

/// The first figures of a few views.
pub(super) fn tiles() -> Html {
    let shelves = TILES.iter().filter_map(|(view, ..)| Shelf::of(view, None));
    html! {
        <ul class="figures" data-testid="figures">
            {for shelves.map(|shelf| html! { <li key={shelf.view}>{KeyFigure { shelf: shelf.clone() }.html()}</li> })}
        </ul>
    }
}

/// What is overdue today.
pub(super) fn now() -> Html {
    OverdueNow.html()
}

/// The first figure of a view, as a link to its page.
#[derive(Clone, PartialEq)]
struct KeyFigure {
    shelf: Shelf,
}

part!(KeyFigure, use_key_figure);

#[hook]
fn use_key_figure(props: &KeyFigure) -> Html {
    let sheet = use_sheet(&props.shelf);
    let figure = sheet.as_ref().and_then(|sheet| sheet.figures.first());
    let title = props.shelf.info().map_or("", |info| info.title);
    html! {
        <a href={Route::Sheet(props.shelf.clone()).href("")} data-go="" class="figure">
            <strong>{figure.map_or("…", |figure| &figure.text)}</strong>
            <span>{figure.map_or(title, |figure| &figure.label)}</span>
        </a>
    }
}

/// The answer of a view where the ledger is now.
#[hook]
fn use_sheet(shelf: &Shelf) -> Option<Sheet> {
    let asking = crate::question::Asked::default().asking(shelf);
    match use_answer(Some(Ask::Sheet(asking))) {
        Some(Tell::Sheet(answer)) => answer.result.ok(),
        _ => None,
    }
}

/// Rows of "overdue" on the front page.
const OVERDUE: usize = 5;

/// What is overdue today, the first few.
#[derive(PartialEq)]
struct OverdueNow;

part!(OverdueNow, use_overdue_now());

#[hook]
fn use_overdue_now() -> Html {
    let shelf = Shelf::of("overdue", None);
    let asking = shelf.as_ref().map(|shelf| crate::question::Asked::default().asking(shelf));
    let answer = use_answer(asking.map(Ask::Sheet));
    let sheet = match &answer {
        Some(Tell::Sheet(answer)) => answer.result.as_ref().ok(),
        _ => None,
    };
    let (Some(shelf), Some(table)) = (shelf, sheet.and_then(|sheet| sheet.tables.first())) else {
        return html! { <div hidden=true></div> };
    };
    html! {
        <section class="overdue" aria-labelledby="overdue" data-testid="overdue-now">
            <h2 id="overdue">{"Overdue now"}</h2>
            {if table.rows.is_empty() {
                html! { <p>{&table.empty}</p> }
            } else {
                html! {
                    <ul class="overdue__list">
                        {for table.rows.iter().take(OVERDUE).map(|row| html! {
                            <li key={row.key.clone()}>{for row.cells.iter().take(4).enumerate().map(|(at, cell)| html! { <span key={at}>{super::sheet::cell(cell)}</span> })}</li>
                        })}
                    </ul>
                }
            }}
            <p><a href={Route::Sheet(shelf).href("")} data-go="">{format!("See all {}", format::thousands(table.rows.len() as u64))}</a></p>
        </section>
    }
}
