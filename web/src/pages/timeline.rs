//! The timeline: filters, the drawing and the list of one query.

use yew::prelude::*;

use super::{heading, use_title};
use crate::browser;
use crate::components::{DrawnTimeline, FilterForm, chips, entry_list, loading, pager, switches};
use crate::context::{Ledger, use_answer, use_ledger};
use crate::format;
use crate::part::{Shown as _, part};
use crate::query::{Lanes, Params, View};
use crate::route::Route;
use crate::wire::{Ask, Facets, ListPage, Tell};

/// The page.
#[derive(Clone, PartialEq)]
pub(crate) struct Timeline {
    /// The query of the address, without `?`.
    pub(crate) query: AttrValue,
}

part!(Timeline, use_timeline);

#[hook]
fn use_timeline(props: &Timeline) -> Html {
    let ledger = use_ledger();
    let params = use_memo(props.query.clone(), |query| Params::parse(query));
    let asked = Params {
        sel: None,
        zoom: None,
        at: None,
        view: View::Both,
        lanes: Lanes::default(),
        ..(*params).clone()
    };
    let list = match use_answer(Some(Ask::List(asked))) {
        Some(Tell::List(page)) => Some(page),
        _ => None,
    };
    let facets = match use_answer(Some(Ask::Facets)) {
        Some(Tell::Facets(facets)) => facets,
        _ => Facets::default(),
    };
    use_title(match &list {
        Some(page) => format!(
            "Timeline, {} of {}",
            format::thousands(page.matching),
            format::count(page.all, "event", "events")
        ),
        None => "Timeline".into(),
    });
    html! {
        <div class="timeline">
            {heading("Timeline")}
            {stale(&ledger, &params)}
            <div class="timeline__columns">
                <div class="timeline__side">
                    <details class="timeline__filter" open={!browser::is_narrow()}>
                        <summary>{"Filter events"}</summary>
                        {FilterForm { route: Route::Timeline, params: (*params).clone(), facets: facets.clone() }.html()}
                    </details>
                </div>
                <div class="timeline__main">
                    {switches(&params)}
                    <p class="count" role="status" data-testid="results-count">{counted(list.as_ref(), &params)}</p>
                    {chips(&Route::Timeline, &params, &facets)}
                    <div class="timeline__drawing">
                        {if params.view == View::List { html! { <span hidden=true></span> } } else { DrawnTimeline { params: (*params).clone() }.html() }}
                    </div>
                    <div class="timeline__list">
                        {if params.view == View::Drawing { html! { <span hidden=true></span> } } else { listed(list.as_ref(), &params) }}
                    </div>
                </div>
            </div>
        </div>
    }
}

/// A link that was made earlier says so when the ledger has moved on.
fn stale(ledger: &Ledger, params: &Params) -> Html {
    let words = params.at.as_ref().zip(ledger.state.standing()).and_then(|(at, verdict)| {
        if at.size == verdict.size {
            (!verdict.root.starts_with(&at.root)).then(|| {
                "This link was made for another state of the ledger of the same size. What it showed is not what is shown here.".to_owned()
            })
        } else {
            Some(format!(
                "This link was made at event {}; the ledger now has {}.",
                format::thousands(at.size),
                format::thousands(verdict.size)
            ))
        }
    });
    html! {
        <div class="stale">
            {match words {
                Some(words) => html! { <p class="notice" data-testid="stale-at">{words}</p> },
                None => html! { <span hidden=true></span> },
            }}
        </div>
    }
}

fn counted(list: Option<&ListPage>, params: &Params) -> String {
    let Some(page) = list else { return "Loading…".into() };
    let pages = page.matching.div_ceil(params.per.number()).max(1);
    let of_pages = if pages > 1 {
        format!(", page {} of {}", format::thousands(page.page), format::thousands(pages))
    } else {
        String::new()
    };
    format!(
        "Showing {} of {}{of_pages}",
        format::thousands(page.matching),
        format::count(page.all, "event", "events")
    )
}

fn listed(list: Option<&ListPage>, params: &Params) -> Html {
    let Some(page) = list else { return loading("events") };
    html! {
        <section aria-labelledby="list">
            <h2 id="list" tabindex="-1" class="list__heading">{"List of events"}</h2>
            {if page.problem.is_empty() { html! { <span hidden=true></span> } } else { html! { <p class="problem" data-testid="problem">{&page.problem}</p> } }}
            {if page.rows.is_empty() {
                html! {
                    <div class="empty" data-testid="no-results">
                        <p>{if page.all == 0 { "No records have been loaded." } else { "No event matches these filters." }}</p>
                        <p>{if params.is_filtered() { html! { <a href={Route::Timeline.href(&params.unfiltered().to_query())} data-go="">{"Clear filters"}</a> } } else { html! { <span></span> } }}</p>
                    </div>
                }
            } else {
                html! {
                    <div>
                        {entry_list(&page.rows, params.clock, params.sel)}
                        {pager(&Route::Timeline, params, page.page, page.matching)}
                    </div>
                }
            }}
        </section>
    }
}
