//! The tokens of a running server.
//!
//! A file that changed is read again with the next request, so a token that was
//! made works, and one that was revoked does not, at once and without a restart.

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use ledger::record::Timestamp;

use super::roles::{Act, Role};
use super::tokens::{self, Standing, Token, TokensError};

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The actor; fills `by` in its drafts.
    pub name: String,
    /// Which of its tokens, 12 hexadecimal digits ([`Token::id`]).
    pub token: String,
    /// What it may do.
    pub roles: Vec<Role>,
    /// Until when, RFC 3339.
    pub expires: Option<String>,
}

impl Caller {
    /// Whether it may.
    pub fn may(&self, act: Act) -> bool {
        act.is_allowed(&self.roles)
    }
}

/// What the file says of a token's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It is good now.
    Caller(Caller),
    /// It was good, and is not any more: whose it was, which, and why.
    Ended(String, String, Standing),
    /// There is none.
    Unknown,
}

/// What is held against every token.
#[derive(Debug)]
pub struct Guard {
    path: PathBuf,
    /// What the file said, and which file that was. Shared by all requests;
    /// held for a comparison, never across an await.
    known: Mutex<(Option<Stamp>, Vec<Token>)>,
}

/// Which file it is: a replaced one differs in one of them, even if it was
/// replaced within the same tick of the clock of the file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    inode: u64,
    changed: (i64, i64),
    length: u64,
}

impl Guard {
    /// Guards with the tokens in `path`.
    pub fn new(path: PathBuf) -> Self {
        Self { path, known: Mutex::new((None, Vec::new())) }
    }

    /// Where the tokens lie.
    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Whose the token with this text is.
    ///
    /// # Errors
    /// When the file cannot be read: then nobody is let in.
    pub fn find(&self, text: &str, now: Timestamp) -> Result<Found, TokensError> {
        let given = blake3::hash(text.as_bytes());
        // `blake3::Hash` compares in constant time, and every token is looked
        // at: the time of an answer tells nothing about a hash in the file.
        self.look(now, |token| blake3::Hash::from_hex(&token.hash).is_ok_and(|hash| hash == given))
    }

    /// Whose the token with this number is, for a session that began with it.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn find_id(&self, id: &str, now: Timestamp) -> Result<Found, TokensError> {
        self.look(now, |token| token.id() == id)
    }

    /// Whose token somebody signs in with whom the provider of the organisation calls
    /// so. Compared as it is written.
    ///
    /// # Errors
    /// As [`Self::find`].
    pub fn find_openid(&self, who: &str, now: Timestamp) -> Result<Found, TokensError> {
        // The last one counts: `create` makes none beside one that is good, and what is
        // over stays so.
        self.look(now, |token| token.openid.as_deref() == Some(who))
    }

    fn look(&self, now: Timestamp, is_it: impl Fn(&Token) -> bool) -> Result<Found, TokensError> {
        let stamp = std::fs::metadata(&self.path).ok().map(|data| Stamp {
            inode: data.ino(),
            changed: (data.ctime(), data.ctime_nsec()),
            length: data.len(),
        });
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != stamp || stamp.is_none() {
            // Forgotten first: a file that cannot be read lets nobody in.
            *known = (None, Vec::new());
            *known = (stamp, tokens::read(&self.path)?);
        }
        let mut found = Found::Unknown;
        for token in &known.1 {
            if is_it(token) {
                found = judged(token, now);
            }
        }
        Ok(found)
    }
}

fn judged(token: &Token, now: Timestamp) -> Found {
    match token.standing(now) {
        Standing::Good => Found::Caller(Caller {
            name: token.name.clone(),
            token: token.id(),
            roles: token.roles.clone(),
            expires: token.expires.clone(),
        }),
        ended => Found::Ended(token.name.clone(), token.id(), ended),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::tokens::{Wanted, create, revoke};

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn made(path: &std::path::Path, name: &str) -> String {
        create(path, &Wanted::new(name), NOW).unwrap().0
    }

    fn name(guard: &Guard, text: &str) -> Option<String> {
        match guard.find(text, NOW).unwrap() {
            Found::Caller(caller) => Some(caller.name),
            _ => None,
        }
    }

    #[test]
    fn a_token_works_until_it_is_revoked_and_not_a_request_longer() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.json");
        let guard = Guard::new(path.clone());
        assert_eq!(name(&guard, "daybook_x"), None);
        let (text, other) = (made(&path, "clerk"), made(&path, "archive"));
        assert_ne!(text, other);
        assert_eq!(name(&guard, &text).as_deref(), Some("clerk"));
        assert_eq!(name(&guard, &other).as_deref(), Some("archive"));
        assert_eq!(name(&guard, &text[..text.len() - 1]), None);
        revoke(&path, "clerk", NOW).unwrap();
        let found = guard.find(&text, NOW).unwrap();
        let Found::Ended(whose, _, Standing::Revoked(at)) = found else { panic!("{found:?}") };
        assert_eq!((whose.as_str(), at), ("clerk", NOW.to_string()));
        assert_eq!(name(&guard, &other).as_deref(), Some("archive"), "the others go on");
    }

    /// Two changes in the same tick of the file system, and files of one length:
    /// the guard still sees that it is another file.
    #[test]
    fn changes_in_quick_succession_are_all_seen() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.json");
        let guard = Guard::new(path.clone());
        for round in 0..50 {
            let text = made(&path, "clerk");
            assert_eq!(name(&guard, &text).as_deref(), Some("clerk"), "round {round}");
            revoke(&path, "clerk", NOW).unwrap();
            assert_eq!(name(&guard, &text), None, "round {round}");
        }
    }

    #[test]
    fn an_expired_token_is_refused_from_that_millisecond_on() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.json");
        let until = Timestamp::from_millis(NOW.millis() + 10);
        let wanted = Wanted { expires: Some(until), ..Wanted::new("clerk") };
        let (text, _) = create(&path, &wanted, NOW).unwrap();
        let guard = Guard::new(path);
        assert!(matches!(guard.find(&text, NOW).unwrap(), Found::Caller(_)));
        let last = Timestamp::from_millis(until.millis() - 1);
        assert!(matches!(guard.find(&text, last).unwrap(), Found::Caller(_)));
        let found = guard.find(&text, until).unwrap();
        assert!(matches!(found, Found::Ended(_, _, Standing::Expired(_))), "{found:?}");
    }

    #[test]
    fn a_damaged_file_lets_nobody_in_not_even_those_of_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.json");
        let guard = Guard::new(path.clone());
        let text = made(&path, "clerk");
        assert!(name(&guard, &text).is_some());
        for damaged in ["[{]", "{}", "3", r#"{"version":2,"tokens":[{"name":"clerk"}]}"#] {
            std::fs::write(&path, damaged).unwrap();
            let found = guard.find(&text, NOW);
            assert!(matches!(found, Err(TokensError::Format { .. })), "{damaged}: {found:?}");
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!(name(&guard, &text), None, "no file means no tokens");
    }
}
