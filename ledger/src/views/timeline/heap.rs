//! Many short texts in little memory: each costs its bytes and four more.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// Texts in one block.
const WIDTH: usize = 256;

/// Texts by number, in the order in which they came.
///
/// They lie in blocks that are never moved once they are full: one growing
/// text would be copied again and again, and need twice its size meanwhile.
#[derive(Clone, Debug, Default)]
pub(super) struct Heap {
    full: Vec<(Box<str>, Box<[u32]>)>,
    open: String,
    ends: Vec<u32>,
}

impl Heap {
    /// Keeps a text; its number is how many there were before.
    pub(super) fn push(&mut self, text: &str) {
        self.open.push_str(text);
        self.ends.push(u32::try_from(self.open.len()).unwrap_or(u32::MAX));
        if self.ends.len() == WIDTH {
            self.full.push((self.open.as_str().into(), self.ends.as_slice().into()));
            self.open.clear();
            self.ends.clear();
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.full.len() * WIDTH + self.ends.len()
    }

    /// A text by its number; empty beyond the last.
    pub(super) fn get(&self, number: usize) -> &str {
        let (text, ends) = match self.full.get(number / WIDTH) {
            Some((text, ends)) => (&**text, &**ends),
            None if number / WIDTH == self.full.len() => (self.open.as_str(), &self.ends[..]),
            None => return "",
        };
        let place = number % WIDTH;
        let from = if place == 0 { 0 } else { ends.get(place - 1).copied().unwrap_or(0) };
        let to = ends.get(place).copied().unwrap_or(from);
        text.get(from as usize..to as usize).unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;

    #[test]
    fn every_text_is_found_again_across_the_blocks() {
        let mut heap = Heap::default();
        let text = |n: usize| if n.is_multiple_of(7) { String::new() } else { format!("ŵ{n}") };
        for n in 0..1_000 {
            assert_eq!(heap.len(), n);
            heap.push(&text(n));
            assert_eq!(heap.get(n), text(n));
        }
        for n in 0..1_000 {
            assert_eq!(heap.get(n), text(n));
        }
        assert_eq!((heap.get(1_000), heap.get(1_024), heap.get(usize::MAX)), ("", "", ""));
    }
}
