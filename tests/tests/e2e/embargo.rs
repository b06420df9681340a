//! What is held back from the public, from outside: in no answer and no file before its
//! moment, in all of them after it, and never in the way of a proof.

use std::path::Path;
use std::time::Duration;

use ledger::record::Hash;
use serde_json::{Value, json};
use tests::daybook::{self, TestServer, text};
use tests::drafts::{body, cites, numbered, redaction, statement};
use tests::held::{
    SECRET, answers, files_with_it, has, minute_after, now, nowhere, secret, secrets,
};
use tests::http::Client;

const EVENTS: &str = "/api/v1/events";

/// A file with the word in it: its address, and its receipt.
fn upload(server: &TestServer, name: &str) -> (String, Value) {
    let bytes = format!("{name}: {SECRET}, {}", "padding ".repeat(200)).into_bytes();
    (format!("/documents/{}", Hash::of(&bytes)), server.client().upload(&bytes))
}

fn post(server: &TestServer, draft: &Value) -> Value {
    server.client().post(EVENTS, &[], &body(draft)).expect(201).json()
}

fn verify(path: &Path) {
    let out = daybook::expect(0, &["verify", text(path)]);
    assert!(out.starts_with("VERIFIED"), "{out}");
}

fn wait_until(what: &str, seconds: u64, mut is: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !is() {
        assert!(begun.elapsed() < Duration::from_secs(seconds), "not within {seconds} s: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn open_publishing(data: &Path, token: &str, target: &Path) -> TestServer {
    TestServer::open_as(data, token, &["--publish", text(target), "--publish-every", "1s"])
}

/// Some of what has the word once it may be read, whatever else does.
const SHOWN: [&str; 13] = [
    "/api/v1/events?limit=500",
    "/api/v1/events?format=csv",
    "/api/v1/events?format=jsonl",
    "/api/v1/events?format=ics",
    "/api/v1/events?format=atom",
    "/api/v1/events/1",
    "/api/v1/events/8",
    "/api/v1/views/bodies",
    "/api/v1/views/bodies?format=csv",
    "/api/v1/views/recommendations",
    "/api/v1/views/offices",
    "the proof of 1",
    "the search",
];

/// The whole life of an embargo, on every way that a reader has.
#[test]
fn an_embargo_is_kept_on_every_way_until_its_moment_and_on_none_after() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let published = folder.path().join("published");
    let mut server = open_publishing(&data, &token, &published);
    let (until, end) = minute_after(25);
    let marks = json!({"disclosure": "embargoed", "embargo_until": until});
    let (file, receipt) = upload(&server, "a report");
    let (shared, shared_receipt) = upload(&server, "a public paper");
    post(&server, &cites(numbered("open", 0), &shared_receipt));
    for draft in secrets(&marks) {
        let receipt = post(&server, &cites(draft, &receipt));
        let warnings = receipt["warnings"].as_array().expect("a warning");
        let told = warnings.iter().any(|one| one["field"] == "/disclosure");
        assert!(told, "what stays public is said: {receipt}");
    }
    let also = secret(
        "s-both",
        "record_not_found",
        json!({"sought": "other", "text": SECRET, "searched": SECRET}),
        &marks,
    );
    post(&server, &cites(also, &shared_receipt));
    let size = 9;

    // A file that a public record cites as well was public, and stays so.
    let public = Client::new(server.url());
    assert!(has(&public.get(&shared).expect(200).body));
    let told = public.get(&file).expect(451).json();
    assert_eq!(told["type"], "urn:daybook:problem:held-back", "{told}");
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("until")), "{told}");
    nowhere("at once", &answers(&server, size, &[&file]));
    let at = format!("{size}\n");
    let is_there =
        || std::fs::read_to_string(published.join("log/checkpoint")).is_ok_and(|t| t.contains(&at));
    wait_until("published", 10, is_there);
    let etags: Vec<(String, String)> = ["bodies", "recommendations"]
        .iter()
        .map(|view| format!("/api/v1/views/{view}"))
        .chain([format!("{EVENTS}?format=csv")])
        .map(|path| (public.get(&path).header("etag").to_owned(), path))
        .collect();

    assert_eq!(server.stop(), Some(0));
    let shared_only = vec![format!("{}{shared}", published.display())];
    assert_eq!(files_with_it(&published), shared_only, "what is published");
    let (before, archive) = (folder.path().join("before"), folder.path().join("before.daybook"));
    daybook::expect(0, &["export", text(&before), "--data", text(&data)]);
    daybook::expect(0, &["export", text(&archive), "--data", text(&data)]);
    assert_eq!(files_with_it(&before), vec![format!("{}{shared}", before.display())]);
    let whole = std::fs::read(&archive).expect("an archive");
    let times = whole.windows(SECRET.len()).filter(|part| *part == SECRET.as_bytes()).count();
    assert_eq!(times, 1, "of the archive, the public paper alone");
    for place in [&data, &before, &archive, &published] {
        verify(place);
    }
    assert!(now() < end, "the first half of this test took too long to say anything");

    server = open_publishing(&data, &token, &published);
    nowhere("after a restart", &answers(&server, size, &[&file]));
    assert!(now() < end, "the first half of this test took too long to say anything");

    let left = u64::try_from(end - now()).expect("ahead");
    std::thread::sleep(Duration::from_millis(left));
    let public = Client::new(server.url());
    // What is not folded is open at once, the views within a moment.
    let one = public.get(&format!("{EVENTS}/4")).expect(200);
    assert!(one.json()["held_back"].is_null() && has(&one.body), "{}", one.text());
    assert!(has(&public.get(&format!("/log/openings/000.p/{size}")).expect(200).body));
    assert!(has(&public.get(&file).expect(200).body));
    let search = format!("{EVENTS}?q={SECRET}");
    wait_until("the views", 10, || public.get(&search).expect(200).json()["total"] == 8);
    let found = answers(&server, size, &[&file]);
    let with: Vec<&str> =
        found.iter().filter(|(_, has)| *has).map(|(path, _)| path.as_str()).collect();
    for due in SHOWN.iter().copied().chain([file.as_str()]) {
        assert!(with.contains(&due), "{due} has nothing of it: {with:?}");
    }
    // Whoever has the answer of before is given the one of now.
    for (etag, path) in etags {
        assert_ne!(public.get(&path).header("etag"), etag, "{path}");
    }
    // The server publishes by itself, although no record is new.
    let opened = published.join(format!("log/openings/000.p/{size}"));
    wait_until("published again", 20, || has(&std::fs::read(&opened).expect("openings")));
    let copy = published.join(file.trim_start_matches('/'));
    wait_until("the document", 20, || copy.exists());

    assert_eq!(server.stop(), Some(0));
    let after = folder.path().join("after");
    daybook::expect(0, &["export", text(&after), "--data", text(&data)]);
    assert_eq!(files_with_it(&after).len(), 3, "openings and both documents");
    for place in [&data, &before, &archive, &published, &after] {
        verify(place);
    }
}

