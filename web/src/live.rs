//! The server's hint that there is more.
//!
//! Only a hint: what it says is not believed, the signed summary is fetched and
//! checked. A static copy has no such stream.
//!
//! A page listens while somebody can see it. Over HTTP/1.1 a browser opens six
//! connections to a server for all of its pages together, those that it keeps for
//! its Back button too: with a stream in each, the sixth page would have none left
//! to load with.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource};
use yew::prelude::*;

use crate::browser;
use crate::part::use_effect_with;

/// Events after which a page may be seen, or not be seen any more.
const TURNS: [&str; 3] = ["visibilitychange", "pagehide", "pageshow"];

/// Calls `look` when the server says that there is more, and when the page is
/// seen again: it heard nothing meanwhile.
#[hook]
pub(crate) fn use_live(look: Callback<()>) {
    let latest = use_mut_ref(|| look.clone());
    *latest.borrow_mut() = look;
    use_effect_with((), move |()| {
        let listening = browser::program().is_none().then(|| Listening::start(latest));
        move || drop(listening)
    });
}

/// A page that listens while it is seen, until this is dropped.
struct Listening {
    stream: Rc<Stream>,
    turned: Closure<dyn FnMut(Event)>,
}

impl Listening {
    fn start(latest: Rc<RefCell<Callback<()>>>) -> Self {
        let look = Rc::new(move || {
            let look = latest.borrow().clone();
            look.emit(());
        });
        let heard = {
            let look = look.clone();
            Closure::<dyn FnMut()>::new(move || look())
        };
        let stream = Rc::new(Stream { source: RefCell::new(None), heard });
        stream.follow(browser::is_seen());
        let turned = {
            let stream = stream.clone();
            Closure::<dyn FnMut(Event)>::new(move |event: Event| {
                if stream.follow(event.type_() != "pagehide" && browser::is_seen()) {
                    look();
                }
            })
        };
        let this = Self { stream, turned };
        this.each_turn(|target, name, turned| {
            let _ = target.add_event_listener_with_callback_and_bool(name, turned, true);
        });
        this
    }

    /// Tells each event, where it is heard, to `act`. All pass the window on
    /// their way to where they go.
    fn each_turn(&self, act: impl Fn(&web_sys::Window, &str, &js_sys::Function)) {
        let Some(window) = browser::window() else { return };
        for name in TURNS {
            act(&window, name, self.turned.as_ref().unchecked_ref());
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.each_turn(|target, name, turned| {
            let _ = target.remove_event_listener_with_callback_and_bool(name, turned, true);
        });
        self.stream.follow(false);
    }
}

/// The stream, where there is one now.
struct Stream {
    source: RefCell<Option<EventSource>>,
    heard: Closure<dyn FnMut()>,
}

impl Stream {
    /// Opens or closes it; `true` when it was opened.
    fn follow(&self, wanted: bool) -> bool {
        let mut source = self.source.borrow_mut();
        if wanted == source.is_some() {
            return false;
        }
        if let Some(open) = source.take() {
            open.close();
            return false;
        }
        let open = EventSource::new("/api/v1/events/live").ok();
        if let Some(open) = &open {
            let _ =
                open.add_event_listener_with_callback("entry", self.heard.as_ref().unchecked_ref());
        }
        *source = open;
        source.is_some()
    }
}
