//! JSON lines: one object a line, members in order of their names, UTF-8.

use super::Line;
use crate::record::Json;
use alloc::collections::BTreeMap;
use alloc::string::String;

/// The media type.
pub const MEDIA_TYPE: &str = "application/jsonl; charset=utf-8";

/// Adds lines to `out`, each with its line feed.
pub fn lines(lines: &[Line], out: &mut String) {
    for line in lines {
        let mut members = BTreeMap::new();
        for (name, value) in line {
            members.insert(name.clone(), value.clone());
        }
        out.push_str(&Json::Object(members).to_canonical());
        out.push('\n');
    }
}
