//! `daybook audit`: what an outsider who watches a ledger is told.

use super::{ended, json, record, text};
use serde_json::{Value, json as object};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tests::daybook;
use tests::drafts::statement;
use tests::hostile::{Asked, Hostile, Reply};
use tests::read_tree::Copy;
use tests::tamper::{Forger, change_one_byte};

/// A ledger, what is served of it, and an auditor's memory.
pub(super) struct Stage {
    pub(super) folder: TempDir,
    served: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
    /// Paths that are answered otherwise.
    pub(super) odd: Arc<Mutex<BTreeMap<String, Reply>>>,
    server: Hostile,
}

impl Stage {
    pub(super) fn new(entries: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let data = folder.path().join("ledger");
        daybook::new_ledger(&data);
        if entries > 0 {
            record(&data, 0, entries);
        }
        let served: Arc<Mutex<BTreeMap<String, Vec<u8>>>> = Arc::default();
        let odd: Arc<Mutex<BTreeMap<String, Reply>>> = Arc::default();
        let (files, others) = (Arc::clone(&served), Arc::clone(&odd));
        let server = Hostile::start(move |asked: &Asked| {
            let path = asked.path.trim_start_matches('/');
            if let Some(reply) = others.lock().expect("a lock").get(path) {
                return reply.clone();
            }
            match files.lock().expect("a lock").get(path) {
                Some(bytes) => Reply::Send(200, bytes.clone()),
                None => Reply::Send(404, Vec::new()),
            }
        });
        let stage = Self { folder, served, odd, server };
        stage.serve(&stage.export("first"));
        stage
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("ledger")
    }

    pub(super) fn state(&self) -> PathBuf {
        self.folder.path().join("audit.json")
    }

    pub(super) fn export(&self, name: &str) -> Copy {
        let out = self.folder.path().join(name);
        daybook::expect(0, &["export", text(&out), "--data", text(&self.data())]);
        Copy::read(&out)
    }

    /// Serves a copy from now on.
    pub(super) fn serve(&self, copy: &Copy) {
        let files = copy.0.iter().map(|(path, bytes)| (format!("log/{path}"), bytes.clone()));
        *self.served.lock().expect("a lock") = files.collect();
    }

    pub(super) fn put(&self, path: &str, bytes: &[u8]) {
        self.served.lock().expect("a lock").insert(path.to_owned(), bytes.to_vec());
    }

    pub(super) fn odd(&self, path: &str, reply: Reply) {
        self.odd.lock().expect("a lock").insert(path.to_owned(), reply);
    }

    pub(super) fn run(&self, more: &[&str]) -> std::process::Output {
        let state = self.state();
        let mut arguments = vec!["audit", self.server.url(), "--state", text(&state), "--json"];
        arguments.extend(more);
        daybook::run(&arguments)
    }

    #[track_caller]
    pub(super) fn audit(&self, code: i32, more: &[&str]) -> Value {
        let report = json(code, &self.run(more));
        assert_eq!(report["tampered"].as_bool(), Some(code == 1), "{report}");
        report
    }
}

pub(super) fn number(report: &Value, path: &str) -> u64 {
    report.pointer(path).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {path}: {report}"))
}

#[test]
fn a_good_ledger_is_hashed_whole_and_compared_with_what_was_seen() {
    let stage = Stage::new(300);
    let first = stage.audit(0, &[]);
    assert_eq!(first["state"], "firstvisit");
    assert_eq!(first["previous_state"], Value::Null);
    for (path, count) in [
        ("/checked/entries", 300),
        ("/checked/openings", 300),
        ("/checked/openings_missing", 0),
        // Two of level 0, one of level 1.
        ("/checked/tiles", 3),
        ("/current_state/size", 300),
    ] {
        assert_eq!(number(&first, path), count, "{path}");
    }
    record(&stage.data(), 300, 310);
    stage.serve(&stage.export("second"));
    let fast = stage.audit(0, &["--fast"]);
    assert_eq!((fast["state"].as_str(), fast["mode"].as_str()), (Some("verified"), Some("fast")));
    assert_eq!(number(&fast, "/checked/entries"), 10, "only what is new");
    assert_eq!(number(&fast, "/previous_state/size"), 300);
    let full = stage.audit(0, &[]);
    assert_eq!(number(&full, "/checked/entries"), 310, "the default hashes everything again");
    assert_eq!(number(&full, "/previous_state/size"), 310);
    // Words instead of JSON.
    let told = daybook::expect(0, &["audit", stage.server.url(), "--state", text(&stage.state())]);
    assert!(told.starts_with("VERIFIED: daybook.example/test, 310 entries"), "{told}");
}

#[test]
fn changed_values_entries_and_missing_ones_are_named_where_they_are() {
    let stage = Stage::new(300);
    let good = stage.export("good");
    stage.audit(0, &[]);

    // An auditor that looks at the chain only would not see this one.
    let mut values = good.clone();
    let list = values.file_mut("openings/000");
    let place = list.windows(9).position(|w| w == b"Statement").expect("a value");
    list[place] = b'X';
    stage.serve(&values);
    let report = stage.audit(1, &[]);
    assert_eq!(report["findings"][0]["code"], "E-OPEN", "{report}");
    assert_eq!(number(&report, "/findings/0/seq"), 0);

    stage.serve(&change_one_byte(&good, 270));
    let report = stage.audit(1, &[]);
    assert_eq!(report["findings"][0]["code"], "E-LEAF", "{report}");
    assert_eq!(number(&report, "/findings/0/seq"), 270);
    assert_eq!(report["evidence"].as_array().map(Vec::len), Some(2), "{report}");

    let mut cut = good.clone();
    cut.0.remove("tile/entries/001.p/44");
    stage.serve(&cut);
    let report = stage.audit(1, &[]);
    assert_eq!(number(&report, "/findings/0/seq"), 256, "{report}");
    assert_eq!(report["findings"][0]["code"], "E-TRUNC", "{report}");

    // A fast run finds it in what is new, and only there.
    stage.serve(&good);
    assert_eq!(stage.audit(0, &["--fast"])["state"], "verified");
}

