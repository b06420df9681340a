//! What a reader may rely on: the read tree, headers, filters, pages.

use tests::daybook::TestServer;
use tests::drafts::{body, numbered_list, statement};
use tests::http::Client;

const EVENTS: &str = "/api/v1/events";

#[test]
fn the_read_tree_is_open_to_all_and_cached_as_it_may_be() {
    let server = TestServer::start();
    let client = server.client();
    client.post(EVENTS, &[], &body(&numbered_list("tree", 0, 257))).expect(201);
    for (path, short_lived) in [
        ("checkpoint", true),
        ("openings/000", true),
        ("tile/0/000", false),
        ("tile/0/001.p/1", false),
        ("tile/1/000.p/1", false),
        ("tile/entries/000", false),
        ("tile/entries/001.p/1", false),
    ] {
        let reply = Client::new(server.url()).get(&format!("/log/{path}")).expect(200);
        assert_eq!(reply.header("access-control-allow-origin"), "*", "{path}");
        let cache = reply.header("cache-control");
        let lasting = cache.contains("immutable");
        assert_eq!(lasting, !short_lived, "{path}: cache-control {cache}");
    }
    for path in [
        "tile/0/002",
        "tile/0/001.p/2",
        "tile/0/001",
        "tile/2/000.p/1",
        "tile/entries/002",
        "tile/0/0",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/x000/000",
        "nothing",
        "../signing-key",
        "%2e%2e/signing-key",
        "..%2fsigning-key",
    ] {
        let reply = client.get(&format!("/log/{path}"));
        assert_eq!(reply.status, 404, "/log/{path}: {}", reply.text());
    }
}

#[test]
fn every_answer_carries_the_security_headers() {
    let server = TestServer::start();
    for path in ["/", "/timeline", "/verify", "/log/checkpoint", EVENTS, "/api/v1/nothing"] {
        let reply = server.client().get(path);
        let policy = reply.header("content-security-policy");
        assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[test]
fn lists_are_filtered_and_paged_without_gaps() {
    let server = TestServer::start();
    let client = server.client();
    client.post(EVENTS, &[], &body(&numbered_list("page", 0, 120))).expect(201);
    client
        .post(EVENTS, &[], &body(&statement("needle", "Ein Wort: Übergrößenträger.")))
        .expect(201);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = client.get(&format!("{EVENTS}?limit=50{after}")).expect(200).json();
        for row in page["events"].as_array().expect("rows") {
            seen.push(row["index"].as_u64().expect("an index"));
        }
        match page["next"].as_u64() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..121).collect::<Vec<u64>>());
    let found = client.get(&format!("{EVENTS}?q=%C3%BCbergr%C3%B6%C3%9Fen")).expect(200).json();
    assert_eq!(found["total"], 1, "case is folded beyond ASCII: {found}");
    let none = client.get(&format!("{EVENTS}?kind=report_published")).expect(200).json();
    assert_eq!(none["total"], 0);
    client.get(&format!("{EVENTS}/121")).expect(404);
    client.get(&format!("{EVENTS}?limit=nonsense")).expect(400);
}

#[test]
fn the_service_describes_itself() {
    let server = TestServer::start();
    let client = server.client();
    let document = client.get("/api/v1/openapi.json").expect(200).json();
    for path in ["/api/v1/events", "/api/v1/events/{index}", "/api/v1/events/live"] {
        assert!(document["paths"].get(path).is_some(), "{path} is not described");
    }
    client.get("/healthz").expect(200);
    client.get("/readyz").expect(200);
    let metrics = client.get("/metrics").expect(200).text();
    assert!(metrics.lines().any(|line| line.starts_with("# TYPE daybook")), "{metrics}");
}
