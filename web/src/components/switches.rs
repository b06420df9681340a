//! The switches above the timeline: which clock, which order, which view.

use yew::prelude::*;

use crate::query::{Clock, Lanes, Order, Page, Params, View};
use crate::route::Route;

/// The switches. Each choice is a link, so that it can be opened and shared.
pub(crate) fn switches(params: &Params) -> Html {
    let now = Params { page: Page::default(), ..params.clone() };
    let clock = |clock| Params { clock, zoom: None, ..now.clone() };
    let order = |order| Params { order, ..now.clone() };
    let view = |view| Params { view, ..params.clone() };
    html! {
        <div class="switches">
            {switch("Date", &[
                ("Happened", now.clock == Clock::Happened, clock(Clock::Happened)),
                ("Recorded", now.clock == Clock::Recorded, clock(Clock::Recorded)),
            ])}
            {switch("Order", &[
                ("Newest first", now.order == Order::Newest, order(Order::Newest)),
                ("Oldest first", now.order == Order::Oldest, order(Order::Oldest)),
            ])}
            {switch("Show", &[
                ("Both", now.view == View::Both, view(View::Both)),
                ("List", now.view == View::List, view(View::List)),
                ("Drawing", now.view == View::Drawing, view(View::Drawing)),
            ])}
            {switch("Lanes", &Lanes::ALL.map(|(lanes, _, word)| (word, now.lanes == lanes, Params { lanes, ..params.clone() })))}
        </div>
    }
}

fn switch(name: &str, choices: &[(&'static str, bool, Params)]) -> Html {
    html! {
        <div class="switch" role="group" aria-label={name.to_owned()} key={name.to_owned()}>
            <span class="switch__name" aria-hidden="true">{name}</span>
            <span class="switch__choices">
                {for choices.iter().map(|(word, on, params)| html! {
                    <a key={*word} href={Route::Timeline.href(&params.to_query())} data-go="" class={classes!("switch__choice", on.then_some("switch__choice--on"))} aria-current={on.then_some(AttrValue::from("true"))} data-testid={format!("switch-{}", word.to_ascii_lowercase().replace(' ', "-"))}>{*word}</a>
                })}
            </span>
        </div>
    }
}
