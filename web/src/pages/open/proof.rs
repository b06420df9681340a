//! One proof file (C2SP tlog-proof): does its record stand in the ledger that was
//! signed? Checked here, with the verifier's own words; nothing of it is sent.

use std::rc::Rc;

use ledger::proof::{MAX_LOG_PROOF_BYTES, SingleReport, State, Trust, VerifierKey, check_proof};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::browser;
use crate::components::{ChosenFile, FileChoice, checks, facts};
use crate::context::use_ledger;
use crate::format;
use crate::route::Route;
use crate::worker::proof_check;

/// Properties of [`OneProof`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ProofProps {
    /// The key line that the reader gave, where it is a good one.
    pub(super) given: Option<String>,
}

/// A file that was chosen, and its bytes or why there are none.
type Read = (String, Rc<Result<Vec<u8>, String>>);

/// A field for a proof file, and what the file shows.
#[component]
pub(super) fn OneProof(props: &ProofProps) -> Html {
    let ledger = use_ledger();
    let read = use_state(|| None::<Read>);
    let chosen = {
        let read = read.setter();
        Callback::from(move |chosen: ChosenFile| {
            let read = read.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let bytes = bytes(chosen.file).await;
                read.set(Some((chosen.name, Rc::new(bytes))));
            });
        })
    };
    // The reader's own key counts first; else the one that this device trusts here.
    let own = props.given.clone();
    let of_page = ledger.state.standing().map(|verdict| verdict.vkey.clone());
    // Checked once for a file and a key, not whenever the page is drawn.
    let bytes = read.as_ref().map(|(_, bytes)| bytes.clone());
    let found = use_memo((bytes, own.or(of_page)), |(bytes, line)| {
        let bytes = bytes.as_ref()?.as_ref().as_ref().ok()?;
        let key = line.as_deref().and_then(|line| VerifierKey::parse(line.trim()).ok());
        let trust = Trust { keys: key.into_iter().collect(), ..Trust::default() };
        Some(check_proof(bytes, None, &trust))
    });
    html! {
        <section aria-labelledby="one-proof" data-testid="one-proof">
            <h2 id="one-proof">{"One proof"}</h2>
            <p>{"A .tlog-proof file proves one record, with nothing beside it. It is held against the key above, or else against the key of the ledger that this page shows."}</p>
            <FileChoice id="proof-file" label="Proof file" hint="A file whose name ends in .tlog-proof, as daybook proof writes it." {chosen} />
            <div role="status">
                {match (&*read, &*found) {
                    (Some((name, _)), Some(found)) => shown(name, found),
                    (Some((_, bytes)), None) => {
                        let why = bytes.as_ref().as_ref().err().cloned().unwrap_or_default();
                        html! { <p class="problem" data-testid="proof-result" data-outcome="unreadable">{format!("This file cannot be read: {why}")}</p> }
                    }
                    (None, _) => html! { <span hidden=true></span> },
                }}
            </div>
        </section>
    }
}

async fn bytes(file: wasm_bindgen::JsValue) -> Result<Vec<u8>, String> {
    let blob: web_sys::Blob = file.unchecked_into();
    // A size is whole and below 2^53.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let size = blob.size() as u64;
    if size > MAX_LOG_PROOF_BYTES as u64 {
        return Err(format!(
            "it has {}, and a proof has at most {}. A whole ledger is opened above.",
            format::bytes(size),
            format::bytes(MAX_LOG_PROOF_BYTES as u64)
        ));
    }
    browser::contents(&blob).await
}

/// The outcome: its key, its class, and what it means.
fn outcome(found: &SingleReport) -> (&'static str, &'static str, String) {
    let report = &found.report;
    let of = report.origin.as_ref().map(ToString::to_string).unwrap_or_default();
    let size = format::count(report.size.get(), "record", "records");
    let number = found.index.map_or_else(String::new, |index| index.to_string());
    match report.state {
        State::Mismatch => (
            "mismatch",
            "notice--fails",
            "Does not match. This record does not lead to the summary that was signed: the record or the proof was changed.".into(),
        ),
        State::UnknownKey => (
            "unknownkey",
            "",
            format!("We do not know who signed this. Record {number} leads to a summary of {size} of {of}, and no key that this page knows has signed it. Give the key line above."),
        ),
        State::FirstVisit | State::Verified => (
            "proven",
            "",
            format!("Proven: record {number} stands in {of}, among {size}, as its key has signed. Independent witnesses are not asked here: daybook verify --policy does that."),
        ),
        State::Unreadable => ("unreadable", "", "This file cannot be read as a proof. That is no sign of tampering.".into()),
        _ => ("noproof", "", "Not verified: the checks below say what is lacking.".into()),
    }
}

fn shown(name: &str, found: &SingleReport) -> Html {
    let (key, class, words) = outcome(found);
    let mut rows =
        vec![("File".to_owned(), html! { <span class="words">{name.to_owned()}</span> })];
    if let (Some(index), "proven") = (found.index, key) {
        rows.push((
            "Record".to_owned(),
            html! { <a href={Route::event(index.get()).href("")} data-go="">{format!("Event {index} of the ledger that this page shows")}</a> },
        ));
    }
    if let Some(entry) = &found.entry {
        let recorded = format::moment_words(entry.recorded().millis());
        rows.push(("Recorded".to_owned(), html! { {recorded} }));
    }
    let list: Vec<_> = found.report.checks.iter().map(proof_check).collect();
    html! {
        <div data-testid="proof-result" data-outcome={key}>
            <p class={classes!("notice", class)}>{words}</p>
            {facts(rows)}
            <details><summary>{"Every check"}</summary>{checks(&list)}</details>
            {match &found.entry {
                Some(entry) => html! {
                    <details><summary>{"The record, as it was signed"}</summary>
                        <pre class="bytes" tabindex="0" aria-label="The record">{String::from_utf8_lossy(entry.line()).into_owned()}</pre></details>
                },
                None => html! { <span hidden=true></span> },
            }}
        </div>
    }
}
