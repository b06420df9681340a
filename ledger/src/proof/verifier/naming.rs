//! Naming of wrong positions once the leaf hashes are known to be the signed ones.
//!
//! A position can hold strange bytes, another entry of the same ledger, or
//! nothing. One deletion moves everything after it, so entries that are merely
//! moved along with the one before are not named again.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use super::finding::{Code, Finding, Findings, What};
use crate::proof::{TileTree, TreeHash};
use crate::record::{Index, Size};

/// A position that does not hold its own entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The position.
    pub(super) at: u64,
    /// The leaf hash of what stands there.
    pub(super) leaf: TreeHash,
    /// The entry that has this leaf hash, if any has.
    pub(super) found: Option<u64>,
}

/// What a copy holds, by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Positions {
    /// Positions with something else than their own entry, ascending.
    pub(super) wrong: Vec<Wrong>,
    /// Positions with nothing at all, ascending, not touching.
    pub(super) absent: Vec<Range<u64>>,
    /// Positions that could not be loaded, ascending.
    pub(super) unloaded: Vec<Range<u64>>,
}

impl Positions {
    /// Notes that nothing stands at these positions.
    pub(super) fn push_absent(&mut self, range: Range<u64>) {
        push_range(&mut self.absent, range);
    }

    /// Notes that these positions could not be loaded.
    pub(super) fn push_unloaded(&mut self, range: Range<u64>) {
        push_range(&mut self.unloaded, range);
    }

    /// How many positions could not be loaded.
    pub(super) fn unloaded_count(&self) -> u64 {
        self.unloaded.iter().map(|range| range.end - range.start).sum()
    }

    /// The first position that is wrong or empty.
    pub(super) fn first_bad(&self) -> Option<u64> {
        let wrong = self.wrong.first().map(|wrong| wrong.at);
        let absent = self.absent.first().map(|range| range.start);
        wrong.into_iter().chain(absent).min()
    }

    fn holds_its_own(&self, at: u64) -> bool {
        let wrong = self.wrong.binary_search_by_key(&at, |wrong| wrong.at).is_ok();
        !wrong && !within(&self.absent, at) && !within(&self.unloaded, at)
    }
}

fn push_range(ranges: &mut Vec<Range<u64>>, range: Range<u64>) {
    match ranges.last_mut() {
        _ if range.is_empty() => {}
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}

fn within(ranges: &[Range<u64>], at: u64) -> bool {
    let after = ranges.partition_point(|range| range.end <= at);
    ranges.get(after).is_some_and(|range| range.contains(&at))
}

/// Names everything that is wrong, by position.
pub(super) fn name(positions: &Positions, leaves: &TileTree) -> Findings {
    let mut elsewhere = BTreeMap::new();
    for found in positions.wrong.iter().filter_map(|wrong| wrong.found) {
        *elsewhere.entry(found).or_insert(0) += 1;
    }
    let mut namer = Namer {
        positions,
        leaves,
        elsewhere,
        lost: BTreeSet::new(),
        findings: Findings::default(),
    };
    namer.wrong();
    namer.absent();
    namer.findings
}

struct Namer<'a> {
    positions: &'a Positions,
    leaves: &'a TileTree,
    /// Entries that stand at a position which is not theirs, and at how many.
    elsewhere: BTreeMap<u64, u64>,
    /// Entries already named as missing.
    lost: BTreeSet<u64>,
    findings: Findings,
}

impl Namer<'_> {
    fn wrong(&mut self) {
        // How far entries have moved, as found minus position, and whether
        // something that does not belong was just put in.
        let (mut shift, mut inserted, mut last) = (0_i128, false, None);
        for wrong in &self.positions.wrong {
            let at = wrong.at;
            let run = last.is_some_and(|(before, _)| before + 1 == at);
            if !run {
                (shift, inserted) = (0, false);
            }
            let Some(found) = wrong.found else {
                self.add(at, Code::Leaf, What::Changed, Some(wrong.leaf));
                last = Some((at, None));
                inserted = true;
                continue;
            };
            let offset = i128::from(found) - i128::from(at);
            let same_as_last = run && last.is_some_and(|(_, before)| before == Some(offset));
            last = Some((at, Some(offset)));
            if same_as_last || (inserted && offset == shift - 1) {
                (shift, inserted) = (offset, false);
                continue;
            }
            (shift, inserted) = self.moved(wrong, found, shift, offset);
        }
    }

    /// Names an entry that stands where it does not belong; gives the new shift.
    fn moved(&mut self, wrong: &Wrong, found: u64, shift: i128, offset: i128) -> (i128, bool) {
        let at = wrong.at;
        let twice = self.elsewhere.get(&found).is_some_and(|count| *count > 1);
        if twice || self.positions.holds_its_own(found) {
            let of = Index::new(found);
            self.add(at, Code::Leaf, What::Duplicated { of }, Some(wrong.leaf));
            return (shift, true);
        }
        let due = u64::try_from(i128::from(at) + shift).unwrap_or(at);
        // Once nothing more is listed, the search for lost ones is not worth it.
        let search = !self.findings.is_full();
        if search && offset > shift && (due..found).all(|entry| !self.is_somewhere(entry)) {
            self.lost.extend(due..found);
            self.add(due, Code::Trunc, What::Missing { count: found - due }, Some(wrong.leaf));
            return (offset, false);
        }
        let found = Index::new(found);
        self.add(at, Code::Leaf, What::Reordered { found }, Some(wrong.leaf));
        (shift, false)
    }

    fn absent(&mut self) {
        let size = self.leaves.size().get();
        for range in &self.positions.absent {
            let mut lost = Vec::new();
            for entry in range.clone() {
                if !self.elsewhere.contains_key(&entry) && !self.lost.contains(&entry) {
                    push_range(&mut lost, entry..entry + 1);
                }
            }
            for gap in lost {
                let what = if gap.end == size && gap.start == range.start {
                    What::Truncated { have: Size::new(gap.start) }
                } else {
                    What::Missing { count: gap.end - gap.start }
                };
                self.add(gap.start, Code::Trunc, what, None);
            }
        }
    }

    /// An entry that could not be loaded may be in its place: it is not lost.
    fn is_somewhere(&self, entry: u64) -> bool {
        self.positions.holds_its_own(entry)
            || self.elsewhere.contains_key(&entry)
            || within(&self.positions.unloaded, entry)
    }

    fn add(&mut self, at: u64, code: Code, what: What, leaf: Option<TreeHash>) {
        let at = Index::new(at);
        let expected = self.leaves.leaf(at).map_or_else(nothing, |leaf| leaf.to_hex());
        let computed = leaf.map_or_else(nothing, |leaf| leaf.to_hex());
        self.findings.push(Finding { code, what, at: Some(at), expected, computed });
    }
}

