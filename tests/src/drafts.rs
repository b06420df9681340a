//! Drafts for tests: small, valid, clearly invented.

use ledger::events::Draft;
use ledger::record::{Json, Salt};
use ledger::signing::{PersonKey, PersonSigner};
use serde_json::{Value, json};
use std::collections::BTreeMap;

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

/// The draft, whose first source is the file that `receipt` is of.
pub fn cites(mut draft: Value, receipt: &Value) -> Value {
    draft["sources"][0]["digest"] =
        json!({"blake3": receipt["blake3"], "sha256": receipt["sha256"]});
    draft
}

/// A statement that rests on the file that `receipt` is of.
pub fn citing(id: &str, receipt: &Value) -> Value {
    cites(statement(id, "It rests on a file."), receipt)
}

/// The draft that brings a key in for `holder`.
pub fn key_registered(key: &PersonKey, holder: &str) -> Value {
    let mut draft = statement(&format!("key-{}", &key.id().to_hex()[..8]), "");
    draft["kind"] = json!("key_registered");
    draft["by"] = json!(holder);
    draft["event"] = json!({
        "key": key.id().to_hex(), "public_key": ledger::spelling::hex(key.as_bytes()),
        "holder": holder, "may": ["author", "approve"],
    });
    draft
}

/// A draft wrapped with a salt for each of its sealed fields, made from `seed`,
/// and the canonical bytes that it seals to.
pub fn salted(draft: &Value, seed: u8) -> (Value, String) {
    let typed = Draft::parse(&Json::parse(&body(draft)).expect("JSON")).expect("a good draft");
    let salts: BTreeMap<String, Salt> = (seed..)
        .zip(typed.sealed_pointers())
        .map(|(n, pointer)| (pointer, Salt::from_bytes([n; 32])))
        .collect();
    let sealed = typed.seal_under(&salts).expect("salts that fit");
    let hex: BTreeMap<&String, String> = salts
        .iter()
        .map(|(pointer, salt)| (pointer, ledger::spelling::hex(salt.as_bytes())))
        .collect();
    (json!({"draft": draft, "salts": hex}), sealed.public_text().to_owned())
}

/// A signature as a request spells it.
pub fn signature(key: &PersonSigner, text: &str) -> Value {
    let signed = key.sign(text);
    let spelt = ledger::spelling::base64(&signed.signature);
    json!({"key": signed.key.to_hex(), "signature": spelt})
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

/// A redaction of fields of the event `target`.
pub fn redaction(id: &str, target: &str, fields: &[&str]) -> Value {
    let mut draft = statement(id, "");
    draft["kind"] = json!("redaction");
    draft["event"] = json!({"target": target, "fields": fields, "ground": "third_party",
        "decided_by": "editor", "decided_on": "2014-09-01", "review_on": "2015-09-01"});
    draft["basis"] = json!("official_record");
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
