//! Words, in what events say and in what things are called.

use ledger::views::sheet::{Cell, Row, Sheet};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{heading, use_title};
use crate::components::{chips, entry_list, loading, pager};
use crate::context::use_answer;
use crate::family::FAMILIES;
use crate::format;
use crate::query::{Page, Params};
use crate::route::{self, Route};
use crate::shelf::Shelf;
use crate::wire::{Ask, Facets, ListPage, Tell};

/// The views whose names are searched.
const NAMED: [(&str, &str); 5] = [
    ("bodies", "Organisations"),
    ("people", "People"),
    ("offices", "Offices"),
    ("recommendations", "Recommendations"),
    ("calls", "Data calls"),
];
/// Names of one sort that are shown at once.
const SHOWN: usize = 8;

/// Properties of [`Search`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SearchProps {
    /// The query of the address, without `?`.
    pub(crate) query: AttrValue,
}

/// The page. Its address has the parameters of the timeline.
#[component]
pub(crate) fn Search(props: &SearchProps) -> Html {
    let params = use_memo(props.query.clone(), |query| Params::parse(query));
    let input = use_node_ref();
    let list = match use_answer(Some(Ask::List((*params).clone()))) {
        Some(Tell::List(page)) => Some(page),
        _ => None,
    };
    let facets = match use_answer(Some(Ask::Facets)) {
        Some(Tell::Facets(facets)) => facets,
        _ => Facets::default(),
    };
    use_title(match (&list, params.text.is_empty()) {
        (Some(page), false) => {
            format!("{}, {}", params.text, format::count(page.matching, "event", "events"))
        }
        _ => "Search".to_owned(),
    });
    use_effect_with(params.text.clone(), {
        let input = input.clone();
        move |text| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.set_value(text);
            }
        }
    });
    let onsubmit = {
        let (input, params) = (input.clone(), params.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = input.cast::<HtmlInputElement>().map(|input| input.value());
            let text = typed.unwrap_or_default().trim().to_owned();
            let next = Params { text, page: Page::default(), sel: None, ..(*params).clone() };
            route::go(&Route::Search, &next.to_query());
        })
    };
    let asked = params.is_filtered();
    html! {
        <div class="search">
            {heading("Search")}
            <form class="search__form" {onsubmit} role="search" aria-label="Search the record">
                <label for="search-q">{"Words in an event, or in the name of an organisation, a person, an office"}</label>
                <div class="search__line">
                    <input id="search-q" ref={input} type="search" autocomplete="off" />
                    <button type="submit" class="button">{"Search"}</button>
                </div>
            </form>
            {narrow(&params, &facets)}
            {chips(&Route::Search, &params, &facets)}
            {if params.text.trim().is_empty() { html! { <div hidden=true></div> } } else { html! {
                <div class="search__names">{for NAMED.iter().filter(|(view, _)| Shelf::of(view, None).is_some()).map(|(view, name)| html! { <Names key={*view} view={*view} name={*name} text={params.text.clone()} /> })}</div>
            } }}
            {if asked { results(list.as_ref(), &params) } else { html! { <p class="hint">{"Every word must be there, in any letter case and order."}</p> } }}
        </div>
    }
}

/// Families with their counts, as links that narrow the search.
fn narrow(params: &Params, facets: &Facets) -> Html {
    html! {
        <ul class="search__families" aria-label="Families of events">
            {for FAMILIES.iter().filter(|family| !params.families.iter().any(|on| on == family.key)).filter_map(|family| {
                let count = facets.families.iter().find(|facet| facet.value == family.key)?.count;
                let mut next = params.clone();
                next.families.push(family.key.to_owned());
                next.page = Page::default();
                (count > 0).then(|| html! {
                    <li key={family.key}><a href={Route::Search.href(&next.to_query())} data-go="">{format!("{} ({})", family.name, format::thousands(count))}</a></li>
                })
            })}
        </ul>
    }
}

fn results(list: Option<&ListPage>, params: &Params) -> Html {
    let Some(page) = list else { return loading("events") };
    let query = params.to_query();
    html! {
        <section aria-labelledby="found">
            <h2 id="found">{"Events"}</h2>
            <p class="count" role="status" data-testid="results-count">{format!("Showing {} of {}", format::thousands(page.matching), format::count(page.all, "event", "events"))}</p>
            {if page.problem.is_empty() { html! { <span hidden=true></span> } } else { html! { <p class="problem" data-testid="problem">{&page.problem}</p> } }}
            {if page.rows.is_empty() {
                html! { <p class="empty" data-testid="no-results">{"No event has all of these words. Fewer words, or another spelling, may help."}</p> }
            } else {
                html! {
                    <div>
                        <p><a href={Route::Timeline.href(&query)} data-go="">{"On the timeline"}</a>{" · "}<a href={Route::Export.href(&query)} data-go="">{"Export these"}</a></p>
                        {entry_list(&page.rows, params.clock, None)}
                        {pager(&Route::Search, params, page.page, page.matching)}
                    </div>
                }
            }}
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct NamesProps {
    view: &'static str,
    name: &'static str,
    text: String,
}

/// Things of one sort whose names have the words.
#[component]
fn Names(props: &NamesProps) -> Html {
    let asking = Shelf::of(props.view, None)
        .map(|shelf| crate::question::Asked::default().asking(&shelf))
        .map(Ask::Sheet);
    let answer = use_answer(asking);
    let found = match &answer {
        Some(Tell::Sheet(answer)) => answer.result.as_ref().map(|sheet| found(sheet, &props.text)),
        _ => Ok(Vec::new()),
    };
    let found = found.unwrap_or_default();
    html! {
        <section class="search__sort">
            {if found.is_empty() {
                html! { <span hidden=true></span> }
            } else {
                html! {
                    <>
                        <h2>{props.name}</h2>
                        <ul class="plainlist">
                            {for found.iter().take(SHOWN).map(|cell| html! { <li key={cell.words()}>{super::sheet::cell(cell)}</li> })}
                            {if found.len() > SHOWN { html! { <li class="muted">{format!("and {} more", format::thousands((found.len() - SHOWN) as u64))}</li> } } else { html! { <li hidden=true></li> } }}
                        </ul>
                    </>
                }
            }}
        </section>
    }
}

/// The cells of a sheet that lead somewhere and have all the words.
fn found(sheet: &Sheet, text: &str) -> Vec<Cell> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let name = |row: &Row| {
        row.cells
            .iter()
            .find(|cell| matches!(cell, Cell::Link(..)))
            .filter(|cell| {
                let name = cell.words().to_lowercase();
                words.iter().all(|word| name.contains(word.as_str()))
            })
            .cloned()
    };
    sheet
        .tables
        .first()
        .map(|table| table.rows.iter().filter_map(name).collect())
        .unwrap_or_default()
}
