//! Browsers that are signed in.
//!
//! A session stands for a token and may do what that token may, as long as that
//! token is good: it is looked up again with every request. Sessions are kept in
//! memory and nowhere else, by the hash of their number: a restart signs everybody
//! out, and what is in the memory of the server signs nobody in.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ledger::record::Hash;

use crate::random::{self, NoRandomness};

/// How long a session lasts, used or not: a long working day.
pub const LASTS: Duration = Duration::from_hours(12);

/// How long it lasts when nothing is asked: a long lunch.
pub const IDLE: Duration = Duration::from_hours(1);

/// Sessions of one token at once; the oldest gives way. A person has few browsers.
pub const EACH: usize = 8;

/// Sessions at once, of everybody: beyond it the one that was quiet longest ends.
pub const MOST: usize = 10_000;

/// One browser.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Session {
    /// The number of the token ([`crate::access::tokens::Token::id`]).
    token: String,
    begun: Instant,
    asked: Instant,
}

impl Session {
    fn is_over(&self, now: Instant) -> bool {
        now.duration_since(self.begun) >= LASTS || now.duration_since(self.asked) >= IDLE
    }
}

/// All of them.
#[derive(Debug, Default)]
pub struct Sessions {
    /// By the hash of their number: how long a look-up takes tells nothing of it.
    all: Mutex<HashMap<Hash, Session>>,
}

impl Sessions {
    fn all(&self) -> MutexGuard<'_, HashMap<Hash, Session>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Signs a browser in; its number, 64 hexadecimal digits, for its cookie.
    ///
    /// # Errors
    /// Without randomness.
    pub fn begin(&self, token: &str, now: Instant) -> Result<String, NoRandomness> {
        let number = random::number()?;
        let mut all = self.all();
        all.retain(|_, session| !session.is_over(now));
        let same = all.values().filter(|session| session.token == token).count();
        if same >= EACH {
            give_way(&mut all, |session| session.token == token);
        } else if all.len() >= MOST {
            give_way(&mut all, |_| true);
        }
        let session = Session { token: token.to_owned(), begun: now, asked: now };
        all.insert(Hash::of(number.as_bytes()), session);
        Ok(number)
    }

    /// The token of a session that is not over; it was asked now.
    pub fn token_of(&self, number: &str, now: Instant) -> Option<String> {
        let mut all = self.all();
        let key = Hash::of(number.as_bytes());
        let session = all.get_mut(&key)?;
        if session.is_over(now) {
            all.remove(&key);
            return None;
        }
        session.asked = now;
        Some(session.token.clone())
    }

    /// Signs a browser out. Whether it was signed in.
    pub fn end(&self, number: &str) -> bool {
        self.all().remove(&Hash::of(number.as_bytes())).is_some()
    }
}

/// Ends the one that was quiet longest among those.
fn give_way(all: &mut HashMap<Hash, Session>, among: impl Fn(&Session) -> bool) {
    let quiet = all.iter().filter(|(_, session)| among(session));
    let quiet = quiet.min_by_key(|(_, session)| session.asked).map(|(key, _)| *key);
    if let Some(key) = quiet {
        all.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_when_it_is_ended_or_quiet_or_old() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let number = sessions.begin("t1", start).unwrap();
        assert_eq!(number.len(), 64);
        assert_eq!(sessions.token_of(&number, start).as_deref(), Some("t1"));
        assert_eq!(sessions.token_of(&number[1..], start), None);
        assert!(sessions.end(&number) && !sessions.end(&number));
        assert_eq!(sessions.token_of(&number, start), None, "ended");

        let quiet = sessions.begin("t1", start).unwrap();
        let last = start + Duration::from_mins(59);
        assert!(sessions.token_of(&quiet, last).is_some());
        assert!(sessions.token_of(&quiet, last + IDLE).is_none(), "quiet for too long");
        assert!(sessions.token_of(&quiet, last).is_none(), "and it does not come back");

        let busy = sessions.begin("t1", start).unwrap();
        let mut now = start;
        while now + IDLE / 2 < start + LASTS {
            now += IDLE / 2;
            assert!(sessions.token_of(&busy, now).is_some(), "{:?}", now - start);
        }
        assert!(sessions.token_of(&busy, start + LASTS).is_none(), "old, however busy");
    }

    #[test]
    fn nobody_fills_the_memory_with_sessions() {
        let (sessions, start) = (Sessions::default(), Instant::now());
        let other = sessions.begin("t2", start).unwrap();
        let first = sessions.begin("t1", start).unwrap();
        let mut now = start;
        for _ in 0..EACH {
            now += Duration::from_secs(1);
            sessions.begin("t1", now).unwrap();
        }
        assert_eq!(sessions.token_of(&first, now), None, "the oldest of its token gave way");
        assert!(sessions.token_of(&other, now).is_some(), "and nobody else's");
        assert_eq!(sessions.all().len(), EACH + 1);
        for n in 0..MOST {
            sessions.begin(&format!("t-{n}"), now).unwrap();
        }
        assert_eq!(sessions.all().len(), MOST);
    }

    #[test]
    fn the_memory_does_not_hold_what_signs_in() {
        let sessions = Sessions::default();
        let number = sessions.begin("t1", Instant::now()).unwrap();
        assert!(!format!("{sessions:?}").contains(&number));
    }
}
