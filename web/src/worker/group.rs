//! Under which heading a row stands: the month, as far as it is known.

use ledger::events::civil::Date;
use ledger::events::{DateRange, Edtf};

/// The heading for a date of happening.
pub(super) fn happened(range: Option<DateRange>) -> String {
    let month = |date: Date| format!("{} {}", date.month_name(), date.year());
    match range.map(|range| (range.earliest, range.latest)) {
        None | Some((None, None)) => "Undated".into(),
        // A year without its month starts on 1 January too: claim the year alone.
        Some((Some(from), None)) if (from.month(), from.day()) == (1, 1) => {
            format!("From {}", from.year())
        }
        Some((Some(from), None)) => format!("From {}", month(from)),
        Some((None, Some(to))) => format!("Before the end of {}", month(to)),
        Some((Some(from), Some(to))) if month(from) == month(to) => month(from),
        Some((Some(from), Some(to))) if from.year() == to.year() => {
            let whole = from.month() == 1 && to.month() == 12;
            if whole {
                format!("{}, month not known", from.year())
            } else {
                format!("{} to {}", from.month_name(), month(to))
            }
        }
        Some((Some(from), Some(to))) => format!("{} to {}", from.year(), to.year()),
    }
}

/// The heading for a time of recording, by the calendar of London.
pub(super) fn recorded(millis: i64) -> String {
    Date::in_london(millis)
        .map_or_else(|| "Undated".into(), |date| format!("{} {}", date.month_name(), date.year()))
}

/// How precise a date is, in words.
pub(super) fn precision(date: &Edtf) -> String {
    let range = date.range();
    let known = match (range.earliest, range.latest) {
        _ if date.as_day().is_some() => "Known to the day",
        (Some(from), Some(to)) if date.is_interval() && from != to => {
            "A stretch of time with a known beginning and end"
        }
        (Some(_), None) => "The beginning is known, the end is not",
        (None, Some(_)) => "The latest possible date is known, the earliest is not",
        (None, None) => "Neither beginning nor end is known",
        (Some(from), Some(to)) if from == to => "Known to the day",
        (Some(from), Some(to)) if (from.year(), from.month()) == (to.year(), to.month()) => {
            "Known to the month, not to the day"
        }
        (Some(from), Some(to)) if from.year() == to.year() => "Known to the year, not more exactly",
        (Some(_), Some(_)) => "Known to a span of years",
    };
    if date.is_certain() { known.into() } else { format!("{known}; the source itself is not sure") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(text: &str) -> String {
        happened(Some(Edtf::parse(text).unwrap().range()))
    }

    #[test]
    fn a_heading_claims_no_more_than_the_date() {
        assert_eq!(group("2015-03-10"), "March 2015");
        assert_eq!(group("2014-08"), "August 2014");
        assert_eq!(group("2012"), "2012, month not known");
        assert_eq!(group("2015-21"), "March to May 2015");
        assert_eq!(group("2011-10/.."), "From October 2011");
        assert_eq!(group("2003/"), "From 2003");
        assert_eq!(group("/2018-06-05"), "Before the end of June 2018");
        assert_eq!(group("2003/2005"), "2003 to 2005");
        assert_eq!(happened(None), "Undated");
    }

    #[test]
    fn precision_is_said_in_words() {
        let words = |text: &str| precision(&Edtf::parse(text).unwrap());
        assert_eq!(words("2015-03-10"), "Known to the day");
        assert_eq!(words("2014-08"), "Known to the month, not to the day");
        assert_eq!(
            words("2012?"),
            "Known to the year, not more exactly; the source itself is not sure"
        );
        assert_eq!(words("2011-10/.."), "The beginning is known, the end is not");
    }

    #[test]
    fn recording_is_grouped_by_the_calendar_of_london() {
        // 2026-06-30 23:30 UTC is already July in London.
        assert_eq!(recorded(1_782_862_200_000), "July 2026");
    }
}
