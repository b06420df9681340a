//! What is sorted here, with the one sort that readers download
//! (`ledger::order`).

/// The places of `keys` in ascending order; equal keys stay in theirs.
pub(crate) fn places(keys: &[(i64, u64)]) -> Vec<usize> {
    let mut all: Vec<usize> = (0..keys.len()).collect();
    ledger::order::sort_by_key(&mut all, |at| keys[*at]);
    all
}

/// A pixel position as a number to sort by, exact to a thousandth.
#[expect(clippy::cast_possible_truncation, reason = "positions on a screen")]
pub(crate) fn pixel(x: f64) -> i64 {
    (x * 1_000.0) as i64
}

/// Sorts a short list by text: filters and fields, a few dozen at most.
pub(crate) fn by_text<T>(list: Vec<T>, text: impl Fn(&T) -> String) -> Vec<T> {
    let mut out: Vec<(String, T)> = Vec::with_capacity(list.len());
    for item in list {
        let key = text(&item);
        let at = out.partition_point(|(other, _)| *other <= key);
        out.insert(at, (key, item));
    }
    out.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_are_sorted_and_equal_ones_keep_their_order() {
        assert_eq!(places(&[(3, 0), (1, 5), (1, 2), (3, 0)]), [2, 1, 0, 3]);
        assert_eq!(places(&[]), [0_usize; 0]);
        let list = by_text(vec![("b", 1), ("a", 2), ("b", 0), ("a", 3)], |item| item.0.to_owned());
        assert_eq!(list, [("a", 2), ("a", 3), ("b", 1), ("b", 0)]);
        assert!(pixel(1.5) < pixel(1.502));
    }
}
