//! Time to pixels, and the calendar under the lanes.

use crate::format::{self, DAY, Day};

/// The part of time that is drawn, milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Window {
    /// Left edge.
    pub(crate) from: f64,
    /// Right edge, greater than `from`.
    pub(crate) to: f64,
}

/// Nothing in a record is sharper than this: half a day.
const NARROWEST: f64 = (DAY / 2) as f64;
/// Ten thousand years: EDTF can say more, a screen cannot show it.
const WIDEST: f64 = 3_652_425.0 * DAY as f64;

impl Window {
    /// A window; one that is too narrow is widened around its middle.
    pub(crate) fn new(from: i64, to: i64) -> Self {
        Self { from: from as f64, to: to as f64 }.held()
    }

    fn held(self) -> Self {
        let span = (self.to - self.from).clamp(NARROWEST, WIDEST);
        let middle = f64::midpoint(self.from, self.to);
        Self { from: middle - span / 2.0, to: middle + span / 2.0 }
    }

    /// Pixels from the left for a moment.
    pub(crate) fn x(self, time: i64, width: f64) -> f64 {
        (time as f64 - self.from) / (self.to - self.from) * width
    }

    /// The moment at a distance from the left.
    pub(crate) fn time(self, x: f64, width: f64) -> f64 {
        self.from + x / width.max(1.0) * (self.to - self.from)
    }

    /// Narrower (`factor` below 1) or wider, keeping one moment where it is.
    pub(crate) fn zoomed(self, factor: f64, about: f64) -> Self {
        Self { from: about - (about - self.from) * factor, to: about + (self.to - about) * factor }
            .held()
    }

    /// Moved by a part of its width; 1 is a whole screen to the right.
    pub(crate) fn panned(self, part: f64) -> Self {
        let by = (self.to - self.from) * part;
        Self { from: self.from + by, to: self.to + by }
    }

    /// The same window moved so that this moment is in its middle.
    pub(crate) fn around(self, time: i64) -> Self {
        self.panned(self.x(time, 1.0) - 0.5)
    }

    /// The same window moved so that this moment is in sight.
    pub(crate) fn showing(self, time: i64) -> Self {
        let at = self.x(time, 1.0);
        if (0.02..=0.98).contains(&at) { self } else { self.panned(at - 0.5) }
    }

    /// The middle.
    pub(crate) fn middle(self) -> f64 {
        f64::midpoint(self.from, self.to)
    }

    /// Whole days around it, for the URL.
    pub(crate) fn days(self) -> (i64, i64) {
        let day = |time: f64| (time / DAY as f64) as i64 * DAY;
        (day(self.from), day(self.to).max(day(self.from) + DAY))
    }
}

/// A line of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// Pixels from the left.
    pub(crate) x: f64,
    /// Its words.
    pub(crate) label: String,
}

/// Steps of the calendar: months, or days where the number is negative.
const STEPS: [(i64, f64); 14] = [
    (-1, 1.0),
    (-2, 2.0),
    (-7, 7.0),
    (1, 30.4),
    (3, 91.3),
    (6, 182.6),
    (12, 365.2),
    (24, 730.5),
    (60, 1_826.2),
    (120, 3_652.4),
    (300, 9_131.1),
    (600, 18_262.1),
    (1_200, 36_524.2),
    (12_000, 365_242.5),
];

