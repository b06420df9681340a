//! Texts that occur again and again, kept once and named by a number.

use super::heap::Heap;
use alloc::vec::Vec;

/// Texts, each once, numbered from 0 in the order in which they first came.
///
/// An open hash table over a [`Heap`]: for a million identifiers it takes a
/// third of what a map of owned texts takes.
#[derive(Clone, Debug, Default)]
pub(super) struct Interner {
    texts: Heap,
    /// Number and one; 0 is an empty place. A power of two, at most half full.
    places: Vec<u32>,
}

impl Interner {
    /// The number of a text, which is kept if it is new.
    pub(super) fn intern(&mut self, text: &str) -> u32 {
        if self.texts.len() * 2 >= self.places.len() {
            self.grow();
        }
        let place = self.place(text);
        if let Some(known) = self.places[place].checked_sub(1) {
            return known;
        }
        self.texts.push(text);
        // Four thousand million texts do not fit in the memory of any reader.
        let count = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.places[place] = count;
        count - 1
    }

    /// The number of a text, if it was kept.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        if self.places.is_empty() {
            return None;
        }
        self.places[self.place(text)].checked_sub(1)
    }

    /// A text by its number; empty for a number that was not given.
    pub(super) fn get(&self, number: u32) -> &str {
        self.texts.get(number as usize)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// Where a text stands or would stand.
    fn place(&self, text: &str) -> usize {
        let mask = self.places.len() - 1;
        let mut place = mix(text) & mask;
        while let Some(number) = self.places[place].checked_sub(1)
            && self.get(number) != text
        {
            place = (place + 1) & mask;
        }
        place
    }

    fn grow(&mut self) {
        let size = (self.places.len() * 2).max(64);
        self.places = alloc::vec![0; size];
        for number in 0..u32::try_from(self.texts.len()).unwrap_or(u32::MAX) {
            let mut place = mix(self.get(number)) & (size - 1);
            while self.places[place] != 0 {
                place = (place + 1) & (size - 1);
            }
            self.places[place] = number + 1;
        }
    }
}

/// FNV-1a, spread once more at the end, because identifiers differ in their
/// last digits. Whoever may write to a ledger could choose identifiers that
/// meet; that slows this table down and changes nothing else.
#[expect(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
fn mix(text: &str) -> usize {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_shr(20) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn each_text_has_one_number_and_gives_it_back() {
        let mut interner = Interner::default();
        assert_eq!(interner.find("evt-7"), None);
        for round in 0..2 {
            for n in 0..3_000_u32 {
                assert_eq!(interner.intern(&format!("evt-{n}")), n, "round {round}");
            }
        }
        assert_eq!(interner.len(), 3_000);
        assert_eq!(interner.find("evt-2999"), Some(2_999));
        assert_eq!(interner.find("evt-3000"), None);
        assert_eq!((interner.get(17), interner.get(3_000)), ("evt-17", ""));
        assert_eq!(interner.intern(""), 3_000);
        assert_eq!(interner.find(""), Some(3_000));
    }
}
