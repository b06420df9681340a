//! A file of the reader's: chosen, or dropped. And how far reading it is.

use wasm_bindgen::JsValue;
use web_sys::{DragEvent, HtmlInputElement};
use yew::prelude::*;

use crate::format;
use crate::hashing::Hashing;

/// A file that was chosen.
#[derive(Clone)]
pub(crate) struct ChosenFile {
    /// What it is called on this device.
    pub(crate) name: String,
    /// A handle to it.
    pub(crate) file: JsValue,
}

/// Properties of [`FileChoice`].
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct FileChoiceProps {
    /// The id of the input.
    pub(crate) id: AttrValue,
    /// What it is called.
    pub(crate) label: AttrValue,
    /// What becomes of the file.
    pub(crate) hint: AttrValue,
    /// A file was chosen.
    pub(crate) chosen: Callback<ChosenFile>,
}

/// An input for a file, and a place to drop one. Everything works without dragging.
#[component]
pub(crate) fn FileChoice(props: &FileChoiceProps) -> Html {
    let over = use_state(|| false);
    let take = {
        let chosen = props.chosen.clone();
        move |files: Option<web_sys::FileList>| {
            if let Some(file) = files.and_then(|files| files.get(0)) {
                chosen.emit(ChosenFile { name: file.name(), file: file.into() });
            }
        }
    };
    let onchange = {
        let take = take.clone();
        Callback::from(move |event: Event| {
            let input: Option<HtmlInputElement> = event.target_dyn_into();
            take(input.and_then(|input| input.files()));
        })
    };
    let ondrop = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            take(event.data_transfer().and_then(|data| data.files()));
        })
    };
    let moved = |is_over: bool| {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(is_over);
        })
    };
    let hint = format!("{}-hint", props.id);
    html! {
        <div class={classes!("drop", over.then_some("drop--over"))} ondragover={moved(true)} ondragleave={moved(false)} {ondrop}>
            <label class="drop__label" for={props.id.clone()}>{&props.label}</label>
            <p class="hint" id={hint.clone()}>{&props.hint}</p>
            <input id={props.id.clone()} type="file" class="drop__input" aria-describedby={hint} onclick={afresh()} {onchange} />
            <p class="drop__words" aria-hidden="true">{"or drop a file here"}</p>
        </div>
    }
}

/// Lets go of what a file field holds when it is pressed: a browser says nothing
/// when the same file is chosen again, though it may have changed on the disk.
pub(crate) fn afresh() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.set_value("");
        }
    })
}

/// How far reading a file is; nothing when no file is being read.
pub(crate) fn reading(hashing: &Hashing) -> Html {
    match hashing {
        Hashing::Reading { done, total } => html! {
            <div class="reading" data-testid="reading">
                <label class="reading__label" for="reading">{"Computing the fingerprints"}</label>
                <progress id="reading" class="reading__bar" max={total.max(&1).to_string()} value={(*total > 0).then(|| done.to_string())} />
                <span class="muted">{if *total > 0 { format!("{} of {}", format::bytes(*done), format::bytes(*total)) } else { format::bytes(*done) }}</span>
            </div>
        },
        _ => html! { <div hidden=true></div> },
    }
}
