//! From a date to the days it may mean, and what follows for order and distance.

use super::{Edtf, End, Form, Part, Point, Season};
use crate::events::civil::Date;

/// The first and last day that a date may mean, both included.
///
/// `None` is "no bound": the end is open, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DateRange {
    /// The earliest day possible.
    pub earliest: Option<Date>,
    /// The latest day possible.
    pub latest: Option<Date>,
}

/// One end of a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bound {
    /// At this date.
    On(Edtf),
    /// It goes on, or has always been.
    Open,
    /// There is an end, and it is not known.
    Unknown,
}

/// How two dates stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compared {
    /// Every day of the first is before every day of the second.
    Before,
    /// Both are one and the same day.
    SameDay,
    /// Every day of the first is after every day of the second.
    After,
    /// The ranges overlap or have no bound: nothing may be concluded.
    CannotTell,
}

impl Edtf {
    /// The days this date may mean. Marks such as `~` add nothing: how far
    /// "about" reaches is not for us to invent.
    pub fn range(&self) -> DateRange {
        match &self.0 {
            Form::Single(part) => part.range(),
            Form::Interval { start, end } => {
                DateRange { earliest: start.range().earliest, latest: end.range().latest }
            }
            Form::OneOf { from, to } => DateRange {
                earliest: from.and_then(|from| from.range().earliest),
                latest: to.and_then(|to| to.range().latest),
            },
        }
    }

    /// The two ends of a stretch of time; `None` for a date that is no stretch.
    pub fn ends(&self) -> Option<(Bound, Bound)> {
        match &self.0 {
            Form::Interval { start, end } => Some((start.bound(), end.bound())),
            _ => None,
        }
    }

    /// Whether this is before or after another date, as far as one can tell.
    pub fn compare(&self, other: &Edtf) -> Compared {
        self.range().compare(&other.range())
    }
}

impl DateRange {
    /// Before, after, the same day, or cannot tell.
    pub fn compare(&self, other: &DateRange) -> Compared {
        let before = |a: &DateRange, b: &DateRange| matches!((a.latest, b.earliest), (Some(a), Some(b)) if a < b);
        if before(self, other) {
            Compared::Before
        } else if before(other, self) {
            Compared::After
        } else if self.single_day().is_some() && self == other {
            Compared::SameDay
        } else {
            Compared::CannotTell
        }
    }

    /// The day, when only one is possible.
    pub fn single_day(&self) -> Option<Date> {
        self.earliest.filter(|_| self.earliest == self.latest)
    }

    /// Days from this to a later date, least and most; `None` without bounds.
    /// Negative where the other may be earlier. Never a midpoint.
    pub fn days_until(&self, later: &DateRange) -> Option<(i32, i32)> {
        let days = |date: Option<Date>| date.map(Date::days_since_1970);
        Some((
            days(later.earliest)? - days(self.latest)?,
            days(later.latest)? - days(self.earliest)?,
        ))
    }

    /// Whether any day of this lies between two days, both included; a missing
    /// bound does not limit.
    pub fn touches(&self, from: Option<Date>, to: Option<Date>) -> bool {
        let ends_before =
            matches!((self.latest, from), (Some(latest), Some(from)) if latest < from);
        let starts_after =
            matches!((self.earliest, to), (Some(earliest), Some(to)) if earliest > to);
        !ends_before && !starts_after
    }

    /// What dates are sorted by: earliest day (the latest where the start is not
    /// known), then latest day; no end sorts after every end.
    pub fn sort_key(&self) -> (Option<Date>, bool, Option<Date>) {
        (self.earliest.or(self.latest), self.latest.is_none(), self.latest)
    }
}

impl Part {
    pub(super) fn range(&self) -> DateRange {
        self.point.range()
    }
}

impl End {
    fn bound(&self) -> Bound {
        match self {
            End::Date(part) => Bound::On(Edtf(Form::Single(part.clone()))),
            End::Open => Bound::Open,
            End::Unknown => Bound::Unknown,
        }
    }

    fn range(&self) -> DateRange {
        match self {
            End::Date(part) => part.range(),
            End::Open | End::Unknown => DateRange { earliest: None, latest: None },
        }
    }
}

impl Point {
    pub(super) fn range(self) -> DateRange {
        let (earliest, latest) = match self {
            Point::Century(first) => (Date::first_of_year(first), Date::last_of_year(first + 99)),
            Point::Decade(first) => (Date::first_of_year(first), Date::last_of_year(first + 9)),
            Point::Year(year) | Point::SomeMonth(year) | Point::SomeDayOfYear(year) => {
                (Date::first_of_year(year), Date::last_of_year(year))
            }
            Point::Season(year, season) => season.range(year),
            Point::Month(year, month) | Point::SomeDay(year, month) => {
                (Date::first_of_month(year, month), Date::last_of_month(year, month))
            }
            Point::Day(date) => (date, date),
        };
        DateRange { earliest: Some(earliest), latest: Some(latest) }
    }
}

impl Season {
    /// Meteorological seasons of the north. "Winter 2015" is the one that began
    /// in 2015 to some and the one that ended in it to others: it spans both.
    fn range(self, year: u16) -> (Date, Date) {
        let months =
            |first, last| (Date::first_of_month(year, first), Date::last_of_month(year, last));
        match self {
            Season::Spring => months(3, 5),
            Season::Summer => months(6, 8),
            Season::Autumn => months(9, 11),
            Season::Winter => {
                let before = year.checked_sub(1);
                let start = before.map_or(Date::first_of_year(0), |y| Date::first_of_month(y, 12));
                let end = if year < 9_999 {
                    Date::last_of_month(year + 1, 2)
                } else {
                    Date::last_of_year(year)
                };
                (start, end)
            }
        }
    }
}
