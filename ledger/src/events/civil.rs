//! Days of the civil (proleptic Gregorian) calendar, and which day it is in
//! London at a given instant.
//!
//! Own arithmetic and not a crate: a few functions are enough, they must be
//! `no_std`, and their results are shown to readers, so they are tested here
//! day by day.

use crate::record::{civil_from_days, days_from_civil};
use core::fmt;

/// One day of the calendar, years 0000 to 9999.
///
/// Ordered by time. `Display` is ISO 8601, `2014-08-26`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

/// English month names, January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const MS_PER_DAY: i64 = 86_400_000;
const MS_PER_HOUR: i64 = 3_600_000;

impl Date {
    /// The day, or `None` when the calendar does not have it.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let real = year <= 9_999
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        real.then_some(Date { year, month, day })
    }

    /// The first day of a year. The caller has checked the year (0 to 9999).
    pub(super) fn first_of_year(year: u16) -> Date {
        Date { year: year.min(9_999), month: 1, day: 1 }
    }

    /// The last day of a year. The caller has checked the year (0 to 9999).
    pub(super) fn last_of_year(year: u16) -> Date {
        Date { year: year.min(9_999), month: 12, day: 31 }
    }

    /// The first day of a month that the caller has checked.
    pub(super) fn first_of_month(year: u16, month: u8) -> Date {
        Date { year: year.min(9_999), month: month.clamp(1, 12), day: 1 }
    }

    /// The last day of a month that the caller has checked.
    pub(super) fn last_of_month(year: u16, month: u8) -> Date {
        let (year, month) = (year.min(9_999), month.clamp(1, 12));
        Date { year, month, day: days_in_month(year, month) }
    }

    /// The year, 0 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The English name of the month.
    pub fn month_name(self) -> &'static str {
        MONTHS[usize::from(self.month) - 1]
    }

    /// Days since 1 January 1970, negative before it.
    pub fn days_since_1970(self) -> i32 {
        let days = days_from_civil(self.year.into(), self.month.into(), self.day.into());
        // Years 0 to 9999 lie within three million days of 1970.
        i32::try_from(days).unwrap_or(i32::MAX)
    }

    /// The day that lies so many days after 1 January 1970, or `None` outside
    /// the years 0000 to 9999.
    pub fn from_days_since_1970(days: i32) -> Option<Date> {
        let (year, month, day) = civil_from_days(days.into());
        Date::new(u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The day it is in London at an instant, in milliseconds since 1970 UTC.
    ///
    /// British Summer Time is as it has been since 1996: from 01:00 UTC on the
    /// last Sunday of March to 01:00 UTC on the last Sunday of October. `None`
    /// outside the years 0000 to 9999.
    pub fn in_london(millis: i64) -> Option<Date> {
        let local = if Self::is_summer_in_london(millis)? {
            millis.checked_add(MS_PER_HOUR)?
        } else {
            millis
        };
        Date::from_days_since_1970(i32::try_from(local.div_euclid(MS_PER_DAY)).ok()?)
    }

    /// Whether clocks in London show summer time at an instant, by the same rule.
    pub(super) fn is_summer_in_london(millis: i64) -> Option<bool> {
        let utc_day =
            Date::from_days_since_1970(i32::try_from(millis.div_euclid(MS_PER_DAY)).ok()?)?;
        let change = |month| i64::from(last_sunday(utc_day.year, month)) * MS_PER_DAY + MS_PER_HOUR;
        Some((change(3)..change(10)).contains(&millis))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// How many days a month has; 0 for a month that does not exist.
pub fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// Days since 1970 of the last Sunday of a month with 31 days.
fn last_sunday(year: u16, month: u8) -> i32 {
    let end = Date::last_of_month(year, month).days_since_1970();
    // 1 January 1970 was a Thursday, four days after a Sunday.
    end - (end + 4).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_day_of_ten_thousand_years_follows_the_one_before() {
        let mut days = Date::new(0, 1, 1).unwrap().days_since_1970();
        for year in 0..=9_999 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    let date = Date::new(year, month, day).unwrap();
                    assert_eq!(date.days_since_1970(), days, "{date}");
                    assert_eq!(Date::from_days_since_1970(days), Some(date));
                    days += 1;
                }
            }
        }
        assert_eq!(Date::from_days_since_1970(days), None);
        assert_eq!(Date::new(1970, 1, 1).unwrap().days_since_1970(), 0);
    }

    #[test]
    fn days_the_calendar_does_not_have_are_refused() {
        for (year, month, day) in [
            (2014, 0, 1),
            (2014, 13, 1),
            (2014, 4, 31),
            (2014, 4, 0),
            (2014, 2, 29),
            (1900, 2, 29),
            (10_000, 1, 1),
        ] {
            assert_eq!(Date::new(year, month, day), None, "{year} {month} {day}");
        }
        assert_eq!(Date::new(2000, 2, 29).unwrap().to_string(), "2000-02-29");
        assert_eq!(Date::new(2016, 2, 29).unwrap().to_string(), "2016-02-29");
    }

    #[test]
    fn from_the_resignation_to_the_hearing_were_196_days() {
        let from = Date::new(2014, 8, 26).unwrap();
        let to = Date::new(2015, 3, 10).unwrap();
        assert_eq!(to.days_since_1970() - from.days_since_1970(), 196);
    }

    #[test]
    fn london_changes_its_clock_on_the_last_sundays() {
        let at = |year, month, day, hour: i64, minute: i64| {
            let days = i64::from(Date::new(year, month, day).unwrap().days_since_1970());
            Date::in_london(days * MS_PER_DAY + hour * MS_PER_HOUR + minute * 60_000)
                .unwrap()
                .to_string()
        };
        // In 2015 summer time ran from 29 March to 25 October.
        assert_eq!(at(2015, 3, 28, 23, 30), "2015-03-28");
        assert_eq!(at(2015, 3, 29, 22, 59), "2015-03-29");
        assert_eq!(at(2015, 3, 29, 23, 0), "2015-03-30");
        assert_eq!(at(2015, 10, 24, 23, 30), "2015-10-25");
        assert_eq!(at(2015, 10, 25, 23, 30), "2015-10-25");
        assert_eq!(at(2026, 11, 23, 23, 59), "2026-11-23");
        assert_eq!(Date::in_london(i64::MAX), None);
    }
}
