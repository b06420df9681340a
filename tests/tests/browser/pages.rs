//! Pages: up, honest while checking, verified, live, accessible, shareable.

use super::{LONG, silent, verdict};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use tests::browser::{Browser, MODES};
use tests::daybook::{self, TestServer};
use tests::drafts::{body, numbered, numbered_list, statement};

/// A server of the demonstration record.
pub(crate) fn demonstration(folder: &Path) -> TestServer {
    let data = folder.join("demo");
    let path = data.to_str().expect("UTF-8");
    daybook::expect(0, &["demo", "--no-serve", "--data", path]);
    TestServer::open(&data, "")
}

/// From POST to the reader's screen, without a reload.
#[test]
fn a_recorded_event_appears_in_the_open_timeline() {
    let server = TestServer::start();
    let client = server.client();
    client.post("/api/v1/events", &[], &body(&numbered("shown", 0))).expect(201);
    let browser = Browser::start();
    browser.open(&format!("{}/timeline", server.url()));
    assert_eq!(verdict(&browser), "firstvisit");
    browser.wait_for_text("Statement number 0 of shown.", LONG);
    let draft = statement("arrives", "A sentence that arrives while the page is open.");
    client.post("/api/v1/events", &[], &body(&draft)).expect(201);
    browser.wait_for_text("A sentence that arrives while the page is open.", LONG);
    // What arrived was checked like everything else.
    let script = "const bar = document.querySelector('[data-testid=verdict]');
        return ['verified', 'firstvisit'].includes(bar.dataset.state) && bar.innerText.includes('2')";
    browser.wait("the new verdict", LONG, script);
    // Its page shows the exact bytes that the store holds.
    browser.open(&format!("{}/events/1", server.url()));
    let bytes = browser.wait(
        "the exact bytes",
        LONG,
        "const b = document.querySelector('[data-testid=bytes]'); return b ? b.textContent : ''",
    );
    let told = client.get("/api/v1/events/1").expect(200).json();
    assert_eq!(bytes.as_str().map(str::trim), told["line"].as_str());
    silent(&browser, "timeline and entry");
}

/// The word must not be on the screen before the last check has ended. Every
/// change of the page is watched from its first moment.
#[test]
fn nothing_says_verified_before_it_is() {
    let server = TestServer::start();
    let client = server.client();
    for part in 0..5 {
        let batch = numbered_list("early", part * 1_000, part * 1_000 + 1_000);
        client.post("/api/v1/events", &[], &body(&batch)).expect(201);
    }
    let browser = Browser::start();
    let watch = "window.early = []; window.states = [];
        new MutationObserver(() => {
            const bar = document.querySelector('[data-testid=verdict]');
            const state = bar ? bar.dataset.state : 'absent';
            if (window.states.at(-1) !== state) window.states.push(state);
            const said = /(^|[^a-z])Verified/.test(document.body ? document.body.innerText : '');
            if (said && !['verified', 'firstvisit'].includes(state)) window.early.push(state);
        }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true});";
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", json!({"source": watch}));
    browser.open(server.url());
    assert_eq!(verdict(&browser), "firstvisit");
    let states = browser.js("return window.states");
    assert_eq!(browser.js("return window.early"), json!([]), "states were {states}");
    let seen: Vec<_> = states.as_array().expect("states").iter().collect();
    assert!(seen.contains(&&json!("checking")), "the check was never seen: {states}");
    silent(&browser, "the first page");
    // The second visit continues from the first.
    browser.open(server.url());
    assert_eq!(verdict(&browser), "verified");
}

#[test]
fn every_page_is_accessible_in_light_and_dark_and_when_narrow() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let browser = Browser::start();
    let mut problems = Vec::new();
    for path in ["/", "/timeline", "/events/0", "/events/30", "/verify", "/help", "/no-such-page"] {
        for mode in MODES {
            browser.show_as(mode);
            browser.open(&format!("{}{path}", server.url()));
            let key = verdict(&browser);
            assert!(["firstvisit", "verified"].contains(&key.as_str()), "{path}: {key}");
            browser.wait("the page", LONG, "return document.querySelector('main h1') !== null");
            problems.extend(browser.flaws_now(path, mode));
            let log = browser.log();
            problems.extend(log.into_iter().map(|line| format!("{path}: the browser says {line}")));
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}

/// A browser opens six connections to a server over HTTP/1.1, for all pages
/// together, and keeps pages for its Back button. A page that went on listening
/// there took one with it: the sixth page then waited for a minute.
#[test]
fn pages_that_were_left_take_nothing_from_the_next_one() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let browser = Browser::start();
    let limit = std::time::Duration::from_secs(30);
    for path in
        ["/", "/timeline", "/verify", "/offices", "/overdue", "/people", "/bodies", "/search"]
    {
        browser.open(&format!("{}{path}", server.url()));
        browser.wait(
            &format!("a verdict on {path}"),
            limit,
            "const bar = document.querySelector('[data-testid=verdict]');
             return bar && ['verified', 'firstvisit'].includes(bar.dataset.state)",
        );
    }
}

