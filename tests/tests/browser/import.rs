//! Many records from one table: problems by what mends them, nothing written
//! before all is in order, and then all or none.

use super::clerk::Desk;
use super::{LONG, silent};
use serde_json::{Value, json};
use tests::drafts::body;

const HEADER: &str = "Board,Answer,Received,Count,Children\n";

/// A ledger with twenty bodies and a data call, and a page for importing.
fn desk() -> Desk {
    let desk = Desk::at("/clerk/import");
    let draft = |id: String, kind: &str, event: Value| {
        json!({"id": id, "inquiry": "demo", "kind": kind, "event": event,
            "basis": "official_record", "certainty": "stated",
            "sources": [{"kind": "report", "title": "An invented register"}]})
    };
    let body_of = |name: String| {
        let event = json!({"body": name, "name": format!("Invented {name}"), "body_kind": "lscb",
            "jurisdiction": "E"});
        draft(format!("reg-{name}"), "body_registered", event)
    };
    let mut all: Vec<Value> = (0..20).map(|n| body_of(format!("body-{n}"))).collect();
    all.push(draft(
        "call".into(),
        "data_call_issued",
        json!({"call": "call-1", "issuer": "body-0", "legal_basis": "request",
            "indicators": [{"indicator": "cse-1", "title": "t", "definition": "d", "scale": 10000,
                "denominator_definition": "x", "direction": "higher_is_worse"}],
            "nil_counts_as_data": true}),
    ));
    desk.server.client().post("/api/v1/events", &[], &body(&json!(all))).expect(201);
    desk
}

/// Chooses a file as a person does.
#[track_caller]
fn choose(desk: &Desk, name: &str, text: &str) {
    desk.wait("[data-testid=import-file] button[type=submit]:not([disabled])");
    desk.browser.js(&format!(
        "const files = new DataTransfer();
         files.items.add(new File([{}], {}, {{type: 'text/csv'}}));
         document.querySelector('#file').files = files.files",
        json!(text),
        json!(name)
    ));
    desk.click("[data-testid=import-file] button[type=submit]");
}

#[track_caller]
fn pick(desk: &Desk, selector: &str, value: &str) {
    desk.wait(selector);
    desk.browser.js(&format!(
        "const list = document.querySelector({}); list.value = {};
         list.dispatchEvent(new Event('change', {{bubbles: true}}))",
        json!(selector),
        json!(value)
    ));
}

/// What is the same in every row.
#[track_caller]
fn fill(desk: &Desk) {
    desk.wait("[data-testid=import-columns]");
    desk.type_in("#fixed-event-call", "call-1");
    desk.type_in("#fixed-inquiry", "demo");
    desk.type_in("#fixed-event-values-0-indicator", "cse-1");
    desk.type_in("#fixed-sources-0-title", "An invented table");
    pick(desk, "#fixed-sources-0-kind", "dataset");
    pick(desk, "#fixed-basis", "direct_submission");
}

const CHECK: &str = "[data-testid=import-columns] button[type=submit]";

#[track_caller]
fn size(desk: &Desk) -> u64 {
    let told = desk.server.client().get("/api/v1/events?limit=1").expect(200).json();
    told["size"].as_u64().expect("a number")
}

