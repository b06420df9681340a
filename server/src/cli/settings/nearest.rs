//! The name that somebody may have meant.

/// The one of `known` that differs least from `given`, unless it differs in more
/// than a third of it: a far guess would only send somebody astray.
pub(super) fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let all = known.map(|name| (distance(given, name), name));
    let (distance, name) = all.min()?;
    (distance <= given.chars().count().max(3) / 3).then_some(name)
}

/// How many characters have to be changed, added, left out or swapped with their
/// neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_its_name_and_another_word_finds_none() {
        let known = ["listen", "origin", "four-eyes", "disk-reserve"];
        for (given, meant) in [
            ("lisetn", Some("listen")),
            ("four_eyes", Some("four-eyes")),
            ("diskreserve", Some("disk-reserve")),
            ("origins", Some("origin")),
            ("workers", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(nearest(given, known.into_iter()), meant, "{given}");
        }
    }
}
