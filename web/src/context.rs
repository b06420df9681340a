//! What every page can reach: how the check stands, the line to the worker,
//! and what this device remembers.

use std::rc::Rc;

use yew::prelude::*;

use crate::bridge::Bridge;
use crate::memory::Memory;
use crate::part::{use_effect_with, use_state};
use crate::source::Source;
use crate::state::State;
use crate::wire::{Ask, Tell};

/// The context of the whole page.
#[derive(Clone, PartialEq)]
pub(crate) struct Ledger {
    /// How the check stands.
    pub(crate) state: Rc<State>,
    /// The line to the worker.
    pub(crate) bridge: Rc<Bridge>,
    /// What is read.
    pub(crate) source: Source,
    /// Reads something else.
    #[cfg(feature = "whole")]
    pub(crate) switch: Callback<Source>,
    /// What this device remembers.
    pub(crate) memory: Rc<Memory>,
    /// Check again; true goes past the cache.
    pub(crate) again: Callback<bool>,
    /// Look for newer records.
    pub(crate) look: Callback<()>,
    /// Trust the key the ledger offers now.
    pub(crate) trust: Callback<()>,
}

/// The context.
#[hook]
pub(crate) fn use_ledger() -> Ledger {
    use_context::<Ledger>().unwrap_or_else(|| unreachable!("the app provides it around every page"))
}

/// Asks the worker and gives the answer, again whenever the question or the
/// record changes. An answer stays until the next one is there, so a page does
/// not flicker; one that comes too late is dropped.
#[hook]
pub(crate) fn use_answer(ask: Option<Ask>) -> Option<Tell> {
    let ledger = use_ledger();
    let answer = use_state(|| None);
    let setter = answer.setter();
    let generation = ledger.state.generation;
    use_effect_with((ask, generation), move |(ask, _)| {
        let bridge = ledger.bridge.clone();
        let id = ask
            .clone()
            .map(|ask| bridge.ask(ask, Callback::from(move |tell| setter.set(Some(tell)))));
        move || {
            if let Some(id) = id {
                bridge.forget(id);
            }
        }
    });
    (*answer).clone()
}
