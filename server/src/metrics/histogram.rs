//! How often a number was how large.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What a histogram counts: whole things, or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Microseconds, written as seconds.
    Time,
}

/// A histogram in the sense of Prometheus. Any number of threads may observe; a
/// page that is written meanwhile may lack the newest, and its buckets never fall.
#[derive(Debug)]
pub struct Histogram {
    unit: Unit,
    bounds: &'static [u64],
    /// One for each bound, and one for what is larger.
    counts: Box<[AtomicU64]>,
    sum: AtomicU64,
}

/// Bounds for a commit and its parts: 50 µs to 5 s.
pub const DISK_TIMES: &[u64] = &[
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 5_000_000,
];

/// Bounds for an answer: 0.5 ms to 30 s, what a body may take.
pub const REQUEST_TIMES: &[u64] = &[
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 10_000_000, 30_000_000,
];

/// Bounds for the entries of one commit: 1 to what one may hold.
pub const BATCHES: &[u64] = &[1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 6_000];

impl Histogram {
    /// An empty one over `bounds`, which ascend; of times they are microseconds.
    pub fn new(unit: Unit, bounds: &'static [u64]) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self { unit, bounds, counts, sum: AtomicU64::new(0) }
    }

    /// Counts one observation, of times in microseconds.
    pub fn observe(&self, value: u64) {
        let place = self.bounds.partition_point(|bound| *bound < value);
        self.counts[place].fetch_add(1, Ordering::Relaxed);
        self.sum.fetch_add(value, Ordering::Relaxed);
    }

    /// Counts one span of time.
    pub fn observe_time(&self, took: Duration) {
        self.observe(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// Observations so far.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|count| count.load(Ordering::Relaxed)).sum()
    }

    /// Writes its lines under `name`, with `labels` such as `route="/x",` before the bound.
    pub(super) fn write(&self, page: &mut String, name: &str, labels: &str) {
        let mut total = 0;
        for (n, count) in self.counts.iter().enumerate() {
            total += count.load(Ordering::Relaxed);
            let bound = self.bounds.get(n);
            let bound = bound.map_or_else(|| "+Inf".to_owned(), |bound| self.decimal(*bound));
            // Writing to a String cannot fail.
            let _ = writeln!(page, "{name}_bucket{{{labels}le=\"{bound}\"}} {total}");
        }
        let sum = self.decimal(self.sum.load(Ordering::Relaxed));
        let braces = match labels.trim_end_matches(',') {
            "" => String::new(),
            labels => format!("{{{labels}}}"),
        };
        let _ = writeln!(page, "{name}_sum{braces} {sum}\n{name}_count{braces} {total}");
    }

    fn decimal(&self, value: u64) -> String {
        match self.unit {
            Unit::Count => value.to_string(),
            Unit::Time => {
                let text = format!("{}.{:06}", value / 1_000_000, value % 1_000_000);
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_at_a_bound_counts_below_it_and_buckets_add_up() {
        let times = Histogram::new(Unit::Time, &[500, 1_000_000]);
        for micros in [0, 500, 501, 1_000_000, 2_500_000] {
            times.observe_time(Duration::from_micros(micros));
        }
        let mut page = String::new();
        times.write(&mut page, "t_seconds", "route=\"/x\",");
        let due = "t_seconds_bucket{route=\"/x\",le=\"0.0005\"} 2\n\
                   t_seconds_bucket{route=\"/x\",le=\"1\"} 4\n\
                   t_seconds_bucket{route=\"/x\",le=\"+Inf\"} 5\n\
                   t_seconds_sum{route=\"/x\"} 3.501001\n\
                   t_seconds_count{route=\"/x\"} 5\n";
        assert_eq!(page, due);
        assert_eq!(times.count(), 5);
    }

    #[test]
    fn things_are_whole() {
        let batches = Histogram::new(Unit::Count, &[1, 10]);
        batches.observe(10);
        let mut page = String::new();
        batches.write(&mut page, "b", "");
        assert!(page.ends_with("b_bucket{le=\"+Inf\"} 1\nb_sum 10\nb_count 1\n"), "{page}");
    }
}