fn token_of(server: &TestServer, name: &str, role: &str) -> String {
    let out = daybook::expect(
        0,
        &["token", "new", "--data", text(server.data()), "--name", name, "--role", role],
    );
    out.split_whitespace().last().expect("a token is printed").to_owned()
}

/// Who may read, who may not, and what is written down of it.
#[test]
fn what_is_restricted_is_read_with_a_role_for_it_and_leaves_a_line() {
    let mut server = TestServer::start();
    let (file, receipt) = upload(&server, "a letter");
    let marks = json!({"disclosure": "restricted"});
    for draft in secrets(&marks) {
        post(&server, &cites(draft, &receipt));
    }
    let size = 7;
    nowhere("without a token", &answers(&server, size, &[&file]));
    let roles = ["recorder", "approver", "administrator", "auditor", "reader"];
    let tokens: Vec<(&str, String)> =
        roles.iter().map(|role| (*role, token_of(&server, role, role))).collect();
    let path = format!("{EVENTS}/3");
    for (role, token) in &tokens {
        let client = Client::new(server.url()).with_token(token);
        let (one, document) = (client.get(&path).expect(200), client.get(&file));
        let may = *role != "reader";
        let told = one.json();
        assert_eq!(has(&one.body), may, "{role}: {}", one.text());
        assert_eq!(told["held_back"]["disclosure"], "restricted", "{told}");
        assert_eq!(told["held_back"]["shown"], may, "{told}");
        assert!(told["held_back"]["until"].is_null(), "{told}");
        assert_eq!(document.status, if may { 200 } else { 451 }, "{role}");
        assert_eq!(has(&document.body), may, "{role}");
        for answer in [&one, &document] {
            let vary = answer.header("vary").to_ascii_lowercase();
            assert!(vary.contains("authorization") && vary.contains("cookie"), "{role}: {vary}");
            let caching = answer.header("cache-control");
            assert_eq!(caching == "private, no-store", may, "{role}: {caching}");
        }
        // No other way opens with a token.
        for other in [format!("{EVENTS}?limit=500"), format!("/log/openings/000.p/{size}")] {
            assert!(!has(&client.get(&other).expect(200).body), "{role}: {other}");
        }
    }
    let wrong = Client::new(server.url()).with_token("daybook_0000").get(&path).expect(200);
    assert!(!has(&wrong.body) && wrong.json()["held_back"]["shown"] == false);
    nowhere("after somebody read it", &answers(&server, size, &[&file]));

    assert_eq!(server.stop(), Some(0));
    let log = daybook::expect(0, &["log", "--json", "--data", text(server.data())]);
    assert!(!has(log.as_bytes()), "no value in the log: {log}");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .filter(|line: &Value| line["act"] == "read_held")
        .collect();
    for role in &roles[..4] {
        let of: Vec<(&str, &str)> = lines
            .iter()
            .filter(|line| line["who"] == **role)
            .map(|line| {
                let text = |name: &str| line[name].as_str().unwrap_or_default();
                (text("about"), text("outcome"))
            })
            .collect();
        let document = format!("document {}", &file["/documents/".len()..]);
        let due = [
            ("entry 3", "begun"),
            ("entry 3", "done"),
            (document.as_str(), "begun"),
            (document.as_str(), "done"),
        ];
        assert_eq!(of, due, "{role}");
    }
    assert_eq!(lines.len(), 16, "nobody else read anything: {lines:?}");
    server.start_again();
    nowhere("after a restart", &answers(&server, size, &[&file]));
    assert_eq!(server.stop(), Some(0));
    let copy = server.data().with_file_name("copy");
    daybook::expect(0, &["export", text(&copy), "--data", text(server.data())]);
    assert_eq!(files_with_it(&copy), [] as [String; 0]);
    verify(&copy);
    verify(server.data());
}

