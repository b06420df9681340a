//! Recording by people: sign-in, one question a page, the check page, and one
//! event however often the button is pressed.

use super::{LONG, silent, verdict};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::daybook::{TestServer, expect};
use tests::drafts::{body, numbered, statement};

/// The form that the tests fill in.
const WRITE: &str = "/clerk/new/record_not_found";

/// A browser at a page for those who record.
pub(crate) struct Desk {
    pub(crate) browser: Browser,
    pub(crate) server: TestServer,
}

impl Desk {
    /// What is wrong with the page that is open, in every mode, once `ready` is there.
    #[track_caller]
    pub(crate) fn look(&self, place: &str, ready: &str) -> Vec<String> {
        self.browser.flaws(place, || self.wait(ready))
    }

    /// Opens a page and signs in.
    #[track_caller]
    pub(crate) fn at(path: &str) -> Self {
        let desk = Self { browser: Browser::start(), server: TestServer::start() };
        let token = desk.server.token().to_owned();
        desk.sign_in(path, &token);
        desk
    }

    /// Opens a page and signs in with a token.
    #[track_caller]
    pub(crate) fn sign_in(&self, path: &str, token: &str) {
        self.open(path);
        self.wait("#token");
        self.type_in("#token", token);
        self.click("[data-testid=sign-in] button[type=submit]");
        self.gone("#token");
    }

    #[track_caller]
    pub(crate) fn open(&self, path: &str) {
        self.browser.open(&format!("{}{path}", self.server.url()));
    }

    #[track_caller]
    pub(crate) fn wait(&self, selector: &str) {
        let script = format!("return document.querySelector({}) !== null", json!(selector));
        self.browser.wait(selector, LONG, &script);
    }

    #[track_caller]
    pub(crate) fn gone(&self, selector: &str) {
        let script = format!("return document.querySelector({}) === null", json!(selector));
        self.browser.wait(selector, LONG, &script);
    }

    /// Types as a person does: the page hears of each change.
    #[track_caller]
    pub(crate) fn type_in(&self, selector: &str, text: &str) {
        self.wait(selector);
        self.browser.js(&format!(
            "const field = document.querySelector({}); field.focus(); field.value = {};
             field.dispatchEvent(new Event('input', {{bubbles: true}}))",
            json!(selector),
            json!(text)
        ));
    }

    #[track_caller]
    pub(crate) fn click(&self, selector: &str) {
        self.wait(&format!("{selector}:not([aria-disabled=true]):not([disabled])"));
        self.browser.js(&format!("document.querySelector({}).click()", json!(selector)));
    }

    #[track_caller]
    pub(crate) fn text(&self, selector: &str) -> String {
        self.wait(selector);
        let script = format!("return document.querySelector({}).innerText", json!(selector));
        self.browser.js(&script).as_str().expect("a text").to_owned()
    }

    /// Presses "Continue" and waits for the next question, or what follows it.
    #[track_caller]
    pub(crate) fn go_on(&self, pointer: &str) {
        self.wait(&format!("[data-testid=question][data-pointer=\"{pointer}\"]"));
        self.click("[data-testid=question] button[type=submit]");
        self.gone(&format!("[data-testid=question][data-pointer=\"{pointer}\"]"));
    }

    /// Answers what a simple record needs, from the first question to the check
    /// page. It refers to nothing that is recorded elsewhere.
    #[track_caller]
    fn write(&self, text: &str) {
        self.click("input[name=a-event-sought][value=other]");
        self.go_on("/event/sought");
        self.type_in("#a-event-text", text);
        self.go_on("/event/text");
        self.type_in("#a-event-searched", "An invented shelf");
        self.go_on("/event/searched");
        self.open(&format!("{WRITE}?q=occurred"));
        self.type_in("#a-occurred-edtf-m", "8");
        self.type_in("#a-occurred-edtf-y", "2014");
        self.type_in("#a-occurred-written", "last August");
        self.go_on("/occurred");
        self.click("input[name=a-sources-0-kind][value=article]");
        self.type_in("#a-sources-0-title", "An invented article");
        self.go_on("/sources");
        self.click("input[name=a-basis][value=press_report]");
        self.go_on("/basis");
        self.click("input[name=a-certainty][value=stated]");
        self.go_on("/certainty");
        self.type_in("#a-inquiry", "test-inquiry");
        self.go_on("/inquiry");
    }

