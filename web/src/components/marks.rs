//! How a status looks: a shape, a word, and only then a colour.

use ledger::views::sheet::Mark;
use yew::prelude::*;

/// The name of a mark in class names.
pub(crate) fn mark_key(mark: Mark) -> &'static str {
    match mark {
        Mark::Plain => "plain",
        Mark::Done => "done",
        Mark::Part => "part",
        Mark::Waiting => "waiting",
        Mark::Late => "late",
        Mark::No => "no",
        Mark::Unknown => "unknown",
    }
}

/// The shape of a mark, in a box of 16.
fn shape(mark: Mark) -> &'static str {
    match mark {
        Mark::Plain => "M8 5.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5Z",
        Mark::Done => "M2.6 8.6l3.6 3.6L13.4 5l-1.7-1.7-5.5 5.5L4.3 6.9Z",
        Mark::Part => {
            "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13Zm0 1.8v9.4a4.7 4.7 0 0 0 0-9.4Z"
        }
        Mark::Waiting => {
            "M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13Zm0 1.8a4.7 4.7 0 1 0 0 9.4a4.7 4.7 0 0 0 0-9.4Z"
        }
        Mark::Late => "M6.8 1.5h2.4l-.4 8.2H7.2ZM8 11.2a1.6 1.6 0 1 1 0 3.2a1.6 1.6 0 0 1 0-3.2Z",
        Mark::No => {
            "M3.9 2.5L8 6.6l4.1-4.1 1.4 1.4L9.4 8l4.1 4.1-1.4 1.4L8 9.4l-4.1 4.1-1.4-1.4L6.6 8 2.5 3.9Z"
        }
        Mark::Unknown => {
            "M5 5.6a3 3 0 1 1 4.3 2.7c-.5.3-.5.5-.5 1.4H7.2c0-1.6.2-2.1 1.3-2.8a1.4 1.4 0 1 0-2-1.3ZM8 11a1.3 1.3 0 1 1 0 2.6A1.3 1.3 0 0 1 8 11Z"
        }
    }
}

/// The shape of a mark; a word always stands beside it.
pub(crate) fn mark_icon(mark: Mark) -> Html {
    html! {
        <svg class={classes!("mk", format!("mk--{}", mark_key(mark)))} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={shape(mark)} fill-rule="evenodd" />
        </svg>
    }
}

/// A status in words, with its shape.
pub(crate) fn tag(mark: Mark, words: &str) -> Html {
    html! { <span class={classes!("tag", format!("tag--{}", mark_key(mark)))}>{mark_icon(mark)}<span>{words}</span></span> }
}
