//! A ledger and its cosigners: confirmed, with one down, with one that lies.

use ledger::proof::{
    AddCheckpoint, CheckId, Outcome, Policy, SignedCheckpoint, SignerKey, State, TreeHash, Trust,
    Verifier, cosign,
};
use ledger::record::Origin;
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use tests::cosigner::{Double, TestCosigner, wait_for};
use tests::daybook::{self, TestServer};
use tests::drafts::{body, numbered};
use tests::http::Client;

/// A ledger without entries, and the token that may write to it.
fn new_ledger(folder: &Path) -> (std::path::PathBuf, String) {
    let data = folder.join("ledger");
    let token = daybook::new_ledger(&data);
    (data, token)
}

fn write_policy(path: &Path, lines: &str) -> String {
    std::fs::write(path, lines).expect("a policy file");
    path.to_str().expect("UTF-8").to_owned()
}

fn size_of(client: &Client, path: &str) -> Option<u64> {
    let reply = client.get(path);
    let signed = SignedCheckpoint::parse(&reply.body).ok()?;
    (reply.status == 200).then(|| signed.checkpoint().size.get())
}

/// What a reader who goes by the policy of the ledger says of it.
fn state(client: &Client, key: &SignerKey) -> (State, Vec<String>) {
    let get = |path: &str| client.get(&format!("/log/{path}"));
    let policy = Policy::parse(&get("policy").expect(200).body).expect("a policy");
    let keys = vec![key.verifier().clone()];
    let mut verifier = Verifier::new(Trust { keys, policy, clock: None }, None);
    let cosigned = get("cosigned");
    let plan = verifier.checkpoint(Some(&get("checkpoint").expect(200).body)).expect("a plan");
    verifier.cosigned((cosigned.status == 200).then_some(&cosigned.body));
    for id in plan.tiles {
        verifier.tile(id, Some(&get(&id.path()).expect(200).body));
    }
    for id in plan.bundles {
        let (entries, openings) = (get(&id.path()), get(&id.openings_path()));
        verifier.bundle(id, Some(&entries.body), Some(&openings.body), &mut |_| {});
    }
    let report = verifier.finish();
    let said = report.outcome(CheckId::Cosigners).expect("a check");
    assert_eq!(matches!(said, Outcome::Passed(_)), report.state == State::FirstVisit, "{said:?}");
    let confirmed = report.cosigners.iter().filter(|one| one.confirmed.is_some());
    (report.state, confirmed.map(|one| one.name.clone()).collect())
}

/// Three are named, two are needed: at one it is too few, at two and three it is
/// enough; one is down all the time, one for a while.
#[test]
fn two_of_three_confirm_while_one_is_down() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, token) = new_ledger(folder.path());
    let key = daybook::signing_key(&data);
    let library =
        TestCosigner::start("library.example", &folder.path().join("library"), key.verifier());
    let mut paper =
        TestCosigner::start("paper.example", &folder.path().join("paper"), key.verifier());
    let court =
        SignerKey::cosigner_from_seed(Origin::new("court.example").expect("a name"), &[3; 32]);
    let policy = write_policy(
        &folder.path().join("policy"),
        &format!(
            "log {}\nwitness Library {} {}\nwitness Paper {} {}/\nwitness Court {} http://127.0.0.1:1/\n\
             group enough 2 Library Paper Court\nquorum enough\n",
            key.verifier(),
            library.key(),
            library.url(),
            paper.key(),
            paper.url(),
            court.verifier()
        ),
    );
    let mut server = TestServer::open_as(&data, &token, &["--policy", &policy]);
    let client = server.client();
    client.post("/api/v1/events", &[], &body(&numbered("cosigned", 0))).expect(201);
    let cosigned = |client: &Client, size| {
        wait_for("the confirmed summary", || {
            (size_of(client, "/log/cosigned") == Some(size)).then_some(())
        });
    };
    cosigned(&client, 1);
    assert_eq!(state(&client, &key), (State::FirstVisit, vec!["Library".into(), "Paper".into()]));

    // The one that is down is named wherever somebody looks.
    let status = wait_for("the third to be noticed", || {
        let status = client.get("/api/v1/cosigners").expect(200).json();
        status["cosigners"][2]["error"].is_string().then_some(status)
    });
    assert_eq!((&status["confirmed"], &status["required"]), (&2.into(), &2.into()), "{status}");
    assert_eq!(status["cosigners"][0]["size"], 1);
    assert_eq!(status["cosigners"][2]["size"], Value::Null);
    let metrics = client.get("/metrics").text();
    assert!(metrics.contains("daybook_cosigner_size{name=\"Library\"} 1"), "{metrics}");
    assert!(!metrics.contains("daybook_cosigner_failures{name=\"Court\"} 0"), "{metrics}");

    // Anyone can ask the witness itself what it signed.
    let hash = ledger::spelling::hex(&sha256(key.verifier().name().as_str()));
    let seen = library.client().get(&format!("/{hash}/checkpoint")).expect(200);
    let seen = SignedCheckpoint::parse(&seen.body).expect("a checkpoint");
    assert_eq!((seen.checkpoint().size.get(), seen.note().signatures().len()), (1, 2));

    // With two down nothing waits: recorded, signed, published, and said.
    paper.kill();
    client.post("/api/v1/events", &[], &body(&numbered("cosigned", 1))).expect(201);
    assert_eq!(size_of(&client, "/log/checkpoint"), Some(2), "fail-open");
    wait_for("one confirmation", || {
        let (found, _) = state(&client, &key);
        (found == State::LowCosigners { have: 1, need: 2 }).then_some(())
    });
    assert_eq!(size_of(&client, "/log/cosigned"), Some(1), "the older one stays");

    // A proof of the first entry is still under the confirmed summary.
    let proof = folder.path().join("0.tlog-proof");
    let made = client.get("/api/v1/events/0/proof").expect(200);
    assert!(made.header("content-type").starts_with("text/plain"));
    std::fs::write(&proof, &made.body).expect("a file");
    let proof = proof.to_str().expect("UTF-8");
    let said = daybook::expect(0, &["verify", proof, "--policy", &policy]);
    assert!(said.contains("VERIFIED: entry 0") && said.contains("Library"), "{said}");

    // It comes back and is asked again, without a word from anybody.
    paper.start_again();
    cosigned(&client, 2);
    assert_eq!(state(&client, &key).0, State::FirstVisit);

    // The policy stays in force, and a server that forgot where its cosigners
    // are is told by them (409) and goes on from there.
    assert_eq!(server.stop(), Some(0));
    std::fs::remove_file(data.join("cosigned")).expect("the confirmed summary");
    let server = TestServer::open(&data, &token);
    let client = server.client();
    client.post("/api/v1/events", &[], &body(&numbered("cosigned", 2))).expect(201);
    cosigned(&client, 3);
    assert_eq!(client.get("/log/policy").text(), std::fs::read_to_string(&policy).expect("a file"));
}

