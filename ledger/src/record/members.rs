//! The members of one object, read one after the other.

use alloc::collections::BTreeMap;
use alloc::string::String;

use super::field::{Field, Reader, members};
use super::json::Json;
use super::pointer::Pointer;

/// Reads the members of an object in the order of their names, for the
/// [`record!`](macro@crate::record) macro.
///
/// It keeps what all of them need, and gives a value even where one could not
/// be read: 97 kinds have 600 members, and readers download the code that is
/// written for each.
pub struct Members<'a, 'r, 'w> {
    found: &'a BTreeMap<String, Json>,
    names: &'static [&'static str],
    place: usize,
    at: &'a Pointer<'a>,
    reader: &'r mut Reader<'w>,
    failed: bool,
}

impl<'a, 'r, 'w> Members<'a, 'r, 'w> {
    /// Opens an object that may have members of these names only.
    pub fn open(
        value: &'a Json,
        names: &'static [&'static str],
        at: &'a Pointer<'a>,
        reader: &'r mut Reader<'w>,
    ) -> Option<Self> {
        let found = members(value, names, at, reader)?;
        Some(Self { found, names, place: 0, at, reader, failed: false })
    }

    /// The next member, or its blank where it could not be read.
    #[inline(never)]
    #[allow(clippy::should_implement_trait, reason = "each may be of another type")]
    pub fn next<T: Field>(&mut self) -> T {
        let (name, value) = self.step();
        let here = self.at.key(name);
        let read = match value {
            Some(value) => T::read(value, &here, self.reader),
            None => T::absent(&here, self.reader),
        };
        read.unwrap_or_else(|| {
            self.failed = true;
            T::blank()
        })
    }

    #[inline(never)]
    fn step(&mut self) -> (&'static str, Option<&'a Json>) {
        let name = self.names.get(self.place).copied().unwrap_or_default();
        self.place += 1;
        (name, self.found.get(name))
    }

    /// The reader, if all could be read; otherwise faults were noted.
    pub fn close(self) -> Option<&'r mut Reader<'w>> {
        (!self.failed).then_some(self.reader)
    }
}