    fn size(&self) -> Value {
        self.server.client().get("/api/v1/events?limit=1").expect(200).json()["size"].clone()
    }
}

/// From sign-in to the timeline, and what stands on the check page is what is
/// recorded.
#[test]
fn an_event_is_recorded_from_sign_in_to_the_timeline() {
    let desk = Desk::at(WRITE);
    desk.write("Written by hand, <b>not</b> by a program.");
    desk.wait("[data-testid=to-record]");
    let shown = desk.text("#tab-panel");
    assert!(shown.contains("Written by hand, <b>not</b> by a program."), "{shown}");
    assert!(shown.contains("August 2014") && shown.contains("last August"), "{shown}");
    desk.click("#tab-1");
    let exact = desk.text("[data-testid=exact]");
    desk.click("#tab-2");
    let own = desk
        .browser
        .js("return document.querySelector('[data-testid=own-fingerprint]').dataset.hex");
    assert_eq!(own, ledger::record::Hash::of(exact.as_bytes()).to_hex());
    let server = desk
        .browser
        .js("return document.querySelector('[data-testid=server-fingerprint] code').title");
    assert_eq!(server, own, "browser and server have the same fingerprint");
    assert!(desk.text("[data-testid=position]").contains("event 0"));
    assert_eq!(desk.size(), 0, "nothing is recorded by looking");

    // Somebody records first: the position moves, the record does not.
    desk.server.client().post("/api/v1/events", &[], &body(&numbered("other", 0))).expect(201);
    desk.click("[data-testid=to-record]");
    let warned = desk.text("[data-testid=last-word]");
    assert!(
        warned
            .contains("This cannot be edited or deleted. Mistakes are corrected by a new record.")
    );
    desk.click("[data-testid=record]");
    desk.wait("[data-testid=done][data-index=\"1\"]");
    let one = desk.server.client().get("/api/v1/events/1").expect(200).json();
    assert!(one["line"].as_str().expect("a line").contains(&exact), "to the byte: {one}");
    assert_eq!(one["entry"]["draft"]["by"], "clerk");
    desk.open("/timeline");
    desk.browser.wait_for_text("Written by hand, <b>not</b> by a program.", LONG);
    verdict(&desk.browser);
    silent(&desk.browser, "recording");
    // What was typed is gone with the draft, and nothing of it went into the address.
    let kept = desk.browser.js("return JSON.stringify(sessionStorage)");
    assert!(!kept.as_str().expect("a text").contains("not</b>"), "{kept}");
}

