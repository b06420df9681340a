//! When an answer is due, by which rule, and whether it came in time: domain
//! rule 4.4.
//!
//! An explicit date wins over every rule. Where the base of a rule is not known
//! to the day, neither is the due date: it is a first and a last day possible,
//! and what follows from it is then "between" or cannot be told.

use alloc::format;
use alloc::string::String;

use crate::events::DateRange;
use crate::events::civil::{Date, days_in_month};

/// The rule that a due date follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The record gives the date.
    Stated,
    /// A committee of Parliament and the Government: two months.
    Parliament,
    /// A council's scrutiny committee and its executive: two months.
    Council,
    /// A coroner's report to prevent future deaths: 56 days.
    Coroner,
    /// A statutory inquiry: six months, with letters in between.
    Inquiry,
}

/// The letters that IICSA sent: months from publication, and what was due then.
pub const LADDER: [(u16, &str); 5] = [
    (3, "first letter"),
    (6, "second letter: steps and timetable are due"),
    (7, "third letter, made public"),
    (9, "statement requested under Rule 9, and published"),
    (12, "statement required under section 21 of the Inquiries Act 2005"),
];

impl Rule {
    /// The rule in words, with where it comes from.
    pub const fn in_words(self) -> &'static str {
        match self {
            Rule::Stated => "as the record states",
            Rule::Parliament => "two months from publication, by convention; Erskine May 38.54",
            Rule::Council => "two months from notice, the rule for council scrutiny",
            Rule::Coroner => "56 days, the rule for coroners' reports to prevent future deaths",
            Rule::Inquiry => {
                "six months from publication, as IICSA and the UK Covid-19 Inquiry asked"
            }
        }
    }

    /// The due day for a base day; `None` beyond the calendar.
    pub fn due(self, base: Date) -> Option<Date> {
        match self {
            Rule::Stated => Some(base),
            Rule::Parliament | Rule::Council => add_months(base, 2),
            Rule::Coroner => add_days(base, 56),
            Rule::Inquiry => add_months(base, 6),
        }
    }

    /// The due date for a base that may not be known to the day.
    pub fn due_for(self, base: &DateRange) -> Option<Due> {
        let first = self.due(base.earliest?)?;
        let last = self.due(base.latest?)?;
        Some(Due { rule: self, first, last })
    }
}

/// The same day so many months later, or the last day of that month where it is
/// shorter: 31 December and two months are 28 or 29 February.
pub fn add_months(day: Date, months: u16) -> Option<Date> {
    let count = u32::from(day.year()) * 12 + u32::from(day.month()) - 1 + u32::from(months);
    let year = u16::try_from(count / 12).ok()?;
    let month = u8::try_from(count % 12 + 1).ok()?;
    Date::new(year, month, day.day().min(days_in_month(year, month)))
}

/// So many days later.
pub fn add_days(day: Date, days: i32) -> Option<Date> {
    Date::from_days_since_1970(day.days_since_1970().checked_add(days)?)
}

/// When an answer is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The rule it follows.
    pub rule: Rule,
    /// The first day that it may be.
    pub first: Date,
    /// The last day that it may be; the same day where it is known.
    pub last: Date,
}

/// How an answer stands to its due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No answer yet, and none is overdue; so many days are left, at least and
    /// at most. Zero on the due day itself.
    Waiting(i32, i32),
    /// No answer, and the day has passed by so many days, at least and at most.
    Overdue(i32, i32),
    /// Answered in time.
    OnTime,
    /// Answered so many days after the due day, at least and at most.
    Late(i32, i32),
    /// The dates do not settle it, or there is no due date.
    CannotTell,
}

impl Due {
    /// How an answer stands: `answered` is the days on which it may have come,
    /// `None` where it has not come by the day `on`.
    pub fn standing(&self, answered: Option<&DateRange>, on: Date) -> Standing {
        let (first, last) = (self.first.days_since_1970(), self.last.days_since_1970());
        let Some(answered) = answered else {
            let on = on.days_since_1970();
            return if on > last {
                Standing::Overdue(on - last, on - first)
            } else if on <= first {
                Standing::Waiting(first - on, last - on)
            } else {
                Standing::CannotTell
            };
        };
        let (Some(from), Some(to)) = (answered.earliest, answered.latest) else {
            return match answered {
                // Only one end is known, and it may be enough.
                DateRange { latest: Some(to), .. } if to.days_since_1970() <= first => {
                    Standing::OnTime
                }
                _ => Standing::CannotTell,
            };
        };
        let (from, to) = (from.days_since_1970(), to.days_since_1970());
        if to <= first {
            Standing::OnTime
        } else if from > last {
            Standing::Late(from - last, to - first)
        } else {
            Standing::CannotTell
        }
    }
}

impl Standing {
    /// "Overdue 12 days", "received 3 days late".
    pub fn in_words(self) -> String {
        match self {
            Standing::Waiting(0, 0) => String::from("due today"),
            Standing::Waiting(least, most) => format!("due in {}", days(least, most)),
            Standing::Overdue(least, most) => format!("overdue {}", days(least, most)),
            Standing::OnTime => String::from("received on time"),
            Standing::Late(least, most) => format!("received {} late", days(least, most)),
            Standing::CannotTell => String::from("cannot be told from the dates"),
        }
    }
}

