//! What one person may not record alone, and how a second one lets it through.

use super::contract::{refused, size};
use ledger::signing::PersonSigner;
use serde_json::{Value, json};
use tests::checker::check_ledger;
use tests::daybook::TestServer;
use tests::drafts::{body, key_registered, numbered, numbered_list, salted, signature, statement};
use tests::http::{Client, Reply};

const EVENTS: &str = "/api/v1/events";
const PENDING: &str = "/api/v1/pending";

struct Office {
    server: TestServer,
    clerk: Client,
    editor: Client,
}

impl Office {
    fn new() -> Self {
        let server = TestServer::start_with_four_eyes();
        let editor = Client::new(server.url()).with_token(&server.token_of("editor"));
        Self { clerk: server.client(), editor, server }
    }

    #[track_caller]
    fn send(&self, drafts: &Value) -> String {
        let sent = self.clerk.post(PENDING, &[], &body(drafts)).expect(201).json();
        sent["id"].as_str().expect("an id").to_owned()
    }

    fn act(client: &Client, id: &str, act: &str, with: &Value) -> Reply {
        client.post(&format!("{PENDING}/{id}/{act}"), &[], &body(with))
    }

    fn approve(&self, id: &str, version: u32) -> Reply {
        let typed = json!({"version": version, "occurred": "2014-08"});
        Self::act(&self.editor, id, "approve", &typed)
    }

    fn get(client: &Client, id: &str) -> Value {
        client.get(&format!("{PENDING}/{id}")).expect(200).json()
    }

    fn size(&self) -> Value {
        size(&self.clerk)
    }
}

/// An event that names a person, who is registered first by both together.
fn about_a_person() -> Value {
    let mut draft = statement("named", "Nothing was found about a person.");
    draft["kind"] = json!("person_registered");
    draft["event"] = json!({"person": "person-a1", "name": "An Invented Name"});
    draft
}

#[test]
fn what_names_a_person_waits_for_a_second_one_and_is_recorded_once() {
    let office = Office::new();
    let draft = about_a_person();
    let alone = office.clerk.post(EVENTS, &[], &body(&draft));
    let told = alone.json();
    assert_eq!(told["type"], "urn:daybook:problem:second-person");
    assert!(told["faults"][0]["remedy"].as_str().is_some_and(|it| it.contains(PENDING)), "{told}");
    assert_eq!(refused(alone, 403), ["/kind"]);
    let preview = office.clerk.post("/api/v1/events/preview", &[], &body(&draft)).expect(200);
    assert_eq!(preview.json()["drafts"][0]["second_person"], "names a person");

    let id = office.send(&draft);
    assert_eq!(office.size(), 0, "what waits is not in the ledger");
    let seen = Office::get(&office.editor, &id);
    assert_eq!(seen["may"]["approve"], true);
    assert_eq!(seen["items"][0]["draft"]["authorised_by"], "editor", "as it would be recorded");
    let own = Office::get(&office.clerk, &id);
    assert_eq!(own["may"]["approve"], false);

    let first = office.approve(&id, 1).expect(201).json();
    assert_eq!(first["index"], 0);
    // A second press finds it done; nothing is recorded twice.
    assert_eq!(refused(office.approve(&id, 1), 409), ["/state"]);
    let one = office.clerk.get("/api/v1/events/0").expect(200).json();
    let line = one["line"].as_str().expect("a line");
    let text = seen["items"][0]["text"].as_str().expect("the exact bytes");
    assert!(line.contains(text), "what the second person saw is recorded to the byte");
    assert_eq!(one["entry"]["draft"]["authorised_by"], "editor");
    let list = office.editor.get(PENDING).expect(200).json();
    assert_eq!(list["pending"][0]["state"], "recorded");
    assert_eq!(list["pending"][0]["recorded"], json!([0]));
    check_ledger(&office.server, 1);
}

