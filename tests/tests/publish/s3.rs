//! Published to a real S3 server on loopback.

use super::{json, record, text};
use tests::daybook;
use tests::http::Client;
use tests::read_tree::Copy;
use tests::seaweed::Seaweed;

#[test]
fn a_bucket_holds_what_a_folder_would_with_types_and_caching() {
    let Some(s3) = Seaweed::start() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    daybook::new_ledger(&data);
    record(&data, 0, 300);
    let target = "s3://public/inquiry";
    let publish = |more: &[&str]| {
        let mut arguments = vec!["publish", target, "--data", text(&data), "--json"];
        arguments.extend(more);
        s3.command(&arguments).output().expect("daybook runs")
    };
    let first = json(0, &publish(&[]));
    assert_eq!(first["size"].as_u64(), Some(300), "{first}");
    record(&data, 300, 520);
    let second = json(0, &publish(&[]));
    assert_eq!(second["size_before"].as_u64(), Some(300), "{second}");
    assert!(second["sent"].as_u64() < first["sent"].as_u64().map(|sent| sent + 5), "{second}");

    let web = Client::new(&format!("{}/public/inquiry", s3.url()));
    let downloaded = Copy::download(&web);
    let checked = downloaded.check(&downloaded.key(), None);
    assert_eq!(checked.key(), "firstvisit", "{}", checked.told());
    assert_eq!(checked.entries.len(), 520);
    for (path, caching, mime) in [
        ("/log/checkpoint", "no-cache", "text/plain; charset=utf-8"),
        ("/log/openings/000", "no-cache", "application/octet-stream"),
        ("/log/tile/0/000", "public, max-age=31536000, immutable", "application/octet-stream"),
        ("/index.html", "no-cache", "text/html; charset=utf-8"),
    ] {
        let reply = web.get(path).expect(200);
        assert_eq!(reply.header("cache-control"), caching, "{path}");
        assert_eq!(reply.header("content-type"), mime, "{path}");
    }
    // An outsider audits the bucket over plain HTTP.
    let state = folder.path().join("audit.json");
    let audit = |code| {
        let url = format!("{}/public/inquiry/", s3.url());
        let done = daybook::run(&["audit", &url, "--state", text(&state), "--json"]);
        json(code, &done)
    };
    assert_eq!(audit(0)["checked"]["entries"].as_u64(), Some(520));

    // One object is changed behind our back, and named.
    let mut bundle = downloaded.file("tile/entries/000").to_vec();
    let place = bundle.windows(8).position(|w| w == b"\"basis\":").expect("a basis") + 9;
    bundle[place] ^= 1;
    s3.overwrite("public/inquiry/log/tile/entries/000", &bundle);
    let report = audit(1);
    assert_eq!(report["findings"][0]["seq"].as_u64(), Some(0), "{report}");
    assert_eq!(report["state"].as_str(), Some("mismatch"), "{report}");
    // It is mended by sending everything again.
    json(0, &publish(&["--resend"]));
    assert_eq!(audit(0)["tampered"].as_bool(), Some(false));
}

#[test]
fn wrong_keys_are_an_error_that_shows_no_key() {
    let Some(s3) = Seaweed::start() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("ledger");
    daybook::new_ledger(&data);
    let secret = "not-the-secret-of-anyone";
    let done = s3
        .command(&["publish", "s3://public/x", "--data", text(&data)])
        .env("AWS_SECRET_ACCESS_KEY", secret)
        .output()
        .expect("daybook runs");
    let told = super::ended(3, &done);
    assert!(!told.contains(secret), "{told}");
    assert!(told.contains("s3://public/x"), "{told}");
}
