//! It is recorded: number, fingerprint, receipt.

use ledger::record::Json;
use yew::prelude::*;

use crate::browser;
use crate::clerk::session;
use crate::components::{facts, fingerprint};
use crate::context::use_answer;
use crate::format;
use crate::pages::{heading, use_title};
use crate::route::{ClerkPage, Route};
use crate::wire::{Ask, Tell};

/// Properties of [`Done`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct DoneProps {
    /// Position of the new entry.
    pub(super) index: u64,
}

/// The page. It can be kept as a bookmark: without the receipt of this tab it
/// still says what the record says.
#[component]
pub(super) fn Done(props: &DoneProps) -> Html {
    let index = props.index;
    use_title(format!("Event {index} is recorded"));
    let answer = use_answer(Some(Ask::Row(index)));
    let here = match &answer {
        Some(Tell::Row(row)) => row.is_some(),
        _ => false,
    };
    let done = session::done_here().into_iter().find(|done| done.index == index);
    let receipt = done.as_ref().and_then(|done| Json::parse(done.receipt.as_bytes()).ok());
    let text = |name: &str| {
        receipt
            .as_ref()
            .and_then(|json| json.get(name))
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let covered = receipt
        .as_ref()
        .and_then(|json| json.get("inclusion")?.get("size")?.as_int())
        .and_then(|size| u64::try_from(size).ok());
    let save = done.as_ref().map(|done| {
        let receipt = done.receipt.clone();
        Callback::from(move |_: MouseEvent| {
            browser::save(&format!("receipt-{index}.json"), &receipt);
        })
    });
    html! {
        <div data-testid="done" data-index={index.to_string()}>
            <div class="done">
                {heading(&format!("Event {} is recorded", format::thousands(index)))}
                <p>{done.as_ref().map(|done| done.title.clone()).unwrap_or_default()}</p>
            </div>
            {match &receipt {
                Some(_) => html! {
                    <div key="receipt">
                        {facts([
                            ("Fingerprint of the entry".into(), fingerprint(&text("hash"), "fingerprint")),
                            ("Recorded".into(), html! { {text("recorded")} }),
                            ("Signed summary".into(), html! { {covered.map_or_else(String::new, |size| format!("Covered by the summary of {}, signed when it was recorded.", format::count(size, "record", "records")))} }),
                        ])}
                        <p class="buttons"><button type="button" class="button button--quiet" onclick={save.unwrap_or_default()} data-testid="receipt">{"Save the receipt"}</button></p>
                        <p>{"Keep the receipt: with it anyone can be shown that this record was in the ledger, signed for, at this place."}</p>
                    </div>
                },
                None => html! { <p key="none" class="notice">{"The receipt was kept in the tab in which this was recorded."}</p> },
            }}
            <p class={classes!("muted", here.then_some("none"))}>{"The record is on its way to this page: it is downloaded and checked like every other."}</p>
            <ul class="plainlist">
                <li><a href={Route::event(index).href("")} data-go="">{format!("See event {index} as everybody sees it")}</a></li>
                <li><a href={Route::Clerk(ClerkPage::Choose).href("")} data-go="">{"Record another event"}</a></li>
                <li><a href={Route::Clerk(ClerkPage::Tasks).href("")} data-go="">{"Recording"}</a></li>
            </ul>
        </div>
    }
}
