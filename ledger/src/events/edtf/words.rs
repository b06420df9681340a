//! Dates in words, in GOV.UK style: "26 August 2014", no dashes, no ordinals.

use super::{Edtf, End, Form, Part, Point, Qualifier, Season};
use crate::events::civil::MONTHS;
use alloc::format;
use alloc::string::{String, ToString};

impl Edtf {
    /// The date as a reader would say it. Lower case at the start unless it
    /// begins with a month; no more precise than the date.
    pub fn in_words(&self) -> String {
        match &self.0 {
            Form::Single(part) => part.in_words(),
            Form::Interval { start, end } => interval(start, end),
            Form::OneOf { from: Some(from), to: Some(to) } => {
                let unit = match (from, to) {
                    (Point::Day(_), _) | (_, Point::Day(_)) => "day",
                    (Point::Month(..), _) | (_, Point::Month(..)) => "month",
                    _ => "year",
                };
                format!("one {unit} {}", between(*from, *to))
            }
            Form::OneOf { from: Some(from), to: None } => {
                format!("{} or after {}", from.preposition(), from.in_words())
            }
            Form::OneOf { from: None, to: Some(to) } => {
                format!("{} or before {}", to.preposition(), to.in_words())
            }
            // The parser never makes a range without a bound.
            Form::OneOf { from: None, to: None } => "date not known".to_string(),
        }
    }
}

fn interval(start: &End, end: &End) -> String {
    match (start, end) {
        (End::Date(start), End::Date(end)) => {
            if start.qualifier.is_none() && end.qualifier.is_none() {
                between(start.point, end.point)
            } else {
                format!("between {} and {}", start.in_words(), end.in_words())
            }
        }
        (End::Date(start), End::Open) => format!("since {}", start.in_words()),
        (End::Date(start), End::Unknown) => format!("from {}, end not known", start.in_words()),
        (End::Open, End::Date(end)) => format!("up to {}", end.in_words()),
        (End::Unknown, End::Date(end)) => format!("before {}", end.in_words()),
        // The parser never makes an interval without a date.
        _ => "date not known".to_string(),
    }
}

/// "between 7 and 20 June 2018": what both ends share is said once.
fn between(from: Point, to: Point) -> String {
    let first = match (from, to) {
        (Point::Day(a), Point::Day(b)) if a.year() == b.year() && a.month() == b.month() => {
            a.day().to_string()
        }
        (Point::Day(a), Point::Day(b)) if a.year() == b.year() => {
            format!("{} {}", a.day(), a.month_name())
        }
        (Point::Month(a, month), Point::Month(b, _)) if a == b => month_name(month).to_string(),
        _ => from.in_words(),
    };
    format!("between {first} and {}", to.in_words())
}

impl Part {
    fn in_words(&self) -> String {
        let point = self.point.in_words();
        match self.qualifier {
            None => point,
            Some(Qualifier::Uncertain) => format!("perhaps {point}"),
            Some(Qualifier::Approximate) => format!("about {point}"),
            Some(Qualifier::Both) => format!("perhaps about {point}"),
        }
    }
}

impl Point {
    fn in_words(self) -> String {
        match self {
            Point::Century(first) => format!("a year between {first:04} and {:04}", first + 99),
            Point::Decade(first) => format!("a year in the {first:04}s"),
            Point::Year(year) => format!("{year:04}"),
            Point::Season(year, season) => format!("{} {year:04}", season.name()),
            Point::SomeMonth(year) => format!("a month in {year:04}"),
            Point::SomeDayOfYear(year) => format!("a day in {year:04}"),
            Point::Month(year, month) => format!("{} {year:04}", month_name(month)),
            Point::SomeDay(year, month) => format!("a day in {} {year:04}", month_name(month)),
            Point::Day(date) => format!("{} {} {:04}", date.day(), date.month_name(), date.year()),
        }
    }

    fn preposition(self) -> &'static str {
        if matches!(self, Point::Day(_)) { "on" } else { "in" }
    }
}

impl Season {
    fn name(self) -> &'static str {
        match self {
            Season::Spring => "spring",
            Season::Summer => "summer",
            Season::Autumn => "autumn",
            Season::Winter => "winter",
        }
    }
}

/// The parser has checked that the month is 1 to 12.
fn month_name(month: u8) -> &'static str {
    MONTHS[usize::from(month.clamp(1, 12)) - 1]
}
