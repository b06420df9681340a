//! What identifiers are called, at any size and on any day.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::log::Withdrawals;
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::record::{Index, Size};
use crate::views::names::WITHHELD;

/// One name of something.
#[derive(Clone, Debug)]
struct Called {
    /// The entry that gives or corrects it.
    index: Index,
    /// From when it is the name; `None` for always.
    from: Option<Edtf>,
    /// The name; `None` where it was redacted.
    name: Option<String>,
    /// A correction replaces what came before; a new name comes beside it.
    corrects: bool,
}

/// One of the names that something has or had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// The entry that gives or corrects it.
    pub index: Index,
    /// From when it is the name; `None` for always.
    pub from: Option<&'a Edtf>,
    /// The name.
    pub name: &'a str,
    /// Whether it corrects the ones before it.
    pub corrects: bool,
}

/// Names by the number of the identifier.
#[derive(Clone, Debug, Default)]
pub(super) struct CalledBy(BTreeMap<u32, Vec<Called>>);

impl CalledBy {
    /// Notes a name that an entry gives, from `from` on.
    pub(super) fn learn(&mut self, id: u32, index: Index, from: Option<Edtf>, name: Option<&str>) {
        let name = name.map(ToString::to_string);
        self.0.entry(id).or_default().push(Called { index, from, name, corrects: false });
    }

    /// Notes a corrected name.
    pub(super) fn correct(&mut self, id: u32, by: Index, name: &str) {
        let from = None;
        let name = Some(name.to_string());
        self.0.entry(id).or_default().push(Called { index: by, from, name, corrects: true });
    }

    /// The name as known at `size`, on the day `on`.
    pub(super) fn name(
        &self,
        id: u32,
        size: Size,
        on: Date,
        withdrawn: &Withdrawals,
    ) -> Option<&str> {
        let mut found: Option<&Called> = None;
        for called in self.0.get(&id)? {
            if called.index.get() >= size.get() || withdrawn.of(called.index, size).is_some() {
                continue;
            }
            // A name holds from the first day it may hold; the newest such wins.
            let start =
                |called: &Called| called.from.as_ref().and_then(|from| from.range().earliest);
            if start(called).is_some_and(|start| start > on) {
                continue;
            }
            let newer = found.is_none_or(|found| called.corrects || start(called) >= start(found));
            if newer {
                found = Some(called);
            }
        }
        found.map(|called| called.name.as_deref().unwrap_or(WITHHELD))
    }

    /// Everything that has a name at `size`, with the entry that gave it first.
    pub(super) fn all<'a>(
        &'a self,
        size: Size,
        withdrawn: &'a Withdrawals,
    ) -> impl Iterator<Item = (u32, Index)> + 'a {
        self.0.iter().filter_map(move |(id, names)| {
            let stands = |called: &&Called| {
                called.index.get() < size.get() && withdrawn.of(called.index, size).is_none()
            };
            names.iter().find(stands).map(|called| (*id, called.index))
        })
    }

    /// Every name that stands at `size`: from when, the name, its entry.
    pub(super) fn names<'a>(
        &'a self,
        id: u32,
        size: Size,
        withdrawn: &'a Withdrawals,
    ) -> impl Iterator<Item = Named<'a>> {
        let names = self.0.get(&id).into_iter().flatten();
        names
            .filter(move |called| {
                called.index.get() < size.get() && withdrawn.of(called.index, size).is_none()
            })
            .map(|called| Named {
                index: called.index,
                from: called.from.as_ref(),
                name: called.name.as_deref().unwrap_or(WITHHELD),
                corrects: called.corrects,
            })
    }
}
