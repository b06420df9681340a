//! The facts of an event as labelled lines. Labels come from the names of the
//! fields, so that a kind added to the vocabulary shows without work here;
//! sealed words are shown exactly as they were recorded.

use ledger::events::{BodyId, Edtf, EventId, OfficeId, PersonId, RecommendationId};
use ledger::record::{Entry, Json, Openings, merge};

use super::replay::Replay;
use crate::format;
use crate::wire::Field;

/// Fields that tell most, first.
const FIRST: [&str; 7] = [
    "/event/title",
    "/event/name",
    "/event/text",
    "/event/wording",
    "/event/subject",
    "/event/person",
    "/event/body",
];

/// The facts of the event.
pub(super) fn fields(replay: &Replay, entry: &Entry, openings: &Openings) -> Vec<Field> {
    let public = entry.draft_json().clone();
    let (json, withheld) = match merge(public.clone(), openings) {
        Ok(merged) => (
            merged.json,
            merged.withheld.into_iter().map(|(pointer, _)| pointer).collect::<Vec<_>>(),
        ),
        Err(_) => (public, Vec::new()),
    };
    let sealed = openings.as_slice().iter().map(|opening| opening.pointer.as_str()).collect();
    let mut lines = Lines { replay, sealed, out: Vec::new() };
    if let Some(event) = json.get("event") {
        lines.walk("/event", event);
    }
    let mut out = lines.out;
    out.extend(withheld.into_iter().filter(|pointer| pointer.starts_with("/event/")).map(
        |pointer| {
            let field = Field { label: label(&pointer), value: None, link: None };
            (pointer, field)
        },
    ));
    let rank =
        |pointer: &str| FIRST.iter().position(|first| *first == pointer).unwrap_or(FIRST.len());
    let out = crate::order::by_text(out, |(pointer, _)| format!("{}{pointer}", rank(pointer)));
    out.into_iter().map(|(_, field)| field).collect()
}

struct Lines<'a> {
    replay: &'a Replay,
    sealed: Vec<&'a str>,
    out: Vec<(String, Field)>,
}

impl Lines<'_> {
    fn walk(&mut self, pointer: &str, value: &Json) {
        match value {
            Json::Object(members) => {
                for (name, member) in members {
                    self.walk(&format!("{pointer}/{name}"), member);
                }
            }
            Json::Array(items)
                if items.iter().any(|item| matches!(item, Json::Object(_) | Json::Array(_))) =>
            {
                for (at, item) in items.iter().enumerate() {
                    self.walk(&format!("{pointer}/{at}"), item);
                }
            }
            Json::Array(items) => {
                let words: Vec<String> = items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| self.words(&format!("{pointer}/{at}"), item))
                    .collect();
                if !words.is_empty() {
                    self.put(pointer, words.join("; "));
                }
            }
            Json::Null => {}
            value => {
                let words = self.words(pointer, value);
                self.put(pointer, words);
            }
        }
    }

    fn put(&mut self, pointer: &str, value: String) {
        // A document has a page of its own.
        let is_document = pointer.ends_with("/blake3") || pointer == "/event/document";
        let link = (is_document && value.len() == 64).then(|| format!("/document/{value}"));
        let field = Field { label: label(pointer), value: Some(value), link };
        self.out.push((pointer.to_owned(), field));
    }

    fn words(&self, pointer: &str, value: &Json) -> String {
        match value {
            Json::Bool(true) => "Yes".into(),
            Json::Bool(false) => "No".into(),
            Json::Int(number) => {
                u64::try_from(*number).map_or_else(|_| number.to_string(), format::thousands)
            }
            Json::Str(text) if self.sealed.contains(&pointer) => text.clone(),
            Json::Str(text) => self.coded(text),
            other => other.to_canonical(),
        }
    }

    /// An identifier by its name, a date or a code in words, anything else as it is.
    fn coded(&self, text: &str) -> String {
        let names = self.replay.timeline.names();
        let known = [
            BodyId::new(text).and_then(|id| names.bodies.get(id.as_str())),
            PersonId::new(text).and_then(|id| names.persons.get(id.as_str())),
            OfficeId::new(text).and_then(|id| names.offices.get(id.as_str())),
            RecommendationId::new(text).and_then(|id| names.recommendations.get(id.as_str())),
        ];
        if let Some(name) = known.into_iter().flatten().next() {
            return name.clone();
        }
        if let Some(row) = EventId::new(text).and_then(|id| self.replay.timeline.event(&id)) {
            return format!("{} (event {})", row.title, row.index);
        }
        if text.starts_with(|first: char| first.is_ascii_digit() || "[/".contains(first))
            && let Ok(date) = Edtf::parse(text)
        {
            return date.in_words();
        }
        code_words(text)
    }
}

/// `not_stated` as "Not stated"; identifiers with digits or hyphens stay as they are.
pub(super) fn code_words(code: &str) -> String {
    let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if plain { capital(&code.replace('_', " ")) } else { code.to_owned() }
}

/// A label from a JSON pointer: `/event/about_bodies/0` is "About bodies".
fn label(pointer: &str) -> String {
    let parts: Vec<&str> =
        pointer.split('/').skip(2).filter(|part| part.parse::<usize>().is_err()).collect();
    capital(&parts.join(", ").replace('_', " "))
}

/// Words for any place in a draft: `/sources/0/title` is "Sources 1, title".
pub(super) fn place_words(pointer: &str) -> String {
    let mut out = String::new();
    for part in pointer.split('/').skip(1).filter(|part| *part != "event") {
        match part.parse::<usize>() {
            Ok(item) => {
                out.push(' ');
                out.push_str(&(item + 1).to_string());
            }
            Err(_) => {
                if !out.is_empty() {
                    out.push_str(", ");
                }
                out.push_str(&part.replace('_', " "));
            }
        }
    }
    capital(&out)
}

/// The same words with a capital first. They are our own and so ASCII: the
/// tables of all capitals in the world would cost four kilobytes.
pub(super) use crate::format::capital;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_codes_read_as_words() {
        assert_eq!(label("/event/about_bodies/0"), "About bodies");
        assert_eq!(label("/event/measure/low"), "Measure, low");
        assert_eq!(place_words("/sources/0/title"), "Sources 1, title");
        assert_eq!(place_words("/event/about_bodies/1"), "About bodies 2");
        assert_eq!(code_words("not_stated"), "Not stated");
        assert_eq!(code_words("person-a1"), "person-a1");
        assert_eq!(code_words(""), "");
    }
}
