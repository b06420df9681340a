//! Facts in the order of the ledger, each as it was and as it was corrected.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::record::{Index, Size};

/// A fact and the entry that says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Recorded<T> {
    /// The entry.
    pub(crate) index: Index,
    /// The fact.
    pub(crate) fact: T,
}

/// A fact as it is known at some size of the ledger.
#[derive(Debug, PartialEq, Eq)]
pub struct Known<'a, T> {
    /// The entry that said it first.
    pub index: Index,
    /// The newest entry that corrected it; `None` where it stands as recorded.
    pub corrected: Option<Index>,
    /// The fact, with corrections applied.
    pub fact: &'a T,
}

impl<T> Clone for Known<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Known<'_, T> {}

impl<T> Known<'_, T> {
    /// The entries it rests on, ascending.
    pub fn entries(&self) -> impl Iterator<Item = u64> + use<T> {
        let corrected = self.corrected.map(Index::get);
        core::iter::once(self.index.get()).chain(corrected)
    }
}

/// A correction of a fact's fields, found by JSON pointer.
pub(crate) trait Patch: Clone + core::fmt::Debug {
    /// Sets the field at `field` to the corrected value as the correction
    /// spells it: a text as it is, anything else as JSON. `false` where the fact
    /// does not hold that field or cannot read the value.
    fn patch(&mut self, field: &str, new: &str, ids: &mut super::ids::Ids) -> bool;
}

/// What was withdrawn, and by which entries.
#[derive(Clone, Debug, Default)]
pub(crate) struct Withdrawals(BTreeMap<Index, Vec<Index>>);

impl Withdrawals {
    pub(crate) fn note(&mut self, target: Index, by: Index) {
        self.0.entry(target).or_default().push(by);
    }

    /// The entry that withdraws `index`, as known at `size`. A withdrawal that
    /// was itself withdrawn does not count.
    pub(crate) fn of(&self, index: Index, size: Size) -> Option<Index> {
        if self.0.is_empty() {
            return None;
        }
        let by = self.0.get(&index)?.iter();
        // A withdrawal comes after what it withdraws, so this ends.
        by.copied().find(|by| by.get() < size.get() && self.of(*by, size).is_none())
    }
}

/// Facts of one sort, in the order of the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Log<T> {
    facts: Vec<Recorded<T>>,
    /// By place in `facts`: what corrections made of it, oldest first.
    amended: BTreeMap<u32, Vec<Recorded<T>>>,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self { facts: Vec::new(), amended: BTreeMap::new() }
    }
}

impl<T> Log<T> {
    /// Adds a fact; the place is what a correction finds it by.
    pub(crate) fn push(&mut self, index: Index, fact: T) -> u32 {
        let place = u32::try_from(self.facts.len()).unwrap_or(u32::MAX);
        self.facts.push(Recorded { index, fact });
        place
    }

    /// The facts as known at `size`, without those withdrawn, in the order of
    /// the ledger.
    pub(crate) fn known<'a>(
        &'a self,
        size: Size,
        withdrawn: &'a Withdrawals,
    ) -> impl Iterator<Item = Known<'a, T>> + 'a {
        let end = self.facts.partition_point(|fact| fact.index.get() < size.get());
        self.facts[..end].iter().enumerate().filter_map(move |(place, first)| {
            if withdrawn.of(first.index, size).is_some() {
                return None;
            }
            let stands = |fact: &&Recorded<T>| {
                fact.index.get() < size.get() && withdrawn.of(fact.index, size).is_none()
            };
            let place = u32::try_from(place).unwrap_or(u32::MAX);
            let amended = if self.amended.is_empty() { None } else { self.amended.get(&place) };
            let newest = amended.and_then(|versions| versions.iter().rev().find(stands));
            Some(match newest {
                Some(version) => Known {
                    index: first.index,
                    corrected: Some(version.index),
                    fact: &version.fact,
                },
                None => Known { index: first.index, corrected: None, fact: &first.fact },
            })
        })
    }
}

/// A log whose facts can be corrected.
pub(crate) trait Amend {
    /// Applies a correction to the fact at `place`. Fields that the fact does not
    /// hold leave it as it is. A correction builds on those before it.
    fn amend(&mut self, place: u32, by: Index, changes: &[(&str, &str)], ids: &mut super::ids::Ids);

    /// The newest version of the fact at `place`.
    #[cfg(test)]
    fn newest(&self, place: u32) -> alloc::string::String;
}

impl<T: Patch> Amend for Log<T> {
    fn amend(
        &mut self,
        place: u32,
        by: Index,
        changes: &[(&str, &str)],
        ids: &mut super::ids::Ids,
    ) {
        let Some(first) = usize::try_from(place).ok().and_then(|at| self.facts.get(at)) else {
            return;
        };
        let before = self.amended.get(&place).and_then(|versions| versions.last());
        let mut fact = before.map_or_else(|| first.fact.clone(), |version| version.fact.clone());
        let mut changed = false;
        for (field, new) in changes {
            changed |= fact.patch(field, new, ids);
        }
        if changed {
            self.amended.entry(place).or_default().push(Recorded { index: by, fact });
        }
    }

    #[cfg(test)]
    fn newest(&self, place: u32) -> alloc::string::String {
        let amended = self.amended.get(&place).and_then(|versions| versions.last());
        let newest = amended.unwrap_or_else(|| &self.facts[usize::try_from(place).unwrap()]);
        alloc::format!("{:?}", newest.fact)
    }
}