/// The finest calendar whose labels have room: whole days, months or years,
/// never a part of one.
pub(crate) fn ticks(window: Window, width: f64) -> Vec<Tick> {
    let days = (window.to - window.from) / DAY as f64;
    let room = (width / 84.0).max(1.0);
    let step =
        STEPS.iter().find(|(_, length)| days / length <= room).map_or(60_000, |(step, _)| *step);
    let mut out = Vec::new();
    let mut put = |time: i64, label: String| {
        let x = window.x(time, width);
        if (0.0..=width).contains(&x) {
            out.push(Tick { x, label });
        }
    };
    let first = format::day_at(window.from as i64);
    if step < 0 {
        let mut day = (window.from as i64).div_euclid(DAY);
        // Weeks begin on Monday; 1970-01-01 was a Thursday.
        while step == -7 && (day + 3).rem_euclid(7) != 0 {
            day += 1;
        }
        while (day * DAY) as f64 <= window.to {
            let date = format::day_of(day);
            put(day * DAY, format!("{} {} {}", date.of_month, short(date.month), date.year));
            day -= step;
        }
    } else {
        let mut month = (first.year * 12 + i64::from(first.month) - 1).div_euclid(step) * step;
        loop {
            let date = Day {
                year: month.div_euclid(12),
                month: u8::try_from(month.rem_euclid(12) + 1).unwrap_or(1),
                of_month: 1,
            };
            let time = format::days_of(date) * DAY;
            if time as f64 > window.to {
                break;
            }
            let label = if step % 12 == 0 {
                date.year.to_string()
            } else {
                format!("{} {}", short(date.month), date.year)
            };
            put(time, label);
            month += step;
        }
    }
    out
}

fn short(month: u8) -> &'static str {
    &format::month_name(month)[..3]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::parse_day;

    fn window(from: &str, to: &str) -> Window {
        Window::new(parse_day(from).unwrap(), parse_day(to).unwrap())
    }

    #[test]
    fn the_calendar_is_as_fine_as_its_labels_have_room() {
        let labels = |from, to| {
            ticks(window(from, to), 900.0).into_iter().map(|tick| tick.label).collect::<Vec<_>>()
        };
        assert_eq!(
            labels("2011-06", "2015-06"),
            [
                "Jul 2011", "Jan 2012", "Jul 2012", "Jan 2013", "Jul 2013", "Jan 2014", "Jul 2014",
                "Jan 2015"
            ]
        );
        assert_eq!(labels("2011", "2020")[..3], ["2011", "2012", "2013"]);
        assert_eq!(
            labels("2015-03-02", "2015-03-05"),
            ["2 Mar 2015", "3 Mar 2015", "4 Mar 2015", "5 Mar 2015"]
        );
        assert_eq!(labels("2015-03-01", "2015-03-31")[0], "2 Mar 2015", "a Monday");
        assert_eq!(labels("1000", "2000")[0], "1000");
    }

    #[test]
    fn ticks_never_crowd() {
        for days in [1_i64, 3, 10, 40, 200, 900, 5_000, 40_000, 3_000_000] {
            for width in [240.0, 900.0, 2_000.0] {
                let ticks = ticks(Window::new(0, days * DAY), width);
                for pair in ticks.windows(2) {
                    assert!(pair[1].x - pair[0].x > 55.0, "{days} days on {width}");
                }
            }
        }
    }

    #[test]
    fn zooming_keeps_the_moment_under_the_pointer() {
        let before = window("2011", "2015");
        let about = before.time(300.0, 900.0);
        let after = before.zoomed(0.5, about);
        assert!((after.time(300.0, 900.0) - about).abs() < 1.0);
        assert!((after.to - after.from) * 2.0 - (before.to - before.from) < 1.0);
    }

    #[test]
    fn zooming_stops_at_half_a_day_and_at_ten_thousand_years() {
        let mut near = window("2011", "2015");
        let mut far = near;
        for _ in 0..100 {
            near = near.zoomed(0.5, near.middle());
            far = far.zoomed(2.0, far.middle());
        }
        assert!((near.to - near.from - NARROWEST).abs() < 1.0);
        assert!((far.to - far.from - WIDEST).abs() < 1_000_000.0);
    }

    #[test]
    fn a_selected_event_is_brought_into_sight() {
        let view = window("2011", "2015");
        let inside = parse_day("2013").unwrap();
        assert_eq!(view.showing(inside), view);
        let moved = view.showing(parse_day("2020").unwrap());
        assert!((moved.x(parse_day("2020").unwrap(), 1.0) - 0.5).abs() < 0.01);
    }
}
