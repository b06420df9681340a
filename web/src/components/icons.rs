//! Small drawings. All are hidden from assistive technology: a word always
//! stands beside them.

use yew::prelude::*;

use crate::family::{Family, family};
use crate::status::Tone;
use crate::wire::Outcome;

/// The shape of a family, in its colour.
pub(crate) fn shape(of: Family) -> Html {
    html! {
        <svg class={classes!("shape", format!("shape--{}", of.key))} viewBox="-10 -10 20 20" aria-hidden="true" focusable="false">
            <path d={of.shape} />
        </svg>
    }
}

/// Shape and name of a family.
pub(crate) fn family_tag(place: u8) -> Html {
    let of = family(place);
    html! { <span class="family">{shape(of)}<span>{of.name}</span></span> }
}

/// The shape on the chip of a verdict.
pub(crate) fn status_icon(tone: Tone) -> Html {
    let inside = match tone {
        Tone::Good => {
            html! { <><circle cx="12" cy="12" r="10" class="icon__fill" /><path d="M7 12.5l3.4 3.4L17 9" class="icon__cut" /></> }
        }
        Tone::Limits => {
            html! { <><circle cx="12" cy="12" r="9" class="icon__line" /><path d="M12 3a9 9 0 0 1 0 18Z" class="icon__fill" /></> }
        }
        Tone::Fails => {
            html! { <><path d="M8 2h8l6 6v8l-6 6H8l-6-6V8Z" class="icon__fill" /><path d="M8.5 8.5l7 7M15.5 8.5l-7 7" class="icon__cut" /></> }
        }
        Tone::Checking => {
            html! { <><circle cx="12" cy="12" r="9" class="icon__line" /><path d="M12 12V3a9 9 0 0 1 9 9Z" class="icon__fill" /></> }
        }
        Tone::Unknown => {
            html! { <circle cx="12" cy="12" r="9" class="icon__line icon__line--dashed" /> }
        }
    };
    html! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{inside}</svg> }
}

/// The sign of one check: tick, cross or dash.
pub(crate) fn outcome_icon(outcome: Outcome) -> Html {
    let (class, path) = match outcome {
        Outcome::Passed => ("passed", "M5 12.5l4.6 4.6L19 7.5"),
        Outcome::Failed => ("failed", "M6 6l12 12M18 6L6 18"),
        Outcome::NotChecked => ("skipped", "M5 12h14"),
    };
    html! {
        <svg class={classes!("icon", "icon--small", format!("icon--{class}"))} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={path} class="icon__stroke" />
        </svg>
    }
}
