//! Sixty-seven languages, thirty scripts, in and out byte for byte.
//!
//! The texts are public and lie beside the repository, not in it; where they
//! are absent the test says "skipped".

use ledger::events::Draft;
use serde_json::{Value, json};
use std::fs;
use tests::checker::check_ledger;
use tests::daybook::TestServer;
use tests::drafts::{body, statement};
use tests::house;

/// The visible text of a page: tags out, entities decoded, lines kept.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let close = rest[open..].find('>').map_or(rest.len(), |at| open + at + 1);
        rest = &rest[close..];
    }
    text.push_str(rest);
    for (entity, plain) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(entity, plain);
    }
    text
}

/// As much of a text as one sealed field takes: 8,000 characters, no ends of
/// white space, no control characters but line ends.
fn field(text: &str) -> String {
    let plain: String =
        text.chars().filter(|c| !c.is_control() || *c == '\n').take(7_900).collect();
    plain.trim().to_owned()
}

#[test]
fn every_language_comes_out_byte_for_byte() {
    let folder = house::root().join("../shared/data/unicode/udhr");
    let Ok(listing) = fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let mut paths: Vec<_> = listing
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "html"))
        .collect();
    paths.sort();
    assert_eq!(paths.len(), 67, "the set of texts has changed");
    let texts: Vec<String> = paths
        .iter()
        .map(|path| field(&visible(&fs::read_to_string(path).expect("UTF-8"))))
        .collect();
    assert!(texts.iter().all(|text| text.len() > 500), "a text is nearly empty");

    let server = TestServer::start();
    let client = server.client();
    let mut sent = Vec::new();
    for (n, text) in texts.iter().enumerate() {
        let mut draft = statement(&format!("language-{n}"), text);
        let title: String = text.chars().filter(|c| *c != '\n').take(120).collect();
        draft["sources"][0]["title"] = json!(title.trim());
        client.post("/api/v1/events", &[], &body(&draft)).expect(201);
        sent.push(draft);
    }
    let checked = check_ledger(&server, 67);
    for ((n, draft), found) in sent.iter().enumerate().zip(&checked.entries) {
        // Through the read tree, as the viewer reads it.
        let openings = found.openings.as_ref().expect("openings");
        let read = Draft::read(&found.entry, openings).expect("a draft").to_json().to_canonical();
        let read: Value = serde_json::from_str(&read).expect("JSON");
        assert_eq!(&read, draft, "{}", paths[n].display());
        // Through the API, as other programs read it.
        let told = client.get(&format!("/api/v1/events/{n}")).expect(200).json();
        let opened = told["openings"].as_array().expect("openings");
        let text = opened.iter().find(|o| o["pointer"] == "/event/text").expect("the text");
        assert_eq!(text["value"], draft["event"]["text"], "{}", paths[n].display());
    }
}
