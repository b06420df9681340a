//! The last word: what cannot be undone, and the button that does it.

use std::rc::Rc;

use ledger::record::Json;
use yew::prelude::*;

use super::check::body;
use super::new::{draft, draft_text};
use super::{Signed, call, error_summary, problem};
use crate::browser;
use crate::clerk::form::Form;
use crate::clerk::session::{self, Done, Writing};
use crate::context::use_ledger;
use crate::pages::heading;
use crate::route::{ClerkPage, Route};
use crate::wire::{Call, Called, SealedPage};

/// Properties of [`Last`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct LastProps {
    /// The form.
    pub(super) form: Rc<Form>,
    /// What is written.
    pub(super) writing: Writing,
    /// Who records it.
    pub(super) signed: Signed,
    /// The record as browser and server sealed it.
    pub(super) page: Rc<SealedPage>,
    /// The position it would have now.
    pub(super) index: u64,
}

/// The last word: what cannot be undone, and the button that does it.
#[component]
pub(super) fn Last(props: &LastProps) -> Html {
    let ledger = use_ledger();
    let busy = use_state(|| false);
    let error = use_state(|| None::<String>);
    use_effect_with((), |()| browser::focus_heading());
    let onclick = {
        let (props, busy, error) = (props.clone(), busy.clone(), error.clone());
        Callback::from(move |_: MouseEvent| {
            busy.set(true);
            let by = &props.signed.who.name;
            let order = Call {
                path: "/api/v1/events".into(),
                token: props.signed.who.token.clone(),
                body: Some(body(&draft_text(&props.form, &props.writing, by), &props.page.salts)),
                // The same with each press: two make one event.
                key: props.writing.key.clone(),
            };
            let (props, busy, error) = (props.clone(), busy.clone(), error.clone());
            call(
                &ledger,
                order,
                Callback::from(move |called: Called| {
                    busy.set(false);
                    match called.status {
                        201 => finish(&props, called.body),
                        401 => props.signed.refused.emit(()),
                        _ => error.set(Some(problem(&called).0)),
                    }
                }),
            );
        })
    };
    let route = Route::Clerk(ClerkPage::New(props.form.kind.clone()));
    html! {
        <div class="last" data-testid="last-word">
            {error_summary(&error.iter().map(|words| (None, words.clone())).collect::<Vec<_>>())}
            {heading("This cannot be edited or deleted")}
            <p class="lead">{"This cannot be edited or deleted. Mistakes are corrected by a new record."}</p>
            <p>{&props.page.page.row.title}</p>
            <p class="buttons">
                <button type="button" class="button" {onclick} aria-disabled={busy.to_string()} data-testid="record">{"Record this event"}</button>
                <a href={route.href("q=check")} data-go="" class="buttons__link">{"Go back and check again"}</a>
            </p>
        </div>
    }
}

fn finish(props: &LastProps, receipt: String) {
    let json = Json::parse(receipt.as_bytes()).unwrap_or(Json::Null);
    let index =
        json.get("index").and_then(Json::as_int).and_then(|index| u64::try_from(index).ok());
    let index = index.unwrap_or(props.index);
    let said = draft(&props.form, &props.writing, &props.signed.who.name);
    let title = props.page.page.row.title.clone();
    // The second of two presses finds the record there already: one line is enough.
    if session::done_here().iter().all(|done| done.index != index) {
        session::recorded(&props.form, &said, Done { index, receipt, title });
    }
    crate::route::go(&Route::Clerk(ClerkPage::Done(index)), "");
}
