//! Which file, and what is in it.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Chosen, SETS, titled};
use crate::browser;
use crate::pages::clerk::error_summary;

/// Properties of [`File`].
#[derive(Clone, PartialEq, Properties)]
pub(super) struct FileProps {
    /// A file was chosen.
    pub(super) chosen: Callback<Chosen>,
    /// The vocabulary is there.
    pub(super) ready: bool,
}

/// Largest file: 5,000 rows of a thousand bytes and more.
const MOST_BYTES: f64 = 8_388_608.0;

/// The page.
#[component]
pub(super) fn File(props: &FileProps) -> Html {
    let set = use_state(|| 0_usize);
    let node = use_node_ref();
    let error = use_state(|| None::<&'static str>);
    let onsubmit = {
        let (node, set, error, chosen) =
            (node.clone(), set.clone(), error.clone(), props.chosen.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let input = node.cast::<HtmlInputElement>();
            let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0))
            else {
                return error.set(Some("Choose the file that has the rows."));
            };
            if file.size() > MOST_BYTES {
                return error.set(Some("The file has more than 8 MB: split it."));
            }
            error.set(None);
            let (name, set, chosen) = (file.name(), *set, chosen.clone());
            wasm_bindgen_futures::spawn_local(async move {
                if let Ok(bytes) = browser::contents(&file).await {
                    chosen.emit(Chosen { name, bytes, set });
                }
            });
        })
    };
    let summary: Vec<(Option<String>, String)> =
        error.iter().map(|words| (Some("#file".to_owned()), (*words).to_owned())).collect();
    html! {
        <form {onsubmit} class="ask-page" novalidate=true data-testid="import-file">
            {error_summary(&summary)}
            {titled("Import a table")}
            <p>{"Records from the rows of a table: all of them or none. Nothing is recorded before you have seen what each row would become."}</p>
            <fieldset class="ask">
                <legend class="ask__label">{"What is in the table?"}</legend>
                {for SETS.iter().enumerate().map(|(at, one)| {
                    let onchange = { let set = set.clone(); Callback::from(move |_: Event| set.set(at)) };
                    html! {
                        <div key={at} class="choice">
                            <input id={format!("set-{at}")} type="radio" name="set" checked={*set == at} {onchange} />
                            <label for={format!("set-{at}")}>{one.name}</label>
                        </div>
                    }
                })}
            </fieldset>
            <div class={classes!("ask", error.map(|_| "ask--wrong"))}>
                <label class="ask__label" for="file">{"File"}</label>
                <p class="hint" id="file-hint">{"Comma-separated values in UTF-8 with a header, at most 5,000 rows. It stays in this page until you record."}</p>
                <input id="file" ref={node} type="file" accept=".csv,text/csv" class="ask__input" aria-describedby="file-hint" />
            </div>
            <button type="submit" class="button" disabled={!props.ready}>{"Continue"}</button>
        </form>
    }
}