fn nothing() -> String {
    "nothing".to_string()
}

/// Finds the entry that has a given leaf hash.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookup {
    sorted: Vec<(TreeHash, u64)>,
}

impl Lookup {
    /// Sorted once, at the first wrong position.
    pub(super) fn new(leaves: &TileTree) -> Self {
        let mut sorted: Vec<_> = leaves.leaves().iter().copied().zip(0..).collect();
        crate::order::sort_by(&mut sorted, Ord::cmp);
        Self { sorted }
    }

    pub(super) fn find(&self, leaf: &TreeHash) -> Option<u64> {
        let at = self.sorted.binary_search_by(|(hash, _)| hash.cmp(leaf)).ok()?;
        self.sorted.get(at).map(|(_, entry)| *entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::tree::numbered_leaves;
    use std::vec;

    const SIZE: u64 = 12;

    /// Lays out entries by number; `None` is a strange one. Gives what is named.
    fn named(layout: &[Option<u64>]) -> Vec<(u64, What)> {
        let leaves: TileTree = numbered_leaves(SIZE).into_iter().collect();
        let strange = TreeHash::leaf(b"strange");
        let mut positions = Positions::default();
        for (at, held) in (0..SIZE).zip(layout) {
            if *held != Some(at) {
                let leaf = held.and_then(|n| leaves.leaf(Index::new(n))).unwrap_or(strange);
                positions.wrong.push(Wrong { at, leaf, found: *held });
            }
        }
        positions.push_absent(SIZE.min(layout.len() as u64)..SIZE);
        let findings = name(&positions, &leaves).list;
        findings.into_iter().map(|f| (f.at.unwrap().get(), f.what)).collect()
    }

    fn whole() -> Vec<Option<u64>> {
        (0..SIZE).map(Some).collect()
    }

    #[test]
    fn a_whole_copy_has_nothing_to_name() {
        assert_eq!(named(&whole()), []);
    }

    #[test]
    fn each_change_is_named_once_at_its_place() {
        for at in 0..SIZE {
            let i = usize::try_from(at).unwrap();
            let mut changed = whole();
            changed[i] = None;
            assert_eq!(named(&changed), [(at, What::Changed)]);

            let mut deleted = whole();
            deleted.remove(i);
            let missing = What::Missing { count: 1 };
            let last = What::Truncated { have: Size::new(SIZE - 1) };
            assert_eq!(named(&deleted), [(at, if at == SIZE - 1 { last } else { missing })]);

            let mut inserted = whole();
            inserted.insert(i, None);
            assert_eq!(named(&inserted), [(at, What::Changed)]);

            let have = Size::new(at);
            assert_eq!(named(&whole()[..i]), [(at, What::Truncated { have })]);
        }
    }

    #[test]
    fn swaps_and_copies_are_named_at_both_ends() {
        for at in 0..SIZE {
            for other in (0..SIZE).filter(|other| *other != at) {
                let (i, j) = (usize::try_from(at).unwrap(), usize::try_from(other).unwrap());
                let mut swapped = whole();
                swapped.swap(i, j);
                let (low, high) = (at.min(other), at.max(other));
                let expected = vec![
                    (low, What::Reordered { found: Index::new(high) }),
                    (high, What::Reordered { found: Index::new(low) }),
                ];
                assert_eq!(named(&swapped), expected);

                let mut copied = whole();
                copied[i] = Some(other);
                let of = Index::new(other);
                assert_eq!(named(&copied), [(at, What::Duplicated { of })]);

                let mut inserted = whole();
                inserted.insert(i, Some(other));
                assert_eq!(named(&inserted)[0].0, at, "copy of {other} put in at {at}");
            }
        }
    }

    #[test]
    fn two_deletions_are_two() {
        let mut deleted = whole();
        deleted.drain(3..5);
        deleted.remove(6);
        assert_eq!(
            named(&deleted),
            [(3, What::Missing { count: 2 }), (8, What::Missing { count: 1 })]
        );
    }
}
