//! Pages of views: the same answer as the API and the files, on screen, on
//! paper and in the address.

use super::pages::demonstration;
use super::sheets::{open as sheet, read};
use super::{LONG, silent, verdict};
use data_encoding::BASE64;
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::daybook::TestServer;
use tests::http::Client;

/// Where each view has its page, with a question it can answer on the
/// demonstration record.
const ASKED: &[(&str, &str, &str)] = &[
    ("bodies", "/bodies", ""),
    ("calls", "/returns", ""),
    ("coverage", "/returns/lscb-known-victims", "call=lscb-known-victims"),
    ("percent", "/questions/percent?percent=48&of=148", "percent=48&of=148"),
    ("people", "/people", ""),
    ("offices", "/offices", ""),
    ("summonses", "/summonses", ""),
    ("recommendations", "/recommendations", ""),
    ("overdue", "/overdue", ""),
    ("conflicts", "/questions/conflicts", ""),
    ("integrity", "/questions/integrity", ""),
    ("redactions", "/redactions", ""),
    ("silence", "/questions/silence?days=3000", "days=3000"),
    ("same-day", "/questions/same-day?date=2014-08-26", "date=2014-08-26"),
];

fn names(list: &Value, key: &str) -> Vec<Value> {
    list.as_array().expect("a list").iter().map(|one| one[key].clone()).collect()
}

fn same(page: &Value, api: &Value, place: &str) {
    assert_eq!(page["title"], api["title"], "{place}");
    assert_eq!(page["size"], api["stand"]["size"], "{place}");
    assert_eq!(page["hash"], api["stand"]["hash"], "{place}: the fingerprint");
    let figures: Vec<Value> = names(&api["figures"], "key")
        .into_iter()
        .zip(names(&api["figures"], "text"))
        .map(|(key, text)| json!([key, text]))
        .collect();
    assert_eq!(page["figures"], json!(figures), "{place}");
    assert_eq!(page["notices"], json!(names(&api["notices"], "text")), "{place}");
    assert_eq!(page["charts"], json!(names(&api["charts"], "key")), "{place}");
    let tables = api["tables"].as_array().expect("tables").iter();
    let tables: Vec<Value> =
        tables.map(|table| json!([table["key"], names(&table["rows"], "key")])).collect();
    assert_eq!(page["tables"], json!(tables), "{place}");
}

/// Rows of a CSV: enough of RFC 4180 to read what we write.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (vec![], vec![], String::new(), false);
    let mut letters = csv.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(cell.is_empty() && !quoted, "the file ends within a row");
    rows
}

fn column(csv: &str, name: &str) -> Vec<String> {
    let rows = rows(csv);
    let at = rows[0].iter().position(|header| header == name).expect("the column");
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "every row has every cell");
    rows[1..].iter().map(|row| row[at].clone()).collect()
}

/// Whoever asks gets the same: figures, notices, charts, rows, in the browser,
/// from the API, in the file.
#[test]
fn page_and_api_and_csv_give_one_answer() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let client = server.client();
    let browser = Browser::start();
    for (view, path, query) in ASKED {
        let api = client.get(&format!("/api/v1/views/{view}?{query}")).expect(200).json();
        let page = sheet(&browser, &format!("{}{path}", server.url()));
        same(&page, &api, path);
        for table in api["tables"].as_array().expect("tables") {
            let key = table["key"].as_str().expect("a key");
            let ask = format!("/api/v1/views/{view}?{query}&format=csv&table={key}");
            let csv = client.get(&ask).expect(200).text();
            let keys: Vec<Value> = column(&csv, "row").into_iter().map(Value::from).collect();
            assert_eq!(json!(keys), json!(names(&table["rows"], "key")), "{view} {key}");
            if keys.is_empty() {
                continue;
            }
            let saved = saved(&browser, &format!("[data-key='{key}'] [data-testid=csv]"));
            assert_eq!(saved, csv, "{view} {key}: the browser's file and the server's");
        }
        silent(&browser, path);
    }
}

/// The text of the file that a button offers.
#[track_caller]
fn saved(browser: &Browser, button: &str) -> String {
    browser.js(&format!(
        "window.saved = null;
         if (!window.keepBlob) {{ window.keepBlob = URL.createObjectURL;
           URL.createObjectURL = blob => {{ blob.text().then(t => window.saved = t); return window.keepBlob.call(URL, blob); }}; }}
         document.querySelector({}).click();",
        json!(button)
    ));
    let text = browser.wait("the file", LONG, "return window.saved === null ? '' : [window.saved]");
    text[0].as_str().expect("a text").to_owned()
}

