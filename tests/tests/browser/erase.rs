//! A withheld field, as readers and recorders see it.

use super::clerk::Desk;
use super::{LONG, silent, verdict};
use serde_json::json;
use tests::drafts::{body, redaction, statement};

const SECRET: &str = "Rosamund Quillfeather of 4 Harbour Row";
const FIELD: &str = "/event/text";

/// An open page drops what is redacted, says who did it and why, and leads on.
#[test]
fn a_page_that_is_open_drops_the_value_and_says_who_withheld_it() {
    let desk = Desk::at("/clerk");
    let client = desk.server.client();
    client.post("/api/v1/events", &[], &body(&statement("held", SECRET))).expect(201);
    desk.open("/events/0");
    verdict(&desk.browser);
    let shows = |what: &str| format!("document.body.innerText.includes({})", json!(what));
    desk.browser.wait("the value", LONG, &format!("return {}", shows(SECRET)));
    desk.wait("[data-testid=amend]");

    // Recorded elsewhere, while the page is open.
    let draft = redaction("gone", "held", &[FIELD]);
    client.post("/api/v1/events", &[], &body(&draft)).expect(201);
    let dropped = format!("return !{} && {}", shows(SECRET), shows("Withheld. The record still"));
    desk.browser.wait("the page without the value", LONG, &dropped);
    verdict(&desk.browser);
    let kept = desk
        .browser
        .js(&format!("return document.documentElement.innerHTML.includes({})", json!(SECRET)));
    assert_eq!(kept, false, "nor in what is folded away");
    let section = desk.text("section[aria-label=Withheld]").to_lowercase();
    for words in ["redaction", "third party", "editor", "1 september 2014"] {
        assert!(section.contains(words), "{words}: {section}");
    }
    desk.wait("section[aria-label=Withheld] a[href='/events/1']");
    let ready = "section[aria-label=Withheld]";
    assert_eq!(desk.look("a withheld field", ready), Vec::<String>::new());
    let checks = desk.text("[data-testid=entry-page]");
    assert!(checks.contains("lead to the fingerprint in its line"), "it still checks: {checks}");

    // The redaction leads back, the log has it, search does not.
    desk.open("/events/1");
    desk.wait("[data-testid=entry-page] a[href='/events/0']");
    desk.open("/redactions");
    desk.browser.wait_for_text("1 of 1 (100%)", LONG);
    let log = desk.text("[data-testid=sheet]");
    for words in ["1 of 1 (100%)", FIELD, "Third party", "Overdue"] {
        assert!(log.contains(words), "{words}: {log}");
    }
    assert_eq!(desk.look("redactions", "[data-testid=sheet]"), Vec::<String>::new());
    desk.open("/search?q=Quillfeather");
    verdict(&desk.browser);
    let found = format!("return {}", shows("4 Harbour Row"));
    assert_eq!(desk.browser.js(&found), false);
    silent(&desk.browser, "the pages of a redaction");
}

/// Nobody types a pointer: what can be withheld is offered by name.
#[test]
fn the_form_of_a_redaction_offers_what_can_be_withheld() {
    let desk = Desk::at("/clerk");
    let draft = statement("held", SECRET);
    desk.server.client().post("/api/v1/events", &[], &body(&draft)).expect(201);
    desk.open("/events/0");
    verdict(&desk.browser);
    desk.wait("[data-testid=amend] a[href='/clerk/new/redaction?target=held']");
    desk.open("/clerk/new/redaction?target=held&q=event/fields");
    desk.wait("[data-testid=correct-field]");
    let offered = desk.text("section.old");
    assert!(offered.contains("Sources 1, title") && offered.contains(SECRET), "{offered}");
    assert!(!offered.contains("press_report"), "what is public cannot be withheld: {offered}");
    desk.browser.js("[...document.querySelectorAll('[data-testid=correct-field]')]
            .find(button => button.textContent === 'Withhold Text').click()");
    let typed = "return document.querySelector('#a-event-fields-0').value";
    desk.browser.wait("the field", LONG, &format!("{typed} === '{FIELD}'"));
    silent(&desk.browser, "the form of a redaction");
}
