//! What is recorded is held against what comes: over HTTP, in an import, and
//! after a restart.

use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use tests::checker::check_ledger;
use tests::daybook::{self, TestServer};
use tests::drafts::{body, numbered, statement};
use tests::http::{Client, Reply};

const EVENTS: &str = "/api/v1/events";

fn event(id: &str, kind: &str, event: Value) -> Value {
    let mut draft = statement(id, "");
    (draft["kind"], draft["event"]) = (kind.into(), event);
    draft["occurred"] = json!({"edtf": "2014-08-26"});
    draft
}

fn board(id: &str, name: &str) -> Value {
    event(id, "body_registered", json!({"body": name, "name": name, "body_kind": "lscb"}))
}

fn said(id: &str, name: &str) -> Value {
    event(id, "statement_made", json!({"body": name, "text": "Invented words."}))
}

fn post(client: &Client, drafts: &Value) -> Reply {
    client.post(EVENTS, &[], &body(drafts))
}

#[track_caller]
fn fields(reply: Reply) -> Vec<String> {
    let told = reply.expect(422).json();
    let faults = told["faults"].as_array().expect("faults").clone();
    for fault in &faults {
        assert!(fault["remedy"].as_str().is_some_and(|remedy| !remedy.is_empty()), "{fault}");
    }
    faults.iter().map(|fault| fault["field"].as_str().expect("a field").to_owned()).collect()
}

#[test]
fn what_leads_nowhere_is_refused_and_nothing_is_written() {
    let mut server = TestServer::start();
    let client = server.client();
    assert_eq!(fields(post(&client, &said("s0", "board-a"))), ["/event/body"]);
    // All or none, in order: the second would do, the third would have served the first.
    let early = json!([said("s1", "board-a"), numbered("fine", 0), board("b1", "board-a")]);
    assert_eq!(fields(post(&client, &early)), ["/0/event/body"]);
    check_ledger(&server, 0);
    post(&client, &json!([board("b1", "board-a"), said("s1", "board-a")])).expect(201);
    // Each thing that is wrong is named once, not again in all that follows from it.
    let chain = json!([
        event(
            "o1",
            "office_registered",
            json!({"office": "chair", "title": "Chair",
            "body": "no-board", "selection": "elected"})
        ),
        event("p1", "person_registered", json!({"person": "person-a1", "name": "A Name"})),
        event("a1", "appointed", json!({"spell": "s", "person": "person-a1", "office": "chair"})),
        board("b2", "board-a"),
    ]);
    assert_eq!(fields(post(&client, &chain)), ["/0/event/body", "/3/event/body"]);
    assert_eq!(fields(post(&client, &said("s2", "board-b"))), ["/event/body"]);

    // A restart forgets nothing, and a refusal leaves nothing behind.
    server.kill();
    server.start_again();
    let client = server.client();
    assert_eq!(fields(post(&client, &said("s2", "board-b"))), ["/event/body"]);
    assert_eq!(fields(post(&client, &board("b3", "board-a"))), ["/event/body"]);
    post(&client, &said("s3", "board-a")).expect(201);
    check_ledger(&server, 3);
}

#[test]
fn what_is_unusual_is_told_before_and_after_and_recorded() {
    let server = TestServer::start();
    let client = server.client();
    let drafts = json!([board("b1", "board-a"), numbered("late", 0)]);
    let preview = client.post("/api/v1/events/preview", &[], &body(&drafts)).expect(200).json();
    let receipts = post(&client, &drafts).expect(201).json();
    for told in [&preview["drafts"], &receipts["receipts"]] {
        let field = &told[1]["warnings"][0]["field"];
        assert_eq!(*field, "/1/occurred/edtf", "{told}");
    }
    let wrong = client.post("/api/v1/events/preview", &[], &body(&said("s1", "board-b")));
    assert_eq!(fields(wrong), ["/event/body"]);
    assert_eq!(fields(post(&client, &said("s1", "board-b"))), ["/event/body"]);
    // What was only previewed was never there.
    client.post("/api/v1/events/preview", &[], &body(&board("b2", "board-b"))).expect(200);
    assert_eq!(fields(post(&client, &said("s1", "board-b"))), ["/event/body"]);
    check_ledger(&server, 2);
}

