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
        b'"' => string(text, at).map(|quoted| quoted.end),
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

/// A text in quotes: where it ends, and whether its bytes are its letters, which then
/// are ASCII.
struct Quoted {
    end: usize,
    is_plain: bool,
}

fn string(text: &str, at: usize) -> Option<Quoted> {
    let bytes = text.as_bytes();
    let (mut at, mut is_plain) = (at + 1, true);
    loop {
        let (run, is_ascii) = unescaped(&bytes[at..]);
        at += run;
        is_plain &= is_ascii;
        match *bytes.get(at)? {
            b'"' => return Some(Quoted { end: at + 1, is_plain }),
            b'\\' => {
                is_plain = false;
                at += escape(&bytes[at + 1..])?;
            }
            // A control character.
            _ => return None,
        }
    }
}

/// The length of an escape that had to be one, whose bytes after the stroke are `rest`.
fn escape(rest: &[u8]) -> Option<usize> {
    match rest.first()? {
        b'"' | b'\\' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => {
            let needed = match rest.get(1..5)? {
                [b'0', b'0', b'0', low] => matches!(low, b'0'..=b'7' | b'b' | b'e' | b'f'),
                [b'0', b'0', b'1', low] => matches!(low, b'0'..=b'9' | b'a'..=b'f'),
                _ => false,
            };
            needed.then_some(6)
        }
        _ => None,
    }
}

/// How many bytes stand before the first quote, stroke or control character, and whether
/// all of them are ASCII. Eight at a time: most of a ledger is inside of quotes.
fn unescaped(bytes: &[u8]) -> (usize, bool) {
    const fn each(byte: u8) -> u64 {
        u64::from_le_bytes([byte; 8])
    }
    const HIGH: u64 = each(0x80);
    // The high bit of each byte below `limit` (at most 128). A borrow can set it in bytes
    // after such a one as well, so the first that is set is always right.
    let below = |word: u64, limit: u8| word.wrapping_sub(each(limit)) & !word & HIGH;
    let (mut at, mut seen) = (0, 0);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let word = u64::from_le_bytes(*word);
        let stops = below(word ^ each(b'"'), 1) | below(word ^ each(b'\\'), 1) | below(word, 0x20);
        if stops != 0 {
            let before = stops.trailing_zeros() & !7;
            seen |= word & !(u64::MAX << before);
            return (at + before as usize / 8, seen & HIGH == 0);
        }
        seen |= word;
        at += 8;
    }
    let stop = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
    let left = rest.iter().position(stop).unwrap_or(rest.len());
    (at + left, seen & HIGH == 0 && rest[..left].is_ascii())
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
    let mut before: Option<Name<'_>> = None;
    loop {
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let quoted = string(text, at)?;
        let raw = &text[at + 1..quoted.end - 1];
        let name = Name { raw, is_plain: quoted.is_plain };
        if before.is_some_and(|before| !sorted(before, name)) {
            return None;
        }
        before = Some(name);
        if bytes.get(quoted.end) != Some(&b':') {
            return None;
        }
        let from = quoted.end + 1;
        let to = value(text, from, depth + 1, &mut |_, _, _| {})?;
        seen(raw, from, to);
        at = to;
        match bytes.get(at)? {
            b',' => at += 1,
            b'}' => return Some(at + 1),
            _ => return None,
        }
    }
}

/// The name of a member without its quotes, as it is spelt.
#[derive(Clone, Copy)]
struct Name<'a> {
    raw: &'a str,
    is_plain: bool,
}

/// Whether two names stand in the order of RFC 8785 section 3.2.3, and differ.
fn sorted(before: Name<'_>, after: Name<'_>) -> bool {
    if before.is_plain && after.is_plain {
        return before.raw < after.raw;
    }
    let units = |name: &str| {
        let quoted = alloc::format!("\"{name}\"");
        match Json::parse(quoted.as_bytes()) {
            Ok(Json::Str(text)) => Some(text.encode_utf16().collect::<alloc::vec::Vec<u16>>()),
            _ => None,
        }
    };
    match (units(before.raw), units(after.raw)) {
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

    /// Each stop at each place of a word, alone and after others, between bytes of all kinds.
    #[test]
    fn eight_bytes_at_a_time_are_as_good_as_one() {
        let one_by_one = |bytes: &[u8]| {
            let stop = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let end = bytes.iter().position(stop).unwrap_or(bytes.len());
            (end, bytes[..end].is_ascii())
        };
        for filler in [b'a', 0x20, 0x21, 0x23, 0x5b, 0x5d, 0x7f, 0x80, 0xa2, 0xdc, 0xff] {
            for length in 0..20 {
                let mut bytes = std::vec![filler; length];
                assert_eq!(unescaped(&bytes), one_by_one(&bytes));
                for at in 0..length {
                    for byte in 0..=255 {
                        bytes[at] = byte;
                        assert_eq!(unescaped(&bytes), one_by_one(&bytes), "{byte} at {at}");
                        for next in [b'"', b'\\', 0, 0x1f, 0x20, 0x80, 0x81, 0xff] {
                            let mut bytes = bytes.clone();
                            if let Some(after) = bytes.get_mut(at + 1) {
                                *after = next;
                            }
                            assert_eq!(unescaped(&bytes), one_by_one(&bytes));
                        }
                    }
                    bytes[at] = filler;
                }
            }
        }
    }

    proptest! {
        /// The scan and the parser-and-writer are two answers to one question.
        #[test]
        fn scan_and_rewrite_agree(text in "[ \\[\\]{},:\"\\\\/abu0-9ntrue\u{e9}\n-]{0,24}") {
            let rewritten = Json::parse(text.as_bytes()).is_ok_and(|json| json.to_canonical() == text);
            prop_assert_eq!(is_canonical(&text), rewritten, "{}", text);
        }

        #[test]
        fn scan_and_rewrite_agree_on_names(one in "[a-c\"\\\\nu0\u{e9}\u{fb33}\u{1f600}]{0,10}", two in "[a-c\"\\\\nu0\u{e9}\u{fb33}\u{1f600}]{0,10}") {
            let text = format!("{{\"{one}\":1,\"{two}\":2}}");
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
