//! The viewer in a real headless Chromium, as readers have it.

mod account;
mod clerk;
mod documents;
mod erase;
mod figures;
mod forged;
mod hostile;
mod import;
mod offline;
mod pages;
mod published;
mod reading;
mod scenarios;
mod second_person;
mod sheets;
mod views;
mod witnesses;

use std::time::Duration;
use tests::browser::Browser;

/// How long a page may take on a busy machine with a build for tests.
const LONG: Duration = Duration::from_mins(1);

/// Waits for a verdict and returns its key, such as `firstvisit`.
#[track_caller]
fn verdict(browser: &Browser) -> String {
    let script = "const bar = document.querySelector('[data-testid=verdict]');
        return bar && bar.dataset.state !== 'checking' ? bar.dataset.state : ''";
    browser.wait("a verdict", LONG, script).as_str().expect("a key").to_owned()
}

/// Nothing in the browser's log: no error, no refusal by the content policy.
#[track_caller]
fn silent(browser: &Browser, place: &str) {
    let log = browser.log();
    assert!(log.is_empty(), "{place}: the browser says {log:?}");
}
