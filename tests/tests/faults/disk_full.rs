//! The disk is full: nothing is recorded, everything can be read, and nothing is lost.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use tests::appenders::{Acknowledged, missing};
use tests::daybook::{self, TestServer};
use tests::drafts;
use tests::http::{Client, Reply};
use tests::loop_device::Mounted;

const MEGABYTES: u64 = 96;

/// Fills a disk until at most `left` bytes are free for those who are not root, which
/// is what the server goes by.
fn fill(disk: &Path, left: u64) -> PathBuf {
    let path = disk.join("filler");
    let mut file = File::options().create(true).append(true).open(&path).expect("a file");
    let mut piece = 1 << 20;
    while piece >= 4096 {
        let free = free(disk);
        if free < left + piece {
            piece /= 2;
            continue;
        }
        let bytes = vec![b'x'; usize::try_from(piece).expect("a small piece")];
        if file.write_all(&bytes).and_then(|()| file.sync_data()).is_err() {
            break;
        }
    }
    path
}

/// Bytes that are free, as `df` says.
fn free(disk: &Path) -> u64 {
    let said = std::process::Command::new("df").args(["--output=avail", "-B1"]).arg(disk).output();
    let said = String::from_utf8(said.expect("df runs").stdout).expect("text");
    said.lines().nth(1).and_then(|line| line.trim().parse().ok()).expect("a number")
}

fn append(client: &Client, id: &str) -> Reply {
    client.post("/api/v1/events", &[], &drafts::body(&drafts::statement(id, "A text.")))
}

fn made() -> Option<(tempfile::TempDir, Mounted, String)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    match Mounted::make(folder.path(), MEGABYTES) {
        Ok(disk) => {
            let token = daybook::new_ledger(&disk.path().join("ledger"));
            Some((folder, disk, token))
        }
        Err(why) => {
            println!("skipped: no small disk on this machine: {why}");
            None
        }
    }
}

#[test]
fn a_nearly_full_disk_refuses_writes_serves_reads_and_needs_no_restart() {
    let Some((_folder, disk, token)) = made() else { return };
    let reserve = 24 << 20;
    let server = TestServer::open_as(
        &disk.path().join("ledger"),
        &token,
        &["--disk-reserve", &format!("{reserve}")],
    );
    let client = server.client();
    let kept = Acknowledged::by(&append(&client, "before").expect(201).json());
    let filler = fill(disk.path(), reserve - (1 << 20));

    let refused = append(&client, "while-full").expect(503);
    let told = refused.json();
    assert_eq!(told["type"], "urn:daybook:problem:disk-full");
    assert!(!refused.header("retry-after").is_empty(), "it says when to come back");
    let words = told["detail"].as_str().expect("words");
    assert!(words.contains("nothing was recorded") && words.contains("reserve"), "{words}");
    assert!(
        !words.contains(disk.path().to_str().expect("UTF-8")),
        "no path of the server: {words}"
    );
    let upload = client.post("/api/v1/documents", &[], &vec![b'a'; 200_000]);
    assert_eq!(upload.status, 507, "{}", upload.text());
    // It was answered before its body was read, so the server closes its connection; what
    // comes next must not meet that one half closed.
    let client = server.client();
    let left = std::fs::read_dir(disk.path().join("ledger/documents/incoming"));
    assert_eq!(left.map_or(0, Iterator::count), 0, "nothing of it is left");
    client.get("/log/checkpoint").expect(200);
    client.get("/api/v1/events/0").expect(200);
    client.get("/api/v1/events?limit=5").expect(200);

    std::fs::remove_file(filler).expect("space again");
    let after = Acknowledged::by(&append(&client, "after").expect(201).json());
    assert_eq!(after.index, 1, "nothing stands between");
    assert!(missing(&server, &[kept, after]).is_empty());
}

/// Without a reserve the disk itself refuses, in the middle of a commit.
#[test]
fn a_disk_that_is_full_to_the_last_byte_loses_nothing() {
    let Some((_folder, disk, token)) = made() else { return };
    let data = disk.path().join("ledger");
    let mut server = TestServer::open_as(&data, &token, &["--disk-reserve", "0"]);
    let client = server.client();
    let mut kept = vec![Acknowledged::by(&append(&client, "before").expect(201).json())];
    let filler = fill(disk.path(), 3 << 20);
    let mut refused = None;
    for n in 0..200 {
        let draft = drafts::largest(&format!("large-{n}"));
        let reply = client.post("/api/v1/events", &[], &drafts::body(&draft));
        if reply.status != 201 {
            refused = Some(reply);
            break;
        }
        kept.push(Acknowledged::by(&reply.json()));
    }
    let refused = refused.expect("13 MB do not fit into 3").expect(503);
    assert_eq!(refused.json()["type"], "urn:daybook:problem:read-only", "{}", refused.text());
    assert!(refused.text().contains("restart"), "it says how to go on: {}", refused.text());
    // Now nothing is taken, and everything is read.
    append(&client, "later").expect(503);
    client.get("/log/checkpoint").expect(200);
    client.get("/api/v1/events/0").expect(200);
    client.get("/readyz").expect(503);

    server.kill();
    std::fs::remove_file(filler).expect("space again");
    drop(server);
    let server = TestServer::open_as(&data, &token, &["--disk-reserve", "0"]);
    let lost = missing(&server, &kept);
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    append(&server.client(), "again").expect(201);
}
