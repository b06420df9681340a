//! The rows as columns: some sixty bytes a row, and its words.
//!
//! A million rows of owned texts and lists would take two gigabytes; a browser
//! has one. What repeats (dates, identifiers, kinds) is kept once and named by
//! a number; words are kept in one place and put together when a row is shown.

use super::heap::Heap;
use super::interner::Interner;
use crate::events::{Basis, Certainty, DateRange, Edtf, Family, KINDS, KindInfo};
use crate::record::{Index, Timestamp};
use crate::views::names::Sort;
use alloc::string::String;
use alloc::vec::Vec;

/// The number of what is not there.
pub(super) const NONE: u32 = u32::MAX;
/// The place of a kind that this program does not know.
pub(super) const NO_KIND: u8 = u8::MAX;
const _: () = assert!(KINDS.len() < NO_KIND as usize, "a kind's place must fit one byte");

/// All rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) index: Vec<Index>,
    /// Numbers of event ids.
    pub(super) id: Vec<u32>,
    pub(super) kind: Vec<u8>,
    pub(super) inquiry: Vec<u32>,
    /// Numbers of dates.
    pub(super) occurred: Vec<u32>,
    pub(super) announced: Vec<u32>,
    pub(super) recorded: Vec<Timestamp>,
    pub(super) basis: Vec<Option<Basis>>,
    pub(super) certainty: Vec<Option<Certainty>>,
    /// How many fields were redacted.
    pub(super) withheld: Vec<u16>,
    pub(super) uncertain: Vec<bool>,
    /// Numbers of what is named, row after row, and where each row ends.
    named: Vec<u32>,
    ends: Vec<u32>,
    /// Title and summary, kept with [`Phrase::keep`](super::phrase::Phrase::keep).
    pub(super) words: Heap,
    /// The free texts as a search sees them.
    pub(super) texts: Heap,

    pub(super) ids: Interner,
    pub(super) inquiries: Interner,
    /// Dates on which something happened.
    pub(super) dates: Dates,
    /// Dates on which something was made public.
    pub(super) days_made_public: Dates,
    pub(super) symbols: Symbols,
}

/// One row on its way into the columns.
pub(super) struct NewRow<'a> {
    pub(super) index: Index,
    pub(super) id: &'a str,
    pub(super) kind: Option<&'static KindInfo>,
    pub(super) inquiry: Option<&'a str>,
    pub(super) occurred: Option<&'a Edtf>,
    pub(super) announced: Option<&'a Edtf>,
    pub(super) recorded: Timestamp,
    pub(super) basis: Option<Basis>,
    pub(super) certainty: Option<Certainty>,
    /// How many fields were redacted.
    pub(super) withheld: u16,
    pub(super) uncertain: bool,
}

