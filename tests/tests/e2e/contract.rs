//! What a writer may rely on: every status, and that a refusal leaves nothing.

use serde_json::{Value, json};
use std::time::Duration;
use tests::checker::check_ledger;
use tests::daybook::TestServer;
use tests::drafts::{body, largest, numbered, numbered_list, statement};
use tests::http::{Client, Reply};

const EVENTS: &str = "/api/v1/events";

/// A refusal in the form of RFC 9457; returns the fields it names.
#[track_caller]
pub(crate) fn refused(reply: Reply, status: u16) -> Vec<String> {
    assert!(reply.header("content-type").starts_with("application/problem+json"), "{reply:?}");
    let told = reply.expect(status).json();
    assert_eq!(told["status"], status);
    for part in ["type", "title", "detail"] {
        assert!(told[part].as_str().is_some_and(|text| !text.is_empty()), "no {part} in {told}");
    }
    let faults = told["faults"].as_array().cloned().unwrap_or_default();
    faults.iter().map(|fault| fault["field"].as_str().expect("a field").to_owned()).collect()
}

#[track_caller]
pub(crate) fn size(client: &Client) -> Value {
    client.get("/api/v1/events?limit=1").expect(200).json()["size"].clone()
}

#[test]
fn writing_needs_a_known_token() {
    let server = TestServer::start();
    let draft = body(&numbered("token", 0));
    let stranger = Client::new(server.url());
    refused(stranger.post(EVENTS, &[], &draft), 401);
    for wrong in ["", "nonsense", &server.token()[1..], &format!("{}x", server.token())] {
        refused(stranger.clone().with_token(wrong).post(EVENTS, &[], &draft), 401);
    }
    assert_eq!(size(&stranger), 0, "reading needs no token");
    server.client().post(EVENTS, &[], &draft).expect(201);
    check_ledger(&server, 1);
}

#[test]
fn nobody_records_in_the_name_of_another() {
    let server = TestServer::start();
    let mut draft = numbered("name", 0);
    draft["by"] = json!("somebody-else");
    assert_eq!(refused(server.client().post(EVENTS, &[], &body(&draft)), 403), ["/by"]);
    assert_eq!(size(&server.client()), 0);
}

#[test]
fn every_fault_of_every_draft_is_named_and_nothing_is_recorded() {
    let server = TestServer::start();
    let client = server.client();
    let mut wrong = statement("Not An Id", "x");
    wrong["basis"] = json!("gossip");
    wrong["occurred"]["edtf"] = json!("2014-13");
    wrong["surprise"] = json!(1);
    wrong["sources"] = json!([]);
    let batch = json!([numbered("good", 0), wrong, numbered("good", 1)]);
    let fields = refused(client.post(EVENTS, &[], &body(&batch)), 422);
    for due in ["/1/id", "/1/basis", "/1/occurred/edtf", "/1/surprise", "/1/sources"] {
        assert!(fields.iter().any(|field| field == due), "{due} is not named: {fields:?}");
    }
    assert!(fields.iter().all(|field| field.starts_with("/1/")), "{fields:?}");
    for nonsense in [&b""[..], b"{", b"[]", b"null", b"1.5", b"\xff", b"{\"id\":1,\"id\":2}"] {
        refused(client.post(EVENTS, &[], nonsense), 422);
    }
    assert_eq!(size(&client), 0, "nothing may be half taken");
    check_ledger(&server, 0);
}

#[test]
fn an_event_id_is_used_once() {
    let server = TestServer::start();
    let client = server.client();
    client.post(EVENTS, &[], &body(&numbered("once", 0))).expect(201);
    refused(client.post(EVENTS, &[], &body(&numbered("once", 0))), 409);
    // In a batch nothing of the batch is taken, and two of one id clash too.
    refused(
        client.post(EVENTS, &[], &body(&json!([numbered("new", 0), numbered("once", 0)]))),
        409,
    );
    let twins = json!([numbered("twin", 0), numbered("twin", 0)]);
    refused(client.post(EVENTS, &[], &body(&twins)), 409);
    check_ledger(&server, 1);
}

#[test]
fn a_repeat_with_the_same_key_records_nothing_new() {
    let mut server = TestServer::start();
    let key = [("Idempotency-Key", "attempt-1")];
    let batch = body(&numbered_list("repeat", 0, 3));
    let first = server.client().post(EVENTS, &key, &batch).expect(201).json();
    let again = server.client().post(EVENTS, &key, &batch).expect(201).json();
    let hashes = |answer: &Value| -> Vec<Value> {
        let list = answer["receipts"].as_array().expect("receipts");
        list.iter().map(|receipt| receipt["hash"].clone()).collect()
    };
    assert_eq!(hashes(&first), hashes(&again));
    // The key remembers across a restart, and refuses another body.
    server.kill();
    server.start_again();
    let again = server.client().post(EVENTS, &key, &batch).expect(201).json();
    assert_eq!(hashes(&first), hashes(&again));
    let other = body(&numbered_list("other", 0, 1));
    let status = server.client().post(EVENTS, &key, &other).status;
    assert!(matches!(status, 409 | 422), "another body under a used key: {status}");
    refused(server.client().post(EVENTS, &[("Idempotency-Key", "two words")], &other), 400);
    check_ledger(&server, 3);
}

