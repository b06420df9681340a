//! Who may do what, over every route: the whole table, from outside.

use axum::http::Method;
use serde_json::{Value, json};

use super::{Answer, Server, draft, server};

mod limits;
mod logged;
mod session;

use crate::access::roles::{Act, Role};
use crate::access::tokens::{Wanted, create, revoke};
use crate::clock;
use ledger::record::Timestamp;

impl Server {
    /// A token with these roles.
    pub(in crate::http::tests) fn token_for(&self, name: &str, roles: &[Role]) -> String {
        let wanted = Wanted { roles: roles.to_vec(), ..Wanted::new(name) };
        create(self.app.access.tokens.path(), &wanted, clock::now()).unwrap().0
    }

    pub(in crate::http::tests) async fn as_token(
        &self,
        token: &str,
        method: Method,
        path: &str,
        body: &str,
    ) -> Answer {
        let bearer = format!("Bearer {token}");
        self.send(method, path, &[("authorization", bearer.as_str())], body).await
    }
}

/// One request for each act and each route that asks for it.
fn requests() -> Vec<(Act, Method, &'static str)> {
    let none = "/api/v1/pending/00000000000000000000000000000000";
    let of = |act: &str| -> &'static str { format!("{none}/{act}").leak() };
    vec![
        (Act::Whoami, Method::GET, "/api/v1/token"),
        (Act::Record, Method::POST, "/api/v1/events"),
        (Act::Record, Method::POST, "/api/v1/events/preview"),
        (Act::Record, Method::POST, "/api/v1/documents"),
        (Act::Propose, Method::POST, "/api/v1/pending"),
        (Act::Propose, Method::POST, of("edit")),
        (Act::Propose, Method::POST, of("withdraw")),
        (Act::Overrule, Method::POST, of("override")),
        (Act::Approve, Method::POST, of("approve")),
        (Act::Approve, Method::POST, of("return")),
        (Act::RecordApproved, Method::POST, of("record")),
        (Act::ReadPending, Method::GET, "/api/v1/pending"),
        (Act::ReadPending, Method::GET, none),
        (Act::ListTokens, Method::GET, "/api/v1/tokens"),
        (Act::MakeToken, Method::POST, "/api/v1/tokens"),
        (Act::RevokeToken, Method::POST, "/api/v1/tokens/nobody/revoke"),
        (Act::ReadLog, Method::GET, "/api/v1/access-log"),
    ]
}

/// Every role against every route, one cell at a time: what the table says is
/// what the server does, and nothing more.
#[tokio::test]
async fn every_role_meets_every_route_as_the_table_says() {
    let server = server();
    // That one opens no route: everybody has an answer, and a role more of it. See `held`.
    for act in Act::all().filter(|act| *act != Act::ReadHeld) {
        let asked = requests().into_iter().filter(|(of, ..)| *of == act).count();
        assert!(asked > 0, "{act:?} is asked for by no route of this test");
    }
    for role in Role::ALL {
        let token = server.token_for(role.code(), &[role]);
        for (act, method, path) in requests() {
            let answer = server.as_token(&token, method.clone(), path, "").await;
            let told = String::from_utf8_lossy(&answer.bytes).into_owned();
            let cell = format!("{} {method} {path}: {} {told}", role.code(), answer.status);
            if act.is_allowed(&[role]) {
                assert!(![401, 403].contains(&answer.status), "{cell}");
                continue;
            }
            assert_eq!(answer.status, 403, "{cell}");
            let problem = answer.json();
            assert_eq!(problem["type"], "urn:daybook:problem:role", "{cell}");
            for needed in act.roles() {
                let named = problem["detail"].as_str().unwrap().contains(needed.code());
                assert!(named, "{cell}");
            }
            let remedy = problem["faults"][0]["remedy"].as_str().unwrap();
            assert!(remedy.contains("--role"), "{cell}");
        }
    }
}

/// A route that changes something and is not in the list above would be one that
/// nobody thought about: the description of the API knows them all.
#[tokio::test]
async fn no_route_changes_anything_without_a_token() {
    let server = server();
    let document = server.get("/api/v1/openapi.json").await.json();
    let mut posts = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        if methods["post"].is_null() {
            continue;
        }
        posts += 1;
        let path = path.replace("{id}", &"0".repeat(32)).replace("{act}", "approve");
        let path = path.replace("{name}", "nobody");
        let answer = server.send(Method::POST, &path, &[], "{}").await;
        if path.starts_with("/api/v1/openid") {
            // Signing in with an organisation's account takes no token, but our own page.
            assert_eq!(answer.status, 403, "{path} from elsewhere");
            let ours = [("x-daybook-as", "nobody")];
            let answer = server.send(Method::POST, &path, &ours, "{}").await;
            assert_eq!(answer.status, 404, "{path} where no provider was named");
            continue;
        }
        assert_eq!(answer.status, 401, "{path} without a token");
        if path.starts_with("/api/v1/session") {
            // To sign in and out takes a token and no role.
            continue;
        }
        let reader = server.token_for(&format!("reader-{posts}"), &[Role::Reader]);
        let answer = server.as_token(&reader, Method::POST, &path, "{}").await;
        assert_eq!(answer.status, 403, "{path} with a token for reading");
        let listed = requests().iter().any(|(_, method, of)| method == Method::POST && *of == path);
        assert!(listed, "{path} is not in the table of this test");
    }
    assert!(posts >= 6, "{posts}");
    assert_eq!(server.get("/api/v1/events/0").await.status, 404, "nothing was recorded");
}