impl Columns {
    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.index.len()
    }

    /// The row number of an entry.
    pub(super) fn place(&self, index: Index) -> Option<usize> {
        // Usually no entry is missing, and then no search is needed.
        let guess = usize::try_from(index.get()).ok()?;
        if self.index.get(guess) == Some(&index) {
            return Some(guess);
        }
        self.index.binary_search(&index).ok()
    }

    /// Adds a row without its words and what it names, and gives its number.
    pub(super) fn push(&mut self, row: &NewRow<'_>) -> u32 {
        let place = self.len();
        self.index.push(row.index);
        self.id.push(self.ids.intern(row.id));
        let kind = row.kind.and_then(|info| KINDS.iter().position(|other| other.kind == info.kind));
        self.kind.push(kind.and_then(|kind| u8::try_from(kind).ok()).unwrap_or(NO_KIND));
        self.inquiry.push(row.inquiry.map_or(NONE, |inquiry| self.inquiries.intern(inquiry)));
        self.occurred.push(row.occurred.map_or(NONE, |date| self.dates.intern(date)));
        self.announced.push(row.announced.map_or(NONE, |date| self.days_made_public.intern(date)));
        self.recorded.push(row.recorded);
        self.basis.push(row.basis);
        self.certainty.push(row.certainty);
        self.withheld.push(row.withheld);
        self.uncertain.push(row.uncertain);
        self.ends.push(self.ends.last().copied().unwrap_or(0));
        // More rows than this do not fit in any memory.
        u32::try_from(place).unwrap_or(NONE)
    }

    /// Adds to what the newest row names.
    pub(super) fn name(&mut self, sort: Sort, id: &str) {
        let symbol = self.symbols.intern(sort, id);
        self.named.push(symbol);
        if let Some(end) = self.ends.last_mut() {
            *end = u32::try_from(self.named.len()).unwrap_or(NONE);
        }
    }

    /// Numbers of what a row names.
    pub(super) fn named(&self, place: usize) -> &[u32] {
        let end = |place: usize| self.ends.get(place).map_or(0, |end| *end as usize);
        let from = place.checked_sub(1).map_or(0, end);
        self.named.get(from..end(place)).unwrap_or(&[])
    }

    /// What there is to know about a row's kind; `None` when it is not known.
    pub(super) fn kind(&self, place: usize) -> Option<&'static KindInfo> {
        KINDS.get(usize::from(*self.kind.get(place)?))
    }

    /// The family of a row.
    pub(super) fn family(&self, place: usize) -> Family {
        self.kind(place).map_or(Family::RecordKeeping, |info| info.family)
    }

    /// The days on which it may have happened.
    pub(super) fn range(&self, place: usize) -> Option<DateRange> {
        self.dates.range(*self.occurred.get(place)?)
    }
}

/// Dates, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Dates {
    numbers: Interner,
    known: Vec<(Edtf, DateRange)>,
    scratch: String,
}

impl Dates {
    fn intern(&mut self, date: &Edtf) -> u32 {
        use core::fmt::Write as _;
        self.scratch.clear();
        // Writing to a String cannot fail.
        let _ = write!(self.scratch, "{date}");
        let number = self.numbers.intern(&self.scratch);
        if number as usize == self.known.len() {
            self.known.push((date.clone(), date.range()));
        }
        number
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
    }

    pub(super) fn get(&self, number: u32) -> Option<&Edtf> {
        self.known.get(number as usize).map(|(date, _)| date)
    }

    pub(super) fn ranges(&self) -> impl Iterator<Item = DateRange> {
        self.known.iter().map(|(_, range)| *range)
    }

    pub(super) fn range(&self, number: u32) -> Option<DateRange> {
        self.known.get(number as usize).map(|(_, range)| *range)
    }
}

/// Identifiers of everything that events name, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Symbols {
    numbers: Interner,
    scratch: String,
}

/// The letter before an identifier: a body and a person may be spelt alike.
const fn letter(sort: Sort) -> char {
    match sort {
        Sort::Body => 'b',
        Sort::Person => 'p',
        Sort::Office => 'o',
        Sort::Recommendation => 'r',
        Sort::Call => 'c',
    }
}

impl Symbols {
    pub(super) fn intern(&mut self, sort: Sort, id: &str) -> u32 {
        self.scratch.clear();
        self.scratch.push(letter(sort));
        self.scratch.push_str(id);
        self.numbers.intern(&self.scratch)
    }

    pub(super) fn find(&self, sort: Sort, id: &str) -> Option<u32> {
        let mut spelt = String::from(letter(sort));
        spelt.push_str(id);
        self.numbers.find(&spelt)
    }

    pub(super) fn get(&self, number: u32) -> (Sort, &str) {
        let spelt = self.numbers.get(number);
        let sort = match spelt.bytes().next() {
            Some(b'b') => Sort::Body,
            Some(b'p') => Sort::Person,
            Some(b'o') => Sort::Office,
            Some(b'r') => Sort::Recommendation,
            _ => Sort::Call,
        };
        (sort, spelt.get(1..).unwrap_or(""))
    }

    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }
}
