//! What would be recorded, shown before it is: the same bytes on both sides,
//! and nothing written by looking.

use super::contract::{refused, size};
use ledger::record::Hash;
use serde_json::json;
use tests::checker::check_ledger;
use tests::daybook::TestServer;
use tests::drafts::{body, numbered, salted, statement};
use tests::http::Client;

const EVENTS: &str = "/api/v1/events";
const PREVIEW: &str = "/api/v1/events/preview";

#[test]
fn what_was_previewed_is_what_is_recorded_to_the_byte() {
    let server = TestServer::start();
    let client = server.client();
    let (item, expected) = salted(&statement("shown", "Exactly these words."), 1);
    let told = client.post(PREVIEW, &[], &body(&item)).expect(200).json();
    assert_eq!(told["size"], 0);
    assert_eq!(told["drafts"][0]["draft"], expected, "caller and server seal alike");
    let fingerprint = Hash::of(expected.as_bytes()).to_hex();
    assert_eq!(told["drafts"][0]["fingerprint"], fingerprint);
    assert_eq!(told["drafts"][0]["index"], 0);
    assert_eq!(size(&client), 0, "looking writes nothing");

    // Somebody else records first: the position moves, the bytes do not.
    client.post(EVENTS, &[], &body(&numbered("other", 0))).expect(201);
    let again = client.post(PREVIEW, &[], &body(&item)).expect(200).json();
    assert_eq!(again["drafts"][0]["fingerprint"], fingerprint);
    assert_eq!(again["drafts"][0]["index"], 1);
    let receipt = client.post(EVENTS, &[], &body(&item)).expect(201).json();
    assert_eq!(receipt["index"], 1);
    let one = client.get("/api/v1/events/1").expect(200).json();
    let line = one["line"].as_str().expect("a line");
    assert!(line.contains(&format!("\"draft\":{expected},")), "{line}");
    check_ledger(&server, 2);
}

#[test]
fn a_preview_without_salts_and_of_a_list_counts_on() {
    let server = TestServer::start();
    let client = server.client();
    let list = json!([numbered("list", 0), salted(&numbered("list", 1), 9).0]);
    let told = client.post(PREVIEW, &[], &body(&list)).expect(200).json();
    let drafts = told["drafts"].as_array().expect("a list");
    let places: Vec<_> = drafts.iter().map(|draft| draft["index"].clone()).collect();
    assert_eq!(places, [json!(0), json!(1)]);
    assert_eq!(size(&client), 0);
}

#[test]
fn a_preview_refuses_what_recording_would_refuse() {
    let server = TestServer::start();
    let client = server.client();
    client.post(EVENTS, &[], &body(&numbered("taken", 0))).expect(201);
    let stranger = Client::new(server.url());
    refused(stranger.post(PREVIEW, &[], &body(&numbered("x", 0))), 401);
    let mut other = numbered("x", 0);
    other["by"] = json!("somebody-else");
    assert_eq!(refused(client.post(PREVIEW, &[], &body(&other)), 403), ["/by"]);
    assert_eq!(refused(client.post(PREVIEW, &[], &body(&numbered("taken", 0))), 409), ["/id"]);
    let (taken, _) = salted(&numbered("taken", 0), 1);
    assert_eq!(refused(client.post(PREVIEW, &[], &body(&taken)), 409), ["/draft/id"]);
    let list = json!([numbered("x", 0), taken]);
    assert_eq!(refused(client.post(PREVIEW, &[], &body(&list)), 409), ["/1/draft/id"]);
    let mut wrong = numbered("x", 0);
    wrong["basis"] = json!("gossip");
    assert_eq!(refused(client.post(PREVIEW, &[], &body(&wrong)), 422), ["/basis"]);
    assert_eq!(client.get(PREVIEW).status, 405);
    assert_eq!(size(&client), 1);
}

#[test]
fn salts_that_are_too_few_too_many_or_too_short_record_nothing() {
    let server = TestServer::start();
    let client = server.client();
    let (good, _) = salted(&statement("salts", "Words."), 1);
    for (change, field) in [
        (json!({"/event/text": null}), "/salts/~1event~1text"),
        (json!({"/event/text": "00"}), "/salts/~1event~1text"),
        (json!({"/event/body": "00".repeat(32)}), "/salts/~1event~1body"),
        (json!({"/event/text": good["salts"]["/sources/0/title"]}), "/salts"),
    ] {
        let mut bad = good.clone();
        for (pointer, value) in change.as_object().expect("an object") {
            bad["salts"][pointer] = value.clone();
        }
        assert_eq!(refused(client.post(EVENTS, &[], &body(&bad)), 422), [field], "{change}");
    }
    let mut none = good.clone();
    none["salts"] = json!({});
    assert_eq!(
        refused(client.post(EVENTS, &[], &body(&none)), 422).len(),
        4,
        "one for each sealed field"
    );
    assert_eq!(size(&client), 0);
    // The same words with the salts they were previewed with, twice under one key.
    let key = [("Idempotency-Key", "pressed-twice")];
    let first = client.post(EVENTS, &key, &body(&good)).expect(201);
    let second = client.post(EVENTS, &key, &body(&good)).expect(201);
    let mut first = first.json();
    let told = first.as_object_mut().expect("a receipt").remove("warnings");
    assert!(told.is_some(), "what is unusual is told once");
    assert_eq!(first, second.json(), "one event, one receipt");
    assert_eq!(size(&client), 1);
}

#[test]
fn the_vocabulary_and_the_token_can_be_asked_about() {
    let server = TestServer::start();
    let client = server.client();
    let schema = client.get("/api/v1/schema/correction").expect(200);
    assert_eq!(schema.header("content-type"), "application/schema+json");
    let schema = schema.json();
    let reason = &schema["properties"]["event"]["properties"]["reason"];
    assert_eq!(reason["x-sealed"], true);
    for word in ["title", "description"] {
        assert!(reason[word].as_str().is_some_and(|text| !text.is_empty()), "{reason}");
    }
    assert_eq!(client.get("/api/v1/schema/rumour").status, 404);
    assert!(client.get("/api/v1/schema").expect(200).json()["allOf"].is_array());

    let ask = |token: Option<&str>| {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let mut request = agent.get(format!("{}/api/v1/token", server.url()));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        request.call().expect("an answer").status().as_u16()
    };
    assert_eq!(ask(Some(server.token())), 200);
    assert_eq!([ask(None), ask(Some("daybook_wrong"))], [401, 401]);
}
