//! The checking part, in a worker: downloads, verifies, replays, answers.
//!
//! Everything runs on the worker's one thread. A check gives the thread back
//! every few milliseconds, so that questions are answered while it runs.

mod again;
mod ahead;
mod answers;
#[cfg(feature = "whole")]
pub(crate) mod archive;
mod check;
#[cfg(feature = "whole")]
mod compare;
#[cfg(feature = "whole")]
mod desk;
#[cfg(feature = "whole")]
mod documents;
#[cfg(feature = "timeline")]
mod drawing;
mod entry_page;
#[cfg(feature = "timeline")]
mod facets;
mod fetch;
mod fields;
mod group;
#[cfg(feature = "whole")]
mod import;
mod replay;
mod report;
mod rows;
#[cfg(feature = "whole")]
mod sheets;
mod signers;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::wire::{self, Ask, Start, Tell};
#[cfg(feature = "whole")]
use crate::wire::{Desk, Reply};
use replay::Replay;
#[cfg(feature = "whole")]
pub(crate) use report::check as proof_check;

/// What the worker knows.
#[derive(Default)]
pub(crate) struct Engine {
    /// What the page is shown.
    shown: Replay,
    /// The first entries as they came, before anything could be checked: what
    /// is shown while the proofs of a large ledger are fetched.
    preview: Option<Replay>,
    /// A check that runs beside what is shown.
    next: Option<Replay>,
    /// A check is running.
    busy: bool,
    /// Where the read tree is, with a slash at its end.
    base: String,
    /// Another one was asked for meanwhile.
    wanted: Option<(Start, bool)>,
    /// Questions that came after a verdict and before its timeline was whole:
    /// half a list beside the word "Verified" would be a false answer.
    questions: Vec<(u32, Ask)>,
    /// Files that are being hashed.
    #[cfg(feature = "whole")]
    documents: documents::Jobs,
}

type Shared = Rc<RefCell<Engine>>;

/// Starts the worker.
pub(crate) fn start() {
    let engine = Shared::default();
    let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let data = event.data();
        // A message that comes with a file is a pair.
        #[cfg(feature = "whole")]
        let data = match data.dyn_into::<Array>() {
            Ok(pair) => {
                engine.borrow_mut().documents.take(&pair.get(1));
                pair.get(0)
            }
            Err(data) => data,
        };
        // A file alone is a whole ledger.
        #[cfg(feature = "whole")]
        let data = match data.dyn_into::<web_sys::Blob>() {
            Ok(file) => return archive::take(file),
            Err(data) => data,
        };
        let bytes = Uint8Array::new(&data).to_vec();
        if let Some(envelope) = wire::unpack::<Ask>(&bytes) {
            hear(&engine, envelope.id, envelope.body);
        }
    });
    scope().set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // The worker listens as long as it lives.
    heard.forget();
    tell(0, Tell::Ready);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Sends a message to the page.
fn tell(id: u32, tell: Tell) {
    let buffer = Uint8Array::from(wire::pack(id, tell).as_slice()).buffer();
    let _ = scope().post_message_with_transfer(&buffer, &Array::of1(&buffer));
}

fn hear(shared: &Shared, id: u32, ask: Ask) {
    match ask {
        Ask::Check(start) => want(shared, start, true),
        Ask::Look(start) => want(shared, start, false),
        #[cfg(feature = "whole")]
        Ask::Desk(Desk::Call(call)) => {
            wasm_bindgen_futures::spawn_local(async move {
                tell(id, Tell::Desk(Reply::Called(fetch::call(&call).await)));
            });
        }
        #[cfg(feature = "whole")]
        Ask::File(ask) => {
            let engine = shared.clone();
            wasm_bindgen_futures::spawn_local(async move {
                tell(id, Tell::File(documents::answer(&engine, ask).await));
            });
        }
        #[cfg(feature = "whole")]
        Ask::Compare(ask) => {
            wasm_bindgen_futures::spawn_local(async move {
                tell(id, Tell::Compared(Box::new(compare::compare(&ask).await)));
            });
        }
        question => {
            let mut engine = shared.borrow_mut();
            if engine.shown.verdict.is_some() && !engine.shown.is_folded() {
                engine.questions.push((id, question));
            } else {
                drop(engine);
                reply(shared, id, &question);
            }
        }
    }
}

/// Answers a question. What must be fetched for it is fetched beside the check.
fn reply(engine: &Shared, id: u32, question: &Ask) {
    let engine = engine.clone();
    match question {
        Ask::Entry(index) => {
            let index = *index;
            wasm_bindgen_futures::spawn_local(async move {
                tell(id, again::entry(&engine, index).await);
            });
        }
        #[cfg(feature = "whole")]
        Ask::Desk(Desk::Recorded(event)) => {
            let event = event.clone();
            wasm_bindgen_futures::spawn_local(async move {
                tell(id, again::recorded(&engine, &event, desk::recorded).await);
            });
        }
        #[cfg(feature = "whole")]
        Ask::Desk(Desk::Sealed(event)) => {
            let event = event.clone();
            wasm_bindgen_futures::spawn_local(async move {
                tell(id, again::recorded(&engine, &event, desk::sealed).await);
            });
        }
        question => tell(id, answers::answer(engine.borrow().readable(), question)),
    }
}

/// Answers what waited for the timeline.
fn answer_waiting(engine: &Shared) {
    let waiting = std::mem::take(&mut engine.borrow_mut().questions);
    for (id, question) in waiting {
        reply(engine, id, &question);
    }
}

/// Runs a check now, or after the one that runs. `always` checks even when
/// there is nothing newer.
fn want(engine: &Shared, start: Start, always: bool) {
    let mut now = engine.borrow_mut();
    if now.busy {
        let always = always || now.wanted.as_ref().is_some_and(|(_, before)| *before);
        now.wanted = Some((start, always));
        return;
    }
    now.busy = true;
    drop(now);
    let engine = engine.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let mut job = Some((start, always));
        while let Some((start, always)) = job {
            check::run(&engine, &start, always).await;
            job = engine.borrow_mut().wanted.take();
        }
        engine.borrow_mut().busy = false;
    });
}

impl Engine {
    /// What questions are answered from: the preview until as much was checked.
    fn readable(&self) -> &Replay {
        let longer = |preview: &&Replay| preview.timeline.len() > self.shown.timeline.len();
        self.preview.as_ref().filter(longer).unwrap_or(&self.shown)
    }

    /// What the check that runs reads into.
    fn running(&mut self) -> &mut Replay {
        self.next.as_mut().unwrap_or(&mut self.shown)
    }
}
