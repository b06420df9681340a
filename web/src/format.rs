//! How numbers, dates and fingerprints are written on screen.
//!
//! Everything here is pure and tested natively. Times are milliseconds since
//! 1970-01-01 UTC, as the ledger keeps them; the viewer names UTC instead of
//! guessing the reader's time zone, so that two readers see the same words.

/// Milliseconds in one day.
pub(crate) const DAY: i64 = 86_400_000;

const MONTHS: [&str; 12] = [
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

/// A calendar day of the proleptic Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Day {
    /// Astronomical year.
    pub(crate) year: i64,
    /// Month, 1 to 12.
    pub(crate) month: u8,
    /// Day of the month, 1 to 31.
    pub(crate) of_month: u8,
}

/// Days since 1970-01-01 of a calendar day (Howard Hinnant's algorithm).
pub(crate) fn days_of(date: Day) -> i64 {
    let year = date.year - i64::from(date.month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let shifted = (i64::from(date.month) + 9) % 12;
    let of_year = (153 * shifted + 2) / 5 + i64::from(date.of_month) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The calendar day a number of days after 1970-01-01.
pub(crate) fn day_of(days: i64) -> Day {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    Day {
        year: year_of_era + era * 400 + i64::from(month <= 2),
        month: u8::try_from(month).unwrap_or(1),
        of_month: u8::try_from(day).unwrap_or(1),
    }
}

/// The calendar day (UTC) that holds this moment.
pub(crate) fn day_at(millis: i64) -> Day {
    day_of(millis.div_euclid(DAY))
}

/// English name of a month, 1 to 12.
pub(crate) fn month_name(month: u8) -> &'static str {
    MONTHS[usize::from(month.clamp(1, 12)) - 1]
}

/// "23 November 2026".
pub(crate) fn day_words(millis: i64) -> String {
    let date = day_at(millis);
    format!("{} {} {}", date.of_month, month_name(date.month), date.year)
}

/// "23 November 2026 at 18:44 UTC".
pub(crate) fn moment_words(millis: i64) -> String {
    let minutes = millis.rem_euclid(DAY) / 60_000;
    format!("{} at {:02}:{:02} UTC", day_words(millis), minutes / 60, minutes % 60)
}

/// "18:44 UTC".
pub(crate) fn clock_words(millis: i64) -> String {
    let minutes = millis.rem_euclid(DAY) / 60_000;
    format!("{:02}:{:02} UTC", minutes / 60, minutes % 60)
}

/// "2026-11-23", for `datetime` attributes and URLs.
pub(crate) fn iso_day(millis: i64) -> String {
    let date = day_at(millis);
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.of_month)
}

/// "2026-11-23T18:44:24.123Z", for `datetime` attributes.
pub(crate) fn iso_moment(millis: i64) -> String {
    let of_day = millis.rem_euclid(DAY);
    format!(
        "{}T{:02}:{:02}:{:02}.{:03}Z",
        iso_day(millis),
        of_day / 3_600_000,
        of_day / 60_000 % 60,
        of_day / 1_000 % 60,
        of_day % 1_000
    )
}

/// Reads "2026-11-23", "2026-11" or "2026": the first moment of it.
pub(crate) fn parse_day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-');
    let year: i64 = parts.next()?.parse().ok().filter(|year| (0..=9999).contains(year))?;
    let month = match parts.next() {
        Some(part) => part.parse().ok().filter(|month| (1..=12).contains(month))?,
        None => 1,
    };
    let day: u8 = match parts.next() {
        Some(part) => part.parse().ok()?,
        None => 1,
    };
    let date = Day { year, month, of_month: day };
    let days = days_of(date);
    (day_of(days) == date).then_some(days * DAY)
}

