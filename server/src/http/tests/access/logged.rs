//! What the access log says after each thing that was done or refused.

use axum::http::Method;
use serde_json::{Value, json};

use crate::access::log::{Line, Outcome};
use crate::access::roles::Role;
use crate::http::tests::{Answer, Server, draft, server};

impl Server {
    pub(in crate::http::tests) fn lines(&self) -> Vec<Line> {
        self.app.access.log.files().read(0, usize::MAX, |_| true).unwrap()
    }

    /// Every byte of the log.
    pub(in crate::http::tests) fn raw_log(&self) -> String {
        let folder = self.app.access.log.files().folder();
        let files = std::fs::read_dir(folder).unwrap();
        files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
    }
}

fn number(answer: &Answer) -> Option<String> {
    Some(answer.headers.get("x-request-id")?.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_refusal_is_a_line_that_says_who_and_what_and_never_the_token() {
    let server = server();
    let auditor = server.token_for("auditor", &[Role::Auditor]);
    let body = draft("a").to_string();
    let post = |token: String| {
        let (server, body) = (&server, body.clone());
        async move { server.as_token(&token, Method::POST, "/api/v1/events", &body).await }
    };
    let wrong = post("daybook_ffff".to_owned()).await;
    let role = post(auditor.clone()).await;
    let other = json!({"by": "somebody"});
    let mut drafted = draft("a");
    drafted["by"] = other["by"].clone();
    let by = server.post(&[], &drafted).await;
    assert_eq!((wrong.status, role.status, by.status), (401, 403, 403));
    let lines = server.lines();
    let told: Vec<_> = lines
        .iter()
        .map(|l| (l.who.as_deref(), l.act.as_str(), l.status, l.why.as_deref().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            (None, "record", Some(401), "token"),
            (Some("auditor"), "record", Some(403), "role"),
            (Some("clerk"), "record", Some(403), "not-yours"),
        ]
    );
    for (line, answer) in lines.iter().zip([&wrong, &role, &by]) {
        assert_eq!((line.outcome, &line.request), (Outcome::Refused, &number(answer)));
        assert!(line.from.is_none(), "no address unless the operator asks for it");
    }
    assert!(lines[1].token.as_ref().is_some_and(|id| id.len() == 12));
    let raw = server.raw_log();
    for secret in ["daybook_", &auditor[8..30], "improved"] {
        assert!(!raw.contains(secret), "{secret} in {raw}");
    }
}

#[tokio::test]
async fn what_is_read_and_what_is_recorded_as_usual_makes_no_line() {
    let server = server();
    assert_eq!(server.post(&[], &draft("a")).await.status, 201);
    for path in ["/", "/log/checkpoint", "/api/v1/events", "/api/v1/nothing", "/metrics"] {
        let answer = server.get(path).await;
        assert!(number(&answer).is_some_and(|it| it.len() > 9), "{path}");
    }
    assert_eq!(server.post(&[], &json!({"kind": 1})).await.status, 422, "wrong is not forbidden");
    assert!(server.lines().is_empty(), "{:?}", server.lines());
}

#[tokio::test]
async fn a_token_is_made_and_revoked_in_full_view() {
    let server = server();
    let chief = server.token_for("chief", &[Role::Administrator]);
    let make = json!({"name": "new-clerk", "roles": ["recorder"]}).to_string();
    let made = server.as_token(&chief, Method::POST, "/api/v1/tokens", &make).await.json();
    let twice = server.as_token(&chief, Method::POST, "/api/v1/tokens", &make).await;
    assert_eq!(twice.status, 409);
    let path = "/api/v1/tokens/new-clerk/revoke";
    assert_eq!(server.as_token(&chief, Method::POST, path, "").await.status, 200);
    let lines = server.lines();
    let told: Vec<_> = lines.iter().map(|l| (l.act.as_str(), l.outcome)).collect();
    assert_eq!(
        told,
        [
            ("make_token", Outcome::Begun),
            ("make_token", Outcome::Done),
            ("make_token", Outcome::Begun),
            ("make_token", Outcome::Refused),
            ("revoke_token", Outcome::Begun),
            ("revoke_token", Outcome::Done),
        ]
    );
    assert!(lines.iter().all(|line| line.who.as_deref() == Some("chief")));
    let about = format!("new-clerk recorder {}", made["id"].as_str().unwrap());
    assert_eq!(lines[1].about.as_deref(), Some(about.as_str()));
    assert!(!server.raw_log().contains(made["token"].as_str().unwrap()));
}

/// The way to do something unseen would be to break the log first.
#[tokio::test]
async fn what_cannot_be_logged_is_not_done_and_a_refusal_stays_one() {
    let server = server();
    let chief = server.token_for("chief", &[Role::Administrator]);
    std::fs::write(server.app.access.log.files().folder(), "in the way").unwrap();
    let make = json!({"name": "unseen", "roles": ["recorder"]}).to_string();
    let answer = server.as_token(&chief, Method::POST, "/api/v1/tokens", &make).await;
    assert_eq!(answer.status, 503, "{}", String::from_utf8_lossy(&answer.bytes));
    let tokens = crate::access::tokens::read(server.app.access.tokens.path()).unwrap();
    assert!(tokens.iter().all(|token| token.name != "unseen"), "not made");
    let refused = server.as_token(&chief, Method::POST, "/api/v1/events", "{}").await;
    assert_eq!(refused.status, 403);
    assert_eq!(server.post(&[], &draft("a")).await.status, 201, "recording goes on");
}

#[tokio::test]
async fn a_redaction_and_an_approval_are_lines_with_their_entries() {
    let server = server();
    assert_eq!(server.post(&[], &draft("a")).await.status, 201);
    let mut redaction = draft("r");
    redaction["kind"] = "redaction".into();
    redaction["event"] = json!({"target": "a", "fields": ["/event/text"],
        "ground": "court_order", "decided_by": "a-committee", "decided_on": "2014-09-01"});
    redaction["basis"] = "official_record".into();
    let done = server.post(&[], &redaction).await;
    let told = String::from_utf8_lossy(&done.bytes).into_owned();
    assert_eq!(done.status, 201, "{told}");
    let lines = server.lines();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert_eq!(lines[0].about.as_deref(), Some("redaction"));
    assert_eq!(lines[1].about.as_deref(), Some("redaction entry 1"));

    let body = draft("p").to_string();
    let sent = server.as_token(&server.token, Method::POST, "/api/v1/pending", &body).await;
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let editor = server.token_for("editor", &[Role::Approver]);
    let path = format!("/api/v1/pending/{id}/approve");
    let body = json!({"version": 1, "occurred": "2014-08"}).to_string();
    assert_eq!(server.as_token(&editor, Method::POST, &path, &body).await.status, 201);
    let lines = server.lines();
    let last = lines.last().unwrap();
    assert_eq!((last.who.as_deref(), last.act.as_str()), (Some("editor"), "approve"));
    assert_eq!(last.about, Some(format!("proposal {id} entry 2")));
}

#[tokio::test]
async fn an_auditor_reads_the_log_in_parts_and_nobody_else_does() {
    let server = server();
    let auditor = server.token_for("auditor", &[Role::Auditor]);
    for _ in 0..5 {
        server.send(Method::POST, "/api/v1/events", &[], "{}").await;
    }
    let path = "/api/v1/access-log";
    let mut seen = Vec::new();
    let mut after = 0;
    loop {
        let asked = format!("{path}?after={after}&limit=2");
        let part = server.as_token(&auditor, Method::GET, &asked, "").await.json();
        seen.extend(part["lines"].as_array().unwrap().iter().map(|l| l["n"].as_u64().unwrap()));
        let Some(next) = part["next"].as_u64() else { break };
        after = next;
    }
    assert_eq!(seen, [1, 2, 3, 4, 5]);
    for wrong in ["?after=x", "?limit=0", "?limit=1001", "?who=x"] {
        let answer = server.as_token(&auditor, Method::GET, &format!("{path}{wrong}"), "").await;
        assert_eq!(answer.status, 400, "{wrong}");
    }
    let chief = server.token_for("chief", &[Role::Administrator]);
    assert_eq!(server.as_token(&chief, Method::GET, path, "").await.status, 403);
    assert_eq!(server.get(path).await.status, 401);
    let whole = server.as_token(&auditor, Method::GET, path, "").await.json();
    let last: &Value = whole["lines"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["act"], &last["status"]), (&json!("read_log"), &json!(401)));
}
