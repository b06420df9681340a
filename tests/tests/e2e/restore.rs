//! A backup and a newer copy that others have: nothing that was published is lost.

use std::path::PathBuf;

use serde_json::Value;
use tests::daybook::{self, TestServer, said, text};
use tests::drafts::{body, citing, numbered, redaction, statement};

const SECRET: &str = "a name that a later redaction takes away";

struct Lost {
    folder: tempfile::TempDir,
    token: String,
}

impl Lost {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `daybook restore` of the backup, with a newer copy.
    #[track_caller]
    fn restore(&self, code: i32, newer: &str, to: &str) -> String {
        let (from, key) = (self.path("backup"), self.path("backup.key"));
        let (newer, to) = (self.path(newer), self.path(to));
        said(
            code,
            &[
                "restore",
                "--from",
                text(&from),
                "--key",
                text(&key),
                "--newer",
                text(&newer),
                "--data",
                text(&to),
            ],
        )
    }

    fn export(&self, data: &str, to: &str) {
        let (data, to) = (self.path(data), self.path(to));
        daybook::expect(0, &["export", text(&to), "--data", text(&data)]);
    }
}

/// A ledger that was backed up at two entries and exported before it (`older`), and at
/// its end (`newer`), when it had 300 more and a redaction.
fn lost() -> Lost {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let lost = Lost { folder, token: token.clone() };
    let mut server = TestServer::open(&data, &token);
    let post = |server: &TestServer, draft: &Value| {
        server.client().post("/api/v1/events", &[], &body(draft)).expect(201)
    };
    post(&server, &numbered("first", 0));
    assert_eq!(server.stop(), Some(0));
    lost.export("ledger", "older");
    server.start_again();
    post(&server, &statement("secret", SECRET));
    let (to, key) = (lost.path("backup"), lost.path("backup.key"));
    let backup = ["backup", "--data", text(&data), "--to", text(&to), "--key", text(&key)];
    said(0, &backup);
    post(&server, &tests::drafts::numbered_list("lost", 0, 300));
    post(&server, &redaction("gone", "secret", &["/event/text"]));
    assert_eq!(server.stop(), Some(0));
    lost.export("ledger", "newer");
    lost
}

#[test]
fn with_a_newer_copy_nothing_is_lost_and_what_it_redacts_is_gone() {
    let lost = lost();
    let seen = lost.path("seen");
    let newer = lost.path("newer");
    daybook::expect(0, &["verify", text(&newer), "--seen", text(&seen)]);
    let told = lost.restore(0, "newer", "again");
    assert!(told.contains("restored 303 entries"), "{told}");
    let again = lost.path("again");
    // No reader who saw everything has anything to be told.
    daybook::expect(0, &["verify", text(&again), "--seen", text(&seen)]);
    daybook::expect(0, &["fsck", "--data", text(&again)]);
    let accept = ["restore", "--accept-loss", "--data", text(&again), "--by", "clerk"];
    said(0, &[&accept[..], &["--reason", "The disk failed; nothing was lost."]].concat());
    let mut server = TestServer::open(&again, &lost.token);
    let one = server.client().get("/api/v1/events/1").expect(200).text();
    assert!(!one.contains(SECRET), "{one}");
    let last = server.client().get("/api/v1/events/303").expect(200).json();
    assert_eq!(last["entry"]["draft"]["event"]["entries_restored"], 303, "{last}");
    assert!(server.client().get("/api/v1/events/300").expect(200).text().contains("number 298"));
    tests::checker::check_ledger(&server, 304);
    assert_eq!(server.stop(), Some(0));
    daybook::expect(0, &["verify", text(&again), "--seen", text(&seen)]);
}

