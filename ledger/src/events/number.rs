//! Numbers as sources state them, and what a stated percentage can mean.

use crate::record::{Field, Json, Pointer, Reader, Writer};
use alloc::string::ToString;
use core::fmt;
use core::ops::RangeInclusive;

/// A number with the decimals its source gave: `48`, `47.97`, `0.5`.
///
/// `48` and `48.0` differ: the second was rounded more finely. Never a float.
/// In JSON it is a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The number times ten to the power of `places`.
    units: u64,
    places: u32,
}

impl Decimal {
    /// The number as written: digits, or digits, a point and up to four digits.
    pub fn parse(text: &str) -> Option<Decimal> {
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return None,
            Some(split) => split,
            None => (text, ""),
        };
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        let plain = digits(whole)
            && digits(fraction)
            && (1..=9).contains(&whole.len())
            && fraction.len() <= 4
            && (whole == "0" || !whole.starts_with('0'));
        if !plain {
            return None;
        }
        let units = whole
            .bytes()
            .chain(fraction.bytes())
            .fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        Some(Decimal { units, places: u32::try_from(fraction.len()).ok()? })
    }

    /// Whether this is at most as large as another.
    pub fn at_most(&self, other: &Decimal) -> bool {
        self.units * 10_u64.pow(other.places) <= other.units * 10_u64.pow(self.places)
    }

    /// Whether it can be a percentage: 0 to 100.
    pub fn is_percentage(&self) -> bool {
        self.at_most(&Decimal { units: 100, places: 0 })
    }

    /// The whole counts out of `total` that round (half up) to this percentage;
    /// `None` when there is no such count, so that the percentage cannot be one
    /// of that total.
    ///
    /// 48% of 148 is 71 alone; 79% of 44 is none.
    pub fn counts_of(&self, total: u32) -> Option<RangeInclusive<u32>> {
        // k fits when units - 1/2 <= 100 * 10^places * k / total < units + 1/2.
        let (units, total_wide) = (u128::from(self.units), u128::from(total));
        let scale = 200 * 10_u128.pow(self.places);
        let least = ((2 * units).saturating_sub(1) * total_wide).div_ceil(scale);
        let beyond = ((2 * units + 1) * total_wide).div_ceil(scale);
        let least = u32::try_from(least).ok()?;
        let most = u32::try_from(beyond.checked_sub(1)?).unwrap_or(u32::MAX).min(total);
        (total > 0 && least <= most).then_some(least..=most)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_u64.pow(self.places);
        write!(f, "{}", self.units / one)?;
        if self.places > 0 {
            let width = usize::try_from(self.places).unwrap_or(0);
            write!(f, ".{:0width$}", self.units % one)?;
        }
        Ok(())
    }
}

impl Field for Decimal {
    fn read(value: &Json, at: &Pointer, reader: &mut Reader<'_>) -> Option<Self> {
        match value.as_str().and_then(Decimal::parse) {
            Some(number) => Some(number),
            None => reader.fault(
                at,
                Some(value),
                "is not a number as stated",
                "write it as text with the decimals of the source, such as \"48\" or \"47.97\"",
            ),
        }
    }

    fn blank() -> Self {
        Self { units: 0, places: 0 }
    }

    fn write(&self, _at: &Pointer, _writer: &mut Writer) -> Option<Json> {
        Some(Json::str(self.to_string()))
    }

