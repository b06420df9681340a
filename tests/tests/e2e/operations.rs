//! What an operator watches: numbers, log, readiness; and that none of it gives away
//! what somebody sent.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use tests::daybook::new_ledger;
use tests::drafts::{body, numbered, numbered_list, statement};
use tests::house;
use tests::http::Client;
use tests::postgres;
use tests::running::Running;

/// A server with an address for scrapers, and a client that may write.
fn start(dir: &Path, more: &[&str]) -> (Running, Client, Client) {
    let data = dir.join("ledger");
    let token = new_ledger(&data);
    let mut line = vec!["--metrics-listen", "127.0.0.1:0"];
    line.extend(more);
    let server = Running::start(&data, &line, &dir.join("log"));
    let told = server.before().iter().find_map(|line| line.strip_prefix("metrics on "));
    let numbers = Client::new(&format!("http://{}", told.expect("an address for scrapers")));
    let client = Client::new(server.url()).with_token(&token);
    (server, client, numbers)
}

/// The value of a line of the page that begins with `name`, labels and all.
#[track_caller]
fn value(page: &str, name: &str) -> u64 {
    let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let text = line.unwrap_or_else(|| panic!("no {name} in\n{page}"));
    text.parse().unwrap_or_else(|_| panic!("{name} is {text}"))
}

#[test]
fn numbers_have_an_address_of_their_own_and_tell_what_happened() {
    let dir = tempfile::tempdir().expect("a folder");
    let (_server, client, numbers) = start(dir.path(), &[]);
    let before = numbers.get("/metrics").expect(200).text();
    assert_eq!(value(&before, "daybook_recorded_total"), 0);
    client.get("/metrics").expect(404);
    for other in ["/", "/api/v1/events", "/log/checkpoint", "/healthz"] {
        numbers.get(other).expect(404);
    }
    client.post("/api/v1/events", &[], &body(&numbered_list("batch", 0, 7))).expect(201);
    client.post("/api/v1/events", &[], &body(&numbered("one", 0))).expect(201);
    client.post("/api/v1/events", &[], b"{").expect(422);
    Client::new(client.base()).post("/api/v1/events", &[], b"{}").expect(401);
    client.get("/no-such-page.js").expect(404);
    let live = client.live("/api/v1/events/live", None);
    let page = numbers.get("/metrics").expect(200);
    assert_eq!(page.header("content-type"), "text/plain; version=0.0.4");
    let page = page.text();
    for (name, due) in [
        ("daybook_entries", 8),
        ("daybook_recorded_total", 8),
        ("daybook_commits_total", 2),
        ("daybook_writable", 1),
        ("daybook_queue_length", 0),
        ("daybook_live_readers", 1),
        ("daybook_commit_entries_sum", 8),
        ("daybook_commit_entries_bucket{le=\"1\"}", 1),
        ("daybook_commit_seconds_count", 2),
        ("daybook_refusals_total{status=\"401\"}", 1),
        ("daybook_refusals_total{status=\"422\"}", 1),
        ("daybook_refusals_total{status=\"500\"}", 0),
        ("daybook_request_seconds_count{route=\"/api/v1/events\"}", 4),
    ] {
        assert_eq!(value(&page, name), due, "{name}");
    }
    assert!(value(&page, "daybook_fdatasync_seconds_count") >= 2);
    assert!(value(&page, "daybook_disk_free_bytes") > 0);
    assert!(value(&page, "daybook_checkpoint_age_seconds") < 60);
    drop(live);
}

/// A label that a caller could choose would let anybody fill the memory of whoever
/// scrapes, and would publish what was asked.
#[test]
fn nothing_that_a_caller_sends_becomes_a_label() {
    let dir = tempfile::tempdir().expect("a folder");
    let (_server, client, numbers) = start(dir.path(), &[]);
    client.get("/api/v1/events/12345");
    let lines = |page: &str| page.lines().count();
    let before = numbers.get("/metrics").text();
    for n in 0..50 {
        client.get(&format!("/marker-{n}"));
        client.get(&format!("/api/v1/events/{}", 777_000 + n));
        client.get(&format!("/log/marker-{n}"));
        client.get(&format!("/api/v1/views/marker-{n}?x=marker"));
        client.get(&format!("/api/v1/events?marker-{n}=1"));
    }
    let after = numbers.get("/metrics").text();
    assert!(!after.contains("marker") && !after.contains("777"), "{after}");
    // A few routes and statuses were seen for the first time, and that was all.
    assert!(
        lines(&after) < lines(&before) + 6 * 20,
        "{} lines, then {}",
        lines(&before),
        lines(&after)
    );
}

/// Every name in every query of the dashboard is one that a server tells.
#[test]
fn the_dashboard_asks_for_numbers_that_exist() {
    let path = house::root().join("docs/deploy/grafana.json");
    let text = std::fs::read_to_string(path).expect("the dashboard");
    let board: Value = serde_json::from_str(&text).expect("JSON");
    let mut asked = BTreeSet::new();
    for panel in board["panels"].as_array().expect("panels") {
        for target in panel["targets"].as_array().expect("targets") {
            asked.extend(names(target["expr"].as_str().expect("a query")));
        }
    }
    for variable in board["templating"]["list"].as_array().expect("variables") {
        asked.extend(names(variable["query"].as_str().unwrap_or_default()));
    }
    assert!(asked.len() > 15, "only {asked:?}");
    let dir = tempfile::tempdir().expect("a folder");
    let (_server, client, numbers) = start(dir.path(), &[]);
    client.post("/api/v1/events", &[], &body(&numbered("one", 0))).expect(201);
    let page = numbers.get("/metrics").expect(200).text();
    // These are told only where there is something to tell; each has a test of its own.
    let at_times = ["cosign", "publish", "tls_"];
    for name in &asked {
        let short = name.trim_start_matches("daybook_");
        if at_times.iter().any(|begin| short.starts_with(begin)) {
            assert!(in_the_code(name), "{name} is told nowhere");
            continue;
        }
        let told = page.lines().any(|line| {
            line.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with([' ', '{']))
        });
        assert!(told, "the dashboard asks for {name}, which no server tells");
    }
}

