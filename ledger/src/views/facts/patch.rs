//! How a correction's text becomes a field again.
//!
//! A correction spells a text, a code or an identifier as it is, and anything
//! else as JSON; `null` takes away a date, a code or a number that may be left
//! out. It names one value, a whole list, or one item of a list by its place.

use alloc::vec::Vec;

use super::ids::{Handle, Ids};
use crate::events::{BodyId, Edtf, Moment, When};
use crate::record::{Field, Json, Pointer, Reader};

/// How a correction says that nothing is to stand there.
const NOTHING: &str = "null";

/// Sets an optional date.
pub(crate) fn date(field: &mut Option<Edtf>, new: &str) -> bool {
    if new == NOTHING {
        *field = None;
        return true;
    }
    set(field, Edtf::parse(new).ok().map(Some))
}

/// Sets the date of an entry, which a correction gives alone or with the words of
/// its source.
pub(crate) fn entry_date(field: &mut Option<Edtf>, new: &str) -> bool {
    date(field, new) || set(field, value::<When>(new).map(|when| Some(when.edtf)))
}

/// Sets a field whose value a function reads: a code, a number.
pub(crate) fn set<T>(field: &mut T, read: Option<T>) -> bool {
    match read {
        Some(value) => {
            *field = value;
            true
        }
        None => false,
    }
}

/// Sets a field that may be left out, whose value a function reads.
pub(crate) fn maybe<T>(field: &mut Option<T>, new: &str, read: impl Fn(&str) -> Option<T>) -> bool {
    if new == NOTHING {
        *field = None;
        return true;
    }
    set(field, read(new).map(Some))
}

/// Sets an identifier, by its number.
pub(crate) fn number(field: &mut u32, new: &str, ids: &mut Ids) -> bool {
    set(field, read_id(new, ids))
}

/// Sets an identifier.
pub(crate) fn id<H: Handle>(field: &mut H, new: &str, ids: &mut Ids) -> bool {
    set(field, read_id(new, ids).map(H::from_number))
}

/// Sets an identifier that may be left out.
pub(crate) fn maybe_id<H: Handle>(field: &mut Option<H>, new: &str, ids: &mut Ids) -> bool {
    set(field, read_id(new, ids).map(|number| Some(H::from_number(number))))
}

/// Sets a list of identifiers: the whole of it where `at` is empty, or the item
/// at `/<place>`.
pub(crate) fn ids<H: Handle>(list: &mut Vec<H>, at: &str, new: &str, ids: &mut Ids) -> bool {
    if let Some(item) = item(list, at) {
        return id(item, new, ids);
    }
    // Every identifier is spelt by one rule.
    let read = if at.is_empty() { value::<Vec<BodyId>>(new) } else { None };
    let numbers = |of: Vec<BodyId>| {
        of.iter().map(|id| H::from_number(ids.number(id.as_str()))).collect::<Vec<H>>()
    };
    set(list, read.map(numbers))
}

/// The item of a list that `/<place>` names.
pub(crate) fn item<'l, T>(list: &'l mut [T], at: &str) -> Option<&'l mut T> {
    list.get_mut(at.strip_prefix('/')?.parse::<usize>().ok()?)
}

/// What a correction spells as JSON: a list, a record.
pub(crate) fn value<T: Field>(new: &str) -> Option<T> {
    let json =
        if new == NOTHING { Json::Array(Vec::new()) } else { Json::parse(new.as_bytes()).ok()? };
    let mut reader = Reader::new();
    let value = T::read(&json, &Pointer::root(), &mut reader);
    reader.finish(value).ok()
}

/// A moment as a correction spells it.
pub(crate) fn moment(new: &str) -> Option<Moment> {
    Moment::read(&Json::str(new), &Pointer::root(), &mut Reader::new())
}

fn read_id(new: &str, ids: &mut Ids) -> Option<u32> {
    crate::record::is_slug(new).then(|| ids.number(new))
}
