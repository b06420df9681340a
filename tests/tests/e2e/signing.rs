//! Signatures of people, from a key file to the check of the whole ledger.

use super::contract::{refused, size};
use ledger::proof::{CheckId, Outcome};
use ledger::signing::PersonSigner;
use serde_json::{Value, json};
use std::path::Path;
use tests::checker::check_ledger;
use tests::daybook::{TestServer, expect, run};
use tests::drafts::{body, key_registered, numbered, salted, signature, statement};
use tests::http::Client;

const EVENTS: &str = "/api/v1/events";

fn key(seed: u8) -> PersonSigner {
    PersonSigner::from_seed(&[seed; 32])
}

/// A server whose clerk and editor have registered a key each.
fn two_people() -> (TestServer, Client, Client) {
    let server = TestServer::start();
    let editor = Client::new(server.url()).with_token(&server.token_of("editor"));
    let clerk = server.client();
    for (client, seed, holder) in [(&clerk, 1, "clerk"), (&editor, 2, "editor")] {
        let draft = key_registered(&key(seed).public(), holder);
        client.post(EVENTS, &[], &body(&draft)).expect(201);
    }
    (server, clerk, editor)
}

fn signed(id: &str, signers: &[u8]) -> Value {
    let (mut item, text) = salted(&statement(id, "Signed words."), 7);
    let all: Vec<Value> = signers.iter().map(|seed| signature(&key(*seed), &text)).collect();
    item["signatures"] = json!(all);
    item
}

#[test]
fn who_signed_stands_in_the_entry_and_everybody_can_check_it() {
    let (server, clerk, _) = two_people();
    clerk.post(EVENTS, &[], &body(&signed("one", &[1]))).expect(201);
    clerk.post(EVENTS, &[], &body(&signed("two", &[1, 2]))).expect(201);
    clerk.post(EVENTS, &[], &body(&numbered("plain", 0))).expect(201);
    let one = clerk.get("/api/v1/events/3").expect(200).json();
    assert_eq!(one["entry"]["signatures"][1]["key"], key(2).public().id().to_hex());
    let checked = check_ledger(&server, 5);
    let words = "2 of 5 records are signed, each by a key that was valid then";
    let outcome = checked.report.outcome(CheckId::Authors);
    assert_eq!(outcome, Some(&Outcome::Passed(words.into())));
}

#[test]
fn a_signature_that_does_not_count_is_refused_with_its_field_and_a_remedy() {
    let (server, clerk, editor) = two_people();
    let bent = {
        let mut item = signed("x", &[1]);
        item["draft"]["certainty"] = json!("reported");
        item
    };
    let unsalted = {
        let mut item = signed("x", &[1]);
        item.as_object_mut().expect("an object").remove("salts");
        item
    };
    let mut by_editor = signed("x", &[1]);
    by_editor["draft"]["by"] = json!("editor");
    for (client, item, fields) in [
        (&clerk, bent, &["/signatures/0"][..]),
        (&clerk, unsalted, &["/salts"]),
        (&clerk, signed("x", &[9]), &["/signatures/0"]),
        (&clerk, signed("x", &[2]), &["/signatures/0"]),
        (&clerk, signed("x", &[1, 9]), &["/signatures/1"]),
        (&clerk, signed("x", &[1, 1]), &["/signatures/1", "/signatures/1/key"]),
        (&editor, by_editor, &["/signatures/0"]),
    ] {
        let reply = client.post(EVENTS, &[], &body(&item));
        for fault in reply.json()["faults"].as_array().expect("faults") {
            assert!(fault["remedy"].as_str().is_some_and(|words| words.len() > 10), "{fault}");
        }
        assert_eq!(refused(reply, 422), fields, "{item}");
    }
    // In a list each is named at its place.
    let list = json!([numbered("good", 0), signed("x", &[9])]);
    assert_eq!(refused(clerk.post(EVENTS, &[], &body(&list)), 422), ["/1/signatures/0"]);
    let revoked = json!({"key": key(1).public().id().to_hex(), "ground": "lost"});
    let mut draft = statement("over", "");
    (draft["kind"], draft["event"]) = (json!("key_revoked"), revoked);
    clerk.post(EVENTS, &[], &body(&draft)).expect(201);
    assert_eq!(refused(clerk.post(EVENTS, &[], &body(&signed("x", &[1]))), 422), ["/signatures/0"]);
    assert_eq!(size(&clerk), 3, "nothing was half taken");
    check_ledger(&server, 3);
}

