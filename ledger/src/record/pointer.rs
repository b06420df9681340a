//! Where in a draft a value stands (JSON pointer, RFC 6901).

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::fmt::Write as _;

use super::json::Json;

/// A path from the top of a draft to one value. The empty pointer is the top.
///
/// It borrows the path above it and is written out only where its text is
/// needed: for a fault, or for a sealed field.
#[derive(Clone, Copy, Debug)]
pub struct Pointer<'a>(Step<'a>);

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Top,
    Key(&'a Pointer<'a>, &'a str),
    Item(&'a Pointer<'a>, usize),
}

impl<'a> Pointer<'a> {
    /// The draft itself.
    pub const fn root() -> Self {
        Self(Step::Top)
    }

    /// The member `name` of the value here.
    #[must_use]
    pub const fn key(&'a self, name: &'a str) -> Self {
        Self(Step::Key(self, name))
    }

    /// Item `at`, from 0, of the list here.
    #[must_use]
    pub const fn item(&'a self, at: usize) -> Self {
        Self(Step::Item(self, at))
    }

    /// The pointer as RFC 6901 writes it.
    pub fn to_text(&self) -> String {
        let mut text = String::with_capacity(48);
        self.write(&mut text);
        text
    }

    fn write(&self, text: &mut String) {
        match self.0 {
            Step::Top => {}
            Step::Key(above, name) => {
                above.write(text);
                text.push('/');
                if name.contains(['~', '/']) {
                    text.push_str(&name.replace('~', "~0").replace('/', "~1"));
                } else {
                    text.push_str(name);
                }
            }
            Step::Item(above, at) => {
                above.write(text);
                // Writing to a String cannot fail.
                let _ = write!(text, "/{at}");
            }
        }
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

/// Puts `value` where `pointer` says: as a new member of an object that is
/// there, or in place of the `null` that keeps a sealed item's seat in a list.
/// `false` when there is no such place, or it is taken.
pub fn put_at(top: &mut Json, pointer: &str, value: Json) -> bool {
    let Some((here, last)) = parent_of(top, pointer) else { return false };
    match here {
        Json::Object(members) => {
            let name = unescape(last);
            if members.contains_key(name.as_ref()) {
                return false;
            }
            members.insert(name.into_owned(), value);
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

/// The value at `pointer`, if there is one.
pub fn get_at<'a>(top: &'a Json, pointer: &str) -> Option<&'a Json> {
    let step = |here: &'a Json, part: &str| match here {
        Json::Object(members) => members.get(unescape(part).as_ref()),
        Json::Array(items) => part.parse::<usize>().ok().and_then(|at| items.get(at)),
        _ => None,
    };
    pointer.split('/').skip(1).try_fold(top, step)
}

/// Puts `value` where `pointer` says, over what stands there or as a new member
/// of an object. `false` when there is no such place.
pub fn set_at(top: &mut Json, pointer: &str, value: Json) -> bool {
    let Some((here, last)) = parent_of(top, pointer) else { return false };
    match here {
        Json::Object(members) => {
            members.insert(unescape(last).into_owned(), value);
            true
        }
        Json::Array(items) => match last.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
            Some(item) => {
                *item = value;
                true
            }
            None => false,
        },
        _ => false,
    }
}

/// Takes the value at `pointer` out: a member disappears, an item of a list
/// leaves the `null` that keeps its seat. `None` when nothing stands there.
pub fn take_at(top: &mut Json, pointer: &str) -> Option<Json> {
    let (here, last) = parent_of(top, pointer)?;
    match here {
        Json::Object(members) => members.remove(unescape(last).as_ref()),
        Json::Array(items) => {
            let item = items.get_mut(last.parse::<usize>().ok()?)?;
            Some(core::mem::replace(item, Json::Null))
        }
        _ => None,
    }
}

/// The value that holds the one at `pointer`, and the last part of the pointer.
fn parent_of<'a, 'p>(top: &'a mut Json, pointer: &'p str) -> Option<(&'a mut Json, &'p str)> {
    let (parent, last) = pointer.rsplit_once('/')?;
    let mut here = top;
    for part in parent.split('/').skip(1) {
        here = match here {
            Json::Object(members) => members.get_mut(unescape(part).as_ref())?,
            Json::Array(items) => items.get_mut(part.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some((here, last))
}

fn unescape(part: &str) -> Cow<'_, str> {
    if part.contains('~') {
        Cow::Owned(part.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_escapes_what_rfc_6901_says() {
        let root = Pointer::root();
        let (list, text) = (root.key("a/b"), "/a~1b/2/m~0n");
        assert_eq!(list.item(2).key("m~n").to_text(), text);
    }

    #[test]
    fn a_value_is_found_and_replaced_where_there_is_a_place_for_it() {
        let mut top = Json::parse(br#"{"event":{"list":[{"x":1}]},"a/b":2}"#).unwrap();
        assert_eq!(get_at(&top, "/event/list/0/x"), Some(&Json::Int(1)));
        assert_eq!(get_at(&top, "/a~1b"), Some(&Json::Int(2)));
        assert_eq!(get_at(&top, "/event/list/1"), None);
        assert_eq!(get_at(&top, "/a~1b/c"), None);
        assert!(set_at(&mut top, "/event/list/0/x", Json::Int(3)));
        assert!(set_at(&mut top, "/event/name", Json::Int(4)));
        for nowhere in ["", "/event/list/1", "/event/list/x", "/none/x", "/a~1b/c"] {
            assert!(!set_at(&mut top, nowhere, Json::Null), "{nowhere}");
        }
        assert_eq!(top.to_canonical(), r#"{"a/b":2,"event":{"list":[{"x":3}],"name":4}}"#);
    }

    #[test]
    fn what_was_put_can_be_taken_out_again() {
        let text = r#"{"a/b":{"c":4},"event":{"list":[3,1],"name":1}}"#;
        let mut top = Json::parse(text.as_bytes()).unwrap();
        for pointer in ["", "/x", "/event/name/x", "/event/list/2", "/event/list/x"] {
            assert_eq!(take_at(&mut top, pointer), None, "{pointer}");
        }
        assert_eq!(take_at(&mut top, "/event/list/0"), Some(Json::Int(3)));
        assert_eq!(take_at(&mut top, "/event/name"), Some(Json::Int(1)));
        assert_eq!(take_at(&mut top, "/a~1b/c"), Some(Json::Int(4)));
        assert_eq!(top.to_canonical(), r#"{"a/b":{},"event":{"list":[null,1]}}"#);
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
