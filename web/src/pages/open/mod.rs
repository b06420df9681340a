//! A file that the reader opens: checked and read here, sent nowhere.

mod compare;
mod known;
mod proof;

use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlInputElement};
use yew::prelude::*;

use super::heading;
use crate::browser;
use crate::components::{afresh, facts};
use crate::context::{Ledger, use_ledger};
use crate::format;
use crate::route::Route;
use crate::source::{Opened, Source};
use compare::Compare;
use known::{Known, KnownForm};
use proof::OneProof;

/// The page.
#[component]
pub(crate) fn Open() -> Html {
    let ledger = use_ledger();
    let known = use_state(Known::default);
    let take = {
        let (ledger, known) = (ledger.clone(), known.clone());
        Callback::from(move |file: web_sys::File| open(&ledger, &file, &known))
    };
    let hold = {
        let (ledger, known) = (ledger.clone(), known.clone());
        Callback::from(move |next: Known| {
            // What is known from elsewhere is held against the file at once.
            if let Some(opened) = ledger.source.file() {
                let opened = Opened { key: next.key(), seen: next.seen.clone(), ..opened.clone() };
                ledger.switch.emit(Source::File(opened));
            }
            known.set(next);
        })
    };
    html! {
        <div class="text text--wide" data-testid="open">
            {heading("Open a file")}
            <p class="lead">{"A .daybook file is a whole ledger in one file. It is read and checked on this device, by your browser; nothing of it is uploaded."}</p>
            <DropZone {take} />
            <KnownForm known={(*known).clone()} {hold} />
            {match ledger.source.file() {
                Some(opened) => html! { <div key="open">{now_open(&ledger, opened)}</div> },
                None => html! { <div key="closed">{where_from()}</div> },
            }}
            <OneProof given={known.key()} />
        </div>
    }
}

/// Hands a file over to the worker and reads it from now on.
fn open(ledger: &Ledger, file: &web_sys::File, known: &Known) {
    // A size is whole and below 2^53.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let size = file.size() as u64;
    let base = ledger.bridge.give(file.clone().into());
    ledger.switch.emit(Source::File(Opened {
        base,
        name: file.name(),
        size,
        key: known.key(),
        seen: known.seen.clone(),
    }));
}

/// The file that was chosen in a field.
pub(super) fn chosen(event: &Event) -> Option<web_sys::File> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    input.files()?.get(0)
}

/// Properties of [`DropZone`].
#[derive(Clone, PartialEq, Properties)]
struct DropProps {
    take: Callback<web_sys::File>,
}

/// A field for a file, on which one can also be dropped.
#[component]
fn DropZone(props: &DropProps) -> Html {
    let over = use_state_eq(|| false);
    let hover = |is: bool| {
        let over = over.setter();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(is);
        })
    };
    let ondrop = {
        let (over, take) = (over.setter(), props.take.clone());
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let files = event.data_transfer().and_then(|data| data.files());
            if let Some(file) = files.and_then(|files| files.get(0)) {
                take.emit(file);
            }
        })
    };
    let onchange = {
        let take = props.take.clone();
        Callback::from(move |event: Event| {
            if let Some(file) = chosen(&event) {
                take.emit(file);
            }
        })
    };
    html! {
        <div class={classes!("drop", over.then_some("drop--over"))} ondragover={hover(true)} ondragleave={hover(false)} {ondrop} data-testid="drop">
            <label class="ask__label" for="open-file">{"Ledger file"}</label>
            <p class="hint" id="open-hint">{"Choose a file whose name ends in .daybook, or drop it here."}</p>
            <input id="open-file" type="file" accept=".daybook" class="ask__input" aria-describedby="open-hint" onclick={afresh()} {onchange} data-testid="open-file" />
        </div>
    }
}

/// What is open, and what can be done with it.
fn now_open(ledger: &Ledger, opened: &Opened) -> Html {
    let readable = ledger.state.standing().filter(|verdict| verdict.size > 0 || verdict.loaded > 0);
    let until = readable.and_then(|verdict| verdict.file.as_ref()?.until);
    let mut rows = vec![
        ("File".to_owned(), html! { {&opened.name} }),
        ("Size".to_owned(), html! { {format::bytes(opened.size)} }),
    ];
    if let Some(verdict) = readable {
        rows.push(("Ledger".to_owned(), html! { {&verdict.origin} }));
        rows.push(("Records".to_owned(), html! { {format::thousands(verdict.size)} }));
    }
    if let Some(until) = until {
        rows.push(("Complete up to".to_owned(), html! { {format::moment_words(until)} }));
    }
    let close = {
        let switch = ledger.switch.clone();
        Callback::from(move |_: MouseEvent| switch.emit(Source::Site))
    };
    html! {
        <section aria-labelledby="open-now" data-testid="open-now">
            <h2 id="open-now">{"Open now"}</h2>
            {facts(rows)}
            {match readable {
                Some(verdict) => html! {
                    <div key="readable">
                        <p>{"All pages now show this file: "}
                            <a href={Route::Home.href("")} data-go="">{"overview"}</a>{", "}
                            <a href={Route::Timeline.href("")} data-go="">{"timeline"}</a>{", "}
                            <a href={Route::Verify.href("")} data-go="">{"every check"}</a>{"."}</p>
                        <Compare opened={opened.clone()} used={verdict.vkey.clone()} />
                    </div>
                },
                None => html! { <div key="unreadable" hidden=true></div> },
            }}
            {if browser::is_one_file() {
                html! { <p hidden=true></p> }
            } else {
                html! { <p class="buttons"><button type="button" class="button button--quiet" onclick={close} data-testid="close-file">{"Close the file and read the ledger of this site"}</button></p> }
            }}
        </section>
    }
}

/// Where such files come from, and how not to need this page.
fn where_from() -> Html {
    html! {
        <section aria-labelledby="where-from">
            <h2 id="where-from">{"Where such a file comes from"}</h2>
            <p>{"Whoever keeps a ledger, or a copy of one, makes it with "}<code>{"daybook export NAME.daybook"}</code>{". It can be checked without any page as well:"}</p>
            <pre class="bytes" tabindex="0" aria-label="Commands">{"daybook verify NAME.daybook\npython3 scripts/check.py NAME.daybook\ntar -tf NAME.daybook"}</pre>
            <p>{"A file that was cut short on its way is said to be unreadable, never altered."}</p>
        </section>
    }
}
