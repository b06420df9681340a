//! Reading JSON strictly: what two readers could take differently is refused.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::json::{Json, MAX_INT};

/// How deep lists and objects may be nested. Real drafts need 5; the limit
/// keeps a hostile text from exhausting the stack.
pub const MAX_DEPTH: usize = 32;

/// Why a text is not JSON of this format; `at` is a byte offset from 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {at}: {problem}")]
pub struct JsonError {
    /// Where, in bytes from the start.
    pub at: usize,
    /// What is wrong, in words.
    pub problem: String,
}

impl Json {
    /// Reads one JSON value and nothing after it.
    ///
    /// Refused beyond RFC 8259: fractions and exponents, |n| >= 2^53, a member
    /// named twice, unpaired surrogates, more than [`MAX_DEPTH`] levels.
    pub fn parse(bytes: &[u8]) -> Result<Self, JsonError> {
        let text = core::str::from_utf8(bytes).map_err(|error| JsonError {
            at: error.valid_up_to(),
            problem: "is not UTF-8".to_string(),
        })?;
        let mut parser = Parser { text, at: 0 };
        parser.space();
        let value = parser.value(0)?;
        parser.space();
        if parser.at < text.len() {
            return Err(parser.fault("something follows the end of the value"));
        }
        Ok(value)
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn fault(&self, problem: &str) -> JsonError {
        JsonError { at: self.at, problem: problem.to_string() }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, problem: &str) -> Result<(), JsonError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.fault(problem))
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, JsonError> {
        match self.peek() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                Err(self.fault("nested deeper than 32 levels"))
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => self.string().map(Json::Str),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => Err(self.fault("no value starts like this")),
            None => Err(self.fault("the text ends where a value is due")),
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, JsonError> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(self.fault("no value starts like this"))
        }
    }

    fn number(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        let negative = self.peek() == Some(b'-');
        if negative {
            self.at += 1;
        }
        let digits_from = self.at;
        let mut sum: i64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            sum = sum * 10 + i64::from(digit - b'0');
            if sum > MAX_INT {
                self.at = start;
                return Err(self.fault("a number is beyond 2^53 - 1; write it as a text"));
            }
            self.at += 1;
        }
        let digits = self.at - digits_from;
        if digits == 0 {
            return Err(self.fault("a digit is due after the minus sign"));
        }
        if digits > 1 && self.text.as_bytes()[digits_from] == b'0' {
            self.at = start;
            return Err(self.fault("a number starts with a needless 0"));
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            self.at = start;
            return Err(self.fault(
                "a number has a fraction or an exponent; write whole numbers, a rate as numerator and denominator",
            ));
        }
        Ok(Json::Int(if negative { -sum } else { sum }))
    }

    fn array(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::Array(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Json::Array(items));
                }
                _ => return Err(self.fault("a comma or ] is due in a list")),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.at += 1;
        let mut members = BTreeMap::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            let name_at = self.at;
            let name = self.string()?;
            self.space();
            self.expect(b':', "a colon is due after the name of a member")?;
            self.space();
            let value = self.value(depth + 1)?;
            // One search for both: this is read for every event that is shown.
            if members.insert(name, value).is_some() {
                self.at = name_at;
                return Err(
                    self.fault("a member is named twice; which one counts would be a guess")
                );
            }
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Json::Object(members));
                }
                _ => return Err(self.fault("a comma or } is due in an object")),
            }
        }
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.expect(b'"', "a text in double quotes is due")?;
        let mut out = String::new();
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let plain = rest
                .iter()
                .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
                .unwrap_or(rest.len());
            out.push_str(&self.text[self.at..self.at + plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(_) => {
                    return Err(self.fault("a control character stands bare in a text; escape it"));
                }
                None => return Err(self.fault("the text ends inside a quoted text")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        self.at += 1;
        let plain = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode_escape();
            }
            _ => return Err(self.fault("no such escape")),
        };
        self.at += 1;
        Ok(plain)
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let first = self.four_hex()?;
        let code = match first {
            0xd800..=0xdbff => {
                self.expect(b'\\', "half a surrogate pair stands alone")?;
                self.expect(b'u', "half a surrogate pair stands alone")?;
                let second = self.four_hex()?;
                if !(0xdc00..=0xdfff).contains(&second) {
                    return Err(self.fault("half a surrogate pair stands alone"));
                }
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            }
            other => other,
        };
        char::from_u32(code).ok_or_else(|| self.fault("half a surrogate pair stands alone"))
    }

    fn four_hex(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let value = digits.and_then(|digits| {
            digits.iter().try_fold(0_u32, |sum, &digit| {
                char::from(digit).to_digit(16).map(|value| sum * 16 + value)
            })
        });
        let value = value.ok_or_else(|| self.fault("four hexadecimal digits are due after \\u"))?;
        self.at += 4;
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::format;

    #[test]
    fn what_two_readers_could_take_differently_is_refused() {
        for (text, words) in [
            ("", "ends where a value is due"),
            ("{\"a\":1,\"a\":2}", "named twice"),
            ("{\"a\":1,\"\\u0061\":2}", "named twice"),
            ("1.5", "fraction"),
            ("1e3", "fraction or an exponent"),
            ("9007199254740992", "2^53"),
            ("-9007199254740992", "2^53"),
            ("99999999999999999999999999", "2^53"),
            ("01", "needless 0"),
            ("-", "digit is due"),
            ("\"\\ud800\"", "surrogate"),
            ("\"\\ud800\\u0041\"", "surrogate"),
            ("\"\\udc00\"", "surrogate"),
            ("\"\\u12g4\"", "hexadecimal"),
            ("\"\\u12", "hexadecimal"),
            ("\"\\x\"", "no such escape"),
            ("\"a\nb\"", "control character"),
            ("\"abc", "ends inside"),
            ("[1,]", "no value starts"),
            ("[1 2]", "comma or ]"),
            ("{\"a\" 1}", "colon"),
            ("{a:1}", "double quotes"),
            ("{\"a\":1,}", "double quotes"),
            ("tru", "no value"),
            ("1 1", "follows the end"),
            ("\u{feff}1", "no value starts"),
        ] {
            let error = Json::parse(text.as_bytes()).expect_err(text);
            assert!(error.problem.contains(words), "{text}: {error}");
        }
        assert_eq!(Json::parse(b"\"a\xff\"").unwrap_err().at, 2);
    }

    #[test]
    fn depth_is_bounded_before_the_stack_is() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(Json::parse(deep(MAX_DEPTH).as_bytes()).is_ok());
        assert!(Json::parse(deep(MAX_DEPTH + 1).as_bytes()).is_err());
        assert!(Json::parse("[".repeat(1_000_000).as_bytes()).is_err());
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            (-MAX_INT..=MAX_INT).prop_map(Json::Int),
            any::<String>().prop_map(Json::Str),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
                prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Json::Object),
            ]
        })
    }

    proptest! {
        #[test]
        fn canonical_text_reads_back_and_is_a_fixed_point(value in any_json()) {
            let text = value.to_canonical();
            let back = Json::parse(text.as_bytes()).unwrap();
            prop_assert_eq!(&back, &value);
            prop_assert_eq!(back.to_canonical(), text.clone());
            // An unrelated reader agrees on the meaning.
            let other: serde_json::Value = serde_json::from_str(&text).unwrap();
            let respelled = serde_json::to_string_pretty(&other).unwrap();
            prop_assert_eq!(Json::parse(respelled.as_bytes()).unwrap(), value);
        }

        #[test]
        fn hostile_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Json::parse(&bytes);
        }
    }
}
