//! A node that acknowledges what it may forget is refused, in words that say what to set.

use tests::daybook::{self, ORIGIN, text};
use tests::postgres::Node;

use crate::skipped;

#[test]
fn a_node_that_may_forget_is_refused_before_anything_is_made() {
    let node = match Node::alone() {
        Ok(node) => node,
        Err(why) => return skipped(&why),
    };
    node.create("ledger");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut tries = 0..;
    let mut refused = |address: &str, words: &str| {
        let data = folder.path().join(tries.next().expect("a number").to_string());
        let make = ["token", "--data", text(&data), "--origin", ORIGIN, "--name", "clerk"];
        let said = daybook::said(3, &[&make[..], &["--database", address]].concat());
        assert!(said.contains(words), "{said}");
        let made = node.try_query("SELECT to_regclass('daybook_rows') IS NULL");
        assert_eq!(made.as_deref(), Some("t"), "{words}: nothing was made");
    };
    // Two nodes, of which neither waits for the other.
    let port = node.port();
    let two = format!("postgres://postgres@127.0.0.1:{port},127.0.0.1:{port}/ledger");
    refused(&two, "synchronous_standby_names is empty");
    for setting in ["fsync", "full_page_writes"] {
        node.query(&format!("ALTER SYSTEM SET {setting} = off"));
        node.reload();
        std::thread::sleep(std::time::Duration::from_millis(300));
        refused(&node.address("ledger"), &format!("{setting} is off"));
        node.query(&format!("ALTER SYSTEM RESET {setting}"));
        node.reload();
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    // A password is never repeated.
    let wrong = "postgres://postgres:hunter2@127.0.0.1:1/ledger?sslmode=never";
    let data = folder.path().join("wrong");
    let make = ["token", "--data", text(&data), "--origin", ORIGIN, "--database", wrong];
    let said = daybook::said(2, &make);
    assert!(said.contains("--database:") && !said.contains("hunter2"), "{said}");
}

/// A database has one ledger, and says which.
#[test]
fn a_database_of_another_ledger_is_refused() {
    let node = match Node::alone() {
        Ok(node) => node,
        Err(why) => return skipped(&why),
    };
    node.create("ledger");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let make = |name: &str, origin: &str, code: i32| {
        let data = folder.path().join(name);
        let address = node.address("ledger");
        let make = ["token", "--data", text(&data), "--origin", origin, "--name", "clerk"];
        daybook::said(code, &[&make[..], &["--database", &address]].concat())
    };
    make("one", "one.example", 0);
    let said = make("other", "other.example", 3);
    assert!(said.contains("holds the ledger one.example, not other.example"), "{said}");
    // The same name and another key: whoever signed is somebody else.
    let said = make("stranger", "one.example", 0);
    let served = daybook::run(&["verify", text(&folder.path().join("stranger"))]);
    assert_eq!(served.status.code(), Some(1), "{said}");
}
