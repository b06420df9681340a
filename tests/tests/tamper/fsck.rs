//! `daybook fsck`: each kind of file in a data folder is damaged once, and named.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use ledger::record::Hash;
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::daybook::{self, TestServer};
use tests::drafts::{body, citing, numbered, redaction, statement};
use tests::folders;
use tests::raw_store::RawStore;

const OPEN: &[u8] = b"An invented report that an entry cites.";
const HIDDEN: &[u8] = b"An invented letter that is withheld, and kept.";

/// A ledger with everything in it: five statements, one of them redacted, an
/// idempotency key, a document that is shown and one that is withheld, a draft that
/// waits for a second person.
fn ledger(folder: &TempDir) -> PathBuf {
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let mut server = TestServer::open(&data, &token);
    let client = server.client();
    let post = |draft: &Value| client.post("/api/v1/events", &[], &body(draft)).expect(201);
    for (name, bytes) in [("open", OPEN), ("hidden", HIDDEN)] {
        post(&citing(name, &client.upload(bytes)));
    }
    let key = [("idempotency-key", "a-key-of-a-client")];
    client.post("/api/v1/events", &key, &body(&numbered("keyed", 0))).expect(201);
    post(&numbered("said", 0));
    post(&redaction("the-redaction", "said-0", &["/event/text"]));
    let mut hide = statement("hide", "");
    hide["kind"] = json!("document_withheld");
    hide["event"] = json!({"document": Hash::of(HIDDEN).to_hex(),
        "withholding_mode": "not_published", "ground": "erasure_request", "decided_by": "editor",
        "decided_on": "2026-11-01"});
    post(&hide);
    client.post("/api/v1/pending", &[], &body(&numbered("waits", 0))).expect(201);
    assert_eq!(server.stop(), Some(0));
    data
}

/// Entries of [`ledger`].
const SIZE: u64 = 6;

#[track_caller]
fn fsck(code: i32, data: &Path) -> Value {
    let data = data.to_str().expect("UTF-8");
    let out = daybook::expect(code, &["fsck", "--json", "--data", data, "--log", "error"]);
    serde_json::from_str(&out).expect("a report")
}

/// Every file below a folder, with its bytes and when it was changed.
fn files(folder: &Path, found: &mut BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let known = entry.metadata().expect("metadata");
        if known.is_dir() {
            files(&entry.path(), found);
        } else {
            let bytes = fs::read(entry.path()).expect("a file");
            found.insert(entry.path(), (bytes, known.modified().expect("a time")));
        }
    }
}

/// What is said of a ledger after `damage`: exit code 1, and `named` in the findings
/// of `part`.
#[track_caller]
fn named(original: &Path, part: &str, name: &str, damage: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    folders::copy(original, &data);
    for secret in ["signing-key", "erasure-keys", "tokens.json"] {
        fs::set_permissions(data.join(secret), PermissionsExt::from_mode(0o600)).expect("a mode");
    }
    damage(&data);
    let report = fsck(1, &data);
    assert_eq!(report["verdict"], "altered", "{report:#}");
    let place = if part == "record" { &report["record"]["findings"] } else { &report["findings"] };
    let of_part = |one: &&Value| part == "record" || one["part"] == part;
    let said: Vec<String> = place
        .as_array()
        .expect("findings")
        .iter()
        .filter(of_part)
        .map(ToString::to_string)
        .collect();
    assert!(said.iter().any(|one| one.contains(name)), "{part}: {name}: {report:#}");
}

/// Flips one bit of a file.
fn flip(path: &Path, byte: usize) {
    let mut bytes = fs::read(path).expect("a file");
    bytes[byte] ^= 1;
    fs::write(path, bytes).expect("a file");
}

fn document(data: &Path, bytes: &[u8], ending: &str) -> PathBuf {
    let hex = Hash::of(bytes).to_hex();
    data.join("documents").join(&hex[..2]).join(&hex[2..4]).join(format!("{hex}{ending}"))
}

#[test]
fn a_good_folder_is_good_and_not_a_byte_of_it_is_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = ledger(&folder);
    let look = || {
        let mut found = BTreeMap::new();
        files(&data, &mut found);
        found
    };
    let before = look();
    let report = fsck(0, &data);
    assert_eq!(report["verdict"], "good", "{report:#}");
    assert_eq!(report["record"]["size"], SIZE, "{report:#}");
    let counted = &report["counted"];
    for (what, count) in [
        ("entries", SIZE),
        ("sealed", SIZE),
        ("ids", SIZE),
        ("signatures", SIZE + 1),
        ("idempotency_keys", 1),
        ("destroyed_keys", 1),
        ("documents", 2),
        ("pending", 1),
        ("tokens", 1),
    ] {
        assert_eq!(counted[what], count, "{what}: {report:#}");
    }
    assert_eq!(look(), before, "it only looks");
    // In words the same.
    let data = data.to_str().expect("UTF-8");
    let said = daybook::expect(0, &["fsck", "--data", data]);
    assert!(said.starts_with("GOOD: "), "{said}");
}

