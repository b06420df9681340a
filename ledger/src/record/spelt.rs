//! Fields that are spelt as short texts: codes from a list, and identifiers.

use super::{Json, Pointer, Reader};
use alloc::string::{String, ToString};

/// Defines an enum of codes that a draft spells as texts.
#[macro_export]
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $($(#[doc = $doc:literal])* $variant:ident = $code:literal),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[doc = $doc])* $variant,)*
        }

        impl $name {
            /// All codes, in the order of the format.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as a draft spells it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The codes as drafts spell them, in the same order.
            const SPELT: &'static [&'static str] = &[$($code),*];

            /// The code spelt `text`.
            pub fn parse(text: &str) -> Option<Self> {
                let place = Self::SPELT.iter().position(|code| *code == text)?;
                Self::ALL.get(place).copied()
            }
        }

        impl $crate::record::Field for $name {
            fn read(
                value: &$crate::record::Json,
                at: &$crate::record::Pointer,
                reader: &mut $crate::record::Reader<'_>,
            ) -> Option<Self> {
                let place = $crate::record::read_code(value, Self::SPELT, at, reader)?;
                Self::ALL.get(place).copied()
            }

            fn blank() -> Self {
                const { Self::ALL[0] }
            }

            fn write(
                &self,
                _at: &$crate::record::Pointer,
                _writer: &mut $crate::record::Writer,
            ) -> Option<$crate::record::Json> {
                Some($crate::record::Json::str(self.as_str()))
            }

            fn schema() -> $crate::record::Json {
                $crate::record::codes_schema(&[$(($code, &[$($doc),*])),*])
            }
        }
    };
}

/// Defines an identifier: lower-case letters, digits and hyphens, 1 to 64,
/// not starting with a hyphen. It is public for ever, so it must not be a
/// person's name.
#[macro_export]
macro_rules! slug_id {
    ($(#[$meta:meta])* pub struct $name:ident;) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(::alloc::string::String);

        impl $name {
            /// The identifier spelt `text`, if it is one.
            pub fn new(text: &str) -> Option<Self> {
                $crate::record::is_slug(text).then(|| Self(text.into()))
            }

            /// The identifier as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::record::Field for $name {
            fn read(
                value: &$crate::record::Json,
                at: &$crate::record::Pointer,
                reader: &mut $crate::record::Reader<'_>,
            ) -> Option<Self> {
                $crate::record::read_slug(value, at, reader).map(Self)
            }

            fn blank() -> Self {
                Self(::alloc::string::String::new())
            }

            fn write(
                &self,
                at: &$crate::record::Pointer,
                writer: &mut $crate::record::Writer,
            ) -> Option<$crate::record::Json> {
                writer.note_id(stringify!($name), self.as_str(), at);
                Some($crate::record::Json::str(self.as_str()))
            }

            fn schema() -> $crate::record::Json {
                $crate::record::Json::object([
                    ("type", $crate::record::Json::str("string")),
                    ("pattern", $crate::record::Json::str("^[a-z0-9][a-z0-9-]{0,63}$")),
                    ("x-id", $crate::record::Json::str(stringify!($name))),
                ])
            }
        }
    };
}

/// Reads a code; its place in the list. One function for all lists of codes:
/// the viewer pays for every copy.
pub fn read_code(
    value: &Json,
    codes: &[&str],
    at: &Pointer,
    reader: &mut Reader<'_>,
) -> Option<usize> {
    let place = value.as_str().and_then(|text| codes.iter().position(|code| *code == text));
    match place {
        Some(place) => Some(place),
        None => {
            let remedy = words!("write one of: {}", codes.join(", "));
            reader.fault(at, Some(value), "is not one of the codes", remedy)
        }
    }
}

/// Reads an identifier, whatever it identifies.
pub fn read_slug(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<String> {
    match value.as_str().filter(|text| is_slug(text)) {
        Some(id) => Some(id.to_string()),
        None => {
            let remedy = "write 1 to 64 lower-case letters, digits and hyphens, \
                          starting with a letter or digit";
            reader.fault(at, Some(value), "is not an identifier", remedy)
        }
    }
}

/// Whether `text` is an identifier as [`slug_id!`](crate::slug_id) has them.
pub fn is_slug(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && !text.starts_with('-')
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
