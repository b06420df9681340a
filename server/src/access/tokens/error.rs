//! What can be wrong with the file of tokens, or with a token to be made.

use std::path::PathBuf;

use ledger::record::Timestamp;

use crate::random;

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
    /// A token that may do nothing.
    #[error(
        "token roles: there is none; give at least one of reader, recorder, approver, administrator, auditor"
    )]
    Roles,
    /// No provider calls anybody so.
    #[error(
        "openid {who:?}: write the identity as the provider gives it, 1 to 255 characters of one line"
    )]
    Identity {
        /// The identity asked for.
        who: String,
    },
    /// Two tokens for one person would be a guess.
    #[error("openid {who:?}: signs in with the token of {name} already; revoke that one first")]
    Known {
        /// The identity asked for.
        who: String,
        /// Whose token it is.
        name: String,
    },
    /// It would be over before it began.
    #[error("token expiry {at}: is not in the future; choose a later one, or none")]
    Past {
        /// The time asked for.
        at: Timestamp,
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
