//! The event under the cursor, for everybody; spoken once the cursor rests.

use yew::prelude::*;

use super::REST;
use crate::browser::Timer;
use crate::components::shape;
use crate::family::family;
use crate::format;
use crate::part::{part, use_effect_with, use_state};
use crate::route::Route;
use crate::wire::Stop;

/// The readout.
#[derive(Clone, PartialEq)]
pub(super) struct Readout {
    /// Where the cursor stands; `None` while it is nowhere.
    pub(super) stop: Option<Stop>,
    /// It stands on something that is not known yet.
    pub(super) waiting: bool,
}

part!(Readout, use_readout);

#[hook]
fn use_readout(props: &Readout) -> Html {
    let said = use_state(String::new);
    use_effect_with(props.stop.as_ref().map(spoken).unwrap_or_default(), {
        let said = said.setter();
        move |words: &String| {
            let words = words.clone();
            let timer = Timer::after(REST, move || said.set(words));
            move || drop(timer)
        }
    });
    html! {
        <div class="readout" data-testid="readout">
            <p class="visually-hidden" aria-live="polite" data-testid="announcement">{(*said).clone()}</p>
            {match &props.stop {
                Some(stop) => html! {
                    <p class="readout__event" data-testid="stop" data-index={stop.row.index.to_string()} data-lane={stop.lane.to_string()} data-place={stop.place.to_string()} data-of={stop.of.to_string()}>
                        {shape(family(stop.row.family))}
                        <a href={Route::event(stop.row.index).href("")} data-go="">{&stop.row.title}</a>
                        <span class="muted">{stop.row.happened.as_ref().map_or("date not known".to_owned(), |stamp| stamp.words.clone())}</span>
                        <span class="muted">{place(stop)}</span>
                    </p>
                },
                None if props.waiting => html! { <p class="muted">{"…"}</p> },
                None => html! { <p class="muted">{"Choose a shape to see which event it is."}</p> },
            }}
        </div>
    }
}

/// Heading, names, date and place: what is announced, not the whole record.
fn spoken(stop: &Stop) -> String {
    let row = &stop.row;
    let names = row.names.first().map(|name| format!(", {name}")).unwrap_or_default();
    let date = row.happened.as_ref().map_or("date not known", |stamp| &stamp.words);
    let bad = if row.bad { ". Does not match the signed record" } else { "" };
    format!("{}{names}, {date}, {}{bad}", row.title, place(stop))
}

/// Its place in its lane.
fn place(stop: &Stop) -> String {
    format!("{} of {} in {}", format::thousands(stop.place), format::thousands(stop.of), stop.name)
}
