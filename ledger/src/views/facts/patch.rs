//! How a correction's text becomes a field again.

use crate::events::{Edtf, Moment};
use crate::record::{Field, Json, Pointer, Reader};

/// Sets an optional date.
pub(crate) fn date(field: &mut Option<Edtf>, new: &str) -> bool {
    match Edtf::parse(new) {
        Ok(date) => {
            *field = Some(date);
            true
        }
        Err(_) => false,
    }
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

/// Sets the date of what happened: a correction names `/occurred/edtf`, or
/// `/occurred` with the date alone.
pub(crate) fn occurred(when: &mut Option<Edtf>, field: &str, new: &str) -> bool {
    matches!(field, "/occurred" | "/occurred/edtf") && date(when, new)
}

/// A moment as a correction spells it.
pub(crate) fn moment(new: &str) -> Option<Moment> {
    Moment::read(&Json::str(new), &Pointer::root(), &mut Reader::new())
}
