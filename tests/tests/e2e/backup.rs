//! Backups and restores, from outside: what is in one, what is not, and who sees that a
//! ledger was put back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tests::daybook::{self, TestServer, said, text};
use tests::drafts::{body, citing, numbered, numbered_list, redaction, statement};
use tests::folders;
use tests::postgres;

/// A value that is sealed, and must not be seen in a backup.
const SECRET: &str = "a name that nobody may read in a backup";

struct Place {
    folder: TempDir,
    server: TestServer,
}

impl Place {
    /// A running server with three entries, one of them with a secret and a key.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("ledger");
        let token = daybook::new_ledger(&data);
        let server = TestServer::open(&data, &token);
        let place = Self { folder, server };
        place.post(&numbered("first", 0));
        let key = [("idempotency-key", "once")];
        let draft = body(&statement("secret", SECRET));
        place.server.client().post("/api/v1/events", &key, &draft).expect(201);
        place.post(&numbered("last", 0));
        place
    }

    fn post(&self, draft: &Value) {
        self.server.client().post("/api/v1/events", &[], &body(draft)).expect(201);
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `daybook backup`, with an expected exit code; what it said on both ways.
    #[track_caller]
    fn backup(&self, code: i32, to: &str, more: &[&str]) -> String {
        let (data, to, key) =
            (self.server.data().to_path_buf(), self.path(to), self.path("backup.key"));
        let mut arguments =
            vec!["backup", "--data", text(&data), "--to", text(&to), "--key", text(&key)];
        arguments.extend(more);
        said(code, &arguments)
    }

    #[track_caller]
    fn restore(&self, code: i32, from: &str, to: &str, more: &[&str]) -> String {
        let (from, to, key) = (self.path(from), self.path(to), self.path("backup.key"));
        let mut arguments =
            vec!["restore", "--from", text(&from), "--data", text(&to), "--key", text(&key)];
        arguments.extend(more);
        said(code, &arguments)
    }
}

/// The line of JSON in what a command said.
fn report(said: &str) -> Value {
    let line = said.lines().find(|line| line.starts_with('{')).expect("a report");
    serde_json::from_str(line).expect("JSON")
}

fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            files(&entry.path(), found);
        } else {
            found.insert(entry.path(), fs::read(entry.path()).expect("a file"));
        }
    }
}

fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(folder, &mut found);
    found
}

/// The files that hold `needle`.
fn holding(folder: &Path, needle: &[u8]) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let files = bytes_of(folder);
    files.into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn a_backup_of_a_running_server_comes_back_whole_and_says_that_it_did() {
    let mut place = Place::new();
    let client = place.server.client();
    let document = b"An invented report, kept beside the ledger.";
    let hash = ledger::record::Hash::of(document);
    place.post(&citing("cites", &client.upload(document)));
    client.post("/api/v1/pending", &[], &body(&numbered("waits", 0))).expect(201);

    let told = place.backup(0, "backup", &["--json"]);
    assert!(told.contains("copy that file to another place now"), "{told}");
    place.post(&numbered("after", 0));
    let before = client.get("/log/tile/entries/000.p/4").expect(200).body;
    assert_eq!(place.server.stop(), Some(0));

    place.restore(0, "backup", "again", &[]);
    let again = place.path("again");
    // Good in every part; readable, and not yet to be signed.
    let report = daybook::expect(0, &["fsck", "--json", "--data", text(&again)]);
    let report: Value = serde_json::from_str(&report).expect("a report");
    assert_eq!(report["counted"]["entries"], 4, "{report:#}");
    assert_eq!(report["counted"]["idempotency_keys"], 1, "{report:#}");
    assert_eq!(report["counted"]["pending"], 1, "{report:#}");
    daybook::expect(0, &["verify", text(&again)]);
    let token = place.server.token().to_owned();
    let mut server = TestServer::open(&again, &token);
    let client = server.client();
    assert_eq!(client.get("/log/tile/entries/000.p/4").expect(200).body, before);
    let one = client.get("/api/v1/events/1").expect(200).text();
    assert!(one.contains(SECRET), "sealed values are there: {one}");
    assert_eq!(client.get(&format!("/documents/{hash}")).expect(200).body, document);
    let refused = client.post("/api/v1/events", &[], &body(&numbered("more", 0))).expect(503);
    let refused = refused.text();
    assert!(refused.contains("put back from a backup of 4 entries"), "{refused}");
    assert!(refused.contains("--accept-loss"), "it says how to go on: {refused}");
    assert_eq!(server.stop(), Some(0));

    // Told how to go on, it says for ever what happened, and takes entries again.
    let accept = ["restore", "--accept-loss", "--data", text(&again)];
    said(2, &accept);
    let with = [&accept[..], &["--by", "clerk", "--reason", "The disk failed."]].concat();
    let told = said(0, &with);
    assert!(told.contains("entry 4 says that the ledger was put back"), "{told}");
    said(2, &with);
    server.start_again();
    let client = server.client();
    let entry = client.get("/api/v1/events/4").expect(200).json();
    assert_eq!(entry["entry"]["draft"]["kind"], "ledger_restored", "{entry}");
    assert_eq!(entry["entry"]["draft"]["event"]["entries_restored"], 4, "{entry}");
    // A retry of a request that the backup has gets its receipt, and is not doubled.
    let key = [("idempotency-key", "once")];
    let retry = client.post("/api/v1/events", &key, &body(&statement("secret", SECRET)));
    assert_eq!(retry.expect(201).json()["index"], 1);
    client.post("/api/v1/events", &[], &body(&numbered("more", 0))).expect(201);
    tests::checker::check_ledger(&server, 6);
}

