//! Whether bytes are canonical JSON, decided in one pass without building it.
//!
//! Reading a ledger checks every byte of every entry; doing so by parsing and
//! writing again took ten times as long (see `scripts/bench`).

use super::json::{Json, MAX_INT};
use super::json_parse::MAX_DEPTH;

/// Whether `text` is exactly the canonical form of one JSON value.
pub fn is_canonical(text: &str) -> bool {
    scan(text, 0).is_some_and(|end| end == text.len())
}

/// The end of the canonical value that starts at `at`, if there is one.
pub(super) fn scan(text: &str, at: usize) -> Option<usize> {
    value(text, at, 0, &mut |_, _, _| {})
}

/// Like [`scan`] for an object that is a member of another (so one level of
/// nesting is used up), and tells each of its members: raw name, and where the
/// value starts and ends.
pub(super) fn scan_object(text: &str, at: usize, seen: Seen<'_>) -> Option<usize> {
    if text.as_bytes().get(at) != Some(&b'{') {
        return None;
    }
    object(text, at, 1, seen)
}

/// Told of each member of the outermost object: raw name, value's start and end.
pub(super) type Seen<'a> = &'a mut dyn FnMut(&str, usize, usize);

fn value(text: &str, at: usize, depth: usize, seen: Seen<'_>) -> Option<usize> {
    let rest = &text.as_bytes()[at..];
    match rest.first()? {
        b'{' | b'[' if depth >= MAX_DEPTH => None,
        b'{' => object(text, at, depth, seen),
        b'[' => array(text, at, depth),
        b'"' => string(text, at),
        b'-' | b'0'..=b'9' => number(rest).map(|length| at + length),
        b't' => rest.starts_with(b"true").then_some(at + 4),
        b'f' => rest.starts_with(b"false").then_some(at + 5),
        b'n' => rest.starts_with(b"null").then_some(at + 4),
        _ => None,
    }
}

fn number(rest: &[u8]) -> Option<usize> {
    let negative = rest.first() == Some(&b'-');
    let digits = &rest[usize::from(negative)..];
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match (length, digits.first()?) {
        (1, b'0') if !negative => {}
        (0, _) | (_, b'0') => return None,
        _ => {}
    }
    // 16 digits are the most that 2^53 - 1 has.
    let sum = digits[..length]
        .iter()
        .take(17)
        .fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let ended = !matches!(digits.get(length), Some(b'.' | b'e' | b'E'));
    (length <= 16 && sum <= MAX_INT && ended).then_some(length + usize::from(negative))
}

fn string(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    loop {
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => match bytes.get(at + 1)? {
                b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                b'u' => {
                    let code = bytes.get(at + 2..at + 6)?;
                    let needed = match code {
                        [b'0', b'0', b'0', low] => {
                            matches!(low, b'0'..=b'7' | b'b' | b'e' | b'f')
                        }
                        [b'0', b'0', b'1', low] => matches!(low, b'0'..=b'9' | b'a'..=b'f'),
                        _ => false,
                    };
                    if !needed {
                        return None;
                    }
                    at += 6;
                }
                _ => return None,
            },
            0..=0x1f => return None,
            _ => at += 1,
        }
    }
}

fn array(text: &str, at: usize, depth: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    if bytes.get(at) == Some(&b']') {
        return Some(at + 1);
    }
    loop {
        at = value(text, at, depth + 1, &mut |_, _, _| {})?;
        match bytes.get(at)? {
            b',' => at += 1,
            b']' => return Some(at + 1),
            _ => return None,
        }
    }
}

fn object(text: &str, at: usize, depth: usize, seen: Seen<'_>) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = at + 1;
    if bytes.get(at) == Some(&b'}') {
        return Some(at + 1);
    }
    let mut before: Option<&str> = None;
    loop {
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let name_end = string(text, at)?;
        let name = &text[at + 1..name_end - 1];
        if before.is_some_and(|before| !sorted(before, name)) {
            return None;
        }
        before = Some(name);
        if bytes.get(name_end) != Some(&b':') {
            return None;
        }
        let from = name_end + 1;
        let to = value(text, from, depth + 1, &mut |_, _, _| {})?;
        seen(name, from, to);
        at = to;
        match bytes.get(at)? {
            b',' => at += 1,
            b'}' => return Some(at + 1),
            _ => return None,
        }
    }
}

/// Whether two raw names (without their quotes) stand in the order of RFC
/// 8785 section 3.2.3, and differ.
fn sorted(before: &str, after: &str) -> bool {
    let plain = |name: &str| name.is_ascii() && !name.contains('\\');
    if plain(before) && plain(after) {
        return before < after;
    }
    let units = |name: &str| {
        let quoted = alloc::format!("\"{name}\"");
        match Json::parse(quoted.as_bytes()) {
            Ok(Json::Str(text)) => Some(text.encode_utf16().collect::<alloc::vec::Vec<u16>>()),
            _ => None,
        }
    };
    match (units(before), units(after)) {
        (Some(before), Some(after)) => before < after,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::format;
    use std::string::String;

    #[test]
    fn only_the_one_spelling_passes() {
        for text in
            ["0", "-1", "[]", "{}", r#"{"a":[1,"\n\u0000/é"],"b":null}"#, "9007199254740991"]
        {
            assert!(is_canonical(text), "{text}");
        }
        for text in [
            "",
            " 0",
            "0 ",
            "-0",
            "00",
            "1.0",
            "1e1",
            "9007199254740992",
            "99999999999999999999",
            r#"{"b":1,"a":1}"#,
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,}"#,
            "[1,]",
            "[1, 2]",
            r#""\/""#,
            r#""\u0041""#,
            r#""\u000a""#,
            r#""\u001F""#,
            r#""\u00e9""#,
            "\"\n\"",
            "\"",
            "{",
            "tru",
            r#"{"\ud83d\ude00":1}"#,
            "{\"\u{fb33}\":1,\"\u{1f600}\":2}",
            "[1}",
            "-",
        ] {
            assert!(!is_canonical(text), "{text}");
        }
        assert!(is_canonical("{\"\u{1f600}\":2,\"\u{fb33}\":1}"));
        assert!(!is_canonical(&format!("{}{}", "[".repeat(40), "]".repeat(40))));
    }

    proptest! {
        /// The scan and the parser-and-writer are two answers to one question.
        #[test]
        fn scan_and_rewrite_agree(text in "[ \\[\\]{},:\"\\\\/abu0-9ntrue\u{e9}\n-]{0,24}") {
            let rewritten = Json::parse(text.as_bytes()).is_ok_and(|json| json.to_canonical() == text);
            prop_assert_eq!(is_canonical(&text), rewritten, "{}", text);
        }

        #[test]
        fn what_the_writer_writes_passes(text in any::<String>(), number in -MAX_INT..=MAX_INT) {
            let json = Json::object([("k", Json::str(text.clone())), (text.as_str(), Json::Int(number))]);
            prop_assert!(is_canonical(&json.to_canonical()));
        }
    }
}
