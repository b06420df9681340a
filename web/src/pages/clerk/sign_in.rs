//! Sign-in by token.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::account::{Account, member, nobody};
use super::{call, error_summary, problem};
use crate::clerk::session::Who;
use crate::context::use_ledger;
use crate::pages::{heading, use_title};
use crate::wire::{Call, Called};

/// Properties of [`SignIn`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct SignInProps {
    /// Somebody signed in.
    pub(super) signed_in: Callback<Who>,
    /// The token was taken before and is not any more.
    pub(super) expired: bool,
}

/// The page.
#[component]
pub(super) fn SignIn(props: &SignInProps) -> Html {
    let ledger = use_ledger();
    let node = use_node_ref();
    let error = use_state(|| None::<String>);
    // What went wrong with an account is not the token's fault.
    let elsewhere = use_state(|| None::<String>);
    let busy = use_state(|| false);
    use_title(format!(
        "{}Sign in to record",
        if error.is_some() || elsewhere.is_some() { "Error: " } else { "" }
    ));
    let onsubmit = {
        let (node, error, busy) = (node.clone(), error.clone(), busy.clone());
        let signed_in = props.signed_in.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let token = node.cast::<HtmlInputElement>().map(|input| input.value());
            let token = token.unwrap_or_default().trim().to_owned();
            let plain = token.bytes().all(|byte| byte.is_ascii_graphic());
            if token.is_empty() || !plain {
                error.set(Some(
                    "Paste the token that was made for you: it begins with daybook_".into(),
                ));
                return;
            }
            busy.set(true);
            let ask = Call { token, ..nobody("/api/v1/session", Some(String::new())) };
            let (error, busy, signed_in) = (error.clone(), busy.clone(), signed_in.clone());
            call(
                &ledger,
                ask,
                Callback::from(move |called: Called| {
                    busy.set(false);
                    match member(&called, 201, "name") {
                        Some(name) => signed_in.emit(Who { name }),
                        None if called.status == 401 => {
                            error.set(Some("This token is not known here. Check that all of it was pasted, or ask for a new one.".into()));
                        }
                        None => error.set(Some(problem(&called).0)),
                    }
                }),
            );
        })
    };
    let failed = {
        let elsewhere = elsewhere.clone();
        Callback::from(move |words: String| elsewhere.set(Some(words)))
    };
    let problems: Vec<_> = [(&error, Some("#token")), (&elsewhere, None)]
        .into_iter()
        .filter_map(|(words, to)| Some((to.map(str::to_owned), (**words).clone()?)))
        .collect();
    let wrong = error.as_ref().map(|_| "token-error");
    html! {
        <form {onsubmit} class="ask-page" novalidate=true data-testid="sign-in">
            {error_summary(&problems)}
            {heading("Sign in to record")}
            <p class={classes!("notice", (!props.expired).then_some("none"))}>{"You are not signed in any more. What you wrote is kept in this tab: sign in again to go on."}</p>
            <p>{"Reading needs no sign-in. A token lets you do what the roles allow that it was made for, and nothing else: nobody can edit or delete what is recorded."}</p>
            <Account signed_in={props.signed_in.clone()} {failed} />
            // Password managers keep a token better when there is a name beside it.
            <input type="text" autocomplete="username" value="daybook" readonly=true hidden=true />
            <div class={classes!("ask", error.as_ref().map(|_| "ask--wrong"))}>
                <label class="ask__label" for="token">{"Token"}</label>
                <p class="hint" id="token-hint">{"Made by whoever runs the server, with "}<code>{"daybook token new"}</code>{". It is not kept: this browser gets a session instead, for twelve hours at most, which ends after an hour without use, or when you sign out."}</p>
                {match &*error {
                    Some(words) => html! { <p class="ask__error" id="token-error"><span class="visually-hidden">{"Error: "}</span>{words}</p> },
                    None => html! { <span hidden=true></span> },
                }}
                <input id="token" ref={node} class="ask__input ask__input--long" type="password" autocomplete="current-password" spellcheck="false" aria-describedby={format!("token-hint {}", wrong.unwrap_or_default())} aria-invalid={wrong.map(|_| "true")} />
            </div>
            <button type="submit" class="button" disabled={*busy}>{"Sign in"}</button>
        </form>
    }
}
