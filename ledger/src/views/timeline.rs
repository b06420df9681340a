//! The timeline: one row for each entry, with both clocks, a plain title, and
//! links that the ledger holds in one direction shown in both.
//!
//! Rows are kept as columns, so that a million of them fit in a browser, and
//! are put together when somebody looks at them: a name that is learnt or
//! corrected later is then in every title at once.

mod columns;
mod fold;
mod glance;
mod group;
mod heap;
mod interner;
mod links;
mod phrase;
mod query;
mod row;
mod select;
mod tally;
mod titles;

pub use group::{By, Group, Groups};
pub use query::{Clock, Order, Query, QueryError};
pub use row::{Row, UNKNOWN_KIND};
pub use tally::Tally;

use super::names::{Named, Names, Sort};
use crate::events::{DateRange, Draft, Event, EventId, Family};
use crate::record::{Entry, Faults, Index, Openings};
use alloc::string::String;
use alloc::vec::Vec;
use columns::{Columns, NONE, NewRow};
use interner::Interner;
use links::{Link, Links};
use phrase::Phrase;

/// The fold. Feed it entries in order with [`Timeline::apply`].
///
/// A row has an index, which is its entry's, and a place, which is how many
/// rows came before it. They differ where entries could not be had.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    columns: Columns,
    /// By the number of an event id: the place of its first row.
    by_id: Vec<u32>,
    names: Names,
    /// What a row that registered something named, in the order of rows.
    named_by: Vec<(u32, Named)>,
    links: Links,
    /// Events that have not come yet, and by their numbers the links to them.
    awaited: Interner,
    waiting: Vec<Vec<(u32, Link)>>,
    words: String,
    texts: String,
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
        if self.columns.index.last().is_some_and(|last| *last >= entry.index()) {
            return Ok(());
        }
        let read = Draft::read(entry, openings);
        self.apply_read(entry, openings, read.as_ref().ok());
        read.map(drop)
    }

    /// Takes the next entry, whose draft the caller has tried to read: `None`
    /// where it cannot be read.
    pub fn apply_read(&mut self, entry: &Entry, openings: &Openings, draft: Option<&Draft>) {
        if self.columns.index.last().is_some_and(|last| *last >= entry.index()) {
            return;
        }
        match draft {
            Some(draft) => self.take(entry, openings, draft),
            None => row::unread(entry, &mut |row, words| {
                self.push(row, words, &Openings::default());
            }),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.columns.len() == 0
    }

    /// All rows in the order of the ledger, each put together as it is asked for.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row> {
        (0..u32::try_from(self.len()).unwrap_or(NONE)).filter_map(|place| self.row_at(place))
    }

    /// The row of the entry at a position.
    pub fn row(&self, index: Index) -> Option<Row> {
        self.row_at(self.place(index)?)
    }

    /// The row of an event.
    pub fn event(&self, id: &EventId) -> Option<Row> {
        self.row_at(self.place_of(id)?)
    }

    /// The place of the row of the entry at a position.
    pub fn place(&self, index: Index) -> Option<u32> {
        u32::try_from(self.columns.place(index)?).ok()
    }

    /// The position of the entry of a row.
    pub fn index_at(&self, place: u32) -> Option<Index> {
        self.columns.index.get(place as usize).copied()
    }

    /// The code of the kind of a row, or [`UNKNOWN_KIND`].
    pub fn kind_at(&self, place: u32) -> &'static str {
        self.columns.kind(place as usize).map_or(UNKNOWN_KIND, |info| info.kind)
    }

    /// The family of a row.
    pub fn family_at(&self, place: u32) -> Family {
        self.columns.family(place as usize)
    }

    /// The days on which a row's event may have happened; `None` when nothing
    /// is known.
    pub fn occurred_at(&self, place: u32) -> Option<DateRange> {
        self.columns.range(place as usize)
    }

    /// When the ledger took the entry of a row, milliseconds since 1970 UTC;
    /// 0 beyond the newest.
    pub fn recorded_at(&self, place: u32) -> i64 {
        self.columns.recorded.get(place as usize).map_or(0, |time| time.millis())
    }

    /// What identifiers are called.
    pub fn names(&self) -> &Names {
        &self.names
    }

    fn place_of(&self, id: &EventId) -> Option<u32> {
        let number = self.columns.ids.find(id.as_str())?;
        self.by_id.get(number as usize).copied()
    }

    fn take(&mut self, entry: &Entry, openings: &Openings, draft: &Draft) {
        let corrected = match &draft.event {
            Event::Correction(correction) => self.place_of(&correction.target),
            _ => None,
        };
        let was = corrected.map(|place| self.say(place).0);
        let title = titles::title(&draft.event, was.as_deref());
        let words = [title, titles::summary(&draft.event)];
        let place = self.push(&row::read(entry, openings, draft), words, openings);
        self.mention(draft);
        if let Some(named) = self.names.learn(&draft.event) {
            self.named_by.push((place, named));
        }
        if let Event::Correction(correction) = &draft.event
            && let Some(corrected) = corrected
            && let Ok(at) = self.named_by.binary_search_by_key(&corrected, |(row, _)| *row)
        {
            self.names.correct(&self.named_by[at].1, correction);
        }
        for (other, link) in links::of(draft) {
            match self.place_of(other) {
                Some(other) => self.links.join(place, other, link),
                None => {
                    let number = self.awaited.intern(other.as_str()) as usize;
                    self.waiting.resize(self.waiting.len().max(number + 1), Vec::new());
                    self.waiting[number].push((place, link));
                }
            }
        }
    }

    /// Notes what the newest row names.
    fn mention(&mut self, draft: &Draft) {
        let subjects = draft.event.subjects();
        let columns = &mut self.columns;
        subjects.bodies.iter().for_each(|id| columns.name(Sort::Body, id.as_str()));
        subjects.persons.iter().for_each(|id| columns.name(Sort::Person, id.as_str()));
        subjects.offices.iter().for_each(|id| columns.name(Sort::Office, id.as_str()));
        let named = subjects.recommendations.iter();
        named.for_each(|id| columns.name(Sort::Recommendation, id.as_str()));
        subjects.calls.iter().for_each(|id| columns.name(Sort::Call, id.as_str()));
    }

    fn push(&mut self, row: &NewRow<'_>, words: [Phrase; 2], openings: &Openings) -> u32 {
        let place = self.columns.push(row);
        self.words.clear();
        let symbols = &mut self.columns.symbols;
        let mut number = |named: &Named| {
            let (sort, id) = named.parts();
            symbols.intern(sort, id)
        };
        let [title, summary] = words;
        title.keep(&mut self.words, &mut number);
        self.words.push(phrase::BREAK);
        summary.keep(&mut self.words, &mut number);
        self.columns.words.push(&self.words);
        self.texts.clear();
        phrase::fold_texts(openings, &mut self.texts);
        self.columns.texts.push(&self.texts);
        // An identifier used twice means the first: the server refuses a second.
        if self.by_id.len() < self.columns.ids.len() {
            self.by_id.push(place);
            if let Some(number) = self.awaited.find(row.id) {
                for (from, link) in core::mem::take(&mut self.waiting[number as usize]) {
                    self.links.join(from, place, link);
                }
            }
        }
        place
    }
}

#[cfg(test)]
mod tests;
