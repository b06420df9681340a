//! Signing in with the account of an organisation: who may, and the many ways in which
//! nobody is signed in.

use serde_json::{Value, json};
use tests::daybook::{self, TestServer, expect, said, text};
use tests::drafts::{body, numbered};
use tests::http::{Client, Reply};
use tests::provider::{Back, CLIENT, Key, Provider};

const BEGIN: &str = "/api/v1/openid/begin";
const END: &str = "/api/v1/openid/end";
/// As the page sends it before anybody is signed in.
const PAGE: (&str, &str) = ("x-daybook-as", "nobody");
const ALICE: &str = "248289761001";

struct Place {
    _folder: tempfile::TempDir,
    server: TestServer,
    provider: Provider,
}

/// A server that takes the provider's word, and a token of a clerk for [`ALICE`].
fn place(more: &[&str]) -> Place {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, secret) = (folder.path().join("ledger"), folder.path().join("secret"));
    let token = daybook::new_ledger(&data);
    let provider = Provider::start(ALICE);
    let options = provider.options("https://ledger.example", &secret);
    let options: Vec<&str> =
        options.iter().map(String::as_str).chain(more.iter().copied()).collect();
    let server = TestServer::open_as(&data, &token, &options);
    let place = Place { _folder: folder, server, provider };
    place.token("alice", ALICE);
    place
}

impl Place {
    /// Makes a token that somebody signs in with whom the provider calls so.
    fn token(&self, name: &str, who: &str) -> String {
        let data = text(self.server.data());
        let role = ["--role", "recorder", "--openid", who];
        expect(0, &[&["token", "new", "--data", data, "--name", name], &role[..]].concat())
    }

    fn page(&self) -> Client {
        Client::new(self.server.url())
    }

    /// A browser leaves for the provider: its cookie, and where it goes.
    fn leave(&self) -> (String, String) {
        let left = self.page().post(BEGIN, &[PAGE], b"").expect(200);
        let url = left.json()["url"].as_str().expect("an address").to_owned();
        (cookie(&left), url)
    }

    /// The same, and it was signed in there.
    fn leave_and_be_known(&self) -> (String, Back) {
        let (cookie, url) = self.leave();
        (cookie, self.provider.authorize(&url))
    }

    /// It is back.
    fn back(&self, cookie: &str, back: &Back) -> Reply {
        let body = json!({ "state": back.state, "code": back.code }).to_string();
        self.page().post(END, &[PAGE, ("cookie", cookie)], body.as_bytes())
    }

    /// All of it, with what the provider says now.
    fn sign_in(&self) -> Reply {
        let (cookie, back) = self.leave_and_be_known();
        self.back(&cookie, &back)
    }

    fn log(&self) -> Vec<Value> {
        let out = expect(0, &["log", "--json", "--data", text(self.server.data())]);
        out.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
    }
}

/// Name and value of the first cookie that an answer sets.
fn cookie(answer: &Reply) -> String {
    let set = answer.header("set-cookie");
    for due in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(set.contains(due), "{due} in {set}");
    }
    set.split(';').next().expect("a pair").to_owned()
}

fn kind(answer: &Reply) -> String {
    let json = answer.json();
    json["type"].as_str().expect("a problem").replace("urn:daybook:problem:", "")
}

#[test]
fn somebody_signs_in_with_the_account_and_does_what_their_token_allows() {
    let place = place(&["--openid-name", "Borough of Invented"]);
    let page = place.page();
    assert_eq!(page.get("/api/v1/openid").expect(200).json()["name"], "Borough of Invented");
    let (away, url) = place.leave();
    assert!(url.contains("redirect_uri=https%3A%2F%2Fledger.example%2Fclerk&"), "{url}");
    let answer = place.back(&away, &place.provider.authorize(&url)).expect(201);
    assert_eq!(answer.json()["name"], "alice");
    let session = cookie(&answer);
    assert!(session.starts_with("daybook=") && !answer.text().contains("daybook_"));

    let by = [("x-daybook-as", "alice"), ("cookie", session.as_str())];
    let mut draft = numbered("a", 1);
    draft.as_object_mut().expect("an object").remove("by");
    page.post("/api/v1/events", &by, &body(&draft)).expect(201);
    let recorded = page.get("/api/v1/events/0").expect(200).json();
    assert_eq!(recorded["entry"]["draft"]["by"], "alice", "{recorded}");
    page.post("/api/v1/tokens", &by, b"{}").expect(403);

    let told: Vec<String> = place
        .log()
        .iter()
        .map(|line| format!("{} {} {}", line["who"], line["act"], line["outcome"]).replace('"', ""))
        .collect();
    let due = ["alice sign_in begun", "alice sign_in done", "alice make_token refused"];
    assert_eq!(told[told.len() - 3..], due);
    let list = expect(0, &["token", "list", "--data", text(place.server.data())]);
    assert!(
        list.lines().any(|line| line.starts_with("alice\t") && line.ends_with(ALICE)),
        "{list}"
    );
}

