//! The last word: what cannot be undone, and the button that does it.

use std::cell::RefCell;
use std::rc::Rc;

use ledger::record::Json;
use yew::prelude::*;

use super::check::body;
use super::new::{draft, draft_text};
use super::signing::use_signing;
use super::{Signed, call, error_summary, problem};
use crate::browser;
use crate::clerk::form::Form;
use crate::clerk::keyring;
use crate::clerk::session::{self, Done, Writing};
use crate::context::{Ledger, use_ledger};
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
    /// Why it needs a second person; empty where it does not.
    pub(super) second: String,
}

/// What goes out with a press: where to, and signed or not.
#[derive(Clone)]
struct Order {
    props: LastProps,
    ledger: Ledger,
    signs: bool,
    /// Heard at once, by the second of two presses: the state of a page is not.
    going: Rc<RefCell<bool>>,
    busy: UseStateSetter<bool>,
    error: UseStateSetter<Option<String>>,
}

impl Order {
    /// Signs, where there is a key to sign with, and sends.
    async fn send(self) {
        if self.going.replace(true) {
            return;
        }
        let props = &self.props;
        let name = &props.signed.who.name;
        let mut signatures = Vec::new();
        if self.signs {
            match keyring::sign(name, &props.page.text).await {
                Ok(signature) => signatures.push(signature),
                Err(why) => {
                    self.stopped();
                    return self.error.set(Some(format!("It could not be signed: {why}")));
                }
            }
        }
        let draft = draft_text(&props.form, &props.writing, name);
        let pending = &props.writing.pending;
        let path = match (props.second.is_empty(), pending.is_empty()) {
            (true, _) => "/api/v1/events".to_owned(),
            (false, true) => "/api/v1/pending".to_owned(),
            (false, false) => format!("/api/v1/pending/{pending}/edit"),
        };
        let order = Call {
            path,
            actor: props.signed.who.name.clone(),
            body: Some(body(&draft, &props.page.salts, &signatures)),
            // The same with each press: two make one event.
            key: props.writing.key.clone(),
            ..Call::default()
        };
        let (ledger, props, error) = (self.ledger.clone(), self.props.clone(), self.error.clone());
        call(
            &ledger,
            order,
            Callback::from(move |called: Called| {
                self.stopped();
                match called.status {
                    200 | 201 if !props.second.is_empty() => sent(&props, &called.body),
                    201 => finish(&props, called.body),
                    401 => props.signed.refused.emit(()),
                    _ => error.set(Some(problem(&called).0)),
                }
            }),
        );
    }
}

impl Order {
    fn stopped(&self) {
        self.going.replace(false);
        self.busy.set(false);
    }
}

/// The last word: what cannot be undone, and the button that does it.
#[component]
pub(super) fn Last(props: &LastProps) -> Html {
    let ledger = use_ledger();
    let busy = use_state(|| false);
    let error = use_state(|| None::<String>);
    let signing = use_signing(&props.signed.who.name);
    let going = use_mut_ref(|| false);
    use_effect_with((), |()| browser::focus_heading());
    let onclick = {
        let order = Order {
            props: props.clone(),
            ledger,
            signs: signing.author(),
            going,
            busy: busy.setter(),
            error: error.setter(),
        };
        let (busy, ready) = (busy.clone(), signing.known);
        Callback::from(move |_: MouseEvent| {
            if ready {
                busy.set(true);
                wasm_bindgen_futures::spawn_local(order.clone().send());
            }
        })
    };
    let route = Route::Clerk(ClerkPage::New(props.form.kind.clone()));
    let alone = props.second.is_empty();
    let title =
        if alone { "This cannot be edited or deleted" } else { "Send it to a second person" };
    html! {
        <div class="last" data-testid="last-word">
            {error_summary(&error.iter().map(|words| (None, words.clone())).collect::<Vec<_>>())}
            {heading(title)}
            <p class={classes!("lead", (!alone).then_some("none"))}>{"This cannot be edited or deleted. Mistakes are corrected by a new record."}</p>
            <p class={classes!("lead", alone.then_some("none"))}>{"It waits until somebody else with the role approver has looked at it. Then it is recorded, and cannot be edited or deleted any more."}</p>
            <p>{&props.page.page.row.title}</p>
            {signing.words()}
            <p class="buttons">
                <button type="button" class="button" {onclick} aria-disabled={(*busy || !signing.known).to_string()} data-testid="record">{if alone { "Record this event" } else { "Send for approval" }}</button>
                <a href={route.href("q=check")} data-go="" class="buttons__link">{"Go back and check again"}</a>
            </p>
        </div>
    }
}

/// It waits now: its own page says what becomes of it.
fn sent(props: &LastProps, body: &str) {
    let json = Json::parse(body.as_bytes()).unwrap_or(Json::Null);
    let id = json.get("id").and_then(Json::as_str).unwrap_or_default().to_owned();
    session::keep_draft(&props.form.kind, None);
    crate::route::go(&Route::Clerk(ClerkPage::Review(id)), "");
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