#[tokio::test]
async fn an_ended_token_is_401_and_says_how_it_ended() {
    let server = server();
    let token = server.token_for("temp", &[Role::Recorder]);
    let body = draft("a").to_string();
    assert_eq!(server.as_token(&token, Method::POST, "/api/v1/events", &body).await.status, 201);
    revoke(server.app.access.tokens.path(), "temp", clock::now()).unwrap();
    let body = draft("b").to_string();
    let answer = server.as_token(&token, Method::POST, "/api/v1/events", &body).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    assert!(answer.json()["detail"].as_str().unwrap().contains("was revoked at"));

    let soon = Timestamp::from_millis(clock::now().millis() + 300);
    let wanted = Wanted { expires: Some(soon), ..Wanted::new("brief") };
    let (brief, _) = create(server.app.access.tokens.path(), &wanted, clock::now()).unwrap();
    let first = server.as_token(&brief, Method::GET, "/api/v1/token", "").await;
    assert_eq!((first.status, &first.json()["expires"]), (200, &json!(soon.to_string())));
    tokio::time::sleep(std::time::Duration::from_millis(350)).await;
    let later = server.as_token(&brief, Method::GET, "/api/v1/token", "").await;
    assert_eq!(later.status, 401);
    assert!(later.json()["detail"].as_str().unwrap().contains("expired at"));
}

/// From one administrator over HTTP: made, used, seen by the auditor, revoked.
#[tokio::test]
async fn an_administrator_makes_and_revokes_tokens_and_can_do_nothing_else() {
    let server = server();
    let chief = server.token_for("chief", &[Role::Administrator]);
    let path = "/api/v1/tokens";
    let make = |name: &str, roles: &[&str]| json!({"name": name, "roles": roles}).to_string();
    let wanted = make("new-clerk", &["recorder"]);
    let made = server.as_token(&chief, Method::POST, path, &wanted).await;
    assert_eq!((made.status, &made.headers["cache-control"]), (201, &"no-store".parse().unwrap()));
    let made = made.json();
    let token = made["token"].as_str().unwrap();
    let body = draft("a").to_string();
    assert_eq!(server.as_token(token, Method::POST, "/api/v1/events", &body).await.status, 201);

    let auditor = server.token_for("auditor", &[Role::Auditor]);
    let list = server.as_token(&auditor, Method::GET, path, "").await;
    assert!(!String::from_utf8_lossy(&list.bytes).contains(token), "never the text");
    let rows = list.json()["tokens"].as_array().unwrap().clone();
    let row = |rows: &[Value]| rows.iter().find(|row| row["name"] == "new-clerk").cloned();
    assert_eq!(row(&rows).unwrap()["good"], true);

    let gone = server.as_token(&chief, Method::POST, &format!("{path}/new-clerk/revoke"), "").await;
    assert_eq!((gone.status, &gone.json()["good"]), (200, &json!(false)));
    let body = draft("b").to_string();
    assert_eq!(server.as_token(token, Method::POST, "/api/v1/events", &body).await.status, 401);

    for (body, status, field) in [
        (make("chief", &["auditor"]), 409, "/name"),
        (make("A B", &["auditor"]), 422, "/name"),
        (make("x", &[]), 422, "/roles"),
        (make("x", &["king"]), 422, ""),
        (String::new(), 422, ""),
        (r#"{"name":"x","roles":["auditor"],"expires":"tomorrow"}"#.to_owned(), 422, "/expires"),
        (
            r#"{"name":"x","roles":["auditor"],"expires":"2001-01-01T00:00:00.000Z"}"#.to_owned(),
            422,
            "/expires",
        ),
        (r#"{"name":"x","roles":["auditor"],"admin":true}"#.to_owned(), 422, ""),
    ] {
        let answer = server.as_token(&chief, Method::POST, path, &body).await;
        assert_eq!(answer.status, status, "{body}");
        assert_eq!(answer.json()["faults"][0]["field"], field, "{body}");
    }
    let none = server.as_token(&chief, Method::POST, &format!("{path}/nobody/revoke"), "").await;
    assert_eq!(none.status, 404);
    let odd = server.as_token(&chief, Method::POST, &format!("{path}/%ff/revoke"), "").await;
    assert_eq!(odd.status, 404);
}

/// The author's second hat does not help: a second person is another actor.
#[tokio::test]
async fn a_token_with_both_roles_does_not_approve_its_own() {
    let server = server();
    let both = server.token_for("both", &[Role::Recorder, Role::Approver]);
    let sent =
        server.as_token(&both, Method::POST, "/api/v1/pending", &draft("a").to_string()).await;
    assert_eq!(sent.status, 201, "{}", String::from_utf8_lossy(&sent.bytes));
    let sent = sent.json();
    assert_eq!((&sent["may"]["approve"], &sent["may"]["edit"]), (&json!(false), &json!(true)));
    let path = format!("/api/v1/pending/{}", sent["id"].as_str().unwrap());
    let body = json!({"version": 1, "occurred": "2014-08"}).to_string();
    let own = server.as_token(&both, Method::POST, &format!("{path}/approve"), &body).await;
    assert_eq!(own.status, 403);

    // An auditor sees it as it waits, and that there is nothing for an auditor to do.
    let auditor = server.token_for("auditor", &[Role::Auditor]);
    let seen = server.as_token(&auditor, Method::GET, &path, "").await.json();
    let may = seen["may"].as_object().unwrap();
    assert!(may.values().all(|may| may == false), "{may:?}");
    assert!(seen["items"][0]["draft"].get("authorised_by").is_none(), "{seen}");

    let approver = server.token_for("approver", &[Role::Approver]);
    let done = server.as_token(&approver, Method::POST, &format!("{path}/approve"), &body).await;
    assert_eq!(done.status, 201, "{}", String::from_utf8_lossy(&done.bytes));
}