#[test]
fn an_import_holds_each_line_against_those_before_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let file = folder.path().join("in.jsonl");
    let correction = |old: &str| {
        event(
            "fix",
            "correction",
            json!({"target": "b1", "correction_kind": "clerical",
            "reason": "A slip.",
            "changes": [{"field": "/event/name", "old": old, "new": "Board A"}]}),
        )
    };
    let mut lines: Vec<Value> = vec![board("b1", "board-a")];
    // More than are kept in memory: the correction reads its target from the file again.
    lines.extend((0..4_100).map(|n| numbered("in", n)));
    let import = |lines: &[Value], json: bool| {
        let text: String =
            lines.iter().flat_map(|line| [line.to_string(), "\n\n".into()]).collect();
        fs::write(&file, text).expect("a file");
        let (file, data) = (file.to_str().expect("UTF-8"), data.to_str().expect("UTF-8"));
        let mut arguments = vec!["import", file, "--data", data, "--by", "clerk"];
        arguments.extend(json.then_some("--json"));
        let done = daybook::run(&arguments);
        let told =
            [done.stdout, done.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        (done.status.code(), told)
    };

    let bad = [
        lines.clone(),
        vec![
            said("s1", "board-b"),
            correction("Board Z"),
            board("b2", "board-a"),
            said("b1", "board-a"),
        ],
    ];
    let (code, [_, told]) = import(&bad.concat(), false);
    assert_eq!(code, Some(1), "{told}");
    // Every second line is empty: the first bad draft is number 4,102.
    for due in [
        "in.jsonl:8203: /event/body (\"board-b\") names a body that is not recorded",
        "in.jsonl:8205: /event/changes/0/old is not what line 1 says there now",
        "in.jsonl:8207: /event/body (\"board-a\") is a body that line 1 recorded",
        "in.jsonl:8209: /id (\"b1\") is in use by line 1",
    ] {
        assert!(told.contains(due), "{due}\nis not in\n{told}");
    }
    assert!(told.contains("4 lines are bad; nothing was recorded"), "{told}");
    let (code, [told, _]) = import(&bad.concat(), true);
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!((code, told["bad"].as_array().map(Vec::len)), (Some(1), Some(4)), "{told}");
    let server = TestServer::open(&data, &token);
    check_ledger(&server, 0);
    drop(server);

    lines.push(correction("board-a"));
    let (code, [_, told]) = import(&lines, false);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("in.jsonl:1: unusual: /occurred/edtf"), "{told}");
    assert!(told.contains("(and 4101 more lines)"), "alike ones are told once: {told}");
    // The next file is held against the ledger.
    let (code, [_, told]) = import(&[said("s2", "board-a"), said("s3", "board-b")], false);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("in.jsonl:3: ") && !told.contains("in.jsonl:1: /event"), "{told}");
    let (code, [told, _]) = import(&[said("s2", "board-a")], true);
    let told: Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!((code, told["warnings"][0]["lines"].as_u64()), (Some(0), Some(1)), "{told}");
    check_ledger(&TestServer::open(&data, &token), 4_103);
    daybook::expect(0, &["verify", data.to_str().expect("UTF-8")]);
}

/// What a recorder may try, right or wrong.
#[derive(Clone, Copy, Debug)]
enum Try {
    Register(u8),
    Say(u8),
    Appoint(u8),
    End(u8),
}

/// What may be recorded, said again in a few lines.
#[derive(Clone, Default)]
struct Model {
    boards: BTreeSet<u8>,
    spells: BTreeMap<u8, bool>,
}

impl Model {
    fn takes(&mut self, attempt: Try) -> bool {
        match attempt {
            Try::Register(board) => self.boards.insert(board),
            Try::Say(board) => self.boards.contains(&board),
            Try::Appoint(spell) => self.spells.insert(spell, false).is_none(),
            Try::End(spell) => self.spells.insert(spell, true) == Some(false),
        }
    }
}

fn attempts() -> impl Strategy<Value = Vec<Vec<Try>>> {
    let one = prop_oneof![
        2 => (0..6_u8).prop_map(Try::Register),
        3 => (0..6_u8).prop_map(Try::Say),
        2 => (0..6_u8).prop_map(Try::Appoint),
        2 => (0..6_u8).prop_map(Try::End),
    ];
    proptest::collection::vec(proptest::collection::vec(one, 1..5), 1..40)
}

fn attempt(id: &str, attempt: Try) -> Value {
    let spell = |number: u8, end: Value| {
        let mut facts = json!({"spell": format!("s{number}"), "person": "person-a1",
            "office": "chair"});
        facts.as_object_mut().expect("an object").extend(end.as_object().expect("one").clone());
        facts
    };
    match attempt {
        Try::Register(number) => board(id, &format!("board-{number}")),
        Try::Say(number) => said(id, &format!("board-{number}")),
        Try::Appoint(number) => event(id, "appointed", spell(number, json!({}))),
        Try::End(number) => event(
            id,
            "office_ended",
            spell(number, json!({"reason": "resigned", "effective": "2014-08-26"})),
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// A batch is recorded exactly when each of its drafts follows from those
    /// before it; after a refusal the ledger is what it was, byte for byte.
    #[test]
    fn a_refused_batch_leaves_the_ledger_as_it_was(batches in attempts()) {
        let server = TestServer::start();
        let client = server.client();
        post(&client, &json!([
            board("b", "board-x"),
            event("p", "person_registered", json!({"person": "person-a1", "name": "A Name"})),
            event("o", "office_registered", json!({"office": "chair", "title": "Chair",
                "body": "board-x", "selection": "elected"})),
        ])).expect(201);
        let (mut model, mut size) = (Model::default(), 3);
        for (n, batch) in batches.iter().enumerate() {
            let before = client.get("/log/checkpoint").expect(200).body;
            let drafts: Vec<Value> = batch
                .iter()
                .enumerate()
                .map(|(at, one)| attempt(&format!("e{n}-{at}"), *one))
                .collect();
            let mut after = model.clone();
            // Each is tried, because each that is taken changes what follows.
            let taken = batch.iter().filter(|one| after.takes(**one)).count();
            let good = taken == batch.len();
            let reply = post(&client, &Value::Array(drafts));
            prop_assert_eq!(reply.status, if good { 201 } else { 422 }, "{:?}: {}", batch, reply.text());
            if good {
                (model, size) = (after, size + batch.len() as u64);
            } else {
                prop_assert_eq!(client.get("/log/checkpoint").expect(200).body, before);
            }
        }
        check_ledger(&server, size);
    }
}