/// A file that was uploaded and cited after the backup is in every export since.
#[test]
fn documents_that_came_after_the_backup_come_back_with_the_newer_copy() {
    const REPORT: &[u8] = b"An invented report that came after the last backup.";
    let lost = lost();
    let mut server = TestServer::open(&lost.path("ledger"), &lost.token);
    let hash = ledger::record::Hash::of(REPORT);
    let draft = citing("citing", &server.client().upload(REPORT));
    server.client().post("/api/v1/events", &[], &body(&draft)).expect(201);
    assert_eq!(server.stop(), Some(0));
    lost.export("ledger", "with");
    let export = lost.path("one.daybook");
    daybook::expect(0, &["export", text(&export), "--data", text(&lost.path("ledger"))]);

    for (copy, again) in [("with", "again"), ("one.daybook", "from-one"), ("ledger", "from-disk")] {
        lost.restore(0, copy, again);
        let again = lost.path(again);
        daybook::expect(0, &["fsck", "--data", text(&again)]);
        let report = daybook::expect(0, &["verify", "--json", text(&again)]);
        let report: Value = serde_json::from_str(&report).expect("a report");
        assert_eq!(report["documents"]["same"], 1, "{copy}: {report}");
        let mut server = TestServer::open(&again, &lost.token);
        let got = server.client().get(&format!("/documents/{hash}")).expect(200);
        assert_eq!(got.body, REPORT, "{copy}");
        assert_eq!(server.stop(), Some(0));
    }
    // One that is another file than its name says is not taken over, cited or not.
    let documents = lost.path("with/documents");
    std::fs::write(documents.join(hash.to_hex()), b"other").expect("a file");
    let refused = lost.restore(1, "with", "wrong");
    assert!(refused.contains("is not good"), "{refused}");
    std::fs::write(documents.join(hash.to_hex()), REPORT).expect("a file");
    std::fs::write(documents.join("a".repeat(64)), b"other").expect("a file");
    let refused = lost.restore(1, "with", "wrong");
    assert!(refused.contains("is not good"), "{refused}");
}

#[test]
fn a_copy_that_does_not_continue_the_backup_is_refused() {
    let lost = lost();
    assert!(lost.restore(2, "older", "again").contains("is older than the backup"));
    let bundle = lost.path("newer/tile/entries/000");
    let mut bytes = std::fs::read(&bundle).expect("a bundle");
    bytes[9_000] ^= 1;
    std::fs::write(&bundle, bytes).expect("a bundle");
    assert!(lost.restore(1, "newer", "again").contains("is not good"));
    assert!(!lost.path("again").exists(), "nothing was begun");
    // Another history by the same key: the backup was put back, and went on.
    let (from, key, fork) = (lost.path("backup"), lost.path("backup.key"), lost.path("fork"));
    let restore = ["restore", "--from", text(&from), "--key", text(&key), "--data", text(&fork)];
    said(0, &[&restore[..], &["--accept-loss", "--by", "clerk", "--reason", "r"]].concat());
    let token = &lost.token;
    let mut server = TestServer::open(&fork, token);
    assert_eq!(server.stop(), Some(0));
    let (to, more) = (lost.path("later"), lost.path("later.key"));
    said(0, &["backup", "--data", text(&fork), "--to", text(&to), "--key", text(&more)]);
    lost.export("ledger", "good");
    let refused = said(
        1,
        &[
            "restore",
            "--from",
            text(&to),
            "--key",
            text(&more),
            "--newer",
            text(&lost.path("good")),
            "--data",
            text(&lost.path("again")),
        ],
    );
    assert!(refused.contains("is another history than the backup"), "{refused}");
}

/// A copy that anybody may have holds nothing of what is held back; the old disk does.
#[test]
fn what_is_held_back_comes_back_from_the_old_disk_and_from_no_public_copy() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let lost = Lost { folder, token };
    let mut server = TestServer::open(&data, &lost.token);
    let post = |draft: &Value| {
        server.client().post("/api/v1/events", &[], &body(draft)).expect(201);
    };
    post(&numbered("first", 0));
    let (to, key) = (lost.path("backup"), lost.path("backup.key"));
    said(0, &["backup", "--data", text(&data), "--to", text(&to), "--key", text(&key)]);
    let mut held = statement("held", SECRET);
    held["disclosure"] = "restricted".into();
    post(&held);
    assert_eq!(server.stop(), Some(0));
    lost.export("ledger", "newer");
    for (newer, to, kept) in [("ledger", "from-disk", true), ("newer", "from-copy", false)] {
        lost.restore(0, newer, to);
        let again = lost.path(to);
        daybook::expect(0, &["verify", text(&again)]);
        daybook::expect(0, &["fsck", "--data", text(&again)]);
        let accept = ["restore", "--accept-loss", "--data", text(&again), "--by", "clerk"];
        said(0, &[&accept[..], &["--reason", "The server was lost."]].concat());
        let server = TestServer::open(&again, &lost.token);
        let one = server.client().get("/api/v1/events/1").expect(200).text();
        assert_eq!(one.contains(SECRET), kept, "{newer}: {one}");
        let public = tests::http::Client::new(server.url()).get("/api/v1/events/1").expect(200);
        assert!(!public.text().contains(SECRET), "{newer}: {}", public.text());
    }
}