/// "1 day", "12 days", "between 3 and 33 days".
pub fn days(least: i32, most: i32) -> String {
    match (least, most) {
        (1, 1) => String::from("1 day"),
        (least, most) if least == most => format!("{least} days"),
        (least, most) => format!("between {least} and {most} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::Edtf;
    use alloc::string::ToString;

    fn day(text: &str) -> Date {
        Edtf::parse(text).unwrap().as_day().unwrap()
    }

    fn due(rule: Rule, base: &str) -> String {
        let due = rule.due_for(&Edtf::parse(base).unwrap().range()).unwrap();
        if due.first == due.last {
            due.first.to_string()
        } else {
            format!("{}..{}", due.first, due.last)
        }
    }

    /// The day of the month is kept, and clamped where the month is shorter.
    #[test]
    fn two_months_are_counted_in_months_and_clamped_to_their_end() {
        assert_eq!(due(Rule::Parliament, "2015-03-18"), "2015-05-18");
        // 31 December and two months: 2015 has 28 days in February, 2016 has 29.
        assert_eq!(due(Rule::Parliament, "2014-12-31"), "2015-02-28");
        assert_eq!(due(Rule::Parliament, "2015-12-31"), "2016-02-29");
        assert_eq!(due(Rule::Council, "2015-12-29"), "2016-02-29");
        // No clamping where none is needed, and none back after a short month.
        assert_eq!(due(Rule::Parliament, "2016-02-29"), "2016-04-29");
        assert_eq!(due(Rule::Council, "2014-11-30"), "2015-01-30");
        // Six months: 31 August is followed by a February; 2023 is no leap year.
        assert_eq!(due(Rule::Inquiry, "2022-08-31"), "2023-02-28");
        assert_eq!(due(Rule::Inquiry, "2022-10-20"), "2023-04-20");
    }

    /// 56 days are eight weeks: from Monday 2 March 2015 that is 29 days left in
    /// March (to the 31st), then 27 of April: Monday 27 April.
    #[test]
    fn a_coroners_report_has_56_days() {
        assert_eq!(due(Rule::Coroner, "2015-03-02"), "2015-04-27");
    }

    /// IICSA's last report was published on 20 October 2022.
    #[test]
    fn the_ladder_of_letters_stands_at_three_six_seven_nine_and_twelve_months() {
        let steps: alloc::vec::Vec<String> = LADDER
            .iter()
            .map(|(months, _)| add_months(day("2022-10-20"), *months).unwrap().to_string())
            .collect();
        assert_eq!(steps, ["2023-01-20", "2023-04-20", "2023-05-20", "2023-07-20", "2023-10-20"]);
    }

    #[test]
    fn a_month_as_base_gives_a_first_and_a_last_day() {
        assert_eq!(due(Rule::Parliament, "2013-11"), "2014-01-01..2014-01-30");
        let open = Edtf::parse("2011-10/..").unwrap().range();
        assert_eq!(Rule::Parliament.due_for(&open), None);
        // Beyond the calendar there is no day, and no panic.
        assert_eq!(Rule::Inquiry.due(day("9999-12-31")), None);
        assert_eq!(Rule::Coroner.due(day("9999-12-31")), None);
    }

    fn standing(due: (&str, &str), answered: Option<&str>, on: &str) -> Standing {
        let due = Due { rule: Rule::Stated, first: day(due.0), last: day(due.1) };
        let answered = answered.map(|text| Edtf::parse(text).unwrap().range());
        due.standing(answered.as_ref(), day(on))
    }

    /// The due day is the last day to answer: nothing is overdue on it.
    #[test]
    fn what_is_due_today_is_not_overdue() {
        let due = ("2015-05-18", "2015-05-18");
        assert_eq!(standing(due, None, "2015-05-18").in_words(), "due today");
        assert_eq!(standing(due, None, "2015-05-17").in_words(), "due in 1 day");
        assert_eq!(standing(due, None, "2015-05-19").in_words(), "overdue 1 day");
        // 12 days left in May after the 19th, and 30 of June: 13 + 30 = 43.
        assert_eq!(standing(due, None, "2015-06-30").in_words(), "overdue 43 days");
        assert_eq!(standing(due, Some("2015-05-18"), "2015-06-30"), Standing::OnTime);
        let late = standing(due, Some("2015-05-20"), "2015-06-30");
        assert_eq!(late.in_words(), "received 2 days late");
    }

    #[test]
    fn dates_that_are_not_known_to_the_day_give_between_or_nothing() {
        let due = ("2014-01-01", "2014-01-30");
        assert_eq!(standing(due, None, "2014-01-15"), Standing::CannotTell);
        assert_eq!(standing(due, None, "2014-02-02").in_words(), "overdue between 3 and 32 days");
        // February against January: 2 to 58 days late.
        assert_eq!(standing(due, Some("2014-02"), "2015-01-01"), Standing::Late(2, 58));
        assert_eq!(standing(due, Some("2014-01"), "2015-01-01"), Standing::CannotTell);
        assert_eq!(standing(due, Some("2013"), "2015-01-01"), Standing::OnTime);
        assert_eq!(standing(due, Some("/2013-12-31"), "2015-01-01"), Standing::OnTime);
        assert_eq!(standing(due, Some("2013-12-31/"), "2015-01-01"), Standing::CannotTell);
    }
}
