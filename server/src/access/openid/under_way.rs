//! Sign-ins that were begun and are not ended: the browser is with the provider.
//!
//! A browser left with a random number in a cookie, and is known by it when it comes
//! back. Another browser that is led to the end of somebody's sign-in has not that
//! cookie, so nobody can be signed in as somebody else without knowing (RFC 9700
//! section 4.7). Kept in memory, by the hash of the number, and taken out once.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use ledger::record::Hash;

/// How long a person may take at the provider: a second factor, a forgotten password.
pub const LASTS: Duration = Duration::from_mins(10);

/// Sign-ins under way at once. Beyond it the oldest is over: whoever fills it keeps
/// nobody out who is quick.
pub(super) const MOST: usize = 4_096;

/// What is kept of each.
#[derive(Debug)]
pub(super) struct UnderWay<T> {
    all: HashMap<Hash, (Instant, T)>,
}

impl<T> Default for UnderWay<T> {
    fn default() -> Self {
        Self { all: HashMap::new() }
    }
}

impl<T> UnderWay<T> {
    /// A browser leaves with `number`.
    pub(super) fn begin(&mut self, number: &str, asked: T, now: Instant) {
        self.all.retain(|_, (begun, _)| now.duration_since(*begun) < LASTS);
        if self.all.len() >= MOST {
            let oldest = self.all.iter().min_by_key(|(_, (begun, _))| *begun);
            let oldest = oldest.map(|(key, _)| *key);
            oldest.and_then(|key| self.all.remove(&key));
        }
        self.all.insert(Hash::of(number.as_bytes()), (now, asked));
    }

    /// It is back: what it left with, once.
    pub(super) fn take(&mut self, number: &str, now: Instant) -> Option<T> {
        let (begun, asked) = self.all.remove(&Hash::of(number.as_bytes()))?;
        (now.duration_since(begun) < LASTS).then_some(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_back_once_and_in_time() {
        let (mut all, start) = (UnderWay::default(), Instant::now());
        all.begin("a", 1, start);
        all.begin("b", 2, start);
        assert_eq!(all.take("c", start), None, "one that did not leave from here");
        assert_eq!(all.take("a", start), Some(1));
        assert_eq!(all.take("a", start), None, "twice");
        assert_eq!(all.take("b", start + LASTS), None, "too late");
        assert_eq!(all.take("b", start), None, "and it does not come back");
    }

    #[test]
    fn nobody_fills_the_memory_with_sign_ins() {
        let (mut all, start) = (UnderWay::default(), Instant::now());
        let at = |n: usize| start + Duration::from_millis(n as u64);
        for n in 0..=MOST {
            all.begin(&n.to_string(), n, at(n));
        }
        assert_eq!(all.all.len(), MOST);
        assert_eq!(all.take("0", at(MOST)), None, "the oldest gave way");
        assert_eq!(all.take("1", at(MOST)), Some(1));
        all.begin("later", 0, at(MOST) + LASTS);
        assert_eq!(all.all.len(), 1, "what is over is forgotten");
    }
}