/// The figures of the article, each on its page.
#[test]
fn the_figures_of_the_article_stand_on_the_pages() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let browser = Browser::start();
    for (path, figure) in [
        ("/returns/lscb-known-victims", "71 of 148 (48%)"),
        ("/questions/percent?percent=79&of=43,39", "34 of 43"),
        ("/questions/percent?percent=79&of=43,39", "31 of 39"),
        ("/questions/days-between?a=2014-08-26&b=2015-03-10", "196"),
    ] {
        browser.open(&format!("{}{path}", server.url()));
        verdict(&browser);
        browser.wait_for_text(figure, LONG);
    }
    let conflicts = sheet(&browser, &format!("{}/questions/conflicts", server.url()));
    assert!(
        conflicts["tables"][0][1].as_array().is_some_and(|rows| !rows.is_empty()),
        "{conflicts}"
    );
}

/// Ten filter sets for the demonstration record.
pub(super) const FILTERS: [&str; 10] = [
    "order=oldest",
    "family=returns",
    "family=returns,people&order=oldest",
    "kind=correction",
    "body=occ",
    "q=Rotherham",
    "q=report&clock=recorded",
    "from=2014&to=2014",
    "from=2011-10&to=2013-11&order=oldest",
    "q=no-such-words-anywhere",
];

/// Scenario 18: whichever way a query is shown, it shows the same events.
#[test]
fn list_and_api_and_files_hold_the_same_events() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let client = server.client();
    let browser = Browser::start();
    for query in FILTERS {
        let of_api = ids(&client, query);
        let csv = client.get(&format!("/api/v1/events?{query}&format=csv")).expect(200).text();
        assert_eq!(column(&csv, "index"), of_api, "{query}: the file");
        browser.open(&format!("{}/timeline?{query}&per=100", server.url()));
        verdict(&browser);
        let wanted = of_api.len();
        let script = format!(
            "const c = document.querySelector('[data-testid=results-count]');
             const rows = [...document.querySelectorAll('[data-testid=entry-row]')].map(r => r.dataset.index);
             return c && c.innerText.startsWith('Showing {wanted} ') && rows.length === {wanted} ? rows : ''"
        );
        let listed = browser.wait("the list", LONG, &script);
        assert_eq!(listed, json!(of_api), "{query}: the list");
        browser.open(&format!("{}/export?{query}", server.url()));
        verdict(&browser);
        let ready = format!(
            "return document.querySelector('[data-testid=results-count]').innerText.startsWith('{wanted} of ')"
        );
        browser.wait("the count", LONG, &ready);
        assert_eq!(saved(&browser, "[data-testid=save-csv]"), csv, "{query}: the browser's file");
    }
}

pub(super) fn ids(client: &Client, query: &str) -> Vec<String> {
    let list = client.get(&format!("/api/v1/events?{query}&limit=500")).expect(200).json();
    names(&list["events"], "index").iter().map(ToString::to_string).collect()
}

/// Scenario 21: an address opens the same view anywhere, "back" undoes one
/// step, and a link that is older than the ledger says so.
#[test]
fn the_address_is_the_view() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let browser = Browser::start();
    let page = sheet(&browser, &format!("{}/bodies?sort=-bodies.body", server.url()));
    let mut up = page["tables"][0][1].clone();
    browser.js("document.querySelector('.sorter').click()");
    browser.wait("the other order", LONG, "return location.search === '?sort=bodies.body'");
    up.as_array_mut().expect("rows").reverse();
    browser.wait(
        "sorted rows",
        LONG,
        "return document.querySelector('th[aria-sort=ascending]') !== null",
    );
    assert_eq!(read(&browser)["tables"][0][1], up, "the other way round");
    browser.js("history.back()");
    browser.wait(
        "back",
        LONG,
        "return document.querySelector('th[aria-sort=descending]') !== null",
    );
    assert_eq!(read(&browser)["tables"][0][1], page["tables"][0][1]);

    let then = sheet(&browser, &format!("{}/bodies?at=3:00ff", server.url()));
    assert_eq!(then["size"], 3);
    let said = browser.js("return document.querySelector('[data-testid=stale-at]').innerText");
    let said = said.as_str().expect("words");
    assert!(said.starts_with("This link was made at event 3; the ledger now has 59."), "{said}");
    browser.open(&format!("{}/bodies?at=99", server.url()));
    browser.wait("a refusal", LONG, "const p = document.querySelector('[data-testid=problem]'); return p && p.dataset.name === 'at'");
    silent(&browser, "addresses");
}

