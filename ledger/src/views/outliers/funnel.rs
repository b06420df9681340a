//! A funnel: which rates are further from the common rate than chance explains.

use alloc::vec::Vec;

use super::float;
use super::poisson::{at_least, at_most};

/// A count out of a base, as far as the count is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Point {
    /// The least that the count may be taken as.
    pub(crate) least: u64,
    /// The most.
    pub(crate) most: u64,
    /// The base, more than zero.
    pub(crate) base: u64,
}

/// Where a point lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// Below the limit: fewer than chance explains.
    Low,
    /// The count is hidden, and not all that it can be lies on one side.
    CannotTell,
    /// Above the limit.
    High,
    /// Within the limits.
    Within,
}

/// Points against their common rate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Funnel {
    /// The common rate, sum of counts by sum of bases.
    pub(crate) rate: f64,
    /// How much more the counts scatter than chance explains; 1 is chance alone.
    pub(crate) phi: f64,
    /// Where each point lies.
    pub(crate) flags: Vec<Flag>,
}

/// One in a thousand on each side: the 99.8% limits.
const TAIL: f64 = 0.001;
/// As many standard deviations leave one in a thousand on each side.
const DEVIATIONS: f64 = 3.09;

impl Point {
    /// A count that is known.
    pub(crate) const fn known(count: u64, base: u64) -> Point {
        Point { least: count, most: count, base }
    }

    /// The count, or the middle of what it can be.
    fn middle(&self) -> f64 {
        f64::midpoint(float(self.least), float(self.most))
    }
}

impl Funnel {
    /// Compares points with their common rate.
    ///
    /// With r = sum x / sum n and e = r n, a point is low when
    /// P(X <= x | e) < 0.001 and high when P(X >= x | e) < 0.001. Where the mean
    /// of (x - e)^2 / e is more than 1, x lies outside when it is more than 3.09
    /// times sqrt(e phi) away from e. A count that is not known is taken at its
    /// middle for r and phi, and is flagged only if all that it can be is.
    pub(crate) fn of(points: &[Point]) -> Funnel {
        let counts: f64 = points.iter().map(Point::middle).sum();
        let bases: f64 = points.iter().map(|point| float(point.base)).sum();
        let rate = if bases > 0.0 { counts / bases } else { 0.0 };
        let scatter = |point: &Point| {
            let expected = rate * float(point.base);
            let off = point.middle() - expected;
            if expected > 0.0 { off * off / expected } else { 0.0 }
        };
        let number = float(points.len() as u64);
        let phi =
            if points.is_empty() { 0.0 } else { points.iter().map(scatter).sum::<f64>() / number };
        let mut funnel = Funnel { rate, phi, flags: Vec::new() };
        funnel.flags = points
            .iter()
            .map(|point| {
                let expected = rate * float(point.base);
                let (least, most) =
                    (funnel.flag(point.least, expected), funnel.flag(point.most, expected));
                if least == most { least } else { Flag::CannotTell }
            })
            .collect();
        funnel
    }

    /// Whether the limits are widened because the counts scatter.
    pub(crate) fn widened(&self) -> bool {
        self.phi > 1.0
    }

    fn flag(&self, count: u64, expected: f64) -> Flag {
        if expected <= 0.0 {
            return Flag::Within;
        }
        if self.widened() {
            let z = (float(count) - expected) / libm::sqrt(expected * self.phi);
            return match z {
                z if z < -DEVIATIONS => Flag::Low,
                z if z > DEVIATIONS => Flag::High,
                _ => Flag::Within,
            };
        }
        if at_most(count, expected) < TAIL {
            Flag::Low
        } else if at_least(count, expected) < TAIL {
            Flag::High
        } else {
            Flag::Within
        }
    }

    /// The least and the most count within the limits at a base; for a drawing.
    pub(crate) fn limits(&self, base: f64) -> (f64, f64) {
        let expected = self.rate * base;
        if expected <= 0.0 {
            return (0.0, 0.0);
        }
        if self.widened() {
            let off = DEVIATIONS * libm::sqrt(expected * self.phi);
            return ((expected - off).max(0.0), expected + off);
        }
        let far = expected + 10.0 * libm::sqrt(expected) + 20.0;
        let least = first(0, whole(expected), |x| at_most(x, expected) >= TAIL);
        let most = first(whole(expected), whole(far), |x| at_least(x + 1, expected) < TAIL);
        (float(least), float(most))
    }
}