/// Roles, expiry and revocation are the token's: the provider cannot prolong them.
#[test]
fn whoever_has_no_good_token_is_not_signed_in_whatever_the_provider_says() {
    let place = place(&[]);
    let said = place.token("second", "somebody-else");
    assert!(!said.contains("daybook_"), "nobody gets its text: {said}");
    place.provider.say(json!({ "sub": "a stranger" }), Key::Rsa);
    let answer = place.sign_in().expect(403);
    assert_eq!(kind(&answer), "openid-unknown");
    assert!(answer.text().contains("a stranger"), "they can tell an administrator");

    place.provider.say(json!({ "sub": ALICE }), Key::Rsa);
    let session = cookie(&place.sign_in().expect(201));
    let data = text(place.server.data());
    expect(0, &["token", "revoke", "--data", data, "--name", "alice"]);
    let by = [("x-daybook-as", "alice"), ("cookie", session.as_str())];
    place.page().post("/api/v1/events", &by, &body(&numbered("a", 1))).expect(401);
    let answer = place.sign_in().expect(401);
    assert!(answer.text().contains("was revoked at"), "{}", answer.text());
    place.token("alice", ALICE);
    place.sign_in().expect(201);
    let refused = place.log().iter().filter(|line| line["outcome"] == "refused").count();
    assert_eq!(refused, 3, "a stranger, a request and a sign-in with what was revoked");
}

/// Nobody is led to the end of a sign-in that another browser began (RFC 9700, 4.7).
#[test]
fn only_the_browser_that_left_comes_back_and_only_once() {
    let place = place(&[]);
    let (mine, back) = place.leave_and_be_known();
    let (other, _) = place.leave();
    assert_ne!(mine, other);
    let refused = |answer: Reply, why: &str| {
        assert_eq!((answer.status, kind(&answer).as_str()), (401, "openid"), "{why}");
        assert_eq!(answer.header("set-cookie"), "", "{why}");
    };
    let no_cookie = json!({ "state": back.state, "code": back.code }).to_string();
    refused(place.page().post(END, &[PAGE], no_cookie.as_bytes()), "no cookie");
    refused(place.back(&other, &back), "the cookie of another browser");
    refused(place.back("daybook-away=0", &back), "a cookie that was made up");
    let (again, mut wrong) = place.leave_and_be_known();
    wrong.state.push('0');
    refused(place.back(&again, &wrong), "another state");
    place.back(&mine, &back).expect(201);
    refused(place.back(&mine, &back), "a second time");

    let (cookie, mut wrong) = place.leave_and_be_known();
    wrong.code = "made-up".to_owned();
    refused(place.back(&cookie, &wrong), "a code that the provider does not know");
    // Two sign-ins of one browser: the code of one is not that of the other.
    let ((first, _), (_, second)) = (place.leave_and_be_known(), place.leave_and_be_known());
    refused(place.back(&first, &second), "the code of another sign-in");

    // Nor does another site's page begin or end one.
    for path in [BEGIN, END] {
        let page = place.page();
        assert_eq!(kind(&page.post(path, &[], b"{}").expect(403)), "cross-site");
        let from = [PAGE, ("origin", "https://elsewhere.example")];
        assert_eq!(kind(&page.post(path, &from, b"{}").expect(403)), "cross-site");
    }
    for bad in ["", "[]", "{\"state\":1,\"code\":\"x\"}", "{\"state\":\"x\"}"] {
        let cookie = place.leave().0;
        let answer = place.page().post(END, &[PAGE, ("cookie", &cookie)], bad.as_bytes());
        assert_eq!(answer.status, 422, "{bad:?}: {}", answer.text());
    }
}

#[test]
fn an_id_token_that_does_not_hold_signs_nobody_in() {
    let place = place(&[]);
    let with = |name: &str, value: Value| {
        let mut claims = json!({ "sub": ALICE });
        claims[name] = value;
        claims
    };
    for (why, claims, key) in [
        ("another issuer", with("iss", json!("https://elsewhere.example")), Key::Rsa),
        ("for another server", with("aud", json!("another")), Key::Rsa),
        ("for another server too", with("aud", json!([CLIENT, "another"])), Key::Rsa),
        ("for nobody", with("aud", Value::Null), Key::Rsa),
        ("another sign-in's nonce", with("nonce", json!("0")), Key::Rsa),
        ("no nonce", with("nonce", Value::Null), Key::Rsa),
        ("over", with("exp", json!(1_700_000_000)), Key::Rsa),
        ("no end", with("exp", Value::Null), Key::Rsa),
        ("nobody", with("sub", json!("")), Key::Rsa),
        ("two lines", with("sub", json!("248289761001\nx")), Key::Rsa),
        ("too long a name", with("sub", json!("x".repeat(256))), Key::Rsa),
        ("a key that was never published", json!({ "sub": ALICE }), Key::Stranger),
        ("no signature", json!({ "sub": ALICE }), Key::None),
        ("signed with our own secret", json!({ "sub": ALICE }), Key::Secret),
        ("the access token of somebody else", with("at_hash", json!("x")), Key::Rsa),
    ] {
        place.provider.say(claims, key);
        let answer = place.sign_in();
        assert_eq!((answer.status, kind(&answer).as_str()), (401, "openid"), "{why}");
        assert_eq!(answer.header("set-cookie"), "", "{why}");
    }
    place.provider.say(json!({ "sub": ALICE }), Key::Rsa);
    place.sign_in().expect(201);
}

