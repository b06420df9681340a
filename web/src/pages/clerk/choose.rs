//! Which kind of event it is.

use ledger::events::{Family, KINDS};
use yew::prelude::*;

use super::crumb;
use crate::components::family_tag;
use crate::pages::heading;
use crate::route::{ClerkPage, Route};

/// The page.
pub(super) fn choose() -> Html {
    html! {
        <div key="choose">
            {crumb("Record an event")}
            {heading("What happened?")}
            <p>{"Choose the kind that says no more than your source says."}</p>
            {for Family::ALL.iter().map(|family| {
                let place = crate::family::place(family.as_str()).unwrap_or(5);
                html! {
                    <section key={family.as_str()} aria-label={family.title()}>
                        <h2 class="kinds__family">{family_tag(place)}</h2>
                        <ul class="kinds">
                            {for KINDS.iter().filter(|info| info.family == *family).map(|info| html! {
                                <li key={info.kind} class="kinds__kind">
                                    <a href={Route::Clerk(ClerkPage::New(info.kind.to_owned())).href("")} data-go="">{info.title}</a>
                                    <p class="hint">{info.doc()}</p>
                                </li>
                            })}
                        </ul>
                    </section>
                }
            })}
        </div>
    }
}