#[test]
fn everything_that_may_not_be_done_is_refused_and_named() {
    let office = Office::new();
    let id = office.send(&about_a_person());
    let good = json!({"version": 1, "occurred": "2014-08"});
    let reason = json!({"version": 1, "reason": "The name is another one."});
    let stranger = Client::new(office.server.url());
    for (client, act, with, status, field) in [
        (&office.clerk, "approve", good.clone(), 403, "/author"),
        (&office.clerk, "return", reason.clone(), 403, "/author"),
        (&office.editor, "withdraw", json!({}), 403, "/author"),
        (&office.editor, "edit", numbered("x", 0), 403, "/by"),
        (&office.editor, "override", json!({"reason": "urgent"}), 403, "/author"),
        (&office.editor, "record", json!({}), 409, "/state"),
        (&office.editor, "approve", json!({"version": 2, "occurred": "2014-08"}), 409, "/version"),
        (&office.editor, "approve", json!({"version": 1}), 422, "/occurred"),
        (&office.editor, "approve", json!({"version": 1, "occurred": "2014-09"}), 422, "/occurred"),
        (&office.editor, "approve", json!({"occurred": "2014-08"}), 422, ""),
        (&office.editor, "return", json!({"version": 1}), 422, "/reason"),
        (&office.editor, "return", json!({"version": 1, "reason": " "}), 422, "/reason"),
        (&office.clerk, "override", json!({}), 422, "/reason"),
    ] {
        let fields = refused(Office::act(client, &id, act, &with), status);
        assert_eq!(fields, [field], "{act} {with}");
    }
    refused(Office::act(&stranger, &id, "approve", &good), 401);
    refused(stranger.get(PENDING), 401);
    refused(stranger.get(&format!("{PENDING}/{id}")), 401);
    refused(office.editor.get(&format!("{PENDING}/{}", "0".repeat(32))), 404);
    refused(office.editor.get(&format!("{PENDING}/..%2Ftokens")), 404);
    refused(Office::act(&office.editor, &id, "publish", &json!({})), 404);
    assert_eq!(Office::get(&office.editor, &id)["state"], "awaiting", "nothing was half done");
    assert_eq!(office.size(), 0);
}

#[test]
fn an_edit_needs_to_be_looked_at_again_and_what_was_sent_back_says_why() {
    let office = Office::new();
    let id = office.send(&about_a_person());
    let reason = json!({"version": 1, "reason": "The name is another one."});
    Office::act(&office.editor, &id, "return", &reason).expect(200);
    assert_eq!(Office::get(&office.clerk, &id)["reason"], "The name is another one.");
    assert_eq!(refused(office.approve(&id, 1), 409), ["/state"]);
    let mut better = about_a_person();
    better["event"]["name"] = json!("Another Invented Name");
    Office::act(&office.clerk, &id, "edit", &better).expect(200);
    let seen = Office::get(&office.editor, &id);
    assert_eq!((&seen["version"], &seen["state"]), (&json!(2), &json!("awaiting")));
    assert_eq!(seen["before"][0]["event"]["name"], "An Invented Name");
    assert_eq!(refused(office.approve(&id, 1), 409), ["/version"]);
    office.approve(&id, 2).expect(201);

    let gone = office.send(&json!([numbered("gone", 1)]));
    Office::act(&office.clerk, &gone, "withdraw", &json!({})).expect(200);
    assert_eq!(refused(office.approve(&gone, 1), 409), ["/state"]);
    check_ledger(&office.server, 1);
    // Neither the words of what was recorded nor of what was withdrawn stay behind.
    let folder = office.server.data().join("pending");
    for file in std::fs::read_dir(folder).expect("the folder") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("its text");
        assert!(!text.contains("Invented") && !text.contains("\"salts\""), "{text}");
    }
}

