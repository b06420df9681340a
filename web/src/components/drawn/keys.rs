//! The keys of the drawing. They work only while it has the focus; single
//! letters and signs can be switched off.

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::Cursor;
use crate::browser;
use crate::draw::Window;
use crate::part::UseStateHandle;
use crate::route::{self, Route};
use crate::wire::Step;

/// What keys work on.
pub(super) struct Keys {
    pub(super) view: UseStateHandle<Option<Window>>,
    pub(super) cursor: UseStateHandle<Cursor>,
    pub(super) mark: UseStateHandle<Option<i64>>,
    pub(super) letters: bool,
    pub(super) window: Window,
    /// Where the cursor stands in time.
    pub(super) time: Option<i64>,
    pub(super) step: Callback<Step>,
}

/// Hears the keys.
pub(super) fn handler(keys: Keys) -> Callback<KeyboardEvent> {
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        let single = key.chars().count() == 1;
        if (!single || keys.letters) && press(&keys, &key) {
            event.prevent_default();
        }
    })
}

/// Does what a key means; `false` for one that means nothing here.
fn press(keys: &Keys, key: &str) -> bool {
    let window = keys.window;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds as a place on the screen")]
    let focus = keys
        .time
        .map(|time| time as f64)
        .filter(|time| (window.from..=window.to).contains(time))
        .unwrap_or_else(|| window.middle());
    match key {
        "ArrowLeft" => keys.step.emit(Step::Back),
        "ArrowRight" => keys.step.emit(Step::On),
        "ArrowUp" => keys.step.emit(Step::Up),
        "ArrowDown" => keys.step.emit(Step::Down),
        "Home" => keys.step.emit(Step::First),
        "End" => keys.step.emit(Step::Last),
        "." => keys.step.emit(Step::Problem),
        "PageUp" => keys.view.set(Some(window.panned(-0.8))),
        "PageDown" => keys.view.set(Some(window.panned(0.8))),
        "+" | "=" => keys.view.set(Some(window.zoomed(0.5, focus))),
        "-" => keys.view.set(Some(window.zoomed(2.0, focus))),
        "0" => keys.view.set(None),
        "t" | "T" => keys.view.set(Some(window.around(browser::now()))),
        "[" => keys.mark.set(keys.time),
        "]" => {
            if let Some((from, to)) = (*keys.mark).zip(keys.time).filter(|(from, to)| from != to) {
                keys.view.set(Some(Window::new(from.min(to), from.max(to))));
            }
            keys.mark.set(None);
        }
        "?" => browser::open_details("drawn-help"),
        "Escape" => {
            keys.cursor.set(None);
            keys.mark.set(None);
        }
        "Enter" => {
            if let Some((index, _)) = *keys.cursor {
                route::go(&Route::event(index), "");
            }
        }
        _ => return false,
    }
    true
}

/// The keys in words, and the switch for single letters.
pub(super) fn help(letters: &UseStateHandle<bool>) -> Html {
    let onchange = {
        let letters = letters.clone();
        Callback::from(move |event: Event| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            letters.set(input.is_some_and(|input| input.checked()));
        })
    };
    html! {
        <div>
            <p class="hint" id="drawn-keys">{"Left and right arrows: event before and after in a lane. Up and down: lane. + and −: zoom. 0: everything. Enter: open. Escape: no event."}</p>
            <details class="drawn__help" id="drawn-help">
                <summary>{"All keys"}</summary>
                <p class="hint">{"Home and End: first and last event of a lane. Page Up and Page Down: one screen earlier and later. T: today. Full stop: next event that does not match. [ at one event and ] at another: show the time between them. ?: these keys."}</p>
                <label class="tick"><input type="checkbox" checked={**letters} {onchange} /><span>{"Letters, digits and signs work as keys while the drawing has the focus"}</span></label>
            </details>
        </div>
    }
}
