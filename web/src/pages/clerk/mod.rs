//! Pages for those who record. Whoever is not signed in sees the sign-in page at
//! each of these addresses, and then the page itself.

mod account;
mod check;
mod choose;
mod correct;
mod document;
mod done;
mod field;
mod import;
mod keys;
mod last;
mod new;
mod question;
mod review;
mod sign_in;
mod signing;
mod tasks;
mod waiting;

use ledger::record::Json;
use yew::prelude::*;

use crate::clerk::session::{self, Who};
use crate::context::{Ledger, use_ledger};
use crate::route::{ClerkPage, Route};
use crate::wire::{Ask, Call, Called, Desk, Fault, Reply, Tell};

/// Properties of [`Clerk`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ClerkProps {
    /// Which page.
    pub(crate) page: ClerkPage,
    /// The query of the address, without `?`.
    pub(crate) query: AttrValue,
}

/// What the pages share.
#[derive(Clone, PartialEq)]
pub(super) struct Signed {
    /// Who is signed in.
    pub(super) who: Who,
    /// The server does not take the session any more: sign in again.
    pub(super) refused: Callback<()>,
    /// Sign out.
    pub(super) out: Callback<()>,
}

/// The page, or the sign-in page before it.
#[component]
pub(crate) fn Clerk(props: &ClerkProps) -> Html {
    let ledger = use_ledger();
    let who = use_state(session::who);
    let expired = use_state(|| false);
    let signed_in = {
        let (who, expired) = (who.clone(), expired.clone());
        Callback::from(move |new: Who| {
            session::sign_in(&new);
            expired.set(false);
            who.set(Some(new));
            crate::browser::focus_heading();
        })
    };
    let leave = |now_expired: bool, forget: bool| {
        let (who, expired, ledger) = (who.clone(), expired.clone(), ledger.clone());
        Callback::from(move |()| {
            if forget {
                if let Some(who) = &*who {
                    end(&ledger, who);
                }
                session::forget_all();
            } else {
                session::sign_out();
            }
            expired.set(now_expired);
            who.set(None);
        })
    };
    let body = match &*who {
        None => html! { <sign_in::SignIn key="sign-in" {signed_in} expired={*expired} /> },
        Some(who) => {
            let signed =
                Signed { who: who.clone(), refused: leave(true, false), out: leave(false, true) };
            inside(props, signed)
        }
    };
    html! { <div class="text text--wide clerk" data-testid="clerk">{body}</div> }
}

/// Ends the session at the server. The page does not wait for it: without an answer
/// the session ends by itself.
fn end(ledger: &Ledger, who: &Who) {
    let out = Call {
        path: "/api/v1/session/end".into(),
        actor: who.name.clone(),
        body: Some(String::new()),
        ..Call::default()
    };
    call(ledger, out, Callback::noop());
}

fn inside(props: &ClerkProps, signed: Signed) -> Html {
    match &props.page {
        ClerkPage::Tasks => html! { <tasks::Tasks key="tasks" {signed} /> },
        ClerkPage::Choose => choose::choose(),
        ClerkPage::New(kind) => {
            html! { <new::New key={kind.clone()} kind={kind.clone()} query={props.query.clone()} {signed} /> }
        }
        ClerkPage::Import => html! { <import::Import key="import" {signed} /> },
        ClerkPage::Keys => html! { <keys::Keys key="keys" {signed} /> },
        ClerkPage::Review(id) => {
            html! { <review::Review key={id.clone()} id={id.clone()} {signed} /> }
        }
        ClerkPage::Done(index) => html! { <done::Done key={*index} index={*index} /> },
    }
}

/// Asks the worker; only an answer of its kind comes back.
pub(super) fn ask(ledger: &Ledger, ask: Desk, answer: Callback<Reply>) {
    let heard = Callback::from(move |tell| {
        if let Tell::Desk(reply) = tell {
            answer.emit(reply);
        }
    });
    ledger.bridge.ask(Ask::Desk(ask), heard);
}

/// Speaks to the server.
pub(super) fn call(ledger: &Ledger, call: Call, answer: Callback<Called>) {
    let heard = Callback::from(move |reply| {
        if let Reply::Called(called) = reply {
            answer.emit(called);
        }
    });
    ask(ledger, Desk::Call(call), heard);
}

/// The way back to the list of tasks.
pub(super) fn crumb(here: &str) -> Html {
    html! {
        <p class="crumb">
            <a href={Route::Clerk(ClerkPage::Tasks).href("")} data-go="">{"Recording"}</a>
            <span aria-hidden="true">{" › "}</span>{here}
        </p>
    }
}

/// What is wrong, each with a way to where it can be mended.
pub(super) fn error_summary(items: &[(Option<String>, String)]) -> Html {
    if items.is_empty() {
        return html! { <div hidden=true></div> };
    }
    html! {
        <div class="errors" role="alert" tabindex="-1" data-testid="error-summary">
            <h2 class="errors__heading">{"There is a problem"}</h2>
            <ul>
                {for items.iter().enumerate().map(|(at, (to, words))| html! {
                    <li key={at}>
                        {match to {
                            Some(to) if to.starts_with('#') => html! { <a href={to.clone()}>{words}</a> },
                            Some(to) => html! { <a href={to.clone()} data-go="">{words}</a> },
                            None => html! { <span>{words}</span> },
                        }}
                    </li>
                })}
            </ul>
        </div>
    }
}

/// A fault in words for the person who can mend it; `label` is what its field
/// is called.
pub(super) fn fault_words(fault: &Fault, label: &str) -> String {
    if fault.problem == "is missing" && fault.value.is_none() {
        return format!("Answer “{label}”: {}", fault.remedy);
    }
    let value = fault.value.as_deref().unwrap_or(label);
    let value = value.trim_matches('"');
    let value = if fault.value.is_some() { format!("“{value}”") } else { value.to_owned() };
    format!("{value} {}: {}", fault.problem, fault.remedy)
}

/// What the server's refusal says, and the faults it names.
pub(super) fn problem(called: &Called) -> (String, Vec<Fault>) {
    if called.status == 0 {
        return (format!("The server could not be reached: {}.", called.body), Vec::new());
    }
    let json = Json::parse(called.body.as_bytes()).unwrap_or(Json::Null);
    let faults = faults(&json, "faults");
    let detail = json.get("detail").and_then(Json::as_str).map(str::to_owned);
    let detail = detail.unwrap_or_else(|| {
        "This address does not record: only the ledger's own server does.".into()
    });
    (format!("{detail} (answer {})", called.status), faults)
}

/// Faults, or warnings in their form, as the server writes them.
pub(super) fn faults(json: &Json, name: &str) -> Vec<Fault> {
    let Some(Json::Array(all)) = json.get(name) else { return Vec::new() };
    let text = |fault: &Json, name: &str| fault.get(name).and_then(Json::as_str).map(str::to_owned);
    let one = |fault: &Json| Fault {
        field: text(fault, "field").unwrap_or_default(),
        value: text(fault, "value"),
        problem: text(fault, "problem").unwrap_or_default(),
        remedy: text(fault, "remedy").unwrap_or_default(),
    };
    all.iter().map(one).collect()
}
