//! Comma-separated values (RFC 4180, UTF-8) that no spreadsheet runs.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a line end is a formula
//! to some spreadsheets, so that words out of the record could run there
//! (CWE-1236). Such a cell gets an apostrophe in front, and the last column,
//! `altered_for_spreadsheet`, names the columns where that was done: taking it
//! away there gives the words of the record. Numbers are left as they are.

use super::Line;
use crate::record::Json;
use crate::views::sheet::Table;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// The media type.
pub const MEDIA_TYPE: &str = "text/csv; charset=utf-8; header=present";

const ALTERED: &str = "altered_for_spreadsheet";

/// The header of these lines; nothing where there is none to take it from.
pub fn header(lines: &[Line], out: &mut String) {
    if let Some(first) = lines.first() {
        names(first.iter().map(|(name, _)| name.as_str()), out);
    }
}

/// The header of events, where there is none to take it from.
pub fn events_header() -> String {
    let mut out = String::new();
    names(super::events::NAMES.iter().copied(), &mut out);
    out
}

/// A whole table: its header, then its lines, which may be none.
pub fn table(of: &Table, lines: &[Line]) -> String {
    let mut out = String::new();
    if lines.is_empty() {
        let header = super::tables::bare_header(of);
        names(header.iter().map(String::as_str), &mut out);
    }
    header(lines, &mut out);
    rows(lines, &mut out);
    out
}

fn names<'a>(names: impl Iterator<Item = &'a str>, out: &mut String) {
    for name in names {
        cell(name, out);
        out.push(',');
    }
    out.push_str(ALTERED);
    out.push_str("\r\n");
}

/// Adds lines to `out`, without a header.
pub fn rows(lines: &[Line], out: &mut String) {
    for line in lines {
        let mut altered: Vec<&str> = Vec::new();
        for (name, value) in line {
            let mut text = words(value);
            if !matches!(value, Json::Int(_)) && is_formula(&text) {
                text.insert(0, '\'');
                altered.push(name);
            }
            cell(&text, out);
            out.push(',');
        }
        cell(&altered.join(" "), out);
        out.push_str("\r\n");
    }
}

/// Whether a spreadsheet may run a cell that begins so.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])
}

/// A value as a cell reads; the members of a list stand beside each other.
fn words(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::Str(text) => text.clone(),
        Json::Int(number) => number.to_string(),
        Json::Array(items) => {
            let mut out = String::new();
            for item in items {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(&words(item));
            }
            out
        }
        other => other.to_canonical(),
    }
}

/// Adds a cell, in quotation marks where it needs them. A semicolon or a tab needs none
/// here, but many a program takes the separator to be what it sees most of.
pub(crate) fn cell(text: &str, out: &mut String) {
    let is_bare = !text.contains([',', ';', '\t', '"', '\r', '\n']);
    if is_bare && !text.starts_with(' ') && !text.ends_with(' ') {
        out.push_str(text);
        return;
    }
    out.push('"');
    for letter in text.chars() {
        if letter == '"' {
            out.push('"');
        }
        out.push(letter);
    }
    out.push('"');
}
