//! Pieces of JSON Schema (2020-12) that every kind is described with.
//!
//! A form can be built from them alone: they carry the sentence written above
//! each field and each code, the order of the fields, what is sealed
//! (`x-sealed`), what an identifier stands for (`x-id`) and what sort of text a
//! text is (`format`). The viewer asks the server for them and holds none.

use alloc::string::{String, ToString};

use super::field::Field;
use super::json::Json;

/// One member of an object, described.
pub struct MemberSchema {
    name: &'static str,
    optional: bool,
    schema: Json,
}

impl MemberSchema {
    /// The member `name` of type `T`. `doc` is what stands above it, line by line.
    pub fn of<T: Field>(name: &'static str, doc: &[&str]) -> Self {
        Self { name, optional: T::OPTIONAL, schema: described(T::schema(), doc) }
    }

    /// The same with a schema of its own, for a member that no one type reads.
    pub fn with(name: &'static str, doc: &[&str], schema: Json) -> Self {
        Self { name, optional: false, schema: described(schema, doc) }
    }
}

/// JSON Schema of an object with these members. `x-order` keeps their order,
/// which an object of JSON has not.
pub fn object_schema(members: &[MemberSchema]) -> Json {
    let names = |list: &mut dyn Iterator<Item = &MemberSchema>| {
        Json::Array(list.map(|member| Json::str(member.name)).collect())
    };
    let properties = members.iter().map(|member| (member.name, member.schema.clone()));
    Json::object([
        ("type", Json::str("object")),
        ("additionalProperties", Json::Bool(false)),
        ("required", names(&mut members.iter().filter(|member| !member.optional))),
        ("x-order", names(&mut members.iter())),
        ("properties", Json::object(properties)),
    ])
}

/// JSON Schema of codes, each with what stands above it.
pub fn codes_schema(codes: &[(&'static str, &[&str])]) -> Json {
    let list = codes.iter().map(|(code, _)| Json::str(*code));
    let each = codes.iter().map(|(code, doc)| {
        Json::object([("const", Json::str(*code)), ("description", Json::str(sentence(doc)))])
    });
    Json::object([("enum", Json::Array(list.collect())), ("oneOf", Json::Array(each.collect()))])
}

/// The schema with a description, in place of that of its type.
fn described(mut schema: Json, doc: &[&str]) -> Json {
    if let (Json::Object(members), false) = (&mut schema, doc.is_empty()) {
        members.insert("description".to_string(), Json::Str(sentence(doc)));
    }
    schema
}

/// The lines of a doc comment as one text.
fn sentence(doc: &[&str]) -> String {
    let mut out = String::new();
    for line in doc.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_comment_become_one_sentence() {
        assert_eq!(sentence(&[" How it ended,", "", " and why. "]), "How it ended, and why.");
        assert_eq!(sentence(&[]), "");
    }

    #[test]
    fn members_keep_their_order_and_codes_their_meaning() {
        let schema = object_schema(&[
            MemberSchema::of::<u16>("seats", &[" How many."]),
            MemberSchema::of::<Option<bool>>("acting", &[]),
        ]);
        assert_eq!(schema.get("x-order").unwrap().to_canonical(), r#"["seats","acting"]"#);
        assert_eq!(schema.get("required").unwrap().to_canonical(), r#"["seats"]"#);
        let seats = schema.get("properties").and_then(|all| all.get("seats")).unwrap();
        assert_eq!(seats.get("description").and_then(Json::as_str), Some("How many."));
        let codes = codes_schema(&[("a", &[" First."]), ("b", &[])]);
        assert_eq!(
            codes.to_canonical(),
            r#"{"enum":["a","b"],"oneOf":[{"const":"a","description":"First."},{"const":"b","description":""}]}"#
        );
    }
}
