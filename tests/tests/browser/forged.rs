//! Forged ledgers in the viewer: each named for what it is, the good part
//! still readable.

use super::{LONG, verdict};
use std::path::PathBuf;
use tempfile::TempDir;
use tests::browser::Browser;
use tests::daybook::{TestServer, signing_key};
use tests::drafts::{body, numbered, numbered_list};
use tests::read_tree::Copy;
use tests::static_server::StaticServer;
use tests::tamper::{Forger, change_one_byte};

/// A real server for the viewer's files, and copies of its ledger to serve.
pub(crate) struct Stage {
    pub(crate) server: TestServer,
    pub(crate) folder: TempDir,
    pub(crate) good: Copy,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let server = TestServer::start();
        for n in 0..6 {
            let draft = body(&numbered("forged", n));
            server.client().post("/api/v1/events", &[], &draft).expect(201);
        }
        let good = Copy::download(&server.client());
        Self { server, folder: tempfile::tempdir().expect("a temporary folder"), good }
    }

    /// Of a ledger of `count` records, recorded ten at a time.
    pub(crate) fn of(count: usize) -> Self {
        Self::batched(count, 10)
    }

    /// Of a ledger of `count` records, recorded `step` at a time.
    pub(crate) fn batched(count: usize, step: usize) -> Self {
        let server = TestServer::start();
        for first in (0..count).step_by(step) {
            let batch = numbered_list("forged", first, (first + step).min(count));
            server.client().post("/api/v1/events", &[], &body(&batch)).expect(201);
        }
        let good = Copy::download(&server.client());
        Self { server, folder: tempfile::tempdir().expect("a temporary folder"), good }
    }

    /// Writes a copy and returns its folder.
    pub(crate) fn put(&self, name: &str, copy: &Copy) -> PathBuf {
        let folder = self.folder.path().join(name);
        copy.write(&folder);
        folder
    }

    /// Serves a copy under an address of its own.
    pub(crate) fn serve(&self, name: &str, copy: &Copy) -> StaticServer {
        let folder = self.put(name, copy);
        StaticServer::start("127.0.0.1:0", &folder, Some(self.server.url())).expect("a server")
    }
}

#[track_caller]
pub(crate) fn bar(browser: &Browser) -> String {
    let script = "return document.querySelector('[data-testid=verdict]').innerText";
    browser.js(script).as_str().expect("a text").to_owned()
}

#[test]
fn an_untouched_copy_verifies_from_plain_files() {
    let stage = Stage::new();
    let copy = stage.serve("good", &stage.good);
    let browser = Browser::start();
    browser.open(copy.url());
    assert_eq!(verdict(&browser), "firstvisit", "{}", bar(&browser));
    assert!(bar(&browser).contains("6 of 6"), "{}", bar(&browser));
}

#[test]
fn an_altered_entry_is_named_and_the_earlier_ones_stay_readable() {
    let stage = Stage::new();
    let copy = stage.serve("altered", &change_one_byte(&stage.good, 3));
    let browser = Browser::start();
    browser.open(&format!("{}/timeline", copy.url()));
    assert_eq!(verdict(&browser), "mismatch");
    let said = bar(&browser);
    assert!(said.contains("Does not match") && said.contains("Event 3"), "{said}");
    browser.wait_for_text("Statement number 2 of forged.", LONG);
    assert!(!said.to_lowercase().contains("tamper"), "no culprit is named: {said}");
}

#[test]
fn a_truncated_and_a_rehashed_ledger_are_named_at_their_entries() {
    let stage = Stage::new();
    let mut short = Forger::new(&stage.good);
    short.lines.truncate(4);
    short.openings.truncate(4);
    let mut rehashed = Forger::new(&stage.good);
    rehashed.dispute(2);
    let short = stage.serve("short", &short.copy_with_tiles_of(&stage.good));
    let rehashed = stage.serve("rehashed", &rehashed.copy());
    let browser = Browser::start();
    for (copy, event) in [(&short, "Event 4"), (&rehashed, "Event 2")] {
        browser.open(copy.url());
        assert_eq!(verdict(&browser), "mismatch");
        assert!(bar(&browser).contains(event), "{event}: {}", bar(&browser));
    }
}

/// A device that was here before notices what no single copy can show.
#[test]
fn a_rolled_back_and_a_forked_ledger_are_named_to_whoever_was_here() {
    let stage = Stage::new();
    let key = signing_key(stage.server.data());
    let mut back = Forger::new(&stage.good);
    back.lines.truncate(4);
    back.openings.truncate(4);
    back.sign(&key);
    let mut fork = Forger::new(&stage.good);
    fork.dispute(4);
    fork.sign(&key);
    let back = stage.put("back", &back.copy());
    let fork = stage.put("fork", &fork.copy());
    let good = stage.folder.path().join("good");

    let served = stage.serve("good", &stage.good);
    let browser = Browser::start();
    browser.open(served.url());
    assert_eq!(verdict(&browser), "firstvisit");
    served.switch(&back);
    browser.open(served.url());
    assert_eq!(verdict(&browser), "rollback", "{}", bar(&browser));
    assert!(bar(&browser).contains('6') && bar(&browser).contains('4'), "{}", bar(&browser));
    served.switch(&fork);
    browser.open(served.url());
    assert_eq!(verdict(&browser), "fork", "{}", bar(&browser));
    served.switch(&good);
    browser.open(served.url());
    assert_eq!(verdict(&browser), "verified", "the good ledger is good again");
}

/// A copy that cannot be had is not called tampered with, nor verified.
#[test]
fn a_ledger_that_cannot_be_fetched_is_not_verified() {
    let stage = Stage::new();
    let mut gone = stage.good.clone();
    gone.0.remove("checkpoint");
    let gone = stage.serve("gone", &gone);
    let browser = Browser::start();
    browser.open(gone.url());
    assert_eq!(verdict(&browser), "noproof", "{}", bar(&browser));
    assert!(bar(&browser).contains("Not verified"), "{}", bar(&browser));
}