fn sha256(text: &str) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(text.as_bytes()).into()
}

/// Each lies in its way; none is believed, and those that cry fork are not asked again.
#[test]
fn liars_are_named_and_never_believed() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, token) = new_ledger(folder.path());
    let key = daybook::signing_key(&data);
    let cosigner = |n: u8| {
        let name = Origin::new(&format!("liar-{n}.example")).expect("a name");
        SignerKey::cosigner_from_seed(name, &[n; 32])
    };
    let ledger = key.clone();
    // A good signature by the cosigner, over a root that the ledger never had.
    let forked = Double::start(move |request| {
        let asked = AddCheckpoint::parse(request).expect("a request");
        let mut checkpoint = asked.checkpoint.checkpoint().clone();
        checkpoint.root = TreeHash::leaf(b"forked");
        let mut signed = SignedCheckpoint::sign(checkpoint, &ledger);
        cosign(signed.note_mut(), &cosigner(1), 1_800_000_000).expect("a cosignature");
        let note = String::from_utf8(signed.to_bytes()).expect("UTF-8");
        let line = note.lines().last().expect("a line").to_owned() + "\n";
        (200, "text/plain", line.into_bytes())
    });
    let old_form = Double::start(|_| (409, "", Vec::new()));
    let new_form = Double::start(|_| (422, "text/plain", b"root mismatch\n".to_vec()));
    let endless = Double::start(|_| (409, "text/x.tlog.size", b"999\n".to_vec()));
    let doubles = [&forked, &old_form, &new_form, &endless];
    let mut lines = String::new();
    for (n, double) in (1..).zip(doubles) {
        writeln!(lines, "witness liar-{n} {} {}", cosigner(n).verifier(), double.url())
            .expect("a String takes everything");
    }
    lines += "group any-of-them any liar-1 liar-2 liar-3 liar-4\nquorum any-of-them\n";
    let policy = write_policy(&folder.path().join("policy"), &lines);
    let server = TestServer::open_as(&data, &token, &["--policy", &policy]);
    let client = server.client();
    let status = wait_for("all to be asked, the first twice", || {
        let status = client.get("/api/v1/cosigners").expect(200).json();
        let all = (0..4).all(|n| status["cosigners"][n]["error"].is_string());
        (all && forked.asked() >= 2).then_some(status)
    });
    let alarms: Vec<&Value> = (0..4).map(|n| &status["cosigners"][n]["alarm"]).collect();
    assert_eq!(alarms, [&Value::Bool(false), &true.into(), &true.into(), &true.into()], "{status}");
    let said = status["cosigners"][0]["error"].as_str().expect("words");
    assert!(said.contains("does not fit"), "{said}");
    assert_eq!((old_form.asked(), new_form.asked()), (1, 1), "a root mismatch is not retried");
    let note = client.get("/log/checkpoint").text();
    assert!(!note.contains("liar"), "nothing of theirs is published: {note}");
    client.get("/log/cosigned").expect(404);
    let metrics = client.get("/metrics").text();
    assert!(metrics.contains("daybook_cosigner_alarm{name=\"liar-2\"} 1"), "{metrics}");
}

#[test]
fn a_policy_that_cannot_be_followed_is_refused_at_the_start() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, _) = new_ledger(folder.path());
    let one = SignerKey::cosigner_from_seed(Origin::new("c.example").expect("a name"), &[1; 32]);
    let other = SignerKey::from_seed(Origin::new("other.example").expect("a name"), &[1; 32]);
    let (one, other) = (one.verifier(), other.verifier());
    for (lines, word) in [
        (format!("witness c {one}\n"), "quorum"),
        (format!("witness c {one} http://c.example/\nquorum c\n"), "https://"),
        (format!("witness c {one}\nquorum c\n"), "address"),
        (format!("log {other}\nquorum none\n"), "names other logs"),
        (format!("witness c {one} https://c.example/\nquorum d\n"), "line 2"),
    ] {
        let policy = write_policy(&folder.path().join("policy"), &lines);
        let path = data.to_str().expect("UTF-8");
        let done = daybook::run(&[
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
            path,
            "--policy",
            &policy,
        ]);
        let told = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(2), "{lines}: {told}");
        assert!(told.contains(word), "{word}: {told}");
    }
    assert!(!data.join("policy").exists(), "nothing half-done");
}
