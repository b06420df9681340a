//! What is held back from the public, over the routes: who reads it, and what is said.

use axum::http::Method;
use ledger::record::Hash;
use serde_json::{Value, json};

use crate::access::log::Outcome;
use crate::access::roles::{Act, Role};
use crate::http::tests::{Answer, Server, draft, server};

const SECRET: &str = "Nobody may read this yet.";
const PATH: &str = "/api/v1/events/0";

fn held(id: &str, mark: &Value) -> Value {
    let mut draft = draft(id);
    draft["event"]["text"] = SECRET.into();
    for (name, value) in mark.as_object().unwrap() {
        draft[name] = value.clone();
    }
    draft
}

fn restricted(id: &str) -> Value {
    held(id, &json!({"disclosure": "restricted"}))
}

fn has(answer: &Answer) -> bool {
    answer.bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
}

async fn post(server: &Server, draft: &Value) -> Answer {
    let answer = server.post(&[], draft).await;
    assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.bytes));
    answer
}

/// This route refuses nobody: a role decides what is in the answer.
#[tokio::test]
async fn what_is_held_back_is_read_by_the_roles_of_the_table_and_by_nobody_else() {
    let server = server();
    post(&server, &restricted("a")).await;
    for role in Role::ALL {
        let token = server.token_for(role.code(), &[role]);
        let answer = server.as_token(&token, Method::GET, PATH, "").await;
        let may = Act::ReadHeld.is_allowed(&[role]);
        assert_eq!((answer.status, has(&answer)), (200, may), "{role:?}");
        assert_eq!(answer.json()["held_back"]["shown"], may, "{role:?}");
        assert_eq!(may, role != Role::Reader);
        let caching = answer.headers["cache-control"].to_str().unwrap();
        assert_eq!(caching == "private, no-store", may, "{role:?}: {caching}");
        assert!(!may || !answer.headers.contains_key("etag"), "{role:?}");
    }
    let public = server.get(PATH).await;
    assert!(!has(&public));
    let told = public.json();
    assert_eq!(told["held_back"], json!({"disclosure": "restricted", "shown": false}));
    for opening in told["openings"].as_array().unwrap() {
        assert!(opening["commitment"].is_string() && opening["salt"].is_null(), "{opening}");
    }
    // What a cache keeps for everybody is not what somebody with a token got.
    let etag = public.headers["etag"].to_str().unwrap().to_owned();
    let bearer = format!("Bearer {}", server.token);
    let both = [("authorization", bearer.as_str()), ("if-none-match", etag.as_str())];
    let answer = server.send(Method::GET, PATH, &both, "").await;
    assert_eq!((answer.status, has(&answer)), (200, true));
    for answer in [&public, &answer] {
        assert!(answer.headers["vary"].to_str().unwrap().contains("authorization"));
    }
}

#[tokio::test]
async fn a_record_that_is_not_held_back_is_the_same_for_everybody_and_makes_no_line() {
    let server = server();
    let over = json!({"disclosure": "embargoed", "embargo_until": "2019-03-27T11:00+00:00"});
    post(&server, &held("a", &over)).await;
    post(&server, &held("b", &json!({"disclosure": "public"}))).await;
    for path in [PATH, "/api/v1/events/1"] {
        let public = server.get(path).await;
        assert!(has(&public) && public.json()["held_back"].is_null());
        assert!(!public.headers.contains_key("vary"));
        let own = server.as_token(&server.token, Method::GET, path, "").await;
        assert_eq!(own.bytes, public.bytes);
        assert_eq!(own.headers["cache-control"], "no-cache");
    }
    assert!(server.lines().is_empty(), "{:?}", server.lines());
}

#[tokio::test]
async fn until_when_it_is_held_back_is_said() {
    let server = server();
    let mark = json!({"disclosure": "embargoed", "embargo_until": "2999-07-01T00:30+01:00"});
    post(&server, &held("a", &mark)).await;
    let told = server.get(PATH).await.json();
    assert_eq!(told["held_back"]["until"], "2999-06-30T23:30:00.000Z", "{told}");
    assert_eq!(told["row"]["withheld"], true, "{told}");
    assert!(!told["row"].to_string().contains("Nobody"), "{told}");
}

