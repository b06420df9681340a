//! JSON as this format knows it, and its one canonical form.
//!
//! RFC 8785 (JCS) over a smaller JSON: whole numbers only, |n| < 2^53, so that
//! no reader anywhere can round a number. Two texts with the same meaning have
//! the same canonical bytes, and only canonical bytes are ever hashed.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

/// The largest whole number that every JSON reader keeps exactly: 2^53 - 1.
pub const MAX_INT: i64 = (1 << 53) - 1;

/// A JSON value without fractions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number, |n| < 2^53.
    Int(i64),
    /// A text, kept code point by code point: never normalised.
    Str(String),
    /// A list.
    Array(Vec<Json>),
    /// Members by name; a name occurs once.
    Object(BTreeMap<String, Json>),
}

impl Json {
    /// A text value.
    pub fn str(text: impl Into<String>) -> Self {
        Self::Str(text.into())
    }

    /// An object of the given members.
    pub fn object<'a>(members: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        // One by one: collecting sorts first, and that sort, once for each
        // caller, would be a large part of the viewer.
        let mut object = BTreeMap::new();
        for (name, value) in members {
            object.insert(name.into(), value);
        }
        Self::Object(object)
    }

    /// The member `name`, when this is an object that has it.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.get(name),
            _ => None,
        }
    }

    /// The text, when this is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number, when this is one.
    pub const fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// What kind of value this is, in words for an error message.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Int(_) => "a number",
            Self::Str(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The canonical text: no space, members sorted by their UTF-16 code
    /// units, shortest escapes (RFC 8785 section 3.2).
    pub fn to_canonical(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Int(number) => {
                // Writing to a String cannot fail.
                let _ = write!(out, "{number}");
            }
            Self::Str(text) => write_text(text, out),
            Self::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => write_members(members, out),
        }
    }
}

fn write_members(members: &BTreeMap<String, Json>, out: &mut String) {
    let mut write_all = |sorted: &mut dyn Iterator<Item = (&String, &Json)>| {
        out.push('{');
        for (at, (name, value)) in sorted.enumerate() {
            if at > 0 {
                out.push(',');
            }
            write_text(name, out);
            out.push(':');
            value.write(out);
        }
        out.push('}');
    };
    if members.keys().all(|name| name.is_ascii()) {
        write_all(&mut members.iter());
    } else {
        // The map sorts by UTF-8; RFC 8785 sorts by UTF-16. They differ only
        // where code points above U+FFFF meet U+E000 to U+FFFF.
        let mut sorted: Vec<(&String, &Json)> = Vec::with_capacity(members.len());
        for member in members {
            let before =
                |other: &(&String, &Json)| other.0.encode_utf16().lt(member.0.encode_utf16());
            sorted.insert(sorted.partition_point(before), member);
        }
        write_all(&mut sorted.into_iter());
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut plain_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x09 => "\\t",
            0x0a => "\\n",
            0x0c => "\\f",
            0x0d => "\\r",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(&text[plain_from..at]);
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
        plain_from = at + 1;
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{vec, vec::Vec};

    fn canonical(text: &str) -> String {
        Json::parse(text.as_bytes()).unwrap().to_canonical()
    }

    #[test]
    fn one_meaning_has_one_text() {
        assert_eq!(
            canonical(" { \"b\" : 1 , \"a\" : [ true , null ] } "),
            r#"{"a":[true,null],"b":1}"#
        );
        assert_eq!(canonical(r#""é\/\u000f\u000A""#), "\"é/\\u000f\\n\"");
        assert_eq!(canonical("-0"), "0");
        assert_eq!(canonical(r#""\ud83d\ude02""#), "\"😂\"");
    }

    #[test]
    fn members_are_sorted_as_rfc_8785_section_3_2_3_shows() {
        let given =
            r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#;
        let Json::Object(members) = Json::parse(given.as_bytes()).unwrap() else { unreachable!() };
        let text = Json::Object(members).to_canonical();
        let order: Vec<i64> =
            text.chars().filter(char::is_ascii_digit).map(|c| i64::from(c as u8 - b'0')).collect();
        // "1" is itself a digit and the name of member 4.
        assert_eq!(order, vec![2, 1, 4, 6, 7, 1, 5, 3]);
    }
}
