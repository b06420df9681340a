//! A server of a ledger that others have too: it follows the one that records, and
//! takes over when there is none.
//!
//! Following: each new end is believed once it is durable everywhere and its signature
//! and tiles fit; readers hear of it as of one that was recorded here, and never of a
//! shorter one. The gate takes in each entry on the way, so that the first draft after
//! taking over does not wait for a fold of the ledger.
//!
//! Taking over: the lock of the database, then its end, read anew and checked as at a
//! start. A commit of the server before that had not come that far is not part of it, and
//! cannot become so: the session that made it is gone with its lock.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use ledger::proof::{TreeHash, VerifierKey};
use ledger::record::Size;
use tokio::sync::watch;

use super::edge::Edge;
use super::gate::Gate;
use super::serving::{self, Ended};
use super::writer::{Parts, Writer};
use super::{Handle, Message, Published, SubmitError};
use crate::documents::Documents;
use crate::recover::{self, Damage};
use crate::store::{HeadRecord, Store, StoreError};

/// How often the database is asked for a new end, or for the lock.
const LOOK: Duration = Duration::from_millis(100);
/// How often it is looked at again once it was found to be damaged: each time is a check
/// of its last entries.
const DAMAGED: Duration = Duration::from_secs(10);
/// New entries up to which the tiles are carried on and not read again.
const STEP: u64 = 4_096;

/// Makes what a writer works with, from where it begins.
type Make = Box<dyn FnMut(Published) -> Parts + Send>;

/// One server among several.
pub struct Standby {
    store: Arc<Store>,
    documents: Arc<Documents>,
    vkey: VerifierKey,
    make: Make,
    gate: Gate,
    /// Slots that were destroyed when this was last looked at.
    destroyed: usize,
    /// Whether the lock is held from the opening on.
    leads: bool,
    publish: Option<watch::Sender<Arc<Published>>>,
    seen: watch::Receiver<Arc<Published>>,
    /// What was told of the database last, so that it is told once.
    told: String,
}

/// Why an end is not shown, or no writer begins.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Damage(#[from] Damage),
}

impl Standby {
    /// A server that was opened at `start`; `leads` where it has the lock already.
    pub fn new(
        store: Arc<Store>,
        documents: Arc<Documents>,
        vkey: VerifierKey,
        start: Published,
        leads: bool,
        make: Make,
    ) -> Self {
        let mut gate = Gate::new(Some(Arc::clone(&store)));
        gate.know_documents(Arc::clone(&documents));
        let destroyed = store.destroyed().map_or(0, |slots| slots.len());
        let publish = watch::Sender::new(Arc::new(start));
        let seen = publish.subscribe();
        let (publish, told) = (Some(publish), String::new());
        Self { store, documents, vkey, make, gate, destroyed, leads, publish, seen, told }
    }

    /// What readers watch.
    pub fn published(&self) -> watch::Receiver<Arc<Published>> {
        self.seen.clone()
    }

    /// The writer of a server that led from the start.
    pub(super) fn first(&mut self) -> Option<Writer> {
        if !std::mem::take(&mut self.leads) {
            return None;
        }
        let start = Published::clone(&self.seen.borrow());
        self.begin(start)
    }

    /// The thread: records while it may, follows while another server does.
    pub(super) fn run(
        &mut self,
        mut writer: Option<Writer>,
        jobs: &Receiver<Message>,
        handle: &Handle,
    ) {
        let mut pause = LOOK;
        loop {
            if let Some(mut writer) = writer.take() {
                tracing::info!(size = %writer.head().size, "this server records");
                handle.follows.store(false, Ordering::Release);
                let (refusal, counters) = (&handle.refusal, &handle.counters);
                let ended = serving::serve(&mut writer, jobs, refusal, counters, Some(LOOK * 5));
                handle.follows.store(true, Ordering::Release);
                self.publish = Some(writer.into_publish());
                if ended == Ended::Stopped {
                    return;
                }
                tracing::warn!("another server may record now: this one follows");
            }
            match jobs.recv_timeout(pause) {
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                // Sent just before this server lost the ledger.
                Ok(Message::Job(job)) => {
                    handle.counters.queue.fetch_sub(1, Ordering::Relaxed);
                    let _ = job.reply.send(Err(SubmitError::Elsewhere));
                }
                Ok(Message::Trial(trial)) => {
                    handle.counters.queue.fetch_sub(1, Ordering::Relaxed);
                    let _ = trial.reply.send(Err(SubmitError::Elsewhere));
                }
                Err(RecvTimeoutError::Timeout) => match self.look() {
                    Ok(found) => {
                        self.told.clear();
                        (writer, pause) = (found, LOOK);
                    }
                    Err(Trouble::Damage(damage)) => {
                        let reason = damage.to_string();
                        *handle.refusal.lock().unwrap_or_else(PoisonError::into_inner) =
                            Some(reason.clone());
                        self.tell(reason);
                        pause = DAMAGED;
                    }
                    Err(Trouble::Store(error)) => self.tell(error.to_string()),
                },
            }
        }
    }