/// The words with a capital at their beginning.
pub(crate) fn capital(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// 48210 as "48,210".
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 record", "2 records".
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// "12.4 kB", "3.1 MB".
pub(crate) fn bytes(number: u64) -> String {
    match number {
        0..1_000 => count(number, "byte", "bytes"),
        1_000..1_000_000 => format!("{}.{} kB", number / 1_000, number % 1_000 / 100),
        _ => format!("{}.{} MB", thousands(number / 1_000_000), number % 1_000_000 / 100_000),
    }
}

/// The distance between when something happened (earliest and latest moment
/// it may have been) and when it was recorded, in words that do not claim more
/// precision than the dates have.
pub(crate) fn gap_words(earliest: i64, latest: i64, recorded: i64) -> String {
    if recorded < earliest {
        return "recorded before the date it speaks of".into();
    }
    if recorded <= latest {
        return "recorded within the period it speaks of".into();
    }
    let least = span_words(recorded - latest);
    if latest - earliest <= DAY {
        return format!("recorded {least} later");
    }
    let most = span_words(recorded - earliest);
    if least == most {
        format!("recorded {least} later")
    } else {
        format!("recorded {least} to {most} later")
    }
}

fn span_words(millis: i64) -> String {
    let days = millis / DAY;
    let amount =
        |number: i64, one: &str, many: &str| count(u64::try_from(number).unwrap_or(0), one, many);
    match days {
        0 => "less than a day".into(),
        1..60 => amount(days, "day", "days"),
        60..730 => amount(days / 30, "month", "months"),
        _ => amount(days * 100 / 36_525, "year", "years"),
    }
}

/// How long ago: "40 seconds", "12 minutes", "5 hours", "3 days".
pub(crate) fn age_words(millis: i64) -> String {
    let seconds = u64::try_from(millis / 1_000).unwrap_or(0);
    match seconds {
        0..120 => count(seconds, "second", "seconds"),
        120..7_200 => count(seconds / 60, "minute", "minutes"),
        7_200..172_800 => count(seconds / 3_600, "hour", "hours"),
        _ => count(seconds / 86_400, "day", "days"),
    }
}

/// The first 16 characters of a fingerprint, in groups of four.
pub(crate) fn short_hash(hex: &str) -> String {
    grouped(hex.get(..16).unwrap_or(hex))
}

/// A fingerprint in groups of four characters, so that two can be compared by eye.
pub(crate) fn grouped(hex: &str) -> String {
    let mut out = String::with_capacity(hex.len() + hex.len() / 4);
    for (place, letter) in hex.chars().enumerate() {
        if place > 0 && place % 4 == 0 {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_told_in_the_unit_that_fits() {
        for (millis, words) in [
            (-5, "0 seconds"),
            (1_000, "1 second"),
            (119_999, "119 seconds"),
            (120_000, "2 minutes"),
            (7_200_000, "2 hours"),
            (172_800_000, "2 days"),
        ] {
            assert_eq!(age_words(millis), words);
        }
    }

    #[test]
    fn days_and_dates_agree_over_four_centuries() {
        for days in (-146_097..146_097).step_by(13) {
            assert_eq!(days_of(day_of(days)), days);
        }
        assert_eq!(day_of(0), Day { year: 1970, month: 1, of_month: 1 });
        assert_eq!(day_of(11_016), Day { year: 2000, month: 2, of_month: 29 });
    }

    #[test]
    fn moments_are_written_in_full() {
        let moment = 1_795_459_464_123;
        assert_eq!(iso_moment(moment), "2026-11-23T18:44:24.123Z");
        assert_eq!(moment_words(moment), "23 November 2026 at 18:44 UTC");
        assert_eq!(clock_words(moment), "18:44 UTC");
    }

    #[test]
    fn days_are_read_with_the_precision_given() {
        assert_eq!(parse_day("1970-01-02"), Some(DAY));
        assert_eq!(parse_day("1970-02"), Some(31 * DAY));
        assert_eq!(parse_day("1971"), Some(365 * DAY));
        for wrong in ["", "2015-02-29", "2015-13", "15/03/2015", "2015-1-1-1", "99999"] {
            assert_eq!(parse_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(48_210), "48,210");
        assert_eq!(thousands(1_000_000), "1,000,000");
        assert_eq!(count(1, "record", "records"), "1 record");
        assert_eq!(count(2, "record", "records"), "2 records");
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(12_449), "12.4 kB");
        assert_eq!(bytes(3_100_000), "3.1 MB");
    }

    #[test]
    fn gaps_claim_no_more_than_is_known() {
        let day = |text| parse_day(text).unwrap();
        let exact = |from, to| gap_words(day(from), day(from), day(to));
        assert_eq!(exact("2015-03-03", "2015-03-15"), "recorded 12 days later");
        assert_eq!(exact("2015-03-03", "2026-11-23"), "recorded 11 years later");
        assert_eq!(exact("2015-03-03", "2015-03-01"), "recorded before the date it speaks of");
        assert_eq!(
            gap_words(day("2012"), day("2013"), day("2012-06-01")),
            "recorded within the period it speaks of"
        );
        assert_eq!(
            gap_words(day("2012"), day("2014"), day("2026")),
            "recorded 12 years to 14 years later"
        );
    }

    #[test]
    fn fingerprints_are_grouped_by_four() {
        assert_eq!(short_hash(&"0123456789abcdef".repeat(4)), "0123 4567 89ab cdef");
        assert_eq!(grouped("abc"), "abc");
    }
}