/// Whoever saw more entries than were put back is told so, whatever the ledger says now.
#[test]
fn a_restored_older_backup_is_seen_by_every_reader_who_saw_more() {
    let mut place = Place::new();
    place.backup(0, "backup", &[]);
    for n in 0..3 {
        place.post(&numbered("lost", n));
    }
    assert_eq!(place.server.stop(), Some(0));
    // A reader who verified all six, and one who was here at three.
    let (seen, early) = (place.path("seen"), place.path("early"));
    let (full, old) = (place.path("export"), place.path("older"));
    let data = place.server.data().to_path_buf();
    daybook::expect(0, &["export", text(&full), "--data", text(&data)]);
    daybook::expect(0, &["verify", text(&full), "--seen", text(&seen)]);
    let newest = fs::read(full.join("checkpoint")).expect("a checkpoint");

    place.restore(0, "backup", "again", &[]);
    let again = place.path("again");
    daybook::expect(0, &["export", text(&old), "--data", text(&again)]);
    daybook::expect(0, &["verify", text(&old), "--seen", text(&early)]);
    let back = said(1, &["verify", text(&old), "--seen", text(&seen)]);
    assert!(back.contains("rollback"), "{back}");

    // A file of the newest summary beside it, as the old folder had: it refuses by itself.
    fs::write(again.join("head"), &newest).expect("a file");
    let refused = said(
        1,
        &["restore", "--accept-loss", "--data", text(&again), "--by", "clerk", "--reason", "r"],
    );
    assert!(refused.contains("went backwards: it has 3 entries"), "{refused}");
    let mine = fs::read(old.join("checkpoint")).expect("a checkpoint");
    fs::write(again.join("head"), mine).expect("a file");

    let published = place.path("published");
    fs::write(&published, &newest).expect("a file");
    let accept = ["--accept-loss", "--by", "clerk", "--reason", "A fire.", "--published"];
    let arguments =
        [&["restore", "--data", text(&again)][..], &accept[..], &[text(&published)]].concat();
    said(0, &arguments);
    let token = place.server.token().to_owned();
    let mut server = TestServer::open(&again, &token);
    let entry = server.client().get("/api/v1/events/3").expect(200).json();
    assert_eq!(entry["entry"]["draft"]["event"]["entries_published"], 6, "{entry}");
    for n in 0..5 {
        server.client().post("/api/v1/events", &[], &body(&numbered("new", n))).expect(201);
    }
    assert_eq!(server.stop(), Some(0));
    // Longer than ever, and another history: a fork to the one, a good ledger to the other.
    let new = place.path("new");
    daybook::expect(0, &["export", text(&new), "--data", text(&again)]);
    let fork = said(1, &["verify", text(&new), "--seen", text(&seen)]);
    assert!(fork.contains("fork"), "{fork}");
    daybook::expect(0, &["verify", text(&new), "--seen", text(&early)]);
}

