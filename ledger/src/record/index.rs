//! Position and count: two numbers that must never be mixed up.

use core::fmt;

/// The 0-based position of an entry in its ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Index(u64);

/// How many entries a ledger (or the part of it that is meant) holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(u64);

impl Index {
    /// The first position.
    pub const FIRST: Self = Self(0);

    /// The position `value`, counted from 0.
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The position as a number, counted from 0.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The size of the ledger that ends with this entry.
    pub const fn size_through(self) -> Size {
        Size(self.0 + 1)
    }
}

impl Size {
    /// A ledger without entries.
    pub const ZERO: Self = Self(0);

    /// A count of `value` entries.
    pub const fn new(value: u64) -> Self {
        Self(value)
    }

    /// The count as a number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Whether there are no entries.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The position of the newest entry, or `None` in an empty ledger.
    pub const fn last(self) -> Option<Index> {
        match self.0 {
            0 => None,
            n => Some(Index(n - 1)),
        }
    }

    /// The position that the next entry will get.
    pub const fn next_index(self) -> Index {
        Index(self.0)
    }

    /// Whether a ledger of this size holds an entry at `index`.
    pub const fn contains(self, index: Index) -> bool {
        index.0 < self.0
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_and_a_size_convert_in_one_place_only() {
        assert_eq!(Index::new(4).size_through(), Size::new(5));
        assert_eq!(Size::new(5).last(), Some(Index::new(4)));
        assert_eq!(Size::ZERO.last(), None);
        assert_eq!(Size::new(5).next_index(), Index::new(5));
        assert!(Size::new(5).contains(Index::new(4)));
        assert!(!Size::new(5).contains(Index::new(5)));
        assert_eq!(Index::FIRST.next(), Index::new(1));
    }
}
