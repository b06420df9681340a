//! `daybook cosign` as any ledger meets it: the protocol, and a crash.

use ledger::proof::{AddCheckpoint, Checkpoint, SignedCheckpoint, SignerKey, TileTree, TreeHash};
use ledger::proof::{VerifierKey, consistency_proof, verify_cosignature};
use ledger::record::{Origin, Size};
use serde_json::Value;
use std::io::Write;
use std::net::TcpStream;
use tests::cosigner::{TestCosigner, wait_for};
use tests::http::Reply;

const LITEWITNESS: &str = include_str!("../../vectors/suites/litewitness.json");

fn post(cosigner: &TestCosigner, body: &[u8]) -> Reply {
    cosigner.client().post("/add-checkpoint", &[], body)
}

/// The nine requests that litewitness is tested with, in their order.
#[test]
fn it_answers_as_another_witness_does() {
    let suite: Value = serde_json::from_str(LITEWITNESS).expect("the table is JSON");
    let log = VerifierKey::parse(suite["log"].as_str().expect("a key")).expect("a key");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cosigner = TestCosigner::start("example.com/witness", &folder.path().join("w"), &log);
    let key = VerifierKey::parse(cosigner.key()).expect("a key");
    let requests = suite["requests"].as_array().expect("a list");
    assert_eq!(requests.len(), 9);
    for request in requests {
        let name = request["name"].as_str().expect("a name");
        let text = request["body"].as_str().expect("a body");
        let reply = post(&cosigner, text.as_bytes());
        assert_eq!(u64::from(reply.status), request["status"], "{name}: {}", reply.text());
        match reply.status {
            200 => {
                let checkpoint = text.split_once("\n\n").expect("a gap").1;
                let note = format!("{checkpoint}{}", reply.text());
                let signed = SignedCheckpoint::parse(note.as_bytes()).expect("a note");
                let time = verify_cosignature(signed.note(), &key).expect("it fits");
                assert!(time > Some(1_700_000_000), "{name}: {time:?}");
            }
            409 => {
                assert_eq!(reply.header("content-type"), "text/x.tlog.size", "{name}");
                assert_eq!(reply.text(), request["answer"].as_str().expect("a size"), "{name}");
            }
            _ => {}
        }
    }
}

fn tree(size: u64, word: &str) -> TileTree {
    (0..size).map(|n| TreeHash::leaf(format!("{word} {n}").as_bytes())).collect()
}

fn request(key: &SignerKey, old: u64, new: u64, word: &str) -> Vec<u8> {
    let (tree, origin) = (tree(new, word), key.verifier().name().clone());
    let proof = consistency_proof(Size::new(old), Size::new(new), &tree).expect("a proof");
    let checkpoint = Checkpoint { origin, size: Size::new(new), root: tree.root() };
    let checkpoint = SignedCheckpoint::sign(checkpoint, key);
    AddCheckpoint { old: Size::new(old), proof, checkpoint }.to_bytes()
}

/// Killed when the new summary is stored, whether or not the answer had left: it
/// remembers, and signs no other of that size.
#[test]
fn killed_between_store_and_answer_it_remembers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let key = SignerKey::from_seed(Origin::new("crash.example").expect("a name"), &[5; 32]);
    let mut cosigner = TestCosigner::start("w.example", &folder.path().join("w"), key.verifier());
    let logs = cosigner.folder().join("logs");
    for round in 1..=5_u64 {
        let (old, new) = ((round - 1) * 10, round * 10);
        let body = request(&key, old, new, "said");
        let address = cosigner.url().trim_start_matches("http://").to_owned();
        let mut stream = TcpStream::connect(&address).expect("a connection");
        let length = body.len();
        write!(
            stream,
            "POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n"
        )
        .and_then(|()| stream.write_all(&body))
        .expect("a request");
        let line = format!("\n{new}\n");
        wait_for("the summary on the disk", || {
            // Under its name, which is a hash: what is still being written has a longer one.
            let named = std::fs::read_dir(&logs).ok()?.flatten();
            let named = named.filter(|entry| entry.file_name().len() == 64);
            let stored = named.map(|entry| entry.path()).find_map(|path| {
                std::fs::read_to_string(path).ok().filter(|note| note.contains(&line))
            });
            stored.map(drop)
        });
        cosigner.kill();
        cosigner.start_again();
        let again = post(&cosigner, &body);
        assert_eq!((again.status, again.text()), (409, format!("{new}\n")), "round {round}");
        assert_eq!(post(&cosigner, &request(&key, new, new, "denied")).status, 422);
        assert_eq!(post(&cosigner, &request(&key, new, new + 5, "denied")).status, 422);
        assert_eq!(post(&cosigner, &request(&key, new, new, "said")).status, 200);
    }
}

#[test]
fn what_is_too_long_or_elsewhere_is_turned_away() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let key = SignerKey::from_seed(Origin::new("log.example").expect("a name"), &[5; 32]);
    let cosigner = TestCosigner::start("w.example", &folder.path().join("w"), key.verifier());
    assert_eq!(post(&cosigner, &vec![b'x'; 200_000]).status, 400);
    assert_eq!(post(&cosigner, b"").status, 400);
    let client = cosigner.client();
    assert_eq!(client.get("/add-checkpoint").status, 405);
    assert_eq!(client.get(&format!("/{}/checkpoint", "0".repeat(64))).status, 404);
    assert_eq!(client.get("/..%2Fcosigner-key/checkpoint").status, 404);
    assert_eq!(client.get("/vkey").text().trim(), cosigner.key());
    client.get("/healthz").expect(200);
}
