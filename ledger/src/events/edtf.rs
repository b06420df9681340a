//! Dates as sources give them: ISO 8601-2 (EDTF) level 1, and the level 2 form
//! "one of".
//!
//! A false day is a false fact in an accountability record, so a date is kept at
//! the precision of its source, and every question about it is answered for the
//! whole span of days it may mean.
//!
//! | source words | written | [`Edtf::in_words`] |
//! |---|---|---|
//! | 10 March 2015 | `2015-03-10` | 10 March 2015 |
//! | August 2014 | `2014-08` | August 2014 |
//! | about 2003 | `2003~` | about 2003 |
//! | perhaps 2012 | `2012?` | perhaps 2012 |
//! | some day in March 2015 | `2015-03-XX` | a day in March 2015 |
//! | the 2010s | `201X` | a year in the 2010s |
//! | spring 2015 | `2015-21` | spring 2015 |
//! | from 7 to 20 June 2018 | `2018-06-07/2018-06-20` | between 7 and 20 June 2018 |
//! | since 2003, and still | `2003/..` | since 2003 |
//! | from 2003, end not known | `2003/` | from 2003, end not known |
//! | before 5 June 2018 | `/2018-06-05` | before 5 June 2018 |
//! | one day from 7 to 20 June | `[2018-06-07..2018-06-20]` | one day between 7 and 20 June 2018 |
//! | on 5 June 2018 or earlier | `[..2018-06-05]` | on or before 5 June 2018 |
//!
//! Not read: times of day, years outside 0000 to 9999, level 2 sets other than
//! the ranges above. A date of which nothing is known is left out, not written.

mod error;
mod parse;
mod range;
mod words;

pub use error::EdtfError;
pub use range::{Bound, Compared, DateRange};

use super::civil::Date;
use core::fmt;

/// A date, at the precision of its source. Made by [`Edtf::parse`] only;
/// `Display` gives back exactly the text that was parsed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edtf(Form);

/// The three shapes of an expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Form {
    /// One date.
    Single(Part),
    /// A stretch of time, `start/end`.
    Interval { start: End, end: End },
    /// One date out of a range, `[from..to]`; at least one bound is there.
    OneOf { from: Option<Point>, to: Option<Point> },
}

/// One end of an interval.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum End {
    /// A date.
    Date(Part),
    /// `..`: it goes on (or has always been).
    Open,
    /// Nothing written: there is an end, and it is not known.
    Unknown,
}

/// A date and how sure its source is of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Part {
    point: Point,
    qualifier: Option<Qualifier>,
}

/// A date at one of the precisions of level 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Point {
    /// `20XX`, by its first year.
    Century(u16),
    /// `201X`, by its first year.
    Decade(u16),
    /// `2013`.
    Year(u16),
    /// `2015-21`.
    Season(u16, Season),
    /// `2015-XX`: a month of that year.
    SomeMonth(u16),
    /// `2015-XX-XX`: a day of that year.
    SomeDayOfYear(u16),
    /// `2014-08`.
    Month(u16, u8),
    /// `2015-03-XX`: a day of that month.
    SomeDay(u16, u8),
    /// `2014-08-26`.
    Day(Date),
}

/// Seasons of the northern hemisphere, codes 21 to 24.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

/// How sure the source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Qualifier {
    /// `?`
    Uncertain,
    /// `~`
    Approximate,
    /// `%`
    Both,
}

impl Edtf {
    /// Says nothing; for a field that could not be read.
    pub(super) const fn blank_date() -> Self {
        Self(Form::OneOf { from: None, to: None })
    }

    /// One whole day, for callers that hold a calendar date.
    pub fn day(date: Date) -> Edtf {
        Edtf(Form::Single(Part { point: Point::Day(date), qualifier: None }))
    }

    /// The day, when this is one day and the source is sure of it.
    pub fn as_day(&self) -> Option<Date> {
        match &self.0 {
            Form::Single(Part { point: Point::Day(date), qualifier: None }) => Some(*date),
            _ => None,
        }
    }

    /// Whether the source is sure: no `?`, `~` or `%` anywhere.
    pub fn is_certain(&self) -> bool {
        let sure = |end: &End| !matches!(end, End::Date(part) if part.qualifier.is_some());
        match &self.0 {
            Form::Single(part) => part.qualifier.is_none(),
            Form::Interval { start, end } => sure(start) && sure(end),
            Form::OneOf { .. } => true,
        }
    }

    /// Whether this is a stretch of time and not a date (`2003/..`).
    pub fn is_interval(&self) -> bool {
        matches!(self.0, Form::Interval { .. })
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Single(part) => part.fmt(f),
            Form::Interval { start, end } => write!(f, "{start}/{end}"),
            Form::OneOf { from, to } => {
                f.write_str("[")?;
                if let Some(from) = from {
                    from.fmt(f)?;
                }
                f.write_str("..")?;
                if let Some(to) = to {
                    to.fmt(f)?;
                }
                f.write_str("]")
            }
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::Date(part) => part.fmt(f),
            End::Open => f.write_str(".."),
            End::Unknown => Ok(()),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.point.fmt(f)?;
        f.write_str(match self.qualifier {
            None => "",
            Some(Qualifier::Uncertain) => "?",
            Some(Qualifier::Approximate) => "~",
            Some(Qualifier::Both) => "%",
        })
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Point::Century(first) => write!(f, "{:02}XX", first / 100),
            Point::Decade(first) => write!(f, "{:03}X", first / 10),
            Point::Year(year) => write!(f, "{year:04}"),
            Point::Season(year, season) => write!(f, "{year:04}-{}", season.code()),
            Point::SomeMonth(year) => write!(f, "{year:04}-XX"),
            Point::SomeDayOfYear(year) => write!(f, "{year:04}-XX-XX"),
            Point::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Point::SomeDay(year, month) => write!(f, "{year:04}-{month:02}-XX"),
            Point::Day(date) => date.fmt(f),
        }
    }
}

impl Season {
    fn code(self) -> u8 {
        match self {
            Season::Spring => 21,
            Season::Summer => 22,
            Season::Autumn => 23,
            Season::Winter => 24,
        }
    }
}

#[cfg(test)]
mod tests;
