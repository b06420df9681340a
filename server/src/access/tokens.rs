//! Tokens: random, shown once, stored as a hash.
//!
//! A token is 32 random bytes, so its BLAKE3 hash needs no salt and no slow
//! function: there is nothing to guess. The file `tokens.json` holds names,
//! roles, hashes and dates; who reads it can do nothing with it.
//!
//! The file is `{"version": 2, "tokens": […]}`. A bare list is a file of before
//! there were roles: its tokens are [`Role::OF_BEFORE`]. The new form is no list,
//! so that a program of before lets nobody in instead of taking a revoked token.

mod error;

use std::path::Path;

use ledger::record::{Hash, Timestamp};
use serde::{Deserialize, Serialize};

use super::openid;
use super::roles::Role;
use crate::files::{self, Readers};
use crate::random;
pub use error::TokensError;

/// What every token begins with, so that scanners for leaked secrets know it.
pub const PREFIX: &str = "daybook_";

/// Longest name of a token: it is also the actor id in what it writes.
pub const NAME_MAX: usize = 64;

/// The form of the file that is written.
const VERSION: u32 = 2;

/// One token as stored. A revoked one stays in the file, so that it can be seen
/// that there was one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// The actor that writes with it; fills `by` in its drafts.
    pub name: String,
    /// BLAKE3 of the token's text, 64 hexadecimal digits.
    pub hash: String,
    /// When it was made, RFC 3339.
    pub created: String,
    /// What it is for.
    #[serde(default = "of_before")]
    pub roles: Vec<Role>,
    /// From when on it is refused, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// When it was revoked, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<String>,
    /// Who signs in with it, as the provider of the organisation calls them. Nobody
    /// has the text of such a token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub openid: Option<String>,
}

fn of_before() -> Vec<Role> {
    Role::OF_BEFORE.to_vec()
}

/// Whether a token is good, and if not, since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Good,
    /// It was revoked then.
    Revoked(String),
    /// It expired then.
    Expired(String),
}

impl Token {
    /// A name for this one token that gives nothing away: the first 12 digits of
    /// its hash. The name of its actor may be that of another one later.
    pub fn id(&self) -> String {
        self.hash.chars().take(12).collect()
    }

    /// Whether it is good at `now`. A date that cannot be read is over.
    pub fn standing(&self, now: Timestamp) -> Standing {
        if let Some(at) = &self.revoked {
            return Standing::Revoked(at.clone());
        }
        match &self.expires {
            Some(at) if !Timestamp::parse(at).is_ok_and(|at| now < at) => {
                Standing::Expired(at.clone())
            }
            _ => Standing::Good,
        }
    }
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The actor.
    pub name: String,
    /// What it is for; at least one.
    pub roles: Vec<Role>,
    /// From when on it is refused.
    pub expires: Option<Timestamp>,
    /// Who signs in with it, instead of with its text.
    pub openid: Option<String>,
}

impl Wanted {
    /// A clerk's: records, and approves what others wrote.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), roles: Role::OF_BEFORE.to_vec(), expires: None, openid: None }
    }
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> TokensError + '_ {
    |source| TokensError::Io { path: path.to_owned(), source }
}

/// The file as it is written now.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    tokens: Vec<Token>,
}

/// Reads the tokens; no file means none.
///
/// # Errors
/// When it cannot be read, or not be understood in full: an unknown role or field
/// could be a restriction.
pub fn read(path: &Path) -> Result<Vec<Token>, TokensError> {
    let bad = |source| TokensError::Format { path: path.to_owned(), source };
    let Some(bytes) = files::read_if_there(path).map_err(io(path))? else {
        return Ok(Vec::new());
    };
    let json: serde_json::Value = serde_json::from_slice(&bytes).map_err(bad)?;
    if json.is_array() {
        return serde_json::from_value(json).map_err(bad);
    }
    let file: File = serde_json::from_value(json).map_err(bad)?;
    if file.version == VERSION {
        return Ok(file.tokens);
    }
    let words = format!("version {} is of a newer program; use that one", file.version);
    Err(bad(serde::de::Error::custom(words)))
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
    let mut text = serde_json::to_vec_pretty(&File { version: VERSION, tokens })
        .map_err(|source| TokensError::Format { path: path.to_owned(), source })?;
    text.push(b'\n');
    files::replace(path, &text, Readers::Owner).map_err(io(path))?;
    Ok(answer)
}

