//! Who signed a record.

use yew::prelude::*;

use super::fingerprint;
use crate::route::Route;
use crate::wire::Signer;

/// The author, then approvers, each with what became of the key.
pub(crate) fn signers(signers: &[Signer]) -> Html {
    if signers.is_empty() {
        return html! { {"Not signed by a person. The ledger's office signs the summary that covers it."} };
    }
    let one = |(place, signer): (usize, &Signer)| {
        let role = if place == 0 { "Recorded by " } else { "Approved by " };
        let holder = if signer.holder.is_empty() { "an unknown key" } else { &signer.holder };
        html! {
            <li key={place} data-testid="signer" data-key={signer.key.clone()}>
                {role}<strong>{holder.to_owned()}</strong>{", key "}{fingerprint(&signer.key, "key")}
                {match signer.since {
                    Some(since) => html! { <span>{"registered by "}<a href={Route::event(since).href("")} data-go="">{format!("event {since}")}</a>{". "}</span> },
                    None => html! { <span></span> },
                }}
                <span>{&signer.standing}</span>
            </li>
        }
    };
    html! { <ul class="plainlist">{for signers.iter().enumerate().map(one)}</ul> }
}
