//! The pages, their addresses, and going from one to another.
//!
//! Hand-made, because a router crate with its history, path matcher and query
//! encoder is a tenth of the file that every reader downloads.
//!
//! An address is a path where a server answers every path with the page. On
//! static hosting (and in a file) only one address has the page: there the
//! path and its query stand behind `#`, as in `#/events/3?at=4:00`, so that a
//! link can still be shared. `<meta name="daybook-program">` says so.

use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::browser::{self, Listener};
use crate::part::use_effect_with;
use crate::shelf::Shelf;

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Route {
    /// What this is, and the verdict.
    Home,
    /// The list and the drawn timeline.
    Timeline,
    /// One entry, by its position from 0.
    Event(u64),
    /// The answer to one question about the record.
    Sheet(Shelf),
    /// Every question that can be asked.
    Questions,
    /// The record as it stood on a day.
    AsOf,
    /// A file that the reader chooses.
    Open,
    /// Words, in events and in names.
    Search,
    /// Events as files.
    Export,
    /// One document, by its BLAKE3.
    #[cfg(feature = "whole")]
    Document(String),
    /// A file of the reader's: is it in the record?
    CheckDocument,
    /// Every check.
    Verify,
    /// A plain guide.
    Help,
    /// For those who record.
    Clerk(ClerkPage),
    /// Anything else. In the small viewer also every page that it does not have.
    Missing,
}

/// A page for those who record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ClerkPage {
    /// What can be done, and what was begun.
    Tasks,
    /// Which kind of event.
    Choose,
    /// One record of a kind.
    New(String),
    /// Many records from a table.
    Import,
    /// The key of this browser, and all that are registered.
    Keys,
    /// What waits for a second person.
    Review(String),
    /// An entry that was recorded.
    Done(u64),
}

/// Where the reader is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// The page.
    pub(crate) route: Route,
    /// Its query, without `?`.
    pub(crate) query: String,
}

impl Route {
    /// The page at a path.
    pub(crate) fn at(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] | ["index.html"] => Self::Home,
            #[cfg(feature = "timeline")]
            ["timeline"] => Self::Timeline,
            ["events", seq] => match seq.parse() {
                // Other spellings of a number would be other addresses of one page.
                Ok(index) if seq.bytes().all(|byte| byte.is_ascii_digit()) => Self::Event(index),
                _ => Self::Missing,
            },
            ["verify"] => Self::Verify,
            ["help"] => Self::Help,
            #[cfg(feature = "whole")]
            ["clerk", page @ ..] => ClerkPage::at(page).map_or(Self::Missing, Self::Clerk),
            #[cfg(feature = "whole")]
            ["questions"] => Self::Questions,
            #[cfg(feature = "whole")]
            ["as-of"] => Self::AsOf,
            #[cfg(feature = "whole")]
            ["open"] => Self::Open,
            #[cfg(feature = "whole")]
            ["search"] => Self::Search,
            #[cfg(feature = "whole")]
            ["export"] => Self::Export,
            #[cfg(feature = "whole")]
            ["check-document"] => Self::CheckDocument,
            // The second is where the file itself lies on a server.
            #[cfg(feature = "whole")]
            ["document" | "documents", hash] => match ledger::record::Hash::parse(hash) {
                Ok(hash) => Self::Document(hash.to_hex()),
                Err(_) => Self::Missing,
            },
            #[cfg(feature = "whole")]
            other => Shelf::at(other).map_or(Self::Missing, Self::Sheet),
            #[cfg(not(feature = "whole"))]
            _ => Self::Missing,
        }
    }

    /// The page of a view, where it has one.
    pub(crate) fn view(name: &str) -> Self {
        Shelf::of(name, None).map_or(Self::Missing, Self::Sheet)
    }

    /// The page of an entry.
    pub(crate) fn event(index: u64) -> Self {
        Self::Event(index)
    }

    /// Its address with a query (without `?`).
    pub(crate) fn href(&self, query: &str) -> String {
        let path = match self {
            Self::Home => "/".to_owned(),
            Self::Timeline => "/timeline".to_owned(),
            Self::Event(index) => format!("/events/{index}"),
            Self::Verify => "/verify".to_owned(),
            Self::Sheet(shelf) => shelf.path(),
            Self::Questions => "/questions".to_owned(),
            Self::AsOf => "/as-of".to_owned(),
            Self::Open => "/open".to_owned(),
            Self::Search => "/search".to_owned(),
            Self::Export => "/export".to_owned(),
            #[cfg(feature = "whole")]
            Self::Document(hash) => format!("/document/{hash}"),
            Self::CheckDocument => "/check-document".to_owned(),
            Self::Help => "/help".to_owned(),
            Self::Clerk(page) => page.path(),
            Self::Missing => "/404".to_owned(),
        };
        if query.is_empty() { Self::link(&path) } else { Self::link(&format!("{path}?{query}")) }
    }

    /// The address of a page that this viewer may not have itself.
    pub(crate) fn link(path: &str) -> String {
        let mark = if browser::program().is_some() { "#" } else { "" };
        format!("{mark}{path}")
    }

    /// Its whole address, for somebody who is not here.
    pub(crate) fn address(&self, query: &str) -> String {
        let href = self.href(query);
        let start = if href.starts_with('#') { browser::here() } else { browser::origin() };
        start + &href
    }
}

