//! The cursor of the drawn timeline: which event the arrow keys lead to.

use super::point;
use crate::wire::Marks;

/// A step of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The event before, in the same lane.
    Back,
    /// The event after, in the same lane.
    On,
    /// The nearest event in the lane above.
    Up,
    /// The nearest event in the lane below.
    Down,
    /// The first event of the lane.
    First,
    /// The last event of the lane.
    Last,
}

/// Position in the ledger of the event that a step leads to. Without a cursor,
/// or when its event no longer matches, any step leads to the first event.
pub(crate) fn step(marks: &Marks, cursor: Option<u64>, step: Step) -> Option<u64> {
    let here = cursor.and_then(|index| marks.index.iter().position(|&other| other == index));
    let Some(here) = here else {
        return marks.index.first().copied();
    };
    let family = *marks.family.get(here)?;
    let lane = |family: u8| (0..marks.index.len()).filter(move |&at| marks.family[at] == family);
    let to = match step {
        Step::Back => lane(family).take_while(|&at| at < here).last().unwrap_or(here),
        Step::On => lane(family).find(|&at| at > here).unwrap_or(here),
        Step::First => lane(family).next()?,
        Step::Last => lane(family).next_back()?,
        Step::Up => {
            let above = (0..family).rev().find(|&other| lane(other).next().is_some());
            above.and_then(|other| nearest(marks, lane(other), here)).unwrap_or(here)
        }
        Step::Down => {
            let below = (family + 1..6).find(|&other| lane(other).next().is_some());
            below.and_then(|other| nearest(marks, lane(other), here)).unwrap_or(here)
        }
    };
    marks.index.get(to).copied()
}

fn nearest(marks: &Marks, lane: impl Iterator<Item = usize>, here: usize) -> Option<usize> {
    let time = |at: usize| point(marks.from[at], marks.to[at]);
    let from = time(here);
    lane.min_by_key(|&at| match (from, time(at)) {
        (Some(from), Some(to)) => (0, from.abs_diff(to)),
        (None, None) => (0, 0),
        _ => (1, 0),
    })
}

/// "3 of 12 in its lane": place from 1 and count; `None` when it does not match.
pub(crate) fn place_in_lane(marks: &Marks, index: u64) -> Option<(usize, usize)> {
    let here = marks.index.iter().position(|&other| other == index)?;
    let family = *marks.family.get(here)?;
    let of_lane =
        |families: &[u8]| families.iter().map(|&other| usize::from(other == family)).sum::<usize>();
    let before = of_lane(&marks.family[..here]);
    let all = of_lane(&marks.family);
    Some((before + 1, all))
}

#[cfg(test)]
mod tests {
    use super::super::tests::marks;
    use super::*;

    /// Two lanes, people (1) and responses (4), and one undated event.
    fn two_lanes() -> Marks {
        marks(&[
            ("2011", "2011", 1),
            ("2012", "2012", 4),
            ("2013", "2013", 1),
            ("2014", "2014", 4),
            ("", "", 1),
        ])
    }

    #[test]
    fn arrows_walk_a_lane_and_stop_at_its_ends() {
        let marks = two_lanes();
        assert_eq!(step(&marks, Some(0), Step::On), Some(2));
        assert_eq!(step(&marks, Some(2), Step::On), Some(4), "undated ones come last");
        assert_eq!(step(&marks, Some(4), Step::On), Some(4));
        assert_eq!(step(&marks, Some(2), Step::Back), Some(0));
        assert_eq!(step(&marks, Some(0), Step::Back), Some(0));
        assert_eq!(step(&marks, Some(2), Step::Last), Some(4));
        assert_eq!(step(&marks, Some(4), Step::First), Some(0));
    }

    #[test]
    fn up_and_down_find_the_nearest_in_time() {
        let marks = two_lanes();
        assert_eq!(step(&marks, Some(2), Step::Down), Some(3), "2012 was a leap year");
        assert_eq!(step(&marks, Some(3), Step::Up), Some(2));
        assert_eq!(step(&marks, Some(0), Step::Up), Some(0), "no lane above");
        assert_eq!(step(&marks, Some(1), Step::Down), Some(1), "no lane below");
    }

    #[test]
    fn without_a_cursor_any_step_begins_at_the_first_event() {
        let marks = two_lanes();
        assert_eq!(step(&marks, None, Step::On), Some(0));
        assert_eq!(step(&marks, Some(99), Step::Last), Some(0));
        assert_eq!(step(&Marks::default(), None, Step::On), None);
    }

    #[test]
    fn the_place_in_the_lane_is_counted_from_one() {
        let marks = two_lanes();
        assert_eq!(place_in_lane(&marks, 2), Some((2, 3)));
        assert_eq!(place_in_lane(&marks, 3), Some((2, 2)));
        assert_eq!(place_in_lane(&marks, 9), None);
    }
}
