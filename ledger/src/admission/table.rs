//! Tables that can take back what was put into them since a mark.

use crate::numbered;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// A map with a journal. While a mark is set, each change notes what stood
/// there before.
#[derive(Clone, Debug)]
pub(super) struct Table<K, V> {
    rows: BTreeMap<K, V>,
    before: Option<Vec<(K, Option<V>)>>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), before: None }
    }
}

impl<K: Ord + Copy, V: Clone> Table<K, V> {
    pub(super) fn get(&self, key: K) -> Option<&V> {
        self.rows.get(&key)
    }

    pub(super) fn put(&mut self, key: K, value: V) {
        let old = self.rows.insert(key, value);
        if let Some(before) = &mut self.before {
            before.push((key, old));
        }
    }

    pub(super) fn range(&self, from: K, to: K) -> impl Iterator<Item = (&K, &V)> {
        self.rows.range(from..=to)
    }
}

/// Something that can go back to where it was when a mark was set.
pub(super) trait Marked {
    /// Sets the mark here.
    fn mark(&mut self);
    /// Lifts the mark; everything stays.
    fn keep(&mut self);
    /// Lifts the mark; everything since is taken back.
    fn undo(&mut self);
}

impl<K: Ord + Copy, V: Clone> Marked for Table<K, V> {
    fn mark(&mut self) {
        self.before = Some(Vec::new());
    }

    fn keep(&mut self) {
        self.before = None;
    }

    fn undo(&mut self) {
        for (key, old) in self.before.take().unwrap_or_default().into_iter().rev() {
            match old {
                Some(value) => self.rows.insert(key, value),
                None => self.rows.remove(&key),
            };
        }
    }
}

/// Identifiers by number, with a mark to go back to.
#[derive(Clone, Debug, Default)]
pub(super) struct Ids {
    ids: numbered::Ids,
    mark: Option<usize>,
}

impl Ids {
    /// The number of an identifier, given now if it is new.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        self.ids.number(text)
    }

    /// The number of an identifier that was seen.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.ids.find(text)
    }

    /// The identifier with a number.
    pub(super) fn text(&self, number: u32) -> &str {
        self.ids.text(number)
    }
}

impl Marked for Ids {
    fn mark(&mut self) {
        self.mark = Some(self.ids.len());
    }

    fn keep(&mut self) {
        self.mark = None;
    }

    fn undo(&mut self) {
        let Some(mark) = self.mark.take() else { return };
        self.ids.truncate(mark);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_since_the_mark_is_taken_back_in_reverse() {
        let mut table: Table<u32, &str> = Table::default();
        table.put(1, "one");
        table.mark();
        table.put(1, "uno");
        table.put(1, "eins");
        table.put(2, "two");
        table.undo();
        assert_eq!((table.get(1), table.get(2)), (Some(&"one"), None));
        table.mark();
        table.put(2, "two");
        table.keep();
        table.undo();
        assert_eq!(table.get(2), Some(&"two"), "what was kept is not taken back");

        let mut ids = Ids::default();
        assert_eq!(ids.number("a"), 0);
        ids.mark();
        assert_eq!((ids.number("b"), ids.number("a")), (1, 0));
        ids.undo();
        assert_eq!((ids.find("b"), ids.number("c"), ids.text(1)), (None, 1, "c"));
    }
}
