//! One event, followed from the request to the proof.

use ledger::events::Draft;
use ledger::proof::{SignedCheckpoint, TreeHash, VerifierKey, verify_inclusion};
use ledger::record::{Hash, Index, Size};
use serde_json::Value;
use tests::checker::check_ledger;
use tests::daybook::TestServer;
use tests::drafts;
use tests::postgres;
use tests::raw_store::RawStore;

/// Checks a receipt as a suspicious writer would: hash, proof, signature.
#[track_caller]
pub(crate) fn check_receipt(receipt: &Value, checkpoint: &str, line: &[u8], key: &VerifierKey) {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    assert_eq!(text(&receipt["hash"]), Hash::of(line).to_hex());
    let leaf = TreeHash::leaf(line);
    assert_eq!(text(&receipt["inclusion"]["leaf"]), leaf.to_base64());
    let path: Vec<TreeHash> = receipt["inclusion"]["path"]
        .as_array()
        .expect("a path")
        .iter()
        .map(|hash| TreeHash::parse_base64(&text(hash)).expect("a hash"))
        .collect();
    let signed = SignedCheckpoint::parse(checkpoint.as_bytes()).expect("a checkpoint");
    signed.verify(std::slice::from_ref(key)).expect("signed by the ledger");
    let end = signed.checkpoint();
    let index = Index::new(receipt["index"].as_u64().expect("an index"));
    assert_eq!(Some(end.size.get()), receipt["inclusion"]["size"].as_u64());
    verify_inclusion(index, end.size, &leaf, &path, &end.root).expect("the proof holds");
}

/// From POST through sled to the verified read tree, and live to a follower.
#[test]
fn one_event_from_request_to_proof() {
    if postgres::skips_files_of_the_store() {
        return;
    }
    let mut server = TestServer::start();
    let client = server.client();
    client.post("/api/v1/events", &[], &drafts::body(&drafts::numbered("before", 0))).expect(201);
    let mut live = client.live("/api/v1/events/live", None);
    let draft = drafts::statement("traced", "A sentence that can be found again.");
    let answer = client.post("/api/v1/events", &[], &drafts::body(&draft)).expect(201);
    let receipt = answer.json();
    assert_eq!(receipt["index"], 1);
    assert_eq!(answer.header("location"), "/api/v1/events/1");

    // Live, to whoever follows.
    let heard = live.next_event().expect("an event");
    assert_eq!((heard.name.as_str(), heard.id.as_str()), ("entry", "1"));
    let data: Value = serde_json::from_str(&heard.data).expect("one line of JSON");
    assert_eq!(data["hash"], receipt["hash"]);
    assert_eq!(data["size"], 2);

    // In the API, with its words opened and its exact bytes.
    let told = client.get("/api/v1/events/1").expect(200).json();
    let line = told["line"].as_str().expect("a line").as_bytes().to_vec();
    let key = client.get("/log/vkey").expect(200).text();
    let key = VerifierKey::parse(key.trim()).expect("a verifier key");
    let checkpoint = receipt["checkpoint"].as_str().expect("a checkpoint");
    check_receipt(&receipt, checkpoint, &line, &key);
    assert!(!String::from_utf8_lossy(&line).contains("found again"), "free text must be sealed");
    let list = client.get("/api/v1/events?q=found%20again").expect(200).json();
    assert_eq!(list["total"], 1, "{list}");
    assert_eq!(list["events"][0]["id"], "traced");

    // In the read tree, verified, and the draft read back is the one sent.
    let checked = check_ledger(&server, 2);
    let found = &checked.entries[1];
    assert_eq!(found.entry.line(), line);
    let openings = found.openings.as_ref().expect("openings");
    let read = Draft::read(&found.entry, openings).expect("a draft").to_json();
    let read: Value = serde_json::from_str(&read.to_canonical()).expect("JSON");
    assert_eq!(read, draft);

    // On the disk, byte for byte.
    assert_eq!(server.stop(), Some(0));
    let store = RawStore::open(server.data());
    let stored = store.entry(1);
    assert_eq!(&stored[..32], TreeHash::leaf(&line).as_bytes(), "the leaf hash before the line");
    assert!(stored.ends_with(&line), "the line as it was hashed");
    assert!(!store.openings(1).is_empty());
    let everywhere = store.all();
    let in_clear = |needle: &[u8]| {
        everywhere.iter().any(|(_, value)| value.windows(needle.len()).any(|w| w == needle))
    };
    assert!(!in_clear(b"found again"), "the opening lies beside the entry, encrypted");
    assert!(in_clear(b"record_not_found"), "positive control: what is public is not");
    assert!(!in_clear(server.token().as_bytes()), "no token is ever stored");
}

/// A follower that was away is told everything it missed, once, in order.
#[test]
fn a_follower_that_comes_back_misses_nothing() {
    let server = TestServer::start();
    let client = server.client();
    let batch = drafts::numbered_list("missed", 0, 7);
    client.post("/api/v1/events", &[], &drafts::body(&batch)).expect(201);
    let mut live = client.live("/api/v1/events/live", Some("2"));
    let ids: Vec<String> = (0..4).map(|_| live.next_event().expect("an event").id).collect();
    assert_eq!(ids, ["3", "4", "5", "6"]);
}

/// The receipts of a batch hold one by one, under one checkpoint.
#[test]
fn every_receipt_of_a_batch_holds() {
    let server = TestServer::start();
    let client = server.client();
    let batch = drafts::numbered_list("batch", 0, 300);
    let answer = client.post("/api/v1/events", &[], &drafts::body(&batch)).expect(201).json();
    let receipts = answer["receipts"].as_array().expect("receipts");
    assert_eq!(receipts.len(), 300);
    let key = client.get("/log/vkey").expect(200).text();
    let key = VerifierKey::parse(key.trim()).expect("a verifier key");
    let checkpoint = answer["checkpoint"].as_str().expect("a checkpoint");
    let checked = check_ledger(&server, 300);
    for (receipt, found) in receipts.iter().zip(&checked.entries) {
        check_receipt(receipt, checkpoint, found.entry.line(), &key);
    }
    assert_eq!(checked.report.size, Size::new(300));
}