#[test]
fn nothing_in_a_backup_is_in_the_clear_that_is_not_public() {
    if postgres::skips_files_of_the_store() {
        return;
    }
    let place = Place::new();
    place.server.client().post("/api/v1/pending", &[], &body(&statement("p", SECRET))).expect(201);
    place.backup(0, "backup", &[]);
    let (data, backup) = (place.server.data(), place.path("backup"));
    let key = fs::read_to_string(data.join("signing-key")).expect("a key");
    let tokens = fs::read_to_string(data.join("tokens.json")).expect("tokens");
    let at = tokens.find("\"hash\": \"").expect("a hash") + 9;
    let token_hash = &tokens[at..at + 64];
    let erasure = fs::read(data.join("erasure-keys")).expect("keys");
    let own = fs::read_to_string(place.path("backup.key")).expect("a key");
    let own = own.trim().rsplit(' ').next().expect("a key").to_owned();
    for (what, needle) in [
        ("a sealed value", SECRET.as_bytes()),
        ("the signing key", key.trim().as_bytes()),
        ("the hash of a token", token_hash.as_bytes()),
        ("a key of a sealed value", &erasure[64..96]),
        ("the backup key", own.as_bytes()),
        ("the name of a file", b"signing-key"),
    ] {
        assert_eq!(holding(&backup, needle), [] as [PathBuf; 0], "{what}");
    }
    // Positive control: what is public is there to be read, by the ordinary tools.
    assert_eq!(holding(&backup, b"\"first-0\"").len(), 1);
    let out = said(3, &["verify", text(&backup.join("log"))]);
    assert!(out.contains("NOT FULLY VERIFIED") && !out.contains("FAILED"), "{out}");
}

#[test]
fn what_was_redacted_is_gone_from_the_next_backup_and_from_what_it_restores() {
    let mut place = Place::new();
    place.backup(0, "backup", &[]);
    let copy = place.path("copy-of-before");
    folders::copy(&place.path("backup"), &copy);
    place.post(&redaction("gone", "secret", &["/event/text"]));
    let told = report(&place.backup(0, "backup", &["--json"]));
    // The key of the sealed values, and that of the check on the request.
    assert_eq!(told["destroyed"], 2, "{told}");
    assert!(told["removed"].as_u64() >= Some(2), "the old ones are removed: {told}");
    assert_eq!(place.server.stop(), Some(0));
    let has = |data: &Path| {
        let mut server = TestServer::open(data, place.server.token());
        let one = server.client().get("/api/v1/events/1").expect(200).text();
        assert_eq!(server.stop(), Some(0));
        one.contains(SECRET)
    };
    place.restore(0, "backup", "again", &[]);
    assert!(!has(&place.path("again")), "the newer backup gives nothing back");
    // A copy of the folder from before is what it was: docs/backup.md says what to do.
    place.restore(0, "copy-of-before", "before", &[]);
    assert!(has(&place.path("before")), "positive control");
}

