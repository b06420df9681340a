//! One commit, from submissions to receipts. No thread, no queue, no clock of
//! its own: `now`, `append` and `sign` are given, so tests bring a clock that
//! is moved by hand and a disk that fails.

use std::sync::Arc;

use ledger::proof::TreeHash;
use ledger::record::{Chain, Head, Index, Size, Timestamp};
use tokio::sync::watch;

use super::edge::Edge;
use super::erase::Erasure;
use super::gate::Gate;
use super::place::{Judged, Outcome, Plan};
use super::{Accepted, Published, Rehearsed, Submission, SubmitError};
use crate::config::CLOCK_SLACK;
use crate::documents::Documents;
use crate::room::Full;
use crate::store::{Commit, End, HeadRecord, Store, StoreError};

/// Reads the clock.
pub type Now = Box<dyn FnMut() -> Timestamp + Send>;
/// Makes one commit durable.
pub type Append = Box<dyn FnMut(&Commit) -> Result<(), StoreError> + Send>;
/// Says whether there is room on the disk for one more commit.
pub type HasRoom = Box<dyn FnMut() -> Result<(), Full> + Send>;
/// Signs the checkpoint of a size and root: the whole note, and the bare signature.
pub type Sign = Box<dyn FnMut(Size, TreeHash) -> (String, [u8; 64]) + Send>;

/// What the writer is given at the start.
pub struct Parts {
    /// Where ids and idempotency keys are looked up.
    pub store: Arc<Store>,
    /// Where the ledger ends, as recovery found it.
    pub start: Published,
    /// The clock.
    pub now: Now,
    /// In production [`crate::room::Room`].
    pub room: HasRoom,
    /// In production [`Store::append`].
    pub append: Append,
    /// In production the ledger's signing key.
    pub sign: Sign,
}

/// The one writer of a ledger.
pub struct Writer {
    store: Arc<Store>,
    now: Now,
    room: HasRoom,
    append: Append,
    sign: Sign,
    /// The end of the ledger as of the last durable commit.
    chain: Chain,
    edge: Edge,
    checkpoints: u64,
    erasures: u64,
    /// What the parts of an import that is under way redact: done at its end,
    /// because an import that breaks off must not have destroyed anything.
    erasure: Erasure,
    gate: Gate,
    /// Why nothing may be written any more.
    poison: Option<String>,
    /// The size at which a staged import began.
    staged_from: Option<Size>,
    publish: watch::Sender<Arc<Published>>,
}

impl Writer {
    /// A writer that goes on where recovery found the end.
    pub fn new(parts: Parts) -> Self {
        let publish = watch::Sender::new(Arc::new(parts.start.clone()));
        let gate = Gate::new(Some(Arc::clone(&parts.store)));
        Self::resume(parts, publish, gate)
    }

    /// As [`Writer::new`], for readers that watch already, with a gate that knows some of
    /// the ledger.
    pub fn resume(parts: Parts, publish: watch::Sender<Arc<Published>>, gate: Gate) -> Self {
        Self {
            gate,
            store: parts.store,
            now: parts.now,
            room: parts.room,
            append: parts.append,
            sign: parts.sign,
            chain: Chain::resume(parts.start.head),
            edge: parts.start.edge.clone(),
            checkpoints: parts.start.checkpoints,
            erasures: parts.start.erasures,
            erasure: Erasure::default(),
            poison: None,
            staged_from: None,
            publish,
        }
    }

    /// From now on a draft is warned of that cites a document which is not here.
    pub fn know_documents(&mut self, documents: Arc<Documents>) {
        self.gate.know_documents(documents);
    }

    /// The end of the ledger as readers see it, and every later one.
    pub fn published(&self) -> watch::Receiver<Arc<Published>> {
        self.publish.subscribe()
    }

    /// The end of the ledger as of the last durable commit.
    pub const fn head(&self) -> &Head {
        self.chain.head()
    }

