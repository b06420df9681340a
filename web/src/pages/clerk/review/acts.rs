//! What can be done with a proposal, by its author or by a second person.

use std::collections::BTreeMap;
use std::rc::Rc;

use ledger::record::{Json, get_at};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::super::signing::use_signing;
use super::super::{Signed, call, problem};
use super::get;
use crate::clerk::keyring;
use crate::clerk::session;
use crate::context::use_ledger;
use crate::route::{ClerkPage, Route};
use crate::wire::{Call, Called};

/// Properties of [`Acts`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ActsProps {
    /// The id of the proposal.
    pub(super) id: String,
    /// Who is signed in.
    pub(super) signed: Signed,
    /// The proposal.
    pub(super) json: Rc<Json>,
    /// Browser and server mean the same bytes.
    pub(super) agreed: bool,
    /// Something was done, or refused for this reason: look again.
    pub(super) again: Callback<Option<String>>,
}

impl ActsProps {
    fn may(&self, act: &str) -> bool {
        get_at(&self.json, &format!("/may/{act}")) == Some(&Json::Bool(true))
    }

    fn version(&self) -> i64 {
        self.json.get("version").and_then(Json::as_int).unwrap_or_default()
    }

    /// The texts that are to be signed, for those drafts that their author signed.
    fn to_sign(&self) -> Vec<Option<String>> {
        let Some(Json::Array(items)) = self.json.get("items") else { return Vec::new() };
        let one = |item: &Json| {
            let signed =
                matches!(item.get("signatures"), Some(Json::Array(all)) if !all.is_empty());
            signed.then(|| get(item, "text"))
        };
        items.iter().map(one).collect()
    }

    /// The date that has to be typed.
    fn date(&self) -> Option<String> {
        let date = get_at(&self.json, "/items/0/draft/occurred/edtf")?;
        date.as_str().map(str::to_owned)
    }
}

