//! Summary lists, fingerprints, and the line shown while something loads.

use yew::prelude::*;

use super::CopyButton;
use crate::format;
use crate::part::Shown as _;

/// A summary list: label and value in rows.
pub(crate) fn facts(rows: impl IntoIterator<Item = (String, Html)>) -> Html {
    html! {
        <dl class="facts">
            {for rows.into_iter().enumerate().map(|(at, (label, value))| html! {
                <div class="facts__row" key={at}><dt>{label}</dt><dd>{value}</dd></div>
            })}
        </dl>
    }
}

/// A fingerprint: its first 16 characters, all of it on demand, and a button.
pub(crate) fn fingerprint(hex: &str, what: &str) -> Html {
    if hex.is_empty() {
        return html! { <span class="muted">{"not known"}</span> };
    }
    html! {
        <span class="hash">
            <code class="hash__short" title={hex.to_owned()}>{format::short_hash(hex)}{" …"}</code>
            {CopyButton { text: hex.to_owned().into(), label: format!("Copy {what}").into() }.html()}
        </span>
    }
}

/// While something loads; with a reason when it cannot.
pub(crate) fn loading(what: &str) -> Html {
    html! { <p class="muted" data-testid="loading">{format!("Loading {what}…")}</p> }
}
