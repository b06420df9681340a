//! One document: who cites it, whether it may be shown, and whether the file
//! that the server holds is the one.

use yew::prelude::*;

use super::{heading, use_title};
use crate::browser;
use crate::components::{entry_card, facts, fingerprint, reading};
use crate::context::{use_answer, use_ledger};
use crate::format;
use crate::hashing::{Hashing, Run};
use crate::route::Route;
use crate::wire::{Ask, Digests, DocumentPage, Tell};

/// Properties of [`Document`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DocumentProps {
    /// Its BLAKE3, 64 hexadecimal digits.
    pub(crate) hash: AttrValue,
}

/// The page.
#[component]
pub(crate) fn Document(props: &DocumentProps) -> Html {
    let ledger = use_ledger();
    let short = format::short_hash(&props.hash);
    use_title(format!("Document {short}"));
    let digests = Digests { blake3: props.hash.to_string(), sha256: String::new() };
    let answer = match use_answer(Some(Ask::Document(digests))) {
        Some(Tell::Document(page)) => Some(page),
        _ => None,
    };
    let page = answer.as_ref().and_then(Option::as_deref);
    let sha256 = page.map(|page| page.sha256.clone()).unwrap_or_default();
    let mut rows = vec![("Fingerprint (BLAKE3)".to_owned(), fingerprint(&props.hash, "BLAKE3"))];
    rows.extend(sha256.iter().map(|sha256| {
        ("Fingerprint (SHA-256), as recorded".to_owned(), fingerprint(sha256, "SHA-256"))
    }));
    let hidden = page.is_some_and(|page| page.withheld.is_some());
    html! {
        <div class="text" data-testid="document" data-hash={props.hash.clone()}>
            {heading(&format!("Document {short}"))}
            {page.map_or_else(|| html! { <div hidden=true></div> }, withheld_notice)}
            {facts(rows)}
            {match (&answer, page) {
                (_, Some(page)) => html! { <div>{cited(page, "h2")}{acts(page)}</div> },
                (Some(_), None) if !ledger.state.is_checking() => html! { <p data-testid="uncited">{"No event in this copy of the record speaks of this document."}</p> },
                _ => html! { <p class="muted">{"Looking for it in the record…"}</p> },
            }}
            {if hidden { html! { <div hidden=true></div> } } else { html! { <Held key="held" hash={props.hash.clone()} sha256={sha256.first().cloned().unwrap_or_default()} /> } }}
            <h2>{"A file of your own"}</h2>
            <p>{"If you have a file that may be this document, you can "}<a href={Route::CheckDocument.href("")} data-go="">{"check it on this device"}</a>{": nothing is uploaded."}</p>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct HeldProps {
    hash: AttrValue,
    sha256: String,
}

/// The file that the server holds, downloaded and hashed when the reader asks.
#[component]
fn Held(props: &HeldProps) -> Html {
    let ledger = use_ledger();
    let hashing = use_state(Hashing::default);
    let run = use_mut_ref(|| None::<Run>);
    let onclick = {
        let (bridge, hash, news) = (ledger.bridge.clone(), props.hash.clone(), hashing.setter());
        Callback::from(move |_: MouseEvent| {
            let news = news.clone();
            let news = Callback::from(move |hashing| news.set(hashing));
            run.borrow_mut().take();
            *run.borrow_mut() = Some(Run::of_document(&bridge, &hash, news));
        })
    };
    let busy = matches!(*hashing, Hashing::Reading { .. });
    html! {
        <section aria-labelledby="held">
            <h2 id="held">{"The file"}</h2>
            <p>{"Your browser can download the file that this server holds and compute its fingerprints again."}</p>
            <p class="buttons">
                <button type="button" class="button" disabled={busy} {onclick} data-testid="check-held">{"Download and check"}</button>
                <a class="buttons__link" href={format!("{}../documents/{}", browser::base(), props.hash)} download="" data-testid="download">{"Save the file"}</a>
            </p>
            {reading(&hashing)}
            <div role="status">{outcome(&hashing, props)}</div>
        </section>
    }
}

fn outcome(hashing: &Hashing, props: &HeldProps) -> Html {
    let told = |outcome: &'static str, class: &'static str, words: String| {
        html! { <p class={classes!("notice", class)} data-testid="held-outcome" data-outcome={outcome}>{words}</p> }
    };
    match hashing {
        Hashing::Done(file) if file.digests.blake3 != *props.hash => told(
            "different",
            "notice--fails",
            format!("Different: what the server gives is another file, with BLAKE3 {}. Do not rely on it. (E-DOC)", file.digests.blake3),
        ),
        Hashing::Done(file) => {
            let slip = !props.sha256.is_empty() && props.sha256 != file.digests.sha256;
            let more = if slip { " The SHA-256 that the event gives is not that of this file: a slip of its recorder." } else { "" };
            told("same", "", format!("Same: the file that the server holds has this fingerprint ({}).{more}", format::bytes(file.size)))
        }
        Hashing::NotHeld => told(
            "not-held",
            "",
            "Not held: this server has no such file. Many sources may not be copied; the event says where it can be read. This is no sign of tampering.".to_owned(),
        ),
        Hashing::Withheld(words) => told("withheld", "", format!("Withheld: {words}.")),
        Hashing::Failed(why) => {
            told("failed", "", format!("Not checked: the file could not be had ({why}). This is no sign of tampering."))
        }
        Hashing::Idle | Hashing::Reading { .. } => html! { <span hidden=true></span> },
    }
}

/// By whom and why it is not shown.
pub(super) fn withheld_notice(page: &DocumentPage) -> Html {
    let Some(withheld) = &page.withheld else { return html! { <div hidden=true></div> } };
    let became = if withheld.destroyed {
        "This document was withheld and destroyed"
    } else {
        "This document is kept and not shown"
    };
    let review = if withheld.review_on.is_empty() {
        String::new()
    } else {
        format!(" The decision is looked at again on {}.", withheld.review_on)
    };
    html! {
        <div class="notice" data-testid="withheld">
            <p><strong>{became}</strong>{format!(", on the ground “{}”: decided by {} on {}.{review} ", withheld.ground, withheld.decided_by, withheld.decided_on)}
            <a href={Route::event(withheld.index).href("")} data-go="">{format!("Event {}", withheld.index)}</a></p>
            <p>{"Its fingerprints stay in the record, so whoever has a copy can still check it."}</p>
        </div>
    }
}

/// The events that cite it, under a heading of this level.
pub(super) fn cited(page: &DocumentPage, level: &'static str) -> Html {
    if page.cited.is_empty() {
        return html! { <p>{"No event cites it."}</p> };
    }
    html! {
        <section aria-labelledby="cited">
            {if level == "h2" { html! { <h2 id="cited">{"Cited by"}</h2> } } else { html! { <h3 id="cited">{"Cited by"}</h3> } }}
            <ol class="plainlist" data-testid="cited">
                {for page.cited.iter().enumerate().map(|(at, one)| html! {
                    <li key={at}><a href={Route::event(one.row.index).href("")} data-go="">{format!("Event {}: {}", one.row.index, one.row.title)}</a><span class="muted block">{&one.place}</span></li>
                })}
            </ol>
        </section>
    }
}

fn acts(page: &DocumentPage) -> Html {
    if page.acts.is_empty() {
        return html! { <div hidden=true></div> };
    }
    html! {
        <section aria-labelledby="acts">
            <h2 id="acts">{"Withheld and shown again"}</h2>
            {for page.acts.iter().map(|row| entry_card(row, "About this document"))}
        </section>
    }
}
