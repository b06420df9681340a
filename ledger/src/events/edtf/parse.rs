//! Reading a date, strictly: one spelling for each meaning, so that the text
//! comes back byte for byte.

use super::error::Fault;
use super::{Edtf, EdtfError, End, Form, Part, Point, Qualifier, Season};
use crate::events::civil::{Date, days_in_month};
use core::str::FromStr;

/// The longest text that can be a date: two qualified days and a slash.
const MAX_BYTES: usize = 24;

const FORMS: &str = "write a day as 2014-08-26, a month as 2014-08, a year as 2014";
const LEAVE_OUT: &str = "leave the date out when nothing is known of it";

impl Edtf {
    /// Reads a date.
    ///
    /// # Errors
    /// When the text is not EDTF level 1 (or a `[..]` range), names a day the
    /// calendar does not have, ends before it starts, or says nothing at all.
    pub fn parse(text: &str) -> Result<Edtf, EdtfError> {
        form(text).map(Edtf).map_err(|fault| fault.of(text))
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    fn from_str(text: &str) -> Result<Edtf, EdtfError> {
        Edtf::parse(text)
    }
}

fn form(text: &str) -> Result<Form, Fault> {
    if text.is_empty() {
        return Err(Fault::new("it is empty", LEAVE_OUT));
    }
    if let Some(bad) = text.chars().find(|c| !c.is_ascii_graphic()) {
        return Err(Fault::new(words!("it has the character {bad:?}"), FORMS));
    }
    if text.contains('T') {
        return Err(Fault::new("it has a time of day", "give the day only, as 2014-08-26"));
    }
    if text.len() > MAX_BYTES {
        return Err(Fault::new(words!("it is longer than {MAX_BYTES} characters"), FORMS));
    }
    if text.starts_with('[') || text.ends_with(']') {
        return one_of(text);
    }
    match text.split_once('/') {
        Some((start, end)) => interval(start, end),
        None => part(text).map(Form::Single),
    }
}

fn interval(start: &str, end: &str) -> Result<Form, Fault> {
    let (start, end) = (interval_end(start)?, interval_end(end)?);
    match (&start, &end) {
        (End::Date(a), End::Date(b)) => {
            if a.range().earliest > b.range().latest {
                return Err(Fault::new("it ends before it starts", "put the earlier date first"));
            }
        }
        (End::Date(_), _) | (_, End::Date(_)) => {}
        _ => return Err(Fault::new("neither end is a date", LEAVE_OUT)),
    }
    Ok(Form::Interval { start, end })
}

fn interval_end(text: &str) -> Result<End, Fault> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        _ => part(text).map(End::Date),
    }
}

fn one_of(text: &str) -> Result<Form, Fault> {
    const REMEDY: &str = "write [2018-06-07..2018-06-20], [..2018-06-20] or [2018-06-07..]";
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return Err(Fault::new("its square brackets do not match", REMEDY));
    };
    if inner.contains(',') {
        return Err(Fault::new("it is a list of dates", REMEDY));
    }
    let Some((from, to)) = inner.split_once("..") else {
        return Err(Fault::new("it is not a range", REMEDY));
    };
    let bound = |text: &str| -> Result<Option<Point>, Fault> {
        if text.is_empty() {
            return Ok(None);
        }
        match part(text)? {
            Part {
                point: point @ (Point::Year(_) | Point::Month(..) | Point::Day(_)),
                qualifier: None,
            } => Ok(Some(point)),
            _ => Err(Fault::new(
                words!("\"{text}\" cannot bound a range"),
                "use a year, a month or a day, without ?, ~, % or X",
            )),
        }
    };
    let (from, to) = (bound(from)?, bound(to)?);
    match (from, to) {
        (None, None) => Err(Fault::new("neither bound is a date", LEAVE_OUT)),
        (Some(a), Some(b)) if a.range().earliest > b.range().latest => {
            Err(Fault::new("it ends before it starts", "put the earlier date first"))
        }
        (Some(a), Some(b)) if a == b => {
            Err(Fault::new("both bounds are the same", "write the date alone, without brackets"))
        }
        _ => Ok(Form::OneOf { from, to }),
    }
}

