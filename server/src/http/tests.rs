//! The routes, spoken to without a socket.

use std::sync::Arc;

use axum::http::{HeaderMap, Method, Request};
use axum::{Router, body::Body};
use ledger::proof::{SignedCheckpoint, TreeHash, VerifierKey, verify_inclusion};
use ledger::record::{Hash, Index, Origin};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

use super::inflight::Inflight;
use super::{App, routes};
use crate::access::four_eyes::FourEyes;
use crate::access::tokens::{self, Wanted};
use crate::access::{Access, Settings};
use crate::clock;
use crate::cosigners::Board;
use crate::documents::Limits;
use crate::opened::Opened;
use crate::pending::Pending;
use crate::sequencer::Sequencer;
use crate::tree::Beside;
use crate::views::Views;

mod access;
mod documents;
mod held;
mod tree;
mod views;

struct Server {
    app: Arc<App>,
    router: Router,
    token: String,
    vkey: VerifierKey,
    sequencer: Option<Sequencer>,
    _stop: watch::Sender<bool>,
    _dir: tempfile::TempDir,
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }
}

fn server() -> Server {
    server_with(Settings::default())
}

fn server_behind_a_proxy(settings: Settings) -> Server {
    server_with(Settings { trusts_proxy: true, ..settings })
}

fn server_with(settings: Settings) -> Server {
    let dir = tempfile::tempdir().unwrap();
    let origin = Origin::new("test.example/ledger").unwrap();
    let opened = Opened::create(dir.path(), &origin).unwrap();
    let path = opened.folder.tokens();
    let (token, _) = tokens::create(&path, &Wanted::new("clerk"), clock::now()).unwrap();
    let (store, vkey) = (Arc::clone(&opened.store), opened.vkey.clone());
    let opened = opened.with_limits(Limits { one: 100_000, all: 250_000, reserve: 0 }).unwrap();
    let documents = Arc::clone(&opened.documents);
    let (_folder, writer) = opened.into_writer().unwrap();
    let sequencer = Sequencer::start(writer).unwrap();
    let (stop, stopping) = watch::channel(false);
    let handle = sequencer.handle();
    let app = Arc::new(App {
        views: Views::start(Arc::clone(&store), handle.watch()).unwrap(),
        store,
        documents,
        writer: handle,
        vkey: vkey.clone(),
        cosigners: Arc::new(Board::new(Beside::default(), dir.path().join("cosigned")).unwrap()),
        access: Access::start(path, dir.path().join("access-log"), settings).unwrap(),
        four_eyes: FourEyes::Off,
        pending: Pending::new(dir.path().join("pending")),
        bodies: App::room(),
        live: Arc::new(Semaphore::new(2)),
        inflight: Inflight::default(),
        stopping,
        requests: Arc::default(),
        publishing: None,
        front: super::observed::Front::default(),
    });
    let router = routes(Arc::clone(&app));
    Server { app, router, token, vkey, sequencer: Some(sequencer), _stop: stop, _dir: dir }
}

impl Server {
    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Answer { status, headers, bytes }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    async fn post(&self, headers: &[(&str, &str)], body: &Value) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let headers = [headers, &[("authorization", bearer.as_str())]].concat();
        self.send(Method::POST, "/api/v1/events", &headers, &body.to_string()).await
    }

    /// Checks a receipt as its owner would: against the key and nothing else.
    fn check(&self, receipt: &Value, checkpoint: &Value, line: &str) {
        let checkpoint = checkpoint.as_str().unwrap();
        let signed = SignedCheckpoint::parse(checkpoint.as_bytes()).unwrap();
        signed.verify(std::slice::from_ref(&self.vkey)).unwrap();
        assert_eq!(receipt["hash"], Hash::of(line.as_bytes()).to_hex());
        let path: Vec<TreeHash> = receipt["inclusion"]["path"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hash| TreeHash::parse_base64(hash.as_str().unwrap()).unwrap())
            .collect();
        let index = Index::new(receipt["index"].as_u64().unwrap());
        let of = signed.checkpoint();
        let leaf = TreeHash::leaf(line.as_bytes());
        assert_eq!(receipt["inclusion"]["leaf"], leaf.to_base64());
        verify_inclusion(index, of.size, &leaf, &path, &of.root).unwrap();
    }
}

fn draft(id: &str) -> Value {
    json!({
        "id": id, "inquiry": "demo", "kind": "record_not_found",
        "occurred": {"edtf": "2014-08", "written": "last August"}, "basis": "press_report",
        "certainty": "stated", "event": {"sought": "other", "text": "Much has improved.", "searched": "Here."},
        "sources": [{"kind": "article", "title": "An article"}]
    })
}

