//! Drafts for tests: small, valid, clearly invented.

use serde_json::{Value, json};

/// An event that says `text`, as a caller would POST it. It refers to nothing
/// that is recorded elsewhere, so it may stand first in any ledger.
pub fn statement(id: &str, text: &str) -> Value {
    json!({
        "id": id,
        "inquiry": "test-inquiry",
        "kind": "record_not_found",
        "event": {"sought": "other", "text": text, "searched": "An invented shelf"},
        "occurred": {"edtf": "2014-08", "written": "last August"},
        "basis": "press_report",
        "certainty": "stated",
        "sources": [{"kind": "article", "title": "An invented article"}],
        "by": "clerk",
    })
}

/// A statement with `id` that says its own number.
pub fn numbered(prefix: &str, number: usize) -> Value {
    statement(&format!("{prefix}-{number}"), &format!("Statement number {number} of {prefix}."))
}

/// One of many invented events of a few kinds, by 150 bodies, over twenty years.
pub fn varied(number: usize) -> Value {
    // Steps without a common factor: neither bodies nor days follow the number.
    let day = number * 7_919 % 7_300;
    let (year, month) = (2000 + day / 365, day % 365 / 31 + 1);
    let edtf = match number % 10 {
        0 => format!("{year}-{month:02}"),
        1 => format!("{year}"),
        _ => format!("{year}-{month:02}-{:02}", day % 28 + 1),
    };
    let text = format!("Event number {number}, invented to see how long many of them take.");
    let mut draft = statement(&format!("many-{number}"), &text);
    draft["occurred"] = json!({"edtf": edtf});
    let body = format!("body-{}", number * 31 % 150);
    match number % 5 {
        0 | 1 => {
            draft["kind"] = json!("return_received");
            draft["event"] = json!({
                "return_id": format!("return-{number}"), "call": "call-1", "body": body,
                "version": 1, "completeness": "full",
                "values": [{"indicator": "children", "numerator": number % 90, "denominator": 4_000}],
            });
        }
        2 => {
            draft["kind"] = json!("nil_return");
            draft["event"] = json!({
                "return_id": format!("return-{number}"), "call": "call-1", "body": body, "version": 1,
            });
        }
        _ => draft["event"]["body"] = json!(body),
    }
    draft
}

/// Statements `from..to`, as a list.
pub fn numbered_list(prefix: &str, from: usize, to: usize) -> Value {
    Value::Array((from..to).map(|n| numbered(prefix, n)).collect())
}

/// A statement whose sealed texts come as close to the limit of an entry's
/// openings (65,535 bytes) as its rules allow: the largest input there is.
pub fn largest(id: &str) -> Value {
    let mut draft = statement(id, &"w".repeat(60_000));
    draft["uncertainty"] = Value::String("u".repeat(5_000));
    draft
}

/// The bytes of a JSON value.
pub fn body(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a JSON value has bytes")
}
