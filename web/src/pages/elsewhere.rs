//! Pages that are not in the small viewer: the address is loaded anew, and
//! `app.js` then takes the whole one.

use wasm_bindgen::JsValue;
use yew::prelude::*;

use crate::browser;
use crate::part::{part, use_effect_with};

/// What this entry of the browser's history says once it was loaded anew.
const TRIED: &str = "whole";

/// Loads the page at this address with the whole viewer. Reached by "back"
/// only; a link is left to the browser.
#[derive(PartialEq)]
pub(crate) struct Elsewhere;

part!(Elsewhere, use_elsewhere());

#[hook]
fn use_elsewhere() -> Html {
    use_effect_with((), |()| {
        let Some(window) = browser::window() else { return };
        let Ok(history) = window.history() else { return };
        // Once: where it does not help, the reader has the link.
        if history.state().is_ok_and(|state| state == TRIED) {
            return;
        }
        if history.replace_state_with_url(&JsValue::from_str(TRIED), "", None).is_ok() {
            let _ = window.location().reload();
        }
    });
    html! { <p class="quiet">{"Loading the rest of the viewer… If it does not come, "}<a href="">{"load this page again"}</a>{"."}</p> }
}
