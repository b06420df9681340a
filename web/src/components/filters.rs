//! The filter form and the chips of the filters that are set.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::shape;
use crate::family::{FAMILIES, place};
use crate::format;
use crate::part::{part, use_effect_with};
use crate::query::{FilterName, Page, Params};
use crate::route::Route;
use crate::wire::{Facet, Facets};

/// The form. It changes nothing until "Apply": no surprise for a reader who
/// tabs through it, and one step for "back".
#[derive(Clone, PartialEq)]
pub(crate) struct FilterForm {
    /// The page.
    pub(crate) route: Route,
    /// The view as it is.
    pub(crate) params: Params,
    /// What can be chosen.
    pub(crate) facets: Facets,
}

part!(FilterForm, use_filter_form);

#[hook]
fn use_filter_form(props: &FilterForm) -> Html {
    let (text, from, to) = (use_node_ref(), use_node_ref(), use_node_ref());
    let (kind, body, person, inquiry) =
        (use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref());
    let families: [NodeRef; 6] = [
        use_node_ref(),
        use_node_ref(),
        use_node_ref(),
        use_node_ref(),
        use_node_ref(),
        use_node_ref(),
    ];
    use_effect_with((props.params.clone(), props.facets.clone()), {
        let inputs = [text.clone(), from.clone(), to.clone()];
        let selects = [kind.clone(), body.clone(), person.clone(), inquiry.clone()];
        let families = families.clone();
        move |(params, _)| {
            let kind = params.kinds.first().cloned().unwrap_or_default();
            for (input, value) in inputs.iter().zip([&params.text, &params.from, &params.to]) {
                if let Some(input) = input.cast::<HtmlInputElement>() {
                    input.set_value(value);
                }
            }
            for (select, value) in
                selects.iter().zip([&kind, &params.body, &params.person, &params.inquiry])
            {
                if let Some(select) = select.cast::<HtmlSelectElement>() {
                    select.set_value(value);
                }
            }
            for (input, family) in families.iter().zip(FAMILIES) {
                if let Some(input) = input.cast::<HtmlInputElement>() {
                    input.set_checked(params.families.iter().any(|key| key == family.key));
                }
            }
        }
    });
    let onsubmit = {
        let (text, from, to) = (text.clone(), from.clone(), to.clone());
        let (kind, body, person, inquiry) =
            (kind.clone(), body.clone(), person.clone(), inquiry.clone());
        let (families, params) = (families.clone(), props.params.clone());
        let route = props.route.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = |node: &NodeRef| {
                node.cast::<HtmlInputElement>()
                    .map(|input| input.value().trim().to_owned())
                    .unwrap_or_default()
            };
            let chosen = |node: &NodeRef| {
                node.cast::<HtmlSelectElement>().map(|select| select.value()).unwrap_or_default()
            };
            let ticked = |node: &NodeRef| {
                node.cast::<HtmlInputElement>().is_some_and(|input| input.checked())
            };
            let next = Params {
                text: typed(&text),
                from: typed(&from),
                to: typed(&to),
                kinds: Some(chosen(&kind)).filter(|kind| !kind.is_empty()).into_iter().collect(),
                body: chosen(&body),
                person: chosen(&person),
                inquiry: chosen(&inquiry),
                families: FAMILIES
                    .iter()
                    .zip(&families)
                    .filter(|(_, node)| ticked(node))
                    .map(|(family, _)| family.key.to_owned())
                    .collect(),
                page: Page::default(),
                sel: None,
                zoom: None,
                ..params.clone()
            };
            crate::route::go(&route, &next.to_query());
        })
    };
    let facets = &props.facets;
    let several_inquiries = facets.inquiries.len() > 1;
    html! {
        <form class="filter" {onsubmit} role="search" aria-label="Filter events" data-testid="filter">
            <h2 class="filter__heading">{"Filter"}</h2>
            <div class="field">
                <label for="f-q">{"Words in the record"}</label>
                <input id="f-q" ref={text} type="search" autocomplete="off" />
            </div>
            <fieldset class="field">
                <legend>{"Family"}</legend>
                {for FAMILIES.iter().zip(&families).map(|(family, node)| {
                    let count = facets.families.iter().find(|facet| facet.value == family.key).map_or(0, |facet| facet.count);
                    html! {
                        <label class="tick" key={family.key}>
                            <input type="checkbox" ref={node.clone()} value={family.key} />
                            {shape(*family)}
                            <span>{family.name}<span class="muted">{format!(" ({})", format::thousands(count))}</span></span>
                        </label>
                    }
                })}
            </fieldset>
            {choice("f-kind", "Kind", kind, &facets.kinds)}
            {choice("f-body", "Organisation", body, &facets.bodies)}
            {choice("f-person", "Person", person, &facets.persons)}
            <div class={classes!((!several_inquiries).then_some("none"))}>{choice("f-inquiry", "Inquiry", inquiry, &facets.inquiries)}</div>
            <fieldset class="field">
                <legend>{"Between"}</legend>
                <p class="hint" id="f-dates">{"For example 2011, 2013-11 or 2015-03-10"}</p>
                <div class="pair">
                    <div><label for="f-from">{"From"}</label><input id="f-from" ref={from} type="text" inputmode="numeric" aria-describedby="f-dates" autocomplete="off" /></div>
                    <div><label for="f-to">{"To"}</label><input id="f-to" ref={to} type="text" inputmode="numeric" aria-describedby="f-dates" autocomplete="off" /></div>
                </div>
            </fieldset>
            <div class="filter__go">
                <button type="submit" class="button">{"Apply filters"}</button>
                <a href={props.route.href(&props.params.unfiltered().to_query())} data-go="">{"Clear filters"}</a>
            </div>
        </form>
    }
}

fn choice(id: &'static str, label: &'static str, node: NodeRef, facets: &[Facet]) -> Html {
    html! {
        <div class="field">
            <label for={id}>{label}</label>
            <select {id} ref={node}>
                <option value="">{"Any"}</option>
                {for facets.iter().map(|facet| html! {
                    <option key={facet.value.clone()} value={facet.value.clone()}>{format!("{} ({})", facet.label, format::thousands(facet.count))}</option>
                })}
            </select>
        </div>
    }
}

/// The filters that are set, each with a way to take it away.
pub(crate) fn chips(route: &Route, params: &Params, facets: &Facets) -> Html {
    let name = |filter: FilterName, value: &str| {
        let among = match filter {
            FilterName::Family => {
                return place(value).map_or_else(
                    || value.to_owned(),
                    |at| FAMILIES[usize::from(at)].name.to_owned(),
                );
            }
            FilterName::Kind => &facets.kinds,
            FilterName::Body => &facets.bodies,
            FilterName::Person => &facets.persons,
            FilterName::Inquiry => &facets.inquiries,
            FilterName::Text | FilterName::From | FilterName::To => return value.to_owned(),
        };
        among
            .iter()
            .find(|facet| facet.value == value)
            .map_or_else(|| value.to_owned(), |facet| facet.label.clone())
    };
    html! {
        <ul class="chips" aria-label="Filters that are set">
            {for params.filters().into_iter().map(|filter| {
                let words = format!("{}: {}", filter.name.label(), name(filter.name, &filter.value));
                html! {
                    <li key={words.clone()}>
                        <a href={route.href(&filter.without.to_query())} data-go="" class="chips__chip" aria-label={format!("Remove filter {words}")}>
                            {words.clone()}<span aria-hidden="true" class="chips__cross">{"×"}</span>
                        </a>
                    </li>
                }
            })}
        </ul>
    }
}
