//! A file that the worker hashes, step by step, with something to show meanwhile.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsValue;
use yew::Callback;

use crate::bridge::Bridge;
use crate::wire::{Ask, Digests, FileAsk, FileTell, Tell};

/// How far a file is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Hashing {
    /// No file.
    #[default]
    Idle,
    /// Some bytes of it were read.
    Reading {
        /// How many.
        done: u64,
        /// Of how many; 0 where nobody said.
        total: u64,
    },
    /// All of it was read.
    Done(HashedFile),
    /// The server holds no such document.
    NotHeld,
    /// It is withheld; what the server says.
    Withheld(String),
    /// It could not be read, and why.
    Failed(String),
}

/// A file that was hashed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HashedFile {
    /// Its number in the worker.
    pub(crate) job: u32,
    /// Its digests.
    pub(crate) digests: Digests,
    /// Its length in bytes.
    pub(crate) size: u64,
}

/// A file under way; let go of when dropped.
pub(crate) struct Run(Rc<Inner>);

struct Inner {
    bridge: Rc<Bridge>,
    wanted: Cell<bool>,
    job: Cell<u32>,
    total: Cell<u64>,
    news: Callback<Hashing>,
}

impl Run {
    /// Hashes a file of the reader's. It goes nowhere.
    pub(crate) fn of_file(bridge: &Rc<Bridge>, file: JsValue, news: Callback<Hashing>) -> Self {
        Self::start(bridge, FileAsk::Open, Some(file), news)
    }

    /// Hashes the document that the server holds.
    pub(crate) fn of_document(bridge: &Rc<Bridge>, hash: &str, news: Callback<Hashing>) -> Self {
        Self::start(bridge, FileAsk::Fetch(hash.to_owned()), None, news)
    }

    fn start(
        bridge: &Rc<Bridge>,
        ask: FileAsk,
        file: Option<JsValue>,
        news: Callback<Hashing>,
    ) -> Self {
        let (job, total) = (Cell::new(0), Cell::new(0));
        let bridge = bridge.clone();
        let inner = Rc::new(Inner { bridge, wanted: Cell::new(true), job, total, news });
        inner.news.emit(Hashing::Reading { done: 0, total: 0 });
        Inner::ask(&inner, ask, file);
        Self(inner)
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.0.wanted.set(false);
        if self.0.job.get() > 0 {
            self.0.bridge.say(Ask::File(FileAsk::Close(self.0.job.get())));
        }
    }
}

impl Inner {
    fn ask(inner: &Rc<Self>, ask: FileAsk, file: Option<JsValue>) {
        let heard = inner.clone();
        let answer = Callback::from(move |tell| {
            if let Tell::File(tell) = tell {
                Self::hear(&heard, tell);
            }
        });
        inner.bridge.ask_of(Ask::File(ask), file, answer);
    }

    fn hear(inner: &Rc<Self>, tell: FileTell) {
        if let FileTell::Opened { job, .. } = tell
            && !inner.wanted.get()
        {
            // Given up before it began.
            inner.bridge.say(Ask::File(FileAsk::Close(job)));
        }
        if !inner.wanted.get() {
            return;
        }
        let total = inner.total.get();
        let news = match tell {
            FileTell::Opened { job, total } => {
                inner.job.set(job);
                inner.total.set(total);
                Self::ask(inner, FileAsk::More(job), None);
                Hashing::Reading { done: 0, total }
            }
            FileTell::Read(done) => {
                Self::ask(inner, FileAsk::More(inner.job.get()), None);
                Hashing::Reading { done, total }
            }
            FileTell::Hashed { digests, size } => {
                Hashing::Done(HashedFile { job: inner.job.get(), digests, size })
            }
            FileTell::NotHeld => Hashing::NotHeld,
            FileTell::Withheld(words) => Hashing::Withheld(words),
            FileTell::Failed(why) => Hashing::Failed(why),
            FileTell::Sent(_) | FileTell::Closed => return,
        };
        inner.news.emit(news);
    }
}
