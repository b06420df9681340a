//! Documents on static hosting: published with what cites them, gone with what
//! withholds them.

use super::{json, text};
use ledger::record::Hash;
use serde_json::{Value, json as object};
use std::path::Path;
use tests::daybook::{self, TestServer};
use tests::drafts::{body, statement};

const MINUTES: &[u8] = b"<script>alert(1)</script> minutes of an invented meeting";
const LATER: &[u8] = b"an invented letter that is handed in after it was cited";

fn citing(id: &str, bytes: &[u8]) -> Value {
    let mut draft = statement(id, "It rests on a file.");
    draft["sources"][0]["digest"] =
        object!({"blake3": Hash::of(bytes).to_hex(), "sha256": "0".repeat(64)});
    draft
}

fn withholding(bytes: &[u8]) -> Value {
    let mut draft = statement("withheld", "");
    draft["kind"] = object!("document_withheld");
    draft["event"] = object!({"document": Hash::of(bytes).to_hex(),
        "withholding_mode": "not_published", "ground": "erasure_request",
        "decided_by": "editor", "decided_on": "2026-11-01"});
    draft
}

#[test]
fn documents_are_published_when_they_come_and_removed_when_they_are_withheld() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path().join("site");
    let server = TestServer::start();
    let record = |draft: &Value| {
        server.client().post("/api/v1/events", &[], &body(draft)).expect(201);
    };
    let publish = || {
        let done = daybook::run(&["publish", text(&site), "--from", server.url(), "--json"]);
        json(0, &done)
    };
    let held = |bytes: &[u8]| {
        let path = site.join("documents").join(Hash::of(bytes).to_hex());
        let found = std::fs::read(path).ok();
        assert!(found.is_none() || found.as_deref() == Some(bytes));
        found.is_some()
    };
    server.client().upload(MINUTES);
    record(&citing("minutes", MINUTES));
    record(&citing("later", LATER));
    publish();
    assert!(held(MINUTES) && !held(LATER));
    let report = verify(0, &site);
    assert_eq!(report["documents"]["different"].as_array().map(Vec::len), Some(0), "{report}");

    server.client().upload(LATER);
    publish();
    assert!(held(LATER), "it was cited before and has come since");
    record(&withholding(MINUTES));
    let done = publish();
    assert_eq!(done["removed"].as_u64(), Some(1), "the document: {done}");
    assert!(!held(MINUTES) && held(LATER));
    verify(0, &site);
    publish();
    assert!(!held(MINUTES), "and it does not come back");

    let at = site.join("documents").join(Hash::of(LATER).to_hex());
    std::fs::write(&at, "another letter").expect("a file");
    let report = verify(1, &site);
    assert_eq!(
        report["documents"]["different"][0]["document"],
        Hash::of(LATER).to_hex(),
        "{report}"
    );
}

#[track_caller]
fn verify(code: i32, site: &Path) -> Value {
    let out = daybook::expect(code, &["verify", "--json", text(site)]);
    serde_json::from_str(&out).expect("a report")
}
