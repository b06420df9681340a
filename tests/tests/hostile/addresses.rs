//! Paths and queries: none leads out of the ledger, none is a server's fault.

use super::{Target, refused};

/// Asks for a path byte by byte; no client tidies it up first.
fn get(target: &Target, path: &str) -> tests::http::Reply {
    let head = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    target.raw().send(head).answer().unwrap_or_else(|| panic!("no answer to {path}"))
}

#[test]
fn no_path_leads_out_of_the_ledger() {
    let mut target = Target::start();
    let secret = std::fs::read_to_string(target.server.data().join("signing-key")).expect("a key");
    let secret = secret.trim();
    for root in ["/log/", "/documents/", "/api/v1/events/", "/", "/log/tile/0/", "/api/v1/views/"] {
        for way in [
            "../signing-key",
            "..%2fsigning-key",
            "%2e%2e/signing-key",
            "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "%252e%252e%252fsigning-key",
            "..%5csigning-key",
            "..%c0%afsigning-key",
            "....//signing-key",
            "%00",
            "checkpoint%00.txt",
            "%ff%fe",
            "%",
            "%zz",
            "%F0%9F%92%A9",
            "/etc/passwd",
            "..;/signing-key",
            "-1",
            "18446744073709551615",
            "18446744073709551616",
            "0x0",
            "+1",
            "1e3",
            "01",
            "x001/x002/x003/x004/x005/000",
            "entries/999",
            "\u{2028}",
        ] {
            let reply = get(&target, &format!("{root}{way}"));
            assert!(reply.status < 500, "{root}{way}: {} {}", reply.status, reply.text());
            let text = reply.text();
            assert!(!text.contains(secret) && !text.contains("root:"), "{root}{way}: {text}");
            if reply.status >= 400 {
                assert_eq!(reply.header("content-type"), "application/problem+json", "{root}{way}");
            } else {
                // An address that a person could have typed is the page; this program
                // may have been built without it.
                assert!(reply.header("content-type").starts_with("text/html"), "{root}{way}");
            }
        }
        let long = "a".repeat(15_000);
        let reply = get(&target, &format!("{root}{long}"));
        assert!(reply.status < 500, "{root}: {}", reply.status);
        assert!(reply.body.len() < 10_000, "an address is not sent back whole");
    }
    for path in ["/api/v1/pending/%ff", "/api/v1/pending/..%2f..%2fsigning-key"] {
        let reply = target.server.client().get(path);
        assert_eq!(reply.status, 404, "{path}: {}", reply.text());
        assert_eq!(reply.header("content-type"), "application/problem+json", "{path}");
    }
    target.stands();
}

#[test]
fn absurd_queries_are_named_and_cost_little() {
    let mut target = Target::start();
    for (query, field) in [
        ("limit=-1", "limit"),
        ("limit=0", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("limit=1&limit=2&limit=x", "limit"),
        ("after=-1", "after"),
        ("after=18446744073709551616", "after"),
        ("from=99999-01-01", "from"),
        ("from=2014-02-30", "from"),
        ("to=%00", "to"),
        ("clock=sideways", "clock"),
        ("order=%F0%9F%92%A9", "order"),
        ("kind=__proto__", "kind"),
        ("knid=report", "knid"),
        ("format=exe", "format"),
    ] {
        let reply = target.server.client().get(&format!("/api/v1/events?{query}"));
        let fault = refused(&reply, 400, "parameter", field);
        assert!(fault["value"].is_string(), "{query}: {fault}");
    }
    for query in [
        "kind=record_not_found&".repeat(600),
        format!("q={}", "a%20".repeat(3_000)),
        format!("q={}", "%F0%9F%92%A9".repeat(1_000)),
        "=&".repeat(5_000),
        "&".repeat(15_000),
        "q=%ff%fe".to_owned(),
        "q=(a*)*b%5C".to_owned(),
        "a[]=1&a[b]=2".to_owned(),
        (0..1_000).map(|n| format!("p{n}=x")).collect::<Vec<_>>().join("&"),
    ] {
        for path in ["/api/v1/events", "/api/v1/views/timeline", "/api/v1/events/live"] {
            if path.ends_with("live") && !query.contains("after") {
                continue;
            }
            let reply = get(&target, &format!("{path}?{query}"));
            assert!(reply.status < 500, "{path}?{query}: {} {}", reply.status, reply.text());
            assert!(reply.body.len() < 1_000_000, "{} bytes for {query}", reply.body.len());
        }
    }
    let reply = get(&target, "/api/v1/events/live?after=x");
    refused(&reply, 400, "parameter", "after");
    // Every view, with nonsense for each of its parameters.
    let views = target.server.client().get("/api/v1/views").expect(200).json();
    for view in views["views"].as_array().expect("views") {
        let name = view["name"].as_str().expect("a name");
        for parameter in view["parameters"].as_array().expect("parameters") {
            let parameter = parameter["name"].as_str().expect("a name");
            for value in ["%00", "-1", "99999999999999999999", "%ff", "%2e%2e", "2014-02-30"] {
                let path = format!("/api/v1/views/{name}?{parameter}={value}");
                let reply = target.server.client().get(&path);
                assert!(reply.status < 500, "{path}: {} {}", reply.status, reply.text());
            }
        }
    }
    target.stands();
}

#[test]
fn ranges_and_conditions_that_make_no_sense_do_no_harm() {
    let mut target = Target::start();
    let kept = target.server.client().post("/api/v1/documents", &[], b"An invented paper.");
    let kept = kept.expect(201).json();
    let at = kept["address"].as_str().expect("an address");
    for range in [
        "bytes=0-18446744073709551615",
        "bytes=18446744073709551615-",
        "bytes=-18446744073709551616",
        "bytes=5-2",
        "bytes=0-0,1-1,2-2,3-3",
        &format!("bytes={}", "0-,".repeat(4_000)),
        "bytes=--1",
        "cows=1-2",
        "bytes=",
        "bytes=-0",
    ] {
        let head = format!("GET {at} HTTP/1.1\r\nHost: x\r\nRange: {range}\r\n\r\n");
        let reply = target.raw().send(head).answer().expect("an answer");
        assert!(matches!(reply.status, 200 | 206 | 416), "{range}: {}", reply.status);
        assert!(reply.body.len() < 2_000, "{range}: {} bytes", reply.body.len());
    }
    for header in ["If-None-Match: *,*,*", "If-None-Match: \"", "Accept: ;;;,,,q=9"] {
        let head = format!("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n");
        let reply = target.raw().send(head).answer().expect("an answer");
        assert!(reply.status < 500, "{header}: {}", reply.status);
    }
    target.stands();
}
