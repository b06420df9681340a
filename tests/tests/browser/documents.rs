//! Documents in a browser: checked here and sent nowhere, held by the server,
//! uploaded by a recorder, and never run.

use super::clerk::Desk;
use super::{LONG, silent, verdict};
use ledger::record::Hash;
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::daybook::TestServer;
use tests::drafts::{body, citing, statement};

/// Longer than a step of the worker, so that it takes several.
fn report() -> Vec<u8> {
    b"%PDF-1.7 an invented report; ".repeat(300_000)
}

fn upload(server: &TestServer, bytes: &[u8]) -> Value {
    let reply = server.client().post("/api/v1/documents", &[], bytes);
    assert!(matches!(reply.status, 200 | 201), "{}", reply.text());
    reply.json()
}

fn cite(server: &TestServer, id: &str, bytes: &[u8]) {
    let draft = citing(id, &upload(server, bytes));
    server.client().post("/api/v1/events", &[], &body(&draft)).expect(201);
}

fn withhold(server: &TestServer, bytes: &[u8], mode: &str) {
    let mut draft = statement(&format!("withhold-{}", mode.replace('_', "-")), "");
    draft["kind"] = json!("document_withheld");
    draft["event"] = json!({"document": Hash::of(bytes).to_hex(), "withholding_mode": mode,
        "ground": "court_order", "decided_by": "editor", "decided_on": "2026-11-01",
        "review_on": "2027-11-01"});
    server.client().post("/api/v1/events", &[], &body(&draft)).expect(201);
}

/// Chooses a file as a person does, by the expression of its content.
fn choose(browser: &Browser, input: &str, content: &str) {
    browser.wait(input, LONG, &format!("return document.querySelector('{input}') !== null"));
    browser.js(&format!(
        "const files = new DataTransfer();
         files.items.add(new File([{content}], 'a file.pdf'));
         const input = document.querySelector('{input}');
         input.files = files.files;
         input.dispatchEvent(new Event('change', {{bubbles: true}}))"
    ));
}

fn outcome(browser: &Browser, testid: &str) -> String {
    let script = format!(
        "const told = document.querySelector('[data-testid={testid}]'); return told ? told.dataset.outcome : ''"
    );
    browser.wait(testid, LONG, &script).as_str().expect("an outcome").to_owned()
}

/// How many requests the server has answered, this one not counted.
fn answered(server: &TestServer) -> u64 {
    let text = server.client().get("/metrics").expect(200).text();
    let counts = text.lines().filter(|line| line.starts_with("daybook_answers_total"));
    counts.filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
}

#[test]
fn a_file_is_checked_in_the_browser_and_sent_nowhere() {
    let server = TestServer::start();
    cite(&server, "cites", &report());
    let browser = Browser::start();
    browser.open(&format!("{}/check-document", server.url()));
    assert_eq!(verdict(&browser), "firstvisit");
    let content = "'%PDF-1.7 an invented report; '.repeat(300000)";
    let before = answered(&server);
    choose(&browser, "#check-file", content);
    assert_eq!(outcome(&browser, "result"), "cited");
    let text = browser.text();
    assert!(text.contains("cited by 1 event") && text.contains("8.7 MB"), "{text}");
    let own = Hash::of(&report()).to_hex();
    let shown = "return document.querySelector('[data-testid=result] code')?.title";
    assert_eq!(browser.js(shown), own, "browser and server compute the same");
    assert_eq!(browser.flaws("a checked file", || ()), Vec::<String>::new());

    let changed = format!("({content}).slice(0, -2) + '# '");
    choose(&browser, "#check-file", &changed);
    browser.wait_for_text("No event in this copy of the record cites this file", LONG);
    assert_eq!(outcome(&browser, "result"), "uncited", "one byte differs");
    choose(&browser, "#check-file", "'another file'");
    let other = Hash::of(b"another file").to_hex();
    browser.wait("the other file", LONG, &format!("{shown} === '{other}'"));
    assert_eq!(outcome(&browser, "result"), "uncited");
    choose(&browser, "#check-file", "''");
    let none = Hash::of(b"").to_hex();
    browser.wait("an empty file", LONG, &format!("{shown} === '{none}'"));
    assert_eq!(answered(&server), before + 1, "something was asked of the server beside /metrics");
    // By hand and not by a drop: that is checked here once.
    browser.js(&format!(
        "const files = new DataTransfer(); files.items.add(new File([{content}], 'dropped.pdf'));
         document.querySelector('.drop').dispatchEvent(new DragEvent('drop', {{bubbles: true, cancelable: true, dataTransfer: files}}))"
    ));
    browser.wait("the dropped file", LONG, &format!("{shown} === '{own}'"));
    assert_eq!(outcome(&browser, "result"), "cited");
    silent(&browser, "check-document");
}

