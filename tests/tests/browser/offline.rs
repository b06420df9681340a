//! Files: `viewer.html` from a disk with the network off, and `/open` on a site.

use super::forged::{Stage, bar};
use super::{LONG, silent, verdict};
use serde_json::json;
use std::path::{Path, PathBuf};
use tests::browser::{Browser, MODES};
use tests::daybook;
use tests::daybook::signing_key;
use tests::stranger::{Case, cases};
use tests::tamper::Forger;
use tests::{archive, read_tree::Copy};

/// `viewer.html` as the program writes it.
fn viewer(folder: &Path) -> PathBuf {
    let path = folder.join("viewer.html");
    let told = daybook::expect(0, &["viewer", path.to_str().expect("UTF-8")]);
    let bytes = std::fs::read(&path).expect("the file");
    assert!(told.contains(blake3(&bytes).as_str()), "its fingerprint is printed: {told}");
    path
}

fn blake3(bytes: &[u8]) -> String {
    ledger::record::Hash::of(bytes).to_hex()
}

/// A browser with the network off, at a file.
fn offline(viewer: &Path) -> Browser {
    let browser = Browser::watching_requests();
    browser.devtools("Network.enable", json!({}));
    browser.devtools(
        "Network.emulateNetworkConditions",
        json!({"offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}),
    );
    browser.open(&format!("file://{}", viewer.display()));
    field(&browser);
    browser
}

fn field(browser: &Browser) {
    let script = "return document.querySelector('[data-testid=open-file]') !== null";
    browser.wait("the field for a file", LONG, script);
}

/// Chooses a file and waits for what is said of it.
#[track_caller]
fn choose(browser: &Browser, path: &Path) -> String {
    browser.js("document.querySelector('[data-testid=verdict]').dataset.state = 'before'");
    browser.choose("[data-testid=open-file]", path);
    let script = "const state = document.querySelector('[data-testid=verdict]').dataset.state;
        return ['before', 'checking', 'nothing'].includes(state) ? '' : state";
    browser.wait("a verdict on the file", LONG, script).as_str().expect("a key").to_owned()
}

fn put(folder: &Path, name: &str, copy: &Copy) -> PathBuf {
    let path = folder.join(name);
    archive::write(copy, &path);
    path
}

/// Every address that was asked for but the file itself and what is in it.
fn foreign(browser: &Browser) -> Vec<String> {
    let own = |url: &String| {
        ["\"file:", "\"blob:", "\"data:"].iter().any(|scheme| url.starts_with(scheme))
    };
    browser.requests().into_iter().filter(|url| !own(url)).collect()
}

#[test]
fn scenario_11_offline_file() {
    let stage = Stage::of(30);
    let folder = stage.folder.path();
    let file = put(folder, "small.daybook", &stage.good);
    let browser = offline(&viewer(folder));
    assert_eq!(choose(&browser, &file), "firstvisit", "{}", bar(&browser));
    let said = bar(&browser);
    assert!(said.contains("All 30 records checked"), "{said}");
    assert!(said.contains("Opened from a file. It was complete up to"), "{said}");
    assert!(said.contains("this cannot show events recorded later"), "{said}");
    // All pages work on it.
    for (path, text) in [
        ("/timeline", "Statement number 29 of forged."),
        ("/events/3", "Statement number 3 of forged."),
        ("/questions", "Questions"),
        ("/verify", "Every check, one by one"),
        ("/export", "Download .csv"),
    ] {
        browser.js(&format!("location.hash = '{path}'"));
        browser.wait_for_text(text, LONG);
        assert_eq!(verdict(&browser), "firstvisit", "{path}");
    }
    // The last page could have used the network, had there been a way.
    let tried = browser.js_async(
        "const done = arguments[arguments.length - 1];
         const code = 'fetch(\"http://127.0.0.1:9/\").then(() => postMessage(\"came\"), () => postMessage(\"refused\"))';
         const worker = new Worker(URL.createObjectURL(new Blob([code])));
         worker.onmessage = ({data}) => done(data);",
    );
    assert_eq!(tried, "refused", "a worker inherits the policy");
    let refused = browser.log().join("\n");
    assert!(refused.contains("connect-src 'none'"), "by the policy, not by chance: {refused}");
    let asked = foreign(&browser);
    assert!(asked.is_empty(), "requests were made: {asked:?}");
}

/// A request is noticed where there is one, or the test above shows nothing.
#[test]
fn a_request_is_noticed() {
    let stage = Stage::of(1);
    let browser = Browser::watching_requests();
    browser.devtools("Network.enable", json!({}));
    browser.open(stage.server.url());
    verdict(&browser);
    assert!(!foreign(&browser).is_empty());
}

#[test]
fn scenario_12_truncated_file() {
    let stage = Stage::of(30);
    let folder = stage.folder.path();
    let good = put(folder, "good.daybook", &stage.good);
    let whole = std::fs::read(&good).expect("the file");
    let half = whole.len() / 2;
    let cut = folder.join("cut.daybook");
    std::fs::write(&cut, &whole[..half]).expect("a file");
    let browser = offline(&viewer(folder));
    assert_eq!(choose(&browser, &cut), "unreadable");
    let said = bar(&browser);
    assert!(said.contains("This file cannot be read"), "{said}");
    assert!(said.contains(&format!("cut short at byte {half}")), "{said}");
    assert!(said.contains("This is not a sign of tampering"), "{said}");
    assert_eq!(choose(&browser, &good), "firstvisit", "another file can be chosen");
    silent(&browser, "a cut file");
}

/// The third way of `docs/verify-it-yourself.md`, on the same files as the
/// first two (`tests/e2e/archive.rs`).
#[test]
fn the_viewer_agrees_with_the_program_and_python() {
    let stage = Stage::new();
    let folder = stage.folder.path();
    let viewer = viewer(folder);
    let browser = offline(&viewer);
    for Case { name, file, seen, state, .. } in
        cases(&stage.good, &signing_key(stage.server.data()))
    {
        browser.open(&format!("file://{}", viewer.display()));
        field(&browser);
        if let Some(note) = seen {
            let kept = folder.join("checkpoint");
            std::fs::write(&kept, note).expect("a file");
            browser.js("document.querySelector('[data-testid=known]').open = true");
            browser.choose("[data-testid=known-seen]", &kept);
            browser.wait_for_text("is held against the file", LONG);
        }
        let path = folder.join("given.daybook");
        std::fs::write(&path, file).expect("a file");
        assert_eq!(choose(&browser, &path), state, "{name}: {}", bar(&browser));
        let said = bar(&browser);
        assert!(state != "unreadable" || !said.to_lowercase().contains("match"), "{name}: {said}");
    }
    assert!(foreign(&browser).is_empty());
}

/// On a site: the file is verified, compared with the live ledger, and closed again.
#[test]
fn a_file_is_compared_with_the_live_ledger() {
    let stage = Stage::new();
    let folder = stage.folder.path();
    let key = signing_key(stage.server.data());
    let mut older = Forger::new(&stage.good);
    older.lines.truncate(4);
    older.openings.truncate(4);
    older.sign(&key);
    let older = older.copy();
    let mut fork = Forger::new(&older);
    fork.dispute(2);
    fork.sign(&key);
    let fork = fork.copy();
    let served = stage.serve("live", &stage.good);
    let browser = Browser::start();
    browser.open(&format!("{}/open", served.url()));
    field(&browser);
    let compare = |path: &Path| {
        choose(&browser, path);
        let result = "[data-testid=comparison]";
        let button = "return document.querySelector('[data-testid=compare-live]') !== null";
        browser.wait("the button", LONG, button);
        browser.js("document.querySelector('[data-testid=compare-live]').click()");
        let script = format!("return document.querySelector('{result}')?.dataset.result ?? ''");
        browser.wait("the comparison", LONG, &script).as_str().expect("a key").to_owned()
    };
    let whole = put(folder, "whole.daybook", &stage.good);
    let old = put(folder, "old.daybook", &older);
    let forked = put(folder, "forked.daybook", &fork);
    assert_eq!(compare(&whole), "same");
    assert_eq!(compare(&old), "older", "{}", browser.text());
    assert_eq!(compare(&forked), "forked", "{}", browser.text());
    served.switch(&stage.put("shorter", &older));
    assert_eq!(compare(&whole), "newer", "{}", browser.text());
    assert!(browser.text().contains("It shows 4 records; the file has 6"), "{}", browser.text());
    let mut bent = older.clone();
    bent.file_mut("checkpoint")[0] ^= 1;
    served.switch(&stage.put("another", &bent));
    assert_eq!(compare(&whole), "stranger");
    served.set_down(true);
    assert_eq!(compare(&whole), "unable", "not to be had is no sign of anything");
    served.set_down(false);
    served.switch(&stage.put("good", &stage.good));
    browser.js("document.querySelector('[data-testid=close-file]').click()");
    let script =
        "return document.querySelector('[data-testid=verdict]').innerText.includes('6 records')
        && document.querySelector('[data-testid=open-now]') === null";
    browser.wait("the ledger of the site", LONG, script);
    silent_but_for_503(&browser);
}

/// The browser itself notes the answer 503 that the test asked for.
#[track_caller]
fn silent_but_for_503(browser: &Browser) {
    let log: Vec<_> = browser.log().into_iter().filter(|line| !line.contains("503")).collect();
    assert!(log.is_empty(), "the browser says {log:?}");
}

#[test]
fn the_pages_of_files_are_accessible() {
    let stage = Stage::new();
    let folder = stage.folder.path();
    let viewer = viewer(folder);
    let good = put(folder, "good.daybook", &stage.good);
    let changed = put(folder, "changed.daybook", &tests::tamper::change_one_byte(&stage.good, 3));
    let browser = Browser::start();
    let mut problems = Vec::new();
    let pages = [format!("file://{}", viewer.display()), format!("{}/open", stage.server.url())];
    for page in &pages {
        for mode in MODES {
            browser.show_as(mode);
            browser.open(page);
            field(&browser);
            let mut look = |what: &str| {
                problems.extend(browser.flaws_now(&format!("{page} {what}"), mode));
            };
            look("empty");
            choose(&browser, &good);
            browser.wait_for_text("All pages now show this file", LONG);
            look("good");
            choose(&browser, &changed);
            look("changed");
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    silent(&browser, "files");
}

/// A proof file shows one record of a ledger, to whoever knows its key; a changed one
/// does not, and what is no proof is not called tampered with.
#[test]
fn one_proof_is_checked_on_this_device() {
    let stage = Stage::new();
    let proof = stage.server.client().get("/api/v1/events/3/proof").expect(200).body;
    let lines: Vec<&str> = std::str::from_utf8(&proof).expect("a text").lines().collect();
    // One digit of the first hash of the path.
    let at = 1 + lines.iter().position(|line| line.starts_with("index ")).expect("an index");
    let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
    let first = changed[at].remove(0);
    changed[at].insert(0, if first == 'A' { 'B' } else { 'A' });
    let folder = stage.folder.path();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    };
    let good = put("good.tlog-proof", &proof);
    let bent = put("bent.tlog-proof", format!("{}\n", changed.join("\n")).as_bytes());
    let other = put("other.tlog-proof", b"c2sp.org/tlog-proof@v1\nindex 3\n");
    let big = put("big.tlog-proof", &vec![b'x'; 4 << 20]);
    let result = |browser: &Browser, path: &Path| {
        browser.js("const old = document.querySelector('[data-testid=proof-result]'); if (old) old.dataset.outcome = ''");
        browser.choose("#proof-file", path);
        let script =
            "return document.querySelector('[data-testid=proof-result]')?.dataset.outcome ?? ''";
        browser.wait("what the proof shows", LONG, script).as_str().expect("a key").to_owned()
    };
    let browser = Browser::start();
    browser.open(&format!("{}/open", stage.server.url()));
    assert_eq!(verdict(&browser), "firstvisit");
    assert_eq!(result(&browser, &good), "proven", "{}", browser.text());
    let text = browser.text();
    assert!(text.contains("record 3 stands in daybook.example/test, among 6 records"), "{text}");
    assert_eq!(browser.flaws("a proof", || ()), Vec::<String>::new());
    assert_eq!(result(&browser, &bent), "mismatch", "{}", browser.text());
    assert_eq!(result(&browser, &other), "unreadable", "{}", browser.text());
    assert!(browser.text().contains("no sign of tampering"));
    assert_eq!(result(&browser, &big), "unreadable");
    assert!(browser.text().contains("a proof has at most"), "{}", browser.text());
    silent(&browser, "proofs");

    // Alone, with the network off: nobody knows the key until the reader gives it.
    let browser = offline(&viewer(folder));
    assert_eq!(result(&browser, &good), "unknownkey", "{}", browser.text());
    let key = stage.server.client().get("/log/vkey").expect(200).text();
    browser.js(&format!(
        "document.querySelector('[data-testid=known]').open = true;
         const field = document.querySelector('#known-key'); field.value = {};
         field.dispatchEvent(new Event('change', {{bubbles: true}}))",
        json!(key.trim())
    ));
    let script =
        "return document.querySelector('[data-testid=proof-result]').dataset.outcome === 'proven'";
    browser.wait("the proof with its key", LONG, script);
    assert!(foreign(&browser).is_empty());
}
