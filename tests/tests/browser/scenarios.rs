//! The acceptance scenarios of the integrity screens, by their numbers. Number 8
//! (too few witnesses) is with the tests of cosigners, 11 and 12 are in
//! `offline.rs`.

use super::forged::{Stage, bar};
use super::{LONG, silent, verdict};
use ledger::proof::SignerKey;
use ledger::record::Json;
use serde_json::{Value, json};
use std::time::Duration;
use tests::browser::Browser;
use tests::daybook::signing_key;
use tests::tamper::{Forger, change_one_byte};

/// The text of a file that a download made.
#[track_caller]
fn saved(folder: &std::path::Path, name: &str) -> String {
    let until = std::time::Instant::now() + LONG;
    loop {
        // The browser gives a file its name when all of it is there.
        if let Ok(text) = std::fs::read_to_string(folder.join(name)) {
            return text;
        }
        assert!(std::time::Instant::now() < until, "{name} was not saved");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn click(browser: &Browser, words: &str) {
    let script = format!(
        "const found = [...document.querySelectorAll('button, a')].find(e => e.textContent === {});
         if (found) found.click(); return Boolean(found)",
        json!(words)
    );
    browser.wait(words, LONG, &script);
}

#[test]
fn scenario_1_happy_path() {
    let stage = Stage::of(200);
    let browser = Browser::start();
    browser.open(stage.server.url());
    // Three seconds on a quiet machine with a release build; a test build on a
    // busy one gets more, and what is said is the same.
    assert_eq!(verdict(&browser), "firstvisit");
    let said = bar(&browser);
    assert!(said.starts_with("Verified"), "{said}");
    assert!(said.contains("200 of 200 records"), "{said}");
    browser.open(stage.server.url());
    assert_eq!(verdict(&browser), "verified");
    let said = bar(&browser);
    assert!(said.contains("All 200 records") && said.contains("Signed by daybook.example/test"));
    silent(&browser, "the happy path");
}

#[test]
fn scenario_2_nothing_verified_early() {
    let stage = Stage::of(30);
    let browser = Browser::start();
    let watch = "window.early = [];
        new MutationObserver(() => {
            const bar = document.querySelector('[data-testid=verdict]');
            if (!bar || bar.dataset.state === 'checking') {
                window.checking = bar?.querySelector('[data-testid=chip]')?.innerText;
                if (/(^|[^a-z])Verified/.test(document.body?.innerText ?? '')) window.early.push(document.body.innerText);
            }
        }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": watch}));
    browser.devtools("Network.enable", json!({}));
    browser.devtools(
        "Network.emulateNetworkConditions",
        json!({"offline": false, "latency": 150, "downloadThroughput": 400_000, "uploadThroughput": 400_000}),
    );
    browser.open(stage.server.url());
    assert_eq!(verdict(&browser), "firstvisit");
    assert_eq!(browser.js("return window.checking"), "Checking");
    assert_eq!(browser.js("return window.early"), json!([]));
}

#[test]
fn scenario_3_changed_record() {
    let stage = Stage::of(200);
    let copy = stage.serve("changed", &change_one_byte(&stage.good, 120));
    let browser = Browser::start();
    browser.open(copy.url());
    assert_eq!(verdict(&browser), "mismatch");
    let said = bar(&browser);
    assert!(said.contains("This copy does not match the signed record"), "{said}");
    assert!(said.contains("Event 120") && said.contains("120 earlier events are not affected"));
    // From the chip, "See what differs" is at most three steps away.
    browser.js("document.querySelector('[data-testid=chip]').focus()");
    let reached = (0..3).any(|_| {
        browser.press("Tab");
        browser.js("return document.activeElement.dataset.testid ?? ''") == "see-difference"
    });
    assert!(
        reached,
        "the keyboard reaches {}",
        browser.js("return document.activeElement.outerHTML")
    );
    click(&browser, "See what differs");
    browser.wait("the page of the event", LONG, "return location.pathname === '/events/120'");
    browser.open(&format!("{}/events/119", copy.url()));
    browser.wait_for_text("Statement number 119 of forged.", LONG);
    assert_eq!(
        browser.js("return document.querySelector('main [data-testid=ribbon]') === null"),
        true
    );
    silent(&browser, "a changed record");
}

#[test]
fn scenario_4_changed_and_rehashed() {
    let stage = Stage::of(200);
    let mut forger = Forger::new(&stage.good);
    forger.dispute(120);
    let copy = stage.serve("rehashed", &forger.copy());
    let browser = Browser::start();
    browser.open(&format!("{}/verify", copy.url()));
    assert_eq!(verdict(&browser), "mismatch", "{}", bar(&browser));
    browser.wait("E-ROOT", LONG, "return document.querySelector('[data-code=E-ROOT]') !== null");
    // Ten were signed at a time: the ten before are vouched for.
    assert!(bar(&browser).contains("120 earlier events are not affected"), "{}", bar(&browser));
}

#[test]
fn scenario_5_rollback() {
    let stage = Stage::of(200);
    let mut back = Forger::new(&stage.good);
    back.lines.truncate(180);
    back.openings.truncate(180);
    back.sign(&signing_key(stage.server.data()));
    let back = back.copy();
    let served = stage.serve("good", &stage.good);
    let browser = Browser::start();
    browser.open(served.url());
    assert_eq!(verdict(&browser), "firstvisit");
    served.switch(&stage.put("back", &back));
    browser.open(served.url());
    assert_eq!(verdict(&browser), "rollback");
    let said = bar(&browser);
    assert!(said.contains("The ledger has gone backwards"), "{said}");
    assert!(said.contains("200 events") && said.contains("180"), "{said}");
    let downloads = stage.folder.path().join("downloads");
    std::fs::create_dir(&downloads).expect("a folder");
    browser.save_to(&downloads);
    click(&browser, "Save both signed summaries as evidence");
    let evidence = saved(&downloads, "daybook-evidence.txt");
    for copy in [&stage.good, &back] {
        let note = String::from_utf8(copy.file("checkpoint").to_vec()).expect("a text");
        assert!(evidence.contains(&note), "not in it:\n{note}\n{evidence}");
    }
}

#[test]
fn scenario_6_fork() {
    let stage = Stage::of(200);
    let mut fork = Forger::new(&stage.good);
    fork.dispute(150);
    let recorded = ledger::record::Unverified::parse(fork.lines.last().expect("entries"));
    let recorded = recorded.expect("an entry").claimed().recorded();
    for n in 0..10 {
        fork.append(Json::object([("id", Json::str(format!("later-{n}")))]), recorded);
    }
    fork.sign(&signing_key(stage.server.data()));
    let served = stage.serve("good", &stage.good);
    let browser = Browser::start();
    browser.open(served.url());
    assert_eq!(verdict(&browser), "firstvisit");
    served.switch(&stage.put("fork", &fork.copy()));
    browser.open(served.url());
    assert_eq!(verdict(&browser), "fork", "{}", bar(&browser));
    assert!(bar(&browser).contains("Two different histories exist"), "{}", bar(&browser));
}

#[test]
fn scenario_7_first_visit() {
    let stage = Stage::of(30);
    let browser = Browser::start();
    browser.open(stage.server.url());
    assert_eq!(verdict(&browser), "firstvisit");
    let said = bar(&browser);
    assert!(said.starts_with("Verified") && said.contains("First visit on this device"), "{said}");
    browser.open(stage.server.url());
    assert_eq!(verdict(&browser), "verified");
    assert!(bar(&browser).contains("continues from your visit on"), "{}", bar(&browser));
    browser.js("localStorage.clear()");
    browser.open(stage.server.url());
    assert_eq!(verdict(&browser), "firstvisit", "what was forgotten is not claimed");
}

#[test]
fn scenario_9_unknown_key() {
    let stage = Stage::of(30);
    let served = stage.serve("good", &stage.good);
    let browser = Browser::start();
    browser.open(served.url());
    assert_eq!(verdict(&browser), "firstvisit");
    let mut other = Forger::new(&stage.good);
    let key = SignerKey::from_seed(other.origin(), &[7; 32]);
    other.sign(&key);
    let line = format!("{}\n", key.verifier());
    other.vouchers.insert("vkey".into(), line.into_bytes());
    served.switch(&stage.put("other", &other.copy()));
    browser.open(served.url());
    assert_eq!(verdict(&browser), "unknownkey", "{}", bar(&browser));
    let said = bar(&browser);
    assert!(said.contains("We do not know who signed this"), "{said}");
    assert!(said.contains("The records are unchanged since signing"), "{said}");
    assert!(!said.contains("does not match") && !said.contains("Does not match"), "{said}");
}

#[test]
fn scenario_10_newer_rules() {
    let stage = Stage::of(30);
    let mut newer = Forger::new(&stage.good);
    let line = String::from_utf8(newer.lines.pop().expect("entries")).expect("a text");
    let line = line.strip_suffix("\"v\":1}").expect("version 1").to_owned() + "\"v\":99}";
    newer.lines.push(line.into_bytes());
    newer.sign(&signing_key(stage.server.data()));
    let copy = stage.serve("newer", &newer.copy());
    let browser = Browser::start();
    browser.open(copy.url());
    assert_eq!(verdict(&browser), "toonew", "{}", bar(&browser));
    let said = bar(&browser);
    assert!(said.contains("This viewer is too old") && said.contains("not a sign of tampering"));
}

#[test]
fn scenario_13_server_down() {
    let stage = Stage::of(30);
    let served = stage.serve("good", &stage.good);
    let browser = Browser::start();
    browser.open(&format!("{}/timeline", served.url()));
    assert_eq!(verdict(&browser), "firstvisit");
    browser.wait_for_text("Statement number 29 of forged.", LONG);
    let count = || browser.js("return document.querySelectorAll('[data-testid=entry-row]').length");
    let before = count();
    assert!(before.as_u64() > Some(10), "{before} rows");
    browser.js("window.same = true; document.querySelector(\"a[href='/verify']\").click()");
    served.set_down(true);
    click(&browser, "Check everything again");
    let state =
        "return document.querySelector('[data-testid=verdict]').dataset.state === 'noproof'";
    browser.wait("the verdict", LONG, state);
    let said = bar(&browser);
    assert!(said.contains("Not verified: proof not available") && said.contains("503"), "{said}");
    browser.js("document.querySelector(\"a[href='/timeline']\").click()");
    browser.wait_for_text("Statement number 29 of forged.", LONG);
    assert_eq!(count(), before, "what was loaded stays readable");
    served.set_down(false);
    click(&browser, "Try again");
    browser.wait(
        "the verdict after a retry",
        LONG,
        "return document.querySelector('[data-testid=verdict]').dataset.state === 'verified'",
    );
    assert_eq!(browser.js("return window.same"), Value::Bool(true), "nothing was loaded anew");
}