#[test]
fn a_second_backup_copies_what_is_new_and_a_broken_off_one_leaves_the_first() {
    let place = Place::new();
    let token = place.server.token().to_owned();
    for n in 0..3 {
        place.post(&numbered_list("many", n * 200, n * 200 + 200));
    }
    let count = |told: &str| -> (u64, u64) {
        let told = report(told);
        (told["files"].as_u64().expect("files"), told["copied"].as_u64().expect("copied"))
    };
    let first = count(&place.backup(0, "backup", &["--json"]));
    assert_eq!(first.0, first.1, "all are new");
    let (_, again) = count(&place.backup(0, "backup", &["--json", "--verify-all"]));
    // The access log says that the first backup was made.
    assert_eq!(again, 1, "nothing else was written since");
    place.post(&numbered("one-more", 0));
    let entries = place.path("backup/log/tile/entries/000");
    let old = fs::metadata(&entries).and_then(|known| known.modified()).expect("a time");
    let (files, copied) = count(&place.backup(0, "backup", &["--json"]));
    assert!(copied < files / 2, "{copied} of {files}");
    let now = fs::metadata(&entries).and_then(|known| known.modified()).expect("a time");
    assert_eq!(now, old, "a full bundle is never written again");

    // What a run that was killed leaves: new files, and the manifest of before.
    let manifest = fs::read(place.path("backup/manifest")).expect("a manifest");
    fs::write(place.path("backup/sealed/00000009-1-half"), "half of it").expect("a file");
    place.restore(0, "backup", "from-broken", &[]);
    place.backup(0, "backup", &[]);
    assert!(!place.path("backup/sealed/00000009-1-half").exists(), "and the next one cleans up");
    assert_ne!(fs::read(place.path("backup/manifest")).expect("a manifest"), manifest);
    // Appends went on all the time.
    let mut server = TestServer::open(&place.path("from-broken"), &token);
    tests::checker::check_ledger(&server, 604);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn what_must_not_be_backed_up_or_restored_is_refused_in_words() {
    if postgres::skips_files_of_the_store() {
        return;
    }
    let mut place = Place::new();
    let data = place.server.data().to_path_buf();
    for (to, key) in
        [("ledger/backup", "backup.key"), ("backup", "ledger/backup.key"), ("b", "b/k")]
    {
        let (to, key) = (place.path(to), place.path(key));
        let arguments = ["backup", "--data", text(&data), "--to", text(&to), "--key", text(&key)];
        let refused = said(2, &arguments);
        assert!(refused.contains("choose a place elsewhere"), "{refused}");
    }
    place.backup(0, "backup", &[]);
    fs::create_dir(place.path("other")).expect("a folder");
    fs::write(place.path("other/thesis.txt"), "years of work").expect("a file");
    assert!(place.backup(2, "other", &[]).contains("holds no backup"));
    // Into the backup of another ledger.
    let stranger = Place::new();
    folders::copy(&stranger.path("ledger"), &place.path("stranger"));
    let (to, key) = (place.path("backup"), place.path("backup.key"));
    let stranger = place.path("stranger");
    let refused =
        said(2, &["backup", "--data", text(&stranger), "--to", text(&to), "--key", text(&key)]);
    assert!(refused.contains("holds a backup of"), "{refused}");
    // With another key, and with none.
    let wrong = place.path("wrong.key");
    let wrong = ["backup", "--data", text(&data), "--to", text(&to), "--key", text(&wrong)];
    assert!(said(2, &wrong).contains("was made with a key; give that one"));
    fs::write(wrong[6], format!("daybook-backup-key-v1 {}\n", "11".repeat(32))).expect("a file");
    assert!(said(3, &wrong).contains("give that one"));
    // A ledger that went back must not replace a good backup.
    assert_eq!(place.server.stop(), Some(0));
    let older = place.path("older");
    folders::copy(&data, &older);
    place.server.start_again();
    place.post(&numbered("newer", 0));
    place.backup(0, "backup", &[]);
    let refused =
        said(1, &["backup", "--data", text(&older), "--to", text(&to), "--key", text(&key)]);
    assert!(refused.contains("does not continue them"), "{refused}");
    assert!(place.restore(2, "backup", "ledger", &[]).contains("is not empty"));
    assert!(place.restore(3, "nothing", "new", &[]).contains("holds no backup"));
}

/// Every file of a backup is changed once, cut once and removed once.
#[test]
fn a_changed_backup_is_named_and_nothing_is_restored_from_it() {
    let place = Place::new();
    place.backup(0, "backup", &[]);
    let backup = place.path("backup");
    let listed = bytes_of(&backup);
    let is_convenience = |path: &Path| {
        ["lock", "log/checkpoint", "log/vkey"].iter().any(|name| path == backup.join(name))
    };
    let mut looked = 0;
    for (path, bytes) in listed.iter().filter(|(path, _)| !is_convenience(path)) {
        let mut changed = bytes.clone();
        let middle = changed.len() / 2;
        match changed.get_mut(middle) {
            Some(byte) => *byte ^= 1,
            None => changed.push(7),
        }
        let mut damages = vec![Some(&changed[..]), None];
        if let Some((_, cut)) = bytes.split_last() {
            damages.push(Some(cut));
        }
        for damage in damages {
            match damage {
                Some(bytes) => fs::write(path, bytes).expect("a file"),
                None => fs::remove_file(path).expect("the file goes"),
            }
            let code = if path.ends_with("manifest") { 3 } else { 1 };
            let refused = place.restore(code, "backup", "again", &[]);
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
            assert!(refused.contains(name) || damage.is_none(), "{}: {refused}", path.display());
            assert!(!place.path("again").exists(), "{}: it was begun", path.display());
            looked += 1;
        }
        fs::write(path, bytes).expect("a file");
    }
    assert!(looked > 20, "only {looked} damages were tried");
    place.restore(0, "backup", "again", &[]);
}