/// The names of ours in a query.
fn names(query: &str) -> Vec<String> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let words = query.split(|c: char| !word(c));
    words.filter(|word| word.starts_with("daybook_")).map(str::to_owned).collect()
}

fn in_the_code(name: &str) -> bool {
    let quoted = format!("\"{}\"", name.trim_start_matches("daybook_"));
    let sources = house::sources(&house::root());
    sources
        .iter()
        .any(|source| source.path.starts_with("server/src/") && source.text.contains(&quoted))
}

/// With everything logged, and everything that can go wrong going wrong: no word of a
/// record, no token and no search word is in the log.
#[test]
fn the_log_says_what_happened_and_never_what_was_sent() {
    for format in ["text", "json"] {
        let dir = tempfile::tempdir().expect("a folder");
        let (mut server, client, _) =
            start(dir.path(), &["--log", "trace", "--log-format", format]);
        let secret = "Zebra-4711-Geheimnis";
        let word = |n: u32| format!("{secret}-{n}");
        let mut draft = statement("logged", &word(0));
        let id = [("X-Request-Id", "asked-for-0001")];
        let told = client.post("/api/v1/events", &id, &body(&draft)).expect(201);
        assert_eq!(told.header("x-request-id"), "asked-for-0001");
        // Refused for each reason there is, with the word in every place.
        client.post("/api/v1/events", &[], &body(&draft)).expect(409);
        draft["basis"] = json!(word(1));
        draft[word(2)] = json!(1);
        client.post("/api/v1/events", &[], &body(&draft)).expect(422);
        client.post("/api/v1/events", &[], format!("{{\"{}\"", word(3)).as_bytes()).expect(422);
        let stranger = Client::new(client.base());
        stranger.clone().with_token(&word(4)).post("/api/v1/events", &[], b"{}").expect(401);
        client.post("/api/v1/events", &[("If-Match", &word(5))], b"{}");
        client.post("/api/v1/documents", &[], word(6).as_bytes()).expect(201);
        stranger.get(&format!("/api/v1/events?text={}", word(7)));
        stranger.get(&format!("/api/v1/views/{}", word(8)));
        stranger.get(&format!("/{}", word(9)));
        stranger.get(&format!("/log/{}", word(10)));
        let told =
            stranger.post("/api/v1/token", &[("X-Request-Id", &format!("a {}", word(11)))], b"x");
        let made = told.header("x-request-id").to_owned();
        assert!(made.len() == 16 && !made.contains(' '), "{made}");
        stranger.post("/api/v1/events/preview", &[], word(12).as_bytes());
        server.signal("TERM");
        assert_eq!(server.wait(), Some(0));
        let log = server.log();
        assert!(!log.contains("Zebra"), "{format}: {log}");
        assert!(!log.contains(client.token().expect("a token")), "{format}: the token is in it");
        assert!(log.contains("asked-for-0001") && log.contains(&made), "{format}: {log}");
        assert!(log.contains("answered 201 to POST /api/v1/events"), "{format}: {log}");
        assert!(log.contains("answered 401 to POST /api/v1/events"), "{format}: {log}");
        if format == "json" {
            let lines: Vec<Value> = log
                .lines()
                .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
                .collect();
            let one = lines.iter().find(|line| line["status"] == 201).expect("the first answer");
            assert_eq!(one["span"]["id"], "asked-for-0001", "{one}");
            assert_eq!((&one["method"], &one["route"]), (&json!("POST"), &json!("/api/v1/events")));
            assert!(one["timestamp"].is_string() && one["level"] == "INFO", "{one}");
        }
    }
}

/// Alive and ready are two things: what cannot be written is alive, and not ready.
#[test]
fn ready_means_that_entries_can_be_read_and_written() {
    if postgres::skips_files_of_the_store() {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let (mut server, client, numbers) = start(dir.path(), &[]);
    client.get("/healthz").expect(200);
    tests::cosigner::wait_for("the server to be ready", || {
        (client.get("/readyz").status == 200).then_some(())
    });
    client.post("/api/v1/events", &[], &body(&numbered("ready", 0))).expect(201);
    drop(numbers);
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    // No room on the disk: reading goes on, and nothing is recorded.
    let reserve = ["--disk-reserve", "1152921504606846976"];
    let mut server = Running::start(&dir.path().join("ledger"), &reserve, &dir.path().join("log"));
    let full = Client::new(server.url());
    full.get("/healthz").expect(200);
    full.get("/log/checkpoint").expect(200);
    let told = full.get("/readyz").expect(503);
    assert!(told.json()["type"].as_str().is_some_and(|kind| kind.ends_with("disk-full")));
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
    // Behind its last published checkpoint: served, and never written.
    let data = dir.path().join("ledger");
    std::fs::remove_dir_all(data.join("store")).expect("removed");
    let server = Running::start(&data, &[], &dir.path().join("log-2"));
    let client = Client::new(server.url());
    client.get("/healthz").expect(200);
    let told = client.get("/readyz").expect(503);
    assert!(told.json()["detail"].as_str().is_some_and(|why| !why.is_empty()));
    let page = client.get("/metrics").expect(200).text();
    assert_eq!(value(&page, "daybook_writable"), 0);
}
