//! Independent witnesses in the viewer: named when they confirm, and said when
//! too few of them do (scenarios 1 and 8).

use super::{LONG, silent, verdict};
use std::fmt::Write;
use tests::browser::Browser;
use tests::cosigner::{TestCosigner, wait_for};
use tests::daybook::{self, TestServer};
use tests::drafts::{body, numbered};

fn said(browser: &Browser, place: &str) -> String {
    let script = format!("return document.querySelector('{place}').innerText");
    browser.js(&script).as_str().expect("a text").to_owned()
}

#[test]
fn too_few_witnesses_is_amber_and_enough_are_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let key = daybook::signing_key(&data);
    let mut lines = String::new();
    let mut cosigners = Vec::new();
    for name in ["Library", "Paper"] {
        let dir = folder.path().join(name);
        let host = format!("{}.example", name.to_lowercase());
        let cosigner = TestCosigner::start(&host, &dir, key.verifier());
        writeln!(lines, "witness {name} {} {}", cosigner.key(), cosigner.url()).expect("memory");
        cosigners.push(cosigner);
    }
    lines += "group both all Library Paper\nquorum both\n";
    let policy = folder.path().join("policy");
    std::fs::write(&policy, lines).expect("a file");
    cosigners[1].kill();
    let server = TestServer::open_as(&data, &token, &["--policy", policy.to_str().expect("UTF-8")]);
    let client = server.client();
    for n in 0..3 {
        client.post("/api/v1/events", &[], &body(&numbered("seen", n))).expect(201);
    }
    let confirmed = |count: usize| {
        wait_for("the confirmations of the newest summary", || {
            let note = client.get("/log/checkpoint").text();
            let lines = note.matches("\u{2014} ").count();
            (note.contains("\n3\n") && lines == 1 + count).then_some(())
        });
    };
    confirmed(1);

    // Scenario 8: one of two has confirmed.
    let browser = Browser::start();
    browser.open(server.url());
    assert_eq!(verdict(&browser), "lowwitness");
    let bar = said(&browser, "[data-testid=verdict]");
    assert!(bar.contains("Not fully verified: too few witnesses"), "{bar}");
    assert!(bar.contains("Only 1 of the 2 required independent witnesses"), "{bar}");
    let tone = "return document.querySelector('[data-testid=verdict]').className";
    let tone = browser.js(tone).to_string();
    assert!(tone.contains("status--limits") && !tone.contains("fails"), "amber, not red: {tone}");
    let red =
        "return document.querySelectorAll('[role=alert]:not(:empty), .result--failed').length";
    assert_eq!(browser.js(red), 0, "nothing failed");
    browser.open(&format!("{}/verify", server.url()));
    assert_eq!(verdict(&browser), "lowwitness");
    let list = said(&browser, "[data-testid=witnesses]");
    assert!(list.contains("Library") && list.contains("Confirmed 3 records"), "{list}");
    assert!(list.contains("Paper") && list.contains("Has not confirmed"), "{list}");
    let problems = browser.axe();
    assert!(problems.is_empty(), "{problems:?}");

    // Scenario 1: both have, and the line names them.
    cosigners[1].start_again();
    confirmed(2);
    browser.open(server.url());
    assert_eq!(verdict(&browser), "firstvisit");
    let bar = said(&browser, "[data-testid=verdict]");
    let names = "onfirmed by 2 independent witnesses (Library, Paper)";
    assert!(bar.contains(names), "{bar}");
    browser.open(&format!("{}/verify", server.url()));
    assert_eq!(verdict(&browser), "verified");
    let bar = said(&browser, "[data-testid=verdict]");
    assert!(bar.contains(names) && bar.contains("continues from your visit"), "{bar}");
    browser.wait("the check of how recent it is", LONG,
        "const c = document.querySelector('[data-testid=check-C10]'); return c && c.dataset.outcome === 'passed'");
    silent(&browser, "with witnesses");

    // Another list of witnesses later is said, and this device keeps the one it knows.
    let mut server = server;
    assert_eq!(server.stop(), Some(0));
    std::fs::write(&policy, "quorum none\n").expect("a file");
    let address = server.url().trim_start_matches("http://").to_owned();
    drop(server);
    let again = ["--policy", policy.to_str().expect("UTF-8"), "--listen", &address];
    let server = TestServer::open_as(&data, &token, &again);
    browser.open(&format!("{}/verify", server.url()));
    verdict(&browser);
    let list = said(&browser, "[data-testid=policy-changed]");
    assert!(list.contains("now names other independent witnesses"), "{list}");
}