/// The forms and buttons.
#[component]
pub(super) fn Acts(props: &ActsProps) -> Html {
    let ledger = use_ledger();
    let busy = use_state(|| false);
    // Heard at once, by the second of two presses: the state of a page is not.
    let going = use_mut_ref(|| false);
    let date = use_state(String::new);
    let reason = use_state(String::new);
    let signing = use_signing(&props.signed.who.name);
    let send = {
        let (props, busy, ledger) = (props.clone(), busy.setter(), ledger.clone());
        Callback::from(move |(act, body): (&'static str, Json)| {
            if going.replace(true) {
                return;
            }
            busy.set(true);
            let order = Call {
                path: format!("/api/v1/pending/{}/{act}", props.id),
                actor: props.signed.who.name.clone(),
                body: Some(body.to_canonical()),
                ..Call::default()
            };
            let (props, busy, going) = (props.clone(), busy.clone(), going.clone());
            call(
                &ledger,
                order,
                Callback::from(move |called: Called| {
                    going.replace(false);
                    busy.set(false);
                    match called.status {
                        200 | 201 => props.again.emit(None),
                        401 => props.signed.refused.emit(()),
                        _ => props.again.emit(Some(problem(&called).0)),
                    }
                }),
            );
        })
    };
    let version = ("version", Json::Int(props.version()));
    let approve = {
        let (props, send, date, version) =
            (props.clone(), send.clone(), date.clone(), version.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = (*date).trim().to_owned();
            if props.date().is_some_and(|due| due != typed) {
                let words = "Type the date of the event as the record has it: read the record and its sources first.";
                return props.again.emit(Some(words.to_owned()));
            }
            let (props, send, version) = (props.clone(), send.clone(), version.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let mut signatures = Vec::new();
                for text in props.to_sign() {
                    let Some(text) = text else {
                        signatures.push(Json::Null);
                        continue;
                    };
                    match keyring::sign(&props.signed.who.name, &text).await {
                        Ok(made) => {
                            signatures.push(Json::parse(made.as_bytes()).unwrap_or(Json::Null));
                        }
                        Err(why) => {
                            return props
                                .again
                                .emit(Some(format!("It could not be signed: {why}")));
                        }
                    }
                }
                let mut body = vec![version, ("signatures", Json::Array(signatures))];
                if !typed.is_empty() {
                    body.push(("occurred", Json::str(typed)));
                }
                send.emit(("approve", Json::object(body)));
            });
        })
    };
    let with_reason = |act: &'static str, with_version: bool| {
        let (send, reason, version) = (send.clone(), reason.clone(), version.clone());
        Callback::from(move |_: MouseEvent| {
            let mut body = vec![("reason", Json::str((*reason).clone()))];
            if with_version {
                body.push(version.clone());
            }
            send.emit((act, Json::object(body)));
        })
    };
    let plain = |act: &'static str| {
        let send = send.clone();
        Callback::from(move |_: MouseEvent| send.emit((act, Json::Object(BTreeMap::new()))))
    };
    let edit = {
        let props = props.clone();
        Callback::from(move |_: MouseEvent| begin_again(&props))
    };
    let typing = {
        let date = date.clone();
        Callback::from(move |event: InputEvent| {
            let input: Option<HtmlInputElement> = event.target_dyn_into();
            date.set(input.map(|input| input.value()).unwrap_or_default());
        })
    };
    let saying = {
        let reason = reason.clone();
        Callback::from(move |event: InputEvent| {
            let area: Option<HtmlTextAreaElement> = event.target_dyn_into();
            reason.set(area.map(|area| area.value()).unwrap_or_default());
        })
    };
    let must_sign = props.to_sign().iter().any(Option::is_some);
    let can_sign = !must_sign || signing.approver();
    let ask_reason = |hint: &'static str| {
        html! {
            <div class="ask">
                <label class="ask__label" for="reason">{"Reason"}</label>
                <p class="hint" id="reason-hint">{hint}</p>
                <textarea id="reason" class="ask__input" rows="3" aria-describedby="reason-hint" value={(*reason).clone()} oninput={saying.clone()} />
            </div>
        }
    };
    html! {
        <section aria-labelledby="acts" data-testid="acts" data-busy={busy.to_string()}>
            <h2 id="acts">{"Your part"}</h2>
            {if props.may("approve") {
                html! {
                    <div key="second">
                        <form onsubmit={approve} novalidate=true class="ask-page">
                            <div class={classes!("ask", props.date().is_none().then_some("none"))}>
                                <label class="ask__label" for="date">{"Date of the event"}</label>
                                <p class="hint" id="date-hint">{"Open each source, then type the date as the record has it, such as 2014-08-26 or 2014-08. It shows that you looked."}</p>
                                <input id="date" class="ask__input ask__input--short" autocomplete="off" aria-describedby="date-hint" value={(*date).clone()} oninput={typing} />
                            </div>
                            {if must_sign {
                                html! { <p data-testid="must-sign">{if can_sign { "Its author signed it. Approving signs it with your key too." } else { "Its author signed it, so the second person signs too. This browser holds no key of yours that is registered to approve." }}{" "}<a href={Route::Clerk(ClerkPage::Keys).href("")} data-go="">{"Keys"}</a></p> }
                            } else {
                                html! { <p class="muted" data-testid="must-sign">{"Its author did not sign it. The record will name you as the one who authorised it."}</p> }
                            }}
                            <p class="buttons"><button type="submit" class="button" disabled={!props.agreed || !can_sign} data-testid="approve">{"Approve and record"}</button></p>
                        </form>
                        <h3>{"Or send it back"}</h3>
                        {ask_reason("What has to be changed, for its author.")}
                        <p class="buttons"><button type="button" class="button button--quiet" onclick={with_reason("return", true)} data-testid="return">{"Send back"}</button></p>
                    </div>
                }
            } else if props.may("edit") {
                let single = props.json.get("count").and_then(Json::as_int) == Some(1);
                html! {
                    <div key="author">
                        <p data-testid="yours">{"You sent it, so somebody else has to look at it."}</p>
                        <p class="buttons">
                            <button type="button" class={classes!("button", (!single).then_some("none"))} onclick={edit} data-testid="edit">{"Change it"}</button>
                            <button type="button" class={classes!("button", "button--quiet", (!props.may("record")).then_some("none"))} onclick={plain("record")}>{"Record it: it is approved"}</button>
                            <button type="button" class="button button--quiet" onclick={plain("withdraw")} data-testid="withdraw">{"Take it back"}</button>
                        </p>
                        <details class={classes!("ask__more", (!props.may("overrule")).then_some("none"))}>
                            <summary>{"It cannot wait"}</summary>
                            <p>{"It is then recorded without a second person, and an event beside it says so, with your reason, for ever."}</p>
                            {ask_reason("Why it cannot wait.")}
                            <p class="buttons"><button type="button" class="button button--quiet" onclick={with_reason("override", false)} data-testid="override">{"Record it without a second person"}</button></p>
                        </details>
                    </div>
                }
            } else {
                html! { <p key="over" class="muted">{"There is nothing to do."}</p> }
            }}
        </section>
    }
}

/// Types the draft into its form again; what is sent then takes its place.
fn begin_again(props: &ActsProps) {
    let Some(draft) = get_at(&props.json, "/items/0/draft") else { return };
    let kind = get(draft, "kind");
    let mut writing = session::begin(&kind);
    writing.from = Some(draft.clone());
    writing.pending.clone_from(&props.id);
    session::keep_draft(&kind, Some(&writing));
    crate::route::go(&Route::Clerk(ClerkPage::New(kind)), "q=check");
}
