//! A moment by a clock in London, as orders and embargoes set it.

use super::civil::Date;
use crate::record::{Field, Json, Pointer, Reader, Writer};
use alloc::string::ToString;
use core::fmt;

/// A minute, by local time in London with its offset from UTC:
/// `2018-06-11T18:00+01:00`.
///
/// The offset is there so that no reader has to know when British Summer Time
/// began. From 1996 on it must be the one of that day; before, either is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    // In this order, so that moments are ordered by time.
    millis: i64,
    summer: bool,
}

const MS_PER_MINUTE: i64 = 60_000;
const MS_PER_HOUR: i64 = 60 * MS_PER_MINUTE;
const MS_PER_DAY: i64 = 24 * MS_PER_HOUR;
/// Since when the rule for summer time is as it is.
const RULED_FROM: u16 = 1996;

impl Moment {
    /// The moment as written, or why it is none.
    fn parse(text: &str) -> Result<Moment, &'static str> {
        const SHAPE: &str = "is not a local time with its offset";
        let bytes = text.as_bytes();
        let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b'+'), (19, b':')];
        if bytes.len() != 22 || marks.iter().any(|(place, mark)| bytes[*place] != *mark) {
            return Err(SHAPE);
        }
        let number = |from: usize, to: usize| {
            bytes[from..to].iter().try_fold(0_u16, |sum, digit| {
                digit.is_ascii_digit().then(|| sum * 10 + u16::from(digit - b'0'))
            })
        };
        let small = |from: usize| number(from, from + 2).and_then(|n| u8::try_from(n).ok());
        let (Some(year), Some(month), Some(day), Some(hour), Some(minute)) =
            (number(0, 4), small(5), small(8), small(11), small(14))
        else {
            return Err(SHAPE);
        };
        let summer = match &text[16..] {
            "+00:00" => false,
            "+01:00" => true,
            _ => return Err("has an offset that London never has"),
        };
        let day = Date::new(year, month, day).ok_or("is a day that the calendar does not have")?;
        if hour > 23 || minute > 59 {
            return Err("is a time that no clock shows");
        }
        let local = i64::from(day.days_since_1970()) * MS_PER_DAY
            + i64::from(hour) * MS_PER_HOUR
            + i64::from(minute) * MS_PER_MINUTE;
        let moment = Moment { millis: local - if summer { MS_PER_HOUR } else { 0 }, summer };
        if year >= RULED_FROM && Date::is_summer_in_london(moment.millis) != Some(summer) {
            return Err("has not the offset of London on that day");
        }
        Ok(moment)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn instant(self) -> i64 {
        self.millis
    }

    /// The day in London.
    pub fn date(self) -> Date {
        let days = self.local().div_euclid(MS_PER_DAY);
        // It was read from a day of the calendar.
        let day = i32::try_from(days).ok().and_then(Date::from_days_since_1970);
        day.unwrap_or(Date::first_of_year(0))
    }

    /// In words: "6pm on 11 June 2018".
    pub fn in_words(self) -> alloc::string::String {
        let day = self.date();
        let minutes = self.local().rem_euclid(MS_PER_DAY) / MS_PER_MINUTE;
        let (hour, minute) = (minutes / 60, minutes % 60);
        let half = if hour < 12 { "am" } else { "pm" };
        let hour = match hour % 12 {
            0 => 12,
            hour => hour,
        };
        let (number, month, year) = (day.day(), day.month_name(), day.year());
        if minute == 0 {
            alloc::format!("{hour}{half} on {number} {month} {year}")
        } else {
            alloc::format!("{hour}:{minute:02}{half} on {number} {month} {year}")
        }
    }

    const fn local(self) -> i64 {
        self.millis + if self.summer { MS_PER_HOUR } else { 0 }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.local().rem_euclid(MS_PER_DAY) / MS_PER_MINUTE;
        let offset = u8::from(self.summer);
        write!(f, "{}T{:02}:{:02}+{offset:02}:00", self.date(), minutes / 60, minutes % 60)
    }
}

impl Field for Moment {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        let read = value.as_str().map_or(Err("is not a text"), Moment::parse);
        match read {
            Ok(moment) => Some(moment),
            Err(problem) => {
                let remedy = "write local time with its offset: \"2018-06-11T18:00+01:00\" in \
                              summer, \"+00:00\" in winter";
                reader.fault(at, Some(value), problem, remedy)
            }
        }
    }

    fn blank() -> Self {
        Self { millis: 0, summer: false }
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::str(self.to_string()))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("string")),
            ("format", Json::str("moment")),
            ("pattern", Json::str(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}\+0[01]:00$")),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_in_the_evening_of_11_june_2018_is_five_by_utc() {
        let moment = Moment::parse("2018-06-11T18:00+01:00").unwrap();
        // 17,693 days after 1 January 1970, and 17 hours.
        assert_eq!(moment.instant(), (17_693 * 24 + 17) * MS_PER_HOUR);
        assert_eq!(moment.date(), Date::new(2018, 6, 11).unwrap());
        assert_eq!(moment.to_string(), "2018-06-11T18:00+01:00");
        assert_eq!(moment.in_words(), "6pm on 11 June 2018");
        let before = Moment::parse("2018-06-11T00:05+01:00").unwrap();
        assert_eq!(before.date(), moment.date(), "five past midnight is that day, not the eve");
        assert_eq!(before.in_words(), "12:05am on 11 June 2018");
        assert!(before < moment);
        assert_eq!(
            Moment::parse("2018-12-11T12:00+00:00").unwrap().in_words(),
            "12pm on 11 December 2018"
        );
        assert_eq!(Moment::parse("1970-01-01T00:00+01:00").unwrap().date().year(), 1970);
    }

    #[test]
    fn what_is_no_moment_in_london_is_refused_and_says_why() {
        for (text, why) in [
            ("2018-06-11T18:00+00:00", "has not the offset of London on that day"),
            ("2018-12-11T18:00+01:00", "has not the offset of London on that day"),
            ("2018-03-25T01:30+00:00", "has not the offset of London on that day"),
            ("2018-06-11T18:00+02:00", "has an offset that London never has"),
            ("2018-06-31T18:00+01:00", "is a day that the calendar does not have"),
            ("2018-06-11T24:00+01:00", "is a time that no clock shows"),
            ("2018-06-11T18:60+01:00", "is a time that no clock shows"),
            ("2018-06-11T18:00Z", "is not a local time with its offset"),
            ("2018-06-11T18:00-01:00", "is not a local time with its offset"),
            ("2018-06-11", "is not a local time with its offset"),
            ("2018-06-1éT18:00+01:00", "is not a local time with its offset"),
            ("+018-06-11T18:00+01:00", "is not a local time with its offset"),
            ("", "is not a local time with its offset"),
        ] {
            assert_eq!(Moment::parse(text), Err(why), "{text}");
        }
        // The hour that an autumn night has twice is told apart by its offset.
        let first = Moment::parse("2018-10-28T01:30+01:00").unwrap();
        let second = Moment::parse("2018-10-28T01:30+00:00").unwrap();
        assert_eq!(second.instant() - first.instant(), MS_PER_HOUR);
    }
}
