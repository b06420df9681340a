//! Browsers that sign in, and what another site's page could try.

use axum::http::Method;
use serde_json::json;

use crate::access::Settings;
use crate::access::log::Outcome;
use crate::access::roles::Role;
use crate::access::tokens::revoke;
use crate::clock;
use crate::http::tests::{Answer, Server, draft, server, server_behind_a_proxy, server_with};

const AS: (&str, &str) = ("x-daybook-as", "clerk");

impl Server {
    async fn sign_in(&self, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), AS];
        self.send(Method::POST, "/api/v1/session", &headers, "").await
    }

    async fn with_cookie(&self, cookie: &str, more: &[(&str, &str)], id: &str) -> Answer {
        let headers = [&[("cookie", cookie)], more].concat();
        self.send(Method::POST, "/api/v1/events", &headers, &draft(id).to_string()).await
    }
}

/// Name and value of the cookie that an answer sets.
fn cookie(answer: &Answer) -> String {
    let set = answer.headers["set-cookie"].to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_browser_signs_in_records_and_signs_out() {
    let server = server();
    let signed_in = server.sign_in(&server.token).await;
    assert_eq!(signed_in.status, 201);
    let told = signed_in.json();
    assert_eq!((&told["name"], &told["idle"]), (&json!("clerk"), &json!(3_600)));
    let set = signed_in.headers["set-cookie"].to_str().unwrap();
    for due in ["; HttpOnly", "; SameSite=Strict", "; Path=/", "; Max-Age=43200"] {
        assert!(set.contains(due), "{set}");
    }
    assert!(!set.contains("Secure") && !set.contains("Domain"), "{set}");
    assert!(!set.contains(&server.token), "the cookie is not the token");
    let cookie = cookie(&signed_in);
    assert_eq!(server.with_cookie(&cookie, &[AS], "a").await.status, 201);
    let among = format!("theme=dark; {cookie}; other=1");
    assert_eq!(server.with_cookie(&among, &[AS], "b").await.status, 201);

    let headers = [("cookie", cookie.as_str()), AS];
    let out = server.send(Method::POST, "/api/v1/session/end", &headers, "").await;
    assert_eq!(out.status, 200);
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    let after = server.with_cookie(&cookie, &[AS], "c").await;
    assert_eq!((after.status, &after.json()["type"]), (401, &json!("urn:daybook:problem:session")));
    let told: Vec<_> = server.lines().into_iter().map(|l| (l.act, l.outcome)).collect();
    assert_eq!(
        told,
        [
            ("sign_in".to_owned(), Outcome::Begun),
            ("sign_in".to_owned(), Outcome::Done),
            ("sign_out".to_owned(), Outcome::Begun),
            ("sign_out".to_owned(), Outcome::Done),
            ("record".to_owned(), Outcome::Refused),
        ]
    );
    assert!(!server.raw_log().contains(cookie.split_once('=').unwrap().1), "nor the session");
}

/// What a page elsewhere could make the browser of a clerk send.
#[tokio::test]
async fn a_cookie_alone_opens_nothing() {
    let server = server();
    let cookie = cookie(&server.sign_in(&server.token).await);
    let host = ("host", "ledger.example");
    for (what, headers, status) in [
        ("a form", vec![], 403),
        ("a form, by a browser that says so", vec![AS, ("sec-fetch-site", "cross-site")], 403),
        ("a page on a sister host", vec![AS, ("sec-fetch-site", "same-site")], 403),
        ("an address typed by hand", vec![AS, ("sec-fetch-site", "none")], 403),
        ("another origin", vec![AS, host, ("origin", "https://evil.example")], 403),
        ("a sandbox", vec![AS, host, ("origin", "null")], 403),
        ("a longer host", vec![AS, host, ("origin", "https://ledger.example.evil")], 403),
        ("no host to compare", vec![AS, ("origin", "https://ledger.example")], 403),
        ("a page that thinks it is another", vec![("x-daybook-as", "editor")], 401),
    ] {
        let answer = server.with_cookie(&cookie, &headers, "never").await;
        assert_eq!(answer.status, status, "{what}");
        assert!(!answer.json()["detail"].as_str().unwrap().is_empty(), "{what}");
    }
    let two = format!("{cookie}; {cookie}");
    assert_eq!(server.with_cookie(&two, &[AS], "never").await.status, 401, "two of a name");
    for wrong in ["daybook=", "daybook=00", "__Host-daybook=00", "daybook", ";;=;"] {
        assert_eq!(server.with_cookie(wrong, &[AS], "never").await.status, 401, "{wrong}");
    }
    assert_eq!(server.get("/api/v1/events/0").await.status, 404, "nothing was recorded");
    let ours = [AS, host, ("origin", "http://ledger.example"), ("sec-fetch-site", "same-origin")];
    assert_eq!(server.with_cookie(&cookie, &ours, "ours").await.status, 201);
}

/// Somebody who is signed in as another without noticing would record in that name.
#[tokio::test]
async fn nobody_is_signed_in_by_another_site_or_without_a_token() {
    let server = server();
    let bearer = format!("Bearer {}", server.token);
    let auth = ("authorization", bearer.as_str());
    for (headers, status) in [
        (vec![], 401),
        (vec![AS], 401),
        (vec![auth], 403),
        (vec![auth, AS, ("sec-fetch-site", "cross-site")], 403),
        (vec![("authorization", "Bearer daybook_00"), AS], 401),
    ] {
        let answer = server.send(Method::POST, "/api/v1/session", &headers, "").await;
        assert_eq!(answer.status, status, "{headers:?}");
        assert!(answer.headers.get("set-cookie").is_none(), "{headers:?}");
    }
    let cookie = cookie(&server.sign_in(&server.token).await);
    let headers = [("cookie", cookie.as_str()), AS];
    let again = server.send(Method::POST, "/api/v1/session", &headers, "").await;
    assert_eq!(again.status, 401, "a session does not make another, longer one");
    let refused = server.lines().into_iter().filter(|l| l.outcome == Outcome::Refused);
    assert!(refused.clone().count() == 6 && refused.clone().all(|l| l.act == "sign_in"));
}

#[tokio::test]
async fn a_session_may_what_its_token_may_and_ends_with_it() {
    let server = server();
    let chief = server.token_for("chief", &[Role::Administrator]);
    let signed_in = server.sign_in(&chief).await;
    let cookie = cookie(&signed_in);
    let as_chief = [("cookie", cookie.as_str()), ("x-daybook-as", "chief")];
    let record = server.send(Method::POST, "/api/v1/events", &as_chief, "{}").await;
    assert_eq!((record.status, &record.json()["type"]), (403, &json!("urn:daybook:problem:role")));
    let list = server.send(Method::GET, "/api/v1/tokens", &as_chief, "").await;
    assert_eq!(list.status, 200);
    let bearer = format!("Bearer {}", server.token);
    let both = [&as_chief[..], &[("authorization", bearer.as_str())]].concat();
    let whose = server.send(Method::GET, "/api/v1/token", &both, "").await.json();
    assert_eq!(whose["name"], "clerk", "a token that is sent is meant");
    revoke(server.app.access.tokens.path(), "chief", clock::now()).unwrap();
    let list = server.send(Method::GET, "/api/v1/tokens", &as_chief, "").await;
    assert_eq!(list.status, 401, "revoked: at once, and the session with it");
}

#[tokio::test]
async fn behind_tls_the_cookie_is_for_this_host_and_tls_alone() {
    let server = server_with(Settings { secure_cookies: true, ..Settings::default() });
    let signed_in = server.sign_in(&server.token).await;
    let set = signed_in.headers["set-cookie"].to_str().unwrap();
    assert!(set.starts_with("__Host-daybook=") && set.ends_with("; Secure"), "{set}");
    assert!(!set.contains("Domain"), "{set}");
    let cookie = cookie(&signed_in);
    assert_eq!(server.with_cookie(&cookie, &[AS], "a").await.status, 201);
    let https = ("x-forwarded-proto", "https");
    for (server, secure) in [
        (server_behind_a_proxy(Settings::default()), true),
        (server_with(Settings::default()), false),
    ] {
        let bearer = format!("Bearer {}", server.token);
        let headers = [("authorization", bearer.as_str()), AS, https];
        let answer = server.send(Method::POST, "/api/v1/session", &headers, "").await;
        let set = answer.headers["set-cookie"].to_str().unwrap();
        assert_eq!(set.contains("; Secure"), secure, "only a trusted proxy says so: {set}");
    }
    let plain = cookie.replace("__Host-", "");
    assert_eq!(server.with_cookie(&plain, &[AS], "b").await.status, 401, "a name anybody can set");
}
