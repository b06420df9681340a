//! The second person's page: the record as it will read, what it was before,
//! its sources to open, the date to type, and the word.

mod acts;
mod diff;

use std::rc::Rc;

use ledger::record::{Json, get_at};
use ledger::views::sheet::Mark;
use yew::prelude::*;

use super::{Signed, ask, call, crumb, error_summary, problem};
use crate::browser;
use crate::components::{facts, fingerprint, loading, tag};
use crate::context::use_ledger;
use crate::format;
use crate::pages::{event, heading, use_title};
use crate::route::Route;
use crate::wire::{Call, Called, Desk, Reply, SealedPage};
use acts::Acts;

/// Properties of [`Review`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ReviewProps {
    /// The id of the proposal.
    pub(super) id: String,
    /// Who is signed in.
    pub(super) signed: Signed,
}

/// One record of a proposal: the server's word on it, and our own.
type Looked = Option<Result<Rc<SealedPage>, String>>;

/// The page.
#[component]
pub(super) fn Review(props: &ReviewProps) -> Html {
    let ledger = use_ledger();
    let found = use_state(|| None::<Result<Rc<Json>, String>>);
    let turn = use_state(|| 0_u32);
    let place = use_state(|| 0_usize);
    let error = use_state(|| None::<String>);
    let sealed: UseStateHandle<Looked> = use_state(|| None);
    use_effect_with((props.id.clone(), *turn), {
        let (ledger, found, signed) = (ledger.clone(), found.setter(), props.signed.clone());
        move |(id, _): &(String, u32)| {
            let get = Call {
                path: format!("/api/v1/pending/{id}"),
                actor: signed.who.name.clone(),
                ..Call::default()
            };
            call(
                &ledger,
                get,
                Callback::from(move |called: Called| match called.status {
                    200 => found.set(Some(parsed(&called.body))),
                    401 => signed.refused.emit(()),
                    _ => found.set(Some(Err(problem(&called).0))),
                }),
            );
        }
    });
    let json = match &*found {
        Some(Ok(json)) => Some(json.clone()),
        _ => None,
    };
    let item = json.as_ref().and_then(|json| get_at(json, &format!("/items/{}", *place))).cloned();
    use_effect_with(item.clone(), {
        let (ledger, sealed) = (ledger.clone(), sealed.setter());
        move |item: &Option<Json>| {
            sealed.set(None);
            if let Some(item) = item {
                seal(&ledger, item, sealed);
            }
        }
    });
    use_title(
        json.as_ref().map_or_else(|| "Review".to_owned(), |json| super::waiting::title(json)),
    );
    let again = {
        let (turn, error) = (turn.clone(), error.setter());
        Callback::from(move |why: Option<String>| {
            let failed = why.is_some();
            error.set(why);
            turn.set(*turn + 1);
            if failed {
                browser::focus(".errors");
            }
        })
    };
    let json = match (&*found, json) {
        (Some(Err(why)), _) => {
            return html! { <div>{crumb("Review")}{heading("This cannot be shown")}<p class="notice">{why}</p></div> };
        }
        (_, Some(json)) => json,
        _ => return html! { <div>{crumb("Review")}{loading("what waits")}</div> },
    };
    let text = |name: &str| get(&json, name);
    let errors: Vec<_> = error.iter().map(|words| (None, words.clone())).collect();
    let agreed = matches!((&*sealed, &item), (Some(Ok(page)), Some(item)) if agrees(page, item));
    html! {
        <div data-testid="review" data-state={text("state")} data-version={json.get("version").and_then(Json::as_int).unwrap_or_default().to_string()}>
            {crumb("Review")}
            {error_summary(&errors)}
            {heading(&super::waiting::title(&json))}
            <p>{state_tag(&text("state"))}{format!(" Sent by {}. ", text("author"))}<span class="muted">{"It is not in the ledger before it is recorded."}</span></p>
            {outcome(&json)}
            {match &item {
                Some(item) => html! {
                    <div key="item">
                        {pager(&json, &place)}
                        {why(item)}
                        {record(&sealed, item)}
                        {diff::diff(&json, *place, item)}
                    </div>
                },
                None => html! { <div key="none" hidden=true></div> },
            }}
            <Acts id={props.id.clone()} signed={props.signed.clone()} json={json.clone()} {agreed} {again} />
            {steps(&json)}
        </div>
    }
}

fn parsed(body: &str) -> Result<Rc<Json>, String> {
    Json::parse(body.as_bytes()).map(Rc::new).map_err(|error| error.to_string())
}

