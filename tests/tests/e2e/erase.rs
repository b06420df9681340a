//! Erasure, from outside: after a redaction nothing that anybody has can be turned
//! back into the value, and every proof made before still holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ledger::proof::VerifierKey;
use ledger::record::{Hash, Salt, Sealer};
use serde_json::{Value, json};
use tests::checker::{check_ledger, check_redactions};
use tests::daybook::{self, TestServer};
use tests::drafts::{self, body};
use tests::postgres;

use crate::trace::check_receipt;

/// The value that must go: one of a million, so a bare hash of it is no secret.
const SECRET: &str = "314159";
const FIELD: &str = "/event/text";

fn secret_draft(value: &str) -> Value {
    drafts::statement("with-secret", value)
}

/// Every file below a folder.
fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            files(&entry.path(), found);
        } else if entry.path().is_file() {
            found.insert(entry.path(), std::fs::read(entry.path()).expect("a file"));
        }
    }
}

fn bytes_of(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    files(folder, &mut found);
    assert!(found.values().map(Vec::len).sum::<usize>() > 1_000, "hardly anything was read");
    found
}

/// The files that hold `needle`.
fn holding(files: &BTreeMap<PathBuf, Vec<u8>>, needle: &[u8]) -> Vec<PathBuf> {
    let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    files.iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path.clone()).collect()
}

fn export(data: &Path, target: &Path) {
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    daybook::expect(0, &["export", &text(target), "--data", &text(data)]);
}

fn verify(path: &Path, seen: Option<&Path>) -> String {
    let mut arguments = vec!["verify".to_owned(), path.to_str().expect("UTF-8").to_owned()];
    if let Some(seen) = seen {
        arguments.extend(["--seen".to_owned(), seen.to_str().expect("UTF-8").to_owned()]);
    }
    daybook::expect(0, &arguments)
}

/// A ledger with the secret in entry 1, its salt, and the receipt of that entry.
fn recorded(server: &TestServer) -> (Vec<u8>, Value) {
    let client = server.client();
    client.post("/api/v1/events", &[], &body(&drafts::numbered("before", 0))).expect(201);
    let key = [("idempotency-key", "once")];
    let draft = body(&secret_draft(SECRET));
    let receipt = client.post("/api/v1/events", &key, &draft).expect(201).json();
    client.post("/api/v1/events", &[], &body(&drafts::numbered("after", 0))).expect(201);
    let told = client.get("/api/v1/events/1").expect(200).json();
    let opening = told["openings"].as_array().expect("openings");
    let opening = opening.iter().find(|one| one["pointer"] == FIELD).expect("the field");
    assert_eq!(opening["value"], SECRET);
    let salt = data_encoding::HEXLOWER.decode(opening["salt"].as_str().expect("a salt").as_bytes());
    (salt.expect("hexadecimal"), receipt)
}

fn redact(server: &TestServer) -> Value {
    let draft = drafts::redaction("the-redaction", "with-secret", &[FIELD]);
    server.client().post("/api/v1/events", &[], &body(&draft)).expect(201).json()
}