#[test]
fn what_the_author_signed_the_second_person_signs_too() {
    let office = Office::new();
    let (clerk, editor) = (PersonSigner::from_seed(&[1; 32]), PersonSigner::from_seed(&[2; 32]));
    // Keys need a second person themselves: each lets the other's in.
    let own = key_registered(&clerk.public(), "clerk");
    office.approve(&office.send(&own), 1).expect(201);
    let theirs = key_registered(&editor.public(), "editor");
    let sent = office.editor.post(PENDING, &[], &body(&theirs)).expect(201).json();
    let id = sent["id"].as_str().expect("an id");
    let typed = json!({"version": 1, "occurred": "2014-08"});
    Office::act(&office.clerk, id, "approve", &typed).expect(201);

    let (mut item, text) = salted(&about_a_person(), 3);
    let mut bent = item.clone();
    bent["signatures"] = json!([signature(&clerk, "something else")]);
    let refusal = office.clerk.post(PENDING, &[], &body(&bent));
    assert_eq!(refused(refusal, 422), ["/signatures/0"], "refused when it is sent");
    item["signatures"] = json!([signature(&clerk, &text)]);
    let id = office.send(&item);
    let seen = Office::get(&office.editor, &id);
    assert_eq!((&seen["items"][0]["text"], &seen["signed"]), (&json!(text), &json!(true)));
    assert_eq!(refused(office.approve(&id, 1), 422), ["/signatures"], "unsigned");
    let with = |key: &PersonSigner, text: &str| {
        let signatures = json!([signature(key, text)]);
        json!({"version": 1, "occurred": "2014-08", "signatures": signatures})
    };
    for bad in [with(&editor, "other bytes"), with(&clerk, &text)] {
        let fields = refused(Office::act(&office.editor, &id, "approve", &bad), 422);
        assert!(fields.iter().all(|field| field.starts_with("/0/signatures/1")), "{fields:?}");
        assert_eq!(Office::get(&office.editor, &id)["state"], "awaiting", "no approval is kept");
    }
    Office::act(&office.editor, &id, "approve", &with(&editor, &text)).expect(201);
    let one = office.clerk.get("/api/v1/events/2").expect(200).json();
    let signed = one["entry"]["signatures"].as_array().expect("a list").len();
    assert_eq!(signed, 2);
    assert!(one["entry"]["draft"].get("authorised_by").is_none());
    check_ledger(&office.server, 3);
}

#[test]
fn a_batch_waits_and_an_override_is_an_event_of_its_own() {
    let office = Office::new();
    let six = numbered_list("many", 0, 6);
    assert_eq!(refused(office.clerk.post(EVENTS, &[], &body(&six)), 403).len(), 6);
    office.clerk.post(EVENTS, &[], &body(&numbered_list("few", 0, 5))).expect(201);
    let id = office.send(&six);
    let told = office.approve(&id, 1).expect(201).json();
    assert_eq!(told["receipts"].as_array().map(Vec::len), Some(6));
    let big = office.send(&numbered_list("more", 0, 7));
    let urgent = json!({"reason": "The session is in an hour."});
    refused(Office::act(&office.clerk, &big, "override", &urgent), 413);

    let id = office.send(&about_a_person());
    let told = Office::act(&office.clerk, &id, "override", &urgent).expect(201).json();
    assert_eq!(told["receipts"].as_array().map(Vec::len), Some(2));
    let one = office.clerk.get("/api/v1/events/12").expect(200).json();
    assert_eq!(one["entry"]["draft"]["kind"], "approval_overridden");
    assert_eq!(one["entry"]["draft"]["event"]["target"], "named");
    refused(Office::act(&office.clerk, &id, "override", &urgent), 409);
    check_ledger(&office.server, 13);
    // By a program in one request; without its event it is no override.
    let over = |target: &str| {
        let mut draft = statement("over", "");
        draft["kind"] = json!("approval_overridden");
        draft["event"] = json!({"target": target, "reason": "urgent"});
        draft
    };
    assert_eq!(refused(office.clerk.post(EVENTS, &[], &body(&over("named"))), 403), ["/kind"]);
    let mut other = about_a_person();
    (other["id"], other["event"]["person"]) = (json!("named-2"), json!("person-a2"));
    office.clerk.post(EVENTS, &[], &body(&json!([other, over("named-2")]))).expect(201);
}

/// The server ends between the approval and the recording: the approval holds,
/// and what was approved is recorded once.
#[test]
fn what_waits_survives_a_restart() {
    let mut office = Office::new();
    let id = office.send(&about_a_person());
    office.server.kill();
    let token = office.server.token().to_owned();
    let mut again = TestServer::open_with_four_eyes(office.server.data(), &token);
    std::mem::swap(&mut office.server, &mut again);
    let editor = Client::new(office.server.url()).with_token(&office.server.token_of("editor-2"));
    let seen = Office::get(&editor, &id);
    assert_eq!(seen["state"], "awaiting");
    let typed = json!({"version": 1, "occurred": "2014-08"});
    Office::act(&editor, &id, "approve", &typed).expect(201);
    check_ledger(&office.server, 1);
}