#[test]
fn it_refuses_while_a_server_runs_and_so_does_a_second_server() {
    let server = TestServer::start();
    let data = server.data().to_str().expect("UTF-8");
    for command in [
        &["fsck", "--data", data][..],
        &["serve", "--data", data, "--listen", "127.0.0.1:0"],
        &["verify", data],
    ] {
        let done = daybook::run(command);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(3), "{command:?}: {said}");
        assert!(said.contains("is in use by another process"), "{command:?}: {said}");
    }
    // The first one did not notice.
    server.client().post("/api/v1/events", &[], &body(&numbered("on", 0))).expect(201);
    daybook::expect(2, &["fsck", "--unknown"]);
    daybook::expect(3, &["fsck", "--data", "/nowhere/at/all"]);
}

#[test]
fn each_kind_of_row_in_the_store_is_named_when_it_is_damaged() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = ledger(&folder);
    let at = |kind: u8, n: u64| [&[kind][..], &n.to_be_bytes()].concat();
    let keyed = {
        let all = RawStore::open(&data).all();
        let of = |kind: u8| all.iter().find(|(key, _)| key[0] == kind).expect("a row").clone();
        [of(b'k'), of(b'r'), of(b'x')]
    };
    let change = |key: &[u8], value: Option<&[u8]>| {
        let (key, value) = (key.to_vec(), value.map(<[u8]>::to_vec));
        move |data: &Path| RawStore::open(data).put(&key, value.as_deref())
    };
    named(&data, "record", "\"at\":3", |data| {
        let store = RawStore::open(data);
        let mut entry = store.entry(3);
        entry[60] ^= 1;
        store.set_entry(3, &entry);
    });
    named(&data, "record", "\"at\":2", |data| RawStore::open(data).remove_entry(2));
    named(&data, "vault", "entry 1", |data| {
        let store = RawStore::open(data);
        let mut sealed = store.openings(1);
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        store.set_openings(1, &sealed);
    });
    // The row of another entry: its key is found, and it is not for this one.
    named(&data, "vault", "under the key of entry 0", |data| {
        let store = RawStore::open(data);
        store.set_openings(1, &store.openings(0));
    });
    named(&data, "store", "signature 4", change(&at(b'h', 4), None));
    named(&data, "store", "signature 4", |data| {
        let store = RawStore::open(data);
        let mut value = store.all().into_iter().find(|(key, _)| *key == at(b'h', 4)).unwrap().1;
        value[20] ^= 1;
        store.put(&at(b'h', 4), Some(&value));
    });
    named(&data, "store", "is not found by the id", change(b"isaid-0", None));
    let wrong = 0_u64.to_be_bytes();
    named(&data, "store", "event id said-0", change(b"isaid-0", Some(&wrong)));
    named(&data, "store", "row 7a7a", change(b"zz", Some(b"what is this")));
    named(&data, "store", "rows lie beyond", change(&at(b'e', 99), Some(b"an entry of nowhere")));
    let [(key, _), (request, _), (destroyed, _)] = &keyed;
    named(&data, "requests", "cannot be read", change(key, Some(b"?")));
    named(&data, "requests", "does not lead back", change(request, None));
    named(&data, "requests", "has no idempotency key", change(key, None));
    // A slot that is said to be destroyed and is not: the redaction is undone.
    named(&data, "vault", "holds a key that a redaction destroyed", |data| {
        let slot = u64::from_be_bytes(destroyed[1..].try_into().expect("eight bytes"));
        flip(&data.join("erasure-keys"), 64 + 32 * usize::try_from(slot).expect("small"));
    });
    named(&data, "store", "\"place\":\"store\"", |data| {
        fs::write(data.join("store/db"), vec![7; 600_000]).expect("sled's file");
        for entry in fs::read_dir(data.join("store")).expect("a folder").flatten() {
            if entry.file_name().to_string_lossy().starts_with("snap") {
                fs::remove_file(entry.path()).expect("the snapshot goes");
            }
        }
    });
    named(&data, "store", "its files are missing", |data| {
        fs::remove_dir_all(data.join("store")).expect("the store goes");
    });
}

