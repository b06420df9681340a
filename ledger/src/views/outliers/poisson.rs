//! Tails of the Poisson distribution, and Byar's interval.

use super::float;

/// P(X <= x) for a Poisson variable with mean `mean`.
///
/// The terms are summed from the one nearest the mean outwards, so each is
/// smaller than the last and none is lost; the first is worked out by
/// logarithms, so that no power overflows. The shorter tail is summed, the
/// other is one less it.
pub(crate) fn at_most(x: u64, mean: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    if float(x) < mean { down(x, mean) } else { 1.0 - up(x + 1, mean) }
}

/// P(X >= x) for a Poisson variable with mean `mean`.
pub(crate) fn at_least(x: u64, mean: f64) -> f64 {
    if x == 0 {
        return 1.0;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    if float(x) > mean { up(x, mean) } else { 1.0 - down(x - 1, mean) }
}

/// P(X = x).
fn exactly(x: u64, mean: f64) -> f64 {
    let x = float(x);
    libm::exp(x * libm::log(mean) - mean - libm::lgamma(x + 1.0))
}

/// What is too small to change a sum.
const NEGLIGIBLE: f64 = 1e-18;

fn down(x: u64, mean: f64) -> f64 {
    let mut term = exactly(x, mean);
    let mut sum = 0.0;
    let mut k = x;
    loop {
        sum += term;
        if k == 0 || term <= sum * NEGLIGIBLE {
            return sum;
        }
        term *= float(k) / mean;
        k -= 1;
    }
}

fn up(x: u64, mean: f64) -> f64 {
    let mut term = exactly(x, mean);
    let mut sum = 0.0;
    let mut k = x;
    loop {
        sum += term;
        if term <= sum * NEGLIGIBLE {
            return sum;
        }
        k += 1;
        term *= mean / float(k);
    }
}

/// Byar's 95% interval of a count: the least and the most that the mean behind
/// it may be.
pub(crate) fn byar(x: f64) -> (f64, f64) {
    let cube = |x: f64| x * x * x;
    let low = if x > 0.0 {
        x * cube((1.0 - 1.0 / (9.0 * x) - 1.96 / (3.0 * libm::sqrt(x))).max(0.0))
    } else {
        0.0
    };
    let y = x + 1.0;
    (low, y * cube(1.0 - 1.0 / (9.0 * y) + 1.96 / (3.0 * libm::sqrt(y))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() <= within, "{a} is not {b}");
    }

    /// Mean 10: e^-10 = 0.0000453999. Up to 2: (1 + 10 + 50) times that =
    /// 0.00276940; up to 1: 11 times = 0.00049940; none: 0.0000454.
    #[test]
    fn tails_of_a_small_mean_are_the_sums_by_hand() {
        near(at_most(2, 10.0), 0.002_769_396, 1e-9);
        near(at_most(1, 10.0), 0.000_499_399, 1e-9);
        near(at_most(0, 10.0), 0.000_045_400, 1e-9);
        near(at_least(1, 10.0), 0.999_954_600, 1e-9);
        // Mean 1: 1 - e^-1 (1 + 1 + 1/2) = 1 - 0.919699 = 0.080301.
        near(at_least(3, 1.0), 0.080_301_397, 1e-9);
        near(at_least(3, 1.0) + at_most(2, 1.0), 1.0, 1e-15);
        assert_eq!((at_most(0, 0.0), at_least(1, 0.0), at_least(0, 5.0)), (1.0, 0.0, 1.0));
    }

    /// At a mean of a million e^-mean is no number a computer holds. The tail at
    /// the mean is 1/2 + 2 / (3 sqrt(2 pi mean)) = 0.5 + 0.000266 = 0.500266.
    #[test]
    fn tails_of_a_large_mean_do_not_vanish() {
        near(at_most(1_000_000, 1e6), 0.500_266, 1e-6);
        // 3.09 standard deviations of 1,000 below: about 0.001, no less.
        near(at_most(996_910, 1e6), 0.001, 0.000_02);
        near(at_least(1_003_090, 1e6), 0.001, 0.000_02);
        assert!(at_most(900_000, 1e6) < 1e-300);
        assert!(at_least(u64::MAX / 4, 1e6) == 0.0);
    }

    /// Ten: 10 (1 - 0.011111 - 0.206602)^3 = 10 x 0.782287^3 = 4.787;
    /// 11 (1 - 0.010101 + 0.196987)^3 = 11 x 1.186886^3 = 18.392.
    #[test]
    fn byars_interval_of_ten_is_about_five_to_eighteen() {
        let (low, high) = byar(10.0);
        near(low, 4.787, 0.001);
        near(high, 18.392, 0.001);
        // None: 0 to (1 - 1/9 + 1.96/3)^3 = 1.542222^3 = 3.668.
        let (low, high) = byar(0.0);
        assert!(low == 0.0);
        near(high, 3.668, 0.001);
        // One: (1 - 1/9 - 0.653333)^3 = 0.235556^3 = 0.01307.
        near(byar(1.0).0, 0.013_07, 0.000_01);
    }
}