fn field(answer: &Answer) -> String {
    answer.json()["faults"][0]["field"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_receipt_proves_the_entry_that_is_then_read() {
    let server = server();
    let answer = server.post(&[], &draft("a")).await;
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.bytes));
    assert_eq!(answer.headers["location"], "/api/v1/events/0");
    let receipt = answer.json();
    let one = server.get("/api/v1/events/0").await.json();
    let line = one["line"].as_str().unwrap();
    server.check(&receipt, &receipt["checkpoint"], line);
    assert_eq!(one["entry"]["draft"]["by"], "clerk", "filled from the token");
    assert_eq!(one["row"]["kind"], "record_not_found");
    let openings = one["openings"].as_array().unwrap();
    assert!(openings.iter().any(|o| o["value"] == "Much has improved."), "{openings:?}");
    assert!(!line.contains("improved"), "sealed");

    let array = server.post(&[], &json!([draft("b"), draft("c")])).await.json();
    let receipts = array["receipts"].as_array().unwrap();
    assert_eq!(receipts.len(), 2);
    for receipt in receipts {
        let path = format!("/api/v1/events/{}", receipt["index"]);
        let one = server.get(&path).await.json();
        server.check(receipt, &array["checkpoint"], one["line"].as_str().unwrap());
        server.check(&one, &one["checkpoint"], one["line"].as_str().unwrap());
    }
}

#[tokio::test]
async fn who_may_not_write_is_told_why() {
    let server = server();
    let body = draft("a").to_string();
    for token in ["", "Bearer ", "Bearer daybook_00", "Basic abc"] {
        let headers: &[_] = if token.is_empty() { &[] } else { &[("authorization", token)] };
        let answer = server.send(Method::POST, "/api/v1/events", headers, &body).await;
        assert_eq!(
            (answer.status, &answer.headers["www-authenticate"]),
            (401, &"Bearer".parse().unwrap())
        );
    }
    let mut other = draft("a");
    other["by"] = "somebody".into();
    let answer = server.post(&[], &json!([draft("b"), other])).await;
    assert_eq!((answer.status, field(&answer).as_str()), (403, "/1/by"));
    let mut own = draft("a");
    own["by"] = "clerk".into();
    assert_eq!(server.post(&[], &own).await.status, 201);
}

#[tokio::test]
async fn every_fault_of_every_draft_is_named_and_nothing_is_taken() {
    let server = server();
    let mut bad = draft("Not An Id");
    bad["basis"] = "rumour".into();
    bad["surprise"] = true.into();
    let answer = server.post(&[], &json!([draft("a"), bad])).await;
    assert_eq!(
        (answer.status, &answer.headers["content-type"]),
        (422, &"application/problem+json".parse().unwrap())
    );
    let problem = answer.json();
    let fields: Vec<&str> = problem["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["field"].as_str().unwrap())
        .collect();
    for due in ["/1/id", "/1/basis", "/1/surprise"] {
        assert!(fields.contains(&due), "{fields:?}");
    }
    assert_eq!(server.get("/api/v1/events/0").await.status, 404);
    let bearer = format!("Bearer {}", server.token);
    for body in ["", "{", "[]", "3", "\"x\"", "{\"a\":1,\"a\":2}", "{\"a\":1.5}", "\u{0}"] {
        let headers = [("authorization", bearer.as_str())];
        let answer = server.send(Method::POST, "/api/v1/events", &headers, body).await;
        assert_eq!(answer.status, 422, "{body:?}");
    }
}

#[tokio::test]
async fn a_retry_gets_the_same_receipts_and_no_warnings() {
    let server = server();
    let key = [("idempotency-key", "one")];
    let first = server.post(&key, &json!([draft("a"), draft("b")])).await;
    assert_eq!(server.post(&[], &draft("c")).await.status, 201);
    let again = server.post(&key, &json!([draft("a"), draft("b")])).await;
    assert_eq!(
        (again.status, &again.headers["idempotent-replayed"]),
        (201, &"true".parse().unwrap())
    );
    let mut receipts = first.json();
    for receipt in receipts["receipts"].as_array_mut().unwrap() {
        let warnings = receipt.as_object_mut().unwrap().remove("warnings").unwrap();
        assert!(warnings[0]["field"].as_str().unwrap().ends_with("/occurred/edtf"), "{warnings}");
    }
    assert_eq!(receipts, again.json());
    let other = server.post(&key, &draft("d")).await;
    assert_eq!((other.status, field(&other).as_str()), (422, "Idempotency-Key"));
    assert_eq!(server.post(&[("idempotency-key", "a b")], &draft("d")).await.status, 400);
}

#[tokio::test]
async fn an_expected_size_and_a_used_id_are_refused() {
    let server = server();
    assert_eq!(server.post(&[("if-match", "\"0\"")], &draft("a")).await.status, 201);
    let late = server.post(&[("if-match", "\"0\"")], &draft("b")).await;
    assert_eq!((late.status, field(&late).as_str()), (412, "If-Match"));
    assert_eq!(server.post(&[("if-match", "0")], &draft("b")).await.status, 400);
    let twice = server.post(&[], &draft("a")).await;
    assert_eq!((twice.status, field(&twice).as_str()), (409, "/id"));
    assert!(twice.json()["detail"].as_str().unwrap().contains("entry 0"));
}

#[tokio::test]
async fn too_much_at_once_is_refused() {
    let server = server();
    let bearer = format!("Bearer {}", server.token);
    let headers = [("authorization", bearer.as_str())];
    let long = " ".repeat(crate::config::BODY_MAX + 1);
    let answer = server.send(Method::POST, "/api/v1/events", &headers, &long).await;
    assert_eq!(answer.status, 413);
    let lying = [headers[0], ("content-length", "999999999")];
    assert_eq!(server.send(Method::POST, "/api/v1/events", &lying, "").await.status, 413);
    let many = Value::from(vec![json!({}); crate::config::DRAFTS_MAX + 1]);
    assert_eq!(server.post(&[], &many).await.status, 413);
}

#[tokio::test]
async fn the_list_is_filtered_and_paged_without_gaps() {
    let server = server();
    let drafts: Vec<Value> = (0..7).map(|n| draft(&format!("e-{n}"))).collect();
    assert_eq!(server.post(&[], &Value::from(drafts)).await.status, 201);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!("/api/v1/events?clock=recorded&order=oldest&limit=3{after}");
        let page = server.get(&path).await.json();
        assert_eq!((page["total"].as_u64(), page["size"].as_u64()), (Some(7), Some(7)));
        seen.extend(
            page["events"].as_array().unwrap().iter().map(|e| e["index"].as_u64().unwrap()),
        );
        let Some(next) = page["next"].as_u64() else { break };
        after = format!("&after={next}");
    }
    assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6]);
    let none = server.get("/api/v1/events?kind=hearing_held,resignation&q=zebra").await;
    assert!(none.status == 400 || none.json()["total"] == 0);
    assert_eq!(server.get("/api/v1/events?q=IMPROVED").await.json()["total"], 7);
    assert_eq!(server.get("/api/v1/events?limit=0").await.status, 400);
    assert_eq!(server.get("/api/v1/events?offset=3").await.status, 400);
    let odd = [("/api/v1/events?q=%ff", 200), ("/api/v1/events/%ff", 404), ("/log/%ff", 404)];
    for (path, status) in odd {
        let answer = server.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert!(status == 200 || answer.json()["detail"].is_string(), "{path}");
    }
}

