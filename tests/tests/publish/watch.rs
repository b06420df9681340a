//! `daybook audit` against servers that are slow, broken, foreign or silent,
//! and where its reports go.

use super::audit::{Stage, number};
use super::{ended, json, text};
use serde_json::{Value, json as object};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::daybook;
use tests::hostile::{Hostile, Reply};
use tests::tamper::change_one_byte;

#[test]
fn what_cannot_be_had_is_never_called_tampering() {
    let stage = Stage::new(20);
    stage.audit(0, &[]);
    let closed =
        daybook::run(&["audit", "http://127.0.0.1:1/", "--state", text(&stage.state()), "--json"]);
    assert_eq!(json(3, &closed)["state"], "noproof");
    for (path, reply) in [
        ("log/checkpoint", Reply::Send(503, b"busy".to_vec())),
        ("log/checkpoint", Reply::Redirect("http://127.0.0.1:1/".into())),
        ("log/checkpoint", Reply::Endless),
        ("log/checkpoint", Reply::Silence),
        ("log/checkpoint", Reply::Send(404, Vec::new())),
        ("log/checkpoint", Reply::Send(200, b"<html>maintenance</html>".to_vec())),
        ("log/tile/entries/000.p/20", Reply::Cut(b"part".to_vec())),
        ("log/tile/entries/000.p/20", Reply::Endless),
        ("log/tile/entries/000.p/20", Reply::Send(500, Vec::new())),
        ("log/openings/000.p/20", Reply::Silence),
        ("log/tile/0/000.p/20", Reply::Send(404, Vec::new())),
    ] {
        stage.odd.lock().expect("a lock").clear();
        stage.odd(path, reply.clone());
        let began = Instant::now();
        let report = stage.audit(3, &["--file-time", "1s"]);
        assert!(began.elapsed() < Duration::from_mins(1), "{path} {reply:?} held it up");
        assert!(report["evidence"].as_array().is_some_and(Vec::is_empty), "{report}");
        let words = report["problems"].to_string();
        assert!(words.len() > 10, "{path} {reply:?}: no reason is given: {report}");
    }
    stage.odd.lock().expect("a lock").clear();
    assert_eq!(stage.audit(0, &[])["state"], "verified", "and nothing was forgotten");
}

#[test]
fn another_key_and_a_wrong_signature_are_told_apart() {
    let stage = Stage::new(5);
    let good = stage.export("good");
    stage.audit(0, &[]);
    let mut forged = good.clone();
    let note = forged.file_mut("checkpoint");
    let at = note.len() - 10;
    note[at] = if note[at] == b'A' { b'B' } else { b'A' };
    stage.serve(&forged);
    assert_eq!(stage.audit(1, &[])["state"], "badsig");

    let stranger = Stage::new(9);
    stage.serve(&stranger.export("stranger"));
    assert_eq!(stage.audit(3, &[])["state"], "unknownkey");
    // The key beside the record is not asked any more: it was pinned.
    let key = String::from_utf8(stranger.export("again").file("vkey").to_vec()).expect("a text");
    let told = ended(3, &stage.run(&["--key", key.trim()]));
    assert!(told.contains("--state"), "{told}");
}

#[test]
fn a_run_that_broke_off_goes_on_where_it_was() {
    let stage = Stage::new(600);
    stage.odd("log/tile/entries/002.p/88", Reply::Send(503, Vec::new()));
    let broken = stage.audit(3, &[]);
    assert_eq!(number(&broken, "/checked/entries"), 512, "{broken}");
    stage.odd.lock().expect("a lock").clear();
    let report = stage.audit(0, &[]);
    assert_eq!(number(&report, "/resumed_from"), 512, "{report}");
    assert_eq!(number(&report, "/checked/entries"), 88);
    // The next one is whole again.
    assert_eq!(number(&stage.audit(0, &[]), "/checked/entries"), 600);
}

#[test]
fn the_last_sign_of_life_can_be_too_old() {
    let stage = Stage::new(3);
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let done = stage.run(&["--max-age", "1s"]);
        let report: Value = serde_json::from_slice(&done.stdout).expect("a report");
        if report["state"] == "stale" {
            assert_eq!(done.status.code(), Some(3));
            assert_eq!(
                (&report["age"]["by"], &report["age"]["limit"]),
                (&object!("recorded"), &object!(1))
            );
            break;
        }
        assert!(Instant::now() < until, "never too old: {report}");
    }
    stage.audit(0, &["--max-age", "1d"]);
}

