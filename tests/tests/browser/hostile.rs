//! A host that sends too much, and records that are not what they look like.
//!
//! Why it matters: the reader's browser takes these bytes from whoever serves them, and
//! what was recorded from whoever wrote it. Neither may fill its memory, or become a
//! part of the page.

use super::forged::{Stage, bar};
use super::{LONG, silent, verdict};
use serde_json::json;
use std::io::Write;
use tests::browser::Browser;
use tests::daybook::TestServer;
use tests::drafts;
use tests::static_server::{ENDLESS, PACKED};

/// A gibibyte of zeros in some two hundred kilobytes.
fn bomb() -> Vec<u8> {
    let mut packed = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 1, 22);
    let zeros = vec![0; 1 << 20];
    for _ in 0..1_024 {
        packed.write_all(&zeros).expect("memory");
    }
    packed.into_inner()
}

#[test]
fn files_that_expand_or_never_end_are_left_and_never_verified() {
    let stage = Stage::new();
    let bomb = bomb();
    assert!(bomb.len() < 1 << 20, "it is small: {} bytes", bomb.len());
    let browser = Browser::start();
    for (name, end, bytes) in [
        ("tile/0/000.p/6", PACKED, bomb.clone()),
        ("tile/entries/000.p/6", PACKED, bomb.clone()),
        ("openings/000.p/6", ENDLESS, vec![b'x'; 64 << 10]),
        ("checkpoint", PACKED, bomb),
        ("checkpoint", ENDLESS, vec![b'x'; 64 << 10]),
    ] {
        let copy = format!("{}{end}", name.replace('/', "-"));
        let folder = stage.put(&copy, &stage.good);
        std::fs::write(folder.join(format!("{name}{end}")), bytes).expect("a file");
        let served = stage.serve(&copy, &stage.good);
        browser.open(served.url());
        let said = verdict(&browser);
        assert!(!["verified", "firstvisit"].contains(&said.as_str()), "{name}{end}: {said}");
        let poured = served.poured();
        assert!(poured < 256 << 20, "{name}: {poured} bytes of a file without an end were taken");
        // The page lives, and shows what it could check.
        assert!(!bar(&browser).is_empty(), "{name}{end}");
    }
    // The same browser, and a ledger that is good.
    let served = stage.serve("good-again", &stage.good);
    browser.open(served.url());
    assert_eq!(verdict(&browser), "firstvisit", "{}", bar(&browser));
}

const MARKUP: &str = "<img src=x class=planted onerror=alert(1)><script>window.planted=1</script>\
    <svg onload=alert(2)></svg>&lt;b class=planted&gt;[a](javascript:alert(3))";

#[test]
fn markup_in_every_text_is_shown_as_text() {
    let server = TestServer::start();
    let mut draft = drafts::statement("planted", MARKUP);
    draft["event"]["searched"] = json!(MARKUP);
    draft["occurred"]["written"] = json!(MARKUP);
    draft["sources"][0]["title"] = json!(MARKUP);
    draft["uncertainty"] = json!(MARKUP);
    let mut body = drafts::statement("planted-body", MARKUP);
    body["kind"] = json!("body_registered");
    // A name holds 200 characters.
    let name = "<img src=x class=planted onerror=alert(1)><b class=planted>";
    body["event"] =
        json!({"body": "planted-body", "body_kind": "lscb", "name": name, "note": MARKUP});
    for draft in [draft, body] {
        server.client().post("/api/v1/events", &[], &drafts::body(&draft)).expect(201);
    }
    let browser = Browser::start();
    for path in ["/", "/timeline", "/events/0", "/events/1", "/search?q=planted", "/verify"] {
        browser.open(&format!("{}{path}", server.url()));
        verdict(&browser);
        if path.starts_with("/events/0") || path == "/timeline" {
            browser.wait_for_text("<img src=x class=planted", LONG);
        }
        let found = browser
            .js("return document.querySelectorAll('.planted, img[src=x], svg[onload], [onerror], \
             a[href^=javascript]').length + (window.planted ? 1 : 0)");
        assert_eq!(found, 0, "{path}: something of the record became a part of the page");
        silent(&browser, path);
    }
}
