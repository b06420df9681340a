//! The settings of the control, and what one count becomes under them.

use super::raw::Raw;
use super::shown::{Form, Shown};

/// How counts of people are shown for one data call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    threshold: u64,
    base: u64,
    zero: bool,
}

/// Settings that would not hide what they are meant to hide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing, or a single number, would be hidden.
    #[error("threshold {0} hides nothing, or one number that everyone can name; set 3 or more")]
    Threshold(u64),
    /// Two versions of a count would tell their difference.
    #[error(
        "base {base}: two versions rounded to it tell their difference to fewer numbers than the \
         threshold {threshold}; set {least} or more"
    )]
    Base {
        /// The base given.
        base: u64,
        /// The threshold given.
        threshold: u64,
        /// The least base that fits.
        least: u64,
    },
}

/// A base of rates below this is itself a count of people and not shown: areas
/// for which statistics of population are published are larger.
const PUBLISHED_POPULATION: u64 = 1_000;

impl Default for Control {
    /// Below 6 hidden, to the nearest 5, zero shown.
    fn default() -> Self {
        Self { threshold: 6, base: 5, zero: true }
    }
}

impl Control {
    /// The control that hides counts below `threshold`, rounds the others to the
    /// nearest multiple of `base`, and hides zero unless `zero` is set.
    ///
    /// # Errors
    /// When the settings would not protect a small count.
    pub fn new(threshold: u64, base: u64, zero: bool) -> Result<Control, Unfit> {
        if threshold < 3 {
            return Err(Unfit::Threshold(threshold));
        }
        // Two counts shown as multiples of the base differ by the difference of
        // what is shown, give or take base - 1: 2 * base - 1 numbers.
        let least = threshold / 2 + 1;
        if base < least {
            return Err(Unfit::Base { base, threshold, least });
        }
        Ok(Control { threshold, base, zero })
    }

    /// The smallest count that is shown.
    pub fn threshold(&self) -> u64 {
        self.threshold
    }

    /// What counts are rounded to.
    pub fn base(&self) -> u64 {
        self.base
    }

    /// The smallest count that hiding may stand for.
    pub(super) fn least_hidden(&self) -> u64 {
        u64::from(self.zero)
    }

    /// Whether a count is hidden because it is small.
    pub(super) fn is_small(&self, count: u64) -> bool {
        count < self.threshold && (count > 0 || !self.zero)
    }

    /// One count by itself: not for parts of a total that is shown too.
    pub fn show(&self, count: Raw) -> Shown {
        let count = count.get();
        if self.is_small(count) { self.small() } else { self.open(count) }
    }

    /// A small count.
    pub(super) fn small(&self) -> Shown {
        Shown::new(Form::Hidden { least: self.least_hidden(), most: Some(self.threshold - 1) })
    }

    /// A count that is hidden so that others stay hidden.
    pub(super) fn beside(&self) -> Shown {
        Shown::new(Form::Hidden { least: self.least_hidden(), most: None })
    }

    /// A count that may be shown.
    pub(super) fn open(&self, count: u64) -> Shown {
        if count == 0 {
            return Shown::new(Form::Zero);
        }
        let base = self.base;
        // What is not zero is never shown as zero.
        let value = (count.saturating_add(base / 2) / base).max(1).saturating_mul(base);
        let least = value.saturating_sub(base / 2);
        let most = value.saturating_add(base.div_ceil(2) - 1);
        let least = if value == base { self.threshold } else { least.max(self.threshold) };
        Shown::new(Form::Rounded { value, least, most })
    }

    /// The base of a rate: shown as it is where it is a published population.
    pub fn population(&self, base: Raw) -> Option<u64> {
        Some(base.get()).filter(|base| *base >= PUBLISHED_POPULATION)
    }

    /// "Counts of 1 to 5 are not shown, ..."
    pub fn words(&self) -> alloc::string::String {
        let Control { threshold, base, .. } = self;
        alloc::format!(
            "Counts of people from {} to {} are not shown, others are rounded to the nearest \
             {base}; rates and limits are worked out from the counts as shown.",
            self.least_hidden(),
            threshold - 1
        )
    }
}
