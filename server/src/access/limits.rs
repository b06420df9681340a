//! How much one caller may ask for: a bucket each, that fills at a rate.
//!
//! A caller with a good token or session is known by that token, wherever it
//! calls from; everybody else by address, an IPv6 one by its first 64 bits, which
//! are what one customer gets. What is counted is requests, because what each may
//! cost is limited elsewhere.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Callers that are told apart, at most. Beyond it, new ones share a bucket.
pub const CALLERS: usize = 100_000;

/// How often it is said of one caller that it is turned away.
pub const TOLD_EVERY: Duration = Duration::from_mins(1);

/// Refusals (401, 403) of one caller at once, and then a second. A person
/// mistypes a few times; a program that goes on is turned away with 429.
pub const REFUSALS: Rate = Rate { each_second: 1, at_once: 60 };

/// Requests of one token, unless `--caller-rate` says otherwise: more than a disk
/// takes single records for long, and far more than people type.
pub const CALLER_RATE: u32 = 2_000;

/// Requests of one address, unless `--address-rate` says otherwise: a first visit
/// to a million entries is 12,000 files.
pub const ADDRESS_RATE: u32 = 500;

/// Seconds of a rate that may be used at once: after a quiet minute a whole ledger
/// can be read without waiting.
const BURST: u32 = 40;

/// So many a second, and so many at once after a quiet while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests a second; 0 is no limit.
    pub each_second: u32,
    /// Requests at once.
    pub at_once: u32,
}

impl Rate {
    /// So many a second, and 40 times as many at once.
    pub const fn of(each_second: u32) -> Self {
        Self { each_second, at_once: each_second.saturating_mul(BURST) }
    }
}

/// Who a bucket is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Caller {
    /// The number of a token.
    Token(String),
    /// An address, or the network of one.
    Address(IpAddr),
    /// Whoever comes when too many others are there.
    Rest,
}

impl Caller {
    /// Who calls from there, as far as callers are told apart.
    pub fn at(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(six) => {
                let network = six.to_bits() & (u128::MAX << 64);
                IpAddr::V6(network.into())
            }
            four @ IpAddr::V4(_) => four,
        })
    }
}

/// What a bucket says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// There was one left.
    Yes,
    /// There was none.
    No {
        /// How long until there is one.
        wait: Duration,
        /// How many were turned away since that was last said, where it is to be
        /// said again.
        tell: Option<u64>,
    },
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
    turned_away: u64,
    told: Option<Instant>,
}

/// A bucket for each caller.
#[derive(Debug)]
pub struct Buckets {
    rate: Rate,
    most: usize,
    all: Mutex<HashMap<Caller, Bucket>>,
}

impl Buckets {
    /// Buckets of this size.
    pub fn new(rate: Rate) -> Self {
        Self { rate, most: CALLERS, all: Mutex::default() }
    }

    /// Takes one out of the bucket of a caller.
    pub fn take(&self, caller: &Caller, now: Instant) -> Taken {
        if self.rate.each_second == 0 {
            return Taken::Yes;
        }
        let (speed, full) = (f64::from(self.rate.each_second), f64::from(self.rate.at_once.max(1)));
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= self.most && !all.contains_key(caller) {
            // Whose bucket is full again is as if it had never come.
            all.retain(|_, bucket| bucket.filled(now, speed) < full);
        }
        let rest = all.len() >= self.most && !all.contains_key(caller);
        let key = if rest { Caller::Rest } else { caller.clone() };
        let fresh = Bucket { left: full, at: now, turned_away: 0, told: None };
        let bucket = all.entry(key).or_insert(fresh);
        bucket.left = bucket.filled(now, speed).min(full);
        bucket.at = now;
        if bucket.left >= 1.0 {
            bucket.left -= 1.0;
            return Taken::Yes;
        }
        bucket.turned_away += 1;
        let due = bucket.told.is_none_or(|told| now.duration_since(told) >= TOLD_EVERY);
        let tell = due.then(|| std::mem::take(&mut bucket.turned_away));
        if due {
            bucket.told = Some(now);
        }
        Taken::No { wait: Duration::from_secs_f64((1.0 - bucket.left) / speed), tell }
    }
}

