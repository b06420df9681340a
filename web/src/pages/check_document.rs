//! A file of the reader's: is it in the record, and where? It stays on the device.

use yew::prelude::*;

use super::document::{cited, withheld_notice};
use super::heading;
use crate::components::{ChosenFile, FileChoice, facts, fingerprint, reading};
use crate::context::{Ledger, use_ledger};
use crate::format;
use crate::hashing::{HashedFile, Hashing, Run};
use crate::route::Route;
use crate::shelf::Shelf;
use crate::wire::{Ask, Digests, DocumentPage, Tell};

/// The page.
#[component]
pub(crate) fn CheckDocument() -> Html {
    let ledger = use_ledger();
    let name = use_state(String::new);
    let hashing = use_state(Hashing::default);
    let run = use_mut_ref(|| None::<Run>);
    let found = use_state(|| None::<(Digests, Option<Box<DocumentPage>>)>);
    let chosen = {
        let (bridge, name, run) = (ledger.bridge.clone(), name.setter(), run.clone());
        let news = hashing.setter();
        Callback::from(move |chosen: ChosenFile| {
            name.set(chosen.name);
            let news = news.clone();
            let news = Callback::from(move |hashing| news.set(hashing));
            // The file before, if one is still being read, is let go of.
            run.borrow_mut().take();
            *run.borrow_mut() = Some(Run::of_file(&bridge, chosen.file, news));
        })
    };
    let file = match &*hashing {
        Hashing::Done(file) => Some(file.clone()),
        _ => None,
    };
    use_effect_with((file.as_ref().map(|file| file.digests.clone()), ledger.state.generation), {
        let (bridge, found) = (ledger.bridge.clone(), found.setter());
        move |(digests, _)| {
            if let Some(digests) = digests.clone() {
                let of = digests.clone();
                let heard = Callback::from(move |tell| {
                    if let Tell::Document(page) = tell {
                        found.set(Some((of.clone(), page)));
                    }
                });
                bridge.ask(Ask::Document(digests), heard);
            }
        }
    });
    html! {
        <div class="text" data-testid="check-document">
            {heading("Check a document")}
            <p>{"Is a file that you have one that the record rests on? Its fingerprints are computed here and looked up in the record that your browser has checked."}</p>
            <p><strong>{"The file stays on this device. It is not uploaded, and nothing is sent to anyone."}</strong></p>
            <FileChoice id="check-file" label="File to check" hint="Any file of any size." {chosen} />
            {reading(&hashing)}
            <div role="status">
                {match (&*hashing, &*found) {
                    (Hashing::Failed(why), _) => html! { <p class="problem" data-testid="result" data-outcome="failed">{format!("The file could not be read: {why}.")}</p> },
                    (Hashing::Done(file), Some((of, page))) if *of == file.digests => result(&ledger, &name, file, page.as_deref()),
                    _ => html! { <span hidden=true></span> },
                }}
            </div>
            <h2>{"What this can tell"}</h2>
            <p>{"A fingerprint fits one file, byte by byte. The same letter scanned again, a document that was opened and saved, or a page printed to PDF are other files with other fingerprints, though they say the same."}</p>
            {all_documents()}
        </div>
    }
}

fn all_documents() -> Html {
    match Shelf::of("documents", None) {
        Some(shelf) => {
            html! { <p><a href={Route::Sheet(shelf).href("")} data-go="">{"All documents that the record cites"}</a></p> }
        }
        None => html! { <p hidden=true></p> },
    }
}

fn result(ledger: &Ledger, name: &str, file: &HashedFile, page: Option<&DocumentPage>) -> Html {
    let outcome = match page {
        Some(page) if page.blake3 != file.digests.blake3 => "slip",
        Some(page) if !page.cited.is_empty() => "cited",
        Some(_) => "named",
        None if ledger.state.is_checking() => "checking",
        None => "uncited",
    };
    let count = page.map_or(0, |page| {
        let mut events: Vec<u64> = page.cited.iter().map(|one| one.row.index).collect();
        events.dedup();
        events.len()
    });
    let events = format::count(count as u64, "event", "events");
    let title = match outcome {
        "cited" => format!("This file is cited by {events}"),
        "slip" => format!("{events} give the SHA-256 of this file, and another BLAKE3"),
        "named" => "The record names this file, and no event cites it".to_owned(),
        "checking" => "Not found so far: the record is still being checked".to_owned(),
        _ => "No event in this copy of the record cites this file".to_owned(),
    };
    html! {
        <section class={classes!("found", format!("found--{outcome}"))} data-testid="result" data-outcome={outcome}>
            <h2 class="found__title">{title}</h2>
            {facts([
                ("File".to_owned(), html! { <span class="words">{format!("{name}, {}", format::bytes(file.size))}</span> }),
                ("Fingerprint (BLAKE3)".to_owned(), fingerprint(&file.digests.blake3, "BLAKE3")),
                ("Fingerprint (SHA-256)".to_owned(), fingerprint(&file.digests.sha256, "SHA-256")),
            ])}
            {match page {
                Some(page) => html! {
                    <div>
                        {withheld_notice(page)}
                        {cited(page, "h3")}
                        <p><a href={Route::Document(page.blake3.clone()).href("")} data-go="">{"Page of this document"}</a></p>
                    </div>
                },
                None => html! { <p>{"That may be because it plays no part, because it was recorded after this copy was made, or because it is another version of a file that is cited."}</p> },
            }}
        </section>
    }
}