#[test]
fn the_page_of_a_document_checks_what_the_server_holds() {
    let server = TestServer::start();
    let bytes = report();
    cite(&server, "cites", &bytes);
    let hash = Hash::of(&bytes);
    let browser = Browser::start();
    // From the event, by its link: a small viewer loads the whole one.
    browser.open(&format!("{}/events/0", server.url()));
    let link = format!("document.querySelector('a[href=\"/document/{hash}\"]')");
    browser.wait("the link", LONG, &format!("return {link} !== null"));
    browser.js(&format!("{link}.click()"));
    browser.wait_for_text("Cited by", LONG);
    browser.js("document.querySelector('[data-testid=check-held]').click()");
    assert_eq!(outcome(&browser, "held-outcome"), "same");
    assert_eq!(browser.flaws("a document", || ()), Vec::<String>::new());
    silent(&browser, "a document");

    // Another file under its name.
    let hex = hash.to_hex();
    let path = server.data().join("documents").join(&hex[..2]).join(&hex[2..4]).join(&hex);
    std::fs::write(&path, b"another file").expect("a file");
    let open = || {
        browser.open(&format!("{}/document/{hash}", server.url()));
        browser.wait_for_text("Cited by", LONG);
        browser.js("document.querySelector('[data-testid=check-held]').click()");
        outcome(&browser, "held-outcome")
    };
    assert_eq!(open(), "different");
    std::fs::remove_file(&path).expect("a file");
    assert_eq!(open(), "not-held");
    assert!(browser.text().contains("no sign of tampering"));
    withhold(&server, &bytes, "not_published");
    browser.open(&format!("{}/document/{hash}", server.url()));
    browser.wait_for_text("This document is kept and not shown", LONG);
    let text = browser.text();
    assert!(text.contains("Court order") && text.contains("decided by editor"), "{text}");
    assert_eq!(browser.flaws("a withheld document", || ()), Vec::<String>::new());
    let list = format!("{}/documents", server.url());
    browser.open(&list);
    browser.wait_for_text("Kept, not shown", LONG);
}

/// Whatever a file is and whatever its sender calls it: opened in a browser it
/// runs nothing.
#[test]
fn a_document_runs_nothing_when_it_is_opened() {
    let server = TestServer::start();
    let browser = Browser::start();
    let script = "<script>document.title = 'it ran'; fetch('/api/v1/events')</script>";
    for (name, bytes) in [
        ("html", format!("<!DOCTYPE html><html><body>{script}</body></html>")),
        ("late html", format!("{}{script}", " ".repeat(600))),
        ("svg", format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{script}</svg>")),
        (
            "xml",
            format!(
                "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">{script}</html>"
            ),
        ),
        ("script", "document.title = 'it ran'".to_owned()),
        ("gif and script", format!("GIF89a/*{script}*/=1;document.title='it ran'")),
    ] {
        let known = upload(&server, bytes.as_bytes());
        let address = format!("{}{}", server.url(), known["address"].as_str().expect("an address"));
        browser.open("about:blank");
        browser.open(&address);
        assert_ne!(browser.js("return document.title"), "it ran", "{name}");
        // As a script of our own page it is refused as well.
        browser.open(server.url());
        let ran = browser.js_async(&format!(
            "const done = arguments[arguments.length - 1]; const node = document.createElement('script');
             node.onload = () => done('loaded'); node.onerror = () => done('refused');
             node.src = '{address}'; document.head.append(node)"
        ));
        assert_eq!(ran, "refused", "{name}");
        assert_ne!(browser.js("return document.title"), "it ran", "{name}");
    }
}

#[test]
fn a_recorder_fills_in_the_digests_from_a_file() {
    let desk = Desk::at("/clerk/new/record_not_found?q=sources");
    let field = "#a-sources-0-digest-file";
    desk.wait(field);
    // Part of what is asked for only where it is known.
    desk.browser.js("document.querySelectorAll('details').forEach(d => d.open = true)");
    choose(&desk.browser, field, "'a short letter'");
    desk.wait("[data-testid=document-done][data-kept=true]");
    assert!(desk.text("[data-testid=guessable]").contains("guess"));
    let value = |id: &str| desk.browser.js(&format!("return document.querySelector('{id}').value"));
    let hash = Hash::of(b"a short letter").to_hex();
    assert_eq!(value("#a-sources-0-digest-blake3"), hash);
    assert_eq!(desk.browser.axe(), Vec::<String>::new());
    let held = desk.server.client().get(&format!("/documents/{hash}")).expect(200);
    assert_eq!(held.body, b"a short letter");

    // Only noted: nothing is sent.
    desk.click("#a-sources-0-digest-only");
    choose(&desk.browser, field, "'another letter'");
    desk.wait("[data-testid=document-done][data-kept=false]");
    let other = Hash::of(b"another letter").to_hex();
    assert_eq!(value("#a-sources-0-digest-blake3"), other);
    desk.server.client().get(&format!("/documents/{other}")).expect(404);

    // What is typed meanwhile stays, and a refusal fills nothing in.
    desk.type_in("#a-sources-0-title", "An invented letter");
    desk.click("#a-sources-0-digest-only");
    withhold(&desk.server, b"a short letter", "destroyed");
    choose(&desk.browser, field, "'a short letter'");
    desk.wait("[data-testid=document-failed]");
    assert!(desk.text("[data-testid=document-failed]").contains("withholds this document"));
    assert_eq!(value("#a-sources-0-digest-blake3"), "");
    assert_eq!(value("#a-sources-0-title"), "An invented letter");
    let log = desk.browser.log();
    let unexpected: Vec<_> = log.iter().filter(|line| !line.contains("409")).collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
}
