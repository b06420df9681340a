//! What forms are built from: every field and every code says what it means.

use super::{Draft, KINDS, draft_schema, kind_schema};
use crate::record::{Json, Salt};
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use std::format;
use std::vec::Vec;

fn text<'a>(schema: &'a Json, name: &str) -> &'a str {
    schema.get(name).and_then(Json::as_str).unwrap_or_default()
}

fn list<'a>(schema: &'a Json, name: &str) -> &'a [Json] {
    match schema.get(name) {
        Some(Json::Array(items)) => items,
        _ => &[],
    }
}

/// Walks a schema and notes what a form could not explain.
fn lacking(schema: &Json, place: &str, found: &mut Vec<String>) {
    for code in list(schema, "oneOf") {
        if text(code, "description").is_empty() {
            found.push(format!("{place}: code {} has no sentence", text(code, "const")));
        }
    }
    if list(schema, "enum").len() != list(schema, "oneOf").len() && place != "/kind" {
        found.push(format!("{place}: enum and oneOf differ"));
    }
    if let Some(items) = schema.get("items") {
        lacking(items, &format!("{place}/0"), found);
    }
    let Some(Json::Object(properties)) = schema.get("properties") else { return };
    let mut ordered: Vec<&str> = list(schema, "x-order").iter().filter_map(Json::as_str).collect();
    ordered.sort_unstable();
    if !ordered.iter().eq(properties.keys().map(String::as_str).collect::<Vec<_>>().iter()) {
        found.push(format!("{place}: x-order is not the list of its members"));
    }
    for (name, member) in properties {
        let place = format!("{place}/{name}");
        if text(member, "description").is_empty() {
            found.push(format!("{place} has no sentence"));
        }
        lacking(member, &place, found);
    }
}

#[test]
fn every_field_and_every_code_of_every_kind_says_what_it_means() {
    let mut found = Vec::new();
    for info in KINDS {
        lacking(&kind_schema(info.kind).unwrap(), "", &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert_eq!(kind_schema("rumour"), None);
    // The walk notices what it is there for.
    let bare = Json::parse(br#"{"properties":{"a":{"oneOf":[{"const":"x"}]}},"x-order":[]}"#);
    lacking(&bare.unwrap(), "", &mut found);
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn the_whole_schema_and_that_of_a_kind_have_the_same_members() {
    let (whole, one) = (draft_schema(), kind_schema("attended").unwrap());
    assert_eq!(whole.get("x-order"), one.get("x-order"));
    assert_eq!(whole.get("required"), one.get("required"));
}

fn statement() -> Draft {
    let json = br#"{"id":"stmt-1","inquiry":"demo","kind":"statement_made","by":"clerk",
        "basis":"press_report","certainty":"stated","sources":[{"kind":"article","title":"T"}],
        "event":{"body":"occ","text":"Much has improved."}}"#;
    Draft::parse(&Json::parse(json).unwrap()).unwrap()
}

#[test]
fn salts_from_elsewhere_seal_to_the_same_bytes() {
    let draft = statement();
    assert_eq!(draft.sealed_pointers(), ["/event/text", "/sources/0/title"]);
    let mut n = 0;
    let mut next = || {
        n += 1;
        Salt::from_bytes([n; 32])
    };
    let here = draft.seal(&mut next).unwrap();
    let salts: BTreeMap<String, Salt> = [("/event/text", 1), ("/sources/0/title", 2)]
        .map(|(pointer, n)| (pointer.to_string(), Salt::from_bytes([n; 32])))
        .into();
    let there = draft.seal_under(&salts).unwrap();
    assert_eq!(there.public_text(), here.public_text());
    assert_eq!(there.encoded_openings(), here.encoded_openings());
}

/// What the viewer computes is what the server computes, for every kind.
#[test]
fn json_is_sealed_to_the_same_bytes_as_what_was_read_from_it() {
    for (kind, facts) in super::vocabulary_tests::good() {
        let mut json = super::vocabulary_tests::draft(kind, Json::parse(facts.as_bytes()).unwrap());
        let draft = Draft::parse(&json).unwrap();
        let pointers = Draft::sealed_in(&json).unwrap();
        assert_eq!(pointers, draft.sealed_pointers(), "{kind}");
        let salts: BTreeMap<String, Salt> =
            (1..).zip(pointers).map(|(n, at)| (at, Salt::from_bytes([n; 32]))).collect();
        // A list without items and no list are the same.
        if let Json::Object(members) = &mut json {
            members.insert("conflicts_with".to_string(), Json::Array(Vec::new()));
        }
        let sealed = Draft::seal_json(&json, &salts).unwrap();
        let typed = draft.seal_under(&salts).unwrap();
        assert_eq!(sealed.public_text(), typed.public_text(), "{kind}");
        assert_eq!(sealed.encoded_openings(), typed.encoded_openings(), "{kind}");
    }
}

#[test]
fn a_salt_too_few_or_too_many_is_named_and_nothing_is_sealed() {
    let draft = statement();
    let salt = Salt::from_bytes([1; 32]);
    let with = |pointers: &[&str]| {
        let salts = pointers.iter().map(|pointer| (pointer.to_string(), salt)).collect();
        let faults = draft.seal_under(&salts).unwrap_err();
        faults.0.into_iter().map(|fault| fault.field).collect::<Vec<_>>()
    };
    assert_eq!(with(&[]), ["/salts/~1event~1text", "/salts/~1sources~10~1title"]);
    assert_eq!(with(&["/event/text"]), ["/salts/~1sources~10~1title"]);
    assert_eq!(
        with(&["/event/text", "/sources/0/title", "/id"]),
        ["/salts/~1id"],
        "a public field has no salt"
    );
}
