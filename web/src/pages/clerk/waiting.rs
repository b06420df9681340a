//! What waits for a second person, as the list of tasks shows it.

use ledger::record::Json;
use yew::prelude::*;

use super::{Signed, call, problem};
use crate::components::loading;
use crate::context::use_ledger;
use crate::format;
use crate::route::{ClerkPage, Route};
use crate::wire::{Call, Called};

/// One proposal in a list.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    id: String,
    title: String,
    author: String,
    state: String,
    yours: bool,
    reason: String,
    recorded: Vec<u64>,
}

/// Properties of [`Waiting`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct WaitingProps {
    /// Who is signed in.
    pub(super) signed: Signed,
}

/// The lists, each with its heading.
#[component]
pub(super) fn Waiting(props: &WaitingProps) -> Html {
    let ledger = use_ledger();
    let lines = use_state(|| None::<Result<Vec<Line>, String>>);
    use_effect_with(props.signed.who.clone(), {
        let (lines, refused) = (lines.setter(), props.signed.refused.clone());
        move |who: &crate::clerk::session::Who| {
            let get =
                Call { path: "/api/v1/pending".into(), actor: who.name.clone(), ..Call::default() };
            call(
                &ledger,
                get,
                Callback::from(move |called: Called| match called.status {
                    200 => lines.set(Some(Ok(read(&called.body)))),
                    401 => refused.emit(()),
                    _ => lines.set(Some(Err(problem(&called).0))),
                }),
            );
        }
    });
    let lines = match &*lines {
        None => return html! { <div>{loading("what waits")}</div> },
        Some(Err(why)) => return html! { <div><p class="notice">{why}</p></div> },
        Some(Ok(lines)) => lines,
    };
    let waits = |line: &&Line| matches!(line.state.as_str(), "awaiting" | "approved");
    let list = |heading: &'static str, key: &'static str, found: Vec<&Line>| {
        html! {
            <section key={key} data-testid={key}>
                <h2>{heading}</h2>
                {if found.is_empty() {
                    html! { <p class="muted">{"None."}</p> }
                } else {
                    html! { <ul class="tasks">{for found.into_iter().map(row)}</ul> }
                }}
            </section>
        }
    };
    html! {
        <div data-testid="waiting">
            {list("Awaiting your approval", "awaiting-you", lines.iter().filter(waits).filter(|line| !line.yours).collect())}
            {list("Sent back to you", "returned", lines.iter().filter(|line| line.yours && line.state == "returned").collect())}
            {list("Sent by you, awaiting somebody else", "awaiting-others", lines.iter().filter(waits).filter(|line| line.yours).collect())}
            {list("Approved and recorded lately", "recorded", lines.iter().filter(|line| line.state == "recorded").collect())}
        </div>
    }
}

fn row(line: &Line) -> Html {
    let beside = match (&line.recorded[..], line.reason.is_empty()) {
        ([first, ..], _) => format!("Event {}, sent by {}", format::thousands(*first), line.author),
        (_, false) => format!("“{}”", line.reason),
        _ => format!("Sent by {}", line.author),
    };
    html! {
        <li key={line.id.clone()} class="tasks__task" data-id={line.id.clone()}>
            <a href={Route::Clerk(ClerkPage::Review(line.id.clone())).href("")} data-go="">{&line.title}</a>
            <span class="muted">{beside}</span>
        </li>
    }
}

/// What a proposal is called: its kind, or how many records it has.
pub(super) fn title(json: &Json) -> String {
    let count = json.get("count").and_then(Json::as_int).unwrap_or(1);
    let kind = match json.get("kinds") {
        Some(Json::Array(kinds)) => kinds.first().and_then(Json::as_str).unwrap_or_default(),
        _ => "",
    };
    let named = ledger::events::kind_info(kind).map_or(kind, |info| info.title);
    match u64::try_from(count) {
        Ok(count) if count > 1 => format!("{} records, such as: {named}", format::thousands(count)),
        _ => named.to_owned(),
    }
}

/// Positions in an answer.
pub(super) fn recorded(json: &Json) -> Vec<u64> {
    let Some(Json::Array(all)) = json.get("recorded") else { return Vec::new() };
    all.iter().filter_map(|one| u64::try_from(one.as_int()?).ok()).collect()
}

fn read(body: &str) -> Vec<Line> {
    let json = Json::parse(body.as_bytes()).unwrap_or(Json::Null);
    let Some(Json::Array(all)) = json.get("pending") else { return Vec::new() };
    let text = |json: &Json, name: &str| {
        json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned()
    };
    let line = |json: &Json| Line {
        id: text(json, "id"),
        title: title(json),
        author: text(json, "author"),
        state: text(json, "state"),
        yours: json.get("yours") == Some(&Json::Bool(true)),
        reason: text(json, "reason"),
        recorded: recorded(json),
    };
    all.iter().map(line).collect()
}
