//! The key that this browser keeps, and every key that the record registers.

use ledger::record::Json;
use yew::prelude::*;

use super::signing::{Signing, use_signing_anew};
use super::{Signed, crumb, error_summary};
use crate::browser;
use crate::clerk::keyring::{self, OwnKey};
use crate::clerk::session;
use crate::components::{facts, fingerprint, loading};
use crate::format;
use crate::pages::{heading, use_title};
use crate::route::{ClerkPage, Route};
use crate::wire::KeyRow;

/// Properties of [`Keys`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct KeysProps {
    /// Who is signed in.
    pub(super) signed: Signed,
}

/// The page.
#[component]
pub(super) fn Keys(props: &KeysProps) -> Html {
    use_title("Keys".to_owned());
    let turn = use_state(|| 0_u32);
    let error = use_state(|| None::<String>);
    let name = props.signed.who.name.clone();
    let signing = use_signing_anew(&name, *turn);
    let make = {
        let (turn, error, name) = (turn.clone(), error.clone(), name.clone());
        Callback::from(move |_: MouseEvent| {
            let (turn, error, name) = (turn.clone(), error.clone(), name.clone());
            wasm_bindgen_futures::spawn_local(async move {
                error.set(keyring::make(&name).await.err());
                turn.set(*turn + 1);
            });
        })
    };
    let forget = {
        let (turn, name) = (turn.clone(), name.clone());
        Callback::from(move |_: MouseEvent| {
            let (turn, name) = (turn.clone(), name.clone());
            wasm_bindgen_futures::spawn_local(async move {
                keyring::forget(&name).await;
                turn.set(*turn + 1);
            });
        })
    };
    let errors: Vec<_> = error.iter().map(|words| (None, words.clone())).collect();
    html! {
        <div data-testid="keys" data-known={signing.known.to_string()}>
            {crumb("Keys")}
            {error_summary(&errors)}
            {heading("Keys")}
            <p>{"With a key you sign what you record or approve. Everybody can then check that it was you, and not only that the office recorded it. The private half never leaves this browser; the public half is registered in the record."}</p>
            <h2>{"Your key in this browser"}</h2>
            {match (&signing.own, signing.known) {
                (_, false) => html! { <div key="loading">{loading("your key")}</div> },
                (None, true) => html! {
                    <div key="none">
                        <p data-testid="no-key">{format!("This browser holds no key for {name}.")}</p>
                        <p class="buttons"><button type="button" class="button" onclick={make} data-testid="make-key">{"Make a key"}</button></p>
                    </div>
                },
                (Some(own), true) => html! { <div key="own">{held(own, &signing, &name, &forget)}</div> },
            }}
            <h2>{"Keys in the record"}</h2>
            {register(&signing.rows)}
        </div>
    }
}

fn held(own: &OwnKey, signing: &Signing, name: &str, forget: &Callback<MouseEvent>) -> Html {
    let standing = signing
        .row
        .as_ref()
        .map_or_else(|| "Not registered: it cannot be used yet.".to_owned(), standing);
    let kept = if own.guarded {
        "By the browser, which lets nobody read the private half, not even this page. Clearing the data of this site throws it away."
    } else {
        "In the storage of this site in this browser, because the browser has no keys of this sort of its own. Whoever can read that storage can sign in your name: register it only on a device that is yours alone."
    };
    let (register, revoke) =
        (prefill("key_registered", own, name), prefill("key_revoked", own, name));
    let (fresh, live) =
        (signing.row.is_none(), signing.row.as_ref().is_some_and(|row| row.ended.is_none()));
    html! {
        <>
            {facts([
                ("Key".into(), html! { <span data-testid="own-key" data-id={own.id.clone()} data-guarded={own.guarded.to_string()}>{fingerprint(&own.id, "key")}</span> }),
                ("Public half".into(), fingerprint(&own.public, "public half")),
                ("Kept".into(), html! { {kept} }),
                ("In the record".into(), html! { <span data-testid="key-standing">{standing}</span> }),
            ])}
            <p class="buttons">
                <button type="button" class={classes!("button", (!fresh).then_some("none"))} onclick={register} data-testid="register-key">{"Register this key"}</button>
                <button type="button" class={classes!("button", "button--quiet", (!live).then_some("none"))} onclick={revoke} data-testid="revoke-key">{"Revoke this key"}</button>
                <button type="button" class={classes!("button", "button--quiet", live.then_some("none"))} onclick={forget.clone()} data-testid="forget-key">{"Throw this key away"}</button>
            </p>
        </>
    }
}

/// Begins the record of a key, with the answers that are known.
fn prefill(kind: &'static str, own: &OwnKey, name: &str) -> Callback<MouseEvent> {
    let (own, name) = (own.clone(), name.to_owned());
    Callback::from(move |_: MouseEvent| {
        let mut event = vec![("key", Json::str(own.id.clone()))];
        if kind == "key_registered" {
            event.push(("public_key", Json::str(own.public.clone())));
            event.push(("holder", Json::str(name.clone())));
            event.push(("may", Json::Array(vec![Json::str("author"), Json::str("approve")])));
        }
        let source = [("kind", Json::str("other")), ("title", Json::str("The holder of the key"))];
        let day = format::iso_day(browser::now());
        let from = Json::object([
            ("event", Json::object(event)),
            ("occurred", Json::object([("edtf", Json::str(day))])),
            ("basis", Json::str("direct_submission")),
            ("certainty", Json::str("stated")),
            ("inquiry", Json::str("record-keeping")),
            ("sources", Json::Array(vec![Json::object(source)])),
        ]);
        let mut writing = session::begin(kind);
        writing.from = Some(from);
        session::keep_draft(kind, Some(&writing));
        let page = if kind == "key_registered" { "q=check" } else { "q=event/ground&back=check" };
        crate::route::go(&Route::Clerk(ClerkPage::New(kind.to_owned())), page);
    })
}

fn standing(row: &KeyRow) -> String {
    match row.ended {
        None => format!("Registered by event {}, and good.", format::thousands(row.since)),
        Some((true, at)) => format!("Revoked by event {}.", format::thousands(at)),
        Some((false, at)) => format!("Replaced by event {}.", format::thousands(at)),
    }
}

fn register(rows: &[KeyRow]) -> Html {
    if rows.is_empty() {
        return html! { <p class="muted">{"None yet."}</p> };
    }
    html! {
        <div class="scroll" tabindex="0" role="group" aria-label="Table of keys">
            <table class="table" data-testid="register">
                <thead><tr><th scope="col">{"Holder"}</th><th scope="col">{"Key"}</th><th scope="col">{"May sign"}</th><th scope="col">{"Standing"}</th></tr></thead>
                <tbody>
                    {for rows.iter().map(|row| html! {
                        <tr key={row.id.clone()}>
                            <th scope="row">{&row.holder}</th>
                            <td>{fingerprint(&row.id, "key")}</td>
                            <td>{match (row.may_author, row.may_approve) { (true, true) => "Own records and those of others", (true, false) => "Own records", _ => "Records of others" }}</td>
                            <td><a href={Route::event(row.ended.map_or(row.since, |(_, at)| at)).href("")} data-go="">{standing(row)}</a></td>
                        </tr>
                    })}
                </tbody>
            </table>
        </div>
    }
}
