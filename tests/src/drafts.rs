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

/// Bodies that [`varied`] registers before it lets them do anything.
const BODIES: usize = 150;

/// One of many invented events of a few kinds, by 150 bodies, over twenty
/// years; the first ones register the bodies.
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
    let body = format!("body-{}", number * 31 % BODIES);
    let (kind, event) = match number % 5 {
        _ if number < BODIES => {
            let name = format!("Invented body {number}");
            let body = format!("body-{number}");
            ("body_registered", json!({"body": body, "name": name, "body_kind": "lscb"}))
        }
        0 | 1 => ("statement_made", json!({"body": body, "text": text})),
        2 => {
            let report = format!("report-{number}");
            let facts = json!({"report": report, "publisher": body, "title": text, "report_kind": "report"});
            ("report_published", facts)
        }
        3 => {
            let facts = json!({"reported_by": body, "body_kind": "lscb", "measure": text,
                "numerator": number % 90, "denominator": 148});
            ("return_summary", facts)
        }
        _ => return draft,
    };
    draft["kind"] = json!(kind);
    draft["event"] = event;
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
