//! JSON that two readers could take differently, and texts that are not what they seem.

use super::{Target, refused};
use serde_json::{Value, json};
use tests::drafts;

fn send(target: &Target, body: &[u8]) -> tests::http::Reply {
    target.server.client().post("/api/v1/events", &[], body)
}

#[test]
fn json_that_two_readers_could_take_differently_is_refused_where_it_stands() {
    let mut target = Target::start();
    let good = String::from_utf8(drafts::body(&drafts::statement("twice", "A text."))).unwrap();
    let twice = good.replacen('{', "{\"id\":\"other\",", 1);
    let escaped = good.replacen('{', "{\"\\u0069d\":\"other\",", 1);
    let deep =
        good.replacen("\"A text.\"", &format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000)), 1);
    let mut cases: Vec<(Vec<u8>, &str)> = vec![
        (twice.into_bytes(), "named twice"),
        (escaped.into_bytes(), "named twice"),
        (deep.into_bytes(), "nested"),
        ("[".repeat(4_000_000).into_bytes(), "nested"),
        ("{\"a\":".repeat(1_000_000).into_bytes(), "nested"),
        (b"".to_vec(), "ends"),
        (b"null garbage".to_vec(), "follows"),
        (b"{\"id\": 1e999}".to_vec(), "fraction or an exponent"),
        (b"{\"id\": 99999999999999999999999999}".to_vec(), "2^53"),
        (b"{\"id\": NaN}".to_vec(), "no value"),
        (b"{\"id\": \"\\ud800\"}".to_vec(), "surrogate"),
        (b"\xef\xbb\xbf{}".to_vec(), "no value"),
        (b"{\"id\": \"a\0b\"}".to_vec(), "control character"),
        (b"// a comment\n{}".to_vec(), "no value"),
    ];
    for bytes in [&b"\xff"[..], b"\xc0\xaf", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xe2\x82"]
    {
        let mut body = b"{\"id\": \"".to_vec();
        body.extend(bytes);
        body.extend(b"\"}");
        cases.push((body, "not UTF-8"));
    }
    for (body, words) in cases {
        for path in ["/api/v1/events", "/api/v1/events/preview", "/api/v1/pending"] {
            let reply = target.server.client().post(path, &[], &body);
            let fault = refused(&reply, 422, "draft", "");
            assert!(fault["problem"].as_str().unwrap().contains(words), "{words}: {fault}");
            assert!(fault["problem"].as_str().unwrap().contains("byte "), "it says where: {fault}");
            assert!(fault["value"].is_string(), "it shows what stands there: {fault}");
            assert!(reply.body.len() < 2_000, "a refusal is short");
        }
    }
    target.stands();
}

#[test]
fn a_json_value_of_another_shape_is_refused_with_its_field() {
    let mut target = Target::start();
    for body in [json!(null), json!(true), json!(7), json!("text"), json!([[]]), json!([null])] {
        let reply = send(&target, &drafts::body(&body));
        assert_eq!(reply.status, 422, "{body}: {}", reply.text());
        assert!(reply.json()["faults"][0]["remedy"].is_string(), "{}", reply.text());
    }
    let draft = drafts::statement("shape", "A text.");
    for (pointer, value) in [
        ("/id", json!(7)),
        ("/id", json!("a/../../b")),
        ("/id", json!("é")),
        ("/kind", json!("no_such_kind")),
        ("/kind", json!("__proto__")),
        ("/event", json!([])),
        ("/event/text", json!({"$ne": null})),
        ("/occurred", json!("2014")),
        ("/occurred/edtf", json!("9999999999-99")),
        ("/occurred/edtf", json!("2014-02-30")),
        ("/sources", json!({"0": "x"})),
        ("/sources", json!(vec![json!({}); 2_000])),
        ("/certainty", json!("'; DROP TABLE events; --")),
    ] {
        let mut wrong = draft.clone();
        *wrong.pointer_mut(pointer).expect("a field") = value.clone();
        let reply = send(&target, &drafts::body(&wrong));
        assert_eq!(reply.status, 422, "{pointer} {value}: {}", reply.text());
        let told = reply.json();
        let fault = &told["faults"][0];
        let field = fault["field"].as_str().expect("a field");
        assert!(field.starts_with(pointer), "{pointer}: {told}");
        assert!(fault["remedy"].is_string(), "{told}");
        assert!(reply.body.len() < 200_000, "a refusal is no larger than what was sent");
    }
    let mut more = draft;
    more["constructor"] = json!({"prototype": {}});
    refused(&send(&target, &drafts::body(&more)), 422, "draft", "/constructor");
    target.stands();
}

/// Marks that turn the order of what is shown can make one name read as another;
/// control characters and NUL can hide or cut a text.
#[test]
fn marks_that_deceive_are_refused_in_names_and_controls_in_every_text() {
    let mut target = Target::start();
    let with = |pointer: &str, text: &str| {
        let mut draft = drafts::statement("marked", "A text.");
        *draft.pointer_mut(pointer).expect("a field") = Value::from(text);
        drafts::body(&draft)
    };
    for (pointer, text) in [
        ("/event/text", "a\0b"),
        ("/event/text", "a\u{1b}[2Jb"),
        ("/event/text", "a\u{7f}b"),
        ("/event/text", "a\u{85}b"),
        ("/event/text", ""),
        ("/event/text", " \n\t "),
        ("/sources/0/title", "a\0b"),
        ("/occurred/written", "a\u{8}b"),
    ] {
        let fault = refused(&send(&target, &with(pointer, text)), 422, "draft", pointer);
        let shown = fault["value"].as_str().unwrap_or_default();
        assert!(!shown.contains(['\0', '\u{1b}']), "it cannot be run in a terminal: {shown:?}");
    }
    for mark in ['\u{202a}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2069}'] {
        let mut draft = drafts::statement("person", "A text.");
        draft["kind"] = json!("body_registered");
        draft["event"] = json!({"body": "a-body", "body_kind": "local_authority", "name": format!("Ann{mark}eB")});
        let fault = refused(&send(&target, &drafts::body(&draft)), 422, "draft", "/event/name");
        assert!(fault["remedy"].as_str().unwrap().contains("direction"), "{fault}");
    }
    target.stands();
}

#[test]
fn more_than_a_record_may_hold_is_refused_before_it_is_kept() {
    let mut target = Target::start();
    let long = drafts::statement("long", &"é".repeat(40_000));
    refused(&send(&target, &drafts::body(&long)), 422, "draft", "/event/text");
    let mut draft = drafts::statement("wide", "A text.");
    let source = json!({"kind": "article", "title": "t".repeat(200)});
    draft["sources"] = Value::from(vec![source; 900]);
    let reply = send(&target, &drafts::body(&draft));
    assert_eq!(reply.status, 422, "{}", reply.text());
    let many: Vec<Value> = (0..5_001).map(|_| json!({})).collect();
    let reply = send(&target, &drafts::body(&Value::from(many)));
    assert_eq!(reply.status, 413, "{}", reply.text());
    target.stands();
}
