//! Working days: Monday to Friday without the bank holidays that the record
//! lists. The one place where this rule lives.
//!
//! Which days are bank holidays is decided year by year, by proclamation too, so
//! no list is built in. Where the record holds none for a year, only calendar
//! days are given, and the answer says why.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::events::civil::Date;
use crate::record::Index;

/// The bank holidays that a record lists, by year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankHolidays {
    years: BTreeMap<u16, Listed>,
}

/// The list of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Listed {
    days: BTreeSet<Date>,
    entry: Index,
}

/// The time from one day to a later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elapsed {
    /// Days of the calendar.
    pub calendar: u32,
    /// Working days; `None` where the record lists no bank holidays for one of
    /// the years.
    pub working: Option<u32>,
    /// The years without a list, ascending.
    pub unlisted: Vec<u16>,
    /// The entries that hold the lists used, ascending.
    pub entries: Vec<u64>,
}

impl BankHolidays {
    /// Takes the list of a year from an entry. A later list of the same year
    /// takes the place of the earlier one. Days of other years are left out.
    pub fn list(&mut self, year: u16, days: impl IntoIterator<Item = Date>, entry: Index) {
        let days = days.into_iter().filter(|day| day.year() == year).collect();
        self.years.insert(year, Listed { days, entry });
    }

    /// Whether a day is a working day; `None` where its year has no list and it
    /// is not a weekend.
    pub fn is_working(&self, day: Date) -> Option<bool> {
        if is_weekend(day) {
            return Some(false);
        }
        self.years.get(&day.year()).map(|listed| !listed.days.contains(&day))
    }

    /// The days after `due` until and with `on`; `None` while `on` is not after
    /// `due`. The day due is the last day to act, so it does not count.
    pub fn elapsed(&self, due: Date, on: Date) -> Option<Elapsed> {
        let (from, to) = (due.days_since_1970(), on.days_since_1970());
        let calendar = u32::try_from(to - from).ok().filter(|days| *days > 0)?;
        let first = Date::from_days_since_1970(from + 1)?;
        let mut unlisted = Vec::new();
        let mut entries = Vec::new();
        let mut holidays = 0_i32;
        for year in first.year()..=on.year() {
            let Some(listed) = self.years.get(&year) else {
                unlisted.push(year);
                continue;
            };
            entries.push(listed.entry.get());
            // A holiday on a weekend takes no working day away.
            let off = listed.days.range(first..=on).filter(|day| !is_weekend(**day)).count();
            holidays += i32::try_from(off).unwrap_or(0);
        }
        entries.sort_unstable();
        entries.dedup();
        let working = weekdays_until(to) - weekdays_until(from) - holidays;
        let working = u32::try_from(working).ok().filter(|_| unlisted.is_empty());
        Some(Elapsed { calendar, working, unlisted, entries })
    }
}

impl Elapsed {
    /// "12 days (8 working days)", or only the first part.
    pub fn in_words(&self) -> String {
        let days = plural(self.calendar, "day");
        match self.working {
            Some(working) => format!("{days} ({})", plural(working, "working day")),
            None => days,
        }
    }

    /// Why there are no working days, for a notice; `None` where there are.
    pub fn gap(&self) -> Option<String> {
        gap(&self.unlisted)
    }
}

/// What to say where years have no list of bank holidays.
pub fn gap(unlisted: &[u16]) -> Option<String> {
    let (first, last) = (unlisted.first()?, unlisted.last()?);
    let years = match unlisted.len() {
        1 => first.to_string(),
        all if all == usize::from(last.saturating_sub(*first)) + 1 => format!("{first} to {last}"),
        _ => format!("some years from {first} to {last}"),
    };
    Some(format!(
        "The record lists no bank holidays for {years}, so working days are not given there: \
         calendar days only."
    ))
}

/// "1 day", "2 days".
fn plural(count: u32, what: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {what}{s}")
}

/// Days since Monday: 0 on a Monday, 6 on a Sunday.
fn since_monday(days: i32) -> i32 {
    // 1 January 1970 was a Thursday, three days after a Monday.
    (days + 3).rem_euclid(7)
}

fn is_weekend(day: Date) -> bool {
    since_monday(day.days_since_1970()) > 4
}

