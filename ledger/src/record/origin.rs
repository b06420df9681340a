//! The name of a ledger.

use alloc::string::{String, ToString};
use core::fmt;

use super::hash::Hash;

/// The unique name of one ledger: the first line of its checkpoints and the
/// name of its key (C2SP tlog-checkpoint, "origin"; signed-note, "key name").
///
/// Not empty, at most 255 bytes, no white space, no `+`, no control character.
/// A URL without its scheme is the custom: `ledger.example/inquiry`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(String);

/// Why a text cannot name a ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("origin \"{given}\" {problem}; write something like ledger.example/inquiry")]
pub struct OriginError {
    given: String,
    problem: &'static str,
}

impl Origin {
    /// Most bytes an origin may have. 255 is what one length byte can say in a
    /// C2SP subtree signature.
    pub const MAX_LEN: usize = 255;

    /// Checks and keeps a name.
    pub fn new(text: &str) -> Result<Self, OriginError> {
        let problem = if text.is_empty() {
            "is empty"
        } else if text.len() > Self::MAX_LEN {
            "is longer than 255 bytes"
        } else if text.chars().any(char::is_whitespace) {
            "has white space"
        } else if text.contains('+') {
            "has a plus sign"
        } else if text.chars().any(char::is_control) {
            "has a control character"
        } else {
            return Ok(Self(text.to_string()));
        };
        Err(OriginError { given: text.chars().take(80).collect(), problem })
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the first entry of this ledger names as its `previous`: BLAKE3 of
    /// a fixed text with the origin in it (FORMAT.md section 4).
    pub fn genesis(&self) -> Hash {
        let mut text = String::from("daybook genesis v1\n");
        text.push_str(&self.0);
        text.push('\n');
        Hash::of(text.as_bytes())
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_note_could_not_carry_is_refused() {
        assert!(Origin::new("ledger.example/inquiry").is_ok());
        for text in ["", "two words", "a+b", "a\u{a0}b", "line\nbreak", "nul\0"] {
            assert!(Origin::new(text).is_err(), "{text:?}");
        }
        assert!(Origin::new(&"x".repeat(255)).is_ok());
        assert!(Origin::new(&"x".repeat(256)).is_err());
    }

    #[test]
    fn two_ledgers_never_share_a_first_link() {
        let one = Origin::new("a.example").unwrap().genesis();
        let two = Origin::new("b.example").unwrap().genesis();
        assert_ne!(one, two);
    }
}
