//! What the cosigners have confirmed so far, for everyone who asks.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledger::proof::{Cosigned, Policy, PolicyError, SignedCheckpoint, carry_over};
use ledger::record::{Size, Timestamp};

use super::status::{CosignerStatus, Status};
use crate::files::{self, Readers};
use crate::tree::Beside;

/// Checkpoints that still wait for cosignatures: a slow cosigner's answer
/// counts for the one it was asked about as long as it is among these.
const WAITING_MAX: usize = 16;

/// Shared between the driver, which writes, and handlers, which read.
#[derive(Debug)]
pub struct Board {
    policy: Policy,
    /// Where the newest confirmed checkpoint is kept.
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// In order of size, each with the cosignatures that have come.
    waiting: Vec<SignedCheckpoint>,
    cosigned: Option<SignedCheckpoint>,
    beside: Arc<Beside>,
    each: Vec<Seen>,
}

/// What is known of one cosigner.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// What it confirmed last: size, and its own time in seconds since 1970.
    pub(super) confirmed: Option<(Size, u64)>,
    /// Why it did not, and since when.
    pub(super) error: Option<(String, Timestamp)>,
    /// Whether it says that the ledger does not continue.
    pub(super) is_alarm: bool,
    /// Failures in a row.
    pub(super) failures: u64,
}

impl Board {
    /// The board of a ledger with this policy and confirmed checkpoint, which
    /// is kept at `path`.
    ///
    /// # Errors
    /// [`PolicyError`] when the policy in the folder was damaged. A damaged
    /// `cosigned` file is made anew by the next confirmation.
    pub fn new(beside: Beside, path: PathBuf) -> Result<Self, PolicyError> {
        let policy = match &beside.policy {
            Some(bytes) => Policy::parse(bytes)?,
            None => Policy::default(),
        };
        let cosigned = beside.cosigned.as_deref();
        let cosigned = cosigned.and_then(|bytes| SignedCheckpoint::parse(bytes).ok());
        let mut each = vec![Seen::default(); policy.cosigners().len()];
        if let Some(cosigned) = &cosigned {
            for (seen, judged) in each.iter_mut().zip(policy.judge(cosigned)) {
                if let Cosigned::At(time) = judged {
                    seen.confirmed = Some((cosigned.checkpoint().size, time));
                }
            }
        }
        let state = State { waiting: Vec::new(), cosigned, beside: Arc::new(beside), each };
        Ok(Self { policy, path, state: Mutex::new(state) })
    }

    /// The policy that is followed.
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files of the read tree that cosigners add to.
    pub fn beside(&self) -> Arc<Beside> {
        Arc::clone(&self.state().beside)
    }

    /// The size that this cosigner is known to have confirmed; 0 for none.
    pub(super) fn known(&self, n: usize) -> Size {
        let state = self.state();
        let confirmed = state.each.get(n).and_then(|seen| seen.confirmed);
        confirmed.map_or(Size::ZERO, |(size, _)| size)
    }

    /// Takes a published checkpoint up, with the cosignatures known for it.
    pub(super) fn offer(&self, note: &str) -> Option<SignedCheckpoint> {
        let mut checkpoint = SignedCheckpoint::parse(note.as_bytes()).ok()?;
        let mut state = self.state();
        let same = |other: &&SignedCheckpoint| other.note().text() == checkpoint.note().text();
        if let Some(known) = state.waiting.iter().find(same) {
            return Some(known.clone());
        }
        if let Some(cosigned) = &state.cosigned {
            carry_over(&self.policy, cosigned, &mut checkpoint);
        }
        if state.waiting.len() == WAITING_MAX {
            state.waiting.remove(0);
        }
        state.waiting.push(checkpoint.clone());
        Some(checkpoint)
    }

