//! The gate before the chain: an event id is used once, and what the ledger
//! already says must not speak against a draft (`ledger::admission`).
//!
//! Event ids are looked up in the store, which has them all; everything else is
//! in a [`Register`], folded from the store when the gate is first used. The
//! server does that on the sequencer's thread, beside the first reads: only the
//! first write waits for it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use ledger::admission::{Context, Register, Shelf, Warning};
use ledger::events::civil::Date;
use ledger::events::{Draft, EventId};
use ledger::record::bundle::decode_opening_list;
use ledger::record::{Faults, Hash, Index, Json, SealedDraft, Size, Timestamp, Unverified, merge};

use super::{Ready, cited, held};
use crate::documents::Documents;
use crate::store::{Store, StoreError};

/// Why a draft does not pass.
#[derive(Debug)]
pub enum Barred {
    /// Its event id is in use by this entry.
    Duplicate(Index),
    /// What the ledger says speaks against it.
    Faults(Faults),
}

/// A file whose drafts are checked, and which may not fit into memory.
pub trait Lines: std::fmt::Debug + Send + Sync {
    /// The line of a draft, counted from 0 without those that hold none.
    fn name(&self, place: u64) -> String;
    /// That draft, read again.
    fn draft(&self, place: u64) -> Option<Draft>;
}

/// What has passed and what has not been stored yet, and the rules.
#[derive(Clone, Default)]
pub struct Gate {
    /// `None` for a ledger that does not exist yet.
    store: Option<Arc<Store>>,
    register: Register,
    /// The number of drafts that the register has taken.
    taken: u64,
    /// Event ids that are not in the store yet.
    ids: HashMap<String, Index>,
    /// Drafts that are not in the store yet; the first is at index `stored`.
    waiting: Vec<Arc<SealedDraft>>,
    stored: u64,
    /// `taken` when the mark was set.
    mark: u64,
    /// Where the request or the file begins.
    first: u64,
    /// The file, where it is one.
    lines: Option<Arc<dyn Lines>>,
    documents: Option<Arc<Documents>>,
}

impl Gate {
    /// A gate before the ledger in `store`; nothing is read yet.
    pub fn new(store: Option<Arc<Store>>) -> Self {
        Self { store, ..Self::default() }
    }

    /// A gate before the same ledger that has read nothing of it yet.
    #[must_use]
    pub fn anew(&self) -> Self {
        Self { documents: self.documents.clone(), ..Self::new(self.store.clone()) }
    }

    /// Warns from now on of documents that are cited and are not here.
    pub fn know_documents(&mut self, documents: Arc<Documents>) {
        self.documents = Some(documents);
    }

    /// Takes in what is stored, up to `size` entries.
    pub fn catch_up(&mut self, size: Size) -> Result<(), StoreError> {
        let Some(store) = self.store.clone() else { return Ok(()) };
        if self.taken >= size.get() {
            return Ok(());
        }
        let (begin, first) = (std::time::Instant::now(), self.taken);
        for n in first..size.get() {
            let index = Index::new(n);
            // What this program cannot read it cannot hold against anyone.
            if let Some((draft, signed)) = read(&store, index)? {
                self.apply(index, &draft, &signed)?;
            }
            self.taken = n + 1;
        }
        (self.stored, self.first) = (self.taken, self.taken);
        let entries = self.taken - first;
        let took = begin.elapsed();
        if first == 0 {
            tracing::info!(entries, ?took, "the writer knows {entries} entries");
        } else {
            // Whoever follows another server does so many times a second.
            tracing::debug!(entries, ?took, "the writer knows {entries} entries more");
        }
        Ok(())
    }

    /// Goes on with the drafts of a file, which are named by their lines.
    pub fn read_lines(&mut self, lines: Arc<dyn Lines>) {
        (self.lines, self.first) = (Some(lines), self.taken);
    }

    /// Begins a request: all of its drafts pass, or none.
    pub fn begin(&mut self) {
        self.register.mark();
        (self.mark, self.first) = (self.taken, self.taken);
    }

    /// Judges the next draft. It counts as recorded for those after it even if
    /// it is barred, so that one mistake is not reported once for each of them.
    pub fn pass(
        &mut self,
        ready: &Ready,
        recorded: Timestamp,
    ) -> Result<Result<Vec<Warning>, Barred>, StoreError> {
        let index = Index::new(self.taken);
        let draft = ready.candidate.draft();
        let shelf = Shelved::of(self);
        let verdict = match shelf.look(&draft.id)? {
            Some(at) => Err(Barred::Duplicate(at)),
            None => {
                let today = Date::in_london(recorded.millis());
                let cx = Context { now: recorded, today, shelf: &shelf };
                self.admit(ready, &cx, recorded)
                    .map(|found| cited::and_absent(found, ready, self.documents.as_deref()))
                    .map(|found| held::and_public(found, ready, recorded))
                    .map_err(Barred::Faults)
            }
        };
        shelf.result()?;
        self.ids.entry(draft.id.as_str().to_owned()).or_insert(index);
        self.waiting.push(Arc::clone(&ready.draft));
        self.taken += 1;
        let signed: Vec<Hash> = ready.signatures.iter().map(|signature| signature.key).collect();
        self.apply(index, draft, &signed).map(|()| verdict)
    }

