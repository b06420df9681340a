//! Admission: may this draft be recorded after all those before it?
//!
//! The vocabulary (`events`) judges a draft by itself. Here it is judged by what
//! the ledger already says: references must resolve, contradictions are refused
//! with a message that names field, value and remedy, and what is merely unusual
//! is a warning. Recording late, or out of the order in which things happened,
//! is normal and never refused; two sources that disagree are both recorded, as
//! long as the second says so in `conflicts_with`.
//!
//! [`Register`] is a fold over all entries that keeps only what the rules ask
//! for: numbers for identifiers, dates, and the positions of entries; no texts.
//! It never fails: what an older ledger holds is taken as it is, because a rule
//! may be younger than an entry. So `daybook verify` does not ask here.
//!
//! One file for each family of rules.

mod absences;
mod care;
mod chasing;
mod dates;
mod documents;
mod findings;
mod hearings;
mod holding;
mod keys;
mod matters;
mod offices;
mod progress;
mod recommendations;
mod references;
mod removal;
mod returns;
mod sessions;
mod sorts;
mod table;

pub use findings::{Candidate, Context, Shelf, Warning};

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::events::{Draft, Event};
use crate::record::{Faults, Hash, Index};
use crate::signing::Registered;
use findings::Findings;
use sorts::Sort;
use table::{Ids, Marked, Table};

/// What the entries so far have registered, and where each of it stands.
#[derive(Clone, Debug, Default)]
pub struct Register {
    ids: Ids,
    /// The entry that recorded each identifier.
    known: Table<(Sort, u32), Index>,
    /// (body, another that it took over from, or belongs to).
    stands_for: Table<(u32, u32), ()>,
    /// Bodies and offices that ceased, and the entry that says so.
    ceased: Table<(Sort, u32), Index>,
    /// By office: how many can hold it at once.
    seats: Table<u32, u16>,
    spells: Table<u32, offices::Spell>,
    /// (office, spell).
    held: Table<(u32, u32), ()>,
    /// Leave and suspensions.
    stretches: Table<(Sort, u32), absences::Stretch>,
    /// The bodies of each list, sorted; empty where only their number is known.
    members: Table<u32, Arc<[u32]>>,
    calls: Table<u32, returns::Call>,
    returns: Table<u32, returns::Return>,
    /// (call, body) to the newest return of that body.
    answered: Table<(u32, u32), u32>,
    /// The bodies that each recommendation addresses, sorted; empty where they
    /// are not known.
    addressees: Table<u32, Arc<[u32]>>,
    /// (recommendation, body) to where the pair stands.
    pairs: Table<(u32, u32), progress::Pair>,
    requests: Table<u32, hearings::Summons>,
    orders: Table<u32, hearings::Summons>,
    /// (session, person) to the entry that says whether they came.
    heard: Table<(u32, u32), (Index, bool)>,
    /// Session to the entry that says that it was called off.
    called_off: Table<u32, Index>,
    matters: Table<u32, matters::Matter>,
    /// By entry: the newest that withdraws it.
    withdrawn: Table<Index, Index>,
    /// By entry: those that correct it, oldest first.
    corrected: Table<Index, Arc<[Index]>>,
    /// Documents that were withheld once.
    documents: Table<Hash, documents::Held>,
    /// People's keys by identifier.
    keys: Table<Hash, Registered>,
    /// By entry: those that redact something of it or lift that, oldest first.
    redacted: Table<Index, Arc<[Index]>>,
}

impl Register {
    /// The register of an empty ledger.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether a draft may be recorded next; the warnings if so.
    ///
    /// # Errors
    /// Everything that stands against it, each with JSON pointer, value, problem
    /// and remedy.
    pub fn admit(&self, candidate: &Candidate, cx: &Context<'_>) -> Result<Vec<Warning>, Faults> {
        let mut found = Findings::default();
        self.check_references(candidate, cx, &mut found);
        // What names things that there are not cannot contradict them.
        if found.faults.is_empty() {
            let draft = candidate.draft();
            self.check_offices(draft, cx, &mut found);
            self.check_ceased(draft, cx, &mut found);
            self.check_returns(draft, cx, &mut found);
            self.check_chasing(draft, cx, &mut found);
            self.check_recommendations(draft, cx, &mut found);
            self.check_progress(draft, cx, &mut found);
            self.check_hearings(draft, cx, &mut found);
            self.check_called_off(draft, cx, &mut found);
            self.check_matters(draft, cx, &mut found);
            self.check_care(draft, cx, &mut found);
            self.check_document(draft, cx, &mut found);
            self.check_keys(draft, cx, &mut found);
            self.check_holding(draft, cx, &mut found);
            dates::check(draft, cx, &mut found);
        }
        if found.faults.is_empty() { Ok(found.warnings) } else { Err(Faults(found.faults)) }
    }