#[test]
fn a_new_key_of_the_provider_is_found_and_nobody_makes_us_ask_all_day() {
    let place = place(&[]);
    place.sign_in().expect(201);
    let before = place.provider.asked();
    place.provider.publish(&[Key::Rsa, Key::Ed]);
    place.provider.say(json!({ "sub": ALICE }), Key::Ed);
    place.sign_in().expect(201);
    assert_eq!(place.provider.asked(), before + 1);
    place.provider.publish(&[Key::Rsa]);
    place.provider.say(json!({ "sub": ALICE }), Key::Ed);
    place.sign_in().expect(201);
    for _ in 0..5 {
        place.provider.say(json!({ "sub": ALICE }), Key::None);
        place.sign_in().expect(401);
    }
    assert_eq!(place.provider.asked(), before + 1, "once a minute at most");
}

#[test]
fn an_address_names_somebody_only_where_it_was_verified() {
    let place = place(&["--openid-claim", "email"]);
    place.token("deputy", "alice@invented.example");
    for (claims, status) in [
        (json!({ "sub": "1" }), 401),
        (json!({ "sub": "1", "email": "alice@invented.example" }), 401),
        (json!({ "sub": "1", "email": "alice@invented.example", "email_verified": false }), 401),
        (json!({ "sub": "1", "email": "bob@invented.example", "email_verified": true }), 403),
        (json!({ "sub": "1", "email": "alice@invented.example", "email_verified": true }), 201),
    ] {
        place.provider.say(claims.clone(), Key::Rsa);
        assert_eq!(place.sign_in().status, status, "{claims}");
    }
}

/// A ledger is read and recorded whether a provider answers or not.
#[test]
fn a_provider_that_is_away_keeps_nobody_from_the_ledger() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    let token = daybook::new_ledger(&data);
    let settings = [
        "--openid-issuer",
        "http://127.0.0.1:1",
        "--openid-client-id",
        CLIENT,
        "--public-url",
        "https://ledger.example",
    ];
    let mut server = TestServer::open_as(&data, &token, &settings);
    let answer = Client::new(server.url()).post(BEGIN, &[PAGE], b"").expect(502);
    assert_eq!(kind(&answer), "openid-provider");
    server.client().post("/api/v1/events", &[], &body(&numbered("a", 1))).expect(201);
    assert_eq!(server.stop(), Some(0));
    let server = TestServer::open(&data, &token);
    let page = Client::new(server.url());
    assert_eq!(page.get("/api/v1/openid").expect(200).json(), json!({}));
    assert_eq!(kind(&page.post(BEGIN, &[PAGE], b"").expect(404)), "not-found");
}

#[test]
fn settings_that_cannot_be_meant_are_said_before_anything_is_served() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (data, empty) = (folder.path().join("ledger"), folder.path().join("empty"));
    daybook::new_ledger(&data);
    std::fs::write(&empty, "\n").expect("a file");
    let serve = |more: &[&str]| {
        said(2, &[&["serve", "--check-config", "--data", text(&data)], more].concat())
    };
    let issuer = ["--openid-issuer", "https://login.invented.example"];
    let client = ["--openid-client-id", CLIENT];
    let ours = ["--public-url", "https://ledger.example"];
    let all = [issuer, client, ours].concat();
    expect(0, &[&["serve", "--check-config", "--data", text(&data)], &all[..]].concat());
    assert!(serve(&[issuer, ours].concat()).contains("--openid-client-id"));
    assert!(serve(&[issuer, client].concat()).contains("--public-url"));
    let plain = ["--openid-issuer", "http://login.invented.example"];
    assert!(serve(&[plain, client, ours].concat()).contains("use https://"));
    let below = ["--public-url", "https://council.example/ledger"];
    assert!(serve(&[issuer, client, below].concat()).contains("has a path"));
    let secret = ["--openid-client-secret-file", text(&empty)];
    assert!(serve(&[&all[..], &secret].concat()).contains("holds nothing"));
    let claim = ["--openid-claim", "name"];
    assert!(serve(&[&all[..], &claim].concat()).contains("--openid-claim"));
    for (who, words) in [("", "identity"), (" ", "identity"), (&"x".repeat(256)[..], "identity")] {
        let new = ["token", "new", "--data", text(&data), "--name", "x", "--openid", who];
        assert!(said(1, &new).contains(words), "{who:?}");
    }
    let new = |name| ["token", "new", "--data", text(&data), "--name", name, "--openid", "alice"];
    expect(0, &new("one"));
    assert!(said(1, &new("two")).contains("token of one already"));
}