/// A violation is found where there is one, or the test above shows nothing.
#[test]
fn a_broken_page_is_noticed() {
    let server = TestServer::start();
    let browser = Browser::start();
    browser.open(server.url());
    verdict(&browser);
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.js("document.documentElement.removeAttribute('lang');
         document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>');");
    let found = browser.axe().join("\n");
    assert!(found.contains("html-has-lang") && found.contains("button-name"), "{found}");
    browser
        .js("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">inline</p>');");
    assert!(browser.log().join("").contains("Content Security Policy"), "no refusal was logged");
}

/// A link says which records it shows, to whoever follows it.
#[test]
fn a_filtered_view_is_a_link_that_can_be_shared() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let total = server.client().get("/api/v1/events?q=Rotherham&limit=1").expect(200).json();
    let total = total["total"].as_u64().expect("a number");
    assert!(total > 0, "the demonstration mentions Rotherham");
    let browser = Browser::start();
    browser.open(&format!("{}/timeline?q=Rotherham&order=oldest", server.url()));
    verdict(&browser);
    let script = "const c = document.querySelector('[data-testid=results-count]');
        return c && c.innerText.match(/\\d/) ? c.innerText : ''";
    let count = browser.wait("the count", LONG, script);
    let count = count.as_str().expect("a text");
    assert!(count.contains(&total.to_string()), "{count}; the API says {total}");
    let rows = browser.js("return document.querySelectorAll('[data-testid=entry-row]').length");
    assert!(rows.as_u64() > Some(0) && rows.as_u64() <= Some(total), "{rows} rows of {total}");
    silent(&browser, "the filtered timeline");
}

/// What a first visit costs after brotli: little for the overview, more for a
/// page of the whole viewer. The browser tells which files it took; over plain
/// HTTP it asks for gzip only, so their size in brotli is asked for here.
#[test]
fn the_first_load_is_small() {
    let server = TestServer::start();
    let small = first_load(&server, "/", "web");
    assert!(small > 20_000 && small <= SMALL, "{small} bytes for the overview");
    let timeline = first_load(&server, "/timeline", "timeline");
    assert!(timeline > small && timeline <= TIMELINE, "{timeline} bytes for the timeline");
    let whole = first_load(&server, "/questions", "whole");
    assert!(whole > timeline && whole <= WHOLE, "{whole} bytes for the questions");
}

/// Most bytes of the first load of the overview or of an entry.
const SMALL: usize = 300_000;
/// Most bytes of the first load of the timeline, which is compiled to check a million
/// entries in half a minute (server/build.rs).
const TIMELINE: usize = 360_000;
/// Most bytes of the first load of a page of the whole viewer: what it is, with
/// signing, documents and files, so that it grows no further unnoticed. It is to
/// become 600,000, by a build of its own for those who record.
const WHOLE: usize = 800_000;

/// The bytes of all files of the viewer that a first visit to `page` takes: one
/// wasm file, and not the other.
fn first_load(server: &TestServer, page: &str, build: &str) -> usize {
    let takes = format!("/{build}_bg.wasm");
    let browser = Browser::start();
    browser.open(&format!("{}{page}", server.url()));
    verdict(&browser);
    let paths = browser.js(
        "return performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
           .map(e => new URL(e.name).pathname)
           .filter(p => !p.startsWith('/log/') && !p.startsWith('/api/'))",
    );
    let paths = paths.as_array().expect("resources").iter().filter_map(|path| path.as_str());
    let paths: BTreeSet<&str> = paths.collect();
    let client = server.client();
    let mut total = 0;
    for path in &paths {
        let reply = client.try_get_as(path, "br").expect("an answer").expect(200);
        println!("first load of {page}: {path} {} bytes", reply.body.len());
        if *path == takes.as_str() {
            assert_eq!(reply.header("content-encoding"), "br");
        }
        total += reply.body.len();
    }
    println!("first load of {page}: {total} bytes after brotli");
    let wasm: Vec<_> = paths.iter().filter(|path| path.contains("_bg.")).collect();
    assert_eq!(wasm, [&takes.as_str()], "{page} takes {paths:?}");
    silent(&browser, page);
    total
}

/// From the small viewer to the whole one and back, by links and by "back".
#[test]
fn a_link_leads_from_the_small_viewer_to_the_whole_one() {
    let server = TestServer::start();
    let browser = Browser::start();
    let build = |wanted: &str| {
        let script = format!(
            "return performance.getEntriesByType('resource').some(e => e.name.endsWith('/{wanted}_bg.wasm'))
               && document.querySelector('main h1') !== null"
        );
        browser.wait(&format!("the build {wanted}"), LONG, &script);
    };
    server.client().post("/api/v1/events", &[], &body(&numbered("shown", 0))).expect(201);
    browser.open(server.url());
    build("web");
    assert_eq!(verdict(&browser), "firstvisit");
    let tile = "[data-testid=figures] a[href='/overdue']";
    browser.wait("a tile", LONG, &format!("return document.querySelector(\"{tile}\") !== null"));
    browser.js(&format!("document.querySelector(\"{tile}\").click()"));
    browser.wait("the page", LONG, "return location.pathname === '/overdue'");
    build("whole");
    assert_eq!(verdict(&browser), "verified");
    // In the whole viewer nothing is loaded anew.
    browser.js("window.same = true; document.querySelector(\"a[href='/timeline']\").click()");
    browser.wait("the timeline", LONG, "return location.pathname === '/timeline'");
    assert_eq!(browser.js("return window.same === true"), json!(true));
    // An address of the whole viewer that is come back to in the small one.
    browser.open(&format!("{}/help", server.url()));
    build("web");
    browser.js("history.pushState(null, '', '/questions'); history.pushState(null, '', '/help'); history.back()");
    browser.wait("the page", LONG, "return location.pathname === '/questions'");
    build("whole");
    browser.wait(
        "the questions",
        LONG,
        "return document.querySelector('main h1')?.innerText === 'Questions' || document.querySelector('.questions') !== null",
    );
    silent(&browser, "from one viewer to the other");
}
