//! The ledger asks its cosigners (C2SP tlog-witness, from the ledger's side).
//!
//! Fail-open: a checkpoint that the ledger signed is published at once, and
//! cosignatures are put onto it as they come. The newest checkpoint that met
//! the quorum is kept on the disk and served as a file of its own. All of it
//! happens beside the writer: it waits for nobody, and only what it has made
//! durable is ever shown to a cosigner.
//!
//! [`board`] holds what came, [`driver`] decides whom to ask when, [`ask`]
//! is one conversation.

pub mod ask;
pub mod board;
pub mod driver;
pub mod status;

use std::path::PathBuf;
use std::time::Duration;

use ledger::proof::{Policy, PolicyError};

use crate::client::{self, ClientError};
use crate::files::{self, Readers};
use crate::folder::Folder;

pub use board::Board;

/// Why a policy cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum PolicyProblem {
    /// It cannot be read.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is no policy.
    #[error("{}: {error}", path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// The line that is wrong.
        error: PolicyError,
    },
    /// It names logs, and this ledger is not among them.
    #[error(
        "{}: names other logs and not this one; add the line: log {vkey}", path.display()
    )]
    OtherLog {
        /// The file.
        path: PathBuf,
        /// This ledger's key.
        vkey: String,
    },
    /// The address of a cosigner is none that can be asked.
    #[error("{}: witness {name}: {error}", path.display())]
    Address {
        /// The file.
        path: PathBuf,
        /// The cosigner's name in it.
        name: String,
        /// What is wrong with it.
        error: ClientError,
    },
    /// The cosigners that have an address cannot meet the quorum.
    #[error(
        "{}: the witnesses with an address cannot meet the quorum; add the others' addresses",
        path.display()
    )]
    Unreachable {
        /// The file.
        path: PathBuf,
    },
}

/// Reads the policy in `path`, sees that it can be followed by the ledger with
/// this key, and puts it into the data folder, where it stays in force.
///
/// # Errors
/// [`PolicyProblem`]; the folder is then as it was.
pub fn adopt(
    path: &std::path::Path,
    folder: &Folder,
    vkey: &ledger::proof::VerifierKey,
) -> Result<Vec<u8>, PolicyProblem> {
    let path = path.to_owned();
    let unreadable = |error| PolicyProblem::Unreadable { path: path.clone(), error };
    let bytes = std::fs::read(&path).map_err(unreadable)?;
    let policy = Policy::parse(&bytes);
    let policy = policy.map_err(|error| PolicyProblem::Wrong { path: path.clone(), error })?;
    if !policy.logs().is_empty() && !policy.logs().iter().any(|log| log.key == *vkey) {
        return Err(PolicyProblem::OtherLog { path, vkey: vkey.to_string() });
    }
    for cosigner in policy.cosigners() {
        if let Some(url) = &cosigner.url
            && let Err(error) = client::address(url)
        {
            let name = cosigner.name.clone();
            return Err(PolicyProblem::Address { path, name, error });
        }
    }
    if policy.lacking(&|n| policy.cosigners().get(n).is_some_and(|one| one.url.is_some())) > 0 {
        return Err(PolicyProblem::Unreachable { path });
    }
    files::replace(&folder.policy(), &bytes, Readers::Anyone).map_err(unreadable)?;
    Ok(bytes)
}

/// How the cosigners are asked.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Least time between two checkpoints that cosigners are asked for.
    pub between: Duration,
    /// How long a round waits for slow ones before newer checkpoints are taken up.
    pub round: Duration,
    /// How long one conversation may take.
    pub ask: Duration,
    /// After this time a checkpoint is submitted again, so that its cosignatures
    /// stay recent although nothing is recorded.
    pub refresh: Duration,
    /// First pause after a failure; it doubles up to `pause_max`.
    pub pause: Duration,
    /// Longest pause after failures.
    pub pause_max: Duration,
    /// Pause after a cosigner said that the ledger does not continue.
    pub pause_fork: Duration,
}

impl Pace {
    /// The pace in use, submitting again every hour.
    pub const fn usual() -> Self {
        Self::refreshing(Duration::from_hours(1))
    }

    /// The pace in use, with the time after which a checkpoint is submitted again.
    pub const fn refreshing(refresh: Duration) -> Self {
        Self {
            between: Duration::from_secs(1),
            round: Duration::from_secs(2),
            ask: Duration::from_secs(10),
            refresh,
            pause: Duration::from_secs(1),
            pause_max: Duration::from_mins(5),
            pause_fork: Duration::from_hours(1),
        }
    }
}