    /// Takes a cosignature that holds. The newest checkpoint that now meets the
    /// quorum is on the disk when this returns, and served from then on.
    ///
    /// Blocks for the disk.
    pub(super) fn confirmed(&self, n: usize, signed: &SignedCheckpoint, time: u64) {
        let (bytes, best) = {
            let mut state = self.state();
            let size = signed.checkpoint().size;
            if let Some(seen) = state.each.get_mut(n) {
                *seen = Seen { confirmed: Some((size, time)), ..Seen::default() };
            }
            for waiting in &mut state.waiting {
                carry_over(&self.policy, signed, waiting);
            }
            if let Some(newest) = state.waiting.last().map(SignedCheckpoint::to_bytes) {
                let beside = Beside { newest: Some(newest), ..(*state.beside).clone() };
                state.beside = Arc::new(beside);
            }
            let asks = self.policy.need() > 0;
            let met = |one: &&SignedCheckpoint| asks && self.policy.is_met(&self.policy.judge(one));
            let best = state.waiting.iter().filter(met).max_by_key(|one| one.checkpoint().size);
            let Some(best) = best.cloned() else { return };
            let before = state.cosigned.as_ref();
            if before.is_some_and(|old| old.checkpoint().size > best.checkpoint().size) {
                return;
            }
            (best.to_bytes(), best)
        };
        // Not under the lock: readers do not wait for the disk. Only the driver
        // comes here, one at a time.
        match files::replace(&self.path, &bytes, Readers::Anyone) {
            Ok(()) => {
                let mut state = self.state();
                state.cosigned = Some(best);
                let beside = Beside { cosigned: Some(bytes), ..(*state.beside).clone() };
                state.beside = Arc::new(beside);
            }
            Err(error) => {
                tracing::error!(%error, "cannot write {}; tried again", self.path.display());
            }
        }
    }

    /// Notes why a cosigner did not confirm. `true` when that is news.
    pub(super) fn failed(&self, n: usize, why: &str, is_alarm: bool, now: Timestamp) -> bool {
        let mut state = self.state();
        let Some(seen) = state.each.get_mut(n) else { return false };
        let is_news = seen.error.as_ref().is_none_or(|(before, _)| before != why);
        seen.failures += 1;
        seen.is_alarm = is_alarm;
        seen.error = Some((why.to_owned(), now));
        is_news
    }

