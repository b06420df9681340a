//! The Daybook viewer.
//!
//! One wasm file has two lives. In a window it is the page: routes, components
//! and what the URL says. In a worker it is the checking part: it downloads
//! the read tree below `/log/`, feeds `ledger::proof::Verifier`, replays the
//! entries into `ledger::views::timeline` and answers the page's questions.
//! The page itself never downloads, hashes or searches, so it never stalls;
//! and no screen says "Verified" before the worker's final report.
//!
//! What tests hold on to is listed in `web/README.md`.

mod app;
mod bridge;
mod browser;
mod clerk;
mod components;
mod context;
mod draw;
mod family;
mod format;
mod memory;
mod order;
mod pages;
mod query;
mod question;
mod route;
mod shelf;
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