fn part(text: &str) -> Result<Part, Fault> {
    let qualifier = match text.as_bytes().last() {
        Some(b'?') => Some(Qualifier::Uncertain),
        Some(b'~') => Some(Qualifier::Approximate),
        Some(b'%') => Some(Qualifier::Both),
        _ => None,
    };
    let bare = if qualifier.is_some() { &text[..text.len() - 1] } else { text };
    if bare.contains(['?', '~', '%']) {
        return Err(Fault::new(
            "it has ?, ~ or % inside or twice",
            "put one mark at the end: ? perhaps, ~ about, % both",
        ));
    }
    Ok(Part { point: point(bare)?, qualifier })
}

fn point(text: &str) -> Result<Point, Fault> {
    if text.starts_with(['-', '+', 'Y', 'y']) {
        return Err(Fault::new(
            "years with a sign or more than four digits are not kept",
            "use years 0000 to 9999",
        ));
    }
    let mut fields = text.split('-');
    let year_text = fields.next().unwrap_or_default();
    let (month_text, day_text) = (fields.next(), fields.next());
    if fields.next().is_some() || year_text.len() != 4 {
        return Err(Fault::new("it is not a date", FORMS));
    }
    let Some(month_text) = month_text else {
        return years(year_text);
    };
    let Some(year) = digits(year_text) else {
        return Err(Fault::new(
            words!("its year \"{year_text}\" is not four digits"),
            "a year with X in it stands alone, as 201X",
        ));
    };
    if month_text == "XX" {
        return match day_text {
            None => Ok(Point::SomeMonth(year)),
            Some("XX") => Ok(Point::SomeDayOfYear(year)),
            Some(_) => Err(Fault::new(
                "it has a day but no month",
                "write 2015-XX-XX for some day of a year",
            )),
        };
    }
    let month = two_digits(month_text, "month")?;
    if let Some(season) = season(month) {
        return match day_text {
            None => Ok(Point::Season(year, season)),
            Some(_) => Err(Fault::new("a season has no days", "write the season as 2015-21")),
        };
    }
    if !(1..=12).contains(&month) {
        return Err(Fault::new(
            words!("month {month_text} does not exist"),
            "use 01 to 12, or 21 to 24 for spring to winter",
        ));
    }
    match day_text {
        None => Ok(Point::Month(year, month)),
        Some("XX") => Ok(Point::SomeDay(year, month)),
        Some(day_text) => {
            let day = two_digits(day_text, "day")?;
            Date::new(year, month, day).map(Point::Day).ok_or_else(|| {
                let last = days_in_month(year, month);
                Fault::new(
                    words!("day {day_text} does not exist: that month has 01 to {last}"),
                    "check the day, or leave it out if it is not known",
                )
            })
        }
    }
}

fn years(text: &str) -> Result<Point, Fault> {
    if let Some(year) = digits(text) {
        return Ok(Point::Year(year));
    }
    if let Some(decade) = text.strip_suffix('X').and_then(digits) {
        return Ok(Point::Decade(decade * 10));
    }
    if let Some(century) = text.strip_suffix("XX").and_then(digits) {
        return Ok(Point::Century(century * 100));
    }
    Err(Fault::new(
        words!("\"{text}\" is not a year"),
        "write 2014, 201X for a decade or 20XX for a century",
    ))
}

fn season(code: u8) -> Option<Season> {
    [Season::Spring, Season::Summer, Season::Autumn, Season::Winter]
        .into_iter()
        .find(|season| season.code() == code)
}

fn two_digits(text: &str, what: &str) -> Result<u8, Fault> {
    digits(text)
        .filter(|_| text.len() == 2)
        .and_then(|number| u8::try_from(number).ok())
        .ok_or_else(|| {
            Fault::new(
                words!("its {what} \"{text}\" is not two digits"),
                "write two digits, as 03, or XX when it is not known",
            )
        })
}

/// A number of ASCII digits only: no sign, at most four of them.
fn digits(text: &str) -> Option<u16> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.bytes().fold(0, |number, b| number * 10 + u16::from(b - b'0')))
}