#[test]
fn after_a_redaction_no_byte_of_the_folder_and_no_answer_has_the_value() {
    if postgres::skips_files_of_the_store() {
        return;
    }
    let mut server = TestServer::start();
    let (salt, _) = recorded(&server);
    let places = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(server.stop(), Some(0));
    let before = places.path().join("before");
    export(server.data(), &before);
    let open = bytes_of(&before);
    assert!(!holding(&open, SECRET.as_bytes()).is_empty(), "positive control: an export has it");
    assert!(!holding(&open, &salt).is_empty(), "positive control: and the salt");
    let sealed = bytes_of(server.data());
    assert_eq!(holding(&sealed, SECRET.as_bytes()), [] as [PathBuf; 0], "never in the open");
    assert_eq!(holding(&sealed, &salt), [] as [PathBuf; 0]);

    server.start_again();
    let client = server.client();
    // Who asks first knows it; what a browser or a proxy kept is asked for again.
    let query = format!("/api/v1/events?q={SECRET}");
    assert_eq!(client.get(&query).expect(200).json()["total"], 1, "positive control");
    redact(&server);
    let gone = |when: &str, server: &TestServer| {
        let files = bytes_of(server.data());
        assert_eq!(holding(&files, SECRET.as_bytes()), [] as [PathBuf; 0], "{when}");
        assert_eq!(holding(&files, &salt), [] as [PathBuf; 0], "{when}");
        let hex = data_encoding::HEXLOWER.encode(&salt);
        for path in [
            &query,
            "/api/v1/events?limit=500",
            "/api/v1/events?format=csv",
            "/api/v1/events?format=jsonl",
            "/api/v1/events?format=atom",
            "/api/v1/events?format=ics",
            "/api/v1/events/1",
            "/api/v1/views/integrity",
            "/api/v1/views/redactions",
            "/log/openings/000.p/4",
            "/log/tile/entries/000.p/4",
        ] {
            let answer = server.client().get(path).expect(200);
            let text = answer.text().replace(&format!("q={SECRET}"), "");
            assert!(!text.contains(SECRET) && !text.contains(&hex), "{when}: {path}: {text}");
            let raw = answer.body.windows(salt.len()).any(|window| window == salt);
            assert!(!raw, "{when}: {path}");
        }
        let one = server.client().get("/api/v1/events/1").expect(200).json();
        assert_eq!(one["row"]["withheld"], true, "{one}");
        assert_eq!(server.client().get(&query).expect(200).json()["total"], 0);
        assert_eq!(check_redactions(&check_ledger(server, 4)), 1);
    };
    gone("while the server runs", &server);
    assert_eq!(server.stop(), Some(0));
    let after = places.path().join("after");
    export(server.data(), &after);
    let later = bytes_of(&after);
    assert_eq!(holding(&later, SECRET.as_bytes()), [] as [PathBuf; 0], "a later export");
    assert_eq!(holding(&later, &salt), [] as [PathBuf; 0], "a later export");
    server.start_again();
    gone("after a restart", &server);
}

#[test]
fn every_proof_of_before_still_holds() {
    let mut server = TestServer::start();
    let (_, receipt) = recorded(&server);
    let places = tempfile::tempdir().expect("a temporary folder");
    assert_eq!(server.stop(), Some(0));
    let (before, after) = (places.path().join("before"), places.path().join("after"));
    export(server.data(), &before);
    let seen = places.path().join("seen");
    verify(&before, Some(&seen));
    server.start_again();
    redact(&server);

    let client = server.client();
    let told = client.get("/api/v1/events/1").expect(200).json();
    let line = told["line"].as_str().expect("a line").as_bytes();
    let key = client.get("/log/vkey").expect(200).text();
    let key = VerifierKey::parse(key.trim()).expect("a verifier key");
    let checkpoint = receipt["checkpoint"].as_str().expect("a checkpoint");
    check_receipt(&receipt, checkpoint, line, &key);
    assert_eq!(server.stop(), Some(0));
    export(server.data(), &after);
    // The later copy extends the earlier one; the earlier one is good as it is.
    verify(&after, Some(&seen));
    verify(&before, None);
    verify(server.data(), None);
    let script = tests::house::root().join("scripts/vectors.py");
    let mut twin = std::process::Command::new("python3");
    let said = twin.arg(script).arg("--verify").arg(&after).output().expect("python3 runs").stdout;
    assert_eq!(String::from_utf8_lossy(&said), "verified by the twin\n");
}

/// Whoever has everything public, the whole data folder, and all the time in the
/// world: every value of six digits is tried against whatever is there.
#[test]
fn trying_every_value_of_six_digits_finds_nothing() {
    let mut server = TestServer::start();
    recorded(&server);
    redact(&server);
    let told = server.client().get("/api/v1/events/1").expect(200).json();
    let left = told["openings"].as_array().expect("openings");
    let left = left.iter().find(|one| one["pointer"] == FIELD).expect("the field");
    assert!(left["salt"].is_null() && left["value"].is_null(), "{left}");
    let left = left["commitment"].as_str().expect("a commitment").to_owned();
    assert_eq!(server.stop(), Some(0));

    // The first eight bytes of every window of the folder, to look hashes up in.
    let mut windows: Vec<u64> = bytes_of(server.data())
        .values()
        .flat_map(|bytes| bytes.windows(8).map(|w| u64::from_be_bytes(w.try_into().expect("8"))))
        .collect();
    let hash_of = |value: &str| Hash::of(&body(&secret_draft(value)));
    let front = |hash: &[u8; 32]| u64::from_be_bytes(hash[..8].try_into().expect("8"));
    windows.sort_unstable();
    windows.dedup();
    let template = String::from_utf8(body(&secret_draft("@@@@@@"))).expect("JSON");
    let (sealer, nothing) = (Sealer::new(), Salt::from_bytes([0; 32]));
    let tried = |windows: &[u64]| {
        let mut hits = Vec::new();
        for n in 0..1_000_000 {
            let value = format!("{n:06}");
            let request = Hash::of(template.replace("@@@@@@", &value).as_bytes());
            // As the store has it, under the key that is left of a destroyed one.
            let check = keyed(&request);
            let commitment = sealer.commit(&nothing, FIELD, &format!("{value:?}"));
            let known = [request.as_bytes(), &check, commitment.hash().as_bytes()];
            let found = known.iter().any(|hash| windows.binary_search(&front(hash)).is_ok());
            if found || commitment.hash().to_hex() == left {
                hits.push(value);
            }
        }
        hits
    };
    assert_eq!(tried(&windows), [] as [String; 0]);
    // Positive control: the hash that stores of before kept gives the value away.
    let with = [front(hash_of(SECRET).as_bytes())];
    assert_eq!(tried(&with), [SECRET]);
}