/// A text of an answer.
fn get(json: &Json, name: &str) -> String {
    json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// Seals the draft here, by its own salts, to compare.
fn seal(ledger: &crate::context::Ledger, item: &Json, sealed: UseStateSetter<Looked>) {
    let part = |name: &str| item.get(name).map(Json::to_canonical).unwrap_or_default();
    let desk = Desk::Seal { draft: part("draft"), salts: part("salts") };
    ask(
        ledger,
        desk,
        Callback::from(move |reply| match reply {
            Reply::Sealed(page) => sealed.set(Some(Ok(Rc::new(*page)))),
            Reply::Faults(faults) => {
                let words = faults.iter().map(|fault| format!("{} {}", fault.field, fault.problem));
                sealed.set(Some(Err(words.collect::<Vec<_>>().join("; "))));
            }
            _ => {}
        }),
    );
}

fn agrees(page: &SealedPage, item: &Json) -> bool {
    page.text == get(item, "text") && page.fingerprint == get(item, "fingerprint")
}

/// What a state is called.
fn state_tag(state: &str) -> Html {
    let (mark, words) = match state {
        "awaiting" => (Mark::Waiting, "Awaiting approval"),
        "approved" => (Mark::Part, "Approved, not recorded yet"),
        "returned" => (Mark::No, "Sent back"),
        "withdrawn" => (Mark::Plain, "Withdrawn"),
        _ => (Mark::Done, "Recorded"),
    };
    tag(mark, words)
}

/// Where it stands in the ledger now, or why it was sent back.
fn outcome(json: &Json) -> Html {
    let reason = get(json, "reason");
    match super::waiting::recorded(json).first() {
        Some(first) => html! {
            <div class="done" key="recorded" data-testid="approved" data-index={first.to_string()}>
                <p><a href={Route::event(*first).href("")} data-go="">{format!("See event {} as everybody sees it", format::thousands(*first))}</a></p>
            </div>
        },
        None if !reason.is_empty() => html! {
            <div class="notice" key="reason" data-testid="reason"><p>{format!("Sent back: “{reason}”")}</p></div>
        },
        None => html! { <div key="open" hidden=true></div> },
    }
}

fn pager(json: &Json, place: &UseStateHandle<usize>) -> Html {
    let count = match json.get("items") {
        Some(Json::Array(items)) => items.len(),
        _ => 0,
    };
    let step = |to: Option<usize>| {
        let place = place.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(to) = to.filter(|to| *to < count) {
                place.set(to);
            }
        })
    };
    html! {
        <p class={classes!("buttons", (count < 2).then_some("none"))}>
            <button type="button" class="button button--quiet" onclick={step((**place).checked_sub(1))}>{"Previous record"}</button>
            <span>{format!("Record {} of {count}", **place + 1)}</span>
            <button type="button" class="button button--quiet" onclick={step(Some(**place + 1))}>{"Next record"}</button>
        </p>
    }
}

/// Why a second person is needed.
fn why(item: &Json) -> Html {
    let why = get(item, "second_person");
    html! { <p class={classes!("notice", why.is_empty().then_some("none"))}>{format!("It needs a second person: it {why}.")}</p> }
}

/// The record as it will read, and whether browser and server mean the same bytes.
fn record(sealed: &Looked, item: &Json) -> Html {
    match sealed {
        None => html! { <div key="loading">{loading("the record")}</div> },
        Some(Err(why)) => {
            html! { <p key="bad" class="notice notice--fails" role="alert">{format!("This browser cannot read the draft: {why}")}</p> }
        }
        Some(Ok(page)) => html! {
            <section key="record" aria-labelledby="reads">
                <h2 id="reads">{"As the public will see it"}</h2>
                <div class="tabs__panel card">
                    <h3 class="tabs__title">{&page.page.row.title}</h3>
                    {event::record(&page.page)}
                </div>
                <h2>{"Fingerprint"}</h2>
                {facts([
                    ("Computed in this browser".into(), html! { <span data-testid="own-fingerprint" data-hex={page.fingerprint.clone()}>{fingerprint(&page.fingerprint, "fingerprint")}</span> }),
                    ("Computed by the server".into(), html! { <span data-testid="server-fingerprint" data-hex={get(item, "fingerprint")}>{fingerprint(&get(item, "fingerprint"), "fingerprint")}</span> }),
                    ("Do they agree".into(), html! { {if agrees(page, item) { "Yes" } else { "No. Nothing can be approved." }} }),
                ])}
                <details class="ask__more"><summary>{"Exact record"}</summary>
                    <pre class="bytes" tabindex="0" aria-label="Exact bytes of the draft" data-testid="exact">{&page.text}</pre>
                    {event::openings(&page.page)}
                </details>
            </section>
        },
    }
}

/// What was done, oldest first.
fn steps(json: &Json) -> Html {
    let Some(Json::Array(steps)) = json.get("steps") else {
        return html! { <div hidden=true></div> };
    };
    let words = |act: &str| match act {
        "sent" => "sent it",
        "edited" => "changed it",
        "approved" => "approved it",
        "lapsed" => "had approved it more than seven days before, which holds no more",
        "returned" => "sent it back",
        "withdrawn" => "took it back",
        "overridden" => "recorded it without a second person",
        _ => "had it recorded",
    };
    html! {
        <section aria-labelledby="steps">
            <h2 id="steps">{"What was done"}</h2>
            <ol class="plainlist">
                {for steps.iter().enumerate().map(|(at, step)| {
                    let reason = get(step, "reason");
                    let reason = if reason.is_empty() { String::new() } else { format!(": “{reason}”") };
                    html! { <li key={at}><time datetime={get(step, "at")}>{get(step, "at").get(..16).unwrap_or_default().replace('T', " ")}{" UTC"}</time>{format!(" {} {}{reason}", get(step, "by"), words(&get(step, "act")))}</li> }
                })}
            </ol>
        </section>
    }
}
