//! Keys that browsers keep, and a second person who looks: from two tokens to
//! one entry with two signatures.

use super::clerk::Desk;
use super::{LONG, silent, verdict};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::daybook::TestServer;
use tests::drafts::{body, statement};
use tests::http::Client;

const PENDING: &str = "/api/v1/pending";

/// A clerk's browser at a server where some records need a second person, and
/// the editor's token.
fn office() -> (Desk, String) {
    let server = TestServer::start_with_four_eyes();
    let editor = server.token_of("editor");
    let desk = Desk { browser: Browser::start(), server };
    let token = desk.server.token().to_owned();
    desk.sign_in("/clerk", &token);
    (desk, editor)
}

fn size(server: &TestServer) -> Value {
    server.client().get("/api/v1/events?limit=1").expect(200).json()["size"].clone()
}

/// What the editor's program does where a test is about the clerk.
#[track_caller]
fn approve(server: &TestServer, token: &str, id: &str) {
    let client = Client::new(server.url()).with_token(token);
    let seen = client.get(&format!("{PENDING}/{id}")).expect(200).json();
    let typed = json!({"version": seen["version"],
        "occurred": seen["items"][0]["draft"]["occurred"]["edtf"]});
    client.post(&format!("{PENDING}/{id}/approve"), &[], &body(&typed)).expect(201);
}

/// The id of the proposal whose page is open.
#[track_caller]
fn open_id(desk: &Desk) -> String {
    desk.wait("[data-testid=review]");
    let id = desk.browser.js("return location.pathname.split('/').pop()");
    id.as_str().expect("an id").to_owned()
}

/// Makes a key in this browser and registers it; `other` lets it in.
#[track_caller]
fn key(desk: &Desk, other: &str) -> String {
    desk.open("/clerk/keys");
    desk.click("[data-testid=make-key]");
    desk.wait("[data-testid=own-key]");
    let id = desk.browser.js("return document.querySelector('[data-testid=own-key]').dataset.id");
    assert!(desk.text("[data-testid=key-standing]").contains("Not registered"));
    desk.click("[data-testid=register-key]");
    desk.click("[data-testid=to-record]");
    desk.wait("[data-testid=signing][data-signs=false]");
    desk.click("[data-testid=record]");
    approve(&desk.server, other, &open_id(desk));
    desk.open("/clerk/keys");
    desk.browser.wait_for_text("and good.", LONG);
    id.as_str().expect("an id").to_owned()
}

/// Writes the registration of an invented person, up to the check page.
#[track_caller]
fn write(desk: &Desk, text: &str) {
    const FORM: &str = "/clerk/new/person_registered";
    desk.open(FORM);
    desk.type_in("#a-event-person", "person-a1");
    desk.go_on("/event/person");
    desk.type_in("#a-event-name", text);
    desk.go_on("/event/name");
    desk.open(&format!("{FORM}?q=occurred"));
    desk.type_in("#a-occurred-edtf-m", "8");
    desk.type_in("#a-occurred-edtf-y", "2014");
    desk.go_on("/occurred");
    desk.click("input[name=a-sources-0-kind][value=article]");
    desk.type_in("#a-sources-0-title", "An invented article");
    desk.go_on("/sources");
    desk.click("input[name=a-basis][value=press_report]");
    desk.go_on("/basis");
    desk.click("input[name=a-certainty][value=stated]");
    desk.go_on("/certainty");
    desk.type_in("#a-inquiry", "test-inquiry");
    desk.go_on("/inquiry");
    desk.wait("[data-testid=to-record]");
}

fn hex(desk: &Desk, which: &str) -> Value {
    let script = format!("return document.querySelector('[data-testid={which}]').dataset.hex");
    desk.browser.js(&script)
}

