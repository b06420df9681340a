//! One sort for everything. The standard one is made anew for each type that is
//! sorted, four kilobytes each time, and every reader downloads all of them.

use alloc::vec::Vec;
use core::cmp::Ordering;

/// Sorts; what compares as equal stays in its order.
pub fn sort_by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..list.len()).collect();
    merge_sort(&mut places, &mut |a, b| compare(&list[a], &list[b]));
    // Each place now names who belongs there; circles of swaps bring them.
    for start in 0..places.len() {
        let mut at = start;
        while places[at] != start {
            let next = places[at];
            list.swap(at, next);
            places[at] = at;
            at = next;
        }
        places[at] = at;
    }
}

/// Sorts by a key; what has the same key stays in its order.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// From the bottom up: runs of 1, 2, 4, … are merged in pairs.
fn merge_sort(list: &mut Vec<usize>, compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    let mut other = Vec::with_capacity(list.len());
    let mut run = 1;
    while run < list.len() {
        other.clear();
        for pair in list.chunks(run * 2) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            loop {
                match (left.split_first(), right.split_first()) {
                    (Some((a, rest)), Some((b, _))) if compare(*a, *b) != Ordering::Greater => {
                        other.push(*a);
                        left = rest;
                    }
                    (_, Some((b, rest))) => {
                        other.push(*b);
                        right = rest;
                    }
                    (Some((a, rest)), None) => {
                        other.push(*a);
                        left = rest;
                    }
                    (None, None) => break,
                }
            }
        }
        core::mem::swap(list, &mut other);
        run *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_one_does_and_keeps_equals_in_order() {
        let mut seed = 7_u64;
        for length in [0, 1, 2, 3, 4, 5, 17, 64, 65, 1_000] {
            let mut list: Vec<(u64, usize)> = (0..length)
                .map(|at| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 59, at)
                })
                .collect();
            let mut wanted = list.clone();
            wanted.sort_by_key(|(key, _)| core::cmp::Reverse(*key));
            sort_by_key(&mut list, |(key, _)| core::cmp::Reverse(*key));
            assert_eq!(list, wanted);
        }
    }
}
