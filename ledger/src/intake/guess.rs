//! Which field a column may be. A guess is shown to a person and decides nothing.

use crate::events::KINDS;
use alloc::string::String;

/// Names that columns have in practice, by the last part of the field's pointer.
const CALLED: [(&str, &[&str]); 16] = [
    ("body", &["organisation", "board", "authority", "council", "force", "body_id"]),
    ("call", &["data_call", "call_id"]),
    ("received", &["date_received", "return_date", "returned_on", "date_returned"]),
    ("numerator", &["count", "number", "victims", "total"]),
    ("denominator", &["population", "base", "children"]),
    ("missing", &["why_missing", "missing_reason"]),
    ("reason_text", &["why", "explanation"]),
    ("note", &["notes", "comment", "comments"]),
    ("person", &["person_id", "holder"]),
    ("office", &["post", "role", "office_id"]),
    ("spell", &["spell_id"]),
    ("effective", &["start", "start_date", "end_date", "from", "date", "effective_date"]),
    ("announced", &["date_announced", "announced_on"]),
    ("id", &["reference", "event_id"]),
    ("inquiry", &["matter", "case"]),
    ("kind", &["answer", "event", "type", "what"]),
];

/// Words that stand for a kind in a column of kinds.
const MEANT: [(&str, &str); 16] = [
    ("data", "return_received"),
    ("returned", "return_received"),
    ("received", "return_received"),
    ("nil", "nil_return"),
    ("none", "nil_return"),
    ("unable", "unable_to_provide"),
    ("cannot_provide", "unable_to_provide"),
    ("refused", "declined"),
    ("decline", "declined"),
    ("start", "appointed"),
    ("appointment", "appointed"),
    ("elected", "appointed"),
    ("end", "office_ended"),
    ("ended", "office_ended"),
    ("left", "office_ended"),
    ("resigned", "office_ended"),
];

/// Lower-case letters and digits, everything between them as one underscore.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in text.trim().chars() {
        if letter.is_ascii_alphanumeric() {
            out.push(letter.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
    }
    if out.ends_with('_') {
        out.pop();
    }
    out
}

/// The place among `fields` (pointer and label) that a column of this name is
/// likely to be; `None` rather than a far-fetched one.
pub fn guess(name: &str, fields: &[(String, String)]) -> Option<usize> {
    let name = plain(name);
    let last = |pointer: &str| String::from(pointer.rsplit('/').next().unwrap_or_default());
    let called =
        CALLED.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field);
    fields
        .iter()
        .position(|(pointer, label)| last(pointer) == name || plain(label) == name)
        .or_else(|| fields.iter().position(|(pointer, _)| Some(last(pointer).as_str()) == called))
}

/// The kind that a cell means: its code, its title, or a word of practice.
pub fn kind_of(cell: &str) -> Option<&'static str> {
    let word = plain(cell);
    let known = KINDS.iter().find(|info| info.kind == word || plain(info.title) == word);
    known.map(|info| info.kind).or_else(|| {
        let (_, kind) = MEANT.iter().find(|(meant, _)| *meant == word)?;
        crate::events::kind_info(kind).map(|info| info.kind)
    })
}