/// Mondays to Fridays until and with a day, from some Monday long ago.
fn weekdays_until(days: i32) -> i32 {
    (days + 3).div_euclid(7) * 5 + (since_monday(days) + 1).min(5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn day(text: &str) -> Date {
        crate::events::Edtf::parse(text).unwrap().as_day().unwrap()
    }

    /// England and Wales, Christmas 2014 to Easter 2015.
    fn lists() -> BankHolidays {
        let mut lists = BankHolidays::default();
        lists.list(2014, ["2014-12-25", "2014-12-26"].map(day), Index::new(7));
        lists.list(2015, ["2015-01-01", "2015-04-03", "2015-04-06"].map(day), Index::new(9));
        lists
    }

    fn working(due: &str, on: &str) -> (u32, Option<u32>) {
        let elapsed = lists().elapsed(day(due), day(on)).unwrap();
        (elapsed.calendar, elapsed.working)
    }

    #[test]
    fn weekends_and_listed_days_are_no_working_days() {
        // Friday 19 December 2014 to Monday 22: Saturday, Sunday, Monday.
        assert_eq!(working("2014-12-19", "2014-12-22"), (3, Some(1)));
        // To Monday 5 January 2015, 17 days: Mon 22 to Fri 26 (5, less Thu 25 and
        // Fri 26), Mon 29 to Fri 2 (5, less Thu 1), Mon 5: 3 + 4 + 1 = 8.
        assert_eq!(working("2014-12-19", "2015-01-05"), (17, Some(8)));
        // Thursday 2 April 2015 to Tuesday 7: Good Friday, weekend, Easter Monday.
        assert_eq!(working("2015-04-02", "2015-04-07"), (5, Some(1)));
        // Friday to Sunday: no working day has passed.
        assert_eq!(working("2015-03-06", "2015-03-08"), (2, Some(0)));
    }

    #[test]
    fn a_day_that_is_not_over_counts_nothing() {
        assert_eq!(lists().elapsed(day("2015-03-06"), day("2015-03-06")), None);
        assert_eq!(lists().elapsed(day("2015-03-06"), day("2015-03-05")), None);
    }

    #[test]
    fn a_year_without_a_list_gives_calendar_days_only_and_says_so() {
        // 31 December 2015 to 4 January 2016 touches only 2016, which has no list.
        let elapsed = lists().elapsed(day("2015-12-31"), day("2016-01-04")).unwrap();
        assert_eq!((elapsed.calendar, elapsed.working), (4, None));
        assert_eq!(elapsed.unlisted, vec![2016]);
        assert_eq!(elapsed.in_words(), "4 days");
        assert!(elapsed.gap().unwrap().contains("no bank holidays for 2016"));
        // A span over two years needs both; the day due is not of the span.
        let elapsed = lists().elapsed(day("2013-12-31"), day("2015-01-01")).unwrap();
        assert_eq!((elapsed.unlisted.len(), elapsed.entries), (0, vec![7, 9]));
        let elapsed = lists().elapsed(day("2012-12-31"), day("2015-01-01")).unwrap();
        assert_eq!((elapsed.working, elapsed.unlisted), (None, vec![2013]));
        assert!(gap(&[2001, 2002, 2003]).unwrap().contains("for 2001 to 2003,"));
        assert!(gap(&[2001, 2003]).unwrap().contains("for some years from 2001 to 2003,"));
        assert_eq!(gap(&[]), None);
    }

    #[test]
    fn a_later_list_replaces_and_a_holiday_on_a_weekend_takes_nothing() {
        let mut lists = lists();
        // Saturday 3 January 2015 listed, Thursday 1 January no longer.
        lists.list(2015, ["2015-01-03", "2016-01-01"].map(day), Index::new(11));
        // Fri 26 December (holiday) to Mon 5 January: 29, 30, 31, 1, 2, 5.
        let elapsed = lists.elapsed(day("2014-12-26"), day("2015-01-05")).unwrap();
        assert_eq!((elapsed.working, elapsed.entries.clone()), (Some(6), vec![7, 11]));
        assert_eq!(elapsed.in_words(), "10 days (6 working days)");
        assert_eq!(lists.is_working(day("2015-01-01")), Some(true));
        assert_eq!(lists.is_working(day("2014-12-25")), Some(false));
        assert_eq!(lists.is_working(day("2016-01-02")), Some(false));
        assert_eq!(lists.is_working(day("2016-01-01")), None);
    }

    /// The count by arithmetic against a walk day by day.
    #[test]
    fn weekdays_by_arithmetic_are_weekdays_one_by_one() {
        let mut count = weekdays_until(-40);
        for days in -39..4_000 {
            count += i32::from(since_monday(days) < 5);
            assert_eq!(weekdays_until(days), count, "{days}");
        }
        // Monday 2 February 2015.
        assert_eq!(since_monday(day("2015-02-02").days_since_1970()), 0);
    }
}
