//! The plain values that fields are made of.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::field::{Field, Reader, Writer, wrong_type};
use super::json::{Json, MAX_INT};
use super::pointer::Pointer;
use super::sealed::Commitment;

/// A value that may one day have to be erased: every free text, every
/// person's name, every count that could be small.
///
/// The entry holds only a salted commitment to it. Whether a field is sealed
/// is decided by this type and by nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sealed<T> {
    /// The value can be read.
    Open(T),
    /// It was redacted; what is left proves that it once was there.
    Withheld(Commitment),
}

impl<T> Sealed<T> {
    /// The value, unless it was redacted.
    pub const fn open(&self) -> Option<&T> {
        match self {
            Self::Open(value) => Some(value),
            Self::Withheld(_) => None,
        }
    }
}

impl<T: Field> Field for Sealed<T> {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        reader.note_sealed(at);
        if let (Json::Null, Some(commitment)) = (value, reader.withheld(at)) {
            return Some(Self::Withheld(commitment));
        }
        T::read(value, at, reader).map(Self::Open)
    }

    fn absent(at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        match Self::redacted(at, reader) {
            Some(withheld) => Some(withheld),
            None => T::absent(at, reader).map(Self::Open),
        }
    }

    fn redacted(at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        let commitment = reader.withheld(at)?;
        reader.note_sealed(at);
        Some(Self::Withheld(commitment))
    }

    fn blank() -> Self {
        Self::Open(T::blank())
    }

    fn write(&self, at: &Pointer, writer: &mut Writer) -> Option<Json> {
        match self {
            Self::Open(value) => {
                // One seal covers the whole value: nothing inside is sealed again.
                let json = value.write(at, &mut Writer::inline())?;
                writer.seal(at, json)
            }
            Self::Withheld(_) => None,
        }
    }

    fn schema() -> Json {
        let mut schema = T::schema();
        if let Json::Object(members) = &mut schema {
            members.insert("x-sealed".to_string(), Json::Bool(true));
        }
        schema
    }
}

impl<T: Field> Field for Option<T> {
    const OPTIONAL: bool = true;

    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(value, at, reader).map(Some)
    }

    fn absent(at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        Some(T::redacted(at, reader))
    }

    fn blank() -> Self {
        None
    }

    fn write(&self, at: &Pointer, writer: &mut Writer) -> Option<Json> {
        self.as_ref().and_then(|value| value.write(at, writer))
    }

    fn schema() -> Json {
        T::schema()
    }
}

/// Most items in one list of a draft.
pub const MAX_ITEMS: usize = 1_000;

fn items_of<'a>(value: &'a Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<&'a [Json]> {
    let Json::Array(items) = value else {
        return wrong_type(value, "a list", at, reader);
    };
    if items.len() > MAX_ITEMS {
        let problem = words!("has {} items", items.len());
        return reader.fault(at, None, problem, "write at most 1,000");
    }
    Some(items)
}

/// A list may be left out when it is empty, and is never written empty, so
/// that "no items" has one spelling.
impl<T: Field> Field for Vec<T> {
    const OPTIONAL: bool = true;

    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        let items = items_of(value, at, reader)?;
        let mut read = Self::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            // All are read, so that all faults are noted.
            read.extend(T::read(item, &at.item(place), reader));
        }
        (read.len() == items.len()).then_some(read)
    }

    fn absent(_at: &Pointer, _reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self::new())
    }

    fn blank() -> Self {
        Self::new()
    }

    fn write(&self, at: &Pointer, writer: &mut Writer) -> Option<Json> {
        if self.is_empty() {
            return None;
        }
        let seat = |(place, item): (usize, &T)| item.write(&at.item(place), writer);
        // A sealed item leaves `null`, so that the others keep their places.
        let items = self.iter().enumerate().map(seat).map(|item| item.unwrap_or(Json::Null));
        Some(Json::Array(items.collect()))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("array")),
            ("items", T::schema()),
            ("maxItems", Json::Int(1_000)),
        ])
    }
}

