use super::*;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

fn grid(rows: &[&[u64]], totals: Totals) -> Grid {
    let raw = |row: &&[u64]| row.iter().map(|count| Some(Raw::new(*count))).collect();
    Grid::new(&rows.iter().map(raw).collect::<Vec<_>>(), totals)
}

fn column(counts: &[u64]) -> Published {
    let rows: Vec<&[u64]> = counts.iter().map(core::slice::from_ref).collect();
    let totals = Totals { columns: true, ..Totals::default() };
    grid(&rows, totals).publish(&Control::default()).unwrap()
}

fn words(published: &Published, rows: usize) -> Vec<String> {
    let cells = (0..rows).map(|row| published.cell(row, 0).unwrap().words());
    cells.chain(published.column_totals.iter().map(Shown::words)).collect()
}

/// 1 to 5 hidden; 6 and 7 round to 5, 8 to 12 to 10, 13 to 17 to 15.
#[test]
fn small_counts_are_hidden_others_rounded_and_zero_is_zero() {
    let control = Control::default();
    let show = |count| control.show(Raw::new(count)).words();
    assert_eq!(show(0), "0");
    for count in 1..=5 {
        assert_eq!(show(count), "1 to 5");
    }
    for (counts, words) in [
        (6..=7, "about 5"),
        (8..=12, "about 10"),
        (13..=17, "about 15"),
        (998..=1_002, "about 1000"),
    ] {
        for count in counts {
            assert_eq!(show(count), words, "{count}");
        }
    }
    assert_eq!(control.show(Raw::new(6)).range(), (6, Some(7)));
    assert_eq!(control.show(Raw::new(10)).range(), (8, Some(12)));
    let all = Control::new(6, 5, false).unwrap();
    assert_eq!(all.show(Raw::new(0)).words(), "0 to 5");
    assert_eq!(all.show(Raw::new(0)), all.show(Raw::new(5)));
}

/// Whatever the settings, what is shown holds the count, and nothing but zero
/// reads zero.
#[test]
fn what_is_shown_holds_the_count_for_all_settings() {
    for threshold in 3..15 {
        for base in 1..25 {
            let Ok(control) = Control::new(threshold, base, true) else { continue };
            for count in 0..200 {
                let shown = control.show(Raw::new(count));
                let (least, most) = shown.range();
                assert!(least <= count && most.is_none_or(|most| count <= most), "{count}");
                assert_eq!(shown.value() == Some(0), count == 0, "{count} {threshold} {base}");
                assert_eq!(shown.value().is_none(), (1..threshold).contains(&count));
            }
        }
    }
}

#[test]
fn settings_that_protect_nothing_are_refused() {
    assert_eq!(Control::new(2, 5, true), Err(Unfit::Threshold(2)));
    assert_eq!(Control::new(0, 5, true), Err(Unfit::Threshold(0)));
    // Rounded to 3, 12 and 9 would read 12 and 9, give or take one each: the
    // difference 3 would be known to 1 to 5, five numbers, fewer than six.
    assert_eq!(Control::new(6, 3, true), Err(Unfit::Base { base: 3, threshold: 6, least: 4 }));
    assert_eq!(Control::new(10, 0, true), Err(Unfit::Base { base: 0, threshold: 10, least: 6 }));
    assert!(Control::new(6, 4, true).is_ok());
    assert!(Control::new(8, 5, true).unwrap().words().contains("from 1 to 7"));
}

/// 3 alone is hidden, and 32 - 9 - 20 would tell it: so 9, the next smallest, is
/// hidden too. What is left of the total is 28..32 less 18..22: 6 to 14, nine
/// numbers, more than six.
#[test]
fn one_hidden_part_takes_the_next_smallest_with_it() {
    assert_eq!(words(&column(&[3, 9, 20]), 3), ["not shown", "not shown", "about 20", "about 30"]);
    // Zero is no help: it is shown.
    assert_eq!(words(&column(&[3, 0, 9, 20]), 4)[..3], ["not shown", "0", "not shown"]);
    // Two small ones hide each other: 4 + 5 + 20 = 29, shown 30 (28..32) less
    // 18..22 leaves 6 to 14.
    assert_eq!(words(&column(&[4, 5, 20]), 3), ["1 to 5", "1 to 5", "about 20", "about 30"]);
    // Nothing small, nothing hidden.
    assert_eq!(words(&column(&[6, 9]), 2), ["about 5", "about 10", "about 15"]);
    assert_eq!(words(&column(&[0, 0]), 2), ["0", "0", "0"]);
}

