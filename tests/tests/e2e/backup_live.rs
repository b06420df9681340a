//! Backups while a server is at work, and backups that are killed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::daybook::{self, TestServer, text};
use tests::drafts::{body, numbered, numbered_list};

/// What `daybook backup` is told.
fn arguments<'a>(data: &'a Path, to: &'a Path, key: &'a Path) -> Vec<&'a str> {
    vec!["backup", "--data", text(data), "--to", text(to), "--key", text(key), "--json"]
}

/// The size of the backup that a run made.
fn size_of(said: &str) -> u64 {
    let told: Value = serde_json::from_str(said.trim()).expect("a report");
    told["size"].as_u64().expect("a size")
}

#[test]
fn backups_do_not_stop_recording_and_each_is_a_beginning_of_the_ledger() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, to, key) =
        (folder.path().join("ledger"), folder.path().join("backup"), folder.path().join("key"));
    let token = daybook::new_ledger(&data);
    let mut server = TestServer::open(&data, &token);
    let list = numbered_list("before", 0, 600);
    server.client().post("/api/v1/events", &[], &body(&list)).expect(201);
    let (done, client) = (AtomicBool::new(false), server.client());
    let (recorded, longest, sizes) = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let (mut recorded, mut longest) = (600_u64, Duration::ZERO);
            while !done.load(Ordering::Relaxed) {
                let begin = Instant::now();
                let number = usize::try_from(recorded).expect("a small number");
                client.post("/api/v1/events", &[], &body(&numbered("during", number))).expect(201);
                recorded += 1;
                longest = longest.max(begin.elapsed());
            }
            (recorded, longest)
        });
        let mut sizes = Vec::new();
        for _ in 0..6 {
            sizes.push(size_of(&daybook::expect(0, &arguments(&data, &to, &key))));
        }
        done.store(true, Ordering::Relaxed);
        let (recorded, longest) = writer.join().expect("the writer ends");
        (recorded, longest, sizes)
    });
    println!("{recorded} entries, backups at {sizes:?}, longest append {longest:?}");
    assert!(sizes.is_sorted() && sizes[0] >= 600, "{sizes:?}");
    assert!(sizes[5] > sizes[0], "it was recorded meanwhile: {sizes:?}");
    assert!(longest < Duration::from_secs(5), "an append waited {longest:?} for a backup");
    let whole = server.client().get("/log/tile/entries/001").expect(200).body;
    assert_eq!(server.stop(), Some(0));

    let again = folder.path().join("again");
    let restore = ["restore", "--from", text(&to), "--key", text(&key), "--data", text(&again)];
    daybook::expect(0, &restore);
    let mut restored = TestServer::open(&again, &token);
    assert_eq!(restored.client().get("/log/tile/entries/001").expect(200).body, whole);
    tests::checker::check_ledger(&restored, sizes[5]);
    assert_eq!(restored.stop(), Some(0));
}

/// Killed at any moment: what was a backup before is one after.
#[test]
fn a_killed_backup_leaves_one_that_restores() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, to, key) =
        (folder.path().join("ledger"), folder.path().join("backup"), folder.path().join("key"));
    let token = daybook::new_ledger(&data);
    let mut server = TestServer::open(&data, &token);
    let post = |prefix: &str| {
        let list = numbered_list(prefix, 0, 300);
        server.client().post("/api/v1/events", &[], &body(&list)).expect(201);
    };
    post("first");
    daybook::expect(0, &arguments(&data, &to, &key));
    // How long one takes differs between disks by a factor of twenty.
    post("measured");
    let begin = Instant::now();
    daybook::expect(0, &arguments(&data, &to, &key));
    let whole = begin.elapsed();
    let mut killed = 0;
    for round in 0..12_u32 {
        post(&format!("round-{round}"));
        let mut run = Command::new(daybook::binary())
            .args(arguments(&data, &to, &key))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("daybook runs");
        std::thread::sleep(whole * round / 12);
        let _ = run.kill();
        killed += u64::from(!run.wait().expect("it ends").success());
        let again = folder.path().join(format!("again-{round}"));
        let restore = ["restore", "--from", text(&to), "--key", text(&key), "--data", text(&again)];
        daybook::expect(0, &restore);
        std::fs::remove_dir_all(&again).expect("a folder");
    }
    assert!(killed > 2, "only {killed} of 12 were killed before their end");
    println!("{killed} of 12 backups, of {whole:?} each, were killed before their end");
    assert_eq!(size_of(&daybook::expect(0, &arguments(&data, &to, &key))), 14 * 300);
    assert_eq!(server.stop(), Some(0));
}