#[test]
fn an_expected_size_that_is_wrong_is_refused() {
    let server = TestServer::start();
    let client = server.client();
    let draft = |n| body(&numbered("expected", n));
    client.post(EVENTS, &[("If-Match", "\"0\"")], &draft(0)).expect(201);
    refused(client.post(EVENTS, &[("If-Match", "\"0\"")], &draft(1)), 412);
    refused(client.post(EVENTS, &[("If-Match", "\"2\"")], &draft(1)), 412);
    refused(client.post(EVENTS, &[("If-Match", "1")], &draft(1)), 400);
    client.post(EVENTS, &[("If-Match", "\"1\"")], &draft(1)).expect(201);
    check_ledger(&server, 2);
}

/// Of many writers that all expect the same size, exactly one gets it.
#[test]
fn one_of_many_wins_a_race_for_a_size() {
    let server = TestServer::start();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..8)
            .map(|n| {
                let client = server.client();
                let race = [("If-Match", "\"0\"")];
                scope.spawn(move || client.post(EVENTS, &race, &body(&numbered("race", n))).status)
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().expect("a racer")).collect()
    });
    assert_eq!(statuses.iter().filter(|s| **s == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|s| **s == 412).count(), 7, "{statuses:?}");
    check_ledger(&server, 1);
}

#[test]
fn too_much_at_once_is_refused_and_the_largest_allowed_is_taken() {
    let server = TestServer::start();
    let client = server.client();
    refused(client.post(EVENTS, &[], &body(&numbered_list("many", 0, 5_001))), 413);
    // Announced first, as a careful client does with a body of this size.
    let announced = [("Expect", "100-continue")];
    refused(client.post(EVENTS, &announced, &vec![b' '; (8 << 20) + 1]), 413);
    client.post(EVENTS, &[], &body(&largest("largest"))).expect(201);
    let mut over = largest("over");
    over["event"]["text"] = Value::String("w".repeat(60_001));
    assert_eq!(refused(client.post(EVENTS, &[], &body(&over)), 422), ["/event/text"]);
    // Each text within its limit, all together beyond that of an entry.
    let mut together = largest("together");
    together["uncertainty"] = Value::String("u".repeat(6_000));
    refused(client.post(EVENTS, &[], &body(&together)), 422);
    client.post(EVENTS, &[], &body(&numbered_list("thousands", 0, 5_000))).expect(201);
    check_ledger(&server, 5_001);
}

#[test]
fn nothing_is_edited_or_deleted() {
    let server = TestServer::start();
    server.client().post(EVENTS, &[], &body(&numbered("fixed", 0))).expect(201);
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let url = format!("{}/api/v1/events/0", server.url());
    assert_eq!(agent.delete(&url).call().expect("an answer").status(), 405);
    assert_eq!(agent.put(&url).send(b"{}").expect("an answer").status(), 405);
    assert_eq!(agent.patch(&url).send(b"{}").expect("an answer").status(), 405);
    check_ledger(&server, 1);
}

/// Asked to stop, the server answers what it has taken, then ends with 0;
/// whoever got a 201 finds the entry after the next start.
#[test]
fn a_graceful_stop_loses_no_answer() {
    let mut server = TestServer::start();
    let acknowledged = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let client = server.client();
                scope.spawn(move || {
                    let mut taken = Vec::new();
                    for n in 0..10_000 {
                        let draft = numbered(&format!("w{writer}"), n);
                        match client.try_post(EVENTS, &[], &body(&draft)) {
                            Ok(reply) if reply.status == 201 => {
                                taken.push(draft["id"].as_str().expect("an id").to_owned());
                            }
                            // Refused or cut off: never acknowledged.
                            _ => break,
                        }
                    }
                    taken
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(300));
        server.ask_to_stop();
        let taken: Vec<_> = writers.into_iter().map(|w| w.join().expect("a writer")).collect();
        taken.concat()
    });
    assert_eq!(server.stop(), Some(0), "a graceful stop ends with 0");
    assert!(!acknowledged.is_empty(), "no writer was acknowledged before the stop");
    server.start_again();
    for id in &acknowledged {
        refused(server.client().post(EVENTS, &[], &body(&statement(id, "again"))), 409);
    }
}
