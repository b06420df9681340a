//! Signing in with the account of an organisation, as somebody does it.

use super::clerk::Desk;
use super::silent;
use serde_json::json;
use tests::browser::Browser;
use tests::daybook::{self, TestServer, expect, free_port, text};
use tests::provider::{Key, Provider};

const QUESTION: &str = "/clerk/new/record_not_found?q=event/text";

#[test]
fn somebody_leaves_to_sign_in_and_comes_back_to_where_they_were() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, secret) = (folder.path().join("ledger"), folder.path().join("secret"));
    let token = daybook::new_ledger(&data);
    let provider = Provider::start("a stranger");
    let address = format!("127.0.0.1:{}", free_port());
    let options = provider.options(&format!("http://{address}"), &secret);
    let more = ["--listen", &address, "--openid-name", "the Borough of Invented"];
    let options: Vec<&str> = options.iter().map(String::as_str).chain(more).collect();
    let server = TestServer::open_as(&data, &token, &options);
    let new = ["token", "new", "--data", text(&data), "--name", "alice", "--openid", "alice"];
    expect(0, &new);
    let desk = Desk { browser: Browser::start(), server };
    let button = "[data-testid=account] button";
    let here = || desk.browser.js("return location.pathname + location.search");

    desk.open(QUESTION);
    let words = desk.text(button);
    assert_eq!(words, "Sign in with the Borough of Invented");
    let flaws = desk.look("sign-in with an account", button);
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
    silent(&desk.browser, "the sign-in page");
    desk.click(button);
    // Nobody here is known by that account: they are told what to hand on.
    let said = desk.text("[data-testid=error-summary]");
    assert!(said.contains("a stranger") && said.contains("administrator"), "{said}");
    assert_eq!(here(), "/clerk", "the code does not stay in the address");

    provider.say(json!({ "sub": "alice" }), Key::Rsa);
    desk.open(QUESTION);
    desk.click(button);
    desk.wait("[data-testid=question]");
    assert_eq!(here(), QUESTION);
    let kept = desk.browser.js("return JSON.stringify(sessionStorage)").to_string();
    assert!(kept.contains("alice") && !kept.contains("code-"), "{kept}");
    let steps = desk.browser.js("return performance.getEntriesByType('navigation')[0].name");
    assert!(steps.to_string().contains("/clerk?"), "it came back to the page: {steps}");

    // What the provider answers when somebody turns back.
    desk.open("/clerk");
    desk.click("[data-testid=sign-out]");
    desk.open("/clerk?error=access_denied&error_description=Changed+my+mind&state=x");
    let said = desk.text("[data-testid=error-summary]");
    assert!(said.contains("Changed my mind"), "{said}");
    desk.wait(button);
    assert_eq!(here(), "/clerk");
}