/// The first number from `low` for which `is` holds, where it holds from some
/// number on; at most `high`.
fn first(mut low: u64, mut high: u64, is: impl Fn(u64) -> bool) -> u64 {
    while low < high {
        let middle = low + (high - low) / 2;
        if is(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// A number of at most 2^53 without its decimals.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn whole(x: f64) -> u64 {
    x.clamp(0.0, 9e15) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 1e-4, "{a} is not {b}");
    }

    /// Ten bodies of 10,000, nine of 10 and one of 1: r = 91 / 100,000, e = 9.1.
    /// phi = (9 x 0.9^2 + 8.1^2) / (10 x 9.1) = (7.29 + 65.61) / 91 = 0.80110.
    /// P(X <= 1 | 9.1) = e^-9.1 (1 + 9.1) = 0.000111666 x 10.1 = 0.00112783: not
    /// below one in a thousand. Nineteen of 10 and one of 1: e = 191 / 20 = 9.55,
    /// e^-9.55 x 10.55 = 0.0000712 x 10.55 = 0.00075: low.
    #[test]
    fn a_low_count_is_flagged_by_the_tail_where_the_scatter_is_chance() {
        let with = |others: usize| {
            let mut points = alloc::vec![Point::known(10, 10_000); others];
            points.push(Point::known(1, 10_000));
            Funnel::of(&points)
        };
        let nine = with(9);
        near(nine.rate * 10_000.0, 9.1);
        near(nine.phi, 0.801_10);
        assert!(nine.flags.iter().all(|flag| *flag == Flag::Within));
        near(at_most(1, 9.1), 0.001_127_83);
        let nineteen = with(19);
        assert!(!nineteen.widened());
        assert_eq!(nineteen.flags[19], Flag::Low);
        assert_eq!(nineteen.flags[0], Flag::Within);
    }

    /// Five bodies of 10,000 with 10, 20, 30, 40 and 100: e = 40.
    /// phi = (900 + 400 + 100 + 0 + 3,600) / (5 x 40) = 25. z of 100 =
    /// 60 / sqrt(40 x 25) = 1.897, of 10 = -0.949: nothing is outside, though the
    /// Poisson tail would flag both ends.
    #[test]
    fn limits_widen_where_all_counts_scatter() {
        let counts = [10, 20, 30, 40, 100];
        let points: Vec<Point> = counts.map(|x| Point::known(x, 10_000)).into();
        let funnel = Funnel::of(&points);
        near(funnel.phi, 25.0);
        assert_eq!(funnel.flags, [Flag::Within; 5]);
        assert!(at_most(10, 40.0) < TAIL && at_least(100, 40.0) < TAIL);
        // 40 +- 3.09 sqrt(1,000) = 40 +- 97.714.
        let (least, most) = funnel.limits(10_000.0);
        assert!(least == 0.0);
        near(most, 137.714_4);
    }

    /// Thirty of 100 and one of 400, all of 10,000: e = 3,400 / 31 = 109.677.
    /// phi = (30 x 9.677^2 + 290.323^2) / (31 x 109.677) = (2,809.6 + 84,287.2)
    /// / 3,400 = 25.617. z of 400 = 290.323 / sqrt(109.677 x 25.617) = 5.477.
    #[test]
    fn one_far_out_is_flagged_even_so() {
        let mut points = alloc::vec![Point::known(100, 10_000); 30];
        points.push(Point::known(400, 10_000));
        let funnel = Funnel::of(&points);
        assert!((funnel.phi - 25.617).abs() < 0.01, "{}", funnel.phi);
        assert_eq!(funnel.flags[30], Flag::High);
        assert_eq!(funnel.flags[0], Flag::Within);
    }

    /// Fifty of 10 in 10,000, and one hidden, 1 to 5, taken as 3. In 10,000:
    /// e = 503 / 51 = 9.863; P(X <= 1) = 0.00057 but P(X <= 5) = 0.07: cannot
    /// tell. In 30,000: e = 503 / 530,000 x 30,000 = 28.47; P(X <= 5) is below
    /// 0.000001: low whatever it is. phi = (50 x 0.509^2 / 9.491 + 25.47^2 /
    /// 28.47) / 51 = 0.47.
    #[test]
    fn a_hidden_count_is_flagged_only_if_all_it_can_be_is() {
        let with = |base: u64| {
            let mut points = alloc::vec![Point::known(10, 10_000); 50];
            points.push(Point { least: 1, most: 5, base });
            Funnel::of(&points)
        };
        assert_eq!(with(10_000).flags[50], Flag::CannotTell);
        assert_eq!(with(30_000).flags[50], Flag::Low);
        assert!((with(30_000).phi - 0.4737).abs() < 0.001);
    }

    /// Mean 10: P(X <= 1) = 0.0005 and P(X <= 2) = 0.0028, so 2 is the least
    /// within; P(X >= 22) = 0.0007 and P(X >= 21) = 0.0016, so 21 is the most.
    #[test]
    fn drawn_limits_are_the_counts_still_within() {
        let funnel = Funnel { rate: 0.001, phi: 0.5, flags: Vec::new() };
        let (least, most) = funnel.limits(10_000.0);
        assert!((least, most) == (2.0, 21.0), "{least} {most}");
        assert_eq!(funnel.flag(1, 10.0), Flag::Low);
        assert_eq!(funnel.flag(2, 10.0), Flag::Within);
        assert_eq!(funnel.flag(21, 10.0), Flag::Within);
        assert_eq!(funnel.flag(22, 10.0), Flag::High);
    }

    #[test]
    fn nothing_to_compare_flags_nothing() {
        assert_eq!(Funnel::of(&[]).flags, []);
        let zeros = Funnel::of(&[Point::known(0, 10_000); 3]);
        assert_eq!((zeros.flags, zeros.phi, zeros.rate), (alloc::vec![Flag::Within; 3], 0.0, 0.0));
        assert!(Funnel::of(&[]).limits(10_000.0) == (0.0, 0.0));
    }
}