/// Held back is kept; redacted is destroyed, and shows nothing on its way out.
#[test]
fn a_redaction_destroys_what_is_held_back_and_reveals_none_of_it() {
    let mut server = TestServer::start();
    let marks = json!({"disclosure": "restricted"});
    let event = json!({"sought": "other", "text": SECRET, "searched": "Another word."});
    let mut draft = statement("held", "");
    (draft["event"], draft["disclosure"]) = (event, marks["disclosure"].clone());
    post(&server, &draft);
    let mut removal = redaction("gone", "held", &["/event/text"]);
    removal["disclosure"] = json!("restricted");
    let refused = server.client().post(EVENTS, &[], &body(&removal)).expect(422).json();
    assert_eq!(refused["faults"][0]["field"], "/disclosure", "{refused}");
    removal.as_object_mut().expect("an object").remove("disclosure");
    post(&server, &removal);
    let check = |server: &TestServer| {
        let kept = server.client().get(&format!("{EVENTS}/0")).expect(200);
        assert!(!has(&kept.body), "destroyed for everybody: {}", kept.text());
        let openings = kept.json()["openings"].as_array().expect("openings").clone();
        let of = |pointer: &str| {
            openings.iter().find(|one| one["pointer"] == pointer).expect("a field").clone()
        };
        assert!(of("/event/text")["commitment"].is_string(), "{openings:?}");
        assert_eq!(of("/event/searched")["value"], "Another word.", "the rest is kept");
        let public = Client::new(server.url()).get(&format!("{EVENTS}/0")).expect(200);
        assert!(!public.text().contains("Another word."), "{}", public.text());
        let views = Client::new(server.url()).get("/api/v1/views/redactions").expect(200).text();
        assert!(!views.contains("Another word.") && !views.contains(SECRET), "{views}");
    };
    check(&server);
    server.stop();
    assert_eq!(files_with_it(server.data()), [] as [String; 0]);
    verify(server.data());
    server.start_again();
    check(&server);
}

/// A correction repeats what it corrects: in public it would end the embargo by itself.
#[test]
fn a_public_correction_of_what_is_held_back_is_refused_and_a_held_one_is_not() {
    let server = TestServer::start();
    let (until, _) = minute_after(3_600);
    let marks = json!({"disclosure": "embargoed", "embargo_until": until});
    let mut draft = statement("held", SECRET);
    for name in ["disclosure", "embargo_until"] {
        draft[name] = marks[name].clone();
    }
    post(&server, &draft);
    let mut correction = statement("corrected", "");
    correction["kind"] = json!("correction");
    correction["event"] = json!({"target": "held", "correction_kind": "clerical", "reason": "A slip.",
        "changes": [{"field": "/event/text", "old": SECRET, "new": "Another."}]});
    for path in [EVENTS, "/api/v1/events/preview"] {
        let answer = server.client().post(path, &[], &body(&correction)).expect(422);
        let fault = answer.json()["faults"][0].clone();
        assert_eq!(fault["field"], "/disclosure", "{fault}");
        let remedy = fault["remedy"].as_str().expect("a remedy");
        assert!(remedy.contains("in the same way") && remedy.contains("embargoed"), "{remedy}");
        assert!(!has(&answer.body), "{}", answer.text());
    }
    for name in ["disclosure", "embargo_until"] {
        correction[name] = marks[name].clone();
    }
    let preview = server.client().post("/api/v1/events/preview", &[], &body(&correction));
    let preview = preview.expect(200).json();
    let told = preview["drafts"][0]["warnings"].as_array().expect("warnings");
    let told = told.iter().find(|one| one["field"] == "/disclosure").expect("what stays public");
    let told = told["problem"].as_str().expect("words");
    assert!(told.contains("/event/target") && !told.contains("/event/changes/0/old"), "{told}");
    post(&server, &correction);
    nowhere("both are held back", &answers(&server, 2, &["/documents/00"]));
}
