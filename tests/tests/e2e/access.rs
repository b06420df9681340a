//! Access from outside: commands on the machine while a server runs, and what the
//! access log says of both.

use serde_json::Value;
use tests::daybook::{TestServer, expect};
use tests::drafts::{body, numbered};
use tests::http::Client;

const EVENTS: &str = "/api/v1/events";

fn data(server: &TestServer) -> &str {
    server.data().to_str().expect("a path in UTF-8")
}

fn token(server: &TestServer, name: &str, more: &[&str]) -> String {
    let out =
        expect(0, &[&["token", "new", "--data", data(server), "--name", name], more].concat());
    out.split_whitespace().last().expect("a token is printed").to_owned()
}

fn client(server: &TestServer, token: &str) -> Client {
    Client::new(server.url()).with_token(token)
}

/// A draft that leaves it to the token who recorded it.
fn draft(n: usize) -> Vec<u8> {
    let mut draft = numbered("a", n);
    draft.as_object_mut().expect("an object").remove("by");
    body(&draft)
}

/// The log as `daybook log` prints it.
fn log(server: &TestServer, more: &[&str]) -> Vec<Value> {
    let out = expect(0, &[&["log", "--json", "--data", data(server)], more].concat());
    out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn a_token_made_beside_a_running_server_works_and_a_revoked_one_does_not() {
    let mut server = TestServer::start();
    let wanted = token(&server, "second", &["--role", "recorder", "--expires", "30d"]);
    let second = client(&server, &wanted);
    second.post(EVENTS, &[], &draft(1)).expect(201);
    let whose = second.get("/api/v1/token").expect(200).json();
    assert_eq!(whose["roles"], serde_json::json!(["recorder"]));
    assert!(whose["expires"].as_str().is_some_and(|at| at.ends_with('Z')), "{whose}");
    expect(0, &["token", "revoke", "--data", data(&server), "--name", "second"]);
    let refused = second.post(EVENTS, &[], &body(&numbered("a", 2))).expect(401);
    assert_eq!(refused.header("www-authenticate"), "Bearer");

    // No chance to write anything more down: what was answered is there.
    server.kill();
    let told: Vec<String> = log(&server, &[])
        .iter()
        .map(|l| format!("{} {} {}", l["who"], l["act"], l["outcome"]).replace('"', ""))
        .collect();
    let due = [
        "operator make_token begun",
        "operator make_token done",
        "operator make_token begun",
        "operator make_token done",
        "operator revoke_token begun",
        "operator revoke_token done",
        "second record refused",
    ];
    assert_eq!(told, due);
    server.start_again();
    let after = client(&server, &wanted).post(EVENTS, &[], &body(&numbered("a", 3)));
    assert_eq!(after.status, 401, "revoked is revoked, also after a restart");
    let numbers: Vec<u64> =
        log(&server, &[]).iter().map(|l| l["n"].as_u64().expect("a number")).collect();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>(), "no gap, whoever wrote");
    assert_eq!(log(&server, &["--who", "second", "--outcome", "refused"]).len(), 2);
    assert_eq!(log(&server, &["--after", "6"]).len(), 2);
    let raw = expect(0, &["log", "--data", data(&server)]);
    assert!(!raw.contains("daybook_") && raw.lines().count() == 8, "{raw}");
}

#[test]
fn an_auditor_reads_over_http_what_the_operator_reads_on_the_machine() {
    let server = TestServer::start();
    let auditor = client(&server, &token(&server, "auditor", &["--role", "auditor"]));
    client(&server, "daybook_00").post(EVENTS, &[], b"{}").expect(401);
    let told = auditor.get("/api/v1/access-log").expect(200).json();
    assert_eq!(told["lines"].as_array(), Some(&log(&server, &[])));
    auditor.post(EVENTS, &[], &body(&numbered("a", 1))).expect(403);
    server.client().get("/api/v1/access-log").expect(403);
}

#[test]
fn wrong_wishes_for_a_token_are_refused_with_the_code_for_it() {
    let server = TestServer::start();
    let new = |code: i32, more: &[&str]| {
        expect(code, &[&["token", "new", "--data", data(&server)], more].concat())
    };
    new(2, &["--name", "x", "--role", "king"]);
    new(2, &["--name", "x", "--expires", "soon"]);
    new(2, &["--name", "x", "--expires", "0s"]);
    new(1, &["--name", "Not A Name"]);
    new(1, &["--name", "clerk"]);
    expect(1, &["token", "revoke", "--data", data(&server), "--name", "nobody"]);
    expect(3, &["log", "--data", "/nowhere"]);
    let list = expect(0, &["token", "list", "--json", "--data", data(&server)]);
    let list: Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(list.as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(list[0]["roles"], serde_json::json!(["recorder", "approver"]), "as before roles");
    let failed = log(&server, &["--outcome", "failed"]);
    assert_eq!(failed.len(), 3, "what was tried and did not work is there too: {failed:?}");
}

/// Over a real connection: the address is the other end's, or the proxy's word.
#[test]
fn behind_a_proxy_each_caller_has_its_own_limit() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let ledger = folder.path().join("ledger");
    let clerk = tests::daybook::new_ledger(&ledger);
    let more = ["--trust-proxy", "--address-rate", "1", "--log-addresses"];
    let server = TestServer::open_as(&ledger, &clerk, &more);
    let ask = |address: &str| {
        let headers = [("x-forwarded-for", address)];
        Client::new(server.url()).post("/api/v1/events", &headers, b"{}").status
    };
    let turned_away = (0..60).filter(|_| ask("192.0.2.1") == 429).count();
    assert!((10..=20).contains(&turned_away), "{turned_away}");
    assert_eq!(ask("192.0.2.2"), 401, "somebody else behind the same proxy");
    let lines = log(&server, &["--after", "2"]);
    assert_eq!(lines[0]["from"], "192.0.2.1");
    assert_eq!(lines.last().map(|line| &line["from"]), Some(&Value::from("192.0.2.2")));
    let clerk = server.client().post(EVENTS, &[], &body(&numbered("a", 1)));
    assert_eq!(clerk.status, 201, "whoever has a token is not counted by address");
}