#[test]
fn a_change_of_verdict_is_posted_once_and_figures_are_kept_for_prometheus() {
    let stage = Stage::new(10);
    let good = stage.export("good");
    let fail = Arc::new(Mutex::new(false));
    let failing = Arc::clone(&fail);
    let hook = Hostile::start(move |_| {
        let status = if *failing.lock().expect("a lock") { 500 } else { 204 };
        Reply::Send(status, Vec::new())
    });
    let figures = stage.folder.path().join("daybook.prom");
    let (url, path) = (format!("{}/alert", hook.url()), text(&figures).to_owned());
    let more = ["--webhook", &url, "--prometheus", &path];
    stage.audit(0, &more);
    stage.audit(0, &more);
    assert!(hook.asked().is_empty(), "good news on a first run is no news");
    let page = std::fs::read_to_string(&figures).expect("figures");
    assert!(page.contains("daybook_audit_verified{") && page.contains("} 1\n"), "{page}");

    stage.serve(&change_one_byte(&good, 4));
    stage.audit(1, &more);
    stage.audit(1, &more);
    let posts = hook.asked();
    assert_eq!(posts.len(), 1, "once: {posts:?}");
    assert_eq!((posts[0].method.as_str(), posts[0].path.as_str()), ("POST", "/alert"));
    let posted: Value = serde_json::from_slice(&posts[0].body).expect("a report");
    assert_eq!((&posted["tampered"], number(&posted, "/findings/0/seq")), (&object!(true), 4));
    assert!(std::fs::read_to_string(&figures).expect("figures").contains("state=\"mismatch\""));

    // Nobody takes it: the exit code stays, and the next run posts it.
    *fail.lock().expect("a lock") = true;
    stage.serve(&good);
    stage.audit(0, &more);
    assert!(hook.asked().len() > 2, "it is tried again");
    *fail.lock().expect("a lock") = false;
    let before = hook.asked().len();
    stage.audit(0, &more);
    assert_eq!(hook.asked().len(), before + 1);
    stage.audit(0, &more);
    assert_eq!(hook.asked().len(), before + 1);
}

#[test]
fn wrong_command_lines_and_a_foreign_state_file_are_told_apart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let state = folder.path().join("state");
    let run = |arguments: &[&str]| {
        let mut all = vec!["audit", "--state", text(&state)];
        all.extend(arguments);
        daybook::run(&all)
    };
    for wrong in [
        &["http://ledger.example/"][..],
        &["ledger.example"],
        &["https://user:word@ledger.example/"],
        &["http://127.0.0.1:1/", "--every", "soon"],
        &["http://127.0.0.1:1/", "--key", "nonsense"],
        &["http://127.0.0.1:1/", "--threshold", "1"],
        &["http://127.0.0.1:1/", "--webhook", "ftp://x/"],
    ] {
        ended(2, &run(wrong));
    }
    std::fs::write(&state, "a letter").expect("a file");
    let told = ended(3, &run(&["http://127.0.0.1:1/"]));
    assert!(told.contains("state"), "{told}");
    assert_eq!(std::fs::read(Path::new(&state)).expect("a file"), b"a letter", "it is kept");
}

#[test]
fn independent_witnesses_count_and_their_time_is_the_ledgers_age() {
    use ledger::proof::{SignedCheckpoint, SignerKey, cosign};
    let stage = Stage::new(4);
    let name = ledger::record::Origin::new("library.example").expect("a name");
    let key = SignerKey::cosigner_from_seed(name, &[7; 32]);
    let verifier = key.verifier().to_string();
    let more = ["--cosigner", verifier.as_str(), "--threshold", "1"];
    let report = stage.audit(3, &more);
    assert_eq!(report["state"], "lowwitness", "{report}");

    let good = stage.export("good");
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970");
    let cosigned = |seconds: u64| {
        let mut signed = SignedCheckpoint::parse(good.file("checkpoint")).expect("a checkpoint");
        cosign(signed.note_mut(), &key, seconds).expect("a cosignature");
        let mut copy = good.clone();
        *copy.file_mut("checkpoint") = signed.to_bytes();
        stage.serve(&copy);
    };
    cosigned(since.as_secs());
    let report = stage.audit(0, &more);
    assert_eq!(report["witnesses"], object!(["library.example"]), "{report}");
    assert_eq!(report["age"]["by"], "cosignature");
    cosigned(since.as_secs() - 2 * 86_400);
    let report = stage.audit(3, &more);
    assert_eq!(report["state"], "stale", "{report}");
    assert!(number(&report, "/age/seconds") >= 2 * 86_400);
    stage.audit(0, &[&more[..], &["--max-age", "7d"]].concat());
}