impl<T: Field> Field for Box<T> {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(value, at, reader).map(Self::new)
    }

    fn blank() -> Self {
        Self::new(T::blank())
    }

    fn write(&self, at: &Pointer, writer: &mut Writer) -> Option<Json> {
        self.as_ref().write(at, writer)
    }

    fn schema() -> Json {
        T::schema()
    }
}

impl Field for bool {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        match value {
            Json::Bool(value) => Some(*value),
            other => wrong_type(other, "true or false", at, reader),
        }
    }

    fn blank() -> Self {
        false
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::Bool(*self))
    }

    fn schema() -> Json {
        Json::object([("type", Json::str("boolean"))])
    }
}

fn number_of(value: &Json, most: i64, at: &Pointer, reader: &mut Reader<'_>) -> Option<i64> {
    let Json::Int(number) = value else {
        return wrong_type(value, "a whole number", at, reader);
    };
    if (0..=most).contains(number) {
        return Some(*number);
    }
    let remedy = words!("write a whole number from 0 to {most}");
    reader.fault(at, Some(value), "is out of range", remedy)
}

macro_rules! whole_number {
    ($type:ty, $most:expr) => {
        impl Field for $type {
            fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
                let most = i64::try_from($most).unwrap_or(MAX_INT);
                <$type>::try_from(number_of(value, most, at, reader)?).ok()
            }

            fn blank() -> Self {
                0
            }

            fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
                // A number beyond 2^53 - 1 cannot have been read.
                Some(Json::Int(i64::try_from(*self).unwrap_or(MAX_INT).min(MAX_INT)))
            }

            fn schema() -> Json {
                Json::object([
                    ("type", Json::str("integer")),
                    ("minimum", Json::Int(0)),
                    ("maximum", Json::Int(i64::try_from($most).unwrap_or(MAX_INT))),
                ])
            }
        }
    };
}
whole_number!(u8, u8::MAX);
whole_number!(u16, u16::MAX);
whole_number!(u32, u32::MAX);
whole_number!(u64, MAX_INT);

/// Free text of a record, kept byte for byte: never trimmed or normalised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// Most bytes in UTF-8: with the rest of its draft it fits one list of openings.
    pub const MAX_BYTES: usize = 60_000;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of a person or a body, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Most characters (Unicode scalar values).
    pub const MAX_CHARS: usize = 200;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn reads_as_nothing(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// Marks that can turn the order of what is shown (Unicode UAX 9): in a name
/// they can make one person read as another.
const fn is_bidi_control(letter: char) -> bool {
    matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl Field for Text {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        let Json::Str(text) = value else {
            return wrong_type(value, "a text", at, reader);
        };
        let control = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        if reads_as_nothing(text) {
            reader.fault(at, Some(value), "is empty", "write the text, or leave the field out")
        } else if text.len() > Self::MAX_BYTES {
            let problem = words!("is {} bytes long", text.len());
            reader.fault(at, Some(value), problem, "write at most 60,000 bytes of UTF-8")
        } else if text.chars().any(control) {
            reader.fault(at, Some(value), "has a control character", "take it out")
        } else {
            Some(Self(text.clone()))
        }
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::str(self.0.clone()))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("string")),
            ("format", Json::str("text")),
            ("minLength", Json::Int(1)),
            ("maxLength", Json::Int(60_000)),
        ])
    }
}

impl Field for Name {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        let Json::Str(text) = value else {
            return wrong_type(value, "a name", at, reader);
        };
        if reads_as_nothing(text) {
            reader.fault(at, Some(value), "is empty", "write the name, or leave the field out")
        } else if text.chars().count() > Self::MAX_CHARS {
            reader.fault(at, Some(value), "is too long", "write at most 200 characters")
        } else if text.chars().any(|letter| letter.is_control() || is_bidi_control(letter)) {
            let remedy = "take out line breaks and direction marks";
            reader.fault(at, Some(value), "has a control character", remedy)
        } else {
            Some(Self(text.clone()))
        }
    }

    fn blank() -> Self {
        Self(String::new())
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::str(self.0.clone()))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("string")),
            ("format", Json::str("name")),
            ("minLength", Json::Int(1)),
            ("maxLength", Json::Int(200)),
        ])
    }
}