    /// What readers watch, for who records next.
    pub(super) fn into_publish(self) -> watch::Sender<Arc<Published>> {
        self.publish
    }

    /// Whether another server has taken over, or may have.
    pub(super) fn is_over(&self) -> bool {
        self.poison.is_some() || !self.store.still_leads().unwrap_or(false)
    }

    /// Why nothing may be written any more, if so.
    pub fn poison(&self) -> Option<&str> {
        self.poison.as_deref()
    }

    /// Takes in what the ledger says so far, so that drafts can be judged by it.
    /// Every other function does so first; a server calls this early, because
    /// it takes time in proportion to the ledger.
    pub fn prepare(&mut self) -> Result<(), SubmitError> {
        if let Some(reason) = &self.poison {
            return Err(SubmitError::ReadOnly(reason.clone()));
        }
        self.gate.catch_up(self.chain.head().size).map_err(|error| self.poisoned(&error))
    }

    /// The gate, for judging drafts elsewhere while this writer waits.
    pub fn gate(&mut self) -> Result<Gate, SubmitError> {
        self.prepare()?;
        Ok(self.gate.clone())
    }

    /// Records what can be recorded of `batch` in one durable commit, and
    /// publishes it. One answer for each submission, in order.
    pub fn commit(&mut self, batch: Vec<Submission>) -> Vec<Result<Accepted, SubmitError>> {
        let count = batch.len();
        match self.try_commit(batch, true) {
            Ok(answers) => answers,
            Err(refusal) => vec![Err(refusal); count],
        }
    }

    /// Does all that [`Writer::commit`] would do with one submission except
    /// writing it, and says where its first entry would stand.
    pub fn rehearse(&mut self, submission: &Submission) -> Result<Rehearsed, SubmitError> {
        self.prepare()?;
        let recorded = self.time()?;
        let store = Arc::clone(&self.store);
        let gate = std::mem::take(&mut self.gate);
        let mut plan = Plan::new(&store, self.chain.clone(), self.edge.clone(), gate, recorded);
        let first = Index::new(self.chain.head().size.get());
        let judged = plan.judge(submission);
        plan.gate.undo();
        self.gate = plan.gate;
        match judged {
            Ok(Judged::Good(warnings)) => Ok(Rehearsed { first, warnings }),
            Ok(Judged::Before { first, .. }) => Ok(Rehearsed { first, warnings: Vec::new() }),
            Ok(Judged::Refused(refusal)) => Err(refusal),
            // Nothing was to be written: the writer is as good as before.
            Err(error) => Err(SubmitError::ReadOnly(format!("the store cannot be read ({error})"))),
        }
    }

    /// Records one submission as a part of an import: durable, but not part of
    /// the ledger until [`Writer::finish`] follows. See `store/stage.rs`.
    pub fn stage(&mut self, part: Submission) -> Result<(), SubmitError> {
        self.staged_from.get_or_insert(self.chain.head().size);
        let mut answers = self.try_commit(vec![part], false)?;
        answers.pop().unwrap_or(Err(SubmitError::Stopped)).map(|_| ())
    }

    /// Ends an import: one signed commit makes all its parts visible at once.
    pub fn finish(&mut self) -> Result<(), SubmitError> {
        self.try_commit(Vec::new(), true).map(|_| ())
    }

