//! The parameters of a view as a small form.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::context::use_answer;
use crate::question::Asked;
use crate::route::{self, Route};
use crate::shelf::Shelf;
use crate::wire::{Ask, Facets, Tell};

/// Properties of [`AskForm`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct AskProps {
    /// The view.
    pub(super) shelf: Shelf,
    /// The question as it is.
    pub(super) asked: Asked,
    /// Whether the form is open from the start.
    pub(super) open: bool,
}

/// The form; nothing where the view has no parameter of its own.
#[component]
pub(super) fn AskForm(props: &AskProps) -> Html {
    let facets = match use_answer(Some(Ask::Facets)) {
        Some(Tell::Facets(facets)) => facets,
        _ => Facets::default(),
    };
    let form = use_node_ref();
    let own = props.shelf.own.as_ref().map(|(name, _)| *name);
    let all = props.shelf.info().map_or(&[][..], |info| info.params);
    let fields: Vec<_> = all.iter().filter(|(name, _)| own != Some(*name)).collect();
    let onsubmit = {
        let (form, shelf, asked) = (form.clone(), props.shelf.clone(), props.asked.clone());
        let names: Vec<&'static str> = fields.iter().map(|(name, _)| *name).collect();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(form) = form.cast::<web_sys::Element>() else { return };
            let mut next = asked.clone();
            for name in &names {
                let input = form.query_selector(&format!("#p-{name}")).ok().flatten();
                let input = input.and_then(|input| {
                    wasm_bindgen::JsCast::dyn_into::<HtmlInputElement>(input).ok()
                });
                let typed = input.map(|input| input.value()).unwrap_or_default();
                next.set(name, typed.trim());
            }
            next.page = None;
            route::go(&Route::Sheet(shelf.clone()), &next.to_query());
        })
    };
    if fields.is_empty() {
        return html! { <div hidden=true></div> };
    }
    let given = fields.iter().any(|(name, _)| !props.asked.get(name).is_empty());
    html! {
        <details class="panel" open={props.open || given} data-testid="ask-form">
            <summary>{if props.open { "Your question" } else { "Ask something else" }}</summary>
            <form class="panel__form" ref={form} {onsubmit} aria-label="Ask">
                {for fields.iter().map(|(name, meaning)| field(name, meaning, props.asked.get(name), &facets))}
                <div class="filter__go"><button type="submit" class="button">{"Ask"}</button></div>
            </form>
        </details>
    }
}

fn field(name: &'static str, meaning: &str, value: &str, facets: &Facets) -> Html {
    let known = match name {
        "body" | "committee" | "addressee" | "issuer" => &facets.bodies[..],
        "person" => &facets.persons,
        "inquiry" => &facets.inquiries,
        "kind" => &facets.kinds,
        _ => &[],
    };
    let (id, hint, list) = (format!("p-{name}"), format!("ph-{name}"), format!("pl-{name}"));
    html! {
        <div class="field" key={name}>
            <label for={id.clone()}>{label(name)}</label>
            <p class="hint" id={hint.clone()}>{sentence(meaning)}</p>
            <input {id} type="text" autocomplete="off" value={value.to_owned()} aria-describedby={hint} list={(!known.is_empty()).then(|| list.clone())} />
            <datalist id={list}>
                {for known.iter().map(|facet| html! { <option key={facet.value.clone()} value={facet.value.clone()}>{&facet.label}</option> })}
            </datalist>
        </div>
    }
}

/// The name of a parameter, for reading.
pub(super) fn label(name: &str) -> String {
    match name {
        "at" => "After so many records".to_owned(),
        "known" => "What was known on".to_owned(),
        "on" => "What held on".to_owned(),
        "body" => "Organisation".to_owned(),
        "a" => "First".to_owned(),
        "b" => "Second".to_owned(),
        name => sentence(&name.replace(['_', '-'], " ")),
    }
}

/// With a capital at its beginning.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        let mut out = String::from(first.to_ascii_uppercase());
        out.push_str(letters.as_str());
        out
    })
}