#[test]
fn seventeen_bad_dates_are_one_problem_and_write_nothing() {
    let desk = desk();
    let mut text = HEADER.to_owned();
    for n in 0..17 {
        let row = format!("body-{n},nil,03/04/{},,\n", 2000 + n);
        text.push_str(&row);
    }
    text.push_str("body-17,data,2014,3,20000\n");
    choose(&desk, "bad.csv", &text);
    fill(&desk);
    desk.click(CHECK);
    desk.wait("[data-testid=import-problems]");
    let groups = desk.browser.js(
        "return [...document.querySelectorAll('[data-testid=group]')].map(g => g.dataset.rows)",
    );
    assert_eq!(groups, json!(["17"]), "one question, not seventeen");
    let said = desk.text("[data-testid=import-problems]");
    for part in ["Received", "line 2: 03/04/2000", "say whether day or month comes first"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(size(&desk), 21, "nothing is written");
    // The bad rows can be saved, with the reasons.
    desk.browser.js(
        "window.saved = ''; const make = URL.createObjectURL;
         URL.createObjectURL = blob => { blob.text().then(t => window.saved = t); return make(blob); }",
    );
    desk.click("[data-testid=bad-rows]");
    let saved = desk.browser.wait("the file", LONG, "return window.saved");
    let saved = saved.as_str().expect("a text");
    assert_eq!(saved.lines().count(), 18, "{saved}");
    assert!(saved.lines().next().expect("a header").contains("Reason"), "{saved}");

    // Mended by one answer: all 18, with one press or three.
    desk.click("[data-testid=import-back]");
    desk.click("#order-day");
    desk.click(CHECK);
    desk.wait("[data-testid=import-look][data-count=\"18\"]");
    assert!(desk.text("[data-testid=import-look]").contains("3 April 2000"));
    assert_eq!(size(&desk), 21, "looking writes nothing");
    desk.click("[data-testid=import-on]");
    desk.wait("[data-testid=record]:not([aria-disabled=true])");
    desk.browser.js(
        "const button = document.querySelector('[data-testid=record]'); button.click(); button.click()",
    );
    desk.wait("[data-testid=import-done][data-count=\"18\"]");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(size(&desk), 39, "pressed twice, recorded once");
    silent(&desk.browser, "an import");
}

#[test]
fn what_only_the_server_knows_comes_back_at_its_row() {
    let desk = desk();
    let text = format!("{HEADER}body-1,nil,2014,,\nnobody,nil,2014,,\n");
    choose(&desk, "unknown.csv", &text);
    fill(&desk);
    desk.click(CHECK);
    desk.wait("[data-testid=import-problems]");
    let said = desk.text("[data-testid=import-problems]");
    assert!(said.contains("Board") && said.contains("line 3: nobody"), "{said}");
    assert_eq!(size(&desk), 21);
}

/// A cell that a spreadsheet would run is words here, and stays so in what can
/// be saved; a file that is no table is named with its line.
#[test]
fn hostile_files_do_no_harm() {
    let desk = desk();
    choose(&desk, "open.csv", "a,b\n1,\"x\n");
    desk.browser.wait_for_text("a quotation mark is never closed", LONG);
    let cell = "\"=HYPERLINK(\"\"https://x.example\"\",\"\"<img src=x onerror=alert(1)>\"\")\"";
    choose(&desk, "hostile.csv", &format!("{HEADER}{cell},nil,@SUM(A1),,\n"));
    fill(&desk);
    desk.click(CHECK);
    desk.wait("[data-testid=import-problems]");
    assert!(desk.text("[data-testid=import-problems]").contains("line 2: @SUM(A1)"));
    let images = "return document.querySelectorAll('main img').length";
    assert_eq!(desk.browser.js(images), 0, "words, not HTML");
    desk.browser.js(
        "window.saved = ''; const make = URL.createObjectURL;
         URL.createObjectURL = blob => { blob.text().then(t => window.saved = t); return make(blob); }",
    );
    desk.click("[data-testid=bad-rows]");
    let saved = desk.browser.wait("the file", LONG, "return window.saved");
    let saved = saved.as_str().expect("a text");
    assert!(saved.contains("\"'=HYPERLINK(") && saved.contains(",'@SUM(A1)"), "{saved}");
    assert_eq!(size(&desk), 21);
    silent(&desk.browser, "hostile files");
}

#[test]
fn every_page_of_an_import_is_accessible() {
    let desk = desk();
    let mut problems = Vec::new();
    let mut look = |place: &str, ready: &str| {
        problems.extend(desk.look(place, ready));
    };
    look("file", "[data-testid=import-file]");
    let text = format!("{HEADER}body-1,nil,03/04/2014,,\nbody-2,nil,2014,,\n");
    choose(&desk, "some.csv", &text);
    fill(&desk);
    look("columns", "[data-testid=import-columns]");
    desk.click(CHECK);
    look("problems", "[data-testid=import-problems]");
    desk.click("[data-testid=import-back]");
    desk.click("#order-month");
    desk.click(CHECK);
    look("look", "[data-testid=import-look]");
    desk.click("[data-testid=import-on]");
    look("last word", "[data-testid=record]");
    desk.click("[data-testid=record]");
    look("done", "[data-testid=import-done]");
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