/// Makes a token and returns its text, which is kept nowhere, and what is kept.
///
/// # Errors
/// When the name cannot be used or is in use by a token that is good.
pub fn create(
    path: &Path,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<(String, Token), TokensError> {
    let name = &wanted.name;
    if !is_name(name) {
        return Err(TokensError::Name { name: name.clone() });
    }
    if wanted.roles.is_empty() {
        return Err(TokensError::Roles);
    }
    if let Some(at) = wanted.expires.filter(|at| *at <= now) {
        return Err(TokensError::Past { at });
    }
    if let Some(who) = wanted.openid.as_ref().filter(|who| !openid::is_identity(who)) {
        return Err(TokensError::Identity { who: who.clone() });
    }
    let text = format!("{PREFIX}{}", random::number()?);
    let mut roles = wanted.roles.clone();
    roles.sort_unstable();
    roles.dedup();
    let token = Token {
        name: name.clone(),
        hash: Hash::of(text.as_bytes()).to_hex(),
        created: now.to_string(),
        roles,
        expires: wanted.expires.map(|at| at.to_string()),
        revoked: None,
        openid: wanted.openid.clone(),
    };
    change(path, |tokens| {
        let is_good = |token: &Token| token.standing(now) == Standing::Good;
        let same = |token: &&Token| token.openid.is_some() && token.openid == wanted.openid;
        if let Some(other) = tokens.iter().filter(same).find(|token| is_good(token)) {
            let who = wanted.openid.clone().unwrap_or_default();
            return Err(TokensError::Known { who, name: other.name.clone() });
        }
        if tokens.iter().any(|token| token.name == *name && is_good(token)) {
            return Err(TokensError::Taken { name: name.clone() });
        }
        tokens.push(token.clone());
        Ok(())
    })?;
    Ok((text, token))
}

/// Revokes the token of `name`: when this returns it is refused, also after a
/// power cut. Says which it was.
///
/// # Errors
/// When there is none that could be revoked.
pub fn revoke(path: &Path, name: &str, now: Timestamp) -> Result<Token, TokensError> {
    change(path, |tokens| {
        let of_name = |token: &&mut Token| token.name == name && token.revoked.is_none();
        let good = tokens.iter_mut().filter(of_name);
        // An expired one of the same name may lie before it.
        let Some(token) = good.last() else {
            return Err(TokensError::Unknown { name: name.to_owned() });
        };
        token.revoked = Some(now.to_string());
        Ok(token.clone())
    })
}

/// A slug as every id in a record is.
fn is_name(name: &str) -> bool {
    (1..=NAME_MAX).contains(&name.len())
        && !name.starts_with('-')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn file() -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens.json");
        (dir, path)
    }

    #[test]
    fn a_token_is_kept_as_a_hash_and_a_revoked_one_stays_to_be_seen() {
        let (_dir, path) = file();
        let (text, token) = create(&path, &Wanted::new("clerk"), NOW).unwrap();
        let kept = std::fs::read_to_string(&path).unwrap();
        assert!(!kept.contains(&text) && !kept.contains(&text[PREFIX.len()..]));
        assert!(!text.contains(&token.id()), "its id gives nothing of it away");
        let revoked = revoke(&path, "clerk", NOW).unwrap();
        assert_eq!(revoked.id(), token.id());
        assert_eq!(read(&path).unwrap()[0].revoked, Some(NOW.to_string()));
        assert!(matches!(revoke(&path, "clerk", NOW), Err(TokensError::Unknown { .. })));
        let (_, next) = create(&path, &Wanted::new("clerk"), NOW).unwrap();
        assert_ne!(next.id(), token.id(), "the same actor, another token");
        assert_eq!(read(&path).unwrap().len(), 2);
    }

    #[test]
    fn a_name_is_used_once_at_a_time_and_can_stand_in_a_record() {
        let (_dir, path) = file();
        let soon = Timestamp::from_millis(NOW.millis() + 5);
        let wanted = Wanted { expires: Some(soon), ..Wanted::new("clerk") };
        create(&path, &wanted, NOW).unwrap();
        assert!(matches!(create(&path, &wanted, NOW), Err(TokensError::Taken { .. })));
        create(&path, &Wanted::new("clerk"), soon).expect("the first one is over");
        let long = "a".repeat(65);
        for name in ["", "-a", "Clerk", "a b", "é", long.as_str()] {
            let refused = create(&path, &Wanted::new(name), NOW);
            assert!(matches!(refused, Err(TokensError::Name { .. })), "{name}");
        }
        let nothing = Wanted { roles: Vec::new(), ..Wanted::new("a") };
        assert!(matches!(create(&path, &nothing, NOW), Err(TokensError::Roles)));
        let over = Wanted { expires: Some(NOW), ..Wanted::new("a") };
        assert!(matches!(create(&path, &over, NOW), Err(TokensError::Past { .. })));
        assert_eq!(read(&path).unwrap().len(), 2, "nothing of what was refused is kept");
    }

    /// A file of before there were roles still opens, and its tokens may do what
    /// they could then.
    #[test]
    fn a_file_of_before_opens_with_the_roles_of_before() {
        let (_dir, path) = file();
        let hash = Hash::of(b"daybook_old").to_hex();
        let old =
            format!(r#"[{{"name":"clerk","hash":"{hash}","created":"2026-11-01T00:00:00.000Z"}}]"#);
        std::fs::write(&path, old).unwrap();
        let tokens = read(&path).unwrap();
        assert_eq!(tokens[0].roles, Role::OF_BEFORE);
        assert_eq!(tokens[0].standing(NOW), Standing::Good);
        revoke(&path, "clerk", NOW).unwrap();
        // A program of before knows a list only, and reads none: nobody gets in.
        let now: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        assert!(now.is_object() && now["tokens"][0]["revoked"].is_string(), "{now}");
    }

    #[test]
    fn what_is_not_understood_in_full_is_not_taken() {
        let (_dir, path) = file();
        let token = r#"{"name":"a","hash":"","created":"","roles":["recorder"]}"#;
        let with = |more: &str| token.replace("\"recorder\"]", more);
        for (what, list) in [
            ("a role", with("\"king\"]")),
            ("a field", with("\"recorder\"],\"only_from\":\"10.0.0.0/8\"")),
        ] {
            std::fs::write(&path, format!(r#"{{"version":2,"tokens":[{list}]}}"#)).unwrap();
            assert!(matches!(read(&path), Err(TokensError::Format { .. })), "{what}");
        }
        std::fs::write(&path, r#"{"version":3,"tokens":[]}"#).unwrap();
        let newer = read(&path).unwrap_err().to_string();
        assert!(newer.contains("newer program"), "{newer}");
        let token: Token =
            serde_json::from_str(&with("\"recorder\"],\"expires\":\"soon\"")).unwrap();
        assert!(matches!(token.standing(NOW), Standing::Expired(_)), "no date is no permission");
    }
}