    /// Everything about the cosigners, for an operator or a program.
    pub fn status(&self) -> Status {
        let state = self.state();
        let judged = state.waiting.last().map(|newest| self.policy.judge(newest));
        let confirmed = |n: usize| {
            judged.as_ref().is_some_and(|list| matches!(list.get(n), Some(Cosigned::At(_))))
        };
        let need = self.policy.need();
        let cosigned = state.cosigned.as_ref();
        let time = cosigned.and_then(|one| self.policy.confirmed_at(&self.policy.judge(one)));
        let one = |(n, cosigner): (usize, &ledger::proof::PolicyCosigner)| {
            CosignerStatus::new(cosigner, &state.each[n])
        };
        Status {
            size: state.waiting.last().map(|newest| newest.checkpoint().size.get()),
            confirmed: (need - self.policy.lacking(&confirmed).min(need)) as u64,
            required: need as u64,
            cosigned_size: cosigned.map(|one| one.checkpoint().size.get()),
            cosigned_time: time.map(super::status::moment),
            cosigners: self.policy.cosigners().iter().enumerate().map(one).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ledger::proof::{Checkpoint, SignerKey, TreeHash, cosign};
    use ledger::record::Origin;

    fn cosigner(n: u8) -> SignerKey {
        SignerKey::cosigner_from_seed(Origin::new(&format!("c{n}.example")).unwrap(), &[n; 32])
    }

    fn checkpoint(size: u64) -> SignedCheckpoint {
        let origin = Origin::new("ledger.example").unwrap();
        let root = TreeHash::leaf(&size.to_be_bytes());
        let key = SignerKey::from_seed(origin.clone(), &[9; 32]);
        SignedCheckpoint::sign(Checkpoint { origin, size: Size::new(size), root }, &key)
    }

    fn text(checkpoint: &SignedCheckpoint) -> String {
        String::from_utf8(checkpoint.to_bytes()).unwrap()
    }

    fn policy() -> Vec<u8> {
        let line = |n: u8| format!("witness w{n} {}\n", cosigner(n).verifier());
        let lines: String = (1..=3).map(line).collect();
        format!("{lines}group g 2 w1 w2 w3\nquorum g\n").into_bytes()
    }

    /// What the driver does when cosigner `n` signs this checkpoint.
    fn sign(board: &Board, n: u8, checkpoint: &SignedCheckpoint, time: u64) {
        let mut signed = checkpoint.clone();
        cosign(signed.note_mut(), &cosigner(n), time).unwrap();
        board.confirmed(usize::from(n) - 1, &signed, time);
    }

    #[test]
    fn what_meets_the_quorum_is_kept_and_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cosigned");
        let beside = Beside { policy: Some(policy()), ..Beside::default() };
        let board = Board::new(beside.clone(), path.clone()).unwrap();
        let (five, seven) = (checkpoint(5), checkpoint(7));
        assert_eq!(board.offer(&text(&five)), Some(five.clone()));
        sign(&board, 1, &five, 10);
        assert!(!path.exists(), "one of two");
        assert_eq!(board.beside().cosigned, None);
        assert_eq!(
            board.beside().newest.as_ref().map(|note| note.len() > five.to_bytes().len()),
            Some(true)
        );

        // The next one is published before the second cosigner answers for this one.
        board.offer(&text(&seven));
        sign(&board, 2, &five, 11);
        let kept = std::fs::read(&path).unwrap();
        assert_eq!(board.beside().cosigned.as_ref(), Some(&kept));
        let read = SignedCheckpoint::parse(&kept).unwrap();
        assert_eq!((read.checkpoint().size.get(), read.note().signatures().len()), (5, 3));
        let status = board.status();
        assert_eq!((status.size, status.cosigned_size), (Some(7), Some(5)));
        assert_eq!((status.confirmed, status.required), (0, 2), "of the newest");

        sign(&board, 3, &seven, 12);
        sign(&board, 1, &seven, 13);
        assert_eq!(board.status().cosigned_size, Some(7));
        // A late answer for an older one takes nothing back.
        sign(&board, 3, &five, 14);
        assert_eq!(board.status().cosigned_size, Some(7));

        let kept = std::fs::read(&path).unwrap();
        let again = Beside { cosigned: Some(kept.clone()), ..beside };
        let again = Board::new(again, path.clone()).unwrap();
        let offered = again.offer(&text(&seven)).unwrap();
        let due = [Cosigned::At(13), Cosigned::Absent, Cosigned::At(12)];
        assert_eq!(again.policy().judge(&offered), due, "after a restart");
        assert_eq!(again.known(0), Size::new(7));
        assert_eq!(again.known(1), Size::ZERO, "asked with 0, it tells its size");
    }

    #[test]
    fn a_refreshed_time_is_kept_and_a_stranger_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("cosigned");
        let beside = Beside { policy: Some(policy()), ..Beside::default() };
        let board = Board::new(beside, path.clone()).unwrap();
        let five = checkpoint(5);
        board.offer(&text(&five));
        sign(&board, 1, &five, 10);
        sign(&board, 2, &five, 10);
        sign(&board, 2, &five, 3_600);
        let read = SignedCheckpoint::parse(&std::fs::read(&path).unwrap()).unwrap();
        let due = [Cosigned::At(10), Cosigned::At(3_600), Cosigned::Absent];
        assert_eq!(board.policy().judge(&read), due);
        let mut foreign = five.clone();
        cosign(foreign.note_mut(), &cosigner(8), 5).unwrap();
        board.confirmed(0, &foreign, 5);
        let kept = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
        assert!(!kept.contains("c8.example"), "{kept}");
    }

    #[test]
    fn a_failure_is_news_once() {
        let dir = tempfile::tempdir().unwrap();
        let beside = Beside { policy: Some(policy()), ..Beside::default() };
        let board = Board::new(beside, dir.path().join("cosigned")).unwrap();
        let now = Timestamp::from_millis(0);
        assert!(board.failed(1, "no answer", false, now));
        assert!(!board.failed(1, "no answer", false, now));
        assert!(board.failed(1, "it answered 422", true, now));
        let status = board.status();
        assert_eq!(status.cosigners[1].failures, 3);
        assert!(status.cosigners[1].alarm);
        assert_eq!(status.cosigners[1].error.as_deref(), Some("it answered 422"));
        assert_eq!(status.cosigners[0].error, None);
    }
}