#[tokio::test]
async fn live_readers_get_what_they_missed_and_what_comes() {
    let server = server();
    server.post(&[], &json!([draft("a"), draft("b"), draft("c")])).await;
    let request = Request::get("/api/v1/events/live").header("last-event-id", "0");
    let request = request.body(Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = response.into_body().into_data_stream();
    let mut text = String::new();
    let mut sent = false;
    while !text.contains("id: 3") {
        use tokio_stream::StreamExt;
        let wait = std::time::Duration::from_secs(10);
        let part = tokio::time::timeout(wait, stream.next()).await.expect("an event comes");
        text.push_str(std::str::from_utf8(&part.unwrap().unwrap()).unwrap());
        if text.contains("id: 2") && !sent {
            sent = true;
            server.post(&[], &draft("d")).await;
        }
    }
    assert!(!text.contains("id: 0"), "{text}");
    let data = text.lines().filter_map(|line| line.strip_prefix("data: "));
    let indexes: Vec<u64> = data
        .map(|data| serde_json::from_str::<Value>(data).unwrap()["index"].as_u64().unwrap())
        .collect();
    assert_eq!(indexes, [1, 2, 3]);
    let wrong = [("last-event-id", "x")];
    assert_eq!(server.send(Method::GET, "/api/v1/events/live", &wrong, "").await.status, 400);
}

#[tokio::test]
async fn nothing_is_edited_or_deleted_and_every_answer_is_hardened() {
    let mut server = server();
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        for path in ["/api/v1/events", "/api/v1/events/0", "/log/checkpoint", "/timeline"] {
            let answer = server.send(method.clone(), path, &[], "").await;
            assert_eq!(answer.status, 405, "{method} {path}");
        }
    }
    for path in [
        "/",
        "/timeline",
        "/gone.js",
        "/api/v1/nothing",
        "/log/checkpoint",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/v1/openapi.json",
    ] {
        let answer = server.get(path).await;
        let csp = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(csp.starts_with("default-src 'none'") && !csp.contains("unsafe-inline"), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer", "{path}");
        let due = if path.contains("gone") || path.contains("nothing") { 404 } else { 200 };
        assert_eq!(answer.status, due, "{path}");
    }
    let sequencer = server.sequencer.take().unwrap();
    tokio::task::spawn_blocking(move || sequencer.stop()).await.unwrap();
    let late = server.post(&[], &draft("z")).await;
    assert_eq!((late.status, &late.headers["retry-after"]), (503, &"1".parse().unwrap()));
}