impl ClerkPage {
    #[cfg(feature = "whole")]
    fn at(parts: &[&str]) -> Option<Self> {
        match parts {
            [] => Some(Self::Tasks),
            ["new"] => Some(Self::Choose),
            ["import"] => Some(Self::Import),
            ["keys"] => Some(Self::Keys),
            ["review", id] => Some(Self::Review((*id).to_owned())),
            ["new", kind] => {
                ledger::events::kind_info(kind).map(|info| Self::New(info.kind.to_owned()))
            }
            ["done", index] => index.parse().ok().map(Self::Done),
            _ => None,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::Tasks => "/clerk".to_owned(),
            Self::Choose => "/clerk/new".to_owned(),
            Self::New(kind) => format!("/clerk/new/{kind}"),
            Self::Import => "/clerk/import".to_owned(),
            Self::Keys => "/clerk/keys".to_owned(),
            Self::Review(id) => format!("/clerk/review/{id}"),
            Self::Done(index) => format!("/clerk/done/{index}"),
        }
    }
}

impl Place {
    /// Where the browser's address bar says we are.
    pub(crate) fn now() -> Self {
        let location = browser::window().map(|window| window.location());
        let part = |read: fn(&web_sys::Location) -> Result<String, wasm_bindgen::JsValue>| {
            location.as_ref().and_then(|location| read(location).ok()).unwrap_or_default()
        };
        if browser::program().is_some() {
            return Self::of(&part(web_sys::Location::hash));
        }
        Self {
            route: Route::at(&part(web_sys::Location::pathname)),
            query: part(web_sys::Location::search).trim_start_matches('?').to_owned(),
        }
    }

    /// The place that a link of ours leads to.
    fn of(href: &str) -> Self {
        let (path, query) = href.split_once('?').unwrap_or((href, ""));
        Self { route: Route::at(path.trim_start_matches('#')), query: query.to_owned() }
    }
}

/// Goes to a page, as a step that "back" undoes.
pub(crate) fn go(to: &Route, query: &str) {
    step(&to.href(query));
}

fn step(href: &str) {
    if let Some(history) = browser::window().and_then(|window| window.history().ok()) {
        let _ = history.push_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(href));
        tell();
    }
}

/// Changes the address without a step that "back" would undo.
pub(crate) fn amend(to: &Route, query: &str) {
    amend_to(&to.href(query));
}

/// The same, for a page as [`Route::href`] spells it.
pub(crate) fn amend_to(href: &str) {
    if let Some(history) = browser::window().and_then(|window| window.history().ok()) {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(href));
        tell();
    }
}

/// Lets the page know, in the way that "back" does.
fn tell() {
    if let (Some(window), Ok(event)) = (browser::window(), web_sys::Event::new("popstate")) {
        let _ = window.dispatch_event(&event);
    }
}

/// Where the reader is, and again after each step. Links to our own pages,
/// anywhere in the document, are followed without loading the page anew.
#[hook]
pub(crate) fn use_place() -> Place {
    let place = use_state_eq(Place::now);
    use_effect_with((), {
        let place = place.setter();
        move |()| {
            let window = browser::window();
            let moved = window
                .as_ref()
                .map(|window| Listener::new(window, "popstate", move |_| place.set(Place::now())));
            let clicked = window
                .as_ref()
                .map(|window| Listener::new(window, "click", |event| follow(&event)));
            move || drop((moved, clicked))
        }
    });
    (*place).clone()
}

/// Follows a plain click on a link that says it is ours (`data-go`).
fn follow(event: &web_sys::Event) {
    let Some(click) = event.dyn_ref::<web_sys::MouseEvent>() else { return };
    let modified = click.meta_key() || click.ctrl_key() || click.shift_key() || click.alt_key();
    if modified || click.button() != 0 || event.default_prevented() {
        return;
    }
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let link = target.and_then(|target| target.closest("a[href]").ok().flatten());
    let Some(link) = link else { return };
    let Some(href) = link.get_attribute("href") else { return };
    let behind_mark = browser::program().is_some();
    if let Some(id) = href.strip_prefix('#').filter(|id| behind_mark && !id.starts_with('/')) {
        // A place on this page: followed as usual it would replace the page's own address.
        event.prevent_default();
        browser::show(id);
    } else if link.has_attribute("data-go") {
        // A page of a larger viewer: the browser loads it, and `app.js` picks.
        // Behind `#` nothing is loaded by itself: `pages/elsewhere.rs` does it.
        let elsewhere = cfg!(not(feature = "whole")) && Place::of(&href).route == Route::Missing;
        if elsewhere && !behind_mark {
            return;
        }
        event.prevent_default();
        step(&href);
    }
}

#[cfg(all(test, feature = "whole"))]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_their_pages_and_back() {
        for route in [
            Route::Home,
            Route::Timeline,
            Route::event(12),
            Route::Verify,
            Route::Help,
            Route::Clerk(ClerkPage::Tasks),
            Route::Clerk(ClerkPage::Choose),
            Route::Clerk(ClerkPage::New("appointed".into())),
            Route::Clerk(ClerkPage::Import),
            Route::Clerk(ClerkPage::Done(7)),
            Route::Clerk(ClerkPage::Keys),
            Route::Clerk(ClerkPage::Review("0a".into())),
            Route::Questions,
            Route::AsOf,
            Route::Search,
            Route::Open,
            Route::Export,
            Route::CheckDocument,
            Route::Document("0123456789abcdef".repeat(4)),
            Route::view("bodies"),
            Route::Missing,
        ] {
            assert_eq!(Route::at(&route.href("")), route);
        }
        assert_eq!(Route::at("/timeline/"), Route::Timeline);
        for odd in [
            "/nowhere/at/all",
            "/events/x",
            "/events/+1",
            "/events/1/2",
            "/events/99999999999999999999",
            "/clerk/new/rumour",
            "/clerk/done/x",
            "/clerk/new/appointed/x",
        ] {
            assert_eq!(Route::at(odd), Route::Missing, "{odd}");
        }
        assert_eq!(Route::event(3).href("at=4:00"), "/events/3?at=4:00");
    }
}
