//! Request lines and headers.

use super::{Target, refused, told};
use tests::drafts;

const MOST: usize = 16 << 10;

#[test]
fn headers_that_are_too_large_or_too_many_are_refused_in_words() {
    let mut target = Target::start();
    let large = format!("GET / HTTP/1.1\r\nHost: x\r\nX-Large: {}\r\n\r\n", "a".repeat(MOST));
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(65));
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(MOST));
    let longest = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(70_000));
    for head in [large, many, long, longest] {
        let reply = target.raw().send(head).answer().expect("an answer");
        refused(&reply, 431, "too-large", "headers");
    }
    // Just below it is served.
    let fits = format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(60));
    assert_eq!(target.raw().send(fits).answer().expect("an answer").status, 200);
    target.stands();
}

#[test]
fn what_is_not_http_is_told_so_and_let_go() {
    let mut target = Target::start();
    for bytes in [
        &b"\r\n\r\nGARBAGE\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nX: a\0b\r\n\r\n",
        b"GET / HTTP/1.1\r\n X: folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nX : space before the colon\r\n\r\n",
        b"GET /\xff\xfe\x01 HTTP/1.1\r\n\r\n",
        b"G\0T / HTTP/1.1\r\n\r\n",
        // What a browser that expects TLS says first.
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n",
        b"POST /api/v1/events HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/events HTTP/1.1\r\nContent-Length: 18446744073709551616\r\n\r\n",
        b"POST /api/v1/events HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST /api/v1/events HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    ] {
        let shown = String::from_utf8_lossy(bytes).into_owned();
        let mut raw = target.raw();
        let reply = raw.send(bytes).answer().unwrap_or_else(|| panic!("no answer to {shown:?}"));
        assert_eq!(reply.status, 400, "{shown:?}: {}", reply.text());
        told(&reply, 400, "http");
        assert!(raw.answer().is_none(), "the connection is closed after {shown:?}");
    }
    // HTTP/2 without being asked whether we speak it: closed, not served.
    let mut raw = target.raw();
    raw.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    let answered = raw.answer().map(|reply| reply.status);
    assert!(answered.is_none_or(|status| status == 400), "{answered:?}");
    target.stands();
}

/// A second request hidden in the first: whatever a proxy in front of us thinks
/// where one ends, we see one request and record nothing of the other.
#[test]
fn a_request_hidden_in_another_is_not_obeyed() {
    let mut target = Target::start();
    let draft = drafts::body(&drafts::statement("smuggled", "Hidden."));
    let inner = target.head("/api/v1/events", &format!("Content-Length: {}\r\n", draft.len()));
    let mut hidden = inner.into_bytes();
    hidden.extend(&draft);
    // Both lengths: the chunks count, and the connection ends with this request or
    // what follows is a request in its own right, never half of one.
    let mut both = format!(
        "POST /api/v1/token HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\
         Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        hidden.len() + 5
    )
    .into_bytes();
    both.extend(b"XX");
    both.extend(&hidden);
    let mut raw = target.raw();
    raw.send(&both).end();
    while let Some(reply) = raw.answer() {
        assert!((400..500).contains(&reply.status), "{} {}", reply.status, reply.text());
    }
    // A body that is a whole request is a body.
    let mut body = target.head("/api/v1/events", &format!("Content-Length: {}\r\n", hidden.len()));
    body.truncate(body.len() - 2);
    body.push_str("Content-Type: application/json\r\n\r\n");
    let mut raw = target.raw();
    let reply = raw.send(body).send(&hidden).answer().expect("an answer");
    refused(&reply, 422, "draft", "");
    target.stands();
}

/// Good requests, then garbage on the same connection: the good ones are answered,
/// the garbage is refused, and nothing after it is read.
#[test]
fn garbage_behind_good_requests_ends_the_connection_only() {
    let mut target = Target::start();
    let good = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut raw = target.raw();
    raw.send(good.repeat(20) + "%%%garbage%%%\r\n\r\n" + good);
    let mut served = 0;
    while let Some(reply) = raw.answer() {
        match reply.status {
            200 => served += 1,
            status => assert_eq!(status, 400, "{}", reply.text()),
        }
    }
    assert_eq!(served, 20, "what came before the garbage, and nothing after it");
    target.stands();
}

#[test]
fn other_methods_and_forms_of_address_are_refused_in_our_form() {
    let mut target = Target::start();
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "OPTIONS"] {
        for path in ["/api/v1/events", "/api/v1/events/0", "/healthz"] {
            let head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n");
            let reply = target.raw().send(head).answer().expect("an answer");
            told(&reply, 405, "method");
        }
    }
    for head in [
        "CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    ] {
        let reply = target.raw().send(head).answer().expect("an answer");
        assert!((400..500).contains(&reply.status), "{head}: {} {}", reply.status, reply.text());
        assert_eq!(reply.header("content-type"), "application/problem+json", "{head}");
    }
    // We are no proxy: another host's address is our own path.
    let proxy = "GET http://example.org/healthz HTTP/1.1\r\nHost: example.org\r\n\r\n";
    assert_eq!(target.raw().send(proxy).answer().expect("an answer").status, 200);
    target.stands();
}
