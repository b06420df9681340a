//! A document of a source: hashed here, sent, and hashed by the server too. A
//! difference between the two blocks.

use ledger::documents::GUESSABLE;
use ledger::record::Json;
use yew::prelude::*;

use super::field::{Act, id_of};
use super::problem;
use crate::clerk::session;
use crate::components::{ChosenFile, FileChoice, fingerprint, reading};
use crate::context::{Ledger, use_ledger};
use crate::format;
use crate::hashing::{HashedFile, Hashing, Run};
use crate::wire::{Ask, FileAsk, FileTell, Tell};

/// Properties of [`DocumentField`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct DocumentProps {
    /// Where the two digests stand.
    pub(super) at: AttrValue,
    /// What is filled in.
    pub(super) act: Callback<Act>,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq)]
enum Sent {
    /// Nothing yet.
    No,
    /// It is under way to the server.
    Sending,
    /// The server keeps it, or only its digests were wanted.
    Filled {
        /// The server keeps it.
        kept: bool,
    },
    /// It was not taken, and why.
    Failed(String),
}

/// The field.
#[component]
pub(super) fn DocumentField(props: &DocumentProps) -> Html {
    let ledger = use_ledger();
    let name = use_state(String::new);
    let hashing = use_state(Hashing::default);
    let sent = use_state(|| Sent::No);
    let only = use_state(|| false);
    let run = use_mut_ref(|| None::<Run>);
    // The newest callback: what was typed while a file was read must stay.
    let act = use_mut_ref(|| props.act.clone());
    *act.borrow_mut() = props.act.clone();
    let fill = {
        let (act, at) = (act.clone(), props.at.clone());
        Callback::from(move |file: Option<HashedFile>| {
            let digests = file.map(|file| file.digests).unwrap_or_default();
            let pair = vec![
                (format!("{at}/blake3"), digests.blake3),
                (format!("{at}/sha256"), digests.sha256),
            ];
            act.borrow().emit(Act::Fill(pair));
        })
    };
    let chosen = {
        let (ledger, name, run) = (ledger.clone(), name.setter(), run.clone());
        let (hashing, sent, only, fill) = (hashing.setter(), sent.setter(), *only, fill.clone());
        Callback::from(move |chosen: ChosenFile| {
            name.set(chosen.name);
            sent.set(Sent::No);
            fill.emit(None);
            let news = {
                let (ledger, hashing, sent, fill) =
                    (ledger.clone(), hashing.clone(), sent.clone(), fill.clone());
                Callback::from(move |now: Hashing| {
                    if let Hashing::Done(file) = &now {
                        if only {
                            fill.emit(Some(file.clone()));
                            sent.set(Sent::Filled { kept: false });
                        } else {
                            send(&ledger, file, &sent, &fill);
                        }
                    }
                    hashing.set(now);
                })
            };
            run.borrow_mut().take();
            *run.borrow_mut() = Some(Run::of_file(&ledger.bridge, chosen.file, news));
        })
    };
    let toggle = {
        let only = only.clone();
        Callback::from(move |_: Event| only.set(!*only))
    };
    let id = id_of(&props.at);
    let hint = if *only {
        "Only its fingerprints are taken. The file stays on this device."
    } else {
        "It is hashed here and by the server, and kept there: whoever reads the record can read it. Look first for names in it, and in its properties: PDF and office files often hold who wrote them."
    };
    html! {
        <div class="upload" data-testid="document-field">
            <div class="choice">
                <input id={format!("{id}-only")} type="checkbox" checked={*only} onchange={toggle} />
                <label for={format!("{id}-only")}>{"Do not upload the file, note its fingerprints only"}</label>
            </div>
            <FileChoice id={format!("{id}-file")} label="Fill in from a file" {hint} {chosen} />
            {reading(&hashing)}
            <div role="status">{told(&name, &hashing, &sent)}</div>
        </div>
    }
}

/// Sends a file that was hashed here; what the server computed decides.
fn send(
    ledger: &Ledger,
    file: &HashedFile,
    sent: &UseStateSetter<Sent>,
    fill: &Callback<Option<HashedFile>>,
) {
    let Some(who) = session::who() else { return };
    sent.set(Sent::Sending);
    let (mine, sent, fill) = (file.clone(), sent.clone(), fill.clone());
    let heard = Callback::from(move |tell| {
        let called = match tell {
            Tell::File(FileTell::Sent(called)) => called,
            Tell::File(FileTell::Failed(why)) => return sent.set(Sent::Failed(why)),
            _ => return,
        };
        if !matches!(called.status, 200 | 201) {
            return sent.set(Sent::Failed(problem(&called).0));
        }
        let told = Json::parse(called.body.as_bytes()).unwrap_or(Json::Null);
        let theirs = |name: &str| told.get(name).and_then(Json::as_str).unwrap_or_default();
        if theirs("blake3") == mine.digests.blake3 && theirs("sha256") == mine.digests.sha256 {
            fill.emit(Some(mine.clone()));
            sent.set(Sent::Filled { kept: true });
        } else {
            sent.set(Sent::Failed(format!(
                "The server computed another fingerprint ({}) than this browser ({}). Nothing was filled in: choose the file again.",
                theirs("blake3"),
                mine.digests.blake3
            )));
        }
    });
    ledger.bridge.ask(Ask::File(FileAsk::Send { job: file.job, actor: who.name }), heard);
}

fn told(name: &str, hashing: &Hashing, sent: &Sent) -> Html {
    let file = match hashing {
        Hashing::Done(file) => file,
        Hashing::Failed(why) => {
            return html! { <p class="ask__error" data-testid="document-failed">{format!("The file could not be read: {why}.")}</p> };
        }
        _ => return html! { <span hidden=true></span> },
    };
    let few = file.size < GUESSABLE;
    html! {
        <div>
            <p class="words">{format!("{name}, {}", format::bytes(file.size))}{" "}{fingerprint(&file.digests.blake3, "fingerprint")}</p>
            {match sent {
                Sent::No => html! { <span hidden=true></span> },
                Sent::Sending => html! { <p>{"Sending the file…"}</p> },
                Sent::Filled { kept: true } => html! { <p data-testid="document-done" data-kept="true">{"Kept by the server, which computed the same fingerprints. They are filled in below."}</p> },
                Sent::Filled { kept: false } => html! { <p data-testid="document-done" data-kept="false">{"Its fingerprints are filled in below. The file was not sent."}</p> },
                Sent::Failed(why) => html! { <p class="ask__error" data-testid="document-failed">{why}</p> },
            }}
            {if few {
                html! { <p class="notice" data-testid="guessable">{"The file is very short. If it is withheld one day, its fingerprint stays in the record, and whoever guesses what it said can check the guess."}</p> }
            } else {
                html! { <span hidden=true></span> }
            }}
        </div>
    }
}
