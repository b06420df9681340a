//! Identifiers that others gave: codes of areas and of registers.

use super::ids::SchemeId;
use crate::record;
use crate::record::{Field, Json, Pointer, Reader, Writer};
use alloc::string::{String, ToString};

record! {
    /// What a register calls a body.
    pub struct BodyIdentifier {
        /// The register, such as `gss` or `companies-house`.
        pub scheme: SchemeId,
        /// What it calls the body.
        pub value: OfficialCode,
    }
}

macro_rules! pattern_text {
    ($(#[$meta:meta])* $name:ident $sound:path, $problem:literal, $remedy:literal, $pattern:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The code, if it is one.
            pub fn new(text: &str) -> Option<Self> {
                $sound(text).then(|| Self(text.to_string()))
            }

            /// The code as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Field for $name {
            fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
                match value.as_str().and_then(Self::new) {
                    Some(code) => Some(code),
                    None => reader.fault(at, Some(value), $problem, $remedy),
                }
            }

            fn blank() -> Self {
                Self(String::new())
            }

            fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
                Some(Json::str(self.0.clone()))
            }

            fn schema() -> Json {
                Json::object([("type", Json::str("string")), ("pattern", Json::str($pattern))])
            }
        }
    };
}

pattern_text! {
    /// A code of the Government Statistical Service for an area of the United
    /// Kingdom: `E08000018`.
    AreaCode is_area,
    "is not a code of an area",
    "write the nine characters of the GSS code, such as \"E08000018\"",
    "^[EKLMNSWJ][0-9]{8}$"
}

pattern_text! {
    /// What a register calls something. Public for ever, so never a person's
    /// name: no spaces, at most 40 characters.
    OfficialCode is_code,
    "is not a code of a register",
    "write 1 to 40 letters, digits, points, slashes and hyphens",
    "^[A-Za-z0-9./-]{1,40}$"
}

fn is_area(text: &str) -> bool {
    let digits = text.strip_prefix(['E', 'K', 'L', 'M', 'N', 'S', 'W', 'J']);
    digits.is_some_and(|digits| digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_code(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/' | b'-');
    (1..=40).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_one_spelling() {
        assert_eq!(AreaCode::new("E08000018").unwrap().as_str(), "E08000018");
        for bad in ["", "e08000018", "E0800001", "E080000189", "X08000018", "E0800001é"] {
            assert_eq!(AreaCode::new(bad), None, "{bad}");
        }
        assert_eq!(OfficialCode::new("371/A-2.1").unwrap().as_str(), "371/A-2.1");
        for bad in ["", "Ada Example", "Ŵ", "a_b", &"9".repeat(41)] {
            assert_eq!(OfficialCode::new(bad), None, "{bad}");
        }
    }
}
