//! What identifiers are called, at any size and on any day.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::log::Withdrawals;
use super::patch;
use crate::events::Edtf;
use crate::events::civil::Date;
use crate::record::{Index, Size};
use crate::views::names::WITHHELD;

/// For how long something is called so; `None` has no bound.
#[derive(Clone, Debug, Default)]
pub(super) struct NameSpan {
    /// The first day.
    pub(super) from: Option<Edtf>,
    /// The last day.
    pub(super) until: Option<Edtf>,
}

/// One name of something.
#[derive(Clone, Debug)]
struct Called {
    /// The entry that gives it.
    index: Index,
    span: NameSpan,
    /// The name; `None` where it was redacted.
    name: Option<String>,
    /// What corrections made of it, oldest first: the whole of it each time.
    corrected: Vec<(Index, NameSpan, Option<String>)>,
}

impl Called {
    /// The name as corrected by `size`.
    fn as_known(&self, size: Size, withdrawn: &Withdrawals) -> Named<'_> {
        let stands = |(by, ..): &&(Index, NameSpan, Option<String>)| is_known(*by, size, withdrawn);
        let (corrected, span, name) = match self.corrected.iter().rev().find(stands) {
            Some((by, span, name)) => (Some(*by), span, name),
            None => (None, &self.span, &self.name),
        };
        Named {
            index: self.index,
            corrected,
            from: span.from.as_ref(),
            until: span.until.as_ref(),
            name: name.as_deref().unwrap_or(WITHHELD),
        }
    }
}

impl Named<'_> {
    /// Whether it may be the name on a day.
    fn fits(&self, on: Date) -> bool {
        let until = self.until.and_then(|until| until.range().latest);
        self.start().is_none_or(|start| start <= on) && until.is_none_or(|until| on <= until)
    }

    fn start(&self) -> Option<Date> {
        self.from.and_then(|from| from.range().earliest)
    }
}

fn is_known(index: Index, size: Size, withdrawn: &Withdrawals) -> bool {
    index.get() < size.get() && withdrawn.of(index, size).is_none()
}

/// One of the names that something has or had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// The entry that gives it.
    pub index: Index,
    /// The newest entry that corrects it.
    pub corrected: Option<Index>,
    /// Its first day; `None` has no bound.
    pub from: Option<&'a Edtf>,
    /// Its last day; `None` has no bound.
    pub until: Option<&'a Edtf>,
    /// The name.
    pub name: &'a str,
}

/// Names by the number of the identifier.
#[derive(Clone, Debug, Default)]
pub(super) struct CalledBy(BTreeMap<u32, Vec<Called>>);

impl CalledBy {
    /// Notes a name that an entry gives; the place is what a correction finds
    /// it by.
    pub(super) fn learn(
        &mut self,
        id: u32,
        index: Index,
        span: NameSpan,
        name: Option<&str>,
    ) -> usize {
        let names = self.0.entry(id).or_default();
        let name = name.map(ToString::to_string);
        names.push(Called { index, span, name, corrected: Vec::new() });
        names.len() - 1
    }

    /// Notes a corrected name, or for how long it was the name.
    pub(super) fn correct(
        &mut self,
        id: u32,
        place: usize,
        by: Index,
        name: Option<&str>,
        changes: &[(&str, &str)],
    ) {
        let Some(called) = self.0.get_mut(&id).and_then(|names| names.get_mut(place)) else {
            return;
        };
        let before = called.corrected.last().map(|(_, span, name)| (span, name));
        let (span, was) = before.unwrap_or((&called.span, &called.name));
        let (mut span, mut now) = (span.clone(), was.clone());
        let mut changed = name.is_some();
        if let Some(name) = name {
            now = Some(name.to_string());
        }
        for (field, new) in changes {
            changed |= match *field {
                "/event/effective" | "/event/from" => patch::date(&mut span.from, new),
                "/event/until" => patch::date(&mut span.until, new),
                _ => false,
            };
        }
        if changed {
            called.corrected.push((by, span, now));
        }
    }

    /// The name as known at `size`, on the day `on`: of those that may hold on
    /// that day, the one that began last; of those that began together, the one
    /// recorded last.
    pub(super) fn name<'a>(
        &'a self,
        id: u32,
        size: Size,
        on: Date,
        withdrawn: &'a Withdrawals,
    ) -> Option<&'a str> {
        let known = || self.names(id, size, withdrawn);
        let found = known().filter(|named| named.fits(on)).max_by_key(Named::start);
        // A day before every known name: the first one stands for it.
        let found = found.or_else(|| known().min_by_key(Named::start));
        found.map(|named| named.name)
    }

    /// Everything that has a name at `size`, with the entry that gave it first.
    pub(super) fn all<'a>(
        &'a self,
        size: Size,
        withdrawn: &'a Withdrawals,
    ) -> impl Iterator<Item = (u32, Index)> + 'a {
        self.0.iter().filter_map(move |(id, names)| {
            let stands = |called: &&Called| is_known(called.index, size, withdrawn);
            names.iter().find(stands).map(|called| (*id, called.index))
        })
    }

    /// Every name that stands at `size`, in the order of the ledger.
    pub(super) fn names<'a>(
        &'a self,
        id: u32,
        size: Size,
        withdrawn: &'a Withdrawals,
    ) -> impl Iterator<Item = Named<'a>> {
        let names = self.0.get(&id).into_iter().flatten();
        names
            .filter(move |called| is_known(called.index, size, withdrawn))
            .map(move |called| called.as_known(size, withdrawn))
    }
}
