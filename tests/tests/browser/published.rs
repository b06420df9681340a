//! The viewer on static hosting: no server of ours, below a prefix, and no
//! address but files.

use super::{LONG, silent, verdict};
use tests::browser::Browser;
use tests::daybook::{self, TestServer};
use tests::drafts::{body, numbered_list};
use tests::static_server::StaticServer;

#[test]
fn a_published_copy_verifies_below_a_prefix_with_links_that_can_be_shared() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = TestServer::start();
    let batch = body(&numbered_list("published", 0, 12));
    server.client().post("/api/v1/events", &[], &batch).expect(201);
    let site = folder.path().join("some/where/ledger");
    let site = site.to_str().expect("a path in UTF-8");
    daybook::expect(0, &["publish", site, "--from", server.url()]);
    drop(server);
    let host = StaticServer::start("127.0.0.1:0", folder.path(), None).expect("a server");
    let top = format!("{}/some/where/ledger/", host.url());
    let browser = Browser::start();

    browser.open(&top);
    assert_eq!(verdict(&browser), "firstvisit");
    browser.wait_for_text("12 of 12", LONG);
    silent(&browser, "front page");
    let here = "return [...document.querySelectorAll('a[data-go]')].every(a => a.href.startsWith(document.baseURI.split('#')[0] + '#/'))";
    assert_eq!(browser.js(here), true, "every link leads to this file");
    // The policy that no header brings: the page speaks to its own host only.
    let refused = browser.js_async(
        "const done = arguments[arguments.length - 1];
         document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));
         fetch('http://127.0.0.1:1/').then(() => done('sent'), () => {})",
    );
    assert_eq!(refused, "connect-src");
    browser.log();

    // A link that somebody was sent, opened afresh.
    browser.open("about:blank");
    browser.open(&format!("{top}#/events/3"));
    browser.wait_for_text("Statement number 3 of published.", LONG);
    browser.wait("the entry", LONG, "return !!document.querySelector('[data-testid=entry-page]')");
    silent(&browser, "an event");

    // By links, within the small viewer and from it to the whole one.
    browser.js("document.querySelector('a[href=\"#/timeline\"]').click()");
    browser.wait_for_text("Statement number 11 of published.", LONG);
    browser.js("document.querySelector('a.skip').click()");
    assert_eq!(browser.js("return document.activeElement.id"), "main");
    assert_eq!(browser.js("return location.hash"), "#/timeline", "the address is still the page's");
    browser.js("document.querySelector('a[href=\"#/search\"]').click()");
    browser.wait("the whole viewer", LONG, "return location.hash === '#/search' && [...document.scripts].length > 0 && document.querySelector('h1')?.innerText === 'Search'");
    assert_eq!(verdict(&browser), "verified");
    silent(&browser, "search");
    browser.js("history.back()");
    browser.wait_for_text("Statement number 11 of published.", LONG);
    silent(&browser, "back");

    // There is nothing to record with, and nobody is asked for it.
    assert_eq!(browser.js("return document.querySelectorAll('a[href*=clerk], a[href*=\"/api/\"]:not([hidden] a)').length"), 0);
    assert_eq!(browser.flaws("published", || ()), Vec::<String>::new());
}
