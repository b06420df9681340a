//! Dates as spreadsheets write them. Which comes first, day or month, is asked
//! and never guessed.

use crate::events::Edtf;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// What comes first in `03/04/2025`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// 3 April.
    DayFirst,
    /// March 4.
    MonthFirst,
}

/// What is wrong with a date, and what to do.
type Wrong = (&'static str, &'static str);

const FORMS: &str =
    "write it as 2014-08-26, 26/08/2014 or 26 August 2014, or less of it: 2014-08, 2014";
const NO_SUCH: Wrong = ("is no day of the calendar", "check the day and the month");

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date of a cell as EDTF.
pub(super) fn read(cell: &str, order: Option<Order>) -> Result<String, Wrong> {
    let text = cell.trim();
    if Edtf::parse(text).is_ok() {
        return Ok(text.to_string());
    }
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    let digits = |part: &&str| {
        !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit())
    };
    if parts.len() == 3 && parts.iter().all(digits) {
        return numbers(&parts, order);
    }
    worded(text)
}

fn numbers(parts: &[&str], order: Option<Order>) -> Result<String, Wrong> {
    if parts[0].len() == 4 {
        return whole(parts[0], parts[1], parts[2]);
    }
    let number = |part: &str| part.parse::<u16>().unwrap_or(u16::MAX);
    let order = match order {
        Some(order) => order,
        None if number(parts[0]) > 12 && number(parts[1]) <= 12 => Order::DayFirst,
        None if number(parts[1]) > 12 && number(parts[0]) <= 12 => Order::MonthFirst,
        None => {
            return Err(("can be read in two ways", "say whether day or month comes first"));
        }
    };
    if parts[2].len() != 4 {
        return Err(("has a year of two digits", "write the year with four digits"));
    }
    match order {
        Order::DayFirst => whole(parts[2], parts[1], parts[0]),
        Order::MonthFirst => whole(parts[2], parts[0], parts[1]),
    }
}

/// "26 August 2014", "26 Aug 2014", "August 2014".
fn worded(text: &str) -> Result<String, Wrong> {
    let lower = text.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split([' ', '-', ',']).filter(|part| !part.is_empty()).collect();
    let month = |part: &str| {
        let found = MONTHS.iter().position(|month| part.len() >= 3 && month.starts_with(part))?;
        Some((found + 1).to_string())
    };
    let date = match parts.as_slice() {
        [name, year] => month(name).map(|month| (*year, month, None)),
        [day, name, year] => month(name).map(|month| (*year, month, Some(*day))),
        _ => None,
    };
    match date {
        Some((year, _, _)) if year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit()) => {
            Err(("has a year of two digits", "write the year with four digits"))
        }
        Some((year, month, Some(day))) => whole(year, &month, day),
        Some((year, month, None)) => check(format!("{year}-{month:0>2}")),
        None => Err(("is not a date", FORMS)),
    }
}

fn whole(year: &str, month: &str, day: &str) -> Result<String, Wrong> {
    check(format!("{year}-{month:0>2}-{day:0>2}"))
}

fn check(date: String) -> Result<String, Wrong> {
    if Edtf::parse(&date).is_ok() { Ok(date) } else { Err(NO_SUCH) }
}
