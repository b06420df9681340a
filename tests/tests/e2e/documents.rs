//! Documents from outside: sent badly, exported, checked, withheld.

use ledger::record::Hash;
use serde_json::{Value, json};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use tests::daybook::{self, TestServer, text};
use tests::drafts::{body, citing, statement};

const REPORT: &[u8] = b"%PDF-1.7 an invented report that one event cites, for a test";
const LETTER: &[u8] = b"An invented letter, with a name in it that must go one day.";

fn withholding(id: &str, bytes: &[u8], mode: &str) -> Value {
    let mut draft = statement(id, "");
    draft["kind"] = json!("document_withheld");
    draft["event"] = json!({"document": Hash::of(bytes).to_hex(), "withholding_mode": mode,
        "ground": "erasure_request", "decided_by": "editor", "decided_on": "2026-11-01"});
    draft
}

fn record(server: &TestServer, draft: &Value) {
    server.client().post("/api/v1/events", &[], &body(draft)).expect(201);
}

/// Whether a file below a folder holds these bytes.
fn found_below(folder: &Path, needle: &[u8]) -> bool {
    fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return found_below(&path, needle);
        }
        if !path.is_file() {
            return false;
        }
        let bytes = fs::read(&path).expect("a file");
        bytes.windows(needle.len()).any(|part| part == needle)
    })
}

fn check(code: i32, path: &Path) -> Value {
    let out = daybook::expect(code, &["verify", "--json", text(path)]);
    serde_json::from_str(&out).expect("a report")
}

fn outcome(report: &Value) -> (&str, &str) {
    let checks = report["checks"].as_array().expect("checks");
    let check = checks.iter().find(|check| check["id"] == "documents").expect("documents");
    (check["outcome"].as_str().expect("an outcome"), check["text"].as_str().expect("a text"))
}

