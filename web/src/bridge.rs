//! The page's end of the line to its worker.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use yew::Callback;

use crate::browser;
use crate::wire::{self, Ask, Tell};

/// The worker of the same build as this page: the builds speak differently.
const PROGRAM: &str = if cfg!(feature = "whole") {
    "worker.js?whole"
} else if cfg!(feature = "timeline") {
    "worker.js?timeline"
} else {
    "worker.js"
};

/// The line. Questions asked before the worker is ready wait.
pub(crate) struct Bridge {
    worker: Option<Worker>,
    ready: Cell<bool>,
    next: Cell<u32>,
    early: RefCell<Vec<(Vec<u8>, Option<JsValue>)>>,
    #[cfg(feature = "whole")]
    files: RefCell<Files>,
    waiting: RefCell<Vec<(u32, Callback<Tell>)>>,
}

/// Files that were handed over. The worker counts them in the same order.
#[cfg(feature = "whole")]
#[derive(Default)]
struct Files {
    count: u32,
    /// Given before the worker was ready.
    early: Vec<web_sys::Blob>,
}

/// Starts the worker. `viewer.html` has it in itself and starts it by a
/// function of its own (`web/one-file/boot.js`).
fn worker() -> Result<Worker, JsValue> {
    #[cfg(feature = "whole")]
    if browser::is_one_file() {
        return browser::one_file_worker();
    }
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    let folder = browser::program().unwrap_or_else(|| "/".into());
    Worker::new_with_options(&(folder + PROGRAM), &options)
}

impl PartialEq for Bridge {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Bridge {
    /// Starts the worker. `news` gets what nobody asked for, `broke` the
    /// reason when it cannot run.
    pub(crate) fn start(news: Callback<Tell>, broke: &Callback<String>) -> Rc<Self> {
        let worker = match worker() {
            Ok(worker) => Some(worker),
            Err(error) => {
                broke.emit(browser::words(&error));
                None
            }
        };
        let bridge = Rc::new(Self {
            worker,
            ready: Cell::new(false),
            next: Cell::new(1),
            early: RefCell::default(),
            #[cfg(feature = "whole")]
            files: RefCell::default(),
            waiting: RefCell::default(),
        });
        if let Some(worker) = &bridge.worker {
            let line = bridge.clone();
            let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                line.hear(&event.data(), &news);
            });
            worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
            // The worker lives as long as the page; so do these.
            heard.forget();
            let broke = broke.clone();
            let failed = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
                broke.emit(browser::words(&event));
            });
            worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
            failed.forget();
        }
        bridge
    }

    fn hear(&self, data: &JsValue, news: &Callback<Tell>) {
        let bytes = Uint8Array::new(data).to_vec();
        let Some(envelope) = wire::unpack::<Tell>(&bytes) else { return };
        if envelope.body == Tell::Ready {
            self.ready.set(true);
            #[cfg(feature = "whole")]
            for file in std::mem::take(&mut self.files.borrow_mut().early) {
                self.hand_over(&file);
            }
            for (bytes, file) in self.early.take() {
                self.post(&bytes, file.as_ref());
            }
        }
        let asked = self.take(envelope.id);
        match asked {
            Some(answer) => answer.emit(envelope.body),
            // An answer nobody waits for any more is dropped; news has no number.
            None if envelope.id == 0 => news.emit(envelope.body),
            None => {}
        }
    }

    /// Asks without waiting for an answer of its own.
    pub(crate) fn say(&self, ask: Ask) {
        self.send(wire::pack(0, ask), None);
    }

    /// Asks; the answer goes to `answer`. Returns the number to take it back with.
    pub(crate) fn ask(&self, ask: Ask, answer: Callback<Tell>) -> u32 {
        self.ask_of(ask, None, answer)
    }

    /// The same with a file, of which the worker gets a handle and no copy.
    pub(crate) fn ask_of(&self, ask: Ask, file: Option<JsValue>, answer: Callback<Tell>) -> u32 {
        let id = self.next.get();
        self.next.set(id.wrapping_add(1).max(1));
        self.waiting.borrow_mut().push((id, answer));
        self.send(wire::pack(id, ask), file);
        id
    }

    /// Hands a file over to the worker and returns the address of its tree. The
    /// bytes stay where they are until they are asked for.
    #[cfg(feature = "whole")]
    pub(crate) fn give(&self, file: web_sys::Blob) -> String {
        let mut files = self.files.borrow_mut();
        let base = format!("{}{}/", crate::worker::archive::SCHEME, files.count);
        files.count += 1;
        if self.ready.get() {
            self.hand_over(&file);
        } else {
            files.early.push(file);
        }
        base
    }

    #[cfg(feature = "whole")]
    fn hand_over(&self, file: &web_sys::Blob) {
        if let Some(worker) = &self.worker {
            let _ = worker.post_message(file);
        }
    }

    /// The answer is no longer of interest.
    pub(crate) fn forget(&self, id: u32) {
        let _ = self.take(id);
    }

    /// Takes out who waits for an answer: a page asks a few questions at a time.
    fn take(&self, id: u32) -> Option<Callback<Tell>> {
        let mut waiting = self.waiting.borrow_mut();
        let place = waiting.iter().position(|(other, _)| *other == id)?;
        Some(waiting.swap_remove(place).1)
    }

    fn send(&self, bytes: Vec<u8>, file: Option<JsValue>) {
        if self.ready.get() {
            self.post(&bytes, file.as_ref());
        } else {
            self.early.borrow_mut().push((bytes, file));
        }
    }

    fn post(&self, bytes: &[u8], file: Option<&JsValue>) {
        if let Some(worker) = &self.worker {
            let buffer = Uint8Array::from(bytes).buffer();
            let message: JsValue = match file {
                Some(file) => {
                    let pair = Array::new();
                    pair.push(&buffer);
                    pair.push(file);
                    pair.into()
                }
                None => buffer.clone().into(),
            };
            let _ = worker.post_message_with_transfer(&message, &Array::of1(&buffer));
        }
    }
}