fn keyed(request: &Hash) -> [u8; 32] {
    *blake3::keyed_hash(&[0; 32], &[b"body", &request.as_bytes()[..]].concat()).as_bytes()
}

#[test]
fn what_cannot_be_redacted_is_refused_in_words_and_a_retry_is_told_apart() {
    let server = TestServer::start();
    recorded(&server);
    let client = server.client();
    let post = |draft: &Value| client.post("/api/v1/events", &[], &body(draft));
    let refused = |draft: &Value, field: &str, word: &str| {
        let told = post(draft).expect(422).json();
        assert_eq!(told["faults"][0]["field"], field, "{told}");
        assert!(told["faults"][0]["problem"].as_str().expect("words").contains(word), "{told}");
    };
    let wrong = |field: &str| drafts::redaction("wrong", "with-secret", &[field]);
    refused(&wrong("/event/sought"), "/event/fields/0", "is not sealed in entry 1");
    refused(&wrong("/event/name"), "/event/fields/0", "is not a field of entry 1");
    redact(&server);
    refused(&wrong(FIELD), "/event/fields/0", "was redacted by entry 3 already");

    // The same request again: nobody can tell any more whether it is the same.
    let key = [("idempotency-key", "once")];
    let again = client.post("/api/v1/events", &key, &body(&secret_draft(SECRET))).expect(422);
    assert!(again.text().contains("something of it was redacted since"), "{}", again.text());
    assert!(!again.text().contains(SECRET), "{}", again.text());

    // Lifted only by who kept it.
    let mut lifting = drafts::redaction("lifting", "with-secret", &[FIELD]);
    lifting["kind"] = json!("redaction_lifted");
    lifting["event"] = json!({"redaction": "the-redaction", "target": "with-secret",
        "fields": [FIELD], "decided_by": "editor", "decided_on": "2014-10-01"});
    refused(&lifting, "/event/fields/0", "do not come with the draft");
    let guess =
        json!({"draft": lifting, "openings": {FIELD: {"salt": "00".repeat(32), "value": SECRET}}});
    let told = post(&guess).expect(422).json();
    assert_eq!(told["faults"][0]["field"], "/draft/event/fields/0", "{told}");
    assert_eq!(check_redactions(&check_ledger(&server, 4)), 1);
}

#[test]
fn who_kept_the_opening_can_give_it_back() {
    let server = TestServer::start();
    let (salt, _) = recorded(&server);
    redact(&server);
    let mut lifting = drafts::redaction("lifting", "with-secret", &[FIELD]);
    lifting["kind"] = json!("redaction_lifted");
    lifting["event"] = json!({"redaction": "the-redaction", "target": "with-secret",
        "fields": [FIELD], "decided_by": "editor", "decided_on": "2014-10-01"});
    let salt = data_encoding::HEXLOWER.encode(&salt);
    let wrapped = json!({"draft": lifting, "openings": {FIELD: {"salt": salt, "value": SECRET}}});
    let client = server.client();
    client.post("/api/v1/events", &[], &body(&wrapped)).expect(201);
    assert_eq!(check_redactions(&check_ledger(&server, 5)), 0);
    let told = client.get(&format!("/api/v1/events?q={SECRET}")).expect(200).json();
    assert_eq!(told["total"], 1, "{told}");
}