/// What is registered and signed in one request counts in its order.
#[test]
fn a_key_registered_in_a_request_signs_what_follows_in_it() {
    let server = TestServer::start();
    let client = server.client();
    let new = key_registered(&key(1).public(), "clerk");
    let late = json!([signed("early", &[1]), new]);
    assert_eq!(refused(client.post(EVENTS, &[], &body(&late)), 422), ["/0/signatures/0"]);
    client.post(EVENTS, &[], &body(&json!([new, signed("after", &[1])]))).expect(201);
    check_ledger(&server, 2);
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// The whole way on the command line, and the secret is nowhere but in its file.
#[test]
fn a_key_file_signs_registers_rotates_and_imports() {
    let server = TestServer::start();
    let client = server.client();
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = (folder.path().join("old.pem"), folder.path().join("new.pem"));
    let made = expect(0, &["key", "new", "--json", "--out", path(&old)]);
    let made: Value = serde_json::from_str(&made).expect("JSON");
    expect(0, &["key", "new", "--out", path(&new)]);
    expect(3, &["key", "new", "--out", path(&new)]);
    let secret = std::fs::read_to_string(&old).expect("the key file");
    let secret = secret.lines().nth(1).expect("its middle");

    let holder = ["--holder", "clerk"];
    let register = ["key", "register", "--key", path(&old)];
    let draft = expect(0, &[&register[..], &holder].concat());
    assert!(!draft.contains(&secret[22..]), "only the public half leaves the file");
    client.post(EVENTS, &[], draft.as_bytes()).expect(201);

    let plain = folder.path().join("draft.json");
    std::fs::write(&plain, body(&statement("by-hand", "Signed by hand."))).expect("a file");
    let sign = |file: &Path, key: &Path| {
        expect(0, &["sign", path(file), "--key", path(key), "--by", "clerk"])
    };
    let wrapped = sign(&plain, &old);
    client.post(EVENTS, &[], wrapped.as_bytes()).expect(201);
    let one = client.get("/api/v1/events/1").expect(200).json();
    assert_eq!(one["entry"]["signatures"][0]["key"], made["key"]);

    // Signed again with the same key is refused; a second person's is added.
    std::fs::write(&plain, &wrapped).expect("a file");
    expect(1, &["sign", path(&plain), "--key", path(&old)]);
    let second: Value = serde_json::from_str(&sign(&plain, &new)).expect("JSON");
    assert_eq!(second["signatures"].as_array().map(Vec::len), Some(2));

    let rotate = ["key", "rotate", "--key", path(&old), "--new-key", path(&new)];
    let rotated = expect(0, &[&rotate[..], &holder].concat());
    client.post(EVENTS, &[], rotated.as_bytes()).expect(201);
    std::fs::write(&plain, body(&statement("too-late", "x"))).expect("a file");
    let late = sign(&plain, &old);
    assert_eq!(refused(client.post(EVENTS, &[], late.as_bytes()), 422), ["/signatures/0"]);
    client.post(EVENTS, &[], sign(&plain, &new).as_bytes()).expect(201);

    // The operator's import signs each line, and refuses a file by another hand.
    let data = server.data().to_owned();
    let mut server = server;
    assert_eq!(server.stop(), Some(0));
    let lines = folder.path().join("lines.jsonl");
    let line = |n| serde_json::to_string(&numbered("line", n)).expect("JSON");
    std::fs::write(&lines, format!("{}\n{}\n", line(1), line(2))).expect("a file");
    let import =
        |key: &Path| run(&["import", path(&lines), "--data", path(&data), "--key", path(key)]);
    let refused = import(&old);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("/signatures/0"), "{refused:?}");
    assert_eq!(import(&new).status.code(), Some(0));
    server.start_again();
    check_ledger(&server, 6);
    let five = server.client().get("/api/v1/events/5").expect(200).json();
    assert_eq!(five["entry"]["signatures"].as_array().map(Vec::len), Some(1));
}