#[test]
fn two_people_record_one_event_with_two_signatures() {
    let (clerk, token) = office();
    let own = clerk.server.token().to_owned();
    let own_key = key(&clerk, &token);
    write(&clerk, "An Invented Name");
    assert!(clerk.text("[data-testid=second-person]").contains("names a person"));
    clerk.click("#tab-2");
    let fingerprint = hex(&clerk, "own-fingerprint");
    clerk.click("[data-testid=to-record]");
    clerk.wait("[data-testid=signing][data-signs=true]");
    clerk.browser.js("const button = document.querySelector('[data-testid=record]');
         button.click(); button.click();");
    let id = open_id(&clerk);
    clerk.wait("[data-testid=yours]");
    clerk.gone("[data-testid=approve]");
    let typed = body(&json!({"version": 1, "occurred": "2014-08"}));
    let refused = clerk.server.client().post(&format!("{PENDING}/{id}/approve"), &[], &typed);
    refused.expect(403);
    assert_eq!(size(&clerk.server), 1, "nothing but the key is recorded yet");
    let all = clerk.server.client().get(PENDING).expect(200).json();
    let waits = all["pending"].as_array().expect("a list");
    let waits = waits.iter().filter(|one| one["state"] == "awaiting").count();
    assert_eq!(waits, 1, "pressed twice, sent once: {all}");
    silent(&clerk.browser, "the author");

    // Another person, another browser.
    let Desk { browser, server } = clerk;
    let editor = Desk { browser: Browser::start(), server };
    editor.sign_in("/clerk", &token);
    let other_key = key(&editor, &own);
    assert_ne!(own_key, other_key);
    editor.open("/clerk");
    editor.wait("[data-testid=awaiting-you] .tasks__task");
    editor.click("[data-testid=awaiting-you] .tasks__task a");
    editor.wait("[data-testid=own-fingerprint]");
    assert_eq!(hex(&editor, "own-fingerprint"), fingerprint, "the author's own");
    assert_eq!(hex(&editor, "server-fingerprint"), fingerprint);
    assert!(editor.text("[data-testid=review]").contains("An Invented Name"));
    // Without the date it is not approved, and nothing is sent.
    editor.browser.wait(
        "the key",
        LONG,
        "return document.querySelector('[data-testid=approve]')?.disabled === false",
    );
    editor.click("[data-testid=approve]");
    editor.browser.wait_for_text("Type the date of the event", LONG);
    editor.type_in("#date", "2014-08");
    editor.browser.js("const button = document.querySelector('[data-testid=approve]');
         button.click(); button.click();");
    editor.wait("[data-testid=approved][data-index=\"2\"]");
    assert_eq!(size(&editor.server), 3, "one event");
    editor.open("/events/2");
    editor.wait("[data-testid=signer]:nth-child(2)");
    assert_eq!(verdict(&editor.browser), "verified", "and continues from the visit before");
    editor.browser.wait_for_text("Valid when this was recorded, and still.", LONG);
    let signers = editor.browser.js(
        "return [...document.querySelectorAll('[data-testid=signer]')].map(s => s.dataset.key)",
    );
    assert_eq!(signers, json!([own_key, other_key]));
    let check = "return document.querySelector('[data-testid=check-C8]').dataset.outcome";
    assert_eq!(editor.browser.js(check), "passed");
    silent(&editor.browser, "the second person");
    drop(browser);
}

/// Sent back with a reason, changed, looked at again: the change is shown.
#[test]
fn what_is_sent_back_is_changed_and_the_change_is_shown() {
    let (desk, token) = office();
    write(&desk, "An Invented Name");
    desk.click("[data-testid=to-record]");
    desk.wait("[data-testid=signing][data-signs=false]");
    desk.click("[data-testid=record]");
    let id = open_id(&desk);
    let editor = Client::new(desk.server.url()).with_token(&token);
    let reason = json!({"version": 1, "reason": "It is spelt otherwise."});
    editor.post(&format!("{PENDING}/{id}/return"), &[], &body(&reason)).expect(200);
    desk.open("/clerk");
    desk.click("[data-testid=returned] .tasks__task a");
    assert!(desk.text("[data-testid=reason]").contains("It is spelt otherwise."));
    desk.click("[data-testid=edit]");
    desk.wait("[data-testid=to-record]");
    desk.open("/clerk/new/person_registered?q=event/name&back=check");
    desk.type_in("#a-event-name", "Another Invented Name");
    desk.go_on("/event/name");
    desk.click("[data-testid=to-record]");
    desk.wait("[data-testid=signing][data-signs=false]");
    desk.click("[data-testid=record]");
    desk.wait("[data-testid=review][data-version=\"2\"]");
    desk.wait("[data-testid=diff]");
    let changed = desk.text("[data-testid=diff]");
    assert!(changed.contains("/event/name") && changed.contains("Another Invented"), "{changed}");
    assert!(!changed.contains("/sources"), "{changed}");
    desk.click("[data-testid=withdraw]");
    desk.wait("[data-testid=review][data-state=withdrawn]");
    assert_eq!(size(&desk.server), 0);
    silent(&desk.browser, "what was sent back");
}

#[test]
fn every_page_of_a_second_person_is_accessible_in_light_and_dark_and_when_narrow() {
    let (desk, token) = office();
    let own = desk.server.token().to_owned();
    let mut problems = Vec::new();
    let mut look = |desk: &Desk, place: &str, ready: &str| {
        problems.extend(desk.look(place, ready));
    };
    desk.open("/clerk/keys");
    look(&desk, "no key", "[data-testid=make-key]");
    key(&desk, &token);
    look(&desk, "a key", "[data-testid=register]");
    write(&desk, "An Invented Name");
    look(&desk, "check page", "[data-testid=second-person]");
    desk.click("[data-testid=to-record]");
    look(&desk, "last word", "[data-testid=signing][data-signs=true]");
    desk.click("[data-testid=record]");
    open_id(&desk);
    look(&desk, "the author's page", "[data-testid=yours]");
    // From here on as the other one, whose own draft waits too.
    let mut draft = statement("waits", "");
    draft["kind"] = json!("person_registered");
    draft["event"] = json!({"person": "person-a2", "name": "Somebody Invented"});
    desk.server.client().post(PENDING, &[], &body(&draft)).expect(201);
    desk.browser.js("sessionStorage.clear()");
    desk.sign_in("/clerk", &token);
    look(&desk, "list", "[data-testid=awaiting-you] .tasks__task");
    desk.click("[data-testid=awaiting-you] .tasks__task a");
    look(&desk, "the second person's page", "[data-testid=approve]");
    let id = open_id(&desk);
    approve(&desk.server, &token, &id);
    desk.open(&format!("/clerk/review/{id}"));
    look(&desk, "recorded", "[data-testid=approved]");
    assert_ne!(own, token);
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    silent(&desk.browser, "all pages of a second person");
}
