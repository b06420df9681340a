//! The whole vocabulary as one JSON Schema.

use super::draft::Draft;
use super::event::{KINDS, schema};
use crate::record::Json;
use alloc::string::ToString;
use alloc::vec::Vec;

/// JSON Schema (2020-12) of a whole draft: the envelope and, for each kind, its
/// facts. Rules across fields are not in it; the server names those.
pub fn draft_schema() -> Json {
    let mut draft = Draft::envelope_schema();
    let kinds: Vec<Json> = KINDS.iter().map(|info| Json::str(info.kind)).collect();
    let facts = KINDS.iter().filter_map(|info| {
        let is_kind = Json::object([
            (
                "properties",
                Json::object([("kind", Json::object([("const", Json::str(info.kind))]))]),
            ),
            ("required", Json::Array(alloc::vec![Json::str("kind")])),
        ]);
        let mut facts = schema(info.kind)?;
        if let Json::Object(members) = &mut facts {
            members.insert("title".to_string(), Json::str(info.title));
            members.insert("description".to_string(), Json::str(info.doc));
        }
        let has_facts = Json::object([("properties", Json::object([("event", facts)]))]);
        Some(Json::object([("if", is_kind), ("then", has_facts)]))
    });
    let facts: Vec<Json> = facts.collect();
    if let Json::Object(members) = &mut draft {
        members.insert(
            "$schema".to_string(),
            Json::str("https://json-schema.org/draft/2020-12/schema"),
        );
        members.insert("title".to_string(), Json::str("Draft"));
        members.insert("allOf".to_string(), Json::Array(facts));
        if let Some(Json::Object(properties)) = members.get_mut("properties") {
            properties.insert("kind".to_string(), Json::object([("enum", Json::Array(kinds))]));
        }
    }
    draft
}