#[test]
fn exports_take_cited_documents_along_and_verify_names_another_file() {
    let mut server = TestServer::start();
    let (report, letter) = (server.client().upload(REPORT), server.client().upload(LETTER));
    server.client().upload(b"a file that no event cites");
    record(&server, &citing("a", &report));
    record(&server, &citing("b", &letter));
    record(&server, &citing("c", &report));
    let elsewhere = json!({"blake3": "00".repeat(32), "sha256": "00".repeat(32)});
    record(&server, &citing("d", &elsewhere));
    assert_eq!(server.stop(), Some(0));

    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    daybook::expect(0, &["export", text(&out), "--data", text(server.data())]);
    let mut names: Vec<String> = fs::read_dir(out.join("documents"))
        .expect("documents")
        .map(|file| file.expect("a file").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    let mut due = vec![Hash::of(REPORT).to_hex(), Hash::of(LETTER).to_hex()];
    due.sort();
    assert_eq!(names, due, "what nobody cites is not a part of the record");
    for place in [out.as_path(), server.data()] {
        let told = check(0, place);
        assert_eq!(
            outcome(&told),
            ("passed", "2 of 3 cited documents held and checked; 1 not held"),
            "{}",
            place.display()
        );
    }

    let copy = out.join("documents").join(Hash::of(REPORT).to_hex());
    let mut changed = REPORT.to_vec();
    changed[20] ^= 1;
    fs::write(&copy, &changed).expect("a changed file");
    let told = check(1, &out);
    assert_eq!(told["state"], "mismatch");
    assert_eq!(outcome(&told).0, "failed");
    assert_eq!(told["documents"]["different"][0]["document"], Hash::of(REPORT).to_hex());
    assert_eq!(told["documents"]["different"][0]["found"], Hash::of(&changed).to_hex());
    assert_eq!(told["documents"]["different"][0]["entries"], json!([0, 2]));
    let words = daybook::expect(1, &["verify", text(&out)]);
    assert!(words.contains("E-DOC") && words.contains("entries 0, 2"), "{words}");

    // One that is gone is not held, which accuses nobody.
    fs::remove_file(&copy).expect("a file");
    let told = check(0, &out);
    assert_eq!(outcome(&told), ("passed", "1 of 3 cited documents held and checked; 2 not held"));
    // Also a file that nobody cites must be what its name says.
    fs::write(out.join("documents").join("11".repeat(32)), b"x").expect("a file");
    assert_eq!(outcome(&check(1, &out)).0, "failed");
}

#[test]
fn what_is_withheld_is_gone_from_disk_and_exports_and_everything_still_verifies() {
    let mut server = TestServer::start();
    let (report, letter) = (server.client().upload(REPORT), server.client().upload(LETTER));
    record(&server, &citing("a", &report));
    record(&server, &citing("b", &letter));
    assert!(found_below(server.data(), LETTER), "it is there before");
    record(&server, &withholding("w1", LETTER, "destroyed"));
    record(&server, &withholding("w2", REPORT, "not_published"));
    assert!(!found_below(server.data(), LETTER), "while the server runs");
    let client = server.client();
    for (bytes, status) in [(LETTER, 410), (REPORT, 451)] {
        let told = client.get(&format!("/documents/{}", Hash::of(bytes))).expect(status).json();
        assert_eq!(told["withheld"]["ground"], "erasure_request");
        assert_eq!(told["withheld"]["decided_by"], "editor");
    }
    server.kill();
    server.start_again();
    server.client().get(&format!("/documents/{}", Hash::of(LETTER))).expect(410);
    assert_eq!(server.stop(), Some(0));
    assert!(!found_below(server.data(), LETTER), "and when it is stopped");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("out");
    daybook::expect(0, &["export", text(&out), "--data", text(server.data())]);
    assert!(!found_below(&out, LETTER) && !found_below(&out, REPORT), "a later export has it");
    let told = check(0, &out);
    assert_eq!(
        outcome(&told),
        ("not_checked", "0 of 2 cited documents held and checked; 2 withheld")
    );
    // The server's copy of what is kept and not shown is not for `verify` either.
    assert_eq!(check(0, server.data())["documents"]["withheld"], 2);
}

/// Sends the head of an upload and a part of its body.
fn begin(server: &TestServer, announced: usize, part: &[u8]) -> TcpStream {
    let address = server.url().trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("a connection");
    let head = format!(
        "POST /api/v1/documents HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Length: {announced}\r\n\r\n",
        server.token()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(part).expect("sent");
    stream
}

#[test]
fn an_upload_that_is_cut_off_leaves_nothing() {
    let server = TestServer::start();
    let incoming = server.data().join("documents").join("incoming");
    let count = || fs::read_dir(&incoming).map_or(0, Iterator::count);
    let stream = begin(&server, 1_000_000, &LETTER.repeat(1_000));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    let wait = |wanted: usize| {
        while count() != wanted {
            assert!(std::time::Instant::now() < until, "{} files, not {wanted}", count());
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    };
    wait(1);
    drop(stream);
    wait(0);
    assert!(!found_below(server.data(), LETTER));
    server.client().get(&format!("/documents/{}", Hash::of(LETTER))).expect(404);
}

#[test]
fn more_uploads_at_once_than_there_is_room_for_are_asked_to_wait() {
    let server = TestServer::start();
    let incoming = server.data().join("documents").join("incoming");
    let held: Vec<TcpStream> = (0..16).map(|_| begin(&server, 100_000, LETTER)).collect();
    let until = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while fs::read_dir(&incoming).map_or(0, Iterator::count) < 16 {
        assert!(std::time::Instant::now() < until, "the uploads do not begin");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let busy = server.client().post("/api/v1/documents", &[], REPORT).expect(503);
    assert_eq!(busy.header("retry-after"), "1");
    // The others are served meanwhile, and those that waited go on.
    server.client().get("/healthz").expect(200);
    for mut stream in held {
        stream.write_all(&LETTER.repeat(2_000)[LETTER.len()..100_000]).expect("sent");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer == "HTTP/1.1 201" || answer == "HTTP/1.1 200", "{answer}");
    }
}