#[test]
fn pressing_twice_makes_one_event() {
    let desk = Desk::at(WRITE);
    desk.write("Pressed twice.");
    desk.click("[data-testid=to-record]");
    desk.wait("[data-testid=record][aria-disabled=false]");
    desk.browser.js("const button = document.querySelector('[data-testid=record]');
         button.click(); button.click(); button.click();");
    desk.wait("[data-testid=done][data-index=\"0\"]");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(desk.size(), 1);
    silent(&desk.browser, "pressing twice");
    desk.open("/clerk");
    desk.wait("[data-testid=who]");
    let listed = desk.browser.js("return document.querySelectorAll('.tasks a').length");
    assert_eq!(listed, 1, "one line in the list of what was recorded");
}

#[test]
fn a_wrong_token_is_refused_and_kept_nowhere() {
    let desk = Desk { browser: Browser::start(), server: TestServer::start() };
    desk.open(WRITE);
    desk.type_in("#token", "daybook_wrong");
    desk.click("[data-testid=sign-in] button[type=submit]");
    desk.wait("[data-testid=error-summary]");
    assert!(desk.text("[data-testid=error-summary]").contains("not known here"));
    assert_eq!(desk.browser.js("return document.title.startsWith('Error: ')"), true);
    assert_eq!(desk.browser.js("return sessionStorage.length + document.cookie.length"), 0);
    assert_eq!(desk.browser.js("return location.search + location.hash"), "");
    // An empty one is answered without asking the server.
    desk.type_in("#token", " ");
    desk.click("[data-testid=sign-in] button[type=submit]");
    desk.browser.wait_for_text("it begins with daybook_", LONG);
}

/// Whatever script ran in the page could not give the token away, nor the session.
#[test]
fn the_token_and_the_session_are_where_no_script_can_read_them() {
    let desk = Desk::at(WRITE);
    let kept = "return JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])";
    let kept = desk.browser.js(kept).to_string();
    assert!(kept.contains("clerk") && !kept.contains(desk.server.token()), "{kept}");
    assert_eq!(desk.browser.js("return document.cookie"), "", "the session's cookie is not shown");
    // And yet it is signed in: what the browser sends by itself, with the page's header.
    desk.write("By session.");
    desk.click("[data-testid=to-record]");
    desk.click("[data-testid=record]");
    desk.wait("[data-testid=done]");
    assert_eq!(desk.size(), 1);
    let out = "fetch('/api/v1/session/end', {method: 'POST', headers: {'X-Daybook-As': 'clerk'}})";
    desk.browser.js(&format!("window.out = 0; {out}.then(a => {{ window.out = a.status }})"));
    desk.browser.wait("signed out", LONG, "return window.out === 200");
    desk.open("/clerk");
    desk.wait("#token");
    assert!(desk.text("main").contains("You are not signed in any more"));
}

/// A token that was revoked while somebody wrote: what was written stays.
#[test]
fn a_revoked_token_leaves_the_draft() {
    let desk = Desk::at(WRITE);
    desk.write("Not lost.");
    desk.wait("[data-testid=to-record]");
    let data = desk.server.data().to_str().expect("UTF-8").to_owned();
    expect(0, &["token", "revoke", "--data", &data, "--name", "clerk"]);
    desk.click("[data-testid=to-record]");
    desk.click("[data-testid=record]");
    desk.wait("#token");
    assert!(desk.text("main").contains("What you wrote is kept in this tab"));
    assert_eq!(desk.size(), 0);
    let out = expect(0, &["token", "--data", &data, "--name", "clerk"]);
    let token = out.split_whitespace().last().expect("a token").to_owned();
    desk.type_in("#token", &token);
    desk.click("[data-testid=sign-in] button[type=submit]");
    desk.click("[data-testid=record]");
    desk.wait("[data-testid=done]");
    assert_eq!(desk.size(), 1);
}

#[test]
fn what_is_wrong_is_named_beside_its_field_and_in_the_summary() {
    let desk = Desk::at("/clerk/new/office_registered");
    desk.click("[data-testid=question] button[type=submit]");
    desk.wait("[data-testid=error-summary] a[href=\"#a-event-office\"]");
    assert_eq!(desk.browser.js("return document.title.startsWith('Error: ')"), true);
    let focused = desk.browser.js("return document.activeElement.className");
    assert_eq!(focused, "errors", "the focus goes to the summary");
    desk.type_in("#a-event-office", "Chair of the Board");
    desk.click("[data-testid=question] button[type=submit]");
    desk.browser.wait_for_text("is not an identifier", LONG);
    desk.type_in("#a-event-office", "chair");
    desk.go_on("/event/office");
    desk.open("/clerk/new/office_registered?q=event/seats");
    desk.type_in("#a-event-seats", "two");
    desk.click("[data-testid=question] button[type=submit]");
    desk.browser.wait_for_text("write a whole number", LONG);
    // The check page names the rest, each with a way to its question.
    desk.open("/clerk/new/office_registered?q=check");
    desk.wait("[data-testid=error-summary] a[href*=\"q=event/title\"]");
    desk.wait("[data-testid=error-summary] a[href*=\"q=sources\"]");
    desk.gone("[data-testid=to-record]");
    silent(&desk.browser, "faults");
}

/// What only the server can know comes back at its field.
#[test]
fn a_reference_in_use_is_refused_before_it_is_recorded() {
    let desk = Desk::at(WRITE);
    let used = statement("taken-1", "First.");
    desk.server.client().post("/api/v1/events", &[], &body(&used)).expect(201);
    desk.write("Second.");
    desk.open(&format!("{WRITE}?q=id&back=check"));
    desk.type_in("#a-id", "taken-1");
    desk.go_on("/id");
    desk.wait("[data-testid=refused]");
    desk.wait("[data-testid=error-summary] a[href*=\"q=id\"]");
    desk.gone("[data-testid=to-record]");
    assert_eq!(desk.size(), 1);
    // So does a reference to something that nobody registered.
    desk.open(&format!("{WRITE}?q=id&back=check"));
    desk.type_in("#a-id", "free-1");
    desk.go_on("/id");
    desk.wait("[data-testid=to-record]");
    desk.open(&format!("{WRITE}?q=event/body&back=check"));
    desk.type_in("#a-event-body", "no-such-body");
    desk.go_on("/event/body");
    desk.wait("[data-testid=error-summary] a[href*=\"q=event/body\"]");
    desk.gone("[data-testid=to-record]");
}

#[test]
fn a_correction_starts_from_the_record_and_its_old_value() {
    let desk = Desk::at("/clerk");
    let wrong = statement("wrong-1", "Much has impoved.");
    desk.server.client().post("/api/v1/events", &[], &body(&wrong)).expect(201);
    desk.open("/events/0");
    desk.click("[data-testid=amend] a[href*=correction]");
    desk.go_on("/event/target");
    desk.click("input[name=a-event-correction_kind][value=clerical]");
    desk.go_on("/event/correction_kind");
    desk.browser.wait_for_text("Much has impoved.", LONG);
    desk.browser.js("[...document.querySelectorAll('[data-testid=correct-field]')]
           .find(b => b.innerText.includes('Text') || b.textContent.includes(' Text')).click()");
    let old = "return document.querySelector('#a-event-changes-0-old').value";
    assert_eq!(desk.browser.js(old), "Much has impoved.");
    assert_eq!(
        desk.browser.js("return document.querySelector('#a-event-changes-0-field').value"),
        "/event/text"
    );
    desk.type_in("#a-event-changes-0-new", "Much has improved.");
    desk.go_on("/event/changes");
    silent(&desk.browser, "a correction");
}

#[test]
fn every_page_for_recording_is_accessible_in_light_and_dark_and_when_narrow() {
    let desk = Desk::at("/clerk");
    let mut problems = Vec::new();
    let mut look = |place: &str, ready: &str| {
        problems.extend(desk.look(place, ready));
    };
    desk.wait("[data-testid=who]");
    look("/clerk", "[data-testid=who]");
    desk.open("/clerk/new");
    look("/clerk/new", ".kinds");
    // Each shape of question once: id, codes, date, list of groups, long text, yes or no.
    for question in [
        "data_call_issued?q=event/call",
        "data_call_issued?q=event/indicators",
        "data_call_issued?q=event/due",
        "data_call_issued?q=event/nil_counts_as_data",
        "record_not_found?q=occurred",
        "record_not_found?q=sources",
        "record_not_found?q=event/text",
    ] {
        desk.open(&format!("/clerk/new/{question}"));
        look(question, "[data-testid=question]");
        desk.click("[data-testid=question] button[type=submit]");
        std::thread::sleep(std::time::Duration::from_millis(300));
        look(&format!("{question} after Continue"), "main h1");
    }
    desk.open(WRITE);
    desk.write("Looked at.");
    for tab in ["#tab-0", "#tab-1", "#tab-2"] {
        desk.wait("[data-testid=to-record]");
        desk.click(tab);
        look(&format!("check page {tab}"), "[data-testid=to-record]");
    }
    desk.click("[data-testid=to-record]");
    look("last word", "[data-testid=record]");
    desk.click("[data-testid=record]");
    desk.wait("[data-testid=done]");
    look("done", "[data-testid=done]");
    desk.open("/clerk");
    desk.click("[data-testid=sign-out]");
    look("sign-in", "#token");
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    silent(&desk.browser, "all pages for recording");
}