#[test]
fn each_file_beside_the_store_is_named_when_it_is_damaged() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = ledger(&folder);
    // Entry 0 has slot 0.
    named(&data, "vault", "entry 0", |data| flip(&data.join("erasure-keys"), 64));
    named(&data, "vault", "erasure-keys", |data| {
        fs::remove_file(data.join("erasure-keys")).expect("the keys go");
    });
    named(&data, "vault", "it is not a file of erasure keys", |data| {
        flip(&data.join("erasure-keys"), 0);
    });
    named(&data, "files", "signing-key", |data| {
        fs::write(data.join("signing-key"), "PRIVATE+KEY+nonsense").expect("a file");
    });
    named(&data, "files", "mode 644", |data| {
        let mode = PermissionsExt::from_mode(0o644);
        fs::set_permissions(data.join("signing-key"), mode).expect("a mode");
    });
    named(&data, "files", "head", |data| flip(&data.join("head"), 30));
    named(&data, "files", "policy", |data| {
        fs::write(data.join("policy"), "quorum nobody-we-know\n").expect("a file");
    });
    named(&data, "files", "cosigned", |data| {
        fs::write(data.join("cosigned"), "not a checkpoint").expect("a file");
    });
    named(&data, "tokens", "tokens.json", |data| {
        fs::write(data.join("tokens.json"), "[{]").expect("a file");
    });
    let waits = |data: &Path| {
        let mut found = fs::read_dir(data.join("pending")).expect("a folder").flatten();
        found.next().expect("a proposal").path()
    };
    named(&data, "pending", "is no proposal", |data| {
        fs::write(waits(data), "{\"id\": 1").expect("a file");
    });
    named(&data, "pending", "holds the proposal", |data| {
        fs::rename(waits(data), data.join("pending/other.json")).expect("another name");
    });
    named(&data, "documents", "is gone", |data| {
        fs::remove_file(document(data, OPEN, "")).expect("the document goes");
    });
    named(&data, "documents", "is described as", |data| {
        fs::write(document(data, OPEN, ""), "shorter").expect("a file");
    });
    named(&data, "documents", "it is not marked so", |data| {
        fs::remove_file(document(data, HIDDEN, ".withheld")).expect("the mark goes");
    });
    named(&data, "documents", "its file is still there", |data| {
        fs::write(document(data, HIDDEN, ""), HIDDEN).expect("a file");
    });
    named(&data, "documents", "no entry withholds it", |data| {
        let mark = document(data, HIDDEN, ".withheld");
        fs::copy(mark, document(data, OPEN, ".withheld")).expect("a mark");
    });
    named(&data, "documents", "documents/applied", |data| {
        fs::write(data.join("documents/applied"), "99\n").expect("a file");
    });
    named(&data, "documents", "is gone", |data| {
        let aside = data.join("documents/withheld").join(Hash::of(HIDDEN).to_hex());
        fs::remove_file(aside).expect("the withheld file goes");
    });
}

/// Another file of the same length under a document's name is found by its digest.
#[test]
fn another_document_is_named_and_what_is_only_left_over_is_a_note() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = ledger(&folder);
    fs::create_dir_all(data.join("documents/incoming")).expect("a folder");
    fs::write(data.join("documents/incoming/x.part"), "half of").expect("a file");
    fs::write(data.join("stranger.txt"), "somebody's").expect("a file");
    let report = fsck(0, &data);
    let notes = report["notes"].to_string();
    assert!(notes.contains("uploads were cut off") && notes.contains("stranger.txt"), "{notes}");
    assert!(data.join("documents/incoming/x.part").exists(), "it removes nothing");
    flip(&document(&data, OPEN, ""), 3);
    let report = fsck(1, &data);
    let different = &report["documents"]["different"][0];
    assert_eq!(different["document"], Hash::of(OPEN).to_hex(), "{report:#}");
    assert_eq!(different["entries"], json!([0]));
}

#[test]
fn what_cannot_be_looked_at_is_not_called_good_and_not_called_altered() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = ledger(&folder);
    let data = data.to_str().expect("UTF-8");
    let said = daybook::expect(3, &["fsck", "--data", data, "--scratch", "/nowhere/at/all"]);
    assert!(said.starts_with("NOT FULLY CHECKED"), "{said}");
    assert!(said.contains("not looked at: store: /nowhere/at/all"), "{said}");
}
