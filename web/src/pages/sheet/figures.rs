//! Figures and notices, each with the entries it rests on.

use ledger::views::sheet::{Figure, Sheet};
use yew::prelude::*;

use crate::format;
use crate::route::Route;

/// Links shown at once; the rest opens on demand.
const SHOWN: usize = 4;

/// The figures that answer at a glance.
pub(super) fn figures(sheet: &Sheet) -> Html {
    if sheet.figures.is_empty() {
        return html! { <div hidden=true></div> };
    }
    html! {
        <ul class="figures figures--sheet" aria-label="Figures">
            {for sheet.figures.iter().map(|figure| html! { <li key={figure.key.clone()} data-testid="figure" data-key={figure.key.clone()}>{one(figure)}</li> })}
        </ul>
    }
}

fn one(figure: &Figure) -> Html {
    // A sentence in the size of a number would shout.
    let long = figure.text.chars().count() > 18;
    html! {
        <div class="figure figure--sheet">
            <p class="figure__label">{&figure.label}</p>
            <p class={classes!("figure__text", long.then_some("figure__text--long"))}>{&figure.text}</p>
            {if figure.population.is_empty() { html! { <p hidden=true></p> } } else { html! { <p class="figure__of">{&figure.population}</p> } }}
            {entry_links(&figure.entries)}
        </div>
    }
}

/// What must be read with the figures.
pub(super) fn notices(sheet: &Sheet) -> Html {
    if sheet.notices.is_empty() {
        return html! { <div hidden=true></div> };
    }
    html! {
        <section class="notices" aria-labelledby="notices">
            <h2 id="notices">{"Before you quote this"}</h2>
            <ul class="plainlist">
                {for sheet.notices.iter().enumerate().map(|(at, notice)| html! {
                    <li key={at} class="notice" data-testid="notice"><p>{&notice.text}</p>{entry_links(&notice.entries)}</li>
                })}
            </ul>
        </section>
    }
}

/// "From event 3, 5 and 146 more", each a link.
pub(crate) fn entry_links(entries: &[u64]) -> Html {
    let (shown, rest) = entries.split_at(entries.len().min(SHOWN));
    if shown.is_empty() {
        return html! { <span hidden=true></span> };
    }
    html! {
        <div class="from">
            <span class="from__links"><span class="from__words">{if entries.len() == 1 { "From event" } else { "From events" }}</span>{for shown.iter().map(|index| link(*index))}</span>
            {if rest.is_empty() {
                html! { <span hidden=true></span> }
            } else {
                html! { <Rest entries={rest.to_vec()} /> }
            }}
        </div>
    }
}

fn link(index: u64) -> Html {
    html! { <a key={index} href={Route::event(index).href("")} data-go="">{format::thousands(index)}</a> }
}

/// Properties of [`Rest`].
#[derive(Clone, PartialEq, Properties)]
struct RestProps {
    entries: Vec<u64>,
}

/// The links that are not shown at once. They are made when somebody opens them:
/// a page with a figure over thousands of entries would hold thousands of links
/// that nobody asked for.
#[component]
fn Rest(props: &RestProps) -> Html {
    let wanted = use_state(|| false);
    // Pressing it by mouse, key or voice is a click.
    let onclick = {
        let wanted = wanted.setter();
        Callback::from(move |_: MouseEvent| wanted.set(true))
    };
    html! {
        <details class="from__rest">
            <summary {onclick}>{format!("and {} more", format::thousands(props.entries.len() as u64))}</summary>
            <span class="from__links">{for props.entries.iter().filter(|_| *wanted).map(|index| link(*index))}</span>
        </details>
    }
}
