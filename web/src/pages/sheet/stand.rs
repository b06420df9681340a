//! Where a page stands: on which clock, at which point, and going elsewhere.

use ledger::events::Edtf;
use ledger::views::sheet::StandLine;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::fingerprint;
use crate::context::Ledger;
use crate::format;
use crate::question::Asked;
use crate::route::{self, Route};
use crate::shelf::Shelf;

/// "As known on …, event n of m; for the day …; fingerprint …".
pub(super) fn line(ledger: &Ledger, stand: &StandLine, of: u64) -> Html {
    let known = stand.known.as_deref().map_or_else(|| "nothing recorded yet".to_owned(), day);
    let checked = match ledger.state.standing() {
        Some(_) => "",
        None => " The check has not ended, so this is not verified.",
    };
    html! {
        <div class="stand" data-testid="stand" data-known={stand.known.clone()} data-on={stand.on.clone()} data-hash={stand.hash.clone()}>
            <p>{"As known on "}<strong>{known}</strong>{format!(", after {} of {}; asked for ", format::thousands(stand.size), format::count(of, "record", "records"))}<strong>{day(&stand.on)}</strong>{"."}{checked}</p>
            {match &stand.hash {
                Some(hash) => html! { <p class="stand__hash"><span>{"Fingerprint (hash) of the newest record known: "}</span>{fingerprint(hash, "fingerprint")}</p> },
                None => html! { <p hidden=true></p> },
            }}
        </div>
    }
}

/// A day in words; as written where it is none.
pub(super) fn day(iso: &str) -> String {
    Edtf::parse(iso).map_or_else(|_| iso.to_owned(), |date| date.in_words())
}

/// Said whenever a page does not stand at the newest record.
pub(super) fn banner(
    ledger: &Ledger,
    shelf: &Shelf,
    asked: &Asked,
    stand: &StandLine,
    of: u64,
) -> Html {
    let now = Route::Sheet(shelf.clone()).href(&asked.newest().to_query());
    let earlier = stand.size < of;
    let linked = asked.at.as_ref();
    let other = linked.zip(ledger.state.standing()).is_some_and(|(at, verdict)| {
        at.size == verdict.size && !verdict.root.starts_with(&at.root)
    });
    let words = match (linked, earlier) {
        (Some(at), true) => Some(format!(
            "This link was made at event {}; the ledger now has {}. What is shown is what was known then.",
            format::thousands(at.size),
            format::thousands(of)
        )),
        (None, true) => Some(format!(
            "This shows what was known after {} of {}. Later records are left out.",
            format::thousands(stand.size),
            format::count(of, "record", "records")
        )),
        _ if other => Some(
            "This link was made for another state of the ledger of the same size. What it showed is not what is shown here.".to_owned(),
        ),
        _ => None,
    };
    html! {
        <div class="stale">
            {match words {
                Some(words) => html! {
                    <div class="notice notice--then" data-testid="stale-at">
                        <p>{words}</p>
                        <p><a href={now} data-go="">{"Show the newest"}</a></p>
                    </div>
                },
                None => html! { <span hidden=true></span> },
            }}
        </div>
    }
}

/// Properties of [`StandForm`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StandProps {
    /// The page.
    pub(crate) route: Route,
    /// The question as it is.
    pub(crate) asked: Asked,
    /// How many records there are.
    pub(crate) newest: u64,
}

/// Goes to another day or record. It changes nothing until "Show".
#[component]
pub(crate) fn StandForm(props: &StandProps) -> Html {
    let inputs: [NodeRef; 3] = [use_node_ref(), use_node_ref(), use_node_ref()];
    let asked = props.asked.clone();
    use_effect_with(asked.clone(), {
        let inputs = inputs.clone();
        move |asked| {
            for (node, name) in inputs.iter().zip(NAMES) {
                if let Some(input) = node.cast::<HtmlInputElement>() {
                    input.set_value(asked.get(name));
                }
            }
        }
    });
    let onsubmit = {
        let (inputs, route) = (inputs.clone(), props.route.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let mut next = asked.newest();
            for (node, name) in inputs.iter().zip(NAMES) {
                let typed = node.cast::<HtmlInputElement>().map(|input| input.value());
                next.set(name, typed.unwrap_or_default().trim());
            }
            next.page = None;
            route::go(&route, &next.to_query());
        })
    };
    let [known, on, at] = inputs;
    let stands = !props.asked.stand().is_empty();
    html! {
        <details class="panel" open={stands || props.route == Route::AsOf} data-testid="stand-form">
            <summary>{"Stand at another day"}</summary>
            <form class="panel__form" {onsubmit} aria-label="Stand at another day">
                <div class="field">
                    <label for="s-known">{"What was known on"}</label>
                    <p class="hint" id="h-known">{"Recorded by the end of that day in London, such as 2026-11-24"}</p>
                    <input id="s-known" ref={known} type="text" inputmode="numeric" autocomplete="off" aria-describedby="h-known" />
                </div>
                <div class="field">
                    <label for="s-at">{"Or after so many records"}</label>
                    <p class="hint" id="h-at">{format!("1 to {}", format::thousands(props.newest))}</p>
                    <input id="s-at" ref={at} type="text" inputmode="numeric" autocomplete="off" aria-describedby="h-at" />
                </div>
                <div class="field">
                    <label for="s-on">{"What held on"}</label>
                    <p class="hint" id="h-on">{"The day in the world that is asked about; today where it is empty"}</p>
                    <input id="s-on" ref={on} type="text" inputmode="numeric" autocomplete="off" aria-describedby="h-on" />
                </div>
                <div class="filter__go">
                    <button type="submit" class="button">{"Show"}</button>
                    <a href={props.route.href(&props.asked.newest().to_query())} data-go="">{"Newest"}</a>
                </div>
            </form>
        </details>
    }
}

const NAMES: [&str; 3] = ["known", "on", "at"];
