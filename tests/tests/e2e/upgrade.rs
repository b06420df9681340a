//! Data folders of earlier programs, kept as files: this program opens each, finds it
//! good, goes on with it and backs it up. `scripts/fixture` makes a new one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tests::daybook::{self, TestServer, text};
use tests::drafts::{body, numbered};

/// Formats of data folders that programs have written and that are kept.
const KEPT: &[&str] = &["data-1.tar.gz", "data-2.tar.gz"];

/// The newest of them.
const NEWEST: &str = "data-2.tar.gz";

/// Unpacks a kept data folder into `place`.
fn unpacked(name: &str, place: &Path) -> PathBuf {
    let packed = tests::house::root().join("tests/fixtures").join(name);
    let done = Command::new("tar").arg("-xzf").arg(packed).arg("-C").arg(place).status();
    assert!(done.expect("tar runs").success(), "{name} cannot be unpacked");
    place.join("ledger")
}

/// A token of the ledger that may write: the kept one is known to nobody.
fn token(data: &Path) -> String {
    let out = daybook::expect(0, &["token", "--data", text(data), "--name", "archivist"]);
    out.split_whitespace().last().expect("a token").to_owned()
}

#[test]
fn every_kept_data_folder_is_good_and_goes_on() {
    for name in KEPT {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = unpacked(name, folder.path());
        if *name != NEWEST {
            // It says so, and it takes one start and no command of its own.
            let said = daybook::expect(3, &["fsck", "--data", text(&data)]);
            assert!(said.contains("start the server once"), "{name}: {said}");
            daybook::expect(0, &["verify", text(&data)]);
        }
        let report = daybook::expect(0, &["fsck", "--json", "--data", text(&data)]);
        let report: Value = serde_json::from_str(&report).expect("a report");
        let counted = &report["counted"];
        for (what, count) in
            [("entries", 5), ("idempotency_keys", 1), ("documents", 1), ("pending", 1)]
        {
            assert_eq!(counted[what], count, "{name}: {what}: {report:#}");
        }
        daybook::expect(0, &["verify", text(&data)]);

        let token = token(&data);
        let mut server = TestServer::open(&data, &token);
        let client = server.client();
        let one = client.get("/api/v1/events/1").expect(200).text();
        assert!(one.contains("Sent with a key."), "{name}: {one}");
        let erased = client.get("/api/v1/events/3").expect(200).text();
        assert!(!erased.contains("This will be erased."), "{name}: {erased}");
        let waiting = client.get("/api/v1/pending").expect(200).text();
        assert!(waiting.contains("record_not_found"), "{name}: {waiting}");
        let mut draft = numbered("on", 0);
        draft["by"] = serde_json::json!("archivist");
        client.post("/api/v1/events", &[], &body(&draft)).expect(201);
        tests::checker::check_ledger(&server, 6);
        assert_eq!(server.stop(), Some(0));

        let (to, key) = (folder.path().join("backup"), folder.path().join("backup.key"));
        let (to, key) = (text(&to), text(&key));
        daybook::expect(0, &["backup", "--data", text(&data), "--to", to, "--key", key]);
        let again = folder.path().join("again");
        daybook::expect(0, &["restore", "--from", to, "--key", key, "--data", text(&again)]);
    }
}

/// A folder without a note of its format is one of before there was such a note.
#[test]
fn a_folder_of_an_unnamed_format_is_opened_and_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = unpacked(NEWEST, folder.path());
    fs::remove_file(data.join("format")).expect("the note goes");
    daybook::expect(0, &["verify", text(&data)]);
    assert_eq!(fs::read_to_string(data.join("format")).expect("a note"), "2\n");
}

#[test]
fn a_folder_of_a_newer_format_is_refused_by_every_command_and_not_touched() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = unpacked(NEWEST, folder.path());
    let (to, key) = (folder.path().join("backup"), folder.path().join("backup.key"));
    let path = text(&data);
    for (format, word) in [("3\n", "is of format 3"), ("new\n", "is no number")] {
        fs::write(data.join("format"), format).expect("a note");
        let store = fs::read(data.join("store/db")).expect("the store");
        for arguments in [
            &["verify", path][..],
            &["fsck", "--data", path],
            &["export", text(&to), "--data", path],
            &["backup", "--data", path, "--to", text(&to), "--key", text(&key)],
            // Last: one that is not refused would serve for ever.
            &["serve", "--data", path, "--listen", "127.0.0.1:0"],
        ] {
            let done = daybook::run(arguments);
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(said.contains(word), "{arguments:?}: {said}");
            assert!(matches!(done.status.code(), Some(1 | 3)), "{arguments:?}: {said}");
        }
        assert_eq!(fs::read(data.join("store/db")).expect("the store"), store, "{word}");
    }
}
