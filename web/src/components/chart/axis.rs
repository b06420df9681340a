//! Round numbers along an axis.

/// A scale over values, from and to a round number, with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    from: f64,
    to: f64,
    /// Round values, ascending.
    pub(super) ticks: Vec<f64>,
}

impl Axis {
    /// An axis that holds all values, from 0 where none is below it.
    pub(super) fn over(values: impl Iterator<Item = f64>) -> Self {
        let (mut low, mut high) = (0.0_f64, 0.0_f64);
        for value in values.filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        let span = if high > low { high - low } else { 1.0 };
        let step = step(span / 5.0);
        let (from, to) = ((low / step).floor() * step, (high.max(low + step) / step).ceil() * step);
        let mut ticks = Vec::new();
        let mut tick = from;
        while tick <= to + step / 2.0 && ticks.len() < 20 {
            ticks.push(tick);
            tick += step;
        }
        Self { from, to, ticks }
    }

    /// Where a value lies, 0 to 1.
    pub(super) fn place(&self, value: f64) -> f64 {
        (value - self.from) / (self.to - self.from)
    }
}

/// 1, 2 or 5 times a power of ten, at least this much.
fn step(least: f64) -> f64 {
    let mut power = 1.0;
    while power < least && power < 1e15 {
        power *= 10.0;
    }
    while power / 10.0 >= least && power > 1e-9 {
        power /= 10.0;
    }
    for part in [0.1, 0.2, 0.5] {
        if power * part >= least {
            return power * part;
        }
    }
    power
}

/// A round value in words: no more decimals than it has, three at most.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of values on an axis"
)]
pub(super) fn words(value: f64) -> String {
    let thousandths = (value.abs() * 1_000.0 + 0.5) as u64;
    let sign = if value < 0.0 && thousandths > 0 { "−" } else { "" };
    let whole = crate::format::thousands(thousandths / 1_000);
    let rest = thousandths % 1_000;
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let rest = format!("{rest:03}");
    format!("{sign}{whole}.{}", rest.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_every_value() {
        assert_eq!(Axis::over([3.0, 196.0].into_iter()).ticks, [0.0, 50.0, 100.0, 150.0, 200.0]);
        assert_eq!(
            Axis::over([-12.0, 30.0].into_iter()).ticks,
            [-20.0, -10.0, 0.0, 10.0, 20.0, 30.0]
        );
        assert_eq!(Axis::over([].into_iter()).ticks.first(), Some(&0.0));
        for high in [0.004, 0.7, 9.0, 11.0, 99.5, 1e6] {
            let axis = Axis::over([high].into_iter());
            assert!((0.3..=1.0).contains(&axis.place(high)), "{high}: {axis:?}");
            assert!((3..=12).contains(&axis.ticks.len()), "{high}: {axis:?}");
        }
        assert!(Axis::over([f64::NAN, f64::INFINITY].into_iter()).ticks.len() > 1);
    }

    #[test]
    fn values_are_written_as_people_write_them() {
        assert_eq!([words(0.0), words(1_500.0), words(-2.5)], ["0", "1,500", "−2.5"]);
        assert_eq!([words(0.05), words(12.125)], ["0.05", "12.125"]);
    }
}
