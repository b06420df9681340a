//! The record as it stood on a day, on either clock, beside what it says now.

use yew::prelude::*;

use super::heading;
use super::sheet::StandForm;
use crate::context::{use_answer, use_ledger};
use crate::format;
use crate::question::Asked;
use crate::route::Route;
use crate::shelf::Shelf;
use crate::wire::{Ask, SheetAnswer, Tell};

/// The views whose figures are set side by side.
const VIEWS: [&str; 6] = ["calls", "recommendations", "overdue", "summonses", "people", "bodies"];

/// Properties of [`AsOf`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct AsOfProps {
    /// The query of the address, without `?`.
    pub(crate) query: AttrValue,
}

/// The page.
#[component]
pub(crate) fn AsOf(props: &AsOfProps) -> Html {
    let ledger = use_ledger();
    let asked = use_memo(props.query.clone(), |query| Asked::parse(query));
    let newest = ledger.state.standing().map_or(0, |verdict| verdict.size);
    let stand = asked.stand();
    html! {
        <div class="sheet" data-testid="as-of">
            {heading("As of a day")}
            <p class="lead">{"Two clocks run in this record: when something happened, and when it was recorded here. Choose a day on either, and every page shows what was known then, or what held then."}</p>
            <div class="sheet__tools"><StandForm route={Route::AsOf} asked={(*asked).clone()} {newest} /></div>
            <div class="scroll" tabindex="0" role="group" aria-label="Then and now">
                <table class="table table--sheet">
                    <caption>{"Then and now"}</caption>
                    <thead><tr><th scope="col">{"Question"}</th><th scope="col">{"Then"}</th><th scope="col">{"Now"}</th></tr></thead>
                    <tbody>
                        {for VIEWS.iter().filter_map(|view| Shelf::of(view, None)).map(|shelf| html! { <Line key={shelf.view} shelf={shelf.clone()} asked={(*asked).clone()} /> })}
                    </tbody>
                </table>
            </div>
            {if stand.is_empty() {
                html! { <p class="hint">{"No day is chosen yet, so both columns say the same."}</p> }
            } else {
                html! { <p class="hint">{"The links lead to the pages as they stood then."}</p> }
            }}
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct LineProps {
    shelf: Shelf,
    asked: Asked,
}

/// One view, then and now.
#[component]
fn Line(props: &LineProps) -> Html {
    let then = use_answer(Some(Ask::Sheet(props.asked.asking(&props.shelf))));
    let now = use_answer(Some(Ask::Sheet(props.asked.newest().asking(&props.shelf))));
    let title = props.shelf.info().map_or("", |info| info.question);
    html! {
        <tr>
            <th scope="row"><a href={Route::Sheet(props.shelf.clone()).href(&props.asked.stand())} data-go="">{title}</a></th>
            <td>{figures(then.as_ref())}</td>
            <td>{figures(now.as_ref())}</td>
        </tr>
    }
}

/// The first figures of an answer, with their labels.
fn figures(tell: Option<&Tell>) -> Html {
    let answer: &SheetAnswer = match tell {
        Some(Tell::Sheet(answer)) => answer,
        _ => return html! { <span class="muted">{"…"}</span> },
    };
    match &answer.result {
        Ok(sheet) => html! {
            <ul class="plainlist">
                {for sheet.figures.iter().take(3).map(|figure| html! { <li key={figure.key.clone()}><strong>{&figure.text}</strong>{" "}<span class="muted">{&figure.label}</span></li> })}
                {if sheet.figures.is_empty() { html! { <li>{format::count(sheet.tables.first().map_or(0, |table| table.rows.len() as u64), "row", "rows")}</li> } } else { html! { <li hidden=true></li> } }}
            </ul>
        },
        Err(wrong) => html! { <span class="problem">{&wrong.words}</span> },
    }
}
