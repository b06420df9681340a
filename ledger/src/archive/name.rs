//! Names of members: plain relative paths, safe to write to a disk.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

/// Longest name, bytes: the field that a ustar header has for it.
const LONGEST: usize = 100;

/// The name of a member: 1 to 100 bytes of `A-Z a-z 0-9 . _ -` in parts between
/// single slashes, none of them `.` or `..`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberName(String);

/// A text that is no name of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a member's name is a path of letters, digits, dots, underscores and hyphens, at most 100 bytes"
)]
pub struct NameError;

impl MemberName {
    /// Takes a name in its one form.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        let part = |part: &str| !matches!(part, "" | "." | "..") && part.bytes().all(plain);
        if text.len() <= LONGEST && text.split('/').all(part) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NameError)
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MemberName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
