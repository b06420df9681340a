//! A button that copies text and says that it did.

use yew::prelude::*;

use crate::browser;
use crate::part::{part, use_effect_with, use_state};

/// A button that copies.
#[derive(Clone, PartialEq)]
pub(crate) struct CopyButton {
    /// What is copied.
    pub(crate) text: AttrValue,
    /// What the button says, "Copy fingerprint" for example.
    pub(crate) label: AttrValue,
}

part!(CopyButton, use_copy_button);

#[hook]
fn use_copy_button(props: &CopyButton) -> Html {
    let copied = use_state(|| false);
    let onclick = {
        let (text, copied) = (props.text.clone(), copied.clone());
        Callback::from(move |_: MouseEvent| {
            browser::copy(&text);
            copied.set(true);
        })
    };
    // Another text is not the one that was copied.
    use_effect_with(props.text.clone(), {
        let copied = copied.setter();
        move |_| copied.set(false)
    });
    html! {
        <span class="copy">
            <button type="button" class="button button--quiet" {onclick}>{&props.label}</button>
            <span class="copy__done" aria-live="polite">{if *copied { "Copied" } else { "" }}</span>
        </span>
    }
}
