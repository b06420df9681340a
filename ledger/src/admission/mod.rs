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

mod care;
mod dates;
mod findings;
mod hearings;
mod offices;
mod recommendations;
mod references;
mod returns;
mod sorts;
mod table;

pub use findings::{Candidate, Context, Shelf, Warning};

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::events::{Draft, Event};
use crate::record::{Faults, Index};
use findings::Findings;
use sorts::Sort;
use table::{Ids, Marked, Table};

/// What the entries so far have registered, and where each of it stands.
#[derive(Clone, Debug, Default)]
pub struct Register {
    ids: Ids,
    /// The entry that recorded each identifier.
    known: Table<(Sort, u32), Index>,
    /// By body: the body whose functions it took over.
    successor_of: Table<u32, u32>,
    /// By body: the body it belongs to.
    part_of: Table<u32, u32>,
    /// By office: how many can hold it at once.
    seats: Table<u32, u16>,
    spells: Table<u32, offices::Spell>,
    /// (office, spell).
    held: Table<(u32, u32), ()>,
    /// The bodies of each list, sorted; empty where only their number is known.
    members: Table<u32, Arc<[u32]>>,
    calls: Table<u32, returns::Call>,
    returns: Table<u32, returns::Return>,
    /// (call, body) to the newest return of that body.
    answered: Table<(u32, u32), u32>,
    /// The bodies that each recommendation addresses, sorted; empty where they
    /// are not known.
    addressees: Table<u32, Arc<[u32]>>,
    requests: Table<u32, hearings::Summons>,
    orders: Table<u32, hearings::Summons>,
    /// (session, person) to the entry that says whether they came.
    heard: Table<(u32, u32), (Index, bool)>,
    /// By entry: those that correct it, oldest first.
    corrected: Table<Index, Arc<[Index]>>,
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
            self.check_returns(draft, cx, &mut found);
            self.check_recommendations(draft, cx, &mut found);
            self.check_hearings(draft, cx, &mut found);
            self.check_care(draft, cx, &mut found);
            dates::check(draft, cx, &mut found);
        }
        if found.faults.is_empty() { Ok(found.warnings) } else { Err(Faults(found.faults)) }
    }

    /// Takes the draft of the entry at `index`, whether or not it would be
    /// admitted. `shelf` must hold it and all before it.
    pub fn apply(&mut self, index: Index, draft: &Draft, shelf: &dyn Shelf) {
        if let Event::Correction(correction) = &draft.event {
            self.apply_correction(index, correction, shelf);
        } else {
            self.take(index, draft);
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

    fn tables(&mut self) -> [&mut dyn Marked; 16] {
        [
            &mut self.ids,
            &mut self.known,
            &mut self.successor_of,
            &mut self.part_of,
            &mut self.seats,
            &mut self.spells,
            &mut self.held,
            &mut self.members,
            &mut self.calls,
            &mut self.returns,
            &mut self.answered,
            &mut self.addressees,
            &mut self.requests,
            &mut self.orders,
            &mut self.heard,
            &mut self.corrected,
        ]
    }

    /// Takes what a draft says, or says now that it was corrected.
    fn take(&mut self, index: Index, draft: &Draft) {
        if let Some(recorded) = references::recorded(&draft.event) {
            let number = self.ids.number(recorded.id);
            let key = (recorded.sort, number);
            if self.known.get(key).is_none() {
                self.known.put(key, index);
            }
        }
        self.take_office(index, draft);
        self.take_return(index, draft);
        self.take_recommendation(draft);
        self.take_hearing(index, draft);
    }

    /// The entry that recorded an identifier.
    fn entry_of(&self, sort: Sort, id: &str) -> Option<Index> {
        self.known.get((sort, self.ids.find(id)?)).copied()
    }
}

#[cfg(test)]
mod tests;
