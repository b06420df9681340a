//! The words of a form: a schema with a label for each field and each code.

use super::{code_in_words, labels::look_up};
use crate::record::Json;
use alloc::string::ToString;

/// Puts a `title` on every field and every code of a schema, in the words that
/// an entry's page uses for them.
#[must_use]
pub fn labelled(mut schema: Json) -> Json {
    label(&mut schema);
    schema
}

fn label(schema: &mut Json) {
    let Json::Object(members) = schema else { return };
    if let Some(Json::Array(codes)) = members.get_mut("oneOf") {
        for code in codes {
            let words = code.get("const").and_then(Json::as_str).map(code_in_words);
            if let (Json::Object(code), Some(words)) = (code, words) {
                code.insert("title".to_string(), Json::Str(words));
            }
        }
    }
    if let Some(items) = members.get_mut("items") {
        label(items);
    }
    if let Some(Json::Object(properties)) = members.get_mut("properties") {
        for (name, property) in properties {
            label(property);
            if let Json::Object(property) = property {
                let words = look_up(name).1.into_owned();
                // The facts of a kind already have the title of the kind.
                property.entry("title".to_string()).or_insert(Json::Str(words));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::kind_schema;

    #[test]
    fn fields_and_codes_get_the_words_of_an_entrys_page() {
        let schema = labelled(kind_schema("office_ended").unwrap());
        let facts = schema.get("properties").and_then(|all| all.get("event")).unwrap();
        assert_eq!(facts.get("title").and_then(Json::as_str), Some("Left office"));
        let reason = facts.get("properties").and_then(|all| all.get("reason")).unwrap();
        assert_eq!(reason.get("title").and_then(Json::as_str), Some("Reason"));
        let Some(Json::Array(codes)) = reason.get("oneOf") else { unreachable!() };
        let words = |code: &Json| code.get("title").and_then(Json::as_str).map(ToString::to_string);
        assert!(codes.iter().any(|code| words(code).as_deref() == Some("Term ended")), "{codes:?}");
        // What has no label in the table has at least its own name.
        let odd = labelled(Json::parse(br#"{"properties":{"odd_name":{}}}"#).unwrap());
        assert_eq!(odd.to_canonical(), r#"{"properties":{"odd_name":{"title":"Odd name"}}}"#);
    }
}
