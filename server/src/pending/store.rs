//! The files of proposals.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ledger::record::Timestamp;
use ledger::spelling::hex;

use super::{Item, Proposal};
use crate::files::{self, Readers};
use crate::random;

/// Most proposals that wait at once.
const OPEN_MAX: usize = 500;

/// Days for which a proposal that is over is listed.
const LISTED: i64 = 30;

/// What went wrong with the files of proposals.
#[derive(Debug, thiserror::Error)]
pub enum PendingError {
    /// The system refused something.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file does not hold a proposal.
    #[error("{}: not a proposal: {source}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// Too many wait.
    #[error("{OPEN_MAX} proposals are waiting; approve, return or withdraw some first")]
    Full,
    /// No name without randomness.
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> PendingError + '_ {
    |source| PendingError::Io { path: path.to_owned(), source }
}

/// The folder of proposals. A change reads the file, changes it and replaces it
/// whole, one at a time.
#[derive(Debug)]
pub struct Pending {
    folder: PathBuf,
    turn: Mutex<()>,
}

impl Pending {
    /// The proposals in `folder`, which is made with the first.
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder, turn: Mutex::new(()) }
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    fn read(&self, id: &str) -> Result<Option<Proposal>, PendingError> {
        let path = self.path(id);
        let bytes = files::read_if_there(&path).map_err(io(&path))?;
        let read = bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose();
        read.map_err(|source| PendingError::Format { path, source })
    }

    fn write(&self, proposal: &Proposal) -> Result<(), PendingError> {
        let path = self.path(&proposal.id);
        let bytes = serde_json::to_vec(proposal)
            .map_err(|source| PendingError::Format { path: path.clone(), source })?;
        files::replace(&path, &bytes, Readers::Owner).map_err(io(&path))
    }

    /// Takes a new proposal in.
    pub fn add(
        &self,
        author: &str,
        items: Vec<Item>,
        now: Timestamp,
    ) -> Result<Proposal, PendingError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.folder.is_dir() {
            let mut builder = std::fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&self.folder).map_err(io(&self.folder))?;
            files::sync_parent(&self.folder).map_err(io(&self.folder))?;
        }
        if self.ids()?.len() >= OPEN_MAX {
            return Err(PendingError::Full);
        }
        let id = hex(&random::bytes()?[..16]);
        let proposal = Proposal::new(id, author, items, now);
        self.write(&proposal)?;
        Ok(proposal)
    }

    /// The proposal with this id, as it stands at `now`.
    pub fn get(&self, id: &str, now: Timestamp) -> Result<Option<Proposal>, PendingError> {
        self.change(id, now, |_| Ok::<_, std::convert::Infallible>(()))
            .map(|found| found.map(|(proposal, Ok(()))| proposal))
    }

    /// Changes a proposal and keeps what it has become; what `edit` refuses
    /// changes nothing. `None` where there is none.
    #[expect(clippy::type_complexity, reason = "said once")]
    pub fn change<T, E>(
        &self,
        id: &str,
        now: Timestamp,
        edit: impl FnOnce(&mut Proposal) -> Result<T, E>,
    ) -> Result<Option<(Proposal, Result<T, E>)>, PendingError> {
        let sound = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !sound {
            return Ok(None);
        }
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut proposal) = self.read(id)? else { return Ok(None) };
        proposal.lapse(now);
        let before = proposal.clone();
        let outcome = edit(&mut proposal);
        if outcome.is_ok() && proposal != before {
            self.write(&proposal)?;
        }
        let proposal = if outcome.is_ok() { proposal } else { before };
        Ok(Some((proposal, outcome)))
    }

    /// All proposals, the newest step first. Those that have been over for a
    /// month are thrown away.
    pub fn list(&self, now: Timestamp) -> Result<Vec<Proposal>, PendingError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Vec::new();
        for id in self.ids()? {
            let mut proposal = match self.read(&id) {
                Ok(Some(proposal)) => proposal,
                Ok(None) => continue,
                // One damaged file hides itself and not all others.
                Err(error) => {
                    tracing::error!(%error, "a proposal cannot be read");
                    continue;
                }
            };
            proposal.lapse(now);
            let since = Timestamp::parse(&proposal.updated).map_or(0, Timestamp::millis);
            if proposal.state.is_over() && now.millis() - since > LISTED * 86_400_000 {
                let path = self.path(&id);
                std::fs::remove_file(&path).map_err(io(&path))?;
                continue;
            }
            all.push(proposal);
        }
        all.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.id.cmp(&b.id)));
        Ok(all)
    }

    fn ids(&self) -> Result<Vec<String>, PendingError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(io(&self.folder)(error)),
        };
        let mut ids = Vec::new();
        for entry in entries {
            let name = entry.map_err(io(&self.folder))?.file_name();
            ids.extend(
                name.to_str().and_then(|name| name.strip_suffix(".json")).map(str::to_owned),
            );
        }
        Ok(ids)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pending::{Refused, State};

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn items() -> Vec<Item> {
        let draft = serde_json::json!({"id": "a", "kind": "correction", "by": "clerk"});
        vec![Item { draft, salts: std::collections::BTreeMap::new(), signatures: Vec::new() }]
    }

    #[test]
    fn a_proposal_is_for_its_owner_alone_and_survives_a_restart() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("pending");
        let sent = Pending::new(folder.clone()).add("clerk", items(), NOW).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&folder.join(format!("{}.json", sent.id))), 0o600);
        let again = Pending::new(folder);
        assert_eq!(again.get(&sent.id, NOW).unwrap().unwrap(), sent);
        for strange in ["", "../tokens", "x", &"0".repeat(32)] {
            assert_eq!(again.get(strange, NOW).unwrap(), None, "{strange}");
        }
    }

    #[test]
    fn what_is_refused_changes_nothing_and_what_is_over_leaves_no_words() {
        let dir = tempfile::tempdir().unwrap();
        let pending = Pending::new(dir.path().join("pending"));
        let id = pending.add("clerk", items(), NOW).unwrap().id;
        let (kept, refused) =
            pending.change(&id, NOW, |it| it.withdraw("editor", NOW)).unwrap().unwrap();
        assert_eq!(refused, Err(Refused::NotYours("clerk".into())));
        assert_eq!(kept.state, State::Awaiting);
        pending.change(&id, NOW, |it| it.withdraw("clerk", NOW)).unwrap().unwrap().1.unwrap();
        let text = std::fs::read_to_string(pending.path(&id)).unwrap();
        assert!(!text.contains("\"draft\""), "{text}");
        assert_eq!(pending.list(NOW).unwrap().len(), 1);
        std::fs::write(pending.path(&"0".repeat(32)), "{").unwrap();
        assert_eq!(pending.list(NOW).unwrap().len(), 1, "a damaged one hides itself alone");
        let later = Timestamp::from_millis(NOW.millis() + 31 * 86_400_000);
        assert_eq!(pending.list(later).unwrap(), []);
        assert!(!pending.path(&id).exists());
    }
}
