//! Outliers: bodies whose rate is further from the common rate than chance
//! explains, the low ones first. A low count means that few were found, which is
//! not the same as that few were there.

mod funnel;
mod list;
mod poisson;
mod sheet;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

pub use funnel::Flag;
use funnel::{Funnel, Point};
pub(super) use sheet::OUTLIERS;

use super::disclosure::{Control, Grid, Raw, Refused, Shown, Totals};
use super::facts::returns::{Answered, Given, ValueFact};
use super::facts::{Body, Indicator};
use super::returns::{BodyStand, CallStand};

/// One body's rate, as it may be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Rated {
    /// The body.
    pub body: Body,
    /// Its count of people.
    pub count: Shown,
    /// The base of its rate.
    pub base: u64,
    /// What the common rate gives for its base.
    pub expected: f64,
    /// Where it lies.
    pub flag: Flag,
    /// Byar's 95% interval of its rate; `None` where the count is hidden.
    pub interval: Option<(f64, f64)>,
    /// The entries it rests on, ascending.
    pub entries: Vec<u64>,
}

/// A body that is not compared, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// The body.
    pub body: Body,
    /// Why.
    pub why: Why,
    /// The entries it rests on, ascending.
    pub entries: Vec<u64>,
}

/// Why a body is not compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Its answer is that there are none. Not the same as a rate of zero: it may
    /// not have looked.
    Nil,
    /// It cannot provide data.
    Unable,
    /// It will not.
    Declined,
    /// It did not answer.
    NoAnswer,
    /// Its return has no count for the indicator.
    NoCount,
    /// Its count was redacted.
    Withheld,
    /// Its return has no base for the rate.
    NoBase,
    /// The base is so small that it is a count of people itself.
    SmallBase,
    /// The base is of another year than that of most.
    OtherYear,
}

impl Why {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Why::Nil => "nil return",
            Why::Unable => "unable to provide",
            Why::Declined => "declined",
            Why::NoAnswer => "no answer on record",
            Why::NoCount => "no count for this indicator",
            Why::Withheld => "count withheld",
            Why::NoBase => "no base of a rate given",
            Why::SmallBase => "base too small to be shown",
            Why::OtherYear => "base of another year than most",
        }
    }
}

/// The least and the most that a figure can be; the same where nothing that it
/// rests on is hidden.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
}

/// Rates of one indicator of one call, compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Outliers {
    /// What a rate is per.
    pub scale: u32,
    /// The year that the bases are of, where stated.
    pub year: Option<u16>,
    /// The bodies compared: low, not to be told, high, within; the lowest rate
    /// first.
    pub rated: Vec<Rated>,
    /// The bodies not compared.
    pub apart: Vec<Apart>,
    /// The common rate per one of the base, of the counts as shown.
    pub rate: f64,
    /// How much more the counts scatter than chance explains.
    pub phi: f64,
    /// Lowest, middle and highest rate per `scale`; `None` of nothing.
    pub spread: Option<[Bounds; 3]>,
    funnel: Funnel,
}