    /// Takes the draft of the entry at `index`, whether or not it would be
    /// admitted; `signed` are the keys that signed it. `shelf` must hold it and
    /// all before it.
    pub fn apply(&mut self, index: Index, draft: &Draft, signed: &[Hash], shelf: &dyn Shelf) {
        self.take_key(index, draft, signed);
        match &draft.event {
            Event::Correction(correction) => self.apply_correction(index, correction, shelf),
            Event::Withdrawal(withdrawal) => {
                if let Some(target) = shelf.find(&withdrawal.target) {
                    self.withdrawn.put(target, index);
                }
            }
            Event::Redaction(redaction) => self.apply_removal(index, &redaction.target, shelf),
            Event::RedactionLifted(lifted) => self.apply_removal(index, &lifted.target, shelf),
            _ => self.take(index, draft),
        }
    }

    /// Sets a mark to go back to. One at a time.
    pub fn mark(&mut self) {
        self.tables().into_iter().for_each(Marked::mark);
    }

    /// Lifts the mark; what was taken since stays.
    pub fn keep(&mut self) {
        self.tables().into_iter().for_each(Marked::keep);
    }

    /// Goes back to where the mark was set, and lifts it.
    pub fn undo(&mut self) {
        self.tables().into_iter().for_each(Marked::undo);
    }

    fn tables(&mut self) -> [&mut dyn Marked; 24] {
        [
            &mut self.ids,
            &mut self.known,
            &mut self.stands_for,
            &mut self.ceased,
            &mut self.seats,
            &mut self.spells,
            &mut self.held,
            &mut self.stretches,
            &mut self.members,
            &mut self.calls,
            &mut self.returns,
            &mut self.answered,
            &mut self.addressees,
            &mut self.pairs,
            &mut self.requests,
            &mut self.orders,
            &mut self.heard,
            &mut self.called_off,
            &mut self.matters,
            &mut self.withdrawn,
            &mut self.corrected,
            &mut self.documents,
            &mut self.keys,
            &mut self.redacted,
        ]
    }

    /// Takes what a draft says, or says now that it was corrected.
    fn take(&mut self, index: Index, draft: &Draft) {
        if let Some(recorded) = references::recorded(&draft.event) {
            let number = self.ids.number(recorded.id);
            let key = (recorded.sort, number);
            if !self.known.get(key).is_some_and(|known| self.stands(*known)) {
                self.known.put(key, index);
            }
        }
        self.take_office(index, draft);
        self.take_absence(index, draft);
        self.take_return(index, draft);
        self.take_recommendation(draft);
        self.take_progress(index, draft);
        self.take_hearing(index, draft);
        self.take_called_off(index, draft);
        self.take_matter(index, draft);
        self.take_document(index, draft);
    }

    /// The entry that recorded an identifier, unless it was withdrawn.
    fn entry_of(&self, sort: Sort, id: &str) -> Option<Index> {
        let known = self.known.get((sort, self.ids.find(id)?)).copied();
        known.filter(|index| self.stands(*index))
    }

    /// Whether an entry counts: it was not withdrawn, or its withdrawal was.
    fn stands(&self, index: Index) -> bool {
        let (mut here, mut stands) = (index, true);
        // A withdrawal comes after what it withdraws, so this ends.
        while let Some(by) = self.withdrawn.get(here).copied().filter(|by| *by > here) {
            (here, stands) = (by, !stands);
        }
        stands
    }
}

#[cfg(test)]
pub(crate) use care::changed;
#[cfg(test)]
mod tests;
