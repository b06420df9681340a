//! Callers that ask for too much, and those who must not suffer for it.

use std::net::IpAddr;

use axum::body::Body;
use axum::http::{Method, Request};
use tower::ServiceExt;

use crate::access::Settings;
use crate::access::address::Peer;
use crate::access::log::Outcome;
use crate::access::roles::Role;
use crate::http::tests::{Answer, Server, draft, server_behind_a_proxy, server_with};

impl Server {
    /// A request that comes from an address.
    async fn from(&self, peer: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(peer.parse::<IpAddr>().unwrap()));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec();
        Answer { status, headers, bytes }
    }

    /// How many of so many requests are answered and not turned away.
    async fn answered(&self, asked: usize, peer: &str, headers: &[(&str, &str)]) -> usize {
        let mut answered = 0;
        for _ in 0..asked {
            let answer = self.from(peer, "/healthz", headers).await;
            answered += usize::from(answer.status == 200);
            if answer.status == 429 {
                assert_eq!(answer.headers["retry-after"], "1");
                assert_eq!(answer.headers["x-content-type-options"], "nosniff");
                assert_eq!(answer.json()["type"], "urn:daybook:problem:rate");
            }
        }
        answered
    }
}

fn slow() -> Settings {
    Settings { caller_rate: 1, address_rate: 1, ..Settings::default() }
}

/// One a second and 40 at once; what is refilled while the test runs is let be.
fn about_40(count: usize) -> bool {
    (40..50).contains(&count)
}

#[tokio::test]
async fn an_address_that_asks_for_too_much_waits_and_nobody_else_does() {
    let server = server_with(slow());
    let count = server.answered(60, "192.0.2.1", &[]).await;
    assert!(about_40(count), "{count}");
    assert_eq!(server.answered(5, "192.0.2.2", &[]).await, 5, "somebody else");
    assert_eq!(server.answered(5, "2001:db8::1", &[]).await, 5, "somebody else");
    assert_eq!(server.answered(60, "127.0.0.1", &[]).await, 60, "this machine");
    let wrong = [("authorization", "Bearer daybook_00")];
    let count = server.answered(5, "192.0.2.1", &wrong).await;
    assert!(count <= 1, "a token that is none gives no other bucket: {count}");
    let lines = server.lines();
    assert_eq!(lines.len(), 1, "one line and not twenty: {lines:?}");
    assert_eq!((lines[0].outcome, lines[0].status), (Outcome::Refused, Some(429)));
}

#[tokio::test]
async fn a_token_has_its_own_share_wherever_it_comes_from() {
    let server = server_with(slow());
    let bearer = format!("Bearer {}", server.token);
    let headers = [("authorization", bearer.as_str())];
    let mut count = 0;
    for n in 0..60 {
        count += server.answered(1, &format!("192.0.2.{n}"), &headers).await;
    }
    assert!(about_40(count), "{count}");
    let other = server.token_for("other", &[Role::Recorder]);
    let other = format!("Bearer {other}");
    let headers = [("authorization", other.as_str())];
    assert_eq!(server.answered(20, "192.0.2.1", &headers).await, 20);
    assert_eq!(server.answered(20, "192.0.2.1", &[]).await, 20, "nor those without a token");
}

/// Writing another address into a header is not a way out, nor a way to get
/// somebody else turned away.
#[tokio::test]
async fn an_address_in_a_header_counts_only_where_a_proxy_is_trusted() {
    let server = server_with(slow());
    for n in 0..45 {
        let claimed = format!("198.51.100.{n}");
        server.from("192.0.2.1", "/healthz", &[("x-forwarded-for", claimed.as_str())]).await;
    }
    assert!(server.answered(5, "192.0.2.1", &[]).await <= 1);
    assert_eq!(server.answered(5, "198.51.100.1", &[]).await, 5);

    let server = server_behind_a_proxy(Settings { log_addresses: true, ..slow() });
    let one = [("x-forwarded-for", "203.0.113.9, 192.0.2.1")];
    let count = server.answered(60, "127.0.0.1", &one).await;
    assert!(about_40(count), "{count}");
    let two = [("x-forwarded-for", "192.0.2.1, 192.0.2.2")];
    assert_eq!(server.answered(5, "127.0.0.1", &two).await, 5, "somebody else, same proxy");
    assert_eq!(server.lines()[0].from.as_deref(), Some("192.0.2.1"), "told to keep addresses");
}

/// Guessing does not fill the log, and does not lock out whoever has a good token.
#[tokio::test]
async fn whoever_is_refused_again_and_again_is_turned_away() {
    let server = server_with(Settings::default());
    let wrong = [("authorization", "Bearer daybook_00")];
    let mut statuses = Vec::new();
    for _ in 0..100 {
        statuses.push(server.from("192.0.2.1", "/api/v1/token", &wrong).await.status);
    }
    let refused = statuses.iter().filter(|status| **status == 401).count();
    assert!((60..70).contains(&refused), "{refused}");
    assert_eq!(statuses.last(), Some(&429));
    let lines = server.lines().len();
    assert!((61..72).contains(&lines), "{lines} lines for 100 refusals");
    let bearer = format!("Bearer {}", server.token);
    let good = [("authorization", bearer.as_str())];
    assert_eq!(server.from("192.0.2.1", "/api/v1/token", &good).await.status, 200);
    assert_eq!(server.from("192.0.2.2", "/api/v1/token", &wrong).await.status, 401);
    let body = draft("a").to_string();
    let recorded = server.as_token(&server.token, Method::POST, "/api/v1/events", &body).await;
    assert_eq!(recorded.status, 201);
}
