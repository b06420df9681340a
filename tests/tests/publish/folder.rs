//! Published to a plain folder.

use super::{ended, json, record, text};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tests::daybook::{self, TestServer};
use tests::drafts::{body, numbered_list};
use tests::read_tree::Copy;

fn publish(data: &Path, target: &Path, more: &[&str]) -> std::process::Output {
    let mut arguments = vec!["publish", text(target), "--data", text(data)];
    arguments.extend(more);
    daybook::run(&arguments)
}

#[test]
fn a_published_folder_verifies_grows_and_names_what_was_changed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, target) = (folder.path().join("ledger"), folder.path().join("site"));
    daybook::new_ledger(&data);
    record(&data, 0, 300);
    let dry = json(0, &publish(&data, &target, &["--json", "--dry-run"]));
    assert!(dry["sent"].as_u64() > Some(10) && !target.exists(), "{dry}");
    let first = json(0, &publish(&data, &target, &["--json"]));
    assert_eq!((first["size"].as_u64(), first["sent"].as_u64()), (Some(300), dry["sent"].as_u64()));
    let log = target.join("log");
    daybook::expect(0, &["verify", text(&target)]);

    record(&data, 300, 310);
    let second = json(0, &publish(&data, &target, &["--json"]));
    assert_eq!((second["size_before"].as_u64(), second["size"].as_u64()), (Some(300), Some(310)));
    assert!(second["sent"].as_u64() < first["sent"].as_u64(), "incremental: {second}");
    daybook::expect(0, &["verify", text(&log)]);
    // Exactly what the ledger itself would export.
    let out = folder.path().join("export");
    daybook::expect(0, &["export", text(&out), "--data", text(&data)]);
    let published = Copy::read(&log);
    for (path, bytes) in &Copy::read(&out).0 {
        assert_eq!(published.0.get(path), Some(bytes), "{path}");
    }

    let bundle = log.join("tile/entries/000");
    let mut bytes = std::fs::read(&bundle).expect("a bundle");
    let place = bytes.windows(8).position(|w| w == b"\"basis\":").expect("a basis") + 9;
    bytes[place] ^= 1;
    std::fs::write(&bundle, &bytes).expect("a file");
    let told = daybook::expect(1, &["verify", text(&log)]);
    assert!(told.contains("entry 0"), "{told}");
}

#[test]
fn a_ledger_that_does_not_continue_what_is_there_is_refused_with_words() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, target) = (folder.path().join("ledger"), folder.path().join("site"));
    daybook::new_ledger(&data);
    record(&data, 0, 5);
    let old = folder.path().join("old");
    copy(&data, &old);
    record(&data, 5, 8);
    ended(0, &publish(&data, &target, &[]));
    let before = Copy::read(&target);
    let told = ended(1, &publish(&old, &target, &[]));
    assert!(told.contains("went backwards") && told.contains('8') && told.contains('5'), "{told}");
    // The old copy is written on: as long, and another history. Its own guard
    // is taken away, as a careless operator would.
    std::fs::remove_file(old.join("head")).expect("the head file");
    record(&old, 20, 24);
    let told = ended(1, &publish(&old, &target, &["--resend"]));
    assert!(told.contains("two histories"), "{told}");
    let other = folder.path().join("other");
    daybook::new_ledger(&other);
    record(&other, 0, 20);
    let told = ended(1, &publish(&other, &target, &[]));
    assert!(told.contains("not one of this ledger"), "{told}");
    assert_eq!(Copy::read(&target), before, "nothing was written");

    let told = ended(2, &publish(&data, &data, &[]));
    assert!(told.contains("data folder"), "{told}");
    let home = folder.path().join("home");
    std::fs::create_dir(&home).expect("a folder");
    std::fs::write(home.join("letter.txt"), "dear").expect("a file");
    let told = ended(1, &publish(&data, &home, &[]));
    assert!(told.contains("letter.txt"), "{told}");
    assert_eq!(std::fs::read_dir(&home).expect("a folder").count(), 1);
    let gone = folder.path().join("gone");
    ended(3, &publish(&gone, &target, &[]));
}

#[test]
fn kill_9_while_publishing_leaves_a_folder_that_verifies() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, target) = (folder.path().join("ledger"), folder.path().join("site"));
    daybook::new_ledger(&data);
    record(&data, 0, 3);
    ended(0, &publish(&data, &target, &[]));
    let mut cut_short = 0;
    for round in 0_u64..12 {
        let from = 3 + usize::try_from(round).expect("small") * 60;
        record(&data, from, from + 60);
        let mut child = Command::new(daybook::binary())
            .args(["publish", text(&target), "--data", text(&data), "--resend"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("daybook starts");
        // A different moment each round; where it falls is up to the machine.
        let until = Instant::now() + Duration::from_millis(15 + 9 * round);
        while Instant::now() < until && child.try_wait().expect("its state").is_none() {
            std::thread::yield_now();
        }
        let _ = child.kill();
        let ended = child.wait().expect("it ended");
        cut_short += usize::from(!ended.success());
        daybook::expect(0, &["verify", text(&target.join("log"))]);
    }
    assert!(cut_short > 0, "no run was cut short: the test shows nothing");
    ended(0, &publish(&data, &target, &[]));
    let told = daybook::expect(0, &["verify", text(&target.join("log"))]);
    assert!(told.contains("723 entries"), "{told}");
}

#[test]
fn a_server_publishes_by_itself_and_from_its_address() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, site) = (folder.path().join("ledger"), folder.path().join("site"));
    let token = daybook::new_ledger(&data);
    let more = ["--publish", text(&site), "--publish-every", "1s"];
    let mut server = TestServer::open_as(&data, &token, &more);
    let batch = body(&numbered_list("live", 0, 40));
    server.client().post("/api/v1/events", &[], &batch).expect(201);
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let metrics = server.client().get("/metrics").text();
        if metrics.contains("daybook_published_size 40\n") {
            assert!(metrics.contains("daybook_publish_failing 0\n"), "{metrics}");
            break;
        }
        assert!(Instant::now() < until, "40 entries were not published: {metrics}");
        std::thread::sleep(Duration::from_millis(50));
    }
    daybook::expect(0, &["verify", text(&site.join("log"))]);

    // The folder is in use; its server's address is not.
    let other = folder.path().join("other");
    ended(3, &publish(&data, &other, &[]));
    let from = daybook::run(&["publish", text(&other), "--from", server.url(), "--json"]);
    assert_eq!(json(0, &from)["size"].as_u64(), Some(40));
    let told = daybook::expect(0, &["verify", text(&other.join("log"))]);
    assert!(told.contains("40 entries"), "{told}");
    // What it says is checked against the key that is asked for.
    let wrong = "daybook.example/test+00000000+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let other = folder.path().join("third");
    let refused = daybook::run(&["publish", text(&other), "--from", server.url(), "--key", wrong]);
    assert_ne!(refused.status.code(), Some(0));
    assert_eq!(server.stop(), Some(0));
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}
