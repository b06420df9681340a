//! The vocabulary as JSON Schema.

use super::envelope::{
    ActorId, Basis, Certainty, Disclosure, EventId, InquiryId, Lang, Source, When,
};
use super::event::{KINDS, KindInfo, kind_info, schema};
use super::moment::Moment;
use crate::record::{Json, MemberSchema, Sealed, Text, object_schema};
use alloc::string::ToString;
use alloc::vec::Vec;

/// JSON Schema of a draft with these schemas of its kind and its facts.
fn envelope(kind: Json, event: Json) -> Json {
    object_schema(&[
        MemberSchema::of::<EventId>(
            "id",
            &["The reference of this record, chosen by you: never used twice, public for ever."],
        ),
        MemberSchema::of::<InquiryId>("inquiry", &["The matter that it belongs to."]),
        MemberSchema::of::<Option<Lang>>(
            "lang",
            &["The language of its free text; English if left out."],
        ),
        MemberSchema::of::<Option<When>>(
            "occurred",
            &["When it happened in the world; left out where nobody knows."],
        ),
        MemberSchema::of::<Option<When>>("announced", &["When it was made public."]),
        MemberSchema::of::<Option<Moment>>(
            "embargo_until",
            &["Not to be shown before this moment; the record is marked as embargoed."],
        ),
        MemberSchema::of::<Basis>("basis", &["What kind of evidence it rests on."]),
        MemberSchema::of::<Certainty>("certainty", &["How the source itself puts it."]),
        MemberSchema::of::<Option<Sealed<Text>>>(
            "uncertainty",
            &["What is uncertain about it, in words."],
        ),
        MemberSchema::with(
            "sources",
            &["Where it comes from; at least one."],
            <Vec<Source> as crate::record::Field>::schema(),
        ),
        MemberSchema::of::<ActorId>(
            "by",
            &["Who records it: the name of a role, not of a person."],
        ),
        MemberSchema::of::<Option<ActorId>>(
            "authorised_by",
            &["Who authorised it: another role than that of the recorder."],
        ),
        MemberSchema::of::<Option<Disclosure>>(
            "disclosure",
            &["Who may see it; everyone if left out."],
        ),
        MemberSchema::of::<Option<EventId>>(
            "supersedes",
            &["The record whose place it takes; that one stays as it is."],
        ),
        MemberSchema::of::<Vec<EventId>>(
            "conflicts_with",
            &["Records that say otherwise. Both stand."],
        ),
        MemberSchema::with("kind", &["The kind of event."], kind),
        MemberSchema::with("event", &[], event),
    ])
}

/// The facts of a kind with its title and its sentence.
fn facts(info: &KindInfo) -> Option<Json> {
    let mut facts = schema(info.kind)?;
    if let Json::Object(members) = &mut facts {
        members.insert("title".to_string(), Json::str(info.title));
        members.insert("description".to_string(), Json::str(info.doc()));
    }
    Some(facts)
}

/// JSON Schema (2020-12) of a whole draft of one kind; `None` for a kind that
/// does not exist. Rules across fields are not in it.
pub fn kind_schema(kind: &str) -> Option<Json> {
    let info = kind_info(kind)?;
    let is_kind = Json::object([("const", Json::str(info.kind))]);
    Some(headed(envelope(is_kind, facts(info)?), info.title))
}

/// JSON Schema (2020-12) of a whole draft: the envelope and, for each kind, its
/// facts. Rules across fields are not in it; the server names those.
pub fn draft_schema() -> Json {
    let kinds: Vec<Json> = KINDS.iter().map(|info| Json::str(info.kind)).collect();
    let branches = KINDS.iter().filter_map(|info| {
        let is_kind = Json::object([
            (
                "properties",
                Json::object([("kind", Json::object([("const", Json::str(info.kind))]))]),
            ),
            ("required", Json::Array(alloc::vec![Json::str("kind")])),
        ]);
        let has_facts = Json::object([("properties", Json::object([("event", facts(info)?)]))]);
        Some(Json::object([("if", is_kind), ("then", has_facts)]))
    });
    let branches: Vec<Json> = branches.collect();
    let any = Json::object([("type", Json::str("object"))]);
    let mut draft = headed(envelope(Json::object([("enum", Json::Array(kinds))]), any), "Draft");
    if let Json::Object(members) = &mut draft {
        members.insert("allOf".to_string(), Json::Array(branches));
    }
    draft
}

fn headed(mut schema: Json, title: &str) -> Json {
    if let Json::Object(members) = &mut schema {
        let standard = "https://json-schema.org/draft/2020-12/schema";
        members.insert("$schema".to_string(), Json::str(standard));
        members.insert("title".to_string(), Json::str(title));
    }
    schema
}