/// The way to read something unseen would be to break the log first.
#[tokio::test]
async fn what_cannot_be_logged_is_not_shown() {
    let server = server();
    post(&server, &restricted("a")).await;
    std::fs::write(server.app.access.log.files().folder(), "in the way").unwrap();
    let answer = server.as_token(&server.token, Method::GET, PATH, "").await;
    assert_eq!((answer.status, has(&answer)), (503, false));
    assert_eq!(server.get(PATH).await.status, 200, "what is public is served");
}

#[tokio::test]
async fn each_reading_is_a_line_before_it_is_given() {
    let server = server();
    post(&server, &restricted("a")).await;
    let auditor = server.token_for("auditor", &[Role::Auditor]);
    server.as_token(&auditor, Method::GET, PATH, "").await;
    let reader = server.token_for("reader", &[Role::Reader]);
    server.as_token(&reader, Method::GET, PATH, "").await;
    let lines = server.lines();
    let told: Vec<_> = lines
        .iter()
        .map(|l| (l.who.as_deref(), l.act.as_str(), l.about.as_deref(), l.outcome))
        .collect();
    let line = |outcome| (Some("auditor"), "read_held", Some("entry 0"), outcome);
    assert_eq!(told, [line(Outcome::Begun), line(Outcome::Done)]);
    assert!(!server.raw_log().contains("Nobody"));
}

/// A session is as good as its token, and as little.
#[tokio::test]
async fn a_cookie_alone_shows_nothing() {
    let server = server();
    post(&server, &restricted("a")).await;
    let bearer = format!("Bearer {}", server.token);
    let headers = [("authorization", bearer.as_str()), ("x-daybook-as", "clerk")];
    let begun = server.send(Method::POST, "/api/v1/session", &headers, "").await;
    assert!(begun.status < 300, "{}", String::from_utf8_lossy(&begun.bytes));
    let cookie = begun.headers["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let alone = server.send(Method::GET, PATH, &[("cookie", cookie.as_str())], "").await;
    assert_eq!((alone.status, has(&alone)), (200, false), "a public route stays one");
    let whole = [("cookie", cookie.as_str()), ("x-daybook-as", "clerk")];
    assert!(has(&server.send(Method::GET, PATH, &whole, "").await));
}

#[tokio::test]
async fn a_document_that_only_held_records_cite_is_not_served_and_a_shared_one_is() {
    let server = server();
    let bytes = format!("{SECRET} {}", "padding ".repeat(200));
    let hash = Hash::of(bytes.as_bytes());
    let bearer = format!("Bearer {}", server.token);
    let headers = [("authorization", bearer.as_str())];
    let sent = server.send(Method::POST, "/api/v1/documents", &headers, &bytes).await;
    assert_eq!(sent.status, 201);
    let receipt = sent.json();
    let path = format!("/documents/{hash}");
    assert_eq!(server.get(&path).await.status, 200, "what nobody cites is served as before");
    let cites = |mut draft: Value| {
        draft["sources"][0]["digest"] =
            json!({"blake3": receipt["blake3"], "sha256": receipt["sha256"]});
        draft
    };
    post(&server, &cites(restricted("a"))).await;
    let etag = format!("\"{hash}\"");
    for headers in [
        vec![],
        vec![("if-none-match", etag.as_str())],
        vec![("range", "bytes=0-3")],
        vec![("range", "bytes=999999-")],
    ] {
        let answer = server.send(Method::GET, &path, &headers, "").await;
        assert_eq!((answer.status, has(&answer)), (451, false), "{headers:?}");
        let told = answer.json();
        assert_eq!(told["type"], "urn:daybook:problem:held-back", "{told}");
        assert!(told["detail"].as_str().unwrap().contains("for good"), "{told}");
        assert!(told.get("withheld").is_none_or(Value::is_null), "no entry withholds it: {told}");
    }
    let reader = server.token_for("reader", &[Role::Reader]);
    assert_eq!(server.as_token(&reader, Method::GET, &path, "").await.status, 451);
    let own = server.as_token(&server.token, Method::GET, &path, "").await;
    assert_eq!((own.status, has(&own)), (200, true));
    assert_eq!(own.headers["cache-control"], "private, no-store");
    let lines = server.lines();
    assert_eq!(lines.last().unwrap().about, Some(format!("document {hash}")), "{lines:?}");

    post(&server, &cites(draft("b"))).await;
    let open = server.get(&path).await;
    assert_eq!((open.status, has(&open)), (200, true), "a public record cites it as well");
    assert_eq!(open.headers["cache-control"], "no-cache");
}
