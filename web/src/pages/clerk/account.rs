//! Sign-in with the account of an organisation: leaving for its provider, and coming back.

use ledger::record::Json;
use yew::prelude::*;

use super::{call, problem};
use crate::browser;
use crate::clerk::session::{self, Who};
use crate::context::{Ledger, use_ledger};
use crate::query;
use crate::route::{self, ClerkPage, Place, Route};
use crate::wire::{Call, Called};

/// Properties of [`Account`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct AccountProps {
    /// Somebody signed in.
    pub(super) signed_in: Callback<Who>,
    /// Why nobody was.
    pub(super) failed: Callback<String>,
}

/// How far it is.
#[derive(Clone, PartialEq)]
enum Step {
    /// Nobody said yet whether there is a provider.
    Unknown,
    /// There is none.
    None,
    /// There is one of this name.
    Offered(String),
    /// The browser is on its way there, or what it brought back is being looked at.
    Busy(String),
}

/// The button, where the server knows a provider of accounts; nothing elsewhere.
#[component]
pub(super) fn Account(props: &AccountProps) -> Html {
    let ledger = use_ledger();
    let step = use_state(|| Step::Unknown);
    use_effect_with((), {
        let (ledger, step, props) = (ledger.clone(), step.clone(), props.clone());
        move |()| {
            let place = Place::now();
            if query::value(&place.query, "state").is_some() {
                step.set(Step::Busy("Signing in …".into()));
                back(&ledger, &place.query, &props, &step);
            } else {
                ask(&ledger, &step);
            }
        }
    });
    let leave = {
        let (ledger, failed, step) = (ledger.clone(), props.failed.clone(), step.clone());
        Callback::from(move |_: MouseEvent| leave(&ledger, &failed, &step))
    };
    match &*step {
        Step::Unknown | Step::None => html! { <div hidden=true></div> },
        Step::Busy(words) => html! { <p role="status">{words}</p> },
        Step::Offered(name) => html! {
            <>
                <div class="ask" data-testid="account">
                    <p class="hint" id="account-hint">{format!("You go to the sign-in page of {name}, and come back here. This server learns who you are, and never your password.")}</p>
                    <button type="button" class="button" aria-describedby="account-hint" onclick={leave}>
                        {format!("Sign in with {name}")}
                    </button>
                </div>
                <p>{"Or with a token:"}</p>
            </>
        },
    }
}

/// As nobody: the page cannot know yet who it will be.
pub(super) fn nobody(path: &str, body: Option<String>) -> Call {
    Call { path: path.into(), actor: "nobody".into(), body, ..Call::default() }
}

/// The text of a member of what the server answered.
pub(super) fn member(called: &Called, status: u16, name: &str) -> Option<String> {
    let json = (called.status == status).then(|| Json::parse(called.body.as_bytes()).ok())??;
    json.get(name).and_then(Json::as_str).map(str::to_owned)
}

/// Asks whether there is a provider.
fn ask(ledger: &Ledger, step: &UseStateHandle<Step>) {
    let step = step.clone();
    let heard = Callback::from(move |called: Called| {
        step.set(member(&called, 200, "name").map_or(Step::None, Step::Offered));
    });
    call(ledger, nobody("/api/v1/openid", None), heard);
}

/// Leaves for the provider. What is open now is opened again afterwards.
fn leave(ledger: &Ledger, failed: &Callback<String>, step: &UseStateHandle<Step>) {
    let (failed, step, before) = (failed.clone(), step.clone(), (**step).clone());
    step.set(Step::Busy("Leaving for the sign-in page …".into()));
    let heard = Callback::from(move |called: Called| {
        let url = member(&called, 200, "url");
        let gone = url.zip(browser::window()).is_some_and(|(url, window)| {
            let place = Place::now();
            session::keep_place(&place.route.href(&place.query));
            window.location().assign(&url).is_ok()
        });
        if !gone {
            step.set(before.clone());
            failed.emit(problem(&called).0);
        }
    });
    call(ledger, nobody("/api/v1/openid/begin", Some(String::new())), heard);
}

/// Hands in what the browser brought back, which leaves the address first: it is for
/// once, and nobody is to copy or print it.
fn back(ledger: &Ledger, query: &str, props: &AccountProps, step: &UseStateHandle<Step>) {
    let value = |name: &str| query::value(query, name);
    let (state, code) = (value("state").unwrap_or_default(), value("code"));
    route::amend(&Route::Clerk(ClerkPage::Tasks), "");
    let again = {
        let (ledger, step, failed) = (ledger.clone(), step.clone(), props.failed.clone());
        move |why: String| {
            failed.emit(why);
            ask(&ledger, &step);
        }
    };
    let Some(code) = code else {
        let why = value("error_description").or_else(|| value("error"));
        let why = why.unwrap_or_else(|| "it gave no reason".into());
        let why: String = why.chars().take(200).collect();
        return again(format!("You were not signed in there: {why}"));
    };
    let body = Json::object([("code", Json::str(code)), ("state", Json::str(state))]);
    let signed_in = props.signed_in.clone();
    let heard = Callback::from(move |called: Called| match member(&called, 201, "name") {
        Some(name) => {
            if let Some(href) = session::take_place() {
                route::amend_to(&href);
            }
            signed_in.emit(Who { name });
        }
        None => {
            let (words, faults) = problem(&called);
            let remedies = faults.iter().map(|fault| format!(" — {}", fault.remedy));
            again(format!("{words}{}", remedies.collect::<String>()));
        }
    });
    call(ledger, nobody("/api/v1/openid/end", Some(body.to_canonical())), heard);
}