    /// What the register says of a draft, and then of who signed it.
    fn admit(
        &self,
        ready: &Ready,
        cx: &Context<'_>,
        recorded: Timestamp,
    ) -> Result<Vec<Warning>, Faults> {
        let warnings = self.register.admit(&ready.candidate, cx)?;
        let (draft, text) = (ready.candidate.draft(), ready.draft.public_text());
        self.register.check_signatures(draft, text, recorded, &ready.signatures)?;
        Ok(warnings)
    }

    fn apply(&mut self, index: Index, draft: &Draft, signed: &[Hash]) -> Result<(), StoreError> {
        // Out of the gate for a moment: the shelf looks at the rest of it.
        let mut register = std::mem::take(&mut self.register);
        let shelf = Shelved::of(self);
        register.apply(index, draft, signed, &shelf);
        let read = shelf.result();
        self.register = register;
        read
    }

    /// The entry that holds an event, stored or on its way.
    pub fn find(&self, id: &EventId) -> Result<Option<Index>, StoreError> {
        Shelved::of(self).look(id)
    }

    /// An entry as a message names it.
    pub fn name(&self, index: Index) -> String {
        Shelved::of(self).name(index)
    }

    /// Ends a request: what passed is to be recorded.
    pub fn keep(&mut self) {
        self.register.keep();
    }

    /// Ends a request: nothing of it is to be recorded.
    pub fn undo(&mut self) {
        self.register.undo();
        self.taken = self.mark;
        let kept = usize::try_from(self.mark - self.stored).unwrap_or(usize::MAX);
        self.waiting.truncate(kept);
        let mark = self.mark;
        self.ids.retain(|_, index| index.get() < mark);
    }

    /// Everything that passed is in the store now.
    pub fn stored(&mut self) {
        self.ids.clear();
        self.forget();
    }

    /// Drops the drafts that passed; their ids stay. [`Lines`] has them.
    pub fn forget(&mut self) {
        self.waiting.clear();
        self.stored = self.taken;
    }
}

/// The events before a draft: stored, or on their way into the store.
struct Shelved<'a> {
    gate: &'a Gate,
    failed: RefCell<Option<StoreError>>,
}

impl<'a> Shelved<'a> {
    const fn of(gate: &'a Gate) -> Self {
        Self { gate, failed: RefCell::new(None) }
    }

    fn look(&self, id: &EventId) -> Result<Option<Index>, StoreError> {
        if let Some(index) = self.gate.ids.get(id.as_str()) {
            return Ok(Some(*index));
        }
        self.gate.store.as_ref().map_or(Ok(None), |store| store.find_id(id.as_str()))
    }

    /// What kept the store from answering, if anything did.
    fn result(self) -> Result<(), StoreError> {
        self.failed.into_inner().map_or(Ok(()), Err)
    }

    fn or_note<T>(&self, found: Result<Option<T>, StoreError>) -> Option<T> {
        found.unwrap_or_else(|error| {
            *self.failed.borrow_mut() = Some(error);
            None
        })
    }
}

impl Shelf for Shelved<'_> {
    fn find(&self, id: &EventId) -> Option<Index> {
        self.or_note(self.look(id))
    }

    fn draft(&self, index: Index) -> Option<Draft> {
        let gate = self.gate;
        if let Some(place) = index.get().checked_sub(gate.stored) {
            let waiting = usize::try_from(place).ok().and_then(|place| gate.waiting.get(place));
            return waiting.and_then(|sealed| unseal(sealed));
        }
        if let (Some(lines), Some(place)) = (&gate.lines, index.get().checked_sub(gate.first)) {
            return lines.draft(place);
        }
        let stored = gate.store.as_ref().and_then(|store| self.or_note(read(store, index)));
        stored.map(|(draft, _)| draft)
    }

    fn name(&self, index: Index) -> String {
        match (index.get().checked_sub(self.gate.first), &self.gate.lines) {
            (None, _) => format!("entry {index}"),
            (Some(place), Some(lines)) => lines.name(place),
            (Some(place), None) => format!("draft {} of this request", place + 1),
        }
    }
}

/// A draft from its public part and its openings.
fn unseal(sealed: &SealedDraft) -> Option<Draft> {
    let public = Json::parse(sealed.public_text().as_bytes()).ok()?;
    Draft::parse(&merge(public, sealed.openings()).ok()?.json).ok()
}

/// A stored draft and the keys that signed it; `None` where this program cannot read it.
pub(super) fn read(store: &Store, index: Index) -> Result<Option<(Draft, Vec<Hash>)>, StoreError> {
    let openings = match store.whole_openings(index) {
        // Damage to its sealed values is no reason to stop writing.
        Err(StoreError::Sealed { .. }) => None,
        other => other?,
    };
    let (Some(stored), Some(openings)) = (store.entry(index)?, openings) else { return Ok(None) };
    let entry = Unverified::parse(&stored.line).ok();
    let openings = decode_opening_list(&openings).ok();
    Ok(entry.zip(openings).and_then(|(entry, openings)| {
        let draft = Draft::read(entry.claimed(), &openings).ok()?;
        let signed = entry.claimed().signatures().iter().map(|signature| signature.key).collect();
        Some((draft, signed))
    }))
}
