//! Idempotency keys and expected sizes, abused.

use super::{Target, refused};
use std::collections::BTreeSet;
use tests::drafts;

#[test]
fn keys_that_are_none_are_refused_by_name() {
    let mut target = Target::start();
    let draft = drafts::body(&drafts::statement("keyed", "A text."));
    let length = format!("Content-Length: {}\r\nContent-Type: application/json\r\n", draft.len());
    let long = format!("Idempotency-Key: {}\r\n", "k".repeat(256));
    for header in [
        "Idempotency-Key: \r\n",
        "Idempotency-Key: two words\r\n",
        "Idempotency-Key: \u{e9}\r\n",
        "Idempotency-Key: a\tb\r\n",
        &long,
    ] {
        let head = target.head("/api/v1/events", &format!("{length}{header}"));
        let reply = target.raw().send(head).send(&draft).answer().expect("an answer");
        refused(&reply, 400, "parameter", "Idempotency-Key");
    }
    for (name, header) in [
        ("idempotency-key", "Idempotency-Key: a\r\nIdempotency-Key: b\r\n"),
        ("if-match", "If-Match: \"1\"\r\nIf-Match: \"2\"\r\n"),
        ("If-Match", "If-Match: 1\r\n"),
        ("If-Match", "If-Match: \"-1\"\r\n"),
        ("If-Match", "If-Match: \"18446744073709551616\"\r\n"),
        ("If-Match", "If-Match: *\r\n"),
    ] {
        let head = target.head("/api/v1/events", &format!("{length}{header}"));
        let reply = target.raw().send(head).send(&draft).answer().expect("an answer");
        refused(&reply, 400, "parameter", name);
    }
    target.stands();
}

/// Thirty-two senders with one key at the same moment: one record, one receipt.
#[test]
fn one_key_sent_by_many_at_once_records_once() {
    let mut target = Target::start();
    let draft = drafts::body(&drafts::statement("once", "A text."));
    let (client, key) = (target.server.client(), [("idempotency-key", "one-key")]);
    let said: Vec<_> = std::thread::scope(|scope| {
        let send = || client.post("/api/v1/events", &key, &draft);
        let threads: Vec<_> = (0..32).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    });
    let mut indexes = BTreeSet::new();
    for reply in said {
        indexes.insert(reply.expect(201).json()["index"].as_u64().expect("an index"));
    }
    assert_eq!(indexes.len(), 1, "one record, whoever asks: {indexes:?}");
    target.size += 1;
    // The same key for something else, in any disguise.
    let other = drafts::body(&drafts::statement("twice", "A text."));
    let spaced = [draft.clone(), b" ".to_vec()].concat();
    for body in [other, spaced, b"{}".to_vec()] {
        let reply = client.post("/api/v1/events", &key, &body);
        assert_eq!(reply.status, 422, "{}", reply.text());
    }
    // Another person with the same key is another request.
    let token = target.server.token_of("second");
    let second = tests::http::Client::new(target.server.url()).with_token(&token);
    let mut own = drafts::statement("of-the-second", "A text.");
    own["by"] = "second".into();
    second.post("/api/v1/events", &key, &drafts::body(&own)).expect(201);
    target.size += 1;
    target.stands();
}

#[test]
fn many_keys_for_one_draft_record_it_once() {
    let mut target = Target::start();
    let draft = drafts::body(&drafts::statement("same-id", "A text."));
    let mut recorded = 0;
    for n in 0..50 {
        let key = format!("key-{n}");
        let reply =
            target.server.client().post("/api/v1/events", &[("idempotency-key", &key)], &draft);
        match reply.status {
            201 => recorded += 1,
            _ => drop(refused(&reply, 409, "duplicate-id", "/id")),
        }
    }
    assert_eq!(recorded, 1, "an event id stands once");
    target.size += 1;
    target.stands();
}
