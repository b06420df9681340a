//! The Daybook viewer.
//!
//! A wasm file of it has two lives. In a window it is the page: routes, components
//! and what the URL says. In a worker it is the checking part: it downloads
//! the read tree below `/log/`, feeds `ledger::proof::Verifier`, replays the
//! entries into `ledger::views::timeline` and answers the page's questions.
//! The page itself never downloads, hashes or searches, so it never stalls;
//! and no screen says "Verified" before the worker's final report.
//!
//! It is built three times (`server/build.rs`), each time with more: overview,
//! records, checks and help, which a first visit needs; the timeline as well
//! (feature `timeline`); every page (feature `whole`). `static/app.js` picks by
//! the address; a page and its worker are always of the same build.
//!
//! What tests hold on to is listed in `web/README.md`.

#![cfg_attr(
    not(feature = "whole"),
    allow(dead_code, unused_imports, reason = "the pages that use it are in a larger viewer")
)]

mod app;
mod bridge;
mod browser;
#[cfg(feature = "whole")]
mod clerk;
mod components;
mod context;
#[cfg(feature = "timeline")]
mod draw;
mod family;
mod format;
#[cfg(feature = "whole")]
mod hashing;
mod live;
mod memory;
mod order;
mod pages;
mod part;
mod query;
#[cfg(feature = "whole")]
mod question;
mod route;
mod shelf;
mod source;
mod state;
mod status;
mod wire;
mod worker;

/// Starts whichever life this is.
pub fn start() {
    if browser::is_worker() {
        worker::start();
    } else {
        app::start();
    }
}
