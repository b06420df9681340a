//! The attacker: from everything public, what can each hidden count be?
//!
//! Works by another theorem than the code under test: a circulation within
//! bounds exists exactly when no cut of the nodes asks for more than it lets
//! through (Hoffman). Small tables have few cuts, so all are tried.

use super::*;
use alloc::vec::Vec;
use proptest::prelude::*;

type Bounds = (u64, Option<u64>);

/// What is public: for each count the nodes it connects and its bounds.
struct Public {
    nodes: usize,
    edges: Vec<(usize, usize, Bounds)>,
}

impl Public {
    /// Whether some counts agree with all that is public.
    fn possible(&self) -> bool {
        (1..(1_u32 << self.nodes) - 1).all(|cut| {
            let inside = |node: usize| cut >> node & 1 == 1;
            let (mut needs, mut lets) = (0_u64, Some(0_u64));
            for (from, to, (least, most)) in &self.edges {
                match (inside(*from), inside(*to)) {
                    (true, false) => needs += least,
                    (false, true) => lets = lets.zip(*most).map(|(sum, most)| sum + most),
                    _ => {}
                }
            }
            lets.is_none_or(|lets| needs <= lets)
        })
    }

    /// How many numbers the count of an edge can be, looked for until `enough`.
    fn numbers(&mut self, edge: usize, enough: u64) -> u64 {
        let (least, most) = self.edges[edge].2;
        let mut count = 0;
        for guess in least..=most.unwrap_or(1_000).min(1_000) {
            self.edges[edge].2 = (guess, Some(guess));
            count += u64::from(self.possible());
            if count == enough {
                break;
            }
        }
        self.edges[edge].2 = (least, most);
        count
    }
}

/// Reads a published table as anybody can.
fn public(published: &Published, rows: usize, columns: usize) -> (Public, Vec<usize>) {
    let (source, sink) = (rows + columns, rows + columns + 1);
    let mut edges = Vec::new();
    let mut hidden = Vec::new();
    let mut add = |from, to, shown: Option<&Shown>| {
        if shown.is_some_and(|shown| shown.value().is_none()) {
            hidden.push(edges.len());
        }
        edges.push((from, to, shown.map_or((0, None), Shown::range)));
    };
    for row in 0..rows {
        for column in 0..columns {
            if let Some(shown) = published.cell(row, column) {
                add(row, rows + column, Some(&shown));
            }
        }
    }
    for row in 0..rows {
        add(source, row, published.row_totals.get(row));
    }
    for column in 0..columns {
        add(rows + column, sink, published.column_totals.get(column));
    }
    add(sink, source, published.all.as_ref());
    (Public { nodes: rows + columns + 2, edges }, hidden)
}

/// Counts as they are in this field: many small, some zero, some missing.
fn count() -> impl Strategy<Value = Option<u64>> {
    prop_oneof![
        2 => Just(Some(0)),
        6 => (1..6_u64).prop_map(Some),
        4 => (6..14_u64).prop_map(Some),
        2 => (14..60_u64).prop_map(Some),
        1 => Just(None),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_hidden_count_can_be_worked_out(
        counts in proptest::collection::vec(count(), 12),
        (rows, columns) in prop_oneof![
            Just((1, 4)), Just((5, 1)), Just((2, 2)), Just((2, 3)), Just((3, 3)), Just((4, 2))
        ],
        totals in any::<(bool, bool, bool)>(),
        (threshold, base) in prop_oneof![
            3 => Just((6_u64, 5_u64)), 1 => Just((8, 5)), 1 => Just((3, 2)), 1 => Just((10, 10))
        ],
        zero in any::<bool>(),
    ) {
        let table: Vec<Vec<Option<Raw>>> = counts
            .chunks(columns)
            .take(rows)
            .map(|row| row.iter().map(|count| count.map(Raw::new)).collect())
            .collect();
        let rows = table.len();
        let totals = Totals { rows: totals.0, columns: totals.1, all: totals.2 };
        let control = Control::new(threshold, base, zero).unwrap();
        let Ok(published) = Grid::new(&table, totals).publish(&control) else { return Ok(()) };
        let (mut public, hidden) = public(&published, rows, columns);
        // What is public is true, so it must be possible.
        prop_assert!(public.possible());
        for edge in hidden {
            let (least, most) = public.edges[edge].2;
            // "1 to 5" must mean each of 1 to 5; "not shown" at least as many
            // numbers as the threshold.
            let enough = most.map_or(threshold, |most| most - least + 1);
            let numbers = public.numbers(edge, enough);
            prop_assert!(numbers >= enough, "{numbers} of {enough}: {published:?}");
        }
    }

    /// Every version of a count is public at some size of the ledger.
    #[test]
    fn versions_of_a_count_tell_no_small_difference(
        first in 0..60_u64,
        second in 0..60_u64,
        (threshold, base) in prop_oneof![Just((6_u64, 5_u64)), Just((6, 4)), Just((10, 10))],
    ) {
        let control = Control::new(threshold, base, true).unwrap();
        let (a, b) = (control.show(Raw::new(first)), control.show(Raw::new(second)));
        for (shown, count) in [(a, first), (b, second)] {
            if shown.value().is_none() {
                prop_assert_eq!(shown.range(), (1, Some(threshold - 1)));
                prop_assert!((1..threshold).contains(&count));
            }
        }
        // The difference is known to more numbers than the threshold, but where
        // a count next to it is rounded to few numbers: those are not small.
        let ((least, Some(most)), (after, Some(until))) = (a.range(), b.range()) else {
            return Ok(());
        };
        let differences = (most - least) + (until - after) + 1;
        let edge = |shown: &Shown| shown.value().is_none_or(|value| value <= base);
        prop_assert!(differences > threshold || edge(&a) || edge(&b), "{differences}");
    }
}
