//! What a reader knows of a ledger from elsewhere: its key, and a signed
//! summary of an earlier time.

use ledger::proof::{SignedCheckpoint, VerifierKey};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::chosen;
use crate::browser;
use crate::components::afresh;
use crate::format;
use crate::wire::Seen;

/// Largest file that can be a signed summary, bytes.
const LONGEST: f64 = 65_536.0;

/// What is known, as far as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The key line as it was typed.
    key: String,
    /// The signed summary.
    pub(super) seen: Option<Seen>,
    /// What is wrong with what was given.
    problem: String,
}

impl Known {
    /// The key line, where there is a good one.
    pub(super) fn key(&self) -> Option<String> {
        let line = self.key.trim();
        VerifierKey::parse(line).ok().map(|_| line.to_owned())
    }
}

/// Properties of [`KnownForm`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct KnownProps {
    /// What was given so far.
    pub(super) known: Known,
    /// Something was given.
    pub(super) hold: Callback<Known>,
}

/// Fields for both.
#[component]
pub(super) fn KnownForm(props: &KnownProps) -> Html {
    let known = &props.known;
    let onkey = {
        let (known, hold) = (known.clone(), props.hold.clone());
        Callback::from(move |event: Event| {
            let field = event.target().and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
            let Some(field) = field else { return };
            let key = field.value();
            let problem = match VerifierKey::parse(key.trim()) {
                Err(error) if !key.trim().is_empty() => format!("Key: {error}."),
                _ => String::new(),
            };
            hold.emit(Known { key, problem, ..known.clone() });
        })
    };
    let onseen = {
        let (known, hold) = (known.clone(), props.hold.clone());
        Callback::from(move |event: Event| {
            let (known, hold) = (known.clone(), hold.clone());
            match chosen(&event) {
                Some(file) => wasm_bindgen_futures::spawn_local(async move {
                    hold.emit(match read(&file).await {
                        Ok(seen) => Known { seen: Some(seen), problem: String::new(), ..known },
                        Err(problem) => Known { seen: None, problem, ..known },
                    });
                }),
                None => hold.emit(Known { seen: None, problem: String::new(), ..known }),
            }
        })
    };
    html! {
        <details class="known" data-testid="known">
            <summary>{"What you know from elsewhere (optional)"}</summary>
            <div class="ask">
                <label class="ask__label" for="known-key">{"Key line of the ledger"}</label>
                <p class="hint" id="known-key-hint">{"Without it the key in the file is taken: the file is then shown to agree with itself."}</p>
                <input id="known-key" class="ask__input known__key" type="text" autocomplete="off" spellcheck="false" aria-describedby="known-key-hint" value={known.key.clone()} onchange={onkey} />
            </div>
            <div class="ask">
                <label class="ask__label" for="known-seen">{"Signed summary that you kept (a file named checkpoint)"}</label>
                <p class="hint" id="known-seen-hint">{"The file must continue it: one that ends earlier, or has another past, is named."}</p>
                <input id="known-seen" class="ask__input" type="file" aria-describedby="known-seen-hint" onclick={afresh()} onchange={onseen} data-testid="known-seen" />
            </div>
            <p role="status" class={(!known.problem.is_empty()).then_some("problem")} data-testid="known-problem">{match &known.seen {
                _ if !known.problem.is_empty() => known.problem.clone(),
                Some(seen) => format!("The signed summary of {} is held against the file.", format::count(seen.size, "record", "records")),
                None => String::new(),
            }}</p>
        </details>
    }
}

/// Reads a signed summary from a file.
async fn read(file: &web_sys::File) -> Result<Seen, String> {
    if file.size() > LONGEST {
        return Err("This is no signed summary: it is far too long.".into());
    }
    let bytes = browser::contents(file).await?;
    let signed = SignedCheckpoint::parse(&bytes)
        .map_err(|error| format!("This is no signed summary: {error}."))?;
    let checkpoint = signed.checkpoint();
    Ok(Seen {
        size: checkpoint.size.get(),
        root: checkpoint.root.to_hex(),
        note: String::from_utf8_lossy(&bytes).into_owned(),
        time: browser::now(),
    })
}