#[test]
fn a_ledger_that_went_back_or_forked_is_named_and_both_summaries_are_kept() {
    let stage = Stage::new(200);
    let early = stage.export("early");
    record(&stage.data(), 200, 260);
    let late = stage.export("late");
    stage.serve(&late);
    stage.audit(0, &[]);

    stage.serve(&early);
    for more in [&[][..], &["--fast"]] {
        let report = stage.audit(1, more);
        assert_eq!(report["state"], "rollback", "{report}");
        assert_eq!(report["findings"][0]["code"], "E-ROLLBACK");
        kept(&report, [260, 200]);
    }

    let key = daybook::signing_key(&stage.data());
    let mut forger = Forger::new(&late);
    forger.reseal(100, |draft| {
        draft.insert("basis".into(), ledger::record::Json::str("inference"));
    });
    let recorded = ledger::record::Timestamp::from_millis(4_000_000_000_000);
    let draft = ledger::record::Unverified::parse(&forger.lines[3]).expect("an entry");
    forger.append(draft.claimed().draft_json(), recorded);
    forger.sign(&key);
    stage.serve(&forger.copy());
    for more in [&[][..], &["--fast"]] {
        let report = stage.audit(1, more);
        assert_eq!(report["state"], "fork", "{report}");
        kept(&report, [260, 261]);
    }
    // Nothing of it was believed: the real ledger still continues what was seen.
    stage.serve(&late);
    assert_eq!(number(&stage.audit(0, &[]), "/previous_state/size"), 260);
}

/// Both files are signed checkpoints of these sizes.
#[track_caller]
fn kept(report: &Value, sizes: [u64; 2]) {
    let paths = report["evidence"].as_array().expect("a list");
    let found: Vec<u64> = paths
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path.as_str().expect("a path")).expect("evidence");
            let signed = ledger::proof::SignedCheckpoint::parse(&bytes).expect("a checkpoint");
            signed.checkpoint().size.get()
        })
        .collect();
    assert_eq!(found, sizes, "{report}");
}

#[test]
fn cited_documents_are_hashed_and_another_file_under_the_name_is_named() {
    let stage = Stage::new(2);
    let document = b"minutes of an invented meeting";
    let hex = blake3_hex(document);
    let mut draft = statement("cites", "It says so there.");
    draft["sources"][0]["digest"] = object!({"blake3": hex, "sha256": "0".repeat(64)});
    let file = stage.folder.path().join("cites.jsonl");
    std::fs::write(&file, format!("{draft}\n")).expect("a file");
    let done =
        daybook::run(&["import", text(&file), "--data", text(&stage.data()), "--by", "clerk"]);
    ended(0, &done);
    stage.serve(&stage.export("cites"));
    let report = stage.audit(0, &[]);
    assert_eq!(number(&report, "/checked/documents_cited"), 1, "{report}");
    assert_eq!(number(&report, "/checked/documents_not_held"), 1, "not held is no tampering");

    let at = format!("documents/{hex}");
    stage.put(&at, document);
    assert_eq!(number(&stage.audit(0, &[]), "/checked/documents"), 1);
    stage.put(&at, b"minutes of another meeting");
    let report = stage.audit(1, &[]);
    assert_eq!(report["findings"][0]["code"], "E-DOC", "{report}");
    assert_eq!(number(&report, "/findings/0/seq"), 2);
    stage.odd(&at, Reply::Send(451, Vec::new()));
    assert_eq!(number(&stage.audit(0, &[]), "/checked/documents_withheld"), 1);
    stage.odd(&at, Reply::Send(503, Vec::new()));
    assert_eq!(stage.audit(3, &[])["state"], "partial");
}

/// A host that sends too much says nothing about the ledger: it was not had. And it
/// costs an auditor neither memory nor the night.
#[test]
fn files_that_are_too_large_packed_or_endless_are_files_that_could_not_be_had() {
    let stage = Stage::new(3);
    assert_eq!(stage.audit(0, &[])["state"], "firstvisit", "the control");
    for (path, reply) in [
        ("log/checkpoint", Reply::Endless),
        ("log/checkpoint", Reply::Packed("gzip", b"\x1f\x8b\x08\0".to_vec())),
        ("log/tile/0/000.p/3", Reply::Send(200, vec![0; 3 * 32 + 1])),
        ("log/tile/entries/000.p/3", Reply::Endless),
        ("log/openings/000.p/3", Reply::Packed("br", vec![0; 20])),
    ] {
        stage.odd(path, reply.clone());
        let begun = std::time::Instant::now();
        let report = stage.audit(3, &[]);
        assert_ne!(report["state"], "verified", "{path} {reply:?}");
        assert!(begun.elapsed() < Duration::from_secs(40), "{path} {:?}", begun.elapsed());
        stage.odd.lock().expect("a lock").remove(path);
    }
    assert_eq!(stage.audit(0, &[])["state"], "verified", "nothing of it is remembered");
}

fn blake3_hex(bytes: &[u8]) -> String {
    ledger::record::Hash::of(bytes).to_hex()
}
