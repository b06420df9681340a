//! Tokens for writing: random, shown once, stored as a hash.
//!
//! A token is 32 random bytes, so its BLAKE3 hash needs no salt and no slow
//! function: there is nothing to guess. The file `tokens.json` holds names,
//! hashes and dates; who reads it can write nothing.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use ledger::record::{Hash, Timestamp};
use serde::{Deserialize, Serialize};

use crate::files::{self, Readers};
use crate::random;

/// What every token begins with, so that scanners for leaked secrets know it.
pub const PREFIX: &str = "daybook_";

/// Longest name of a token: it is also the actor id in what it writes.
pub const NAME_MAX: usize = 64;

/// One token as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The actor that writes with it; fills `by` in its drafts.
    pub name: String,
    /// BLAKE3 of the token's text, 64 hexadecimal digits.
    pub hash: String,
    /// When it was made, RFC 3339.
    pub created: String,
}

/// A problem with the file of tokens.
#[derive(Debug, thiserror::Error)]
pub enum TokensError {
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{}: not a list of tokens: {source}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The name cannot stand in a record.
    #[error("token name {name:?}: use 1 to 64 of a-z, 0-9 and -, beginning with a letter or digit")]
    Name {
        /// The name asked for.
        name: String,
    },
    /// The name is taken.
    #[error("token name {name:?}: is in use; revoke it first or choose another")]
    Taken {
        /// The name asked for.
        name: String,
    },
    /// No such token.
    #[error("token name {name:?}: there is none; see `daybook token list`")]
    Unknown {
        /// The name asked for.
        name: String,
    },
    /// Another process is changing the file.
    #[error("{}: another process is changing the tokens; try again", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// No token without randomness.
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> TokensError + '_ {
    |source| TokensError::Io { path: path.to_owned(), source }
}

/// Reads the tokens; no file means none.
pub fn read(path: &Path) -> Result<Vec<Token>, TokensError> {
    match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map_err(|source| TokensError::Format { path: path.to_owned(), source }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(io(path)(error)),
    }
}

/// Changes the file under a lock, so that two commands at once lose nothing.
fn change<T>(
    path: &Path,
    edit: impl FnOnce(&mut Vec<Token>) -> Result<T, TokensError>,
) -> Result<T, TokensError> {
    let lock_path = path.with_extension("lock");
    let lock = std::fs::File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path)
        .map_err(io(&lock_path))?;
    lock.try_lock().map_err(|_| TokensError::Busy { path: path.to_owned() })?;
    let mut tokens = read(path)?;
    let answer = edit(&mut tokens)?;
    let mut text = serde_json::to_vec_pretty(&tokens)
        .map_err(|source| TokensError::Format { path: path.to_owned(), source })?;
    text.push(b'\n');
    files::replace(path, &text, Readers::Owner).map_err(io(path))?;
    Ok(answer)
}

/// Makes a token for `name` and returns its text, which is kept nowhere.
pub fn create(path: &Path, name: &str, now: Timestamp) -> Result<String, TokensError> {
    if !is_name(name) {
        return Err(TokensError::Name { name: name.to_owned() });
    }
    let text = format!("{PREFIX}{}", Hash::from_bytes(random::bytes()?).to_hex());
    change(path, |tokens| {
        if tokens.iter().any(|token| token.name == name) {
            return Err(TokensError::Taken { name: name.to_owned() });
        }
        tokens.push(Token {
            name: name.to_owned(),
            hash: Hash::of(text.as_bytes()).to_hex(),
            created: now.to_string(),
        });
        Ok(())
    })?;
    Ok(text)
}

/// Removes the token of `name`; from then on it is refused.
pub fn revoke(path: &Path, name: &str) -> Result<(), TokensError> {
    change(path, |tokens| {
        let before = tokens.len();
        tokens.retain(|token| token.name != name);
        if tokens.len() == before {
            return Err(TokensError::Unknown { name: name.to_owned() });
        }
        Ok(())
    })
}

/// A slug as every id in a record is.
fn is_name(name: &str) -> bool {
    (1..=NAME_MAX).contains(&name.len())
        && !name.starts_with('-')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The tokens of a running server. A file that changed is read again with the
/// next request, so a revoked token is refused at once and without a restart.
#[derive(Debug)]
pub struct Guard {
    path: PathBuf,
    /// What the file said, and when it was changed. Shared by all requests;
    /// held for a comparison, never across an await.
    known: Mutex<(Option<Stamp>, Vec<Token>)>,
}

/// Time of change and length: a replaced file differs in one of them, its
/// clock having nanoseconds.
type Stamp = (SystemTime, u64);

impl Guard {
    /// Guards with the tokens in `path`.
    pub fn new(path: PathBuf) -> Self {
        Self { path, known: Mutex::new((None, Vec::new())) }
    }

    /// The name of the token with this text, if there is one.
    pub fn name_of(&self, text: &str) -> Result<Option<String>, TokensError> {
        let stamp =
            std::fs::metadata(&self.path).and_then(|data| Ok((data.modified()?, data.len()))).ok();
        let mut known = self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if known.0 != stamp || stamp.is_none() {
            *known = (stamp, read(&self.path)?);
        }
        let given = blake3::hash(text.as_bytes());
        // `blake3::Hash` compares in constant time, and every token is looked
        // at: the time of an answer tells nothing about a hash in the file.
        let mut found = None;
        for token in &known.1 {
            if blake3::Hash::from_hex(&token.hash).is_ok_and(|hash| hash == given) {
                found = Some(token.name.clone());
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(0);

    #[test]
    fn a_token_is_stored_as_a_hash_and_works_until_revoked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.json");
        let guard = Guard::new(path.clone());
        assert_eq!(guard.name_of("daybook_x").unwrap(), None);

        let text = create(&path, "clerk", NOW).unwrap();
        let other = create(&path, "archive", NOW).unwrap();
        assert_ne!(text, other);
        let file = std::fs::read_to_string(&path).unwrap();
        assert!(!file.contains(&text) && !file.contains(&text[PREFIX.len()..]));
        assert_eq!(guard.name_of(&text).unwrap().as_deref(), Some("clerk"));
        assert_eq!(guard.name_of(&other).unwrap().as_deref(), Some("archive"));
        assert_eq!(guard.name_of(&text[..text.len() - 1]).unwrap(), None);

        revoke(&path, "clerk").unwrap();
        assert_eq!(guard.name_of(&text).unwrap(), None, "refused without a restart");
        assert!(matches!(revoke(&path, "clerk"), Err(TokensError::Unknown { .. })));
    }

    #[test]
    fn a_name_is_used_once_and_can_stand_in_a_record() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.json");
        create(&path, "clerk", NOW).unwrap();
        assert!(matches!(create(&path, "clerk", NOW), Err(TokensError::Taken { .. })));
        let long = "a".repeat(65);
        for name in ["", "-a", "Clerk", "a b", "é", long.as_str()] {
            assert!(matches!(create(&path, name, NOW), Err(TokensError::Name { .. })), "{name}");
        }
    }

    #[test]
    fn a_damaged_file_lets_nobody_in() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.json");
        std::fs::write(&path, b"[{]").unwrap();
        assert!(matches!(Guard::new(path).name_of("x"), Err(TokensError::Format { .. })));
    }
}