    fn tell(&mut self, problem: String) {
        if self.told != problem {
            tracing::error!("following: {problem}");
            self.told = problem;
        }
    }

    /// Takes over where no server records, and follows where one does.
    fn look(&mut self) -> Result<Option<Writer>, Trouble> {
        let leads = self.store.lead()?;
        self.follow()?;
        if !leads {
            return Ok(None);
        }
        let Some(record) = self.store.head()? else { return Ok(None) };
        let before = Arc::clone(&self.seen.borrow());
        let found =
            recover::recover(&self.store, record, &self.vkey, Some(before.note.as_bytes()))?;
        if let Some(damage) = found.damage {
            return Err(damage.into());
        }
        // A withholding that the server before did not come to.
        self.documents.settle(&self.store, found.start.head.size, &[])?;
        let start = Published { erasures: before.erasures, ..found.start };
        Ok(self.begin(start))
    }

    fn begin(&mut self, start: Published) -> Option<Writer> {
        let publish = self.publish.take()?;
        let gate = std::mem::take(&mut self.gate);
        let parts = (self.make)(start);
        self.gate = gate.anew();
        Some(Writer::resume(parts, publish, gate))
    }

    /// Shows readers the newest end, if there is a new one.
    fn follow(&mut self) -> Result<(), Trouble> {
        let Some(record) = self.store.head()? else { return Ok(()) };
        let before = Arc::clone(&self.seen.borrow());
        if record.checkpoints == before.checkpoints && record.note == before.note {
            return Ok(());
        }
        if record.size < before.head.size {
            let (found, published) = (record.size, before.head.size);
            return Err(Damage::Backwards { found, published }.into());
        }
        let edge = self.edge(&before, &record)?;
        match recover::signed(record.note.as_bytes(), &self.vkey) {
            Err(problem) => return Err(Damage::Checkpoint(problem).into()),
            Ok((size, signed)) if (size, signed) != (record.size, edge.root()) => {
                return Err(Damage::Root { size, computed: edge.root(), signed }.into());
            }
            Ok(_) => {}
        }
        let destroyed = self.store.destroyed()?.len();
        let erased = destroyed != self.destroyed;
        if erased {
            self.destroyed = destroyed;
            self.gate = self.gate.anew();
        }
        self.gate.catch_up(record.size)?;
        let HeadRecord { size, hash, recorded, checkpoints, note } = record;
        let head = ledger::record::Head { size, hash, recorded };
        let erasures = before.erasures + u64::from(erased);
        if let Some(publish) = &self.publish {
            publish.send_replace(Arc::new(Published { head, note, checkpoints, erasures, edge }));
        }
        Ok(())
    }

    /// The tiles at a new end.
    fn edge(&self, before: &Published, record: &HeadRecord) -> Result<Edge, Trouble> {
        let (from, to) = (before.head.size.get(), record.size.get());
        if to - from > STEP {
            let (edge, missing) = recover::rebuild_edge(&self.store, record.size)?;
            return match missing {
                Some(at) => Err(Damage::Missing(at).into()),
                None => Ok(edge),
            };
        }
        let mut edge = before.edge.clone();
        for (n, entry) in (from..to).zip(self.store.entries(&(from..to))?) {
            let at = Size::new(n).next_index();
            let entry = entry.ok_or(Damage::Missing(at))?;
            let entry = entry.map_err(|error| Damage::Entry { at, problem: error.problem })?;
            // Its full tiles lie in the store.
            edge.push(TreeHash::from_bytes(entry.leaf), |_| {});
        }
        Ok(edge)
    }
}