    fn try_commit(
        &mut self,
        batch: Vec<Submission>,
        signed: bool,
    ) -> Result<Vec<Result<Accepted, SubmitError>>, SubmitError> {
        self.prepare()?;
        // Before anything is begun: a commit that meets a full disk half way costs a restart.
        (self.room)().map_err(SubmitError::Full)?;
        let recorded = self.time()?;
        let store = Arc::clone(&self.store);
        let gate = std::mem::take(&mut self.gate);
        let mut plan = Plan::new(&store, self.chain.clone(), self.edge.clone(), gate, recorded);
        let mut outcomes = Vec::with_capacity(batch.len());
        for submission in batch {
            // A store that cannot be read must not be written either.
            outcomes.push(plan.place(submission).map_err(|error| self.poisoned(&error))?);
        }
        let end = if plan.entries.is_empty() && self.staged_from.is_none() {
            self.gate = plan.gate;
            Arc::clone(&self.publish.borrow())
        } else {
            self.write(plan, signed)?
        };
        let answer = |outcome| match outcome {
            Outcome::Placed(entries, warnings) => {
                Ok(Accepted::New { entries, warnings, end: Arc::clone(&end) })
            }
            Outcome::Before { first, count } => Ok(Accepted::Before { first, count }),
            Outcome::Refused(refusal) => Err(refusal),
        };
        Ok(outcomes.into_iter().map(answer).collect())
    }

    /// Makes a plan durable, then takes it over and publishes it.
    fn write(&mut self, plan: Plan<'_>, signed: bool) -> Result<Arc<Published>, SubmitError> {
        let Plan { chain, edge, mut entries, tiles, mut keys, mut gate, erasure, .. } = plan;
        let head = *chain.head();
        self.erasure.join(erasure);
        let mut erased = false;
        let (end, note) = if signed {
            let erasure = std::mem::take(&mut self.erasure);
            erased = !erasure.is_empty();
            let redacted = erasure
                .carry_out(&self.store, &mut entries, &mut keys)
                .map_err(|error| self.poisoned(&error))?;
            let (note, signature) = (self.sign)(head.size, edge.root());
            let checkpoints = self.checkpoints + 1;
            let record = HeadRecord {
                size: head.size,
                hash: head.hash,
                recorded: head.recorded,
                checkpoints,
                note: note.clone(),
            };
            (End::Signed { head: record, signature, redacted }, note)
        } else {
            (End::Staged(self.staged_from.unwrap_or(head.size)), String::new())
        };
        let commit = Commit { entries, tiles, keys, end };
        (self.append)(&commit).map_err(|error| self.poisoned(&error))?;
        self.chain = chain;
        self.edge = edge;
        if erased {
            // The rules knew what is now gone; a restart would not know it either.
            gate = gate.anew();
            self.erasures += 1;
        } else {
            gate.stored();
        }
        self.gate = gate;
        if !signed {
            return Ok(Arc::clone(&self.publish.borrow()));
        }
        self.checkpoints += 1;
        self.staged_from = None;
        let (checkpoints, erasures) = (self.checkpoints, self.erasures);
        let edge = self.edge.clone();
        let published = Arc::new(Published { head, note, checkpoints, erasures, edge });
        self.publish.send_replace(Arc::clone(&published));
        Ok(published)
    }

    /// The time that the next entries are recorded at: never before the last.
    fn time(&mut self) -> Result<Timestamp, SubmitError> {
        let now = (self.now)();
        let Some(newest) = self.chain.head().recorded else { return Ok(now) };
        let behind = newest.millis().saturating_sub(now.millis());
        let slack = i64::try_from(CLOCK_SLACK.as_millis()).unwrap_or(i64::MAX);
        if behind > slack {
            return Err(SubmitError::Clock { now, newest });
        }
        Ok(now.max(newest))
    }

    fn poisoned(&mut self, error: &StoreError) -> SubmitError {
        if self.store.is_shared() {
            tracing::error!(%error, "the database failed: this server records no more for now");
            self.poison = Some(error.to_string());
            return match error {
                StoreError::Fenced => SubmitError::Elsewhere,
                error => SubmitError::Doubtful(error.to_string()),
            };
        }
        let reason =
            format!("a write failed and nobody knows what is on the disk; restart ({error})");
        tracing::error!(%error, "the store failed: no more writes until a restart");
        self.poison = Some(reason.clone());
        SubmitError::ReadOnly(reason)
    }
}
