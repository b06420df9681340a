//! Chance that is the same on every machine and in every year.
//!
//! The output stream of BLAKE3 over the seed. Generators of random-number crates
//! promise no fixed values across releases, and a fictional ledger named by its
//! seed has to stay what it was.

/// A stream of chance.
pub(super) struct Chance {
    stream: blake3::OutputReader,
    buffer: [u8; 4096],
    used: usize,
}

impl Chance {
    /// The stream of a seed.
    pub(super) fn new(seed: u64) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("Daybook fictional inquiry, version 1");
        hasher.update(&seed.to_be_bytes());
        Self { stream: hasher.finalize_xof(), buffer: [0; 4096], used: 4096 }
    }

    fn next(&mut self) -> u64 {
        if self.used + 8 > self.buffer.len() {
            self.stream.fill(&mut self.buffer);
            self.used = 0;
        }
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&self.buffer[self.used..self.used + 8]);
        self.used += 8;
        u64::from_be_bytes(bytes)
    }

    /// A number below `end`; 0 for 0.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        // The bias of a remainder of 64 bits is far below what anyone could see.
        u32::try_from(self.next() % u64::from(end.max(1))).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: i32, to: i32) -> i32 {
        let width = u32::try_from(i64::from(to) - i64::from(from) + 1).unwrap_or(1);
        from.saturating_add(i32::try_from(self.below(width)).unwrap_or(0))
    }

    /// True `percent` times in a hundred.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of several; the list must not be empty.
    pub(super) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.below(u32::try_from(of.len()).unwrap_or(u32::MAX)) as usize;
        &of[at]
    }

    /// A share of one, in `[0, 1)`.
    fn unit(&mut self) -> f64 {
        // 53 bits fill the fraction of an f64 exactly.
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
        let share = (self.next() >> 11) as f64;
        share / 9_007_199_254_740_992.0
    }

    /// A count with the mean `mean`, Poisson (Knuth's product method, in steps
    /// small enough for `exp` not to vanish).
    pub(super) fn count(&mut self, mean: f64) -> u32 {
        let (mut left, mut count) = (mean.clamp(0.0, 2_000.0), 0);
        while left > 0.0 {
            let step = left.min(50.0);
            left -= step;
            let end = (-step).exp();
            let mut product = self.unit();
            while product > end {
                count += 1;
                product *= self.unit();
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_what_it_gave_and_another_gives_other_things() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..600).map(|_| chance.below(1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_eq!(
            draw(1)[..3],
            [FIRST[0], FIRST[1], FIRST[2]],
            "the stream of version 1 is fixed"
        );
    }

    #[test]
    fn counts_have_their_mean_and_bounds_hold() {
        let mut chance = Chance::new(7);
        let sum: u32 = (0..4_000).map(|_| chance.count(12.5)).sum();
        // The mean of 4,000 draws has a standard error of 0.056.
        assert!((49_000..51_000).contains(&sum), "{sum}");
        assert_eq!(chance.count(0.0), 0);
        for _ in 0..500 {
            assert!((-3..=4).contains(&chance.between(-3, 4)));
        }
        assert_eq!(chance.below(0), 0);
    }

    const FIRST: [u32; 3] = [379_139, 450_707, 492_354];
}
