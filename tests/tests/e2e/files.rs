//! Ledgers in and out of files: import and export.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::time::Instant;
use tests::checker::check_ledger;
use tests::daybook::{self, ORIGIN, TestServer, text};
use tests::drafts::{numbered, statement};
use tests::read_tree::Copy;

fn lines(drafts: &[Value]) -> String {
    drafts.iter().flat_map(|draft| [draft.to_string(), "\n".into()]).collect()
}

fn import(data: &Path, file: &Path) -> std::process::Output {
    daybook::run(&["import", text(file), "--data", text(data), "--by", "clerk"])
}

#[test]
fn an_import_reports_every_bad_line_and_writes_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let file = folder.path().join("in.jsonl");
    let mut wrong = numbered("in", 3);
    wrong["basis"] = Value::from("gossip");
    let bad = format!(
        "{}{{not json\n{}\n{}\n{}\n",
        lines(&[numbered("in", 0)]),
        wrong,
        numbered("in", 4),
        // The id of the first line again.
        numbered("in", 0),
    );
    fs::write(&file, bad).expect("a file");
    let done = import(&data, &file);
    let told = format!(
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    assert_eq!(done.status.code(), Some(1), "{told}");
    for line in ["in.jsonl:2: ", "in.jsonl:3: ", "in.jsonl:5: "] {
        assert!(told.contains(line), "{line} is not named:\n{told}");
    }
    assert!(told.contains("basis") && told.contains("gossip"), "{told}");
    for line in ["in.jsonl:1: ", "in.jsonl:4: "] {
        assert!(!told.contains(line), "{line} is good:\n{told}");
    }
    check_ledger(&TestServer::open(&data, &token), 0);
}

#[test]
fn an_import_is_there_whole_and_a_second_one_follows_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let drafts: Vec<Value> = (0..3_000).map(|n| numbered("in", n)).collect();
    let file = folder.path().join("in.jsonl");
    fs::write(&file, lines(&drafts)).expect("a file");
    let started = Instant::now();
    let done = import(&data, &file);
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    println!("3,000 drafts imported in {:?} by a build for tests", started.elapsed());
    // The same file again: every line is in use, nothing is doubled.
    assert_eq!(import(&data, &file).status.code(), Some(1));
    fs::write(&file, lines(&[statement("later", "After the import.")])).expect("a file");
    assert_eq!(import(&data, &file).status.code(), Some(0));
    check_ledger(&TestServer::open(&data, &token), 3_001);
}

#[test]
fn an_export_is_the_served_tree() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let file = folder.path().join("in.jsonl");
    let drafts: Vec<Value> = (0..300).map(|n| numbered("out", n)).collect();
    fs::write(&file, lines(&drafts)).expect("a file");
    assert_eq!(import(&data, &file).status.code(), Some(0));
    let out = folder.path().join("export");
    daybook::expect(0, &["export", text(&out), "--data", text(&data)]);
    // An export never writes over anything.
    daybook::expect(1, &["export", text(&out), "--data", text(&data)]);
    let exported = Copy::read(&out);
    let server = TestServer::open(&data, &token);
    let served = Copy::download(&server.client());
    for (path, bytes) in &served.0 {
        if !path.starts_with("history/") {
            assert_eq!(exported.0.get(path), Some(bytes), "{path}");
        }
    }
    let checked = exported.check(&exported.key(), None);
    assert_eq!(checked.key(), "firstvisit", "{}", checked.told());
    assert_eq!(checked.entries.len(), 300);
    assert_eq!(checked.report.origin.as_ref().map(ledger::record::Origin::as_str), Some(ORIGIN));
}

#[test]
fn a_command_line_that_is_wrong_ends_with_2() {
    for wrong in [&["verify", "--no-such-option"][..], &["no-such-command"], &["import"], &[]] {
        let done = daybook::run(wrong);
        assert_eq!(done.status.code(), Some(2), "{wrong:?}");
        assert!(!done.stderr.is_empty(), "{wrong:?} says nothing");
    }
}