/// Scenario 23: a committee paper.
#[test]
fn a_printed_page_says_where_it_is_from_and_holds_the_whole_list() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let browser = Browser::start();
    for path in ["/timeline?family=returns", "/returns/lscb-known-victims"] {
        browser.open(&format!("{}{path}", server.url()));
        verdict(&browser);
        browser.wait("the page", LONG, "return document.querySelector('[data-testid=entry-row], [data-testid=figure]') !== null");
        browser.devtools("Emulation.setEmulatedMedia", json!({"media": "print"}));
        let text = browser.text();
        let summary = browser
            .js("return document.querySelector('[data-testid=print-head] code').textContent");
        assert_eq!(summary.as_str().map(str::len), Some(64), "the root: {summary}");
        for wanted in [path, "Signed summary:", "A printed page cannot be verified", "Verified"] {
            assert!(text.contains(wanted), "{path}: {wanted} is not in\n{text}");
        }
        let shown = browser.js(
            "return [...document.querySelectorAll('canvas, .drawn, .masthead__links, .pager, .files')]
               .filter(e => e.getClientRects().length).map(e => e.className)",
        );
        assert_eq!(shown, json!([]), "{path}: nothing that only a screen can do");
        let printed = browser.devtools("Page.printToPDF", json!({"printBackground": true}));
        let pdf =
            BASE64.decode(printed["data"].as_str().expect("a file").as_bytes()).expect("base64");
        assert!(pdf.starts_with(b"%PDF") && pdf.len() > 5_000, "{} bytes", pdf.len());
        assert!(pdf.windows(5).any(|part| part == b"/Font"), "the text can be selected");
        browser.devtools("Emulation.setEmulatedMedia", json!({"media": ""}));
    }
    // A long table is hidden in part on the screen, and whole on paper.
    let all = browser.js("return [...document.querySelectorAll('tr.print-only')].length");
    assert!(all.is_u64(), "{all}");
}

/// Scenario 24: words that a spreadsheet would run.
#[test]
fn a_hostile_title_is_harmless_in_a_table_and_whole_in_json() {
    let server = TestServer::start();
    let client = server.client();
    let draft = json!({"id": "hostile", "inquiry": "demo", "kind": "body_registered",
        "basis": "official_record", "certainty": "stated",
        "sources": [{"kind": "page", "title": "A page"}],
        "event": {"body": "hostile", "name": "=HYPERLINK(\"http://x.example\")", "body_kind": "lscb"}});
    client.post("/api/v1/events", &[], draft.to_string().as_bytes()).expect(201);
    let browser = Browser::start();
    sheet(&browser, &format!("{}/bodies", server.url()));
    let csv = saved(&browser, "[data-testid=csv]");
    assert_eq!(column(&csv, "body"), ["'=HYPERLINK(\"http://x.example\")"]);
    assert_eq!(column(&csv, "altered_for_spreadsheet"), ["body"]);
    let lines = client.get("/api/v1/views/bodies?format=jsonl").expect(200).text();
    let line: Value = serde_json::from_str(lines.trim_end()).expect("one line of JSON");
    assert_eq!(line["body"], "=HYPERLINK(\"http://x.example\")");
    silent(&browser, "hostile words");
}

/// Scenario 19 for the pages of views: light, dark, narrow and forced colours.
#[test]
fn every_view_is_accessible_in_every_mode() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let server = demonstration(folder.path());
    let browser = Browser::start();
    let mut problems = Vec::new();
    let more = [
        "/questions",
        "/as-of",
        "/search?q=rotherham",
        "/export",
        "/compare",
        "/offices/none",
        "/recommendations?at=9",
        "/people?known=2026-01-01",
        "/check-document",
        "/open",
    ];
    for path in ASKED.iter().map(|(_, path, _)| *path).chain(more) {
        browser.open(&format!("{}{path}", server.url()));
        verdict(&browser);
        browser.wait("the page", LONG, "return document.querySelector('main h1') && !document.querySelector('[data-testid=loading]')");
        problems.extend(browser.flaws(path, || ()));
        let log = browser.log();
        problems.extend(log.into_iter().map(|line| format!("{path}: the browser says {line}")));
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
}