/// 3 + 4 = 7 is shown as 5, which is 6 or 7: two numbers for the sum. 1 + 1 + ...
/// nine times is 9, shown 10: 8 to 12. So the total goes.
#[test]
fn a_total_that_gives_the_hidden_parts_away_is_not_shown() {
    assert_eq!(words(&column(&[3, 4]), 2), ["not shown", "not shown", "not shown"]);
    assert!(words(&column(&[1; 9]), 9).iter().all(|words| words == "not shown"));
    // One part, and the same number as its total.
    assert_eq!(words(&column(&[3, 0]), 2), ["1 to 5", "0", "1 to 5"]);
}

/// 2 + 2: the total 4 is small itself, shown as 1 to 5, and says that no part is
/// 5. Everything is hidden already, so nothing is published.
#[test]
fn what_cannot_be_protected_is_not_published() {
    let totals = Totals { columns: true, ..Totals::default() };
    assert_eq!(grid(&[&[2], &[2]], totals).publish(&Control::default()), Err(Refused));
    assert!(grid(&[&[2], &[2]], Totals::default()).publish(&Control::default()).is_ok());
}

/// Rows 1 and 2 add up to 60, columns 1 and 2 hold all of them but one cell of
/// 4 in column 3: line by line nothing is narrow, together they tell it.
#[test]
fn what_several_lines_say_together_is_found() {
    let rows: [&[u64]; 3] = [&[4, 4, 0], &[4, 4, 4], &[0, 0, 50]];
    let totals = Totals { rows: true, columns: true, all: true };
    let published = grid(&rows, totals).publish(&Control::default()).unwrap();
    let hidden = |shown: &Shown| shown.value().is_none();
    assert!(hidden(&published.cell(1, 2).unwrap()));
    // Row totals 8 and 12 are shown as 10 each (8..12), column totals 8 as 10
    // each: 16..24 less 16..24 would be no help, but 50 and 54 tell column 3.
    assert!(
        hidden(&published.cell(2, 2).unwrap()) || hidden(&published.column_totals[2]),
        "{published:?}"
    );
}

/// A cell without a count is public, adds nothing, and hides nothing.
#[test]
fn a_missing_count_is_not_a_hidden_one() {
    let rows = vec![vec![Some(Raw::new(3))], vec![None], vec![Some(Raw::new(20))]];
    let totals = Totals { columns: true, ..Totals::default() };
    let published = Grid::new(&rows, totals).publish(&Control::default()).unwrap();
    assert_eq!(published.cell(1, 0), None);
    assert_eq!(published.cell(7, 0), None);
    assert!(published.cell(2, 0).unwrap().value().is_none());
    // Without totals there is nothing to work anything out from.
    let published = Grid::new(&rows, Totals::default()).publish(&Control::default()).unwrap();
    assert_eq!(published.cell(0, 0).unwrap().words(), "1 to 5");
    assert_eq!(published.cell(2, 0).unwrap().words(), "about 20");
    assert_eq!((published.column_totals.len(), published.all), (0, None));
}

/// A correction from 12 to 9 shows the same number twice; one from 12 to 14
/// shows 10 and 15, which is a difference of 1 to 9.
#[test]
fn two_versions_do_not_tell_their_difference() {
    let control = Control::default();
    let show = |count| control.show(Raw::new(count));
    assert_eq!(show(12), show(9));
    assert_eq!(show(14).range().1.unwrap() - show(12).range().0, 9);
    assert_eq!(show(5).words(), "1 to 5");
    assert_eq!(show(6).words(), "about 5");
}

#[test]
fn a_small_base_of_a_rate_is_not_shown_and_no_count_is_in_a_log() {
    let control = Control::default();
    assert_eq!(control.population(Raw::new(999)), None);
    assert_eq!(control.population(Raw::new(1_000)), Some(1_000));
    assert_eq!(alloc::format!("{:?}", Raw::new(3)), "Raw(..)");
}
