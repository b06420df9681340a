//! What can be told about rows without putting them together.

use super::Timeline;
use super::links::Way;
use crate::views::names::Sort;
use alloc::vec::Vec;

impl Timeline {
    /// The identifiers of the bodies that a row names.
    pub fn bodies_at(&self, place: u32) -> impl Iterator<Item = &str> {
        let named = self.columns.named(place as usize).iter();
        named.filter_map(|symbol| match self.columns.symbols.get(*symbol) {
            (Sort::Body, id) => Some(id),
            _ => None,
        })
    }

    /// How many fields of a row were redacted.
    pub fn withheld_at(&self, place: u32) -> u16 {
        self.columns.withheld.get(place as usize).copied().unwrap_or(0)
    }

    /// The places of each two rows that say otherwise, each pair once, the
    /// earlier row first.
    pub fn conflicting(&self) -> Vec<(u32, u32)> {
        let all = self.links.all().filter(|(_, way, _)| *way == Way::Conflicts);
        all.map(|(row, _, other)| (row, other)).filter(|(row, other)| row < other).collect()
    }
}
