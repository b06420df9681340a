//! The timeline: one row for each entry, with both clocks, a plain title, and
//! links that the ledger holds in one direction shown in both.

mod fold;
mod links;
mod phrase;
mod query;
mod row;
mod titles;

pub use query::{Clock, Order, Query, QueryError};
pub use row::{Row, UNKNOWN_KIND};

use super::names::{Named, Names};
use crate::events::{Draft, Event, EventId};
use crate::record::{Entry, Faults, Index, Openings};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use links::Link;
use phrase::Wording;

/// The fold. Feed it entries in order with [`Timeline::apply`].
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    rows: Vec<Row>,
    /// Beside each row: how its words are made, to make them again when a name
    /// is learnt or corrected.
    wordings: Vec<Wording>,
    by_id: BTreeMap<EventId, usize>,
    names: Names,
    /// Which rows speak of what.
    speaks_of: BTreeMap<Named, Vec<usize>>,
    /// What a row that registered something named.
    named_by: BTreeMap<usize, Named>,
    /// Links to events that have not come yet.
    waiting: BTreeMap<EventId, Vec<(usize, Link)>>,
}

impl Timeline {
    /// A timeline of nothing.
    pub fn new() -> Timeline {
        Timeline::default()
    }

    /// Takes the next entry. Each entry gives one row, whatever happens; one at
    /// or before the newest is left alone, because a fold runs in order.
    ///
    /// # Errors
    /// The faults of an entry that this program cannot read, such as a kind
    /// newer than itself or one without its openings. Its row then shows what
    /// is public and says so.
    pub fn apply(&mut self, entry: &Entry, openings: &Openings) -> Result<(), Faults> {
        if self.rows.last().is_some_and(|last| last.index >= entry.index()) {
            return Ok(());
        }
        match Draft::read(entry, openings) {
            Ok(draft) => {
                self.take(entry, openings, &draft);
                Ok(())
            }
            Err(faults) => {
                let (row, wording) = row::unread(entry);
                self.push(row, wording);
                Err(faults)
            }
        }
    }

    /// All rows in the order of the ledger.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of the entry at a position.
    pub fn row(&self, index: Index) -> Option<&Row> {
        let at = self.rows.binary_search_by_key(&index, |row| row.index).ok()?;
        self.rows.get(at)
    }

    /// The row of an event.
    pub fn event(&self, id: &EventId) -> Option<&Row> {
        self.rows.get(*self.by_id.get(id)?)
    }

    /// What identifiers are called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The rows that a query asks for, in its order.
    pub fn select(&self, query: &Query) -> Vec<&Row> {
        query.run(&self.rows)
    }

    fn take(&mut self, entry: &Entry, openings: &Openings, draft: &Draft) {
        let corrected = match &draft.event {
            Event::Correction(correction) => self.event(&correction.target),
            _ => None,
        };
        let title = titles::title(&draft.event, corrected.map(|row| row.title.as_str()));
        let wording = Wording::new(title, titles::summary(&draft.event));
        let at = self.push(row::read(entry, openings, draft), wording);
        if let Some((named, news)) = self.names.learn(&draft.event) {
            if news {
                self.say_again(&named);
            }
            self.named_by.insert(at, named);
        }
        if let Event::Correction(correction) = &draft.event {
            let target = self.by_id.get(&correction.target);
            let named = target.and_then(|target| self.named_by.get(target)).cloned();
            if let Some(named) = named
                && self.names.correct(&named, correction)
            {
                self.say_again(&named);
            }
        }
        for (other, link) in links::of(draft) {
            match self.by_id.get(other) {
                Some(other) => links::join(&mut self.rows, at, *other, link),
                None => self.waiting.entry(other.clone()).or_default().push((at, link)),
            }
        }
    }

    fn push(&mut self, mut row: Row, wording: Wording) -> usize {
        let at = self.rows.len();
        for named in wording.named() {
            match self.speaks_of.get_mut(named) {
                Some(speaking) if speaking.last() == Some(&at) => {}
                Some(speaking) => speaking.push(at),
                None => {
                    self.speaks_of.insert(named.clone(), alloc::vec![at]);
                }
            }
        }
        row.say(&wording, &self.names);
        let waiting = self.waiting.remove(&row.id).unwrap_or_default();
        // An identifier used twice means the first: the server refuses a second.
        self.by_id.entry(row.id.clone()).or_insert(at);
        self.rows.push(row);
        self.wordings.push(wording);
        for (from, link) in waiting {
            links::join(&mut self.rows, from, at, link);
        }
        at
    }

    fn say_again(&mut self, named: &Named) {
        for at in self.speaks_of.get(named).into_iter().flatten() {
            self.rows[*at].say(&self.wordings[*at], &self.names);
        }
    }
}

#[cfg(test)]
mod tests;