impl Bucket {
    /// What is in it now, without its rim.
    fn filled(&self, now: Instant, speed: f64) -> f64 {
        self.left + now.saturating_duration_since(self.at).as_secs_f64() * speed
    }
}

/// All of them.
#[derive(Debug)]
pub struct Limits {
    /// Requests with a token.
    pub callers: Buckets,
    /// Requests without.
    pub addresses: Buckets,
    /// Refusals, of either.
    pub refusals: Buckets,
}

impl Limits {
    /// With these rates a second for tokens and addresses; 0 is no limit.
    pub fn new(caller_rate: u32, address_rate: u32) -> Self {
        Self {
            callers: Buckets::new(Rate::of(caller_rate)),
            addresses: Buckets::new(Rate::of(address_rate)),
            refusals: Buckets::new(REFUSALS),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new(CALLER_RATE, ADDRESS_RATE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOW: Rate = Rate { each_second: 2, at_once: 3 };

    fn address(text: &str) -> Caller {
        Caller::at(text.parse().unwrap())
    }

    #[test]
    fn a_bucket_gives_what_is_in_it_and_then_waits() {
        let (buckets, start) = (Buckets::new(SLOW), Instant::now());
        let one = address("192.0.2.1");
        for _ in 0..3 {
            assert_eq!(buckets.take(&one, start), Taken::Yes);
        }
        let Taken::No { wait, tell } = buckets.take(&one, start) else { panic!("it is empty") };
        assert_eq!((wait, tell), (Duration::from_millis(500), Some(1)));
        assert_eq!(buckets.take(&address("192.0.2.2"), start), Taken::Yes, "nobody else's");
        let later = start + Duration::from_millis(500);
        assert_eq!(buckets.take(&one, later), Taken::Yes);
        assert!(matches!(buckets.take(&one, later), Taken::No { tell: None, .. }), "said once");
        let much_later = start + Duration::from_hours(1);
        let given = (0..10).filter(|_| buckets.take(&one, much_later) == Taken::Yes).count();
        assert_eq!(given, 3, "a long wait does not fill it over its rim");
    }

    #[test]
    fn how_many_were_turned_away_is_said_once_a_minute() {
        let (buckets, start) = (Buckets::new(Rate { each_second: 1, at_once: 1 }), Instant::now());
        let one = address("192.0.2.1");
        let mut told = Vec::new();
        for tenth in 0..1_300 {
            let now = start + Duration::from_millis(tenth * 100);
            if let Taken::No { tell: Some(count), .. } = buckets.take(&one, now) {
                told.push(count);
            }
        }
        assert_eq!(told.len(), 3, "130 seconds: {told:?}");
        assert!(told[1] > 500 && told[2] > 500, "{told:?}");
    }

    #[test]
    fn one_customer_has_one_bucket_however_many_addresses() {
        assert_eq!(address("2001:db8::1"), address("2001:db8::ffff:1"));
        assert_ne!(address("2001:db8::1"), address("2001:db8:0:1::1"));
        assert_eq!(address("::ffff:192.0.2.1"), address("192.0.2.1"));
        assert_ne!(address("192.0.2.1"), address("192.0.2.2"));
    }

    #[test]
    fn many_callers_do_not_fill_the_memory() {
        let buckets = Buckets { most: 4, ..Buckets::new(SLOW) };
        let start = Instant::now();
        let token = |n: usize| Caller::Token(n.to_string());
        for n in 0..4 {
            assert_eq!(buckets.take(&token(n), start), Taken::Yes);
        }
        for n in 4..7 {
            assert_eq!(buckets.take(&token(n), start), Taken::Yes);
        }
        assert!(matches!(buckets.take(&token(7), start), Taken::No { .. }), "one for the rest");
        assert_eq!(buckets.take(&token(0), start), Taken::Yes, "those of before keep theirs");
        let later = start + Duration::from_secs(10);
        assert_eq!(buckets.take(&token(8), later), Taken::Yes, "quiet ones make room");
        assert_eq!(buckets.all.lock().unwrap().len(), 1);
    }

    #[test]
    fn nothing_is_no_limit() {
        let buckets = Buckets::new(Rate::of(0));
        let now = Instant::now();
        assert!((0..100_000).all(|_| buckets.take(&Caller::Rest, now) == Taken::Yes));
    }
}
