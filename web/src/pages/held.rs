//! Fields of an entry, and what is said of sealed words that are not there.

use yew::prelude::*;

use crate::browser::now;
use crate::components::facts;
use crate::wire::{EntryPage, Field, Related};

/// Whether one of its fields was redacted: a record that says so stands beside it.
pub(super) fn is_redaction(entry: &EntryPage, related: &Related) -> bool {
    entry.row.withheld && related.row.kind.starts_with("Redaction")
}

/// What stands in the place of sealed words that are not there.
fn instead(entry: &EntryPage) -> String {
    let ended = entry.held_until.is_some_and(|end| end <= now());
    // What is held back may have been destroyed as well.
    let redacted = entry.related.iter().any(|related| is_redaction(entry, related));
    if entry.held.is_empty() || redacted {
        "Withheld. The record still holds its sealed fingerprint.".to_owned()
    } else if ended {
        format!("Not in this copy: held back {}. A newer copy has it.", entry.held)
    } else if entry.held_until.is_some() {
        format!("Held back {}.", entry.held)
    } else {
        format!("Held back: {}.", entry.held)
    }
}

/// Fields of an entry, with words in the place of those that are not there.
pub(super) fn fields(entry: &EntryPage, fields: &[Field]) -> Html {
    let instead = instead(entry);
    facts(fields.iter().map(|field| {
        let value = match (&field.value, &field.link) {
            (Some(value), Some(link)) if link.starts_with('/') => {
                html! { <a href={link.clone()} class="wrap" data-go="">{value}</a> }
            }
            (Some(value), Some(link)) => {
                html! { <a href={link.clone()} rel="noopener noreferrer external">{value}</a> }
            }
            (Some(value), None) => html! { <span class="words">{value}</span> },
            (None, _) => html! { <span class="withheld">{&instead}</span> },
        };
        (field.label.clone(), value)
    }))
}
