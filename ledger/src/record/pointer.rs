//! Where in a draft a value stands (JSON pointer, RFC 6901).

use alloc::string::String;
use core::fmt;
use core::fmt::Write as _;

use super::json::Json;

/// A path from the top of a draft to one value. The empty pointer is the top.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pointer(String);

impl Pointer {
    /// The draft itself.
    pub const fn root() -> Self {
        Self(String::new())
    }

    /// The member `name` of the value here.
    #[must_use]
    pub fn key(&self, name: &str) -> Self {
        let mut text = String::with_capacity(self.0.len() + name.len() + 1);
        text.push_str(&self.0);
        text.push('/');
        // Names of fields need no escape, and there are many of them.
        if !name.bytes().any(|b| matches!(b, b'~' | b'/')) {
            text.push_str(name);
            return Self(text);
        }
        for letter in name.chars() {
            match letter {
                '~' => text.push_str("~0"),
                '/' => text.push_str("~1"),
                other => text.push(other),
            }
        }
        Self(text)
    }

    /// Item `at`, from 0, of the list here.
    #[must_use]
    pub fn item(&self, at: usize) -> Self {
        let mut text = self.0.clone();
        // Writing to a String cannot fail.
        let _ = write!(text, "/{at}");
        Self(text)
    }

    /// The pointer as RFC 6901 writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Puts `value` where `pointer` says: as a new member of an object that is
/// there, or in place of the `null` that keeps a sealed item's seat in a list.
/// `false` when there is no such place, or it is taken.
pub fn put_at(top: &mut Json, pointer: &str, value: Json) -> bool {
    let Some((parent, last)) = pointer.rsplit_once('/') else {
        return false;
    };
    let mut here = top;
    for part in parent.split('/').skip(1) {
        let next = match here {
            Json::Object(members) => members.get_mut(&unescape(part)),
            Json::Array(items) => part.parse::<usize>().ok().and_then(|at| items.get_mut(at)),
            _ => None,
        };
        match next {
            Some(value) => here = value,
            None => return false,
        }
    }
    match here {
        Json::Object(members) => {
            let name = unescape(last);
            if members.contains_key(&name) {
                return false;
            }
            members.insert(name, value);
            true
        }
        Json::Array(items) => match last.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
            Some(seat @ Json::Null) => {
                *seat = value;
                true
            }
            _ => false,
        },
        _ => false,
    }
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_what_rfc_6901_says() {
        let pointer = Pointer::root().key("a/b").item(2).key("m~n");
        assert_eq!(pointer.as_str(), "/a~1b/2/m~0n");
    }

    #[test]
    fn a_value_goes_only_into_an_empty_seat() {
        let mut top = Json::parse(br#"{"event":{"list":[null,1]},"a/b":{}}"#).unwrap();
        assert!(put_at(&mut top, "/event/name", Json::Int(1)));
        assert!(!put_at(&mut top, "/event/name", Json::Int(2)));
        assert!(put_at(&mut top, "/event/list/0", Json::Int(3)));
        assert!(!put_at(&mut top, "/event/list/1", Json::Int(3)));
        assert!(!put_at(&mut top, "/event/list/2", Json::Int(3)));
        assert!(!put_at(&mut top, "/nowhere/x", Json::Int(3)));
        assert!(!put_at(&mut top, "", Json::Int(3)));
        assert!(put_at(&mut top, "/a~1b/c", Json::Int(4)));
        assert_eq!(top.to_canonical(), r#"{"a/b":{"c":4},"event":{"list":[3,1],"name":1}}"#);
    }
}