    fn schema() -> Json {
        Json::object([
            ("type", Json::str("string")),
            ("format", Json::str("decimal")),
            ("pattern", Json::str(r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?$")),
        ])
    }
}

/// Checks a stated percentage against its count and its base, and names what
/// does not fit.
pub(super) fn check_share(
    percent: Option<&Decimal>,
    numerator: Option<(u32, bool)>,
    denominator: Option<u32>,
    at: &Pointer,
    reader: &mut Reader<'_>,
) {
    if let Some(percent) = percent
        && !percent.is_percentage()
    {
        let value = Json::str(percent.to_string());
        let remedy = "write a percentage from 0 to 100";
        reader.fault::<()>(&at.key("percent"), Some(&value), "is more than 100", remedy);
        return;
    }
    let Some(total) = denominator else {
        if let Some((count, _)) = numerator {
            let value = Json::Int(count.into());
            let remedy = "add the denominator, or leave the numerator out";
            reader.fault::<()>(&at.key("numerator"), Some(&value), "has no denominator", remedy);
        }
        return;
    };
    let fits = percent.map(|percent| (percent, percent.counts_of(total)));
    if let Some((percent, None)) = fits {
        let value = Json::str(percent.to_string());
        let problem = words!("fits no whole number of {total}");
        let remedy = "check both; leave the denominator out if the source does not give it";
        reader.fault::<()>(&at.key("percent"), Some(&value), problem, remedy);
        return;
    }
    let Some((count, derived)) = numerator else {
        return;
    };
    let value = Json::Int(count.into());
    let at = at.key("numerator");
    if count > total {
        let problem = words!("is more than the denominator {total}");
        reader.fault::<()>(&at, Some(&value), problem, "check both numbers");
    } else if let Some((percent, Some(counts))) = fits {
        let (least, most) = (counts.start(), counts.end());
        if !counts.contains(&count) {
            let due = if least == most { words!("{least}") } else { words!("{least} to {most}") };
            let problem = words!("does not round to {percent}% of {total}");
            let remedy =
                words!("that percentage means {due}; record claims that differ as two events");
            reader.fault::<()>(&at, Some(&value), problem, remedy);
        } else if derived && least != most {
            let problem = words!("is derived, but {least} to {most} all round to {percent}%");
            reader.fault::<()>(&at, Some(&value), problem, "leave the numerator out");
        }
    } else if derived {
        let remedy = "add the percentage, or mark the numerator as stated";
        reader.fault::<()>(&at, Some(&value), "is derived, but from no percentage", remedy);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(percent: &str, total: u32) -> Option<RangeInclusive<u32>> {
        Decimal::parse(percent).unwrap().counts_of(total)
    }

    #[test]
    fn a_percentage_of_a_small_total_tells_the_count_or_contradicts_itself() {
        assert_eq!(counts("48", 148), Some(71..=71));
        assert_eq!(counts("92", 148), Some(136..=136));
        assert_eq!(counts("79", 43), Some(34..=34));
        assert_eq!(counts("79", 39), Some(31..=31));
        assert_eq!(counts("79", 42), Some(33..=33));
        assert_eq!(counts("79", 38), Some(30..=30));
        assert_eq!(counts("79", 44), None);
        assert_eq!(counts("47.97", 148), Some(71..=71));
        assert_eq!(counts("48", 1_000), Some(475..=484));
        assert_eq!(counts("0", 148), Some(0..=0));
        assert_eq!(counts("100", 148), Some(148..=148));
        assert_eq!(counts("100", u32::MAX).unwrap().end(), &u32::MAX);
        assert_eq!(counts("48", 0), None);
    }

    #[test]
    fn a_number_has_one_spelling() {
        for good in ["0", "48", "47.97", "48.0", "0.5", "999999999.9999"] {
            assert_eq!(Decimal::parse(good).unwrap().to_string(), good);
        }
        for bad in
            ["", ".", "48.", ".5", "048", "00", "-1", "+1", "4 8", "48%", "1e3", "1.23456", "1,5"]
        {
            assert_eq!(Decimal::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn the_counts_are_exactly_those_that_round_half_up(total in 1..2_000_u64, percent in 0..=100_u64) {
            let fits: alloc::vec::Vec<u64> =
                (0..=total).filter(|k| (200 * k + total) / (2 * total) == percent).collect();
            let said = counts(&percent.to_string(), u32::try_from(total).unwrap());
            match said {
                None => prop_assert!(fits.is_empty()),
                Some(range) => prop_assert_eq!(
                    fits,
                    range.map(u64::from).collect::<alloc::vec::Vec<_>>()
                ),
            }
        }
    }
}