/// Compares the bodies of a call by one indicator.
///
/// # Errors
/// When the counts cannot be shown without giving a small one away.
pub fn outliers(
    held: &CallStand<'_>,
    indicator: Indicator,
    scale: u32,
    control: &Control,
) -> Result<Outliers, Refused> {
    let mut given: Vec<(&BodyStand<'_>, Raw, u64)> = Vec::new();
    let mut apart = Vec::new();
    let values: Vec<_> =
        held.bodies.iter().map(|body| (body, value(body, indicator, control))).collect();
    let year = usual_year(values.iter().filter_map(|(_, value)| value.ok()));
    for (body, value) in values {
        match value {
            Ok((count, base, of)) if of == year => given.push((body, count, base)),
            Ok(_) => apart.push(apart_for(body, Why::OtherYear)),
            Err(why) => apart.push(apart_for(body, why)),
        }
    }
    crate::views::order::sort_by_key(apart.as_mut_slice(), |apart| (apart.why, apart.body));
    let rows: Vec<Vec<Option<Raw>>> =
        given.iter().map(|(_, count, _)| alloc::vec![Some(*count)]).collect();
    let published = Grid::new(&rows, Totals::default()).publish(control)?;
    // From here on there are only counts as shown.
    let mut shown: Vec<(&BodyStand<'_>, Shown, u64)> = Vec::new();
    for (row, (body, _, base)) in given.into_iter().enumerate() {
        shown.extend(published.cell(row, 0).map(|count| (body, count, base)));
    }
    let points: Vec<Point> = shown.iter().map(|(_, count, base)| point(count, *base)).collect();
    let funnel = Funnel::of(&points);
    let per = f64::from(scale);
    let mut rated: Vec<Rated> = shown
        .into_iter()
        .zip(&funnel.flags)
        .map(|((body, count, base), flag)| Rated {
            body: body.body,
            count,
            base,
            expected: funnel.rate * float(base),
            flag: *flag,
            interval: count.value().map(|count| {
                let (low, high) = poisson::byar(float(count));
                (low * per / float(base), high * per / float(base))
            }),
            entries: body.entries(),
        })
        .collect();
    crate::views::order::sort_by(rated.as_mut_slice(), |a, b| {
        let by_rate = middle_rate(a).total_cmp(&middle_rate(b));
        a.flag.cmp(&b.flag).then(by_rate).then(a.body.cmp(&b.body))
    });
    let spread = spread(&points, per);
    Ok(Outliers { scale, year, rated, apart, rate: funnel.rate, phi: funnel.phi, spread, funnel })
}

/// The count and the base of a body's value, or why there is none to compare.
fn value(
    body: &BodyStand<'_>,
    indicator: Indicator,
    control: &Control,
) -> Result<(Raw, u64, Option<u16>), Why> {
    let value = match &body.says {
        None => return Err(Why::NoAnswer),
        Some(Answered::Unable(_)) => return Err(Why::Unable),
        Some(Answered::Declined) => return Err(Why::Declined),
        Some(Answered::Nil(of)) if of.is_empty() || of.contains(&indicator) => {
            return Err(Why::Nil);
        }
        Some(Answered::Nil(_)) => return Err(Why::NoCount),
        Some(Answered::Data(_, values)) => {
            values.iter().find(|value: &&ValueFact| value.indicator == indicator)
        }
    };
    let value = value.ok_or(Why::NoCount)?;
    let count = match value.numerator {
        Given::Number(count) => count,
        Given::Withheld => return Err(Why::Withheld),
        Given::Absent => return Err(Why::NoCount),
    };
    match value.denominator {
        Given::Number(base) => {
            Ok((count, control.population(base).ok_or(Why::SmallBase)?, value.year))
        }
        Given::Withheld => Err(Why::Withheld),
        Given::Absent => Err(Why::NoBase),
    }
}

fn apart_for(body: &BodyStand<'_>, why: Why) -> Apart {
    Apart { body: body.body, why, entries: body.entries() }
}

/// The year that most bases are of, the latest of several; rates on bases of
/// different years are not compared. `None` where most state none.
fn usual_year(values: impl Iterator<Item = (Raw, u64, Option<u16>)>) -> Option<u16> {
    let mut years: BTreeMap<Option<u16>, usize> = BTreeMap::new();
    for (_, _, year) in values {
        *years.entry(year).or_default() += 1;
    }
    years.into_iter().max_by_key(|(year, count)| (*count, *year)).and_then(|(year, _)| year)
}

/// A count as shown: itself, or all that it can be.
fn point(count: &Shown, base: u64) -> Point {
    match (count.value(), count.range()) {
        (Some(count), _) => Point::known(count, base),
        (None, (least, most)) => Point { least, most: most.unwrap_or(least), base },
    }
}

fn middle_rate(rated: &Rated) -> f64 {
    let point = point(&rated.count, rated.base);
    f64::midpoint(float(point.least), float(point.most)) / float(rated.base)
}

/// Lowest, middle and highest rate. Where counts are hidden, the least that each
/// can be is worked out from the least of all rates, the most from the most.
fn spread(points: &[Point], per: f64) -> Option<[Bounds; 3]> {
    let sorted = |count: &dyn Fn(&Point) -> u64| {
        let rate = |point: &Point| float(count(point)) * per / float(point.base);
        let mut rates: Vec<f64> = points.iter().map(rate).collect();
        crate::views::order::sort_by(rates.as_mut_slice(), f64::total_cmp);
        rates
    };
    let (least, most) = (sorted(&|point| point.least), sorted(&|point| point.most));
    let median = |rates: &[f64]| {
        let half = rates.len() / 2;
        let upper = rates.get(half).copied()?;
        if rates.len() % 2 == 1 {
            return Some(upper);
        }
        Some(f64::midpoint(rates.get(half.checked_sub(1)?).copied()?, upper))
    };
    let both = |least: Option<f64>, most: Option<f64>| Some(Bounds { least: least?, most: most? });
    Some([
        both(least.first().copied(), most.first().copied())?,
        both(median(&least), median(&most))?,
        both(least.last().copied(), most.last().copied())?,
    ])
}

/// A count as a number with decimals.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests;
