//! A ledger moves from its folder into a database and back, by way of a backup too: the
//! same entries, the same signatures, the same root.

use std::fs;
use std::path::Path;

use tests::daybook::{self, TestServer, text};
use tests::drafts;
use tests::postgres::Node;

use crate::ring::copy_for_next_machine;
use crate::skipped;

const SECRET: &str = "A number that was sealed: 662607.";

fn root(data: &Path) -> String {
    let told = daybook::expect(0, &["verify", text(data), "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    format!("{} {}", told["size"], told["root"])
}

/// Records some hundred entries, one of them redacted; gives the token.
fn fill(data: &Path) -> String {
    let token = daybook::new_ledger(data);
    let mut server = TestServer::open(data, &token);
    let client = server.client();
    let post = |draft: &serde_json::Value, key: &str| {
        let headers = [("Idempotency-Key", key)];
        client.post("/api/v1/events", &headers, &drafts::body(draft)).expect(201);
    };
    post(&drafts::numbered_list("many", 0, 300), "many");
    post(&drafts::statement("kept", SECRET), "kept");
    post(&drafts::statement("gone", "A number that was redacted: 299792."), "gone");
    post(&drafts::redaction("redaction", "gone", &["/event/text"]), "redaction");
    assert_eq!(server.stop(), Some(0));
    token
}

fn readable(data: &Path, token: &str) -> (bool, bool) {
    let server = TestServer::open(data, token);
    let told = |at: u32| server.client().get(&format!("/api/v1/events/{at}")).expect(200).text();
    (told(300).contains("662607"), told(301).contains("299792"))
}

#[test]
fn a_ledger_moves_into_a_database_and_back_with_the_same_root() {
    let node = match Node::alone() {
        Ok(node) => node,
        Err(why) => return skipped(&why),
    };
    node.create("ledger");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let token = fill(&data);
    let before = root(&data);

    let address = node.address("ledger");
    let said = daybook::expect(0, &["move", "--data", text(&data), "--to", &address]);
    assert!(said.contains("every byte was checked there: good"), "{said}");
    assert!(!data.join("store").exists() && !data.join("erasure-keys").exists(), "nothing is left");
    assert_eq!(root(&data), before);
    assert_eq!(readable(&data, &token), (true, false), "sealed, and redacted, as before");
    // What was sent before is known under its key.
    let server = TestServer::open(&data, &token);
    let body = drafts::body(&drafts::statement("kept", SECRET));
    let again = server.client().post("/api/v1/events", &[("Idempotency-Key", "kept")], &body);
    assert_eq!(again.expect(201).json()["index"], 300);
    server
        .client()
        .post("/api/v1/events", &[], &drafts::body(&drafts::statement("new", "New.")))
        .expect(201);
    drop(server);
    let grown = root(&data);
    assert_ne!(grown, before);

    // What a run before that broke off may have left.
    fs::write(data.join("erasure-keys"), "half").expect("a file");
    daybook::expect(0, &["move", "--data", text(&data), "--to-folder"]);
    assert!(!data.join("database").exists(), "the folder has the rows again");
    assert_eq!(node.try_query("SELECT to_regclass('daybook_rows') IS NULL").as_deref(), Some("t"));
    assert_eq!(root(&data), grown);
    assert_eq!(readable(&data, &token), (true, false));
}

#[test]
fn a_backup_of_a_ledger_in_a_database_is_put_back_into_a_folder() {
    let node = match Node::alone() {
        Ok(node) => node,
        Err(why) => return skipped(&why),
    };
    node.create("ledger");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let at = |name: &str| folder.path().join(name);
    let token = fill(&at("data"));
    daybook::expect(0, &["move", "--data", text(&at("data")), "--to", &node.address("ledger")]);
    let before = root(&at("data"));
    let server = TestServer::open(&at("data"), &token);
    // It says where it listens before it can be asked.
    server.client().get("/healthz").expect(200);
    let key = at("backup-key");
    let backup =
        ["backup", "--data", text(&at("data")), "--to", text(&at("backup")), "--key", text(&key)]
            .map(String::from);
    daybook::expect(0, &backup);
    drop(server);
    let restore = [
        "restore",
        "--from",
        text(&at("backup")),
        "--key",
        text(&key),
        "--data",
        text(&at("again")),
    ]
    .map(String::from);
    daybook::expect(0, &restore);
    assert!(!at("again").join("database").exists(), "it is a ledger of its own");
    assert_eq!(root(&at("again")), before);
}

/// Nothing is moved where it cannot be, and the ledger is where it was.
#[test]
fn what_cannot_be_moved_stays_where_it_is() {
    let node = match Node::alone() {
        Ok(node) => node,
        Err(why) => return skipped(&why),
    };
    node.create("ledger");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, other) = (folder.path().join("data"), folder.path().join("other"));
    let token = fill(&data);
    let before = root(&data);
    let refused = |code: i32, arguments: &[&str], words: &str| {
        let said = daybook::said(code, arguments);
        assert!(said.contains(words), "{said}");
        assert_eq!(root(&data), before, "{words}");
    };
    let moves = ["move", "--data", text(&data), "--to"];
    refused(2, &[&moves[..], &["postgres://"]].concat(), "--to: it names no host");
    refused(3, &[&moves[..], &[&node.address("absent")]].concat(), "does not exist");
    refused(2, &["move", "--data", text(&data), "--to-folder"], "are there already");
    // A database that has a ledger already, of the same name.
    daybook::new_ledger(&other);
    daybook::expect(0, &["move", "--data", text(&other), "--to", &node.address("ledger")]);
    refused(3, &[&moves[..], &[&node.address("ledger")]].concat(), "holds a ledger already");
    // One that another server records: what it records meanwhile would not come along, and
    // the tables would go.
    let (leads, follows) = (folder.path().join("leads"), folder.path().join("follows"));
    node.create("busy");
    let clerk = daybook::new_ledger_in(&leads, Some(&node.address("busy")));
    copy_for_next_machine(&leads, &follows);
    let server = TestServer::open(&leads, &clerk);
    let said = daybook::said(3, &["move", "--data", text(&follows), "--to-folder"]);
    assert!(said.contains("another server records"), "{said}");
    assert!(follows.join("database").exists(), "where it was");
    server.client().get("/log/checkpoint").expect(200);
    drop(server);
    // One that is in use.
    let server = TestServer::open(&data, &token);
    let said = daybook::said(3, &[&moves[..], &[&node.address("ledger")]].concat());
    assert!(said.contains("in use"), "{said}");
    drop(server);
    assert!(fs::exists(data.join("store")).expect("the folder"), "where it was");
}
